//! In: the text of one Markdown file. Out: a `Page` and findings. A pure function of the text and the options, linear in
//! the text's length; nothing in it depends on any other page.
//!
//! A link's URL, a figure, a code block are holes in the page's body that later stages fill.

mod alert;
mod autolink;
mod body;
mod code;
mod definitions;
mod destination;
mod embedded;
mod entities;
mod escape;
mod fence;
mod footnotes;
mod front_matter;
mod front_matter_keys;
mod front_matter_places;
mod front_matter_relations;
mod heading;
mod inline;
mod lines;
mod math;
mod plain;
mod raw_html;
mod raw_open;
mod relation_view;
mod run;
mod sanitize;
mod slots;
mod slug;
mod suppress;
mod table;
mod tabs;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_hostile;
mod title;

use std::borrow::Cow;
use std::sync::Arc;

use pulldown_cmark::Options;

pub use destination::Destinations;
pub use plain::Plain;

pub use crate::config::{Markdown as MarkdownOptions, RawHtml};
use crate::diagnostics::Finding;
use crate::model::{Diagram, FrontMatter, Page, Position, Span, Suppression};

use front_matter_keys::KeyFault;
use lines::Lines;

/// What is read besides CommonMark.
fn extensions(options: &MarkdownOptions) -> Options {
    let mut extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    extensions.set(Options::ENABLE_MATH, options.math);
    extensions
}

/// Reads a page. `file` is its name in findings (`content/a/b.md`), `path` its name in the content folder (`a/b.md`).
pub fn page(file: &str, path: &str, text: &str, options: &MarkdownOptions) -> (Page, Vec<Finding>) {
    let text = clean(text);
    let lines = Lines::new(&text);
    let (meta, start, mut findings) = front_matter(file, &text, &lines);
    let (body, more) = body::read(file, &text, start, &lines, options);
    findings.extend(more);
    let (title, title_origin) = title::title(&meta, &body.headings, path);
    let page = Page {
        file: file.to_owned(),
        path: path.to_owned(),
        meta,
        title,
        title_origin,
        summary: body.summary,
        headings: body.headings,
        sections: body.sections,
        anchors: body.anchors,
        body: body.body,
        diagrams: body.diagrams.into_iter().map(Arc::new).collect(),
        code: body.code,
        references: body.references,
        relation_views: body.relation_views,
        suppressions: body.suppressions,
        unused: body.unused,
        has_content: body.has_content,
    };
    (page, findings)
}

/// Reads a `.mmd` file: the whole of it is one diagram, its data stand in `%%| key: value` comments.
pub fn standalone_diagram(file: &str, text: &str) -> (Diagram, Vec<Suppression>, Vec<Finding>) {
    code::standalone(file, &clean(text))
}

/// Reads the Mermaid fences of a file that is no page. `template` says whether it may hold expressions of templates.
pub fn embedded_diagrams(file: &str, text: &str, template: bool) -> (Vec<Diagram>, Vec<Suppression>, Vec<Finding>) {
    embedded::read(file, &clean(text), template)
}

/// The text without its byte order mark. NUL, and the two characters that mark slots, become U+FFFD, one for one, so that
/// columns stay what they are.
fn clean(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let odd = ['\0', escape::OPEN, escape::CLOSE];
    if text.contains('\0') || text.contains("\u{FDD0}") || text.contains("\u{FDD1}") {
        Cow::Owned(text.replace(odd, "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The page's front matter and the byte where its body begins.
fn front_matter(file: &str, text: &str, lines: &Lines<'_>) -> (FrontMatter, usize, Vec<Finding>) {
    let mut findings = Vec::new();
    let Some(block) = front_matter::find(text, front_matter_keys::is_known) else {
        return (FrontMatter::default(), 0, findings);
    };
    let opening = Span { start: Position::START, end: lines.position(lines.line_end(0)) };
    if !block.closed {
        let message = "the front matter is not closed";
        let help = format!("put a line with `{}` after its last key", &text[..3]);
        findings.push(Finding::error("front-matter", file, opening, message).with_help(help));
        return (FrontMatter::default(), block.body, findings);
    }
    let mut map = match front_matter::read(text, &block) {
        Ok(Some(map)) => map,
        Ok(None) => return (FrontMatter::default(), 0, findings),
        Err(fault) => {
            let range = fault.range.start..fault.range.end.max(lines.line_end(fault.range.start));
            findings.push(Finding::error("front-matter", file, lines.span(range), fault.message).with_help(fault.help));
            return (FrontMatter::default(), block.body, findings);
        }
    };
    let relations = map.shift_remove("relations");
    let (mut meta, faults) = front_matter_keys::fold(map);
    let places = front_matter_places::read(text, &block, lines);
    if let Some(value) = relations {
        let (relations, faults) = front_matter_relations::read(value, places.get("relations"), opening);
        meta.relations = relations;
        for (span, message) in faults {
            findings.push(Finding::error("front-matter", file, span, message).with_help(front_matter_relations::HELP));
        }
    }
    for (key, place) in &places {
        if let Some(name) = front_matter_keys::objectionable(key) {
            let whole = Span { end: place.value.end.max(place.key.end), ..place.key };
            meta.places.entry(name.to_owned()).or_insert_with(|| lines.first_line(whole));
        }
    }
    if let Some((_, place)) = places.iter().find(|(key, _)| front_matter_keys::objectionable(key) == Some("aliases")) {
        let items = (0..meta.aliases.len()).zip(&place.items);
        meta.places.extend(items.map(|(number, span)| (format!("aliases.{number}"), *span)));
    }
    for fault in faults {
        match fault {
            KeyFault::Unknown { key, nearest } => {
                let span = places.get(&key).map_or(opening, |place| place.key);
                let message = format!("unknown key `{key}` in front matter");
                let help = match nearest {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => "keys of your own go below `extra`".to_owned(),
                };
                findings.push(Finding::warning("front-matter-key", file, span, message).with_help(help));
            }
            KeyFault::Type { path, message, help } => {
                let place = path.split_first().and_then(|(first, rest)| {
                    let place = places.get(first)?;
                    rest.first().map_or(Some(place), |key| place.below.get(key))
                });
                let span = place.map_or(opening, |place| place.value);
                findings.push(Finding::error("front-matter", file, span, message).with_help(help));
            }
        }
    }
    (meta, block.body, findings)
}
