//! In: a masked sequence diagram. Out: edits that let a text hold `;` and `#`, which end it for Mermaid, that give a message
//! without a text its colon, and that take away the end of an activation which never began. Not here: misspelt words.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Edit, Mending, entities, lines};
use crate::mermaid::entity;

/// Arrows, longer ones first.
const ARROWS: &[&str] =
    &["<<-->>", "<<->>", "-->>", "->>", "-->", "->", "--x", "-x", "--X", "-X", "--)", "-)", "--\\", "--/"];

/// Words whose statement shows the rest of its line.
const TITLED: &[&str] =
    &["loop", "alt", "else", "opt", "par", "and", "critical", "option", "break", "title", "title:", "box", "par_over"];

/// What to mend in `text` after its header, which ends at `start`.
pub fn mend(text: &str, start: usize) -> Vec<Mending> {
    let mut mendings = Vec::new();
    let mut active: BTreeMap<&str, usize> = BTreeMap::new();
    for range in lines(text, start) {
        let line = &text[range.clone()];
        if let Some(shown) = shown(line) {
            mendings.extend(escape(line, range.start, shown));
        }
        activations(line, range.start, &mut active, &mut mendings);
        if let Some((head, arrow)) = message_head(line)
            && !line.contains(':')
            && !head.trim().is_empty()
        {
            let to = line[head.len() + arrow.len()..].trim_matches([' ', '\t', '+', '-']);
            let end = range.start + line.trim_end().len();
            if !to.is_empty() && !to.contains([' ', ';']) {
                mendings.push(Mending::edits(vec![Edit::new(end..end, ":")]));
            }
        }
    }
    mendings
}

/// The first arrow of a line before its colon, with what stands before it.
fn message_head(line: &str) -> Option<(&str, &'static str)> {
    let head = line.split(':').next().unwrap_or_default();
    let (at, arrow) =
        ARROWS.iter().filter_map(|arrow| head.find(arrow).map(|at| (at, *arrow))).min_by_key(|found| found.0)?;
    Some((&head[..at], arrow))
}

/// The part of a line that is shown as text.
fn shown(line: &str) -> Option<Range<usize>> {
    let start = line.len() - line.trim_start().len();
    let word = line[start..].split([' ', '\t']).next().unwrap_or_default();
    let is = |name: &str| word.eq_ignore_ascii_case(name);
    if TITLED.iter().any(|name| is(name)) {
        return Some(start + word.len()..line.len());
    }
    if is("participant") || is("actor") || is("create") {
        let at = line.find(" as ")?;
        return Some(at + 4..line.len());
    }
    if is("note") || message_head(line).is_some() {
        let colon = line.find(':')?;
        return Some(colon + 1..line.len());
    }
    None
}

/// Writes `;` and `#` in the text at `range` of `line` as entities, unless what follows a `;` is a statement of its own.
fn escape(line: &str, offset: usize, range: Range<usize>) -> Option<Mending> {
    let text = &line[range.clone()];
    let ends: Vec<usize> = text.match_indices(';').map(|(at, _)| at).filter(|at| !ends_entity(&text[..*at])).collect();
    let end = ends.iter().copied().find(|at| is_statement(text[at + 1..].trim())).unwrap_or(text.len());
    // A `;` at the end alone is no fault.
    let is_text = ends.iter().any(|at| *at < end && !text[at + 1..end].trim().is_empty());
    let signs: &[char] = if is_text { &[';', '#'] } else { &['#'] };
    entities::escape(line, range.start..range.start + end, signs).map(|found| found.moved(offset))
}

/// Whether a `;` that `before` stands before ends an entity.
fn ends_entity(before: &str) -> bool {
    before.rfind('#').is_some_and(|at| {
        let name = &before[at + 1..];
        !name.is_empty() && !before[..at].ends_with('&') && entity::named(name).is_some()
    })
}

/// Whether what follows a `;` is a statement.
fn is_statement(text: &str) -> bool {
    let word = text.split([' ', '\t', ';', ':']).next().unwrap_or_default().to_ascii_lowercase();
    let keyword = matches!(
        word.as_str(),
        "note"
            | "participant"
            | "actor"
            | "activate"
            | "deactivate"
            | "autonumber"
            | "end"
            | "loop"
            | "alt"
            | "else"
            | "opt"
    );
    (keyword && (word == "end" || text.len() > word.len())) && (word != "note" || text.contains(':'))
        || (text.contains(':') && message_head(text).is_some_and(|(head, _)| !head.trim().is_empty()))
}

/// Takes away the `-` that ends an activation of an actor who has none.
fn activations<'a>(line: &'a str, offset: usize, active: &mut BTreeMap<&'a str, usize>, mendings: &mut Vec<Mending>) {
    let trimmed = line.trim();
    if let Some(actor) = trimmed.strip_prefix("activate ") {
        *active.entry(actor.trim()).or_default() += 1;
    } else if let Some(actor) = trimmed.strip_prefix("deactivate ") {
        let count = active.entry(actor.trim()).or_default();
        *count = count.saturating_sub(1);
    }
    let Some((head, arrow)) = message_head(line) else { return };
    let after = &line[head.len() + arrow.len()..];
    let sign = head.len() + arrow.len() + (after.len() - after.trim_start().len());
    let to = after.trim_start().trim_start_matches(['+', '-']).split(':').next().unwrap_or_default().trim();
    match line.as_bytes().get(sign) {
        Some(b'+') => *active.entry(to).or_default() += 1,
        Some(b'-') => {
            let count = active.entry(head.trim()).or_default();
            if *count == 0 {
                mendings.push(Mending::edits(vec![Edit::new(offset + sign..offset + sign + 1, "")]));
            }
            *count = count.saturating_sub(1);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::mermaid::repair::draft;

    fn mended(text: &str) -> String {
        draft::mended(mend, text)
    }

    #[test]
    fn a_semicolon_in_a_text_is_an_entity() {
        for (line, expected) in [
            ("A->>B: BEGIN; COMMIT;", "A->>B: BEGIN#59; COMMIT#59;"),
            ("A->>B: x#59; y; z", "A->>B: x#59; y#59; z"),
            ("Note over A,B: x; y", "Note over A,B: x#59; y"),
            ("loop a; b", "loop a#59; b"),
            ("participant A as x; y", "participant A as x#59; y"),
            ("A->>B: x &lt; y", "A->>B: x #lt; y"),
            ("A->>B: x #1; y", "A->>B: x #35;1#59; y"),
        ] {
            assert_eq!(mended(line), expected);
        }
    }

    #[test]
    fn a_semicolon_that_ends_a_statement_stays() {
        for line in ["A->>B: x;", "A->>B: x; B->>A: y", "A->>B: x; Note over A: y", "A->>B: x#59; y"] {
            assert_eq!(mended(line), line);
        }
    }

    #[test]
    fn a_message_without_a_text_gets_its_colon() {
        assert_eq!(mended("A->>B"), "A->>B:");
        assert_eq!(mended("A->>B some text"), "A->>B some text");
    }

    #[test]
    fn an_activation_that_never_began_does_not_end() {
        assert_eq!(mended("A->>+B: x\nB-->>-A: y\nB-->>-A: z"), "A->>+B: x\nB-->>-A: y\nB-->>A: z");
    }
}
