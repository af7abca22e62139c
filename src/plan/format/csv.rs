//! `report --format csv`: one long table for spreadsheets, a row for each figure. In: what is shown of a report. Out: CSV as RFC
//! 4180 has it. A field that a spreadsheet would take for a formula gets an apostrophe in front.

use crate::plan::report::{ItemReport, Quota, Report, TaskReport, TaskState, Totals};
use crate::plan::view::View;
use crate::plan::{TOP, arithmetic};

/// The names of the columns.
const COLUMNS: [&str; 9] = ["what", "id", "phase", "status", "have", "need", "missing", "due", "file"];

/// A row; what is empty is not known or has no meaning there.
#[derive(Default)]
struct Row<'a> {
    what: &'a str,
    id: &'a str,
    phase: &'a str,
    status: &'a str,
    have: String,
    need: String,
    missing: String,
    due: String,
    file: String,
}

/// The whole table.
pub fn render(view: &View<'_>) -> String {
    let mut table = Table::default();
    table.line(COLUMNS);
    totals(&mut table, view.report);
    phases(&mut table, view);
    collections(&mut table, view);
    for at in &view.tasks {
        task(&mut table, view, &view.report.tasks[*at]);
    }
    for lane in view.lanes.iter().map(|at| &view.work[*at]) {
        table.row(Row { what: "lane", id: &lane.id, ..of(lane.tasks) });
        table.row(Row { what: "lane-diagrams", id: &lane.id, ..of_content(lane.content) });
    }
    for diagram in view.broken.iter().map(|index| &view.inventory.diagrams[*index]) {
        let file = format!("{}:{}", diagram.file, diagram.line);
        table.row(Row { what: "broken", id: &diagram.id, status: "broken", file, ..Row::default() });
    }
    table.text
}

fn totals(table: &mut Table, report: &Report) {
    let all = report.totals;
    let number = |id, have: usize| Row { what: "total", id, have: have.to_string(), ..Row::default() };
    table.row(number("pages", all.pages));
    table.row(number("diagrams", all.diagrams));
    table.row(number("valid", all.valid));
    table.row(number("reviewed", all.reviewed));
    for (kind, have) in &report.by_kind {
        table.row(Row { what: "kind", id: kind, have: have.to_string(), ..Row::default() });
    }
    for (section, totals) in &report.by_section {
        let id = if section == TOP { "." } else { section };
        table.row(Row { what: "section", id, ..of_content(*totals) });
    }
}

fn phases(table: &mut Table, view: &View<'_>) {
    let report = view.report;
    for phase in view.phases.iter().map(|at| &report.phases[*at]) {
        let due = phase.due.map_or_else(String::new, |due| due.to_string());
        let id = phase.id.as_str();
        let part = |what, status: bool| Row {
            what,
            id,
            phase: id,
            status: if status { "met" } else { "missing" },
            due: due.clone(),
            ..Row::default()
        };
        table.row(Row {
            what: "phase",
            id,
            phase: id,
            status: phase.status.name(),
            missing: phase.missing.join("; "),
            due: due.clone(),
            ..of(phase.progress(report))
        });
        if let Some(quota) = phase.diagrams {
            table.row(Row {
                have: quota.have.to_string(),
                need: quota.need.to_string(),
                ..part("phase-diagrams", quota.holds())
            });
        }
        for check in &phase.checks {
            let first = check.findings.first();
            table.row(Row {
                id: &check.name,
                have: check.findings.len().to_string(),
                need: "0".to_owned(),
                missing: first.map_or_else(String::new, |(_, _, message)| message.clone()),
                file: first.map_or_else(String::new, |(file, line, _)| format!("{file}:{line}")),
                ..part("phase-check", check.findings.is_empty())
            });
        }
        if let Some(load) = &phase.page_load {
            let holds = load.seconds <= load.limit;
            table.row(Row {
                have: format!("{:.3}", load.seconds),
                need: load.limit.to_string(),
                missing: if holds { String::new() } else { arithmetic(load) },
                file: load.file.clone(),
                ..part("phase-page-load", holds)
            });
        }
        if let Some(share) = phase.reviewed {
            let Quota { have, need } = share.quota();
            table.row(Row { have: have.to_string(), need: need.to_string(), ..part("phase-reviewed", share.holds()) });
        }
        table.row(Row {
            have: phase.tasks.have.to_string(),
            need: phase.tasks.need.to_string(),
            status: "",
            ..part("phase-tasks", true)
        });
    }
}

