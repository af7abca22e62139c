//! In: the engine's JSON model of a diagram. Out: its nodes, edges and groups by name, for counts, limits and a text
//! alternative. Not here: geometry, styles.

use serde_json::Value;

use super::kind::Kind;

/// A node of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The author's id.
    pub id: String,
    /// The text it shows.
    pub label: String,
}

/// An edge of a diagram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Id of the node it leaves.
    pub from: String,
    /// Id of the node it reaches.
    pub to: String,
    /// Its text; empty if it has none.
    pub label: String,
}

/// A group and what stands directly in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The author's id.
    pub id: String,
    /// Ids of nodes and groups.
    pub members: Vec<String>,
}

/// A diagram by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// The diagram's own title.
    pub title: Option<String>,
    /// `accTitle`.
    pub acc_title: Option<String>,
    /// `accDescr`.
    pub acc_description: Option<String>,
    /// Nodes.
    pub nodes: Vec<Node>,
    /// Edges.
    pub edges: Vec<Edge>,
    /// Groups.
    pub groups: Vec<Group>,
    /// Number of nodes.
    pub node_count: usize,
    /// Number of edges.
    pub edge_count: usize,
}

/// Names under which the models of the kinds keep their nodes, and an id and a text in each.
const NODE_LISTS: &[&str] = &[
    "vertices",
    "nodes",
    "actors",
    "participants",
    "classes",
    "states",
    "entities",
    "tasks",
    "sections",
    "slices",
    "points",
    "requirements",
    "elements",
    "services",
    "commits",
    "blocks",
    "shapes",
    "packet",
    "events",
    "sets",
    "axes",
    "components",
    "data",
    "boxes",
];
const EDGE_LISTS: &[&str] = &[
    "edges",
    "messages",
    "relations",
    "relationships",
    "links",
    "rels",
    "arrows",
    "transitions",
];
const IDS: &[&str] = &[
    "id", "name", "key", "alias", "title", "label", "task", "hash",
];
const TEXTS: &[&str] = &[
    "label",
    "text",
    "description",
    "title",
    "descr",
    "task",
    "name",
    "message",
    "relationT",
];
const FROMS: &[&str] = &[
    "from", "start", "source", "id1", "entityA", "src", "lhsId", "state1", "role1",
];
const TOS: &[&str] = &[
    "to", "end", "target", "id2", "entityB", "dst", "rhsId", "state2",
];

impl Outline {
    /// Reads a model of `kind`.
    pub fn read(kind: Kind, model: &Value) -> Self {
        let text = |keys: &[&str]| string(model, keys).map(str::to_owned);
        let mut outline = Self {
            title: text(&["title", "diagramTitle"]),
            acc_title: text(&["accTitle", "acc_title"]),
            acc_description: text(&["accDescr", "accDescription", "acc_descr"]),
            groups: groups(model),
            ..Self::default()
        };
        for (id, item) in NODE_LISTS
            .iter()
            .filter_map(|list| model.get(list))
            .flat_map(items)
        {
            let id = string(item, IDS).or(id).or_else(|| item.as_str());
            let Some(id) = id else { continue };
            let label = string(item, TEXTS).unwrap_or(id);
            outline.nodes.push(Node {
                id: id.to_owned(),
                label: label.to_owned(),
            });
        }
        for (_, item) in EDGE_LISTS
            .iter()
            .filter_map(|list| model.get(list))
            .flat_map(items)
        {
            let (Some(from), Some(to)) = (string(item, FROMS), string(item, TOS)) else {
                continue;
            };
            outline.edges.push(Edge {
                from: from.to_owned(),
                to: to.to_owned(),
                label: string(item, TEXTS).unwrap_or_default().to_owned(),
            });
        }
        if kind == "mindmap" && outline.nodes.is_empty() {
            walk(model, &mut outline.nodes);
        }
        outline.node_count = outline.nodes.len();
        outline.edge_count = outline.edges.len();
        outline
    }
}

/// Entries of a list or of an object by key.
fn items(value: &Value) -> Vec<(Option<&str>, &Value)> {
    match value {
        Value::Array(list) => list.iter().map(|item| (None, item)).collect(),
        Value::Object(map) => map
            .iter()
            .map(|(key, item)| (Some(key.as_str()), item))
            .collect(),
        _ => Vec::new(),
    }
}

fn string<'a>(value: &'a Value, keys: &[&str]) -> Option<&'a str> {
    keys.iter()
        .find_map(|key| value.get(key)?.as_str())
        .filter(|text| !text.is_empty())
}

fn groups(model: &Value) -> Vec<Group> {
    let list = model.get("subgraphs").or_else(|| model.get("subGraphs"));
    list.map(items)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(key, item)| {
            let id = string(item, &["id"]).or(key)?;
            let members = items(item.get("nodes")?)
                .into_iter()
                .filter_map(|(_, member)| member.as_str());
            Some(Group {
                id: id.to_owned(),
                members: members.map(str::to_owned).collect(),
            })
        })
        .collect()
}

/// Nodes of a tree, with a list in place of recursion.
fn walk(model: &Value, nodes: &mut Vec<Node>) {
    let mut waiting = vec![model];
    while let Some(item) = waiting.pop() {
        if let Some(label) = string(item, &["descr", "label", "text"]) {
            nodes.push(Node {
                id: string(item, &["nodeId", "id"]).unwrap_or(label).to_owned(),
                label: label.to_owned(),
            });
        }
        for key in ["rootNode", "root", "children"] {
            if let Some(child) = item.get(key) {
                match child {
                    Value::Array(list) => waiting.extend(list.iter().rev()),
                    Value::Object(_) => waiting.push(child),
                    _ => {}
                }
            }
        }
    }
}
