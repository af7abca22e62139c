//! In: a flowchart's line and the place of a bracket that opens a node's shape. Out: where its author meant the label to end,
//! with edits of the brackets if they do not fit. Not here: whether the label has to be quoted.
//!
//! A bracket closes a shape only where a statement can go on: before an arrow, `&`, `:::`, `;` or the end of the line. Among
//! these the first that leaves the label's own brackets in pairs is meant, and only if there is none, one that does not.

use std::ops::Range;

use super::Edit;
use super::flow_link::{self, link};

/// Opening brackets, longer ones first, and what closes each.
const SHAPES: &[(&str, &[&str])] = &[
    ("(((", &[")))"]),
    ("([", &["])"]),
    ("[[", &["]]"]),
    ("[(", &[")]"]),
    ("[/", &["/]", "\\]"]),
    ("[\\", &["\\]", "/]"]),
    ("((", &["))"]),
    ("{{", &["}}"]),
    ("[", &["]"]),
    ("(", &[")"]),
    ("{", &["}"]),
    (">", &["]"]),
];

/// A label and its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The label, without what is left out of it.
    pub inside: Range<usize>,
    /// After the closing bracket.
    pub end: usize,
    /// What makes the brackets fit.
    pub edits: Vec<Edit>,
    /// Whether quotes inside are plain text for Mermaid, unless the label begins with one.
    pub slanted: bool,
}

/// A line of a flowchart.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// The whole text.
    pub text: &'a str,
    /// Where the line's statements end.
    pub end: usize,
    /// Where the last thing that can be the second half of an arrow stands.
    pub last_arrow: usize,
}

impl<'a> Line<'a> {
    /// The line that ends at `end`.
    pub fn new(text: &'a str, start: usize, end: usize) -> Self {
        let last_arrow = ["--", "==", ".-"].iter().filter_map(|half| text[start..end].rfind(half)).max();
        Self { text, end, last_arrow: last_arrow.map_or(0, |at| start + at) }
    }

    /// What is left of the line from `at` on.
    pub fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..self.end).unwrap_or_default()
    }

    /// The first place from `at` on that is no blank.
    pub fn skip_blanks(&self, at: usize) -> usize {
        let rest = self.rest(at);
        at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
    }

    /// Whether a statement can go on at `at`, right after a node.
    fn goes_on(&self, at: usize) -> bool {
        let start = self.skip_blanks(at);
        let rest = self.rest(start);
        if rest.is_empty() || [";", ":::", "&", "%%"].iter().any(|next| rest.starts_with(next)) {
            return true;
        }
        let rest = flow_link::edge_id(rest).map_or(rest, |length| &rest[length..]);
        link(rest).is_some_and(|found| found.half.is_none() || self.last_arrow >= start + found.length)
    }
}

/// Whether a shape opens at `at`.
pub fn opens(line: &Line<'_>, at: usize) -> bool {
    line.rest(at).starts_with(['[', '(', '{', '>'])
}

/// The shape that opens at `at`; `square` for the title of a subgraph, which has one shape only.
pub fn close(line: &Line<'_>, at: usize, square: bool) -> Option<Shape> {
    let openings: Vec<(usize, &[&str])> = SHAPES
        .iter()
        .filter(|(open, _)| line.rest(at).starts_with(open) && (!square || *open == "["))
        .map(|(open, closings)| (at + open.len(), *closings))
        .collect();
    let first = *openings.first()?;
    if line.rest(line.skip_blanks(first.0)).starts_with('"')
        && let Some(shape) = quoted(line, first.0, first.1)
    {
        return Some(shape);
    }
    openings
        .iter()
        .find_map(|(from, closings)| in_pairs(line, *from, closings))
        .or_else(|| {
            openings
                .iter()
                .filter(|(from, all)| *from > at + 1 && all.len() == 1)
                .find_map(|(from, all)| mistaken(line, *from, all))
        })
        .or_else(|| openings.iter().find_map(|(from, closings)| unpaired(line, *from, closings)))
        .or_else(|| openings.iter().find_map(|(from, closings)| mistaken(line, *from, closings)))
        .or_else(|| openings.iter().find_map(|(from, closings)| missing(line, *from, closings)))
}

