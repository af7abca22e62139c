//! In: the text of a page. Out: what of it is meant for readers of Markdown: where the body begins after the front matter, and where
//! comments to Chartroom stand in it. Those inside diagrams are among the page's suppressions.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::{MarkdownOptions, clean, extensions, front_matter, lines::Lines};

/// What every comment to Chartroom begins with.
const MARK: &str = "chartroom-";

/// A page's text, and places in it.
pub struct Plain<'a> {
    /// The text without its byte order mark, in which lines and columns are those of the file.
    pub text: Cow<'a, str>,
    /// The byte at which the body begins.
    pub start: usize,
    /// Comments to Chartroom, in order.
    pub comments: Vec<Range<usize>>,
}

impl<'a> Plain<'a> {
    /// Looks at the text of a page.
    pub fn new(text: &'a str, options: &MarkdownOptions) -> Self {
        let text = clean(text);
        let (_, start, _) = front_matter("", &text, &Lines::new(&text));
        let mut comments = Vec::new();
        // Most pages have none, and need not be read again.
        if text.contains(MARK) {
            for (event, range) in Parser::new_ext(&text[start..], extensions(options)).into_offset_iter() {
                if matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)) {
                    comments.extend(comment(&text, start + range.start..start + range.end));
                }
            }
        }
        Self { text, start, comments }
    }
}

/// The comment that raw HTML begins with, if it is one to Chartroom.
fn comment(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let html = &text[range.clone()];
    let start = html.len() - html.trim_start().len();
    let inner = html[start..].strip_prefix("<!--")?;
    let end = html.find("-->")? + 3;
    inner.trim_start().starts_with(MARK).then(|| range.start + start..range.start + end)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    use super::*;

    #[test]
    fn comments_to_chartroom_are_found_and_no_others() {
        let text = "\u{FEFF}---\ntitle: T\n---\n<!-- chartroom-ignore: raw-html x -->\n<!-- mine -->\n\nA <!--chartroom-ignore: math-syntax--> b\n\n\
                    ```html\n<!-- chartroom-relations: table -->\n```\n\n<!-- chartroom-relations: table --> and more\n";
        let plain = Plain::new(text, &Config::parse("").unwrap().markdown);
        let found: Vec<&str> = plain.comments.iter().map(|range| &plain.text[range.clone()]).collect();
        assert_eq!(
            found,
            [
                "<!-- chartroom-ignore: raw-html x -->",
                "<!--chartroom-ignore: math-syntax-->",
                "<!-- chartroom-relations: table -->"
            ]
        );
        assert!(plain.text[plain.start..].starts_with("<!-- chartroom-ignore"));
    }
}
