//! `nav-unlisted-page`: no entry of an explicit navigation leads to a page. A navigation made from the folders has them all.

use std::collections::BTreeMap;

use super::{Context, WHOLE_PAGE};
use crate::config::{NavEntry, NavTarget};
use crate::diagnostics::Finding;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let Some(entries) = &context.config.nav else {
        return;
    };
    let named = context.site.pages_in_navigation();
    let mut lines = BTreeMap::new();
    last_of_folders(entries, &mut lines);
    for (index, page) in context.site.pages.iter().enumerate() {
        if named.contains(&index) || page.output == "404.html" {
            continue;
        }
        let (path, config) = (&page.page.path, &context.config.file);
        let help = near(path, &lines).map_or_else(
            || format!("add `\"{path}\"` to `items` of `[nav]` in {config}"),
            |line| format!("add `\"{path}\"` to `[nav]`, for instance after {config}:{line}"),
        );
        let message = "no entry of `[nav]` leads to this page";
        findings.push(Finding::warning("nav-unlisted-page", &page.page.file, WHOLE_PAGE, message).with_help(help));
    }
}

/// For each folder the line of the last entry that names a page in it. Entries nest a few levels deep only.
fn last_of_folders<'a>(entries: &'a [NavEntry], lines: &mut BTreeMap<&'a str, u32>) {
    for entry in entries {
        if let NavTarget::Page(path) = &entry.target {
            let path = path.trim_start_matches("./").trim_start_matches('/');
            lines.insert(folder(path), entry.span.start.line);
        }
        last_of_folders(&entry.items, lines);
    }
}

/// The line for the nearest folder above a path that has one.
fn near(path: &str, lines: &BTreeMap<&str, u32>) -> Option<u32> {
    let mut path = path;
    while !path.is_empty() {
        path = folder(path);
        if let Some(line) = lines.get(path) {
            return Some(*line);
        }
    }
    None
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
