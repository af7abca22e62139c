//! `chartroom review` and `reviews.jsonl`, from outside: what is noted, what reopens it, how branches merge, what a gate says.

use serde_json::Value;

use crate::harness::{Run, TestSite};

const PAGE: &str = "---\ntitle: Home\n---\n\n```mermaid {#quay}\nflowchart LR\n  a --> b\n```\n\n```mermaid {#crane role=R}\npie\n  \"a\": 1\n```\n\n```mermaid {#wreck}\nflowchart LR\n  a --> (b\n```\n";

fn site() -> TestSite {
    TestSite::new().file("content/index.md", PAGE)
}

impl TestSite {
    fn review(&self, arguments: &[&str]) -> Run {
        let mut all = vec!["review", "--today", "2026-01-31"];
        all.extend(arguments);
        self.run(&all)
    }

    /// A review that is noted.
    fn reviewed(&self, arguments: &[&str]) -> String {
        let run = self.review(arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
        run.stdout
    }

    fn reviews(&self) -> String {
        std::fs::read_to_string(self.path("reviews.jsonl")).expect("the file of reviews")
    }

    /// Valid diagrams, and those of them that are reviewed.
    fn share(&self) -> (u64, u64) {
        let run = self.run(&["report", "--format", "json"]);
        let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr));
        let total = |key: &str| report["totals"][key].as_u64().expect("a number");
        (total("valid"), total("reviewed"))
    }

    fn commit(&self) {
        self.git(&["add", "site.toml", "content", "reviews.jsonl", ".gitattributes"]);
        self.git(&["commit", "-q", "-m", "change"]);
    }
}

#[test]
fn a_review_is_noted_once_for_a_name() {
    let site = site();
    assert_eq!(
        site.reviewed(&["quay", "crane", "quay", "--by", " Ada ", "--note", "as\nbuilt"]),
        "quay (content/index.md:5): reviewed by Ada\ncrane (content/index.md:10): reviewed by Ada\n2 of 2 valid diagrams are reviewed\n"
    );
    let noted = "{\"content\":\"6f6b792eff678dab\",\"diagram\":\"quay\",\"by\":\"Ada\",\"date\":\"2026-01-31\",\"note\":\"as\\nbuilt\"}\n{\"content\":\"cba0e2ecde1059aa\",\"diagram\":\"crane\",\"by\":\"Ada\",\"date\":\"2026-01-31\",\"note\":\"as\\nbuilt\"}\n";
    assert_eq!(site.reviews(), noted);
    let again = site.run(&["review", "quay", "--by", "Ada", "--today", "2026-02-01"]);
    assert_eq!(
        (again.code, again.stdout.as_str()),
        (
            0,
            "quay (content/index.md:5): Ada reviewed this text already, on 2026-01-31\n2 of 2 valid diagrams are reviewed\n"
        )
    );
    assert_eq!(site.reviews(), noted);
    assert!(!site.path(".gitattributes").exists());
}

#[test]
fn all_are_noted_or_none() {
    let site = site();
    let run = site.review(&["quay", "crain", "wreck", "--by", "Ada"]);
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (
            2,
            "",
            "error: there is no diagram `crain`; did you mean `crane`?\ndiagram `wreck` is broken: mend it first, `chartroom check content/index.md` says what is wrong at line 15\nnothing was noted\n"
        )
    );
    let named = "error: `--by` takes the name of who reviewed, in one line\n";
    for by in ["", "  ", "a\nb", "\u{1b}[1m"] {
        let run = site.review(&["quay", "--by", by]);
        assert_eq!((run.code, run.stderr.as_str()), (2, named));
    }
    assert_eq!(site.review(&["quay", "--by", "Ada", "--today", "2026-13-01"]).code, 2);
    assert!(!site.path("reviews.jsonl").exists());
    assert_eq!(site.share(), (2, 0));
}

#[test]
fn what_was_noted_before_stays_as_it_is() {
    let earlier = "{\"by\": \"Bob\",  \"content\": \"cba0e2ecde1059aa\", \"date\": \"2025-01-01\", \"more\": 1}\r\n\r\n{\"content\": \"6f\"";
    let site = site().file("reviews.jsonl", earlier);
    let run = site.review(&["quay", "--by", "Ada"]);
    assert_eq!(run.code, 0);
    assert!(
        run.stderr.starts_with(
            "error[review-invalid]: this is no JSON: EOF while parsing an object\n --> reviews.jsonl:3:16"
        ),
        "{}",
        run.stderr
    );
    assert_eq!(run.stdout, "quay (content/index.md:5): reviewed by Ada\n2 of 2 valid diagrams are reviewed\n");
    assert_eq!(
        site.reviews(),
        format!(
            "{earlier}\r\n{{\"content\":\"6f6b792eff678dab\",\"diagram\":\"quay\",\"by\":\"Ada\",\"date\":\"2026-01-31\"}}\r\n"
        )
    );
    let site = site.file("reviews.jsonl", b"\xff\n");
    let run = site.review(&["quay", "--by", "Ada"]);
    let said = "error: reviews.jsonl cannot be added to: byte 0xFF at offset 0 is not UTF-8\n";
    assert_eq!((run.code, run.stderr.as_str()), (2, said));
}

