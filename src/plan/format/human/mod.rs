//! `report --format human`: what somebody who steers the work wants to see first. In: what is shown of a report. Out: text for a
//! terminal of 100 columns.

mod collections;
mod matrix;
pub(super) mod page;
mod tasks;

use jiff::civil::Date;

use crate::diagnostics::human::count;
use crate::plan::next::{self, Part};
use crate::plan::report::{PhaseReport, Quota, Status};
use crate::plan::view::View;
use crate::plan::{TOP, arithmetic};

use page::{Ink, Page, column, name, widest};

pub use page::Look;

/// Steps that are shown.
const STEPS: usize = 8;

/// Names of a list that are shown.
const SHOWN: usize = 10;

/// The whole text.
pub fn render(view: &View<'_>, look: Look) -> String {
    let mut page = Page::new(look);
    let report = view.report;
    let title = if report.title.is_empty() { "Content".to_owned() } else { name(&report.title) };
    page.heading(&format!("{title}, {}", report.today));
    let totals = report.totals;
    let valid = Quota { have: totals.valid, need: totals.diagrams };
    let mut line = format!(
        "{} of {} valid on {}",
        totals.valid,
        count(totals.diagrams, "diagram", "diagrams"),
        count(totals.pages, "page", "pages")
    );
    if totals.valid < totals.diagrams {
        line.push_str(&format!(" ({}%), {} broken", valid.percent(), totals.diagrams - totals.valid));
    }
    if totals.reviewed > 0 {
        line.push_str(&format!(", {} reviewed", totals.reviewed));
    }
    page.line(&line);
    phases(&mut page, view);
    steps(&mut page, view);
    collections::write(&mut page, view);
    tasks::write(&mut page, view);
    broken(&mut page, view);
    if !view.is_partial {
        sections(&mut page, view);
        kinds(&mut page, view);
    }
    if !report.has_plan {
        page.heading("No plan yet");
        page.line("A plan.yaml beside site.toml says what is owed. It begins like this:");
        page.line("");
        page.line("  version: 1");
        page.line("  phases:");
        page.line("    - { id: first, due: 2030-01-31, gate: { diagrams: 20, require: [diagram-invalid] } }");
    }
    page.finish()
}

fn phases(page: &mut Page, view: &View<'_>) {
    let report = view.report;
    if view.phases.is_empty() {
        return;
    }
    page.heading("Phases");
    let width = widest(view.phases.iter().map(|at| report.phases[*at].id.as_str()), 24);
    for at in view.phases_by_due() {
        let phase = &report.phases[at];
        let (ink, mark) = match phase.status {
            Status::Met => (Ink::Good, page.sign("✓", "+")),
            Status::Short => (Ink::Bad, page.sign("✗", "!")),
            Status::Upcoming => (Ink::Open, page.sign("○", "o")),
        };
        let bar = page.bar(ink, phase.progress(report), 24);
        let status = page.ink(ink, &format!("{mark} {:8}", phase.status.name()));
        page.line(&format!("{status}  {}  {bar}  {}", column(&phase.id, width), when(phase, report.today)));
        if phase.title != phase.id {
            page.point(3, "", &phase.title);
        }
        let mut facts = Vec::new();
        if let Some(quota) = phase.diagrams {
            facts.push(format!("{} of {}", quota.have, count(quota.need, "diagram", "diagrams")));
        }
        if !phase.checks.is_empty() {
            let clean = phase.checks.iter().filter(|check| check.findings.is_empty()).count();
            facts.push(format!("{clean} of {} clean", count(phase.checks.len(), "check", "checks")));
        }
        if let Some(share) = phase.reviewed {
            facts.push(format!("{} of {} reviewed, {} owed", share.have, share.of, share.need));
        }
        if !phase.collections.is_empty() {
            let complete = phase.collections.iter().filter(|at| report.collections[**at].is_complete()).count();
            facts.push(format!(
                "{complete} of {} complete",
                count(phase.collections.len(), "collection", "collections")
            ));
        }
        if phase.tasks.need > 0 {
            facts.push(format!("{} of {} done", phase.tasks.have, count(phase.tasks.need, "task", "tasks")));
        }
        if !facts.is_empty() {
            page.point(3, "", &facts.join(", "));
        }
        if let Some(load) = phase.page_load.as_ref().filter(|load| load.seconds <= load.limit) {
            page.point(4, "=", &arithmetic(load));
        }
        for missing in &phase.missing {
            page.point(4, "-", missing);
        }
    }
}

