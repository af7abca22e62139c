//! The folders of the output that Chartroom puts something of its own into, and who stands there already: content keeps its
//! place, what is Chartroom's own moves below `/chartroom/`.

use std::collections::BTreeSet;

use super::{RedirectTarget, Site};

/// A folder of Chartroom's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnFolder {
    /// Its name at the root of the output.
    pub name: &'static str,
    /// What stands in it.
    pub holds: &'static str,
    /// The same as a sentence, and that it moves.
    pub moves: &'static str,
    /// Where to, when content stands in its place.
    pub moved: &'static str,
    /// Whether it is a page, which an old address of a page may stand in the way of.
    is_page: bool,
}

/// The gallery, and drawings as files.
pub const DRAWINGS: OwnFolder = OwnFolder {
    name: "diagrams",
    holds: "the gallery and drawings",
    moves: "the gallery and drawings as files stand; they move",
    moved: "chartroom/diagrams",
    is_page: true,
};

/// The dashboard of a site with a plan.
pub const PROGRESS: OwnFolder = OwnFolder {
    name: "progress",
    holds: "that page",
    moves: "the page about the plan stands; it moves",
    moved: "chartroom/progress",
    is_page: true,
};

/// The badges of a site with a plan.
pub const BADGES: OwnFolder = OwnFolder {
    name: "badges",
    holds: "badges",
    moves: "badges stand as files; they move",
    moved: "chartroom/badges",
    is_page: false,
};

/// Sections as documents for paper.
pub const PRINT: OwnFolder = OwnFolder {
    name: "print",
    holds: "documents for paper",
    moves: "sections stand as documents for paper; they move",
    moved: "chartroom/print",
    is_page: true,
};

/// The pages of tags.
pub const TAGS: OwnFolder = OwnFolder {
    name: "tags",
    holds: "tags",
    moves: "the pages of tags stand; they move",
    moved: "chartroom/tags",
    is_page: true,
};

/// Those of a site, in order of their name.
pub fn all(site: &Site, has_plan: bool, prints: bool) -> impl Iterator<Item = OwnFolder> {
    let has_tags = !site.tags.is_empty();
    let folders = [(BADGES, has_plan), (DRAWINGS, true), (PRINT, prints), (PROGRESS, has_plan), (TAGS, has_tags)];
    folders.into_iter().filter_map(|(folder, is_there)| is_there.then_some(folder))
}

/// The file of the page that stands for a folder of the output.
pub fn page(folder: &str) -> String {
    format!("{folder}/index.html")
}

/// The paths of files that are made, below `/chartroom/` where one of `taken`, the paths of the content in the output, stands in
/// the place of their folder.
pub(super) fn in_their_place<'p>(made: &[String], taken: impl Iterator<Item = &'p str>) -> Vec<String> {
    let folders: BTreeSet<&str> = taken.filter_map(|path| path.split('/').next()).collect();
    let place = |path: &String| match path.split_once('/') {
        Some((folder, _)) if folders.contains(folder) => format!("chartroom/{path}"),
        _ => path.clone(),
    };
    made.iter().map(place).collect()
}

impl OwnFolder {
    /// The file of its page in the output, where nothing else stands in its place.
    pub fn page(&self) -> String {
        page(self.name)
    }

    /// That of a page below it.
    pub fn page_of(&self, name: &str) -> String {
        page(&format!("{}/{name}", self.name))
    }

    /// Where it stands on a site.
    pub fn path(&self, site: &Site) -> &'static str {
        if self.owner(site, "").is_some() { self.moved } else { self.name }
    }

    /// The file that says that something else stands in its place, relative to the site's root: a page, a copied file, or
    /// `config`, the configuration, for an old address that is written there.
    pub fn owner<'s>(&self, site: &'s Site, config: &'s str) -> Option<&'s str> {
        let takes =
            |path: &str| path.strip_prefix(self.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let page = site.pages.iter().find(|page| takes(&page.output)).map(|page| page.page.file.as_str());
        let asset = || site.assets.iter().find(|asset| takes(&asset.path)).map(|asset| asset.file.as_str());
        let redirect = || {
            let own = site.redirects.iter().filter(|_| self.is_page).find(|redirect| takes(&redirect.output))?;
            Some(match own.target {
                RedirectTarget::Page(page, _) => site.pages[page].page.file.as_str(),
                RedirectTarget::Url(_) => config,
            })
        };
        page.or_else(asset).or_else(redirect)
    }
}
