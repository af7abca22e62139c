//! In: raw HTML as the author wrote it, one block or one inline tag. Out: the same with marks in place of URLs, and what
//! is to be known about it: references, ids, elements that will not survive the sanitizer, nesting. This reads tags only
//! to find things; it decides nothing about safety.

use std::ops::Range;

use super::entities::{decode, without_forged_marks};
use super::raw_open::Open;
use super::sanitize;

/// Elements that run or load something.
const ACTIVE: &[&str] = &[
    "script", "style", "iframe", "object", "embed", "applet", "form", "input", "button", "link", "meta", "base",
    "frame", "frameset", "svg", "portal",
];
/// Elements of HTML, today's or yesterday's, that are neither active nor let through.
const OTHER: &[&str] = &[
    "acronym",
    "big",
    "body",
    "canvas",
    "datalist",
    "dialog",
    "dir",
    "fieldset",
    "font",
    "head",
    "html",
    "label",
    "legend",
    "marquee",
    "math",
    "menu",
    "meter",
    "nobr",
    "noframes",
    "noscript",
    "optgroup",
    "option",
    "output",
    "param",
    "plaintext",
    "progress",
    "search",
    "select",
    "slot",
    "template",
    "textarea",
    "title",
    "xmp",
];
/// Something about a piece of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// `href` or `src` with this value.
    Url { target: String, image: bool, alt: String, tag: Range<usize> },
    /// `id` or `name`.
    Anchor(String),
    /// Text between tags, decoded.
    Text(String),
    /// A tag that is none of HTML, such as `<T>` of a generic type; any answer makes it text.
    Foreign,
    /// An element or attribute that runs or loads something.
    Active { name: String, range: Range<usize> },
}

struct Attribute {
    name: String,
    /// The value without quotes.
    value: Range<usize>,
    /// From the name's first byte to the value's last, quotes included.
    whole: Range<usize>,
}

/// Reads a piece of raw HTML. For each event `act` may give text to stand as the URL's value (the event is a `Url`).
pub(super) fn rewrite(html: &str, open: &mut Open, mut act: impl FnMut(Event) -> Option<String>) -> String {
    let bytes = html.as_bytes();
    let mut out = String::with_capacity(html.len());
    let mut done = 0;
    let mut at = 0;
    // Where the text begins that no tag has ended yet.
    let mut text = 0;
    let say = |text: &str, act: &mut dyn FnMut(Event) -> Option<String>| {
        if !text.trim().is_empty() {
            act(Event::Text(decode(text)));
        }
    };
    while let Some(step) = bytes[at..].iter().position(|&byte| byte == b'<') {
        at += step;
        if html[at..].starts_with("<!--") {
            say(&html[text..at], &mut act);
            at = html[at + 4..].find("-->").map_or(bytes.len(), |length| at + 4 + length + 3);
            text = at;
            continue;
        }
        let closing = bytes.get(at + 1) == Some(&b'/');
        let name_start = at + 1 + usize::from(closing);
        if !bytes.get(name_start).is_some_and(u8::is_ascii_alphabetic) {
            at += 1;
            continue;
        }
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let name_end = bytes[name_start..].iter().position(ends).map_or(bytes.len(), |length| name_start + length);
        let name = html[name_start..name_end].to_ascii_lowercase();
        if !is_html(&name) && act(Event::Foreign).is_some() {
            out.push_str(&html[done..at]);
            out.push_str("&lt;");
            done = at + 1;
            at = name_end;
            continue;
        }
        say(&html[text..at], &mut act);
        let (attributes, end) = attributes(bytes, html, name_end);
        open.tag(&name, closing, !attributes.is_empty());
        if !closing {
            if ACTIVE.contains(&name.as_str()) {
                act(Event::Active { name: format!("<{name}>"), range: at..end });
            }
            for attribute in &attributes {
                let value = decode(&html[attribute.value.clone()]);
                if let Some(with) = one(&name, attribute, value, &attributes, html, at..end, &mut act) {
                    out.push_str(&html[done..attribute.whole.start]);
                    out.push_str(&with);
                    done = attribute.whole.end;
                }
            }
        }
        at = end;
        if !closing && matches!(name.as_str(), "script" | "style") {
            at = find_end(html, end, &name);
        }
        text = at;
    }
    say(&html[text..], &mut act);
    out.push_str(&html[done..]);
    without_forged_marks(out)
}

