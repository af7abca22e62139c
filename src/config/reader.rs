//! Typed access to a TOML table that collects every fault instead of stopping at the first: wrong types, unknown keys
//! with the nearest known one, each with its place in the file.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::Span;

/// One thing wrong in `site.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigFault {
    /// Where in the file.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
}

/// Collects faults while the sections are read.
pub(super) struct Faults<'t> {
    text: &'t str,
    list: RefCell<Vec<ConfigFault>>,
}

impl<'t> Faults<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, list: RefCell::new(Vec::new()) }
    }

    pub(super) fn add(&self, range: Range<usize>, message: String, help: String) {
        self.list.borrow_mut().push(ConfigFault { span: Span::of(self.text, range), message, help });
    }

    pub(super) fn into_list(self) -> Vec<ConfigFault> {
        let mut list = self.list.into_inner();
        list.sort_by_key(|fault| fault.span);
        list
    }
}

/// One table, of which each key is taken once; what is left at [`Table::finish`] is unknown.
pub(super) struct Table<'f, 't, 'i> {
    name: String,
    entries: Vec<(Spanned<String>, Spanned<DeValue<'i>>)>,
    known: Vec<&'static str>,
    pub(super) faults: &'f Faults<'t>,
}

impl<'f, 't, 'i> Table<'f, 't, 'i> {
    /// `name` is the table's path for messages: empty for the whole file.
    pub(super) fn new(name: &str, table: DeTable<'i>, faults: &'f Faults<'t>) -> Self {
        Self {
            name: name.to_owned(),
            entries: table
                .into_iter()
                .map(|(key, value)| {
                    let span = key.span();
                    (Spanned::new(span, key.into_inner().into_owned()), value)
                })
                .collect(),
            known: Vec::new(),
            faults,
        }
    }

