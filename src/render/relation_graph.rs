//! Relations as a flowchart: a node for each page, grouped by folder, an arrow for each relation. In: what a page asks to
//! see. Out: Mermaid's text, drawn like any other diagram, or nothing where it would be larger than what is drawn.
//!
//! Titles are anybody's text: whatever could mean something to Mermaid is written so that it does not.

use std::collections::{BTreeMap, BTreeSet};

use super::relations::{View, page_href};
use super::{Shared, TemplateError, figure};
use crate::cache::Key;
use crate::link::{Site, href, readable};
use crate::mermaid::{Drawn, Verdict};

/// Parts two characters that would mean something together, and shows nothing.
const BREAK: char = '\u{200B}';

/// A graph before it is drawn.
pub(super) struct Graph {
    /// Mermaid's text.
    pub(super) source: String,
    nodes: usize,
    edges: usize,
    /// Titles of the kinds, in their order.
    kinds: Vec<String>,
    /// Where the click targets of the text lead.
    links: BTreeMap<String, String>,
}

/// The figure on its page; `None` where the graph is too large or cannot be drawn.
pub(super) fn figure(
    shared: &Shared<'_>,
    page: usize,
    number: usize,
    view: &View<'_>,
) -> Result<Option<String>, TemplateError> {
    let limits = &shared.input.config.diagrams;
    // The engine may fail on groups with very many arrows between them, and draw the same without groups.
    for is_grouped in [true, false] {
        let graph = Graph::new(shared, page, view, is_grouped);
        if graph.nodes > limits.max_nodes || graph.edges > limits.max_edges {
            return Ok(None);
        }
        let drawer = shared.input.drawer;
        let key = Key::new("relation graph 1", &[drawer.fingerprint(), graph.source.as_bytes()]);
        let verdict = shared.input.cache.remember(key, Verdict::is_certain, || drawer.draw(&graph.source));
        if let Verdict::Drawn(drawn) = &verdict {
            return place(shared, page, number, view, &graph, drawn).map(Some);
        }
    }
    Ok(None)
}

fn place(
    shared: &Shared<'_>,
    page: usize,
    number: usize,
    view: &View<'_>,
    graph: &Graph,
    drawn: &Drawn,
) -> Result<String, TemplateError> {
    let caption = format!("{}: {}", if view.here { "of this page" } else { "between pages" }, graph.kinds.join(", "));
    let generated = figure::Generated {
        id: &free_id(shared.input.site, page, number),
        label: "Relations",
        caption: &caption,
        source: &graph.source,
        drawn,
        links: &graph.links,
    };
    let site_page = &shared.input.site.pages[page];
    figure::generated(shared, &site_page.output, &site_page.page.file, &generated)
}

/// An id that nothing else on the page has.
fn free_id(site: &Site, page: usize, number: usize) -> String {
    let site_page = &site.pages[page];
    let headings = site_page.page.headings.iter().map(|heading| heading.id.as_str());
    let anchors = site_page.page.anchors.iter().map(String::as_str);
    let slots = site_page.slots.in_order();
    let taken: BTreeSet<&str> = headings.chain(anchors).chain(slots.iter().map(|slot| slot.id.as_str())).collect();
    let mut id = format!("relations-{}", number + 1);
    while taken.contains(id.as_str()) {
        id.push_str("-graph");
    }
    id
}

