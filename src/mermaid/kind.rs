//! The kinds of diagram and the words they begin with. In: a masked source. Out: its kind, by its first word, as
//! Mermaid detects it. Not here: whether the rest parses.

use std::ops::Range;

use super::fault::{Fault, FaultCode};

/// The name of a diagram family: lower case, one word, as it stands in `diagrams.json` and reports.
pub type Kind = &'static str;

/// First words and their family, the longer word before one that it begins with. Mermaid looks only at how a text
/// begins, so `graphX` is a flowchart whose header is wrong, not an unknown kind.
const HEADERS: &[(&str, Kind)] = &[
    ("C4Context", "c4"),
    ("C4Container", "c4"),
    ("C4Component", "c4"),
    ("C4Dynamic", "c4"),
    ("C4Deployment", "c4"),
    ("flowchart-elk", "flowchart"),
    ("flowchart", "flowchart"),
    ("graph", "flowchart"),
    ("swimlane-beta", "swimlane"),
    ("sequenceDiagram", "sequence"),
    ("classDiagram", "class"),
    ("stateDiagram", "state"),
    ("erDiagram", "er"),
    ("gantt", "gantt"),
    ("pie", "pie"),
    ("journey", "journey"),
    ("gitGraph", "gitgraph"),
    ("mindmap", "mindmap"),
    ("timeline", "timeline"),
    ("quadrantChart", "quadrant"),
    ("requirement", "requirement"),
    ("sankey", "sankey"),
    ("xychart", "xychart"),
    ("block", "block"),
    ("packet", "packet"),
    ("kanban", "kanban"),
    ("architecture", "architecture"),
    ("radar-beta", "radar"),
    ("treemap", "treemap"),
    ("treeView-beta", "treeview"),
    ("eventmodeling", "eventmodeling"),
    ("wardley-beta", "wardley"),
    ("venn-beta", "venn"),
    ("ishikawa", "ishikawa"),
    ("cynefin-beta", "cynefin"),
    ("railroad-ebnf-beta", "railroad"),
    ("railroad-abnf-beta", "railroad"),
    ("railroad-peg-beta", "railroad"),
    ("railroad-beta", "railroad"),
    ("usecase", "usecase"),
    ("agentflow", "agentflow"),
    ("info", "info"),
];

/// The kind of a masked text and the place of its first word.
pub fn detect(text: &str) -> Option<(Kind, Range<usize>)> {
    let start = text.len() - text.trim_start().len();
    let rest = &text[start..];
    HEADERS
        .iter()
        .find(|(word, _)| rest.starts_with(word) || (*word == "ishikawa" && starts_with_any_case(rest, word)))
        .map(|(word, kind)| (*kind, start..start + word.len()))
}

fn starts_with_any_case(text: &str, word: &str) -> bool {
    text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
}

/// The fault of a masked text that begins with no known word.
pub fn unknown(text: &str) -> Fault {
    let trimmed = text.trim_start();
    if trimmed.is_empty() {
        return Fault::new(FaultCode::Syntax, "the diagram is empty")
            .with_help("begin with a diagram kind, such as `flowchart TD`");
    }
    let start = text.len() - trimmed.len();
    let word: &str = trimmed.split(|c: char| c.is_whitespace() || c == ':' || c == ';').next().unwrap_or_default();
    let range = start..start + word.len().max(trimmed.chars().next().map_or(0, char::len_utf8));
    if word.eq_ignore_ascii_case("zenuml") {
        return Fault::new(FaultCode::UnknownKind, "ZenUML is not part of core Mermaid; it needs a plugin")
            .with_help("write it as a `sequenceDiagram`")
            .at(range);
    }
    let line = trimmed.lines().next().unwrap_or_default();
    let shown: String = word.chars().take(40).collect();
    let help = match nearest(word, line) {
        Some(best) => format!("did you mean `{best}`?"),
        None => "begin with a diagram kind, such as `flowchart TD` or `sequenceDiagram`".to_owned(),
    };
    let message = if word.is_empty() {
        "the diagram begins with no diagram kind".to_owned()
    } else {
        format!("`{shown}` is not a diagram kind")
    };
    Fault::new(FaultCode::UnknownKind, message).with_help(help).at(range)
}

/// The kind that the first word, or the first line without its spaces (`sequence diagram`), is closest to.
fn nearest(word: &str, line: &str) -> Option<&'static str> {
    let squeezed: String = line.chars().filter(|c| !c.is_whitespace()).take(40).collect::<String>().to_lowercase();
    let word = word.chars().take(40).collect::<String>().to_lowercase();
    if word.is_empty() {
        return None;
    }
    HEADERS
        .iter()
        .map(|(header, _)| {
            let lower = header.to_lowercase();
            let near = strsim::jaro_winkler(&word, &lower).max(strsim::jaro_winkler(&squeezed, &lower));
            (near, *header)
        })
        .filter(|(near, _)| *near > 0.82)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, header)| header)
}

#[cfg(test)]
mod tests {
    use super::{detect, unknown};
    use crate::mermaid::fault::FaultCode;

    #[test]
    fn aliases_of_a_family_share_its_name() {
        for header in ["graph TD", "flowchart LR", "flowchart-elk TD"] {
            assert_eq!(detect(header).map(|found| found.0), Some("flowchart"));
        }
        assert_eq!(detect("\n  stateDiagram-v2\n"), Some(("state", 3..15)));
    }

    #[test]
    fn an_unknown_word_names_its_nearest_kind() {
        let fault = unknown("sequenceD diagram\nA->>B: x");
        assert_eq!(fault.code, FaultCode::UnknownKind);
        assert_eq!(fault.message, "`sequenceD` is not a diagram kind");
        assert_eq!(fault.help, "did you mean `sequenceDiagram`?");
        assert_eq!(fault.range, Some(0..9));
    }
}
