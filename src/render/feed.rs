//! The Atom feed of the pages that were changed last (RFC 4287). Its dates are days: nothing says at what time of a day a page
//! was changed, so midnight in UTC stands for it.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::{Input, Shared, bytes, context, dates};
use crate::diagnostics::junit::escape;
use crate::write::OutputFile;

/// Its file in the output.
pub const FEED: &str = "feed.xml";

/// Whether there is one: it is asked for, the site has an address, and a page has a date.
pub fn is_made(input: &Input<'_>, changed: &[Option<Date>]) -> bool {
    let pages = input.site.pages.iter().zip(changed);
    let has_day = pages.into_iter().any(|(page, changed)| dates::day(&page.page.meta, *changed).is_some());
    input.config.output.feed.is_some() && input.base_url.is_some() && has_day
}

/// The feed.
pub fn file(shared: &Shared<'_>) -> Option<OutputFile> {
    let input = shared.input;
    let base = input.base_url.filter(|_| shared.feed.is_some())?;
    let pages = input.site.pages.iter().enumerate();
    let mut entries: Vec<(Date, usize)> =
        pages.filter_map(|(index, page)| Some((dates::day(&page.page.meta, shared.changed[index])?, index))).collect();
    entries.sort_by_key(|(day, index)| (Reverse(*day), &input.site.pages[*index].url));
    entries.truncate(input.config.output.feed_entries);
    let config = &input.config.site;
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n",
        escape(&config.language)
    );
    element("title", &config.title, &mut xml);
    if !config.description.is_empty() {
        element("subtitle", &config.description, &mut xml);
    }
    element("id", &base.join("/"), &mut xml);
    let own = escape(&base.join(FEED));
    let site = escape(&base.join("/"));
    xml.push_str(&format!("<link rel=\"self\" type=\"application/atom+xml\" href=\"{own}\"/>\n"));
    xml.push_str(&format!("<link rel=\"alternate\" type=\"text/html\" href=\"{site}\"/>\n"));
    element("updated", &time(entries.first()?.0), &mut xml);
    author(if config.author.is_empty() { &config.title } else { &config.author }, &mut xml);
    xml.push_str(&format!("<generator version=\"{}\">Chartroom</generator>\n", env!("CARGO_PKG_VERSION")));
    for (day, index) in entries {
        let page = &input.site.pages[index].page;
        let address = context::canonical(shared, index)?;
        xml.push_str("<entry>\n");
        element("title", &page.title, &mut xml);
        element("id", &address, &mut xml);
        xml.push_str(&format!("<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n", escape(&address)));
        element("updated", &time(day), &mut xml);
        for name in &page.meta.authors {
            author(name, &mut xml);
        }
        for tag in &page.meta.tags {
            xml.push_str(&format!("<category term=\"{}\"/>\n", escape(tag)));
        }
        let summary = page.meta.description.as_deref().unwrap_or(&page.summary);
        if !summary.is_empty() {
            element("summary", summary, &mut xml);
        }
        xml.push_str("</entry>\n");
    }
    xml.push_str("</feed>\n");
    Some(bytes(FEED, xml))
}

fn time(day: Date) -> String {
    format!("{day}T00:00:00Z")
}

fn element(name: &str, text: &str, xml: &mut String) {
    xml.push_str(&format!("<{name}>{}</{name}>\n", escape(text)));
}

fn author(name: &str, xml: &mut String) {
    xml.push_str(&format!("<author><name>{}</name></author>\n", escape(name)));
}
