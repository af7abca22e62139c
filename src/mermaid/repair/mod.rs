//! In: a diagram that is not valid. Out: the smallest edits that make it one which is, and which shows every word that its
//! author wrote; nothing, if there is no safe way. Not here: files, and which diagrams are to be mended.
//!
//! Each kind has a file that looks for what authors of it get wrong and says how to write it. All that is found is written at
//! once and the engine is asked once; only what it still refuses is looked at again. Guesses are harmless: what does
//! not parse, or does not show a label as it was written, is no repair.

mod boxes;
mod charts;
mod draft;
mod entities;
mod flow_link;
mod flow_shape;
mod flow_title;
mod flowchart;
mod header;
mod hex;
mod keywords;
mod plans;
mod quote;
mod relations;
mod sequence;
mod state;
mod timeline;
mod words;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use self::draft::Draft;
use self::words::Shown;
use super::drawer::Drawer;
use super::fault::{Fault, FaultCode};
use super::kind::{self, Kind};
use super::prepare;

/// A replacement in a diagram's source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// The bytes that are replaced; never a line break. Empty where something is inserted.
    pub range: Range<usize>,
    /// What stands there instead. A line break in it begins a line of the diagram: who writes it into a fence that is
    /// indented or quoted repeats the prefix of the line.
    pub text: String,
}

/// What makes a broken diagram a valid one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repair {
    /// The edits, in order, none overlapping another.
    pub edits: Vec<Edit>,
}

/// One thing to mend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Mending {
    edits: Vec<Edit>,
    /// What the diagram has to show afterwards.
    labels: Vec<String>,
}

/// Longest line that is looked at, in bytes; looking for brackets takes time by the square of it.
const MAX_LINE: usize = 2_000;

/// Most verdicts that one repair asks for, the size of source up to which it asks for more than two, and the size up to which
/// it asks at all: time goes by the size, for some kinds by its square.
const MAX_VERDICTS: usize = 8;
const SMALL_SOURCE: usize = 20_000;
const LARGEST_SOURCE: usize = 64_000;

impl Edit {
    fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }
}

impl Repair {
    /// The mended source.
    pub fn apply(&self, source: &str) -> String {
        let mut draft = Draft::new(source);
        draft.apply(self.edits.clone());
        draft.text().to_owned()
    }
}

impl Mending {
    const fn edits(edits: Vec<Edit>) -> Self {
        Self { edits, labels: Vec::new() }
    }

    /// The same in a text in which its own begins at byte `offset`.
    fn moved(mut self, offset: usize) -> Self {
        for edit in &mut self.edits {
            edit.range = edit.range.start + offset..edit.range.end + offset;
        }
        self
    }

    fn add(&mut self, other: Self) {
        self.edits.extend(other.edits);
        self.labels.extend(other.labels);
    }
}

impl Drawer {
    /// The edits of `source` that make a diagram that is refused a valid one; `None` for a valid one and for one that cannot
    /// be mended safely. The mended diagram is valid by this drawer, and shows each label that was touched word for word.
    ///
    /// Usually asks for two verdicts. A source of more than 64,000 bytes, and a line of more than 2,000, is not mended.
    pub fn repair(&self, source: &str) -> Option<Repair> {
        if source.len() > LARGEST_SOURCE {
            return None;
        }
        let fault = self.texts(source).err()?;
        if is_mendable(&fault) { self.repair_refused(source) } else { None }
    }

    /// The same for a diagram of which [`Drawer::judge`] has said that it is refused, without asking again.
    pub fn repair_refused(&self, source: &str) -> Option<Repair> {
        let verdicts = if source.len() <= SMALL_SOURCE { MAX_VERDICTS } else { 2 };
        let mut draft = Draft::new(source);
        let mut labels = Vec::new();
        for _ in 0..verdicts {
            if !rewrite(&mut draft, &mut labels) {
                return None;
            }
            if let Ok(texts) = self.texts(draft.text()) {
                let shown = Shown::new(&texts);
                return labels.iter().all(|label| shown.contains(label)).then(|| Repair { edits: draft.edits() });
            }
        }
        None
    }
}

fn is_mendable(fault: &Fault) -> bool {
    matches!(fault.code, FaultCode::Syntax | FaultCode::UnknownKind)
}

/// Writes all that is found in the draft; whether anything was.
fn rewrite(draft: &mut Draft<'_>, labels: &mut Vec<String>) -> bool {
    let first = header::mend(&prepare::mask(draft.text()).text).is_some_and(|mending| draft.apply(mending.edits));
    // What follows is read as of the kind that the first line then names, with its words as they are then spelt.
    let words = rewrite_with(draft, labels, keywords::mend);
    let texts = rewrite_with(draft, labels, texts);
    first || words || texts
}

