//! In: a text and byte offsets into it. Out: lines and columns, each in constant time, so that a page with many
//! references on one long line stays linear. Not here: what stands at those places.

use crate::model::{Characters, Position, Span};

/// Line starts and character counts of one text.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    characters: Characters<'a>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        Self { text, starts, characters: Characters::new(text) }
    }

    /// The place of byte `offset`; past the end counts as the end.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        Position {
            line: saturated(line),
            column: saturated(self.characters.before(offset) - self.characters.before(start) + 1),
        }
    }

    /// The place of a byte range.
    pub(super) fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span { start: self.position(range.start), end: self.position(range.end.max(range.start)) }
    }

    /// The place itself, or where its first line ends, if it has several.
    pub(super) fn first_line(&self, span: Span) -> Span {
        let start = self.starts.get(span.start.line as usize - 1).copied().unwrap_or(self.text.len());
        let end = self.position(self.line_end(start));
        if span.end > end { Span { end: end.max(span.start), ..span } } else { span }
    }

    /// The byte after the last character of the line that holds `offset`, without its line break.
    pub(super) fn line_end(&self, offset: usize) -> usize {
        let rest = &self.text.as_bytes()[offset.min(self.text.len())..];
        let length = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
        let end = offset + length;
        if length > 0 && self.text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end }
    }
}

fn saturated(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting_from_the_start() {
        for text in ["", "a\nb", "ä\r\nöü\n", &"日本 x\n".repeat(400), &"é".repeat(3000)] {
            let lines = Lines::new(text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                assert_eq!(lines.position(offset), Position::of(text, offset), "{offset} in {text:.20}");
            }
        }
    }

    #[test]
    fn a_line_ends_before_its_break() {
        let lines = Lines::new("ab\r\ncd\nef");
        assert_eq!(lines.line_end(0), 2);
        assert_eq!(lines.line_end(4), 6);
        assert_eq!(lines.line_end(7), 9);
    }
}
