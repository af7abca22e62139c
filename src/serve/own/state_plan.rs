//! The plan as the state page shows it: phases, how far they are, what they lack. In: an edition and its report. Out: what the
//! template shows; lists are bounded.

use serde::Serialize;

use super::state::address;
use crate::diagnostics::human::{count, printable, thousands};
use crate::plan::Report;
use crate::plan::report::{PhaseReport, Quota};
use crate::serve::edition::Edition;

/// Sentences about what a phase lacks; the rest is a number.
const MOST_MISSING: usize = 5;

/// What the plan's report says.
#[derive(Serialize)]
pub(super) struct Plan {
    title: String,
    totals: String,
    page: Option<String>,
    phases: Vec<Phase>,
}

#[derive(Serialize)]
struct Phase {
    title: String,
    status: &'static str,
    due: Option<String>,
    percent: usize,
    facts: Vec<String>,
    missing: Vec<String>,
    more: usize,
}

impl Plan {
    /// What the report says of an edition.
    pub(super) fn of(edition: &Edition, report: &Report) -> Self {
        let totals = report.totals;
        let valid = amount(Quota { have: totals.valid, need: totals.diagrams });
        Self {
            title: if report.title.is_empty() { "Plan".to_owned() } else { printable(&report.title) },
            totals: format!("{valid} diagrams are valid, on {}.", count(totals.pages, "page", "pages")),
            page: progress_page(edition),
            phases: report.phases.iter().map(|phase| one_phase(phase, report)).collect(),
        }
    }
}

fn one_phase(phase: &PhaseReport, report: &Report) -> Phase {
    let diagrams = phase.diagrams.map(|quota| format!("{} diagrams", amount(quota)));
    let tasks = (phase.tasks.need > 0).then(|| format!("{} tasks done", amount(phase.tasks)));
    let missing: Vec<String> = phase.missing.iter().take(MOST_MISSING).map(|text| printable(text)).collect();
    Phase {
        title: printable(if phase.title.is_empty() { &phase.id } else { &phase.title }),
        status: phase.status.name(),
        due: phase.due.map(|due| due.to_string()),
        percent: phase.progress(report).percent(),
        facts: diagrams.into_iter().chain(tasks).collect(),
        more: phase.missing.len() - missing.len(),
        missing,
    }
}

fn amount(quota: Quota) -> String {
    format!("{} of {}", thousands(quota.have), thousands(quota.need))
}

/// The address of the site's page about the plan; content may have taken the usual one.
fn progress_page(edition: &Edition) -> Option<String> {
    let own = |path: &&str| edition.files.contains_key(*path) && !edition.pages.contains_key(*path);
    let path = ["progress/index.html", "chartroom/progress/index.html"].into_iter().find(own)?;
    Some(address(edition, path))
}
