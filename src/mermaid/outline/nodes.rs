//! In: the model of a diagram. Out: its nodes in the order in which its author names them, where the kind keeps that. What a kind
//! calls a node, and what else it says of one, is known here.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::anchors::Taken;
use super::{Node, items, label, number, plain, string};
use crate::mermaid::kind::Kind;

/// A node and what the model keeps of it. Its anchor is still the name that its author gave.
pub(super) struct Entry<'a> {
    pub(super) item: &'a Value,
    pub(super) node: Node,
}

/// Kinds in which two nodes may share a name. They get ids of their own.
const KEEPS_NAMESAKES: &[Kind] =
    &["gantt", "timeline", "journey", "packet", "treemap", "treeview", "ishikawa", "cynefin", "venn"];

const IDS: &[&str] = &["id", "name", "key", "alias", "title", "label", "task", "hash", "text"];

/// Where the model of a kind keeps its nodes: JSON pointers.
fn lists(kind: Kind) -> &'static [&'static str] {
    match kind {
        "sequence" => &["/actors"],
        "class" => &["/classes"],
        "er" => &["/entities"],
        "gantt" | "timeline" | "journey" => &["/tasks"],
        "pie" => &["/sections"],
        "gitgraph" => &["/commits"],
        "quadrant" => &["/points"],
        "xychart" => &["/xAxis/categories"],
        "requirement" => &["/requirements", "/elements"],
        "sankey" => &["/graph/nodes"],
        "block" => &["/blocksFlat"],
        "packet" => &["/packet"],
        "radar" => &["/axes"],
        "c4" => &["/shapes"],
        "venn" => &["/subsets"],
        "railroad" => &["/rules"],
        "eventmodeling" => &["/frames"],
        "agentflow" => &["/vertices"],
        _ => &["/nodes"],
    }
}

/// Reads the nodes.
pub(super) fn read(kind: Kind, model: &Value) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut taken = Taken::default();
    let keeps_namesakes = KEEPS_NAMESAKES.contains(&kind);
    for (index, (key, item)) in listed(kind, model).into_iter().enumerate() {
        let sets;
        let named = match kind {
            "venn" => {
                sets = words(item, "sets").join(",");
                Some(sets.as_str()).filter(|sets| !sets.is_empty())
            }
            _ => string(item, IDS),
        };
        let Some(id) = named.or(key).or_else(|| item.as_str()) else {
            continue;
        };
        if is_none(kind, item, id) || !keeps_namesakes && !seen.insert(id.to_owned()) {
            continue;
        }
        let written = written(kind, id.trim());
        let id = if keeps_namesakes { taken.unique(written) } else { written.to_owned() };
        let is_markdown = string(item, &["labelType"]) == Some("markdown");
        let label = plain::text(shown(kind, item, written), is_markdown);
        let anchor = name(kind, item, written, &label).to_owned();
        let detail = detail(kind, model, item, index);
        entries.push(Entry { item, node: Node { id, anchor, label, detail } });
    }
    if let Some(order) = model.get("actorOrder").and_then(Value::as_array) {
        let place = |id: &str| order.iter().position(|name| name.as_str() == Some(id));
        entries.sort_by_cached_key(|entry| place(&entry.node.id));
    }
    entries
}

/// What the model lists, with the key of each.
fn listed(kind: Kind, model: &Value) -> Vec<(Option<&str>, &Value)> {
    match kind {
        "cynefin" => {
            let domains = model.get("domains").map(items).unwrap_or_default();
            domains.into_iter().filter_map(|(_, domain)| domain.get("items")).flat_map(items).collect()
        }
        // A list of fields for each row.
        "packet" => {
            let rows = model.get("packet").map(items).unwrap_or_default();
            rows.into_iter().flat_map(|(_, row)| items(row)).collect()
        }
        _ => lists(kind).iter().filter_map(|list| model.pointer(list)).flat_map(items).collect(),
    }
}

/// Whether an entry of the model is no node: space, or a group that has a place among the groups only.
fn is_none(kind: Kind, item: &Value, id: &str) -> bool {
    match kind {
        "block" => id == "root" || string(item, &["type"]) == Some("space"),
        "state" => matches!(string(item, &["shape"]), Some("divider" | "noteGroup")),
        "kanban" => item.get("isGroup").and_then(Value::as_bool) == Some(true),
        _ => false,
    }
}

/// An id as the author wrote it: the engine calls the entity `A` `entity-A-0`.
pub(super) fn written(kind: Kind, id: &str) -> &str {
    let entity = || id.strip_prefix("entity-")?.rsplit_once('-').map(|(name, _)| name);
    if kind == "er" { entity().unwrap_or(id) } else { id }
}

/// What an author would call a node in an address: its id, or what it shows where the engine made the id.
fn name<'a>(kind: Kind, item: &'a Value, id: &'a str, label: &'a str) -> &'a str {
    let is_numbered = |prefix: &str| {
        id.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let parent = || string(item, &["parentId"]).unwrap_or_default();
    match kind {
        "mindmap" => string(item, &["nodeId"]).unwrap_or(label),
        "gantt" if is_numbered("task") => label,
        "block" if is_made_up(id) => label,
        // Nothing of it is drawn.
        "architecture" if string(item, &["type"]) == Some("junction") => "",
        "state" if string(item, &["shape"]) == Some("note") || is_made_up(parent()) => {
            if id.starts_with(parent()) || id.contains("----note-") { "" } else { id }
        }
        _ => id,
    }
}

