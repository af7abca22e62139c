//! `report --explain`: explanations as text for a terminal, as JSON, as CSV. In: explanations and what they are about. Out: text.

use serde_json::{Value, json};

use super::csv::Table;
use super::human::Look;
use super::human::page::{Ink, Page, name};
use crate::plan::Inventory;
use crate::plan::explain::{Explanation, Row, Thing};
use crate::plan::file::Each;
use crate::plan::report::Report;

/// What rows of explanations refer to.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// The report.
    pub report: &'a Report,
    /// What it counts.
    pub inventory: &'a Inventory,
}

/// For people: a line for everything that was looked at, places first, so that editors and `grep` find them.
pub fn human(explanations: &[Explanation], about: About<'_>, look: Look) -> String {
    let mut page = Page::new(look);
    for explanation in explanations {
        let title =
            if explanation.title.is_empty() { String::new() } else { format!(" ({})", name(&explanation.title)) };
        page.heading(&format!("{} {}{title}", explanation.what, name(&explanation.id)));
        for note in &explanation.notes {
            page.point(2, "-", note);
        }
        for figure in &explanation.figures {
            let need = figure.need.filter(|need| *need > 0).map_or_else(String::new, |need| format!(" of {need}"));
            let counted = if figure.name == Each::TOTAL { "diagrams" } else { &figure.name };
            page.line(&format!("  {}: {}{need}", name(counted), figure.have));
            for row in &figure.rows {
                let cells = Cells::new(row, about);
                let (ink, sign) = match row.counted {
                    true if figure.is_of_faults => (Ink::Bad, page.sign("•", "*")),
                    true => (Ink::Good, page.sign("✓", "+")),
                    false => (Ink::Bad, page.sign("✗", "-")),
                };
                let place = if cells.line.is_empty() { cells.file } else { format!("{}:{}", cells.file, cells.line) };
                let shown = [&place, &cells.id, &cells.kind, &cells.role, &cells.text];
                let mut text: Vec<String> =
                    shown.into_iter().filter(|cell| !cell.is_empty()).map(|cell| name(cell)).collect();
                if !row.counts_for.is_empty() {
                    text.push(format!("[{}]", name(&row.counts_for)));
                }
                if !row.reason.is_empty() {
                    text.push(page.ink(Ink::Faint, &format!("({})", name(&row.reason))));
                }
                page.line(&format!("    {} {}", page.ink(ink, sign), text.join("  ")));
            }
        }
    }
    page.finish()
}

/// For programs: a contract; keys may be added, never changed.
pub fn json(explanations: &[Explanation], about: About<'_>) -> String {
    let row = |row: &Row| {
        let mut value = match &row.thing {
            Thing::Diagram(at) => {
                let diagram = &about.inventory.diagrams[*at];
                json!({
                    "type": "diagram", "id": diagram.id, "file": diagram.file, "line": diagram.line, "kind": diagram.kind,
                    "role": diagram.role, "caption": diagram.caption, "valid": diagram.valid,
                })
            }
            Thing::Page(at) => {
                let page = &about.inventory.pages[*at];
                json!({ "type": "page", "path": page.path, "file": page.file, "title": page.title })
            }
            Thing::Path(path) => json!({ "type": "path", "path": path }),
            Thing::Finding(code, file, line, message) => {
                json!({ "type": "finding", "code": code, "file": file, "line": line, "message": message })
            }
            Thing::Check(code) => json!({ "type": "check", "code": code }),
            Thing::Task(at) => {
                let task = &about.report.tasks[*at];
                json!({ "type": "task", "id": task.id, "title": task.title, "state": task.state.name() })
            }
        };
        value["counted"] = json!(row.counted);
        value["reason"] = json!(row.reason);
        value["counts_for"] = json!(row.counts_for);
        value
    };
    let explain = |explanation: &Explanation| -> Value {
        let figures: Vec<Value> = explanation
            .figures
            .iter()
            .map(|figure| {
                let rows: Vec<Value> = figure.rows.iter().map(row).collect();
                json!({ "name": figure.name, "have": figure.have, "need": figure.need, "rows": rows })
            })
            .collect();
        json!({
            "what": explanation.what, "id": explanation.id, "title": explanation.title, "notes": explanation.notes,
            "figures": figures,
        })
    };
    let all: Vec<Value> = explanations.iter().map(explain).collect();
    let mut text = serde_json::to_string_pretty(&json!({ "version": 1, "explained": all })).unwrap_or_default();
    text.push('\n');
    text
}

/// For spreadsheets: a row for everything that was looked at.
pub fn csv(explanations: &[Explanation], about: About<'_>) -> String {
    let mut table = Table::default();
    table.line([
        "what",
        "id",
        "figure",
        "have",
        "need",
        "counted",
        "reason",
        "counts_for",
        "type",
        "name",
        "kind",
        "role",
        "file",
        "line",
        "text",
    ]);
    for explanation in explanations {
        for figure in &explanation.figures {
            let have = figure.have.to_string();
            let need = figure.need.map_or_else(String::new, |need| need.to_string());
            if figure.rows.is_empty() {
                let head = [explanation.what, &explanation.id, &figure.name, &have, &need];
                table.line(head.into_iter().chain([""; 10]));
            }
            for row in &figure.rows {
                let cells = Cells::new(row, about);
                let counted = if row.counted { "yes" } else { "no" };
                let head = [explanation.what, &explanation.id, &figure.name, &have, &need, counted, &row.reason];
                let tail = [&row.counts_for, cells.what, &cells.id, &cells.kind, &cells.role, &cells.file, &cells.line];
                table.line(head.into_iter().chain(tail).chain([cells.text.as_str()]));
            }
        }
    }
    table.text
}

/// A row in columns; those that it does not have are empty.
#[derive(Default)]
struct Cells {
    what: &'static str,
    id: String,
    kind: String,
    role: String,
    file: String,
    line: String,
    text: String,
}

impl Cells {
    fn new(row: &Row, about: About<'_>) -> Self {
        match &row.thing {
            Thing::Diagram(at) => {
                let diagram = &about.inventory.diagrams[*at];
                Self {
                    what: "diagram",
                    id: diagram.id.clone(),
                    kind: diagram.kind.clone().unwrap_or_default(),
                    role: diagram.role.clone().unwrap_or_default(),
                    file: diagram.file.clone(),
                    line: diagram.line.to_string(),
                    text: String::new(),
                }
            }
            Thing::Page(at) => {
                let page = &about.inventory.pages[*at];
                Self { what: "page", file: page.file.clone(), text: page.title.clone(), ..Self::default() }
            }
            Thing::Path(path) => Self { what: "path", file: path.clone(), ..Self::default() },
            Thing::Finding(code, file, line, message) => Self {
                what: "finding",
                id: code.clone(),
                file: file.clone(),
                line: line.to_string(),
                text: message.clone(),
                ..Self::default()
            },
            Thing::Check(code) => Self { what: "check", id: code.clone(), ..Self::default() },
            Thing::Task(at) => {
                let task = &about.report.tasks[*at];
                Self { what: "task", id: task.id.clone(), text: task.title.clone(), ..Self::default() }
            }
        }
    }
}
