//! Figures that fell. What is owed counts: of a collection, item or phase that has more than it owes, the surplus may go. A
//! diagram that moved or has another name is no fall.

use super::figures::{Figures, Moved};
use super::{DiagramChange, Side, VerdictChange};
use crate::plan::report::{Quota, TaskState, Totals};

/// Diagrams that are named where a number of them fell.
const NAMED: usize = 5;

/// A figure that fell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fall {
    /// What kind of figure it is.
    pub what: What,
    /// Its id; empty for those of the whole content.
    pub id: String,
    /// What it was.
    pub before: usize,
    /// What it is.
    pub after: usize,
    /// One line about it, without its stop.
    pub message: String,
    /// Where to look, if there is one place: file and line.
    pub place: Option<(String, u32)>,
}

/// A kind of figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Valid diagrams of the whole content.
    Valid,
    /// Reviewed ones.
    Reviewed,
    /// Valid diagrams of a phase.
    Phase,
    /// What a collection has of what it owes.
    Collection,
    /// What an item has of what it owes of a role.
    Item,
    /// A task that was done.
    Task,
    /// Findings of a required check.
    Check,
    /// A diagram that is broken and was not.
    Broken,
}

impl What {
    /// `valid`, `reviewed`, `phase`, …
    pub const fn name(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Reviewed => "reviewed",
            Self::Phase => "phase",
            Self::Collection => "collection",
            Self::Item => "item",
            Self::Task => "task",
            Self::Check => "check",
            Self::Broken => "broken",
        }
    }
}

/// All figures that fell.
pub fn falls(
    before: Side<'_>,
    after: Side<'_>,
    totals: Moved<Totals>,
    figures: &Figures,
    diagrams: &[DiagramChange],
) -> Vec<Fall> {
    let mut falls = Vec::new();
    let mut fell = |what: What, id: &str, before: usize, after: usize, message: String| {
        if after < before {
            falls.push(Fall { what, id: id.to_owned(), before, after, message, place: None });
        }
    };
    let Moved { before: then, after: now } = totals;
    let message = format!("valid diagrams: {} → {}{}", then.valid, now.valid, gone(before, diagrams));
    fell(What::Valid, "", then.valid, now.valid, message);
    let message = format!("reviewed diagrams: {} → {}", then.reviewed, now.reviewed);
    fell(What::Reviewed, "", then.reviewed, now.reviewed, message);
    for phase in &figures.phases {
        let Some(need) = phase.need else { continue };
        let owed = |have: usize| have.min(need);
        let message = format!("phase `{}`: {} → {} of {need}", phase.id, phase.have.before, phase.have.after);
        fell(What::Phase, &phase.id, owed(phase.have.before), owed(phase.have.after), message);
    }
    for collection in &figures.collections {
        let Moved { before: then, after: now } = collection.quota;
        let message = format!("collection `{}`: {} → {} of {}", collection.id, then.have, now.have, now.need);
        fell(What::Collection, &collection.id, owed(then), owed(now), message);
        for item in collection.items.iter().filter(|item| item.is_listed) {
            let id = format!("{}/{}", collection.id, item.id);
            if item.roles.is_empty() {
                let message = format!("item `{id}`: {} is gone", item.path);
                fell(What::Item, &id, usize::from(item.exists.before), usize::from(item.exists.after), message);
            }
            for (role, Moved { before: then, after: now }) in &item.roles {
                let message = format!("item `{id}`: {} → {} of {} `{role}`", then.have, now.have, now.need);
                fell(What::Item, &id, owed(*then), owed(*now), message);
            }
        }
    }
    for task in figures.tasks.iter().filter(|task| task.state.before == TaskState::Done) {
        let why = task.missing.first().map_or_else(String::new, |missing| format!(": {missing}"));
        let message = format!("task `{}`: done → {}{why}", task.id, task.state.after.name());
        fell(What::Task, &task.id, 1, 0, message);
    }
    for check in figures.checks.iter().filter(|check| check.findings.after > check.findings.before) {
        let Moved { before, after } = check.findings;
        falls.push(Fall {
            what: What::Check,
            id: check.name.clone(),
            before,
            after,
            message: format!("findings of `{}`: {before} → {after}", check.name),
            place: check.new.first().map(|(file, line, _)| (file.clone(), *line)),
        });
    }
    for change in diagrams.iter().filter(|change| change.verdict == VerdictChange::Broken) {
        let Some(diagram) = change.after.map(|at| &after.inventory.diagrams[at]) else { continue };
        let was = if change.is_new() { "new" } else { "valid" };
        falls.push(Fall {
            what: What::Broken,
            id: diagram.id.clone(),
            before: 0,
            after: 1,
            message: format!("diagram `{}`: {was} → broken", diagram.id),
            place: Some((diagram.file.clone(), diagram.line)),
        });
    }
    falls
}

/// The valid diagrams that are gone, the first of them by name.
fn gone(before: Side<'_>, diagrams: &[DiagramChange]) -> String {
    let gone = diagrams.iter().filter(|change| change.is_gone() && change.verdict == VerdictChange::Valid);
    let gone: Vec<usize> = gone.filter_map(|change| change.before).collect();
    let names: Vec<String> = gone
        .iter()
        .take(NAMED)
        .map(|at| &before.inventory.diagrams[*at])
        .map(|diagram| format!("`{}` of {}", diagram.id, diagram.file))
        .collect();
    match gone.len() {
        0 => String::new(),
        all if all > NAMED => format!("; gone: {} and {} more", names.join(", "), all - NAMED),
        _ => format!("; gone: {}", names.join(", ")),
    }
}

/// What is there of what is owed.
fn owed(quota: Quota) -> usize {
    quota.have.min(quota.need)
}
