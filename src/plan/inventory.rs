//! What the content holds: pages and diagrams with the verdict on each. In: the joined site, verdicts, reviews. Out: two lists,
//! from which every figure of a report is counted. Drafts are not in them, built or not; they have a list of their own.

use std::collections::BTreeSet;

use crate::link::{FigureHome, Site};
use crate::mermaid::{Facts, Fault};
use crate::model::Text;

use super::reviews::{ContentHash, Reviews};

/// Everything that can be counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inventory {
    /// Pages in order of their path.
    pub pages: Vec<Page>,
    /// Diagrams in order of their page and number; those of `.mmd` files that no page shows come last.
    pub diagrams: Vec<Diagram>,
    /// Pages that are drafts: nothing counts them.
    pub drafts: Vec<Draft>,
}

/// A page that is a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Relative to the site's root.
    pub file: String,
    /// Relative to the content folder.
    pub path: String,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Relative to the site's root: `content/guide/start.md`.
    pub file: String,
    /// Relative to the content folder: `guide/start.md`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its index in the site, for its address.
    pub site_page: usize,
}

/// A diagram. One of a `.mmd` file is one, however many pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    /// Its id on the site.
    pub id: String,
    /// The file that its text stands in, relative to the site's root.
    pub file: String,
    /// Where it counts, as indices of `pages`: the pages that show it.
    pub pages: Vec<usize>,
    /// Its own path relative to the content folder.
    pub path: String,
    /// The section it counts for: the top folder of the page that shows it first.
    pub section: String,
    /// Line of its fence.
    pub line: u32,
    /// Its kind, if that is known.
    pub kind: Option<String>,
    /// Its role.
    pub role: Option<String>,
    /// Its caption.
    pub caption: String,
    /// Whether it parses and draws.
    pub valid: bool,
    /// Hash of its text.
    pub content: ContentHash,
    /// Whether somebody has reviewed this text.
    pub reviewed: bool,
    /// Its index in the site's figures.
    pub figure: usize,
}

/// The section of files that stand in no folder.
pub const TOP: &str = "";

/// The top folder of a path.
pub fn section(path: &str) -> &str {
    path.split_once('/').map_or(TOP, |(folder, _)| folder)
}

impl Inventory {
    /// Takes stock of a site. `content` is the content folder as configured.
    pub fn new<'v>(
        site: &Site,
        content: &str,
        judged: &dyn Fn(&Text) -> Result<&'v Facts, &'v Fault>,
        reviews: &Reviews,
    ) -> Self {
        let mut places = vec![None; site.pages.len()];
        let mut pages = Vec::new();
        let folder = content.trim_start_matches("./").trim_end_matches('/');
        let in_content = |path: &String| match folder {
            "" | "." => path.clone(),
            folder => format!("{folder}/{path}"),
        };
        let left_out = site.drafts.iter().map(|path| Draft { file: in_content(path), path: path.clone() });
        let mut drafts: Vec<Draft> = left_out.collect();
        for (index, page) in site.pages.iter().enumerate() {
            if page.page.meta.draft {
                drafts.push(Draft { file: page.page.file.clone(), path: page.page.path.clone() });
                continue;
            }
            places[index] = Some(pages.len());
            pages.push(Page {
                file: page.page.file.clone(),
                path: page.page.path.clone(),
                title: page.page.title.clone(),
                site_page: index,
            });
        }
        let mut diagrams = Vec::new();
        for (index, figure) in site.figures.iter().enumerate() {
            let shown: BTreeSet<usize> = figure.shown_on.iter().filter_map(|page| places[*page]).collect();
            let of_page =
                matches!(figure.home, FigureHome::Page { page, .. } if site.pages[page].page.file == figure.file);
            // A diagram file that only drafts show is content all the same; a fence of a draft is not.
            if of_page && shown.is_empty() {
                continue;
            }
            let path =
                figure.file.strip_prefix(content).map_or(figure.file.as_str(), |rest| rest.trim_start_matches('/'));
            let home = shown.first().map_or(path, |page| pages[*page].path.as_str());
            let judged = judged(&figure.diagram.source);
            let content = ContentHash::of(&figure.diagram.source);
            diagrams.push(Diagram {
                id: figure.id.clone(),
                section: section(home).to_owned(),
                path: path.to_owned(),
                file: figure.file.clone(),
                pages: shown.into_iter().collect(),
                line: figure.diagram.line,
                kind: judged.map_or_else(|fault| fault.kind.clone(), |facts| Some(facts.kind.clone())),
                role: figure.diagram.data.role.clone(),
                caption: figure.caption.clone(),
                valid: judged.is_ok(),
                reviewed: judged.is_ok() && reviews.covers(&content),
                content,
                figure: index,
            });
        }
        Self { pages, diagrams, drafts }
    }

    /// Whether a diagram counts for files that `matches`, which gets a file and its path in the content folder: its own file or
    /// a page that shows it is one of them.
    pub fn counts_for(&self, diagram: &Diagram, matches: &dyn Fn(&str, &str) -> bool) -> bool {
        matches(&diagram.file, &diagram.path)
            || diagram.pages.iter().any(|page| matches(&self.pages[*page].file, &self.pages[*page].path))
    }
}
