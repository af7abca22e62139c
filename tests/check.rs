//! Every check against its fixture: a folder `tests/check/CODE/` is a site, in which annotations say what `check` must find,
//! and that it finds nothing else.
//!
//! An annotation stands after the line that it is about, in a comment of the file's own syntax (`<!-- … -->`, `%% …`, `# …`):
//! `expect 5-14 code: message` names columns of that line, `expect 5-7:3 …` ends at column 3 of line 7, `expect page code: message`
//! means the page as a whole (1:1), `expect 2:5-14 …` names a line of the file, and `expect x.jsonl:2:5-14 …` one of another file,
//! which has no comments. After ` = help: ` the help may follow; it is compared where it does. Only the check of the folder's
//! name runs, unless `TOGETHER` says otherwise.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::{TestSite, tree};

/// Codes that no folder of files can show, each with its reason.
const WITHOUT_FIXTURE: &[(&str, &str)] = &[
    ("diagram-timeout", "depends on the machine"),
    ("external-link", "needs a server; tests/external.rs has one"),
    ("internal-error", "is a fault of ours"),
    ("output-incomplete", "comes from `build`; tests/beside.rs and tests/dates.rs have it"),
    ("outside-site", "needs a symbolic link"),
    ("page-too-large", "needs a file of 10 MB"),
    ("phase-short", "comes from `build` and `report --gate`; tests/reviews.rs and tests/report.rs have it"),
    ("unreadable-file", "needs a file without permissions"),
];

/// Codes that others have to run along with.
const TOGETHER: &[(&str, &str)] = &[("unused-suppression", "unused-suppression,broken-link,diagram-invalid")];

fn fixtures() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/check");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn every_code_has_a_fixture() {
    let exempt: Vec<&str> = WITHOUT_FIXTURE.iter().map(|(code, _)| *code).collect();
    let wanted: Vec<&str> = chartroom::diagnostics::codes::ALL
        .iter()
        .map(|entry| entry.code)
        .filter(|code| !exempt.contains(code))
        .collect();
    assert_eq!(fixtures(), wanted);
}

#[test]
fn fixtures_find_what_they_say_and_nothing_else() {
    let mut wrong = Vec::new();
    for code in fixtures() {
        let (expected, found) = run(&code);
        if expected != found {
            wrong.push(format!("{code}\n  expected {expected:#?}\n  found {found:#?}"));
        }
        if expected.is_empty() {
            wrong.push(format!("{code} expects nothing"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the fixture expects and what the program finds, sorted.
fn run(code: &str) -> (Vec<String>, Vec<String>) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check").join(code);
    let mut site = TestSite::new();
    let mut expected = Vec::new();
    for (path, bytes) in tree(&folder) {
        expected.extend(annotations(&path, &String::from_utf8_lossy(&bytes)));
        site = site.file(&path, bytes);
    }
    let only = TOGETHER.iter().find(|(alone, _)| *alone == code).map_or(code, |(_, only)| only);
    let run = site.run(&["check", "--format", "json", "--only", only]);
    assert!(run.code < 2, "{code}: {}", run.stderr);
    let report: Value =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{code}: {error}\n{}", run.stdout));
    let mut found: Vec<String> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| {
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            let end = if finding["line"] == finding["end_line"] {
                finding["end_column"].to_string()
            } else {
                format!("{}:{}", finding["end_line"], finding["end_column"])
            };
            let place = format!("{}:{}-{end}", finding["line"], finding["column"]);
            let short = format!("{}:{place} {}: {}", text("file"), text("code"), text("message"));
            let whole = format!("{short} = help: {}", text("help"));
            if expected.contains(&whole) { whole } else { short }
        })
        .collect();
    expected.sort();
    found.sort();
    (expected, found)
}

/// The annotations of a file in the form that findings are compared in.
fn annotations(file: &str, text: &str) -> Vec<String> {
    let mut list = Vec::new();
    // The line that the next annotation is about: the last one that is none itself.
    let mut about = 0;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        let line = line.trim_start_matches(['>', ' ']);
        let comment = line
            .strip_prefix("<!--")
            .map(|rest| rest.trim_end_matches("-->"))
            .or_else(|| line.strip_prefix("%%"))
            .or_else(|| line.strip_prefix('#'));
        let Some(annotation) = comment.and_then(|comment| comment.trim().strip_prefix("expect ")) else {
            about = number + 1;
            continue;
        };
        let (place, rest) = annotation.split_once(' ').expect("a place and a code");
        let (file, place) = match place.split_once(':') {
            Some((other, place)) if other.contains('.') => (other, place),
            _ => (file, place),
        };
        let place = match place {
            "page" => "1:1-1".to_owned(),
            place if place.split('-').next().is_some_and(|start| start.contains(':')) => place.to_owned(),
            columns => format!("{about}:{columns}"),
        };
        list.push(format!("{file}:{place} {rest}"));
    }
    list
}

/// The counts of a report, for tests of the whole command.
#[test]
fn a_report_counts_what_it_lists() {
    let site = TestSite::new().file("content/index.md", "# A\n\n[x](nowhere.md)\n");
    let run = site.run(&["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON and nothing else");
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for finding in report["findings"].as_array().expect("a list") {
        *counts.entry(finding["severity"].as_str().expect("text").to_owned()).or_default() += 1;
    }
    assert_eq!(report["summary"]["errors"].as_u64(), counts.get("error").copied());
    assert_eq!(report["summary"]["warnings"].as_u64().unwrap_or(0), counts.get("warning").copied().unwrap_or(0));
    assert_eq!(run.code, 1);
}
