//! In: a source and edits of it, then edits of the result, and so on. Out: the text as it stands, and one list of edits that
//! leads there from the source. Not here: what to edit.

use std::ops::Range;

use super::Edit;

/// A source that is being edited.
#[derive(Debug, Clone)]
pub struct Draft<'s> {
    source: &'s str,
    text: String,
    segments: Vec<Segment>,
}

/// A stretch of the text.
#[derive(Debug, Clone)]
enum Segment {
    /// Bytes of the source.
    Kept(Range<usize>),
    /// Text that the source does not have there.
    Added(String),
}

impl Segment {
    fn len(&self) -> usize {
        match self {
            Self::Kept(range) => range.len(),
            Self::Added(text) => text.len(),
        }
    }

    /// The part of it that `range` of itself names.
    fn part(&self, range: Range<usize>) -> Self {
        match self {
            Self::Kept(kept) => Self::Kept(kept.start + range.start..kept.start + range.end),
            Self::Added(text) => Self::Added(text[range].to_owned()),
        }
    }
}

impl<'s> Draft<'s> {
    /// A draft of `source` without an edit.
    pub fn new(source: &'s str) -> Self {
        Self { source, text: source.to_owned(), segments: vec![Segment::Kept(0..source.len())] }
    }

    /// The text with all edits.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Applies `edits` of the text as it stands. One that overlaps an earlier one is left out. Says whether any was applied.
    pub fn apply(&mut self, mut edits: Vec<Edit>) -> bool {
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        let mut taken = 0;
        edits.retain(|edit| {
            let fits =
                edit.range.start >= taken && self.text.get(edit.range.clone()).is_some_and(|old| *old != edit.text);
            if fits {
                taken = edit.range.end;
            }
            fits
        });
        if edits.is_empty() {
            return false;
        }
        let mut segments = Vec::with_capacity(self.segments.len() + 2 * edits.len());
        let mut text = String::with_capacity(self.text.len() + 64);
        let mut old = Cursor { segments: &self.segments, index: 0, offset: 0 };
        let mut at = 0;
        for edit in edits {
            old.take(edit.range.start - at, |part| segments.push(part));
            text.push_str(&self.text[at..edit.range.start]);
            old.take(edit.range.len(), |_| ());
            text.push_str(&edit.text);
            segments.push(Segment::Added(edit.text));
            at = edit.range.end;
        }
        old.take(self.text.len() - at, |part| segments.push(part));
        text.push_str(&self.text[at..]);
        self.segments = segments;
        self.text = text;
        true
    }

    /// The edits that lead from the source to the text, as small as they can be.
    pub fn edits(&self) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = 0;
        let mut added = String::new();
        for segment in self.segments.iter().chain([&Segment::Kept(self.source.len()..self.source.len())]) {
            match segment {
                Segment::Added(text) => added.push_str(text),
                Segment::Kept(range) => {
                    if range.start > at || !added.is_empty() {
                        edits.extend(self.smallest(at..range.start, &std::mem::take(&mut added)));
                    }
                    at = range.end;
                }
            }
        }
        edits
    }

    /// An edit without what its two sides have in common at their ends.
    fn smallest(&self, range: Range<usize>, text: &str) -> Option<Edit> {
        let old = &self.source[range.clone()];
        let front: usize = old.chars().zip(text.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        let back: usize = old[front..]
            .chars()
            .rev()
            .zip(text[front..].chars().rev())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum();
        let edit =
            Edit { range: range.start + front..range.end - back, text: text[front..text.len() - back].to_owned() };
        (!edit.range.is_empty() || !edit.text.is_empty()).then_some(edit)
    }
}

struct Cursor<'a> {
    segments: &'a [Segment],
    index: usize,
    offset: usize,
}

impl Cursor<'_> {
    /// Hands on the next `length` bytes, part by part.
    fn take(&mut self, mut length: usize, mut hand_on: impl FnMut(Segment)) {
        while length > 0 {
            let Some(segment) = self.segments.get(self.index) else { return };
            let step = length.min(segment.len() - self.offset);
            if step > 0 {
                hand_on(segment.part(self.offset..self.offset + step));
            }
            length -= step;
            self.offset += step;
            if self.offset == segment.len() {
                self.index += 1;
                self.offset = 0;
            }
        }
    }
}

/// A text with all that `mend` finds written in it, as tests of each kind's file look at it.
#[cfg(test)]
pub fn mended(mend: impl FnOnce(&str, usize) -> Vec<super::Mending>, text: &str) -> String {
    let mut draft = Draft::new(text);
    draft.apply(mend(text, 0).into_iter().flat_map(|mending| mending.edits).collect());
    draft.text().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Draft, Edit};

    fn edit(range: std::ops::Range<usize>, text: &str) -> Edit {
        Edit { range, text: text.to_owned() }
    }

    #[test]
    fn edits_of_edits_are_one_list_of_smallest_edits_of_the_source() {
        let mut draft = Draft::new("grpah TD\nA[x (y)]\n");
        assert!(draft.apply(vec![edit(0..5, "graph")]));
        assert!(draft.apply(vec![edit(16..16, "\""), edit(11..11, "\"")]));
        assert!(draft.apply(vec![edit(0..5, "flowchart")]));
        assert_eq!(draft.text(), "flowchart TD\nA[\"x (y)\"]\n");
        assert_eq!(draft.edits(), [edit(0..5, "flowchart"), edit(11..11, "\""), edit(16..16, "\"")]);
    }

    #[test]
    fn what_is_the_same_on_both_sides_is_no_edit() {
        let mut draft = Draft::new("classDf a");
        assert!(draft.apply(vec![edit(0..7, "classDef")]));
        assert_eq!(draft.edits(), [edit(6..6, "e")]);
        assert!(!draft.apply(vec![edit(0..8, "classDef")]));
    }

    #[test]
    fn an_edit_that_overlaps_an_earlier_one_is_left_out() {
        let mut draft = Draft::new("abcdef");
        assert!(draft.apply(vec![edit(1..4, "x"), edit(2..3, "y")]));
        assert_eq!(draft.text(), "axef");
    }
}
