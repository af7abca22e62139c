//! In: the beginning of a page. Out: where its front matter stands (YAML between `---`, TOML between `+++`) and its value,
//! or the syntax error at its place in the file. Not here: which keys there are, see `front_matter_keys`.

use std::ops::Range;

use serde_json::{Map, Value};

/// Deepest nesting of brackets.
const MAX_DEPTH: usize = 500;

/// The language of a block of front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Yaml,
    Toml,
}

/// Front matter as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) syntax: Syntax,
    /// What stands between the two lines.
    pub(super) inner: Range<usize>,
    /// Where the page's body begins.
    pub(super) body: usize,
    /// Whether there is a closing line.
    pub(super) closed: bool,
}

/// What to do about most faults of YAML.
const YAML: &str = "a line is `key: value`; put a value with `: `, ` #` or brackets in quotes";

/// Something wrong in front matter: where, and what.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) range: Range<usize>,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// Finds the front matter of a page, if it has one. A `---` that nothing closes is a thematic break, unless the next
/// line begins with a key that `is_known` names.
pub(super) fn find(text: &str, is_known: impl Fn(&str) -> bool) -> Option<Block> {
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next()?;
    let (syntax, fence) = match opening.trim_end() {
        "---" => (Syntax::Yaml, "---"),
        "+++" => (Syntax::Toml, "+++"),
        _ => return None,
    };
    let mut at = opening.len();
    for line in lines {
        let bare = line.trim_end();
        if bare == fence || (syntax == Syntax::Yaml && bare == "...") {
            return Some(Block { syntax, inner: opening.len()..at, body: at + line.len(), closed: true });
        }
        at += line.len();
    }
    let first = text[opening.len()..].lines().next().unwrap_or_default();
    let key = first.split([':', '=']).next().unwrap_or_default().trim();
    let meant = key.len() < first.len() && is_known(key);
    meant.then_some(Block { syntax, inner: opening.len()..opening.len(), body: opening.len(), closed: false })
}

/// Reads a block. `None` is a YAML block that holds text instead of keys: two thematic breaks with a paragraph between.
///
/// # Errors
/// The syntax error, its range counted in bytes of `text`.
pub(super) fn read(text: &str, block: &Block) -> Result<Option<Map<String, Value>>, Fault> {
    let inner = &text[block.inner.clone()];
    if let Some(at) = too_deep(inner) {
        let range = block.inner.start + at..block.inner.start + at + 1;
        let message = format!("front matter is nested more than {MAX_DEPTH} levels deep");
        return Err(Fault { range, message, help: "" });
    }
    match block.syntax {
        Syntax::Yaml => match serde_yaml::from_str::<serde_yaml::Value>(inner) {
            Ok(serde_yaml::Value::Null) => Ok(Some(Map::new())),
            Ok(value @ serde_yaml::Value::Mapping(_)) => Ok(match from_yaml(value) {
                Value::Object(map) => Some(map),
                _ => None,
            }),
            Ok(serde_yaml::Value::String(_)) => Ok(None),
            Ok(_) => Err(Fault {
                range: block.inner.start..block.inner.start,
                message: "front matter is not a list of keys".to_owned(),
                help: YAML,
            }),
            Err(error) if looks_like_keys(inner) => {
                let at = error.location().map_or(0, |location| offset_of(inner, location.line(), location.column()));
                let (at, message, help) = in_our_words(inner, at, &error.to_string());
                Err(Fault { range: block.inner.start + at..block.inner.start + at, message, help })
            }
            Err(_) => Ok(None),
        },
        Syntax::Toml => match toml::from_str::<toml::Table>(inner) {
            Ok(table) => Ok(Some(table.into_iter().map(|(key, value)| (key, from_toml(value))).collect())),
            Err(error) => {
                let span = error.span().unwrap_or_default();
                let range = block.inner.start + span.start..block.inner.start + span.end;
                let message = error.message().lines().collect::<Vec<_>>().join(", ");
                Err(Fault { range, message, help: "a line is `key = value`; text stands in quotes" })
            }
        },
    }
}

/// Where brackets are nested deeper than any front matter needs. The YAML library's time grows with the square of this.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.bytes().position(|byte| {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > MAX_DEPTH
    })
}

/// Whether the first line with anything on it begins with `key:`.
fn looks_like_keys(yaml: &str) -> bool {
    let mut lines = yaml.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = lines.next().unwrap_or_default();
    first.split_once(':').is_some_and(|(key, value)| {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '"' | '\'');
        key.chars().all(word) && (value.is_empty() || value.starts_with([' ', '\t']))
    }) || first.starts_with(['{', '?'])
}

/// Byte offset of a line and column, both from 1.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text[start..].lines().next().unwrap_or_default();
    let within = rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
    start + within
}

