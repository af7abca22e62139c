//! What the content owes and what is there of it. In: the text of `plan.yaml`, the joined site with the verdict on each
//! diagram, findings, the day. Out: a [`Report`], which gate, dashboard, badges and every output format are made from.

pub mod checks;
mod collection;
pub mod file;
mod files;
pub mod format;
pub mod history;
mod inventory;
mod lane;
pub mod next;
mod order;
mod phase;
pub mod report;
mod reviews;
pub mod tally;
mod task;
pub mod view;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostics::Finding;
use checks::Found;
use file::PlanFile;
use report::{Quota, Status, TaskState, Totals};

pub use inventory::{Diagram, Inventory, Page, TOP};
pub use phase::{Heaviest, arithmetic, lacks};
pub use report::Report;
pub use reviews::{ContentHash, Reviews};

/// What a plan is held against.
pub struct Input<'a> {
    /// The plan, if there is one that can be understood.
    pub plan: Option<&'a PlanFile>,
    /// What the content holds.
    pub inventory: &'a Inventory,
    /// All that stages found, and the severities of the site.
    pub found: Found<'a>,
    /// The heaviest page, where a gate asks for it and there is a page.
    pub heaviest: Option<&'a Heaviest>,
    /// The day.
    pub today: Date,
}

/// Holds the plan against the content. The findings are about the plan: `phase-short`, `plan-order`, `plan-unmatched`,
/// `done-unproven`.
pub fn report(input: &Input<'_>) -> (Report, Vec<Finding>) {
    let inventory = input.inventory;
    let totals = totals(inventory);
    let mut report = Report {
        title: String::new(),
        today: input.today,
        has_plan: input.plan.is_some(),
        totals,
        by_kind: by_kind(inventory),
        by_section: by_section(inventory),
        phases: Vec::new(),
        collections: Vec::new(),
        tasks: Vec::new(),
        lanes: Vec::new(),
        broken: (0..inventory.diagrams.len()).filter(|at| !inventory.diagrams[*at].valid).collect(),
    };
    let Some(plan) = input.plan else {
        return (report, Vec::new());
    };
    report.title.clone_from(&plan.title);
    report.collections = plan.collections.iter().map(|entry| collection::report(entry, inventory)).collect();
    let (tasks, mut findings) = task::reports(plan, inventory, &report.collections, &input.found);
    report.lanes = lane::reports(plan, inventory, &tasks);
    let against = phase::Against {
        today: input.today,
        totals,
        collections: &report.collections,
        found: &input.found,
        heaviest: input.heaviest,
    };
    report.phases =
        plan.phases.iter().enumerate().map(|(index, phase)| phase::report(phase, index, &against)).collect();
    for (index, phase) in report.phases.iter_mut().enumerate() {
        let own = || tasks.iter().filter(|task| task.phase == Some(index));
        phase.tasks = Quota { have: own().filter(|task| task.state == TaskState::Done).count(), need: own().count() };
    }
    report.tasks = tasks;
    findings.extend(order::findings(plan, &report));
    findings.extend(report.phases.iter().filter(|phase| phase.status == Status::Short).map(|phase| short(plan, phase)));
    (report, findings)
}

/// The finding about a phase that is due and not met.
fn short(plan: &PlanFile, phase: &report::PhaseReport) -> Finding {
    let when = phase.due.map_or_else(|| "is active".to_owned(), |due| format!("was due on {due}"));
    let message = format!("phase `{}` {when} and is short: {}", phase.id, phase.missing.join("; "));
    let help = format!("`chartroom report --phase {}` shows what is there and what to do next", phase.id);
    Finding::error("phase-short", &plan.file, phase.span, message).with_help(help)
}

fn totals(inventory: &Inventory) -> Totals {
    let count = |is: fn(&Diagram) -> bool| inventory.diagrams.iter().filter(|diagram| is(diagram)).count();
    Totals {
        pages: inventory.pages.len(),
        diagrams: inventory.diagrams.len(),
        valid: count(|diagram| diagram.valid),
        reviewed: count(|diagram| diagram.reviewed),
    }
}

fn by_kind(inventory: &Inventory) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    for kind in inventory.diagrams.iter().filter(|diagram| diagram.valid).filter_map(|diagram| diagram.kind.as_ref()) {
        *kinds.entry(kind.clone()).or_default() += 1;
    }
    kinds
}

fn by_section(inventory: &Inventory) -> BTreeMap<String, Totals> {
    let mut sections: BTreeMap<String, Totals> = BTreeMap::new();
    for page in &inventory.pages {
        sections.entry(inventory::section(&page.path).to_owned()).or_default().pages += 1;
    }
    for diagram in &inventory.diagrams {
        let section = sections.entry(diagram.section.clone()).or_default();
        section.diagrams += 1;
        section.valid += usize::from(diagram.valid);
        section.reviewed += usize::from(diagram.reviewed);
    }
    sections
}
