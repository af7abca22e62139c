//! In: a masked flowchart. Out: labels that Mermaid reads but the engine refuses, rewritten as one quoted label with the
//! same text. Not here: faults; the engine finds those that Mermaid finds too, `refuse` the others.

use std::ops::Range;

use super::edits::Edits;
use super::flow_label::{Label, Piece, Place};
use super::flow_labels::find;

/// Notes the rewriting of every label in `text`, whose header ends at `start`.
pub fn rewrite(text: &str, start: usize, edits: &mut Edits) {
    for label in find(text, start).labels {
        if !label.closed || !needs_rewriting(text, &label) {
            continue;
        }
        if let Some(plain) = plain_text(text, &label) {
            edits.replace(label.inside.clone(), format!("\"{plain}\""));
        }
    }
}

/// One quoted string alone, or bare text without quotes and `@`, the engine reads by itself.
fn needs_rewriting(text: &str, label: &Label) -> bool {
    let inside = &text[label.inside.clone()];
    let simple = match label.pieces.as_slice() {
        [(Piece::Text, range)] => {
            *range == label.inside && (label.place == Place::Arrow || !has_bound_at(inside)) && !inside.contains('"')
        }
        [(Piece::Quoted, range)] => range.len() + 2 == label.inside.len(),
        [(Piece::Markdown, _)] => true,
        _ => false,
    };
    !simple
}

fn has_bound_at(inside: &str) -> bool {
    let mut before = None;
    inside.chars().any(|c| {
        let bound = c == '@' && before.is_none_or(|last: char| !last.is_whitespace());
        before = Some(c);
        bound
    })
}

/// The label's text as Mermaid puts it together; `None` where Mermaid refuses it, so that the engine does so too.
fn plain_text(text: &str, label: &Label) -> Option<String> {
    let mut plain = String::new();
    for (index, (piece, range)) in label.pieces.iter().enumerate() {
        if *piece == Piece::Stray || (index > 0 && *piece != Piece::Text) {
            return None;
        }
        plain.push_str(&text[Range::clone(range)]);
    }
    if label.pieces.is_empty() || (plain.trim().starts_with('`') && plain.trim().ends_with('`')) {
        return None;
    }
    let plain = plain.trim().replace('"', "#quot;");
    Some(if plain.is_empty() { " ".to_owned() } else { plain })
}

#[cfg(test)]
mod tests {
    use super::rewrite;
    use crate::mermaid::prepare::edits::Edits;

    fn rewritten(text: &str) -> String {
        let mut edits = Edits::default();
        rewrite(text, 0, &mut edits);
        edits.apply(text).text
    }

    #[test]
    fn labels_that_mix_quotes_and_text_become_one_quoted_label() {
        assert_eq!(rewritten("A[\"\"x\"\"] --> B"), "A[\"x\"] --> B");
        assert_eq!(rewritten("A[\"x\" y]"), "A[\"x y\"]");
        assert_eq!(rewritten("A -->|\"p\" q| B"), "A -->|\"p q\"| B");
        assert_eq!(rewritten("A -- \"p\" q --> B"), "A -- \"p q\" --> B");
        assert_eq!(rewritten("A[see x@y.z]"), "A[\"see x@y.z\"]");
    }

    #[test]
    fn what_mermaid_refuses_stays_as_it_is() {
        for text in ["A[x \"y\"]", "A[\"x\" \"y\"]", "A[x@y]", "A[x (y)]", "A[\"x"] {
            assert_eq!(rewritten(text), text);
        }
    }
}
