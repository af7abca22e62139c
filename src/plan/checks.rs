//! Which checks a gate or a task requires, and whether they are clean. A finding that the baseline knows or a comment suppresses
//! counts all the same: it is there.

use std::collections::{BTreeMap, BTreeSet};

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

/// The same, by code and by file.
pub struct Index<'a> {
    /// By code; each list in order of file, place and message, without repetitions.
    by_code: BTreeMap<Code, Vec<&'a Finding>>,
    /// The first finding at error level of each file.
    first_errors: BTreeMap<&'a str, &'a Finding>,
    /// Why a diagram is broken, by its id.
    refusals: BTreeMap<&'a str, &'a Finding>,
    severity: &'a dyn Fn(&str) -> Severity,
}

impl<'a> Index<'a> {
    /// Sorts what was found.
    pub fn new(found: &Found<'a>) -> Self {
        let mut by_code: BTreeMap<Code, Vec<&'a Finding>> = BTreeMap::new();
        for finding in found.findings {
            by_code.entry(finding.code).or_default().push(finding);
        }
        let mut first_errors: BTreeMap<&'a str, &'a Finding> = BTreeMap::new();
        for (code, list) in &mut by_code {
            list.sort_by(|a, b| (&a.file, a.span.start, &a.message).cmp(&(&b.file, b.span.start, &b.message)));
            list.dedup();
            for finding in list.iter().filter(|_| (found.severity)(code) == Severity::Error) {
                let first = first_errors.entry(&finding.file).or_insert(finding);
                if (finding.span.start, finding.code) < (first.span.start, first.code) {
                    *first = finding;
                }
            }
        }
        let refusals = INVALID.iter().filter_map(|code| by_code.get(code)).flatten();
        let refusals = refusals.filter_map(|finding| Some((finding.diagram.as_deref()?, *finding))).collect();
        Self { by_code, first_errors, refusals, severity: found.severity }
    }

    /// All findings of a code, or of the four that `diagram-invalid` names.
    pub fn of(&self, name: &str) -> Vec<&'a Finding> {
        let codes: &[&str] = if name == INVALID_NAME { &INVALID } else { &[name] };
        let mut list: Vec<_> = codes.iter().filter_map(|code| self.by_code.get(code)).flatten().copied().collect();
        if codes.len() > 1 {
            list.sort_by(|a, b| (&a.file, a.span.start, &a.message).cmp(&(&b.file, b.span.start, &b.message)));
        }
        list
    }

    /// Why a diagram with this id is broken.
    pub fn refusal(&self, id: &str) -> Option<&'a Finding> {
        self.refusals.get(id).copied()
    }

    /// The first finding at error level in a file.
    pub fn first_error(&self, file: &str) -> Option<&'a Finding> {
        self.first_errors.get(file).copied()
    }

    /// What was found of a requirement: one report for a check, for `all` one for each code that is not clean.
    pub fn report(&self, required: &Required) -> Vec<CheckReport> {
        self.report_in(required, None)
    }

    /// The same in some files, which come in order.
    pub fn report_in(&self, required: &Required, files: Option<&[&str]>) -> Vec<CheckReport> {
        let of = |name: &str| {
            let list = self.of(name);
            let covered: Vec<&Finding> = match files {
                None => list,
                Some(files) => files.iter().flat_map(|file| of_file(&list, file)).copied().collect(),
            };
            let place = |finding: &&Finding| (finding.file.clone(), finding.span.start.line, finding.message.clone());
            CheckReport { name: name.to_owned(), findings: covered.iter().map(place).collect() }
        };
        match required {
            Required::Check(id) => vec![of(&id.name)],
            Required::All => {
                let codes = self.by_code.keys().filter(|code| (self.severity)(code) == Severity::Error);
                let mut reports: Vec<CheckReport> = codes.map(|code| of(code)).collect();
                reports.retain(|report| !report.findings.is_empty());
                if reports.is_empty() {
                    reports.push(CheckReport { name: ALL.to_owned(), findings: Vec::new() });
                }
                reports
            }
        }
    }
}

/// Those of a file, of findings in order of their files.
fn of_file<'l, 'a>(list: &'l [&'a Finding], file: &str) -> &'l [&'a Finding] {
    let first = list.partition_point(|finding| finding.file.as_str() < file);
    let number = list[first..].partition_point(|finding| finding.file == file);
    &list[first..first + number]
}
