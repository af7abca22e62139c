//! The pages of tags: `/tags/`, which lists all, and one for each with its pages. The contexts are described in
//! `content/reference/templates.md`.

use rayon::prelude::*;
use serde::Serialize;

use super::address::{self, From};
use super::context::Link;
use super::navigation::{self, Crumb};
use super::own_pages::{self, Frame, OwnPage};
use super::{Shared, TemplateError, body};
use crate::cache::Key;
use crate::link::{Tag, href, own_folder, tag_slug};
use crate::write::OutputFile;

/// The templates.
const ALL: &str = "tags.html";
const ONE: &str = "tag.html";

#[derive(Serialize)]
struct AllContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    tags: Vec<TagContext<'a>>,
}

#[derive(Serialize)]
struct OneContext<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    tag: TagContext<'a>,
    pages: Vec<Page<'a>>,
}

#[derive(Serialize)]
struct TagContext<'a> {
    name: &'a str,
    href: String,
    count: usize,
}

#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    href: String,
    description: &'a str,
    /// The way to it: the sections above, the outermost first.
    section: Vec<&'a str>,
}

/// The links from a page to the pages of its tags.
pub fn links(shared: &Shared<'_>, from: From<'_>, names: &[String]) -> Vec<Link> {
    let Some(folder) = shared.tags else { return Vec::new() };
    let link = |name: &String| {
        let file = own_folder::page(&format!("{folder}/{}", tag_slug(name)?));
        Some(Link { title: name.clone(), href: address::file(shared.input, from, &file) })
    };
    names.iter().filter_map(link).collect()
}

/// The file of each of these pages, that of all tags first.
pub fn paths(shared: &Shared<'_>) -> Vec<String> {
    let tags = &shared.input.site.tags;
    shared.tags.map_or_else(Vec::new, |folder| {
        let each = tags.iter().map(|tag| own_folder::page(&format!("{folder}/{}", tag.slug)));
        std::iter::once(own_folder::page(folder)).chain(each).collect()
    })
}

/// All these pages.
pub fn files(shared: &Shared<'_>) -> Result<Vec<OutputFile>, TemplateError> {
    let tags = &shared.input.site.tags;
    let paths = paths(shared);
    let Some((list, each)) = paths.split_first() else {
        return Ok(Vec::new());
    };
    let at_hand = Key::of("tags", &(shared.fingerprint, shared.surroundings, tags));
    let page = OwnPage { path: list, template: ALL, at_hand: Some(at_hand) };
    let all = own_pages::made(shared, &page, &|| AllContext {
        frame: Frame::of(shared, list, Vec::new()),
        tags: tags.iter().zip(each).map(|(tag, path)| tag_context(tag, list, path)).collect(),
    });
    let one = |(tag, path): (&Tag, &String)| {
        let descriptions: Vec<&str> = tag.pages.iter().map(|page| description(shared, *page)).collect();
        let at_hand = Key::of("tag", &(shared.fingerprint, shared.surroundings, tag, descriptions));
        let page = OwnPage { path, template: ONE, at_hand: Some(at_hand) };
        own_pages::made(shared, &page, &|| one(shared, tag, list, path))
    };
    let each: Vec<_> = tags.par_iter().zip(each).map(one).collect();
    std::iter::once(all).chain(each).collect()
}

fn one<'a>(shared: &Shared<'a>, tag: &'a Tag, list: &str, path: &str) -> OneContext<'a> {
    let site = shared.input.site;
    let from = From::File(path);
    let pages = tag.pages.iter().map(|&page| Page {
        title: &site.pages[page].page.title,
        href: body::page_address(shared, from, page),
        description: description(shared, page),
        section: navigation::titles_above(shared, page),
    });
    let above = Crumb::new("Tags", address::file(shared.input, from, list));
    OneContext {
        frame: Frame::of(shared, path, vec![above]),
        tag: tag_context(tag, path, path),
        pages: pages.collect(),
    }
}

fn description<'a>(shared: &Shared<'a>, page: usize) -> &'a str {
    let page = &shared.input.site.pages[page].page;
    page.meta.description.as_deref().unwrap_or(&page.summary)
}

fn tag_context<'a>(tag: &'a Tag, from: &str, path: &str) -> TagContext<'a> {
    TagContext { name: &tag.name, href: href::relative(from, path), count: tag.pages.len() }
}
