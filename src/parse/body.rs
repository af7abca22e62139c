//! In: the Markdown of a page, as events with their places. Out: everything of a `Page` but its front matter and title.
//! This file holds the blocks; text, links and raw HTML are in `inline`, code and diagrams in `code`.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use crate::diagnostics::Finding;
use crate::model::{
    CodeBlock, Diagram, Heading, Part, Reference, ReferenceKind, RelationView, Span, Suppression, UnusedDefinition,
};

use super::code::OpenCode;
use super::definitions::Definitions;
use super::footnotes::Footnotes;
use super::heading::OpenHeading;
use super::inline::{OpenImage, OpenLink, one_line};
use super::lines::Lines;
use super::raw_open::{MAX_DEPTH, MAX_FORMATTING, Open};
use super::run::Run;
use super::sanitize::sanitize;
use super::slots::{Slot, Slots};
use super::slug::Slugger;
use super::suppress::{self, Suppressions};
use super::table::Table;
use super::tabs::{self, Tabs};
use super::{MarkdownOptions, RawHtml, alert, title};

/// A page's body while it is being read.
pub(super) struct Body<'a> {
    pub(super) file: &'a str,
    /// The whole file; every offset counts in it.
    pub(super) text: &'a str,
    pub(super) lines: &'a Lines<'a>,
    pub(super) options: &'a MarkdownOptions,
    start: usize,
    pub(super) out: String,
    /// What was written before the footnote, heading or raw block that is open now.
    saved: Vec<String>,
    pub(super) slots: Slots,
    pub(super) run: Run,
    /// The raw HTML block that is open.
    pub(super) raw: Option<RawBlock>,
    pub(super) raw_open: Open,
    pub(super) raw_seen: bool,
    pub(super) active: BTreeMap<String, Span>,
    pub(super) link: Option<OpenLink>,
    pub(super) image: Option<OpenImage>,
    pub(super) code_open: Option<OpenCode>,
    pub(super) heading: Option<OpenHeading>,
    /// Plain text since the last heading.
    pub(super) section: String,
    /// Text of the first paragraph.
    pub(super) summary_text: Option<String>,
    depth: usize,
    deepest: usize,
    /// Where the open paragraph or list item began in `out`.
    block_start: usize,
    /// The reference, and where the image begins and ends.
    pub(super) include: Option<(usize, usize, usize)>,
    table: Table,
    tabs: Tabs,
    footnotes: Footnotes,
    definitions: Definitions,
    /// Names of the footnotes whose texts are open.
    footnote_names: Vec<String>,
    pub(super) slugger: Slugger,
    pub(super) suppressions: Suppressions,
    pub(super) result: Parsed,
    pub(super) findings: Vec<Finding>,
}

/// A block of raw HTML while it is open.
pub(super) struct RawBlock {
    pub(super) run: Run,
    /// A comment to Chartroom, of which nothing is shown.
    pub(super) silent: bool,
}

/// What a body comes to.
#[derive(Default)]
pub(super) struct Parsed {
    pub(super) summary: String,
    pub(super) headings: Vec<Heading>,
    pub(super) sections: Vec<String>,
    pub(super) anchors: Vec<String>,
    pub(super) body: Vec<Part>,
    pub(super) diagrams: Vec<Diagram>,
    pub(super) code: Vec<CodeBlock>,
    pub(super) references: Vec<Reference>,
    pub(super) relation_views: Vec<RelationView>,
    pub(super) suppressions: Vec<Suppression>,
    pub(super) unused: Vec<UnusedDefinition>,
    pub(super) has_content: bool,
}

/// Reads the Markdown of `text` from byte `start` on.
pub(super) fn read(
    file: &str,
    text: &str,
    start: usize,
    lines: &Lines<'_>,
    options: &MarkdownOptions,
) -> (Parsed, Vec<Finding>) {
    let mut body = Body {
        file,
        text,
        lines,
        options,
        start,
        out: String::with_capacity(text.len() - start + text.len() / 4),
        saved: Vec::new(),
        slots: Slots::default(),
        run: Run::default(),
        raw: None,
        raw_open: Open::default(),
        raw_seen: false,
        active: BTreeMap::new(),
        link: None,
        image: None,
        code_open: None,
        heading: None,
        footnote_names: Vec::new(),
        section: String::new(),
        summary_text: None,
        depth: 0,
        deepest: 0,
        block_start: 0,
        include: None,
        table: Table::default(),
        tabs: Tabs::default(),
        footnotes: Footnotes::default(),
        definitions: Definitions::default(),
        slugger: Slugger::default(),
        suppressions: Suppressions::default(),
        result: Parsed::default(),
        findings: Vec::new(),
    };
    let mut events = Parser::new_ext(&text[start..], super::extensions(options)).into_offset_iter();
    for (event, range) in events.by_ref() {
        let range = range.start + start..range.end + start;
        body.definitions.see(&event, &range);
        body.event(event, range);
    }
    body.result.unused = body.definitions.unused(text, start, lines, events.reference_definitions());
    body.finish()
}

