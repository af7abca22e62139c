//! In: the text of a file as it is on disk, and places in it as findings and diagrams have them. Out: bytes. Not here: what
//! stands at those places.

use std::ops::Range;

use crate::model::{Characters, Diagram, Position, Span};

/// Lines and character counts of one file.
#[derive(Debug)]
pub struct Places<'a> {
    text: &'a str,
    /// Where each line begins; the first after the byte order mark.
    starts: Vec<usize>,
    characters: Characters<'a>,
}

impl<'a> Places<'a> {
    /// Looks at a text.
    pub fn new(text: &'a str) -> Self {
        let mark = text.len() - text.trim_start_matches('\u{FEFF}').len();
        let mark = mark.min('\u{FEFF}'.len_utf8());
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(mark).chain(breaks).collect();
        Self { text, starts, characters: Characters::new(text) }
    }

    /// The text.
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// The byte of a place; `None` where there is none.
    pub fn byte(&self, place: Position) -> Option<usize> {
        let line = self.line(place.line)?;
        let column = place.column.checked_sub(1)? as usize;
        let byte = self.characters.byte(self.characters.before(line.start) + column)?;
        (byte <= line.end).then_some(byte)
    }

    /// The bytes of a span.
    pub fn bytes(&self, span: Span) -> Option<Range<usize>> {
        let range = self.byte(span.start)?..self.byte(span.end)?;
        (range.start <= range.end).then_some(range)
    }

    /// The bytes of a line, from 1, without its break.
    pub fn line(&self, number: u32) -> Option<Range<usize>> {
        let index = (number as usize).checked_sub(1)?;
        let start = *self.starts.get(index)?;
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        let cut = usize::from(end > start && self.text.as_bytes()[end - 1] == b'\r' && end < self.text.len());
        Some(start..end - cut)
    }

    /// How a line ends; the last line of a file as the first one does.
    pub fn line_break(&self, number: u32) -> &'static str {
        let ends = |number: u32| Some(&self.text[self.line(number)?.end..]).filter(|rest| !rest.is_empty());
        match ends(number).or_else(|| ends(1)) {
            Some(rest) if rest.starts_with("\r\n") => "\r\n",
            _ => "\n",
        }
    }

    /// The bytes of a part of a diagram, counted from the ends of lines: at their beginnings a part of a tab may stand for
    /// spaces. `None` where the file has something else there.
    pub fn of_diagram(&self, diagram: &Diagram, part: Range<usize>) -> Option<Range<usize>> {
        let source = &diagram.source;
        let (start, line) = self.of_line(diagram, part.start)?;
        let end = start + part.len();
        (source.get(part) == self.text.get(start..end) && end <= line.end).then_some(start..end)
    }

    /// What stands before the line of a diagram that holds byte `offset` of it, and how that line ends.
    pub fn around(&self, diagram: &Diagram, offset: usize) -> Option<(&'a str, &'static str)> {
        let begins = diagram.source[..offset].rfind('\n').map_or(0, |at| at + 1);
        let (start, line) = self.of_line(diagram, begins)?;
        let number = self.starts.partition_point(|&at| at <= line.start);
        Some((self.text.get(line.start..start)?, self.line_break(u32::try_from(number).ok()?)))
    }

    /// The byte of `offset` of a diagram, and the line of the file that it is in.
    fn of_line(&self, diagram: &Diagram, offset: usize) -> Option<(usize, Range<usize>)> {
        let source = &diagram.source;
        let before = source.get(..offset)?;
        let number = before.bytes().filter(|&byte| byte == b'\n').count();
        let rest = source[offset..].split('\n').next().unwrap_or_default().len();
        let line = self.line(diagram.map.lines.get(number)?.line)?;
        let start = line.end.checked_sub(rest).filter(|start| *start >= line.start)?;
        Some((start, line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_its_byte() {
        let long = "é".repeat(3000);
        for text in ["", "a\nb", "ä\r\nöü\n", "日本 x\ny\n", long.as_str()] {
            let places = Places::new(text);
            for (offset, sign) in text.char_indices().filter(|(_, sign)| !matches!(sign, '\r' | '\n')) {
                assert_eq!(places.byte(Position::of(text, offset)), Some(offset), "{sign} in {text:.20}");
            }
            assert_eq!(places.byte(Position { line: 1, column: 5000 }), None);
        }
        let marked = Places::new("\u{FEFF}ab\nc");
        assert_eq!(marked.byte(Position { line: 1, column: 2 }), Some(4));
        assert_eq!(marked.byte(Position { line: 2, column: 1 }), Some(6));
    }

    #[test]
    fn lines_know_their_breaks() {
        let places = Places::new("a\r\nb\nc");
        assert_eq!([1, 2, 3].map(|line| places.line_break(line)), ["\r\n", "\n", "\r\n"]);
        assert_eq!(places.line(1), Some(0..1));
        assert_eq!(places.line(4), None);
    }
}
