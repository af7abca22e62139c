//! In: an SVG in which an `&` stands that begins no character reference, as in a style that an author mistyped. Out: the same,
//! well-formed in this respect. The engine writes such a style as it is, and browsers are not strict.

/// Escapes each `&` that begins no reference of XML.
pub fn escape_stray(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len() + 64);
    let mut rest = svg;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        out.push_str(if begins_reference(rest) { "&" } else { "&amp;" });
    }
    out.push_str(rest);
    out
}

/// Whether what follows an `&` is the rest of a reference.
fn begins_reference(rest: &str) -> bool {
    // No reference of XML is longer.
    let end = rest.bytes().take(10).position(|byte| byte == b';');
    let name = end.and_then(|end| rest.get(..end)).unwrap_or_default();
    let number = |digits: &str, radix| {
        u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).is_some_and(|c| !c.is_control())
    };
    match name.strip_prefix('#') {
        Some(digits) => match digits.strip_prefix('x') {
            Some(digits) => number(digits, 16),
            None => number(digits, 10),
        },
        None => matches!(name, "amp" | "lt" | "gt" | "quot" | "apos"),
    }
}

#[cfg(test)]
mod tests {
    use super::escape_stray;

    #[test]
    fn references_stay_and_the_rest_is_text() {
        assert_eq!(
            escape_stray("<a b=\"fill:&#10B981\">&amp; &#35;&#x23; &nbsp; &#1; R&D;</a>"),
            "<a b=\"fill:&amp;#10B981\">&amp; &#35;&#x23; &amp;nbsp; &amp;#1; R&amp;D;</a>"
        );
    }
}
