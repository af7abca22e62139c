//! What the content owes and what is there of it. In: the text of `plan.yaml`, the joined site with the verdict on each
//! diagram, findings, the day. Out: a [`Report`], which gate, dashboard, badges and every output format are made from.

pub mod checks;
mod collection;
pub mod difference;
pub mod explain;
pub mod file;
pub mod files;
pub mod format;
pub mod history;
mod inventory;
mod lane;
pub mod next;
mod order;
mod own;
mod phase;
pub mod report;
mod review_line;
mod reviews;
pub mod tally;
mod task;
pub mod view;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostics::Finding;
use checks::Found;
use file::PlanFile;
use files::Files;
use report::{Status, TaskState, Totals};

pub use inventory::{Diagram, Inventory, Page, TOP, section};
pub use phase::{Heaviest, arithmetic, lacks};
pub use report::Report;
pub use reviews::{ContentHash, Review, Reviews};
pub use view::View;

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
    let found = checks::Index::new(&input.found);
    let files = Files::new(inventory, input.found.findings.iter().map(|finding| finding.file.as_str()));
    report.collections = plan.collections.iter().map(|entry| collection::report(entry, inventory, &files)).collect();
    let world = task::World {
        plan,
        inventory,
        today: input.today,
        files: &files,
        collections: &report.collections,
        found: &found,
    };
    let (tasks, mut findings) = task::reports(&world);
    report.lanes = lane::reports(plan, inventory, &files, &tasks);
    let mut of_phase = vec![Vec::new(); plan.phases.len()];
    for (at, collection) in report.collections.iter().enumerate() {
        if let Some(phase) = collection.phase {
            of_phase[phase].push(at);
        }
    }
    let against = phase::Against {
        today: input.today,
        totals,
        inventory,
        collections: &report.collections,
        of_phase: &of_phase,
        found: &found,
        heaviest: input.heaviest,
    };
    report.phases =
        plan.phases.iter().enumerate().map(|(index, phase)| phase::report(phase, index, &against)).collect();
    for task in &tasks {
        if let Some(phase) = task.phase {
            let quota = &mut report.phases[phase].tasks;
            quota.need += 1;
            quota.have += usize::from(task.state == TaskState::Done);
        }
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
