//! A flowchart's label as data: where it stands and what Mermaid's lexer makes of it. Not here: how it is found.

use std::ops::Range;

/// A piece of a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Bare text.
    Text,
    /// The inside of `"…"`; the range leaves out the quotes.
    Quoted,
    /// The inside of ``"`…`"``.
    Markdown,
    /// A character that ends or opens a shape and may not stand in bare text.
    Stray,
}

/// What a label belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A node's or a subgraph's shape.
    Shape,
    /// Between two `|`.
    Pipe,
    /// Between the halves of an arrow.
    Arrow,
}

/// One label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// What it belongs to.
    pub place: Place,
    /// The opening bracket.
    pub open: Range<usize>,
    /// Everything between the opening and the closing.
    pub inside: Range<usize>,
    /// What it is made of.
    pub pieces: Vec<(Piece, Range<usize>)>,
    /// Whether its closing was found.
    pub closed: bool,
}

/// What was found in a flowchart's text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// Labels, in order.
    pub labels: Vec<Label>,
    /// Runs up to an `@` that Mermaid takes for an edge's id though a shape or `|` opens inside.
    pub swallowed: Vec<Range<usize>>,
}
