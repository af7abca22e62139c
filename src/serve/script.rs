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

/// Adds the script to a page: before the last `</body>`, or at the end where there is none. `name` is the page's path in the output.
pub fn add(page: &[u8], name: &str, state: &State) -> Vec<u8> {
    let element = element(name, state);
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|part| part.eq_ignore_ascii_case(end)).unwrap_or(page.len());
    [&page[..at], element.as_bytes(), &page[at..]].concat()
}

fn element(name: &str, state: &State) -> String {
    let PageTags { tag, shape } = state.tags();
    format!(
        "<script src=\"/_chartroom/client.js\" data-page=\"{}\" data-tag=\"{}\" data-shape=\"{}\" defer></script>",
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

    #[test]
    fn one_element_stands_before_the_last_end_and_is_all_that_is_added() {
        let element = "<script src=\"/_chartroom/client.js\" data-page=\"a/index.html\" data-tag=\"1\" data-shape=\"2\" defer></script>";
        for page in [
            "<body><p>a</p></body></html>",
            "<pre>&lt;/body></pre><!-- </body> --></BODY>\n",
            "no end at all",
            "",
            "</body></body>",
        ] {
            let added = String::from_utf8(add(page.as_bytes(), "a/index.html", &state())).unwrap();
            assert_eq!(added.matches(element).count(), 1);
            assert_eq!(added.replace(element, ""), page);
            let after = added.split(element).nth(1).unwrap();
            assert!(after.is_empty() || after.to_ascii_lowercase().matches("</body>").count() == 1, "{added}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_stay() {
        let page = b"\xff\xfe</body>\xff";
        let added = add(page, "a.html", &state());
        assert!(added.starts_with(b"\xff\xfe<script ") && added.ends_with(b"</script></body>\xff"));
    }

    #[test]
    fn a_name_stays_within_its_attribute() {
        let added = String::from_utf8(add(b"", "a\"><script>alert(1)</script>&.html", &State::Missing)).unwrap();
        assert!(added.contains("data-page=\"a&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;.html\""), "{added}");
        assert!(without_site("<b>&").contains("<pre>&lt;b&gt;&amp;</pre>"));
    }
}
