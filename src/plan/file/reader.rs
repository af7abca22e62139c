//! Typed access to a YAML mapping that collects every fault instead of stopping at the first: wrong types, and unknown keys
//! with the nearest known one, each with its place. A key without a value is as if it were not there.

use std::cell::{Cell, RefCell};
use std::ops::RangeInclusive;
use std::rc::Rc;

use super::Id;
use crate::diagnostics::{Finding, nearest};
use crate::model::Span;
use crate::yaml::{Key, Node, Value};

/// Entries that a list may have.
pub(super) const MAX_ENTRIES: usize = 10_000;

/// The largest count that a plan may name: sums of as many as there can be entries stay exact.
pub(super) const MAX_COUNT: usize = 1_000_000_000;

/// Names that are compared with unknown ones, so that a file full of these does not take minutes.
const MAX_COMPARED: usize = 400_000;

/// Collects faults while the sections are read.
pub(super) struct Faults<'t> {
    file: &'t str,
    list: RefCell<Vec<Finding>>,
    compared: Cell<usize>,
}

impl<'t> Faults<'t> {
    pub(super) const fn new(file: &'t str) -> Self {
        Self { file, list: RefCell::new(Vec::new()), compared: Cell::new(0) }
    }

    pub(super) fn add(&self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        let finding = Finding::error(super::INVALID, self.file, span, message);
        self.list.borrow_mut().push(finding.with_help(help));
    }

    /// Help for an unknown name: the nearest known one, else all of them, as far as they are few.
    pub(super) fn nearest(&self, name: &str, known: &[&str], what: &str) -> String {
        self.compared.set(self.compared.get() + known.len());
        let near = if self.compared.get() > MAX_COMPARED { None } else { nearest(name, known) };
        match near {
            Some(near) => format!("did you mean {}?", shown(near)),
            None if known.is_empty() => format!("the plan has no {what}"),
            None if known.len() > 20 => String::new(),
            None => {
                let known: Vec<String> = known.iter().map(|name| cut(name)).collect();
                format!("known {what} are: {}", known.join(", "))
            }
        }
    }

    /// How many there are so far.
    pub(super) fn count(&self) -> usize {
        self.list.borrow().len()
    }

    pub(super) fn into_list(self) -> Vec<Finding> {
        let mut list = self.list.into_inner();
        list.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        list
    }
}

/// An author's text for a message: in backticks, on one line, not longer than a line.
pub(super) fn shown(text: &str) -> String {
    format!("`{}`", cut(text))
}

/// The same without backticks.
pub(super) fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(60).map(|char| if char.is_control() { ' ' } else { char }).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

/// What stands in place of what is wanted.
fn found(node: &Node) -> String {
    match &node.value {
        _ if node.is_null() => "nothing".to_owned(),
        Value::Scalar(text, true) => shown(text),
        Value::Scalar(text, false) => shown(&format!("\"{text}\"")),
        Value::List(_) | Value::Map(_) => node.kind().to_owned(),
    }
}

/// Where a node is to be pointed at: a scalar as a whole, anything else where it begins.
fn place(node: &Node) -> Span {
    if matches!(node.value, Value::Scalar(..)) { node.span } else { Span::at(node.span.start) }
}

/// One mapping, of which each key is taken once; what is left at [`Table::finish`] is unknown.
pub(super) struct Table<'f, 'n> {
    /// Its path for messages: empty for the whole file.
    name: String,
    place: Span,
    entries: Vec<(&'n Key, &'n Node)>,
    known: Vec<&'static str>,
    pub(super) faults: &'f Faults<'f>,
}

impl<'f, 'n> Table<'f, 'n> {
    /// The mapping that a node is, or a fault and `None`.
    pub(super) fn new(name: &str, node: &'n Node, faults: &'f Faults<'f>) -> Option<Self> {
        let Value::Map(map) = &node.value else {
            let what = if name.is_empty() { faults.file } else { name };
            faults.add(place(node), format!("`{what}` must be a mapping, not {}", found(node)), "");
            return None;
        };
        let place = map.first().map_or(place(node), |(key, _)| key.span);
        let entries = map.iter().map(|(key, node)| (key, &**node)).collect();
        Some(Self { name: name.to_owned(), place, entries, known: Vec::new(), faults })
    }