    /// The value of a key, removed from the table.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Spanned<DeValue<'i>>> {
        self.known.push(key);
        let index = self.entries.iter().position(|(name, _)| name.get_ref() == key)?;
        Some(self.entries.remove(index).1)
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'i>>, expected: &str) {
        self.faults.add(
            value.span(),
            format!("`{}` must be {expected}, not {}", self.path(key), kind_name(value.get_ref())),
            String::new(),
        );
    }

    fn path(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    pub(super) fn string(&mut self, key: &'static str) -> Option<String> {
        self.spanned_string(key).map(Spanned::into_inner)
    }

    pub(super) fn spanned_string(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.take(key)?;
        let span = value.span();
        if let DeValue::String(text) = value.get_ref() {
            Some(Spanned::new(span, text.to_string()))
        } else {
            self.wrong(key, &value, "a string");
            None
        }
    }

    pub(super) fn boolean(&mut self, key: &'static str, default: bool) -> bool {
        match self.take(key) {
            None => default,
            Some(value) => {
                if let DeValue::Boolean(flag) = value.get_ref() {
                    *flag
                } else {
                    self.wrong(key, &value, "true or false");
                    default
                }
            }
        }
    }

    /// Where a key says true.
    pub(super) fn asked(&mut self, key: &'static str) -> Option<Range<usize>> {
        let value = self.take(key)?;
        if let DeValue::Boolean(flag) = value.get_ref() {
            return flag.then(|| value.span());
        }
        self.wrong(key, &value, "true or false");
        None
    }

    /// A whole number of at least 1.
    pub(super) fn count(&mut self, key: &'static str, default: usize) -> usize {
        let Some(value) = self.take(key) else {
            return default;
        };
        if let DeValue::Integer(number) = value.get_ref()
            && let Ok(number) = number.as_str().parse::<usize>()
            && number > 0
        {
            number
        } else {
            self.wrong(key, &value, "a whole number from 1");
            default
        }
    }

    /// A whole number.
    pub(super) fn whole(&mut self, key: &'static str, default: usize) -> usize {
        let Some(value) = self.take(key) else {
            return default;
        };
        if let DeValue::Integer(number) = value.get_ref()
            && let Ok(number) = number.as_str().parse::<usize>()
        {
            number
        } else {
            self.wrong(key, &value, "a whole number from 0");
            default
        }
    }

    /// A string, or a list of strings; `None` where the key is absent.
    pub(super) fn string_or_strings(&mut self, key: &'static str) -> Option<Vec<Spanned<String>>> {
        let value = self.take(key)?;
        let items = match value.get_ref() {
            DeValue::Array(items) => &items[..],
            _ => std::slice::from_ref(&value),
        };
        let mut list = Vec::new();
        for item in items {
            if let DeValue::String(text) = item.get_ref() {
                list.push(Spanned::new(item.span(), text.to_string()));
            } else {
                self.wrong(key, item, "a string or a list of strings");
            }
        }
        Some(list)
    }

    pub(super) fn strings(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(value) = self.take(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, &value, "a list of strings");
            return Vec::new();
        };
        let mut list = Vec::new();
        for item in items {
            if let DeValue::String(text) = item.get_ref() {
                list.push(Spanned::new(item.span(), text.to_string()));
            } else {
                self.wrong(key, item, "a list of strings");
            }
        }
        list
    }

    /// One of a few words.
    pub(super) fn choice<T: Copy>(&mut self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let word = self.spanned_string(key)?;
        if let Some((_, value)) = words.iter().find(|(name, _)| name == word.get_ref()) {
            return Some(*value);
        }
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        self.faults.add(
            word.span(),
            format!("`{}` must be one of {}, not `{}`", self.path(key), names.join(", "), word.get_ref()),
            crate::diagnostics::nearest(word.get_ref(), &names)
                .map(|name| format!("did you mean `{name}`?"))
                .unwrap_or_default(),
        );
        None
    }

    /// A sub-table; an absent one is empty.
    pub(super) fn table(&mut self, key: &'static str) -> Self {
        let path = self.path(key);
        let inner = match self.take(key) {
            None => DeTable::new(),
            Some(value) => {
                if matches!(value.get_ref(), DeValue::Table(_)) {
                    match value.into_inner() {
                        DeValue::Table(table) => table,
                        _ => DeTable::new(),
                    }
                } else {
                    self.wrong(key, &value, "a table");
                    DeTable::new()
                }
            }
        };
        Self::new(&path, inner, self.faults)
    }

    /// The value of a key, left in the table.
    pub(super) fn peek(&self, key: &str) -> Option<&DeValue<'i>> {
        self.entries.iter().find(|(name, _)| name.get_ref() == key).map(|(_, value)| value.get_ref())
    }

    pub(super) fn number(&mut self, key: &'static str) -> Option<Spanned<f64>> {
        let value = self.take(key)?;
        let parsed = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse::<f64>().ok(),
            DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
            _ => None,
        };
        if parsed.is_none() {
            self.wrong(key, &value, "a number");
        }
        parsed.map(|number| Spanned::new(value.span(), number))
    }

    /// All entries of a table whose keys are the author's own and whose values are tables.
    pub(super) fn tables(self) -> Vec<(Spanned<String>, Self)> {
        let mut list = Vec::new();
        for (key, value) in self.entries {
            let path =
                if self.name.is_empty() { key.get_ref().clone() } else { format!("{}.{}", self.name, key.get_ref()) };
            let span = value.span();
            match value.into_inner() {
                DeValue::Table(table) => list.push((key, Self::new(&path, table, self.faults))),
                other => {
                    let message = format!("`{path}` must be a table, not {}", kind_name(&other));
                    self.faults.add(span, message, String::new());
                }
            }
        }
        list
    }

    /// All entries of a table whose keys are the author's own and whose values are strings or numbers.
    pub(super) fn string_map(self) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut map = Vec::new();
        for (key, value) in &self.entries {
            let text = match value.get_ref() {
                DeValue::String(text) => text.to_string(),
                DeValue::Integer(number) => number.to_string(),
                DeValue::Float(number) => number.to_string(),
                _ => {
                    self.wrong(key.get_ref(), value, "a string");
                    continue;
                }
            };
            map.push((key.clone(), Spanned::new(value.span(), text)));
        }
        map
    }

    /// Reports what was not taken.
    pub(super) fn finish(self) {
        for (key, _) in &self.entries {
            let place = if self.name.is_empty() { "site.toml".to_owned() } else { format!("[{}]", self.name) };
            let help = crate::diagnostics::nearest(key.get_ref(), &self.known).map_or_else(
                || format!("known keys are: {}", self.known.join(", ")),
                |name| format!("did you mean `{name}`?"),
            );
            self.faults.add(key.span(), format!("unknown key `{}` in {place}", key.get_ref()), help);
        }
    }
}

/// What a TOML value is, in an author's words.
pub(super) const fn kind_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
