//! Which content a glob of the plan means, found without looking at all content for every glob. In: the inventory, other files
//! that something was found in. Out: pages, diagrams and files of a glob.

use std::collections::{BTreeMap, BTreeSet};

use super::Inventory;
use super::file::PathGlob;

/// The files that pages and diagrams stand in.
pub struct Files<'a> {
    /// In order of their path in the content folder.
    by_path: Vec<Entry<'a>>,
    /// Indices of `by_path`, in order of their path from the site's root.
    by_file: Vec<usize>,
    /// The diagrams of each page.
    on_page: Vec<Vec<usize>>,
}

/// A file.
struct Entry<'a> {
    path: &'a str,
    file: &'a str,
    /// Its page, if it is one.
    page: Option<usize>,
    /// The diagram of a diagram file.
    diagram: Option<usize>,
}

/// What a glob means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meant<'a> {
    /// Pages, as indices of the inventory in its order.
    pub pages: Vec<usize>,
    /// Diagrams, likewise: those that stand in a file of the glob or on a page of it.
    pub diagrams: Vec<usize>,
    /// All files, relative to the site's root, in their order.
    pub files: Vec<&'a str>,
}

impl<'a> Files<'a> {
    /// All files of an inventory, and `others`, relative to the site's root.
    pub fn new(inventory: &'a Inventory, others: impl IntoIterator<Item = &'a str>) -> Self {
        let content = content_folder(inventory);
        let mut on_page = vec![Vec::new(); inventory.pages.len()];
        let mut entries: BTreeMap<&str, Entry<'a>> = BTreeMap::new();
        for (at, page) in inventory.pages.iter().enumerate() {
            entries.insert(&page.file, Entry { path: &page.path, file: &page.file, page: Some(at), diagram: None });
        }
        for (at, diagram) in inventory.diagrams.iter().enumerate() {
            for page in &diagram.pages {
                on_page[*page].push(at);
            }
            let entry = Entry { path: &diagram.path, file: &diagram.file, page: None, diagram: Some(at) };
            entries.entry(&diagram.file).or_insert(entry);
        }
        for file in others {
            let path = file.strip_prefix(content).unwrap_or(file);
            entries.entry(file).or_insert(Entry { path, file, page: None, diagram: None });
        }
        let mut by_path: Vec<Entry<'a>> = entries.into_values().collect();
        by_path.sort_by_key(|entry| entry.path);
        let mut by_file: Vec<usize> = (0..by_path.len()).collect();
        by_file.sort_by_key(|at| by_path[*at].file);
        Self { by_path, by_file, on_page }
    }

    /// The page with this path in the content folder.
    pub fn page(&self, path: &str) -> Option<usize> {
        let first = self.by_path.partition_point(|entry| entry.path < path);
        self.by_path[first..].iter().take_while(|entry| entry.path == path).find_map(|entry| entry.page)
    }

    /// The diagrams of a page, in order.
    pub fn on_page(&self, page: usize) -> &[usize] {
        &self.on_page[page]
    }

    /// What any of some globs means. Only files are looked at whose path begins as a glob does.
    pub fn meant<'g>(&self, globs: impl IntoIterator<Item = &'g PathGlob>) -> Meant<'a> {
        let mut meant = BTreeSet::new();
        for glob in globs {
            let prefix = glob.literal_prefix();
            if glob.is_from_root() {
                let first = self.by_file.partition_point(|at| self.by_path[*at].file < prefix);
                let candidates = self.by_file[first..].iter().copied();
                let candidates = candidates.take_while(|at| self.by_path[*at].file.starts_with(prefix));
                meant.extend(candidates.filter(|at| self.is_meant(*at, glob)));
            } else {
                let first = self.by_path.partition_point(|entry| entry.path < prefix);
                let candidates =
                    (first..self.by_path.len()).take_while(|at| self.by_path[*at].path.starts_with(prefix));
                meant.extend(candidates.filter(|at| self.is_meant(*at, glob)));
            }
        }
        let entries = || meant.iter().map(|at| &self.by_path[*at]);
        let pages: BTreeSet<usize> = entries().filter_map(|entry| entry.page).collect();
        let of_pages = pages.iter().flat_map(|page| self.on_page(*page)).copied();
        let diagrams: BTreeSet<usize> = of_pages.chain(entries().filter_map(|entry| entry.diagram)).collect();
        let files: BTreeSet<&str> = entries().map(|entry| entry.file).collect();
        Meant {
            pages: pages.into_iter().collect(),
            diagrams: diagrams.into_iter().collect(),
            files: files.into_iter().collect(),
        }
    }

    fn is_meant(&self, at: usize, glob: &PathGlob) -> bool {
        glob.matches(self.by_path[at].file, self.by_path[at].path)
    }
}

