//! A diagram as its author wrote it: source, place and data. What the engine makes of it is in `mermaid`.

use serde::{Deserialize, Serialize};

use super::{SourceMap, Span, Text};

/// One Mermaid fence of a page, or one `.mmd` file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagram {
    /// What the author said about it.
    pub data: DiagramData,
    /// The text between the fences, with its last newline, line prefixes of lists and quotes removed, CRLF as LF.
    pub source: Text,
    /// Leads from `source` back to the file.
    pub map: SourceMap,
    /// Line of the opening fence.
    pub line: u32,
    /// The place of the opening fence's line, without its line break.
    pub span: Span,
    /// Index into `Page::headings` of the nearest heading above, if any.
    pub heading: Option<usize>,
}

/// What a fence's attributes (`{#id role=R caption="…"}`) or `%%| key: value` comments say. The comments stay in the
/// source. Attributes win over comments.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DiagramData {
    /// `#id` or `id:`.
    pub id: Option<String>,
    /// Where `id` is written.
    pub id_span: Option<Span>,
    /// `role`.
    pub role: Option<String>,
    /// `caption`.
    pub caption: Option<String>,
}

/// A click target inside a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagramLink {
    /// The address as written.
    pub target: String,
    /// Its bytes in [`Diagram::source`].
    pub range: std::ops::Range<usize>,
}
