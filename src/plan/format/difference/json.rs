//! `report --against REV --format json`: a contract; keys may be added, never changed.

use serde_json::{Value, json};

use crate::mermaid::Node;
use crate::plan::difference::{
    CollectionChange, Compared, DiagramChange, EdgeChange, Moved, OutlineChange, PhaseChange, PlanChange, Side,
    TextChange, VerdictChange,
};
use crate::plan::report::{Quota, Totals, Unit};

/// The difference as one object.
pub fn render(compared: &Compared<'_>) -> String {
    let difference = compared.difference;
    let of = |is: &dyn Fn(&DiagramChange) -> bool| -> Vec<Value> {
        difference.diagrams.iter().filter(|change| is(change)).map(|change| diagram_change(compared, change)).collect()
    };
    let verdict =
        |wanted: VerdictChange| move |change: &DiagramChange| change.verdict == wanted && change.after.is_some();
    let then = |at: &usize| json!(compared.before.inventory.pages[*at].file);
    let now = |at: &usize| json!(compared.after.inventory.pages[*at].file);
    let document = json!({
        "version": 1,
        "revision": compared.revision,
        "commit": compared.commit,
        "totals": both(difference.totals, totals),
        "diagrams": {
            "new": of(&DiagramChange::is_new),
            "gone": of(&DiagramChange::is_gone),
            "moved": of(&|change| change.is_moved),
            "changed": of(&DiagramChange::is_changed),
            "broken": of(&verdict(VerdictChange::Broken)),
            "mended": of(&verdict(VerdictChange::Mended)),
            "still_broken": of(&verdict(VerdictChange::StillBroken)),
        },
        "pages": {
            "new": difference.pages_new.iter().map(now).collect::<Vec<_>>(),
            "gone": difference.pages_gone.iter().map(then).collect::<Vec<_>>(),
            "moved": difference.pages_moved.iter()
                .map(|(old, new)| json!({ "before": then(old), "after": now(new) }))
                .collect::<Vec<_>>(),
        },
        "plan": plan(&difference.plan),
        "phases": difference.figures.phases.iter().map(phase).collect::<Vec<_>>(),
        "collections": difference.figures.collections.iter().map(collection).collect::<Vec<_>>(),
        "tasks": difference.figures.tasks.iter().map(|task| json!({
            "id": task.id,
            "title": task.title,
            "state": { "before": task.state.before.name(), "after": task.state.after.name() },
            "missing": task.missing,
        })).collect::<Vec<_>>(),
        "checks": difference.figures.checks.iter().map(|check| json!({
            "check": check.name,
            "findings": { "before": check.findings.before, "after": check.findings.after },
            "new": check.new.iter()
                .map(|(file, line, message)| json!({ "file": file, "line": line, "message": message }))
                .collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "fell": difference.fell.iter().map(|fall| json!({
            "what": fall.what.name(),
            "id": fall.id,
            "before": fall.before,
            "after": fall.after,
            "message": fall.message(),
            "file": fall.place.as_ref().map(|(file, _)| file),
            "line": fall.place.as_ref().map(|(_, line)| line),
        })).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn both<T: Copy>(moved: Moved<T>, value: fn(T) -> Value) -> Value {
    json!({ "before": value(moved.before), "after": value(moved.after) })
}

fn totals(totals: Totals) -> Value {
    let Totals { pages, diagrams, valid, reviewed } = totals;
    json!({ "pages": pages, "diagrams": diagrams, "valid": valid, "reviewed": reviewed })
}

fn quota(quota: Quota) -> Value {
    json!({ "have": quota.have, "need": quota.need })
}

fn diagram_change(compared: &Compared<'_>, change: &DiagramChange) -> Value {
    let mut value = json!({
        "before": change.before.map(|at| diagram(&compared.before, at)),
        "after": change.after.map(|at| diagram(&compared.after, at)),
        "change": match change.text {
            TextChange::One if change.is_new() => "new",
            TextChange::One => "gone",
            _ => change.text.name(),
        },
    });
    if let TextChange::Structure(structure) = &change.text {
        value["nodes"] = nodes(structure);
        value["edges"] = edges(structure);
        value["groups"] = json!({ "added": structure.groups_added, "removed": structure.groups_removed });
    }
    if let Some((at, fault)) = change.after.and_then(|at| Some((at, compared.difference.faults.get(&at)?))) {
        let place = fault.span(&compared.after.figure(at).diagram).start;
        value["error"] = json!({
            "code": fault.code.code(), "message": fault.message, "help": fault.help,
            "line": place.line, "column": place.column,
        });
    }
    value
}

fn diagram(side: &Side<'_>, at: usize) -> Value {
    let entry = &side.inventory.diagrams[at];
    json!({
        "id": entry.id,
        "file": entry.file,
        "line": entry.line,
        "kind": entry.kind,
        "role": entry.role,
        "caption": entry.caption,
        "valid": entry.valid,
    })
}

fn node(node: &Node) -> Value {
    json!({ "id": node.id, "label": node.label })
}

fn nodes(change: &OutlineChange) -> Value {
    json!({
        "added": change.nodes_added.iter().map(node).collect::<Vec<_>>(),
        "removed": change.nodes_removed.iter().map(node).collect::<Vec<_>>(),
        "relabelled": change.nodes_relabelled.iter()
            .map(|node| json!({ "id": node.id, "before": node.before, "after": node.after }))
            .collect::<Vec<_>>(),
        "regrouped": change.regrouped.iter()
            .map(|moved| json!({ "id": moved.node.id, "label": moved.node.label, "before": moved.before, "after": moved.after }))
            .collect::<Vec<_>>(),
    })
}

fn edges(change: &OutlineChange) -> Value {
    let edge = |edge: &EdgeChange| json!({ "from": edge.from.id, "to": edge.to.id, "label": edge.label });
    json!({
        "added": change.edges_added.iter().map(edge).collect::<Vec<_>>(),
        "removed": change.edges_removed.iter().map(edge).collect::<Vec<_>>(),
        "relabelled": change.edges_relabelled.iter()
            .map(|(old, now)| json!({ "from": old.from.id, "to": old.to.id, "before": old.label, "after": now }))
            .collect::<Vec<_>>(),
    })
}

fn plan(change: &PlanChange) -> Value {
    let (state, needs) = match change {
        PlanChange::Same => ("same", &[][..]),
        PlanChange::New => ("new", &[][..]),
        PlanChange::Gone => ("gone", &[][..]),
        PlanChange::Invalid => ("invalid-before", &[][..]),
        PlanChange::Other(needs) => ("changed", needs.as_slice()),
    };
    json!({
        "state": state,
        "needs": needs.iter().map(|need| json!({
            "what": need.what,
            "id": need.id,
            "need": { "before": need.need.before, "after": need.need.after },
            "due": { "before": need.due.before, "after": need.due.after },
        })).collect::<Vec<_>>(),
    })
}

fn phase(phase: &PhaseChange) -> Value {
    json!({
        "id": phase.id,
        "title": phase.title,
        "status": { "before": phase.status.before.name(), "after": phase.status.after.name() },
        "diagrams": {
            "before": phase.have.before,
            "after": phase.have.after,
            "need": phase.need,
        },
        "tasks": {
            "before": phase.tasks.before.have, "after": phase.tasks.after.have, "total": phase.tasks.after.need,
        },
        "missing": phase.missing,
    })
}

fn collection(collection: &CollectionChange) -> Value {
    json!({
        "id": collection.id,
        "title": collection.title,
        "unit": if collection.unit == Unit::Pages { "pages" } else { "diagrams" },
        "before": quota(collection.quota.before),
        "after": quota(collection.quota.after),
        "complete": { "before": collection.complete.before, "after": collection.complete.after },
        "items": collection.items.iter().map(|item| json!({
            "id": item.id,
            "path": item.path,
            "exists": { "before": item.exists.before, "after": item.exists.after },
            "roles": item.roles.iter()
                .map(|(role, moved)| json!({ "role": role, "before": quota(moved.before), "after": quota(moved.after) }))
                .collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}
