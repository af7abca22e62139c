//! What moved of the plan's figures. In: two reports about one plan. Out: each figure as it was and as it is.

use std::collections::{BTreeMap, BTreeSet};

use super::Side;
use crate::plan::report::{CheckReport, CollectionReport, ItemReport, Quota, Report, Status, TaskState, Unit};

/// Something as it was and as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved<T> {
    /// Then.
    pub before: T,
    /// Now.
    pub after: T,
}

impl<T: PartialEq> Moved<T> {
    /// Whether it is another.
    pub fn is_other(&self) -> bool {
        self.before != self.after
    }
}

/// The plan's figures, all of them; empty without a plan.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Phases in the plan's order.
    pub phases: Vec<PhaseChange>,
    /// Collections in the plan's order.
    pub collections: Vec<CollectionChange>,
    /// Tasks with another state, in the plan's order.
    pub tasks: Vec<TaskChange>,
    /// Required checks with other findings, by name.
    pub checks: Vec<CheckChange>,
}

/// A phase.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseChange {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub status: Moved<Status>,
    /// Valid diagrams of the whole site.
    pub have: Moved<usize>,
    /// How many it asks for, where it does.
    pub need: Option<usize>,
    /// Its tasks that are done, of all.
    pub tasks: Moved<Quota>,
    /// What is missing now.
    pub missing: Vec<String>,
}

/// A collection.
#[derive(Debug, Clone, PartialEq)]
pub struct CollectionChange {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it counts.
    pub unit: Unit,
    /// Its figure.
    pub quota: Moved<Quota>,
    /// Whether nothing of it is missing.
    pub complete: Moved<bool>,
    /// Items with other figures.
    pub items: Vec<ItemChange>,
}

/// An item of a collection with another figure.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemChange {
    /// Its name.
    pub id: String,
    /// Where it has to stand.
    pub path: String,
    /// Whether there still is such an item: one that only the content named goes with it.
    pub is_listed: bool,
    /// Whether it exists.
    pub exists: Moved<bool>,
    /// Roles with another figure.
    pub roles: Vec<(String, Moved<Quota>)>,
}

/// A task with another state.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskChange {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its state.
    pub state: Moved<TaskState>,
    /// What is missing now.
    pub missing: Vec<String>,
}

/// A check that a phase requires, with other findings.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckChange {
    /// Its code, or `diagram-invalid`.
    pub name: String,
    /// How many findings it has.
    pub findings: Moved<usize>,
    /// The findings that were not there: file, line, message.
    pub new: Vec<(String, u32, String)>,
}

/// Holds the figures of two states against each other.
pub fn figures(before: Side<'_>, after: Side<'_>) -> Figures {
    let (then, now) = (before.report, after.report);
    Figures {
        phases: phases(then, now),
        collections: collections(then, now),
        tasks: tasks(then, now),
        checks: checks(then, now),
    }
}

fn phases(then: &Report, now: &Report) -> Vec<PhaseChange> {
    let pairs = then.phases.iter().zip(&now.phases);
    pairs
        .map(|(old, new)| PhaseChange {
            id: new.id.clone(),
            title: new.title.clone(),
            status: Moved { before: old.status, after: new.status },
            have: Moved { before: then.totals.valid, after: now.totals.valid },
            need: new.diagrams.map(|quota| quota.need),
            tasks: Moved { before: old.tasks, after: new.tasks },
            missing: new.missing.clone(),
        })
        .collect()
}

fn collections(then: &Report, now: &Report) -> Vec<CollectionChange> {
    let pairs = then.collections.iter().zip(&now.collections);
    pairs
        .map(|(old, new)| CollectionChange {
            id: new.id.clone(),
            title: new.title.clone(),
            unit: new.unit,
            quota: Moved { before: old.quota, after: new.quota },
            complete: Moved { before: old.is_complete(), after: new.is_complete() },
            items: items(old, new),
        })
        .collect()
}

/// Items that the plan does not name come and go with the content.
fn items(old: &CollectionReport, new: &CollectionReport) -> Vec<ItemChange> {
    let by_id = |list: &'_ [ItemReport]| -> BTreeMap<String, usize> {
        list.iter().enumerate().map(|(at, item)| (item.id.clone(), at)).collect()
    };
    let (olds, news) = (by_id(&old.items), by_id(&new.items));
    let gone = old.items.iter().filter(|item| !news.contains_key(&item.id)).map(|item| (Some(item), None));
    let still = new.items.iter().map(|item| (olds.get(&item.id).map(|at| &old.items[*at]), Some(item)));
    still.chain(gone).filter_map(|(old, new)| item(old, new)).collect()
}

fn item(old: Option<&ItemReport>, new: Option<&ItemReport>) -> Option<ItemChange> {
    let shown = new.or(old)?;
    let exists = |item: Option<&ItemReport>| item.is_some_and(|item| !item.found.is_empty());
    let of = |item: Option<&ItemReport>, at: usize| item.and_then(|item| item.roles.get(at)).map(|(_, quota)| *quota);
    let roles = shown.roles.iter().enumerate().map(|(at, (role, quota))| {
        let none = Quota { have: 0, need: quota.need };
        (role.clone(), Moved { before: of(old, at).unwrap_or(none), after: of(new, at).unwrap_or(none) })
    });
    let roles: Vec<_> = roles.filter(|(_, quota)| quota.is_other()).collect();
    let exists = Moved { before: exists(old), after: exists(new) };
    (exists.is_other() || !roles.is_empty()).then(|| ItemChange {
        id: shown.id.clone(),
        path: shown.path.clone(),
        is_listed: new.is_some(),
        exists,
        roles,
    })
}

fn tasks(then: &Report, now: &Report) -> Vec<TaskChange> {
    let pairs = then.tasks.iter().zip(&now.tasks).filter(|(old, new)| old.state != new.state);
    pairs
        .map(|(old, new)| TaskChange {
            id: new.id.clone(),
            title: new.title.clone(),
            state: Moved { before: old.state, after: new.state },
            missing: new.delivers.iter().map(|it| it.missing.clone()).filter(|it| !it.is_empty()).collect(),
        })
        .collect()
}

/// The findings of each check that some phase requires. A check has the same findings for every phase.
fn required(report: &Report) -> BTreeMap<&str, &CheckReport> {
    report.phases.iter().flat_map(|phase| &phase.checks).map(|check| (check.name.as_str(), check)).collect()
}

fn checks(then: &Report, now: &Report) -> Vec<CheckChange> {
    let (olds, news) = (required(then), required(now));
    let names: BTreeSet<&str> = olds.keys().chain(news.keys()).copied().collect();
    let mut list = Vec::new();
    for name in names {
        let of = |checks: &BTreeMap<&str, &'_ CheckReport>| {
            checks.get(name).map_or_else(Vec::new, |check| check.findings.clone())
        };
        let (old, new) = (of(&olds), of(&news));
        let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (file, _, message) in &old {
            *known.entry((file, message)).or_default() += 1;
        }
        // Lines move; a finding is known by its file and message.
        let mut fresh = Vec::new();
        for finding in &new {
            match known.get_mut(&(finding.0.as_str(), finding.2.as_str())) {
                Some(left) if *left > 0 => *left -= 1,
                _ => fresh.push(finding.clone()),
            }
        }
        let findings = Moved { before: old.len(), after: new.len() };
        if findings.is_other() || !fresh.is_empty() {
            list.push(CheckChange { name: name.to_owned(), findings, new: fresh });
        }
    }
    list
}