impl Body<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if let Some(code) = &mut self.code_open {
            match event {
                Event::Text(text) => return code.push(&text, range),
                Event::End(TagEnd::CodeBlock) => return self.end_code(),
                _ => return,
            }
        }
        if let Some(raw) = &mut self.raw {
            match event {
                Event::Html(text) | Event::Text(text) => return raw.run.push(&text, range),
                Event::End(TagEnd::HtmlBlock) => return self.end_raw_block(),
                _ => return,
            }
        }
        // The title is written already.
        if self.tabs.is_title(&range) && tabs::is_inline(&event) {
            return;
        }
        if let Event::Text(text) = event {
            return self.run.push(&text, range);
        }
        self.flush();
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Code(text) => self.inline_code(&text),
            Event::InlineMath(latex) => self.math(&latex, false, range),
            Event::DisplayMath(latex) => self.math(&latex, true, range),
            Event::Html(text) | Event::InlineHtml(text) => self.inline_html(&text, range),
            Event::FootnoteReference(name) if self.image.is_none() => {
                self.footnotes.refer(&mut self.out, &name, &mut self.result.anchors);
            }
            Event::SoftBreak => self.line_break("\n"),
            Event::HardBreak => self.line_break("<br>\n"),
            Event::Rule => {
                self.suppressions.block(range.end, self.lines);
                self.out.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => {
                let (checked, label) = if done { (" checked", "Done") } else { ("", "Not done") };
                let html =
                    format!("<input class=\"task\" type=\"checkbox\" disabled{checked} aria-label=\"{label}\"> ");
                self.slots.mark(&mut self.out, Slot::Html(html));
            }
            Event::Text(_) | Event::FootnoteReference(_) => {}
        }
    }

    fn line_break(&mut self, html: &str) {
        self.plain("\n");
        if self.image.is_none() {
            self.out.push_str(html);
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let silent = matches!(tag, Tag::HtmlBlock) && self.suppressions.comment(self.text, range.clone(), self.lines);
        if !silent && suppress::is_block(&tag) {
            self.suppressions.block(range.end, self.lines);
        }
        match tag {
            Tag::Paragraph => {
                self.begin_block("<p>");
                if self.depth == 0 && self.result.summary.is_empty() {
                    self.summary_text = Some(String::new());
                }
            }
            Tag::Heading { id, classes, .. } => {
                self.raw_open.opaque = 0;
                self.end_section();
                self.save();
                let id = id.map(pulldown_cmark::CowStr::into_string).filter(|id| !id.is_empty());
                let classes = classes.iter().map(std::string::ToString::to_string).collect();
                self.heading = Some(OpenHeading { id, classes, text: String::new(), alt: String::new() });
            }
            Tag::BlockQuote(kind) => {
                self.deeper();
                let (out, aside) = (&mut self.out, self.saved.len());
                if kind.is_some() {
                    self.tabs.start_other();
                    out.push_str(&alert::start(kind));
                } else if !self.tabs.start((out, aside), &mut self.slots, self.text, range) {
                    out.push_str(&alert::start(None));
                }
            }
            Tag::CodeBlock(kind) => self.start_code(&kind, range),
            Tag::HtmlBlock => self.raw = Some(RawBlock { run: Run::default(), silent }),
            Tag::List(first) => {
                self.deeper();
                match first {
                    None => self.out.push_str("<ul>\n"),
                    Some(1) => self.out.push_str("<ol>\n"),
                    Some(first) => self.out.push_str(&format!("<ol start=\"{first}\">\n")),
                }
            }
            Tag::Item => {
                self.deeper();
                self.begin_block("<li>");
            }
            Tag::FootnoteDefinition(name) => {
                self.deeper();
                self.footnote_names.push(name.into_string());
                self.save();
            }
            Tag::DefinitionList => {
                self.deeper();
                self.out.push_str("<dl>\n");
            }
            Tag::DefinitionListTitle => self.begin_block("<dt>"),
            Tag::DefinitionListDefinition => self.begin_block("<dd>"),
            Tag::Table(alignments) => self.table.start(&mut self.out, alignments),
            Tag::TableHead => self.table.start_head(&mut self.out),
            Tag::TableRow => self.table.start_row(&mut self.out),
            Tag::TableCell => {
                self.raw_open.opaque = 0;
                self.section.push(' ');
                self.table.start_cell(&mut self.out);
            }
            Tag::Emphasis => self.inline_tag("<em>"),
            Tag::Strong => self.inline_tag("<strong>"),
            Tag::Strikethrough => self.inline_tag("<del>"),
            Tag::Superscript => self.inline_tag("<sup>"),
            Tag::Subscript => self.inline_tag("<sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title, range),
            Tag::Image { dest_url, title, .. } => self.start_image(&dest_url, &title, range),
            Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                let is_only_a_title = self.tabs.is_title(&range) && self.out.len() == self.block_start + "<p>".len();
                if is_only_a_title {
                    self.out.truncate(self.block_start);
                } else if !self.take_include() {
                    self.out.push_str("</p>\n");
                }
                if let Some(text) = self.summary_text.take() {
                    self.result.summary = title::summary(&text);
                }
            }
            TagEnd::Heading(level) => self.end_heading(level as u8, range),
            TagEnd::BlockQuote(kind) => {
                self.shallower();
                if !self.tabs.end(&mut self.out, self.saved.len()) {
                    self.out.push_str(if kind.is_some() { "</div>\n" } else { "</blockquote>\n" });
                }
            }
            TagEnd::List(ordered) => {
                self.shallower();
                self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.shallower();
                self.take_include();
                self.out.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.shallower();
                let html = self.restore();
                if let Some(name) = self.footnote_names.pop() {
                    self.footnotes.define(&name, html);
                }
            }
            TagEnd::DefinitionList => {
                self.shallower();
                self.out.push_str("</dl>\n");
            }
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>\n"),
            TagEnd::Table => self.table.end(&mut self.out),
            TagEnd::TableHead => self.table.end_head(&mut self.out),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => self.table.end_cell(&mut self.out),
            TagEnd::Emphasis => self.inline_tag("</em>"),
            TagEnd::Strong => self.inline_tag("</strong>"),
            TagEnd::Strikethrough => self.inline_tag("</del>"),
            TagEnd::Superscript => self.inline_tag("</sup>"),
            TagEnd::Subscript => self.inline_tag("</sub>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(),
            TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn end_section(&mut self) {
        self.result.sections.push(one_line(&self.section));
        self.section.clear();
    }

    /// Sets what was written aside, until `restore`.
    fn save(&mut self) {
        self.saved.push(std::mem::take(&mut self.out));
        self.include = None;
    }

    /// What was written since `save`; what was set aside is in place again.
    pub(super) fn restore(&mut self) -> String {
        let before = self.saved.pop().unwrap_or_default();
        self.include = None;
        std::mem::replace(&mut self.out, before)
    }

    pub(super) fn deeper(&mut self) {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
    }

    pub(super) fn shallower(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn begin_block(&mut self, html: &str) {
        self.raw_open.opaque = 0;
        self.include = None;
        self.section.push(' ');
        self.block_start = self.out.len();
        self.out.push_str(html);
    }

    /// Replaces a paragraph (or a tight list item's text) that holds an image of a diagram file and nothing else.
    fn take_include(&mut self) -> bool {
        let Some((reference, start, end)) = self.include.take() else {
            return false;
        };
        let tag = self.out.get(self.block_start..start);
        if end != self.out.len() || !matches!(tag, Some("<p>" | "<li>")) {
            return false;
        }
        let keep = if tag == Some("<p>") { self.block_start } else { start };
        self.out.truncate(keep);
        self.result.references[reference].kind = ReferenceKind::Include;
        self.slots.mark(&mut self.out, Slot::Hole(Part::Include(reference)));
        self.out.push('\n');
        true
    }

    fn finish(mut self) -> (Parsed, Vec<Finding>) {
        self.flush();
        self.end_section();
        let footnotes = std::mem::take(&mut self.footnotes);
        footnotes.finish(&mut self.out, &mut self.result.anchors);
        let sanitized = self.raw_seen && self.options.raw_html == RawHtml::Sanitize;
        let deep = self.raw_open.deepest + self.deepest > MAX_DEPTH || self.raw_open.most_formatting > MAX_FORMATTING;
        if sanitized && deep {
            let options = MarkdownOptions { raw_html: RawHtml::Escape, ..*self.options };
            let (parsed, mut findings) = read(self.file, self.text, self.start, self.lines, &options);
            let message = format!("raw HTML and lists are nested more than {MAX_DEPTH} levels deep");
            let finding = Finding::warning("raw-html", self.file, Span::at(self.lines.position(self.start)), message);
            findings.push(finding.with_help("the raw HTML of this page is shown as text"));
            return (parsed, findings);
        }
        for (name, span) in std::mem::take(&mut self.active) {
            let message = format!("`{name}` in raw HTML is left out, because it can run or load something");
            let finding = Finding::warning("raw-html", self.file, span, message);
            let help = "say `raw_html = \"allow\"` under `[markdown]` in site.toml if you trust every author";
            self.findings.push(finding.with_help(help));
        }
        let suppressions = std::mem::take(&mut self.suppressions).finish(&self.result.unused);
        self.result.suppressions.extend(suppressions);
        let html = if sanitized { sanitize(&self.out) } else { self.out };
        self.result.body = self.slots.split(&html);
        (self.result, self.findings)
    }
}
