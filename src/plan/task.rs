//! The state of each task, derived from what it delivers. In: the plan, the inventory, collections, findings. Out: reports, and
//! a warning where the plan calls done what the content does not show.

use super::Inventory;
use super::checks::{self, Found};
use super::file::{Deliverable, Delivered, PathGlob, PlanFile, Task};
use super::report::{CollectionReport, DeliveryReport, Quota, TaskReport, TaskState};
use crate::diagnostics::{Finding, Severity};

/// Holds all tasks against the content.
pub fn reports(
    plan: &PlanFile,
    inventory: &Inventory,
    collections: &[CollectionReport],
    found: &Found<'_>,
) -> (Vec<TaskReport>, Vec<Finding>) {
    let world = World { plan, inventory, collections, found };
    let delivers: Vec<Vec<DeliveryReport>> = plan
        .tasks
        .iter()
        .map(|task| task.delivers.iter().map(|delivered| world.delivery(delivered)).collect())
        .collect();
    let done: Vec<bool> = plan.tasks.iter().zip(&delivers).map(|(task, delivers)| is_done(task, delivers)).collect();
    let mut findings = Vec::new();
    let mut reports = Vec::new();
    for (index, (task, delivers)) in plan.tasks.iter().zip(delivers).enumerate() {
        let waits_for: Vec<usize> = task.after.iter().copied().filter(|before| !done[*before]).collect();
        let state = match () {
            () if done[index] => TaskState::Done,
            () if waits_for.is_empty() => TaskState::Ready,
            () => TaskState::Blocked,
        };
        if let Some((date, span)) = task.done.filter(|_| !done[index]) {
            let first = delivers.iter().find(|delivery| !delivery.missing.is_empty());
            let missing = first.map_or_else(String::new, |delivery| format!(": {}", delivery.missing));
            let message =
                format!("task `{}` is called done on {date}, but the content does not show it{missing}", task.id.name);
            let finding =
                Finding { severity: Severity::Warning, ..Finding::error("done-unproven", &plan.file, span, message) };
            findings.push(finding.with_help("take `done` out until it is true, or correct what the task delivers"));
        }
        reports.push(TaskReport {
            id: task.id.name.clone(),
            title: task.title.clone(),
            phase: task.phase,
            lanes: task.lanes.clone(),
            state,
            delivers,
            waits_for,
            done: task.done.map(|(date, _)| date),
        });
    }
    (reports, findings)
}

/// A task is done when all that it delivers is there; one that delivers nothing, when the plan says so.
fn is_done(task: &Task, delivers: &[DeliveryReport]) -> bool {
    if delivers.is_empty() { task.done.is_some() } else { delivers.iter().all(|delivery| delivery.missing.is_empty()) }
}

struct World<'a> {
    plan: &'a PlanFile,
    inventory: &'a Inventory,
    collections: &'a [CollectionReport],
    found: &'a Found<'a>,
}

