//! In: a heading that has been read. Out: its id, its text, its HTML with a link to itself.

use std::ops::Range;

use crate::diagnostics::Finding;
use crate::model::Heading;

use super::body::Body;
use super::escape::{push_escaped, push_fragment};

/// A heading while it is open.
pub(super) struct OpenHeading {
    /// `{#id}`.
    pub(super) id: Option<String>,
    /// `{.class}`.
    pub(super) classes: Vec<String>,
    /// Its text, without the alternative texts of images, as GitHub's ids take it.
    pub(super) text: String,
    /// Alternative texts of its images.
    pub(super) alt: String,
}

impl Body<'_> {
    pub(super) fn end_heading(&mut self, level: u8, range: Range<usize>) {
        let mut inner = self.restore();
        let Some(mut heading) = self.heading.take() else {
            return;
        };
        if let Some(braces) = text_in_braces(&self.text[range.clone()]) {
            push_escaped(&mut inner, braces);
            heading.text.push_str(braces);
            heading.id = None;
            heading.classes.clear();
        }
        let id = match heading.id {
            Some(id) => {
                if !self.slugger.reserve(&id) {
                    let line = range.start..self.lines.line_end(range.start);
                    let message = format!("another heading of this page has the id `{id}`");
                    self.findings.push(
                        Finding::error("duplicate-id", self.file, self.lines.span(line), message)
                            .with_help("links lead to the first one: give this heading another id"),
                    );
                }
                id
            }
            // GitHub keeps the space beside an image or an empty anchor: `## <a name="x"></a> Title` is `#-title`.
            None => self.slugger.heading(&heading.text),
        };
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut text = words(&heading.text);
        if text.is_empty() {
            text = words(&heading.alt);
        }
        let out = &mut self.out;
        out.push_str(&format!("<h{level} id=\""));
        push_escaped(out, &id);
        if !heading.classes.is_empty() {
            out.push_str("\" class=\"");
            push_escaped(out, &heading.classes.join(" "));
        }
        out.push_str("\">");
        out.push_str(inner.trim_end());
        out.push_str(" <a class=\"anchor\" href=\"#");
        push_fragment(out, &id);
        out.push_str("\" aria-label=\"Link to this section: ");
        push_escaped(out, &text);
        out.push_str(&format!("\">#</a></h{level}>\n"));
        let span = self.lines.span(range.start..self.lines.line_end(range.start));
        self.result.headings.push(Heading { level, id, text, span });
    }
}

/// The Markdown parser takes any braces at a heading's end for attributes. Those that hold something else, as in
/// `GET /users/{id}`, are text, which this gives back, with the space before them.
fn text_in_braces(source: &str) -> Option<&str> {
    let source = source.trim_end();
    let line = if source.starts_with('#') {
        let bare = source.trim_end_matches('#');
        if bare.ends_with([' ', '\t']) { bare.trim_end() } else { source }
    } else {
        source[..source.rfind('\n')?].trim_end()
    };
    let inside = line.strip_suffix('}')?;
    let open = inside.rfind(['{', '}', '<', '>', '\\', '\n', '\r'])?;
    let attributes = inside[open..].strip_prefix('{')?;
    let named = |word: &str| word.len() > 1 && (word.starts_with(['#', '.']) || word.contains('='));
    let is_text = attributes.trim().is_empty() || !attributes.split_ascii_whitespace().all(named);
    let start = line[..open].trim_end().len();
    is_text.then_some(&line[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_that_are_no_attributes_are_text() {
        assert_eq!(text_in_braces("## GET /users/{id}\n"), Some("{id}"));
        assert_eq!(text_in_braces("## Set {a} ##"), Some(" {a}"));
        assert_eq!(text_in_braces("A {}\n==="), Some(" {}"));
        assert_eq!(text_in_braces("## A {#id .b k=v}"), None);
        assert_eq!(text_in_braces("## A {b} c"), None);
    }
}
