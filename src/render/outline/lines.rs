//! In: an outline. Out: the lines of its list, each with its depth: groups with what stands in them, each node with the arrows that
//! leave it; for a sequence the messages in their order.

use std::collections::BTreeMap;

use crate::mermaid::{Edge, Outline};

/// A line of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) depth: usize,
    pub(super) text: String,
}

/// A node, a group, or what is both.
#[derive(Default)]
struct Part<'a> {
    name: &'a str,
    detail: &'a str,
    inside: Vec<usize>,
    arrows: Vec<&'a Edge>,
    is_inside: bool,
}

/// Nodes and groups, and what leaves them.
pub(super) fn parts(kind: &str, outline: &Outline) -> Vec<Line> {
    let mut at: BTreeMap<&str, usize> = BTreeMap::new();
    let mut parts: Vec<Part<'_>> = Vec::new();
    for node in &outline.nodes {
        at.entry(&node.id).or_insert(parts.len());
        parts.push(Part { name: name(&node.id, &node.label), detail: &node.detail, ..Part::default() });
    }
    for group in &outline.groups {
        if !at.contains_key(group.id.as_str()) {
            at.insert(&group.id, parts.len());
            let name = if group.label.is_empty() { &group.anchor } else { &group.label };
            parts.push(Part { name: if name.is_empty() { "group" } else { name }, ..Part::default() });
        }
    }
    // What a mind map draws as a line is what stands below what.
    let is_tree = kind == "mindmap";
    let below = outline.edges.iter().filter(|_| is_tree).map(|edge| (edge.from.as_str(), edge.to.as_str()));
    let members = outline.groups.iter().flat_map(|group| group.members.iter().map(|member| (&*group.id, &**member)));
    for (above, member) in members.chain(below) {
        if let (Some(&above), Some(&member)) = (at.get(above), at.get(member))
            && above != member
            && !parts[member].is_inside
        {
            parts[member].is_inside = true;
            parts[above].inside.push(member);
        }
    }
    for edge in outline.edges.iter().filter(|_| !is_tree && kind != "sequence") {
        if let Some(&from) = at.get(edge.from.as_str()) {
            parts[from].arrows.push(edge);
        }
    }
    let mut lines = Vec::new();
    let mut is_done = vec![false; parts.len()];
    // Groups that hold each other have no root; what is left of them comes last.
    for is_root in [true, false] {
        for root in 0..parts.len() {
            let mut open = if is_done[root] || is_root == parts[root].is_inside { Vec::new() } else { vec![(root, 0)] };
            while let Some((index, depth)) = open.pop() {
                if !std::mem::replace(&mut is_done[index], true) {
                    part(&parts, &at, index, depth, &mut lines);
                    let mut inside = parts[index].inside.clone();
                    inside.sort_unstable();
                    open.extend(inside.into_iter().rev().map(|member| (member, depth + 1)));
                }
            }
        }
    }
    lines
}

