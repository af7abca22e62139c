//! In: front matter as a map. Out: `FrontMatter` under Chartroom's own names, whatever generator the author comes from,
//! and what is wrong with keys and types. Not here: syntax.

use serde_json::{Map, Value};

use crate::model::FrontMatter;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Title,
    LinkTitle,
    Description,
    Weight,
    Slug,
    Url,
    Aliases,
    Draft,
    /// Whether the page is searched; also Material's `search: { exclude, boost }`.
    Search,
    /// Whether it is not.
    SearchExclude,
    Date,
    Updated,
    Template,
    Layout,
    Tags,
    Authors,
    Extra,
    /// Read by `front_matter_relations`.
    Relations,
    /// Starlight's `sidebar: { order, label }`.
    Sidebar,
    /// Zola's `taxonomies: { tags }`.
    Taxonomies,
    /// Known to other generators, of no use here.
    Ignored,
}

/// Every key that is known. For each field Chartroom's own name stands first: it wins over the others.
const KEYS: &[(&str, Field)] = &[
    ("title", Field::Title),
    ("link_title", Field::LinkTitle),
    ("linkTitle", Field::LinkTitle),
    ("sidebar_label", Field::LinkTitle),
    ("nav_title", Field::LinkTitle),
    ("short_title", Field::LinkTitle),
    ("description", Field::Description),
    ("summary", Field::Description),
    ("weight", Field::Weight),
    ("sidebar_position", Field::Weight),
    ("order", Field::Weight),
    ("nav_order", Field::Weight),
    ("slug", Field::Slug),
    ("url", Field::Url),
    ("permalink", Field::Url),
    ("path", Field::Url),
    ("aliases", Field::Aliases),
    ("redirect_from", Field::Aliases),
    ("redirects", Field::Aliases),
    ("draft", Field::Draft),
    ("search", Field::Search),
    ("pagefind", Field::Search),
    ("in_search_index", Field::Search),
    ("search_exclude", Field::SearchExclude),
    ("date", Field::Date),
    ("updated", Field::Updated),
    ("lastmod", Field::Updated),
    ("last_modified", Field::Updated),
    ("last_update", Field::Updated),
    ("lastUpdated", Field::Updated),
    ("template", Field::Template),
    ("layout", Field::Layout),
    ("tags", Field::Tags),
    ("authors", Field::Authors),
    ("author", Field::Authors),
    ("extra", Field::Extra),
    ("relations", Field::Relations),
    ("sidebar", Field::Sidebar),
    ("taxonomies", Field::Taxonomies),
];

const IGNORED: &[&str] = &[
    "banner",
    "categories",
    "comments",
    "custom_edit_url",
    "displayed_sidebar",
    "editUrl",
    "head",
    "hero",
    "hide",
    "hide_table_of_contents",
    "hide_title",
    "icon",
    "id",
    "image",
    "insert_anchor_links",
    "keywords",
    "menu",
    "next",
    "page_template",
    "pagination_label",
    "pagination_next",
    "pagination_prev",
    "params",
    "parse_number_headings",
    "prev",
    "render",
    "sidebar_class_name",
    "sidebar_custom_props",
    "sort_by",
    "status",
    "subtitle",
    "tableOfContents",
    "toc",
    "toc_max_heading_level",
    "toc_min_heading_level",
    "type",
    "unlisted",
];

/// Something wrong with a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum KeyFault {
    /// No generator that we know has this key; the nearest that is known.
    Unknown { key: String, nearest: Option<&'static str> },
    /// The value is of another type. The path has two keys where the value stands below another.
    Type { path: Vec<String>, message: String, help: &'static str },
}

/// Whether a key has a meaning somewhere.
pub(super) fn is_known(key: &str) -> bool {
    field(key).is_some()
}

/// Chartroom's own name of a key whose value a later stage may object to.
pub(super) fn objectionable(key: &str) -> Option<&'static str> {
    match field(key)? {
        Field::Slug => Some("slug"),
        Field::Url => Some("url"),
        Field::Aliases => Some("aliases"),
        Field::Template | Field::Layout => Some("template"),
        Field::Relations => Some("relations"),
        Field::Title => Some("title"),
        _ => None,
    }
}

fn field(key: &str) -> Option<Field> {
    let known = KEYS.iter().find(|(name, _)| *name == key).map(|&(_, field)| field);
    known.or_else(|| IGNORED.contains(&key).then_some(Field::Ignored))
}

/// Folds a map of front matter into Chartroom's names.
pub(super) fn fold(mut map: Map<String, Value>) -> (FrontMatter, Vec<KeyFault>) {
    let mut fold = Fold::default();
    for &(key, field) in KEYS {
        match map.remove(key) {
            None | Some(Value::Null) => {}
            Some(value) => fold.take(&[key], field, value),
        }
    }
    let mut rest: Vec<String> = map.into_iter().map(|(key, _)| key).collect();
    rest.sort_unstable();
    for key in rest {
        if !IGNORED.contains(&key.as_str()) {
            let nearest = nearest(&key);
            fold.faults.push(KeyFault::Unknown { key, nearest });
        }
    }
    (fold.meta, fold.faults)
}

