//! How deep a diagram nests, read from its text alone, before any parser recurses into it.

use crate::mermaid::fault::{Fault, FaultCode};
use crate::mermaid::kind::Kind;

use super::lines;

/// The fault of a text that nests deeper than `limit`, at the first line that does.
pub fn too_deep(text: &str, kind: Kind, start: usize, limit: usize) -> Option<Fault> {
    let range = match kind {
        "flowchart" | "swimlane" => by_words(text, start, limit, &["subgraph"], "end"),
        "sequence" => by_words(
            text,
            start,
            limit,
            &["loop", "alt", "opt", "par", "par_over", "critical", "break", "rect", "box"],
            "end",
        ),
        "block" => by_words(text, start, limit, &["block", "block:"], "end"),
        "mindmap" | "kanban" | "treemap" | "treeview" | "ishikawa" => by_indent(text, start, limit),
        "er" | "gantt" | "pie" | "timeline" | "journey" | "gitgraph" | "sankey" => None,
        "class" | "state" | "c4" | "requirement" | "usecase" | "agentflow" => by_braces(text, start, limit),
        _ => by_brackets(text, start, limit),
    }?;
    Some(
        Fault::new(FaultCode::Limit, format!("the diagram nests deeper than the limit of {limit} levels"))
            .with_help("split it into several diagrams")
            .at(range),
    )
}

fn by_words(text: &str, start: usize, limit: usize, open: &[&str], close: &str) -> Option<std::ops::Range<usize>> {
    let mut depth = 0_usize;
    for (range, line) in lines(text, start) {
        for statement in line.split(';') {
            let word = statement.split_whitespace().next().unwrap_or_default();
            let is = |name: &&str| word.eq_ignore_ascii_case(name) || (name.ends_with(':') && word.starts_with(*name));
            if open.iter().any(is) {
                depth += 1;
            } else if word.eq_ignore_ascii_case(close) {
                depth = depth.saturating_sub(1);
            }
            if depth > limit {
                return Some(range);
            }
        }
    }
    None
}

fn by_indent(text: &str, start: usize, limit: usize) -> Option<std::ops::Range<usize>> {
    let mut levels: Vec<usize> = Vec::new();
    for (range, line) in lines(text, start) {
        let indent = line.len() - line.trim_start().len();
        if indent == line.len() {
            continue;
        }
        while levels.last().is_some_and(|last| *last >= indent) {
            levels.pop();
        }
        levels.push(indent);
        if levels.len() > limit {
            return Some(range);
        }
    }
    None
}

fn by_braces(text: &str, start: usize, limit: usize) -> Option<std::ops::Range<usize>> {
    let mut depth = 0_usize;
    for (range, line) in lines(text, start) {
        let line = line.trim();
        depth += line.matches('{').count();
        if depth > limit && line.contains('{') {
            return Some(range);
        }
        depth = depth.saturating_sub(line.matches('}').count());
    }
    None
}

fn by_brackets(text: &str, start: usize, limit: usize) -> Option<std::ops::Range<usize>> {
    let mut depth = 0_usize;
    for (offset, byte) in text.bytes().enumerate().skip(start) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > limit {
            return Some(offset..offset + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::too_deep;

    #[test]
    fn each_kind_counts_its_own_nesting() {
        assert!(too_deep("subgraph a\nsubgraph b\nend\nend", "flowchart", 0, 2).is_none());
        assert_eq!(too_deep("subgraph a\nsubgraph b\nend\nend", "flowchart", 0, 1).unwrap().range, Some(11..21));
        assert_eq!(too_deep("a\n b\n c\n  d", "mindmap", 0, 2).unwrap().range, Some(8..11));
        assert!(too_deep("A ||--o{ B : x\nA ||--o{ C : x", "er", 0, 1).is_none());
    }
}
