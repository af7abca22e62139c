//! `report --format markdown`: for a comment on a pull request. In: what is shown of a report. Out: Markdown of less than 60,000
//! characters, since hosts refuse comments of 65,536; what does not fit is said.

pub mod escape;

use std::fmt::Write;

use crate::diagnostics::human::count;
use crate::plan::arithmetic;
use crate::plan::next::{self, Part};
use crate::plan::report::{ItemReport, Quota, Status, TaskState, Unit};
use crate::plan::view::View;
use escape::{code, code_cell, sentence_cell, text};

/// Characters of all that is shown.
const MOST: usize = 60_000;

/// Names of a collapsed list that are shown.
const SHOWN: usize = 100;

/// Steps that are shown.
const STEPS: usize = 8;

/// Columns that a matrix may have as a table.
const COLUMNS: usize = 24;

/// The whole comment.
pub fn render(view: &View<'_>) -> String {
    let report = view.report;
    let mut parts = vec![head(view), phases(view), steps(view), collections(view)];
    for at in &view.collections {
        parts.push(details(view, *at));
    }
    parts.extend([lanes(view), tasks(view), broken(view)]);
    if !report.has_plan {
        parts.push("There is no `plan.yaml`, so nothing is owed.\n".to_owned());
    }
    let mut markdown = String::new();
    let mut left_out = false;
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if markdown.len() + part.len() > MOST {
            left_out = true;
            continue;
        }
        if !markdown.is_empty() {
            markdown.push('\n');
        }
        markdown.push_str(part);
    }
    if left_out {
        markdown.push_str("\nParts that are too long for a comment are left out; `chartroom report` shows them.\n");
    }
    markdown
}

fn head(view: &View<'_>) -> String {
    let report = view.report;
    let title = if report.title.is_empty() { "Content" } else { &report.title };
    let totals = report.totals;
    let broken = match totals.diagrams - totals.valid {
        0 => String::new(),
        broken => format!(", **{broken} broken**"),
    };
    let reviewed = if totals.reviewed > 0 { format!(", {} reviewed", totals.reviewed) } else { String::new() };
    format!(
        "### {}, {}\n\n{} of {} valid on {}{broken}{reviewed}.\n",
        text(title),
        report.today,
        totals.valid,
        count(totals.diagrams, "diagram", "diagrams"),
        count(totals.pages, "page", "pages")
    )
}

fn phases(view: &View<'_>) -> String {
    let report = view.report;
    if view.phases.is_empty() {
        return String::new();
    }
    let mut table = "| Phase | Status | | Due | Diagrams | Missing |\n|---|---|--:|---|--:|---|\n".to_owned();
    for at in view.phases_by_due() {
        let phase = &report.phases[at];
        let status = match phase.status {
            Status::Met => "✅ met",
            Status::Short => "❌ short",
            Status::Upcoming => "◻️ upcoming",
        };
        let title = if phase.title == phase.id { String::new() } else { format!("<br>{}", text(&phase.title)) };
        let mut missing: Vec<String> = phase.missing.iter().map(|missing| sentence_cell(missing)).collect();
        if let Some(load) = phase.page_load.as_ref().filter(|load| load.seconds <= load.limit) {
            missing.push(sentence_cell(&format!("in time: {}", arithmetic(load))));
        }
        row(
            &mut table,
            &[
                code_cell(&phase.id) + &title,
                status.to_owned(),
                percent(phase.progress(report)),
                phase.due.map_or_else(String::new, |due| due.to_string()),
                phase.diagrams.map_or_else(String::new, quota),
                missing.join("<br>"),
            ],
        );
    }
    table
}

