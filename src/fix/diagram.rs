//! In: findings about one diagram that is refused, or whose click targets lead nowhere. Out: the edits of its file, all or
//! none. Not here: how a diagram is repaired, see `mermaid`.

use super::edit::{self, Edit};
use super::moved::Moved;
use super::place::Places;
use super::reference::replaced;
use super::target::{self, Origin};
use super::{Fault, Input, Proposal};
use crate::link::{Figure, FigureHome};
use crate::mermaid::Repair;
use crate::model::Diagram;

/// The codes of findings about validity that a repair may mend.
pub(super) const REFUSED: [&str; 2] = ["diagram-syntax", "diagram-unknown-kind"];

/// The edits of a file that make a repair of a diagram in it.
pub(super) fn in_file(places: &Places<'_>, diagram: &Diagram, repair: &Repair) -> Option<Vec<Edit>> {
    let edit = |edit: &crate::mermaid::Edit| {
        let range = places.of_diagram(diagram, edit.range.clone())?;
        let text = if edit.text.contains('\n') {
            let (before, end) = places.around(diagram, edit.range.start)?;
            edit.text.replace('\n', &format!("{end}{before}"))
        } else {
            edit.text.clone()
        };
        Some(Edit { range, text })
    };
    repair.edits.iter().map(edit).collect()
}

/// The repair of a diagram that is refused.
pub(super) fn repaired(
    input: &Input<'_>,
    diagram: &Diagram,
    places: &Places<'_>,
    faults: &[Fault<'_>],
) -> Option<Proposal> {
    let findings: Vec<usize> =
        faults.iter().filter(|fault| REFUSED.contains(&fault.finding.code)).map(|fault| fault.index).collect();
    if findings.is_empty() {
        return None;
    }
    let repair = (input.repair)(&diagram.source)?;
    let edits = in_file(places, diagram, &repair)?;
    let mut proposal = Proposal { findings, edits, ..Proposal::default() };
    proposal.expect.diagrams.insert(diagram.line, repair.apply(&diagram.source));
    Some(proposal)
}

/// The new click targets of a valid diagram.
pub(super) fn redirected(
    input: &Input<'_>,
    moved: &Moved<'_>,
    figure: &Figure,
    places: &Places<'_>,
    faults: &[Fault<'_>],
) -> Option<Proposal> {
    let diagram = &figure.diagram;
    let content = &input.config.build.content;
    let page = match figure.home {
        FigureHome::Page { page, .. } => input.site.pages.get(page).filter(|page| page.page.file == figure.file),
        FigureHome::File => None,
    };
    let path = figure.file.strip_prefix(content)?.strip_prefix('/')?;
    let origin = Origin { path, url: page.map(|page| page.url.as_str()), image: false };
    let mut proposal = Proposal::default();
    let mut inside = Vec::new();
    for (link, resolved) in (input.links)(&diagram.source).iter().zip(&figure.links) {
        let target = link.target.trim();
        let offset = link.range.start + link.target.len() - link.target.trim_start().len();
        let found = target::replacement(moved, input.site, content, origin, target, resolved);
        let Some((part, text)) = found.filter(|(_, text)| is_harmless(text)) else { continue };
        let span = diagram.map.span(&diagram.source, link.range.clone());
        let about = |fault: &&Fault<'_>| fault.finding.code == "broken-click" && fault.finding.span == span;
        let mut mended = faults.iter().filter(about).map(|fault| fault.index).peekable();
        if mended.peek().is_none() || replaced(target, &part, &text) == target {
            continue;
        }
        let range = offset + part.start..offset + part.end;
        let Some(in_file) = places.of_diagram(diagram, range.clone()) else { continue };
        proposal.findings.extend(mended);
        proposal.edits.push(Edit { range: in_file, text: text.clone() });
        inside.push(Edit { range, text });
    }
    let source = edit::apply(&diagram.source, &inside).filter(|_| !inside.is_empty())?;
    if !(input.valid)(&source) {
        return None;
    }
    proposal.expect.diagrams.insert(diagram.line, source);
    Some(proposal)
}

/// Whether a target means the same between quotes and without.
fn is_harmless(target: &str) -> bool {
    !target.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\'' | '`' | ';' | '<' | '>'))
}
