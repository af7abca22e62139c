//! Figures that fell. What is owed counts: of a collection, item or phase that has more than it owes, the surplus may go. A
//! diagram that moved or has another name is no fall.

use super::figures::{Figures, Moved};
use super::{DiagramChange, Line, Part, Side, Sign, VerdictChange};
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
    pub line: Line,
    /// Where to look, if there is one place: file and line.
    pub place: Option<(String, u32)>,
}

impl Fall {
    /// The line as text.
    pub fn message(&self) -> String {
        self.line.text(&|name| format!("`{name}`"), &str::to_owned)
    }
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
    let (word, name) = (|word: &str| Part::word(word), Part::name);
    let mut falls = Vec::new();
    let mut fell = |what: What, id: &str, before: usize, after: usize, parts: Vec<Part>| {
        if after < before {
            let line = Line::new(Sign::Removed, parts);
            falls.push(Fall { what, id: id.to_owned(), before, after, line, place: None });
        }
    };
    let moved = |before: usize, after: usize| Part::word(format!("{before} → {after}"));
    let Moved { before: then, after: now } = totals;
    let mut parts = vec![word("valid diagrams"), moved(then.valid, now.valid)];
    parts.extend(gone(before, diagrams));
    fell(What::Valid, "", then.valid, now.valid, parts);
    let parts = vec![word("reviewed diagrams"), moved(then.reviewed, now.reviewed)];
    fell(What::Reviewed, "", then.reviewed, now.reviewed, parts);
    for phase in &figures.phases {
        let Some(need) = phase.need else { continue };
        let Moved { before, after } = phase.have;
        let parts = vec![word("phase"), name(&phase.id), moved(before, after), Part::word(format!("of {need}"))];
        fell(What::Phase, &phase.id, before.min(need), after.min(need), parts);
    }
    for collection in &figures.collections {
        let Moved { before: then, after: now } = collection.quota;
        let of = Part::word(format!("of {}", now.need));
        let parts = vec![word("collection"), name(&collection.id), moved(then.have, now.have), of];
        fell(What::Collection, &collection.id, owed(then), owed(now), parts);
        for item in collection.items.iter().filter(|item| item.is_listed) {
            let id = format!("{}/{}", collection.id, item.id);
            if item.roles.is_empty() {
                let parts = vec![word("item"), name(&id), word("is gone:"), name(&item.path)];
                fell(What::Item, &id, usize::from(item.exists.before), usize::from(item.exists.after), parts);
            }
            for (role, Moved { before: then, after: now }) in &item.roles {
                let of = Part::word(format!("of {}", now.need));
                let parts = vec![word("item"), name(&id), name(role), moved(then.have, now.have), of];
                fell(What::Item, &id, owed(*then), owed(*now), parts);
            }
        }
    }
    for task in figures.tasks.iter().filter(|task| task.state.before == TaskState::Done) {
        let state = Part::word(format!("done → {}", task.state.after.name()));
        let why = task.missing.first().map(|missing| Part::Text(format!("({missing})")));
        let parts = [word("task"), name(&task.id), state].into_iter().chain(why).collect();
        fell(What::Task, &task.id, 1, 0, parts);
    }
    for check in figures.checks.iter().filter(|check| check.findings.after > check.findings.before) {
        let Moved { before, after } = check.findings;
        let parts = vec![word("findings of"), name(&check.name), moved(before, after)];
        falls.push(Fall {
            what: What::Check,
            id: check.name.clone(),
            before,
            after,
            line: Line::new(Sign::Removed, parts),
            place: check.new.first().map(|(file, line, _)| (file.clone(), *line)),
        });
    }
    for change in diagrams.iter().filter(|change| change.verdict == VerdictChange::Broken) {
        let Some(diagram) = change.after.map(|at| &after.inventory.diagrams[at]) else { continue };
        let state = word(if change.is_new() { "is new and broken" } else { "valid → broken" });
        falls.push(Fall {
            what: What::Broken,
            id: diagram.id.clone(),
            before: 0,
            after: 1,
            line: Line::new(Sign::Removed, vec![word("diagram"), name(&diagram.id), state]),
            place: Some((diagram.file.clone(), diagram.line)),
        });
    }
    falls
}

/// The valid diagrams that are gone, the first of them by name.
fn gone(before: Side<'_>, diagrams: &[DiagramChange]) -> Vec<Part> {
    let gone = diagrams.iter().filter(|change| change.is_gone() && change.verdict == VerdictChange::Valid);
    let gone: Vec<usize> = gone.filter_map(|change| change.before).collect();
    let mut parts = Vec::new();
    for at in gone.iter().take(NAMED) {
        let diagram = &before.inventory.diagrams[*at];
        parts.push(Part::word(if parts.is_empty() { "while these are gone:" } else { "and" }));
        parts.extend([Part::name(&diagram.id), Part::word("of"), Part::name(&diagram.file)]);
    }
    if gone.len() > NAMED {
        parts.push(Part::word(format!("and {} more", gone.len() - NAMED)));
    }
    parts
}

/// What is there of what is owed.
fn owed(quota: Quota) -> usize {
    quota.have.min(quota.need)
}