/// Whether there is nothing but comments.
pub(super) fn is_comment(html: &str) -> bool {
    let mut rest = html.trim();
    while let Some(inner) = rest.strip_prefix("<!--") {
        rest = inner.split_once("-->").map_or("", |(_, after)| after.trim_start());
    }
    rest.is_empty()
}

/// Whether HTML has an element of this name. A custom element is none: without its script, `<your-name>` is text.
fn is_html(name: &str) -> bool {
    sanitize::ELEMENTS.contains(&name) || ACTIVE.contains(&name) || OTHER.contains(&name)
}

/// Handles one attribute; gives what to write in its place, if anything else than it is.
fn one(
    element: &str,
    attribute: &Attribute,
    value: String,
    all: &[Attribute],
    html: &str,
    tag: Range<usize>,
    act: &mut impl FnMut(Event) -> Option<String>,
) -> Option<String> {
    let name = attribute.name.as_str();
    let image = match (element, name) {
        ("a" | "area", "href") => Some(false),
        ("img" | "video" | "audio" | "source" | "track", "src") | ("video", "poster") => Some(true),
        ("img" | "source", "srcset") => return pictures(&value, &tag, act).map(|value| format!("srcset=\"{value}\"")),
        _ => None,
    };
    if let Some(image) = image {
        let alt = all.iter().find(|other| other.name == "alt");
        let alt = alt.map(|alt| decode(&html[alt.value.clone()])).unwrap_or_default();
        let url = act(Event::Url { target: value.trim().to_owned(), image, alt, tag })?;
        return Some(format!("{name}=\"{url}\""));
    }
    match name {
        "id" => _ = act(Event::Anchor(value)),
        "name" if element == "a" => _ = act(Event::Anchor(value)),
        // Python-Markdown's way to have Markdown inside; CommonMark needs blank lines only.
        "markdown" => return Some(String::new()),
        _ if name == "style" || (name.starts_with("on") && name.len() > 2) => {
            _ = act(Event::Active { name: format!("{name}="), range: attribute.whole.clone() });
        }
        _ => {}
    }
    None
}

/// The candidates of a `srcset`, each a URL and perhaps its width or density.
fn pictures(value: &str, tag: &Range<usize>, act: &mut impl FnMut(Event) -> Option<String>) -> Option<String> {
    if value.contains("data:") {
        return None;
    }
    let mut list = Vec::new();
    for candidate in value.split(',').map(str::trim).filter(|candidate| !candidate.is_empty()) {
        let (target, size) = candidate.split_once(char::is_whitespace).unwrap_or((candidate, ""));
        let size = size.trim();
        if !size.is_empty() && !is_picture_size(size) {
            return None;
        }
        let url = act(Event::Url { target: target.to_owned(), image: true, alt: String::new(), tag: tag.clone() })?;
        list.push(if size.is_empty() { url } else { format!("{url} {size}") });
    }
    (!list.is_empty()).then(|| list.join(", "))
}

/// `2x`, `1.5x`, `640w`.
pub(super) fn is_picture_size(text: &str) -> bool {
    text.strip_suffix(['w', 'x'])
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
}

/// Where the address `target` stands in a tag, if it is the value of exactly one attribute.
pub(super) fn address(tag: &str, target: &str) -> Option<Range<usize>> {
    let name_end = tag.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'))?;
    let (attributes, _) = attributes(tag.as_bytes(), tag, name_end);
    let mut found = attributes.into_iter().filter_map(|attribute| {
        let value = tag.get(attribute.value.clone())?;
        let start = attribute.value.start + value.len() - value.trim_start().len();
        let named = matches!(attribute.name.as_str(), "href" | "src" | "poster");
        (named && value.trim() == target).then(|| start..start + target.len())
    });
    found.next().filter(|_| found.next().is_none())
}

/// Reads attributes from `at` to the tag's `>`, as an HTML tokenizer does; returns them and the byte after the tag.
fn attributes(bytes: &[u8], html: &str, mut at: usize) -> (Vec<Attribute>, usize) {
    let mut found = Vec::new();
    loop {
        while bytes.get(at).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'/') {
            at += 1;
        }
        match bytes.get(at) {
            None => return (found, at),
            Some(b'>') => return (found, at + 1),
            Some(_) => {}
        }
        let start = at;
        at += 1;
        while bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'=')) {
            at += 1;
        }
        let name_end = at;
        while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        let (value, end) = if bytes.get(at) == Some(&b'=') {
            at += 1;
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            value(bytes, at)
        } else {
            (name_end..name_end, name_end)
        };
        at = end;
        let name = html.get(start..name_end).unwrap_or_default().to_ascii_lowercase();
        found.push(Attribute { name, value, whole: start..end });
    }
}

