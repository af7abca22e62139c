//! Which content a glob of the plan means, found without looking at all content for every glob. In: the inventory. Out: pages and
//! diagrams of a glob.

use std::collections::BTreeSet;

use super::Inventory;
use super::file::PathGlob;

/// The files that pages and diagrams stand in.
pub struct Files<'a> {
    /// In order of their path in the content folder.
    by_path: Vec<Entry<'a>>,
    /// Indices of `by_path`, in order of their path from the site's root.
    by_file: Vec<usize>,
}

/// A file.
struct Entry<'a> {
    path: &'a str,
    file: &'a str,
    /// Its page, if it is one.
    page: Option<usize>,
    /// The diagrams that stand in it or that it shows.
    diagrams: Vec<usize>,
}

/// What a glob means, as indices of the inventory in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meant {
    /// Pages.
    pub pages: Vec<usize>,
    /// Diagrams: those that stand in a file of the glob or on a page of it.
    pub diagrams: Vec<usize>,
}

impl<'a> Files<'a> {
    /// All files of an inventory.
    pub fn new(inventory: &'a Inventory) -> Self {
        let pages = inventory.pages.iter().enumerate();
        let mut by_path: Vec<Entry<'a>> = pages
            .map(|(at, page)| Entry { path: &page.path, file: &page.file, page: Some(at), diagrams: Vec::new() })
            .collect();
        for (at, diagram) in inventory.diagrams.iter().enumerate() {
            for page in &diagram.pages {
                by_path[*page].diagrams.push(at);
            }
            if diagram.pages.iter().all(|page| inventory.pages[*page].file != diagram.file) {
                by_path.push(Entry { path: &diagram.path, file: &diagram.file, page: None, diagrams: vec![at] });
            }
        }
        by_path.sort_by_key(|entry| entry.path);
        let mut by_file: Vec<usize> = (0..by_path.len()).collect();
        by_file.sort_by_key(|at| by_path[*at].file);
        Self { by_path, by_file }
    }

    /// What any of some globs means. Only files are looked at whose path begins as a glob does.
    pub fn meant<'g>(&self, globs: impl IntoIterator<Item = &'g PathGlob>) -> Meant {
        let mut pages = BTreeSet::new();
        let mut diagrams = BTreeSet::new();
        for glob in globs {
            let prefix = glob.literal_prefix();
            let (order, text): (&dyn Fn(usize) -> usize, &dyn Fn(&Entry<'a>) -> &'a str) = if glob.is_from_root() {
                (&|at| self.by_file[at], &|entry| entry.file)
            } else {
                (&|at| at, &|entry| entry.path)
            };
            let first = partition(self.by_path.len(), |at| text(&self.by_path[order(at)]) < prefix);
            let candidates = (first..self.by_path.len()).map(|at| &self.by_path[order(at)]);
            for entry in candidates.take_while(|entry| text(entry).starts_with(prefix)) {
                if glob.matches(entry.file, entry.path) {
                    pages.extend(entry.page);
                    diagrams.extend(entry.diagrams.iter().copied());
                }
            }
        }
        Meant { pages: pages.into_iter().collect(), diagrams: diagrams.into_iter().collect() }
    }
}

/// How many of the first of `0..length` are `before`, where these come first.
fn partition(length: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// The content folder with a `/` behind it, as the site's files show it.
pub fn content_folder(inventory: &Inventory) -> &str {
    let pages = inventory.pages.iter().map(|page| (page.file.as_str(), page.path.as_str()));
    let mut all = pages.chain(inventory.diagrams.iter().map(|diagram| (diagram.file.as_str(), diagram.path.as_str())));
    all.next().and_then(|(file, path)| file.strip_suffix(path)).unwrap_or_default()
}
