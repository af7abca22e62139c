//! From the findings of all stages to those that are reported: severities of the configuration, the selection, comments that
//! suppress (see `suppress`), the baseline, order. Out, too: what the baseline knows.

use std::collections::BTreeMap;

use super::Selection;
use crate::diagnostics::baseline::{Baseline, Entry, Split};
use crate::diagnostics::{Finding, Severity, Texts};
use crate::model::Suppression;

/// What is to be reported.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Findings in order of path, line, column and code.
    pub findings: Vec<Finding>,
    /// Those that the baseline knows, in the same order.
    pub known: Vec<Finding>,
    /// What the baseline knows and this run looked for without finding it.
    pub mended: Vec<Entry>,
}

/// Settles `findings`; `suppressions` are those of each file, `texts` the files that findings are about.
pub fn settle(
    selection: &Selection<'_>,
    findings: Vec<Finding>,
    suppressions: &BTreeMap<String, Vec<Suppression>>,
    baseline: Option<&Baseline>,
    texts: Texts<'_>,
) -> Settled {
    let mut findings = super::suppress::unsuppressed(selection, findings, suppressions);
    findings.retain(|finding| selection.covers(&finding.file));
    for finding in &mut findings {
        let severity = selection.severity(finding.code);
        // Only one that was asked for by name gets here although it is off.
        finding.severity = if severity == Severity::Off { Severity::Warning } else { severity };
    }
    findings
        .sort_by(|a, b| (&a.file, a.span.start, a.code, &a.message).cmp(&(&b.file, b.span.start, b.code, &b.message)));
    findings.dedup();
    let Some(baseline) = baseline else {
        return Settled { findings, ..Settled::default() };
    };
    let Split { new, known, mut mended } = baseline.split(findings, texts);
    mended.retain(|entry| selection.looked_for(&entry.file, &entry.code));
    Settled { findings: new, known, mended }
}
