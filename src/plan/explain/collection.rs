//! What is behind the figures of collections and their items.

use std::collections::BTreeSet;

use super::site::title;
use super::{DRAFT, Explanation, Figure, LeftOut, Row, Thing, World, drafts, rows, rows_as, valid};
use crate::plan::file::Wanted;
use crate::plan::report::{CollectionReport, ItemReport, Unit};
use crate::plan::tally::{Reason, Tally};

/// A collection.
pub(super) fn whole(world: &World<'_>, at: usize) -> Explanation {
    let collection = &world.report.collections[at];
    let mut figures = figures(world, at);
    if !collection.unplanned.is_empty() {
        let rows = collection.unplanned.iter().map(|path| Row::counted(Thing::Path(path.clone())));
        figures.push(Figure::of("items that are not planned", None, rows.collect()));
    }
    Explanation {
        what: "collection",
        id: collection.id.clone(),
        title: title(&collection.title, &collection.id),
        figures,
        notes: Vec::new(),
    }
}

/// An item of a collection.
pub(super) fn one(world: &World<'_>, at: usize, index: usize) -> Explanation {
    let collection = &world.report.collections[at];
    let item = &collection.items[index];
    let mut figures = vec![Figure::of("places", Some(1), vec![place(world, item)])];
    for ((role, quota), tally) in item.roles.iter().zip(&item.tallies) {
        figures.push(Figure::of(role.clone(), Some(quota.need), all_of_role(tally)));
    }
    let notes = if item.is_alias() {
        vec![format!("it stands under another name than {}: {}", item.path, item.found.join(", "))]
    } else {
        Vec::new()
    };
    let id = format!("{}/{}", collection.id, item.id);
    Explanation { what: "item", id, title: String::new(), figures, notes }
}

/// A role of an item alone: all that is there counts.
fn all_of_role(tally: &Tally) -> Vec<Row> {
    rows_as(tally, |reason| match reason {
        Reason::Surplus | Reason::CountedAs(_) => LeftOut::Counted,
        _ => LeftOut::Shown,
    })
}

/// A role as a part of what an item owes: no more counts than is owed, and nothing stands in two parts.
pub(super) fn part(tally: &Tally) -> Vec<Row> {
    rows_as(tally, |reason| match reason {
        Reason::CountedAs(_) => LeftOut::Hidden,
        _ => LeftOut::Shown,
    })
}

/// Where an item stands or has to stand.
pub(super) fn place(world: &World<'_>, item: &ItemReport) -> Row {
    match item.found.first() {
        None => {
            let is_draft = world.inventory.drafts.iter().any(|draft| draft.path == item.path);
            Row::left_out(Thing::Path(item.path.clone()), if is_draft { DRAFT } else { "missing" })
        }
        Some(path) => match world.files.page(path) {
            Some(page) => Row::counted(Thing::Page(page)),
            // A folder.
            None => Row::counted(Thing::Path(path.clone())),
        },
    }
}

/// All figures of a collection, the one that it is complete by first.
pub(super) fn figures(world: &World<'_>, at: usize) -> Vec<Figure> {
    let collection = &world.report.collections[at];
    let need = Some(collection.quota.need);
    let mut figures = match collection.unit {
        Unit::Pages => vec![
            Figure::of("pages", need, collection.items.iter().map(|item| place(world, item)).collect()),
            Figure::of("valid diagrams", None, rows(&collection.tally)),
        ],
        Unit::Diagrams if collection.items.is_empty() => {
            vec![Figure::of("diagrams", need, rows(&collection.tally))]
        }
        Unit::Diagrams => vec![Figure::of("diagrams", need, of_items(world, collection))],
    };
    figures[0].rows.extend(drafts_of(world, at));
    if let Some(share) = collection.valid {
        let all = collection.tally.counted.iter().chain(collection.tally.left_out.iter().map(|(index, _)| index));
        let mut all: Vec<usize> = all.copied().collect();
        all.sort_unstable();
        figures.push(Figure::of("valid diagrams", Some(share.quota().need), valid(world.inventory, all)));
    }
    if !collection.thin_pages.is_empty() {
        let row = |page: &usize| match collection.thin_pages.binary_search_by_key(page, |(thin, _)| *thin) {
            Err(_) => Row::counted(Thing::Page(*page)),
            Ok(at) => {
                let quota = collection.thin_pages[at].1;
                Row::left_out(Thing::Page(*page), format!("{} of {} valid diagrams", quota.have, quota.need))
            }
        };
        let rows = collection.pages.iter().map(row).collect();
        figures.push(Figure::of("pages with enough diagrams", Some(collection.pages.len()), rows));
    }
    figures
}

/// Drafts that a collection would count, but for those that stand in it as what is missing.
fn drafts_of(world: &World<'_>, at: usize) -> Vec<Row> {
    let Some(wanted) = world.plan.map(|plan| &plan.collections[at].wanted) else {
        return Vec::new();
    };
    let items = &world.report.collections[at].items;
    let shown: BTreeSet<&str> =
        items.iter().filter(|item| item.found.is_empty()).map(|item| item.path.as_str()).collect();
    let cells = match wanted {
        Wanted::Axes(axes) => axes.cells(),
        Wanted::Pages(_) | Wanted::Items(_) => Vec::new(),
    };
    let of_cells: BTreeSet<&str> =
        cells.iter().flat_map(|cell| std::iter::once(&cell.path).chain(&cell.aliases)).map(String::as_str).collect();
    drafts(world.inventory, |file, path| {
        !shown.contains(path)
            && match wanted {
                Wanted::Pages(pages) => pages.globs.iter().any(|glob| glob.matches(file, path)),
                Wanted::Items(items) => items.glob.item(path).is_some(),
                Wanted::Axes(_) => of_cells.contains(path),
            }
    })
}

/// The diagrams of all items by item and role, then those that no item owes.
fn of_items(world: &World<'_>, collection: &CollectionReport) -> Vec<Row> {
    let mut all = Vec::new();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for item in &collection.items {
        if item.found.is_empty() {
            all.push(place(world, item).counting_for(&item.id));
        }
        if !item.found.is_empty() && item.tallies.iter().all(Tally::is_empty) {
            let place = Row { counted: false, reason: "no diagram that it owes".to_owned(), ..place(world, item) };
            all.push(place.counting_for(&item.id));
        }
        for ((role, _), tally) in item.roles.iter().zip(&item.tallies) {
            let counts_for = format!("{} {role}", item.id);
            all.extend(part(tally).into_iter().map(|row| row.counting_for(&counts_for)));
            seen.extend(tally.counted.iter().chain(tally.left_out.iter().map(|(index, _)| index)));
        }
    }
    let others = collection.tally.left_out.iter().filter(|(index, _)| !seen.contains(index));
    all.extend(others.map(|(index, reason)| Row::left_out(Thing::Diagram(*index), reason.text())));
    all
}
