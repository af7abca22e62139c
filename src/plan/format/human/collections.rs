//! Collections on a terminal: the figure of each, what of it is missing, its matrix.

use super::page::{Ink, Page, column, widest};
use super::{SHOWN, matrix};
use crate::diagnostics::human::count;
use crate::plan::file::Each;
use crate::plan::report::{CollectionReport, ItemReport, Quota, Status, Unit};
use crate::plan::view::View;

pub(super) fn write(page: &mut Page, view: &View<'_>) {
    let report = view.report;
    if view.collections.is_empty() {
        return;
    }
    page.heading("Collections");
    let all = || view.collections.iter().map(|at| &report.collections[*at]);
    let width = widest(all().map(|collection| collection.id.as_str()), 24);
    for collection in all() {
        let phase = collection.phase.map(|at| &report.phases[at]);
        let is_due = phase.is_some_and(|phase| phase.status == Status::Short);
        let (ink, mark) = match (collection.is_complete(), is_due) {
            (true, _) => (Ink::Good, page.sign("✓", "+")),
            (false, true) => (Ink::Bad, page.sign("✗", "!")),
            (false, false) => (Ink::Open, page.sign("○", "o")),
        };
        let bar = page.bar(ink, collection.progress(), 24);
        let owed = match collection.unit {
            Unit::Pages => count(collection.quota.need, "page", "pages"),
            Unit::Diagrams => count(collection.quota.need, "diagram", "diagrams"),
        };
        let phase = phase.map_or_else(String::new, |phase| {
            format!("  [{}]", column(&phase.id, widest([phase.id.as_str()].into_iter(), 16)))
        });
        page.line(&format!(
            "{}  {}  {bar}  {} of {owed}{phase}",
            page.ink(ink, mark),
            column(&collection.id, width),
            collection.quota.have,
        ));
        if collection.title != collection.id {
            page.point(3, "", &collection.title);
        }
        let valid = collection.validity(view.inventory);
        if collection.valid.is_none() && valid.need > 0 {
            let all = count(valid.need, "diagram", "diagrams");
            let pages = count(collection.pages.len(), "page", "pages");
            page.line(&format!("    {} of {all} valid on {pages}", valid.have));
        }
        if let Some(share) = collection.valid {
            let sign = if share.holds() { "=" } else { "-" };
            page.point(
                4,
                sign,
                &format!(
                    "{} of {} valid, {} have to be",
                    share.have,
                    count(share.of, "diagram", "diagrams"),
                    share.need
                ),
            );
        }
        if let Some(matrix) = &collection.matrix {
            matrix::write(page, collection, matrix);
        }
        items(page, collection);
        for (index, quota) in collection.thin_pages.iter().take(SHOWN) {
            let file = &view.inventory.pages[*index].file;
            page.point(
                4,
                "-",
                &format!("{file} has {} of {}", quota.have, count(quota.need, "valid diagram", "valid diagrams")),
            );
        }
        rest(page, collection.thin_pages.len(), "pages");
        let aliases: Vec<&ItemReport> = collection.items.iter().filter(|item| item.is_alias()).collect();
        for item in aliases.iter().take(SHOWN) {
            page.point(4, "~", &format!("{} is there as {}", item.id, item.found.join(", ")));
        }
        rest(page, aliases.len(), "under another name");
        for path in collection.unplanned.iter().take(SHOWN) {
            page.point(4, "?", &format!("{path} is not planned"));
        }
        rest(page, collection.unplanned.len(), "that nobody planned");
    }
}

/// Items that are missing altogether, then those that lack something.
fn items(page: &mut Page, collection: &CollectionReport) {
    let missing: Vec<&ItemReport> = collection.items.iter().filter(|item| item.found.is_empty()).collect();
    if collection.matrix.is_some() && !missing.is_empty() {
        page.line(&format!("    {} wanted:", count(missing.len(), "page is", "pages are")));
    }
    for item in missing.iter().take(SHOWN) {
        let text = match collection.matrix {
            Some(_) => item.path.clone(),
            None => format!("{} is missing altogether: {}", item.id, item.path),
        };
        page.point(4, "-", &text);
    }
    rest(page, missing.len(), "missing");
    let incomplete = || collection.items.iter().filter(|item| !item.found.is_empty() && !item.is_complete());
    for item in incomplete().take(SHOWN) {
        let roles = item.roles.iter().filter(|(_, quota)| !quota.holds());
        let roles: Vec<String> = roles.map(|(role, quota)| of_role(role, *quota)).collect();
        page.point(4, "-", &format!("{} has {} ({})", item.id, roles.join(", "), item.found.join(", ")));
    }
    rest(page, incomplete().count(), "incomplete");
}

/// What there is of a role.
fn of_role(role: &str, Quota { have, need }: Quota) -> String {
    match role {
        Each::TOTAL => format!("{have} of {}", count(need, "diagram", "diagrams")),
        role => format!("{have} of {need} {role}"),
    }
}

fn rest(page: &mut Page, all: usize, what: &str) {
    if all > SHOWN {
        page.line(&format!("    and {} more {what}; `--format json` lists all", all - SHOWN));
    }
}
