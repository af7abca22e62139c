//! The script that a page of the preview gets on its way out. In: the page's bytes, its name and state. Out: the bytes with exactly
//! one element more; without it they are those of a build.

use super::board::PageTags;
use crate::render;

/// What an answer holds, as its script is to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// A page of the edition.
    Page(PageTags),
    /// A page of the author's own making, which is served as it is.
    File,
    /// The page for what is not there.
    Missing,
    /// No site at all: there has not been a good run.
    Nothing,
}

impl State {
    fn tags(&self) -> PageTags {
        let word = |word: &str| PageTags { tag: word.to_owned(), shape: word.to_owned() };
        match self {
            Self::Page(tags) => tags.clone(),
            Self::File => word("file"),
            Self::Missing => word("missing"),
            Self::Nothing => word("nothing"),
        }
    }
}

/// Adds the script to a page: before the tags that close it, or at its end where there are none. `name` is the page's path in the
/// output.
pub fn add(page: &[u8], name: &str, state: &State) -> Vec<u8> {
    insert(page, end_of_html(page).unwrap_or(page.len()), &element(name, state, "defer"))
}

/// The same for a page in XML: as the last element within the outermost one. A page that has none stays as it is.
pub fn add_to_xml(page: &[u8], name: &str, state: &State) -> Vec<u8> {
    let element = element(name, state, "defer=\"defer\" xmlns=\"http://www.w3.org/1999/xhtml\"");
    end_tag(page).map_or_else(|| page.to_vec(), |at| insert(page, at, &element))
}

fn insert(page: &[u8], at: usize, element: &str) -> Vec<u8> {
    [&page[..at], element.as_bytes(), &page[at..]].concat()
}

/// Where `</body></html>` begins, or that of the two which is there. Nothing but space and comments may follow: such text in a script
/// or a comment closes nothing.
fn end_of_html(page: &[u8]) -> Option<usize> {
    let tag = |page: &[u8], name: &str| {
        let at = end_tag(page)?;
        let tag = page[at + 2..].get(..name.len()).filter(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))?;
        matches!(page[at + 2 + tag.len()], b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n').then_some(at)
    };
    let html = tag(page, "html");
    tag(&page[..html.unwrap_or(page.len())], "body").or(html)
}

/// Where the end tag begins which is last in a text, but for space, comments and instructions.
fn end_tag(text: &[u8]) -> Option<usize> {
    let mut text = text.trim_ascii_end();
    let last = |text: &[u8], mark: &[u8]| text.windows(mark.len()).rposition(|part| part == mark);
    while text.ends_with(b"-->") || text.ends_with(b"?>") {
        let begin: &[u8] = if text.ends_with(b"?>") { b"<?" } else { b"<!--" };
        text = text[..last(text, begin)?].trim_ascii_end();
    }
    // No tag has another within.
    let at = last(text, b"<").filter(|_| text.ends_with(b">"))?;
    text[at..].starts_with(b"</").then_some(at)
}

/// The element. `more` are further attributes.
fn element(name: &str, state: &State, more: &str) -> String {
    let PageTags { tag, shape } = state.tags();
    format!(
        "<script src=\"/_chartroom/client.js\" data-page=\"{}\" data-tag=\"{}\" data-shape=\"{}\" {more}></script>",
        escape(name),
        escape(&tag),
        escape(&shape)
    )
}

/// A page that shows why there is no site; the script shows it better, and reloads once there is one.
pub fn without_site(fault: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>Not built yet</title>\n</head>\n<body>\n\
         <noscript><h1>This site cannot be built yet</h1>\n<pre>{}</pre></noscript>\n</body>\n</html>\n",
        escape(fault)
    )
}

/// Text as it stands in an attribute or between tags.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    render::escape(text, &mut escaped);
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> State {
        State::Page(PageTags { tag: "1".to_owned(), shape: "2".to_owned() })
    }

    const ELEMENT: &str = "<script src=\"/_chartroom/client.js\" data-page=\"a/index.html\" data-tag=\"1\" data-shape=\"2\" defer></script>";

    #[test]
    fn one_element_stands_before_the_tags_that_close_a_page_and_is_all_that_is_added() {
        // `|` is where it comes.
        for marked in [
            "<body><p>a</p>|</body></html>",
            "<pre>&lt;/body></pre>|</BODY >\n<!-- </body> -->\n</html >\n<!-- </html> -->\n",
            "<p>a</p>\n|</html>",
            "<p>a</p>|</body>",
            "</body>|</body>",
            "no end at all|",
            "<script>write('</body>')</script>\n|",
            "<p>a<!-- </body></html> -->|",
            "</body></htmls>|",
            "</html> -->|",
            "<br>|",
            "|",
        ] {
            let added = add(marked.replace('|', "").as_bytes(), "a/index.html", &state());
            assert_eq!(String::from_utf8(added).unwrap(), marked.replace('|', ELEMENT));
        }
    }

    #[test]
    fn a_page_in_xml_stays_well_formed() {
        let element = ELEMENT.replace(" defer>", " defer=\"defer\" xmlns=\"http://www.w3.org/1999/xhtml\">");
        for marked in [
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><p/></body>|</html>\n",
            "<h:html><h:body/>|</h:html\n><!-- </h:html> -->\n<?last </h:html>?>\n",
            "<html/>",
            "no page",
            "",
        ] {
            let added = add_to_xml(marked.replace('|', "").as_bytes(), "a/index.html", &state());
            assert_eq!(String::from_utf8(added).unwrap(), marked.replace('|', &element));
        }
    }

    #[test]
    fn bytes_that_are_no_text_stay() {
        let page = b"\xff\xfe</body>\n";
        let added = add(page, "a.html", &state());
        assert!(added.starts_with(b"\xff\xfe<script ") && added.ends_with(b"</script></body>\n"));
    }

    #[test]
    fn a_name_stays_within_its_attribute() {
        let added = String::from_utf8(add(b"", "a\"><script>alert(1)</script>&.html", &State::Missing)).unwrap();
        assert!(added.contains("data-page=\"a&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;.html\""), "{added}");
        assert!(without_site("<b>&").contains("<pre>&lt;b&gt;&amp;</pre>"));
    }
}