/// The library's message without the line and column that it names, which count from the wrong line. What is not closed is
/// said where it opens, and the second of two equal keys where it stands: the library tells where it gave up.
fn in_our_words(yaml: &str, at: usize, message: &str) -> (usize, String, &'static str) {
    for context in ["flow sequence at line ", "flow mapping at line ", "quoted scalar at line "] {
        let opened = message.split_once(context).and_then(|(_, place)| {
            let (line, column) = place.split_once(" column ")?;
            Some(offset_of(yaml, line.parse().ok()?, column.parse().ok()?))
        });
        if let Some(opened) = opened
            && let Some(sign) = yaml[opened..].chars().next()
        {
            return (opened, format!("this `{sign}` is not closed"), "close it, or put the whole value in quotes");
        }
    }
    let twice = message.strip_prefix("duplicate entry with key \"").and_then(|rest| rest.split('"').next());
    if let Some(key) = twice {
        let is_key = |line: &str| {
            let rest = line.trim_start_matches(['"', '\'']).strip_prefix(key);
            rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
        };
        let mut start = 0;
        let mut places = Vec::new();
        for line in yaml.split_inclusive('\n') {
            if is_key(line) {
                places.push(start);
            }
            start += line.len();
        }
        return (places.get(1).copied().unwrap_or(at), format!("the key `{key}` stands here twice"), "remove one");
    }
    if yaml[at..].starts_with('\t') {
        return (at, "a tab, where YAML takes spaces only".to_owned(), "indent by spaces");
    }
    let line = yaml[..at].rsplit('\n').next().unwrap_or_default();
    if message.starts_with("mapping values") && line.contains(": ") {
        return (at, "a colon inside of a value".to_owned(), "put the value in quotes: `title: \"Payments: how\"`");
    }
    let end = message.find(" at line ").or_else(|| message.find(", while ")).unwrap_or(message.len());
    (at, message[..end].to_owned(), YAML)
}

fn from_yaml(value: serde_yaml::Value) -> Value {
    use serde_yaml::Value as Yaml;
    match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(value) => Value::Bool(value),
        Yaml::Number(number) => number
            .as_i64()
            .map(Value::from)
            .or_else(|| number.as_u64().map(Value::from))
            .or_else(|| number.as_f64().map(Value::from))
            .unwrap_or(Value::Null),
        Yaml::String(value) => Value::String(value),
        Yaml::Sequence(values) => Value::Array(values.into_iter().map(from_yaml).collect()),
        Yaml::Mapping(map) => {
            Value::Object(map.into_iter().map(|(key, value)| (key_name(key), from_yaml(value))).collect())
        }
        Yaml::Tagged(tagged) => from_yaml(tagged.value),
    }
}

fn key_name(key: serde_yaml::Value) -> String {
    match from_yaml(key) {
        Value::String(key) => key,
        other => other.to_string(),
    }
}

fn from_toml(value: toml::Value) -> Value {
    match value {
        toml::Value::String(value) => Value::String(value),
        toml::Value::Integer(value) => Value::from(value),
        toml::Value::Float(value) => Value::from(value),
        toml::Value::Boolean(value) => Value::Bool(value),
        toml::Value::Datetime(value) => Value::String(value.to_string()),
        toml::Value::Array(values) => Value::Array(values.into_iter().map(from_toml).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, from_toml(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(&str, &str)> {
        find(text, |key| key == "title").map(|block| (&text[block.inner], &text[block.body..]))
    }

    #[test]
    fn stands_at_the_very_start_between_its_lines() {
        assert_eq!(found("---\ntitle: x\n---\nbody"), Some(("title: x\n", "body")));
        assert_eq!(found("+++\r\ntitle='x'\r\n+++\r\nbody"), Some(("title='x'\r\n", "body")));
        assert_eq!(found("---\n---"), Some(("", "")));
        assert_eq!(found("\n---\ntitle: x\n---\n"), None);
        assert_eq!(found("---\n\ntext"), None);
        assert_eq!(found("---\ntitle: x\ntext"), Some(("", "title: x\ntext")));
    }

    #[test]
    fn two_breaks_around_text_are_no_front_matter() {
        let text = "---\nSome text, *here*\n\n---\n";
        let block = find(text, |_| false).expect("closed");
        assert_eq!(read(text, &block), Ok(None));
    }

    #[test]
    fn errors_stand_where_they_are_in_the_file() {
        let text = "---\ntitle: x\ntags: [a\n---\n";
        let fault = read(text, &find(text, |_| false).expect("closed")).expect_err("unclosed list");
        assert_eq!((&text[fault.range.start..][..2], fault.message.as_str()), ("[a", "this `[` is not closed"));
        let text = format!("---\na: {}\n---\n", "[".repeat(10_000));
        let fault = read(&text, &find(&text, |_| false).expect("closed")).expect_err("deep");
        assert_eq!(
            (fault.range.start, fault.message.as_str()),
            (507, "front matter is nested more than 500 levels deep")
        );
        let text = "+++\ntitle = 'x'\nbad = = 1\n+++\n";
        let fault = read(text, &find(text, |_| false).expect("closed")).expect_err("two signs");
        assert_eq!(&text[fault.range.start..fault.range.start + 3], "= 1", "{}", fault.message);
    }
}
