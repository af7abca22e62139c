//! Sections of the site as documents for paper: a title, the contents, and every page of the section in reading order. In: the
//! navigation and the pages' bodies. Out: `/print/` and `/print/SECTION/`.
//!
//! A document is as large as its pages together, and few readers want it. So the preview makes it when it is asked for.

mod rewrite;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use super::address::From;
use super::context::{self, AssetsContext, SiteContext};
use super::{Shared, TemplateError, address, body, dates};
use crate::cache::Key;
use crate::link::{NavNode, Site, href, own_folder};
use crate::model::TitleOrigin;
use crate::write::{Content, OutputFile};
use rewrite::{Placement, Target};

/// The template.
const TEMPLATE: &str = "print.html";

/// Pages that one document holds at most.
const MOST_PAGES: usize = 250;

/// Bytes of pages that it holds at most: browsers take minutes to lay out more.
const MOST_BYTES: usize = 24 * 1024 * 1024;

/// A document before it is made.
#[derive(Debug)]
pub struct Document {
    /// Its file in the output.
    pub output: String,
    /// The page that it is offered on.
    pub offered_on: Option<usize>,
    title: String,
    /// Its pages in reading order; those of the whole site, where they are too many, are the sections' business.
    parts: Vec<Part>,
    /// The documents of sections, in place of parts.
    sections: Vec<(String, String)>,
}

/// A page in a document.
#[derive(Debug)]
struct Part {
    page: usize,
    /// `2.1`; empty for the page of the section itself.
    number: String,
    /// How deep it is in the navigation below the section, from 1.
    depth: u8,
}

#[derive(Serialize)]
struct Context<'a> {
    site: SiteContext<'a>,
    assets: AssetsContext,
    root: String,
    document: DocumentContext<'a>,
}

#[derive(Serialize)]
struct DocumentContext<'a> {
    title: &'a str,
    description: &'a str,
    /// Where its pages stand one by one.
    href: Option<String>,
    canonical: Option<String>,
    contents: Vec<Entry<'a>>,
    parts: Vec<PartContext<'a>>,
    left_out: Vec<Entry<'a>>,
}

/// A line of the contents.
#[derive(Serialize)]
struct Entry<'a> {
    number: &'a str,
    title: &'a str,
    href: String,
    depth: u8,
}

#[derive(Serialize)]
struct PartContext<'a> {
    id: String,
    number: &'a str,
    title: &'a str,
    /// Level of its title.
    level: u8,
    has_h1: bool,
    content: String,
    /// Its address on the site, in full where the site has one.
    address: String,
    date: Option<String>,
}

/// The documents of a site, those of sections first.
pub fn documents(site: &Site, is_wanted: bool, home: Option<usize>) -> Vec<Document> {
    if !is_wanted {
        return Vec::new();
    }
    let folder = own_folder::PRINT.path(site);
    let mut documents = Vec::new();
    let mut taken = BTreeSet::new();
    for node in &site.nav {
        let parts = section(node);
        if parts.len() < 2 {
            continue;
        }
        let name = free_name(site, node, &mut taken);
        let output = format!("{folder}/{name}/index.html");
        documents.push(Document {
            output,
            offered_on: node.page,
            title: node.title.clone(),
            parts,
            sections: Vec::new(),
        });
    }
    let parts = whole(&site.nav);
    if parts.len() < 2 {
        return documents;
    }
    let is_small = parts.len() <= MOST_PAGES;
    let sections = documents.iter().map(|document| (document.title.clone(), document.output.clone()));
    documents.push(Document {
        output: format!("{folder}/index.html"),
        offered_on: home.filter(|home| documents.iter().all(|document| document.offered_on != Some(*home))),
        title: String::new(),
        sections: if is_small { Vec::new() } else { sections.collect() },
        parts: if is_small { parts } else { Vec::new() },
    });
    documents
}

