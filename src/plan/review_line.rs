//! One line of `reviews.jsonl`. In: its text. Out: the review, or everything that keeps it from being one, each with its bytes of
//! the line. Unknown keys are passed over, so that older programs read what newer ones write.

use std::ops::Range;

use serde::de::IgnoredAny;
use serde_json::{Deserializer, Map, Value};

use super::reviews::{ContentHash, Review};

/// Bytes that a line may have.
const MAX_LINE: usize = 64 * 1024;

/// Why a line is no review.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where in the line.
    pub(super) range: Range<usize>,
    /// What is wrong.
    pub(super) message: String,
}

/// Reads a line.
pub(super) fn read(line: &str) -> Result<Review, Vec<Fault>> {
    let start = line.len() - line.trim_start().len();
    let whole = start..line.trim_end().len();
    let one = |range: &Range<usize>, message: String| Err(vec![Fault { range: range.clone(), message }]);
    if line.len() > MAX_LINE {
        return one(&whole, format!("this line has {} bytes; a review may have {MAX_LINE}", line.len()));
    }
    if let Some((at, sign)) = line.match_indices(char::REPLACEMENT_CHARACTER).next() {
        return one(
            &(at..at + sign.len()),
            "this is not UTF-8, or has the sign U+FFFD in place of a lost one".to_owned(),
        );
    }
    let map = match serde_json::from_str(line) {
        Ok(Value::Object(map)) => map,
        Ok(other) => return one(&whole, format!("a review is an object, not {}", kind(&other))),
        Err(error) => {
            let at = line.floor_char_boundary(error.column().saturating_sub(1));
            let end = line.ceil_char_boundary((at + 1).min(line.len()));
            let said = error.to_string();
            let said = said.split(" at line ").next().unwrap_or_default();
            return one(&(at..end), format!("this is no JSON: {said}"));
        }
    };
    let mut reader = Reader { line, whole, map: &map, faults: Vec::new() };
    let content = reader.needed("content", "16 hexadecimal digits", ContentHash::read);
    let by = reader.needed("by", "the name of somebody", |by| Some(by.trim().to_owned()).filter(|by| !by.is_empty()));
    let date = reader.needed("date", "a day like 2026-01-31", |date| date.parse().ok().filter(|_| date.len() == 10));
    let diagram = reader.optional("diagram", "a string", |text| Some(text.to_owned()));
    let note = reader.optional("note", "a string", |text| Some(text.to_owned()));
    match (content, by, date) {
        (Some(content), Some(by), Some(date)) if reader.faults.is_empty() => {
            Ok(Review { date, by, content, diagram, note })
        }
        _ => Err(reader.faults),
    }
}

struct Reader<'a> {
    line: &'a str,
    /// The object.
    whole: Range<usize>,
    map: &'a Map<String, Value>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn needed<T>(&mut self, key: &str, wanted: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        if !self.map.contains_key(key) {
            self.faults.push(Fault { range: self.whole.clone(), message: format!("the review lacks `{key}`") });
        }
        self.take(key, wanted, read)
    }

    fn optional<T>(&mut self, key: &str, wanted: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        if self.map.get(key).is_some_and(Value::is_null) { None } else { self.take(key, wanted, read) }
    }

    fn take<T>(&mut self, key: &str, wanted: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = self.map.get(key)?;
        let text = value.as_str();
        let result = text.and_then(read);
        if result.is_none() {
            let is = text.map_or_else(|| format!(", not {}", kind(value)), |_| String::new());
            let range = place_of(self.line, key).unwrap_or_else(|| self.whole.clone());
            self.faults.push(Fault { range, message: format!("`{key}` must be {wanted}{is}") });
        }
        result
    }
}

/// Where the value of a key stands in a line that is an object; the last one of a name counts.
fn place_of(line: &str, key: &str) -> Option<Range<usize>> {
    let skip = |at: usize| line.len() - line[at..].trim_start().len();
    let mut at = skip(0) + 1;
    let mut found = None;
    while line[skip(at)..].starts_with('"') {
        let start = skip(at);
        let mut names = Deserializer::from_str(&line[start..]).into_iter::<String>();
        let name = names.next()?.ok()?;
        let start = skip(skip(start + names.byte_offset()) + 1);
        let mut values = Deserializer::from_str(&line[start..]).into_iter::<IgnoredAny>();
        values.next()?.ok()?;
        let end = start + values.byte_offset();
        if name == key {
            found = Some(start..end);
        }
        at = skip(end) + 1;
    }
    found
}

/// What a value is, in an author's words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with a line, and what stands there.
    fn faults(line: &str) -> Vec<(String, &str)> {
        read(line).unwrap_err().into_iter().map(|fault| (fault.message, &line[fault.range])).collect()
    }

    fn fault(line: &str) -> (String, &str) {
        let mut list = faults(line);
        assert_eq!(list.len(), 1, "{list:?}");
        list.remove(0)
    }

    #[test]
    fn what_is_no_json_is_told_where_it_ends_to_be() {
        for (line, message, place) in [
            ("Ada", "this is no JSON: expected value", "A"),
            (r#"{"by": "Ä" "date"}"#, "this is no JSON: expected `,` or `}`", "\""),
            (r#"{"by": "x"#, "this is no JSON: EOF while parsing a string", "x"),
            (r#"{"by": "x"} {}"#, "this is no JSON: trailing characters", "{"),
            (" [1] ", "a review is an object, not a list", "[1]"),
            ("null", "a review is an object, not nothing", "null"),
        ] {
            assert_eq!(fault(line), (message.to_owned(), place), "{line}");
        }
        let long = format!("\"{}\"", "x".repeat(70_000));
        assert_eq!(fault(&long).0, "this line has 70002 bytes; a review may have 65536");
    }

    #[test]
    fn every_key_that_is_missing_or_wrong_is_named() {
        assert_eq!(
            faults(" {} "),
            ["content", "by", "date"].map(|key| (format!("the review lacks `{key}`"), "{}")).to_vec()
        );
        let line = r#"{ "x": ["by", 1e3, {"by": 2}], "b\u0079" : 5, "content":"00AA", "date":"2026-1-31","note":{} , "diagram": null}"#;
        assert_eq!(
            faults(line),
            [
                ("`content` must be 16 hexadecimal digits".to_owned(), "\"00AA\""),
                ("`by` must be the name of somebody, not a number".to_owned(), "5"),
                ("`date` must be a day like 2026-01-31".to_owned(), "\"2026-1-31\""),
                ("`note` must be a string, not an object".to_owned(), "{}"),
            ]
        );
        let line = r#"{"content":"00000000000000aa","by":" ","date":"2026-02-30"}"#;
        assert_eq!(
            faults(line),
            [
                ("`by` must be the name of somebody".to_owned(), "\" \""),
                ("`date` must be a day like 2026-01-31".to_owned(), "\"2026-02-30\""),
            ]
        );
    }

    #[test]
    fn the_last_of_two_values_counts() {
        let line = r#"{"content":"00000000000000aa","by":1,"date":"2026-02-03","by":"Ada"}"#;
        assert_eq!(read(line).unwrap().by, "Ada");
        assert_eq!(fault(&line.replace("\"Ada\"", "true")).1, "true");
    }
}
