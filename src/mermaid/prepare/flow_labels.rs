//! In: a masked flowchart. Out: its labels, each with the tokens that Mermaid's own lexer makes of it, and edge ids that
//! swallow a label's opening. Only what decides about labels is read here; the rest of the grammar is the engine's.
//!
//! Mermaid's lexer is a stack of states: a shape's opening bracket, a `|` or the first half of an arrow enters a text
//! state, in which `"` enters a string state. Where a label lies, and whether an `@` belongs to it, follows from that alone.

use std::ops::Range;

use super::flow_arrows::{arrow, arrow_end};
use super::flow_label::{Label, Labels, Piece, Place};

/// Finds the labels after the header of the flowchart `text`, from byte `start` on.
pub fn find(text: &str, start: usize) -> Labels {
    let mut reader =
        Reader { text, bytes: text.as_bytes(), at: start, run_end: 0, run_at: None, found: Labels::default() };
    reader.run();
    reader.found
}

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// End of the run without spaces or quotes that was last looked at, and the last `@` in it that binds.
    run_end: usize,
    run_at: Option<usize>,
    found: Labels,
}

/// Opening brackets, longer ones first, and what closes each. A closing that is not given is read as the state's own.
const SHAPES: &[(&str, &[&str])] = &[
    ("(((", &[")))"]),
    ("([", &["])"]),
    ("[[", &["]]"]),
    ("[(", &[")]"]),
    ("[/", &["/]", "\\]"]),
    ("[\\", &["/]", "\\]"]),
    ("(-", &["-)"]),
    ("((", &["))"]),
    ("{{", &["}}"]),
    ("[", &["]"]),
    ("(", &[")"]),
    ("{", &["}"]),
];

/// Statements whose rest is no node.
const WHOLE_LINE: &[&str] = &["style", "classDef", "linkStyle", "class", "accTitle", "click"];

