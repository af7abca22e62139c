//! In: attribute values and raw HTML with entities. Out: the values decoded as far as URLs need it, and raw HTML whose
//! entities cannot become slot marks.

use super::escape::{CLOSE, OPEN};

/// Decodes the entities that occur in URLs. Another named one stays as it is, which makes it part of a harmless path.
pub(super) fn decode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let named = [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&apos;", '\'')];
        let hit = named.iter().find(|(name, _)| rest.starts_with(name)).map(|&(name, c)| (c, name.len()));
        match hit.or_else(|| numeric(rest)) {
            Some((character, length)) => {
                out.push(character);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The character of a numeric entity at the start of `text`, and the entity's length.
fn numeric(text: &str) -> Option<(char, usize)> {
    let digits = text.strip_prefix("&#")?;
    let (radix, digits) = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => (16, digits),
        None => (10, digits),
    };
    let end = digits.find(|c: char| !c.is_digit(radix)).unwrap_or(digits.len());
    let code = u32::from_str_radix(digits[..end].trim_start_matches('0'), radix).ok()?;
    let length = text.len() - digits.len() + end;
    Some((char::from_u32(code)?, length + usize::from(digits[end..].starts_with(';'))))
}

/// Numeric entities that an HTML parser would turn into slot marks lose their `&`.
pub(super) fn without_forged_marks(html: String) -> String {
    if !html.contains("&#") {
        return html;
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = html.as_str();
    while let Some(at) = rest.find("&#") {
        let forged = numeric(&rest[at..]).is_some_and(|(character, _)| matches!(character, OPEN | CLOSE));
        out.push_str(&rest[..at]);
        out.push_str(if forged { "&amp;#" } else { "&#" });
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_cannot_be_forged() {
        let html = "&#xFDD0;u0&#64977 &#65;".to_owned();
        assert_eq!(without_forged_marks(html), "&amp;#xFDD0;u0&amp;#64977 &#65;");
    }

    #[test]
    fn urls_are_decoded() {
        assert_eq!(decode("java&#x73;cript&#58;&colon;&"), "javascript:&colon;&");
        assert_eq!(decode("a?b&amp;c=&#0;&#x110000;"), "a?b&c=&#0;&#x110000;");
    }
}
