//! What to do next, for the dashboard: sentences whose diagrams are links.

use serde::Serialize;

use super::places::Places;
use crate::plan::next::{self, Part};
use crate::plan::view::View;
use crate::plan::{Inventory, Report};

/// Steps that the page shows.
const MOST: usize = 8;

/// Something to do.
#[derive(Serialize)]
pub struct Step<'a> {
    parts: Vec<Piece>,
    /// Title of the phase that it is for.
    phase: Option<&'a str>,
    due: Option<String>,
}

/// A part of its sentence.
#[derive(Serialize)]
struct Piece {
    text: String,
    /// Whether the text is a name or a path, and no words of ours.
    is_name: bool,
    href: Option<String>,
}

/// The first steps.
pub fn all<'a>(report: &'a Report, inventory: &'a Inventory, places: &Places<'_>) -> Vec<Step<'a>> {
    let piece = |part: &Part| match part {
        Part::Words(text) => Piece { text: text.clone(), is_name: false, href: None },
        Part::Name(text) => Piece { text: text.clone(), is_name: true, href: places.found(text) },
        Part::Diagram(index) => {
            let diagram = &inventory.diagrams[*index];
            let text = format!("{}:{}", diagram.file, diagram.line);
            Piece { text, is_name: true, href: places.diagram(*index) }
        }
    };
    next::steps(&View::all(report, inventory), MOST)
        .iter()
        .map(|step| Step {
            parts: step.parts.iter().map(piece).collect(),
            phase: step.phase.map(|at| report.phases[at].title.as_str()),
            due: step.due.map(|due| due.to_string()),
        })
        .collect()
}
