//! In: the info string of a fence, and the comments `%%| key: value` of a diagram. Out: the language, the title, and what
//! the author says about the diagram, with a warning for what cannot be understood. Not here: the block itself.
//!
//! Grammar of the info string: an optional language, then `{#id .class key=value key="v w"}` or the same without braces.
//! Unknown keys and bare words are other programs' business and are passed over.

use std::ops::Range;

/// One `key=value`, with `#x` as `id` and `.x` as `class`; ranges count in bytes of the info string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a str,
    pub(super) range: Range<usize>,
}

/// An info string, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Info<'a> {
    /// The language, as written.
    pub(super) language: &'a str,
    /// The attributes in order.
    pub(super) attributes: Vec<Attribute<'a>>,
    /// What could not be understood, and where.
    pub(super) faults: Vec<(Range<usize>, &'static str)>,
}

impl<'a> Info<'a> {
    /// The first value of a key.
    pub(super) fn get(&self, key: &str) -> Option<&Attribute<'a>> {
        self.attributes.iter().find(|attribute| attribute.key == key)
    }
}

const OPEN_QUOTE: &str = "this quote is not closed";

/// Takes an info string apart. Never fails: what cannot be understood is named in `faults`.
pub(super) fn info(text: &str) -> Info<'_> {
    let mut info = Info::default();
    let lead = text.len() - text.trim_start().len();
    let word = text[lead..].find(|c: char| c.is_whitespace() || matches!(c, '{' | ','));
    let mut at = word.map_or(text.len(), |length| lead + length);
    info.language = &text[lead..at];
    let mut braces: Option<usize> = None;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        match first {
            '{' if braces.is_none() => {
                braces = Some(at);
                at += 1;
            }
            '}' if braces.is_some() => {
                braces = None;
                at += 1;
            }
            c if c.is_whitespace() || matches!(c, ',' | '{' | '}') => at += c.len_utf8(),
            '#' | '.' => {
                let end = at + bare_end(rest);
                let key = if first == '#' { "id" } else { "class" };
                let (value, range) = (&text[at + 1..end], at + 1..end);
                if value.is_empty() {
                    info.faults.push((at..end, "a name is missing after this sign"));
                } else if key == "class" && info.language.is_empty() {
                    info.language = value;
                } else {
                    info.attributes.push(Attribute { key, value, range });
                }
                at = end.max(at + 1);
            }
            _ => at = pair(text, at, &mut info),
        }
    }
    // A quote that is not closed swallows the brace.
    if let Some(open) = braces
        && !info.faults.iter().any(|(_, fault)| *fault == OPEN_QUOTE)
    {
        info.faults.push((open..open + 1, "this brace is not closed"));
    }
    info
}

/// Reads `key=value` or a bare word at `at`; returns where it ends.
fn pair<'a>(text: &'a str, at: usize, info: &mut Info<'a>) -> usize {
    let rest = &text[at..];
    let key_end = at + rest.find(['=', '"', '\'']).unwrap_or(rest.len()).min(bare_end(rest));
    let key = &text[at..key_end];
    let Some(value) = text[key_end..].strip_prefix('=') else {
        if info.language.is_empty() && !key.is_empty() {
            info.language = key;
        }
        if key.is_empty() {
            info.faults.push((at..at + 1, "a quote without a key before it"));
        }
        return key_end.max(at + 1);
    };
    if key.is_empty() {
        info.faults.push((at..at + 1, "a key is missing before this sign"));
    }
    let start = key_end + 1;
    let (range, end) = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => match value[1..].find(quote) {
            Some(length) => (start + 1..start + 1 + length, start + length + 2),
            None => {
                info.faults.push((start..start + 1, OPEN_QUOTE));
                let length = value.find('}').unwrap_or(value.len());
                (start + 1..start + length, start + length)
            }
        },
        _ => (start..start + bare_end(value), start + bare_end(value)),
    };
    if !key.is_empty() {
        info.attributes.push(Attribute { key, value: &text[range.clone()], range });
    }
    end
}

/// Length of a value without quotes.
fn bare_end(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || matches!(c, '}' | '{' | ',')).unwrap_or(text.len())
}