#[test]
fn an_edit_reopens_a_review_and_nothing_else_does() {
    let site = site();
    site.reviewed(&["quay", "--by", "Ada"]);
    assert_eq!(site.share(), (2, 1));
    let with = |from: &str, to: &str| {
        site.write("content/index.md", PAGE.replace(from, to));
        let share = site.share();
        site.write("content/index.md", PAGE);
        share
    };
    assert_eq!(with("a --> b\n", "a --> c\n"), (2, 0));
    assert_eq!(with("a --> b\n", "a  --> b\n"), (2, 0));
    assert_eq!(with("a --> b\n", "a --> (b\n"), (1, 0));
    assert_eq!(with("#quay", "#pier role=R caption=\"The pier\""), (2, 1));
    assert_eq!(with("{#quay}\nflow", "\n%%| id: quay\n%%| caption: The pier\nflow"), (2, 1));
    assert_eq!(with("---\n\n", "---\n\n# More\n\n"), (2, 1));
    assert_eq!(with("---\n\n", "---\n\n```mermaid\nflowchart LR\n  a --> b\n```\n\n"), (3, 2));
    site.write("content/index.md", PAGE.replace('\n', "\r\n"));
    assert_eq!(site.share(), (2, 1));
    site.write("content/index.md", "# Home\n");
    site.write("content/far/quay.mmd", "flowchart LR\n  a --> b");
    assert_eq!(site.share(), (1, 1));
}

#[test]
fn branches_that_both_add_reviews_merge_without_a_conflict() {
    let site = site().file(".gitattributes", "*.svg binary");
    site.git(&["init", "-q", "-b", "main"]);
    assert_eq!(
        site.reviewed(&["quay", "--by", "Ada"]),
        "quay (content/index.md:5): reviewed by Ada\n.gitattributes now says `reviews.jsonl merge=union`, so that branches merge without conflict; commit it, too\n1 of 2 valid diagrams are reviewed\n"
    );
    let rules = || std::fs::read_to_string(site.path(".gitattributes")).expect("the rules");
    assert_eq!(rules(), "*.svg binary\nreviews.jsonl merge=union\n");
    site.commit();
    for (branch, by) in [("one", "Bob"), ("two", "Cleo"), ("three", "Dan")] {
        site.git(&["checkout", "-q", "-b", branch, "main"]);
        site.reviewed(&["crane", "--by", by]);
        site.reviewed(&["quay", "--by", "Eve"]);
        site.commit();
    }
    site.git(&["checkout", "-q", "two"]);
    site.git(&["merge", "-q", "--no-edit", "one"]);
    site.git(&["checkout", "-q", "three"]);
    site.git(&["rebase", "-q", "two"]);
    site.git(&["checkout", "-q", "-b", "four", "main"]);
    site.reviewed(&["crane", "--by", "Fay"]);
    site.commit();
    site.git(&["cherry-pick", "three"]);
    assert_eq!(rules(), "*.svg binary\nreviews.jsonl merge=union\n");
    let who = |text: String| {
        let mut who: Vec<String> = text
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).expect("a review")["by"].as_str().expect("a name").to_owned()
            })
            .collect();
        who.sort();
        who.dedup();
        who
    };
    assert_eq!(who(site.git(&["show", "three:reviews.jsonl"])), ["Ada", "Bob", "Cleo", "Dan", "Eve"]);
    // Git takes the lines beside what is picked along with it; they are reviews of the same texts.
    assert_eq!(who(site.reviews()), ["Ada", "Bob", "Cleo", "Dan", "Eve", "Fay"]);
    assert_eq!(site.share(), (2, 2));
    let run = site.run(&["check", "--only", "review-invalid"]);
    assert_eq!(run.code, 0, "{}", run.stdout);
}

