//! What a finding is about, by content: how it is known again after lines have moved. In: findings and the texts of their
//! files. Out: a short hash for each. Line numbers and messages are not part of it, since both change when others move.
//!
//! - A finding without a place (empty, at 1:1) is about its file: nothing but file and code identify it.
//! - One that begins with a fence is about the whole block: its lines identify it.
//! - One elsewhere in a diagram is about a statement, and a statement is a line: the line.
//! - Any other is about the text that it marks: in prose a line is a paragraph, and holds more than one link.
//!
//! Spaces around a line never matter, so that indenting a list mends and breaks nothing.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Finding;
use super::report::Texts;
use crate::model::{Position, Span};

/// Bytes of a text that identify it at most. Keeps the work for many findings on one long line in proportion to them.
const MOST: usize = 16 * 1024;

/// What may stand before a block on each of its lines.
const MARGIN: [char; 3] = ['>', ' ', '\t'];

/// Digits of a hash.
pub const DIGITS: usize = 12;

/// For each finding the hash of what it is about, in hexadecimal digits.
pub fn identify(findings: &[Finding], texts: Texts<'_>) -> Vec<String> {
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by(|&a, &b| (&findings[a].file, findings[a].span).cmp(&(&findings[b].file, findings[b].span)));
    let mut hashes = vec![String::new(); findings.len()];
    for of_file in order.chunk_by(|&a, &b| findings[a].file == findings[b].file) {
        let text = texts(&findings[of_file[0]].file).unwrap_or_default();
        let mut reader = Reader::new(text);
        for &index in of_file {
            hashes[index] = hash(&about(&findings[index], &mut reader));
        }
    }
    hashes
}

/// The same with the number of the finding among those of its file and code that have the same hash, from 1: no two of a
/// code and file have the same.
pub fn fingerprints(findings: &[Finding], texts: Texts<'_>) -> Vec<String> {
    let mut seen: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
    findings
        .iter()
        .zip(identify(findings, texts))
        .map(|(finding, hash)| {
            let count = seen.entry((&finding.file, finding.code, hash.clone())).or_default();
            *count += 1;
            format!("{hash}:{count}")
        })
        .collect()
}

fn about(finding: &Finding, reader: &mut Reader<'_>) -> String {
    let span = finding.span;
    if span == Span::at(Position::START) {
        return String::new();
    }
    let marked = reader.marked(span);
    if let Some(fence) = fence(marked) {
        return reader.block(span.start.line, fence);
    }
    let in_diagram = finding.diagram.is_some() || finding.file.ends_with(".mmd");
    if in_diagram || marked.trim().is_empty() {
        return cut(reader.statement(span.start.line)).to_owned();
    }
    cut(marked.trim()).to_owned()
}

/// A file's lines, and a place in one of them that moves forward only.
struct Reader<'t> {
    lines: Vec<&'t str>,
    place: Position,
    offset: usize,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        Self { lines: text.lines().collect(), place: Position::START, offset: 0 }
    }

    fn line(&self, number: u32) -> &'t str {
        self.lines.get((number as usize).saturating_sub(1)).copied().unwrap_or_default()
    }

    /// What a span marks, to the end of the line that it begins on. Spans are asked for in their order.
    fn marked(&mut self, span: Span) -> &'t str {
        if self.place.line != span.start.line || self.place.column > span.start.column {
            self.place = Position { line: span.start.line, column: 1 };
            self.offset = 0;
        }
        let line = self.line(span.start.line);
        self.offset += bytes(&line[self.offset..], span.start.column.saturating_sub(self.place.column));
        self.place.column = span.start.column;
        let rest = &line[self.offset..];
        if span.start.line == span.end.line {
            let length = span.end.column.saturating_sub(span.start.column).min(MOST as u32);
            &rest[..bytes(rest, length)]
        } else {
            rest
        }
    }

    /// A line without the space around it; for one that is blank or ends a block, the nearest above that is neither: a text
    /// that ends too early is a fault of what stands before.
    fn statement(&self, number: u32) -> &'t str {
        let above = self.lines.iter().take(number as usize).rev().take(100);
        above.map(|line| line.trim()).find(|line| !is_blank_or_fence(line)).unwrap_or_default()
    }

    /// The lines of a block behind its opening fence.
    fn block(&self, opening: u32, fence: &str) -> String {
        let mut block = String::new();
        for line in self.lines.iter().skip(opening as usize).take(MOST) {
            let line = line.trim_start_matches(MARGIN).trim_end();
            if block.len() >= MOST || line.starts_with(fence) && is_blank_or_fence(line) {
                break;
            }
            if !line.is_empty() {
                block.push_str(cut(line));
                block.push('\n');
            }
        }
        block
    }
}

