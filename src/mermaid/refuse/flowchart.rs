//! Flowcharts that mermaid.js refuses and the engine takes.

use crate::mermaid::fault::Fault;
use crate::mermaid::outline::Group;
use crate::mermaid::prepare::{Labels, find_flow_labels};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// An `@` in a run of characters that began before its label's bracket: Mermaid reads the run as the id of an edge.
fn swallowed(labels: &Labels) -> Option<Fault> {
    let run = labels.swallowed.first()?;
    Some(Fault::syntax(run.end - 1..run.end, "`@` in an unquoted label", "put the label in quotes: A[\"name@host\"]"))
}

/// A group that is inside itself, directly or through others.
pub fn cycle(text: &str, start: usize, groups: &[Group]) -> Option<Fault> {
    let mut parents: BTreeMap<&str, &str> = BTreeMap::new();
    for group in groups {
        for member in &group.members {
            parents.insert(member, &group.id);
        }
    }
    let mut clear: BTreeSet<&str> = BTreeSet::new();
    for group in groups {
        let mut chain = BTreeSet::new();
        let mut at = group.id.as_str();
        while !clear.contains(at) && chain.insert(at) {
            let Some(parent) = parents.get(at) else { break };
            at = parent;
            if chain.contains(at) {
                let range = find_word(text, start, at);
                let fault = Fault::syntax(
                    0..0,
                    format!("the subgraph `{at}` contains itself"),
                    "give the node inside it another id",
                );
                return Some(Fault { range, ..fault });
            }
        }
        clear.extend(chain);
    }
    None
}

/// The first statement inside a group that names the group itself, or one around it, as a node.
fn own_node(text: &str, start: usize, labels: &Labels) -> Option<Fault> {
    let mut bare = text.as_bytes().to_vec();
    for label in &labels.labels {
        bare[label.inside.clone()].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b'[');
    }
    let mut open: Vec<&str> = Vec::new();
    for (range, line) in super::lines(text, start) {
        let mut words = line.split_whitespace();
        match words.next().unwrap_or_default() {
            "subgraph" => {
                let id = words.next().unwrap_or_default();
                open.push(id.split(['[', '(', '"', ';']).next().unwrap_or_default());
            }
            "end" | "end;" => {
                open.pop();
            }
            "class" | "classDef" | "style" | "linkStyle" | "click" | "direction" => {}
            _ if open.is_empty() => {}
            _ => {
                let found = nodes_of(&bare[range.clone()]).into_iter().find(|word| open.contains(&&line[word.clone()]));
                if let Some(word) = found {
                    return Some(Fault::syntax(
                        range.start + word.start..range.start + word.end,
                        format!("the subgraph `{}` contains itself", &line[word]),
                        "give the node inside it another id",
                    ));
                }
            }
        }
    }
    None
}

/// Words of a line that stand where a node's id does.
fn nodes_of(line: &[u8]) -> Vec<Range<usize>> {
    let part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        if !part(line[at]) {
            at += 1;
            continue;
        }
        let begin = at;
        while at < line.len() && part(line[at]) {
            at += 1;
        }
        let joined = |byte: Option<&u8>| matches!(byte, Some(b'[' | b':' | b'.' | b'/' | b'"' | b'#'));
        let before = begin.checked_sub(1).and_then(|at| line.get(at));
        if !joined(before) && !matches!(line.get(at), Some(b'.' | b'@' | b'/')) {
            found.push(begin..at);
        }
    }
    found
}