#[test]
fn two_first_reviews_merge_and_an_authors_rule_stays() {
    let new = site();
    new.git(&["init", "-q", "-b", "main"]);
    new.git(&["add", "site.toml", "content"]);
    new.git(&["commit", "-q", "-m", "start"]);
    for (branch, id) in [("one", "quay"), ("two", "crane")] {
        new.git(&["checkout", "-q", "-b", branch, "main"]);
        new.reviewed(&[id, "--by", "Ada"]);
        new.commit();
    }
    new.git(&["merge", "-q", "--no-edit", "one"]);
    assert_eq!(new.share(), (2, 2));

    let ruled = site().file("docs/x", "").file(".gitattributes", "reviews.* merge=ours\n");
    ruled.git(&["init", "-q", "-b", "main"]);
    ruled.reviewed(&["quay", "--by", "Ada"]);
    assert_eq!(std::fs::read_to_string(ruled.path(".gitattributes")).expect("the rules"), "reviews.* merge=ours\n");
}

#[test]
fn what_a_merge_left_behind_is_a_finding() {
    let line = "{\"content\":\"6f6b792eff678dab\",\"by\":\"Ada\",\"date\":\"2026-01-31\"}\n";
    let text = format!("<<<<<<< HEAD\n{line}=======\n>>>>>>> one\n{{\"content\": 5}}\n");
    let site = site().file("reviews.jsonl", text);
    let run = site.run(&["check", "--only", "review-invalid", "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let said: Vec<String> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|finding| format!("{}:{}:{} {}", finding["file"], finding["line"], finding["column"], finding["message"]))
        .collect();
    assert_eq!(
        said,
        [
            "\"reviews.jsonl\":1:1 \"a merge conflict is left here\"",
            "\"reviews.jsonl\":5:1 \"the review lacks `by`\"",
            "\"reviews.jsonl\":5:1 \"the review lacks `date`\"",
            "\"reviews.jsonl\":5:13 \"`content` must be 16 hexadecimal digits, not a number\"",
        ]
    );
    assert_eq!(run.code, 1);
    assert_eq!(site.share(), (2, 1));
}

#[test]
fn a_gate_asks_for_a_share_of_reviewed_diagrams() {
    let plan = "version: 1\nphases:\n  - { id: open, due: 2026-03-31, gate: { reviewed: 80% } }\n";
    let site = site().file("plan.yaml", plan);
    site.reviewed(&["quay", "--by", "Ada"]);
    let phase = |day: &str| {
        let run = site.run(&["report", "--format", "json", "--gate", "--today", day]);
        let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr));
        (run.code, report["phases"][0]["status"].as_str().map(str::to_owned), report["totals"]["reviewed"].as_u64())
    };
    let status = |status: &str| Some(status.to_owned());
    assert_eq!(phase("2026-03-30"), (0, status("upcoming"), Some(1)));
    assert_eq!(phase("2026-04-01"), (1, status("short"), Some(1)));
    let late = site.build(&["--today", "2026-04-01"]);
    let said = "phase `open` was due on 2026-03-31 and is short: 1 of 2 valid diagrams are reviewed, 80% have to be";
    assert!(late.stderr.contains(said), "{}", late.stderr);
    site.reviewed(&["crane", "--by", "Bob"]);
    assert_eq!(phase("2026-04-01"), (0, status("met"), Some(2)));
    assert!(!site.build(&["--today", "2026-04-01"]).stderr.contains("phase-short"));
    site.write("content/index.md", PAGE.replace("\"a\": 1", "\"a\": 2"));
    assert_eq!(phase("2026-04-01"), (1, status("short"), Some(1)));
    site.write("plan.yaml", plan.replace("80%", "50%"));
    assert_eq!(phase("2026-04-01"), (0, status("met"), Some(1)));
}

#[cfg(unix)]
#[test]
fn files_of_the_root_that_lie_elsewhere_are_not_read() {
    use std::os::unix::fs::symlink;
    let elsewhere = TestSite::bare().file("secret", "password\n");
    let site = site();
    for name in ["plan.yaml", "reviews.jsonl"] {
        symlink(elsewhere.path("secret"), site.path(name)).expect("a link");
    }
    let run = site.run(&["check"]);
    for name in ["plan.yaml", "reviews.jsonl"] {
        let said = format!(
            "error[outside-site]: this symbolic link leads out of the site's folder and was not followed\n --> {name}:1:1"
        );
        assert!(run.stderr.contains(&said) || run.stdout.contains(&said), "{}{}", run.stdout, run.stderr);
    }
    assert!(!run.stdout.contains("password") && !run.stderr.contains("password"));
    assert_eq!(site.review(&["quay", "--by", "Ada"]).code, 2);
    assert_eq!(std::fs::read_to_string(elsewhere.path("secret")).expect("the file"), "password\n");
}
