//! In: a fence that nothing closes, or that only another block's end closes. Out: the edit that closes it where it evidently
//! ends. For a diagram that is where what stands before it draws and what follows is Markdown; for other code a line that
//! was meant to close it, the next opening fence, or the end where nothing but code follows. Not here: what a line looks
//! like, see `markdown_sign`.

use super::diagram::{REFUSED, in_file};
use super::edit::Edit;
use super::markdown_sign::{self, Sign};
use super::place::Places;
use super::verify::Closed;
use super::{Fault, Input, Proposal};
use crate::model::{CodeBlock, Diagram, Page, Position, SourceMap};

/// Most ends of one fence that are tried.
const MAX_ENDS: usize = 12;

/// Most lines after an end that are looked at.
const MAX_LINES: usize = 200;

/// A fenced block as it is read now.
pub(super) struct Block<'a> {
    /// Line of the fence in the file.
    line: u32,
    /// What stands in it.
    text: &'a str,
    language: &'a str,
    diagram: Option<&'a Diagram>,
}

impl<'a> Block<'a> {
    pub(super) fn of_diagram(diagram: &'a Diagram) -> Self {
        Self { line: diagram.line, text: &diagram.source, language: "mermaid", diagram: Some(diagram) }
    }

    pub(super) fn of_code(code: &'a CodeBlock) -> Self {
        Self { line: code.line, text: &code.text, language: &code.language, diagram: None }
    }

    /// Whether it is no diagram.
    pub(super) const fn is_code(&self) -> bool {
        self.diagram.is_none()
    }

    /// Whether the block may begin with what was the end of another one, whose own end is missing: it names no language, and
    /// a diagram before it is not valid or it begins with a sentence.
    pub(super) fn may_be_an_end(&self, input: &Input<'_>, page: &Page) -> bool {
        let first = self.text.lines().next().unwrap_or_default();
        let before = || page.diagrams.iter().take_while(|diagram| diagram.line < self.line);
        self.language.is_empty()
            && (markdown_sign::of(first, true).is_some() || before().any(|diagram| !(input.valid)(&diagram.source)))
    }

    /// The block of a page whose fence is at `line`.
    pub(super) fn at(page: &'a Page, line: u32) -> Option<Self> {
        let diagram =
            page.diagrams.iter().find(|diagram| diagram.line == line).map(|diagram| Self::of_diagram(diagram));
        diagram.or_else(|| page.code.iter().find(|code| code.line == line).map(Self::of_code))
    }
}

/// An end that a block may have.
enum End {
    /// A new line after so many lines of the block.
    After(usize),
    /// The line with this number, from 0, which was meant to close it but has white space before its sign.
    Indented(usize),
    /// The line with this number, which was meant to close it but has text after its sign, which is so long.
    WithText(usize, usize),
    /// The line after the block, which was meant to close it but is not indented or quoted as the block is.
    Outside,
}

/// What follows a block that runs to the end of what it stands in.
#[derive(PartialEq, Eq)]
enum Next {
    /// Nothing, or something else than code.
    Other,
    /// A line that was meant to close it.
    Sign,
    /// Perhaps more of the block, which lost its indentation.
    Unclear,
}

/// The opening fence: its sign and length, and what has to stand before a line that closes it.
struct Fence {
    mark: char,
    length: usize,
    before: String,
}