/// Whether an id is one that the engine made for a part without a name.
pub(super) fn is_made_up(id: &str) -> bool {
    id.starts_with("id-") || id.starts_with("divider-id-")
}

/// The text a node shows. Where a state diagram begins and ends it has none; the author writes `[*]`.
fn shown<'a>(kind: Kind, item: &'a Value, id: &'a str) -> &'a str {
    let first = |keys: &[&str]| string(item, keys).unwrap_or(id);
    match kind {
        "state" if matches!(string(item, &["shape"]), Some("stateStart" | "stateEnd")) => "[*]",
        "class" => first(&["text", "label"]),
        "er" => first(&["alias", "label"]),
        "requirement" => id,
        // The part before the dot is the name of the lane.
        "eventmodeling" => first(&["entityIdentifier"]).rsplit('.').next().unwrap_or(id),
        _ => label(item, id),
    }
}

fn detail(kind: Kind, model: &Value, item: &Value, index: usize) -> String {
    let at = |list: &Value, key: &str| list.get(key)?.get(index)?.as_f64().map(|number| number.to_string());
    let parts: Vec<String> = match kind {
        "pie" | "treemap" => number(item, "value").into_iter().collect(),
        "quadrant" => ["x", "y"].iter().filter_map(|key| number(item, key)).collect(),
        "xychart" => {
            let plots = model.get("plots").map(items).unwrap_or_default();
            plots.iter().filter_map(|(_, plot)| at(plot, "values")).collect()
        }
        "radar" => {
            let curves = model.get("curves").map(items).unwrap_or_default();
            let value = |curve: &Value| Some(format!("{} {}", label(curve, ""), at(curve, "entries")?));
            curves.iter().filter_map(|(_, curve)| value(curve)).collect()
        }
        "packet" => {
            let (start, end) = (number(item, "start"), number(item, "end"));
            start.into_iter().chain(end).reduce(|start, end| format!("{start}–{end}")).into_iter().collect()
        }
        "gantt" => {
            let is = |key: &&str| item.get(*key).and_then(Value::as_bool) == Some(true);
            let states = ["done", "active", "crit", "milestone"].iter().filter(|key| is(key));
            let states = states.map(|key| if *key == "crit" { "critical" } else { key }.to_owned());
            let dates = ["startTime", "endTime"].iter().filter_map(|key| date(item.get(*key)?.as_i64()?));
            states
                .chain(dates.reduce(|start, end| if start == end { start } else { format!("{start} to {end}") }))
                .collect()
        }
        "timeline" => words(item, "events"),
        "journey" => number(item, "score").into_iter().chain(words(item, "people")).collect(),
        "gitgraph" => words(item, "tags"),
        "kanban" => ["assigned", "priority", "ticket"]
            .iter()
            .filter_map(|key| string(item, &[key]))
            .map(str::to_owned)
            .collect(),
        "requirement" => string(item, &["text", "type"]).map(str::to_owned).into_iter().collect(),
        "c4" => {
            let text = |key: &str| item.get(key)?.get("text")?.as_str().filter(|text| !text.is_empty());
            ["descr", "techn"].iter().filter_map(|key| text(key)).map(str::to_owned).collect()
        }
        "class" => {
            let shown = |key: &str| {
                let list = item.get(key).map(items).unwrap_or_default();
                list.into_iter().filter_map(|(_, member)| string(member, &["displayText"])).map(str::to_owned).collect()
            };
            let notes = words(item, "annotations").into_iter().map(|note| format!("«{note}»"));
            let (members, methods): (Vec<String>, Vec<String>) = (shown("members"), shown("methods"));
            notes.chain(members).chain(methods).collect()
        }
        "er" => {
            let attribute = |attribute: &Value| {
                let name = ["type", "name"].iter().filter_map(|key| string(attribute, &[key])).map(str::to_owned);
                name.chain(words(attribute, "keys")).collect::<Vec<_>>().join(" ")
            };
            item.get("attributes").map(items).unwrap_or_default().iter().map(|(_, item)| attribute(item)).collect()
        }
        "eventmodeling" => string(item, &["modelEntityType"]).map(str::to_owned).into_iter().collect(),
        "state" if string(item, &["shape"]) == Some("note") => vec!["note".to_owned()],
        _ => Vec::new(),
    };
    let separator = if matches!(kind, "timeline" | "class") { "; " } else { ", " };
    plain::text(&parts.join(separator), false)
}

/// The texts of a list.
fn words(item: &Value, key: &str) -> Vec<String> {
    let list = item.get(key).map(items).unwrap_or_default();
    list.into_iter().filter_map(|(_, word)| word.as_str()).map(|word| word.trim().to_owned()).collect()
}

/// The day of a moment in milliseconds, with the time where it is not midnight.
fn date(milliseconds: i64) -> Option<String> {
    let moment = Timestamp::from_millisecond(milliseconds).ok()?.to_zoned(TimeZone::UTC);
    let time = moment.time();
    let (hour, minute) = (time.hour(), time.minute());
    Some(if (hour, minute) == (0, 0) {
        moment.date().to_string()
    } else {
        format!("{} {hour:02}:{minute:02}", moment.date())
    })
}
