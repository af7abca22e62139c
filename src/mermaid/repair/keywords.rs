//! In: a masked diagram and its kind. Out: edits that spell the first words of statements as Mermaid does. Looked at are only
//! lines that can be no other statement of their kind, so that a name is never taken for a keyword. Not here: the first line.

use super::flow_link::link;
use super::{Edit, Mending, lines};
use crate::mermaid::kind::Kind;

const FLOWCHART: &[&str] = &["classDef", "class", "style", "linkStyle", "click", "subgraph", "end", "direction"];
const SEQUENCE: &[&str] = &[
    "participant",
    "actor",
    "note",
    "loop",
    "alt",
    "else",
    "opt",
    "par",
    "and",
    "rect",
    "activate",
    "deactivate",
    "autonumber",
    "end",
    "critical",
    "option",
    "break",
    "box",
    "create",
    "destroy",
    "title",
];
const CLASS: &[&str] =
    &["class", "namespace", "note", "direction", "link", "click", "callback", "style", "cssClass", "classDef"];
const GANTT: &[&str] = &[
    "title",
    "dateFormat",
    "axisFormat",
    "tickInterval",
    "includes",
    "excludes",
    "todayMarker",
    "weekday",
    "weekend",
    "section",
];
const JOURNEY: &[&str] = &["title", "section"];
const PIE: &[&str] = &["title", "showData"];
const GITGRAPH: &[&str] = &["commit", "branch", "checkout", "switch", "merge", "cherry-pick"];
const QUADRANT: &[&str] = &["title", "x-axis", "y-axis", "quadrant-1", "quadrant-2", "quadrant-3", "quadrant-4"];
const XYCHART: &[&str] = &["title", "x-axis", "y-axis", "bar", "line"];
const ARCHITECTURE: &[&str] = &["group", "service", "junction"];
const REQUIREMENT: &[&str] = &[
    "requirement",
    "functionalRequirement",
    "interfaceRequirement",
    "performanceRequirement",
    "physicalRequirement",
    "designConstraint",
    "element",
];
const C4: &[&str] = &[
    "Person",
    "Person_Ext",
    "System",
    "System_Ext",
    "SystemDb",
    "SystemDb_Ext",
    "SystemQueue",
    "SystemQueue_Ext",
    "Container",
    "Container_Ext",
    "ContainerDb",
    "ContainerDb_Ext",
    "ContainerQueue",
    "Component",
    "Component_Ext",
    "ComponentDb",
    "ComponentQueue",
    "Boundary",
    "Enterprise_Boundary",
    "System_Boundary",
    "Container_Boundary",
    "Deployment_Node",
    "Node",
    "Rel",
    "BiRel",
    "Rel_Back",
    "UpdateElementStyle",
    "UpdateRelStyle",
    "UpdateLayoutConfig",
];

