//! A collection of items: folders or files, by name.

use std::collections::{BTreeMap, BTreeSet};

use super::{item, sum, tally};
use crate::plan::Inventory;
use crate::plan::file::{Each, ItemGlob, Items};
use crate::plan::report::{CollectionReport, ItemReport, Unit};

/// What the glob matches.
#[derive(Default)]
struct Found {
    diagrams: BTreeSet<usize>,
    pages: BTreeSet<usize>,
}

pub(super) fn report(wanted: &Items, inventory: &Inventory, empty: CollectionReport) -> CollectionReport {
    let mut found: BTreeMap<&str, Found> = BTreeMap::new();
    for (index, page) in inventory.pages.iter().enumerate() {
        if let Some(item) = wanted.glob.item(&page.path) {
            found.entry(item).or_default().pages.insert(index);
        }
    }
    for (index, diagram) in inventory.diagrams.iter().enumerate() {
        let pages = diagram.pages.iter().map(|page| inventory.pages[*page].path.as_str());
        for item in pages.chain([diagram.path.as_str()]).filter_map(|path| wanted.glob.item(path)) {
            found.entry(item).or_default().diagrams.insert(index);
        }
    }
    let named: Option<Vec<(&str, Vec<&str>)>> = wanted.names.as_ref().map(|names| {
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in found.keys() {
            by_name.entry(ItemGlob::name(path)).or_default().push(path);
        }
        let all = |name: &str, aliases: &[String]| {
            let names = std::iter::once(name).chain(aliases.iter().map(String::as_str));
            let paths: BTreeSet<&str> = names.filter_map(|name| by_name.get(name)).flatten().copied().collect();
            paths.into_iter().collect()
        };
        names.iter().map(|(id, aliases)| (id.name.as_str(), all(&id.name, aliases))).collect()
    });
    let planned = named.is_some();
    let members = named.unwrap_or_else(|| found.keys().map(|path| (ItemGlob::name(path), vec![*path])).collect());
    let of = |paths: &[&str]| -> Vec<usize> {
        let all: BTreeSet<usize> = paths.iter().flat_map(|path| &found[path].diagrams).copied().collect();
        all.into_iter().collect()
    };
    let items: Vec<ItemReport> = members
        .iter()
        .map(|(name, paths)| {
            let place = match paths.as_slice() {
                [one] if !planned => (*one).to_owned(),
                _ => wanted.glob.place(name),
            };
            let paths_found = paths.iter().map(|path| (*path).to_owned()).collect();
            item((*name).to_owned(), paths_found, place, &wanted.each, &of(paths), inventory)
        })
        .collect();
    let taken: BTreeSet<&str> = members.iter().flat_map(|(_, paths)| paths).copied().collect();
    let unplanned = found.keys().filter(|path| !taken.contains(**path)).map(|path| (*path).to_owned()).collect();
    let all: Vec<&str> = taken.into_iter().collect();
    let pages: BTreeSet<usize> = all.iter().flat_map(|path| &found[path].pages).copied().collect();
    let unit = if wanted.each == Each::default() { Unit::Pages } else { Unit::Diagrams };
    CollectionReport {
        unit,
        quota: if unit == Unit::Pages { super::existing(&items) } else { sum(&items) },
        tally: tally(inventory, &items, &of(&all)),
        pages: pages.into_iter().collect(),
        items,
        unplanned,
        ..empty
    }
}
