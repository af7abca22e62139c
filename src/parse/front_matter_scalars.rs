//! In: the text of front matter. Out: where the keys below one key stand, and the strings that each of them holds, alone or
//! in a list, in block or flow style. The library for YAML tells no places, so this reads the signs of YAML that lists
//! of strings need; where an author uses more, whoever asks has to do with the key's own place.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::front_matter::Syntax;
use super::front_matter_places;

/// A key below another one: its own place, and those of its strings, quotes included.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: Range<usize>,
    pub(super) items: Vec<Range<usize>>,
}

/// The keys below the key `name` of the top level.
pub(super) fn below(text: &str, syntax: Syntax, name: &str) -> BTreeMap<String, Entry> {
    match syntax {
        Syntax::Yaml => front_matter_places::top_level(text, syntax)
            .get(name)
            .map(|place| yaml(text, place.end))
            .unwrap_or_default(),
        Syntax::Toml => toml(text, name).unwrap_or_default(),
    }
}

fn toml(text: &str, name: &str) -> Option<BTreeMap<String, Entry>> {
    let root = DeTable::parse(text).ok()?.into_inner();
    let DeValue::Table(table) = root.get(name)?.get_ref() else {
        return None;
    };
    let entries = table.iter().map(|(key, value)| {
        let items = match value.get_ref() {
            DeValue::Array(list) => list.iter().map(toml::Spanned::span).collect(),
            _ => vec![value.span()],
        };
        (key.get_ref().to_string(), Entry { key: key.span(), items })
    });
    Some(entries.collect())
}

/// What stands in YAML from `from`, the end of a key of the top level, up to the next such key.
fn yaml(text: &str, from: usize) -> BTreeMap<String, Entry> {
    let mut entries: BTreeMap<String, Entry> = BTreeMap::new();
    let mut current: Option<&mut Entry> = None;
    let mut scanner = Scanner { text, at: from, depth: 0 };
    scanner.after_key();
    while let Some((range, is_key)) = scanner.next() {
        if is_key {
            let key = text[range.clone()].trim_matches(['"', '\'']).to_owned();
            current = Some(entries.entry(key).or_insert(Entry { key: range, items: Vec::new() }));
        } else if let Some(entry) = &mut current {
            entry.items.push(range);
        }
    }
    entries
}

/// Reads scalars one after the other.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
    /// Open brackets: within them commas and brackets end a plain scalar.
    depth: usize,
}