/// The fence that a text begins with. Backticks with others later on the line are code inside a line.
fn fence(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(MARGIN);
    let first = text.chars().next().filter(|first| matches!(first, '`' | '~'))?;
    let (fence, info) = text.split_at(text.len() - text.trim_start_matches(first).len());
    (fence.len() >= 3 && (first == '~' || !info.contains('`'))).then_some(fence)
}

/// Whether a line holds nothing, or nothing but the end of a block.
fn is_blank_or_fence(line: &str) -> bool {
    let line = line.trim_start_matches(MARGIN);
    line.is_empty() || fence(line) == Some(line)
}

/// The bytes of so many characters at a text's beginning.
fn bytes(text: &str, characters: u32) -> usize {
    text.char_indices().nth(characters as usize).map_or(text.len(), |(offset, _)| offset)
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(MOST)]
}

fn hash(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(text: &str, of: &str) -> Span {
        let start = text.find(of).unwrap();
        Span::of(text, start..start + of.len())
    }

    fn what(text: &str, finding: &Finding) -> String {
        let mut reader = Reader::new(text);
        about(finding, &mut reader)
    }

    fn link(text: &str, of: &str) -> Finding {
        Finding::error("broken-link", "a.md", span(text, of), "")
    }

    #[test]
    fn each_kind_of_finding_is_identified_by_what_it_is_about() {
        let text =
            "# A\n\nSee [x](y.md), [z](w.md).\n\n> ```mermaid {#a}\n> flowchart LR\n>\n>   A[(f(x)] --> B\n> ```\n";
        assert_eq!(what(text, &link(text, "[z](w.md)")), "[z](w.md)");
        let within = link(text, "(f").with_diagram("a");
        assert_eq!(what(text, &within), ">   A[(f(x)] --> B");
        let whole = link(text, "```mermaid {#a}").with_diagram("a");
        assert_eq!(what(text, &whole), "flowchart LR\nA[(f(x)] --> B\n");
        let file = Finding::warning("empty-site", "a.md", Span::at(Position::START), "");
        assert_eq!(what(text, &file), "");
        let end = Finding::error("diagram-syntax", "a.md", Span::at(Position { line: 9, column: 1 }), "");
        assert_eq!(what(text, &end.with_diagram("a")), ">   A[(f(x)] --> B");
    }

    #[test]
    fn places_beyond_the_text_and_missing_texts_do_no_harm() {
        let far = Span { start: Position { line: 9, column: 900 }, end: Position { line: 7, column: 1 } };
        assert_eq!(what("ä\n", &Finding::error("broken-link", "a.md", far, "")), "ä");
        let findings = [Finding::error("not-utf8", "b.md", far, "")];
        assert_eq!(identify(&findings, &|_| None), ["e3b0c44298fc"]);
    }

    #[test]
    fn moving_and_indenting_keep_the_hash_and_changing_does_not() {
        let texts = ["[ä](x.md)\n", "\n\n  - ö [ä](x.md)\r\n", "[ö](x.md)\n"];
        let hashes = texts.map(|text| {
            let start = text.find('[').unwrap();
            let finding = Finding::error("broken-link", "a.md", Span::of(text, start..start + 10), "");
            identify(&[finding], &|_| Some(text)).remove(0)
        });
        assert_eq!(hashes[0], hashes[1]);
        assert_ne!(hashes[0], hashes[2]);
    }

    #[test]
    fn equal_findings_have_fingerprints_of_their_own() {
        let text = "[x](y.md) [x](y.md)\n";
        let findings = [0..9, 10..19].map(|range| Finding::error("broken-link", "a.md", Span::of(text, range), "gone"));
        let prints = fingerprints(&findings, &|_| Some(text));
        assert_eq!(prints[0].replace(":1", ":2"), prints[1]);
    }

    #[test]
    fn many_findings_on_one_long_line_take_no_long_time() {
        let text = "[ä](x.md) ".repeat(100_000);
        let findings: Vec<Finding> = (0..100_000)
            .map(|index| {
                let at = |column| Position { line: 1, column };
                let span = Span { start: at(index * 10 + 1), end: at(index * 10 + 10) };
                Finding::error("broken-link", "a.md", span, "gone")
            })
            .collect();
        let hashes = identify(&findings, &|_| Some(&text));
        assert!(hashes.iter().all(|hash| *hash == hashes[0]));
    }
}
