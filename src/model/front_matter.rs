//! What a page says about itself between `---` or `+++`, already in Chartroom's own names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Position, Span, StatedRelation};

/// The front matter of one page. Every key is optional; the names that other generators use for the same thing are
/// folded into these by `parse`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FrontMatter {
    /// `title`.
    pub title: Option<String>,
    /// `link_title`: the short title in navigation.
    pub link_title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `weight`: the order among siblings; smaller first, pages without one after those with one.
    pub weight: Option<f64>,
    /// `slug`: replaces the last part of the page's URL.
    pub slug: Option<String>,
    /// `url`: replaces the whole path of the page's URL.
    pub url: Option<String>,
    /// `aliases`: old URLs that redirect here.
    pub aliases: Vec<String>,
    /// `draft`.
    pub draft: bool,
    /// `search`: whether readers' search finds the page; it does where nothing is said.
    pub search: Option<bool>,
    /// `date`, as written.
    pub date: Option<String>,
    /// `updated`, as written.
    pub updated: Option<String>,
    /// `template`: a file of the theme that renders this page in place of `page.html`.
    pub template: Option<String>,
    /// `tags`.
    pub tags: Vec<String>,
    /// `authors`.
    pub authors: Vec<String>,
    /// `relations`, in order.
    pub relations: Vec<StatedRelation>,
    /// `extra`: anything, handed to templates as it is.
    pub extra: serde_json::Map<String, serde_json::Value>,
    /// Where the keys that later stages may object to are written: `aliases`, `relations`, `slug`, `template`, `title`, `url`;
    /// of each alias as `aliases.0`, `aliases.1`, ….
    pub places: BTreeMap<String, Span>,
}

impl FrontMatter {
    /// Where the first of these keys that is given is written, or else the page's beginning.
    pub fn place(&self, keys: &[&str]) -> Span {
        keys.iter().find_map(|key| self.places.get(*key).copied()).unwrap_or(Span::at(Position::START))
    }
}