fn collections(table: &mut Table, view: &View<'_>) {
    let report = view.report;
    for collection in view.collections.iter().map(|at| &report.collections[*at]) {
        let phase = collection.phase.map(|at| &report.phases[at]);
        let due = phase.and_then(|phase| phase.due).map_or_else(String::new, |due| due.to_string());
        let phase = phase.map_or("", |phase| phase.id.as_str());
        let id = collection.id.as_str();
        let row = |what, file: &str| Row { what, id, phase, due: due.clone(), file: file.to_owned(), ..Row::default() };
        let status = if collection.is_complete() { "complete" } else { "incomplete" };
        let numbers = |quota: Quota, row| Row { have: quota.have.to_string(), need: quota.need.to_string(), ..row };
        let missing = crate::plan::lacks(collection, view.inventory).join("; ");
        table.row(Row { status, missing, ..numbers(collection.quota, row("collection", "")) });
        if let Some(share) = collection.valid {
            let status = if share.holds() { "complete" } else { "incomplete" };
            table.row(Row { status, ..numbers(share.quota(), row("collection-valid", "")) });
        }
        for item in &collection.items {
            let item_id = format!("{id}/{}", item.id);
            let found = if item.found.is_empty() { item.path.clone() } else { item.found.join("; ") };
            let status = item_status(item);
            if item.roles.is_empty() {
                let quota = Quota { have: usize::from(!item.found.is_empty()), need: 1 };
                table.row(Row { id: &item_id, status, ..numbers(quota, row("item", &found)) });
            }
            for (role, quota) in &item.roles {
                let missing = if quota.holds() { String::new() } else { format!("{} {role}", quota.missing()) };
                let id = format!("{item_id}/{role}");
                table.row(Row { id: &id, status, missing, ..numbers(*quota, row("item", &found)) });
            }
        }
        for (page, quota) in &collection.thin_pages {
            let file = &view.inventory.pages[*page].file;
            table.row(Row { status: "incomplete", ..numbers(*quota, row("page", file)) });
        }
        for path in &collection.unplanned {
            table.row(Row { status: "unplanned", ..row("item", path) });
        }
    }
}

fn item_status(item: &ItemReport) -> &'static str {
    match () {
        () if item.found.is_empty() => "missing",
        () if !item.is_complete() => "incomplete",
        () if item.is_alias() => "alias",
        () => "complete",
    }
}

fn task(table: &mut Table, view: &View<'_>, task: &TaskReport) {
    let phase = task.phase.map(|at| &view.report.phases[at]);
    let due = phase.and_then(|phase| phase.due).map_or_else(String::new, |due| due.to_string());
    let phase = phase.map_or("", |phase| phase.id.as_str());
    let there = task.delivers.iter().filter(|delivery| delivery.missing.is_empty()).count();
    let waits: Vec<&str> = task.waits_for.iter().map(|at| view.report.tasks[*at].id.as_str()).collect();
    let missing = if waits.is_empty() || task.state == TaskState::Done {
        String::new()
    } else {
        format!("waits for {}", waits.join(", "))
    };
    let quota = Quota { have: there, need: task.delivers.len() };
    table.row(Row { what: "task", id: &task.id, phase, status: task.state.name(), missing, due, ..of(quota) });
    for delivery in &task.delivers {
        let id = format!("{}: {}", task.id, delivery.what);
        let status = if delivery.missing.is_empty() { "met" } else { "missing" };
        let missing = delivery.missing.clone();
        table.row(Row { what: "delivery", id: &id, phase, status, missing, ..of(delivery.quota) });
    }
}

fn of(quota: Quota) -> Row<'static> {
    Row { have: quota.have.to_string(), need: quota.need.to_string(), ..Row::default() }
}

fn of_content(totals: Totals) -> Row<'static> {
    of(Quota { have: totals.valid, need: totals.diagrams })
}

/// Lines of fields.
#[derive(Default)]
pub(super) struct Table {
    /// What was written.
    pub(super) text: String,
}

impl Table {
    fn row(&mut self, row: Row<'_>) {
        let Row { what, id, phase, status, have, need, missing, due, file } = row;
        self.line([what, id, phase, status, &have, &need, &missing, &due, &file]);
    }

    /// Writes a line.
    pub(super) fn line<'f>(&mut self, fields: impl IntoIterator<Item = &'f str>) {
        let fields: Vec<String> = fields.into_iter().map(field).collect();
        self.text.push_str(&fields.join(","));
        self.text.push_str("\r\n");
    }
}

/// A field, quoted where it has to be.
fn field(text: &str) -> String {
    // What spreadsheets take for the beginning of a formula, in wide letters too.
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\r', '\n']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_and_no_formula() {
        let cases = [
            ("a", "a"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("a\nb", "\"a\nb\""),
            (" a", "\" a\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1,A2)", "\"'@SUM(A1,A2)\""),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("", ""),
        ];
        for (text, written) in cases {
            assert_eq!(field(text), written, "{text:?}");
        }
    }
}
