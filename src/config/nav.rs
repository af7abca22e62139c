//! The explicit navigation of `[nav]`: `items` is a list of page paths, of `{ title, page }`, `{ title, url }` and
//! `{ title, items }`.

use toml::Spanned;
use toml::de::DeValue;

use super::reader::{Faults, Table, kind_name};
use crate::model::Span;

/// Levels of nesting that `[nav]` may have.
const MAX_DEPTH: usize = 16;

/// One entry of the navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavEntry {
    /// The title given, if any.
    pub title: Option<String>,
    /// What it leads to.
    pub target: NavTarget,
    /// Entries below it.
    pub items: Vec<Self>,
    /// Where it is written in `site.toml`: the page, if it names one, or else all of it.
    pub span: Span,
}

/// What an entry of the navigation leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NavTarget {
    /// A page, by its path relative to the content folder.
    Page(String),
    /// An address outside of the site.
    Url(String),
    /// Nothing itself: a section.
    None,
}

pub(super) fn entries(items: Spanned<DeValue<'_>>, text: &str, faults: &Faults<'_>, depth: usize) -> Vec<NavEntry> {
    let span = items.span();
    if depth > MAX_DEPTH {
        faults.add(span, format!("the navigation is nested deeper than {MAX_DEPTH} levels"), String::new());
        return Vec::new();
    }
    let DeValue::Array(list) = items.into_inner() else {
        faults.add(
            span,
            "`items` must be a list".to_owned(),
            "write `items = [\"index.md\", { title = \"Guide\", items = [\"guide/start.md\"] }]`".to_owned(),
        );
        return Vec::new();
    };
    list.into_iter().filter_map(|item| entry(item, text, faults, depth)).collect()
}

fn entry(item: Spanned<DeValue<'_>>, text: &str, faults: &Faults<'_>, depth: usize) -> Option<NavEntry> {
    let range = item.span();
    let span = Span::of(text, range.clone());
    match item.into_inner() {
        DeValue::String(path) => {
            Some(NavEntry { title: None, target: NavTarget::Page(path.into_owned()), items: Vec::new(), span })
        }
        DeValue::Table(inner) => {
            let mut table = Table::new("nav.items", inner, faults);
            let title = table.string("title");
            let page = table.spanned_string("page");
            let url = table.string("url");
            let children = table.take("items");
            table.finish();
            if page.is_some() && url.is_some() {
                faults.add(
                    range.clone(),
                    "an entry of the navigation has either `page` or `url`, not both".to_owned(),
                    String::new(),
                );
            }
            let items = children.map_or_else(Vec::new, |list| entries(list, text, faults, depth + 1));
            let span = page.as_ref().map_or(span, |page| Span::of(text, page.span()));
            let target = match (page, url) {
                (Some(page), _) => NavTarget::Page(page.into_inner()),
                (None, Some(url)) => NavTarget::Url(url),
                (None, None) => NavTarget::None,
            };
            if title.is_none() && !matches!(target, NavTarget::Page(_)) {
                faults.add(
                    range,
                    "an entry of the navigation that is no page needs a `title`".to_owned(),
                    String::new(),
                );
                return None;
            }
            Some(NavEntry { title, target, items, span })
        }
        other => {
            faults.add(
                range,
                format!("an entry of the navigation must be a string or a table, not {}", kind_name(&other)),
                "write a page's path, or `{ title = \"…\", page = \"…\" }`".to_owned(),
            );
            None
        }
    }
}