fn steps(view: &View<'_>) -> String {
    let steps = next::steps(view, STEPS);
    if steps.is_empty() {
        return String::new();
    }
    let mut list = "**What to do next**\n\n".to_owned();
    for step in steps {
        let parts: String = step
            .parts
            .iter()
            .map(|part| match part {
                // Our own words hold nothing to escape.
                Part::Words(words) => words.clone(),
                Part::Name(name) => code(name),
                Part::Diagram(index) => diagram(view, *index),
            })
            .collect();
        let phase = step.phase.map(|at| format!(" (phase {})", code(&view.report.phases[at].id)));
        let _ = writeln!(list, "1. {parts}{}", phase.unwrap_or_default());
    }
    list
}

fn collections(view: &View<'_>) -> String {
    let report = view.report;
    if view.collections.is_empty() {
        return String::new();
    }
    let mut table =
        "| Collection | Phase | | There | Missing altogether | Incomplete | Valid diagrams |\n|---|---|--:|--:|--:|--:|--:|\n".to_owned();
    for collection in view.collections.iter().map(|at| &report.collections[*at]) {
        let unit = if collection.unit == Unit::Pages { "pages" } else { "diagrams" };
        let gone = collection.items.iter().filter(|item| item.found.is_empty()).count();
        let lacking = collection.items.iter().filter(|item| !item.found.is_empty() && !item.is_complete()).count();
        let number = |number: usize| if number > 0 { number.to_string() } else { String::new() };
        row(
            &mut table,
            &[
                code_cell(&collection.id),
                collection.phase.map_or_else(String::new, |at| code_cell(&report.phases[at].id)),
                percent(collection.progress()),
                format!("{} {unit}", quota(collection.quota)),
                number(gone),
                number(lacking + collection.thin_pages.len()),
                quota(collection.validity(view.inventory)),
            ],
        );
    }
    table
}

/// What is missing of a collection, collapsed.
fn details(view: &View<'_>, at: usize) -> String {
    let collection = &view.report.collections[at];
    let mut body = String::new();
    if let Some(matrix) = collection.matrix.as_ref().filter(|matrix| matrix.columns.1.len() <= COLUMNS) {
        let head: Vec<String> = matrix.columns.1.iter().map(|value| code_cell(value)).collect();
        let _ = writeln!(body, "| | {} |\n|---|{}", head.join(" | "), ":-:|".repeat(head.len()));
        for (index, value) in matrix.rows.1.iter().enumerate().take(SHOWN) {
            let items = collection.items.iter().skip(index * head.len()).take(head.len());
            let mut cells = vec![code_cell(value)];
            cells.extend(items.map(|item| sign(item).to_owned()));
            row(&mut body, &cells);
        }
        body.push_str("\n✅ there, ☑️ under another name, 🔸 lacks diagrams, · missing\n\n");
    }
    let missing = collection.items.iter().filter(|item| item.found.is_empty()).map(|item| code(&item.path));
    list(&mut body, "Missing altogether", missing.collect());
    let lacking = collection.items.iter().filter(|item| !item.found.is_empty() && !item.is_complete());
    let lacking = lacking.map(|item| {
        let roles = item.roles.iter().filter(|(_, quota)| !quota.holds());
        let roles: Vec<String> = roles.map(|(role, owed)| format!("{} {}", code(role), quota(*owed))).collect();
        format!("{}: {}", code(&item.id), roles.join(", "))
    });
    list(&mut body, "Incomplete", lacking.collect());
    let thin = collection.thin_pages.iter();
    let thin = thin.map(|(page, owed)| format!("{}: {}", code(&view.inventory.pages[*page].file), quota(*owed)));
    list(&mut body, "Pages with too few diagrams", thin.collect());
    let aliases = collection.items.iter().filter(|item| item.is_alias());
    let aliases = aliases.map(|item| {
        let found: Vec<String> = item.found.iter().map(|found| code(found)).collect();
        format!("{} as {}", code(&item.id), found.join(", "))
    });
    list(&mut body, "Under another name", aliases.collect());
    list(&mut body, "Not planned", collection.unplanned.iter().map(|path| code(path)).collect());
    let title = format!("Collection {}", escape::html(&collection.id));
    collapsed(&title, &body)
}

