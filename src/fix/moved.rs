//! In: the joined site. Out: where an old target stands now, if there is exactly one such place. Lookups only. Not here: how
//! the new target is written, see `target`.
//!
//! Evidence is taken in this order, and the first that names something decides, whether by one name or by too many: a
//! redirect or an alias; the address of a page that exists; another case; numbers before names; the same name in
//! another folder.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::link::{RedirectTarget, Site, href};

/// A page, or a page's own page of its folder, has one of these names.
const INDEXES: [&str; 3] = ["index", "_index", "readme"];

/// What names name: one thing, or too many.
#[derive(Debug, Default)]
struct Names(BTreeMap<String, Option<usize>>);

impl Names {
    fn add(&mut self, name: String, thing: usize) {
        self.0.entry(name).and_modify(|known| *known = known.filter(|known| *known == thing)).or_insert(Some(thing));
    }

    /// `None`: nothing has this name. `Some(None)`: several things have.
    fn get(&self, name: &str) -> Option<Option<usize>> {
        self.0.get(name).copied()
    }
}

/// Files of one sort by their names.
#[derive(Debug, Default)]
struct Files {
    /// By path.
    exact: Names,
    /// By path in lower case.
    lower: Names,
    /// By path without numbers before names, in lower case.
    plain: Names,
    /// By each end of the path that begins at a folder, with the number of its parts: `b/c` of `a/b/c`.
    ends: Names,
}

impl Files {
    fn add(&mut self, path: &str, file: usize) {
        self.exact.add(path.to_owned(), file);
        self.lower.add(path.to_lowercase(), file);
        self.plain.add(plain(path), file);
        for end in ends(path) {
            self.ends.add(end.to_owned(), file);
        }
    }

    /// The file that has the longest common end with `path`, of at least `least` parts.
    fn by_end(&self, path: &str, least: usize) -> Option<usize> {
        let parts = |end: &str| end.split('/').count();
        let end = ends(path).find(|end| self.ends.get(end).is_some())?;
        self.ends.get(end).flatten().filter(|_| parts(end) >= least)
    }
}

/// An index of a site for old names.
#[derive(Debug)]
pub struct Moved<'a> {
    site: &'a Site,
    /// The content folder's name with `/`.
    content: String,
    pages: Files,
    /// Pages by the ends of their paths without extensions, `index` and its like kept.
    written: Files,
    addresses: Names,
    redirects: BTreeMap<String, (usize, Option<&'a str>)>,
    assets: Files,
    diagrams: Files,
    /// The file of each entry of `diagrams`, relative to the content folder.
    diagram_paths: Vec<&'a str>,
    folders: BTreeSet<&'a str>,
    drafts: BTreeSet<&'a str>,
    /// Of each page, made when it is asked for.
    anchors: Vec<OnceLock<Anchors<'a>>>,
}

/// A page that an old target means, and the anchor that a redirect adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPage<'a> {
    /// Index of the page.
    pub page: usize,
    /// The redirect's anchor.
    pub anchor: Option<&'a str>,
    /// Whether nothing but its name speaks for it.
    pub by_name: bool,
}

impl<'a> Moved<'a> {
    /// Indexes a site whose content folder is `content`.
    pub fn new(site: &'a Site, content: &str) -> Self {
        let mut moved = Self {
            site,
            content: format!("{content}/"),
            pages: Files::default(),
            written: Files::default(),
            addresses: Names::default(),
            redirects: BTreeMap::new(),
            assets: Files::default(),
            diagrams: Files::default(),
            diagram_paths: Vec::new(),
            folders: BTreeSet::new(),
            drafts: site.drafts.iter().map(String::as_str).collect(),
            anchors: site.pages.iter().map(|_| OnceLock::new()).collect(),
        };
        for (index, page) in site.pages.iter().enumerate() {
            let path = page.page.path.as_str();
            let name = page_name(path);
            moved.pages.add(&name, index);
            moved.written.add(page_name_written(path), index);
            moved.addresses.add(page.url.trim_matches('/').trim_end_matches(".html").to_owned(), index);
            let mut folder = path;
            while let Some((above, _)) = folder.rsplit_once('/') {
                folder = above;
                if !moved.folders.insert(folder) {
                    break;
                }
            }
        }
        for redirect in &site.redirects {
            if let RedirectTarget::Page(page, anchor) = &redirect.target {
                moved.redirects.insert(page_name(&redirect.output), (*page, anchor.as_deref()));
            }
        }
        for (index, asset) in site.assets.iter().enumerate() {
            moved.assets.add(&asset.path, index);
        }
        for figure in &site.figures {
            let lower = figure.file.to_ascii_lowercase();
            if let Some(path) = figure.file.strip_prefix(&moved.content)
                && (lower.ends_with(".mmd") || lower.ends_with(".mermaid"))
            {
                moved.diagrams.add(path, moved.diagram_paths.len());
                moved.diagram_paths.push(path);
            }
        }
        moved
    }

