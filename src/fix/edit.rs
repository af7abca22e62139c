//! A replacement in a text, and a text with replacements made.

use std::ops::Range;

/// A replacement in a file as it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that are replaced; empty where something is inserted.
    pub range: Range<usize>,
    /// What stands there instead.
    pub text: String,
}

/// The text with all replacements made. `None` where two of them overlap or one leaves the text.
pub fn apply<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> Option<String> {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len() + edits.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut done = 0;
    for edit in edits {
        out.push_str(text.get(done..edit.range.start)?);
        text.get(edit.range.clone())?;
        out.push_str(&edit.text);
        done = edit.range.end;
    }
    out.push_str(&text[done..]);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_made_in_order_and_never_over_each_other() {
        let edit = |range: Range<usize>, text: &str| Edit { range, text: text.to_owned() };
        assert_eq!(apply("abcd", &[edit(3..4, "D"), edit(0..1, "A"), edit(2..2, "-")]).as_deref(), Some("Ab-cD"));
        assert_eq!(apply("abcd", &[edit(0..2, "x"), edit(1..3, "y")]), None);
        assert_eq!(apply("ä", &[edit(1..2, "x")]), None);
    }
}
