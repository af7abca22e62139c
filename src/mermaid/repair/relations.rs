//! In: masked entity, class and git diagrams. Out: edits that quote names and roles which Mermaid cannot read, and write arrows
//! and generic types as it does. Not here: misspelt words.

use std::ops::Range;

use super::entities::escape;
use super::quote::{is_quoted, quote};
use super::{Edit, Mending, lines};

/// Arrows of class diagrams that lack a sign.
const CLASS_ARROWS: &[(&str, &str)] = &[
    ("->", "-->"),
    ("<-", "<--"),
    ("-|>", "--|>"),
    ("<|-", "<|--"),
    (".>", "..>"),
    ("<.", "<.."),
    (".|>", "..|>"),
    ("<|.", "<|.."),
    ("*-", "*--"),
    ("-*", "--*"),
    ("o-", "o--"),
    ("-o", "--o"),
    ("→", "-->"),
];

const KEYS: &[&str] = &["PK", "FK", "UK"];

/// What to mend in the entity diagram `text` after its header, which ends at `start`.
pub fn er(text: &str, start: usize) -> Vec<Mending> {
    let mut found = Vec::new();
    let mut in_entity = false;
    for range in lines(text, start) {
        let line = &text[range.clone()];
        let trimmed = line.trim();
        if in_entity {
            in_entity = !trimmed.starts_with('}');
            if in_entity {
                found.extend(attribute(text, range));
            }
            continue;
        }
        in_entity = trimmed.ends_with('{') && !["--", ".."].iter().any(|half| trimmed.contains(half));
        if let Some(open) = line.find('[')
            && in_entity
            && let Some(close) = line.rfind(']')
            && close > open
        {
            let inside = line[open + 1..close].trim();
            let is_simple = inside.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
            if !is_quoted(inside) && !is_simple {
                found.push(quote(text, range.start + open + 1..range.start + close));
            }
        }
        let relation = ["--", ".."].iter().filter_map(|half| line.find(half)).min();
        if relation.is_some_and(|at| line[..at].ends_with(['|', 'o', '}', '{'])) {
            found.extend(role(text, range));
        }
    }
    found
}

/// The role of a relation: it has to be there, and in quotes if it is more than a word.
fn role(text: &str, range: Range<usize>) -> Option<Mending> {
    let line = &text[range.clone()];
    let Some(colon) = line.find(':') else {
        let end = range.start + line.trim_end().len();
        return Some(Mending::edits(vec![Edit::new(end..end, " : \"\"")]));
    };
    let label = line[colon + 1..].trim();
    let start = range.start + colon + 1 + (line[colon + 1..].len() - line[colon + 1..].trim_start().len());
    if label.is_empty() {
        return Some(Mending::edits(vec![Edit::new(range.start + colon + 1..range.end, " \"\"")]));
    }
    let is_word = label.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && label.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
    (!is_word && !is_quoted(label)).then(|| quote(text, start..start + label.len()))
}

/// An attribute: type, name, keys between commas, comment in quotes.
fn attribute(text: &str, range: Range<usize>) -> Option<Mending> {
    let line = &text[range.clone()];
    let mut mending = Mending::default();
    let mut words = Vec::new();
    let mut at = 0;
    for word in line.split_whitespace() {
        let from = at + line[at..].find(word)?;
        at = from + word.len();
        words.push((range.start + from, word));
    }
    let (first, kind) = *words.first()?;
    if kind.contains('<') && kind.ends_with('>') {
        let signs = kind.match_indices(['<', '>']).map(|(at, _)| first + at);
        mending.edits.extend(signs.map(|at| Edit::new(at..at + 1, "~")));
    }
    let mut rest = words.get(2..).unwrap_or_default();
    while let [(at, key), more @ ..] = rest {
        if !KEYS.contains(&key.trim_end_matches(',')) {
            break;
        }
        if let Some((_, next)) = more.first()
            && KEYS.contains(&next.trim_end_matches(','))
            && !key.ends_with(',')
        {
            let end = at + key.len();
            mending.edits.push(Edit::new(end..end, ","));
        }
        rest = more;
    }
    if let Some((start, _)) = rest.first() {
        let comment = *start..range.start + line.trim_end().len();
        let is_keys = text[comment.clone()].split(',').all(|key| KEYS.contains(&key.trim()));
        if !is_quoted(&text[comment.clone()]) && !is_keys && !text[comment.clone()].starts_with(['(', ',']) {
            mending.add(quote(text, comment));
        }
    }
    (!mending.edits.is_empty()).then_some(mending)
}