    /// The page that `path` (decoded), written in the file `from` at the address `url`, was meant to lead to.
    pub fn page(&self, from: &str, url: Option<&str>, path: &str) -> Option<NewPage<'a>> {
        let wanted = self.wanted(from, url, path);
        if wanted.iter().any(|path| self.drafts.contains(path.as_str())) {
            return None;
        }
        let names: Vec<String> = wanted.iter().map(|path| page_name(path)).collect();
        let redirect = names.iter().find_map(|name| self.redirects.get(name));
        if let Some(&(page, anchor)) = redirect {
            return Some(NewPage { page, anchor, by_name: false });
        }
        let by = |find: &dyn Fn(&str) -> Option<Option<usize>>| {
            let mut found: Vec<Option<usize>> = names.iter().filter_map(|name| find(name)).collect();
            found.dedup();
            (!found.is_empty()).then(|| if found.len() == 1 { found[0] } else { None })
        };
        let certain = by(&|name| self.pages.exact.get(name))
            .or_else(|| by(&|name| self.addresses.get(name)))
            .or_else(|| by(&|name| self.pages.lower.get(&name.to_lowercase())))
            .or_else(|| by(&|name| self.pages.plain.get(&plain(name))));
        if let Some(found) = certain {
            return found.map(|page| NewPage { page, anchor: None, by_name: false });
        }
        if names.iter().any(|name| self.folders.contains(name.as_str())) {
            return None;
        }
        // A name alone says enough only where it is that of a page, and the path did not lead out of the content.
        let lower = path.to_ascii_lowercase();
        let is_page = [".md", ".markdown", ".html", ".htm"].iter().any(|end| lower.ends_with(end));
        let is_index = INDEXES.contains(&last(page_name_written(path)).to_ascii_lowercase().as_str());
        let least = if is_page && !wanted.is_empty() { 1 } else { 2 };
        let known = strip_upwards(page_name_written(path));
        let page = match is_page {
            true => self.written.by_end(known, if is_index { 2 } else { least })?,
            false => self.pages.by_end(&page_name(known), least)?,
        };
        Some(NewPage { page, anchor: None, by_name: true })
    }

    /// The asset that `path` was meant to lead to, by its index.
    pub fn asset(&self, from: &str, path: &str) -> Option<usize> {
        self.file(&self.assets, from, path)
    }

    /// The `.mmd` file that `path` was meant to lead to, relative to the content folder.
    pub fn diagram(&self, from: &str, path: &str) -> Option<&'a str> {
        self.file(&self.diagrams, from, path).map(|index| self.diagram_paths[index])
    }

    fn file(&self, files: &Files, from: &str, path: &str) -> Option<usize> {
        let wanted = self.wanted(from, None, path);
        let path_of = |find: &dyn Fn(&str) -> Option<Option<usize>>| wanted.iter().find_map(|path| find(path));
        let found = path_of(&|path| files.exact.get(path))
            .or_else(|| path_of(&|path| files.lower.get(&path.to_lowercase())))
            .or_else(|| path_of(&|path| files.plain.get(&plain(path))));
        match found {
            Some(found) => found,
            None => files.by_end(strip_upwards(path), if wanted.is_empty() { 2 } else { 1 }),
        }
    }

    /// The paths in the content folder that a written path may stand for.
    fn wanted(&self, from: &str, url: Option<&str>, path: &str) -> Vec<String> {
        let mut list = Vec::new();
        if let Some(rooted) = path.strip_prefix('/') {
            let rooted = href::join("", rooted);
            list.extend(rooted.iter().filter_map(|path| path.strip_prefix(&self.content).map(str::to_owned)));
            list.extend(rooted);
        } else {
            list.extend(href::join(from, path));
            // Written as a browser follows it from the page's address.
            list.extend(url.and_then(|url| href::join(url.trim_start_matches('/'), path)));
        }
        list.dedup();
        list
    }

    /// The id on a page that equals `anchor` but for case and signs, if there is one.
    pub fn anchor(&self, page: usize, anchor: &str) -> Option<&'a str> {
        let wanted = letters(anchor);
        self.anchors(page)?.alike.get(&wanted).copied().flatten().filter(|_| !wanted.is_empty())
    }

    /// Whether a page has an anchor.
    pub fn has_anchor(&self, page: usize, anchor: &str) -> bool {
        self.anchors(page).is_some_and(|anchors| anchors.ids.contains(anchor))
    }

    fn anchors(&self, page: usize) -> Option<&Anchors<'a>> {
        let site = self.site;
        Some(self.anchors.get(page)?.get_or_init(|| {
            let page = &site.pages[page];
            let headings = page.page.headings.iter().map(|heading| heading.id.as_str());
            let others = page.page.anchors.iter().map(String::as_str);
            let shown = page.slots.in_order().into_iter().map(|slot| site.figures[slot.figure].id.as_str());
            let mut anchors = Anchors::default();
            for id in headings.chain(others).chain(shown) {
                if anchors.ids.insert(id) {
                    anchors.alike.entry(letters(id)).and_modify(|known| *known = None).or_insert(Some(id));
                }
            }
            anchors
        }))
    }
}

