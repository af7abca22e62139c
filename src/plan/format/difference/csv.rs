//! `report --against REV --format csv`: one long table for spreadsheets, a row for each figure, diagram and page that changed. In:
//! a difference. Out: CSV as that of the report.

use super::contents::{other_kind, place, shown};
use crate::plan::difference::{Compared, DiagramChange, Moved, TextChange};
use crate::plan::format::csv::Table;

/// The names of the columns.
const COLUMNS: [&str; 7] = ["what", "id", "change", "before", "after", "file", "detail"];

/// The whole table.
pub fn render(compared: &Compared<'_>) -> String {
    let mut table = Table::default();
    table.line(COLUMNS);
    let mut figure = |what: &str, id: &str, change: &str, moved: Moved<usize>| {
        table.line([what, id, change, &moved.before.to_string(), &moved.after.to_string(), "", ""]);
    };
    let difference = compared.difference;
    let Moved { before, after } = difference.totals;
    figure("total", "pages", "", Moved { before: before.pages, after: after.pages });
    figure("total", "diagrams", "", Moved { before: before.diagrams, after: after.diagrams });
    figure("total", "valid", "", Moved { before: before.valid, after: after.valid });
    figure("total", "reviewed", "", Moved { before: before.reviewed, after: after.reviewed });
    let figures = &difference.figures;
    for phase in figures.phases.iter().filter(|phase| phase.need.is_some()) {
        figure("phase", &phase.id, "", phase.have);
    }
    for collection in &figures.collections {
        let Moved { before, after } = collection.quota;
        figure("collection", &collection.id, "", Moved { before: before.have, after: after.have });
        for item in &collection.items {
            let id = format!("{}/{}", collection.id, item.id);
            for (role, Moved { before, after }) in &item.roles {
                figure("item", &id, role, Moved { before: before.have, after: after.have });
            }
        }
    }
    for check in &figures.checks {
        figure("check", &check.name, "", check.findings);
    }
    for task in &figures.tasks {
        table.line(["task", &task.id, "", task.state.before.name(), task.state.after.name(), "", ""]);
    }
    for change in &difference.diagrams {
        diagram(&mut table, compared, change);
    }
    let (then, now) = (&compared.before.inventory.pages, &compared.after.inventory.pages);
    for at in &difference.pages_new {
        table.line(["page", &now[*at].path, "new", "", "", &now[*at].file, ""]);
    }
    for at in &difference.pages_gone {
        table.line(["page", &then[*at].path, "gone", "", "", &then[*at].file, ""]);
    }
    for (old, new) in &difference.pages_moved {
        table.line(["page", &now[*new].path, "moved", "", "", &now[*new].file, &format!("from {}", then[*old].file)]);
    }
    for fall in &difference.fell {
        let place = fall.place.as_ref().map_or_else(String::new, |(file, line)| format!("{file}:{line}"));
        let (before, after) = (fall.before.to_string(), fall.after.to_string());
        table.line(["fell", &fall.id, fall.what.name(), &before, &after, &place, &fall.message()]);
    }
    table.text
}

fn diagram(table: &mut Table, compared: &Compared<'_>, change: &DiagramChange) {
    let Some(diagram) = shown(compared, change) else { return };
    let what = match change.text {
        TextChange::One if change.is_new() => "new",
        TextChange::One => "gone",
        TextChange::Same if change.is_moved => "moved",
        _ => change.text.name(),
    };
    let verdict = |valid: Option<bool>| match valid {
        Some(true) => "valid",
        Some(false) => "broken",
        None => "",
    };
    let old = change.before.map(|at| &compared.before.inventory.diagrams[at]);
    let new = change.after.map(|at| &compared.after.inventory.diagrams[at]);
    let from = old.filter(|_| change.is_moved).map(|old| format!("from {} of {}", old.id, old.file));
    let details: Vec<String> = other_kind(compared, change).into_iter().chain(from).collect();
    let (before, after) = (verdict(old.map(|old| old.valid)), verdict(new.map(|new| new.valid)));
    table.line(["diagram", &diagram.id, what, before, after, &place(diagram), &details.join(", ")]);
}
