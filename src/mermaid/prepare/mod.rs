//! In: a diagram's source as its author wrote it. Out: a text that the engine reads as mermaid.js reads the source, with
//! a way back from its offsets, and warnings for what is left out. Not here: any verdict on the rest of the text.

mod edits;
mod features;
mod flow_arrows;
mod flow_label;
mod flow_labels;
mod flowchart;
mod gantt;
mod mask;
mod sequence;

use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use edits::Edited;
pub use flow_arrows::{arrow as flow_arrow, arrow_end as flow_arrow_end};
pub use flow_label::{Label, Labels, Piece};
pub use flow_labels::find as find_flow_labels;
pub use mask::{Masked, mask};

use super::kind::Kind;

/// Something that is drawn otherwise than its author asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrawWarning {
    /// What is left out, one line.
    pub message: String,
    /// What to do about it, one line.
    pub help: String,
    /// Where, in bytes of the source.
    pub range: Range<usize>,
}

impl DrawWarning {
    fn new(message: &str, help: &str, range: Range<usize>) -> Self {
        Self { message: message.to_owned(), help: help.to_owned(), range }
    }
}

/// A source made ready for the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// What the engine reads.
    pub edited: Edited,
    /// What is left out.
    pub warnings: Vec<DrawWarning>,
}

/// Prepares `source`, a diagram of `kind` whose first word stands at `header`; the statements `more` come after it.
pub fn prepare(source: &str, more: &str, masked: &Masked, kind: Kind, header: Range<usize>) -> Prepared {
    let mut edits = edits::Edits::default();
    let text = &masked.text;
    // The first to claim a place keeps it, and a label that is rewritten whole covers what is in it; so features go first
    // only where no label is rewritten.
    match kind {
        "flowchart" => flowchart::rewrite(text, header.end, &mut edits),
        "sequence" => sequence::rewrite(text, header.end, &mut edits),
        "gantt" => gantt::rewrite(text, header.end, &mut edits),
        _ => {}
    }
    let warnings = features::leave_out(source, masked, kind, header, &mut edits);
    if !more.is_empty() {
        edits.replace(source.len()..source.len(), more);
    }
    Prepared { edited: edits.apply(source), warnings }
}
