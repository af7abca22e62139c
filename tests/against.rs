//! `chartroom report --against REV`, from outside, in real git repositories: what changed, and whether a figure fell.

use std::process::Command;

use serde_json::{Value, json};

use crate::harness::{Run, TestSite};

const PLAN: &str = "version: 1
phases:
  - id: core
    gate: { diagrams: 5, require: [broken-link] }
collections:
  - id: systems
    phase: core
    items: \"systems/*/\"
    names: [harbour, quay]
    each: { diagrams: { L0: 1 } }
tasks:
  - id: T1
    delivers: [{ page: systems/harbour/index.md }]
";

const HOME: &str = "---\ntitle: Home\n---\n\n## Flow\n\n```mermaid {#flow}\nflowchart LR\n  W[Web] -->|asks| A[API]\n  A --> C[Cache]\n```\n";

const HARBOUR: &str =
    "---\ntitle: Harbour\n---\n\n## Map\n\n```mermaid {#harbour role=L0}\nflowchart LR\n  H --> Q\n```\n";

const OLD: &str = "---\ntitle: Old\n---\n\n## Parts\n\n```mermaid\npie\n  \"a\": 1\n```\n\n```mermaid\nstateDiagram-v2\n  A --> B\n```\n";

impl TestSite {
    /// Git in the site's folder, which does what it is asked.
    fn in_git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .current_dir(self.path(""))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .expect("git runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said.trim().to_owned()
    }

    /// The site with all that it holds committed.
    fn committed(self) -> Self {
        self.in_git(&["init", "--quiet", "--initial-branch=main"]);
        self.commit_all();
        self
    }

    fn commit_all(&self) {
        self.in_git(&["add", "--all", "."]);
        self.in_git(&["commit", "--quiet", "-m", "change"]);
    }

    fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).expect("the file is removed");
    }

    fn against(&self, revision: &str, arguments: &[&str]) -> Run {
        let mut all = vec!["report", "--today", "2026-01-31", "--against", revision];
        all.extend(arguments);
        self.run(&all)
    }

    /// What changed since the last commit.
    fn changes(&self) -> Value {
        let run = self.against("HEAD", &["--format", "json"]);
        assert_eq!(run.code, 0, "{run:?}");
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"))
    }

    /// The exit code of the ratchet, and what it complains about.
    fn ratchet(&self) -> (i32, String) {
        let run = self.against("HEAD", &["--format", "json", "--ratchet"]);
        (run.code, run.stderr)
    }
}

fn site() -> TestSite {
    TestSite::new()
        .file(".gitignore", ".chartroom\n")
        .file("plan.yaml", PLAN)
        .file("content/index.md", HOME)
        .file("content/systems/harbour/index.md", HARBOUR)
        .file("content/old.md", OLD)
        .committed()
}

/// Ids of the diagrams in a list of changes: of now, or of then where they are gone.
fn ids(changes: &Value, list: &str) -> Vec<String> {
    let list = changes["diagrams"][list].as_array().expect("a list");
    let id = |entry: &Value| entry["after"]["id"].as_str().or(entry["before"]["id"].as_str()).map(str::to_owned);
    list.iter().filter_map(id).collect()
}

/// A page with one diagram.
fn page(info: &str, diagram: &str) -> String {
    format!("---\ntitle: Page\n---\n\n## One\n\n```mermaid {info}\n{diagram}\n```\n")
}

#[test]
fn nothing_changed_is_said() {
    let site = site();
    let run = site.against("HEAD", &["--ratchet"]);
    let commit = &site.in_git(&["rev-parse", "HEAD"])[..10];
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.stdout,
        format!(
            "Against HEAD ({commit}): no diagram changed; valid 4 → 4

  total     before  now
  pages     3       3
  diagrams  4       4
  valid     4       4
  reviewed  0       0

Phases
  1 phase as before

Collections
  1 collection as before
"
        )
    );
}
