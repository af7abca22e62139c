//! What mermaid.js refuses although the engine takes it, and what is refused by size alone. In: masked text, parsed
//! model. Out: at most one fault, with its place. Not here: what the engine refuses by itself.

mod depth;
mod flowchart;
mod gantt;
mod labels;
mod state;
mod timeline;

use std::ops::Range;

pub use depth::too_deep;
pub use flowchart::{cycle, stray_in_title};
pub use gantt::{TAGS, is_setting};

use super::fault::Fault;
use super::kind::Kind;

/// The first thing in a masked `text` of `kind`, whose first word ends at `start`, that only mermaid.js refuses.
pub fn refuse(text: &str, kind: Kind, start: usize) -> Option<Fault> {
    match kind {
        "flowchart" => flowchart::refuse(text, start),
        "gantt" => gantt::refuse(text, start),
        "quadrant" | "kanban" | "architecture" => labels::refuse(text, kind, start),
        "state" => state::refuse(text, start),
        "timeline" => timeline::refuse(text, start),
        _ => None,
    }
}

/// The lines of `text` from `start` on, with their places, without their line breaks.
fn lines(text: &str, start: usize) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = start;
    text[start..].split_inclusive('\n').map(move |line| {
        let begin = at;
        at += line.len();
        let line = line.trim_end_matches('\n');
        (begin..begin + line.len(), line)
    })
}