/// The pages of a section: its own, then those below.
fn section(node: &NavNode) -> Vec<Part> {
    let mut parts: Vec<Part> =
        node.page.map(|page| Part { page, number: String::new(), depth: 1 }).into_iter().collect();
    let mut seen = node.page.into_iter().collect();
    below(&node.children, "", 1, &mut seen, &mut parts);
    parts
}

/// All pages that the navigation names.
fn whole(nav: &[NavNode]) -> Vec<Part> {
    let mut parts = Vec::new();
    below(nav, "", 1, &mut BTreeSet::new(), &mut parts);
    parts
}

/// Pages of the entries in reading order, each once. An entry without a page counts, too: its number is that of those below.
fn below(nodes: &[NavNode], above: &str, depth: u8, seen: &mut BTreeSet<usize>, parts: &mut Vec<Part>) {
    let mut count = 0;
    for node in nodes.iter().filter(|node| node.page.is_some() || !node.children.is_empty()) {
        count += 1;
        let number = if above.is_empty() { count.to_string() } else { format!("{above}.{count}") };
        if let Some(page) = node.page.filter(|page| seen.insert(*page)) {
            parts.push(Part { page, number: number.clone(), depth });
        }
        below(&node.children, &number, depth.saturating_add(1), seen, parts);
    }
}

/// The path of a section's document below the folder of documents: that of its page, or its title.
fn free_name(site: &Site, node: &NavNode, taken: &mut BTreeSet<String>) -> String {
    let of_page = node.page.map(|page| site.pages[page].url.trim_matches('/'));
    let of_page = of_page.map(|path| path.strip_suffix(".html").unwrap_or(path)).filter(|path| !path.is_empty());
    let name = of_page.map_or_else(|| slug(&node.title), str::to_owned);
    let names = std::iter::once(name.clone()).chain((2..).map(|number| format!("{name}-{number}")));
    names.into_iter().find(|name| taken.insert(name.clone())).unwrap_or(name)
}

