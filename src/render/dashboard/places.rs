//! Where on the site the things stand that a report names: pages, items, diagrams. Out: addresses as the dashboard writes them.

use std::collections::BTreeMap;

use crate::link::{FigureHome, Resolved, href, own_folder};
use crate::plan::Inventory;
use crate::render::{Shared, address};

/// What has an address.
pub struct Places<'p> {
    shared: &'p Shared<'p>,
    /// The dashboard's own file.
    pub path: &'p str,
    inventory: &'p Inventory,
    badges: &'static str,
    /// Pages of the inventory by their path in the content folder.
    by_path: BTreeMap<&'p str, usize>,
    /// Diagrams that each page of the inventory shows.
    on_page: Vec<Vec<usize>>,
}

impl<'p> Places<'p> {
    pub fn new(shared: &'p Shared<'p>, path: &'p str, inventory: &'p Inventory) -> Self {
        let pages = inventory.pages.iter().enumerate();
        let mut on_page = vec![Vec::new(); inventory.pages.len()];
        for (index, diagram) in inventory.diagrams.iter().enumerate() {
            for page in &diagram.pages {
                on_page[*page].push(index);
            }
        }
        let by_path = pages.map(|(index, page)| (page.path.as_str(), index)).collect();
        let badges = own_folder::BADGES.path(shared.input.site);
        Self { shared, path, inventory, badges, by_path, on_page }
    }

    /// A page by its index in the inventory.
    pub fn page(&self, page: usize) -> String {
        let site_page = self.inventory.pages[page].site_page;
        href::relative(self.path, &self.shared.input.site.pages[site_page].output)
    }

    /// A page, or a folder's own page, by its path in the content folder.
    pub fn found(&self, path: &str) -> Option<String> {
        let own =
            ["", "/index.md", "/_index.md", "/README.md"].map(|name| format!("{}{name}", path.trim_end_matches('/')));
        let page = own.iter().find_map(|path| self.by_path.get(path.as_str()));
        page.map(|page| self.page(*page))
    }

    /// The diagrams on a page, by its path in the content folder.
    pub fn diagrams_on(&self, path: &str) -> &[usize] {
        self.by_path.get(path).map_or(&[], |page| &self.on_page[*page])
    }

    /// A diagram by its index in the inventory: where it stands on a page; `None` where no page shows it.
    pub fn diagram(&self, diagram: usize) -> Option<String> {
        let figure = self.inventory.diagrams[diagram].figure;
        match self.shared.input.site.figures[figure].home {
            FigureHome::Page { .. } => {
                address::resolved(self.shared, self.path, &Resolved::Figure { figure, node: None })
            }
            FigureHome::File => address::resolved(self.shared, self.path, &Resolved::Drawing { figure }),
        }
    }

    /// The badge with this file name.
    pub fn badge(&self, name: &str) -> String {
        href::relative(self.path, &format!("{}/{name}", self.badges))
    }
}
