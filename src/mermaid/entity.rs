//! In: text with entities, as authors write them (`#quot;`), as HTML does (`&quot;`), or as Mermaid hides them from its parsers
//! (`ﬂ°quot¶ß`). Out: their characters. Not here: which characters have to be written so.

use std::borrow::Cow;

/// The character of an entity's name or number.
pub fn named(name: &str) -> Option<char> {
    if name.bytes().all(|byte| byte.is_ascii_digit()) {
        return name.parse().ok().filter(|code| *code >= 32).and_then(char::from_u32);
    }
    let reference = format!("&{name};");
    let decoded = htmlize::unescape(&reference);
    let mut characters = decoded.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// The character of the entity that `rest` begins with, and its length in bytes.
pub fn written(rest: &str) -> Option<(char, usize)> {
    leading(rest, &[("&#", ";"), ("&", ";"), ("#", ";"), ("ﬂ°°", "¶ß"), ("ﬂ°", "¶ß")])
}

fn leading(rest: &str, forms: &[(&str, &str)]) -> Option<(char, usize)> {
    let (mark, end) = forms.iter().find(|(mark, _)| rest.starts_with(mark))?;
    let name = rest[mark.len()..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let length = mark.len() + name.len() + end.len();
    rest[mark.len() + name.len()..].starts_with(end).then(|| named(name)).flatten().map(|c| (c, length))
}

/// A text that the engine drew or read, with the entities that it left there as their characters.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', 'ﬂ']) {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let entity = leading(rest, &[("&#", ";"), ("&", ";"), ("ﬂ°°", "¶ß"), ("ﬂ°", "¶ß")]);
        let (character, length) = entity.unwrap_or((c, c.len_utf8()));
        decoded.push(character);
        rest = &rest[length..];
    }
    Cow::Owned(decoded)
}

#[cfg(test)]
mod tests {
    use super::{decode, named, written};

    #[test]
    fn control_characters_and_unknown_names_are_no_entities() {
        assert_eq!(named("35"), Some('#'));
        assert_eq!(named("12"), None);
        assert_eq!(named("fff"), None);
    }

    #[test]
    fn what_the_engine_leaves_is_read_once() {
        assert_eq!(decode("a &quot;b&#35; ﬂ°°58¶ß &amp;lt; #35; R&D;"), "a \"b# : &lt; #35; R&D;");
        assert_eq!(written("#58;00"), Some((':', 4)));
    }
}
