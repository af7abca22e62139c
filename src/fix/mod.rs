//! What `check --fix` changes in the author's files. In: findings, the joined site, the files' texts, repairs of diagrams.
//! Out: for each file the edits that mend some of these findings, each verified by reading the edited file again. Not here:
//! reading, writing, and which findings are to be mended.

mod diagram;
mod diff;
mod edit;
mod fence;
mod line;
mod markdown_sign;
mod moved;
mod near_id;
mod place;
mod reference;
mod target;
mod verify;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

pub use diff::unified;
pub use edit::{Edit, apply};
pub use line::mended_lines;
pub use place::Places;

use crate::config::Config;
use crate::diagnostics::Finding;
use crate::link::{Figure, Site, SitePage};
use crate::mermaid::Repair;
use crate::model::{DiagramLink, Text};

use moved::Moved;
use verify::Expect;

/// Proposals of one file that are tried one by one where they do not hold together.
const MAX_ALONE: usize = 40;

/// Fences of one file that are closed at a time.
const MAX_FENCES: usize = 1_000;

/// Gives an answer that is remembered for some texts, or else makes it.
pub type Remember<'a> = dyn Fn(&[&str], &dyn Fn() -> bool) -> bool + Sync + 'a;

/// What fixes are made from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// Configuration.
    pub config: &'a Config,
    /// The joined site.
    pub site: &'a Site,
    /// The text of each file as it is on disk.
    pub texts: &'a BTreeMap<String, Text>,
    /// The click targets of a valid diagram, by its source.
    pub links: &'a (dyn Fn(&Text) -> &'a [DiagramLink] + Sync),
    /// The repair of a diagram that is refused, by its source.
    pub repair: &'a (dyn Fn(&str) -> Option<Repair> + Sync),
    /// Whether a diagram's source is valid.
    pub valid: &'a (dyn Fn(&str) -> bool + Sync),
    /// An answer that depends on nothing but these texts: a remembered one, or else the one that is given.
    pub remember: &'a Remember<'a>,
}

/// What is to be changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The edits of each file, in order.
    pub edits: BTreeMap<String, Vec<Edit>>,
    /// The findings that they mend, by their numbers.
    pub mends: BTreeSet<usize>,
}

/// A finding and its number.
#[derive(Debug, Clone, Copy)]
struct Fault<'a> {
    index: usize,
    finding: &'a Finding,
}

/// Edits that are made together or not at all.
#[derive(Debug, Clone, Default)]
struct Proposal {
    findings: Vec<usize>,
    edits: Vec<Edit>,
    expect: Expect,
}

impl Proposal {
    fn new(edit: Edit) -> Self {
        Self { edits: vec![edit], ..Self::default() }
    }
}

impl Plan {
    /// The new text of each file that is changed.
    pub fn texts(&self, old: &BTreeMap<String, Text>) -> BTreeMap<String, String> {
        let new = |(file, edits): (&String, &Vec<Edit>)| Some((file.clone(), apply(old.get(file)?, edits)?));
        self.edits.iter().filter_map(new).collect()
    }
}

/// Plans how to mend `findings`. The same input gives the same plan.
pub fn plan(input: &Input<'_>, findings: &[&Finding]) -> Plan {
    let mut by_file: BTreeMap<&str, Vec<Fault<'_>>> = BTreeMap::new();
    for (index, finding) in findings.iter().enumerate().filter(|(_, finding)| is_mendable(finding)) {
        by_file.entry(&finding.file).or_default().push(Fault { index, finding });
    }
    if by_file.is_empty() {
        return Plan::default();
    }
    let moved = Moved::new(input.site, &input.config.build.content);
    let pages: BTreeMap<&str, &SitePage> =
        input.site.pages.iter().map(|page| (page.page.file.as_str(), page)).collect();
    let mut figures: BTreeMap<&str, Vec<&Figure>> = BTreeMap::new();
    for figure in &input.site.figures {
        figures.entry(&figure.file).or_default().push(figure);
    }
    let planned: Vec<(&str, Vec<Proposal>)> = by_file
        .into_par_iter()
        .filter_map(|(file, faults)| {
            let text = input.texts.get(file)?;
            let figures = figures.get(file).map_or(&[][..], Vec::as_slice);
            let page = pages.get(file).copied();
            Some((file, in_file(input, &moved, file, text, page, figures, &faults)))
        })
        .collect();
    let mut plan = Plan::default();
    for (file, proposals) in planned.into_iter().filter(|(_, proposals)| !proposals.is_empty()) {
        let mut edits = Vec::new();
        for proposal in proposals {
            plan.mends.extend(proposal.findings);
            edits.extend(proposal.edits);
        }
        edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
        plan.edits.insert(file.to_owned(), edits);
    }
    plan
}

/// Whether a finding says that a diagram is refused and may be repaired.
pub fn is_refusal(finding: &Finding) -> bool {
    diagram::REFUSED.contains(&finding.code)
}

