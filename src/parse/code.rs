//! In: code blocks. Out: diagrams with their data and the way back to the file, other code, and findings about fences.

use std::ops::Range;

use pulldown_cmark::CodeBlockKind;

use crate::diagnostics::Finding;
use crate::model::{CodeBlock, Diagram, DiagramData, Part, Position, SourceMap, Span, Suppression};

use super::body::Body;
use super::fence::{self, Comment};
use super::lines::Lines;
use super::slots::Slot;

/// A code block while it is open.
pub(super) struct OpenCode {
    /// The info string, for a fenced one.
    info: Option<String>,
    block: Range<usize>,
    source: String,
    /// Where each line of `source` begins in the file, and how many spaces at its start stand for a part of a tab.
    starts: Vec<(usize, u32)>,
    /// Where the last piece of content ends in the file.
    end: usize,
}

impl OpenCode {
    pub(super) fn push(&mut self, text: &str, range: Range<usize>) {
        // Pieces come line by line, but a line may come in pieces.
        let mut before = 0;
        for line in text.split_inclusive('\n') {
            if self.source.is_empty() || self.source.ends_with('\n') {
                let spaces = if range.is_empty() { u32::try_from(line.len()).unwrap_or(0) } else { 0 };
                self.starts.push(((range.start + before).min(range.end), spaces));
            }
            self.source.push_str(line);
            before += line.len();
        }
        self.end = range.end;
    }
}

impl Body<'_> {
    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => Some(info.to_string()),
            CodeBlockKind::Indented => None,
        };
        self.has_content();
        let end = range.start;
        self.code_open = Some(OpenCode { info, block: range, source: String::new(), starts: Vec::new(), end });
    }

    pub(super) fn end_code(&mut self) {
        let Some(code) = self.code_open.take() else {
            return;
        };
        let opening = code.block.start..self.lines.line_end(code.block.start);
        let span = self.lines.span(opening.clone());
        if code.info.is_some() {
            self.check_closed(&code, opening.clone(), span);
        }
        // The parser decodes entities in the info string; places need it as it stands in the file.
        let written = self.text.get(opening.clone()).unwrap_or_default();
        let fence = written.trim_start_matches([' ', '\t', '`', '~']);
        let info_start = opening.start + written.len() - fence.len();
        let written = if code.info.is_some() { fence::info(fence) } else { fence::Info::default() };
        if written.language == "math" && self.options.math {
            self.out.push_str("<p>");
            self.math(&code.source, true, code.block);
            return self.out.push_str("</p>\n");
        }
        if !written.language.eq_ignore_ascii_case("mermaid") {
            let decoded = code.info.as_deref().map(fence::info).unwrap_or_default();
            self.result.code.push(CodeBlock {
                language: decoded.language.to_owned(),
                title: decoded.get("title").map(|title| title.value.to_owned()),
                text: code.source,
                line: span.start.line,
            });
            let slot = Slot::Hole(Part::Code(self.result.code.len() - 1));
            self.slots.mark(&mut self.out, slot);
            return self.out.push('\n');
        }
        let begins = |&(start, spaces): &(usize, u32)| {
            let Position { line, column } = self.lines.position(start);
            Position { line, column: column.saturating_sub(spaces).max(1) }
        };
        let map = SourceMap { lines: code.starts.iter().map(begins).collect() };
        let mut data = Data { file: self.file, data: DiagramData::default(), findings: &mut self.findings };
        for (range, fault) in written.faults {
            let span = self.lines.span(info_start + range.start..info_start + range.end);
            let help = "write them as `{#id role=ROLE caption=\"Text\"}`";
            data.fault(span, &format!("the fence's attributes cannot be read: {fault}"), help);
        }
        for attribute in written.attributes {
            let range = attribute.range;
            let span = self.lines.span(info_start + range.start..info_start + range.end);
            data.set(attribute.key, attribute.value, span);
        }
        data.comments(&code.source, &map);
        let last = self.lines.position(code.block.end.saturating_sub(1)).line;
        let place = |range| map.span(&code.source, range);
        let silenced = super::suppress::in_diagram(&code.source, (span.start.line, last), place);
        self.result.suppressions.extend(silenced);
        let heading = self.result.headings.len().checked_sub(1);
        let data = data.data;
        self.result.diagrams.push(Diagram {
            data,
            source: code.source.into(),
            map,
            line: span.start.line,
            span,
            heading,
        });
        let slot = Slot::Hole(Part::Diagram(self.result.diagrams.len() - 1));
        self.slots.mark(&mut self.out, slot);
        self.out.push('\n');
    }

    /// A fence that nothing closes runs to the end of what it stands in. Where it is closed, its closing line follows the
    /// content in the file.
    fn check_closed(&mut self, code: &OpenCode, opening: Range<usize>, span: Span) {
        let head = self.text[opening.clone()].trim_start();
        let Some(mark) = head.chars().next().filter(|c| matches!(c, '`' | '~')) else {
            return;
        };
        let length = head.len() - head.trim_start_matches(mark).len();
        let content_end = if code.source.is_empty() { opening.end } else { code.end };
        let tail = self.text.get(content_end..code.block.end).unwrap_or_default();
        if tail.bytes().filter(|&byte| byte == mark as u8).count() >= length {
            return;
        }
        let fence: String = std::iter::repeat_n(mark, length).collect();
        let meant = code.source.lines().zip(&code.starts).find_map(|(line, &(start, _))| {
            let bare = line.trim_start();
            let rest = bare.trim_start_matches(mark);
            if bare.len() - rest.len() < length {
                return None;
            }
            let at = self.lines.position(start).line;
            Some(if rest.trim().is_empty() {
                format!("line {at} looks like its end, but is indented by four spaces or more")
            } else {
                format!("line {at} begins with the fence's sign but does not close it, because text follows")
            })
        });
        let help = match meant {
            Some(meant) => meant,
            None => format!("put a line with {fence} after the block's last line"),
        };
        let whole = self.text.get(code.block.end..).is_none_or(|rest| rest.trim_start().is_empty());
        let end = if whole { "the page" } else { "the list or quote that it stands in" };
        let message = format!("the fence {fence} is not closed: it runs to the end of {end}");
        self.findings.push(Finding::error("unclosed-fence", self.file, span, message).with_help(help));
    }
}