/// What to mend in `text` of `kind` after its header, which ends at `start`.
pub fn mend(text: &str, kind: Kind, start: usize) -> Vec<Mending> {
    let mut found = Vec::new();
    let mut depth = 0_usize;
    let mut open = 0_isize;
    for range in lines(text, start) {
        let line = &text[range.clone()];
        let lead = line.len() - line.trim_start().len();
        let word = line[lead..].split(|c: char| c.is_whitespace() || c == ';').next().unwrap_or_default();
        let rest = line[lead + word.len()..].trim();
        let at = range.start + lead;
        let meant = match kind {
            "flowchart" => flowchart(word, rest, open),
            "sequence" => sequence(word, rest, line),
            "class" => (depth == 0 && !line.contains(':') && is_name(rest) && !has_relation(line))
                .then(|| nearest(word, CLASS))
                .flatten(),
            "state" => state(word, rest),
            "gantt" => (!line.contains(':') || rest.contains('%') || rest.contains("YYYY"))
                .then(|| nearest(word, GANTT))
                .flatten(),
            "journey" => (!line.contains(':')).then(|| nearest(word, JOURNEY)).flatten(),
            "pie" => (!line.contains(':') && !line.contains('"')).then(|| nearest(word, PIE)).flatten(),
            "gitgraph" => nearest(word, GITGRAPH),
            "quadrant" => (!line.contains(':')).then(|| nearest(word, QUADRANT)).flatten(),
            "xychart" => nearest(word, XYCHART),
            "architecture" => (!line.contains("--")).then(|| nearest(word, ARCHITECTURE)).flatten(),
            "requirement" => line.contains('{').then(|| nearest(word, REQUIREMENT)).flatten(),
            "c4" => None,
            _ => return found,
        };
        depth = (depth + line.matches('{').count()).saturating_sub(line.matches('}').count());
        let mut word_range = at..at + word.len();
        let mut meant = meant;
        if kind == "c4"
            && let Some(bracket) = word.find('(')
        {
            word_range.end = at + bracket;
            meant = nearest(&word[..bracket], C4);
        }
        if kind == "flowchart"
            && meant.is_none()
            && let Some(second) = rest.split_whitespace().next()
            && ["subgraph", "classDef", "linkStyle"]
                .iter()
                .any(|whole| format!("{word}{second}").eq_ignore_ascii_case(whole))
        {
            let end = line.find(second).map_or(at, |_| at + line[lead..].find(rest).unwrap_or(0) + second.len());
            meant = FLOWCHART.iter().copied().find(|whole| format!("{word}{second}").eq_ignore_ascii_case(whole));
            word_range.end = end;
        }
        match meant.unwrap_or(word) {
            "subgraph" => open += 1,
            "end" => open -= 1,
            _ => {}
        }
        if let Some(meant) = meant {
            found.push(Mending::edits(vec![Edit::new(word_range, cased(word, meant))]));
        }
        if kind == "sequence" && word.eq_ignore_ascii_case("note") {
            found.extend(side(rest, at + line[lead..].find(rest).unwrap_or(0)));
        }
    }
    found
}

/// A word before another is no node, and a lone one near to `end` none where a subgraph has to be closed.
fn flowchart(word: &str, rest: &str, open: isize) -> Option<&'static str> {
    if rest.is_empty() {
        return (open > 0 && !FLOWCHART.contains(&word)).then(|| nearest(word, &["end"])).flatten();
    }
    let is_word = rest.starts_with(|c: char| c.is_alphanumeric() || c == '"' || c == '_') && link(rest).is_none();
    let is_edge = rest.split_whitespace().next().is_some_and(|next| next.contains('@'));
    (is_word && !is_edge).then(|| nearest(word, FLOWCHART)).flatten().filter(|meant| *meant != "end")
}

fn sequence(word: &str, rest: &str, line: &str) -> Option<&'static str> {
    let head = line.split(':').next().unwrap_or_default();
    let is_note = || ["left of ", "right of ", "over "].iter().any(|side| rest.to_ascii_lowercase().starts_with(side));
    let is_message = ["->", "-x", "-X", "-)"].iter().any(|arrow| head.contains(arrow));
    // Case does not matter here.
    let known = SEQUENCE.iter().chain(&[
        "link",
        "links",
        "par_over",
        "properties",
        "details",
        "title:",
        "acctitle",
        "accdescr",
    ]);
    if is_message || known.into_iter().any(|known| word.trim_end_matches(':').eq_ignore_ascii_case(known)) {
        return None;
    }
    if line.contains(':') && !is_note() {
        return None;
    }
    nearest(word, SEQUENCE)
}

fn state(word: &str, rest: &str) -> Option<&'static str> {
    let lower = rest.to_ascii_lowercase();
    if ["left of ", "right of "].iter().any(|side| lower.starts_with(side)) {
        return nearest(word, &["note"]);
    }
    let is_state = rest.ends_with('{') || rest.starts_with('"') || rest.contains("<<");
    (is_state && !rest.contains("->")).then(|| nearest(word, &["state"])).flatten()
}

/// The side of a note: `Note rigth of A`.
fn side(rest: &str, at: usize) -> Option<Mending> {
    let word = rest.split_whitespace().next()?;
    let meant = ["left", "right", "over"];
    if meant.iter().any(|known| word.eq_ignore_ascii_case(known)) {
        return None;
    }
    let name = nearest(word, &meant)?;
    Some(Mending::edits(vec![Edit::new(at..at + word.len(), name)]))
}

fn is_name(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '`' || c == '"' || c == '_')
}

