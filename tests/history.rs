//! `chartroom report --history`, from outside: on small repositories, each with the dates that its test needs.

use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Run, TestSite};

/// A page with so many valid diagrams and so many broken ones.
pub fn page(valid: usize, broken: usize) -> String {
    let fence = |at: usize, body: &str| format!("## D{at}\n\n```mermaid\nflowchart LR\n  a{at} --> {body}\n```\n\n");
    let all = (0..valid).map(|at| fence(at, "b")).chain((0..broken).map(|at| fence(at, "(b")));
    format!("# Page\n\n{}", all.collect::<String>())
}

/// A site in a repository without a commit.
pub fn repository() -> TestSite {
    let site = TestSite::new().file(".gitignore", ".chartroom\n");
    site.git_on("2026-01-01", &["init", "-q", "-b", "main"]);
    site
}

/// Commits everything; the short id of the commit.
pub fn commit(site: &TestSite, day: &str) -> String {
    site.git_on(day, &["add", "--all"]);
    site.git_on(day, &["commit", "-q", "-m", "change"]);
    site.git_on(day, &["rev-parse", "--short", "HEAD"])
}

pub fn history(site: &TestSite, today: &str, arguments: &[&str]) -> Run {
    let mut all = vec!["report", "--history", "--today", today];
    all.extend(arguments);
    site.run(&all)
}

