//! In: front matter that can be read. Out: where its keys and their values stand in the page, down to the lists below keys
//! that lie below another. Where the two readers of YAML disagree about a text there are no places.

use std::collections::BTreeMap;

use toml::de::{DeTable, DeValue};

use super::front_matter::{Block, Syntax};
use super::lines::Lines;
use crate::model::Span;
use crate::yaml::{self, Node, Value};

/// The places of keys, by their names.
pub(super) type Places = BTreeMap<String, Place>;

/// Where a key stands, and what it has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The key, quotes included.
    pub(super) key: Span,
    /// Its value, quotes included; of a value of several lines the first.
    pub(super) value: Span,
    /// The values of a list, or the single one.
    pub(super) items: Vec<Span>,
    /// The keys of a map, where this one does not lie below another.
    pub(super) below: Places,
}

/// The places in the front matter of `text`.
pub(super) fn read(text: &str, block: &Block, lines: &Lines<'_>) -> Places {
    let inner = &text[block.inner.clone()];
    match block.syntax {
        Syntax::Yaml => {
            let lead = lines.position(block.inner.start).line - 1;
            let place = |span: Span| lines.first_line(moved(span, lead));
            yaml::parse(inner).ok().flatten().map(|root| of_yaml(&root, &place, true)).unwrap_or_default()
        }
        Syntax::Toml => {
            let place = |range: std::ops::Range<usize>| {
                lines.first_line(lines.span(block.inner.start + range.start..block.inner.start + range.end))
            };
            DeTable::parse(inner).map(|root| of_toml(root.get_ref(), &place, true)).unwrap_or_default()
        }
    }
}

/// The place so many lines further down.
fn moved(mut span: Span, lines: u32) -> Span {
    span.start.line += lines;
    span.end.line += lines;
    span
}

fn of_yaml(node: &Node, place: &dyn Fn(Span) -> Span, deeper: bool) -> Places {
    let Value::Map(map) = &node.value else {
        return Places::new();
    };
    let of = |(key, node): &(yaml::Key, std::rc::Rc<Node>)| {
        let value = place(node.span);
        let items = match &node.value {
            Value::List(list) => list.iter().map(|item| place(item.span)).collect(),
            _ => vec![value],
        };
        let below = if deeper { of_yaml(node, place, false) } else { Places::new() };
        (key.name.clone(), Place { key: place(key.span), value, items, below })
    };
    map.iter().map(of).collect()
}

fn of_toml(table: &DeTable<'_>, place: &dyn Fn(std::ops::Range<usize>) -> Span, deeper: bool) -> Places {
    let of = |(key, node): (&toml::Spanned<toml::de::DeString<'_>>, &toml::Spanned<DeValue<'_>>)| {
        let value = place(node.span());
        let items = match node.get_ref() {
            DeValue::Array(list) => list.iter().map(|item| place(item.span())).collect(),
            _ => vec![value],
        };
        let below = match node.get_ref() {
            DeValue::Table(table) if deeper => of_toml(table, place, false),
            _ => Places::new(),
        };
        (key.get_ref().to_string(), Place { key: place(key.span()), value, items, below })
    };
    table.iter().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::front_matter::find;

    /// Each key with its place, those of its value and items, and the keys below it.
    fn seen(text: &str) -> Vec<String> {
        let at = |span: Span| {
            let Span { start, end } = span;
            assert_eq!(start.line, end.line, "{text}");
            format!("{}:{}-{}", start.line, start.column, end.column)
        };
        fn list(places: &Places, lead: &str, at: &dyn Fn(Span) -> String, out: &mut Vec<String>) {
            for (name, place) in places {
                let items: Vec<String> = place.items.iter().map(|item| at(*item)).collect();
                out.push(format!("{lead}{name} {} = {} [{}]", at(place.key), at(place.value), items.join(" ")));
                list(&place.below, &format!("{lead}{name}."), at, out);
            }
        }
        let mut out = Vec::new();
        let block = find(text, |_| true).expect("front matter");
        list(&read(text, &block, &Lines::new(text)), "", &at, &mut out);
        out
    }

    #[test]
    fn yaml_in_every_style() {
        assert_eq!(
            seen("---\nt: 1 # one\n\"a-b\" :\n  - x/y # one\n  - \"ü, q\"\n\n  - 'it''s'\nm:\n  c: z.md#f\n---\n"),
            [
                "a-b 3:1-6 = 4:3-14 [4:5-8 5:5-11 7:5-12]",
                "m 8:1-2 = 9:3-12 [9:3-12]",
                "m.c 9:3-4 = 9:6-12 [9:6-12]",
                "t 2:1-2 = 2:4-5 [2:4-5]"
            ]
        );
        assert_eq!(
            seen("---\r\n{m: { \"a-b\" : [\r\n x/y,\r\n 'p, q' ], c: {d: 1} }, t: }\r\n---\r\n"),
            [
                "m 2:2-3 = 2:5-16 [2:5-16]",
                "m.a-b 2:7-12 = 2:15-16 [3:2-5 4:2-8]",
                "m.c 4:12-13 = 4:15-21 [4:15-21]",
                "t 4:25-26 = 4:26-26 [4:26-26]"
            ]
        );
    }

    #[test]
    fn toml_in_tables_dotted_keys_and_inline() {
        let wanted = ["m 2:1-2", "m.a 2:3-4 = 2:7-17 [2:8-11 2:13-16]"];
        let found = seen("+++\nm.a = [\"x\", 'y']\n+++\n");
        assert_eq!((&found[0][..7], found[1].as_str()), (wanted[0], wanted[1]));
        assert_eq!(seen("+++\n[m]\n'a' = 5 # five\n+++\n")[1], "m.a 3:1-4 = 3:7-8 [3:7-8]");
        assert_eq!(seen("+++\nm = { a = \"\"\"x\ny\"\"\" }\n+++\n")[1], "m.a 2:7-8 = 2:11-15 [2:11-15]");
    }

    #[test]
    fn odd_text_does_not_stop_it() {
        for odd in
            ["&", "!", "\"", "'", "]]", ":::", "- - -", "? ", "é", "#", "{", "|", "\\", "*a", "a: b: c", "\r", "\u{85}"]
        {
            for text in [format!("---\nx:{odd}\n---\n"), format!("---\nx: {odd}\n {odd}\n---\n"), odd.repeat(1_000)] {
                if find(&text, |_| true).is_some() {
                    seen(&text);
                }
            }
        }
    }
}
