//! The state of each task, derived from what it delivers. In: the plan, the inventory, collections, findings. Out: reports, and
//! a warning where the plan calls done what the content does not show.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Inventory;
use super::checks;
use super::file::{Deliverable, Delivered, Each, PathGlob, PlanFile, Required, Task};
use super::files::Files;
use super::report::{CollectionReport, DeliveryReport, ItemReport, Quota, TaskReport, TaskState};
use crate::diagnostics::Finding;
use crate::diagnostics::human::count;

/// What tasks are held against.
pub struct World<'a> {
    /// The plan.
    pub plan: &'a PlanFile,
    /// What the content holds.
    pub inventory: &'a Inventory,
    /// The same by path.
    pub files: &'a Files<'a>,
    /// The day.
    pub today: Date,
    /// Reports of all collections.
    pub collections: &'a [CollectionReport],
    /// What checks found.
    pub found: &'a checks::Index<'a>,
}

/// Holds all tasks against the content.
pub fn reports(world: &World<'_>) -> (Vec<TaskReport>, Vec<Finding>) {
    let plan = world.plan;
    let items = world.collections.iter().map(|collection| {
        let items = collection.items.iter();
        items.map(|item| (item.id.as_str(), item)).collect()
    });
    let items: Vec<BTreeMap<&str, &ItemReport>> = items.collect();
    // Tasks often deliver the same; each is looked for once.
    let mut known: BTreeMap<String, DeliveryReport> = BTreeMap::new();
    let mut delivery = |delivered: &Delivered| {
        let what = world.what(&delivered.what);
        let key = match &delivered.what {
            Deliverable::Item(collection, item) => format!("item {collection} {item}"),
            _ => what.clone(),
        };
        known.entry(key).or_insert_with(|| world.delivery(what, &delivered.what, &items)).clone()
    };
    let delivers: Vec<Vec<DeliveryReport>> =
        plan.tasks.iter().map(|task| task.delivers.iter().map(&mut delivery).collect()).collect();
    let done: Vec<bool> =
        plan.tasks.iter().zip(&delivers).map(|(task, delivers)| is_done(task, delivers, world.today)).collect();
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
            let why = if date > world.today { "a day that has not come" } else { "but the content does not show it" };
            let message = format!("task `{}` is called done on {date}, {why}{missing}", task.id.name);
            let finding = Finding::warning("done-unproven", &plan.file, span, message);
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
fn is_done(task: &Task, delivers: &[DeliveryReport], today: Date) -> bool {
    if delivers.is_empty() {
        task.done.is_some_and(|(date, _)| date <= today)
    } else {
        delivers.iter().all(|delivery| delivery.missing.is_empty())
    }
}

impl World<'_> {
    /// What is delivered, in words that no other delivery has.
    fn what(&self, deliverable: &Deliverable) -> String {
        match deliverable {
            Deliverable::Page(path) => format!("page {path}"),
            Deliverable::Diagrams(need, glob) => {
                format!("{}{}", count(*need, "diagram", "diagrams"), within(glob.as_ref()))
            }
            Deliverable::Item(collection, item) => {
                format!("item {}/{item}", self.plan.collections[*collection].id.name)
            }
            Deliverable::Collection(collection) => format!("collection {}", self.plan.collections[*collection].id.name),
            Deliverable::Clean(required, glob) => {
                let names: Vec<&str> = required
                    .iter()
                    .map(|required| match required {
                        Required::Check(id) => id.name.as_str(),
                        Required::All => checks::ALL,
                    })
                    .collect();
                format!("clean: {}{}", names.join(", "), within(glob.as_ref()))
            }
        }
    }

    fn delivery(
        &self,
        what: String,
        deliverable: &Deliverable,
        items: &[BTreeMap<&str, &ItemReport>],
    ) -> DeliveryReport {
        let (quota, missing) = match deliverable {
            Deliverable::Page(path) => self.page(path),
            Deliverable::Diagrams(need, glob) => self.diagrams(*need, glob.as_ref()),
            Deliverable::Item(collection, id) => match items[*collection].get(id.as_str()) {
                Some(item) => of_item(item),
                None => (Quota { have: 0, need: 1 }, format!("{what} is not there")),
            },
            Deliverable::Collection(collection) => {
                let collection = &self.collections[*collection];
                (collection.quota, super::phase::lacks(collection, self.inventory).join("; "))
            }
            Deliverable::Clean(required, glob) => self.clean(required, glob.as_ref()),
        };
        DeliveryReport { what, quota, missing }
    }

    fn page(&self, path: &str) -> (Quota, String) {
        let missing = match self.files.page(path).map(|page| self.inventory.pages[page].file.as_str()) {
            None => format!("there is no page {path}"),
            Some(file) => self.found.first_error(file).map_or_else(String::new, |first| {
                format!("{file}:{} is not clean: `{}`", first.span.start.line, first.code)
            }),
        };
        (Quota { have: usize::from(missing.is_empty()), need: 1 }, missing)
    }

    fn diagrams(&self, need: usize, glob: Option<&PathGlob>) -> (Quota, String) {
        let is_valid = |diagram: &usize| self.inventory.diagrams[*diagram].valid;
        let have = match glob {
            Some(_) => self.files.meant(glob).diagrams.into_iter().filter(is_valid).count(),
            None => (0..self.inventory.diagrams.len()).filter(is_valid).count(),
        };
        let quota = Quota { have, need };
        let missing = match quota.missing() {
            0 => String::new(),
            missing => format!("{missing} of {need} valid diagrams are missing{}", within(glob)),
        };
        (quota, missing)
    }

    fn clean(&self, required: &[Required], glob: Option<&PathGlob>) -> (Quota, String) {
        let meant = glob.map(|glob| self.files.meant([glob]));
        let files = meant.as_ref().map(|meant| meant.files.as_slice());
        let reports: Vec<_> = required.iter().flat_map(|required| self.found.report_in(required, files)).collect();
        let dirty: Vec<_> = reports.iter().filter(|report| !report.findings.is_empty()).collect();
        let missing: Vec<String> = dirty
            .iter()
            .map(|report| {
                let (file, line, _) = &report.findings[0];
                format!("`{}` is found {}, first at {file}:{line}", report.name, times(report.findings.len()))
            })
            .collect();
        (Quota { have: reports.len() - dirty.len(), need: reports.len() }, missing.join("; "))
    }
}

fn of_item(item: &ItemReport) -> (Quota, String) {
    let owed = item.owed();
    let quota = if owed.need == 0 { Quota { have: usize::from(item.is_complete()), need: 1 } } else { owed };
    let lacking: Vec<String> = item
        .parts()
        .filter(|(_, quota)| !quota.holds())
        .map(|(role, quota)| match role {
            Each::TOTAL => count(quota.missing(), "more diagram", "more diagrams"),
            role => format!("{} of {} {role}", quota.missing(), quota.need),
        })
        .collect();
    let missing = match () {
        () if item.is_complete() => String::new(),
        () if item.found.is_empty() => format!("{} does not exist", item.path),
        () => format!("{} lacks {}", item.path, lacking.join(", ")),
    };
    (quota, missing)
}

fn within(glob: Option<&PathGlob>) -> String {
    glob.map_or_else(String::new, |glob| format!(" in {}", glob.written))
}

fn times(number: usize) -> String {
    if number == 1 { "once".to_owned() } else { format!("{number} times") }
}
