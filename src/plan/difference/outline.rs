//! What was added to a diagram and taken away, by name. In: two outlines. Out: nodes, edges and groups that differ. A node that
//! has another id and the same label is the same node.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::mermaid::{Node, Outline};

/// What changed by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutlineChange {
    /// Nodes of now that were not there.
    pub nodes_added: Vec<Node>,
    /// Nodes of then that are gone.
    pub nodes_removed: Vec<Node>,
    /// Nodes with another label.
    pub nodes_relabelled: Vec<Relabelled>,
    /// Edges of now that were not there.
    pub edges_added: Vec<EdgeChange>,
    /// Edges of then that are gone.
    pub edges_removed: Vec<EdgeChange>,
    /// Edges with another label: as they were, and the label of now.
    pub edges_relabelled: Vec<(EdgeChange, String)>,
    /// Groups of now that were not there, by id.
    pub groups_added: Vec<String>,
    /// Groups of then that are gone, by id.
    pub groups_removed: Vec<String>,
    /// Nodes that stand in another group.
    pub regrouped: Vec<Regrouped>,
}

/// A node with another label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relabelled {
    /// Its id.
    pub id: String,
    /// The label of then.
    pub before: String,
    /// The label of now.
    pub after: String,
}

/// An edge by the nodes that it joins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeChange {
    /// What it leaves.
    pub from: Node,
    /// What it reaches.
    pub to: Node,
    /// Its label; empty if it has none.
    pub label: String,
}

/// A node that stands in another group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regrouped {
    /// The node of now.
    pub node: Node,
    /// The group of then.
    pub before: Option<String>,
    /// The group of now.
    pub after: Option<String>,
}

impl OutlineChange {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Compares two outlines.
pub fn compare(before: &Outline, after: &Outline) -> OutlineChange {
    let mut change = OutlineChange::default();
    let same = nodes(before, after, &mut change);
    edges(before, after, &same, &mut change);
    groups(before, after, &same, &mut change);
    change
}

/// Pairs nodes by id, the rest by label; returns the id of now for each id of then. Ids that are numbers count nodes, in a
/// mindmap at least, so that they are believed last.
fn nodes<'a>(before: &'a Outline, after: &'a Outline, change: &mut OutlineChange) -> BTreeMap<&'a str, &'a str> {
    let mut pairs =
        Pairs { before, after, of_before: vec![None; before.nodes.len()], is_taken: vec![false; after.nodes.len()] };
    let is_number = |node: &Node| !node.id.is_empty() && node.id.bytes().all(|byte| byte.is_ascii_digit());
    pairs.by(&|node| (!is_number(node)).then_some((node.id.as_str(), "")));
    pairs.by(&|node| Some((node.id.as_str(), node.label.as_str())));
    pairs.by(&|node| Some(("", node.label.as_str())));
    pairs.by(&|node| Some((node.id.as_str(), "")));
    let mut same = BTreeMap::new();
    for (node, at) in before.nodes.iter().zip(&pairs.of_before) {
        let Some(now) = at.map(|at| &after.nodes[at]) else {
            change.nodes_removed.push(node.clone());
            continue;
        };
        same.insert(node.id.as_str(), now.id.as_str());
        if node.label != now.label {
            let (id, before, after) = (now.id.clone(), node.label.clone(), now.label.clone());
            change.nodes_relabelled.push(Relabelled { id, before, after });
        }
    }
    let added = after.nodes.iter().zip(&pairs.is_taken).filter(|(_, is_taken)| !**is_taken);
    change.nodes_added = added.map(|(node, _)| node.clone()).collect();
    same
}

/// Nodes of then and of now that are the same.
struct Pairs<'a> {
    before: &'a Outline,
    after: &'a Outline,
    of_before: Vec<Option<usize>>,
    is_taken: Vec<bool>,
}

