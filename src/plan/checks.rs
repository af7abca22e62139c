//! Which checks a gate or a task requires, and whether they are clean. A finding that the baseline knows or a comment suppresses
//! counts all the same: it is there.

use std::collections::BTreeSet;

use super::file::{Deliverable, PlanFile, Required};
use super::report::CheckReport;
use crate::check::{INVALID, INVALID_NAME};
use crate::diagnostics::{Code, Finding, Severity, codes};

/// The name in a plan that means every check at error level.
pub const ALL: &str = "all";

/// All that stages found, before any of it was left out.
pub struct Found<'a> {
    /// The findings.
    pub findings: &'a [Finding],
    /// The severity of a code on this site.
    pub severity: &'a dyn Fn(&str) -> Severity,
}

/// The codes that a plan needs to be looked for, whatever a run reports.
pub fn needed(plan: &PlanFile) -> BTreeSet<Code> {
    let of_gates = plan.phases.iter().flat_map(|phase| &phase.gate.require);
    let of_tasks = plan.tasks.iter().flat_map(|task| &task.delivers).filter_map(|delivered| match &delivered.what {
        Deliverable::Clean(required, _) => Some(required),
        _ => None,
    });
    let required = of_gates.chain(of_tasks.flatten());
    required
        .flat_map(|required| match required {
            Required::Check(id) if id.name == INVALID_NAME => INVALID.to_vec(),
            Required::Check(id) => codes::find(&id.name).map(|entry| entry.code).into_iter().collect(),
            Required::All => Vec::new(),
        })
        .collect()
}

/// What was found of a requirement: one report for a check, for `all` one for each code that is not clean.
pub fn report(required: &Required, found: &Found<'_>) -> Vec<CheckReport> {
    report_in(required, found, &|_| true)
}

/// The same in the files that `covers`.
pub fn report_in(required: &Required, found: &Found<'_>, covers: &dyn Fn(&str) -> bool) -> Vec<CheckReport> {
    let of = |name: &str, is: &dyn Fn(&Finding) -> bool| {
        let mut list: Vec<&Finding> =
            found.findings.iter().filter(|finding| is(finding) && covers(&finding.file)).collect();
        list.sort_by(|a, b| (&a.file, a.span.start, &a.message).cmp(&(&b.file, b.span.start, &b.message)));
        list.dedup();
        let findings = list
            .iter()
            .map(|finding| (finding.file.clone(), finding.span.start.line, finding.message.clone()))
            .collect();
        CheckReport { name: name.to_owned(), findings }
    };
    match required {
        Required::Check(id) if id.name == INVALID_NAME => {
            vec![of(&id.name, &|finding| INVALID.contains(&finding.code))]
        }
        Required::Check(id) => vec![of(&id.name, &|finding| finding.code == id.name)],
        Required::All => {
            let is_error = |finding: &&Finding| (found.severity)(finding.code) == Severity::Error;
            let failing: BTreeSet<Code> = found.findings.iter().filter(is_error).map(|finding| finding.code).collect();
            let reports = failing.into_iter().map(|code| of(code, &|finding| finding.code == code));
            let mut reports: Vec<CheckReport> = reports.filter(|report| !report.findings.is_empty()).collect();
            if reports.is_empty() {
                reports.push(CheckReport { name: ALL.to_owned(), findings: Vec::new() });
            }
            reports
        }
    }
}
