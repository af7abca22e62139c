//! `diagram-feature`: a diagram is drawn without something that the engine lacks.

use super::Context;
use crate::diagnostics::Finding;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for diagram in context.diagrams {
        for warning in diagram.judged.iter().flat_map(|facts| &facts.warnings) {
            let finding = diagram.finding("diagram-feature", Some(warning.range.clone()), warning.message.clone());
            findings.push(finding.with_help(warning.help.clone()));
        }
    }
}
