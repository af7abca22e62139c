//! Which points `chartroom report --history` has, and what they count: on repositories in which much happens.

use std::process::Command;

use serde_json::{Value, json};

use crate::harness::TestSite;
use crate::history::{commit, data, harbour, history, page, points, repository, written};

/// A history in which everything happens that can change what counts.
fn troubled() -> TestSite {
    let site = TestSite::bare().file(".gitignore", ".chartroom\n").file(
        "site.toml",
        "[site]\ntitle = \"Test\"\n[build]\ncontent = \"docs\"\nignore = [\"left/**\"]\n[diagrams.limits]\nnodes = 5\n",
    );
    site.git_on("2026-01-01", &["init", "-q", "-b", "main"]);
    site.git_on("2026-01-01", &["config", "core.autocrlf", "false"]);
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
    site.git_on("2026-01-08", &["mv", "docs/index.md", "docs/start.md"]);
    site.write("docs/copy.md", page(2, 1));
    site.write("docs/draft.md", "# D\n");
    let many: String = (0..9).map(|at| format!("  n{at} --> m{at}\n")).collect();
    site.write("docs/many.md", format!("# M\n\n```mermaid\nflowchart LR\n{many}```\n"));
    commit(&site, "2026-01-08");
    // A merge.
    site.git_on("2026-01-09", &["checkout", "-q", "-b", "side"]);
    site.write("docs/side.md", page(1, 0));
    commit(&site, "2026-01-09");
    site.write("docs/side.md", page(2, 0));
    commit(&site, "2026-01-10");
    site.git_on("2026-01-11", &["checkout", "-q", "main"]);
    site.write("docs/main.md", page(1, 0));
    commit(&site, "2026-01-11");
    site.git_on("2026-01-12", &["merge", "-q", "--no-ff", "side", "-m", "merge"]);
    // Nothing of the content.
    site.write("README.md", "# R\n");
    commit(&site, "2026-01-13");
    // All of it gone, and back.
    site.git_on("2026-01-14", &["rm", "-q", "-r", "docs"]);
    site.git_on("2026-01-14", &["commit", "-q", "-m", "gone"]);
    site.git_on("2026-01-15", &["revert", "--no-edit", "HEAD"]);
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
        site.git_on("2026-01-20", &["checkout", "-q", fields[1]]);
        if !site.path("docs").exists() {
            assert_eq!(fields[2..], ["0", "0"], "{point}");
            continue;
        }
        let report: Value =
            serde_json::from_str(&site.run(&["report", "--format", "json", "--no-cache"]).stdout).expect("an object");
        let totals = [report["totals"]["diagrams"].to_string(), report["totals"]["valid"].to_string()];
        assert_eq!(fields[2..], totals, "{point}");
    }
    site.git_on("2026-01-20", &["checkout", "-q", "main"]);
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
fn a_second_run_reads_nothing_of_the_past() {
    let (site, _) = harbour();
    let first = points(&site, "2026-01-26");
    let lost = site.git_on("2026-01-26", &["rev-parse", "HEAD~1:content/index.md"]);
    let object = site.path(".git/objects").join(&lost[..2]).join(&lost[2..]);
    std::fs::remove_file(&object).expect("the object is a file");
    assert_eq!(points(&site, "2026-01-26"), first);
    let run = history(&site, "2026-01-26", &["--no-cache"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.contains(&format!("the repository lacks the object {lost}\n  `git fetch` completes")),
        "{}",
        run.stderr
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
    let text = written(&site, "2026-01-09", &[]);
    assert!(text.contains("2026-01-09  now             4       3\n"), "{text}");
}

#[test]
fn a_renamed_content_folder_begins_where_it_got_its_name() {
    let site = repository().file("docs/index.md", page(1, 0));
    commit(&site, "2026-01-02");
    site.git_on("2026-01-03", &["mv", "docs", "content"]);
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
fn a_shallow_clone_says_that_the_history_is_cut() {
    let (site, ids) = harbour();
    let clone = TestSite::bare();
    let from = format!("file://{}", site.path("").display());
    clone.git_on("2026-01-26", &["clone", "-q", "--depth", "2", &from, "."]);
    let text = written(&clone, "2026-01-26", &[]);
    assert!(
        text.contains("This clone is shallow, so the history is cut; `git fetch --unshallow` gets the rest.\n"),
        "{text}"
    );
    let cut = data(&clone, "2026-01-26");
    assert_eq!((&cut["cut"], &cut["points"][0]["commit"]), (&json!("shallow"), &json!(ids[1])));
    // What the first commit that is there has may have been there before: `quay` was on the 12th at the latest.
    let quay = |date: &str, in_time: Value| {
        json!({
            "id": "quay", "title": "quay", "need": 3, "have": 8, "reached": "2026-01-12", "reached_by": true,
            "projected": null, "due": date, "in_time": in_time,
        })
    };
    assert_eq!(cut["phases"][0], quay("2026-01-20", json!(true)));
    assert!(text.contains("quay        8 of      3  reached by 2026-01-12, in time for 2026-01-20\n"), "{text}");
    let plan = std::fs::read_to_string(clone.path("plan.yaml")).expect("the plan");
    clone.write("plan.yaml", plan.replace("2026-01-20", "2026-01-11"));
    assert_eq!(data(&clone, "2026-01-26")["phases"][0], quay("2026-01-11", Value::Null));
    let text = written(&clone, "2026-01-26", &["--format", "markdown"]);
    assert!(text.contains("| `quay` | 8 of 3 | reached by 2026-01-12, due on 2026-01-11 |\n"), "{text}");
    // What came later has a day.
    clone.write("plan.yaml", plan.replace("diagrams: 3", "diagrams: 8"));
    let phase = &data(&clone, "2026-01-26")["phases"][0];
    assert_eq!((&phase["reached"], &phase["reached_by"]), (&json!("2026-01-26"), &json!(false)));
}

#[test]
fn after_the_day_that_is_asked_for_there_is_nothing() {
    let (site, ids) = harbour();
    site.write("content/more.md", page(5, 0));
    let of = data(&site, "2026-01-19");
    let point = |date: &str, id: &str, diagrams: usize, valid: usize| json!({ "date": date, "commit": id, "diagrams": diagrams, "valid": valid });
    assert_eq!(of["points"], json!([point("2026-01-05", &ids[0], 2, 2), point("2026-01-12", &ids[1], 5, 4)]));
    assert_eq!(
        (&of["later"], &of["pace"]),
        (
            &json!(1),
            &json!({ "per_week": 1.0, "since": "2026-01-05", "until": "2026-01-19", "days": 14, "from": 2, "to": 4 })
        )
    );
    assert_eq!((&of["phases"][1]["have"], &of["phases"][1]["projected"]), (&json!(4), &json!("2026-03-16")));
    let text = written(&site, "2026-01-19", &[]);
    assert!(text.contains("Pace: 1 valid diagram a week: 2 on "), "{text}");
    assert!(text.contains("1 commit after 2026-01-19 is left out.\n"), "{text}");
    assert!(text.contains("quay        4 of      3  reached on 2026-01-12, in time for 2026-01-20\n"), "{text}");
    assert!(!text.contains("  now  "), "{text}");
    // Before all of it, there is no chart, and Markdown has no block that would not draw.
    let text = written(&site, "2026-01-01", &["--format", "markdown"]);
    assert!(text.contains("3 commits after 2026-01-01 are left out.\n") && !text.contains("```"), "{text}");
    assert_eq!(points(&site, "2026-01-01"), [""; 0]);
}

#[test]
fn days_of_commits_do_not_run_backwards() {
    let site = repository().file("content/index.md", page(1, 0));
    let mut ids = vec![commit(&site, "2026-01-10")];
    for (day, number) in [("2026-01-05", 2), ("2026-01-12", 3)] {
        site.write("content/index.md", page(number, 0));
        ids.push(commit(&site, day));
    }
    let told: Vec<String> = [("10", 1), ("10", 2), ("12", 3)]
        .iter()
        .zip(&ids)
        .map(|((day, n), id)| format!("2026-01-{day},{id},{n},{n}"))
        .collect();
    assert_eq!(points(&site, "2026-01-12"), told);
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
    let data = data(&site, "2028-10-01");
    assert_eq!(data["cut"], json!("limit"));
    let points = data["points"].as_array().expect("points");
    assert_eq!((points.len(), &points[0]["date"]), (1_000, &json!("2026-01-03")));
    let text = written(&site, "2028-10-01", &[]);
    assert!(text.contains("Only the newest 1000 commits that changed the content are shown.\n"), "{text}");
    assert!(text.contains("988 earlier: `--format csv` has them all\n"), "{text}");
}
