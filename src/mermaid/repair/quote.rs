//! In: a label's bytes as its author wrote them. Out: edits that make one quoted text of it, and what it then shows. Not here:
//! where the label ends and whether it has to be quoted.

use std::ops::Range;

use super::{Edit, Mending};

/// How a `"` inside a quoted label is written.
const QUOTE: &str = "#quot;";

/// Puts the label at `inside` in quotes. Quotes that its author put around it become the label's, others are shown.
pub fn quote(text: &str, inside: Range<usize>) -> Mending {
    let label = &text[inside.clone()];
    let trimmed = label.trim();
    let start = inside.start + (label.len() - label.trim_start().len());
    let end = start + trimmed.len();
    let (front, back) = delimiters(trimmed);
    let content = start + front..end - back;
    if text[content.clone()].trim().is_empty() {
        return Mending::edits(vec![Edit::new(inside, "\" \"")]);
    }
    // Blanks between bracket and quote cannot stay; line breaks can, inside the quotes, because lines have prefixes.
    let mut edits = if text[inside.start..start].contains('\n') {
        vec![Edit::new(inside.start..inside.start, "\""), Edit::new(start..content.start, "")]
    } else {
        vec![Edit::new(inside.start..content.start, "\"")]
    };
    let shown = escape(text, content.clone(), &mut edits);
    if shown.starts_with('`') {
        // With the quote before it, it would begin a text in Markdown.
        edits.push(Edit::new(content.start..content.start + 1, "#96;"));
    }
    if text[end..inside.end].contains('\n') {
        edits.extend([Edit::new(content.end..end, ""), Edit::new(inside.end..inside.end, "\"")]);
    } else {
        edits.push(Edit::new(content.end..inside.end, "\""));
    }
    Mending { edits, labels: vec![shown] }
}

/// Notes the edits that let the text at `range` stand between quotes, and says what it shows.
fn escape(text: &str, range: Range<usize>, edits: &mut Vec<Edit>) -> String {
    let content = &text[range.clone()];
    let mut shown = String::with_capacity(content.len());
    let mut taken = 0;
    for (at, sign) in content.match_indices(['"', '#', '<']) {
        if at < taken {
            continue;
        }
        shown.push_str(&content[taken..at]);
        taken = at + sign.len();
        let place = range.start + at;
        if sign == "<" {
            if is_false_tag(&content[at..]) {
                edits.push(Edit::new(place..place + 1, "#lt;"));
            }
            shown.push('<');
        } else if sign == "#" {
            if is_false_entity(&content[at..]) {
                edits.push(Edit::new(place..place + 1, "#35;"));
            }
            shown.push('#');
        } else {
            let escaped = usize::from(shown.ends_with('\\'));
            shown.truncate(shown.len() - escaped);
            shown.push('"');
            edits.push(Edit::new(place - escaped..place + 1, QUOTE));
        }
    }
    shown.push_str(&content[taken..]);
    shown
}

/// How many bytes at the two ends of a label are quotes around it.
fn delimiters(label: &str) -> (usize, usize) {
    let front = label.len() - label.trim_start_matches('"').len();
    if front == label.len() {
        return (front, 0);
    }
    let run = label.len() - label.trim_end_matches('"').len();
    // A backslash before a quote means that it is one to be shown.
    let back = run - usize::from(run > 0 && label[..label.len() - run].ends_with('\\'));
    let odd = label.replace("\\\"", "").matches('"').count() % 2 == 1;
    match (front, back) {
        (0, _) | (_, 0) => {
            if odd {
                (front, back)
            } else {
                (0, 0)
            }
        }
        (1, 1) if is_sequence(&label[1..label.len() - 1]) => (0, 0),
        // One of the quotes at an end belongs to a quotation inside.
        _ if label[front..label.len() - back].matches('"').count() % 2 == 1 => (front.min(back), front.min(back)),
        _ => (front, back),
    }
}

/// Whether what stands between the first and the last quote of a label has the end of one quotation before the beginning of
/// another: `a" and "b`, but not `say "a" now`.
fn is_sequence(inner: &str) -> bool {
    let Some((before, after)) = inner.split_once('"') else { return false };
    let opens = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || "([{=:".contains(c));
    let closes = after.starts_with(|c: char| c.is_whitespace() || ",.;:)]}<+".contains(c));
    !opens && closes && after.contains('"')
}

