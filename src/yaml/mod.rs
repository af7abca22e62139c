//! YAML with places. In: a text of one document. Out: its values, each with where it stands. What is read from them, and
//! what is missing, is the caller's business.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::model::{Characters, Position, Span};

/// How deep lists and mappings may lie in each other.
const MAX_DEPTH: usize = 64;

/// Values that a document may have, those that aliases repeat included.
const MAX_VALUES: usize = 1_000_000;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it stands in the text.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A scalar: its text, and whether it is plain, that is, may be something else than a string.
    Scalar(String, bool),
    /// A sequence.
    List(Vec<Rc<Node>>),
    /// A mapping, in the order of the text; a key that is no scalar is a fault.
    Map(Vec<(Key, Rc<Node>)>),
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its text.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// Why a text is no YAML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
}

impl Node {
    /// Whether it is nothing: an empty value, `~` or `null`.
    pub fn is_null(&self) -> bool {
        matches!(&self.value, Value::Scalar(text, true) if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"))
    }

    /// What it is, in an author's words.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            _ if self.is_null() => "nothing",
            Value::Scalar(text, true) if matches!(text.as_str(), "true" | "false") => "true or false",
            Value::Scalar(text, true) if text.parse::<f64>().is_ok() => "a number",
            Value::Scalar(..) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}

/// A list or mapping that is being read.
enum Open {
    List(Vec<Rc<Node>>),
    /// With the key that waits for its value, and all keys so far.
    Map(Vec<(Key, Rc<Node>)>, Option<Key>, BTreeSet<String>),
}

struct Builder {
    /// What is open, with where it begins and its anchor.
    open: Vec<(Open, Position, usize)>,
    anchors: BTreeMap<usize, (Rc<Node>, usize)>,
    root: Option<Rc<Node>>,
    values: usize,
}

/// Reads a text; `None` for one without a value.
///
/// # Errors
/// The first place at which it is no YAML, has two documents, a key twice, or is deeper or larger than is sensible.
pub fn parse(text: &str) -> Result<Option<Rc<Node>>, Fault> {
    let mut builder = Builder { open: Vec::new(), anchors: BTreeMap::new(), root: None, values: 0 };
    let characters = Characters::new(text);
    for event in Parser::new_from_str(text) {
        let (event, place) = event
            .map_err(|error| Fault { span: Span::at(position(*error.marker())), message: error.info().to_owned() })?;
        let end = match &event {
            Event::Scalar(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted, ..) => {
                characters.byte(place.start.index()).and_then(|at| quoted(text.get(at..)?))
            }
            // The sign that closes it; of a block there is none.
            Event::SequenceEnd | Event::MappingEnd => Some("]").filter(|_| place.start.index() < place.end.index()),
            _ => None,
        };
        let start = position(place.start);
        let span = Span { start, end: end.map_or_else(|| position(place.end), |written| behind(start, written)) };
        builder.take(event, span)?;
    }
    Ok(builder.root)
}

fn position(marker: saphyr_parser::Marker) -> Position {
    let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    Position { line: number(marker.line()).max(1), column: number(marker.col()).saturating_add(1) }
}

/// The quoted scalar that a text begins with: the parser counts the space and the comment behind it to it.
fn quoted(text: &str) -> Option<&str> {
    let quote = *text.as_bytes().first().filter(|byte| matches!(byte, b'"' | b'\''))?;
    let mut at = 1;
    loop {
        at += match text.as_bytes().get(at)? {
            b'\\' if quote == b'"' => 2,
            byte if *byte != quote => 1,
            _ if quote == b'\'' && text.as_bytes().get(at + 1) == Some(&quote) => 2,
            _ => return text.get(..=at),
        };
    }
}

/// The position behind what is written at `start`.
fn behind(start: Position, written: &str) -> Position {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    match written.rsplit_once('\n') {
        None => Position { column: start.column.saturating_add(number(written.chars().count())), ..start },
        Some((before, last)) => Position {
            line: start.line.saturating_add(number(before.matches('\n').count() + 1)),
            column: number(last.chars().count()).saturating_add(1),
        },
    }
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Fault> {
        let fault = |message: &str| Err(Fault { span, message: message.to_owned() });
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                self.add(Node { span, value: Value::Scalar(text.into_owned(), plain) }, anchor, 1)
            }
            Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) if self.open.len() >= MAX_DEPTH => {
                let _ = anchor;
                fault("lists and mappings lie deeper in each other than 64")
            }
            Event::SequenceStart(anchor, _) => {
                self.open.push((Open::List(Vec::new()), span.start, anchor));
                Ok(())
            }
            Event::MappingStart(anchor, _) => {
                if matches!(self.open.last(), Some((Open::Map(_, None, _), ..))) {
                    return fault("a key must be a string");
                }
                self.open.push((Open::Map(Vec::new(), None, BTreeSet::new()), span.start, anchor));
                Ok(())
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((open, start, anchor)) = self.open.pop() else {
                    return Ok(());
                };
                let value = match open {
                    Open::List(list) => Value::List(list),
                    Open::Map(map, ..) => Value::Map(map),
                };
                self.add(Node { span: Span { start, end: span.end }, value }, anchor, 1)
            }
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some((node, size)) => {
                    let (node, size) = (Node { span, ..Node::clone(node) }, *size);
                    self.add(node, 0, size)
                }
                None => fault("an alias cannot stand inside of what it repeats"),
            },
            Event::DocumentStart(_) if self.root.is_some() => fault("the file has a second document"),
            _ => Ok(()),
        }
    }

    fn add(&mut self, node: Node, anchor: usize, size: usize) -> Result<(), Fault> {
        let span = node.span;
        self.values += size;
        if self.values > MAX_VALUES {
            return Err(Fault { span, message: format!("the file has more than {MAX_VALUES} values") });
        }
        if let Some((Open::Map(_, waiting @ None, keys), ..)) = self.open.last_mut() {
            let Value::Scalar(name, _) = node.value else {
                return Err(Fault { span, message: "a key must be a string".to_owned() });
            };
            if !keys.insert(name.clone()) {
                return Err(Fault { span, message: format!("the key `{name}` stands here twice") });
            }
            *waiting = Some(Key { name, span });
            return Ok(());
        }
        let node = Rc::new(node);
        if anchor > 0 {
            let size = size_of(&node);
            self.anchors.insert(anchor, (Rc::clone(&node), size));
        }
        match self.open.last_mut() {
            Some((Open::List(list), ..)) => list.push(node),
            Some((Open::Map(map, waiting, _), ..)) => map.extend(waiting.take().map(|key| (key, node))),
            None => self.root = Some(node),
        }
        Ok(())
    }
}

