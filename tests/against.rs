//! `chartroom report --against REV`, from outside, in real git repositories: what changed, and whether a figure fell.

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

const HOME: &str = "---\ntitle: Home\n---\n\n## Way\n\n```mermaid {#flow}\nflowchart LR\n  W[Web] -->|asks| A[API]\n  A --> C[Cache]\n```\n";

const HARBOUR: &str =
    "---\ntitle: Harbour\n---\n\n## Map\n\n```mermaid {#harbour role=L0}\nflowchart LR\n  H --> Q\n```\n";

const OLD: &str = "---\ntitle: Old\n---\n\n## Parts\n\n```mermaid\npie\n  \"a\": 1\n```\n\n```mermaid\nstateDiagram-v2\n  A --> B\n```\n";

impl TestSite {
    /// The site with all that it holds committed.
    fn committed(self) -> Self {
        self.git(&["init", "--quiet", "--initial-branch=main"]);
        self.commit_all();
        self
    }

    fn commit_all(&self) {
        self.git(&["add", "--all", "."]);
        self.git(&["commit", "--quiet", "-m", "change"]);
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

/// A site in which diagrams are new, gone, changed, broken and moved since its last commit.
pub fn changed_site() -> TestSite {
    let wide: String = (0..30).map(|n| format!("  A{n}[Station number {n}] --> A{}\n", n + 1)).collect();
    let site = site();
    site.write("content/index.md", HOME.replace("A --> C[Cache]", &format!("A --> Q[Queue]\n{wide}")));
    site.write("content/systems/quay/index.md", HARBOUR.replace("harbour", "quay"));
    site.write("content/systems/harbour/index.md", HARBOUR.replace("H --> Q", "H[x (y)] --> Q"));
    site.write("content/old.md", OLD.split_inclusive("```\n").next().expect("the first half"));
    site
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
    let commit = &site.git(&["rev-parse", "HEAD"])[..10];
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
"
        )
    );
}

#[test]
fn a_comment_on_a_pull_request_is_short_and_exact() {
    let site = site();
    site.write(
        "content/index.md",
        HOME.replace("asks", "calls").replace("A --> C[Cache]", "A --> Q[Queue]").replace("[API]", "[Gateway]"),
    );
    site.write("content/systems/quay/index.md", HARBOUR.replace("harbour", "quay").replace("Harbour", "Quay"));
    site.remove("content/old.md");
    let run = site.against("HEAD", &["--format", "markdown"]);
    let commit = &site.git(&["rev-parse", "HEAD"])[..10];
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout, include_str!("against/comment.md").replace("COMMIT", commit));
}

#[test]
fn json_lists_all_by_name() {
    let site = site();
    site.write("content/index.md", HOME.replace("A --> C[Cache]", "A --> Q[Queue]"));
    let changes = site.changes();
    let diagram = json!({
        "id": "flow", "file": "content/index.md", "line": 7, "kind": "flowchart", "role": null, "caption": "Way",
        "valid": true,
    });
    let totals = json!({ "pages": 3, "diagrams": 4, "valid": 4, "reviewed": 0 });
    assert_eq!(
        changes,
        json!({
            "version": 1,
            "revision": "HEAD",
            "commit": site.git(&["rev-parse", "HEAD"]),
            "totals": { "before": totals, "after": totals },
            "diagrams": {
                "new": [],
                "gone": [],
                "moved": [],
                "changed": [{
                    "before": diagram,
                    "after": diagram,
                    "change": "structure",
                    "nodes": {
                        "added": [{ "id": "Q", "label": "Queue" }],
                        "removed": [{ "id": "C", "label": "Cache" }],
                        "relabelled": [],
                        "regrouped": [],
                    },
                    "edges": {
                        "added": [{ "from": "A", "to": "Q", "label": "" }],
                        "removed": [{ "from": "A", "to": "C", "label": "" }],
                        "relabelled": [],
                    },
                    "groups": { "added": [], "removed": [] },
                }],
                "broken": [],
                "mended": [],
                "still_broken": [],
            },
            "pages": { "new": [], "gone": [], "moved": [] },
            "plan": { "state": "same", "needs": [] },
            "phases": [{
                "id": "core",
                "title": "core",
                "status": { "before": "upcoming", "after": "upcoming" },
                "diagrams": { "before": 4, "after": 4, "need": 5 },
                "tasks": { "before": 0, "after": 0, "total": 0 },
                "missing": [
                    "1 of 5 valid diagrams are missing",
                    "collection `systems` lacks 1 of 2 valid diagrams: systems/quay/ is missing",
                ],
            }],
            "collections": [{
                "id": "systems",
                "title": "systems",
                "unit": "diagrams",
                "before": { "have": 1, "need": 2 },
                "after": { "have": 1, "need": 2 },
                "complete": { "before": false, "after": false },
                "items": [],
            }],
            "tasks": [],
            "checks": [],
            "fell": [],
        })
    );
}