impl Graph {
    pub(super) fn new(shared: &Shared<'_>, page: usize, view: &View<'_>, is_grouped: bool) -> Self {
        let site = shared.input.site;
        let mut edges: Vec<(usize, usize, usize)> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut kinds = Vec::new();
        for relation in &view.relations {
            let edge = (relation.kind, relation.from, relation.to.page);
            if seen.insert(edge) {
                edges.push(edge);
            }
            let title = &site.relations.kinds[relation.kind].title;
            if kinds.last() != Some(title) {
                kinds.push(title.clone());
            }
        }
        let pages: BTreeSet<usize> = edges.iter().flat_map(|&(_, from, to)| [from, to]).collect();
        // Numbers of the graph's own, so that it stays the same when other pages come and go.
        let node: BTreeMap<usize, usize> = pages.iter().enumerate().map(|(number, &page)| (page, number)).collect();
        let groups =
            if is_grouped { grouped(site, &pages) } else { vec![(None, pages.iter().copied().collect::<Vec<_>>())] };
        let mut source = String::from("flowchart LR\n");
        for (number, (folder, members)) in groups.into_iter().enumerate() {
            let indent = if folder.is_some() { "    " } else { "  " };
            if let Some(folder) = &folder {
                source.push_str(&format!("  subgraph g{number}[\"{}\"]\n", label(folder)));
            }
            for member in members {
                let page = &site.pages[member].page;
                let title = if page.link_title().trim().is_empty() { &page.path } else { page.link_title() };
                source.push_str(&format!("{indent}n{}[\"{}\"]\n", node[&member], label(title)));
            }
            if folder.is_some() {
                source.push_str("  end\n");
            }
        }
        for &(kind, from, to) in &edges {
            let kind = &site.relations.kinds[kind];
            let arrow = if kind.symmetric { "---" } else { "-->" };
            source.push_str(&format!("  n{} {arrow}|\"{}\"| n{}\n", node[&from], label(&kind.title), node[&to]));
        }
        let mut links = BTreeMap::new();
        for (&member, number) in node.iter().filter(|&(&member, _)| member != page) {
            let target = format!("/{}", href::encode_path(&site.pages[member].page.path));
            source.push_str(&format!("  click n{number} \"{target}\"\n"));
            links.insert(target, page_href(shared, page, member));
        }
        Self { source, nodes: pages.len(), edges: edges.len(), kinds, links }
    }
}

/// Pages by the folder in which they part: the first that not all of them share. Where there is only one, there are no
/// groups. Pages outside of any such folder stand alone.
fn grouped(site: &Site, pages: &BTreeSet<usize>) -> Vec<(Option<String>, Vec<usize>)> {
    let path = |page: usize| site.pages[page].page.path.split('/').collect::<Vec<_>>();
    let paths: Vec<(usize, Vec<&str>)> = pages.iter().map(|&page| (page, path(page))).collect();
    let shared = match paths.as_slice() {
        [(_, first), rest @ ..] => rest.iter().fold(first.len() - 1, |length, (_, path)| {
            let alike = first.iter().zip(&path[..path.len() - 1]).take_while(|(a, b)| a == b).count();
            length.min(alike)
        }),
        [] => 0,
    };
    let mut groups: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
    for (page, path) in &paths {
        let folder = (path.len() > shared + 1).then(|| path[..=shared].join("/"));
        groups.entry(folder).or_default().push(*page);
    }
    if groups.len() < 2 {
        return vec![(None, pages.iter().copied().collect())];
    }
    let title = |folder: String| {
        let own = ["index.md", "_index.md", "README.md"].iter().find_map(|name| {
            let path = format!("{folder}/{name}");
            site.pages.binary_search_by(|page| page.page.path.as_str().cmp(&path)).ok()
        });
        own.map_or_else(
            || readable(folder.rsplit('/').next().unwrap_or(&folder)),
            |page| site.pages[page].page.link_title().to_owned(),
        )
    };
    groups.into_iter().map(|(folder, members)| (folder.map(title), members)).collect()
}

/// Text as a label in quotes.
fn label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut quotes = ["“", "”"].into_iter().cycle();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let after = rest.as_str();
        if character == '`' && out.is_empty() {
            // A label that begins with one is Markdown.
            out.push(BREAK);
        }
        match character {
            '"' => out.push_str(quotes.next().unwrap_or("”")),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            _ if character.is_control() || character.is_whitespace() => out.push(' '),
            _ => out.push(character),
        }
        let means_something = match character {
            // A character reference, a directive, a formula, a line break, an icon.
            '#' => after.starts_with(|next: char| next.is_alphanumeric() || next == '_'),
            '&' => after.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '#'),
            '%' | '$' => after.starts_with(character),
            '\\' => after.starts_with('n'),
            ':' => after.starts_with("fa-"),
            _ => false,
        };
        if means_something {
            out.push(BREAK);
        }
    }
    out
}
