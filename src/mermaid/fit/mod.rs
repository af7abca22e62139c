//! In: the SVG that the engine drew, as a tree. Out: the few attributes to change so that every label stands in its box
//! and inside of the picture, where the engine's geometry is off although its widths are right.
//!
//! Deliberately not here: colours, rounding, ids. One file a fix; each says what the engine does wrong.

mod edge_labels;
mod gantt_sections;
mod picture;
mod sequence_notes;
mod state_names;

use roxmltree::{Document, Node, NodeId};
use std::collections::BTreeMap;

/// One attribute that gets a new value, or that the element did not have before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub node: NodeId,
    pub name: &'static str,
    pub value: String,
}

/// A box in the coordinates of the root.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Extent {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

/// What has to change in this drawing; empty for most. At most one edit for an attribute of an element.
#[must_use]
pub fn edits(svg: &Document<'_>) -> Vec<Edit> {
    let root = svg.root_element();
    let mut edits = Vec::new();
    let mut labels = Vec::new();
    edge_labels::fit(root, &mut edits, &mut labels);
    match root.attribute("aria-roledescription").unwrap_or("") {
        "gantt" => gantt_sections::fit(root, &mut edits, &mut labels),
        "stateDiagram" => state_names::fit(root, &mut edits),
        "sequence" => sequence_notes::fit(root, &mut edits, &mut labels),
        "sankey" | "quadrantChart" | "radar" | "venn" => picture::free_labels(root, &mut labels),
        _ => {}
    }
    picture::fit(root, &labels, &mut edits);
    edits
}

/// The drawing with its edits made, as text.
#[must_use]
pub fn apply(svg: &str, tree: &Document<'_>, edits: &[Edit]) -> String {
    let mut splices = BTreeMap::new();
    for edit in edits {
        let Some(node) = tree.get_node(edit.node) else {
            continue;
        };
        let value = escaped(&edit.value);
        match node.attribute_node(edit.name) {
            Some(old) => splices.insert((old.range_value().start, edit.name), (old.range_value().end, value)),
            None => {
                // Behind the element's name, which begins after `<`.
                let at = node.range().start + 1 + tag_name_len(svg, node);
                splices.insert((at, edit.name), (at, format!(" {}=\"{value}\"", edit.name)))
            }
        };
    }
    let mut out = String::with_capacity(svg.len() + 64 * splices.len());
    let mut done = 0;
    for ((start, _), (end, text)) in splices {
        out.push_str(svg.get(done..start).unwrap_or(""));
        out.push_str(&text);
        done = end;
    }
    out.push_str(svg.get(done..).unwrap_or(""));
    out
}

fn tag_name_len(svg: &str, node: Node<'_, '_>) -> usize {
    let rest = svg.get(node.range().start + 1..).unwrap_or("");
    rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(0)
}

fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn has_class(node: Node<'_, '_>, class: &str) -> bool {
    node.attribute("class").is_some_and(|list| list.split_ascii_whitespace().any(|c| c == class))
}

fn number(node: Node<'_, '_>, name: &str) -> Option<f64> {
    let value: f64 = node.attribute(name)?.trim().trim_end_matches("px").parse().ok()?;
    value.is_finite().then_some(value)
}

/// The offset of an element's own `translate(x, y)`; zero where it has no transform.
fn translate(node: Node<'_, '_>) -> (f64, f64) {
    let inside =
        node.attribute("transform").and_then(|t| t.trim().strip_prefix("translate(")).and_then(|t| t.split(')').next());
    let mut numbers = inside
        .unwrap_or("")
        .split([',', ' '])
        .filter(|word| !word.is_empty())
        .map(|word| word.parse::<f64>().ok().filter(|n| n.is_finite()).unwrap_or(0.0));
    (numbers.next().unwrap_or(0.0), numbers.next().unwrap_or(0.0))
}

/// Where the origin of an element's contents lies in the root's coordinates.
fn origin(node: Node<'_, '_>) -> (f64, f64) {
    node.ancestors().filter(Node::is_element).map(translate).fold((0.0, 0.0), |(x, y), (dx, dy)| (x + dx, y + dy))
}

/// A number as it stands in an attribute: three decimals are a thousandth of a pixel.
fn shown(value: f64) -> String {
    let rounded = (value * 1000.0).round() / 1000.0;
    // Adding zero turns -0 into 0.
    format!("{}", rounded + 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_replaces_a_value_or_adds_the_attribute() {
        let svg = r#"<svg><g x="1" y="2"/><a/></svg>"#;
        let tree = Document::parse(svg).expect("a valid document");
        let ids: Vec<_> = tree.root_element().children().map(|n| n.id()).collect();
        let edits = [
            Edit { node: ids[0], name: "y", value: "a\"b".into() },
            Edit { node: ids[1], name: "x", value: "3".into() },
        ];
        assert_eq!(apply(svg, &tree, &edits), r#"<svg><g x="1" y="a&quot;b"/><a x="3"/></svg>"#);
    }

    #[test]
    fn offsets_add_up_over_the_ancestors() {
        let svg = r#"<svg><g transform="translate(10, 20)"><g transform="translate(1.5,2) rotate(3)"/></g></svg>"#;
        let tree = Document::parse(svg).expect("a valid document");
        let inner = tree.descendants().next_back().expect("a node");
        assert_eq!(origin(inner), (11.5, 22.0));
    }
}