/// What to mend in the class diagram `text` after its header, which ends at `start`.
pub fn class(text: &str, start: usize) -> Vec<Mending> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    for range in lines(text, start) {
        let line = &text[range.clone()];
        let is_outside = depth == 0;
        let word = line.split_whitespace().next().unwrap_or_default();
        depth = (depth + usize::from(line.trim_end().ends_with('{') && word != "note"))
            .saturating_sub(usize::from(line.trim() == "}"));
        if !is_outside && word != "class" {
            continue;
        }
        match word {
            "class" => found.extend(class_name(text, range)),
            "note" => found.extend(note(text, range)),
            "classDef" | "style" | "cssClass" | "link" | "click" | "callback" | "direction" | "title" | "accTitle:"
            | "accDescr:" => {}
            _ => found.extend(relation(text, range)),
        }
    }
    found
}

fn class_name(text: &str, range: Range<usize>) -> Option<Mending> {
    let line = &text[range.clone()];
    let name = line.find("class").map(|at| at + "class".len())?;
    if let (Some(open), Some(close)) = (line[name..].find('[').map(|at| name + at), line.rfind(']'))
        && open < close
        && !line[name..open].contains(['{', '<', '~'])
    {
        let inside = &line[open + 1..close];
        return (!is_quoted(inside)).then(|| quote(text, range.start + open + 1..range.start + close));
    }
    let (open, close) = (line.find('<')?, line.rfind('>')?);
    let is_generic = !line[..open].contains('{') && !line[open..].starts_with("<<") && open < close;
    let nested = line.get(open + 1..close)?.contains(['<', '>']);
    (is_generic && !nested).then(|| {
        let at = |offset: usize| range.start + offset..range.start + offset + 1;
        Mending::edits(vec![Edit::new(at(open), "~"), Edit::new(at(close), "~")])
    })
}

/// Quotes inside the text of a note.
fn note(text: &str, range: Range<usize>) -> Option<Mending> {
    let line = &text[range.clone()];
    let (first, last) = (line.find('"')?, line.rfind('"')?);
    (line.matches('"').count() > 2).then(|| quote(text, range.start + first..range.start + last + 1))
}

/// A relation's arrow and text, or a member after a colon.
fn relation(text: &str, range: Range<usize>) -> Option<Mending> {
    let line = &text[range.clone()];
    let colon = line.replace(":::", "   ").find(':');
    let head = &line[..colon.unwrap_or(line.len())];
    let mut mending = Mending::default();
    let mut at = 0;
    for word in head.split_whitespace() {
        let Some(from) = head[at..].find(word).map(|from| at + from) else { break };
        at = from + word.len();
        if from > 0
            && let Some((_, meant)) = CLASS_ARROWS.iter().find(|(wrong, _)| *wrong == word)
        {
            mending.edits.push(Edit::new(range.start + from..range.start + at, *meant));
        }
    }
    if let Some(colon) = colon {
        let label = range.start + colon + 1..range.end;
        if text[label.clone()].trim().is_empty() {
            mending.edits.push(Edit::new(range.start + colon..range.start + colon + 1, ""));
        } else {
            mending.add(escape(text, label, &[':', ';']).unwrap_or_default());
        }
    }
    (!mending.edits.is_empty()).then_some(mending)
}

/// What to mend in the git graph `text` after its header, which ends at `start`.
pub fn gitgraph(text: &str, start: usize) -> Vec<Mending> {
    lines(text, start).filter_map(|range| git_statement(text, range)).collect()
}

