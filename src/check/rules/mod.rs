//! The rules, one a file.

mod diagram_feature;
mod diagram_invalid;
mod diagram_too_large;
mod duplicate_diagram;
mod duplicate_title;
mod empty_page;
mod external_link;
mod heading_order;
mod low_contrast;
mod missing_caption;
mod missing_description;
mod missing_title;
mod nav_unlisted_page;
mod orphan_page;
mod page_template;
mod reserved_url;
mod site_picture;
mod unknown_class;
mod unused_reference;

use super::Context;
use crate::diagnostics::{Code, Finding};
use crate::model::{Position, Span};

/// Where a finding about a page as a whole stands.
const WHOLE_PAGE: Span = Span::at(Position::START);

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
    Rule { codes: &["diagram-too-large"], run: diagram_too_large::run },
    Rule { codes: &["duplicate-diagram"], run: duplicate_diagram::run },
    Rule { codes: &["low-contrast"], run: low_contrast::run },
    Rule { codes: &["unknown-class"], run: unknown_class::run },
    Rule { codes: &["duplicate-title"], run: duplicate_title::run },
    Rule { codes: &["empty-page"], run: empty_page::run },
    Rule { codes: &["heading-order"], run: heading_order::run },
    Rule { codes: &["missing-caption"], run: missing_caption::run },
    Rule { codes: &["missing-description"], run: missing_description::run },
    Rule { codes: &["missing-title"], run: missing_title::run },
    Rule { codes: &["nav-unlisted-page"], run: nav_unlisted_page::run },
    Rule { codes: &["orphan-page"], run: orphan_page::run },
    Rule { codes: &["external-link"], run: external_link::run },
    Rule { codes: &["front-matter"], run: page_template::run },
    Rule { codes: &["reserved-url"], run: reserved_url::run },
    Rule { codes: &["broken-asset"], run: site_picture::run },
    Rule { codes: &["unused-reference"], run: unused_reference::run },
];

/// Codes that no rule finds, and the file of `src/` that does: another stage, before there is a site to look at or, for the
/// plan and what is made, beside it. It has the place and the nearest name at hand, which a rule would only hand on.
pub const FOUND_EARLIER: &[(Code, &str)] = &[
    ("broken-anchor", "link/resolve.rs"),
    ("broken-click", "link/resolve.rs"),
    ("broken-figure", "link/resolve.rs"),
    ("broken-link", "link/resolve.rs"),
    ("done-unproven", "plan/task.rs"),
    ("duplicate-id", "link/figures.rs"),
    ("duplicate-url", "link/urls.rs"),
    ("empty-site", "link/mod.rs"),
    ("fence-attribute", "parse/code.rs"),
    ("front-matter-key", "parse/mod.rs"),
    ("math-syntax", "parse/inline.rs"),
    ("nav-missing-page", "link/navigation.rs"),
    ("not-utf8", "load/files.rs"),
    ("output-incomplete", "render/lacking.rs"),
    ("outside-site", "load/content.rs"),
    ("page-too-large", "load/files.rs"),
    ("phase-short", "plan/mod.rs"),
    ("plan-invalid", "plan/file/mod.rs"),
    ("plan-order", "plan/order.rs"),
    ("plan-unmatched", "plan/order.rs"),
    ("raw-html", "parse/body.rs"),
    ("relation-broken", "link/relations/checks.rs"),
    ("review-invalid", "plan/reviews.rs"),
    ("unclosed-fence", "parse/code.rs"),
    ("unreadable-file", "load/content.rs"),
    ("unused-suppression", "check/suppress.rs"),
];