#[test]
fn each_class_of_change_is_told_apart() {
    let kinds = [
        ("flowchart LR\n  A[x]   -->   B", "text"),
        ("flowchart LR\n  %% note\n  A[x] --> B", "text"),
        ("flowchart TD\n  A[x] --> B", "details"),
        ("flowchart LR\n  A[x] --> B\n  style A fill:#f00", "details"),
        ("flowchart LR\n  n1[x] --> B", "details"),
        ("flowchart LR\n  A[y] --> B", "structure"),
        ("flowchart LR\n  A[x] --> B --> C", "structure"),
        ("flowchart LR\n  A[x] --> B\n  subgraph S\n  A\n  end", "structure"),
        ("flowchart LR\n  A[x (] --> B", "unknown"),
    ];
    let site = TestSite::new()
        .file(".gitignore", ".chartroom\n")
        .file("content/a.md", page("", "flowchart LR\n  A[x] --> B"))
        .committed();
    for (diagram, class) in kinds {
        site.write("content/a.md", page("", diagram));
        let changes = site.changes();
        assert_eq!(ids(&changes, "changed"), ["fig-a-one"], "{diagram}");
        assert_eq!(changes["diagrams"]["changed"][0]["change"], class, "{diagram}");
        let broken = if class == "unknown" { vec!["fig-a-one"] } else { Vec::new() };
        assert_eq!(ids(&changes, "broken"), broken, "{diagram}");
    }
}

#[test]
fn another_kind_of_diagram_is_told_in_every_format() {
    let site = TestSite::new()
        .file(".gitignore", ".chartroom\n")
        .file("content/a.md", page("{#a}", "flowchart LR\n  A -->|hi| B"))
        .file("content/b.md", page("{#b}", "flowchart LR\n  A --> B"))
        .committed();
    site.write("content/a.md", page("{#a}", "sequenceDiagram\n  A->>B: hi"));
    site.write("content/b.md", page("{#b}", "flowchart TD\n  A --> B"));
    let told = |format: &str| site.run(&["report", "--against", "HEAD", "--format", format]).stdout;
    let human = told("human");
    assert!(human.contains("  ~ `a` at `content/a.md:7` (flowchart → sequence)"), "{human}");
    assert!(human.contains("  ~ `b` at `content/b.md:7` (details: nodes and edges are the same)\n"), "{human}");
    let markdown = told("markdown");
    assert!(markdown.contains("- `a` at `content/a.md:7` (flowchart → sequence)"), "{markdown}");
    let csv = told("csv");
    let row = csv.lines().find(|line| line.starts_with("diagram,a,")).unwrap_or_default();
    assert!(row.ends_with(",valid,valid,content/a.md:7,flowchart → sequence"), "{csv}");
    let html = told("html");
    assert!(html.contains("<span class=\"tag\"><bdi>flowchart → sequence</bdi></span>"), "{html}");
    assert!(html.contains("<span class=\"tag\"><bdi>flowchart</bdi></span>"), "{html}");
}