#[derive(Default)]
struct Fold {
    meta: FrontMatter,
    faults: Vec<KeyFault>,
}

impl Fold {
    fn take(&mut self, path: &[&str], field: Field, value: Value) {
        match field {
            Field::Title => self.text(path, value, |meta| &mut meta.title),
            Field::LinkTitle => self.text(path, value, |meta| &mut meta.link_title),
            Field::Description => self.text(path, value, |meta| &mut meta.description),
            Field::Url => self.text(path, value, |meta| &mut meta.url),
            Field::Date => self.text(path, value, |meta| &mut meta.date),
            Field::Template => self.text(path, value, |meta| &mut meta.template),
            Field::Slug => match value {
                // In Docusaurus a slug with a leading `/` is the whole path.
                Value::String(slug) if slug.starts_with('/') => _ = self.meta.url.get_or_insert(slug),
                value => self.text(path, value, |meta| &mut meta.slug),
            },
            Field::Updated => match value {
                Value::Object(mut map) => {
                    if let Some(date) = map.remove("date") {
                        self.text(&[path[0], "date"], date, |meta| &mut meta.updated);
                    }
                }
                value => self.text(path, value, |meta| &mut meta.updated),
            },
            Field::Weight => match value.as_f64() {
                Some(weight) => _ = self.meta.weight.get_or_insert(weight),
                None => self.wrong(path, "a number", &value),
            },
            Field::Draft => self.flag(path, &value, |meta, draft| meta.draft = draft),
            Field::Search if value.is_object() => self.below(path[0], value, &[("exclude", Field::SearchExclude)]),
            Field::Search => self.flag(path, &value, |meta, search| _ = meta.search.get_or_insert(search)),
            Field::SearchExclude => self.flag(path, &value, |meta, exclude| _ = meta.search.get_or_insert(!exclude)),
            Field::Aliases => self.list(path, value, |meta| &mut meta.aliases, |text| vec![text]),
            Field::Tags => self.list(
                path,
                value,
                |meta| &mut meta.tags,
                |text| text.split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect(),
            ),
            Field::Authors => self.list(path, value, |meta| &mut meta.authors, |text| vec![text]),
            Field::Extra => match value {
                Value::Object(map) => self.meta.extra = map,
                value => self.wrong(path, "a map", &value),
            },
            Field::Sidebar => self.below(path[0], value, &[("order", Field::Weight), ("label", Field::LinkTitle)]),
            Field::Taxonomies => self.below(path[0], value, &[("tags", Field::Tags)]),
            // `layout: default` means a template of Jekyll's or Hugo's. Ours have the name of a file.
            Field::Layout => {
                if value.as_str().is_some_and(|name| name.ends_with(".html")) {
                    self.take(path, Field::Template, value);
                }
            }
            Field::Relations | Field::Ignored => {}
        }
    }

    /// Keys that another generator keeps below a key of its own.
    fn below(&mut self, parent: &str, value: Value, keys: &[(&str, Field)]) {
        if let Value::Object(mut map) = value {
            for &(key, field) in keys {
                if let Some(value) = map.remove(key) {
                    self.take(&[parent, key], field, value);
                }
            }
        }
    }

    fn flag(&mut self, path: &[&str], value: &Value, set: impl Fn(&mut FrontMatter, bool)) {
        match value {
            Value::Bool(flag) => set(&mut self.meta, *flag),
            value => self.wrong(path, "`true` or `false`", value),
        }
    }

    fn text(&mut self, path: &[&str], value: Value, slot: impl Fn(&mut FrontMatter) -> &mut Option<String>) {
        match scalar(value) {
            Ok(text) => _ = slot(&mut self.meta).get_or_insert(text),
            Err(value) => self.wrong(path, "a string", &value),
        }
    }

    fn list(
        &mut self,
        path: &[&str],
        value: Value,
        slot: impl Fn(&mut FrontMatter) -> &mut Vec<String>,
        split: impl Fn(String) -> Vec<String>,
    ) {
        let mut items = Vec::new();
        match value {
            Value::Array(values) => {
                for value in values {
                    match name_or_scalar(value) {
                        Ok(text) => items.push(text),
                        Err(value) => return self.wrong(path, "a list of strings and nothing else", &value),
                    }
                }
            }
            value => match name_or_scalar(value) {
                Ok(text) => items = split(text),
                Err(value) => return self.wrong(path, "a string or a list of strings", &value),
            },
        }
        let slot = slot(&mut self.meta);
        if slot.is_empty() {
            *slot = items;
        }
    }

