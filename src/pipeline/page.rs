//! One page alone, and what pages are rendered from, be it one or all. In: the same as for a build. Out: the bytes of a page.

use std::collections::BTreeMap;

use super::plan::{Held, Planning};
use super::read::{Read, read};
use super::{BuildOptions, Work, draw, join};
use crate::check::Selection;
use crate::config::Config;
use crate::link::Site;
use crate::load::{Sources, Theme};
use crate::mermaid::{Drawer, Verdict};
use crate::model::Text;
use crate::render::{self, TemplateError};

/// What the stages before made of the content.
#[derive(Clone, Copy)]
pub(super) struct Made<'a> {
    pub(super) site: &'a Site,
    /// The verdict on each of the site's figures.
    pub(super) verdicts: &'a [&'a Verdict],
    pub(super) drawer: &'a Drawer,
    pub(super) planning: &'a Planning,
    /// The text of each file.
    pub(super) texts: &'a BTreeMap<String, Text>,
}

/// What the pages are rendered from; `step` is called after each.
pub(super) fn input<'a>(
    config: &'a Config,
    theme: &'a Theme,
    options: &BuildOptions<'a>,
    work: Work<'a>,
    made: Made<'a>,
    step: &'a (dyn Fn() + Sync),
) -> render::Input<'a> {
    let Made { site, verdicts, drawer, planning, texts } = made;
    render::Input {
        config,
        base_url: options.base_url,
        site,
        verdicts,
        theme,
        drawer,
        extra: options.extra,
        noindex: options.noindex,
        has_plan: planning.plan.is_some(),
        weigh: planning.weighs(),
        texts,
        last_changes: options.last_changes,
        present: options.present,
        program: options.program,
        cache: work.cache,
        memory: work.memory,
        progress: step,
    }
}

/// The bytes of the one page at `path` of the output, as [`super::build`] makes them, where `options.present` says that everything else
/// is there; `None` where there is no such page.
///
/// # Errors
/// A template that fails.
pub fn page(
    config: &Config,
    sources: Sources,
    theme: &Theme,
    options: &BuildOptions<'_>,
    path: &str,
    work: Work<'_>,
) -> Result<Option<Vec<u8>>, TemplateError> {
    let Read { content, assets, texts, .. } = read(config, sources, theme, options.drafts, work);
    let drawer = Drawer::new(&config.diagrams);
    let drawn = draw(&drawer, &content.diagram_texts(), work);
    let planning = Planning::read(config, &texts);
    let judged = |source: &Text| drawn[source].judgement();
    let (site, _) = join(config, &content, assets, planning.files(), &judged, work.memory);
    let verdicts: Vec<&Verdict> = site.figures.iter().map(|figure| &*drawn[&figure.diagram.source]).collect();
    let step = || work.progress.step();
    let made = Made { site: &site, verdicts: &verdicts, drawer: &drawer, planning: &planning, texts: &texts };
    let input = render::Input { weigh: false, ..input(config, theme, options, work, made, &step) };
    let pages = render::pages(&input)?;
    if pages.has(path) {
        return Ok(pages.into_page(path));
    }
    let selection = Selection::for_build(config);
    let hold = |_| planning.hold(&selection, &site, &judged, std::iter::empty(), None, options.today);
    let held = planning.plan.as_ref().map(hold);
    let progress = held.as_ref().map(|Held { inventory, report, .. }| render::Progress { report, inventory });
    pages.into_own_page(path, progress)
}
