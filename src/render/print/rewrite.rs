//! A page's body as a part of a document: its headings lower, its ids unique among those of other pages, its addresses seen
//! from where the document stands. In: the body as it is on its own page. Out: the same HTML, and nothing in it is judged anew.
//!
//! The HTML is what stands on the page, so it is well-formed unless the author's own may be anything (`raw_html = "allow"`); then
//! a tag that cannot be read stays as it is.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::link::href;

/// Attributes whose value is an id, or several.
const IDS: [&str; 10] = [
    "id",
    "for",
    "list",
    "headers",
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-labelledby",
    "aria-owns",
];

/// Elements whose content is no HTML.
const OPAQUE: [&str; 3] = ["script", "style", "textarea"];

/// Where a part stands.
pub struct Placement<'a> {
    /// What makes its ids unique.
    pub prefix: &'a str,
    /// How many levels its headings are lower.
    pub lower: u8,
    /// The page's own file in the output.
    pub page: &'a str,
    /// The document's.
    pub document: &'a str,
    /// Pages of the document, by their files in the output.
    pub parts: &'a BTreeMap<&'a str, Target>,
}

/// A page that the document holds.
pub struct Target {
    /// What makes its ids unique.
    pub prefix: String,
    /// Its number in the document, empty for one that has none.
    pub number: String,
}

/// An attribute: places in the HTML.
struct Attribute {
    name: String,
    value: Range<usize>,
    whole: Range<usize>,
}

/// The HTML of a part.
pub fn rewrite(html: &str, place: &Placement<'_>) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = 0;
    while let Some(found) = html[rest..].find('<') {
        let start = rest + found;
        out.push_str(&html[rest..start]);
        rest = tag(html, start, place, &mut out);
    }
    out.push_str(&html[rest..]);
    out
}

/// Writes what begins with `<` at `start`; returns where it ends.
fn tag(html: &str, start: usize, place: &Placement<'_>, out: &mut String) -> usize {
    let copied = |out: &mut String, end: usize| {
        out.push_str(&html[start..end]);
        end
    };
    let bytes = html.as_bytes();
    if html[start..].starts_with("<!--") {
        return copied(out, html[start..].find("-->").map_or(html.len(), |length| start + length + 3));
    }
    let is_end = bytes.get(start + 1) == Some(&b'/');
    let name_start = start + 1 + usize::from(is_end);
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let Some(length) = bytes[name_start..].iter().position(ends) else {
        return copied(out, html.len());
    };
    let name = html[name_start..name_start + length].to_ascii_lowercase();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return copied(out, start + 1);
    }
    let Some((attributes, end)) = attributes(html, name_start + length) else {
        return copied(out, html.len());
    };
    out.push_str(&html[start..name_start]);
    match name.as_bytes() {
        [b'h', level @ b'1'..=b'6'] => out.push_str(&format!("h{}", (level - b'0' + place.lower).min(6))),
        _ => out.push_str(&html[name_start..name_start + length]),
    }
    let mut done = name_start + length;
    // Where a link leads that stays within the document.
    let mut within = None;
    for attribute in &attributes {
        let value = &html[attribute.value.clone()];
        if attribute.name == "data-to" && within.is_some() {
            out.push_str(html[done..attribute.whole.start].trim_end());
            done = attribute.whole.end;
            continue;
        }
        let Some(new) = changed(&name, &attribute.name, value, place, &mut within) else {
            continue;
        };
        out.push_str(&html[done..attribute.whole.start]);
        out.push_str(&format!("{}=\"{new}\"", &html[attribute.whole.start..][..attribute.name.len()]));
        done = attribute.whole.end;
    }
    if let Some(number) = within.filter(|number| !number.is_empty()) {
        out.push_str(&format!(" data-to=\"§ {number}\""));
    }
    out.push_str(&html[done..end]);
    if is_end || !OPAQUE.contains(&name.as_str()) {
        return end;
    }
    let close = html[end..].to_ascii_lowercase().find(&format!("</{name}")).map_or(html.len(), |length| end + length);
    out.push_str(&html[end..close]);
    close
}

/// The value of an attribute in the document; `None` where it is as it was.
fn changed<'p>(
    element: &str,
    name: &str,
    value: &str,
    place: &Placement<'p>,
    within: &mut Option<&'p str>,
) -> Option<String> {
    let prefix = place.prefix;
    match name {
        "href" | "xlink:href" | "src" | "poster" => {
            let (address, number) = address(value, place)?;
            *within = number.filter(|_| element == "a");
            Some(address)
        }
        "srcset" => {
            let candidates = value.split(',').map(|candidate| {
                let (url, size) = candidate.trim().split_once(' ').unwrap_or((candidate.trim(), ""));
                let url = address(url, place).map_or_else(|| url.to_owned(), |(address, _)| address);
                format!("{url} {size}").trim_end().to_owned()
            });
            Some(candidates.collect::<Vec<_>>().join(", "))
        }
        "name" if ["a", "input", "map"].contains(&element) => Some(format!("{prefix}{value}")),
        "usemap" => value.strip_prefix('#').map(|name| format!("#{prefix}{name}")),
        _ if IDS.contains(&name) => {
            let ids: Vec<String> = value.split_ascii_whitespace().map(|id| format!("{prefix}{id}")).collect();
            Some(ids.join(" "))
        }
        _ => value.contains("url(#").then(|| value.replace("url(#", &format!("url(#{prefix}"))),
    }
}

