//! The JSON schema of `plan.yaml` against the reader: each knows the keys of the other. What the reader knows it says itself,
//! in the help of an unknown key.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::super::parse;

const PAGE: &str = include_str!("../../../../content/reference/plan.md");
const SCHEMA: &str = include_str!("../../../../content/reference/plan.schema.json");

/// A key that is like no other.
const UNKNOWN: &str = "0000";

/// The keys of each mapping of the plan, by its path: what the schema says, and what the reader says.
type Keys = BTreeMap<String, BTreeSet<String>>;

#[derive(Default)]
struct Walk {
    schema: Keys,
    reader: Keys,
    /// Values of the schema's examples that the reader refuses.
    refused: Vec<String>,
}

impl Walk {
    /// Looks at a schema and those in it. `inside` makes the plan that has a value in its place.
    fn schema(&mut self, path: &str, schema: &Value, inside: &dyn Fn(Value) -> Value) {
        for branch in ["anyOf", "oneOf"].iter().filter_map(|key| schema.get(key)?.as_array()).flatten() {
            self.schema(path, branch, inside);
        }
        if let Some(items) = schema.get("items") {
            self.schema(path, items, &|value| inside(json!([value])));
        }
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
            return;
        };
        assert_eq!(schema["additionalProperties"], json!(false), "{path}");
        self.schema.entry(path.to_owned()).or_default().extend(properties.keys().cloned());
        let mut needed = Map::new();
        for key in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            needed.insert(key.to_owned(), properties[key]["examples"][0].clone());
        }
        let with = |key: &str, value: Value| {
            let mut map = needed.clone();
            map.insert(key.to_owned(), value);
            inside(Value::Object(map))
        };
        self.reader.entry(path.to_owned()).or_default().extend(known(&with(UNKNOWN, json!(1))));
        for (key, property) in properties {
            let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            assert!(property["description"].is_string(), "{inner} is not described");
            for example in property.get("examples").and_then(Value::as_array).into_iter().flatten() {
                self.refused.extend(faults(&with(key, example.clone())));
            }
            self.schema(&inner, property, &|value| with(key, value));
        }
    }
}

/// The keys that the reader knows where the unknown one stands.
fn known(plan: &Value) -> BTreeSet<String> {
    let findings = parse("plan.yaml", &plan.to_string(), "content").err().unwrap_or_default();
    let unknown = findings.iter().find(|finding| finding.message.starts_with(&format!("unknown key `{UNKNOWN}`")));
    let help = unknown.map_or("", |finding| finding.help.as_str());
    help.strip_prefix("known keys are: ").unwrap_or_default().split(", ").map(str::to_owned).collect()
}

/// What the reader has against a plan, but for ids of what is not in it.
fn faults(plan: &Value) -> Vec<String> {
    let findings = parse("plan.yaml", &plan.to_string(), "content").err().unwrap_or_default();
    let messages = findings.into_iter().map(|finding| finding.message);
    messages
        .filter(|message| !message.starts_with("there is no ") || message.contains("check"))
        .filter(|message| !message.starts_with("aliases of ") && !message.starts_with("`aliases` without"))
        .map(|message| format!("{plan}: {message}"))
        .collect()
}

#[test]
fn the_schema_and_the_reader_know_the_same_keys() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut walk = Walk::default();
    walk.schema("", &schema, &|value| value);
    assert_eq!(walk.schema, walk.reader);
    assert_eq!(walk.refused, Vec::<String>::new());
    let paths: Vec<&str> = walk.schema.keys().map(String::as_str).collect();
    let wanted = [
        "",
        "calendar",
        "collections",
        "collections.each",
        "lanes",
        "phases",
        "phases.agents",
        "phases.gate",
        "planning",
        "tasks",
        "tasks.delivers",
    ];
    assert_eq!(paths, wanted);
}

#[test]
fn the_plans_of_the_reference_can_be_read_and_name_every_key() {
    let fences = PAGE.split("\n```yaml").skip(1).filter_map(|rest| rest.split_once('\n')?.1.split_once("\n```"));
    let plans: Vec<&str> = fences.map(|(plan, _)| plan).collect();
    assert_eq!(plans.len(), 6);
    for plan in plans {
        assert_eq!(super::faults(plan), Vec::<String>::new(), "{plan}");
    }
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let mut walk = Walk::default();
    walk.schema("", &schema, &|value| value);
    let keys = walk.schema.values().flatten();
    let missing: Vec<&String> =
        keys.filter(|key| !PAGE.contains(&format!("`{key}`")) && !PAGE.contains(&format!("{key}:"))).collect();
    assert_eq!(missing, Vec::<&String>::new());
}
