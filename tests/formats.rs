//! The output formats of `check`, from outside: what stands on standard output, and nothing else there.

use crate::harness::TestSite;

fn site() -> TestSite {
    TestSite::new()
        .file("content/index.md", "# Dock\n\nSee [the, 100% quay](quai.md).\n")
        .file("content/quay.md", "# Quay\n")
}

fn check(format: &str) -> String {
    let run = site().run(&["check", "--only", "broken-link", "--format", format]);
    assert_eq!((run.code, run.stderr.as_str()), (1, ""), "{}", run.stdout);
    run.stdout
}

#[test]
fn human_shows_the_line_and_ends_with_a_summary() {
    assert_eq!(
        check("human"),
        "error[broken-link]: there is no page `quai.md`\n --> content/index.md:3:5\n  |\n3 | See [the, 100% quay](quai.md).\n  |     ^^^^^^^^^^^^^^^^^^^^^^^^^\n  |\n  = help: did you mean `quay.md`?\n\n1 error, 0 warnings in 2 pages, 0 diagrams\n"
    );
}

#[test]
fn json_is_the_documented_object() {
    let report: serde_json::Value = serde_json::from_str(&check("json")).expect("JSON");
    assert_eq!(
        report,
        serde_json::json!({
            "version": 1,
            "summary": { "pages": 2, "diagrams": 0, "errors": 1, "warnings": 0, "fixable": 0, "known": 0 },
            "findings": [{
                "code": "broken-link", "severity": "error", "message": "there is no page `quai.md`",
                "file": "content/index.md", "line": 3, "column": 5, "end_line": 3, "end_column": 30,
                "help": "did you mean `quay.md`?", "fixable": false, "diagram": null
            }]
        })
    );
}

#[test]
fn sarif_names_the_rule_and_the_region() {
    let log: serde_json::Value = serde_json::from_str(&check("sarif")).expect("JSON");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "broken-link");
    let result = &run["results"][0];
    assert_eq!(result["message"]["text"], "there is no page `quai.md`\nhelp: did you mean `quay.md`?");
    assert_eq!(
        result["locations"][0]["physicalLocation"]["region"],
        serde_json::json!({ "startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 30 })
    );
}

#[test]
fn github_gets_one_command_for_each_finding() {
    assert_eq!(
        check("github"),
        "::error file=content/index.md,line=3,col=5,endLine=3,endColumn=30,title=broken-link::there is no page `quai.md`%0Ahelp: did you mean `quay.md`?\n"
    );
}

#[test]
fn junit_has_a_failed_case_for_each_finding_and_a_passed_one_without() {
    let xml = check("junit");
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"chartroom check\" tests=\"1\" failures=\"1\""), "{xml}");
    assert!(xml.contains("<testcase classname=\"chartroom.broken-link\" name=\"content/index.md:3:5\""), "{xml}");
    let clean = site().run(&["check", "--skip", "broken-link", "--only", "unclosed-fence", "--format", "junit"]);
    assert_eq!(clean.code, 0);
    assert!(clean.stdout.contains("tests=\"1\" failures=\"0\""), "{}", clean.stdout);
    assert!(
        clean.stdout.contains("<testcase classname=\"chartroom\" name=\"no findings\" time=\"0\"/>"),
        "{}",
        clean.stdout
    );
}

#[test]
fn hosts_of_repositories_get_paths_from_the_top_of_the_repository() {
    let site = TestSite::bare()
        .file(".git/HEAD", "")
        .file("docs/site.toml", "[site]\ntitle = \"T\"\n")
        .file("docs/content/index.md", "# A\n\n[x](y.md)\n");
    let paths = |format: &str| {
        let run = site.run(&["check", "--root", "docs", "--only", "broken-link", "--format", format]);
        ["\"docs/content/index.md\"", "file=docs/content/index.md,", "\"content/index.md\""]
            .map(|path| run.stdout.contains(path))
    };
    assert_eq!(paths("sarif"), [true, false, false]);
    assert_eq!(paths("github"), [false, true, false]);
    assert_eq!(paths("json"), [false, false, true]);
}
