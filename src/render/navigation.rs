//! The navigation as one page shows it: the site's top level and the page's own section, with only the branches open that
//! lead to the page, and of a long list only the part around it, so that a page of a large site does not carry the whole menu.

use std::borrow::Cow;
use std::ops::Range;

use serde::Serialize;

use super::address::From;
use super::body::page_address;
use super::{Shared, context};
use crate::diagnostics::human::thousands;
use crate::link::NavNode;

/// Entries of a list that are shown before and after the current one. With all of them a site of many pages in one folder would
/// grow with their square.
const AROUND: usize = 100;

/// The navigation of a page.
#[derive(Debug, Serialize)]
pub struct Nav<'a> {
    top: Vec<TopItem<'a>>,
    section: Option<Section<'a>>,
}

#[derive(Debug, Serialize)]
struct TopItem<'a> {
    title: Cow<'a, str>,
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
    title: Cow<'a, str>,
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
    let top = listed(shared, from, nodes, trail.first())
        .map(|(index, title, href)| TopItem {
            title,
            href,
            active: index.is_some() && trail.first().copied() == index,
            current: index.and_then(|index| nodes[index].page).is_some_and(|own| Some(own) == page),
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
    listed(shared, from, nodes, trail.first())
        .map(|(index, title, href)| {
            let active = index.filter(|index| trail.first() == Some(index)).map(|index| &nodes[index]);
            Item {
                title,
                href,
                current: active.is_some_and(|node| node.page.is_some() && node.page == page),
                active: active.is_some(),
                items: active.map_or_else(Vec::new, |node| items(shared, from, &node.children, page, &trail[1..])),
            }
        })
        .collect()
}

/// The entries of a list that are shown: their place in it, title and address. Where some are left out, an entry without a place
/// counts them and leads to the nearest.
fn listed<'a, 's>(
    shared: &'s Shared<'a>,
    from: From<'s>,
    nodes: &'a [NavNode],
    current: Option<&usize>,
) -> impl Iterator<Item = (Option<usize>, Cow<'a, str>, Option<String>)> + use<'a, 's> {
    let Range { start, end } = window(nodes.len(), current.copied().unwrap_or_default());
    let count = |left_out: usize| Cow::Owned(format!("… {} more", thousands(left_out)));
    let before = (start > 0).then(|| (None, count(start), address(shared, from, &nodes[start - 1])));
    let after = (end < nodes.len()).then(|| (None, count(nodes.len() - end), address(shared, from, &nodes[end])));
    let shown = (start..end).map(move |index| {
        let node = &nodes[index];
        (Some(index), Cow::Borrowed(node.title.as_str()), address(shared, from, node))
    });
    before.into_iter().chain(shown).chain(after)
}

/// The part of a list of `count` entries that is shown where `current` is the one to see.
fn window(count: usize, current: usize) -> Range<usize> {
    let start = current.saturating_sub(AROUND).min(count.saturating_sub(2 * AROUND + 1));
    start..count.min(start + 2 * AROUND + 1)
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

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn of_a_long_list_the_part_around_the_current_entry_is_shown() {
        assert_eq!(window(0, 0), 0..0);
        assert_eq!(window(201, 200), 0..201);
        assert_eq!(window(5_000, 0), 0..201);
        assert_eq!(window(5_000, 2_500), 2_400..2_601);
        assert_eq!(window(5_000, 4_999), 4_799..5_000);
    }
}