fn has_relation(line: &str) -> bool {
    ["--", "..", "<|", "|>", "->", "<-"].iter().any(|arrow| line.contains(arrow))
}

/// The keyword that `word` is meant to be, if it is not one already; none if there are two.
fn nearest(word: &str, keywords: &[&'static str]) -> Option<&'static str> {
    if keywords.contains(&word) {
        return None;
    }
    let mut near: Vec<(usize, &'static str)> =
        keywords.iter().filter_map(|keyword| distance(word, keyword).map(|distance| (distance, *keyword))).collect();
    near.sort_unstable();
    match near.as_slice() {
        [(_, only)] => Some(only),
        [(least, best), (next, _), ..] if least < next => Some(best),
        _ => None,
    }
}

/// How many letters are to be changed to make `keyword` of `word`, whatever their case, if it is that word at all: at most two,
/// in a short word at most one.
pub fn distance(word: &str, keyword: &str) -> Option<usize> {
    let most = if keyword.len() <= 4 { 1 } else { 2 };
    if word.len() > keyword.len() + most || word.len() + most < keyword.len() || word.len() < 2 {
        return None;
    }
    let distance = strsim::osa_distance(&word.to_ascii_lowercase(), &keyword.to_ascii_lowercase());
    // A word of five letters with two wrong ones is another word more often than not.
    let most = if keyword.len() <= 5 && !word.starts_with(&keyword[..1]) { 1 } else { most };
    (distance <= most).then_some(distance)
}

/// A keyword with the capital that its author gave it, where Mermaid does not mind.
fn cased(word: &str, keyword: &str) -> String {
    if keyword == "note" && word.starts_with('N') { "Note".to_owned() } else { keyword.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::mermaid::repair::draft::Draft;

    fn mended(kind: &'static str, text: &str) -> String {
        let mut draft = Draft::new(text);
        draft.apply(mend(text, kind, 0).into_iter().flat_map(|mending| mending.edits).collect());
        draft.text().to_owned()
    }

    #[test]
    fn keywords_are_spelt_as_mermaid_spells_them() {
        for (kind, line, expected) in [
            ("flowchart", "classDf a fill:#fff", "classDef a fill:#fff"),
            ("flowchart", "classdef a fill:#fff", "classDef a fill:#fff"),
            ("flowchart", "subgrah A[\"x\"]\nB\nedn", "subgraph A[\"x\"]\nB\nend"),
            ("flowchart", "sub graph A\nend", "subgraph A\nend"),
            ("flowchart", "lnkStyle 0 stroke:red", "linkStyle 0 stroke:red"),
            ("sequence", "participnt A as B", "participant A as B"),
            ("sequence", "Noet rigth of A: x", "Noet rigth of A: x"),
            ("sequence", "Noet right of A: x", "Note right of A: x"),
            ("sequence", "Note rigth of A: x", "Note right of A: x"),
            ("sequence", "lop x\nA->>B: y\nned", "loop x\nA->>B: y\nend"),
            ("class", "clas A {\n nmespace b\n}", "class A {\n nmespace b\n}"),
            ("state", "sate A {", "state A {"),
            ("state", "noet right of A : x", "note right of A : x"),
            ("gantt", "dateFromat YYYY-MM-DD", "dateFormat YYYY-MM-DD"),
            ("gantt", "sectoin A", "section A"),
            ("journey", "titel A", "title A"),
            ("gitgraph", "comit id: \"a\"", "commit id: \"a\""),
            ("xychart", "xaxis [a]", "x-axis [a]"),
            ("c4", "Persn(a, \"b\")", "Person(a, \"b\")"),
        ] {
            assert_eq!(mended(kind, line), expected);
        }
    }

    #[test]
    fn names_are_no_keywords() {
        for (kind, text) in [
            ("flowchart", "clas --> styl\nendd\nen[x]\nclicks:::x"),
            ("flowchart", "styles e1@--> B"),
            ("sequence", "lop->>nte: x\nActors->>B: y"),
            ("class", "clas --> B\nclas : +x()"),
            ("state", "stat --> B\nstat : x"),
            ("gantt", "Sections :a, 2024-01-01, 1d"),
        ] {
            assert_eq!(mended(kind, text), text);
        }
    }
}
