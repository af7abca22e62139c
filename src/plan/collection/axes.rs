//! A collection of two lists whose pairs are pages.

use std::collections::BTreeSet;

use super::{existing, item, sum, tally};
use crate::plan::Inventory;
use crate::plan::file::{Axes, Axis, Each};
use crate::plan::files::Files;
use crate::plan::report::{CollectionReport, ItemReport, Matrix, Unit};
use crate::plan::tally::Tally;

pub(super) fn report(
    wanted: &Axes,
    inventory: &Inventory,
    files: &Files<'_>,
    empty: CollectionReport,
) -> CollectionReport {
    let each = wanted.each.clone().unwrap_or_default();
    let cells = wanted.cells();
    let mut items: Vec<ItemReport> = Vec::new();
    let mut pages: BTreeSet<usize> = BTreeSet::new();
    let mut diagrams: BTreeSet<usize> = BTreeSet::new();
    for cell in &cells {
        let paths = std::iter::once(&cell.path).chain(&cell.aliases);
        let found: BTreeSet<usize> = paths.filter_map(|path| files.page(path)).collect();
        let own: BTreeSet<usize> = found.iter().flat_map(|page| files.on_page(*page)).copied().collect();
        let names = found.iter().map(|page| inventory.pages[*page].path.clone()).collect();
        let id = format!("{}/{}", wanted.rows.values[cell.row].0.name, wanted.columns.values[cell.column].0.name);
        let own_list: Vec<usize> = own.iter().copied().collect();
        items.push(item(id, names, cell.path.clone(), &each, &own_list, inventory));
        pages.extend(found);
        diagrams.extend(own);
    }
    let diagrams: Vec<usize> = diagrams.into_iter().collect();
    let names = |axis: &Axis| (axis.name.clone(), axis.values.iter().map(|(id, _)| id.name.clone()).collect());
    let counts_pages = each == Each::default();
    CollectionReport {
        unit: if counts_pages { Unit::Pages } else { Unit::Diagrams },
        quota: if counts_pages { existing(&items) } else { sum(&items) },
        tally: if counts_pages { Tally::valid(inventory, diagrams) } else { tally(inventory, &items, &diagrams) },
        pages: pages.into_iter().collect(),
        items,
        matrix: Some(Matrix { rows: names(&wanted.rows), columns: names(&wanted.columns), cells }),
        ..empty
    }
}
