//! Relations as an author writes them: what a page's front matter states, and where a page asks to see them. What they
//! lead to is found in `link`.

use serde::{Deserialize, Serialize};

use super::Span;

/// One relation of a page: `uses: [mechanism/replication]` below `relations:`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedRelation {
    /// The relation's name.
    pub name: String,
    /// Where the name is written.
    pub span: Span,
    /// What it names, in order.
    pub targets: Vec<StatedTarget>,
}

/// What a relation names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedTarget {
    /// As written: a page's path or URL, `@id` or `page.md#id` of a figure.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

/// `<!-- chartroom-relations: graph uses here -->`: a page asks for its site's relations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelationView {
    /// As what.
    pub form: RelationForm,
    /// Names of the relations to show, with their places; all if there are none.
    pub names: Vec<(String, Span)>,
    /// Only relations from and to this page.
    pub here: bool,
}

/// How relations are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RelationForm {
    /// `table`.
    Table,
    /// `graph`: a flowchart.
    Graph,
}
