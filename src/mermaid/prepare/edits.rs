//! In: a text and replacements of byte ranges. Out: the edited text, and a way from its offsets back to the author's.
//! Not here: what to replace.

use std::ops::Range;

/// Replacements in one text, kept sorted by their start. They must not overlap; one that does is dropped, so that the
/// first to claim a place keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    list: Vec<(Range<usize>, String)>,
}

impl Edits {
    /// Notes that `range` of the original is to become `text`.
    pub fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.list.push((range, text.into()));
    }

    /// Applies the edits to `source`.
    pub fn apply(mut self, source: &str) -> Edited {
        self.list.sort_by_key(|edit| (edit.0.start, edit.0.end));
        let mut text = String::with_capacity(source.len() + 64);
        let mut pieces = Vec::with_capacity(self.list.len());
        let mut taken = 0;
        for (range, replacement) in self.list {
            let Some(kept) = source.get(taken..range.start) else {
                continue;
            };
            if source.get(range.clone()).is_none() {
                continue;
            }
            text.push_str(kept);
            let start = text.len();
            text.push_str(&replacement);
            taken = range.end;
            pieces.push(Piece { original: range, edited: start..text.len() });
        }
        text.push_str(&source[taken..]);
        Edited { text, pieces }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    original: Range<usize>,
    edited: Range<usize>,
}

/// The text that the engine reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The text after all edits.
    pub text: String,
    pieces: Vec<Piece>,
}

impl Edited {
    /// The author's range for a range of `text`. A range that begins or ends inside a replacement takes in all that
    /// was replaced.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = self.offset(range.start, |piece| piece.original.start);
        let end = self.offset(range.end, |piece| piece.original.end);
        start..end.max(start)
    }

    fn offset(&self, offset: usize, inside: impl Fn(&Piece) -> usize) -> usize {
        let before = self.pieces.partition_point(|piece| piece.edited.end <= offset);
        if let Some(piece) = self.pieces.get(before)
            && piece.edited.start < offset
        {
            return inside(piece);
        }
        match before.checked_sub(1).and_then(|last| self.pieces.get(last)) {
            Some(piece) => piece.original.end + (offset - piece.edited.end),
            None => offset,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Edits;

    #[test]
    fn offsets_lead_back_across_longer_and_shorter_replacements() {
        let source = "ab[cd]ef(gh)ij";
        let mut edits = Edits::default();
        edits.replace(9..11, "");
        edits.replace(3..5, "\"cd\"");
        let edited = edits.apply(source);
        assert_eq!(edited.text, "ab[\"cd\"]ef()ij");
        assert_eq!(edited.original(0..2), 0..2);
        assert_eq!(edited.original(4..5), 3..5);
        assert_eq!(edited.original(8..10), 6..8);
        assert_eq!(edited.original(12..14), 12..14);
    }

    #[test]
    fn an_overlapping_edit_is_dropped() {
        let mut edits = Edits::default();
        edits.replace(1..4, "x");
        edits.replace(2..3, "y");
        assert_eq!(edits.apply("abcdef").text, "axef");
    }
}
