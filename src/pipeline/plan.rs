//! The plan in the pipeline: read with the other files, held against the content when all findings are known.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Judged;
use crate::check::Selection;
use crate::config::Config;
use crate::diagnostics::{Code, Finding};
use crate::link::Site;
use crate::load::{PLAN, REVIEWS};
use crate::model::Text;
use crate::plan::file::{self, PlanFile};
use crate::plan::{self, Heaviest, Inventory, Report, Reviews, checks};
use crate::render;

/// The code about a phase that is due and not met: a gate's business, not a check's.
pub const SHORT: Code = "phase-short";

/// A plan held against the content.
pub(super) struct Held {
    /// What the content holds.
    pub(super) inventory: Inventory,
    /// How far it is.
    pub(super) report: Report,
    /// What is wrong with the plan, or short.
    pub(super) about: Vec<Finding>,
    /// The findings that it was held against.
    pub(super) found: Vec<Finding>,
}

/// What the site's root says about its plan.
pub(super) struct Planning {
    /// The plan; `None` without one, or where it cannot be understood.
    pub(super) plan: Option<PlanFile>,
    /// Whether there is one that cannot be understood.
    pub(super) is_invalid: bool,
    /// What was reviewed.
    pub(super) reviews: Reviews,
    /// The checks that the plan requires.
    required: BTreeSet<Code>,
    /// What is wrong with its files.
    pub(super) findings: Vec<Finding>,
}

impl Planning {
    /// Reads plan and reviews out of the site's texts.
    pub(super) fn read(config: &Config, texts: &BTreeMap<String, Text>) -> Self {
        let (reviews, mut findings) =
            texts.get(REVIEWS).map_or_else(Default::default, |text| Reviews::parse(REVIEWS, text));
        let parsed = texts.get(PLAN).map(|text| file::parse(PLAN, text, &config.build.content));
        let is_invalid = matches!(parsed, Some(Err(_)));
        let plan = match parsed {
            Some(Ok(plan)) => Some(plan),
            Some(Err(faults)) => {
                findings.extend(faults);
                None
            }
            None => None,
        };
        let required = plan.as_ref().map(checks::needed).unwrap_or_default();
        Self { plan, is_invalid, reviews, required, findings }
    }

    /// Notes what was found of files that could not be read: a plan of this kind is there, but cannot be understood.
    pub(super) fn note_unread(&mut self, found: &[Finding], texts: &BTreeMap<String, Text>) {
        let is_of_unread =
            |finding: &&Finding| matches!(finding.file.as_str(), PLAN | REVIEWS) && !texts.contains_key(&finding.file);
        for finding in found.iter().filter(is_of_unread) {
            self.is_invalid |= finding.file == PLAN;
            self.findings.push(finding.clone());
        }
    }

    /// What is wrong with reviews: a check like others, which a gate may require.
    fn about_reviews(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.code == "review-invalid")
    }

    /// Whether the plan needs to know what rules about this code find, although the run does not report it.
    pub(super) fn needs(&self, selection: &Selection<'_>, code: Code) -> bool {
        let for_gates = || Selection::for_build(selection.config()).wants(code);
        self.plan.is_some() && !selection.wants(code) && (self.required.contains(code) || for_gates())
    }

    /// Whether a gate limits what a page may weigh.
    pub(super) fn weighs(&self) -> bool {
        self.plan.iter().flat_map(|plan| &plan.phases).any(|phase| phase.gate.page_load.is_some())
    }

    /// The files that are made because there is a plan.
    pub(super) fn files(&self) -> Vec<String> {
        let ids = |plan: &PlanFile| -> Vec<String> {
            let ids: Vec<&str> = plan.phases.iter().map(|phase| phase.id.name.as_str()).collect();
            render::files_of_plan(&ids)
        };
        self.plan.as_ref().map(ids).unwrap_or_default()
    }

    /// Holds the plan, or none, against the content. `found` is everything that stages found; drafts do not count, built or not.
    pub(super) fn hold<'v>(
        &self,
        selection: &Selection<'_>,
        site: &Site,
        judged: &dyn Fn(&Text) -> Judged<'v>,
        found: impl Iterator<Item = Finding>,
        heaviest: Option<&Heaviest>,
        today: Date,
    ) -> Held {
        let drafts = site.pages.iter().filter(|page| page.page.meta.draft).map(|page| page.page.file.as_str());
        let drafts: BTreeSet<&str> = drafts.collect();
        let found = found.chain(self.about_reviews().cloned());
        let found: Vec<Finding> = found.filter(|finding| !drafts.contains(finding.file.as_str())).collect();
        let inventory = Inventory::new(site, &selection.config().build.content, judged, &self.reviews);
        let (report, about) = plan::report(&plan::Input {
            plan: self.plan.as_ref(),
            inventory: &inventory,
            found: checks::Found { findings: &found, severity: &|code| selection.severity(code) },
            heaviest,
            today,
        });
        Held { inventory, report, about, found }
    }
}
