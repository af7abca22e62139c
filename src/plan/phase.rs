//! Where each phase stands. In: its gate, the totals, its collections, findings. Out: reports that say exactly what is missing.

use jiff::civil::Date;

use super::file::{Each, Phase};
use super::report::{
    CheckReport, CollectionReport, ItemReport, PageLoad, PhaseReport, Quota, ShareReport, Status, Totals, Unit,
};
use super::{Inventory, checks};
use crate::diagnostics::human::count;

/// Bits a second of the connection that `page_load` is reckoned for.
pub const BITS_PER_SECOND: f64 = 1_600_000.0;

/// Seconds until its first byte arrives.
pub const LATENCY: f64 = 0.15;

/// The heaviest page: its file, and its HTML compressed, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heaviest {
    /// The file.
    pub file: String,
    /// Bytes of the page's HTML, compressed by gzip.
    pub bytes: u64,
}

/// What a phase is held against.
pub struct Against<'a> {
    /// The day.
    pub today: Date,
    /// All content.
    pub totals: Totals,
    /// What the content holds.
    pub inventory: &'a Inventory,
    /// Reports of all collections.
    pub collections: &'a [CollectionReport],
    /// Those of each phase, as indices.
    pub of_phase: &'a [Vec<usize>],
    /// What checks found.
    pub found: &'a checks::Index<'a>,
    /// The heaviest page, where a gate asks for it and there is a page.
    pub heaviest: Option<&'a Heaviest>,
}

/// Seconds that so many bytes take.
pub fn seconds(bytes: u64) -> f64 {
    LATENCY + bytes as f64 * 8.0 / BITS_PER_SECOND
}

/// Holds a phase, the plan's `index`th, against the content. Its tasks are filled in by the caller.
pub fn report(phase: &Phase, index: usize, against: &Against<'_>) -> PhaseReport {
    let totals = against.totals;
    let diagrams = phase.gate.diagrams.map(|need| Quota { have: totals.valid, need });
    let mut checks: Vec<CheckReport> = Vec::new();
    for check in phase.gate.require.iter().flat_map(|required| against.found.report(required)) {
        // `all` and a code that is required beside it may be the same check.
        if checks.iter().all(|other| other.name != check.name) {
            checks.push(check);
        }
    }
    let page_load = phase.gate.page_load.zip(against.heaviest).map(|(limit, heaviest)| PageLoad {
        file: heaviest.file.clone(),
        bytes: heaviest.bytes,
        seconds: seconds(heaviest.bytes),
        limit,
    });
    let reviewed = phase.gate.reviewed.map(|need| ShareReport { have: totals.reviewed, of: totals.valid, need });
    let collections = against.of_phase.get(index).cloned().unwrap_or_default();

    let mut missing = Vec::new();
    if let Some(quota) = diagrams.filter(|quota| !quota.holds()) {
        missing.push(format!("{} of {} valid diagrams are missing", quota.missing(), quota.need));
    }
    for check in checks.iter().filter(|check| !check.findings.is_empty()) {
        let (file, line, _) = &check.findings[0];
        let number = check.findings.len();
        let more = if number == 1 {
            format!("is found at {file}:{line}")
        } else {
            format!("is found {number} times, first at {file}:{line}")
        };
        missing.push(format!("`{}` {more}", check.name));
    }
    if let Some(load) = page_load.as_ref().filter(|load| load.seconds > load.limit) {
        missing.push(arithmetic(load));
    }
    if let Some(share) = reviewed.filter(|share| !share.holds()) {
        missing.push(format!("{} of {} valid diagrams are reviewed, {} have to be", share.have, share.of, share.need));
    }
    for at in &collections {
        missing.extend(lacks(&against.collections[*at], against.inventory));
    }
    let status = match () {
        () if missing.is_empty() => Status::Met,
        () if phase.is_due(against.today) => Status::Short,
        () => Status::Upcoming,
    };
    PhaseReport {
        id: phase.id.name.clone(),
        title: phase.title.clone(),
        span: phase.id.span,
        status,
        due: phase.due,
        diagrams,
        checks,
        page_load,
        reviewed,
        collections,
        tasks: Quota::default(),
        missing,
    }
}

/// How the time of the heaviest page is reckoned.
pub fn arithmetic(load: &PageLoad) -> String {
    format!(
        "{} takes {:.2} s to load, {} s are allowed: 0.15 s + {} compressed bytes × 8 / 1.6 Mbit/s",
        load.file, load.seconds, load.limit, load.bytes
    )
}

/// Things that a sentence names; the rest is counted.
const NAMED: usize = 10;

/// What a collection lacks, each a sentence without its stop: numbers first, then by name.
pub fn lacks(collection: &CollectionReport, inventory: &Inventory) -> Vec<String> {
    let mut missing = Vec::new();
    let id = &collection.id;
    let Quota { need, .. } = collection.quota;
    if !collection.quota.holds() {
        let unit = if collection.unit == Unit::Pages { "pages" } else { "valid diagrams" };
        let number = format!("collection `{id}` lacks {} of {need} {unit}", collection.quota.missing());
        let items = collection.items.iter().filter(|item| !item.is_complete());
        missing.push(number + &named(items.map(lacks_of_item).collect(), id));
    }
    if let Some(share) = collection.valid.filter(|share| !share.holds()) {
        let number =
            format!("collection `{id}` has {} valid diagrams of {}, {} have to be", share.have, share.of, share.need);
        let broken = collection.tally.left_out.iter().map(|(index, _)| &inventory.diagrams[*index]);
        let broken = broken
            .filter(|diagram| !diagram.valid)
            .map(|diagram| format!("{}:{} is broken", diagram.file, diagram.line));
        missing.push(number + &named(broken.collect(), id));
    }
    if let Some((_, quota)) = collection.thin_pages.first() {
        let number = collection.thin_pages.len();
        let pages = if number == 1 { "1 page has".to_owned() } else { format!("{number} pages have") };
        let need = count(quota.need, "valid diagram", "valid diagrams");
        let thin = collection.thin_pages.iter();
        let thin = thin.map(|(page, quota)| format!("{} has {}", inventory.pages[*page].file, quota.have));
        missing.push(format!("collection `{id}`: {pages} fewer than {need}") + &named(thin.collect(), id));
    }
    missing
}

/// What an incomplete item lacks: `ports/north/ lacks 1 CS-SQ and 2 more diagrams`, `ports/south/ is missing`.
fn lacks_of_item(item: &ItemReport) -> String {
    let Some(found) = item.found.first() else {
        return format!("{} is missing", item.path);
    };
    let lacking = item.parts().filter(|(_, quota)| !quota.holds()).map(|(role, quota)| match role {
        Each::TOTAL => count(quota.missing(), "diagram", "diagrams"),
        role => format!("{} {role}", quota.missing()),
    });
    format!("{found} lacks {}", lacking.collect::<Vec<_>>().join(" and "))
}

/// The first of some things behind a number, and how to see all.
fn named(things: Vec<String>, id: &str) -> String {
    let more = things.len().saturating_sub(NAMED);
    if things.is_empty() {
        return String::new();
    }
    let rest = if more > 0 {
        format!(" and {more} more, which `chartroom report --explain {id}` lists")
    } else {
        String::new()
    };
    let shown: Vec<String> = things.into_iter().take(NAMED).collect();
    format!(": {}{rest}", shown.join(", "))
}
