//! In: what each node and group is called by its author. Out: their names in addresses, unique in the diagram.
//!
//! The rule, which authors rely on: the name as it is written, with one `-` for white space, and `-2`, `-3`, … where the name is
//! taken. Nodes come first, in the order of the outline, then groups.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, Node};

/// Turns names into anchors.
pub(super) fn give(nodes: &mut [Node], groups: &mut [Group]) {
    let mut taken = Taken::default();
    for node in &mut *nodes {
        node.anchor = taken.unique(&name(&node.anchor));
    }
    let of_nodes: BTreeMap<&str, &str> =
        nodes.iter().rev().map(|node| (node.id.as_str(), node.anchor.as_str())).collect();
    for group in groups {
        group.anchor = match of_nodes.get(group.id.as_str()) {
            Some(anchor) => (*anchor).to_owned(),
            None => taken.unique(&name(&group.anchor)),
        };
    }
}

fn name(written: &str) -> String {
    let words = written.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// Names in use, and for each the number to try next, so that a thousand namesakes stay cheap.
#[derive(Default)]
pub(super) struct Taken {
    names: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Taken {
    /// `name`, or `name-2`, … where that is taken; of nothing, nothing.
    pub(super) fn unique(&mut self, name: &str) -> String {
        if name.is_empty() || self.names.insert(name.to_owned()) {
            return name.to_owned();
        }
        let next = self.next.entry(name.to_owned()).or_insert(2);
        loop {
            let unique = format!("{name}-{next}");
            *next += 1;
            if self.names.insert(unique.clone()) {
                return unique;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Group, Node, give};

    #[test]
    fn names_are_kept_without_space_and_unique() {
        let node = |name: &str| Node { id: name.to_owned(), anchor: name.to_owned(), ..Node::default() };
        let group = |name: &str| Group { id: name.to_owned(), anchor: name.to_owned(), ..Group::default() };
        let mut nodes: Vec<Node> = ["api", " Order\n Service", "a", "a-2", "a ", "Ü/1", ""].map(node).into();
        let mut groups = [group("api"), group("Order-Service")];
        give(&mut nodes, &mut groups);
        let anchors: Vec<&str> = nodes.iter().map(|node| node.anchor.as_str()).collect();
        assert_eq!(anchors, ["api", "Order-Service", "a", "a-2", "a-3", "Ü/1", ""]);
        assert_eq!(groups.map(|group| group.anchor), ["api", "Order-Service-2"]);
    }
}