/// Elements that authors format labels with.
const TAGS: &[&str] = &[
    "a", "b", "big", "br", "center", "code", "del", "div", "em", "font", "hr", "i", "img", "ins", "kbd", "li", "mark",
    "ol", "p", "pre", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "table", "td", "th", "tr", "tt",
    "u", "ul",
];

/// Whether the `<` that `rest` begins with would be read as the beginning of an element that its author did not mean:
/// `List<int>`, `a<b (c) or d>e`.
fn is_false_tag(rest: &str) -> bool {
    let inner = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
    let name = inner.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    let Some(attributes) = inner.split('>').next().map(|tag| tag[name.len()..].trim_end_matches('/').trim()) else {
        return false;
    };
    let is_tag = attributes.is_empty() || attributes.contains('=');
    !(is_tag && TAGS.contains(&name.to_ascii_lowercase().as_str()))
}

/// Whether the `#` that `rest` begins with would be read as the beginning of an entity that its author did not mean.
pub fn is_false_entity(rest: &str) -> bool {
    let name = rest[1..].split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default();
    !name.is_empty() && rest[1 + name.len()..].starts_with(';') && super::words::entity(name).is_none()
}

#[cfg(test)]
mod tests {
    use super::quote;
    use crate::mermaid::repair::draft::Draft;

    fn quoted(label: &str) -> (String, String) {
        let mut draft = Draft::new(label);
        let mending = quote(label, 0..label.len());
        draft.apply(mending.edits);
        (draft.text().to_owned(), mending.labels.concat())
    }

    #[test]
    fn quotes_around_a_label_are_its_delimiters_and_others_are_shown() {
        for (label, expected, shown) in [
            ("x (y)", "\"x (y)\"", "x (y)"),
            (" \"x (y)\" ", "\"x (y)\"", "x (y)"),
            ("\"\"x\"\"", "\"x\"", "x"),
            ("say \"x\"", "\"say #quot;x#quot;\"", "say \"x\""),
            ("\"say \"x\" now\"", "\"say #quot;x#quot; now\"", "say \"x\" now"),
            ("\"say \\\"x\\\" now\"", "\"say #quot;x#quot; now\"", "say \"x\" now"),
            ("\"say \"x\"\"", "\"say #quot;x#quot;\"", "say \"x\""),
            ("\"say \\\"x\\\"\"", "\"say #quot;x#quot;\"", "say \"x\""),
            ("\"a\" and \"b\"", "\"#quot;a#quot; and #quot;b#quot;\"", "\"a\" and \"b\""),
            ("\"x (y)", "\"x (y)\"", "x (y)"),
            ("x (y)\"", "\"x (y)\"", "x (y)"),
            ("\"x\" (y)", "\"#quot;x#quot; (y)\"", "\"x\" (y)"),
        ] {
            assert_eq!(quoted(label), (expected.to_owned(), shown.to_owned()), "{label}");
        }
    }

    #[test]
    fn a_hash_is_escaped_where_it_would_begin_an_entity() {
        assert_eq!(quoted("#fff; (#12) #quot;").0, "\"#35;fff; (#12) #quot;\"");
    }

    #[test]
    fn what_looks_like_an_element_or_markdown_is_text() {
        assert_eq!(quoted("List<int> (<b>x</b><br/>)").0, "\"List#lt;int> (<b>x</b><br/>)\"");
        assert_eq!(quoted("`x` (y)").0, "\"#96;x` (y)\"");
        assert_eq!(quoted("a<b (c) or d>e").0, "\"a#lt;b (c) or d>e\"");
        assert_eq!(quoted("x < y (z)").0, "\"x < y (z)\"");
    }

    #[test]
    fn line_breaks_stay_where_they_are() {
        assert_eq!(quoted("\n \"x (y)\" \n").0, "\"\n x (y) \n\"");
    }

    #[test]
    fn a_label_of_nothing_is_a_blank() {
        assert_eq!(quoted("").0, "\" \"");
        assert_eq!(quoted("\"\"").0, "\" \"");
    }
}
