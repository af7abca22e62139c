//! Collections for the dashboard: what each has of what it owes, items that lack something, and the coverage matrix of axes.

use std::collections::BTreeSet;

use serde::Serialize;

use super::places::Places;
use super::{Amount, List, valid_of};
use crate::plan::Inventory;
use crate::plan::file::Each;
use crate::plan::report::{CollectionReport, ItemReport, Quota, Report, Unit};

/// A collection.
#[derive(Serialize)]
pub struct Collection<'a> {
    id: &'a str,
    title: &'a str,
    phase: Option<&'a str>,
    unit: &'static str,
    amount: Amount,
    /// How far it is in all.
    percent: usize,
    is_complete: bool,
    /// The class of its bar: `met` where it is complete, else none.
    tone: &'static str,
    pages: usize,
    /// Its valid diagrams of all that it has.
    valid: Amount,
    /// The share of them that has to be valid.
    share: Option<String>,
    thin: List<Thin<'a>>,
    items: usize,
    incomplete: List<Item<'a>>,
    unplanned: List<Unplanned<'a>>,
}

/// A page with fewer diagrams than it owes.
#[derive(Serialize)]
struct Thin<'a> {
    path: &'a str,
    href: String,
    amount: Amount,
}

/// An item that lacks something.
#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    path: &'a str,
    /// Where it stands; empty where it is missing altogether.
    found: &'a [String],
    href: Option<String>,
    /// Whether it stands under another name.
    is_alias: bool,
    lacks: Vec<Lack<'a>>,
}

/// A role that an item has too few diagrams of.
#[derive(Serialize)]
struct Lack<'a> {
    /// `diagrams` where any will do.
    role: &'a str,
    have: usize,
    need: usize,
}

/// An item that nobody planned.
#[derive(Serialize)]
struct Unplanned<'a> {
    path: &'a str,
    href: Option<String>,
}

/// A page or item that has to be written.
#[derive(Serialize)]
pub struct Wanted<'a> {
    path: &'a str,
    collection: &'a str,
}

/// A coverage matrix.
#[derive(Serialize)]
pub struct Matrix<'a> {
    id: &'a str,
    /// The collection's place in the list of collections, from 1.
    number: usize,
    title: &'a str,
    rows_name: &'a str,
    columns_name: &'a str,
    columns: &'a [String],
    rows: Vec<Row<'a>>,
    /// Pages that exist, by column.
    totals: Vec<Amount>,
    amount: Amount,
    aliases: usize,
    /// Whether its pages owe more than to exist.
    has_roles: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    cells: Vec<Cell<'a>>,
    /// Pages that exist.
    amount: Amount,
}

#[derive(Serialize)]
struct Cell<'a> {
    /// `there`, `alias`, `bare` without a valid diagram, `short` of what it owes, `wanted`.
    state: &'static str,
    path: &'a str,
    found: Option<&'a str>,
    /// Whether it exists under another name.
    is_alias: bool,
    href: Option<String>,
    valid: usize,
    broken: usize,
    have: usize,
    need: usize,
}

/// All collections.
pub fn collections<'a>(report: &'a Report, inventory: &'a Inventory, places: &Places<'_>) -> Vec<Collection<'a>> {
    report.collections.iter().map(|entry| collection(entry, report, inventory, places)).collect()
}

fn collection<'a>(
    collection: &'a CollectionReport,
    report: &'a Report,
    inventory: &'a Inventory,
    places: &Places<'_>,
) -> Collection<'a> {
    let thin = |(page, quota): &(usize, Quota)| Thin {
        path: &inventory.pages[*page].path,
        href: places.page(*page),
        amount: Amount::of(*quota),
    };
    // Pages of a matrix that do not exist stand in the matrix, and in the list of wanted pages.
    let is_listed = |item: &&ItemReport| !item.is_complete() && (collection.matrix.is_none() || !item.found.is_empty());
    Collection {
        id: &collection.id,
        title: &collection.title,
        phase: collection.phase.map(|at| report.phases[at].title.as_str()),
        unit: if collection.unit == Unit::Pages { "pages" } else { "diagrams" },
        amount: Amount::of(collection.quota),
        percent: collection.progress().percent(),
        is_complete: collection.is_complete(),
        tone: if collection.is_complete() { "met" } else { "" },
        pages: collection.pages.len(),
        valid: Amount::of(collection.validity(inventory)),
        share: collection.valid.map(|share| share.need.to_string()),
        thin: List::of(collection.thin_pages.iter().map(thin).collect()),
        items: collection.items.len(),
        incomplete: List::of(collection.items.iter().filter(is_listed).map(|item| incomplete(item, places)).collect()),
        unplanned: List::of(
            collection.unplanned.iter().map(|path| Unplanned { path, href: places.found(path) }).collect(),
        ),
    }
}