/// One `%%| key: value` comment; ranges count in bytes of the diagram's source.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Comment<'a> {
    /// A key with its value, quotes removed, and where the key stands.
    Pair(Attribute<'a>, Range<usize>),
    /// No colon in it.
    Fault(Range<usize>),
}

/// The comments of a diagram's source that begin with `%%|`.
pub(super) fn comments(source: &str) -> Vec<Comment<'_>> {
    let mut comments = Vec::new();
    let mut start = 0;
    for line in source.split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        if let Some(rest) = line[lead..].strip_prefix("%%|") {
            let at = start + lead;
            let range_of = |part: &str, from: usize| {
                let begin = from + part.len() - part.trim_start().len();
                begin..begin + part.trim().len()
            };
            match rest.split_once(':') {
                Some((key, value)) => {
                    let mut range = range_of(value, at + 3 + key.len() + 1);
                    let inner = &source[range.clone()];
                    let quoted = |quote| inner.len() > 1 && inner.starts_with(quote) && inner.ends_with(quote);
                    if quoted('"') || quoted('\'') {
                        range = range.start + 1..range.end - 1;
                    }
                    let value = &source[range.clone()];
                    let place = range_of(key, at + 3);
                    comments.push(Comment::Pair(Attribute { key: key.trim(), value, range }, place));
                }
                None => comments.push(Comment::Fault(range_of(&line[lead..], at))),
            }
        }
        start += line.len();
    }
    comments
}

/// Characters that an id may have: a drawing's file is named after it, and file systems end at 255.
pub(super) const MAX_ID: usize = 100;

/// Whether `id` can name a figure: a letter, then letters, digits, `_`, `-`, `.`, `:`, at most [`MAX_ID`] in all.
pub(super) fn is_id(id: &str) -> bool {
    id.len() <= MAX_ID
        && id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> (String, Vec<String>, usize) {
        let info = info(text);
        let pairs = info.attributes.iter().map(|a| format!("{}={}", a.key, a.value)).collect();
        (info.language.to_owned(), pairs, info.faults.len())
    }

    #[test]
    fn info_strings() {
        let all = ["id=a-b", "role=CS-L0", "caption=Global view"].map(str::to_owned).to_vec();
        assert_eq!(pairs(" mermaid {#a-b .big role=CS-L0 caption=\"Global view\"}").1.len(), 4);
        assert_eq!(pairs("mermaid{#a-b role=CS-L0 caption='Global view'}"), ("mermaid".to_owned(), all.clone(), 0));
        assert_eq!(pairs("mermaid #a-b role=CS-L0, caption=\"Global view\""), ("mermaid".to_owned(), all, 0));
        assert_eq!(pairs("{.mermaid #x}"), ("mermaid".to_owned(), vec!["id=x".to_owned()], 0));
        assert_eq!(pairs("{mermaid}"), ("mermaid".to_owned(), vec![], 0));
        assert_eq!(pairs("rust,ignore {1,3-4}"), ("rust".to_owned(), vec![], 0));
        assert_eq!(pairs(""), (String::new(), vec![], 0));
    }

    #[test]
    fn faults_have_a_place() {
        assert_eq!(info("mermaid {#a").faults, [(8..9, "this brace is not closed")]);
        assert_eq!(info("mermaid {caption=\"a b}").faults, [(17..18, "this quote is not closed")]);
        assert_eq!(info("mermaid {caption=\"a b}").attributes[0].value, "a b");
        assert_eq!(info("mermaid {#}").faults, [(9..10, "a name is missing after this sign")]);
        assert_eq!(info("mermaid {=x}").faults, [(9..10, "a key is missing before this sign")]);
    }

    #[test]
    fn comments_of_a_source() {
        let source = "%%| id: x-1\npie\n  %%| caption: \"A: b\"\n%%| what\n%% no\n";
        let found = comments(source);
        assert_eq!(found[0], Comment::Pair(Attribute { key: "id", value: "x-1", range: 8..11 }, 4..6));
        assert_eq!(found[1], Comment::Pair(Attribute { key: "caption", value: "A: b", range: 32..36 }, 22..29));
        assert_eq!(found[2], Comment::Fault(38..46));
        assert_eq!(found.len(), 3);
    }
}