fn value(bytes: &[u8], at: usize) -> (Range<usize>, usize) {
    match bytes.get(at) {
        Some(quote @ (b'"' | b'\'')) => {
            let length = bytes[at + 1..].iter().position(|byte| byte == quote);
            let end = length.map_or(bytes.len(), |length| at + 1 + length);
            (at + 1..end, (end + 1).min(bytes.len()))
        }
        _ => {
            let stops = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
            let end = bytes[at..].iter().position(stops).map_or(bytes.len(), |length| at + length);
            (at..end, end)
        }
    }
}

/// The closing tag of an element whose content is no HTML, or the end.
fn find_end(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    (from..bytes.len())
        .find(|&at| {
            bytes[at..].starts_with(b"</")
                && bytes
                    .get(at + 2..at + 2 + name.len())
                    .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        })
        .unwrap_or(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(html: &str) -> (String, Vec<Event>, Open) {
        let mut events = Vec::new();
        let mut open = Open::default();
        let out = rewrite(html, &mut open, |event| {
            let url = matches!(event, Event::Url { .. }).then(|| "U".to_owned());
            events.push(event);
            url
        });
        (out, events, open)
    }

    #[test]
    fn urls_ids_and_active_elements_are_found() {
        let (out, events, _) = run("<p id=a><A HREF='x&amp;y' onclick=\"f()\">t</a><img alt=z src=i.png />");
        assert_eq!(out, "<p id=a><A href=\"U\" onclick=\"f()\">t</a><img alt=z src=\"U\" />");
        assert_eq!(
            events,
            [
                Event::Anchor("a".to_owned()),
                Event::Url { target: "x&y".to_owned(), image: false, alt: String::new(), tag: 8..40 },
                Event::Active { name: "onclick=".to_owned(), range: 26..39 },
                Event::Text("t".to_owned()),
                Event::Url { target: "i.png".to_owned(), image: true, alt: "z".to_owned(), tag: 45..68 },
            ]
        );
    }

    #[test]
    fn tags_that_are_not_html_can_be_text() {
        let mut open = Open::default();
        let out = rewrite("Map<K,V> <b>", &mut open, |event| (event == Event::Foreign).then(String::new));
        assert_eq!((out.as_str(), open.deepest), ("Map&lt;K,V> <b>", 1));
    }

    #[test]
    fn comments_and_scripts_hold_no_tags() {
        assert_eq!(run("<!-- <a href=x> --><script>'<a href=y>'</script>").1.len(), 1);
        let texts = run("a &amp;<!-- b --><i>c</i> <style>d</style>e").1.into_iter().filter_map(|event| match event {
            Event::Text(text) => Some(text),
            _ => None,
        });
        assert_eq!(texts.collect::<Vec<_>>(), ["a &", "c", "e"]);
        assert_eq!(run("<div markdown=\"1\" class=x>").0, "<div  class=x>");
    }

    #[test]
    fn every_picture_of_a_set_is_found() {
        let (out, events, _) = run("<img srcset='a.png 1x, b.png  2x,c.png'>");
        assert_eq!((out.as_str(), events.len()), ("<img srcset=\"U 1x, U 2x, U\">", 3));
        assert_eq!(run("<img srcset='a.png 1q'>").1, []);
    }

    #[test]
    fn nesting_is_counted() {
        assert_eq!(run("<div><div></x></div><p><p><br></div>").2.deepest, 2);
        assert_eq!(run("<a><b>").2.opaque, 1);
        assert_eq!(run(&"<a href=x>y</a>".repeat(20)).2.most_formatting, 1);
        assert_eq!(run(&"<font size=1>".repeat(20)).2.most_formatting, 20);
    }

    #[test]
    fn odd_input_does_not_stop_it() {
        for html in ["<", "<a", "<a href", "<a href=", "<a href='", "</", "<!--", "<a é='ü' ö>", "<a =x>", "<script>"]
        {
            run(html);
            run(&html.repeat(1000));
        }
    }
}