    /// Where it begins.
    pub(super) const fn place(&self) -> Span {
        self.place
    }

    /// The name of a key with all that it lies in.
    pub(super) fn path(&self, key: &str) -> String {
        if self.name.is_empty() { cut(key) } else { format!("{}.{}", self.name, cut(key)) }
    }

    /// The value of a key, removed from the table.
    pub(super) fn take(&mut self, key: &'static str) -> Option<(&'n Key, &'n Node)> {
        self.known.push(key);
        let index = self.entries.iter().position(|(name, _)| name.name == key)?;
        Some(self.entries.remove(index)).filter(|(_, node)| !node.is_null())
    }

    /// The place of a key that is there and has a value.
    pub(super) fn key(&self, key: &str) -> Option<Span> {
        self.entries.iter().find(|(name, node)| name.name == key && !node.is_null()).map(|(key, _)| key.span)
    }

    /// A value of the wrong type stands at itself, or, where it may be many lines, at its key.
    fn wrong(&self, key: &Key, node: &Node, expected: &str, help: &str) {
        let place = if matches!(node.value, Value::Scalar(..)) { node.span } else { key.span };
        self.faults.add(place, format!("`{}` must be {expected}, not {}", self.path(&key.name), found(node)), help);
    }

    /// A scalar that `read` understands. It gets the text and whether it is plain; `expected` says what it may be.
    pub(super) fn scalar<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        help: &str,
        read: impl FnOnce(&str, bool) -> Option<T>,
    ) -> Option<(T, Span)> {
        let (name, node) = self.take(key)?;
        let value = match &node.value {
            Value::Scalar(text, plain) => read(text, *plain),
            Value::List(_) | Value::Map(_) => None,
        };
        if value.is_none() {
            self.wrong(name, node, expected, help);
        }
        value.map(|value| (value, node.span))
    }

    pub(super) fn string(&mut self, key: &'static str) -> Option<Id> {
        let (name, span) = self.scalar(key, "a string", "", text)?;
        Some(Id { name, span })
    }

    /// The string without which there is no entry; `what` is what the entry is.
    pub(super) fn id(&mut self, what: &str) -> Option<Id> {
        if self.key("id").is_none() {
            self.take("id");
            self.faults.add(
                self.place,
                format!("a {what} has no `id`"),
                "every entry of this list needs one of its own",
            );
            return None;
        }
        self.string("id")
    }

    pub(super) fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let read = |text: &str, plain: bool| text.parse().ok().filter(|_| plain);
        self.scalar(key, "true or false", "", read).map(|(flag, _)| flag)
    }

    pub(super) fn whole(&mut self, key: &'static str, range: RangeInclusive<usize>) -> Option<(usize, Span)> {
        self.scalar(key, &expected_whole(&range), "", |text, plain| whole(text, plain, &range))
    }

    /// How many diagrams.
    pub(super) fn count(&mut self, key: &'static str) -> Option<usize> {
        self.whole(key, 0..=MAX_COUNT).map(|(number, _)| number)
    }

    /// The entries of a list that is not too long.
    pub(super) fn list(&mut self, key: &'static str) -> Option<&'n [Rc<Node>]> {
        let (name, node) = self.take(key)?;
        let Value::List(list) = &node.value else {
            let help = match &node.value {
                Value::Scalar(text, _) => format!("write it as a list: {}", shown(&format!("[{text}]"))),
                _ => String::new(),
            };
            self.wrong(name, node, "a list", &help);
            return None;
        };
        if list.len() > MAX_ENTRIES {
            let message = format!("`{}` has {} entries, and {MAX_ENTRIES} is the limit", self.path(key), list.len());
            self.faults.add(name.span, message, "");
            return None;
        }
        Some(list)
    }

    /// A list of strings.
    pub(super) fn strings(&mut self, key: &'static str) -> Option<Vec<Id>> {
        let list = self.list(key)?;
        Some(self.strings_of(key, list))
    }

    fn strings_of(&self, key: &str, list: &[Rc<Node>]) -> Vec<Id> {
        let read = |node: &Rc<Node>| {
            let name = match &node.value {
                Value::Scalar(scalar, plain) => text(scalar, *plain),
                _ => None,
            };
            if name.is_none() {
                let message = format!("an entry of `{}` must be a string, not {}", self.path(key), found(node));
                self.faults.add(place(node), message, "");
            }
            Some(Id { name: name?, span: node.span })
        };
        list.iter().filter_map(read).collect()
    }

    /// A string or a list of strings.
    pub(super) fn string_or_strings(&mut self, key: &'static str) -> Option<Vec<Id>> {
        let is_list = |(name, node): &(&Key, &Node)| name.name == key && matches!(node.value, Value::List(_));
        if self.entries.iter().any(is_list) { self.strings(key) } else { Some(vec![self.string(key)?]) }
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let names: Vec<String> = words.iter().map(|(name, _)| format!("`{name}`")).collect();
        let read = |text: &str, _| words.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        self.scalar(key, &names.join(" or "), "", read).map(|(value, _)| value)
    }

    /// A mapping in this one.
    pub(super) fn table(&mut self, key: &'static str) -> Option<Self> {
        let (name, node) = self.take(key)?;
        if !matches!(node.value, Value::Map(_)) {
            self.wrong(name, node, "a mapping", "");
            return None;
        }
        Self::new(&self.path(key), node, self.faults)
    }

    /// A list of mappings.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Self> {
        let list = self.list(key).unwrap_or_default();
        let path = self.path(key);
        let read = |node: &'n Rc<Node>| {
            if matches!(node.value, Value::Map(_)) {
                return Self::new(&path, node, self.faults);
            }
            let message = format!("an entry of `{path}` must be a mapping, not {}", found(node));
            self.faults.add(place(node), message, "");
            None
        };
        list.iter().filter_map(read).collect()
    }

    /// Whether the value of a key is a mapping.
    pub(super) fn is_map(&self, key: &str) -> bool {
        self.entries.iter().any(|(name, node)| name.name == key && matches!(node.value, Value::Map(_)))
    }

    /// All entries of a mapping whose keys are the author's own and whose values are lists of strings.
    pub(super) fn lists(self) -> Vec<(Id, Vec<Id>)> {
        let read = |(key, node): &(&Key, &Node)| {
            let list = match &node.value {
                Value::List(list) => self.strings_of(&key.name, list),
                _ => {
                    self.wrong(key, node, "a list of strings", "");
                    Vec::new()
                }
            };
            (Id { name: key.name.clone(), span: key.span }, list)
        };
        self.entries.iter().map(read).collect()
    }

    /// All entries of a mapping whose keys are the author's own and whose values are counts.
    pub(super) fn counts(self) -> Vec<(String, usize)> {
        let range = 0..=MAX_COUNT;
        let read = |(key, node): &(&Key, &Node)| {
            let number = match &node.value {
                Value::Scalar(text, plain) => whole(text, *plain, &range),
                _ => None,
            };
            if number.is_none() {
                self.wrong(key, node, &expected_whole(&range), "");
            }
            Some((key.name.clone(), number?))
        };
        self.entries.iter().filter_map(read).collect()
    }

    /// Reports what was not taken.
    pub(super) fn finish(self) {
        for (key, _) in &self.entries {
            let place = if self.name.is_empty() { self.faults.file } else { &self.name };
            let help = match key.name.as_str() {
                "<<" => "merge keys are not supported: write the keys out".to_owned(),
                name => self.faults.nearest(name, &self.known, "keys"),
            };
            self.faults.add(key.span, format!("unknown key {} in `{place}`", shown(&key.name)), help);
        }
    }
}

/// A scalar as a string: a number is one, too, for ids such as `404`, but what YAML takes for something else is none.
fn text(text: &str, plain: bool) -> Option<String> {
    let other = plain && matches!(text, "true" | "false" | "" | "~" | "null" | "Null" | "NULL");
    (!other && !text.trim().is_empty()).then(|| text.to_owned())
}

fn whole(text: &str, plain: bool, range: &RangeInclusive<usize>) -> Option<usize> {
    text.parse().ok().filter(|number| plain && range.contains(number))
}

fn expected_whole(range: &RangeInclusive<usize>) -> String {
    if *range.end() == MAX_COUNT {
        return format!("a whole number from {}", range.start());
    }
    format!("a whole number from {} to {}", range.start(), range.end())
}
