//! What of a check's findings can be mended. Each diagram that is refused is repaired once, however often it stands in the content.

use std::collections::{BTreeMap, BTreeSet};

use super::{CheckOptions, Work, each, judge};
use crate::cache::Key;
use crate::diagnostics::Finding;
use crate::fix;
use crate::link::Site;
use crate::mermaid::{Drawer, Judgement};
use crate::model::Text;

/// What can be mended of `findings`.
pub(super) fn plan(
    options: &CheckOptions<'_>,
    site: &Site,
    texts: &BTreeMap<String, Text>,
    judgements: &BTreeMap<&Text, Judgement>,
    drawer: &Drawer,
    findings: &[&Finding],
    work: Work<'_>,
) -> fix::Plan {
    let fixing = options.fixing;
    let refused: BTreeSet<&str> = findings
        .iter()
        .filter(|finding| fix::is_refusal(finding))
        .filter_map(|finding| finding.diagram.as_deref())
        .collect();
    let sources: BTreeSet<&str> = site
        .figures
        .iter()
        .filter(|figure| refused.contains(figure.id.as_str()))
        .map(|figure| figure.diagram.source.as_str())
        .collect();
    let key = |source: &str| Key::new("repair 1", &[drawer.fingerprint_for_judging(), source.as_bytes()]);
    let repair = |source: &str| work.cache.remember(key(source), |_| true, || drawer.repair(source));
    work.progress.stage("mending", sources.len());
    let repairs =
        each(&sources, work, |source| work.cache.remember(key(source), |_| true, || drawer.repair_refused(source)));
    fix::plan(
        &fix::Input {
            config: options.selection.config(),
            site,
            texts,
            links: &|source| match judgements.get(source) {
                Some(Ok(facts)) => &facts.links,
                _ => &[],
            },
            repair: &|source| repairs.get(source).map_or_else(|| repair(source), Clone::clone),
            valid: &|source| match fixing {
                true => drawer.draw(source).drawn().is_some(),
                false => judge(drawer, source, work.cache).is_ok(),
            },
            remember: &|texts, answer| {
                let parts: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
                let name = if fixing { "fix drawn 1" } else { "fix 1" };
                work.cache.remember(Key::new(name, &parts), |_| true, answer)
            },
        },
        findings,
    )
}