/// How to close `block`. `unclosed` is the finding that says so; a diagram that another block's end closes has none.
pub(super) fn proposal(
    input: &Input<'_>,
    places: &Places<'_>,
    block: &Block<'_>,
    unclosed: Option<usize>,
    faults: &[Fault<'_>],
) -> Option<Proposal> {
    let fence = opening(places, block.line)?;
    let lines: Vec<&str> = block.text.split_inclusive('\n').collect();
    let refused: Vec<usize> =
        faults.iter().filter(|fault| REFUSED.contains(&fault.finding.code)).map(|fault| fault.index).collect();
    if unclosed.is_none() && refused.is_empty() {
        return None;
    }
    let (mut ends, code_only) = ends(&fence, &lines, block.diagram.is_some(), block.language);
    // The end of what the block stands in closes it today: nothing in it may be Markdown, and nothing after it code.
    if unclosed.is_some() && ends.is_empty() && code_only {
        match next(places, &fence, block.line, lines.len())? {
            Next::Other => ends.push(End::After(lines.len())),
            Next::Sign => ends.push(End::Outside),
            Next::Unclear => {}
        }
    }
    ends.truncate(MAX_ENDS);
    let mut found: Vec<(Proposal, String)> =
        ends.iter().filter_map(|end| closing(places, &fence, block, &lines, end)).collect();
    if matches!(ends[..], [End::Outside]) {
        for (proposal, _) in &mut found {
            proposal.expect.fences[0].turns = true;
            proposal.expect.fences[0].freed.end = places.text().len();
        }
    } else if unclosed.is_none() {
        // The line that closes the block today either belongs to a block that begins in it, or begins one itself: then all
        // that follows is read anew.
        let last = found.iter().map(|(proposal, _)| proposal.expect.fences[0].freed.start).collect::<Vec<_>>();
        for ((proposal, _), from) in found.iter_mut().zip(last) {
            proposal.expect.fences[0].turns = !opens_another(places, block, &lines, &fence, from);
            if proposal.expect.fences[0].turns {
                proposal.expect.fences[0].freed.end = places.text().len();
            }
        }
    }
    let Some(diagram) = block.diagram else {
        let (mut proposal, text) = found.into_iter().next()?;
        proposal.findings.extend(unclosed);
        proposal.expect.code.insert(block.line, text);
        return Some(proposal);
    };
    let findings = || unclosed.into_iter().chain(refused.iter().copied()).collect();
    if let Some((proposal, source)) = found.iter().find(|(_, source)| (input.valid)(source)) {
        let mut proposal = Proposal { findings: findings(), ..proposal.clone() };
        proposal.expect.diagrams.insert(block.line, source.clone());
        return Some(proposal);
    }
    // What stands before the end may need a repair of its own.
    let (first, source) = found.first().filter(|_| !refused.is_empty())?;
    let repair = (input.repair)(source)?;
    let shorter = Diagram {
        source: source.clone().into(),
        map: SourceMap {
            lines: diagram.map.lines.iter().copied().take(source.lines().count()).collect::<Vec<Position>>(),
        },
        ..diagram.clone()
    };
    let mut proposal = Proposal { findings: findings(), ..first.clone() };
    proposal.edits.extend(in_file(places, &shorter, &repair)?);
    proposal.expect.diagrams.insert(block.line, repair.apply(source));
    Some(proposal)
}

/// Reads the line of a fence.
fn opening(places: &Places<'_>, line: u32) -> Option<Fence> {
    let text = &places.text()[places.line(line)?];
    let at = text.find(['`', '~']).filter(|at| text[*at..].starts_with("```") || text[*at..].starts_with("~~~"))?;
    let mark = text[at..].chars().next()?;
    let length = text[at..].len() - text[at..].trim_start_matches(mark).len();
    // A list's sign begins an item only once; the following lines have white space in its place.
    let before = text[..at].chars().map(|c| if matches!(c, '>' | '\t') { c } else { ' ' }).collect();
    Some(Fence { mark, length, before })
}

/// What follows the fence's sign in a line that begins with it, perhaps after white space.
fn marks<'t>(line: &'t str, fence: &Fence) -> Option<&'t str> {
    let bare = line.trim_start();
    let rest = bare.trim_start_matches(fence.mark);
    (bare.len() - rest.len() >= fence.length && !rest.contains(fence.mark)).then_some(rest)
}

/// Where the block may end, in order of their lines, since what comes first that is no code ends it; and whether nothing in
/// it looks like Markdown.
fn ends(fence: &Fence, lines: &[&str], is_diagram: bool, language: &str) -> (Vec<End>, bool) {
    let mut list = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        if let Some(rest) = marks(line, fence) {
            let length = line.trim_start().len() - rest.len();
            list.push(if rest.trim().is_empty() {
                End::Indented(number)
            } else if markdown_sign::is_info(rest) {
                End::After(number)
            } else {
                End::WithText(number, length)
            });
        } else if marks(line.trim_start_matches(['>', ' ']), fence).is_some() {
            // The end stands in a quote in which the block does not.
            return (list, false);
        } else {
            let blank_before = number > 0 && lines[number - 1].trim().is_empty();
            match markdown_sign::of(line, blank_before) {
                Some(_) if is_diagram && markdown_follows(fence, &lines[number..]) => list.push(End::After(number)),
                _ if is_diagram => {}
                // Where the code of other languages ends cannot be told from its text.
                Some(Sign::Certain) => return (list, false),
                Some(Sign::Comment) if !markdown_sign::has_hash_comments(language) => return (list, false),
                _ => {}
            }
        }
    }
    let code_only = list.is_empty();
    (list, code_only)
}

