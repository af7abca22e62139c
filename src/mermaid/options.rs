//! What a site may say about how diagrams are drawn, and how large one may be. Plain data from `site.toml`.

use serde_json::Value;

/// How to draw, and the limits. Two equal values draw equal bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagramOptions {
    /// `classic`, `handDrawn` or `neo`; the engine's own if `None`.
    pub look: Option<String>,
    /// The curve of flowchart edges (`basis`, `linear`, …).
    pub curve: Option<String>,
    /// Mermaid's theme where the author chooses none.
    pub theme: &'static str,
    /// Variables of that theme, an object or null.
    pub theme_variables: Value,
    /// Longest source, in bytes.
    pub max_source_bytes: usize,
    /// Most nodes of one diagram.
    pub max_nodes: usize,
    /// Most edges of one flowchart; 500 as in Mermaid. Other kinds may have as many edges as nodes.
    pub max_edges: usize,
    /// Deepest nesting of groups, brackets or indents.
    pub max_depth: usize,
    /// Longest SVG as the engine writes it, in bytes.
    pub max_svg_bytes: usize,
    /// Backstop of time for one diagram, in seconds.
    pub max_seconds: u64,
}

impl Default for DiagramOptions {
    fn default() -> Self {
        Self {
            look: None,
            curve: None,
            theme: "base",
            theme_variables: Value::Null,
            max_source_bytes: 200_000,
            max_nodes: 2_000,
            max_edges: 500,
            max_depth: 64,
            max_svg_bytes: 2_000_000,
            max_seconds: 20,
        }
    }
}