/// A diagram's data while it is being collected; the first value of a key counts.
struct Data<'a> {
    file: &'a str,
    data: DiagramData,
    findings: &'a mut Vec<Finding>,
}

impl Data<'_> {
    fn fault(&mut self, span: Span, message: &str, help: &str) {
        self.findings.push(Finding::warning("fence-attribute", self.file, span, message).with_help(help));
    }

    fn set(&mut self, key: &str, value: &str, span: Span) {
        if value.is_empty() {
            return;
        }
        match key {
            "id" if !fence::is_id(value) => {
                let help = format!(
                    "begin with a letter from a to z and go on with such letters, digits, `-`, `_`, `.`, `:`, at most {} in all",
                    fence::MAX_ID
                );
                self.fault(span, &format!("`{value}` cannot be an id"), &help);
            }
            "id" if self.data.id.is_none() => {
                self.data.id = Some(value.to_owned());
                self.data.id_span = Some(span);
            }
            "role" => _ = self.data.role.get_or_insert_with(|| value.to_owned()),
            "caption" | "title" | "fig-cap" => _ = self.data.caption.get_or_insert_with(|| value.to_owned()),
            _ => {}
        }
    }

    fn comments(&mut self, source: &str, map: &SourceMap) {
        if !source.contains("%%|") {
            return;
        }
        let lines = Lines::new(source);
        let place = |offset: usize| {
            let inner = lines.position(offset);
            let start = map.lines.get(inner.line as usize - 1).copied().unwrap_or(Position::START);
            Position { line: start.line, column: start.column + inner.column - 1 }
        };
        for comment in fence::comments(source) {
            match comment {
                Comment::Pair(attribute, key) => {
                    let span = Span { start: place(attribute.range.start), end: place(attribute.range.end) };
                    let near = ["id", "role", "caption"].into_iter().find(|known| {
                        attribute.key != *known && strsim::damerau_levenshtein(attribute.key, known) * 3 <= known.len()
                    });
                    if let Some(near) = near {
                        let message = format!("`{}` is not a key of a diagram", attribute.key);
                        let key = Span { start: place(key.start), end: place(key.end) };
                        self.fault(key, &message, &format!("did you mean `{near}`?"));
                    }
                    self.set(attribute.key, attribute.value, span);
                }
                Comment::Fault(range) => {
                    let span = Span { start: place(range.start), end: place(range.end) };
                    let help = "write `%%| key: value`, or `%%` before a comment that is no data";
                    self.fault(span, "this comment has no `:` after its key", help);
                }
            }
        }
    }
}

/// A diagram that is a file of its own.
pub(super) fn standalone(file: &str, text: &str) -> (Diagram, Vec<Suppression>, Vec<Finding>) {
    let source = text.replace("\r\n", "\n");
    let lines = Lines::new(&source);
    let count = source.lines().count();
    let map = SourceMap {
        lines: (1..=count).map(|line| Position { line: u32::try_from(line).unwrap_or(u32::MAX), column: 1 }).collect(),
    };
    let span = lines.span(0..lines.line_end(0));
    let mut findings = Vec::new();
    let mut data = Data { file, data: DiagramData::default(), findings: &mut findings };
    data.comments(&source, &map);
    let data = data.data;
    let silenced = super::suppress::in_diagram(&source, (1, u32::MAX), |range| map.span(&source, range));
    (Diagram { data, source: source.into(), map, line: 1, span, heading: None }, silenced, findings)
}