/// What follows a block of so many lines that begins at `line`.
fn next(places: &Places<'_>, fence: &Fence, line: u32, lines: usize) -> Option<Next> {
    let mut number = line.checked_add(u32::try_from(lines).ok()?)?.checked_add(1)?;
    let mut blank = false;
    while let Some(range) = places.line(number) {
        let text = &places.text()[range];
        if !text.trim().is_empty() {
            let quoted = fence.before.contains('>') && text.trim_start().starts_with('>');
            return Some(match marks(text, fence) {
                Some(rest) if rest.trim().is_empty() && !blank => Next::Sign,
                Some(_) => Next::Unclear,
                None if quoted || (!blank && !markdown_sign::is_block(text)) => Next::Unclear,
                None => Next::Other,
            });
        }
        blank = true;
        number = number.checked_add(1)?;
    }
    Some(Next::Other)
}

/// Whether what follows up to the next fence has no line of a diagram.
fn markdown_follows(fence: &Fence, lines: &[&str]) -> bool {
    let text = lines.iter().take_while(|line| marks(line, fence).is_none());
    !text.take(MAX_LINES).any(|line| markdown_sign::is_diagram(line))
}

/// Whether another block begins after byte `from` of the file and before the end of this one.
fn opens_another(places: &Places<'_>, block: &Block<'_>, lines: &[&str], fence: &Fence, from: usize) -> bool {
    lines.iter().enumerate().any(|(number, line)| {
        let after = u32::try_from(number)
            .ok()
            .and_then(|number| places.line(block.line + 1 + number))
            .is_some_and(|place| place.start >= from);
        after && marks(line, fence).is_some_and(markdown_sign::is_info)
    })
}

/// The edit that makes `end` the block's end, and the text of the block then.
fn closing(
    places: &Places<'_>,
    fence: &Fence,
    block: &Block<'_>,
    lines: &[&str],
    end: &End,
) -> Option<(Proposal, String)> {
    let file_line = |number: usize| block.line.checked_add(u32::try_from(number).ok()?)?.checked_add(1);
    let last = places.line(file_line(lines.len().checked_sub(1)?)?)?;
    let sign = fence.mark.to_string().repeat(fence.length);
    let (edit, kept) = match *end {
        End::After(number) => {
            let kept = number - lines[..number].iter().rev().take_while(|line| line.trim().is_empty()).count();
            let after = block.line.checked_add(u32::try_from(kept).ok()?)?;
            let at = places.line(after)?.end;
            let text = format!("{}{}{sign}", places.line_break(block.line), fence.before);
            (Edit { range: at..at, text }, kept)
        }
        End::Outside => {
            let line = places.line(file_line(lines.len())?)?;
            let content = &places.text()[line.clone()];
            let white = content.len() - content.trim_start().len();
            (Edit { range: line.start..line.start + white, text: fence.before.clone() }, lines.len())
        }
        End::Indented(number) => {
            let line = places.line(file_line(number)?)?;
            let content = lines[number].trim_end_matches('\n');
            let start = line.end.checked_sub(content.len()).filter(|start| *start >= line.start)?;
            let white = content.len() - content.trim_start().len();
            (Edit { range: start..start + white, text: String::new() }, number)
        }
        End::WithText(number, length) => {
            let line = places.line(file_line(number)?)?;
            let content = lines[number].trim_end_matches('\n');
            let start = line.end.checked_sub(content.len()).filter(|start| *start >= line.start)?;
            let white = content.len() - content.trim_start().len();
            if white > 3 {
                return None;
            }
            let at = start + white + length;
            let rest = &content[white + length..];
            let space = rest.len() - rest.trim_start().len();
            let before: String = places.text().get(line.start..start)?.to_owned();
            (Edit { range: at..at + space, text: format!("{}{before}", places.line_break(block.line)) }, number)
        }
    };
    let mut text: String = lines.get(..kept)?.concat();
    if text.trim().is_empty() {
        return None;
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let last = if matches!(end, End::Outside) { places.line(file_line(lines.len())?)? } else { last };
    let freed = match end {
        End::WithText(..) => edit.range.end,
        _ => places.text()[edit.range.end..].find('\n').map_or(last.end, |at| edit.range.end + at + 1),
    };
    let mut proposal = Proposal::new(edit);
    proposal.expect.fences.push(Closed { line: block.line, freed: freed.min(last.end)..last.end, turns: false });
    Some((proposal, text))
}
