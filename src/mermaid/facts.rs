//! What parsing alone tells of a valid diagram: everything that links, reports and rules need, without its drawing.

use serde::{Deserialize, Serialize};

use super::outline::Outline;
use super::prepare::DrawWarning;
use super::structure::Structure;
use crate::model::DiagramLink;

/// Facts about a valid diagram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The name of its kind: `flowchart`, `sequence`, …
    pub kind: String,
    /// The title from Mermaid front matter or from the diagram.
    pub title: Option<String>,
    /// `accTitle`.
    pub acc_title: Option<String>,
    /// `accDescr`.
    pub acc_description: Option<String>,
    /// Its nodes, edges and groups by name.
    pub outline: Outline,
    /// Targets of `click` and `link`, in the order of the source.
    pub links: Vec<DiagramLink>,
    /// What it is but for space and comments: two diagrams with the same draw the same.
    pub structure: Structure,
    /// What is left out of the drawing.
    pub warnings: Vec<DrawWarning>,
}
