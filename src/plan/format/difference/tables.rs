//! The figures of a difference as tables. In: the difference. Out: tables whose names are marked: totals, then of the plan what
//! moved. What did not move is only counted.

use crate::diagnostics::human::count;
use crate::plan::difference::{Compared, Moved, Part, PlanChange};
use crate::plan::report::{Quota, Unit};

/// The heading of what the plan says otherwise.
const PLAN: &str = "The plan";

/// A table with its heading.
#[derive(Debug, Clone)]
pub struct Table {
    /// The heading; empty for the first.
    pub title: &'static str,
    /// Names of the columns; the first is of names, the others of figures.
    pub head: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<Part>>,
    /// What is not in it; empty if that is nothing.
    pub rest: String,
}

impl Table {
    /// How many rows it has, in words.
    pub fn size(&self) -> String {
        if self.rows.is_empty() { "as a whole".to_owned() } else { self.rows.len().to_string() }
    }
}

/// All tables that are not empty.
pub fn tables(compared: &Compared<'_>) -> Vec<Table> {
    let mut tables = vec![totals(compared), phases(compared), collections(compared), items(compared), needs(compared)];
    tables.retain(|table| !table.rows.is_empty() || (table.title == PLAN && !table.rest.is_empty()));
    tables
}

/// By how much a figure moved; nothing where it did not.
fn by(moved: Moved<usize>) -> Part {
    Part::word(match moved.after.cmp(&moved.before) {
        std::cmp::Ordering::Less => format!("−{}", moved.before - moved.after),
        std::cmp::Ordering::Equal => String::new(),
        std::cmp::Ordering::Greater => format!("+{}", moved.after - moved.before),
    })
}

fn figure(number: usize) -> Part {
    Part::word(number.to_string())
}

fn totals(compared: &Compared<'_>) -> Table {
    let Moved { before, after } = compared.difference.totals;
    let row = |name: &str, before: usize, after: usize| {
        vec![Part::word(name), figure(before), figure(after), by(Moved { before, after })]
    };
    let rows = vec![
        row("pages", before.pages, after.pages),
        row("diagrams", before.diagrams, after.diagrams),
        row("valid", before.valid, after.valid),
        row("reviewed", before.reviewed, after.reviewed),
    ];
    Table { title: "", head: vec!["total", "before", "now", ""], rows, rest: String::new() }
}

fn phases(compared: &Compared<'_>) -> Table {
    let phases = &compared.difference.figures.phases;
    let moved = phases.iter().filter(|phase| {
        phase.status.is_other() || phase.tasks.is_other() || (phase.have.is_other() && phase.need.is_some())
    });
    let rows: Vec<Vec<Part>> = moved
        .map(|phase| {
            let status = match phase.status {
                status if status.is_other() => format!("{} → {}", status.before.name(), status.after.name()),
                status => status.after.name().to_owned(),
            };
            let diagrams = |have: usize| phase.need.map_or_else(String::new, |need| format!("{have} of {need}"));
            let tasks = |quota: Quota| match quota.need {
                0 => String::new(),
                need => format!("{} of {need}", quota.have),
            };
            let tasks = match phase.tasks {
                both if both.is_other() => format!("{} → {}", tasks(both.before), tasks(both.after)),
                both => tasks(both.after),
            };
            let words = [diagrams(phase.have.before), diagrams(phase.have.after), status, tasks];
            std::iter::once(Part::name(&phase.id)).chain(words.map(Part::Word)).collect()
        })
        .collect();
    let rest = rest(phases.len() - rows.len(), "phase", "phases");
    Table { title: "Phases", head: vec!["phase", "before", "now", "status", "tasks done"], rows, rest }
}

fn collections(compared: &Compared<'_>) -> Table {
    let collections = &compared.difference.figures.collections;
    let moved = collections.iter().filter(|collection| collection.quota.is_other() || collection.complete.is_other());
    let rows: Vec<Vec<Part>> = moved
        .map(|collection| {
            let unit = if collection.unit == Unit::Pages { "pages" } else { "diagrams" };
            let of = |quota: Quota| Part::word(format!("{} of {}", quota.have, quota.need));
            let state = match (collection.complete.before, collection.complete.after) {
                (false, true) => "complete now",
                (true, false) => "not complete any more",
                (true, true) => "complete",
                (false, false) => "",
            };
            let Moved { before, after } = collection.quota;
            vec![Part::name(&collection.id), of(before), of(after), Part::word(unit), Part::word(state)]
        })
        .collect();
    let rest = rest(collections.len() - rows.len(), "collection", "collections");
    Table { title: "Collections", head: vec!["collection", "before", "now", "unit", "state"], rows, rest }
}

fn items(compared: &Compared<'_>) -> Table {
    let mut rows = Vec::new();
    for collection in &compared.difference.figures.collections {
        for item in &collection.items {
            let name = || Part::name(&format!("{}/{}", collection.id, item.id));
            let there = |is: bool| Part::word(if is { "there" } else { "missing" });
            if item.exists.is_other() {
                rows.push(vec![name(), Part::name(&item.path), there(item.exists.before), there(item.exists.after)]);
            }
            for (role, Moved { before, after }) in &item.roles {
                let of = |quota: &Quota| Part::word(format!("{} of {}", quota.have, quota.need));
                rows.push(vec![name(), Part::name(role), of(before), of(after)]);
            }
        }
    }
    Table { title: "Items", head: vec!["item", "role or path", "before", "now"], rows, rest: String::new() }
}

fn needs(compared: &Compared<'_>) -> Table {
    let mut rows = Vec::new();
    let rest = match &compared.difference.plan {
        PlanChange::Same => "",
        PlanChange::New => "plan.yaml is new; the state before is held against it all the same",
        PlanChange::Gone => "plan.yaml is gone",
        PlanChange::Invalid => "the plan.yaml of before cannot be understood; both states are held against that of now",
        PlanChange::Other(needs) => {
            for need in needs {
                let said = |number: Option<usize>, due: &Option<String>| match (number, due) {
                    (None, _) => Part::word("none"),
                    (Some(number), None) => figure(number),
                    (Some(number), Some(due)) => Part::word(format!("{number} by {due}")),
                };
                rows.push(vec![
                    Part::name(&need.id),
                    Part::word(need.what),
                    said(need.need.before, &need.due.before),
                    said(need.need.after, &need.due.after),
                ]);
            }
            "plan.yaml is another; both states are held against that of now"
        }
    };
    Table { title: PLAN, head: vec!["id", "what", "need before", "need now"], rows, rest: rest.to_owned() }
}

fn rest(number: usize, one: &str, many: &str) -> String {
    if number == 0 { String::new() } else { format!("{} as before", count(number, one, many)) }
}