    fn wrong(&mut self, path: &[&str], expected: &str, value: &Value) {
        let (link, help) = match (expected, value) {
            ("a number", _) => (", not", "write digits, without quotes"),
            ("`true` or `false`", _) => (", not", "write one of the two words, without quotes"),
            ("a map", _) => (", not", "write keys of your own below it, each with a value"),
            ("a string", _) => (", not", "put the text in quotes"),
            ("a list of strings and nothing else", _) => ("; one of them is", "put each of them in quotes"),
            _ => (", not", ""),
        };
        let message = format!("`{}` must be {expected}{link} {}", path.join("."), kind_name(value));
        let path = path.iter().map(|&key| key.to_owned()).collect();
        self.faults.push(KeyFault::Type { path, message, help });
    }
}

/// What a value is, in an author's words.
pub(super) const fn kind_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "`true` or `false`",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

/// A string, or a number as it is shown.
pub(super) fn scalar(value: Value) -> Result<String, Value> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        other => Err(other),
    }
}

/// A scalar, or the `name` of a map (Docusaurus' authors).
fn name_or_scalar(value: Value) -> Result<String, Value> {
    match value {
        Value::Object(mut map) if map.get("name").is_some_and(Value::is_string) => {
            scalar(map.remove("name").unwrap_or_default())
        }
        value => scalar(value),
    }
}

/// The known key that is most like `key`, if any is much like it.
fn nearest(key: &str) -> Option<&'static str> {
    let names = KEYS.iter().map(|&(name, _)| name).chain(IGNORED.iter().copied());
    let lower = key.to_lowercase();
    names
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|&(distance, name)| distance <= 2 && distance * 2 < name.len())
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fold_json(value: Value) -> (FrontMatter, Vec<KeyFault>) {
        match value {
            Value::Object(map) => fold(map),
            _ => unreachable!("tests pass maps"),
        }
    }

    #[test]
    fn keys_of_other_generators_are_folded() {
        let (meta, faults) = fold_json(json!({
            "title": 404, "sidebar_label": "S", "summary": "D", "sidebar": {"order": 2.5, "label": "not used"},
            "slug": "/whole", "redirect_from": "/old", "lastmod": "2026-01-01", "layout": "wide.html",
            "taxonomies": {"tags": ["a", 1]}, "author": [{"name": "N"}], "toc": false, "extra": {"any": 1}
        }));
        assert_eq!(faults, []);
        assert_eq!(meta.title.as_deref(), Some("404"));
        assert_eq!(meta.link_title.as_deref(), Some("S"));
        assert_eq!(meta.description.as_deref(), Some("D"));
        assert_eq!(meta.weight, Some(2.5));
        assert_eq!((meta.slug, meta.url.as_deref()), (None, Some("/whole")));
        assert_eq!(meta.aliases, ["/old"]);
        assert_eq!(meta.updated.as_deref(), Some("2026-01-01"));
        assert_eq!(meta.template.as_deref(), Some("wide.html"));
        assert_eq!(meta.tags, ["a", "1"]);
        assert_eq!(meta.authors, ["N"]);
        assert_eq!(meta.extra["any"], 1);
    }

    #[test]
    fn own_names_win_and_tags_split_at_commas() {
        let (meta, faults) = fold_json(json!({"order": 1, "weight": 2, "tags": "a, b,", "title": null}));
        assert_eq!((meta.weight, meta.tags, meta.title), (Some(2.0), vec!["a".to_owned(), "b".to_owned()], None));
        assert_eq!(faults, []);
    }

    #[test]
    fn a_page_is_kept_out_of_the_search_by_any_of_the_known_names() {
        for out in [
            json!({"search": false}),
            json!({"search": {"exclude": true}}),
            json!({"pagefind": false}),
            json!({"in_search_index": false}),
            json!({"search_exclude": true}),
        ] {
            let (meta, faults) = fold_json(out.clone());
            assert_eq!((meta.search, faults), (Some(false), vec![]), "{out}");
        }
        for within in [
            json!({"search": true, "pagefind": false}),
            json!({"search": {"boost": 2}}),
            json!({"search_exclude": false}),
        ] {
            let (meta, faults) = fold_json(within.clone());
            assert!(meta.search != Some(false) && faults.is_empty(), "{within}");
        }
        assert_eq!(fold_json(json!({"search": "exclude"})).1.len(), 1);
    }

    #[test]
    fn wrong_types_and_unknown_keys_are_named() {
        let (_, faults) =
            fold_json(json!({"weight": "x", "draft": "yes", "sidebar": {"order": []}, "titel": 1, "zzz": 1}));
        let mut seen = faults.iter().map(|fault| match fault {
            KeyFault::Type { message, .. } => message.clone(),
            KeyFault::Unknown { key, nearest } => format!("{key} {nearest:?}"),
        });
        assert_eq!(seen.next().as_deref(), Some("`weight` must be a number, not a string"));
        assert_eq!(seen.next().as_deref(), Some("`draft` must be `true` or `false`, not a string"));
        assert_eq!(seen.next().as_deref(), Some("`sidebar.order` must be a number, not a list"));
        assert_eq!(seen.next().as_deref(), Some("titel Some(\"title\")"));
        assert_eq!(seen.next().as_deref(), Some("zzz None"));
    }
}
