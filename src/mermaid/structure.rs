//! What a diagram is but for space and comments. In: its source and the engine's model. Out: a fingerprint: two diagrams with the
//! same draw the same. Names, labels, the order of statements and configuration count.
//!
//! It is made of two things. The text without any white space tells whatever is written. The model tells where white space
//! meant something: it knows arrows from names (`A---oB`), labels from labels, and what stands below what in a mindmap.

use serde_json::Value;

use super::kind::Kind;
use super::prepare::Masked;
use crate::cache::Key;

/// A diagram's structure.
pub type Structure = [u8; 16];

/// Whether a part of the model of `kind` is none of the diagram: the site's configuration, places in the source, and the
/// width of an indentation where other parts tell what stands below what.
fn is_ignored(kind: Kind, key: &str) -> bool {
    match kind {
        "mindmap" => matches!(key, "level" | "depth" | "classes" | "config"),
        "kanban" | "treeview" => matches!(key, "level" | "config"),
        _ => matches!(key, "warnings" | "warningFacts" | "config"),
    }
}

/// The structure of a valid diagram.
pub fn structure(source: &str, masked: &Masked, kind: Kind, model: &Value) -> Structure {
    let matter = masked.front_matter.clone().map_or_else(String::new, |yaml| indented(&source[yaml]));
    let directives: String = masked.directives.iter().map(|range| squeezed(&source[range.clone()])).collect();
    let text = squeezed(&masked.text);
    let model = canonical(kind, model);
    let parts = [kind, &matter, &directives, &text, &model].map(str::as_bytes);
    let key = Key::new("structure 1", &parts);
    let mut structure = [0; 16];
    structure.copy_from_slice(&key.bytes()[..16]);
    structure
}

/// Without white space.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Lines with their depth, which is all that their indentation says.
fn indented(text: &str) -> String {
    let mut out = String::new();
    let mut open: Vec<usize> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let indent = line.len() - line.trim_start().len();
        while open.last().is_some_and(|last| *last >= indent) {
            open.pop();
        }
        open.push(indent);
        out.push_str(&format!("{} {}\n", open.len(), words(line)));
    }
    out
}

/// One space between words.
fn words(text: &str) -> String {
    text.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A model as text, with single spaces in its strings.
fn canonical(kind: Kind, model: &Value) -> String {
    enum Step<'a> {
        Value(&'a Value),
        Text(&'a str),
    }
    let mut out = String::new();
    let mut steps = vec![Step::Value(model)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Text(text) => out.push_str(text),
            Step::Value(Value::String(text)) => {
                for line in text.split('\n') {
                    for word in line.split([' ', '\t']).filter(|word| !word.is_empty()) {
                        out.push_str(word);
                        out.push(' ');
                    }
                    out.push('\n');
                }
            }
            Step::Value(Value::Array(list)) => {
                steps.push(Step::Text("]"));
                for item in list.iter().rev() {
                    steps.push(Step::Value(item));
                    steps.push(Step::Text(","));
                }
                steps.push(Step::Text("["));
            }
            Step::Value(Value::Object(map)) => {
                steps.push(Step::Text("}"));
                let said = map.iter().filter(|(key, value)| !(value.is_null() || is_ignored(kind, key)));
                let mut said: Vec<(&String, &Value)> = said.collect();
                // Some models come with their keys in no order.
                said.sort_unstable_by_key(|(key, _)| *key);
                for (key, value) in said {
                    steps.push(Step::Value(value));
                    steps.push(Step::Text("="));
                    steps.push(Step::Text(key));
                }
                steps.push(Step::Text("{"));
            }
            Step::Value(other) => out.push_str(&other.to_string()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::config::Config;
    use crate::mermaid::Drawer;

    fn same(a: &str, b: &str) -> bool {
        let drawer = Drawer::new(&Config::parse("").unwrap().diagrams);
        let of = |source: &str| drawer.judge(source).unwrap().structure;
        of(a) == of(b)
    }

    #[test]
    fn space_and_comments_do_not_count() {
        let plain = "flowchart LR\nA[a b]-->|x|B\nsubgraph S\nC\nend\n";
        assert!(same(
            plain,
            "flowchart LR\n\n  %% note\n%%| id: x\n  A[ a  b ] --> |x| B\n\n  subgraph S\n      C\n  end"
        ));
        assert!(same("sequenceDiagram\nA->>B:hi\n", "sequenceDiagram\n  A ->> B: hi\n"));
        assert!(same("mindmap\n r\n  a\n   b\n  c\n", "mindmap\n  r\n      a\n          b\n      c\n"));
        assert!(same("---\ntitle: T\n---\npie\n\"a\":1\n", "---\ntitle:  T\n---\npie\n  \"a\" : 1\n"));
    }

    #[test]
    fn everything_else_counts() {
        for (a, b) in [
            ("flowchart LR\nA---oB\n", "flowchart LR\nA---  oB\n"),
            ("flowchart LR\nA[a b]-->B\n", "flowchart LR\nA[ab]-->B\n"),
            ("flowchart LR\nA[a - b]-->B\n", "flowchart LR\nA[a -b]-->B\n"),
            ("flowchart LR\nA-->B\nC-->D\n", "flowchart LR\nC-->D\nA-->B\n"),
            ("flowchart LR\nA-->B\n", "flowchart LR\nA-->C\n"),
            ("flowchart LR\nA-->B\n", "flowchart TD\nA-->B\n"),
            ("flowchart LR\nA-->B\n", "%%{init: {\"theme\": \"forest\"}}%%\nflowchart LR\nA-->B\n"),
            ("mindmap\n r\n  a\n   b\n  c\n", "mindmap\n r\n  a\n  b\n  c\n"),
            ("classDiagram\nA : a b\n", "classDiagram\nA : ab\n"),
            ("flowchart LR\nA\nclassDef x fill:red\nclass A x\n", "flowchart LR\nA\nclassDef x fill:blue\nclass A x\n"),
        ] {
            assert!(!same(a, b), "{a}{b}");
        }
    }
}
