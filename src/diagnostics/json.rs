//! `--format json`: a stable contract. Keys are added, never changed; `version` says so if that ever has to end.

use serde::Serialize;

use super::{Finding, Report, Severity};

#[derive(Serialize)]
struct File<'a> {
    version: u32,
    summary: Summary,
    findings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Summary {
    pages: usize,
    diagrams: usize,
    errors: usize,
    warnings: usize,
    fixable: usize,
    known: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: Severity,
    message: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    help: &'a str,
    fixable: bool,
    diagram: Option<&'a str>,
}

impl<'a> From<&'a Finding> for Entry<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            code: finding.code,
            severity: finding.severity,
            message: &finding.message,
            file: &finding.file,
            line: finding.span.start.line,
            column: finding.span.start.column,
            end_line: finding.span.end.line,
            end_column: finding.span.end.column,
            help: &finding.help,
            fixable: finding.fixable,
            diagram: finding.diagram.as_deref(),
        }
    }
}

/// The whole text.
pub fn render(report: &Report<'_>) -> String {
    let file = File {
        version: 1,
        summary: Summary {
            pages: report.pages,
            diagrams: report.diagrams,
            errors: report.errors(),
            warnings: report.warnings(),
            fixable: report.fixable(),
            known: report.known,
        },
        findings: report.findings.iter().map(Entry::from).collect(),
    };
    // Numbers and strings under fixed keys always serialise.
    serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::{findings, report};
    use super::*;

    #[test]
    fn keys_stand_in_the_order_of_the_contract() {
        let findings = findings();
        let text = render(&Report { known: 7, ..report(&findings[1..2]) });
        assert_eq!(
            text,
            r#"{
  "version": 1,
  "summary": {
    "pages": 1,
    "diagrams": 1,
    "errors": 1,
    "warnings": 0,
    "fixable": 1,
    "known": 7
  },
  "findings": [
    {
      "code": "diagram-syntax",
      "severity": "error",
      "message": "a label with `(` needs quotes: \"f(x)\" <100%>",
      "file": "content/a, b.md",
      "line": 7,
      "column": 6,
      "end_line": 7,
      "end_column": 9,
      "help": "",
      "fixable": true,
      "diagram": "fig-a"
    }
  ]
}
"#
        );
    }

    #[test]
    fn without_findings_the_list_is_empty_and_a_finding_without_diagram_has_null() {
        assert!(render(&report(&[])).ends_with("\"findings\": []\n}\n"));
        let findings = findings();
        assert!(render(&report(&findings[..1])).contains("\"fixable\": true,\n      \"diagram\": null"));
        assert!(render(&report(&findings[2..])).contains(r#""message": "a \u0001\u001b[0m & <b>""#));
    }
}
