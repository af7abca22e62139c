//! Places in a text file. Lines and columns start at 1; a column counts Unicode scalar values, a tab is one.

use serde::{Deserialize, Serialize};

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Line in the file, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

impl Position {
    /// The first character of a file: where a finding without a place stands.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The position of byte `offset` in `text`; an offset past the end or inside a character counts as the nearest
    /// character before it.
    pub fn of(text: &str, offset: usize) -> Self {
        let offset = floor_char_boundary(text, offset);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: to_u32(before.bytes().filter(|&byte| byte == b'\n').count()) + 1,
            column: to_u32(before[line_start..].chars().count()) + 1,
        }
    }

    /// The line of `text` that it stands in; `None` past the end, and for a line 0, which some libraries say.
    pub fn line_of(self, text: &str) -> Option<&str> {
        text.lines().nth((self.line as usize).checked_sub(1)?)
    }
}

/// From a position up to, and not including, another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

impl Span {
    /// An empty span at one position.
    pub const fn at(position: Position) -> Self {
        Self { start: position, end: position }
    }

    /// The span of a byte range of `text`.
    pub fn of(text: &str, range: std::ops::Range<usize>) -> Self {
        Self { start: Position::of(text, range.start), end: Position::of(text, range.end.max(range.start)) }
    }
}

/// Where one line of an embedded text begins in its file.
pub type LineStart = Position;

/// Maps a text that was taken out of a file line by line (a fence in a list or a quote loses the prefix of each line)
/// back to that file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceMap {
    /// For each line of the embedded text, the place of its first character in the file.
    pub lines: Vec<LineStart>,
}

impl SourceMap {
    /// The place in the file of byte `offset` of the embedded `text`. An offset past the last line stays on the last.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let inner = Position::of(text, offset);
        let index = (inner.line as usize - 1).min(self.lines.len().saturating_sub(1));
        match self.lines.get(index) {
            Some(start) if index as u32 + 1 == inner.line => {
                Position { line: start.line, column: start.column + inner.column - 1 }
            }
            Some(start) => *start,
            None => Position::START,
        }
    }

    /// The span in the file of a byte range of the embedded `text`.
    pub fn span(&self, text: &str, range: std::ops::Range<usize>) -> Span {
        Span { start: self.position(text, range.start), end: self.position(text, range.end.max(range.start)) }
    }
}

fn floor_char_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Lines and columns beyond four thousand million do not occur: sources are bounded far below.
fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX - 1)
}