/// A part with its arrows: on one line if there is but one.
fn part(parts: &[Part<'_>], at: &BTreeMap<&str, usize>, index: usize, depth: usize, lines: &mut Vec<Line>) {
    let Part { name, detail, inside, arrows, .. } = &parts[index];
    let arrow = |edge: &Edge| {
        let to = at.get(edge.to.as_str()).map_or(edge.to.as_str(), |to| parts[*to].name);
        labelled(format!("→ {to}"), &edge.label)
    };
    let text = labelled((*name).to_owned(), detail);
    match arrows[..] {
        [edge] if inside.is_empty() && detail.is_empty() => {
            lines.push(Line { depth, text: format!("{text} {}", arrow(edge)) });
        }
        _ => {
            lines.push(Line { depth, text });
            lines.extend(arrows.iter().map(|edge| Line { depth: depth + 1, text: arrow(edge) }));
        }
    }
}

/// The messages of a sequence.
pub(super) fn messages(kind: &str, outline: &Outline) -> Vec<Line> {
    let names: BTreeMap<&str, &str> =
        outline.nodes.iter().map(|node| (node.id.as_str(), name(&node.id, &node.label))).collect();
    let name = |id: &'_ str| names.get(id).copied().unwrap_or(id).to_owned();
    let message = |edge: &Edge| labelled(format!("{} → {}", name(&edge.from), name(&edge.to)), &edge.label);
    let edges = outline.edges.iter().filter(|_| kind == "sequence");
    edges.map(|edge| Line { depth: 0, text: message(edge) }).collect()
}

/// What a node is called: where a state diagram begins and ends it shows no text.
fn name<'a>(id: &'a str, label: &'a str) -> &'a str {
    match label {
        "" => id,
        "[*]" if id.ends_with("_start") => "start",
        "[*]" if id.ends_with("_end") => "end",
        _ => label,
    }
}

fn labelled(text: String, label: &str) -> String {
    if label.is_empty() { text } else { format!("{text}: {label}") }
}

#[cfg(test)]
mod tests {
    use super::super::{list, sentence};
    use crate::config::Config;
    use crate::mermaid::Drawer;

    /// The sentence, then the list as text: a line each, two spaces for each list that it is in.
    fn text(source: &str) -> String {
        let facts = Drawer::new(&Config::parse("").unwrap().diagrams).judge(source).unwrap();
        let html = list(&facts.kind, &facts.outline);
        let mut out = sentence(&facts.kind, &facts.outline);
        let mut depth = 0_usize;
        for tag in html.split('<').skip(1) {
            let (tag, text) = tag.split_once('>').unwrap();
            match tag {
                "ul" | "ol" => depth += 1,
                "/ul" | "/ol" => depth -= 1,
                "li" | "p" => out.push_str(&format!("\n{}{text}", "  ".repeat(depth))),
                _ => {}
            }
        }
        out
    }

    #[test]
    fn groups_hold_nodes_and_nodes_their_arrows() {
        let source = "flowchart LR\nsubgraph S [Shop]\na[Web<br/>shop] -->|asks| b[API]\nend\na --> c\nb --> c[(Store)]\nS --> d\n";
        assert_eq!(
            text(source),
            "A flowchart with 4 nodes, 4 connections and 1 group: Web shop, API, Store and d.\n  Store\n  d\n  Shop\n    → d\n    \
             Web shop\n      → API: asks\n      → Store\n    API → Store"
        );
    }

    #[test]
    fn a_sequence_lists_its_messages_in_order() {
        let source = "sequenceDiagram\nparticipant S as Ship\nparticipant T as Tower\nS->>T: hi\nNote over S: x\nT-->>S: ho\nT->>T: hm\n";
        assert_eq!(
            text(source),
            "A sequence diagram with 2 participants and 3 messages: Ship and Tower.\n  Ship\n  Tower\n  Ship → Tower: hi\n  \
             Tower → Ship: ho\n  Tower → Tower: hm"
        );
    }

    #[test]
    fn states_begin_and_end() {
        assert_eq!(
            text("stateDiagram-v2\n[*] --> A\nA --> B: go\nstate B {\n[*] --> C\n}\nB --> [*]\n"),
            "A state diagram with 6 states and 4 transitions: A, B and C.\n  start → A\n  A → B: go\n  B\n    → end\n    \
             start → C\n    C\n  end"
        );
    }

    #[test]
    fn other_kinds_list_what_they_show() {
        let pie = "pie\n\"a b\": 1.5\n\"c\": 2\n";
        assert_eq!(text(pie), "A pie chart with 2 slices: a b and c.\n  a b: 1.5\n  c: 2");
        let gantt = "gantt\ndateFormat YYYY-MM-DD\nsection S\nPaint :crit, 2026-03-02, 2d\nDry :2026-03-04 , 1d\n";
        assert_eq!(
            text(gantt),
            "A Gantt chart with 2 tasks and 1 section: Paint and Dry.\n  S\n    Paint: critical, 2026-03-02 to 2026-03-04\n    \
             Dry: 2026-03-04 to 2026-03-05"
        );
        let mindmap = "mindmap\n  root((R))\n    a\n      b\n    a\n";
        assert_eq!(text(mindmap), "A mind map with 4 topics: R, a, b and a.\n  R\n    a\n      b\n    a");
        let er = "erDiagram\nA ||--o{ B : has\nB {\nint id PK\n}\n";
        assert_eq!(
            text(er),
            "An entity relationship diagram with 2 entities and 1 relationship: A and B.\n  A → B: has\n  B: int id PK"
        );
        let chart = "xychart-beta\nx-axis [Jan, Feb]\nbar [1, 2]\nline [3, 4.5]\n";
        assert_eq!(text(chart), "A chart with 2 categories: Jan and Feb.\n  Jan: 1, 3\n  Feb: 2, 4.5");
    }

    #[test]
    fn hostile_labels_are_text_and_long_lists_end() {
        let hostile = "flowchart LR\na[\"<img src=x onerror=alert(1)> 1 #lt; 2 & c\"] --> b\n";
        assert!(text(hostile).ends_with("\n  1 &lt; 2 &amp; c → b\n  b"), "{}", text(hostile));
        let long: String = (0..70).map(|number| format!("n{number}\n")).collect();
        let text = text(&format!("flowchart LR\n{long}"));
        assert!(text.starts_with("A flowchart with 70 nodes: n0, n1, n2, n3, n4, n5 and 64 more.\n"), "{text}");
        assert!(text.ends_with("\n  n59\nand 10 more"), "{text}");
    }

    #[test]
    fn groups_that_hold_each_other_are_listed_once() {
        use crate::mermaid::{Group, Outline};
        let group = |id: &str, member: &str| Group {
            id: id.to_owned(),
            label: id.to_owned(),
            members: vec![member.to_owned()],
            ..Group::default()
        };
        let outline = Outline { groups: vec![group("a", "b"), group("b", "a")], ..Outline::default() };
        assert_eq!(list("state", &outline), "<ul><li>a<ul><li>b</ul></ul>");
    }
}
