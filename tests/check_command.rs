//! `chartroom check` as a command: what it is about (files, revisions, codes), the baseline, exit codes.

use serde_json::Value;

use crate::harness::{Run, TestSite};

fn broken_site() -> TestSite {
    TestSite::new()
        .file("content/index.md", "---\ndescription: x\n---\n# A\n\n[one](one.md) and [two](two.md)\n\n[b](b.md)\n")
        .file("content/b.md", "---\ndescription: x\n---\n# B\n\n```mermaid\nflowchart LR\n  A[f(x)] --> B\n```\n")
}

fn findings(run: &Run) -> Vec<String> {
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let list = report["findings"].as_array().expect("a list").iter();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    list.map(|finding| format!("{}:{} {}", text(finding, "file"), finding["line"], text(finding, "code"))).collect()
}

fn summary(run: &Run, key: &str) -> u64 {
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    report["summary"][key].as_u64().unwrap_or_else(|| panic!("{key}: {run:?}"))
}

#[test]
fn a_check_writes_no_site() {
    let site = broken_site();
    let run = site.run(&["check"]);
    assert_eq!(run.code, 1);
    assert!(!site.path("public").exists());
    assert!(
        run.stdout.contains("error[diagram-syntax]: `(` in an unquoted label\n --> content/b.md:8:6"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.ends_with(
            "in 2 pages, 1 diagram; 1 can be mended with --fix
"
        ),
        "{}",
        run.stdout
    );
    assert_eq!(run.stderr, "");
}

#[test]
fn paths_choose_what_is_reported_and_the_rest_of_the_site_is_known() {
    let site = broken_site().file("content/c/d.md", "# D\n\n[up](../b.md) [gone](x.md)\n");
    let only = ["--format", "json", "--only", "broken-link,diagram-syntax"];
    let all = |paths: &[&str]| findings(&site.run(&[&["check"], paths, &only].concat()));
    assert_eq!(all(&["content/b.md"]), ["content/b.md:8 diagram-syntax"]);
    assert_eq!(all(&["./content/c"]), ["content/c/d.md:3 broken-link"]);
    assert_eq!(
        all(&["content/c/d.md", "content/b.md"]),
        ["content/b.md:8 diagram-syntax", "content/c/d.md:3 broken-link"]
    );
    assert_eq!(all(&["."]).len(), 4);
    let run = site.run(&["check", "content/none.md"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("content/none.md"), "{}", run.stderr);
    let run = site.run(&["check", ".."]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("is not below the site's folder"), "{}", run.stderr);
}

#[test]
fn a_name_that_is_no_check_is_refused() {
    let run = broken_site().run(&["check", "--only", "brokn-link"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert_eq!(run.stderr, "error: there is no check `brokn-link`\n  did you mean `broken-link`?\n");
}

#[test]
fn a_baseline_lets_old_findings_be_and_fails_for_new_ones() {
    let site = broken_site();
    let json = ["check", "--format", "json"];
    let before = findings(&site.run(&json)).len();
    let run = site.run(&["check", "--update-baseline"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains(&format!("chartroom-baseline.txt now knows {before} findings: {before} new")),
        "{}",
        run.stderr
    );

    // Lines move; the findings are still known, to `build` too.
    let page = std::fs::read_to_string(site.path("content/index.md")).expect("the page");
    site.write("content/index.md", page.replace("# A\n", "# A\n\nA new paragraph.\n"));
    let run = site.run(&json);
    assert_eq!((run.code, findings(&run).len(), summary(&run, "known")), (0, 0, before as u64));
    let run = site.build(&[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.contains("3 known"), "{}", run.stdout);

    // A new one fails, a mended one is said.
    site.write("content/c.md", "---\ndescription: x\n---\n# C\n\n[x](nowhere.md)\n");
    site.write("content/index.md", page.replace("[one](one.md) and ", ""));
    let run = site.run(&json);
    assert_eq!((run.code, findings(&run)), (1, vec!["content/c.md:6 broken-link".to_owned()]));
    assert!(run.stderr.contains("1 known finding is mended"), "{}", run.stderr);

    // A partial update leaves the rest as it is.
    let run = site.run(&["check", "--update-baseline", "content/c.md"]);
    assert_eq!(run.code, 0);
    let run = site.run(&json);
    assert_eq!((run.code, summary(&run, "known")), (0, before as u64));
    assert!(run.stderr.contains("1 known finding is mended"), "{}", run.stderr);
}

#[test]
fn a_baseline_that_is_asked_for_has_to_be_there_and_readable() {
    let site = broken_site();
    let run = site.run(&["check", "--baseline", "known.txt"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("there is no baseline known.txt"), "{}", run.stderr);
    assert_eq!(site.run(&["check", "--baseline", "known.txt", "--update-baseline"]).code, 0);
    assert_eq!(site.run(&["check", "--baseline", "known.txt"]).code, 0);
    site.write("site.toml", "[site]\ntitle = \"T\"\n[check]\nbaseline = \"known.txt\"\n");
    assert_eq!(site.run(&["check"]).code, 0);
    site.write("known.txt", "<<<<<<< HEAD\n");
    let run = site.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("known.txt:1:1: "), "{}", run.stderr);
}

#[test]
fn since_a_revision_only_changed_and_new_files_are_reported() {
    let site = broken_site().file(".gitignore", ".chartroom\n");
    site.git(&["init", "--quiet", "--initial-branch=main"]);
    site.git(&["add", "."]);
    site.git(&["commit", "--quiet", "-m", "first"]);
    let check = ["check", "--format", "json", "--only", "broken-link,diagram-syntax", "--since", "HEAD"];
    assert_eq!(findings(&site.run(&check)), [""; 0]);
    site.write("content/ü new.md", "# N\n\n[x](nowhere.md)\n");
    site.write("content/b.md", "# B\n\n```mermaid\nflowchart LR\n  A[f(x)] --> C\n```\n");
    assert_eq!(findings(&site.run(&check)), ["content/b.md:5 diagram-syntax", "content/ü new.md:3 broken-link"]);
    let run = site.run(&["check", "--since", "--output=x"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    let run = site.run(&["check", "--since", "no-such"]);
    assert!(run.code == 2 && run.stderr.contains("`no-such` is no revision"), "{}", run.stderr);
}

#[test]
fn one_thread_and_many_report_the_same() {
    let mut site = broken_site();
    for number in 0..30 {
        site = site.file(
            &format!("content/p{number}.md"),
            format!("# P\n\n[x](n{number}.md)\n\n```mermaid\nflowchart LR\n  A[f({number})] --> B\n```\n"),
        );
    }
    let run = |jobs: &str| site.run(&["check", "--format", "json", "--no-cache", "--jobs", jobs]).stdout;
    assert_eq!(run("1"), run("4"));
}

#[test]
fn diagrams_of_templates_archetypes_and_the_plan_are_checked_too() {
    let broken = "```mermaid\nflowchart LR\n  A[{{ title }}] --> B[f(x)]\n```\n";
    let site = TestSite::new()
        .file("content/index.md", "# A\n")
        .file("themes/default/templates/note.html", format!("<p>\n{broken}</p>\n"))
        .file("archetypes/pattern/index.md", broken)
        .file("plan.yaml", "docs: |\n  ```mermaid\n  flowchart LR\n    A[f(x)] --> B\n  ```\n");
    let run = site.run(&["check", "--format", "json", "--only", "diagram-syntax"]);
    let expected = [
        "archetypes/pattern/index.md:3 diagram-syntax",
        "plan.yaml:4 diagram-syntax",
        "themes/default/templates/note.html:4 diagram-syntax",
    ];
    assert_eq!(findings(&run), expected);
    assert_eq!(summary(&run, "diagrams"), 0);
    assert_eq!(site.build(&[]).code, 1);
}
