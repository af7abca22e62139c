//! In: the value of `relations` in front matter, and the text it was read from. Out: relations with the place of each
//! name and target, and what is of another type. Not here: whether the names and targets exist.

use serde_json::Value;

use super::front_matter_keys::{kind_name, scalar};
use super::front_matter_places::Place;
use crate::model::{Span, StatedRelation, StatedTarget};

/// What to do about a value of another type.
pub(super) const HELP: &str = "write it like `relations: { uses: [guide/start.md] }`";

/// Reads `relations`, of which `place` is the place, or else `opening`. A fault is a place and a message.
pub(super) fn read(value: Value, place: Option<&Place>, opening: Span) -> (Vec<StatedRelation>, Vec<(Span, String)>) {
    let whole = place.map_or(opening, |place| place.key);
    let map = match value {
        Value::Null => return (Vec::new(), Vec::new()),
        Value::Object(map) => map,
        other => {
            let message = format!("`relations` must be a map of lists, not {}", kind_name(&other));
            return (Vec::new(), vec![(whole, message)]);
        }
    };
    let mut relations = Vec::new();
    let mut faults = Vec::new();
    for (name, value) in map {
        let place = place.and_then(|place| place.below.get(&name));
        let key = place.map_or(whole, |place| place.key);
        let values = match value {
            Value::Null => Vec::new(),
            Value::Array(values) => values,
            single => vec![single],
        };
        let span = |index: usize| place.and_then(|place| place.items.get(index)).copied().unwrap_or(key);
        let mut targets = Vec::new();
        for (index, value) in values.into_iter().enumerate() {
            match scalar(value) {
                Ok(text) => targets.push(StatedTarget { text, span: span(index) }),
                Err(value) => {
                    let kind = kind_name(&value);
                    let message = format!("`relations.{name}` must be a string or a list of strings, not {kind}");
                    faults.push((span(index), message));
                }
            }
        }
        relations.push(StatedRelation { name, span: key, targets });
    }
    relations.sort_by_key(|relation| relation.span.start);
    (relations, faults)
}

#[cfg(test)]
mod tests {
    use crate::model::Span;
    use crate::parse::{MarkdownOptions, page};

    /// The relations of a page, each with its place, and the findings.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let (page, findings) = page("content/a.md", "a.md", text, &MarkdownOptions::default());
        let place = |span: Span| format!("{}:{}-{}", span.start.line, span.start.column, span.end.column);
        let mut list = Vec::new();
        for relation in &page.meta.relations {
            list.push(format!("{} {}", place(relation.span), relation.name));
            list.extend(relation.targets.iter().map(|target| format!("{} {}", place(target.span), target.text)));
        }
        (list, findings.into_iter().map(|finding| format!("{} {}", place(finding.span), finding.message)).collect())
    }

    #[test]
    fn every_name_and_target_has_its_place() {
        let (list, findings) = read("---\nrelations: { uses: [b, \"ü c\"], of: d }\n---\n");
        assert_eq!(list, ["2:14-18 uses", "2:21-22 b", "2:24-29 ü c", "2:32-34 of", "2:36-37 d"]);
        assert_eq!(findings, [""; 0]);
        let (list, _) = read("---\ntitle: x\nrelations:\n  uses:\n    - b # b\n    - 'c'\n  none:\n---\n");
        assert_eq!(list, ["4:3-7 uses", "5:7-8 b", "6:7-10 c", "7:3-7 none"]);
        let (list, _) = read("+++\n[relations]\nuses = [\"b\"]\nof = 'c'\n+++\n");
        assert_eq!(list, ["3:1-5 uses", "3:9-12 b", "4:1-3 of", "4:6-9 c"]);
    }

    #[test]
    fn what_yaml_can_say_beyond_plain_lists_stands_where_it_is_written() {
        let (list, _) = read("---\nrelations:\n  uses: &x\n    - b\n    - c\n  of: *x\n  on: |\n    d\n---\n");
        assert_eq!(
            list,
            ["3:3-7 uses", "4:7-8 b", "5:7-8 c", "6:3-5 of", "4:7-8 b", "5:7-8 c", "7:3-5 on", "8:5-6 d\n"]
        );
        let (list, _) = read("---\n{relations: {uses: b}}\n---\n");
        assert_eq!(list, ["2:14-18 uses", "2:20-21 b"]);
    }

    #[test]
    fn wrong_types_are_named_at_their_place() {
        let (list, findings) = read("---\nrelations: { uses: [b, {c: d}], of: true, on: 404 }\n---\n");
        assert_eq!(list, ["2:14-18 uses", "2:21-22 b", "2:33-35 of", "2:43-45 on", "2:47-50 404"]);
        assert_eq!(
            findings,
            [
                "2:24-30 `relations.uses` must be a string or a list of strings, not a map",
                "2:37-41 `relations.of` must be a string or a list of strings, not `true` or `false`"
            ]
        );
        let (_, findings) = read("---\nrelations: [b]\n---\n");
        assert_eq!(findings, ["2:1-10 `relations` must be a map of lists, not a list"]);
        let (_, findings) = read("+++\nrelations = 3\n+++\n");
        assert_eq!(findings, ["2:1-10 `relations` must be a map of lists, not a number"]);
    }
}