fn incomplete<'a>(item: &'a ItemReport, places: &Places<'_>) -> Item<'a> {
    let lacks = item.roles.iter().filter(|(_, quota)| !quota.holds());
    Item {
        id: &item.id,
        path: &item.path,
        found: &item.found,
        href: item.found.first().and_then(|found| places.found(found)),
        is_alias: item.is_alias(),
        lacks: lacks
            .map(|(role, quota)| Lack {
                role: if role == Each::TOTAL { "diagrams" } else { role },
                have: quota.have,
                need: quota.need,
            })
            .collect(),
    }
}

/// What does not exist.
pub fn wanted(report: &Report) -> Vec<Wanted<'_>> {
    report.collections.iter().flat_map(missing).collect()
}

fn missing(collection: &CollectionReport) -> impl Iterator<Item = Wanted<'_>> {
    let items = collection.items.iter().filter(|item| item.found.is_empty());
    items.map(|item| Wanted { path: &item.path, collection: &collection.title })
}

/// The matrices of collections with axes.
pub fn matrices<'a>(report: &'a Report, inventory: &'a Inventory, places: &Places<'_>) -> Vec<Matrix<'a>> {
    let collections = report.collections.iter().enumerate();
    collections.filter_map(|(index, collection)| matrix(collection, index + 1, inventory, places)).collect()
}

fn matrix<'a>(
    collection: &'a CollectionReport,
    number: usize,
    inventory: &'a Inventory,
    places: &Places<'_>,
) -> Option<Matrix<'a>> {
    let matrix = collection.matrix.as_ref()?;
    let (rows_name, row_names) = &matrix.rows;
    let (columns_name, columns) = &matrix.columns;
    let mut rows: Vec<Row<'a>> = Vec::new();
    let mut totals = vec![Quota::default(); columns.len()];
    for (name, items) in row_names.iter().zip(collection.items.chunks(columns.len().max(1))) {
        let exist = existing(items);
        for (total, item) in totals.iter_mut().zip(items) {
            total.have += usize::from(!item.found.is_empty());
            total.need += 1;
        }
        let cells = items.iter().map(|item| cell(item, inventory, places)).collect();
        rows.push(Row { name, cells, amount: Amount::of(exist) });
    }
    Some(Matrix {
        id: &collection.id,
        number,
        title: &collection.title,
        rows_name,
        columns_name,
        columns,
        rows,
        totals: totals.into_iter().map(Amount::of).collect(),
        amount: Amount::of(existing(&collection.items)),
        aliases: collection.items.iter().filter(|item| item.is_alias()).count(),
        has_roles: collection.unit == Unit::Diagrams,
    })
}

fn existing(items: &[ItemReport]) -> Quota {
    Quota { have: items.iter().filter(|item| !item.found.is_empty()).count(), need: items.len() }
}

fn cell<'a>(item: &'a ItemReport, inventory: &Inventory, places: &Places<'_>) -> Cell<'a> {
    let found = item.found.first().map(String::as_str);
    // A diagram file may be shown under several of its names.
    let shown: BTreeSet<usize> = item.found.iter().flat_map(|path| places.diagrams_on(path)).copied().collect();
    let content = valid_of(inventory, &shown);
    let owed = item.owed();
    Cell {
        state: match () {
            () if found.is_none() => "wanted",
            () if !item.is_complete() => "short",
            () if content.have == 0 => "bare",
            () if item.is_alias() => "alias",
            () => "there",
        },
        path: &item.path,
        found,
        is_alias: item.is_alias(),
        href: found.and_then(|path| places.found(path)),
        valid: content.have,
        broken: content.missing(),
        have: owed.have,
        need: owed.need,
    }
}
