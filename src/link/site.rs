//! The joined site as data. Numbers index [`Site::pages`] and [`Site::figures`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::figures::Slots;
use super::navigation;
use super::relations::{PageRelations, Relations};
use super::tags::Tag;
use super::urls::Placed;
use crate::load::Asset;
use crate::model::{Diagram, Page};

/// The whole site, immutable.
#[derive(Debug)]
pub struct Site {
    /// Pages in order of their path.
    pub pages: Vec<SitePage>,
    /// Every diagram: those of pages in order, then `.mmd` files that no page shows.
    pub figures: Vec<Figure>,
    /// The top level of the navigation.
    pub nav: Vec<NavNode>,
    /// What pages are to each other.
    pub relations: Relations,
    /// Tags in order of their slug.
    pub tags: Vec<Tag>,
    /// Old addresses.
    pub redirects: Vec<Redirect>,
    /// Files to copy.
    pub assets: Vec<Asset>,
    /// Paths of the pages that are left out as drafts.
    pub drafts: Vec<String>,
}

impl Site {
    /// The pages that the navigation leads to.
    pub fn pages_in_navigation(&self) -> BTreeSet<usize> {
        navigation::reading_order(&self.nav).into_iter().collect()
    }

    /// The file or address that `[site]` means by the path of a picture, if it exists.
    pub fn picture<'p>(&self, written: &'p str) -> Option<&'p str> {
        let path = written.trim_start_matches('/');
        let exists = path.starts_with("https://") || self.assets.iter().any(|asset| asset.path == path);
        exists.then_some(path)
    }
}

/// A page with its place in the site.
#[derive(Debug)]
pub struct SitePage {
    /// The page itself.
    pub page: Arc<Page>,
    /// Its path below the site's root, decoded, with a leading `/`: `/guide/start/`.
    pub url: String,
    /// Its file in the output: `guide/start/index.html`.
    pub output: String,
    /// For each of `page.diagrams` and each included file, the figure, its id and number on this page, in order.
    pub slots: Slots,
    /// What each of `page.references` leads to.
    pub references: Vec<Resolved>,
    /// Pages that link here, in order of their path.
    pub backlinks: Vec<usize>,
    /// What it is to other pages, and they to it.
    pub relations: PageRelations,
    /// The page before this one in the navigation.
    pub previous: Option<usize>,
    /// The page after this one in the navigation.
    pub next: Option<usize>,
}

/// Where a reference leads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Resolved {
    /// A page and, perhaps, an anchor on it (decoded, without `#`).
    Page {
        /// Index of the page.
        page: usize,
        /// The anchor.
        anchor: Option<String>,
        /// `?…` as written, if there is one.
        query: String,
    },
    /// A copied file, by its path in the output, and what follows the path (`?…#…`) as written.
    File {
        /// Path in the output.
        path: String,
        /// Query and fragment as written.
        suffix: String,
    },
    /// An address outside of the site, of a scheme that is safe to follow.
    External(String),
    /// A figure, to be shown with its number.
    Figure {
        /// Index of the figure.
        figure: usize,
        /// A node of it that is meant.
        node: Option<NodeRef>,
    },
    /// The drawing of a figure as a file of its own.
    Drawing {
        /// Index of the figure.
        figure: usize,
    },
    /// A `.mmd` file to be shown in place.
    Include {
        /// Index of the figure.
        figure: usize,
    },
    /// `@word` that is no figure: stays text.
    Text,
    /// Leads nowhere; there is a finding.
    Broken,
}

/// A node of a figure, or a group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NodeRef {
    /// Its name in addresses.
    pub anchor: String,
    /// What it shows.
    pub label: String,
}

/// Where a figure lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FigureHome {
    /// On a page: its index, and the number on that page, from 1.
    Page {
        /// Index of the page.
        page: usize,
        /// Number on the page, from 1.
        number: usize,
    },
    /// A `.mmd` file that no page shows.
    File,
}

/// A diagram with its identity.
#[derive(Debug)]
pub struct Figure {
    /// Unique on the site.
    pub id: String,
    /// Whether the author gave the id.
    pub given: bool,
    /// The file that its text stands in, relative to the site's root.
    pub file: String,
    /// The text, its place and data.
    pub diagram: Arc<Diagram>,
    /// Given, or derived from the heading above or the page's title. Plain text.
    pub caption: String,
    /// Where it is shown first.
    pub home: FigureHome,
    /// All pages that show it.
    pub shown_on: Vec<usize>,
    /// Other pages that mention it, in order of their path.
    pub mentioned_on: Vec<usize>,
    /// What each of its click targets leads to, in the order of the engine's list.
    pub links: Vec<Resolved>,
}

/// An entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct NavNode {
    /// What is shown.
    pub title: String,
    /// Its page.
    pub page: Option<usize>,
    /// Its address outside of the site.
    pub url: Option<String>,
    /// Entries below.
    pub children: Vec<Self>,
}

/// An old address and where it leads now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The output file that stands at the old address.
    pub output: String,
    /// Where it leads.
    pub target: RedirectTarget,
}

/// Where a redirect leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RedirectTarget {
    /// A page of the site, and an anchor.
    Page(usize, Option<String>),
    /// Another address.
    Url(String),
}

pub(super) fn assemble(
    placed: Vec<Placed>,
    slots: Vec<Slots>,
    references: Vec<Vec<Resolved>>,
    backlinks: Vec<Vec<usize>>,
    relations: Vec<PageRelations>,
    order: &[usize],
) -> Vec<SitePage> {
    let mut neighbours = vec![(None, None); placed.len()];
    for pair in order.windows(2) {
        neighbours[pair[0]].1 = Some(pair[1]);
        neighbours[pair[1]].0 = Some(pair[0]);
    }
    placed
        .into_iter()
        .zip(slots)
        .zip(references)
        .zip(backlinks)
        .zip(relations)
        .zip(neighbours)
        .map(|(((((placed, slots), references), backlinks), relations), (previous, next))| SitePage {
            page: placed.input.page,
            url: placed.url,
            output: placed.output,
            slots,
            references,
            backlinks,
            relations,
            previous,
            next,
        })
        .collect()
}

pub(super) fn with_links(figures: Vec<Figure>, links: Vec<Vec<Resolved>>, mentions: Vec<Vec<usize>>) -> Vec<Figure> {
    let joined = figures.into_iter().zip(links).zip(mentions);
    joined.map(|((figure, links), mentioned_on)| Figure { links, mentioned_on, ..figure }).collect()
}
