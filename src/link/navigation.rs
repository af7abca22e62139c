//! The navigation: the explicit tree of `[nav]`, or one derived from the folders, never both.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::readable;
use super::names::{Names, Patience};
use super::site::NavNode;
use super::urls::Placed;
use crate::cache::Memory;
use crate::config::{Config, NavEntry, NavTarget};
use crate::diagnostics::Finding;

/// Builds the tree.
pub fn build(
    config: &Config,
    placed: &[Placed],
    drafts: &[String],
    memory: &Memory,
    findings: &mut Vec<Finding>,
) -> Vec<NavNode> {
    match &config.nav {
        Some(entries) => {
            let by_path: BTreeMap<&str, usize> =
                placed.iter().enumerate().map(|(index, page)| (page.input.page.path.as_str(), index)).collect();
            let drafts = drafts.iter().map(String::as_str).collect();
            let paths = by_path.keys().copied().collect();
            Explicit { config, placed, by_path, paths, patience: Patience::new(memory), drafts }
                .nodes(entries, findings)
        }
        None => derived(placed),
    }
}

/// Pages in the order in which the navigation names them, each once: the order of "previous" and "next".
pub fn reading_order(nav: &[NavNode]) -> Vec<usize> {
    fn visit(nodes: &[NavNode], seen: &mut std::collections::BTreeSet<usize>, order: &mut Vec<usize>) {
        for node in nodes {
            if let Some(page) = node.page
                && seen.insert(page)
            {
                order.push(page);
            }
            visit(&node.children, seen, order);
        }
    }
    let mut order = Vec::new();
    visit(nav, &mut std::collections::BTreeSet::new(), &mut order);
    order
}

/// What entries of an explicit navigation may name.
struct Explicit<'a> {
    config: &'a Config,
    placed: &'a [Placed],
    by_path: BTreeMap<&'a str, usize>,
    paths: Names<'a>,
    patience: Patience<'a>,
    drafts: BTreeSet<&'a str>,
}

impl Explicit<'_> {
    fn nodes(&self, entries: &[NavEntry], findings: &mut Vec<Finding>) -> Vec<NavNode> {
        let mut nodes = Vec::new();
        for entry in entries {
            let children = self.nodes(&entry.items, findings);
            let mut node = NavNode { title: entry.title.clone().unwrap_or_default(), page: None, url: None, children };
            match &entry.target {
                NavTarget::Page(path) => {
                    let path = path.trim_start_matches("./").trim_start_matches('/');
                    let Some(&page) = self.by_path.get(path) else {
                        findings.push(self.missing(entry, path));
                        if !node.children.is_empty() {
                            nodes.push(node);
                        }
                        continue;
                    };
                    node.page = Some(page);
                    if entry.title.is_none() {
                        node.title = self.placed[page].input.page.link_title().to_owned();
                    }
                }
                NavTarget::Url(url) => node.url = Some(url.clone()),
                NavTarget::None => {
                    if node.children.is_empty() {
                        continue;
                    }
                }
            }
            nodes.push(node);
        }
        nodes
    }

    fn missing(&self, entry: &NavEntry, path: &str) -> Finding {
        let (message, help) = if self.drafts.contains(path) {
            (
                format!("the navigation names `{path}`, a draft, which is left out"),
                "publish it, remove the entry, or take drafts in with `--drafts`".to_owned(),
            )
        } else {
            let content = format!("{}/", self.config.build.content);
            let help = self.patience.nearest(path.trim_start_matches(&content), &self.paths).map_or_else(
                || "write the path of a page, relative to the content folder, or remove the entry".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            (format!("the navigation names `{path}`, which does not exist"), help)
        };
        Finding::error("nav-missing-page", &self.config.file, entry.span, message).with_help(help)
    }
}

/// A folder on its way to becoming an entry.
#[derive(Default)]
struct Folder {
    index: Option<usize>,
    pages: Vec<usize>,
    folders: BTreeMap<String, Self>,
}

fn derived(placed: &[Placed]) -> Vec<NavNode> {
    let mut top = Folder::default();
    for (number, page) in placed.iter().enumerate() {
        let path = &page.input.page.path;
        let mut folder = &mut top;
        let parts: Vec<&str> = path.split('/').collect();
        for part in &parts[..parts.len() - 1] {
            folder = folder.folders.entry((*part).to_owned()).or_default();
        }
        if page.is_index {
            folder.index = Some(number);
        } else {
            folder.pages.push(number);
        }
    }
    let mut nodes = children(&top, placed);
    if let Some(index) = top.index {
        nodes.insert(
            0,
            NavNode {
                title: placed[index].input.page.link_title().to_owned(),
                page: Some(index),
                url: None,
                children: Vec::new(),
            },
        );
    }
    nodes
}

/// Entries by weight, then title, then path.
fn children(folder: &Folder, placed: &[Placed]) -> Vec<NavNode> {
    let weight =
        |page: Option<usize>| page.and_then(|page| placed[page].input.page.meta.weight).unwrap_or(f64::INFINITY);
    let mut entries: Vec<(f64, String, NavNode)> = Vec::new();
    for &page in &folder.pages {
        let title = placed[page].input.page.link_title().to_owned();
        let node = NavNode { title: title.clone(), page: Some(page), url: None, children: Vec::new() };
        entries.push((weight(Some(page)), title.to_lowercase(), node));
    }
    for (name, inner) in &folder.folders {
        let nodes = children(inner, placed);
        if nodes.is_empty() && inner.index.is_none() {
            continue;
        }
        let title =
            inner.index.map_or_else(|| readable(name), |index| placed[index].input.page.link_title().to_owned());
        let node = NavNode { title: title.clone(), page: inner.index, url: None, children: nodes };
        entries.push((weight(inner.index), title.to_lowercase(), node));
    }
    entries.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    entries.into_iter().map(|(_, _, node)| node).collect()
}