#[test]
fn a_broken_diagram_is_named_with_its_error_and_so_is_a_mended_one() {
    let site = TestSite::new()
        .file(".gitignore", ".chartroom\n")
        .file("content/a.md", page("{#a}", "flowchart LR\n  A --> B"))
        .file("content/b.md", page("{#b}", "flowchart LR\n  A[(x] --> B"))
        .file("content/c.md", page("{#c}", "flowchart LR\n  A[x (y)] --> B"))
        .committed();
    site.write("content/a.md", page("{#a}", "flowchart LR\n  A[x (y)] --> B"));
    site.write("content/b.md", page("{#b}", "flowchart LR\n  A[x] --> B"));
    site.write("content/new.md", page("{#new}", "flowchart LR\n  A[x (y)] --> B"));
    let changes = site.changes();
    assert_eq!(ids(&changes, "broken"), ["a", "new"]);
    assert_eq!(ids(&changes, "mended"), ["b"]);
    assert_eq!(ids(&changes, "still_broken"), ["c"]);
    let error = &changes["diagrams"]["broken"][0]["error"];
    assert_eq!((&error["message"], &error["line"]), (&json!("`(` in an unquoted label"), &json!(9)));
}

#[test]
fn what_moves_is_neither_new_nor_gone() {
    let site = site();
    std::fs::create_dir_all(site.path("content/archive")).expect("a folder");
    std::fs::rename(site.path("content/old.md"), site.path("content/archive/past.md")).expect("it moves");
    let changes = site.changes();
    assert_eq!(ids(&changes, "new"), [""; 0]);
    assert_eq!(ids(&changes, "gone"), [""; 0]);
    assert_eq!(ids(&changes, "moved"), ["fig-archive-past-parts", "fig-archive-past-parts-2"]);
    assert_eq!(
        changes["pages"],
        json!({ "new": [], "gone": [], "moved": [{ "before": "content/old.md", "after": "content/archive/past.md" }] })
    );
    assert_eq!(site.ratchet(), (0, String::new()));

    // One of its diagrams is edited on the way, and another stands in front of it.
    let edited =
        OLD.replace("\"a\": 1", "\"a\": 2").replace("## Parts\n", "## Parts\n\n```mermaid\nmindmap\n  root\n```\n");
    site.write("content/archive/past.md", edited);
    let changes = site.changes();
    assert_eq!(ids(&changes, "new"), ["fig-archive-past-parts"]);
    assert_eq!(ids(&changes, "gone"), [""; 0]);
    assert_eq!(ids(&changes, "changed"), ["fig-archive-past-parts-2"]);
    assert_eq!(changes["diagrams"]["changed"][0]["before"]["id"], "fig-old-parts");
}

#[test]
fn a_page_that_was_renamed_and_edited_at_once_is_followed() {
    let text = |diagram: &str| {
        format!(
            "{}\nThe harbour has a quay, two cranes and a lighthouse that nobody lights any more.\n",
            page("", diagram)
        )
    };
    let site = TestSite::new()
        .file(".gitignore", ".chartroom\n")
        .file("content/harbour.md", text("flowchart LR\n  H --> Q"))
        .file("content/other.md", page("", "pie\n  \"a\": 1"))
        .committed();
    site.remove("content/harbour.md");
    site.remove("content/other.md");
    site.write("content/port.md", text("flowchart LR\n  H --> Q --> C"));
    let changes = site.changes();
    assert_eq!((ids(&changes, "new"), ids(&changes, "gone")), (Vec::new(), vec!["fig-other-one".to_owned()]));
    assert_eq!(ids(&changes, "changed"), ["fig-port-one"]);
    assert_eq!(
        changes["pages"],
        json!({
            "new": [], "gone": ["content/other.md"],
            "moved": [{ "before": "content/harbour.md", "after": "content/port.md" }],
        })
    );
}

