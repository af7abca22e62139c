//! In: text or URLs as the author means them. Out: the same as HTML text, attribute values and URL fragments, and a
//! verdict on URL schemes. Whatever is written into a page from Markdown goes through here.

/// Opens a slot mark in HTML that is being made. A noncharacter: no text needs it, none from the author is let through.
pub(super) const OPEN: char = '\u{FDD0}';
/// Closes a slot mark.
pub(super) const CLOSE: char = '\u{FDD1}';

/// Appends `text` so that HTML reads it as text, also inside a quoted attribute; slot marks become U+FFFD.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let (with, length) = match byte {
            b'&' => ("&amp;", 1),
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'"' => ("&quot;", 1),
            0xEF if matches!(bytes.get(at + 1..at + 3), Some([0xB7, 0x90 | 0x91])) => ("\u{FFFD}", 3),
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(with);
        done = at + length;
    }
    out.push_str(&text[done..]);
}

/// An id as the fragment of a URL, for a quoted attribute.
pub(super) fn push_fragment(out: &mut String, id: &str) {
    for character in id.chars() {
        match character {
            '%' | '<' | '>' | '`' => out.push_str(&format!("%{:02X}", u32::from(character))),
            '"' => out.push_str("%22"),
            _ if character.is_ascii_whitespace() => out.push_str("%20"),
            _ => push_escaped(out, character.encode_utf8(&mut [0; 4])),
        }
    }
}

/// Whether a browser would run or open something local for this target: a scheme of scripts, files, or data other than
/// plain raster images. Browsers ignore white space and control characters in a scheme, so does this.
pub(super) fn is_unsafe_url(target: &str, image: bool) -> bool {
    let mut scheme = String::new();
    let mut rest = target.chars().filter(|c| !c.is_whitespace() && !c.is_control());
    for character in rest.by_ref() {
        match character {
            ':' => {
                let data = || rest.take(16).collect::<String>().to_ascii_lowercase();
                return match scheme.as_str() {
                    "javascript" | "vbscript" | "file" => true,
                    "data" => !(image && is_raster(&data())),
                    _ => false,
                };
            }
            'a'..='z' | 'A'..='Z' | '0'..='9' | '+' | '-' | '.' if scheme.len() < 16 => {
                scheme.push(character.to_ascii_lowercase());
            }
            _ => return false,
        }
    }
    false
}

fn is_raster(media: &str) -> bool {
    ["image/png", "image/gif", "image/jpeg", "image/webp"]
        .iter()
        .any(|kind| media.strip_prefix(kind).is_some_and(|rest| rest.starts_with([';', ','])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_text_or_attribute_nor_forge_a_slot() {
        let mut out = String::new();
        push_escaped(&mut out, "a<b>&\"ä\u{FDD0}1\u{FDD1}\u{FDD2}");
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;ä\u{FFFD}1\u{FFFD}\u{FDD2}");
    }

    #[test]
    fn schemes_that_run_are_unsafe_however_they_are_written() {
        for target in
            ["javascript:x", " JavaScript:x", "java\nscript:x", "vbscript:x", "data:text/html,x", "file:///etc"]
        {
            assert!(is_unsafe_url(target, false), "{target}");
        }
        for target in ["a.md", "https://a.b", "mailto:a@b.c", "a/b:c", "#javascript:", "x?javascript:y", ""] {
            assert!(!is_unsafe_url(target, false), "{target}");
        }
        assert!(!is_unsafe_url("data:image/png;base64,AA", true));
        assert!(is_unsafe_url("data:image/svg+xml,<svg>", true));
        assert!(is_unsafe_url("data:image/png;base64,AA", false));
    }

    #[test]
    fn a_fragment_stays_in_its_attribute() {
        let mut out = String::new();
        push_fragment(&mut out, "a\"b c%ü");
        assert_eq!(out, "a%22b%20c%25ü");
    }
}
