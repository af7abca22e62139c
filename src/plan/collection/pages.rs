//! A collection of pages by glob.

use crate::plan::Inventory;
use crate::plan::file::Pages;
use crate::plan::files::{Files, Meant};
use crate::plan::report::{CollectionReport, Quota, ShareReport, Unit};
use crate::plan::tally::Tally;

pub(super) fn report(
    wanted: &Pages,
    inventory: &Inventory,
    files: &Files<'_>,
    empty: CollectionReport,
) -> CollectionReport {
    let Meant { pages, diagrams, .. } = files.meant(&wanted.globs);
    let count = |diagrams: Vec<usize>| Tally::valid(inventory, diagrams).unique(inventory, wanted.unique_by);
    let valid = wanted.valid.map(|need| ShareReport {
        have: diagrams.iter().filter(|diagram| inventory.diagrams[**diagram].valid).count(),
        of: diagrams.len(),
        need,
    });
    let mut thin_pages = Vec::new();
    for page in &pages {
        let Some(need) = wanted.min_per_page else { break };
        let quota = Quota { have: count(files.on_page(*page).to_vec()).counted.len(), need };
        if !quota.holds() {
            thin_pages.push((*page, quota));
        }
    }
    let tally = count(diagrams);
    let quota = Quota { have: tally.counted.len(), need: wanted.diagrams.unwrap_or(0) };
    CollectionReport { unit: Unit::Diagrams, quota, tally, pages, valid, thin_pages, ..empty }
}