fn is_mendable(finding: &Finding) -> bool {
    reference::CODES.contains(&finding.code)
        || is_refusal(finding)
        || matches!(finding.code, "broken-click" | "unclosed-fence")
}

/// The proposals for one file that hold together.
fn in_file(
    input: &Input<'_>,
    moved: &Moved<'_>,
    file: &str,
    text: &str,
    page: Option<&SitePage>,
    figures: &[&Figure],
    faults: &[Fault<'_>],
) -> Vec<Proposal> {
    let places = Places::new(text);
    let mut plain: Vec<Proposal> = Vec::new();
    let mut fences: Vec<Proposal> = Vec::new();
    if let Some(page) = page {
        plain.extend(reference::proposals(input, moved, page, &places, faults));
    }
    let mut of_figure: BTreeMap<&str, Vec<Fault<'_>>> = BTreeMap::new();
    for fault in faults {
        if let Some(id) = &fault.finding.diagram {
            of_figure.entry(id).or_default().push(*fault);
        }
    }
    let clicks: Vec<Fault<'_>> = faults.iter().copied().filter(|fault| fault.finding.code == "broken-click").collect();
    let unclosed: BTreeMap<u32, usize> = faults
        .iter()
        .filter(|fault| fault.finding.code == "unclosed-fence")
        .map(|fault| (fault.finding.span.start.line, fault.index))
        .collect();
    // After such a fence all is read anew, by the next round.
    let mut turns = false;
    for figure in figures {
        let own = of_figure.get(figure.id.as_str()).map_or(&[][..], Vec::as_slice);
        let open = unclosed.get(&figure.diagram.line).copied();
        if page.is_some() && fences.len() < MAX_FENCES && !turns {
            let block = fence::Block::of_diagram(&figure.diagram);
            if let Some(proposal) = fence::proposal(input, &places, &block, open, own) {
                turns = proposal.expect.fences.iter().any(|fence| fence.turns);
                fences.push(proposal);
                continue;
            }
        }
        if open.is_none() {
            if let Some(proposal) = diagram::repaired(input, &figure.diagram, &places, own) {
                plain.push(proposal);
                continue;
            }
            if !clicks.is_empty() {
                plain.extend(diagram::redirected(input, moved, figure, &places, &clicks));
            }
        }
    }
    if let Some(page) = page {
        for (line, finding) in unclosed {
            let block = fence::Block::at(&page.page, line)
                .filter(|block| block.is_code() && !block.may_be_an_end(input, &page.page));
            if let Some(block) = block.filter(|_| fences.len() < MAX_FENCES && !turns) {
                fences.extend(fence::proposal(input, &places, &block, Some(finding), &[]));
            }
        }
    }
    let anew = fences.iter().flat_map(|proposal| &proposal.expect.fences).filter(|fence| fence.turns);
    if let Some(from) = anew.map(|fence| fence.freed.start).min() {
        plain.retain(|proposal| proposal.edits.iter().all(|edit| edit.range.end <= from));
    }
    let open = faults.iter().filter(|fault| fault.finding.code == "unclosed-fence").count();
    let holds = |proposals: &[&Proposal]| holds(input, file, (text, open), page, proposals);
    let mut kept = holding(plain, &[], &holds);
    let with_fences = holding(fences, &kept, &holds);
    kept.extend(with_fences);
    kept
}

/// Those of `proposals` that hold together, and with `beside`: all, or else those that hold alone.
fn holding(proposals: Vec<Proposal>, beside: &[Proposal], holds: &dyn Fn(&[&Proposal]) -> bool) -> Vec<Proposal> {
    let together = |proposals: &[Proposal]| holds(&beside.iter().chain(proposals).collect::<Vec<_>>());
    if proposals.is_empty() || together(&proposals) {
        return proposals;
    }
    let mut kept: Vec<Proposal> = Vec::new();
    for proposal in proposals.into_iter().take(MAX_ALONE) {
        kept.push(proposal);
        if !together(&kept) {
            kept.pop();
        }
    }
    kept
}

/// Whether a file with these proposals made reads as it is to read.
fn holds(
    input: &Input<'_>,
    file: &str,
    (text, open): (&str, usize),
    page: Option<&SitePage>,
    proposals: &[&Proposal],
) -> bool {
    let mut expect = Expect::default();
    for proposal in proposals {
        expect.extend(&proposal.expect);
    }
    let mut edits: Vec<&Edit> = proposals.iter().flat_map(|proposal| &proposal.edits).collect();
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let Some(after) = apply(text, edits.iter().copied()) else { return false };
    let moved = |offset: usize| {
        let before = edits.iter().filter(|edit| edit.range.end <= offset);
        before.fold(offset, |at, edit| at + edit.text.len() - edit.range.len())
    };
    let Some(page) = page else { return verify::diagram_file(file, &after, &expect) };
    let options = &input.config.markdown;
    let wanted = format!("{options:?} {open} {expect:?} {edits:?}");
    (input.remember)(&[file, text, &wanted], &|| {
        verify::page(&page.page, (text, open), &after, options, &expect, &moved)
    })
}
