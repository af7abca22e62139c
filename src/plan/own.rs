//! What a lane has to answer for: the files that it writes, and what its tasks deliver. In: the plan, a lane, its tasks. Out:
//! answers about files, pages, diagrams, items.

use std::collections::BTreeSet;

use super::Inventory;
use super::file::{Deliverable, PathGlob, PlanFile};
use super::files::content_folder;
use super::report::{CollectionReport, ItemReport, Report};

/// The files of a lane.
#[derive(Debug, Clone)]
pub struct Own<'a> {
    content: &'a str,
    inventory: &'a Inventory,
    globs: Vec<&'a PathGlob>,
    /// Files and folders in the content folder.
    paths: BTreeSet<&'a str>,
    /// Collections that are delivered as a whole.
    delivered: Vec<bool>,
}

impl<'a> Own<'a> {
    /// Those of a lane with these tasks.
    pub fn new(plan: &'a PlanFile, lane: usize, tasks: &[usize], report: &'a Report, inventory: &'a Inventory) -> Self {
        let mut own = Self {
            content: content_folder(inventory),
            inventory,
            globs: plan.lanes[lane].writes.iter().collect(),
            paths: BTreeSet::new(),
            delivered: vec![false; report.collections.len()],
        };
        for delivered in tasks.iter().flat_map(|at| &plan.tasks[*at].delivers) {
            match &delivered.what {
                Deliverable::Page(path) => {
                    own.paths.insert(path);
                }
                Deliverable::Diagrams(_, glob) | Deliverable::Clean(_, glob) => own.globs.extend(glob),
                Deliverable::Item(collection, id) => {
                    let items = report.collections[*collection].items.iter();
                    items.filter(|item| item.id == *id).for_each(|item| own.add(item));
                }
                Deliverable::Collection(at) if !own.delivered[*at] => {
                    own.delivered[*at] = true;
                    let collection = &report.collections[*at];
                    collection.items.iter().for_each(|item| own.add(item));
                    own.paths.extend(collection.pages.iter().map(|page| inventory.pages[*page].path.as_str()));
                    let broken = collection.tally.left_out.iter();
                    own.paths.extend(broken.map(|(diagram, _)| inventory.diagrams[*diagram].path.as_str()));
                }
                Deliverable::Collection(_) => {}
            }
        }
        own
    }

    fn add(&mut self, item: &'a ItemReport) {
        let all = std::iter::once(&item.path).chain(&item.found);
        self.paths.extend(all.map(|path| path.trim_end_matches('/')));
    }

    /// Whether a file is one of these; it is relative to the site's root.
    pub fn has_file(&self, file: &str) -> bool {
        self.has(file, file.strip_prefix(self.content).unwrap_or(file))
    }

    fn has(&self, file: &str, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        self.globs.iter().any(|glob| glob.matches(file, path))
            || folders.chain([path]).any(|part| self.paths.contains(part))
    }

    /// Whether a page is.
    pub fn has_page(&self, page: usize) -> bool {
        let page = &self.inventory.pages[page];
        self.has(&page.file, &page.path)
    }

    /// Whether a diagram stands in one of these files or on one of these pages.
    pub fn has_diagram(&self, diagram: usize) -> bool {
        self.inventory.counts_for(&self.inventory.diagrams[diagram], &|file, path| self.has(file, path))
    }

    /// Whether an item stands or has to stand here.
    pub fn has_item(&self, item: &ItemReport) -> bool {
        let place = |path: &str| match path.ends_with(".md") {
            true => path.to_owned(),
            false => format!("{}/index.md", path.trim_end_matches('/')),
        };
        let mut places = std::iter::once(&item.path).chain(&item.found).map(|path| place(path));
        places.any(|path| self.has(&format!("{}{path}", self.content), &path))
    }

    /// Whether a collection, the report's `at`th, has something here.
    pub fn has_part_of(&self, at: usize, collection: &CollectionReport) -> bool {
        self.delivered[at]
            || collection.pages.iter().any(|page| self.has_page(*page))
            || collection.items.iter().any(|item| self.has_item(item))
    }

    /// Whether it has all of it here.
    pub fn has_all_of(&self, at: usize, collection: &CollectionReport) -> bool {
        self.delivered[at] || collection.pages.iter().all(|page| self.has_page(*page))
    }
}