#[test]
fn an_edit_of_a_reviewed_diagram_reopens_it_and_the_ratchet_says_so() {
    let site = site();
    let run = site.run(&["review", "flow", "--by", "Ada", "--today", "2026-01-30"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    site.commit_all();
    site.write("content/index.md", HOME.replace("Cache", "Store"));
    assert_eq!(site.ratchet(), (1, "error: 1 figure fell\n  reviewed diagrams 1 → 0\n".to_owned()));
}

#[test]
fn a_given_id_is_the_same_diagram_wherever_it_stands_and_whatever_it_says() {
    let site = site();
    site.write("content/index.md", "---\ntitle: Home\n---\n\nNothing.\n");
    site.write("content/flow.md", page("{#flow}", "sequenceDiagram\n  A->>B: hi"));
    let changes = site.changes();
    assert_eq!((ids(&changes, "new"), ids(&changes, "gone")), (Vec::new(), Vec::new()));
    assert_eq!((ids(&changes, "moved"), ids(&changes, "changed")), (vec!["flow".to_owned()], vec!["flow".to_owned()]));
}

#[test]
fn the_ratchet_fails_for_each_figure_that_fell_and_names_it() {
    let site = site();
    site.remove("content/systems/harbour/index.md");
    site.write(
        "content/old.md",
        OLD.replace("pie", "[x](no.md)\n\npie").replace("```mermaid\n[x](no.md)\n\n", "[x](no.md)\n\n```mermaid\n"),
    );
    let (code, said) = site.ratchet();
    let (said, _) = said.split_once("warning[plan-unmatched]").expect("a warning of the plan");
    assert_eq!(code, 1);
    assert_eq!(
        said,
        "error: 6 figures fell
  valid diagrams 4 → 3 while these are gone: `harbour` of `content/systems/harbour/index.md`
  phase `core` 4 → 3 of 5
  collection `systems` 1 → 0 of 2
  item `systems/harbour` `L0` 1 → 0 of 1
  task `T1` done → ready (there is no page systems/harbour/index.md)
  findings of `broken-link` 0 → 1 at `content/old.md:7`
"
    );
}

#[test]
fn the_ratchet_lets_pass_what_only_grows_and_what_was_bad_before() {
    let site = site();
    site.write("content/systems/quay/index.md", HARBOUR.replace("harbour", "quay"));
    site.write("content/index.md", HOME.replace("W[Web]", "W[Browser]"));
    assert_eq!(site.ratchet(), (0, String::new()));
    site.write("content/bad.md", format!("{}\n[x](no.md)\n", page("{#bad}", "flowchart LR\n  A[x (y)] --> B")));
    assert_eq!(site.ratchet().0, 1);
    site.commit_all();
    assert_eq!(site.ratchet(), (0, String::new()));
}

#[test]
fn a_surplus_may_go_and_what_left_the_plan_is_no_fall() {
    let plan = "version: 1\ncollections:\n  - { id: all, pages: \"*.md\", diagrams: 1 }\n";
    let site = TestSite::new()
        .file(".gitignore", ".chartroom\n")
        .file("plan.yaml", plan)
        .file("content/a.md", page("{#a}", "pie\n  \"a\": 1"))
        .file("content/b.md", page("{#b}", "pie\n  \"b\": 1"))
        .committed();
    std::fs::create_dir_all(site.path("content/sub")).expect("a folder");
    std::fs::rename(site.path("content/b.md"), site.path("content/sub/b.md")).expect("it moves");
    assert_eq!(site.ratchet(), (0, String::new()));
    site.write("plan.yaml", "version: 1\nphases:\n  - { id: later, gate: { diagrams: 9 } }\n");
    assert_eq!(site.ratchet(), (0, String::new()));
    assert_eq!(
        site.changes()["plan"],
        json!({
            "state": "changed",
            "needs": [
                { "what": "phase", "id": "later", "need": { "before": null, "after": 9 }, "due": { "before": null, "after": null } },
                { "what": "collection", "id": "all", "need": { "before": 1, "after": null }, "due": { "before": null, "after": null } },
            ],
        })
    );
}

#[test]
fn every_format_has_the_exit_code_and_the_same_bytes_twice() {
    let site = site();
    site.remove("content/systems/harbour/index.md");
    for format in ["human", "json", "markdown", "csv", "junit", "html"] {
        let plain = site.against("HEAD", &["--format", format]);
        assert_eq!(plain.code, 0, "{format}: {}", plain.stderr);
        let run = site.against("HEAD", &["--format", format, "--ratchet"]);
        assert_eq!((run.code, run.stdout), (1, plain.stdout.clone()), "{format}");
        assert!(run.stderr.starts_with("error: 5 figures fell\n"), "{format}: {}", run.stderr);
        let again = site.against("HEAD", &["--format", format, "--no-cache", "--jobs", "1"]);
        assert_eq!(again.stdout, plain.stdout, "{format}");
    }
}

#[test]
fn tables_for_machines_are_exact() {
    let site = site();
    site.remove("content/systems/harbour/index.md");
    let rows: Vec<String> = site.against("HEAD", &["--format", "csv"]).stdout.lines().map(str::to_owned).collect();
    assert_eq!(rows[0], "what,id,change,before,after,file,detail");
    assert!(rows.contains(&"total,valid,,4,3,,".to_owned()), "{rows:#?}");
    assert!(rows.contains(&"diagram,harbour,gone,valid,,content/systems/harbour/index.md:7,".to_owned()), "{rows:#?}");
    assert!(rows.contains(&"fell,systems,collection,1,0,,collection `systems` 1 → 0 of 2".to_owned()), "{rows:#?}");
    let xml = site.against("HEAD", &["--format", "junit"]).stdout;
    let document = roxmltree::Document::parse(&xml).expect("XML");
    let failed: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name("failure"))
        .filter_map(|node| node.parent()?.attribute("name"))
        .collect();
    assert_eq!(failed, ["valid diagrams", "phases", "collections", "items", "tasks"]);
}

#[test]
fn nothing_of_the_content_is_markup_in_a_page_or_a_comment() {
    let evil = "<script>alert(1)</script> | @team `x` </style> --> \u{202e}";
    let site = TestSite::bare()
        .file("site.toml", "[site]\ntitle = \"</title><script>alert(0)</script>\"\n")
        .file(".gitignore", ".chartroom\n")
        .file("content/a.md", page("", "flowchart LR\n  A[\"x\"] --> B"))
        .committed();
    let label = evil.replace('"', "");
    site.write(
        "content/a|<b>`c.md",
        format!("## {evil}\n\n```mermaid {{#x caption=\"<img src=x onerror=alert(2)>\" role=\"<i>\"}}\nflowchart LR\n  A[\"{label}\"] --> B\n  click A \"javascript:alert(3)\"\n```\n"),
    );
    site.write("content/a.md", page("", "flowchart LR\n  A[\"x\"] -->|\"<b>\"| B\n  C[x (</pre><script>"));
    let html = site.against("HEAD", &["--format", "html"]).stdout;
    for bad in ["<script", "<img", "<b>", "<i>", "</title><script"] {
        assert!(!html.contains(bad), "{bad}");
    }
    assert!(html.split("href=\"").skip(1).all(|rest| rest.starts_with('#')));
    assert!(html.contains("<title>Changes since HEAD · &lt;/title&gt;&lt;script&gt;alert(0)&lt;/script&gt;</title>"));
    assert!(html.contains("default-src 'none'; style-src 'unsafe-inline'"));
    assert_eq!(html.matches("</style>").count(), 1);
    let all: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let unique: std::collections::BTreeSet<&str> = all.iter().copied().collect();
    assert_eq!(unique.len(), all.len(), "{all:?}");

    let comment = site.against("HEAD", &["--format", "markdown"]).stdout;
    let plain: String = comment.split('`').step_by(2).collect();
    assert!(!plain.contains("<script") && !plain.contains("@team"), "{comment}");
}

#[test]
fn the_revision_is_only_read() {
    let site = site();
    site.write("content/index.md", HOME.replace("Cache", "Store"));
    let before = site.git(&["status", "--porcelain", "--branch"]);
    let head = std::fs::read(site.path(".git/index")).expect("the index");
    site.changes();
    assert_eq!(site.git(&["status", "--porcelain", "--branch"]), before);
    assert_eq!(std::fs::read(site.path(".git/index")).expect("the index"), head);
}

#[test]
fn revisions_are_tags_branches_and_commits_and_nothing_else() {
    let site = site();
    site.git(&["tag", "-a", "v1", "-m", "first"]);
    site.write("content/index.md", HOME.replace("Cache", "Store"));
    site.commit_all();
    for revision in ["v1", "HEAD~1", "main^", &site.git(&["rev-parse", "v1^{commit}"])] {
        let run = site.against(revision, &["--format", "json"]);
        assert!(run.stdout.contains("\"relabelled\""), "{revision}: {run:?}");
    }
    let refused = |revision: &str| {
        let run = site.run(&["report", &format!("--against={revision}")]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{revision}");
        run.stderr
    };
    assert!(refused("main...HEAD").starts_with("error: `main...HEAD` is a range; --against takes one revision"));
    for revision in ["no-such", "--output=x", "-x", "HEAD:content"] {
        let said = refused(revision);
        assert!(said.starts_with(&format!("error: `{revision}` is no revision of the repository of ")), "{said}");
        assert!(said.contains("git fetch"), "{said}");
    }
    assert!(!site.path("x").exists());
    assert!(refused("").starts_with("error: `` is no revision"));
}

#[test]
fn a_site_may_lie_in_a_folder_and_be_new() {
    let site = TestSite::bare().file("README.md", "# Top\n").file(".gitignore", ".chartroom\n").committed();
    site.write("docs/site.toml", "[site]\ntitle = \"Docs\"\n");
    site.write("docs/content/index.md", HOME);
    let run = |revision: &str| site.run(&["--root", "docs", "report", "--against", revision, "--format", "json"]);
    let first: Value = serde_json::from_str(&run("HEAD").stdout).expect("JSON");
    assert_eq!((ids(&first, "new"), &first["pages"]["new"]), (vec!["flow".to_owned()], &json!(["content/index.md"])));
    site.commit_all();
    site.write("docs/content/index.md", HOME.replace("Cache", "Store"));
    let second: Value = serde_json::from_str(&run("HEAD").stdout).expect("JSON");
    assert_eq!((ids(&second, "new"), ids(&second, "changed")), (Vec::new(), vec!["flow".to_owned()]));
}

#[test]
fn a_shallow_clone_says_what_to_do() {
    let site = site();
    site.write("content/index.md", HOME.replace("Cache", "Store"));
    site.commit_all();
    let clone = TestSite::bare();
    let from = format!("file://{}", site.path("").display());
    clone.git(&["clone", "--quiet", "--depth", "1", &from, "."]);
    let run = clone.run(&["report", "--against", "HEAD~1"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("this clone is shallow: `git fetch --unshallow`"), "{}", run.stderr);
}

#[test]
fn what_does_not_go_together_is_refused() {
    let site = site();
    let run = site.against("HEAD", &["--phase", "core"]);
    assert_eq!(run.code, 2);
    assert_eq!(run.stderr, "error: --against compares the whole site; it goes with neither --phase nor --lane\n");
    let bare = TestSite::new().file("content/index.md", HOME);
    let run = bare.run(&["report", "--against", "HEAD"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with("error: `HEAD` is no revision of the repository of "), "{}", run.stderr);
}
