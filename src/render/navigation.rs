//! The navigation as one page shows it: the site's top level and the page's own section, with only the branches open that
//! lead to the page, so that a page of a large site does not carry the whole menu.

use serde::Serialize;

use super::address::From;
use super::body::page_address;
use super::{Shared, context};
use crate::link::NavNode;

/// The navigation of a page.
#[derive(Debug, Serialize)]
pub struct Nav<'a> {
    top: Vec<TopItem<'a>>,
    section: Option<Section<'a>>,
}

#[derive(Debug, Serialize)]
struct TopItem<'a> {
    title: &'a str,
    href: Option<String>,
    active: bool,
    current: bool,
}

#[derive(Debug, Serialize)]
struct Section<'a> {
    title: &'a str,
    href: Option<String>,
    items: Vec<Item<'a>>,
}

#[derive(Debug, Serialize)]
struct Item<'a> {
    title: &'a str,
    href: Option<String>,
    current: bool,
    active: bool,
    items: Vec<Self>,
}

/// A step of the way to a page.
#[derive(Debug, Serialize)]
pub struct Crumb<'a> {
    title: &'a str,
    href: Option<String>,
}

impl<'a> Crumb<'a> {
    pub const fn new(title: &'a str, href: String) -> Self {
        Self { title, href: Some(href) }
    }
}

/// The ways to all pages, each the first that reading the navigation from the top meets.
pub fn trails(nodes: &[NavNode], pages: usize) -> Vec<Vec<usize>> {
    fn visit(nodes: &[NavNode], way: &mut Vec<usize>, trails: &mut [Vec<usize>]) {
        for (index, node) in nodes.iter().enumerate() {
            way.push(index);
            if let Some(page) = node.page
                && trails[page].is_empty()
            {
                trails[page].clone_from(way);
            }
            visit(&node.children, way, trails);
            way.pop();
        }
    }
    let mut trails = vec![Vec::new(); pages];
    visit(nodes, &mut Vec::new(), &mut trails);
    trails
}

/// The navigation for the page at the end of `trail`; an empty trail for a page that the navigation does not name.
pub fn of<'a>(shared: &Shared<'a>, from: From<'_>, page: Option<usize>, trail: &[usize]) -> Nav<'a> {
    let nodes = &shared.input.site.nav;
    let top = nodes
        .iter()
        .enumerate()
        .map(|(index, node)| TopItem {
            title: &node.title,
            href: address(shared, from, node),
            active: trail.first() == Some(&index),
            current: node.page.is_some() && node.page == page,
        })
        .collect();
    let section = trail.split_first().map(|(first, rest)| {
        let node = &nodes[*first];
        Section {
            title: &node.title,
            href: address(shared, from, node),
            items: items(shared, from, &node.children, page, rest),
        }
    });
    Nav { top, section }
}

fn items<'a>(
    shared: &Shared<'a>,
    from: From<'_>,
    nodes: &'a [NavNode],
    page: Option<usize>,
    trail: &[usize],
) -> Vec<Item<'a>> {
    nodes
        .iter()
        .enumerate()
        .map(|(index, node)| {
            let active = trail.first() == Some(&index);
            Item {
                title: &node.title,
                href: address(shared, from, node),
                current: active && node.page.is_some() && node.page == page,
                active,
                items: if active { items(shared, from, &node.children, page, &trail[1..]) } else { Vec::new() },
            }
        })
        .collect()
}

/// The steps above the page, without the page itself.
pub fn crumbs<'a>(
    shared: &Shared<'a>,
    from: From<'_>,
    home: Option<usize>,
    page: usize,
    trail: &[usize],
) -> Vec<Crumb<'a>> {
    let site = shared.input.site;
    let mut crumbs = Vec::new();
    if let Some(home) = home.filter(|home| *home != page) {
        crumbs.push(Crumb::new(home_title(shared, home), page_address(shared, from, home)));
    }
    let mut nodes = &site.nav;
    for index in trail {
        let node = &nodes[*index];
        nodes = &node.children;
        if node.page == Some(page) || (node.page.is_some() && node.page == home) {
            continue;
        }
        crumbs.push(Crumb { title: &node.title, href: address(shared, from, node) });
    }
    crumbs
}

fn home_title<'a>(shared: &Shared<'a>, home: usize) -> &'a str {
    shared.input.site.pages[home].page.meta.link_title.as_deref().unwrap_or("Home")
}

/// The steps above a page of Chartroom's own: the start page, then `above`.
pub fn crumbs_of_own<'a>(shared: &Shared<'a>, from: From<'_>, above: Vec<Crumb<'a>>) -> Vec<Crumb<'a>> {
    let title = shared.home.map_or("Home", |home| home_title(shared, home));
    std::iter::once(Crumb::new(title, context::home(shared, from))).chain(above).collect()
}

/// The titles of the entries above a page in the navigation, the outermost first.
pub fn titles_above<'a>(shared: &Shared<'a>, page: usize) -> Vec<&'a str> {
    let mut nodes = &shared.input.site.nav;
    let mut titles = Vec::new();
    for index in &shared.trails[page] {
        let node = &nodes[*index];
        nodes = &node.children;
        if node.page != Some(page) {
            titles.push(node.title.as_str());
        }
    }
    titles
}

/// Where an entry leads: its page, its address, or the first page below it.
pub fn address(shared: &Shared<'_>, from: From<'_>, node: &NavNode) -> Option<String> {
    fn first(node: &NavNode) -> Option<usize> {
        node.page.or_else(|| node.children.iter().find_map(first))
    }
    if let Some(url) = &node.url {
        return crate::link::is_safe_address(url).then(|| url.clone());
    }
    first(node).map(|page| page_address(shared, from, page))
}
