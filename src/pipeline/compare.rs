//! Two states of a site in the pipeline: an earlier one is reported on as the one of now was, by the plan of now, and both
//! are compared. Engine and cache are asked here, so that the comparison itself is pure.

use std::collections::{BTreeMap, BTreeSet};

use super::{Reported, Weighing, Work, draw, each, judge};
use crate::config::Config;
use crate::diagnostics::Severity;
use crate::load::{ARCHETYPES, PLAN, SourceFile, Sources, Theme};
use crate::mermaid::{Drawer, Outline, Structure};
use crate::model::Text;
use crate::plan::difference::{self, Compared, Difference, Planned, Side};
use crate::plan::file::{self, PlanFile};
use crate::plan::{self, Report, checks};
use crate::render::{TemplateError, review};

/// An earlier state of a site.
pub struct Earlier {
    /// How far it was along the plan of now.
    pub reported: Reported,
    /// Its own plan, if it had one.
    plan: Option<Text>,
}

/// Reports on earlier sources, with plan, archetypes and theme of now.
///
/// # Errors
/// A template that fails, where the plan limits what a page may weigh.
pub fn earlier(
    config: &Config,
    sources: Sources,
    now: &Reported,
    theme: &Theme,
    weighing: Weighing<'_>,
    work: Work<'_>,
) -> Result<Earlier, TemplateError> {
    let is_archetype = |file: &str| file.strip_prefix(ARCHETYPES).is_some_and(|rest| rest.starts_with('/'));
    let plan = sources.documents.iter().find(|document| document.file == PLAN).map(|document| document.text.clone());
    let documents = now.texts.iter().filter(|(file, _)| *file == PLAN || is_archetype(file));
    let documents = documents.map(|(file, text)| SourceFile {
        path: file.strip_prefix(ARCHETYPES).map_or(file.as_str(), |rest| rest.trim_start_matches('/')).to_owned(),
        file: file.clone(),
        text: text.clone(),
    });
    let sources = Sources { documents: documents.collect(), ..sources };
    let reported = super::report_with_weights(config, sources, theme, now.report.today, weighing, work)?;
    Ok(Earlier { reported, plan })
}

/// A state as it is compared.
pub fn side(reported: &Reported) -> Side<'_> {
    Side { report: &reported.report, inventory: &reported.inventory, site: &reported.site, texts: &reported.texts }
}

/// Compares two states.
pub fn compare(config: &Config, before: &Earlier, now: &Reported, work: Work<'_>) -> Difference {
    let drawer = Drawer::new(&config.diagrams);
    let outlines = |texts: BTreeSet<String>| -> BTreeMap<String, (Structure, Outline)> {
        work.progress.stage("comparing", texts.len());
        let texts: BTreeSet<&str> = texts.iter().map(String::as_str).collect();
        let all = each(&texts, work, |text| {
            let facts = judge(&drawer, text, work.cache).ok()?;
            Some((facts.structure, facts.outline))
        });
        all.into_iter().filter_map(|(text, outline)| Some((text.to_owned(), outline?))).collect()
    };
    let fault = |text: &str| judge(&drawer, text, work.cache).err();
    let by_old_plan: Report;
    let planned = match (&before.plan, now.texts.get(PLAN)) {
        (old, new) if old.as_ref() == new => Planned::Same,
        (None, _) => Planned::None,
        (Some(old), _) => match file::parse(PLAN, old, &config.build.content) {
            Ok(plan) => {
                by_old_plan = needs(&plan, now);
                Planned::Other(&by_old_plan)
            }
            Err(_) => Planned::Invalid,
        },
    };
    let difference = difference::compare(side(&before.reported), side(now), &planned, &outlines, &fault);
    (work.mark)("compare");
    difference
}

/// What another plan asks for of the content of now.
fn needs(plan: &PlanFile, now: &Reported) -> Report {
    let input = plan::Input {
        plan: Some(plan),
        inventory: &now.inventory,
        found: checks::Found { findings: &[], severity: &|_| Severity::Error },
        heaviest: None,
        today: now.report.today,
    };
    plan::report(&input).0
}

/// One page with the pictures of both states.
pub fn review_page(config: &Config, compared: &Compared<'_>, work: Work<'_>) -> String {
    let drawer = Drawer::new(&config.diagrams);
    let texts: Vec<Text> = review::pictured(compared).into_iter().map(Text::from).collect();
    let drawn = draw(&drawer, &texts.iter().collect(), work);
    let drawn = drawn.into_iter().map(|(text, verdict)| (text.as_str(), verdict)).collect();
    let page = review::page(&review::Input { site: &config.site, compared, drawer: &drawer, drawn: &drawn });
    (work.mark)("render");
    page
}
