//! What is written inside a drawing. In: a diagram. Out: the label of each node with its id, and what else can be read in it, each on
//! one line.

use std::collections::BTreeSet;

use super::subject::Figure;

/// The texts of a diagram.
#[derive(Debug, Default)]
pub struct Labels {
    /// Of each node that shows a text: its id, the text.
    pub nodes: Vec<(String, String)>,
    /// Its own title, labels of edges, names of groups; each once, none that is a node's.
    pub others: BTreeSet<String>,
}

impl Labels {
    /// Those of a diagram; a broken one has none.
    pub fn of(figure: &Figure) -> Self {
        let Some(drawn) = &figure.drawn else {
            return Self::default();
        };
        let outline = drawn.outline();
        let nodes = outline.nodes.iter().map(|node| (node.id.clone(), plain(&node.label)));
        let nodes: Vec<_> = nodes.filter(|(_, label)| !label.is_empty()).collect();
        let edges = outline.edges.iter().map(|edge| &edge.label);
        let groups = outline.groups.iter().map(|group| &group.label);
        let mut others: BTreeSet<String> =
            drawn.facts.title.iter().chain(edges).chain(groups).map(|label| plain(label)).collect();
        others.remove("");
        for (_, label) in &nodes {
            others.remove(label);
        }
        Self { nodes, others }
    }
}

/// A label as it is read: without the tags that break it into lines or set a part of it off.
fn plain(label: &str) -> String {
    let mut text = String::with_capacity(label.len());
    let mut rest = label;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        rest = after;
        if !after.trim_start_matches('/').starts_with(|first: char| first.is_ascii_alphabetic()) {
            text.push('<');
        } else if let Some((_, after)) = after.split_once('>') {
            text.push(' ');
            rest = after;
        } else {
            // There is no tag any more.
            text.push('<');
            break;
        }
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_label_is_read_on_one_line_without_tags() {
        assert_eq!(plain("Order<br/>Service <b>x</b>\n y"), "Order Service x y");
        assert_eq!(plain("a < b > c <3 <"), "a < b > c <3 <");
        assert_eq!(plain("Map<K"), "Map<K");
        assert_eq!(plain(&"a<".repeat(100_000)).len(), 200_000);
    }
}
