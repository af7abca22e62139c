//! The findings as the state page lists them: by file, bounded, errors before warnings where there is no room for all. In: an
//! edition. Out: what the template shows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::state::address;
use crate::diagnostics::human::{count, printable, thousands};
use crate::diagnostics::{Finding, Severity};
use crate::serve::edition::Edition;

/// Findings that are listed; the rest is a number.
const MOST: usize = 500;

/// The findings.
#[derive(Serialize)]
pub(super) struct Findings {
    /// `12 errors`.
    errors: String,
    warnings: String,
    files: Vec<File>,
    more: Option<String>,
    /// That some are known, where they are.
    known: Option<String>,
}

#[derive(Serialize)]
struct File {
    name: String,
    /// The address of its page.
    page: Option<String>,
    errors: usize,
    warnings: usize,
    findings: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    severity: Severity,
    code: &'static str,
    message: String,
    help: String,
    place: String,
    /// The address that opens the place in the author's editor.
    open: Option<String>,
}

impl Findings {
    /// Those of an edition; `open` gives the address that opens a finding's place.
    pub(super) fn of(edition: &Edition, open: &dyn Fn(&Finding) -> Option<String>) -> Self {
        let settled = &edition.checked.settled;
        let all = &settled.findings;
        let of = |severity| all.iter().filter(move |finding| finding.severity == severity);
        let shown: Vec<&Finding> = of(Severity::Error).chain(of(Severity::Warning)).take(MOST).collect();
        let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in &shown {
            files.entry(&finding.file).or_default().push(finding);
        }
        let pages: BTreeMap<&str, &str> =
            edition.pages.iter().map(|(output, file)| (file.as_str(), output.as_str())).collect();
        let file = |(name, mut findings): (&str, Vec<&Finding>)| {
            findings.sort_by_key(|finding| (finding.span, finding.code));
            let number = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
            File {
                name: printable(name),
                page: pages.get(name).map(|output| address(edition, output)),
                errors: number(Severity::Error),
                warnings: number(Severity::Warning),
                findings: findings.iter().map(|finding| listed(finding, open)).collect(),
            }
        };
        Self {
            errors: count(of(Severity::Error).count(), "error", "errors"),
            warnings: count(of(Severity::Warning).count(), "warning", "warnings"),
            files: files.into_iter().map(file).collect(),
            more: Some(all.len() - shown.len()).filter(|more| *more > 0).map(thousands),
            known: Some(settled.known.len()).filter(|known| *known > 0).map(|known| {
                format!("{} known and left out: the baseline lists them.", count(known, "finding is", "findings are"))
            }),
        }
    }
}

fn listed(finding: &Finding, open: &dyn Fn(&Finding) -> Option<String>) -> Listed {
    let start = finding.span.start;
    Listed {
        severity: finding.severity,
        code: finding.code,
        message: printable(&finding.message),
        help: printable(&finding.help),
        place: format!("{}:{}", start.line, start.column),
        open: open(finding),
    }
}