impl World<'_> {
    fn delivery(&self, delivered: &Delivered) -> DeliveryReport {
        match &delivered.what {
            Deliverable::Page(path) => self.page(path),
            Deliverable::Diagrams(need, glob) => self.diagrams(*need, glob.as_ref()),
            Deliverable::Item(collection, item) => self.item(*collection, item),
            Deliverable::Collection(collection) => self.collection(*collection),
            Deliverable::Clean(required, glob) => {
                let covers = |file: &str| glob.as_ref().is_none_or(|glob| glob.matches(file, self.path(file)));
                let reports = required.iter().flat_map(|required| checks::report_in(required, self.found, &covers));
                let reports: Vec<_> = reports.collect();
                let dirty: Vec<_> = reports.iter().filter(|report| !report.findings.is_empty()).collect();
                let missing: Vec<String> = dirty
                    .iter()
                    .map(|report| {
                        let (file, line, _) = &report.findings[0];
                        format!("`{}` is found {}, first at {file}:{line}", report.name, times(report.findings.len()))
                    })
                    .collect();
                let names: Vec<&str> = reports.iter().map(|report| report.name.as_str()).collect();
                DeliveryReport {
                    what: format!("clean: {}{}", names.join(", "), within(glob.as_ref())),
                    quota: Quota { have: reports.len() - dirty.len(), need: reports.len() },
                    missing: missing.join("; "),
                }
            }
        }
    }

    fn page(&self, path: &str) -> DeliveryReport {
        let page = self.inventory.pages.iter().find(|page| page.path == path);
        let missing = match page {
            None => format!("there is no page {path}"),
            Some(page) => {
                let is_error = |finding: &&Finding| {
                    finding.file == page.file && (self.found.severity)(finding.code) == Severity::Error
                };
                match self.found.findings.iter().filter(is_error).min_by_key(|finding| finding.span.start) {
                    None => String::new(),
                    Some(first) => {
                        format!("{}:{} is not clean: `{}`", page.file, first.span.start.line, first.code)
                    }
                }
            }
        };
        let have = usize::from(missing.is_empty());
        DeliveryReport { what: format!("page {path}"), quota: Quota { have, need: 1 }, missing }
    }

    fn diagrams(&self, need: usize, glob: Option<&PathGlob>) -> DeliveryReport {
        let matches = |file: &str, path: &str| glob.is_none_or(|glob| glob.matches(file, path));
        let counts =
            |diagram: &&super::inventory::Diagram| diagram.valid && self.inventory.counts_for(diagram, &matches);
        let quota = Quota { have: self.inventory.diagrams.iter().filter(counts).count(), need };
        let missing = match quota.missing() {
            0 => String::new(),
            missing => format!("{missing} of {need} valid diagrams are missing{}", within(glob)),
        };
        DeliveryReport { what: format!("{need} diagrams{}", within(glob)), quota, missing }
    }

    fn item(&self, collection: usize, id: &str) -> DeliveryReport {
        let what = format!("item {}/{id}", self.plan.collections[collection].id.name);
        let Some(item) = self.collections[collection].items.iter().find(|item| item.id == id) else {
            return DeliveryReport { missing: format!("{what} is not there"), what, quota: Quota { have: 0, need: 1 } };
        };
        let owed = item.roles.iter().fold(Quota::default(), |sum, (_, quota)| Quota {
            have: sum.have + quota.have.min(quota.need),
            need: sum.need + quota.need,
        });
        let quota = if owed.need == 0 { Quota { have: usize::from(item.is_complete()), need: 1 } } else { owed };
        let lacking: Vec<String> = item
            .roles
            .iter()
            .filter(|(_, quota)| !quota.holds())
            .map(|(role, quota)| format!("{} of {} {role}", quota.missing(), quota.need))
            .collect();
        let missing = match () {
            () if item.is_complete() => String::new(),
            () if item.found.is_empty() => format!("{} does not exist", item.path),
            () => format!("{} lacks {}", item.path, lacking.join(", ")),
        };
        DeliveryReport { what, quota, missing }
    }

    fn collection(&self, index: usize) -> DeliveryReport {
        let collection = &self.collections[index];
        DeliveryReport {
            what: format!("collection {}", collection.id),
            quota: collection.quota,
            missing: super::phase::lacks(collection).join("; "),
        }
    }

    /// A file's path in the content folder; of one that is no content, the file.
    fn path<'f>(&'f self, file: &'f str) -> &'f str {
        let page = self.inventory.pages.iter().find(|page| page.file == file).map(|page| page.path.as_str());
        page.or_else(|| {
            self.inventory.diagrams.iter().find(|diagram| diagram.file == file).map(|diagram| diagram.path.as_str())
        })
        .unwrap_or(file)
    }
}

fn within(glob: Option<&PathGlob>) -> String {
    glob.map_or_else(String::new, |glob| format!(" in {}", glob.written))
}

fn times(number: usize) -> String {
    if number == 1 { "once".to_owned() } else { format!("{number} times") }
}
