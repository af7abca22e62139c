//! In: the engine's JSON model of a diagram. Out: its nodes, edges and groups by name, for counts, limits and a text
//! alternative. Not here: geometry, styles.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::entity;
use super::kind::Kind;

/// A node of a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// The author's id.
    pub id: String,
    /// The text it shows.
    pub label: String,
}

/// An edge of a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// Id of the node it leaves.
    pub from: String,
    /// Id of the node it reaches.
    pub to: String,
    /// Its text; empty if it has none.
    pub label: String,
}

/// A group and what stands directly in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The author's id.
    pub id: String,
    /// The text it shows.
    pub label: String,
    /// Ids of nodes and groups.
    pub members: Vec<String>,
}

/// A diagram by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Nodes: whatever carries a label of its own in its kind (participants, tasks, slices, …).
    pub nodes: Vec<Node>,
    /// Edges: arrows, messages, relations.
    pub edges: Vec<Edge>,
    /// Groups.
    pub groups: Vec<Group>,
}

/// What a diagram is called as a whole.
#[derive(Debug, Default)]
pub struct Titles {
    /// Its own title.
    pub title: Option<String>,
    /// `accTitle`.
    pub acc_title: Option<String>,
    /// `accDescr`.
    pub acc_description: Option<String>,
}

impl Titles {
    /// Reads a model.
    pub fn read(model: &Value) -> Self {
        let text = |keys: &[&str]| string(model, keys).map(str::to_owned);
        Self {
            title: text(&["title", "diagramTitle"]),
            acc_title: text(&["accTitle", "acc_title"]),
            acc_description: text(&["accDescr", "accDescription", "acc_descr"]),
        }
    }
}

/// Where the model of a kind keeps its nodes and its edges: JSON pointers.
fn lists(kind: Kind) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        "sequence" => (&["/actors"], &["/messages"]),
        "class" => (&["/classes"], &["/relations"]),
        "er" => (&["/entities"], &["/relationships"]),
        "gantt" | "timeline" | "journey" => (&["/tasks"], &[]),
        "pie" => (&["/sections"], &[]),
        "gitgraph" => (&["/commits"], &[]),
        "quadrant" => (&["/points"], &[]),
        "xychart" => (&["/xAxis/categories"], &[]),
        "requirement" => (&["/requirements", "/elements"], &["/relationships"]),
        "sankey" => (&["/graph/nodes"], &["/graph/links"]),
        "block" => (&["/blocksFlat"], &["/edges"]),
        "packet" => (&["/packet"], &[]),
        "radar" => (&["/axes"], &[]),
        "c4" => (&["/shapes"], &["/rels"]),
        _ => (&["/nodes"], &["/edges"]),
    }
}

const IDS: &[&str] = &["id", "name", "key", "alias", "title", "label", "task", "hash", "text"];
const TEXTS: &[&str] =
    &["label", "text", "description", "title", "descr", "task", "name", "message", "relationT", "roleA"];
const FROMS: &[&str] = &["from", "start", "source", "id1", "entityA", "src", "lhsId", "state1", "role1"];
const TOS: &[&str] = &["to", "end", "target", "id2", "entityB", "dst", "rhsId", "state2"];

impl Outline {
    /// Reads a model of `kind`.
    pub fn read(kind: Kind, model: &Value) -> Self {
        let mut outline = Self { groups: groups(model), ..Self::default() };
        let (nodes, edges) = lists(kind);
        let mut seen = BTreeSet::new();
        for (key, item) in nodes.iter().filter_map(|list| model.pointer(list)).flat_map(items) {
            // Packets keep a list of fields for each row.
            let fields = item.as_array().map_or_else(|| vec![item], |row| row.iter().collect());
            for item in fields {
                let Some(id) = string(item, IDS).or(key).or_else(|| item.as_str()) else {
                    continue;
                };
                let pseudo = kind == "block" && id == "root";
                if !pseudo && (KEEPS_NAMESAKES.contains(&kind) || seen.insert(id)) {
                    outline.nodes.push(Node {
                        id: written(kind, id.trim()).to_owned(),
                        label: entity::decode(shown(kind, item, id).trim()).into_owned(),
                    });
                }
            }
        }
        for (_, item) in edges.iter().filter_map(|list| model.pointer(list)).flat_map(items) {
            let note = kind == "sequence" && item.get("type").and_then(Value::as_u64) == Some(2);
            let (Some(from), Some(to)) = (string(item, FROMS), string(item, TOS)) else {
                continue;
            };
            if !note {
                // What a requirement is to another is all that its arrow says.
                let says = if kind == "requirement" { string(item, &["type"]).unwrap_or_default() } else { "" };
                outline.edges.push(Edge {
                    from: written(kind, from).to_owned(),
                    to: written(kind, to).to_owned(),
                    label: entity::decode(label(item, says)).into_owned(),
                });
            }
        }
        outline
    }
}

