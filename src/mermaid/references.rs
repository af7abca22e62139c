//! Character references in labels (`#quot;`, `&hearts;`, `#9829;`), which readers see as characters. In: text that the engine
//! measures, and the SVG that it makes. Out: the same with the characters. The engine leaves them as they are written in
//! the labels of some kinds when labels are text and not HTML.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::kind::Kind;

/// Kinds whose labels keep their references.
const KEEPS_REFERENCES: [Kind; 4] = ["flowchart", "swimlane", "state", "er"];

/// A reference whose `&` has been escaped as if it were text.
static ESCAPED: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::unwrap_used, reason = "a constant pattern, checked by the tests")]
    Regex::new("&amp;(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});").unwrap()
});

/// A text as readers see it.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if text.contains('&') && text.contains(';') { htmlize::unescape(text) } else { Cow::Borrowed(text) }
}

/// A drawing of `kind` in which references are characters. What no XML may hold stays as it is written.
pub fn in_drawing(svg: String, kind: &str) -> String {
    if !KEEPS_REFERENCES.contains(&kind) || !svg.contains("&amp;") {
        return svg;
    }
    let character = |found: &Captures<'_>| {
        let reference = format!("&{};", &found[1]);
        let decoded = htmlize::unescape(&reference);
        let fits = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
        if decoded == reference || !decoded.chars().all(fits) {
            return found[0].to_owned();
        }
        decoded.chars().map(|c| format!("&#{};", u32::from(c))).collect()
    };
    match ESCAPED.replace_all(&svg, character) {
        Cow::Borrowed(_) => svg,
        Cow::Owned(decoded) => decoded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters_and_stay_text() {
        let svg = "<text>&amp;quot;x&amp;quot; &amp;#9829; &amp;hearts; &amp;lt;b&amp;gt; &amp;#0; &amp;nosuch; &amp; &amp;amp;</text>";
        assert_eq!(
            in_drawing(svg.to_owned(), "flowchart"),
            "<text>&#34;x&#34; &#9829; &#9829; &#60;b&#62; &#65533; &amp;nosuch; &amp; &#38;</text>"
        );
        assert_eq!(in_drawing(svg.to_owned(), "sequence"), svg);
        assert_eq!(decoded("a &quot;b&quot; & c"), "a \"b\" & c");
    }
}
