//! `chartroom report --history`, from outside: on small repositories, each with the dates that its test needs.

use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Run, TestSite};

/// A page with so many valid diagrams and so many broken ones.
fn page(valid: usize, broken: usize) -> String {
    let fence = |at: usize, body: &str| format!("## D{at}\n\n```mermaid\nflowchart LR\n  a{at} --> {body}\n```\n\n");
    let all = (0..valid).map(|at| fence(at, "b")).chain((0..broken).map(|at| fence(at, "(b")));
    format!("# Page\n\n{}", all.collect::<String>())
}

/// A site in a repository without a commit.
fn repository() -> TestSite {
    let site = TestSite::new().file(".gitignore", ".chartroom\n");
    git(&site, "2026-01-01", &["init", "-q", "-b", "main"]);
    site
}

/// Git in the site's folder at noon of a day; what it says.
fn git(site: &TestSite, day: &str, arguments: &[&str]) -> String {
    let date = format!("{day}T12:00:00+0000");
    let output = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(site.path(""))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_AUTHOR_DATE", &date)
        .env("GIT_COMMITTER_DATE", &date)
        .output()
        .expect("git runs");
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Commits everything; the short id of the commit.
fn commit(site: &TestSite, day: &str) -> String {
    git(site, day, &["add", "--all"]);
    git(site, day, &["commit", "-q", "-m", "change"]);
    git(site, day, &["rev-parse", "--short", "HEAD"])
}

fn history(site: &TestSite, today: &str, arguments: &[&str]) -> Run {
    let mut all = vec!["report", "--history", "--today", today];
    all.extend(arguments);
    site.run(&all)
}

/// What is written where nothing is complained about.
fn written(site: &TestSite, today: &str, arguments: &[&str]) -> String {
    let run = history(site, today, arguments);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    run.stdout
}

fn data(site: &TestSite, today: &str) -> Value {
    serde_json::from_str(&written(site, today, &["--format", "json"])).expect("an object")
}

/// The points as `date commit diagrams valid`.
fn points(site: &TestSite, today: &str) -> Vec<String> {
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
fn harbour() -> (TestSite, Vec<String>) {
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
            "points": [
                point("2026-01-05", &ids[0], 2, 2),
                point("2026-01-12", &ids[1], 5, 4),
                point("2026-01-26", &ids[2], 10, 8),
            ],
            "pace": { "per_week": 2.0, "since": "2026-01-05", "until": "2026-01-26", "days": 21, "from": 2, "to": 8 },
            "phases": [
                { "id": "quay", "title": "quay", "need": 3, "have": 8, "reached": "2026-01-12", "projected": null, "due": "2026-01-20", "in_time": true },
                { "id": "crane", "title": "crane", "need": 12, "have": 8, "reached": null, "projected": "2026-02-09", "due": "2026-02-10", "in_time": true },
                { "id": "ship", "title": "ship", "need": 40, "have": 8, "reached": null, "projected": "2026-05-18", "due": "2026-03-01", "in_time": false },
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

/// A history in which everything happens that can change what counts.
fn troubled() -> TestSite {
    let site = TestSite::bare().file(".gitignore", ".chartroom\n").file(
        "site.toml",
        "[site]\ntitle = \"Test\"\n[build]\ncontent = \"docs\"\nignore = [\"left/**\"]\n[diagrams.limits]\nnodes = 5\n",
    );
    git(&site, "2026-01-01", &["init", "-q", "-b", "main"]);
    git(&site, "2026-01-01", &["config", "core.autocrlf", "false"]);
    site.write("docs/index.md", page(2, 1));
    commit(&site, "2026-01-02");
    // Drafts count for nothing, then they do.
    site.write("docs/draft.md", format!("---\ndraft: true\n---\n\n{}", page(3, 0)));
    site.write("docs/crlf.md", page(2, 1).replace('\n', "\r\n"));
    commit(&site, "2026-01-03");
    site.write("docs/draft.md", page(3, 0));
    commit(&site, "2026-01-04");
    // One file, shown twice, and one that nobody shows.
    site.write("docs/shared.mmd", "flowchart LR\n  x --> y\n");
    site.write("docs/alone.mermaid", "flowchart LR\n  x --> (\n");
    site.write("docs/shows.md", "# S\n\n![One](shared.mmd)\n");
    site.write("docs/shows-too.md", "# T\n\n![Two](shared.mmd)\n");
    commit(&site, "2026-01-05");
    // Names and bytes that cannot be used, hidden and ignored files.
    site.write("docs/bytes.md", [page(1, 0).as_bytes(), b"\xff"].concat());
    site.write("docs/.hidden/a.md", page(1, 0));
    site.write("docs/left/a.md", page(1, 0));
    site.write("docs/-x.md", page(1, 0));
    site.write("docs/--output=x.md", page(1, 0));
    site.write("docs/Ü \"q\".md", page(1, 0));
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        site.write("docs/new\nline.md", page(1, 0));
        let name = std::ffi::OsStr::from_bytes(b"not\xffutf8.md");
        std::fs::write(site.path("docs").join(name), page(1, 0)).expect("the file is written");
    }
    commit(&site, "2026-01-06");
    // Two pages at one address, and one where a copied file is: the address decides who counts.
    site.write("docs/place.md", page(1, 0));
    site.write("docs/place/index.md", page(4, 0));
    site.write("docs/other.md", format!("---\nurl: /crlf/\n---\n\n{}", page(5, 0)));
    site.write("docs/drawn.md", page(3, 0));
    site.write("static/drawn/index.html", "a file");
    commit(&site, "2026-01-07");
    // A rename, a copy, a page without its diagrams, a diagram beyond a limit.
    git(&site, "2026-01-08", &["mv", "docs/index.md", "docs/start.md"]);
    site.write("docs/copy.md", page(2, 1));
    site.write("docs/draft.md", "# D\n");
    let many: String = (0..9).map(|at| format!("  n{at} --> m{at}\n")).collect();
    site.write("docs/many.md", format!("# M\n\n```mermaid\nflowchart LR\n{many}```\n"));
    commit(&site, "2026-01-08");
    // A merge.
    git(&site, "2026-01-09", &["checkout", "-q", "-b", "side"]);
    site.write("docs/side.md", page(1, 0));
    commit(&site, "2026-01-09");
    site.write("docs/side.md", page(2, 0));
    commit(&site, "2026-01-10");
    git(&site, "2026-01-11", &["checkout", "-q", "main"]);
    site.write("docs/main.md", page(1, 0));
    commit(&site, "2026-01-11");
    git(&site, "2026-01-12", &["merge", "-q", "--no-ff", "side", "-m", "merge"]);
    // Nothing of the content.
    site.write("README.md", "# R\n");
    commit(&site, "2026-01-13");
    // All of it gone, and back.
    git(&site, "2026-01-14", &["rm", "-q", "-r", "docs"]);
    git(&site, "2026-01-14", &["commit", "-q", "-m", "gone"]);
    git(&site, "2026-01-15", &["revert", "--no-edit", "HEAD"]);
    site
}

#[test]
fn every_point_is_what_a_report_of_its_checkout_says() {
    let site = troubled();
    let cold = points(&site, "2026-02-01");
    let days: Vec<&str> = cold.iter().map(|point| &point[..10]).collect();
    assert_eq!(
        days,
        [
            "2026-01-02",
            "2026-01-03",
            "2026-01-04",
            "2026-01-05",
            "2026-01-06",
            "2026-01-07",
            "2026-01-08",
            "2026-01-11",
            "2026-01-12",
            "2026-01-14",
            "2026-01-15"
        ]
    );
    for point in &cold {
        let fields: Vec<&str> = point.split(',').collect();
        git(&site, "2026-01-20", &["checkout", "-q", fields[1]]);
        if !site.path("docs").exists() {
            assert_eq!(fields[2..], ["0", "0"], "{point}");
            continue;
        }
        let report: Value =
            serde_json::from_str(&site.run(&["report", "--format", "json", "--no-cache"]).stdout).expect("an object");
        let totals = [report["totals"]["diagrams"].to_string(), report["totals"]["valid"].to_string()];
        assert_eq!(fields[2..], totals, "{point}");
    }
    git(&site, "2026-01-20", &["checkout", "-q", "main"]);
    // The figures differ from point to point, or nothing would be shown by their being equal.
    let figures: std::collections::BTreeSet<&str> = cold.iter().map(|point| &point[19..]).collect();
    assert!(figures.len() > 7, "{cold:?}");

    assert_eq!(points(&site, "2026-02-01"), cold);
    assert_eq!(
        written(&site, "2026-02-01", &["--format", "csv", "--no-cache"]).lines().skip(1).collect::<Vec<_>>(),
        cold
    );
    std::fs::remove_dir_all(site.path(".chartroom")).expect("the cache is there");
    assert_eq!(
        written(&site, "2026-02-01", &["--format", "csv", "--jobs", "1"]).lines().skip(1).collect::<Vec<_>>(),
        cold
    );
}

#[test]
fn a_changed_configuration_counts_again() {
    let site = repository().file("content/a.md", page(1, 0)).file("content/b.md", page(1, 1));
    let id = commit(&site, "2026-01-02");
    assert_eq!(points(&site, "2026-01-02"), [format!("2026-01-02,{id},3,2")]);
    site.write("site.toml", "[site]\ntitle = \"Test\"\n[build]\nignore = [\"b.md\"]\n");
    assert_eq!(points(&site, "2026-01-02"), [format!("2026-01-02,{id},1,1")]);
}

#[test]
fn the_working_tree_is_the_last_point_where_it_differs() {
    let site = repository().file("content/index.md", page(1, 0));
    let id = commit(&site, "2026-01-02");
    site.write("content/index.md", page(3, 1));
    assert_eq!(points(&site, "2026-01-09"), [format!("2026-01-02,{id},1,1"), "2026-01-09,,4,3".to_owned()]);
    let pace = &data(&site, "2026-01-09")["pace"];
    assert_eq!((&pace["per_week"], &pace["to"]), (&json!(2.0), &json!(3)));
    // A day before the last commit does not lead back in time.
    assert_eq!(points(&site, "2026-01-01")[1], "2026-01-02,,4,3");
    let text = written(&site, "2026-01-09", &[]);
    assert!(text.contains("2026-01-09  now             4       3\n"), "{text}");
}

#[test]
fn a_renamed_content_folder_begins_where_it_got_its_name() {
    let site = repository().file("docs/index.md", page(1, 0));
    commit(&site, "2026-01-02");
    git(&site, "2026-01-03", &["mv", "docs", "content"]);
    let id = commit(&site, "2026-01-03");
    assert_eq!(points(&site, "2026-01-03"), [format!("2026-01-03,{id},1,1")]);
}

#[test]
fn a_site_below_the_top_of_its_repository_has_its_own_history() {
    let site = repository().file("content/index.md", page(9, 0));
    site.write("handbook/site.toml", "[site]\ntitle = \"Handbook\"\n");
    commit(&site, "2026-01-02");
    site.write("handbook/content/index.md", page(1, 0));
    let id = commit(&site, "2026-01-03");
    let run = site.run(&["--root", "handbook", "report", "--history", "--today", "2026-01-03", "--format", "csv"]);
    assert_eq!((run.code, run.stdout), (0, format!("date,commit,diagrams,valid\n2026-01-03,{id},1,1\n")));
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
    git(&site, "2026-01-03", &["init", "-q", "-b", "main"]);
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
fn a_shallow_clone_says_that_the_history_is_cut() {
    let (site, ids) = harbour();
    let clone = TestSite::bare();
    let from = format!("file://{}", site.path("").display());
    git(&clone, "2026-01-26", &["clone", "-q", "--depth", "2", &from, "."]);
    let text = written(&clone, "2026-01-26", &[]);
    assert!(
        text.contains("This clone is shallow, so the history is cut; `git fetch --unshallow` gets the rest.\n"),
        "{text}"
    );
    let data = data(&clone, "2026-01-26");
    assert_eq!((&data["cut"], &data["points"][0]["commit"]), (&json!("shallow"), &json!(ids[1])));
}

#[test]
fn only_so_many_commits_are_looked_at() {
    let site = repository().file("content/index.md", page(1, 0));
    // Commits are made by the thousand from a stream: 1,002, of which each has another text.
    let mut stream = String::new();
    for at in 0..1_002 {
        let text = format!("{}<!-- {at} -->\n", page(1 + at % 3, 0));
        let seconds = 1_767_225_600 + at * 86_400;
        stream.push_str(&format!(
            "commit refs/heads/main\ncommitter Ada <ada@example.org> {seconds} +0000\ndata 1\nx\nM 100644 inline content/index.md\ndata {}\n{text}\n",
            text.len()
        ));
    }
    site.write("stream", stream);
    let input = std::fs::File::open(site.path("stream")).expect("the stream");
    let status = Command::new("git").args(["fast-import", "--quiet"]).current_dir(site.path("")).stdin(input).status();
    assert!(status.expect("git runs").success());
    site.write("content/index.md", page(3, 0));
    let data = data(&site, "2026-01-01");
    assert_eq!(data["cut"], json!("limit"));
    let points = data["points"].as_array().expect("points");
    assert_eq!((points.len(), &points[0]["date"]), (1_000, &json!("2026-01-03")));
    let text = written(&site, "2028-10-01", &[]);
    assert!(text.contains("Only the newest 1000 commits that changed the content are shown.\n"), "{text}");
    assert!(text.contains("988 earlier: `--format csv` has them all\n"), "{text}");
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