/// Kinds in which two nodes may share a name.
const KEEPS_NAMESAKES: &[Kind] = &["gantt", "timeline", "journey", "packet", "treemap"];

/// An id as the author wrote it: the engine calls the entity `A` `entity-A-0`.
fn written(kind: Kind, id: &str) -> &str {
    let entity = || id.strip_prefix("entity-")?.rsplit_once('-').map(|(name, _)| name);
    if kind == "er" { entity().unwrap_or(id) } else { id }
}

/// The text a node shows. Where a state diagram begins and ends it has none; the author writes `[*]`.
fn shown<'a>(kind: Kind, item: &'a Value, id: &'a str) -> &'a str {
    let shape = item.get("shape").and_then(Value::as_str);
    if kind == "state" && matches!(shape, Some("stateStart" | "stateEnd")) { "[*]" } else { label(item, id) }
}

/// The text an item shows: plain, or in an object of its own.
fn label<'a>(item: &'a Value, otherwise: &'a str) -> &'a str {
    string(item, TEXTS).or_else(|| item.pointer("/label/text").and_then(Value::as_str)).unwrap_or(otherwise)
}

/// Entries of a list or of an object by key.
fn items(value: &Value) -> Vec<(Option<&str>, &Value)> {
    match value {
        Value::Array(list) => list.iter().map(|item| (None, item)).collect(),
        Value::Object(map) => map.iter().map(|(key, item)| (Some(key.as_str()), item)).collect(),
        _ => Vec::new(),
    }
}

fn string<'a>(value: &'a Value, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|key| value.get(key)?.as_str()).filter(|text| !text.is_empty())
}

fn groups(model: &Value) -> Vec<Group> {
    let list = model.get("subgraphs").or_else(|| model.get("subGraphs"));
    list.map(items)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(key, item)| {
            let id = string(item, &["id"]).or(key)?;
            let members = items(item.get("nodes")?).into_iter().filter_map(|(_, member)| member.as_str());
            let label = entity::decode(string(item, &["title"]).unwrap_or(id).trim()).into_owned();
            Some(Group { id: id.to_owned(), label, members: members.map(str::to_owned).collect() })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Outline, Titles};
    use serde_json::json;

    #[test]
    fn actors_are_nodes_and_messages_without_notes_are_edges() {
        let model = json!({
            "title": "T",
            "actors": { "A": { "name": "A", "description": "Al" } },
            "messages": [
                { "from": "A", "to": "A", "type": 0, "message": "hi" },
                { "from": "A", "to": "A", "type": 2, "message": "a note" },
                { "from": null, "to": null, "type": 10, "message": "loop" },
            ],
        });
        let outline = Outline::read("sequence", &model);
        assert_eq!((outline.nodes.len(), outline.edges.len()), (1, 1));
        assert_eq!(outline.nodes[0].label, "Al");
        assert_eq!(outline.edges[0].label, "hi");
        assert_eq!(Titles::read(&model).title.as_deref(), Some("T"));
    }

    #[test]
    fn names_are_those_that_the_author_wrote() {
        let entities = json!({
            "entities": { "A": { "id": "entity-A-0", "label": "A" } },
            "relationships": [{ "entityA": "entity-A-0", "roleA": "has", "entityB": "entity-b-c-1" }],
        });
        let outline = Outline::read("er", &entities);
        assert_eq!(outline.nodes[0].id, "A");
        let edge = &outline.edges[0];
        assert_eq!((edge.from.as_str(), edge.to.as_str(), edge.label.as_str()), ("A", "b-c", "has"));
        let states = json!({ "nodes": [{ "id": "root_start", "label": "root_start", "shape": "stateStart" }] });
        assert_eq!(Outline::read("state", &states).nodes[0].label, "[*]");
        assert_eq!(Outline::read("quadrant", &json!({ "points": [{ "text": "A", "x": 0.1 }] })).nodes[0].label, "A");
    }

    #[test]
    fn members_of_groups_are_read() {
        let model = json!({ "nodes": [{ "id": "A", "label": "a" }], "subgraphs": [{ "id": "S", "nodes": ["A"] }] });
        let outline = Outline::read("flowchart", &model);
        assert_eq!(outline.groups[0].members, ["A"]);
    }
}