/// When a phase is due, and how long that is.
fn when(phase: &PhaseReport, today: Date) -> String {
    let Some(due) = phase.due else {
        return if phase.status == Status::Short { "active".to_owned() } else { "no due date".to_owned() };
    };
    let days = today.until(due).map_or(0, |span| i64::from(span.get_days()));
    let days_text = |days: i64| count(usize::try_from(days).unwrap_or_default(), "day", "days");
    match days {
        _ if phase.status == Status::Met => format!("due {due}"),
        0 => format!("due {due}, today"),
        1.. => format!("due {due}, {} left", days_text(days)),
        _ => format!("due {due}, {} overdue", days_text(-days)),
    }
}

fn steps(page: &mut Page, view: &View<'_>) {
    let steps = next::steps(view, STEPS);
    if steps.is_empty() {
        return;
    }
    page.heading("What to do next");
    for (at, step) in steps.iter().enumerate() {
        let phase = step.phase.map(|phase| view.report.phases[phase].id.as_str());
        let phase = phase.map_or_else(String::new, |id| format!("  [{id}]"));
        let parts = step.parts.iter().map(|part| match part {
            Part::Words(text) | Part::Name(text) => text.clone(),
            Part::Diagram(index) => place(view, *index),
        });
        page.point(2, &format!("{}.", at + 1), &format!("{}{phase}", parts.collect::<String>()));
    }
}

/// A diagram: its place, and its id unless that is so long that it must be made from the place.
fn place(view: &View<'_>, index: usize) -> String {
    let diagram = &view.inventory.diagrams[index];
    let id = if diagram.id.len() > 40 { String::new() } else { format!(" ({})", diagram.id) };
    format!("{}:{}{id}", diagram.file, diagram.line)
}

fn broken(page: &mut Page, view: &View<'_>) {
    if view.broken.is_empty() {
        return;
    }
    page.heading("Broken diagrams");
    for index in view.broken.iter().take(SHOWN) {
        page.line(&format!("  {}", name(&place(view, *index))));
    }
    more(page, view.broken.len(), "--explain broken");
}

fn sections(page: &mut Page, view: &View<'_>) {
    let report = view.report;
    if report.by_section.is_empty() {
        return;
    }
    page.heading("By section");
    let shown = |section: &str| if section == TOP { ".".to_owned() } else { format!("{section}/") };
    let names: Vec<String> = report.by_section.keys().map(|section| shown(section)).collect();
    let width = widest(names.iter().map(String::as_str), 32);
    for (section, totals) in names.iter().zip(report.by_section.values()) {
        let quota = Quota { have: totals.valid, need: totals.diagrams };
        let bar = page.bar(if quota.holds() { Ink::Good } else { Ink::Open }, quota, 16);
        let bar = if totals.diagrams == 0 { " ".repeat(21) } else { bar };
        page.line(&format!(
            "  {}  {bar}  {:>5} of {} valid on {}",
            column(section, width),
            totals.valid,
            count(totals.diagrams, "diagram", "diagrams"),
            count(totals.pages, "page", "pages")
        ));
    }
}

fn kinds(page: &mut Page, view: &View<'_>) {
    let report = view.report;
    if report.by_kind.is_empty() {
        return;
    }
    page.heading("By kind");
    let width = widest(report.by_kind.keys().map(String::as_str), 32);
    let most = report.by_kind.values().copied().max().unwrap_or(1).max(1);
    let mut kinds: Vec<(&String, &usize)> = report.by_kind.iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (kind, number) in kinds {
        let bar = page.sign("█", "#").repeat((number * 24 / most).max(1));
        page.line(&format!("  {}  {number:>5}  {bar}", column(kind, width)));
    }
}

/// How many more there are than are shown, and what lists all.
fn more(page: &mut Page, all: usize, option: &str) {
    if all > SHOWN {
        page.line(&format!("  and {} more; `chartroom report {option}` lists all", all - SHOWN));
    }
}
