//! From the findings of all stages to those that are reported: severities of the configuration, comments that suppress,
//! the selection, the baseline, order. Out, too: suppressions that nothing needed, and what the baseline knows.

use std::collections::BTreeMap;

use super::{EXTERNAL, Selection};
use crate::diagnostics::baseline::{Baseline, Entry, Split};
use crate::diagnostics::{Finding, Severity, Texts, codes, nearest};
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
    let mut findings = unsuppressed(selection, findings, suppressions);
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

/// The findings that are to be reported and that no comment suppresses, and comments that suppress nothing.
fn unsuppressed(
    selection: &Selection<'_>,
    findings: Vec<Finding>,
    suppressions: &BTreeMap<String, Vec<Suppression>>,
) -> Vec<Finding> {
    let mut used: BTreeMap<(&str, usize, usize), ()> = BTreeMap::new();
    let mut settled: Vec<Finding> = Vec::new();
    for finding in findings {
        if !selection.reports(finding.code) {
            continue;
        }
        let mut silent = false;
        if let Some((file, list)) = suppressions.get_key_value(&finding.file) {
            for (index, suppression) in list.iter().enumerate() {
                let (first, last) = suppression.lines;
                if !(first..=last).contains(&finding.span.start.line) {
                    continue;
                }
                for (place, (code, _)) in suppression.codes.iter().enumerate() {
                    if names(code, finding.code) {
                        used.insert((file, index, place), ());
                        silent = true;
                    }
                }
            }
        }
        if !silent {
            settled.push(finding);
        }
    }
    if selection.wants("unused-suppression") {
        for (file, list) in suppressions {
            for (index, suppression) in list.iter().enumerate() {
                let unused = |place: &usize| !used.contains_key(&(file.as_str(), index, *place));
                settled.extend(unused_suppressions(file, suppression, unused, selection));
            }
        }
    }
    settled
}

/// Whether the name in a comment means this code.
fn names(name: &str, code: &str) -> bool {
    super::selection::members(name).contains(&code)
}

fn unused_suppressions<'a>(
    file: &'a str,
    suppression: &'a Suppression,
    unused: impl Fn(&usize) -> bool + 'a,
    selection: &'a Selection<'_>,
) -> impl Iterator<Item = Finding> + 'a {
    let nothing = suppression.codes.is_empty().then(|| {
        Finding::warning("unused-suppression", file, suppression.span, "this comment names no check")
            .with_help("write `chartroom-ignore: CODE reason`")
    });
    let listed = suppression.codes.iter().enumerate().filter_map(move |(place, (code, span))| {
        let known = codes::find(code).is_some() || code == super::selection::INVALID_NAME;
        if !known {
            let all: Vec<&str> = codes::ALL.iter().map(|entry| entry.code).collect();
            let help = nearest(code, &all).map_or_else(
                || "`chartroom explain` lists all checks".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no check `{code}`");
            return Some(Finding::warning("unused-suppression", file, *span, message).with_help(help));
        }
        // Only a check that ran can tell that there was nothing to suppress. What the web answers today tells nothing.
        let ran = super::selection::members(code).iter().any(|code| *code != EXTERNAL && selection.wants(code));
        (unused(&place) && ran).then(|| {
            let (message, help) = if suppression.lines.1 < suppression.lines.0 {
                (
                    format!("no block follows for which `{code}` could be ignored"),
                    "put the comment before the block that it is about",
                )
            } else {
                (format!("there is no `{code}` to ignore here"), "take the comment away")
            };
            Finding::warning("unused-suppression", file, *span, message).with_help(help)
        })
    });
    nothing.into_iter().chain(listed)
}