/// An address in the document, and the number of the part that it leads to, if that is another one; `None` where it is as it was.
fn address<'p>(value: &str, place: &Placement<'p>) -> Option<(String, Option<&'p str>)> {
    if let Some(fragment) = value.strip_prefix('#') {
        return Some((format!("#{}{fragment}", place.prefix), None));
    }
    let path = value.split(['?', '#']).next().unwrap_or_default();
    let has_scheme = path.split('/').next().is_some_and(|first| first.contains(':'));
    if path.is_empty() || path.starts_with('/') || has_scheme {
        return None;
    }
    let suffix = &value[path.len()..];
    let file = href::join(place.page, &href::decode(path)?)?;
    let Some(part) = place.parts.get(file.as_str()).filter(|_| !suffix.starts_with('?')) else {
        return Some((format!("{}{suffix}", href::relative(place.document, &file)), None));
    };
    let Target { prefix, number } = part;
    let address = match suffix.strip_prefix('#').filter(|fragment| !fragment.is_empty()) {
        Some(fragment) => format!("#{prefix}{fragment}"),
        None => format!("#{}", prefix.trim_end_matches('.')),
    };
    Some((address, (prefix != place.prefix).then_some(number)))
}

/// The attributes from byte `at` on, and where the tag ends; `None` where it does not.
fn attributes(html: &str, mut at: usize) -> Option<(Vec<Attribute>, usize)> {
    let bytes = html.as_bytes();
    let mut list = Vec::new();
    loop {
        at += bytes[at..].iter().position(|byte| !byte.is_ascii_whitespace() && *byte != b'/')?;
        if bytes[at] == b'>' {
            return Some((list, at + 1));
        }
        let start = at;
        // A name may begin with `=`; it ends at one.
        at += 1;
        at += bytes[at..].iter().position(|byte| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'>' | b'/'))?;
        let name = html.get(start..at)?.to_ascii_lowercase();
        let equals = at + bytes[at..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        if bytes[equals] != b'=' {
            continue;
        }
        let begin = equals + 1 + bytes[equals + 1..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        let value = match bytes[begin] {
            quote @ (b'"' | b'\'') => {
                let length = bytes[begin + 1..].iter().position(|byte| *byte == quote)?;
                at = begin + 1 + length + 1;
                begin + 1..begin + 1 + length
            }
            _ => {
                at = begin + bytes[begin..].iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>')?;
                begin..at
            }
        };
        list.push(Attribute { name, value, whole: start..at });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(html: &str) -> String {
        let target = |prefix: &str, number: &str| Target { prefix: prefix.to_owned(), number: number.to_owned() };
        let parts = BTreeMap::from([("a/index.html", target("s1.", "1")), ("b/index.html", target("s2.", "1.1"))]);
        let place =
            Placement { prefix: "s1.", lower: 1, page: "a/index.html", document: "print/a/index.html", parts: &parts };
        rewrite(html, &place)
    }

    #[test]
    fn ids_and_what_names_them_stay_together() {
        assert_eq!(
            rewritten("<h2 id=\"x\">T <a href=\"#x\" class=\"anchor\">#</a></h2>"),
            "<h3 id=\"s1.x\">T <a href=\"#s1.x\" class=\"anchor\">#</a></h3>"
        );
        assert_eq!(
            rewritten(
                "<svg aria-labelledby=\"t d\"><title id=\"t\"/><path marker-end=\"url(#m)\"/><use xlink:href='#m'/></svg>"
            ),
            "<svg aria-labelledby=\"s1.t s1.d\"><title id=\"s1.t\"/><path marker-end=\"url(#s1.m)\"/><use xlink:href=\"#s1.m\"/></svg>"
        );
    }

    #[test]
    fn links_stay_within_the_document_or_lead_out_of_it() {
        let cases = [
            ("<a href=\"../b/index.html\">b</a>", "<a href=\"#s2\" data-to=\"§ 1.1\">b</a>"),
            (
                "<a href=\"../b/index.html#h%20i\" data-to=\"/b/\" title=\"b\">b</a>",
                "<a href=\"#s2.h%20i\" data-to=\"§ 1.1\" title=\"b\">b</a>",
            ),
            ("<a href=\"index.html#c\">c</a>", "<a href=\"#s1.c\">c</a>"),
            (
                "<a href=\"../c/index.html?q=1&amp;r#d\" data-to=\"/c/\">",
                "<a href=\"../../c/index.html?q=1&amp;r#d\" data-to=\"/c/\">",
            ),
            (
                "<img src=\"p.png\" srcset=\"p.png 1x, q.png 2x\" alt>",
                "<img src=\"../../a/p.png\" srcset=\"../../a/p.png 1x, ../../a/q.png 2x\" alt>",
            ),
            ("<a href=\"https://example.org/#x\">", "<a href=\"https://example.org/#x\">"),
            ("<a href=\"mailto:a@example.org\">", "<a href=\"mailto:a@example.org\">"),
            ("<a href=\"/x\">", "<a href=\"/x\">"),
            ("<a href=\"../../../x\">", "<a href=\"../../../x\">"),
        ];
        for (html, expected) in cases {
            assert_eq!(rewritten(html), expected);
        }
    }

    #[test]
    fn what_is_no_tag_stays() {
        for html in [
            "a < b <3",
            "<!-- <h1 id=\"x\"> -->",
            "<script>\"<h1 id=x>\"</script>",
            "<p class",
            "<p class=\"x",
            "</",
            "<ü id=\"x\">",
        ] {
            assert_eq!(rewritten(html), html);
        }
        assert_eq!(rewritten("<H6 ID=x>y</H6 >"), "<h6 ID=\"s1.x\">y</h6 >");
    }
}