fn lanes(view: &View<'_>) -> String {
    if view.lanes.is_empty() {
        return String::new();
    }
    let mut table = "| Lane | Tasks done | Hours left | Valid diagrams |\n|---|--:|--:|--:|\n".to_owned();
    for lane in view.lanes.iter().map(|at| &view.work[*at]) {
        let hours = (lane.hours_left * 10.0).round() / 10.0;
        let title = if lane.title == lane.id { String::new() } else { format!(" {}", text(&lane.title)) };
        let content = Quota { have: lane.content.valid, need: lane.content.diagrams };
        row(&mut table, &[code_cell(&lane.id) + &title, quota(lane.tasks), hours.to_string(), quota(content)]);
    }
    table
}

fn tasks(view: &View<'_>) -> String {
    let report = view.report;
    let all = || view.tasks.iter().map(|at| &report.tasks[*at]);
    let open = || all().filter(|task| task.state != TaskState::Done);
    if view.tasks.is_empty() {
        return String::new();
    }
    let left = open().count();
    let title = format!("Tasks: {} of {} done", view.tasks.len() - left, view.tasks.len());
    let mut table = "| Task | State | Missing |\n|---|---|---|\n".to_owned();
    for task in open().take(SHOWN) {
        let waits = task.waits_for.iter().take(5).map(|at| format!("waits for {}", code_cell(&report.tasks[*at].id)));
        let missing = task.delivers.iter().filter(|delivery| !delivery.missing.is_empty()).take(5);
        let missing: Vec<String> = waits.chain(missing.map(|delivery| sentence_cell(&delivery.missing))).collect();
        let name = if task.title == task.id { String::new() } else { format!(" {}", text(&task.title)) };
        row(&mut table, &[code_cell(&task.id) + &name, task.state.name().to_owned(), missing.join("<br>")]);
    }
    if left > SHOWN {
        let _ = writeln!(table, "\nand {} more", left - SHOWN);
    }
    if left == 0 { format!("{title}.\n") } else { collapsed(&title, &table) }
}

fn broken(view: &View<'_>) -> String {
    let mut body = String::new();
    let all = view.broken.iter().map(|index| diagram(view, *index)).collect();
    list(&mut body, "", all);
    collapsed(&count(view.broken.len(), "broken diagram", "broken diagrams"), &body)
}

/// A diagram: its place, and its id unless that is so long that it must be made from the place.
fn diagram(view: &View<'_>, index: usize) -> String {
    let entry = &view.inventory.diagrams[index];
    let id = if entry.id.len() > 40 { String::new() } else { format!(" ({})", code(&entry.id)) };
    code(&format!("{}:{}", entry.file, entry.line)) + &id
}

/// A list with its heading; nothing for an empty one.
fn list(body: &mut String, title: &str, entries: Vec<String>) {
    if entries.is_empty() {
        return;
    }
    if !title.is_empty() {
        let _ = writeln!(body, "{title}:\n");
    }
    let all = entries.len();
    for entry in entries.into_iter().take(SHOWN) {
        let _ = writeln!(body, "- {entry}");
    }
    if all > SHOWN {
        let _ = writeln!(body, "- and {} more", all - SHOWN);
    }
    body.push('\n');
}

/// Hosts read Markdown inside again after an empty line.
fn collapsed(title: &str, body: &str) -> String {
    if body.is_empty() {
        return String::new();
    }
    format!("<details><summary>{title}</summary>\n\n{}\n\n</details>\n", body.trim_end())
}

fn row(table: &mut String, cells: &[String]) {
    let _ = writeln!(table, "| {} |", cells.join(" | "));
}

fn sign(item: &ItemReport) -> &'static str {
    match () {
        () if item.found.is_empty() => "·",
        () if !item.is_complete() => "🔸",
        () if item.is_alias() => "☑️",
        () => "✅",
    }
}

fn quota(quota: Quota) -> String {
    format!("{} of {}", quota.have, quota.need)
}

fn percent(quota: Quota) -> String {
    format!("{}%", quota.percent())
}
