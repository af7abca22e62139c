//! What is written inside a drawing. In: a diagram. Out: the label of each node with the name by which the page leads to it, and what else
//! can be read in it.

use std::collections::BTreeSet;

use super::subject::Figure;
use crate::mermaid::Drawer;

/// The texts of a diagram.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// Of each node: its name in addresses, its label.
    pub nodes: Vec<(String, String)>,
    /// Labels of edges, names of groups, the diagram's own title.
    pub others: Vec<String>,
}

impl Labels {
    /// Those of a diagram; a broken one has none.
    pub fn of(figure: &Figure, drawer: &Drawer) -> Self {
        let Some((_, outline)) = figure.drawn.as_ref().and_then(|_| drawer.outline(&figure.source)) else {
            return Self::default();
        };
        let nodes = outline.nodes.into_iter().map(|node| (node.id, plain(&node.label)));
        let others: BTreeSet<String> = outline.edges.iter().map(|edge| plain(&edge.label)).collect();
        Self { nodes: nodes.collect(), others: others.into_iter().filter(|label| !label.is_empty()).collect() }
    }
}

/// A label as it is read: on one line, without the tags that break it into several.
fn plain(label: &str) -> String {
    let pieces = label.split('<').enumerate().map(|(number, piece)| match piece.split_once('>') {
        Some((tag, after)) if number > 0 && is_tag(tag) => after.to_owned(),
        _ if number > 0 => format!("<{piece}"),
        _ => piece.to_owned(),
    });
    pieces.flat_map(|piece| piece.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>().join(" ")
}

fn is_tag(tag: &str) -> bool {
    tag.trim_start_matches('/').starts_with(|first: char| first.is_ascii_alphabetic())
}