/// What is written where nothing is complained about.
pub fn written(site: &TestSite, today: &str, arguments: &[&str]) -> String {
    let run = history(site, today, arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    run.stdout
}

pub fn data(site: &TestSite, today: &str) -> Value {
    serde_json::from_str(&written(site, today, &["--format", "json"])).expect("an object")
}

/// The points as `date commit diagrams valid`.
pub fn points(site: &TestSite, today: &str) -> Vec<String> {
    let csv = written(site, today, &["--format", "csv"]);
    let mut lines = csv.lines();
    assert_eq!(lines.next(), Some("date,commit,diagrams,valid"));
    lines.map(str::to_owned).collect()
}

const PLAN: &str = "version: 1
title: Harbour | atlas
phases:
  - id: quay
    due: 2026-01-20
    gate: { diagrams: 3 }
  - id: crane
    due: 2026-02-10
    gate: { diagrams: 12 }
  - id: ship
    due: 2026-03-01
    gate: { diagrams: 40 }
  - id: words
    due: 2026-03-01
";

/// Three weeks of work, with a plan.
pub fn harbour() -> (TestSite, Vec<String>) {
    let site = repository().file("plan.yaml", PLAN);
    let mut ids = Vec::new();
    for (day, valid, broken) in [("2026-01-05", 2, 0), ("2026-01-12", 4, 1), ("2026-01-26", 8, 2)] {
        site.write("content/index.md", page(valid, broken));
        ids.push(commit(&site, day));
    }
    (site, ids)
}

#[test]
fn people_see_a_chart_a_table_the_pace_and_the_phases() {
    let (site, ids) = harbour();
    let text = written(&site, "2026-01-26", &[]);
    let expected = "Diagrams over time: Harbour | atlas

10 ┤                                                                           ░
   │                                                                           ░
   │                                                                           █
   │                                                                           █
   │                                                                           █
 5 ┤                         ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░█
   │                         ███████████████████████████████████████████████████
   │                         ███████████████████████████████████████████████████
   │████████████████████████████████████████████████████████████████████████████
   │████████████████████████████████████████████████████████████████████████████
 0 └────────────────────────────────────────────────────────────────────────────
    2026-01-05                                                        2026-01-26
    █ valid diagrams  ░ broken ones

date        commit   diagrams   valid
2026-01-05  A         2       2
2026-01-12  B         5       4
2026-01-26  C        10       8

Pace: 2 valid diagrams a week: 2 on 2026-01-05, 8 on 2026-01-26, all that is known; (8 - 2) / 21 days × 7

quay        8 of      3  reached on 2026-01-12, in time for 2026-01-20
crane       8 of     12  on 2026-02-09 at this pace, in time for 2026-02-10: 4 / 2 weeks from 2026-01-26
ship        8 of     40  on 2026-05-18 at this pace, too late for 2026-03-01: 32 / 2 weeks from 2026-01-26
Dates are for the number of valid diagrams alone; a gate may ask for more.
";
    let expected = ["A", "B", "C"]
        .iter()
        .zip(&ids)
        .fold(expected.to_owned(), |text, (name, id)| text.replace(&format!("  {name}  "), &format!("  {id}  ")));
    assert_eq!(text, expected);
    assert!(text.lines().take(15).all(|line| line.chars().count() <= 80));
}

#[test]
fn programs_get_the_same_as_data() {
    let (site, ids) = harbour();
    let point = |date: &str, id: &str, diagrams: usize, valid: usize| json!({ "date": date, "commit": id, "diagrams": diagrams, "valid": valid });
    assert_eq!(
        data(&site, "2026-01-26"),
        json!({
            "version": 1,
            "title": "Harbour | atlas",
            "today": "2026-01-26",
            "cut": null,
            "later": 0,
            "points": [
                point("2026-01-05", &ids[0], 2, 2),
                point("2026-01-12", &ids[1], 5, 4),
                point("2026-01-26", &ids[2], 10, 8),
            ],
            "pace": { "per_week": 2.0, "since": "2026-01-05", "until": "2026-01-26", "days": 21, "from": 2, "to": 8 },
            "phases": [
                { "id": "quay", "title": "quay", "need": 3, "have": 8, "reached": "2026-01-12", "reached_by": false, "projected": null, "due": "2026-01-20", "in_time": true },
                { "id": "crane", "title": "crane", "need": 12, "have": 8, "reached": null, "reached_by": false, "projected": "2026-02-09", "due": "2026-02-10", "in_time": true },
                { "id": "ship", "title": "ship", "need": 40, "have": 8, "reached": null, "reached_by": false, "projected": "2026-05-18", "due": "2026-03-01", "in_time": false },
            ],
        })
    );
    let run = history(&site, "2026-01-26", &["--format", "json", "--phase", "ship"]);
    let phases: Value = serde_json::from_str(&run.stdout).expect("an object");
    assert_eq!(phases["phases"].as_array().map(Vec::len), Some(1));
}

#[test]
fn markdown_has_a_chart_that_draws() {
    let (site, ids) = harbour();
    let text = written(&site, "2026-01-26", &["--format", "markdown"]);
    let expected = format!(
        "## Diagrams over time: Harbour \\| atlas

```mermaid
xychart-beta
    title \"Diagrams (bars), valid ones (line)\"
    x-axis \"weeks since 2026-01-05\" 0 --> 3
    y-axis \"diagrams\" 0 --> 10
    bar [2, 2, 2, 2, 2, 2, 2, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 10]
    line [2, 2, 2, 2, 2, 2, 2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 8]
```

**Pace:** 2 valid diagrams a week: 2 on 2026-01-05, 8 on 2026-01-26, all that is known; (8 - 2) / 21 days × 7

| Phase | Valid diagrams | When |
|---|---:|---|
| `quay` | 8 of 3 | reached on 2026-01-12, in time for 2026-01-20 |
| `crane` | 8 of 12 | on 2026-02-09 at this pace, in time for 2026-02-10: 4 / 2 weeks from 2026-01-26 |
| `ship` | 8 of 40 | on 2026-05-18 at this pace, too late for 2026-03-01: 32 / 2 weeks from 2026-01-26 |

Dates are for the number of valid diagrams alone; a gate may ask for more.

| Date | Commit | Diagrams | Valid |
|---|---|---:|---:|
| 2026-01-05 | `{}` | 2 | 2 |
| 2026-01-12 | `{}` | 5 | 4 |
| 2026-01-26 | `{}` | 10 | 8 |
",
        ids[0], ids[1], ids[2]
    );
    assert_eq!(text, expected);
    // One day, a few days, many weeks: each a chart that draws.
    for today in ["2026-01-05", "2026-01-26", "2027-03-01"] {
        let text = history(&site, today, &["--format", "markdown"]).stdout;
        let drawn = TestSite::new().file("content/index.md", format!("# Report\n\n{text}"));
        let run = drawn.run(&["check", "--only", "diagram-invalid"]);
        assert_eq!(run.code, 0, "{}{text}", run.stdout);
    }
    let alone = repository().file("content/index.md", page(1, 0));
    commit(&alone, "2026-01-05");
    let text = written(&alone, "2026-01-05", &["--format", "markdown"]);
    assert!(
        text.contains("    x-axis [\"2026-01-05\"]\n    y-axis \"diagrams\" 0 --> 1\n    bar [1]\n    line [1]\n"),
        "{text}"
    );
    let drawn = TestSite::new().file("content/index.md", format!("# Report\n\n{text}"));
    assert_eq!(drawn.run(&["check", "--only", "diagram-invalid"]).code, 0, "{text}");
}

#[test]
fn where_there_is_no_history_it_says_what_to_do() {
    let site = TestSite::new().file("content/index.md", page(1, 0));
    let outside = |site: &TestSite| {
        let run = history(site, "2026-01-03", &[]);
        (run.code, run.stdout, run.stderr.lines().map(str::to_owned).collect::<Vec<_>>())
    };
    let (code, stdout, said) = outside(&site);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(said[0].starts_with("error: there is no history of .: fatal: not a git repository"), "{said:?}");
    assert_eq!(said[1], "  `--history` reads the commits of a git repository; `git init` begins one");
    site.git_on("2026-01-03", &["init", "-q", "-b", "main"]);
    let (code, stdout, said) = outside(&site);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert_eq!(
        said,
        [
            "error: there is no commit yet",
            "  `--history` shows the content of each commit; `git commit` makes the first"
        ]
    );
    let run = Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .args(["report", "--history"])
        .current_dir(site.path(""))
        .env("PATH", "")
        .output()
        .expect("the program runs");
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.code() == Some(2) && said.contains(": git cannot be run: "), "{said}");
}

