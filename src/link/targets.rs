//! What a reference can lead to: pages by path, URL and alias, folders, files, figures, anchors. And which of them was
//! probably meant by one that does not exist.

use std::collections::{BTreeMap, BTreeSet};

use super::href;
use super::names::{Names, Paths, Patience};
use super::nodes::Nodes;
use super::site::Figure;
use super::urls::{Placed, folder};
use crate::cache::Memory;
use crate::config::Config;
use crate::load::Asset;
use crate::mermaid::Outline;

/// Everything that can be pointed at.
pub struct Targets<'a> {
    pub(super) content: &'a str,
    pub(super) pages: BTreeMap<&'a str, usize>,
    pub(super) urls: BTreeMap<&'a str, usize>,
    pub(super) aliases: BTreeMap<String, usize>,
    /// The page of each folder that has one.
    pub(super) indexes: BTreeMap<&'a str, usize>,
    pub(super) folders: BTreeSet<&'a str>,
    pub(super) files: BTreeSet<&'a str>,
    pub(super) made: BTreeSet<&'a str>,
    pub(super) drafts: BTreeSet<&'a str>,
    pub(super) figure_ids: BTreeMap<&'a str, usize>,
    pub(super) anchors: Vec<BTreeSet<&'a str>>,
    pub(super) nodes: Nodes<'a>,
    pub(super) diagram_files: BTreeMap<&'a str, usize>,
    /// Ids that authors gave.
    pub(super) given: Names<'a>,
    pub(super) page_paths: Paths<'a>,
    pub(super) file_paths: Paths<'a>,
    pub(super) diagram_paths: Paths<'a>,
    patience: Patience<'a>,
}

/// What there is on a site.
#[derive(Clone, Copy)]
pub struct All<'a> {
    /// Configuration.
    pub config: &'a Config,
    /// Pages with their addresses.
    pub placed: &'a [Placed],
    /// Diagrams.
    pub figures: &'a [Figure],
    /// What each diagram consists of; `None` of one that is broken.
    pub outlines: &'a [Option<&'a Outline>],
    /// Files that are copied.
    pub assets: &'a [Asset],
    /// Files that Chartroom makes beside the pages.
    pub made: &'a [String],
    /// Paths of pages left out as drafts.
    pub drafts: &'a [String],
    /// Answers of earlier runs.
    pub memory: &'a Memory,
}

