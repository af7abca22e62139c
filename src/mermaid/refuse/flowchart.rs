//! Flowcharts that mermaid.js refuses and the engine takes.

use crate::mermaid::fault::Fault;
use crate::mermaid::outline::Group;
use crate::mermaid::prepare::find_flow_labels;
use std::collections::BTreeMap;

/// An `@` in a run of characters that began before its label's bracket: Mermaid reads the run as the id of an edge.
pub fn swallowed(text: &str, start: usize) -> Option<Fault> {
    let run = find_flow_labels(text, start).swallowed.into_iter().next()?;
    Some(Fault::syntax(
        run.end - 1..run.end,
        "`@` in an unquoted label",
        "put the label in quotes: A[\"name@host\"]",
    ))
}

/// A group that is inside itself, directly or through others.
pub fn cycle(text: &str, start: usize, groups: &[Group]) -> Option<Fault> {
    let mut parents: BTreeMap<&str, &str> = BTreeMap::new();
    for group in groups {
        for member in &group.members {
            parents.insert(member, &group.id);
        }
    }
    for group in groups {
        let mut at = group.id.as_str();
        // A chain of parents longer than the number of groups has met itself.
        for _ in 0..=groups.len() {
            let Some(parent) = parents.get(at) else { break };
            if *parent == group.id {
                let range = find_word(text, start, &group.id);
                let id = &group.id;
                let fault = Fault::syntax(
                    range.clone().unwrap_or(start..start),
                    format!("the subgraph `{id}` contains itself"),
                    "give the node inside it another id",
                );
                return Some(if range.is_some() {
                    fault
                } else {
                    Fault {
                        range: None,
                        ..fault
                    }
                });
            }
            at = parent;
        }
    }
    None
}

/// The last place where `id` stands alone: the statement inside the group rather than the group's own.
fn find_word(text: &str, start: usize, id: &str) -> Option<std::ops::Range<usize>> {
    let subgraph = super::lines(text, start)
        .find(|(_, line)| {
            line.trim_start()
                .strip_prefix("subgraph")
                .is_some_and(|rest| rest.trim_start().starts_with(id))
        })
        .map_or(start, |(range, _)| range.end);
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    text[subgraph..]
        .match_indices(id)
        .map(|(at, _)| subgraph + at)
        .find(|&at| {
            !text[..at].chars().next_back().is_some_and(part_of_word)
                && !text[at + id.len()..]
                    .chars()
                    .next()
                    .is_some_and(part_of_word)
        })
        .map(|at| at..at + id.len())
}

#[cfg(test)]
mod tests {
    use super::{cycle, swallowed};
    use crate::mermaid::outline::Group;

    #[test]
    fn a_group_inside_itself_is_found_at_the_inner_statement() {
        let text = "subgraph A\n  A[x]\nend";
        let groups = [Group {
            id: "A".to_owned(),
            members: vec!["A".to_owned()],
        }];
        assert_eq!(cycle(text, 0, &groups).unwrap().range, Some(13..14));
        assert!(
            cycle(
                text,
                0,
                &[Group {
                    id: "A".to_owned(),
                    members: vec!["B".to_owned()]
                }]
            )
            .is_none()
        );
    }

    #[test]
    fn an_at_sign_bound_to_an_id_is_named() {
        assert_eq!(swallowed("A[x@y]", 0).unwrap().range, Some(3..4));
    }
}
