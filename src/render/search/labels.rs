//! What is written inside a drawing. In: a diagram. Out: the label of each node and group with the name by which an address leads to it,
//! and what else can be read in it.

use std::collections::BTreeSet;

use super::subject::Figure;

/// The texts of a diagram.
#[derive(Debug, Default)]
pub struct Labels<'a> {
    /// Of each node and group that shows a text: its name in addresses, the text.
    pub nodes: Vec<(&'a str, &'a str)>,
    /// Its own title, labels of edges, what else it says of nodes; each once, none that is a node's label.
    pub others: BTreeSet<&'a str>,
}

impl<'a> Labels<'a> {
    /// Those of a diagram; a broken one has none.
    pub fn of(figure: &'a Figure) -> Self {
        let Some(drawn) = &figure.drawn else {
            return Self::default();
        };
        let outline = drawn.outline();
        let nodes: Vec<(&str, &str)> = outline.anchors().filter(|(_, label)| !label.is_empty()).collect();
        let edges = outline.edges.iter().map(|edge| edge.label.as_str());
        let details = outline.nodes.iter().map(|node| node.detail.as_str());
        let mut others: BTreeSet<&str> = drawn.facts.title.as_deref().into_iter().chain(edges).chain(details).collect();
        for label in std::iter::once("").chain(nodes.iter().map(|(_, label)| *label)) {
            others.remove(label);
        }
        Self { nodes, others }
    }
}
