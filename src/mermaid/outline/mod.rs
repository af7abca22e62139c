//! In: the engine's JSON model of a diagram. Out: its nodes, edges and groups by name, in plain text, for counts, limits, links
//! and a text alternative. Not here: geometry, styles; which element of a drawing a node is (`svg`).
//!
//! `nodes` and `groups` know where each kind keeps them, `plain` makes text of labels, `anchors` the names in addresses.

mod anchors;
mod groups;
mod nodes;
mod plain;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::nodes::{Entry, written};
use super::kind::Kind;

/// A node of a diagram.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    /// The author's id, or the engine's where the author gives none. Edges and groups refer to it.
    pub id: String,
    /// Its name in addresses, unique in the diagram: `#figure/anchor`. Empty if nothing of it could be a name.
    pub anchor: String,
    /// The text it shows.
    pub label: String,
    /// What else the diagram says of it: a value, a date, attributes. Often empty.
    pub detail: String,
}

/// An edge of a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// Id of the node or group it leaves.
    pub from: String,
    /// Id of the node or group it reaches.
    pub to: String,
    /// Its text; empty if it has none.
    pub label: String,
}

/// A group and what stands directly in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The author's id. Where a node has the same, node and group are one: a composite state, a folder.
    pub id: String,
    /// As that of a node.
    pub anchor: String,
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

impl Outline {
    /// Reads a model of `kind`.
    pub fn read(kind: Kind, model: &Value) -> Self {
        let mut entries = nodes::read(kind, model);
        let mut groups = groups::read(kind, model, &entries);
        if matches!(kind, "flowchart" | "swimlane") {
            // An arrow to a group makes a node of it in the engine's model, of which nothing is drawn.
            entries.retain(|entry| groups.iter().all(|group| group.id != entry.node.id));
        }
        let mut nodes: Vec<Node> = entries.into_iter().map(|Entry { node, .. }| node).collect();
        anchors::give(&mut nodes, &mut groups);
        Self { nodes, edges: edges(kind, model), groups }
    }

    /// The anchors of nodes and groups with the text that each shows.
    pub fn anchors(&self) -> impl Iterator<Item = (&str, &str)> {
        let nodes = self.nodes.iter().map(|node| (node.anchor.as_str(), node.label.as_str()));
        let groups = self.groups.iter().map(|group| (group.anchor.as_str(), group.label.as_str()));
        nodes.chain(groups).filter(|(anchor, _)| !anchor.is_empty())
    }
}

const FROMS: &[&str] = &["from", "start", "source", "id1", "entityA", "src", "lhsId", "state1", "role1"];
const TOS: &[&str] = &["to", "end", "target", "id2", "entityB", "dst", "rhsId", "state2"];

/// Where the model of a kind keeps its edges.
fn edge_list(kind: Kind) -> &'static str {
    match kind {
        "sequence" => "/messages",
        "class" => "/relations",
        "er" | "requirement" | "usecase" => "/relationships",
        "sankey" => "/graph/links",
        "wardley" => "/links",
        "c4" => "/rels",
        _ => "/edges",
    }
}

fn edges(kind: Kind, model: &Value) -> Vec<Edge> {
    let mut edges = Vec::new();
    for (_, item) in model.pointer(edge_list(kind)).map(items).unwrap_or_default() {
        let (Some(from), Some(to)) = (string(item, FROMS), string(item, TOS)) else {
            continue;
        };
        let is_note = match kind {
            "sequence" => item.get("type").and_then(Value::as_u64) == Some(2),
            "state" => string(item, &["classes"]).is_some_and(|classes| classes.contains("note-edge")),
            _ => false,
        };
        if is_note {
            continue;
        }
        let says = match kind {
            // What a requirement is to another is all that its arrow says.
            "requirement" => string(item, &["type"]).unwrap_or_default().to_owned(),
            "sankey" => number(item, "value").unwrap_or_default(),
            _ => plain::text(label(item, ""), false),
        };
        edges.push(Edge { from: written(kind, from).to_owned(), to: written(kind, to).to_owned(), label: says });
    }
    edges
}

const TEXTS: &[&str] =
    &["label", "text", "description", "title", "descr", "task", "name", "message", "relationT", "roleA"];

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

/// A number as it is written: no fraction where there is none.
fn number(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_f64().map(|number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Outline, Titles};
    use serde_json::json;

    #[test]
    fn actors_are_nodes_and_messages_without_notes_are_edges() {
        let model = json!({
            "title": "T",
            "actorOrder": ["B", "A"],
            "actors": { "A": { "name": "A", "description": "Al" }, "B": { "name": "B", "description": "Bo" } },
            "messages": [
                { "from": "A", "to": "A", "type": 0, "message": "hi" },
                { "from": "A", "to": "A", "type": 2, "message": "a note" },
                { "from": null, "to": null, "type": 10, "message": "loop" },
            ],
        });
        let outline = Outline::read("sequence", &model);
        let labels: Vec<&str> = outline.nodes.iter().map(|node| node.label.as_str()).collect();
        assert_eq!(labels, ["Bo", "Al"]);
        assert_eq!(outline.edges.len(), 1);
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
    fn members_of_groups_are_read_and_a_group_is_no_node() {
        let model = json!({
            "nodes": [{ "id": "A", "label": "a" }, { "id": "S", "label": "S" }],
            "subgraphs": [{ "id": "S", "title": "Some", "nodes": ["A"] }],
        });
        let outline = Outline::read("flowchart", &model);
        assert_eq!(outline.nodes.len(), 1);
        assert_eq!((outline.groups[0].label.as_str(), &*outline.groups[0].members), ("Some", &["A".to_owned()][..]));
    }
}
