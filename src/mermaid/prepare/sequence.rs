//! In: a masked sequence diagram. Out: arrows written with a capital X (`--X`) in lower case, as Mermaid, whose keywords
//! and arrows ignore case, reads them. Not here: any other statement.

use super::edits::Edits;

/// Statements in which a name is read by other rules than in a message.
const NAMING: &[&str] = &["participant", "actor", "create", "box", "title", "link", "links", "properties", "details"];

/// Notes the rewriting of arrows in `text`.
pub fn rewrite(text: &str, start: usize, edits: &mut Edits) {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        rewrite_line(line, at, edits);
        at += line.len();
    }
}

fn rewrite_line(line: &str, offset: usize, edits: &mut Edits) {
    let first = line.split_whitespace().next().unwrap_or_default().trim_end_matches(':');
    if NAMING.iter().any(|word| first.eq_ignore_ascii_case(word)) {
        return;
    }
    let Some(message) = line.find(':') else {
        return;
    };
    let head = &line.as_bytes()[..message];
    for at in 1..head.len() {
        if head[at] == b'X' && head[at - 1] == b'-' && at + 1 < head.len() {
            edits.replace(offset + at..offset + at + 1, "x");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::rewrite;
    use crate::mermaid::prepare::edits::Edits;

    #[test]
    fn an_arrow_with_a_capital_cross_is_lowered_and_names_and_texts_are_not() {
        let text = "participant A-X\nA--X B: --X is lost\nA->>X: y\n";
        let mut edits = Edits::default();
        rewrite(text, 0, &mut edits);
        assert_eq!(edits.apply(text).text, "participant A-X\nA--x B: --X is lost\nA->>X: y\n");
    }
}
