//! In: masked mindmaps, kanban boards, block and architecture diagrams. Out: edits that quote labels in shapes, and write
//! brackets in bare text as entities. Not here: misspelt words.

use std::ops::Range;

use super::entities::escape;
use super::quote::{is_quoted, quote};
use super::{MAX_LINE, Mending, lines};

const BRACKETS: &[char] = &['(', ')', '[', ']', '{', '}'];

/// Shapes of mindmaps and kanban boards, longer ones first.
const SHAPES: &[(&str, &str)] = &[("((", "))"), ("))", "(("), ("{{", "}}"), ("(", ")"), ("[", "]"), (")", "(")];

/// What to mend in the mindmap or kanban board `text` after its header, which ends at `start`.
pub fn by_indent(text: &str, start: usize) -> Vec<Mending> {
    lines(text, start).filter_map(|range| node(text, range)).collect()
}

fn node(text: &str, range: Range<usize>) -> Option<Mending> {
    let line = &text[range.clone()];
    let start = range.start + line.len() - line.trim_start().len();
    let data = line.find("@{").or_else(|| line.find(":::")).unwrap_or(line.len());
    let label = text[start..range.start + data.max(start - range.start)].trim_end();
    if !label.contains(BRACKETS) || label.starts_with("::icon") {
        return None;
    }
    let open = label.find(BRACKETS)?;
    // A blank before the bracket means that what stands before it is text, not an id.
    let is_shape = !label[..open].contains(char::is_whitespace);
    let shape = SHAPES.iter().find(|(opening, closing)| {
        label[open..].starts_with(opening)
            && label.ends_with(closing)
            && label.len() >= open + opening.len() + closing.len()
    });
    let Some((opening, closing)) = shape.filter(|_| is_shape) else {
        return escape(text, start..start + label.len(), BRACKETS);
    };
    let inside = start + open + opening.len()..start + label.len() - closing.len();
    let content = &text[inside.clone()];
    (!is_quoted(content) && (content.contains(BRACKETS) || content.starts_with('"'))).then(|| quote(text, inside))
}

/// What to mend in the block diagram `text` after its header, which ends at `start`.
pub fn block(text: &str, start: usize) -> Vec<Mending> {
    let mut found = Vec::new();
    for range in lines(text, start) {
        let line = &text[range.clone()];
        let word = line.split_whitespace().next().unwrap_or_default();
        if line.len() > MAX_LINE || ["style", "classDef", "class", "columns"].contains(&word) {
            continue;
        }
        let mut at = 0;
        while let Some(open) = line[at..].find(['[', '(', '{', '"']).map(|open| at + open) {
            if line[open..].starts_with('"') {
                at = line[open + 1..].find('"').map_or(line.len(), |end| open + end + 2);
                continue;
            }
            let Some(end) = partner(line, open) else { break };
            let inner = line[open..=end].trim_start_matches(['[', '(', '{', '/', '\\']);
            let lead = line[open..=end].len() - inner.len();
            let content = inner.trim_end_matches([']', ')', '}', '/', '\\']);
            // The brackets that belong to the label are those that the shape does not need.
            let depth = lead.min(inner.len() - content.len()).min(2);
            let inside = open + depth..end + 1 - depth;
            let is_node = line[..open].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
            if is_node && depth > 0 && !line[inside.clone()].trim_start_matches('/').starts_with('"') {
                found.push(quote(text, range.start + inside.start..range.start + inside.end));
            }
            at = end + 1;
        }
    }
    found
}

/// The bracket that closes the one at `open`.
fn partner(line: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in line.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// What to mend in the architecture diagram `text` after its header, which ends at `start`.
pub fn architecture(text: &str, start: usize) -> Vec<Mending> {
    let title = |range: Range<usize>| {
        let line = &text[range.clone()];
        let word = line.split_whitespace().next()?;
        let (open, close) = (line.find('[')?, line.rfind(']')?);
        let inside = line.get(open + 1..close)?;
        let is_simple = inside.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == ' ');
        (matches!(word, "group" | "service") && !is_simple && !is_quoted(inside))
            .then(|| quote(text, range.start + open + 1..range.start + close))
    };
    lines(text, start).filter_map(title).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mermaid::repair::draft::mended;

    #[test]
    fn labels_in_shapes_are_quoted_and_bare_brackets_are_entities() {
        for (line, expected) in [
            (" root((a (b)))", " root((\"a (b)\"))"),
            (" id[a (b)]", " id[\"a (b)\"]"),
            (" [a (b)]", " [\"a (b)\"]"),
            (" A (b) c", " A #40;b#41; c"),
            (" O(n) time", " O#40;n#41; time"),
            (" a) b", " a#41; b"),
            (" a[y (z)]@{ ticket: T }", " a[\"y (z)\"]@{ ticket: T }"),
            (" f(x)", " f(x)"),
            (" id(\"a (b)\")", " id(\"a (b)\")"),
            (" ::icon(fa fa-x)", " ::icon(fa fa-x)"),
        ] {
            assert_eq!(mended(by_indent, line), expected);
        }
    }

    #[test]
    fn labels_of_blocks_and_services_are_quoted() {
        assert_eq!(mended(block, "A[x (y)] B((z)) C[\"k\"]"), "A[\"x (y)\"] B((\"z\")) C[\"k\"]");
        assert_eq!(mended(architecture, "service a(disk)[A-B (c)]"), "service a(disk)[\"A-B (c)\"]");
        assert_eq!(mended(architecture, "service a(disk)[A B]"), "service a(disk)[A B]");
    }
}