#[test]
fn what_cannot_be_shown_is_refused() {
    let (site, _) = harbour();
    for format in ["junit", "html"] {
        let run = history(&site, "2026-01-26", &["--format", format]);
        let said = "error: `--history` has no such format\n  use `--format human`, `json`, `markdown` or `csv`\n";
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
    site.write("plan.yaml", format!("{PLAN}lanes:\n  - id: x\n    writes: ['**']\n"));
    let run = history(&site, "2026-01-26", &["--lane", "x"]);
    assert!(
        run.code == 2 && run.stderr.contains("`--history` is about the whole site, not about a lane"),
        "{}",
        run.stderr
    );
    let run = history(&site, "2026-01-26", &["--phase", "shipp"]);
    assert!(run.code == 2 && run.stdout.is_empty() && run.stderr.contains("`ship`"), "{}", run.stderr);
    site.write("plan.yaml", "version: 1\nphasen: []\n");
    let run = history(&site, "2026-01-26", &[]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("plan.yaml cannot be understood"), "{}", run.stderr);
}

#[test]
fn a_gate_still_is_one() {
    let (site, _) = harbour();
    assert_eq!(history(&site, "2026-01-26", &["--gate"]).code, 0);
    let run = history(&site, "2026-02-11", &["--gate"]);
    assert_eq!((run.code, run.stdout.is_empty()), (1, false), "{}", run.stderr);
    assert_eq!(history(&site, "2026-02-11", &["--gate", "--phase", "quay"]).code, 0);
}
