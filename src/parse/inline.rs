//! In: text, links, images, formulas and raw HTML of a page. Out: their HTML, and the references in them.

use std::ops::Range;

use pulldown_cmark::LinkType;

use crate::diagnostics::Finding;
use crate::model::{Part, Reference, ReferenceKind};

use super::RawHtml;
use super::autolink::{self, Found};
use super::body::{Body, RawBlock};
use super::escape::{is_unsafe_url, push_escaped};
use super::math::mathml;
use super::raw_html::{self, Event};
use super::run::Run;
use super::slots::{Slot, Slots};

/// A link while it is open.
pub(super) struct OpenLink {
    reference: usize,
    text: String,
}

/// An image while it is open: everything inside is its alternative text.
pub(super) struct OpenImage {
    reference: usize,
    title: String,
    alt: String,
    /// Images inside the alternative text of this one.
    nested: usize,
}

impl Body<'_> {
    /// Adds text to whatever collects plain text now.
    pub(super) fn plain(&mut self, text: &str) {
        if self.image.is_none() && self.heading.is_none() {
            self.section.push_str(text);
        }
        self.short_text(text);
    }

    /// Adds text to whatever collects the short text of something now, but not to the section's.
    fn short_text(&mut self, text: &str) {
        if let Some(image) = &mut self.image {
            return image.alt.push_str(text);
        }
        if let Some(link) = &mut self.link {
            link.text.push_str(text);
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
        }
        if let Some(summary) = &mut self.summary_text {
            summary.push_str(text);
        }
    }

    /// Writes the text that has been collected.
    pub(super) fn flush(&mut self) {
        if self.run.text.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        if !run.text.trim().is_empty() {
            self.has_content();
        }
        self.plain(&run.text);
        if self.image.is_none() {
            if self.link.is_some() || self.raw_open.opaque > 0 {
                push_escaped(&mut self.out, &run.text);
            } else {
                self.text(&run);
            }
        }
        self.run = run;
        self.run.clear();
    }

    /// Text in which bare URLs and figure references are links.
    fn text(&mut self, run: &Run) {
        let mut done = 0;
        for (range, found) in autolink::find(&run.text) {
            let source = run.source(range.start)..run.source_end(range.end);
            let escaped = source.start > 0 && self.text.as_bytes().get(source.start - 1) == Some(&b'\\');
            if found == Found::Figure && escaped {
                continue;
            }
            push_escaped(&mut self.out, &run.text[done..range.start]);
            done = range.end;
            let text = &run.text[range];
            let target = match found {
                Found::Url => text.to_owned(),
                Found::Www => format!("http://{text}"),
                Found::Mail => format!("mailto:{text}"),
                Found::Figure => text[1..].to_owned(),
            };
            if found == Found::Figure {
                let reference = self.refer(ReferenceKind::Figure, target, text.to_owned(), source);
                self.slots.mark(&mut self.out, Slot::Hole(Part::FigureRef(reference)));
            } else {
                let reference = self.refer(ReferenceKind::Link, target, text.to_owned(), source);
                self.out.push_str("<a");
                push_url(&mut self.slots, &mut self.out, "href", reference, "", false);
                self.out.push('>');
                push_escaped(&mut self.out, text);
                self.out.push_str("</a>");
            }
        }
        push_escaped(&mut self.out, &run.text[done..]);
    }

    fn refer(&mut self, kind: ReferenceKind, target: String, text: String, source: Range<usize>) -> usize {
        let span = self.lines.span(source);
        self.result.references.push(Reference { kind, target, text, span });
        self.result.references.len() - 1
    }

    pub(super) fn inline_tag(&mut self, html: &str) {
        if self.image.is_some() {
            return;
        }
        if html.starts_with("</") {
            self.shallower();
        } else {
            self.deeper();
        }
        self.out.push_str(html);
    }

    /// There is something to read or to look at; a heading alone is not.
    pub(super) fn has_content(&mut self) {
        self.result.has_content |= self.heading.is_none();
    }

    pub(super) fn inline_code(&mut self, text: &str) {
        self.has_content();
        self.plain(text);
        if self.image.is_none() {
            self.out.push_str("<code>");
            push_escaped(&mut self.out, text);
            self.out.push_str("</code>");
        }
    }

    pub(super) fn math(&mut self, latex: &str, block: bool, range: Range<usize>) {
        self.has_content();
        self.short_text(latex);
        if self.image.is_some() {
            return;
        }
        // GitHub also takes ``$`a`$``, which keeps Markdown out of the formula.
        let inner = latex.strip_prefix('`').and_then(|inner| inner.strip_suffix('`'));
        match mathml(inner.unwrap_or(latex), block) {
            Ok(html) => self.slots.mark(&mut self.out, Slot::Html(html)),
            Err(message) => {
                let message = format!("the formula cannot be read: {message}");
                let span = self.lines.span(range);
                self.findings
                    .push(Finding::error("math-syntax", self.file, span, message).with_help("it is shown as code"));
                self.out.push_str("<code class=\"math-error\">");
                push_escaped(&mut self.out, latex);
                self.out.push_str("</code>");
            }
        }
    }

    pub(super) fn start_link(&mut self, kind: LinkType, target: &str, title: &str, range: Range<usize>) {
        if self.image.is_some() {
            return;
        }
        let target = if kind == LinkType::Email { format!("mailto:{target}") } else { target.to_owned() };
        let unsafe_url = is_unsafe_url(&target, false);
        let reference = self.refer(ReferenceKind::Link, target, String::new(), range);
        self.out.push_str("<a");
        push_url(&mut self.slots, &mut self.out, "href", reference, "#", unsafe_url);
        push_title(&mut self.out, title);
        self.out.push('>');
        self.link = Some(OpenLink { reference, text: String::new() });
    }

    pub(super) fn end_link(&mut self) {
        if self.image.is_some() {
            return;
        }
        if let Some(link) = self.link.take() {
            self.result.references[link.reference].text = one_line(&link.text);
            self.out.push_str("</a>");
        }
    }

    pub(super) fn start_image(&mut self, target: &str, title: &str, range: Range<usize>) {
        if let Some(image) = &mut self.image {
            image.nested += 1;
            return;
        }
        let reference = self.refer(ReferenceKind::Image, target.to_owned(), String::new(), range);
        self.image = Some(OpenImage { reference, title: title.to_owned(), alt: String::new(), nested: 0 });
    }

    pub(super) fn end_image(&mut self) {
        match &mut self.image {
            Some(image) if image.nested > 0 => return image.nested -= 1,
            _ => {}
        }
        let Some(image) = self.image.take() else {
            return;
        };
        self.has_content();
        let alt = one_line(&image.alt);
        if let Some(link) = &mut self.link {
            link.text.push_str(&alt);
        }
        if let Some(heading) = &mut self.heading {
            heading.alt.push_str(&alt);
            heading.alt.push(' ');
        }
        let reference = &mut self.result.references[image.reference];
        reference.text.clone_from(&alt);
        let unsafe_url = is_unsafe_url(&reference.target, true);
        let path = reference.target.split(['?', '#']).next().unwrap_or_default();
        let lower = path.to_ascii_lowercase();
        let is_diagram = lower.ends_with(".mmd") || lower.ends_with(".mermaid");
        let start = self.out.len();
        if unsafe_url {
            self.out.push_str("<img alt=\"");
            push_escaped(&mut self.out, &alt);
            self.out.push('"');
            push_title(&mut self.out, &image.title);
            self.out.push('>');
        } else {
            self.slots.mark(&mut self.out, Slot::Hole(Part::Picture(image.reference, image.title)));
        }
        // The alternative text of a diagram is its caption.
        if !is_diagram && self.heading.is_none() {
            self.section.push_str(&alt);
        }
        if is_diagram && self.link.is_none() {
            self.include = Some((image.reference, start, self.out.len()));
        }
    }

    pub(super) fn inline_html(&mut self, html: &str, range: Range<usize>) {
        if self.image.is_some() || super::suppress::is_inline(html) {
            return;
        }
        if html.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")) {
            self.plain("\n");
        }
        let mut run = Run::default();
        run.push(html, range);
        self.raw_html(&run);
    }

    pub(super) fn end_raw_block(&mut self) {
        let Some(RawBlock { run, silent }) = self.raw.take() else { return };
        if silent || self.take_relation_view(&run) {
            return;
        }
        if self.options.raw_html == RawHtml::Escape {
            self.has_content();
            self.refuse_relation_view(&run);
            self.out.push_str("<p>");
            push_escaped(&mut self.out, super::suppress::without_comment(&run.text).trim_end());
            self.out.push_str("</p>\n");
        } else {
            self.raw_html(&run);
        }
    }

    fn raw_html(&mut self, run: &Run) {
        let mode = self.options.raw_html;
        self.refuse_relation_view(run);
        if mode == RawHtml::Escape || !raw_html::is_comment(&run.text) {
            self.has_content();
        }
        if mode == RawHtml::Escape {
            self.plain(&run.text);
            return push_escaped(&mut self.out, &run.text);
        }
        self.raw_seen = true;
        let mut open = std::mem::take(&mut self.raw_open);
        let html = raw_html::rewrite(&run.text, &mut open, |event| {
            let place = |range: Range<usize>| run.source(range.start)..run.source_end(range.end);
            match event {
                Event::Anchor(id) => {
                    self.result.anchors.push(id);
                    None
                }
                Event::Text(text) => {
                    self.section.push(' ');
                    self.section.push_str(&text);
                    None
                }
                Event::Foreign => (mode == RawHtml::Sanitize).then(String::new),
                Event::Active { name, range } => {
                    if mode == RawHtml::Sanitize && !self.active.contains_key(&name) {
                        self.active.insert(name, self.lines.span(place(range)));
                    }
                    None
                }
                Event::Url { target, image, alt, tag } => {
                    let kind = if image { ReferenceKind::Image } else { ReferenceKind::Link };
                    let is_unsafe = mode == RawHtml::Sanitize && is_unsafe_url(&target, image);
                    let reference = self.refer(kind, target, alt, place(tag));
                    let mut mark = String::new();
                    if is_unsafe {
                        mark.push('#');
                    } else {
                        self.slots.mark(&mut mark, Slot::Hole(Part::Url(reference)));
                    }
                    Some(mark)
                }
            }
        });
        self.raw_open = open;
        self.out.push_str(&html);
    }
}

/// Writes an attribute whose value is the URL of a reference, or `instead` of one that must not be followed.
fn push_url(slots: &mut Slots, out: &mut String, name: &str, reference: usize, instead: &str, is_unsafe: bool) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    if is_unsafe {
        out.push_str(instead);
    } else {
        slots.mark(out, Slot::Hole(Part::Url(reference)));
    }
    out.push('"');
}

fn push_title(out: &mut String, title: &str) {
    if !title.is_empty() {
        out.push_str(" title=\"");
        push_escaped(out, title);
        out.push('"');
    }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
