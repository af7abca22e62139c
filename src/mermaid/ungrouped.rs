//! In: a flowchart whose layout fails in the engine, which happens to a few with many arrows across many groups. Out: the same
//! without its groups, so that it is drawn with that left out. Nothing else changes its place.

use super::kind;
use super::prepare::{self, DrawWarning};

/// The source with the lines that make groups blanked; `None` where there are none.
pub fn without_groups(source: &str) -> Option<String> {
    let masked = prepare::mask(source);
    let (kind, header) = kind::detect(&masked.text)?;
    if kind != "flowchart" {
        return None;
    }
    let mut out = source.as_bytes().to_vec();
    let mut at = 0;
    let mut found = false;
    for line in masked.text.split_inclusive('\n') {
        let statement = line.trim().trim_end_matches(';');
        let word = statement.split_whitespace().next().unwrap_or_default();
        if at > header.start && (matches!(word, "subgraph" | "direction") || statement == "end") {
            found |= word == "subgraph";
            let end = at + line.trim_end_matches('\n').len();
            out[at..end].fill(b' ');
        }
        at += line.len();
    }
    // Whole lines become spaces, so this is UTF-8 again.
    if found { String::from_utf8(out).ok() } else { None }
}

/// What to say about a drawing without its groups.
pub fn warning(source: &str) -> DrawWarning {
    let header = kind::detect(&prepare::mask(source).text).map_or(0..0, |(_, header)| header);
    DrawWarning {
        message: "the groups of this diagram are left out, because the layout cannot place them".to_owned(),
        help: "split the diagram, or take some of the arrows between groups away".to_owned(),
        range: header,
    }
}

#[cfg(test)]
mod tests {
    use super::without_groups;
    use crate::config::Config;
    use crate::mermaid::Drawer;

    #[test]
    fn only_lines_that_make_groups_go() {
        assert_eq!(
            without_groups("flowchart LR\nsubgraph ä [b]\n  direction LR\n  a --> end1\nend\n").as_deref(),
            Some("flowchart LR\n               \n              \n  a --> end1\n   \n")
        );
        assert_eq!(without_groups("flowchart LR\na --> b\n"), None);
        assert_eq!(without_groups("sequenceDiagram\nA->>B: subgraph\n"), None);
    }

    /// 28 nodes in 7 groups and 77 arrows, made from a fixed seed: one of those that the engine cannot lay out.
    fn tied() -> String {
        let mut state = 388_u64.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let mut next = |most: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state % most
        };
        let groups = 1 + next(12);
        let nodes = groups * (1 + next(6));
        let edges = next(120);
        let mut text = String::from(if next(2) == 0 { "flowchart TD\n" } else { "flowchart LR\n" });
        for group in 0..groups {
            text += &format!("subgraph G{group}[Group {group}]\n");
            if next(3) == 0 {
                text += "direction LR\n";
            }
            for node in (0..nodes).filter(|node| node % groups == group) {
                text += &format!("  n{node}[Node number {node}]\n");
            }
            text += "end\n";
        }
        for _ in 0..edges {
            let (a, b) = (next(nodes), next(nodes));
            if next(8) == 0 && groups > 1 {
                text += &format!("G{} --> G{}\n", next(groups), next(groups));
            } else {
                text += &format!("n{a} -->{} n{b}\n", if next(4) == 0 { "|label|" } else { "" });
            }
        }
        text
    }

    #[test]
    fn a_diagram_that_cannot_be_laid_out_is_drawn_without_its_groups() {
        let drawer = Drawer::new(&Config::parse("").unwrap().diagrams);
        let source = tied();
        let verdict = drawer.draw(&source);
        let facts = verdict.judgement().unwrap();
        assert!(facts.warnings.iter().any(|warning| warning.message.starts_with("the groups")), "{:?}", facts.warnings);
        assert!(drawer.judge(&source).is_ok());
    }
}