impl Scanner<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn blank(&self, at: usize) -> bool {
        self.byte(at).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
    }

    /// Passes over the quote and the colon behind a key.
    fn after_key(&mut self) {
        while matches!(self.byte(self.at), Some(b'"' | b'\'' | b' ' | b'\t')) {
            self.at += 1;
        }
        if self.byte(self.at) == Some(b':') {
            self.at += 1;
        }
    }

    /// The next scalar and whether it is a key.
    fn next(&mut self) -> Option<(Range<usize>, bool)> {
        loop {
            let byte = self.byte(self.at)?;
            match byte {
                b'\n' => {
                    self.at += 1;
                    if self.depth == 0 && self.begins_next_key() {
                        return None;
                    }
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                b'#' => self.at = self.line_end(),
                b'[' | b'{' => {
                    self.depth += 1;
                    self.at += 1;
                }
                b']' | b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.at += 1;
                }
                b',' if self.depth > 0 => self.at += 1,
                b'-' | b'?' if self.blank(self.at + 1) => self.at += 1,
                b'&' | b'!' => self.at = self.word_end(),
                _ => {
                    let start = self.at;
                    self.at = if matches!(byte, b'"' | b'\'') { self.quoted_end(byte) } else { self.plain_end() };
                    let end = self.at;
                    while matches!(self.byte(self.at), Some(b' ' | b'\t')) {
                        self.at += 1;
                    }
                    let is_key = self.byte(self.at) == Some(b':');
                    self.at += usize::from(is_key);
                    return Some((start..end, is_key));
                }
            }
        }
    }

    /// Whether the line that begins here belongs to the top level again.
    fn begins_next_key(&self) -> bool {
        let list = self.byte(self.at) == Some(b'-') && self.blank(self.at + 1);
        !self.blank(self.at) && self.byte(self.at) != Some(b'#') && !list
    }

    fn line_end(&self) -> usize {
        self.text[self.at..].find('\n').map_or(self.text.len(), |length| self.at + length)
    }

    fn word_end(&self) -> usize {
        (self.at..self.text.len()).find(|&at| self.blank(at)).unwrap_or(self.text.len())
    }

    fn quoted_end(&self, quote: u8) -> usize {
        let mut at = self.at + 1;
        while let Some(byte) = self.byte(at) {
            match byte {
                b'\\' if quote == b'"' => at += 1,
                _ if byte == quote && quote == b'\'' && self.byte(at + 1) == Some(quote) => at += 1,
                _ if byte == quote => return at + 1,
                _ => {}
            }
            at += 1;
        }
        self.text.len()
    }

    fn plain_end(&self) -> usize {
        let mut at = self.at;
        while let Some(byte) = self.byte(at) {
            let ends = match byte {
                b'\n' | b'\r' => true,
                b'#' => at > self.at && self.blank(at - 1),
                b':' => {
                    self.blank(at + 1)
                        || (self.depth > 0 && matches!(self.byte(at + 1), Some(b',' | b'[' | b']' | b'{' | b'}')))
                }
                b',' | b'[' | b']' | b'{' | b'}' => self.depth > 0,
                _ => false,
            };
            if ends {
                break;
            }
            at += 1;
        }
        let end = self.at + self.text[self.at..at].trim_end().len();
        // A character of no meaning here must not hold the scanner.
        end.max((self.at + 1).min(self.text.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str, syntax: Syntax) -> Vec<(String, Vec<&str>)> {
        let entries = below(text, syntax, "relations");
        entries
            .into_iter()
            .map(|(key, entry)| (key, entry.items.into_iter().map(|item| &text[item]).collect()))
            .collect()
    }

    #[test]
    fn strings_are_found_in_every_style() {
        let wanted = vec![("a-b".to_owned(), vec!["x/y", "\"p, q\"", "'it''s'"]), ("c".to_owned(), vec!["z.md#f"])];
        for text in [
            "t: 1\nrelations:\n  a-b:\n    - x/y # one\n    - \"p, q\"\n    - 'it''s'\n  c: z.md#f\ntitle: x\n",
            "relations:\n  # all of them\n  a-b:\n  - x/y\n  - \"p, q\"\n\n  - 'it''s'\n  c:\n  - z.md#f\n",
            "relations: { a-b: [x/y, \"p, q\", 'it''s'], c: z.md#f }\nuses: [no]\n",
            "relations: {\r\n  \"a-b\" : [\r\n x/y,\r\n \"p, q\" , 'it''s'\r\n],\r\n  c: [ z.md#f ]\r\n}\r\ntitle: x\r\n",
        ] {
            assert_eq!(seen(text, Syntax::Yaml), wanted, "{text}");
        }
    }

    #[test]
    fn toml_has_them_in_tables_dotted_keys_and_inline() {
        let wanted = vec![("a".to_owned(), vec!["\"x\"", "'y'"]), ("b".to_owned(), vec!["\"z\""])];
        for text in [
            "[relations]\na = [\"x\", 'y']\nb = \"z\"\n",
            "relations.a = [\"x\", 'y']\nrelations.b = \"z\"\n",
            "relations = { a = [\"x\", 'y'], b = [\"z\"] }\n",
        ] {
            assert_eq!(seen(text, Syntax::Toml), wanted, "{text}");
        }
    }

    #[test]
    fn odd_text_does_not_stop_it() {
        for odd in ["&", "!", "\"", "'", "]]", ":::", "- - -", "? ", "é", "#", "{", "|", "\\", "*a", "a: b: c"] {
            for text in [format!("relations:{odd}"), format!("relations: {odd}\n {odd}"), odd.repeat(1_000)] {
                seen(&text, Syntax::Yaml);
            }
        }
    }
}