/// Statements that a label's characters may not stand in: headers of subgraphs without brackets, and styles.
fn statement(range: &Range<usize>, line: &str) -> Option<Fault> {
    let lead = line.len() - line.trim_start().len();
    let trimmed = &line[lead..];
    let at = |offset: usize, length: usize| range.start + lead + offset..range.start + lead + offset + length;
    if ["classDef ", "style ", "linkStyle "].iter().any(|word| trimmed.starts_with(word)) {
        let offset = trimmed.find(['(', ')'])?;
        return Some(Fault::syntax(
            at(offset, 1),
            "a bracket in a style",
            "write colours as names or as #rrggbb; Mermaid reads no functions here",
        ));
    }
    let rest = trimmed.strip_prefix("subgraph")?;
    let header = rest.split(';').next().unwrap_or_default();
    if header.trim().is_empty() {
        return Some(Fault::syntax(
            at(0, "subgraph".len()),
            "a subgraph without a name",
            "name it: subgraph id[\"Title\"]",
        ));
    }
    if !rest.starts_with([' ', '\t']) || header.trim_start().starts_with('"') {
        return None;
    }
    let name = header.split('[').next().unwrap_or_default();
    let help = "put the title in quotes: subgraph id[\"Title (more)\"]";
    let offset = stray_in_title(name);
    let dashes = name.find("--").filter(|dashes| offset.is_none_or(|offset| *dashes < offset));
    if let Some(dashes) = dashes {
        return Some(Fault::syntax(at(8 + dashes, 2), "`--` in an unquoted subgraph title", help));
    }
    let offset = offset?;
    let stray = name[offset..].chars().next()?;
    Some(Fault::syntax(at(8 + offset, stray.len_utf8()), format!("`{stray}` in an unquoted subgraph title"), help))
}

/// The first character that may not stand in an unquoted title of a subgraph.
pub fn stray_in_title(name: &str) -> Option<usize> {
    name.find(|c: char| "()]{}|<>@,=~".contains(c) || (!c.is_ascii() && !c.is_alphanumeric()))
}

/// The first thing in a flowchart that only mermaid.js refuses.
pub fn refuse(text: &str, start: usize) -> Option<Fault> {
    let labels = find_flow_labels(text, start);
    let empty = labels.labels.iter().find(|label| label.closed && label.pieces.is_empty() && !label.open.is_empty());
    if let Some(label) = empty {
        let range = label.open.start..label.inside.end.max(label.open.end);
        return Some(Fault::syntax(range, "a label without text", "write at least one character, such as A[\" \"]"));
    }
    swallowed(&labels)
        .or_else(|| super::lines(text, start).find_map(|(range, line)| statement(&range, line)))
        .or_else(|| own_node(text, start, &labels))
}

/// The first place after the group's own header where `id` stands alone.
fn find_word(text: &str, start: usize, id: &str) -> Option<Range<usize>> {
    let header = super::lines(text, start)
        .find(|(_, line)| {
            line.trim_start().strip_prefix("subgraph").is_some_and(|rest| rest.trim_start().starts_with(id))
        })
        .map_or(start, |(range, _)| range.end);
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text[header..]
        .match_indices(id)
        .map(|(at, _)| header + at)
        .find(|&at| {
            !text[..at].chars().next_back().is_some_and(part_of_word)
                && !text[at + id.len()..].chars().next().is_some_and(part_of_word)
        })
        .map(|at| at..at + id.len())
}

#[cfg(test)]
mod tests {
    use super::{cycle, refuse};
    use crate::mermaid::outline::Group;

    #[test]
    fn a_group_inside_itself_is_found_at_the_inner_statement() {
        let text = "subgraph A\n  A[x]\nend";
        let group = |member: &str| Group { id: "A".to_owned(), members: vec![member.to_owned()], ..Group::default() };
        assert_eq!(cycle(text, 0, &[group("A")]).unwrap().range, Some(13..14));
        assert!(cycle(text, 0, &[group("B")]).is_none());
    }

    #[test]
    fn an_at_sign_bound_to_an_id_is_named() {
        assert_eq!(refuse("A[x@y]", 0).unwrap().range, Some(3..4));
    }

    #[test]
    fn what_only_mermaid_refuses_is_named_at_its_character() {
        let at = |text: &str| refuse(text, 0).and_then(|fault| fault.range);
        assert_eq!(at("subgraph A\n  A --> B\nend"), Some(13..14));
        assert_eq!(at("subgraph A\n  B[A] --> C:::A\nend\nA --> B"), None);
        assert_eq!(at("subgraph Web (old)\nend"), Some(13..14));
        assert_eq!(at("A[\"\"] --> B"), Some(1..4));
        assert_eq!(at("classDef a fill:rgb(1,2,3)"), Some(19..20));
        assert_eq!(at("subgraph A[\"x (y)\"]\nB\nend"), None);
    }
}