fn git_statement(text: &str, range: Range<usize>) -> Option<Mending> {
    const PARTS: [&str; 6] = ["id:", "tag:", "msg:", "type:", "order:", "parent:"];
    let line = &text[range.clone()];
    let word = line.split_whitespace().next()?;
    let after_word = line.find(word)? + word.len();
    // Where each part of the statement begins, names of branches first.
    let mut parts: Vec<(usize, &str)> = PARTS
        .iter()
        .flat_map(|part| line.match_indices(part))
        .filter(|(at, _)| line[..*at].ends_with([' ', '\t']) && line[..*at].matches('"').count().is_multiple_of(2))
        .collect();
    parts.push((after_word, ""));
    parts.sort_unstable();
    let mut mending = Mending::default();
    for (index, (at, part)) in parts.iter().enumerate() {
        let end = parts.get(index + 1).map_or(line.len(), |next| next.0);
        let from = at + part.len();
        let value = line[from..end].trim();
        let place = range.start + from + (line[from..end].len() - line[from..end].trim_start().len());
        let value_range = place..place + value.len();
        match *part {
            "id:" | "tag:" | "msg:" | "parent:" if !value.is_empty() && !is_quoted(value) => {
                mending.add(quote(text, value_range));
            }
            "type:" if value.bytes().any(|byte| byte.is_ascii_lowercase()) => {
                mending.edits.push(Edit::new(value_range, value.to_ascii_uppercase()));
            }
            "" if matches!(word, "branch" | "checkout" | "switch" | "merge")
                && !value.is_empty()
                && !is_quoted(value) =>
            {
                let is_simple = value.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
                if !is_simple {
                    mending.add(quote(text, value_range));
                }
            }
            _ => {}
        }
    }
    mending.labels.clear();
    (!mending.edits.is_empty()).then_some(mending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mermaid::repair::draft::mended;

    #[test]
    fn roles_and_attributes_of_entities_are_written_as_mermaid_reads_them() {
        for (text, expected) in [
            ("A ||--o{ B : places many", "A ||--o{ B : \"places many\""),
            ("A ||--o{ B", "A ||--o{ B : \"\""),
            ("A ||--o{ B : 1", "A ||--o{ B : \"1\""),
            ("A ||--o{ B : has-many", "A ||--o{ B : has-many"),
            ("A {\n int id PK FK\n}", "A {\n int id PK, FK\n}"),
            ("A {\n int id PK, FK\n}", "A {\n int id PK, FK\n}"),
            ("A {\n int id the key\n}", "A {\n int id \"the key\"\n}"),
            ("A {\n list<int> x\n}", "A {\n list~int~ x\n}"),
            ("A[x (y)] {\n int id\n}", "A[\"x (y)\"] {\n int id\n}"),
        ] {
            assert_eq!(mended(er, text), expected);
        }
    }

    #[test]
    fn relations_and_names_of_classes_are_written_as_mermaid_reads_them() {
        for (text, expected) in [
            ("A -> B : x: y; z", "A --> B : x#58; y#59; z"),
            ("A <|- B", "A <|-- B"),
            ("A --> B :", "A --> B "),
            ("class A[x (y)]", "class A[\"x (y)\"]"),
            ("class A<T> {\n +x: y -> z\n}", "class A~T~ {\n +x: y -> z\n}"),
            ("note \"a \"b\" c\"", "note \"a #quot;b#quot; c\""),
            ("A \"1\" --> \"*\" B : x", "A \"1\" --> \"*\" B : x"),
        ] {
            assert_eq!(mended(class, text), expected);
        }
    }

    #[test]
    fn values_of_git_statements_are_quoted() {
        for (text, expected) in [
            ("commit id: abc tag: v1.0", "commit id: \"abc\" tag: \"v1.0\""),
            ("commit type: highlight", "commit type: HIGHLIGHT"),
            ("branch a (b) order: 1", "branch \"a (b)\" order: 1"),
            ("commit id: \"a\"", "commit id: \"a\""),
            ("merge dev", "merge dev"),
        ] {
            assert_eq!(mended(gitgraph, text), expected);
        }
    }
}
