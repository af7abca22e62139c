//! In: comments of a page and of its diagrams. Out: which findings their author does not want to hear of, and for which
//! lines. Not here: whether there are such findings.
//!
//! `<!-- chartroom-ignore: CODE, CODE reason -->` covers the next block; before the first block of a page it also covers
//! what is said of the page as a whole. `%% chartroom-ignore: CODE reason` covers the diagram that it stands in.

use std::ops::Range;

use pulldown_cmark::Tag;

use crate::model::{Position, Span, Suppression, UnusedDefinition};

use super::lines::Lines;

const MARK: &str = "chartroom-ignore:";

/// The suppressions of a page while its blocks are being read.
#[derive(Default)]
pub(super) struct Suppressions {
    list: Vec<Suppression>,
    /// The first of those that still wait for the block that they cover.
    waiting: usize,
    /// Whether the page has had a block.
    begun: bool,
}

impl Suppressions {
    /// A block of HTML that stands at `range` of the file. Returns whether it is a suppression and nothing to show.
    pub(super) fn comment(&mut self, text: &str, range: Range<usize>, lines: &Lines<'_>) -> bool {
        let block = &text[range.clone()];
        let comment = block.trim();
        let Some(inner) = comment.strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")) else {
            return false;
        };
        let start = range.start + block.len() - block.trim_start().len();
        let Some(found) = read(inner, start + 4, |range| lines.span(range)) else {
            return false;
        };
        let span = lines.span(start..start + comment.len());
        let first = if self.begun { span.start.line } else { 1 };
        self.list.push(Suppression { span, lines: (first, 0), ..found });
        true
    }

    /// A block begins that ends before byte `end`.
    pub(super) fn block(&mut self, end: usize, lines: &Lines<'_>) {
        self.begun = true;
        if self.waiting < self.list.len() {
            let last = lines.position(end.saturating_sub(1)).line;
            for suppression in &mut self.list[self.waiting..] {
                suppression.lines.1 = last;
            }
            self.waiting = self.list.len();
        }
    }

    /// All of them. One that no block follows covers the `unused` definitions that do, which are no blocks; and what is said
    /// of the page, if the page has no block at all.
    pub(super) fn finish(mut self, unused: &[UnusedDefinition]) -> Vec<Suppression> {
        let defined = unused.last().map_or(0, |unused| unused.span.start.line);
        for suppression in &mut self.list[self.waiting..] {
            if defined > suppression.span.start.line {
                suppression.lines.1 = defined;
            } else if !self.begun {
                suppression.lines.1 = suppression.span.end.line;
            }
        }
        self.list
    }
}

/// Whether a tag begins a block, and not a part of one or text.
pub(super) const fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::List(_)
            | Tag::Item
            | Tag::FootnoteDefinition(_)
            | Tag::DefinitionList
            | Tag::Table(_)
    )
}

/// Whether a comment that stands in text is one to Chartroom. It covers nothing there; nobody is meant to see it.
pub(super) fn is_inline(html: &str) -> bool {
    html.strip_prefix("<!--").is_some_and(|inner| inner.trim_start().starts_with(MARK))
}

/// Raw HTML without the comment to Chartroom that it begins with, where text follows on the same line.
pub(super) fn without_comment(html: &str) -> &str {
    let text = html.trim_start();
    let after = text.split_once("-->").filter(|_| is_inline(text)).map(|(_, after)| after);
    after.unwrap_or(html)
}

/// The suppressions in a diagram's source, which cover its lines from `first` to `last`.
pub(super) fn in_diagram(
    source: &str,
    (first, last): (u32, u32),
    place: impl Fn(Range<usize>) -> Span,
) -> Vec<Suppression> {
    if !source.contains(MARK) {
        return Vec::new();
    }
    let mut list = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        if let Some(inner) = line[lead..].strip_prefix("%%")
            && let Some(found) = read(inner, at + lead + 2, &place)
        {
            let span = place(at + lead..at + line.trim_end().len());
            list.push(Suppression { span, lines: (first, last), ..found });
        }
        at += line.len();
    }
    list
}

/// Reads what follows the comment's opening at byte `at`: codes, separated by commas, then the reason.
fn read(inner: &str, at: usize, place: impl Fn(Range<usize>) -> Span) -> Option<Suppression> {
    let lead = inner.len() - inner.trim_start().len();
    let mut rest = inner[lead..].strip_prefix(MARK)?;
    let mut codes = Vec::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c.is_whitespace() || c == ',').unwrap_or(rest.len());
        let start = at + inner.len() - rest.len();
        if end > 0 {
            codes.push((rest[..end].to_owned(), place(start..start + end)));
        }
        rest = rest[end..].trim_start();
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None => break,
        }
    }
    let whole = Span { start: Position::START, end: Position::START };
    Some(Suppression { codes, reason: rest.trim().to_owned(), span: whole, lines: (0, 0) })
}
