//! What is there of each collection. In: the plan, the inventory. Out: reports.

mod axes;
mod items;
mod pages;

use std::collections::{BTreeMap, BTreeSet};

use super::Inventory;
use super::file::{Collection, Each, Wanted};
use super::files::Files;
use super::report::{CollectionReport, ItemReport, Quota, Unit};
use super::tally::{Reason, Tally};

/// Holds a collection against the content.
pub fn report(collection: &Collection, inventory: &Inventory, files: &Files<'_>) -> CollectionReport {
    let empty = CollectionReport {
        id: collection.id.name.clone(),
        title: collection.title.clone(),
        span: collection.id.span,
        phase: collection.phase,
        unit: Unit::Diagrams,
        quota: Quota::default(),
        tally: Tally::default(),
        pages: Vec::new(),
        valid: None,
        thin_pages: Vec::new(),
        items: Vec::new(),
        matrix: None,
        unplanned: Vec::new(),
    };
    match &collection.wanted {
        Wanted::Pages(pages) => pages::report(pages, inventory, files, empty),
        Wanted::Items(items) => items::report(items, inventory, empty),
        Wanted::Axes(axes) => axes::report(axes, inventory, files, empty),
    }
}

/// Holds an item with these diagrams against what each owes.
fn item(
    id: String,
    found: Vec<String>,
    path: String,
    each: &Each,
    diagrams: &[usize],
    inventory: &Inventory,
) -> ItemReport {
    let of_role = |role: &str| {
        let has_role = |diagram: &usize| inventory.diagrams[*diagram].role.as_deref() == Some(role);
        Tally::valid(inventory, diagrams.iter().copied().filter(|diagram| role == Each::TOTAL || has_role(diagram)))
    };
    let mut roles = Vec::new();
    let mut tallies = Vec::new();
    for (role, need) in &each.diagrams {
        let tally = of_role(role);
        roles.push((role.clone(), Quota { have: tally.counted.len(), need: *need }));
        tallies.push(if role == Each::TOTAL { tally } else { tally.at_most(*need) });
    }
    if let Some(at) = roles.iter().position(|(role, _)| role == Each::TOTAL) {
        let total = std::mem::take(&mut tallies[at]);
        let of_roles = roles
            .iter()
            .zip(&tallies)
            .flat_map(|((role, _), tally)| tally.counted.iter().map(move |diagram| (*diagram, role.as_str())));
        let rest = Each::rest(each.diagrams.iter().map(|(role, need)| (role.as_str(), *need)));
        tallies[at] = total.without(&of_roles.collect()).at_most(rest);
    }
    ItemReport { id, found, path, roles, tallies }
}

/// The figure of items: surplus of one role or item hides no gap of another.
fn sum(items: &[ItemReport]) -> Quota {
    items.iter().map(ItemReport::owed).sum()
}

/// The figure of items that only have to exist.
fn existing(items: &[ItemReport]) -> Quota {
    Quota { have: items.iter().filter(|item| !item.found.is_empty()).count(), need: items.len() }
}

/// All diagrams of a collection of items: those that some item counts, and the others.
fn tally(inventory: &Inventory, items: &[ItemReport], diagrams: &[usize]) -> Tally {
    let tallies = || items.iter().flat_map(|item| &item.tallies);
    let counted: BTreeSet<usize> = tallies().flat_map(|tally| &tally.counted).copied().collect();
    let mut reasons: BTreeMap<usize, &Reason> = BTreeMap::new();
    for (diagram, reason) in tallies().flat_map(|tally| &tally.left_out) {
        reasons.entry(*diagram).or_insert(reason);
    }
    let mut tally = Tally::default();
    for diagram in diagrams {
        if counted.contains(diagram) {
            tally.counted.push(*diagram);
            continue;
        }
        let entry = &inventory.diagrams[*diagram];
        let reason = match reasons.get(diagram) {
            Some(reason) => (*reason).clone(),
            None if !entry.valid => Reason::Broken,
            None if entry.role.is_none() => Reason::NoRole,
            None => Reason::NotOwed,
        };
        tally.left_out.push((*diagram, reason));
    }
    tally
}
