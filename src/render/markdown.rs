//! The Markdown of each page beside its HTML, for programs that read: as its author wrote it, but without front matter and comments
//! to Chartroom, with a title where only front matter has one, and with links that lead on from where it stands: to the Markdown of
//! other pages, and to files of the output.

use std::ops::Range;
use std::sync::Arc;

use super::{Shared, address, figure};
use crate::cache::Key;
use crate::fix::Places;
use crate::link::{Resolved, SitePage, href};
use crate::model::{Page, ReferenceKind, Text, TitleOrigin};
use crate::parse::{Destinations, MarkdownOptions, Plain};
use crate::write::{Content, OutputFile};

/// The path of a page's Markdown in the output, where it is asked for: `a/index.md` beside `a/index.html`.
pub fn path(shared: &Shared<'_>, page: usize) -> Option<String> {
    let output = &shared.input.site.pages[page].output;
    let stem = output.strip_suffix(".html").or_else(|| output.strip_suffix(".htm")).unwrap_or(output);
    shared.input.config.output.markdown.then(|| format!("{stem}.md"))
}

/// The files of all pages. They are put together when they are written, or asked for.
pub fn files(shared: &Shared<'_>) -> impl Iterator<Item = OutputFile> {
    (0..shared.input.site.pages.len()).filter_map(|page| file(shared, page))
}

/// Where neither the page nor the site's addresses are others, it is the same file.
fn file(shared: &Shared<'_>, index: usize) -> Option<OutputFile> {
    let path = path(shared, index)?;
    let site_page = &shared.input.site.pages[index];
    let text = shared.input.texts.get(&site_page.page.file)?;
    let at_hand = (shared.fingerprint, shared.surroundings, index, text.id(), &site_page.references);
    let make = || made(shared, path, site_page, text.clone());
    let file = shared.input.memory.share(Key::of("markdown at hand", &at_hand), |_| true, make);
    Some(OutputFile::clone(&file))
}

fn made(shared: &Shared<'_>, path: String, site_page: &SitePage, text: Text) -> OutputFile {
    let targets: Vec<Option<String>> =
        site_page.references.iter().map(|reference| target(shared, &path, reference)).collect();
    let options = shared.input.config.markdown;
    let inputs = format!("{targets:?} {options:?} {}", site_page.page.title);
    let key = Key::new("markdown 1", &[shared.input.program.as_bytes(), text.id(), inputs.as_bytes()]);
    let page = Arc::clone(&site_page.page);
    let make = move || of(&page, &text, &targets, options).into_bytes();
    OutputFile { path, content: Content::Made(Arc::new(make)), key: Some(key) }
}

/// Where a reference leads from the Markdown at `from`; `None` where it stays as it is written.
fn target(shared: &Shared<'_>, from: &str, reference: &Resolved) -> Option<String> {
    match reference {
        Resolved::Page { page, anchor, query } => {
            let anchor = anchor.as_deref().map(|anchor| format!("#{}", href::encode_fragment(anchor)));
            let to = path(shared, *page)?;
            if to == from && query.is_empty() && anchor.is_some() {
                return anchor;
            }
            Some(format!("{}{query}{}", href::relative(from, &to), anchor.unwrap_or_default()))
        }
        Resolved::Include { figure } => {
            shared.figures[*figure].verdict.drawn()?;
            Some(href::relative(from, &figure::svg_path(shared, *figure)))
        }
        Resolved::File { .. } | Resolved::Drawing { .. } => address::resolved(shared, from, reference),
        Resolved::External(_) | Resolved::Figure { .. } | Resolved::Text | Resolved::Broken => None,
    }
}

/// The Markdown of a page; `targets` are those of its references.
fn of(page: &Page, text: &Text, targets: &[Option<String>], options: MarkdownOptions) -> String {
    let Plain { text, start, comments } = Plain::new(text, &options);
    let text = &*text;
    let places = Places::new(text);
    let mut destinations = Destinations::new(text, options);
    let mut edits: Vec<(Range<usize>, &str)> = Vec::new();
    for (reference, target) in page.references.iter().zip(targets).filter(|(one, _)| one.kind != ReferenceKind::Figure)
    {
        let written = target.as_deref().zip(places.bytes(reference.span));
        let found =
            written.and_then(|(target, range)| Some((destinations.find(range, reference.target.trim())?, target)));
        edits.extend(found);
    }
    // Those of text are among the comments, too.
    let in_diagrams = page.suppressions.iter().filter_map(|comment| places.bytes(comment.span));
    edits.extend(comments.into_iter().chain(in_diagrams).map(|range| (with_line(text, range), "")));
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut title = String::new();
    if page.title_origin != TitleOrigin::Heading && page.headings.first().is_none_or(|first| first.level > 1) {
        title = format!("# {}\n\n", page.title);
    }
    let mut out = String::with_capacity(text.len());
    let mut done = start;
    for (range, new) in edits.into_iter().filter(|(range, _)| range.start >= start) {
        // References that share a definition share an edit; one in another is left to the outer one.
        if range.start >= done {
            out.push_str(&text[done..range.start]);
            out.push_str(new);
            done = range.end;
        }
    }
    out.push_str(&text[done..]);
    title + out.trim_start_matches(['\r', '\n'])
}

/// The range with its line, where nothing else stands on that.
fn with_line(text: &str, range: Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let is_alone = text[start..range.start].trim().is_empty() && text[range.end..end].trim().is_empty();
    if is_alone { start..end } else { range }
}
