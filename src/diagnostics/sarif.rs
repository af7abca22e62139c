//! `--format sarif`: SARIF 2.1.0, which code hosts and editors read. One run, the codes that occur as its rules, with their
//! pages as help. No `helpUri`: the program does not know where its documentation is published, and the help is there.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::identity::fingerprints;
use super::prose::{PLAIN, render as plain};
use super::{Code, Finding, Report, Severity, codes};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The name that consumers have for the root of the repository.
const BASE: &str = "%SRCROOT%";

/// What stands in a path of a URI as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: Code,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Place,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

/// The number is that of the way of making them, as SARIF recommends.
#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "chartroomFinding/v1")]
    finding: String,
}

/// The whole text.
pub fn render(report: &Report<'_>) -> String {
    let mut used: Vec<Code> = report.findings.iter().map(|finding| finding.code).collect();
    used.sort_unstable();
    used.dedup();
    let results = report
        .findings
        .iter()
        .zip(fingerprints(report.findings, report.texts))
        .map(|(finding, print)| outcome(report, finding, &used, print))
        .collect();
    let driver = Driver {
        name: "Chartroom",
        version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: used.iter().copied().map(rule).collect(),
    };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    // Numbers and strings under fixed keys always serialise.
    serde_json::to_string_pretty(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] }).unwrap_or_default() + "\n"
}

fn rule(code: Code) -> Rule {
    let entry = codes::find(code);
    let summary = entry.map_or(code, |entry| entry.summary);
    let help = entry.map_or_else(|| summary.to_owned(), |entry| plain(entry.page, PLAIN));
    // A page begins with the severity, then says in one paragraph what is reported.
    let full = help.lines().next().and_then(|line| line.split_once(". ")).map_or(summary, |(_, rest)| rest).to_owned();
    Rule {
        id: code,
        short_description: Text { text: summary.to_owned() },
        full_description: Text { text: full },
        help: Text { text: help },
        default_configuration: Configuration { level: level(entry.map_or(Severity::Error, |entry| entry.severity)) },
    }
}

fn outcome<'a>(report: &Report<'_>, finding: &'a Finding, used: &[Code], print: String) -> Outcome<'a> {
    let span = finding.span;
    let help = if finding.help.is_empty() { String::new() } else { format!("\nhelp: {}", finding.help) };
    Outcome {
        rule_id: finding.code,
        rule_index: used.binary_search(&finding.code).unwrap_or_default(),
        level: level(finding.severity),
        message: Text { text: format!("{}{help}", finding.message) },
        locations: [Location {
            physical_location: Place {
                artifact_location: Artifact {
                    uri: utf8_percent_encode(&report.repository_path(finding), PATH).to_string(),
                    uri_base_id: BASE,
                },
                region: Region {
                    start_line: span.start.line,
                    start_column: span.start.column,
                    end_line: span.end.line,
                    end_column: span.end.column,
                },
            },
        }],
        partial_fingerprints: Fingerprints { finding: print },
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Off => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::{findings, report};
    use super::*;

    #[test]
    fn a_report_is_one_run_with_its_rules_and_results() {
        let findings = findings();
        let text = render(&Report { root: "docs", ..report(&findings[1..]) });
        // What differs between versions and releases of the documentation is tested elsewhere.
        let mut text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        for code in ["diagram-syntax", "raw-html"] {
            let Rule { full_description, help, .. } = rule(code);
            assert!(
                help.text.contains(&full_description.text) && full_description.text.starts_with(char::is_alphabetic)
            );
            text = text.replace(&serde_json::to_string(&full_description.text).unwrap(), "\"FULL\"");
            text = text.replace(&serde_json::to_string(&help.text).unwrap(), "\"HELP\"");
        }
        assert_eq!(
            text,
            r#"{
  "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "Chartroom",
          "version": "VERSION",
          "informationUri": "https://github.com/chartroom/chartroom",
          "rules": [
            {
              "id": "diagram-syntax",
              "shortDescription": {
                "text": "Mermaid refuses the diagram"
              },
              "fullDescription": {
                "text": "FULL"
              },
              "help": {
                "text": "HELP"
              },
              "defaultConfiguration": {
                "level": "error"
              }
            },
            {
              "id": "raw-html",
              "shortDescription": {
                "text": "HTML that runs or loads something was removed"
              },
              "fullDescription": {
                "text": "FULL"
              },
              "help": {
                "text": "HELP"
              },
              "defaultConfiguration": {
                "level": "warning"
              }
            }
          ]
        }
      },
      "columnKind": "unicodeCodePoints",
      "results": [
        {
          "ruleId": "diagram-syntax",
          "ruleIndex": 0,
          "level": "error",
          "message": {
            "text": "a label with `(` needs quotes: \"f(x)\" <100%>"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "docs/content/a%2C%20b.md",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 7,
                  "startColumn": 6,
                  "endLine": 7,
                  "endColumn": 9
                }
              }
            }
          ],
          "partialFingerprints": {
            "chartroomFinding/v1": "400707017f11:1"
          }
        },
        {
          "ruleId": "raw-html",
          "ruleIndex": 1,
          "level": "warning",
          "message": {
            "text": "a \u0001\u001b[0m & <b>"
          },
          "locations": [
            {
              "physicalLocation": {
                "artifactLocation": {
                  "uri": "docs/site.toml",
                  "uriBaseId": "%SRCROOT%"
                },
                "region": {
                  "startLine": 1,
                  "startColumn": 1,
                  "endLine": 1,
                  "endColumn": 1
                }
              }
            }
          ],
          "partialFingerprints": {
            "chartroomFinding/v1": "e3b0c44298fc:1"
          }
        }
      ]
    }
  ]
}
"#
        );
    }

    #[test]
    fn a_clean_report_is_a_run_without_results() {
        let log: serde_json::Value = serde_json::from_str(&render(&report(&[]))).unwrap();
        assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], serde_json::json!([]));
    }
}