/// A title as a part of a path: `Tools & trade` as `tools-trade`.
fn slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> = lower.split(|next: char| !next.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let slug: String = words.join("-").chars().take(60).collect();
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// The address of the document that is offered on a page.
pub fn offered(shared: &Shared<'_>, page: usize) -> Option<String> {
    let document = shared.documents.iter().find(|document| document.offered_on == Some(page))?;
    Some(href::relative(&shared.input.site.pages[page].output, &document.output))
}

/// The files of all documents. `keys` name what each page is made from; a document of which a page cannot be made, by a fault of ours
/// that is reported, is not there.
pub fn files(shared: &Shared<'_>, keys: &[Option<Key>]) -> Result<Vec<OutputFile>, TemplateError> {
    shared.documents.par_iter().filter_map(|document| file(shared, document, keys).transpose()).collect()
}

fn file(shared: &Shared<'_>, document: &Document, keys: &[Option<Key>]) -> Result<Option<OutputFile>, TemplateError> {
    let path = document.output.clone();
    let present = shared.input.present;
    let Some(key) = key(shared, document, keys) else {
        return Ok(None);
    };
    let content = if present.holds(&path, key) || present.can_wait() {
        Content::Unchanged
    } else {
        Content::Bytes(render(shared, document)?.into_bytes())
    };
    Ok(Some(OutputFile { path, content, key: Some(key) }))
}

/// Names everything that a document is made from.
fn key(shared: &Shared<'_>, document: &Document, keys: &[Option<Key>]) -> Option<Key> {
    let at_hand = (shared.fingerprint, shared.surroundings, &document.output);
    let frame = shared.input.memory.share(
        Key::of("print at hand", &at_hand),
        |_| true,
        || {
            let mut context = context(shared, document);
            // It is a part of the section's page.
            context.document.description = "";
            Key::new("print frame", &[&serde_json::to_vec(&context).unwrap_or_default()])
        },
    );
    let mut parts = Vec::with_capacity(64 * document.parts.len());
    for part in &document.parts {
        parts.extend_from_slice(keys[part.page]?.bytes());
        parts.extend_from_slice(shared.input.site.pages[part.page].output.as_bytes());
    }
    Some(Key::new("print 1", &[shared.fingerprint.bytes(), frame.bytes(), &parts]))
}

/// What the template gets, but for the texts of pages.
fn context<'a>(shared: &Shared<'a>, document: &'a Document) -> Context<'a> {
    let site = shared.input.site;
    let config = &shared.input.config.site;
    let from = From::File(&document.output);
    let own = document.offered_on.map(|page| &site.pages[page]);
    let mut contents: Vec<Entry<'_>> = document
        .parts
        .iter()
        .enumerate()
        .map(|(at, part)| Entry {
            number: &part.number,
            title: &site.pages[part.page].page.title,
            href: format!("#{}", id(at)),
            depth: part.depth,
        })
        .collect();
    contents.extend(document.sections.iter().map(|(title, output)| Entry {
        number: "",
        title,
        href: href::relative(&document.output, output),
        depth: 1,
    }));
    let described = own.filter(|_| !document.title.is_empty()).and_then(|page| page.page.meta.description.as_deref());
    Context {
        site: context::site(shared, from),
        assets: context::assets(shared, from),
        root: href::root(&document.output),
        document: DocumentContext {
            title: if document.title.is_empty() { &config.title } else { &document.title },
            description: described.unwrap_or(if document.title.is_empty() { &config.description } else { "" }),
            href: own.map(|page| href::relative(&document.output, &page.output)),
            canonical: address::full(shared.input, own.map_or("index.html", |page| &page.output)),
            contents,
            parts: Vec::new(),
            left_out: Vec::new(),
        },
    }
}

/// The id of a part, by its place in the document.
fn id(at: usize) -> String {
    format!("s{}", at + 1)
}

fn render(shared: &Shared<'_>, document: &Document) -> Result<String, TemplateError> {
    let mut context = context(shared, document);
    let site = shared.input.site;
    let held = &document.parts[..document.parts.len().min(MOST_PAGES)];
    let bodies = held.par_iter().map(|part| body::render(shared, part.page)).collect::<Result<Vec<_>, _>>()?;
    let mut size = 0;
    let fit = bodies.iter().take_while(|body| {
        size += body.len();
        size <= MOST_BYTES
    });
    let count = fit.count();
    let parts: BTreeMap<&str, Target> = held[..count]
        .iter()
        .enumerate()
        .map(|(at, part)| {
            let target = Target { prefix: format!("{}.", id(at)), number: part.number.clone() };
            (site.pages[part.page].output.as_str(), target)
        })
        .collect();
    let made = held[..count].par_iter().zip(bodies).enumerate().map(|(at, (part, body))| {
        let site_page = &site.pages[part.page];
        let page = &site_page.page;
        let prefix = format!("{}.", id(at));
        let place = Placement {
            prefix: &prefix,
            lower: part.depth,
            page: &site_page.output,
            document: &document.output,
            parts: &parts,
        };
        PartContext {
            id: id(at),
            number: &part.number,
            title: &page.title,
            level: (part.depth + 1).min(6),
            has_h1: page.title_origin == TitleOrigin::Heading
                || page.headings.first().is_some_and(|first| first.level == 1),
            content: rewrite::rewrite(&body, &place),
            address: context::canonical(shared, part.page).unwrap_or_else(|| site_page.url.clone()),
            date: dates::day(&page.meta, shared.changed[part.page]).map(|day| day.to_string()),
        }
    });
    context.document.parts = made.collect();
    let mut left_out = context.document.contents.split_off(count.min(context.document.contents.len()));
    if document.parts.is_empty() {
        std::mem::swap(&mut left_out, &mut context.document.contents);
    }
    for (entry, part) in left_out.iter_mut().zip(&document.parts[count..]) {
        entry.href = href::relative(&document.output, &site.pages[part.page].output);
    }
    context.document.left_out = left_out;
    let size = context.document.parts.iter().map(|part| part.content.len()).sum::<usize>() + 16 * 1024;
    shared.templates.render(TEMPLATE, &context, &document.output, size)
}
