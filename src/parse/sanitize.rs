//! In: the HTML of a page that holds raw HTML of its author. Out: the same without anything that runs, loads a foreign
//! page, or reaches outside its place. The library parses it as browsers do; this names what may stay.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::raw_html::is_picture_size;
use super::slots;

/// Elements that may stay; among them those that this program writes itself.
pub(super) const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "map",
    "area",
    "mark",
    "nav",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// Attributes that may stay on any element.
const ATTRIBUTES: &[&str] = &[
    "align",
    "aria-hidden",
    "aria-label",
    "class",
    "dir",
    "height",
    "hidden",
    "id",
    "lang",
    "role",
    "tabindex",
    "title",
    "translate",
    "valign",
    "width",
];

/// Attributes that may stay on one element.
const ELEMENT_ATTRIBUTES: &[(&str, &[&str])] = &[
    ("a", &["href", "name", "hreflang", "target"]),
    ("area", &["href", "alt", "coords", "shape"]),
    ("audio", &["src", "controls", "loop", "muted", "preload"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("del", &["cite", "datetime"]),
    ("details", &["open", "name"]),
    ("img", &["src", "srcset", "alt", "loading", "decoding"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("map", &["name"]),
    ("ol", &["start", "reversed", "type"]),
    ("q", &["cite"]),
    ("source", &["src", "srcset", "media", "type", "sizes"]),
    ("td", &["colspan", "rowspan", "headers"]),
    ("th", &["colspan", "rowspan", "headers", "scope", "abbr"]),
    ("time", &["datetime"]),
    ("track", &["src", "kind", "srclang", "label", "default"]),
    ("ul", &["type"]),
    ("video", &["src", "poster", "controls", "loop", "muted", "playsinline", "preload"]),
];

static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    let attributes: HashMap<&str, HashSet<&str>> =
        ELEMENT_ATTRIBUTES.iter().map(|(element, names)| (*element, names.iter().copied().collect())).collect();
    builder
        .tags(ELEMENTS.iter().copied().collect())
        .clean_content_tags(["script", "style"].into())
        .generic_attributes(ATTRIBUTES.iter().copied().collect())
        .tag_attributes(attributes)
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(|_, name, value| {
            let stays = match name {
                "poster" => slots::is_url_mark(value),
                "srcset" => value.split(", ").all(|candidate| {
                    let (url, size) = candidate.split_once(' ').unwrap_or((candidate, "1x"));
                    slots::is_url_mark(url) && is_picture_size(size)
                }),
                _ => slots::is_url_mark_or_plain(value),
            };
            stays.then_some(Cow::Borrowed(value))
        });
    builder
});

/// The page without anything that could harm its readers. Time and memory grow with the depth of the nesting, which the
/// caller bounds.
pub(super) fn sanitize(html: &str) -> String {
    BUILDER.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_is_gone() {
        let cases = [
            ("<script>alert(1)</script>x", "x"),
            ("<img src=x onerror=alert(1)>", "<img src=\"x\">"),
            ("<a href=\"java&#10;script:alert(1)\">x</a>", "<a>x</a>"),
            ("<iframe src=\"https://a.b\"></iframe>x", "x"),
            ("<div style=\"position:fixed\">x</div>", "<div>x</div>"),
            ("<svg><script>x</script></svg>", ""),
            ("<math><mtext><img src=x onerror=y></mtext></math>", ""),
            ("<form action=x><input name=y></form>", ""),
            ("a<!-- c -->b", "ab"),
            ("<p title=\"\u{FDD0}b1\u{FDD1}\">x</p>", "<p>x</p>"),
            ("<a href=\"\u{FDD0}u1\u{FDD1}\">x</a>", "<a href=\"\u{FDD0}u1\u{FDD1}\">x</a>"),
        ];
        for (html, clean) in cases {
            assert_eq!(sanitize(html), clean, "{html}");
        }
    }

    #[test]
    fn what_documentation_needs_stays() {
        for html in [
            "<details open=\"\" class=\"x\"><summary>a</summary>b</details>",
            "<figure id=\"f\"><img src=\"a.png\" alt=\"\" width=\"3\"><figcaption>c</figcaption></figure>",
            "<kbd>Ctrl</kbd> <sub>1</sub> <abbr title=\"x\">y</abbr>",
            "<h2 id=\"x\">A <a class=\"anchor\" href=\"#x\" aria-label=\"y\">#</a></h2>",
        ] {
            assert_eq!(sanitize(html), html);
        }
    }
}
