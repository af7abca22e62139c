//! `orphan-page`: nothing leads to a page, neither the navigation nor another page, by a link or a relation. The site's
//! start page and its 404 page are found without.

use std::collections::BTreeMap;

use super::{Context, WHOLE_PAGE};
use crate::diagnostics::Finding;
use crate::link::SitePage;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let site = context.site;
    let named = site.pages_in_navigation();
    let by_url: BTreeMap<&str, &str> =
        site.pages.iter().map(|page| (page.url.as_str(), page.page.file.as_str())).collect();
    for (index, page) in site.pages.iter().enumerate() {
        if named.contains(&index) || !page.backlinks.is_empty() || page.relations.is_any() || is_found_without(page) {
            continue;
        }
        let help = above(&page.url, &by_url).map_or_else(
            || "link to it from another page, or add it to `[nav]`".to_owned(),
            |file| format!("link to it, for instance from {file}, or add it to `[nav]`"),
        );
        let message = "nothing leads to this page: no entry of the navigation, no link of another page";
        findings.push(Finding::warning("orphan-page", &page.page.file, WHOLE_PAGE, message).with_help(help));
    }
}

/// Whether readers get to a page without a link: it opens the site, or servers show it for addresses that do not exist.
pub(super) fn is_found_without(page: &SitePage) -> bool {
    matches!(page.output.as_str(), "index.html" | "404.html")
}

/// The file of the nearest page whose URL the page's URL continues.
fn above<'a>(url: &str, by_url: &BTreeMap<&str, &'a str>) -> Option<&'a str> {
    let mut path = url.trim_end_matches('/');
    while let Some((parent, _)) = path.rsplit_once('/') {
        if let Some(file) = by_url.get(format!("{parent}/").as_str()) {
            return Some(file);
        }
        path = parent;
    }
    None
}
