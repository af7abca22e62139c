//! `[output]`: what is made beside the pages.

use super::reader::Table;
use crate::model::Span;

/// `[output]`. What may be impossible where the site is built has its place, so that it can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    /// `print`: each section, and a small site as a whole, as one document for paper; true by default.
    pub print: bool,
    /// `git_dates`: pages say when they were last changed, by the repository; where that is asked for.
    pub git_dates: Option<Span>,
    /// `feed`: the pages that were changed last, as an Atom feed; where that is asked for.
    pub feed: Option<Span>,
    /// `feed_entries`: how many pages the feed has at most; 20 by default.
    pub feed_entries: usize,
    /// `llms`: a list of all pages for programs that read; false by default.
    pub llms: bool,
    /// `markdown`: the Markdown of each page beside it; false by default.
    pub markdown: bool,
}

pub(super) fn read(mut table: Table<'_, '_, '_>, text: &str) -> Output {
    let mut asked = |key| table.asked(key).map(|range| Span::of(text, range));
    let git_dates = asked("git_dates");
    let feed = asked("feed");
    let output = Output {
        print: table.boolean("print", true),
        git_dates,
        feed,
        feed_entries: table.count("feed_entries", 20),
        llms: table.boolean("llms", false),
        markdown: table.boolean("markdown", false),
    };
    table.finish();
    output
}
