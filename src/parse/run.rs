//! In: consecutive pieces of text, as the Markdown parser cuts them. Out: one text, each byte of which leads back to the
//! file. Not here: what the text means.

use std::ops::Range;

/// A text in pieces that come from different places of a file.
#[derive(Default)]
pub(super) struct Run {
    pub(super) text: String,
    pieces: Vec<Piece>,
}

struct Piece {
    /// Where the piece begins in the run.
    at: usize,
    /// Where it stands in the file.
    source: Range<usize>,
}

impl Run {
    /// Appends a piece that stands at `source`.
    pub(super) fn push(&mut self, text: &str, source: Range<usize>) {
        self.pieces.push(Piece { at: self.text.len(), source });
        self.text.push_str(text);
    }

    /// Empties it, keeping its memory.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.pieces.clear();
    }

    /// Where the byte at `offset` stands in the file. Inside a piece that differs from its source (an entity), the
    /// source's start.
    pub(super) fn source(&self, offset: usize) -> usize {
        self.locate(offset, false)
    }

    /// Where a range that ends before `offset` ends in the file.
    pub(super) fn source_end(&self, offset: usize) -> usize {
        self.locate(offset, true)
    }

    fn locate(&self, offset: usize, end: bool) -> usize {
        let index = self.pieces.partition_point(|piece| if end { piece.at < offset } else { piece.at <= offset });
        let Some(piece) = self.pieces.get(index.saturating_sub(1)) else {
            return 0;
        };
        let next = self.pieces.get(index.max(1)).map_or(self.text.len(), |next| next.at);
        if next - piece.at == piece.source.len() {
            piece.source.start + offset.saturating_sub(piece.at)
        } else if end {
            piece.source.end
        } else {
            piece.source.start
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_back_through_entities() {
        let mut run = Run::default();
        run.push("a ", 10..12);
        run.push("&", 12..17);
        run.push("b", 17..18);
        assert_eq!(run.text, "a &b");
        let sources: Vec<usize> = (0..4).map(|offset| run.source(offset)).collect();
        assert_eq!(sources, [10, 11, 12, 17]);
        assert_eq!((run.source_end(2), run.source_end(3), run.source_end(4)), (12, 17, 18));
    }
}