impl<'a> Targets<'a> {
    /// Indexes everything that can be pointed at.
    pub fn new(all: All<'a>) -> Self {
        let All { config, placed, figures, outlines, assets, made, drafts, memory } = all;
        let mut anchors: Vec<BTreeSet<&str>> = placed
            .iter()
            .map(|page| {
                let page = &page.input.page;
                let headings = page.headings.iter().map(|heading| heading.id.as_str());
                headings.chain(page.anchors.iter().map(String::as_str)).collect()
            })
            .collect();
        for figure in figures {
            for page in &figure.shown_on {
                anchors[*page].insert(&figure.id);
            }
        }
        let mut folders = BTreeSet::new();
        for page in placed {
            let mut path = page.input.page.path.as_str();
            while !path.is_empty() {
                path = folder(path);
                folders.insert(path);
            }
        }
        let mut aliases = BTreeMap::new();
        for (index, page) in placed.iter().enumerate() {
            for alias in &page.input.page.meta.aliases {
                aliases.entry(alias.trim_matches('/').to_owned()).or_insert(index);
            }
        }
        let content_prefix = format!("{}/", config.build.content);
        let diagram_path = |figure: &'a Figure| {
            let is_file = figure.file.ends_with(".mmd") || figure.file.ends_with(".mermaid");
            figure.file.strip_prefix(&content_prefix).filter(|_| is_file)
        };
        let pages: BTreeMap<&str, usize> =
            placed.iter().enumerate().map(|(index, page)| (page.input.page.path.as_str(), index)).collect();
        let files: BTreeSet<&str> = assets.iter().map(|asset| asset.path.as_str()).collect();
        let diagram_files: BTreeMap<&str, usize> =
            figures.iter().enumerate().filter_map(|(index, figure)| Some((diagram_path(figure)?, index))).collect();
        Self {
            given: figures.iter().filter(|figure| figure.given).map(|figure| figure.id.as_str()).collect(),
            page_paths: Paths::new(pages.keys().copied()),
            file_paths: Paths::new(files.iter().copied()),
            diagram_paths: Paths::new(diagram_files.keys().copied()),
            pages,
            files,
            diagram_files,
            content: &config.build.content,
            urls: placed.iter().enumerate().map(|(index, page)| (page.url.trim_matches('/'), index)).collect(),
            aliases,
            indexes: placed
                .iter()
                .enumerate()
                .filter(|(_, page)| page.is_index)
                .map(|(index, page)| (folder(&page.input.page.path), index))
                .collect(),
            folders,
            made: made.iter().map(String::as_str).collect(),
            drafts: drafts.iter().map(String::as_str).collect(),
            figure_ids: figures.iter().enumerate().map(|(index, figure)| (figure.id.as_str(), index)).collect(),
            anchors,
            nodes: Nodes::new(outlines),
            patience: Patience::new(memory),
        }
    }

    /// The name nearest to a missing one.
    pub(super) fn nearest<'n>(&self, name: &str, names: &Names<'n>) -> Option<&'n str> {
        self.patience.nearest(name, names)
    }

    /// Whether a page has a heading, a figure, a node of a figure or another element with this id.
    pub(super) fn has_anchor(&self, page: usize, id: &str) -> bool {
        self.anchors[page].contains(id)
            || self.node(page, id).is_some_and(|(figure, node)| self.nodes.has(figure, node))
    }

    /// The figure of a page and the name of a node in `figure/node`.
    pub(super) fn node<'n>(&self, page: usize, id: &'n str) -> Option<(usize, &'n str)> {
        let (figure, node) = id.split_once('/')?;
        let figure = self.figure_ids.get(figure).filter(|_| self.anchors[page].contains(figure))?;
        Some((*figure, node))
    }

    /// The heading, figure or node of a page that is nearest to one that it does not have, or else the only one with all of it
    /// as whole words: `#retry-with-backoff` for `#retry`.
    pub(super) fn nearest_anchor(&self, page: usize, id: &str) -> Option<String> {
        let anchors = &self.anchors[page];
        if self.patience.is_over() {
            return None;
        }
        if let Some((figure, node)) = self.node(page, id) {
            let near = self.nearest_node(figure, node)?;
            return Some(format!("{}/{near}", &id[..id.len() - node.len() - 1]));
        }
        let names: Names<'_> = anchors.iter().copied().collect();
        let near = self.nearest(id, &names).or_else(|| {
            let words = format!("-{id}-");
            let mut whole = names.iter().filter(|name| format!("-{name}-").contains(&words));
            whole.next().filter(|_| whole.next().is_none())
        });
        near.map(str::to_owned)
    }

    /// The node of a figure that is meant by a name that none has: the one with this label, or else the nearest name.
    pub(super) fn nearest_node(&self, figure: usize, name: &str) -> Option<&str> {
        self.nodes.labelled(figure, name).or_else(|| self.nearest(name, &self.nodes.names(figure)))
    }

    /// "did you mean …?" for a path, as it would be written on the page at `from`.
    pub(super) fn suggestion(&self, from: &str, wanted: &str, paths: &Paths<'_>, otherwise: &str) -> String {
        let near = paths.meant(wanted, &self.patience);
        near.map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{}`?", from_to(from, near)))
    }

    /// The page that a path leads to, as GitHub follows it: a page's file or a folder with an index; from the root also a
    /// page's own URL or an alias.
    pub(super) fn find_page(&self, from: &str, path: &str) -> Option<usize> {
        let candidates: Vec<String> = match path.strip_prefix('/') {
            Some(rooted) => {
                let rooted = href::join("", rooted)?;
                let stripped =
                    rooted.strip_prefix(self.content).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
                stripped.into_iter().chain([rooted]).collect()
            }
            None => vec![href::join(from, path)?],
        };
        for candidate in &candidates {
            if let Some(&page) = self.pages.get(candidate.as_str()) {
                return Some(page);
            }
            if let Some(&page) = self.indexes.get(candidate.as_str()) {
                return Some(page);
            }
        }
        if path.starts_with('/') {
            let wanted = path.trim_matches('/');
            return self.urls.get(wanted).or_else(|| self.aliases.get(wanted)).copied();
        }
        None
    }

    pub(super) fn find_file(&self, from: &str, path: &str) -> Option<String> {
        let joined = match path.strip_prefix('/') {
            Some(rooted) => href::join("", rooted)?,
            None => href::join(from, path)?,
        };
        let stripped = joined.strip_prefix(self.content).and_then(|rest| rest.strip_prefix('/'));
        std::iter::once(joined.as_str())
            .chain(path.starts_with('/').then_some(stripped).flatten())
            .find(|candidate| self.files.contains(candidate))
            .map(str::to_owned)
            .or_else(|| self.find_made(&joined))
    }

    /// A file that Chartroom makes, of a page also by its folder.
    fn find_made(&self, path: &str) -> Option<String> {
        let page = format!("{path}/index.html");
        let names = [path, page.as_str()];
        names.into_iter().find(|name| self.made.contains(name)).map(str::to_owned)
    }
}

/// The path of `to` as a link on the page `from` writes it.
pub(super) fn from_to(from: &str, to: &str) -> String {
    href::decode(&href::relative(from, to)).unwrap_or_else(|| to.to_owned())
}
