//! In: texts of labels, as written and as the engine read them. Out: whether they show the same. Not here: where they stand.

use std::collections::BTreeSet;

/// Names of entities that authors write for characters that Mermaid reads as syntax.
const ENTITIES: &[(&str, char)] = &[
    ("quot", '"'),
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("num", '#'),
    ("semi", ';'),
    ("colon", ':'),
    ("comma", ','),
    ("period", '.'),
    ("lpar", '('),
    ("rpar", ')'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("rcub", '}'),
    ("rbrace", '}'),
    ("vert", '|'),
    ("commat", '@'),
    ("percnt", '%'),
    ("dollar", '$'),
    ("equals", '='),
    ("hearts", '♥'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("middot", '·'),
    ("bull", '•'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("rarr", '→'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("darr", '↓'),
    ("harr", '↔'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("times", '×'),
    ("infin", '∞'),
    ("euro", '€'),
    ("pound", '£'),
    ("check", '✓'),
];

/// Texts in a form in which those that show the same are equal.
#[derive(Debug, Clone, Default)]
pub struct Shown(BTreeSet<String>);

impl Shown {
    /// What the engine read.
    pub fn new(texts: &[String]) -> Self {
        Self(texts.iter().map(|text| plain(text)).collect())
    }

    /// Whether `label` is among them.
    pub fn contains(&self, label: &str) -> bool {
        let label = plain(label);
        label.is_empty() || self.0.contains(&label)
    }
}

/// The character of an entity's name or number.
pub fn entity(name: &str) -> Option<char> {
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return name.parse().ok().filter(|code| *code >= 32).and_then(char::from_u32);
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

/// A text without spaces, elements, icons, formula marks and the marks of strings, its entities as their characters.
fn plain(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (character, length) = leading_entity(rest).unwrap_or((c, c.len_utf8()));
        decoded.push(character);
        rest = &rest[length..];
    }
    let words = decoded.split_whitespace().filter(|word| !is_icon(word)).collect::<String>();
    let mut plain = String::with_capacity(words.len());
    let mut rest = words.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some(length) = leading_mark(rest) {
            rest = &rest[length..];
        } else {
            plain.extend((c != '`').then_some(c));
            rest = &rest[c.len_utf8()..];
        }
    }
    plain
}

/// `fa:fa-user`, which is a picture.
fn is_icon(word: &str) -> bool {
    word.split_once(':').is_some_and(|(font, name)| {
        matches!(font, "fa" | "fab" | "fas" | "far" | "fal" | "fad" | "fak" | "mdi") && name.starts_with("fa-")
    })
}

/// `#name;`, `&name;`, `&#name;`, or the form that Mermaid gives them while it parses.
pub fn leading_entity(rest: &str) -> Option<(char, usize)> {
    let (marks, end) = [("&#", ";"), ("&", ";"), ("#", ";"), ("ﬂ°°", "¶ß"), ("ﬂ°", "¶ß")]
        .into_iter()
        .find(|(mark, _)| rest.starts_with(mark))?;
    let name = rest[marks.len()..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let length = marks.len() + name.len() + end.len();
    rest[marks.len() + name.len()..].starts_with(end).then(|| entity(name)).flatten().map(|c| (c, length))
}

/// Length of an element's tag, of `\n`, or of the mark of a formula.
fn leading_mark(rest: &str) -> Option<usize> {
    if rest.starts_with("\\n") || rest.starts_with("$$") {
        return Some(2);
    }
    let inner = rest.strip_prefix('<')?;
    let is_tag = inner.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
    inner.find(['<', '>']).filter(|end| is_tag && inner[*end..].starts_with('>')).map(|end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::{Shown, entity};

    #[test]
    fn entities_count_as_their_characters_and_breaks_as_spaces() {
        let shown = Shown::new(&["say \"x\"\nnow (y)".to_owned(), "10ﬂ°°58¶ß00".to_owned()]);
        assert!(shown.contains("say #quot;x&quot;<br/>now (y)"));
        assert!(shown.contains("10:00"));
        assert!(!shown.contains("say x now"));
    }

    #[test]
    fn control_characters_and_unknown_names_are_no_entities() {
        assert_eq!(entity("35"), Some('#'));
        assert_eq!(entity("12"), None);
        assert_eq!(entity("fff"), None);
    }
}