/// How many values a node has, itself included. What aliases repeat was counted when they were read, so this ends.
fn size_of(node: &Node) -> usize {
    1 + match &node.value {
        Value::Scalar(..) => 0,
        Value::List(list) => list.iter().map(|node| size_of(node)).sum(),
        Value::Map(map) => map.iter().map(|(_, node)| size_of(node)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(span: Span) -> (u32, u32, u32, u32) {
        (span.start.line, span.start.column, span.end.line, span.end.column)
    }

    #[test]
    fn values_have_their_places() {
        let node = parse("# a\na: [x, \"yö\"]\nb: { c: 3d }\n").unwrap().unwrap();
        let Value::Map(map) = &node.value else { panic!("no map") };
        assert_eq!((map[0].0.name.as_str(), at(map[0].0.span)), ("a", (2, 1, 2, 2)));
        let Value::List(list) = &map[0].1.value else { panic!("no list") };
        assert_eq!((&list[1].value, at(list[1].span)), (&Value::Scalar("yö".to_owned(), false), (2, 8, 2, 12)));
        let Value::Map(inner) = &map[1].1.value else { panic!("no map") };
        assert_eq!(at(inner[0].1.span), (3, 9, 3, 11));
    }

    #[test]
    fn what_is_no_yaml_or_too_much_is_a_fault_with_a_place() {
        let deep = "[".repeat(100);
        let bomb = (1..12).fold("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned(), |text, n| {
            let last = format!("*a{}, ", n - 1).repeat(10);
            format!("{text}a{n}: &a{n} [{}]\n", last.trim_end_matches(", "))
        });
        for (text, message) in [
            ("a: b\na: c\n", "the key `a` stands here twice"),
            ("a: 1\n---\nb: 2\n", "the file has a second document"),
            ("? [a]\n: b\n", "a key must be a string"),
            (deep.as_str(), "lists and mappings lie deeper in each other than 64"),
            (bomb.as_str(), "the file has more than 1000000 values"),
            ("a: &x [*x]\n", ""),
        ] {
            let fault = parse(text).unwrap_err();
            assert!(fault.message.contains(message), "{text}: {fault:?}");
        }
        assert_eq!(parse("").unwrap(), None);
    }

    #[test]
    fn a_value_ends_where_its_last_sign_stands() {
        for (text, wanted) in [
            ("k: \"ü\"  # c\n", (1, 4, 1, 7)),
            ("k: [ 'it''s' , x ]\n", (1, 4, 1, 19)),
            ("k: {a: 1}   \n", (1, 4, 1, 10)),
            ("ü: \"a\\\"\r\n  b\"\r\n\r\n", (1, 4, 2, 5)),
            ("k: 3d # c\n", (1, 4, 1, 6)),
        ] {
            let node = parse(text).unwrap().unwrap();
            let Value::Map(map) = &node.value else { panic!("no map") };
            assert_eq!(at(map[0].1.span), wanted, "{text}");
        }
        let node = parse("[ \"ü\" , 'b''' ]").unwrap().unwrap();
        let Value::List(list) = &node.value else { panic!("no list") };
        assert_eq!([at(list[0].span), at(list[1].span)], [(1, 3, 1, 6), (1, 9, 1, 14)]);
        let node = parse("\"ü\"  : 1").unwrap().unwrap();
        let Value::Map(map) = &node.value else { panic!("no map") };
        assert_eq!(at(map[0].0.span), (1, 1, 1, 4));
    }
}
