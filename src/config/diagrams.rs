//! `[diagrams]`: how diagrams are drawn, from which size on they are too large, and what is not drawn at all.

use std::collections::BTreeMap;

use super::classes::{self, DiagramClass};
use super::reader::Table;

/// `[diagrams]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagrams {
    /// `look`: `classic`, `handDrawn` or `neo`.
    pub look: String,
    /// `curve` of flowchart edges, one of Mermaid's names.
    pub curve: Option<String>,
    /// `max_nodes`: a diagram of more is drawn, with a warning; 100 by default.
    pub max_nodes: usize,
    /// `max_edges`, likewise; 150 by default.
    pub max_edges: usize,
    /// `max_lines` of source, likewise; 200 by default.
    pub max_lines: usize,
    /// `[diagrams.limits]`.
    pub limits: Limits,
    /// `theme_variables`: Mermaid's names and values.
    pub theme_variables: BTreeMap<String, String>,
    /// `gallery`: whether there is a page that shows all diagrams; true by default.
    pub gallery: bool,
    /// `classes`: named styles, by name.
    pub classes: Vec<DiagramClass>,
}

/// `[diagrams.limits]`: what is not drawn at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// `nodes`; 2,000 by default.
    pub nodes: usize,
    /// `edges` of a flowchart; 500 by default, as in Mermaid.
    pub edges: usize,
}

/// Mermaid's names for the curve of an edge.
const CURVES: [&str; 12] = [
    "basis",
    "bumpX",
    "bumpY",
    "cardinal",
    "catmullRom",
    "linear",
    "monotoneX",
    "monotoneY",
    "natural",
    "step",
    "stepAfter",
    "stepBefore",
];

pub(super) fn read(mut table: Table<'_, '_, '_>, text: &str) -> Diagrams {
    let looks = [("classic", "classic"), ("handDrawn", "handDrawn"), ("neo", "neo")];
    let curves: Vec<(&str, &str)> = CURVES.iter().map(|name| (*name, *name)).collect();
    let variables = table.table("theme_variables");
    let mut classes = classes::read(table.table("classes"), text);
    classes.sort_by(|a, b| a.name.cmp(&b.name));
    let diagrams = Diagrams {
        look: table.choice("look", &looks).unwrap_or("classic").to_owned(),
        curve: table.choice("curve", &curves).map(str::to_owned),
        max_nodes: table.count("max_nodes", 100),
        max_edges: table.count("max_edges", 150),
        max_lines: table.count("max_lines", 200),
        limits: limits(table.table("limits")),
        gallery: table.boolean("gallery", true),
        theme_variables: variables
            .string_map()
            .into_iter()
            .map(|(key, value)| (key.into_inner(), value.into_inner()))
            .collect(),
        classes,
    };
    table.finish();
    diagrams
}

fn limits(mut table: Table<'_, '_, '_>) -> Limits {
    let limits = Limits { nodes: table.count("nodes", 2_000), edges: table.count("edges", 500) };
    table.finish();
    limits
}
