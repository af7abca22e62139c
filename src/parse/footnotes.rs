//! In: references to footnotes and their texts, in any order. Out: numbers by first reference, and the section at the end
//! of the page that holds the texts with ways back.
//!
//! Ids are `fn:1` and `fnref:1`, `fnref:1-2`, …: no heading's id has a colon.

use std::collections::BTreeMap;
use std::fmt::Write;

/// The footnotes of one page.
#[derive(Default)]
pub(super) struct Footnotes {
    /// By name in lower case: GitHub takes `[^A]` for `[^a]`.
    by_name: BTreeMap<String, Footnote>,
    /// Names in the order of first reference, then texts that nothing refers to.
    order: Vec<String>,
}

#[derive(Default)]
struct Footnote {
    number: usize,
    references: usize,
    html: Option<String>,
}

impl Footnotes {
    /// Writes the reference to a footnote.
    pub(super) fn refer(&mut self, out: &mut String, name: &str, anchors: &mut Vec<String>) {
        let footnote = self.numbered(&name.to_lowercase());
        footnote.references += 1;
        let (number, id) = (footnote.number, reference_id(footnote.number, footnote.references));
        _ = write!(
            out,
            "<sup class=\"footnote-ref\"><a href=\"#fn:{number}\" id=\"{id}\" role=\"doc-noteref\">{number}</a></sup>"
        );
        anchors.push(id);
    }

    /// Takes the text of a footnote; the first of a name counts.
    pub(super) fn define(&mut self, name: &str, html: String) {
        let footnote = self.by_name.entry(name.to_lowercase()).or_default();
        footnote.html.get_or_insert(html);
    }

    /// Writes the section of footnotes, if there are any.
    pub(super) fn finish(mut self, out: &mut String, anchors: &mut Vec<String>) {
        let unused: Vec<String> =
            self.by_name.iter().filter(|(_, note)| note.number == 0).map(|(name, _)| name.clone()).collect();
        for name in unused {
            self.numbered(&name);
        }
        if self.order.is_empty() {
            return;
        }
        out.push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol>\n");
        for name in &self.order {
            let Some(footnote) = self.by_name.get(name) else {
                continue;
            };
            let html = footnote.html.as_deref().unwrap_or_default().trim_end();
            let (html, tail) = html.strip_suffix("</p>").map_or((html, ""), |html| (html, "</p>"));
            let number = footnote.number;
            _ = write!(out, "<li id=\"fn:{number}\">{html}");
            for reference in 1..=footnote.references {
                let id = reference_id(number, reference);
                _ = write!(
                    out,
                    " <a class=\"footnote-back\" href=\"#{id}\" role=\"doc-backlink\" aria-label=\"Back to reference {number}\">↩</a>"
                );
            }
            _ = writeln!(out, "{tail}</li>");
            anchors.push(format!("fn:{number}"));
        }
        out.push_str("</ol>\n</section>\n");
    }

    fn numbered(&mut self, name: &str) -> &mut Footnote {
        let footnote = self.by_name.entry(name.to_owned()).or_default();
        if footnote.number == 0 {
            self.order.push(name.to_owned());
            footnote.number = self.order.len();
        }
        footnote
    }
}

fn reference_id(number: usize, reference: usize) -> String {
    match reference {
        1 => format!("fnref:{number}"),
        _ => format!("fnref:{number}-{reference}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_by_first_reference_with_every_way_back() {
        let (mut notes, mut out, mut anchors) = (Footnotes::default(), String::new(), Vec::new());
        notes.define("a", "<p>A</p>\n".to_owned());
        notes.define("b", "<p>B</p>\n".to_owned());
        notes.refer(&mut out, "b", &mut anchors);
        notes.refer(&mut out, "b", &mut anchors);
        notes.finish(&mut out, &mut anchors);
        assert_eq!(anchors, ["fnref:1", "fnref:1-2", "fn:1", "fn:2"]);
        assert!(out.contains("<li id=\"fn:1\"><p>B <a class=\"footnote-back\" href=\"#fnref:1\""), "{out}");
        assert!(out.contains("href=\"#fnref:1-2\""), "{out}");
        assert!(out.contains("<li id=\"fn:2\"><p>A</p></li>"), "{out}");
    }
}