impl Reader<'_> {
    fn run(&mut self) {
        let mut statement = true;
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            if byte == b'\n' || byte == b';' {
                statement = true;
                self.at += 1;
                continue;
            }
            if byte.is_ascii_whitespace() {
                self.arrow_or_skip();
                continue;
            }
            if std::mem::take(&mut statement) && self.skip_statement() {
                continue;
            }
            self.token();
        }
    }

    /// Leaves out statements without labels, and descriptions in braces.
    fn skip_statement(&mut self) -> bool {
        let rest = &self.text[self.at..];
        if let Some(inner) = rest.strip_prefix("accDescr")
            && inner.trim_start().starts_with('{')
        {
            self.at += rest.find('}').map_or(rest.len(), |end| end + 1);
            return true;
        }
        let whole = WHOLE_LINE.iter().chain(["accDescr"].iter()).any(|word| {
            rest.strip_prefix(word)
                .is_some_and(|after| after.starts_with([' ', '\t', ':']) && !after.starts_with(":::"))
        });
        let direction = rest.strip_prefix("direction").is_some_and(|after| after.starts_with([' ', '\t']));
        if whole || direction {
            self.at += rest.find('\n').unwrap_or(rest.len());
        }
        whole || direction
    }

    fn token(&mut self) {
        let rest = &self.text[self.at..];
        if rest.starts_with("@{") {
            self.shape_data();
        } else if let Some(inner) = rest.strip_prefix('"') {
            self.at += inner.find('"').map_or(rest.len(), |end| end + 2);
        } else if let Some(length) = self.edge_id() {
            if rest[..length].contains(['[', '(', '{', '|']) {
                self.found.swallowed.push(self.at..self.at + length);
            }
            self.at += length;
        } else if let Some((length, text)) = arrow(rest) {
            self.at += length;
            if let Some(line) = text {
                self.arrow_label(line);
            }
        } else if let Some(border) = rest.strip_prefix("[|") {
            let end = border.find(['|', '\n']).map_or(rest.len(), |end| end + 2);
            let pipe = rest[end..].starts_with('|');
            self.at += end;
            if pipe {
                let open = self.at..self.at + 1;
                self.at += 1;
                self.label(Place::Shape, open, &["]"]);
            }
        } else if let Some((open, closings)) = SHAPES.iter().find(|shape| rest.starts_with(shape.0)) {
            let range = self.at..self.at + open.len();
            self.at = range.end;
            self.label(Place::Shape, range, closings);
        } else if rest.starts_with('|') {
            self.at += 1;
            self.label(Place::Pipe, self.at - 1..self.at, &["|"]);
        } else if rest.starts_with('>') {
            self.at += 1;
            self.label(Place::Shape, self.at - 1..self.at, &["]"]);
        } else {
            self.word();
        }
    }

    /// A run of characters of one id.
    fn word(&mut self) {
        let start = self.at;
        while let Some(&byte) = self.bytes.get(self.at) {
            let inside = match byte {
                b'-' => !matches!(self.bytes.get(self.at + 1), Some(b'>' | b'-' | b'.')),
                b'=' => self.bytes.get(self.at + 1) != Some(&b'='),
                b'"' | b'!' | b'#'..=b'\'' | b'*' | b'+' | b'.' | b'`' | b'?' | b'\\' | b'_' | b'/' => true,
                _ => byte.is_ascii_alphanumeric() || byte >= 0x80,
            };
            if !inside {
                break;
            }
            self.at += 1;
        }
        if self.at == start {
            self.at += 1;
        }
    }

    /// Length of `id@`, where the `@` does not open shape data: the longest in the run without spaces or quotes. What
    /// is found for a run holds for every place in it, or long runs would be read again at each of their tokens.
    fn edge_id(&mut self) -> Option<usize> {
        if self.at >= self.run_end {
            let rest = &self.text[self.at..];
            let run = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
            let binds = |at: &usize| !rest[at + 1..].starts_with(['{', '"']);
            self.run_at = rest[..run].rmatch_indices('@').map(|(at, _)| at).find(binds).map(|at| self.at + at);
            self.run_end = self.at + run.max(1);
        }
        self.run_at.filter(|at| *at > self.at).map(|at| at + 1 - self.at)
    }

    fn shape_data(&mut self) {
        let mut quoted = false;
        for (offset, byte) in self.bytes[self.at..].iter().enumerate() {
            match byte {
                b'"' => quoted = !quoted,
                b'}' if !quoted => {
                    self.at += offset + 1;
                    return;
                }
                _ => {}
            }
        }
        self.at = self.bytes.len();
    }

    fn arrow_or_skip(&mut self) {
        let rest = &self.text[self.at..];
        let spaces = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count().max(1);
        self.at += spaces;
    }

    /// A label in a text state, up to one of `closings`.
    fn label(&mut self, place: Place, open: Range<usize>, closings: &[&str]) {
        let start = self.at;
        let mut pieces = Vec::new();
        let slanted = closings.len() > 1;
        let mut closed = false;
        while self.at < self.bytes.len() {
            let rest = &self.text[self.at..];
            if closings.iter().any(|closing| rest.starts_with(closing)) {
                closed = true;
                break;
            }
            match self.bytes[self.at] {
                b'"' => self.quoted(&mut pieces),
                byte @ (b'[' | b']' | b'(' | b')' | b'{' | b'}' | b'|') if byte != b'|' || !slanted => {
                    pieces.push((Piece::Stray, self.at..self.at + 1));
                    // Nothing after it can be trusted: the line is the best guess of where the label ends.
                    self.at += rest.find('\n').unwrap_or(rest.len());
                    break;
                }
                _ => {
                    let first = rest.chars().next().map_or(1, char::len_utf8);
                    // Between slants a quote is text, unless the label begins with it.
                    let stops: &[char] = if slanted {
                        &['[', ']', '(', ')', '{', '}']
                    } else {
                        &['"', '[', ']', '(', ')', '{', '}', '|']
                    };
                    let mut end = rest[first..].find(stops).map_or(rest.len(), |end| end + first);
                    if slanted || closings == ["-)"] {
                        let close = closings.iter().filter_map(|closing| rest.find(closing)).min();
                        end = end.min(close.unwrap_or(end)).max(first);
                    }
                    pieces.push((Piece::Text, self.at..self.at + end));
                    self.at += end;
                }
            }
        }
        let inside = start..self.at;
        if closed {
            let closing = closings.iter().find(|closing| self.text[self.at..].starts_with(**closing));
            self.at += closing.map_or(0, |closing| closing.len());
        }
        self.found.labels.push(Label { place, open, inside, pieces, closed });
    }

    /// A quoted part; empty ones make no token.
    fn quoted(&mut self, pieces: &mut Vec<(Piece, Range<usize>)>) {
        let rest = &self.text[self.at..];
        let (kind, skip, end_mark) =
            if rest.starts_with("\"`") { (Piece::Markdown, 2, "`\"") } else { (Piece::Quoted, 1, "\"") };
        let end = rest[skip..].find(end_mark).map_or(rest.len(), |end| end + skip);
        if end > skip {
            pieces.push((kind, self.at + skip..self.at + end));
        }
        self.at += (end + end_mark.len()).min(rest.len());
    }

    /// A label between the halves of an arrow drawn with `line`.
    fn arrow_label(&mut self, line: u8) {
        let start = self.at;
        let mut pieces: Vec<(Piece, Range<usize>)> = Vec::new();
        let mut closed = false;
        while self.at < self.bytes.len() {
            let rest = &self.text[self.at..];
            if let Some(length) = arrow_end(rest, line) {
                let inside = start..self.at;
                self.at += length;
                closed = true;
                self.push_arrow(start, inside, std::mem::take(&mut pieces));
                break;
            }
            if rest.starts_with('\n') {
                break;
            }
            if rest.starts_with('"') {
                self.quoted(&mut pieces);
                continue;
            }
            let end = self.at + rest.chars().next().map_or(1, char::len_utf8);
            match pieces.last_mut() {
                Some((Piece::Text, range)) if range.end == self.at => range.end = end,
                _ => pieces.push((Piece::Text, self.at..end)),
            }
            self.at = end;
        }
        if !closed {
            self.at = self.at.max(start);
        }
    }

    fn push_arrow(&mut self, start: usize, inside: Range<usize>, pieces: Vec<(Piece, Range<usize>)>) {
        self.found.labels.push(Label { place: Place::Arrow, open: start..start, inside, pieces, closed: true });
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, find};

    fn pieces(text: &str) -> Vec<(Piece, &str)> {
        let found = find(text, 0);
        found
            .labels
            .iter()
            .flat_map(|label| &label.pieces)
            .map(|(piece, range)| (*piece, &text[range.clone()]))
            .collect()
    }

    #[test]
    fn a_string_state_closes_at_each_quote() {
        assert_eq!(pieces("A[\"\"x\"\"]"), [(Piece::Text, "x")]);
        assert_eq!(pieces("A[\"x\" y]"), [(Piece::Quoted, "x"), (Piece::Text, " y")]);
        assert_eq!(pieces("A -- \"p\" q --> B"), [(Piece::Quoted, "p"), (Piece::Text, " q")]);
    }

    #[test]
    fn an_at_sign_bound_to_the_token_before_the_bracket_swallows_it() {
        assert_eq!(find("A[x@y] --> B", 0).swallowed.first(), Some(&(0..4)));
        assert!(find("A[x y@z] --> B", 0).swallowed.is_empty());
    }

    #[test]
    fn text_between_the_halves_of_each_arrow_is_a_label() {
        assert_eq!(
            pieces("A-- p -->B== q ==>C-. r .->D"),
            [(Piece::Text, "p"), (Piece::Text, "q"), (Piece::Text, "r")]
        );
    }
}