/// What can be linked to on a page.
#[derive(Debug, Default)]
struct Anchors<'a> {
    ids: BTreeSet<&'a str>,
    /// By what all rules for ids keep: the one id, or nothing where there are several.
    alike: BTreeMap<String, Option<&'a str>>,
}

/// A page's path without its extension, and without its name where that is one of a folder's own page.
fn page_name(path: &str) -> String {
    let name = page_name_written(path);
    match name.rsplit_once('/') {
        Some((folder, last)) if INDEXES.contains(&last.to_ascii_lowercase().as_str()) => folder.to_owned(),
        None if INDEXES.contains(&name.to_ascii_lowercase().as_str()) => String::new(),
        _ => name.to_owned(),
    }
}

fn page_name_written(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    let extension = path.rsplit_once('.').filter(|(_, extension)| {
        ["md", "mdx", "markdown", "html", "htm"].iter().any(|known| extension.eq_ignore_ascii_case(known))
    });
    extension.map_or(path, |(name, _)| name)
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The path after its leading `/`, `./` and `../`.
fn strip_upwards(path: &str) -> &str {
    path.trim_start_matches(['.', '/'])
}

/// A path in lower case, each part without the number that orders it: `01-intro` is `intro`.
fn plain(path: &str) -> String {
    let part = |part: &str| {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let rest = part[digits..].strip_prefix(['-', '_', '.', ' ']);
        rest.filter(|rest| digits > 0 && !rest.is_empty()).unwrap_or(part).to_lowercase()
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The ends of a path that begin at a folder or the file, the longest first; of a deep one the last eight.
fn ends(path: &str) -> impl Iterator<Item = &str> {
    let mut starts: Vec<usize> = path.match_indices('/').map(|(at, _)| at + 1).collect();
    starts.insert(0, 0);
    let skip = starts.len().saturating_sub(8);
    starts.into_iter().skip(skip).map(|at| &path[at..])
}

/// What all rules for ids of headings keep: letters and digits, in lower case.
fn letters(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pages_are_what_addresses_and_files_share() {
        for (path, name) in [
            ("a/b.md", "a/b"),
            ("a/b.html", "a/b"),
            ("a/b/", "a/b"),
            ("a/b/index.html", "a/b"),
            ("a/README.md", "a"),
            ("index.md", ""),
            ("a/v1.2", "a/v1.2"),
        ] {
            assert_eq!(page_name(path), name, "{path}");
        }
        assert_eq!(plain("02_Guide/1. Start/2024"), "guide/start/2024");
        assert_eq!(plain("10-/x"), "10-/x");
    }

    #[test]
    fn the_longest_common_end_decides() {
        let mut files = Files::default();
        for (index, path) in ["systems/netflix/data", "cases/uber/data", "cases/uber/plan"].iter().enumerate() {
            files.add(path, index);
        }
        assert_eq!(files.by_end("old/uber/data", 1), Some(1));
        assert_eq!(files.by_end("old/x/data", 1), None);
        assert_eq!(files.by_end("x/plan", 1), Some(2));
        assert_eq!(files.by_end("x/plan", 2), None);
    }
}