impl<'a> Pairs<'a> {
    /// Pairs those with the same key that have no other yet, the first with the first.
    fn by(&mut self, key: &dyn Fn(&'a Node) -> Option<(&'a str, &'a str)>) {
        let mut free: BTreeMap<(&str, &str), VecDeque<usize>> = BTreeMap::new();
        for (at, node) in self.after.nodes.iter().enumerate().filter(|(at, _)| !self.is_taken[*at]) {
            if let Some(key) = key(node) {
                free.entry(key).or_default().push_back(at);
            }
        }
        for (node, pair) in self.before.nodes.iter().zip(&mut self.of_before).filter(|(_, pair)| pair.is_none()) {
            *pair = key(node).and_then(|key| free.get_mut(&key)?.pop_front());
            if let Some(at) = *pair {
                self.is_taken[at] = true;
            }
        }
    }
}

/// Edges between the same two nodes.
#[derive(Default)]
struct Joining {
    olds: Vec<usize>,
    news: Vec<usize>,
}

fn edges(before: &Outline, after: &Outline, same: &BTreeMap<&str, &str>, change: &mut OutlineChange) {
    let (names_before, names_after) = (names(before), names(after));
    let named = |names: &BTreeMap<&str, &str>, id: &str| Node {
        id: id.to_owned(),
        label: names.get(id).copied().unwrap_or(id).to_owned(),
        ..Node::default()
    };
    // By what they join, in ids of now: the edges of then and of now.
    let mut all: BTreeMap<(&str, &str), Joining> = BTreeMap::new();
    for (at, edge) in before.edges.iter().enumerate() {
        let now = |id: &'_ str| same.get(id).copied();
        let from = now(&edge.from).unwrap_or(&edge.from);
        let to = now(&edge.to).unwrap_or(&edge.to);
        all.entry((from, to)).or_default().olds.push(at);
    }
    for (at, edge) in after.edges.iter().enumerate() {
        all.entry((&edge.from, &edge.to)).or_default().news.push(at);
    }
    let (mut removed, mut relabelled, mut added) = (Vec::new(), Vec::new(), Vec::new());
    for Joining { mut olds, news } in all.into_values() {
        let mut by_label: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for old in olds.iter().rev() {
            by_label.entry(&before.edges[*old].label).or_default().push(*old);
        }
        let mut others = VecDeque::new();
        let mut kept = BTreeSet::new();
        for new in news {
            match by_label.get_mut(after.edges[new].label.as_str()).and_then(Vec::pop) {
                Some(old) => drop(kept.insert(old)),
                None => others.push_back(new),
            }
        }
        olds.retain(|old| !kept.contains(old));
        for old in olds {
            match others.pop_front() {
                Some(new) => relabelled.push((old, new)),
                None => removed.push(old),
            }
        }
        added.extend(others);
    }
    removed.sort_unstable();
    relabelled.sort_unstable();
    added.sort_unstable();
    let edge = |outline: &Outline, names: &BTreeMap<&str, &str>, at: usize| {
        let edge = &outline.edges[at];
        EdgeChange { from: named(names, &edge.from), to: named(names, &edge.to), label: edge.label.clone() }
    };
    change.edges_removed = removed.into_iter().map(|at| edge(before, &names_before, at)).collect();
    change.edges_added = added.into_iter().map(|at| edge(after, &names_after, at)).collect();
    change.edges_relabelled = relabelled
        .into_iter()
        .map(|(old, new)| (edge(before, &names_before, old), after.edges[new].label.clone()))
        .collect();
}

fn groups(before: &Outline, after: &Outline, same: &BTreeMap<&str, &str>, change: &mut OutlineChange) {
    let ids = |outline: &Outline| outline.groups.iter().map(|group| group.id.clone()).collect::<BTreeSet<_>>();
    let (then, now) = (ids(before), ids(after));
    change.groups_added = now.difference(&then).cloned().collect();
    change.groups_removed = then.difference(&now).cloned().collect();
    let (parents_then, parents_now) = (parents(before), parents(after));
    let labels = names(after);
    for node in &before.nodes {
        let Some(id) = same.get(node.id.as_str()) else { continue };
        let (was, is) = (parents_then.get(node.id.as_str()), parents_now.get(id));
        if was != is {
            let label = labels.get(id).copied().unwrap_or(id).to_owned();
            change.regrouped.push(Regrouped {
                node: Node { id: (*id).to_owned(), label, ..Node::default() },
                before: was.map(|group| (*group).to_owned()),
                after: is.map(|group| (*group).to_owned()),
            });
        }
    }
}

/// The label of each node by its id.
fn names(outline: &Outline) -> BTreeMap<&str, &str> {
    outline.nodes.iter().map(|node| (node.id.as_str(), node.label.as_str())).collect()
}

/// The group that each node stands in.
fn parents(outline: &Outline) -> BTreeMap<&str, &str> {
    let members =
        outline.groups.iter().flat_map(|group| group.members.iter().map(|member| (member.as_str(), group.id.as_str())));
    members.collect()
}

#[cfg(test)]
mod tests {
    use super::{OutlineChange, compare};
    use crate::config::Config;
    use crate::mermaid::Drawer;

