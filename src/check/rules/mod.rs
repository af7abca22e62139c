//! The rules, one a file.

mod diagram_feature;
mod diagram_invalid;
mod external_link;
mod page_template;
mod reserved_url;
mod site_picture;

use super::Context;
use crate::diagnostics::{Code, Finding};

/// A rule: what it may report, and how it looks.
pub struct Rule {
    /// The codes of its findings.
    pub codes: &'static [Code],
    /// Adds its findings.
    pub run: fn(&Context<'_>, &mut Vec<Finding>),
}

/// All rules.
pub const ALL: &[Rule] = &[
    Rule { codes: diagram_invalid::CODES, run: diagram_invalid::run },
    Rule { codes: &["diagram-feature"], run: diagram_feature::run },
    Rule { codes: &["external-link"], run: external_link::run },
    Rule { codes: &["front-matter"], run: page_template::run },
    Rule { codes: &["reserved-url"], run: reserved_url::run },
    Rule { codes: &["broken-asset"], run: site_picture::run },
];