/// The content folder with a `/` behind it, as the site's files show it.
pub fn content_folder(inventory: &Inventory) -> &str {
    let pages = inventory.pages.iter().map(|page| (page.file.as_str(), page.path.as_str()));
    let mut all = pages.chain(inventory.diagrams.iter().map(|diagram| (diagram.file.as_str(), diagram.path.as_str())));
    all.next().and_then(|(file, path)| file.strip_suffix(path)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Position, Span};
    use crate::plan::{ContentHash, Diagram, Page};

    fn page(path: &str) -> Page {
        Page { file: format!("content/{path}"), path: path.to_owned(), title: String::new(), site_page: 0 }
    }

    fn diagram(path: &str, pages: Vec<usize>) -> Diagram {
        Diagram {
            id: path.to_owned(),
            file: format!("content/{path}"),
            pages,
            path: path.to_owned(),
            section: String::new(),
            line: 1,
            kind: None,
            role: None,
            caption: String::new(),
            valid: true,
            content: ContentHash::of(path),
            reviewed: false,
            figure: 0,
        }
    }

    #[test]
    fn a_glob_means_what_a_look_at_every_file_says() {
        let pages: Vec<Page> = ["a.md", "a/b.md", "a/b/c.md", "a-b.md", "b.md", "ä.md"].map(page).to_vec();
        let diagrams = vec![
            diagram("a/b.md", vec![1]),
            diagram("a/b/c.md", vec![2]),
            diagram("a/flow.mmd", vec![0, 4]),
            diagram("lone.mmd", Vec::new()),
        ];
        let inventory = Inventory { pages, diagrams, drafts: Vec::new() };
        let files = Files::new(&inventory, ["site.toml", "content/a/b.md", "content/broken.md"]);
        let globs = [
            "**",
            "a/**",
            "a/*",
            "a*",
            "*.md",
            "**/*.mmd",
            "a/b.md",
            "./a/b/**",
            "{a,b}.md",
            "/content/a/**",
            "/**",
            "/*.toml",
            "/content/*.md",
            "ä*",
            "none/**",
        ];
        for written in globs {
            let glob = PathGlob::new(written, Span::at(Position::START)).unwrap();
            let matches = |file: &str, path: &str| glob.matches(file, path);
            let meant = files.meant([&glob]);
            let pages =
                (0..inventory.pages.len()).filter(|at| matches(&inventory.pages[*at].file, &inventory.pages[*at].path));
            assert_eq!(meant.pages, pages.collect::<Vec<_>>(), "{written}");
            let all = 0..inventory.diagrams.len();
            let diagrams = all.filter(|at| inventory.counts_for(&inventory.diagrams[*at], &matches));
            assert_eq!(meant.diagrams, diagrams.collect::<Vec<_>>(), "{written}");
        }
        let glob = PathGlob::new("/*.toml", Span::at(Position::START)).unwrap();
        assert_eq!(files.meant([&glob]).files, ["site.toml"]);
        let glob = PathGlob::new("br*", Span::at(Position::START)).unwrap();
        assert_eq!(files.meant([&glob]).files, ["content/broken.md"]);
        assert_eq!((files.page("a/b.md"), files.page("lone.mmd"), files.page("a/flow.md")), (Some(1), None, None));
    }
}
