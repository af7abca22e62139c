//! `gate` of a phase: what has to hold for the whole site.

use super::reader::{Faults, Table, shown};
use super::references::once;
use super::units::seconds;
use super::{Id, Share};
use crate::check::{EXTERNAL, INVALID_NAME, unknown};
use crate::diagnostics::codes;
use crate::plan::checks::ALL;

/// What has to hold.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    /// `diagrams`: how many valid ones the whole site has to have.
    pub diagrams: Option<usize>,
    /// `require`: checks without a finding.
    pub require: Vec<Required>,
    /// `page_load`: seconds that the heaviest page may take.
    pub page_load: Option<f64>,
    /// `reviewed`: the share of valid diagrams that somebody has reviewed as they are.
    pub reviewed: Option<Share>,
}

/// A check that has to be clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Required {
    /// A code, or `diagram-invalid` for the four about validity.
    Check(Id),
    /// `all`: every check at error level.
    All,
}

impl Gate {
    /// Reads the section.
    pub(super) fn read(mut table: Table<'_, '_>) -> Self {
        let gate = Self {
            diagrams: table.count("diagrams"),
            require: Required::read(&mut table, "require"),
            page_load: seconds(&mut table, "page_load"),
            reviewed: Share::read(&mut table, "reviewed"),
        };
        table.finish();
        gate
    }
}

impl Required {
    /// The checks that a table lists under a key.
    pub(super) fn read(table: &mut Table<'_, '_>, key: &'static str) -> Vec<Self> {
        let names = table.strings(key).unwrap_or_default();
        once(&names, table.faults);
        names.into_iter().filter_map(|id| Self::new(id, table.faults)).collect()
    }

    fn new(id: Id, faults: &Faults<'_>) -> Option<Self> {
        let about_plan = |code: &str| code.starts_with("plan-") || matches!(code, "phase-short" | "done-unproven");
        match id.name.as_str() {
            ALL => return Some(Self::All),
            INVALID_NAME => {}
            EXTERNAL => {
                let message = format!("`{EXTERNAL}` cannot be required: only `chartroom check --external` finds it");
                faults.add(id.span, message, "take it out; what the web answers changes without the content");
                return None;
            }
            name if codes::find(name).is_none() => {
                let text = unknown(&shown(name).replace('`', ""));
                let (message, help) = text.split_once('\n').unwrap_or((&text, ""));
                faults.add(id.span, message, help.trim());
                return None;
            }
            name if about_plan(name) => {
                let message = format!("`{name}` cannot be required: it is about the plan itself");
                faults.add(id.span, message, "take it out; a gate is about the content");
                return None;
            }
            _ => {}
        }
        Some(Self::Check(id))
    }
}
