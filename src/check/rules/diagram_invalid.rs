//! `diagram-syntax`, `diagram-unknown-kind`, `diagram-limit`, `diagram-timeout`: the one reason why a diagram is not valid.

use super::Context;
use crate::diagnostics::{Code, Finding};

pub(super) const CODES: &[Code] =
    &["diagram-limit", "diagram-syntax", "diagram-timeout", "diagram-unknown-kind", "internal-error"];

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for diagram in context.diagrams {
        if let Err(fault) = diagram.judged {
            let finding = diagram.finding(fault.code.code(), fault.range.clone(), fault.message.clone());
            findings.push(finding.with_help(fault.help.clone()));
        }
    }
}