fn rewrite_with(
    draft: &mut Draft<'_>,
    labels: &mut Vec<String>,
    mend: impl FnOnce(&str, Kind, usize) -> Vec<Mending>,
) -> bool {
    let masked = prepare::mask(draft.text());
    let Some((kind, header)) = kind::detect(&masked.text) else { return false };
    let mut edits = Vec::new();
    for mending in mend(&masked.text, kind, header.end) {
        edits.extend(mending.edits);
        labels.extend(mending.labels);
    }
    draft.apply(edits)
}

/// What each kind's own file finds.
fn texts(text: &str, kind: Kind, start: usize) -> Vec<Mending> {
    match kind {
        "flowchart" => flowchart::mend(text, start),
        "sequence" => sequence::mend(text, start),
        "state" => state::mend(text, start),
        "timeline" => timeline::mend(text, start),
        "gantt" => plans::gantt(text, start),
        "journey" => plans::journey(text, start),
        "xychart" => charts::xychart(text, start),
        "quadrant" => charts::quadrant(text, start),
        "pie" => charts::pie(text, start),
        "packet" => charts::packet(text, start),
        "treemap" => charts::treemap(text, start),
        "mindmap" | "kanban" => boxes::by_indent(text, start),
        "block" => boxes::block(text, start),
        "architecture" => boxes::architecture(text, start),
        "er" => relations::er(text, start),
        "class" => relations::class(text, start),
        "gitgraph" => relations::gitgraph(text, start),
        _ => Vec::new(),
    }
}

/// The lines of `text` from `start` on that are not too long, without their line breaks.
fn lines(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = start;
    let lines = text[start..].split_inclusive('\n').map(move |line| {
        let begin = at;
        at += line.len();
        begin..begin + line.trim_end_matches('\n').len()
    });
    lines.filter(|line| line.len() <= MAX_LINE)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::mermaid::Drawer;

    fn repaired(source: &str) -> Option<String> {
        let drawer = Drawer::new(&Config::parse("").unwrap().diagrams);
        let repair = drawer.repair(source)?;
        let mended = repair.apply(source);
        assert_eq!(drawer.repair(&mended), None, "{mended}");
        Some(mended)
    }

    #[test]
    fn all_faults_of_a_diagram_are_mended_together() {
        let broken = "%%{init: {}}%%\ngrpah td\n  %% (c)\n  subgrah S[x (y)]\n    A[z (w)] -> B{a \"b\"}\n  edn\n  classDf c fill:#fff\n";
        let mended = "%%{init: {}}%%\ngraph TD\n  %% (c)\n  subgraph S[\"x (y)\"]\n    A[\"z (w)\"] --> B{\"a #quot;b#quot;\"}\n  end\n  \
                      classDef c fill:#fff\n";
        assert_eq!(repaired(broken).as_deref(), Some(mended));
    }

    #[test]
    fn a_valid_diagram_and_one_that_cannot_be_mended_have_no_repair() {
        assert_eq!(repaired("graph TD\nA[x] --> B[\"y (z)\"]\n"), None);
        assert_eq!(repaired("graph TD\nA[x] --> --> B[y (z)]\n"), None);
        assert_eq!(repaired("sankey-beta\ntitle x\na,b,1\n"), None);
        assert_eq!(repaired(&format!("graph TD\n{}", "A[x (y)]\n".repeat(8_000))), None);
    }

    #[test]
    fn each_kind_is_mended_as_its_engine_reads_it() {
        for (broken, mended) in [
            ("sequence diagram\nA->>B: x; y", "sequenceDiagram\nA->>B: x#59; y"),
            ("timeline\n10:30 : x", "timeline\n10#58;30 : x"),
            ("stateDiagram-v2\nA -> B\nnote right of A : x: y", "stateDiagram-v2\nA --> B\nnote right of A : x#58; y"),
            ("pie\nDogs : 10%", "pie\n\"Dogs\" : 10"),
            ("mindmap\n root\n  A (b) c", "mindmap\n root\n  A #40;b#41; c"),
            ("xychart-beta\ntitle a (b)\nbar [1, 2]", "xychart-beta\ntitle \"a (b)\"\nbar [1, 2]"),
            ("erDiagram\nA ||--o{ B : has (many)", "erDiagram\nA ||--o{ B : \"has (many)\""),
            ("classDiagram\nA <|- B", "classDiagram\nA <|-- B"),
            ("gitGraph\ncomit id: a", "gitGraph\ncommit id: \"a\""),
            ("gantt\ndateFormat X\nx (9:30) :0, 10", "gantt\ndateFormat X\nx (9#58;30) :0, 10"),
        ] {
            assert_eq!(repaired(broken).as_deref(), Some(mended));
        }
    }
}
