//! In: a file before and after its edits, and what the edits are to change. Out: whether they changed that and nothing
//! else, told by reading the new text from scratch.

use std::collections::BTreeMap;
use std::ops::Range;
use std::panic::catch_unwind;

use crate::model::{Diagram, Page, ReferenceKind};
use crate::parse::{self, MarkdownOptions};

/// What edits are to change.
#[derive(Debug, Clone, Default)]
pub(super) struct Expect {
    /// New targets by the reference's index on the page.
    pub(super) references: BTreeMap<usize, String>,
    /// New sources of diagrams by the line of their fence.
    pub(super) diagrams: BTreeMap<u32, String>,
    /// New texts of code blocks by the line of their fence.
    pub(super) code: BTreeMap<u32, String>,
    /// The fences that are closed.
    pub(super) fences: Vec<Closed>,
}

/// A fence that is to be closed.
#[derive(Debug, Clone)]
pub(super) struct Closed {
    /// The line of the fence.
    pub(super) line: u32,
    /// The bytes of the file that are read anew.
    pub(super) freed: Range<usize>,
    /// Whether what was code after it becomes text, and text code.
    pub(super) turns: bool,
}

impl Expect {
    pub(super) fn extend(&mut self, other: &Self) {
        self.references.extend(other.references.iter().map(|(index, target)| (*index, target.clone())));
        self.diagrams.extend(other.diagrams.iter().map(|(line, source)| (*line, source.clone())));
        self.code.extend(other.code.iter().map(|(line, text)| (*line, text.clone())));
        self.fences.extend(other.fences.iter().cloned());
    }
}

/// Whether a diagram file reads as it is to read.
pub(super) fn diagram_file(file: &str, after: &str, expect: &Expect) -> bool {
    let (diagram, ..) = parse::standalone_diagram(file, after);
    expect.diagrams.get(&1).is_some_and(|source| *source == *diagram.source)
}

/// Whether a page reads as it is to read. `moved` leads from a byte of the old text to its place in the new one.
pub(super) fn page(
    before: &Page,
    (text, open): (&str, usize),
    after: &str,
    options: &MarkdownOptions,
    expect: &Expect,
    moved: &dyn Fn(usize) -> usize,
) -> bool {
    let Ok((page, findings)) = catch_unwind(|| parse::page(&before.file, &before.path, after, options)) else {
        return false;
    };
    let freed = |text: &str, moved: &dyn Fn(usize) -> usize| -> Vec<(u32, u32)> {
        if expect.fences.is_empty() {
            return Vec::new();
        }
        let breaks: Vec<usize> =
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect();
        let line_of = |offset: usize| u32::try_from(breaks.partition_point(|&at| at < offset) + 1).unwrap_or(u32::MAX);
        let ranges = expect.fences.iter().map(|fence| moved(fence.freed.start)..moved(fence.freed.end));
        let lines = |range: Range<usize>| (line_of(range.start), line_of(range.end.saturating_sub(1)));
        ranges.filter(|range| !range.is_empty()).map(lines).collect()
    };
    let outside = |freed: &[(u32, u32)], line: u32| !freed.iter().any(|(first, last)| (*first..=*last).contains(&line));
    let (freed_before, freed_after) = (freed(text, &|offset| offset), freed(after, moved));
    let sides = Sides { old: &|line| outside(&freed_before, line), new: &|line| outside(&freed_after, line) };
    let left = findings.iter().filter(|finding| finding.code == "unclosed-fence").count();
    if left > open.max(usize::from(!expect.fences.is_empty())) {
        return false;
    }
    let unclosed = |page_line: u32| {
        findings.iter().any(|finding| finding.code == "unclosed-fence" && finding.span.start.line == page_line)
    };
    if expect.fences.is_empty() && !same_body(before, &page) {
        return false;
    }
    same_references(before, &page, expect, sides)
        && same_diagrams(before, &page, expect, sides, &unclosed)
        && same_code(before, &page, expect, sides, &unclosed)
        && before.meta == page.meta
        && same(
            before
                .headings
                .iter()
                .filter(|heading| (sides.old)(heading.span.start.line))
                .map(|heading| (heading.level, &heading.text)),
            page.headings
                .iter()
                .filter(|heading| (sides.new)(heading.span.start.line))
                .map(|heading| (heading.level, &heading.text)),
        )
}

/// Which lines of the old and the new text have to read the same.
#[derive(Clone, Copy)]
struct Sides<'a> {
    old: &'a dyn Fn(u32) -> bool,
    new: &'a dyn Fn(u32) -> bool,
}

fn same<T: PartialEq>(before: impl Iterator<Item = T>, after: impl Iterator<Item = T>) -> bool {
    before.eq(after)
}

/// The finished HTML and the holes in it, which are numbers only, with title and ids.
fn same_body(before: &Page, after: &Page) -> bool {
    before.body == after.body
        && before.title == after.title
        && before.anchors == after.anchors
        && before.headings.iter().map(|heading| &heading.id).eq(after.headings.iter().map(|heading| &heading.id))
}

fn same_references(before: &Page, after: &Page, expect: &Expect, sides: Sides<'_>) -> bool {
    let wanted = before.references.iter().enumerate().filter(|(_, reference)| (sides.old)(reference.span.start.line));
    let wanted = wanted.map(|(index, reference)| {
        let target = expect.references.get(&index).unwrap_or(&reference.target);
        (reference.kind, target.as_str(), text(reference.kind, &reference.text))
    });
    let found = after.references.iter().filter(|reference| (sides.new)(reference.span.start.line));
    same(
        wanted,
        found.map(|reference| (reference.kind, reference.target.as_str(), text(reference.kind, &reference.text))),
    )
}

/// The text of a figure reference is its target.
fn text(kind: ReferenceKind, text: &str) -> &str {
    if kind == ReferenceKind::Figure { "" } else { text }
}

fn same_diagrams(
    before: &Page,
    after: &Page,
    expect: &Expect,
    sides: Sides<'_>,
    unclosed: &dyn Fn(u32) -> bool,
) -> bool {
    let mut found = after.diagrams.iter().filter(|diagram| (sides.new)(diagram.line));
    let same = before.diagrams.iter().filter(|diagram| (sides.old)(diagram.line)).all(|old| {
        let Some(new) = found.next() else { return false };
        let source = expect.diagrams.get(&old.line).map_or(&*old.source, String::as_str);
        let closed = expect.fences.iter().any(|fence| fence.line == old.line);
        // What follows a fence that was not closed may have set its data.
        *new.source == *source && if closed { !unclosed(new.line) } else { data(new) == data(old) }
    });
    same && found.next().is_none()
}

/// What a diagram says about itself, wherever that stands.
const fn data(diagram: &Diagram) -> (&Option<String>, &Option<String>, &Option<String>) {
    let data = &diagram.data;
    (&data.id, &data.role, &data.caption)
}

fn same_code(before: &Page, after: &Page, expect: &Expect, sides: Sides<'_>, unclosed: &dyn Fn(u32) -> bool) -> bool {
    let mut found = after.code.iter().filter(|code| (sides.new)(code.line));
    let same = before.code.iter().filter(|code| (sides.old)(code.line)).all(|old| {
        let Some(new) = found.next() else { return false };
        let text = expect.code.get(&old.line).unwrap_or(&old.text);
        let closed = expect.fences.iter().any(|fence| fence.line == old.line);
        new.text == *text
            && (&new.language, &new.title) == (&old.language, &old.title)
            && !(closed && unclosed(new.line))
    });
    same && found.next().is_none()
}
