//! In: a masked diagram whose first line names no kind, or not as Mermaid writes it. Out: edits of that line. Not here: any
//! other line.

use std::ops::Range;

use super::keywords::distance;
use super::{Edit, Mending};

/// The words that diagrams begin with, in full.
const WORDS: &[&str] = &[
    "flowchart",
    "graph",
    "flowchart-elk",
    "sequenceDiagram",
    "classDiagram",
    "classDiagram-v2",
    "stateDiagram-v2",
    "stateDiagram",
    "erDiagram",
    "gantt",
    "pie",
    "journey",
    "gitGraph",
    "mindmap",
    "timeline",
    "quadrantChart",
    "requirementDiagram",
    "requirement",
    "sankey-beta",
    "sankey",
    "xychart-beta",
    "xychart",
    "block-beta",
    "block",
    "packet-beta",
    "packet",
    "kanban",
    "architecture-beta",
    "radar-beta",
    "treemap-beta",
    "treemap",
    "C4Context",
    "C4Container",
    "C4Component",
    "C4Dynamic",
    "C4Deployment",
];

/// What authors write for a kind without misspelling it.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("flow", "flowchart"),
    ("flowdiagram", "flowchart"),
    ("sequence", "sequenceDiagram"),
    ("sequencechart", "sequenceDiagram"),
    ("class", "classDiagram"),
    ("state", "stateDiagram-v2"),
    ("er", "erDiagram"),
    ("erd", "erDiagram"),
    ("entityrelationshipdiagram", "erDiagram"),
    ("ganttchart", "gantt"),
    ("ganttdiagram", "gantt"),
    ("piechart", "pie"),
    ("userjourney", "journey"),
    ("git", "gitGraph"),
    ("quadrant", "quadrantChart"),
    ("radar", "radar-beta"),
    ("architecture", "architecture-beta"),
    ("blockdiagram", "block-beta"),
    ("statediagramv2", "stateDiagram-v2"),
    ("stateDiagram-v1", "stateDiagram-v2"),
];

const DIRECTIONS: &[&str] = &["TB", "TD", "BT", "RL", "LR"];

/// What to mend in the first line of `text`.
pub fn mend(text: &str) -> Option<Mending> {
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next().unwrap_or_default();
    let words = words(line, start);
    let (word, name) = named(text, &words)?;
    let mut mending = Mending::default();
    let written = &text[word.clone()];
    let rest = &text[word.end..start + line.len()];
    if written != name {
        mending.edits.push(Edit::new(word.clone(), name));
    }
    if let Some(colon) = rest.strip_prefix(':')
        && colon.trim().is_empty()
    {
        mending.edits.push(Edit::new(word.end..word.end + 1, ""));
    }
    if rest.starts_with(' ') && ["chart", "diagram"].iter().any(|word| rest.trim().eq_ignore_ascii_case(word)) {
        mending.edits.push(Edit::new(word.end..word.end + rest.trim_end().len(), ""));
    }
    if matches!(name, "flowchart" | "graph") {
        mending.edits.extend(direction(rest, word.end));
    }
    (!mending.edits.is_empty()).then_some(mending)
}

/// The first three words of a line with their places; a word ends at a colon or semicolon, too.
fn words(line: &str, start: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while found.len() < 3 {
        at += line[at..].len() - line[at..].trim_start().len();
        let length = line[at..].find(|c: char| c.is_whitespace() || c == ';' || c == ':').unwrap_or(line.len() - at);
        if length == 0 {
            break;
        }
        found.push(start + at..start + at + length);
        at += length;
    }
    found
}

/// The kind that the first words name, and how many bytes do.
fn named(text: &str, words: &[Range<usize>]) -> Option<(Range<usize>, &'static str)> {
    let first = words.first()?.clone();
    if WORDS.contains(&&text[first.clone()]) {
        return WORDS.iter().find(|word| **word == &text[first.clone()]).map(|word| (first, *word));
    }
    let mut best: Option<(usize, Range<usize>, &'static str)> = None;
    let mut is_tied = false;
    for count in 1..=words.len() {
        let range = first.start..words[count - 1].end;
        let joined: String = text[range.clone()].chars().filter(|c| !c.is_whitespace()).take(40).collect();
        let other =
            OTHER_NAMES.iter().filter(|(name, _)| joined.eq_ignore_ascii_case(name)).map(|(_, word)| (0, *word));
        let near = WORDS.iter().filter_map(|word| distance(&joined, word).map(|distance| (distance, *word)));
        for (distance, word) in near.chain(other) {
            match &best {
                Some((least, ..)) if *least < distance => {}
                // `sequence` alone names it, and so does `sequence diagram`.
                Some((least, _, known)) if *least == distance && *known != word => is_tied = true,
                _ => {
                    best = Some((distance, range.clone(), word));
                    is_tied = false;
                }
            }
        }
    }
    best.filter(|_| !is_tied).map(|(_, range, word)| (range, word))
}

/// A flowchart's direction in lower case, with a letter too many, or before a colon.
fn direction(rest: &str, at: usize) -> Vec<Edit> {
    let start = at + rest.len() - rest.trim_start().len();
    let word = rest.trim_start().split([' ', '\t', ';', ':']).next().unwrap_or_default();
    let mut edits = Vec::new();
    let upper = word.to_ascii_uppercase();
    if !word.is_empty() && !DIRECTIONS.contains(&word) {
        let near: Vec<&&str> = DIRECTIONS.iter().filter(|name| strsim::osa_distance(&upper, name) <= 1).collect();
        let meant = DIRECTIONS.iter().find(|name| **name == upper).or(match near.as_slice() {
            [only] => Some(*only),
            _ => None,
        });
        edits.extend(meant.map(|meant| Edit::new(start..start + word.len(), *meant)));
    }
    if rest.trim_start()[word.len()..].trim() == ":" {
        edits.push(Edit::new(start + word.len()..start + word.len() + 1, ""));
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::mermaid::repair::draft::Draft;

    fn mended(text: &str) -> String {
        let mut draft = Draft::new(text);
        draft.apply(mend(text).unwrap_or_default().edits);
        draft.text().to_owned()
    }

    #[test]
    fn the_kind_is_written_as_mermaid_writes_it() {
        for (line, expected) in [
            ("sequenceD diagram", "sequenceDiagram"),
            ("Sequence Diagram", "sequenceDiagram"),
            ("sequenceDiagramm", "sequenceDiagram"),
            ("sequencediagram:", "sequenceDiagram"),
            ("flowchrt LR", "flowchart LR"),
            ("flow chart LR", "flowchart LR"),
            ("grpah td", "graph TD"),
            ("graph TDD", "graph TD"),
            ("flowchart TD:", "flowchart TD"),
            ("stateDigram-v2", "stateDiagram-v2"),
            ("erdiagram", "erDiagram"),
            ("gitgraph", "gitGraph"),
            ("time line", "timeline"),
            ("pei title x", "pie title x"),
            ("gantt chart", "gantt"),
        ] {
            assert_eq!(mended(line), expected);
        }
    }

    #[test]
    fn what_is_near_to_nothing_or_to_two_things_stays() {
        for line in ["zenuml", "graph LT", "plantuml", "A --> B", "graph TD", ""] {
            assert_eq!(mended(line), line);
        }
    }
}
