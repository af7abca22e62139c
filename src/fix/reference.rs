//! In: findings about links, images, anchors and figure references of one page. Out: the edits of their destinations.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edit::Edit;
use super::moved::Moved;
use super::place::Places;
use super::target::{self, Origin};
use super::{Fault, Input, Proposal};
use crate::link::{FigureHome, Resolved, SitePage};
use crate::model::{Reference, ReferenceKind, Span};
use crate::parse::Destinations;

/// Comparisons of ids that the figure references of one page may take.
const PATIENCE: usize = 1_000_000;

/// The codes of findings about references.
pub(super) const CODES: [&str; 4] = ["broken-anchor", "broken-asset", "broken-figure", "broken-link"];

/// What can be mended of `faults`, which are about `page`. References that share a definition share an edit.
pub(super) fn proposals(
    input: &Input<'_>,
    moved: &Moved<'_>,
    page: &SitePage,
    places: &Places<'_>,
    faults: &[Fault<'_>],
) -> Vec<Proposal> {
    let mut at: BTreeMap<Span, Vec<usize>> = BTreeMap::new();
    for (index, reference) in page.page.references.iter().enumerate() {
        at.entry(reference.span).or_default().push(index);
    }
    let mut destinations = Destinations::new(places.text(), input.config.markdown);
    let mut patience = PATIENCE;
    let mut found: BTreeMap<(usize, usize), Proposal> = BTreeMap::new();
    for &Fault { index: finding, finding: about } in faults.iter().filter(|fault| CODES.contains(&fault.finding.code)) {
        let candidates = at.get(&about.span).map_or(&[][..], Vec::as_slice);
        // One tag of raw HTML may have several; the message names the one that is meant.
        let mut meant = candidates.iter().copied().filter(|&index| {
            let target = page.page.references[index].target.trim();
            let fragment = target.find('#').map_or("", |at| &target[at..]);
            let named = |text: &str| !text.is_empty() && about.message.contains(text);
            candidates.len() == 1 || named(&format!("`{target}`")) || (about.code == "broken-anchor" && named(fragment))
        });
        let (Some(index), None) = (meant.next(), meant.next()) else {
            continue;
        };
        let Some((edit, target)) = edit(input, moved, page, places, &mut destinations, &mut patience, index) else {
            continue;
        };
        let key = (edit.range.start, edit.range.end);
        let proposal = found.entry(key).or_insert_with(|| Proposal::new(edit.clone()));
        if proposal.edits[0].text == edit.text {
            proposal.findings.push(finding);
            proposal.expect.references.insert(index, target);
        }
    }
    found.into_values().collect()
}

/// The edit that mends a reference, and the reference's target afterwards.
fn edit(
    input: &Input<'_>,
    moved: &Moved<'_>,
    page: &SitePage,
    places: &Places<'_>,
    destinations: &mut Destinations<'_>,
    patience: &mut usize,
    index: usize,
) -> Option<(Edit, String)> {
    let reference: &Reference = &page.page.references[index];
    let range = places.bytes(reference.span)?;
    let target = reference.target.trim();
    if reference.kind == ReferenceKind::Figure {
        if page.references.get(index)? != &Resolved::Broken {
            return None;
        }
        let id = figure(input, target, patience)?;
        let written = range.end.checked_sub(target.len())?..range.end;
        let matches = places.text().get(written.clone()) == Some(target);
        return matches.then(|| (Edit { range: written, text: id.to_owned() }, id.to_owned()));
    }
    let origin = Origin { path: &page.page.path, url: Some(&page.url), image: reference.kind != ReferenceKind::Link };
    let resolved = page.references.get(index)?;
    let content = &input.config.build.content;
    let (part, text) = target::replacement(moved, input.site, content, origin, target, resolved)?;
    let written = destinations.find(range, target)?;
    let new = replaced(target, &part, &text);
    Some((Edit { range: written.start + part.start..written.start + part.end, text }, new))
}

/// A target with a part of it replaced.
pub(super) fn replaced(target: &str, part: &Range<usize>, text: &str) -> String {
    format!("{}{text}{}", &target[..part.start], &target[part.end..])
}

/// The one given id that differs from `id` by one character.
fn figure<'s>(input: &Input<'s>, id: &str, patience: &mut usize) -> Option<&'s str> {
    let figures = &input.site.figures;
    *patience = patience.checked_sub(figures.len())?;
    let shown = figures.iter().filter(|figure| figure.given && figure.home != FigureHome::File);
    let mut near = shown
        .map(|figure| figure.id.as_str())
        .filter(|other| other.len().abs_diff(id.len()) <= 4 && strsim::osa_distance(other, id) == 1);
    near.next().filter(|_| near.next().is_none())
}
