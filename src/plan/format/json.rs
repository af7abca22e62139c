//! `report --format json`: a contract; keys may be added, never changed.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::plan::file::Share;
use crate::plan::report::{
    CollectionReport, ItemReport, LaneReport, PhaseReport, Quota, Report, ShareReport, TaskReport, Totals, Unit,
};
use crate::plan::tally::Tally;
use crate::plan::view::View;
use crate::plan::{Inventory, TOP};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    title: &'a str,
    today: String,
    totals: Value,
    by_kind: &'a BTreeMap<String, usize>,
    by_section: BTreeMap<&'a str, Value>,
    broken: Vec<Value>,
    phases: Vec<Value>,
    collections: Vec<Value>,
    tasks: Vec<Value>,
    lanes: Vec<Value>,
}

/// What is shown of the report as one object. Totals are those of the whole site whatever is shown.
pub fn render(view: &View<'_>) -> String {
    let View { report, inventory, .. } = *view;
    let document = Document {
        version: 1,
        title: &report.title,
        today: report.today.to_string(),
        totals: totals(report.totals),
        by_kind: &report.by_kind,
        by_section: report.by_section.iter().map(|(name, section)| (section_name(name), totals(*section))).collect(),
        broken: view.broken.iter().map(|index| diagram(inventory, *index)).collect(),
        phases: view.phases.iter().map(|at| phase(&report.phases[*at], report)).collect(),
        collections: view
            .collections
            .iter()
            .map(|at| collection(&report.collections[*at], report, inventory))
            .collect(),
        tasks: view.tasks.iter().map(|at| task(&report.tasks[*at], report)).collect(),
        lanes: view.lanes.iter().map(|at| lane(&view.work[*at])).collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// The section of files in no folder has the name `.`.
fn section_name(name: &str) -> &str {
    if name == TOP { "." } else { name }
}

fn totals(totals: Totals) -> Value {
    let Totals { pages, diagrams, valid, reviewed } = totals;
    json!({ "pages": pages, "diagrams": diagrams, "valid": valid, "reviewed": reviewed })
}

fn diagram(inventory: &Inventory, index: usize) -> Value {
    let entry = &inventory.diagrams[index];
    json!({ "id": entry.id, "file": entry.file, "line": entry.line })
}

fn quota(quota: Quota) -> Value {
    json!({ "have": quota.have, "need": quota.need })
}

fn share(share: ShareReport) -> Value {
    let Share(need) = share.need;
    // Six decimals are more than a plan says, and leave out what binary fractions add.
    json!({ "have": share.have, "of": share.of, "need": (need * 1e6).round() / 1e6 })
}

fn phase(phase: &PhaseReport, report: &Report) -> Value {
    let failing: Vec<&str> =
        phase.checks.iter().filter(|check| !check.findings.is_empty()).map(|check| check.name.as_str()).collect();
    let valid = Quota { have: report.totals.valid, need: 0 };
    json!({
        "id": phase.id,
        "title": phase.title,
        "status": phase.status.name(),
        "due": phase.due.map(|due| due.to_string()),
        "diagrams": quota(phase.diagrams.unwrap_or(valid)),
        "failing": failing,
        "tasks": { "done": phase.tasks.have, "total": phase.tasks.need },
        "require": phase.checks.iter().map(|check| json!({ "check": check.name, "findings": check.findings.len() }))
            .collect::<Vec<_>>(),
        "page_load": phase.page_load.as_ref().map(|load| json!({
            "file": load.file, "bytes": load.bytes, "seconds": load.seconds, "limit": load.limit,
        })),
        "reviewed": phase.reviewed.map(share),
        "collections": phase.collections.iter().map(|at| report.collections[*at].id.as_str()).collect::<Vec<_>>(),
        "missing": phase.missing,
    })
}

fn collection(collection: &CollectionReport, report: &Report, inventory: &Inventory) -> Value {
    let validity = collection.validity(inventory);
    let mut value = json!({
        "id": collection.id,
        "title": collection.title,
        "phase": collection.phase.map(|at| report.phases[at].id.as_str()),
        "unit": if collection.unit == Unit::Pages { "pages" } else { "diagrams" },
        "have": collection.quota.have,
        "need": collection.quota.need,
        "complete": collection.is_complete(),
        "pages": collection.pages.len(),
        "diagrams": validity.need,
        "valid": validity.have,
        "valid_share": collection.valid.map(share),
        "thin_pages": collection.thin_pages.iter().map(|(page, owed)| json!({
            "file": inventory.pages[*page].file, "have": owed.have, "need": owed.need,
        })).collect::<Vec<_>>(),
        "broken": broken(&collection.tally, inventory),
        "items": collection.items.iter().map(item).collect::<Vec<_>>(),
        "unplanned": collection.unplanned,
    });
    if let Some(matrix) = &collection.matrix {
        let axis = |(name, values): &(String, Vec<String>)| json!({ "name": name, "values": values });
        value["matrix"] = json!({ "rows": axis(&matrix.rows), "columns": axis(&matrix.columns) });
        let wanted = collection.items.iter().filter(|item| item.found.is_empty()).map(|item| item.path.as_str());
        value["wanted"] = json!(wanted.collect::<Vec<_>>());
    }
    value
}

fn broken(tally: &Tally, inventory: &Inventory) -> Vec<Value> {
    let all = tally.left_out.iter().map(|(index, _)| *index);
    all.filter(|index| !inventory.diagrams[*index].valid).map(|index| diagram(inventory, index)).collect()
}

/// An item that owes nothing but to exist has the key `page` in place of roles.
fn item(item: &ItemReport) -> Value {
    let existence = [("page".to_owned(), Quota { have: usize::from(!item.found.is_empty()), need: 1 })];
    let roles = if item.roles.is_empty() { &existence[..] } else { &item.roles };
    let numbers = |number: fn(&Quota) -> usize| -> BTreeMap<&str, usize> {
        roles.iter().map(|(role, quota)| (role.as_str(), number(quota))).collect()
    };
    let mut missing = numbers(|quota| quota.missing());
    missing.retain(|_, number| *number > 0);
    json!({
        "id": item.id,
        "have": numbers(|quota| quota.have),
        "need": numbers(|quota| quota.need),
        "missing": missing,
        "path": item.path,
        "found": item.found,
        "alias": item.is_alias(),
    })
}

fn task(task: &TaskReport, report: &Report) -> Value {
    json!({
        "id": task.id,
        "title": task.title,
        "phase": task.phase.map(|at| report.phases[at].id.as_str()),
        "lanes": task.lanes.iter().map(|at| report.lanes[*at].id.as_str()).collect::<Vec<_>>(),
        "state": task.state.name(),
        "done": task.done.map(|date| date.to_string()),
        "delivers": task.delivers.iter().map(|delivery| json!({
            "what": delivery.what, "have": delivery.quota.have, "need": delivery.quota.need, "missing": delivery.missing,
        })).collect::<Vec<_>>(),
        "waits_for": task.waits_for.iter().map(|at| report.tasks[*at].id.as_str()).collect::<Vec<_>>(),
    })
}

fn lane(lane: &LaneReport) -> Value {
    json!({
        "id": lane.id,
        "title": lane.title,
        "tasks": { "done": lane.tasks.have, "total": lane.tasks.need },
        "hours_left": lane.hours_left,
        "pages": lane.content.pages,
        "diagrams": lane.content.diagrams,
        "valid": lane.content.valid,
    })
}
