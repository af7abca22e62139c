//! Findings on a terminal, each with its line.

use crate::diagnostics::{Report, Severity, human};

/// The text of every finding; `print` gets one after the other. They come sorted by file, so the lines of a file are found
/// once.
pub fn show(report: &Report<'_>, errors_only: bool, colour: bool, print: &dyn Fn(&str)) {
    let mut current = None;
    let mut lines: Vec<&str> = Vec::new();
    for finding in report.findings {
        if errors_only && finding.severity != Severity::Error {
            continue;
        }
        if current != Some(&finding.file) {
            current = Some(&finding.file);
            lines = (report.texts)(&finding.file).map_or_else(Vec::new, |text| text.lines().collect());
        }
        let line = lines.get(finding.span.start.line as usize - 1).copied();
        print(&human::render(finding, line, colour));
        print("");
    }
}
