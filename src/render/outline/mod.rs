//! A diagram in words, for readers who do not see it, and for those who would rather read. In: its kind and outline. Out: one
//! sentence; a list in HTML, of limited length. Not here: what the author wrote for the purpose (`accDescr`).

mod lines;
mod words;

use self::lines::Line;
use self::words::{Word, words};
use super::address::escape;
use crate::mermaid::{Node, Outline};

/// Lines of a list.
const MOST_LINES: usize = 60;
/// Names in a sentence.
const MOST_NAMES: usize = 6;
/// Letters of a name in a sentence, and of a line.
const LONGEST_NAME: usize = 40;
const LONGEST_LINE: usize = 240;
/// Lists within lists.
const DEEPEST: usize = 8;

/// `A flowchart with 3 nodes and 2 connections: Web, API and Store.`
pub fn sentence(kind: &str, outline: &Outline) -> String {
    let words = words(kind);
    let groups = outline.groups.iter().filter(|group| outline.nodes.iter().all(|node| node.id != group.id)).count();
    let count = |number: usize, (one, many): Word| {
        let is_any = number > 0;
        is_any.then(|| format!("{number} {}", if number == 1 { one } else { many }))
    };
    let edges = words.edge.and_then(|word| count(outline.edges.len(), word));
    let counts: Vec<String> =
        count(outline.nodes.len(), words.node).into_iter().chain(edges).chain(count(groups, words.group)).collect();
    if counts.is_empty() {
        return format!("{}.", words.diagram);
    }
    let is_name = |node: &&Node| !node.label.is_empty() && node.label != "[*]";
    let all: Vec<&Node> = outline.nodes.iter().filter(is_name).collect();
    let mut names: Vec<String> = all.iter().take(MOST_NAMES).map(|node| short(&node.label, LONGEST_NAME)).collect();
    if all.len() > MOST_NAMES {
        names.push(format!("{} more", all.len() - MOST_NAMES));
    }
    let names = if names.is_empty() { String::new() } else { format!(": {}", joined(&names)) };
    format!("{} with {}{names}.", words.diagram, joined(&counts))
}

/// The list, safe to be put into a page; empty where there is nothing to list.
pub fn list(kind: &str, outline: &Outline) -> String {
    let mut html = String::new();
    let mut left = MOST_LINES;
    for (lines, tag) in [(lines::parts(kind, outline), "ul"), (lines::messages(kind, outline), "ol")] {
        push_list(&mut html, &lines, tag, &mut left);
    }
    html
}

/// Appends lines as lists within lists. `left` lines may follow.
fn push_list(html: &mut String, lines: &[Line], tag: &str, left: &mut usize) {
    if lines.is_empty() {
        return;
    }
    let mut open = 0;
    let shown = lines.len().min(*left);
    for line in &lines[..shown] {
        let depth = line.depth.min(DEEPEST) + 1;
        while open < depth {
            html.push_str(&format!("<{tag}>"));
            open += 1;
        }
        while open > depth {
            html.push_str(&format!("</{tag}>"));
            open -= 1;
        }
        html.push_str("<li>");
        escape(&short(&line.text, LONGEST_LINE), html);
    }
    html.push_str(&format!("</{tag}>").repeat(open));
    if shown < lines.len() {
        html.push_str(&format!("<p>and {} more</p>", lines.len() - shown));
    }
    *left -= shown;
}

/// `a`; `a and b`; `a, b and c`.
fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

fn short(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}
