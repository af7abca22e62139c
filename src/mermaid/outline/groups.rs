//! In: the model of a diagram and its nodes. Out: its groups, each with what stands directly in it. Kinds tell it in one of four
//! ways: a group lists its members, a member names its group, lines are indented, or parts stand one after the other.

use std::collections::BTreeMap;

use serde_json::Value;

use super::nodes::{Entry, is_made_up};
use super::{Group, items, label, plain, string};
use crate::mermaid::kind::Kind;

/// Reads the groups. Their anchors are still the names that authors gave.
pub(super) fn read(kind: Kind, model: &Value, entries: &[Entry<'_>]) -> Vec<Group> {
    match kind {
        "sequence" => {
            // A box cannot be told from other rectangles of the drawing.
            let boxes = listing(model, "boxes", "actorKeys").into_iter();
            boxes.map(|group| Group { anchor: String::new(), ..group }).collect()
        }
        "block" => blocks(model),
        "cynefin" => domains(model, entries),
        "treemap" | "treeview" | "ishikawa" => indented(entries),
        _ => match naming(kind) {
            Some((list, key)) => named(kind, model, entries, list, key),
            None => listing(model, "subgraphs", "nodes"),
        },
    }
}

/// The list of a kind's groups, and the key by which a member names its group.
fn naming(kind: Kind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        "class" => ("namespaces", "parent"),
        "state" | "kanban" => ("nodes", "parentId"),
        "usecase" => ("boundaries", "parentId"),
        "c4" => ("boundaries", "parentBoundary"),
        "architecture" => ("groups", "in"),
        "gantt" | "journey" | "timeline" => ("sections", "section"),
        "gitgraph" => ("branches", "branch"),
        _ => return None,
    })
}

fn group(id: &str, label: &str, members: Vec<String>) -> Group {
    let label = plain::text(label, false);
    let anchor = if is_made_up(id) { label.clone() } else { id.to_owned() };
    Group { id: id.to_owned(), anchor, label, members }
}

fn listing(model: &Value, list: &str, members: &str) -> Vec<Group> {
    let read = |(key, item): (Option<&str>, &Value)| {
        let id = string(item, &["id", "name"]).or(key)?;
        let label = string(item, &["title", "name"]).unwrap_or(id);
        let members = items(item.get(members)?).into_iter().filter_map(|(_, member)| member.as_str());
        let mut group = group(id, label, members.map(str::to_owned).collect());
        let number = id.strip_prefix("subGraph").unwrap_or_default();
        if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
            group.anchor.clone_from(&group.label);
        }
        Some(group)
    };
    model.get(list).map(items).unwrap_or_default().into_iter().filter_map(read).collect()
}

fn named(kind: Kind, model: &Value, entries: &[Entry<'_>], list: &str, key: &str) -> Vec<Group> {
    let all = model.get(list).map(items).unwrap_or_default();
    let is_group = |item: &Value| {
        let shape = string(item, &["shape"]);
        !matches!(kind, "state" | "kanban")
            || item.get("isGroup").and_then(Value::as_bool) == Some(true) && shape != Some("noteGroup")
    };
    let mut groups = Vec::new();
    // What is between a member and its group without being one: the parts of a composite state, the frame of a note.
    let mut within: BTreeMap<&str, &str> = BTreeMap::new();
    let mut parents: Vec<Option<&str>> = Vec::new();
    for (entry_key, item) in &all {
        let Some(id) = item.as_str().or_else(|| string(item, &["id", "alias", "name"])).or(*entry_key) else {
            continue;
        };
        let is_part = matches!(string(item, &["shape"]), Some("divider" | "noteGroup"));
        let parent = string(item, &[key]);
        if kind == "state" && is_part {
            within.insert(id, parent.unwrap_or_default());
        } else if is_group(item) && !(kind == "c4" && id == "global") {
            groups.push(group(id, item.as_str().unwrap_or_else(|| label(item, id)), Vec::new()));
            parents.push(parent);
        }
    }
    let by_id: BTreeMap<String, usize> =
        groups.iter().enumerate().rev().map(|(index, group)| (group.id.clone(), index)).collect();
    let place = |parent: Option<&str>| {
        let mut parent = parent?;
        // Parts of a part end where the model does not go on; a chain longer than the list is none.
        for _ in 0..=within.len() {
            match within.get(parent) {
                Some(above) => parent = above,
                None => break,
            }
        }
        by_id.get(parent).copied()
    };
    for (index, parent) in parents.iter().enumerate() {
        if let Some(above) = place(*parent).filter(|above| *above != index) {
            let id = groups[index].id.clone();
            groups[above].members.push(id);
        }
    }
    for Entry { item, node } in entries {
        if let Some(above) = place(string(item, &[key]))
            && groups[above].id != node.id
            && !by_id.contains_key(&node.id)
        {
            groups[above].members.push(node.id.clone());
        }
    }
    groups
}

fn blocks(model: &Value) -> Vec<Group> {
    let read = |(_, item): (Option<&str>, &Value)| {
        let id = string(item, &["id"]).filter(|id| *id != "root")?;
        let children = items(item.get("children")?);
        let blocks = children.into_iter().filter(|(_, child)| string(child, &["type"]) != Some("space"));
        let members: Vec<String> = blocks.filter_map(|(_, child)| string(child, &["id"])).map(str::to_owned).collect();
        (!members.is_empty()).then(|| group(id, string(item, &["label"]).unwrap_or_default(), members))
    };
    model.get("blocksFlat").map(items).unwrap_or_default().into_iter().filter_map(read).collect()
}

fn domains(model: &Value, entries: &[Entry<'_>]) -> Vec<Group> {
    let mut ids = entries.iter().map(|entry| entry.node.id.clone());
    let mut groups = Vec::new();
    for (_, domain) in model.get("domains").map(items).unwrap_or_default() {
        let (name, count) =
            (string(domain, &["name"]).unwrap_or_default(), domain.get("items").map_or(0, |list| items(list).len()));
        groups.push(group(name, name, ids.by_ref().take(count).collect()));
    }
    groups
}

/// Groups of nodes that have others below them, told by how far each is indented.
fn indented(entries: &[Entry<'_>]) -> Vec<Group> {
    let level = |entry: &Entry<'_>| {
        let level = ["level", "depth"].iter().find_map(|key| entry.item.get(*key));
        level.and_then(Value::as_i64).unwrap_or(0)
    };
    let mut open: Vec<usize> = Vec::new();
    let mut members: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        while open.last().is_some_and(|last| level(&entries[*last]) >= level(entry)) {
            open.pop();
        }
        if let Some(above) = open.last() {
            members.entry(*above).or_default().push(entry.node.id.clone());
        }
        open.push(index);
    }
    let group = |(index, members): (usize, Vec<String>)| {
        let node = &entries[index].node;
        Group { id: node.id.clone(), anchor: node.anchor.clone(), label: node.label.clone(), members }
    };
    members.into_iter().map(group).collect()
}
