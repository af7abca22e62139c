//! Rules about the finished site. In: the joined site, what is known of its diagrams, the theme, the files' texts. Out:
//! findings; then, by `settle`, those of all stages that are to be reported. One rule, one file in `rules/`.
//!
//! Not here: what is found where a file is read (`load`, `parse`) and where references are resolved (`link`); those stages
//! know the place and the nearest name, which nobody has to look for again.

pub mod rules;
mod selection;
mod settle;
mod suppress;

use std::collections::BTreeMap;

use crate::config::Config;
use crate::diagnostics::{Code, Finding, codes};
use crate::link::Site;
use crate::load::Theme;
use crate::mermaid::{Facts, Fault};
use crate::model::{Diagram, Text};
use crate::web::Answers;

pub use selection::{EXTERNAL, INVALID, INVALID_NAME, Selection, unknown};
pub use settle::{Settled, settle};

/// What rules look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// Configuration.
    pub config: &'a Config,
    /// The theme.
    pub theme: &'a Theme,
    /// The joined site.
    pub site: &'a Site,
    /// Every diagram: the site's figures in their order, then those of other documents.
    pub diagrams: &'a [CheckedDiagram<'a>],
    /// The text of each page and diagram file, by its file.
    pub texts: &'a BTreeMap<String, Text>,
    /// Whether there is a plan that can be understood, and so pages about it.
    pub has_plan: bool,
    /// What the web answers, if it was asked.
    pub answers: Option<&'a Answers>,
}

/// A diagram and the verdict on it.
#[derive(Debug, Clone, Copy)]
pub struct CheckedDiagram<'a> {
    /// Its file, relative to the site's root.
    pub file: &'a str,
    /// Its id on the site; a diagram of a template or a plan has none.
    pub id: Option<&'a str>,
    /// Text, place, data.
    pub diagram: &'a Diagram,
    /// What is known of it, or why it is broken.
    pub judged: Result<&'a Facts, &'a Fault>,
}

impl CheckedDiagram<'_> {
    /// A finding about this diagram at a byte range of its source, or at its fence.
    pub fn finding(&self, code: Code, range: Option<std::ops::Range<usize>>, message: impl Into<String>) -> Finding {
        let span = range.map_or(self.diagram.span, |range| self.diagram.map.span(&self.diagram.source, range));
        let severity = codes::find(code).map_or(crate::diagnostics::Severity::Error, |entry| entry.severity);
        let finding = Finding::error(code, self.file, span, message);
        Finding { diagram: self.id.map(str::to_owned), severity, ..finding }
    }
}

/// Runs the rules about the codes that are wanted.
pub fn check(context: &Context<'_>, wanted: &dyn Fn(Code) -> bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in rules::ALL {
        if rule.codes.iter().any(|code| wanted(code)) {
            (rule.run)(context, &mut findings);
        }
    }
    findings
}