    fn change(before: &str, after: &str) -> OutlineChange {
        let drawer = Drawer::new(&Config::parse("").unwrap().diagrams);
        compare(&drawer.judge(before).unwrap().outline, &drawer.judge(after).unwrap().outline)
    }

    /// What changed, in a few words.
    fn words(before: &str, after: &str) -> Vec<String> {
        let OutlineChange {
            nodes_added,
            nodes_removed,
            nodes_relabelled,
            edges_added,
            edges_removed,
            edges_relabelled,
            groups_added,
            groups_removed,
            regrouped,
        } = change(before, after);
        let mut words: Vec<String> = Vec::new();
        words.extend(nodes_added.iter().map(|node| format!("+{}", node.label)));
        words.extend(nodes_removed.iter().map(|node| format!("-{}", node.label)));
        words.extend(nodes_relabelled.iter().map(|node| format!("{}: {}={}", node.id, node.before, node.after)));
        words.extend(edges_added.iter().map(|edge| format!("+{}>{} {}", edge.from.label, edge.to.label, edge.label)));
        words.extend(edges_removed.iter().map(|edge| format!("-{}>{} {}", edge.from.label, edge.to.label, edge.label)));
        words.extend(
            edges_relabelled
                .iter()
                .map(|(edge, now)| format!("{}>{} {}={now}", edge.from.label, edge.to.label, edge.label)),
        );
        words.extend(groups_added.iter().map(|id| format!("+[{id}]")));
        words.extend(groups_removed.iter().map(|id| format!("-[{id}]")));
        words.extend(regrouped.iter().map(|moved| format!("{}: {:?}={:?}", moved.node.id, moved.before, moved.after)));
        words
    }

    #[test]
    fn nodes_and_edges_are_told_by_name() {
        let before = "flowchart LR\nA[Web] -->|asks| B[API]\nB --> C[Cache]\nB --> D\n";
        let after = "flowchart LR\nA[Web] -->|calls| B[Gateway]\nB --> D\nB --> E[Queue]\n";
        assert_eq!(
            words(before, after),
            ["+Queue", "-Cache", "B: API=Gateway", "+Gateway>Queue ", "-API>Cache ", "Web>API asks=calls"]
        );
        assert!(change(before, before).is_empty());
    }

    #[test]
    fn a_node_with_another_id_and_the_same_label_is_the_same() {
        assert_eq!(words("flowchart LR\nA[Web] --> B[API]\n", "flowchart LR\nweb[Web] --> api[API]\n"), [""; 0]);
    }

    #[test]
    fn topics_of_a_mindmap_are_told_by_what_they_say() {
        let before = "mindmap\n  root\n    a\n    b\n";
        let after = "mindmap\n  root\n    a\n      c\n    b\n";
        assert_eq!(words(before, after), ["+c", "+a>c "]);
        assert_eq!(words(before, "mindmap\n  root\n    a\n    x\n"), ["2: b=x"]);
    }

    #[test]
    fn edges_between_the_same_nodes_are_counted() {
        let (one, two) = ("flowchart LR\nA -->|x| B\n", "flowchart LR\nA -->|y| B\nA -->|x| B\n");
        assert_eq!(words(one, two), ["+A>B y"]);
        assert_eq!(words(two, one), ["-A>B y"]);
    }

    #[test]
    fn groups_and_what_stands_in_them_are_told() {
        let before = "flowchart LR\nsubgraph S\nA\nend\nA --> B\n";
        let after = "flowchart LR\nsubgraph S\nA\nend\nsubgraph T\nB\nend\nA --> B\n";
        assert_eq!(words(before, after), ["+[T]", "B: None=Some(\"T\")"]);
    }

    #[test]
    fn messages_are_edges() {
        let before = "sequenceDiagram\nA->>B: hi\n";
        let after = "sequenceDiagram\nA->>B: hi\nB->>A: bye\n";
        assert_eq!(words(before, after), ["+B>A bye"]);
    }
}
