//! Phases for the dashboard: how each stands, by when, and what it lacks.

use jiff::civil::Date;
use serde::Serialize;

use super::places::Places;
use super::{Amount, Piece, pieces};
use crate::diagnostics::human::count;
use crate::plan::arithmetic;
use crate::plan::report::{PhaseReport, Quota, Report, Status};
use crate::render::badges;

/// A phase.
#[derive(Serialize)]
pub struct Phase<'a> {
    id: &'a str,
    title: &'a str,
    /// `met`, `short`, `upcoming`.
    status: &'static str,
    due: Option<String>,
    /// `in 9 days`, `today`, `9 days ago`; of a phase that is met, nothing.
    when: Option<String>,
    percent: usize,
    diagrams: Option<Amount>,
    reviewed: Option<Amount>,
    page_load: Option<PageLoad>,
    checks: Vec<Check<'a>>,
    collections: Vec<Part<'a>>,
    tasks: Option<Amount>,
    missing: Vec<Vec<Piece<'a>>>,
    badge: String,
}

#[derive(Serialize)]
struct PageLoad {
    is_met: bool,
    text: String,
}

#[derive(Serialize)]
struct Check<'a> {
    name: &'a str,
    findings: usize,
}

#[derive(Serialize)]
struct Part<'a> {
    id: &'a str,
    /// Its place in the list of collections, from 1.
    number: usize,
    title: &'a str,
    amount: Amount,
    is_complete: bool,
}

/// Phases that are met, of all.
pub fn met(report: &Report) -> Quota {
    let met = report.phases.iter().filter(|phase| phase.status == Status::Met).count();
    Quota { have: met, need: report.phases.len() }
}

/// All phases.
pub fn all<'a>(report: &'a Report, places: &Places<'_>) -> Vec<Phase<'a>> {
    let badges = badges::phase_files(&badges::ids(report));
    report.phases.iter().zip(badges).map(|(entry, badge)| phase(entry, report, places.badge(&badge))).collect()
}

fn phase<'a>(phase: &'a PhaseReport, report: &'a Report, badge: String) -> Phase<'a> {
    let part = |at: &usize| {
        let collection = &report.collections[*at];
        Part {
            id: &collection.id,
            number: at + 1,
            title: &collection.title,
            amount: Amount::of(collection.quota),
            is_complete: collection.is_complete(),
        }
    };
    Phase {
        id: &phase.id,
        title: &phase.title,
        status: phase.status.name(),
        due: phase.due.map(|due| due.to_string()),
        when: phase.due.filter(|_| phase.status != Status::Met).map(|due| when(report.today, due)),
        percent: phase.progress(report).percent(),
        diagrams: phase.diagrams.map(Amount::of),
        reviewed: phase.reviewed.map(|share| Amount::of(share.quota())),
        page_load: phase
            .page_load
            .as_ref()
            .map(|load| PageLoad { is_met: load.seconds <= load.limit, text: arithmetic(load) }),
        checks: phase.checks.iter().map(|check| Check { name: &check.name, findings: check.findings.len() }).collect(),
        collections: phase.collections.iter().map(part).collect(),
        tasks: (phase.tasks.need > 0).then(|| Amount::of(phase.tasks)),
        missing: phase.missing.iter().map(|line| pieces(line)).collect(),
        badge,
    }
}

fn when(today: Date, due: Date) -> String {
    let days = (due - today).get_days();
    let number = count(days.unsigned_abs() as usize, "day", "days");
    match days {
        0 => "today".to_owned(),
        1.. => format!("in {number}"),
        _ => format!("{number} ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_counted_from_the_reports_day() {
        let said = |due| when(date(2026, 2, 27), due);
        assert_eq!(said(date(2026, 2, 27)), "today");
        assert_eq!(said(date(2026, 2, 28)), "in 1 day");
        assert_eq!(said(date(2026, 3, 6)), "in 7 days");
        assert_eq!(said(date(2025, 2, 27)), "365 days ago");
        assert_eq!(when(Date::MIN, Date::MAX), "in 7304483 days");
    }
}