fn closing_at<'c>(line: &Line<'_>, at: usize, closings: &[&'c str]) -> Option<&'c str> {
    closings.iter().copied().find(|closing| line.rest(at).starts_with(closing))
}

fn shape(inside: Range<usize>, end: usize, closings: &[&str], edits: Vec<Edit>) -> Shape {
    Shape { inside, end, edits, slanted: closings.len() > 1 }
}

/// The end of a run of closing brackets.
fn run_of_closers(line: &Line<'_>, at: usize) -> usize {
    let rest = line.rest(at);
    at + rest.len() - rest.trim_start_matches([')', ']', '}']).len()
}

/// A label that begins with a quote: it ends after a quote.
fn quoted(line: &Line<'_>, from: usize, closings: &[&str]) -> Option<Shape> {
    let start = line.skip_blanks(from) + 1;
    let quotes: Vec<usize> = line.rest(start).match_indices('"').map(|(at, _)| start + at + 1).collect();
    for (index, &quote) in quotes.iter().enumerate() {
        let at = line.skip_blanks(quote);
        if let Some(closing) = closing_at(line, at, closings)
            && line.goes_on(at + closing.len())
            && (index == 0 || !has_arrow(&line.text[from..quote]))
        {
            return Some(shape(from..at, at + closing.len(), closings, Vec::new()));
        }
    }
    // No bracket, or another one than the right one, after the quote.
    quotes.into_iter().find_map(|quote| {
        let at = line.skip_blanks(quote);
        let end = run_of_closers(line, at);
        let fits = line.goes_on(end) && !has_arrow(&line.text[from..quote]);
        let at = if end == at { quote } else { at };
        fits.then(|| shape(from..quote, end.max(at), closings, vec![Edit::new(at..end.max(at), closings[0])]))
    })
}

/// A label whose own brackets are in pairs, and after whose closing bracket there may be others too many.
fn in_pairs(line: &Line<'_>, from: usize, closings: &[&str]) -> Option<Shape> {
    let mut open: Vec<u8> = Vec::new();
    for (offset, byte) in line.rest(from).bytes().enumerate() {
        let at = from + offset;
        if open.is_empty()
            && let Some(closing) = closing_at(line, at, closings)
        {
            let end = at + closing.len();
            if line.goes_on(end) {
                return Some(shape(from..at, end, closings, Vec::new()));
            }
            let run = run_of_closers(line, end);
            if run > end && line.goes_on(run) {
                return Some(shape(from..at, run, closings, vec![Edit::new(end..run, "")]));
            }
        }
        match byte {
            b'(' | b'[' | b'{' => open.push(byte),
            b')' | b']' | b'}' if open.pop() != Some(partner(byte)) => return None,
            _ => {}
        }
    }
    None
}

/// A label whose own brackets are not in pairs.
fn unpaired(line: &Line<'_>, from: usize, closings: &[&str]) -> Option<Shape> {
    let (at, end) = (from..line.end).find_map(|at| {
        let closing = closing_at(line, at, closings)?;
        line.goes_on(at + closing.len()).then_some((at, at + closing.len()))
    })?;
    let label = &line.text[from..at];
    if has_arrow(label) {
        return None;
    }
    let stray = strays_at_end(label);
    let edits = if stray == 0 { Vec::new() } else { vec![Edit::new(at - stray..at, "")] };
    Some(shape(from..at - stray, end, closings, edits))
}

/// A label without brackets that ends at a bracket of another shape.
fn mistaken(line: &Line<'_>, from: usize, closings: &[&str]) -> Option<Shape> {
    let label = line.rest(from).find(['(', ')', '[', ']', '{', '}', '"', '|'])?;
    let at = from + label;
    let end = run_of_closers(line, at);
    let fits =
        end > at && line.goes_on(end) && !has_arrow(&line.text[from..at]) && !line.text[from..at].trim().is_empty();
    fits.then(|| shape(from..at, end, closings, vec![Edit::new(at..end, closings[0])]))
}

/// A label without brackets that takes up the rest of the line.
fn missing(line: &Line<'_>, from: usize, closings: &[&str]) -> Option<Shape> {
    let label = line.rest(from).trim_end();
    let end = from + label.len();
    let fits =
        !label.trim().is_empty() && !label.contains(['(', ')', '[', ']', '{', '}', '"', '|', ';']) && !has_arrow(label);
    // What goes on in the next line is a label of several lines.
    let last = line.text[line.end..].lines().skip(1).take(20).all(|next| !next.trim_end().ends_with([']', ')', '}']))
        || line.text[line.end..].lines().nth(1).is_some_and(|next| has_arrow(next) || opens_statement(next));
    (fits && last).then(|| shape(from..end, end, closings, vec![Edit::new(end..end, closings[0])]))
}

/// Whether a line begins with a word that is no text of a label: an id with a shape, or a keyword.
fn opens_statement(line: &str) -> bool {
    let trimmed = line.trim();
    let id = trimmed.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(trimmed.len());
    trimmed.is_empty()
        || (id > 0 && trimmed[id..].starts_with(['[', '(', '{']))
        || ["subgraph ", "end", "classDef ", "class ", "style ", "linkStyle ", "click "]
            .iter()
            .any(|w| trimmed.starts_with(w))
}

/// How many bytes at the end of a label are closing brackets without a partner, where nothing else in it lacks one.
fn strays_at_end(label: &str) -> usize {
    let mut open: Vec<u8> = Vec::new();
    let mut strays: Vec<usize> = Vec::new();
    for (at, byte) in label.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => open.push(byte),
            b')' | b']' | b'}' => {
                if open.last() == Some(&partner(byte)) {
                    open.pop();
                } else {
                    strays.push(at);
                }
            }
            _ => {}
        }
    }
    let at_end = strays.iter().rev().enumerate().all(|(back, at)| *at + back + 1 == label.len());
    if !at_end {
        return 0;
    }
    let text = &label[..label.len() - strays.len()];
    // A smile, or the letter of a list, is no bracket.
    let belongs =
        !text.ends_with(|c: char| c.is_alphanumeric() || "\"'%>.!?°™…+*`".contains(c)) || text.trim().len() < 3;
    if open.is_empty() && !belongs { strays.len() } else { 0 }
}

const fn partner(closer: u8) -> u8 {
    match closer {
        b')' => b'(',
        b']' => b'[',
        _ => b'{',
    }
}

/// Whether an arrow stands in a label, so that it is more than one.
pub fn has_arrow(label: &str) -> bool {
    ["-->", "---", "==>", "===", "-.-", ".->", "~~~"].iter().any(|arrow| label.contains(arrow))
}
