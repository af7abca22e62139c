//! `chartroom report`, from outside: what counts, where phases, collections and tasks stand, the gate, the formats, `--explain`.

use serde_json::{Value, json};

use crate::harness::{Run, TestSite};

/// A fence.
fn fence(attributes: &str, source: &str) -> String {
    format!("```mermaid {{{attributes}}}\n{source}\n```\n\n")
}

/// A fence that draws.
fn valid(attributes: &str) -> String {
    fence(attributes, "flowchart LR\n  a --> b")
}

/// A fence that does not.
fn broken(attributes: &str) -> String {
    fence(attributes, "flowchart LR\n  a[f(x)] --> b")
}

fn page(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndescription: About {title}\n---\n\n{body}\n")
}

/// A site with something of everything.
fn site() -> TestSite {
    let netflix = [
        valid("#n1 role=CS-L0"),
        valid("#n2 role=CS-L0"),
        valid("#n3 role=CS-SQ"),
        valid("#n4"),
        valid("#n5 role=CS-X"),
    ];
    TestSite::new()
        .file("content/index.md", page("Home", "![flow](flow.mmd)\n\n[x](gone.md)"))
        .file("content/flow.mmd", "flowchart LR\n  c --> d\n")
        .file(
            "content/guide/a.md",
            page(
                "A",
                &["![flow](../flow.mmd)\n\n", &fence("#a1", "sequenceDiagram\n  a->>b: hi"), &broken("#a2")].concat(),
            ),
        )
        .file("content/guide/b.md", page("B", "No diagram."))
        .file("content/draft.md", format!("---\ntitle: D\ndraft: true\n---\n\n{}", valid("#d1")))
        .file("content/studies/netflix/index.md", page("Netflix", &netflix.concat()))
        .file("content/studies/uber-tech/index.md", page("Uber", &valid("#u1 role=CS-L0")))
        .file("content/studies/extra/index.md", page("Extra", "Nothing."))
        .file("content/grid/x/top.md", page("X top", "Text."))
        .file("content/grid/x/low.md", page("X low", "Text."))
        .file("content/grid/y/upper.md", page("Y", "Text."))
        .file("plan.yaml", PLAN)
}

const PLAN: &str = r#"version: 1
title: Test plan
phases:
  - { id: first, title: First steps, due: 2026-01-23, gate: { diagrams: 10, require: [broken-link, diagram-invalid] } }
  - { id: second, due: 2026-02-10, gate: { diagrams: 12, reviewed: 50% } }
collections:
  - { id: guide, phase: first, pages: "guide/**", diagrams: 3, min_per_page: 1, valid: 90%, unique_by: kind }
  - id: studies
    phase: second
    items: "studies/*/"
    names: [netflix, uber, stripe]
    aliases: { uber: [uber-tech] }
    each: { diagrams: { CS-L0: 1, CS-SQ: 2 } }
  - { id: grid, axes: { row: [x, y], part: [top, low] }, page: "grid/{row}/{part}.md", aliases: { top: [upper] } }
lanes:
  - { id: L1, title: Writers, writes: ["guide/**"] }
  - { id: L2, writes: ["studies/**", "grid/**"] }
tasks:
  - { id: t1, title: Pages, phase: first, lanes: [L1], duration: 4h, delivers: [{ page: guide/b.md }] }
  - { id: t2, phase: first, lanes: [L1], duration: 2d, after: [t1],
      delivers: [{ clean: [diagram-invalid], in: "guide/**" }, { diagrams: 2, in: "guide/**" }] }
  - { id: t3, lanes: [L2], duration: 3h, after: [t2], delivers: [{ item: studies/netflix }, { collection: grid }] }
  - { id: t4, duration: 1h, done: 2026-01-02 }
"#;

impl TestSite {
    /// A report on this day that finds nothing wrong with the plan.
    fn report(&self, today: &str, arguments: &[&str]) -> String {
        let run = self.report_run(today, arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
        run.stdout
    }

    fn report_run(&self, today: &str, arguments: &[&str]) -> Run {
        let mut all = vec!["report", "--today", today];
        all.extend(arguments);
        self.run(&all)
    }

    fn report_json(&self, today: &str, arguments: &[&str]) -> Value {
        let run = self.report_run(today, &[&["--format", "json"], arguments].concat());
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr))
    }
}

const TODAY: &str = "2026-02-01";

/// The value of a key in each object of a list.
fn column<'v>(list: &'v Value, key: &str) -> Vec<&'v Value> {
    list.as_array().expect("a list").iter().map(|entry| &entry[key]).collect()
}

#[test]
fn every_format_says_the_same_in_its_own_way() {
    let site = site();
    assert_eq!(site.report(TODAY, &[]), include_str!("report/human.txt"));
    assert_eq!(site.report(TODAY, &["--format", "json"]), include_str!("report/report.json"));
    assert_eq!(site.report(TODAY, &["--format", "markdown"]), include_str!("report/comment.md"));
    assert_eq!(site.report(TODAY, &["--format", "junit"]), include_str!("report/junit.xml"));
    assert_eq!(site.report(TODAY, &["--format", "csv"]).replace("\r\n", "\n"), include_str!("report/table.csv"));
    let run = site.report_run(TODAY, &["--format", "html"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("needs `--against REV`"), "{}", run.stderr);
}

#[test]
fn without_a_plan_content_is_counted_and_a_plan_is_suggested() {
    let site = TestSite::new().file("content/index.md", page("Home", &[valid("#a"), broken("#b")].concat()));
    assert_eq!(
        site.report(TODAY, &[]),
        "Content, 2026-02-01\n1 of 2 diagrams valid on 1 page (50%), 1 broken\n\nWhat to do next\n  1. mend content/index.md:11 (b)\n\n\
         Broken diagrams\n  content/index.md:11 (b)\n\nBy section\n  .  ████████░░░░░░░░  50%      1 of 2 diagrams valid on 1 page\n\n\
         By kind\n  flowchart      1  ████████████████████████\n\nNo plan yet\n\
         A plan.yaml beside site.toml says what is owed. It begins like this:\n\n  version: 1\n  phases:\n    \
         - { id: first, due: 2030-01-31, gate: { diagrams: 20, require: [diagram-invalid] } }\n"
    );
    let json = site.report_json(TODAY, &[]);
    assert_eq!(json["totals"], json!({ "pages": 1, "diagrams": 2, "valid": 1, "reviewed": 0 }));
    assert_eq!((&json["phases"], &json["collections"]), (&json!([]), &json!([])));
    for (arguments, message) in [
        (["--gate", "-q"], "there is no plan.yaml, so there is no gate to hold"),
        (["--phase", "core"], "there is no plan.yaml, so there is no phase"),
        (["--lane", "A"], "there is no plan.yaml, so there is no lane"),
    ] {
        let run = site.report_run(TODAY, &arguments);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr), (2, "", format!("error: {message}\n")));
    }
}

#[test]
fn a_plan_that_cannot_be_understood_gives_no_figures() {
    let site = TestSite::new().file("content/index.md", page("Home", "x")).file("plan.yaml", "version: 1\nphase: []\n");
    let run = site.report_run(TODAY, &[]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("error[plan-invalid]: ") && run.stderr.contains("--> plan.yaml:2:1"), "{}", run.stderr);
}

#[test]
fn a_phase_is_due_on_its_day_or_when_it_is_active() {
    let plan = |keys: &str| {
        format!("version: 1\nstart: 2026-01-05\nphases:\n  - {{ id: p, {keys}, gate: {{ diagrams: 2 }} }}\n")
    };
    let site = TestSite::new().file("content/index.md", page("Home", &valid("#a")));
    let status = |keys: &str, today: &str| {
        site.write("plan.yaml", plan(keys));
        let gate = site.report_run(today, &["--gate"]).code;
        (site.report_json(today, &[])["phases"][0]["status"].as_str().unwrap_or_default().to_owned(), gate)
    };
    let is = |status: &str, gate: i32| (status.to_owned(), gate);
    assert_eq!(status("due: 2026-01-23", "2026-01-22"), is("upcoming", 0));
    assert_eq!(status("due: 2026-01-23", "2026-01-23"), is("short", 1));
    assert_eq!(status("weeks: 1-3", "2026-01-22"), is("upcoming", 0));
    assert_eq!(status("weeks: 1-3", "2026-01-23"), is("short", 1));
    assert_eq!(status("active: true", "2000-01-01"), is("short", 1));
    assert_eq!(status("active: false", "2999-12-31"), is("upcoming", 0));
    site.write("content/b.md", page("B", &valid("#b")));
    assert_eq!(status("due: 2026-01-23", "2026-01-24"), is("met", 0));
}

#[test]
fn the_gate_fails_with_what_is_missing_at_its_line_and_only_where_it_is_asked_for() {
    let site = site();
    let short = "error[phase-short]: phase `first` was due on 2026-01-23 and is short: 2 of 10 valid diagrams are missing; \
                 `broken-link` is found at content/index.md:8; `diagram-invalid` is found at content/guide/a.md:15; collection \
                 `guide` lacks 1 of 3 valid diagrams; collection `guide` has 2 valid diagrams of 3, 90% have to be: \
                 content/guide/a.md:13 is broken; collection `guide`: 1 page has fewer than 1 valid diagram: content/guide/b.md \
                 has 0\n --> plan.yaml:4:11\n";
    let run = site.report_run(TODAY, &["--gate"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.starts_with(short), "{}", run.stderr);
    assert_eq!(run.stdout, include_str!("report/human.txt"));
    assert_eq!(site.report_run("2026-01-22", &["--gate"]).code, 0);
    // `build` fails by it, `check` knows nothing of it.
    let run = site.build(&["--today", TODAY]);
    assert!(run.code == 1 && run.stderr.contains(short), "{}", run.stderr);
    let run = site.run(&["check"]);
    assert!(!run.stdout.contains("phase-short"), "{}", run.stdout);
    // Of one phase, only that one is held; the same in every format and beside `--explain`.
    let run = site.report_run(TODAY, &["--gate", "--phase", "second"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let run = site.report_run(TODAY, &["--gate", "--phase", "first", "--format", "junit"]);
    assert!(run.code == 1 && run.stderr.starts_with(short), "{}", run.stderr);
    let run = site.report_run(TODAY, &["--gate", "--explain", "guide"]);
    assert!(run.code == 1 && run.stderr.starts_with(short), "{}", run.stderr);
}

#[test]
fn a_phase_or_a_lane_alone_is_shown_in_every_format() {
    let site = site();
    let json = site.report_json(TODAY, &["--phase", "second"]);
    assert_eq!(column(&json["phases"], "id"), ["second"]);
    assert_eq!(column(&json["collections"], "id"), ["studies"]);
    assert_eq!((&json["tasks"], &json["lanes"]), (&json!([]), &json!([])));
    assert_eq!(json["totals"]["valid"], 8);
    let json = site.report_json(TODAY, &["--lane", "L2"]);
    assert_eq!(column(&json["lanes"], "id"), ["L2"]);
    assert_eq!(column(&json["tasks"], "id"), ["t3"]);
    assert_eq!(column(&json["tasks"], "waits_for"), [&json!(["t2"])]);
    assert_eq!(column(&json["collections"], "id"), ["studies", "grid"]);
    assert_eq!(column(&json["phases"], "id"), ["first", "second"]);
    assert_eq!(json["broken"], json!([]));
    assert_eq!(column(&site.report_json(TODAY, &["--lane", "L1"])["broken"], "id"), ["a2"]);
    for format in ["human", "markdown", "junit", "csv"] {
        let text = site.report(TODAY, &["--format", format, "--phase", "first"]);
        assert!(text.contains("guide") && !text.contains("netflix"), "{format}: {text}");
        let text = site.report(TODAY, &["--format", format, "--lane", "L2"]);
        assert!(text.contains("studies") && !text.contains("t1"), "{format}: {text}");
    }
    for (arguments, message) in [
        (["--phase", "frist"], "error: there is no phase `frist` in plan.yaml\n  did you mean `first`?\n"),
        (["--lane", "X9"], "error: there is no lane `X9` in plan.yaml\n  there are `L1`, `L2`\n"),
    ] {
        let run = site.report_run(TODAY, &arguments);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (2, "", message));
    }
}

#[test]
fn a_required_check_is_not_clean_by_baseline_comment_or_severity() {
    let plan =
        |code: &str| format!("version: 1\nphases:\n  - {{ id: p, active: true, gate: {{ require: [{code}] }} }}\n");
    let site = TestSite::new()
        .file(
            "content/index.md",
            page("Home", "<!-- chartroom-ignore: broken-link until it is there -->\n[x](gone.md)"),
        )
        .file("content/b.md", "# B\n\n```mermaid\nflowchart LR\n  a --> b\n```\n\n[home](index.md)\n")
        .file("plan.yaml", plan("broken-link"));
    let failing = |site: &TestSite| {
        let phase = site.report_json(TODAY, &[])["phases"][0].clone();
        (phase["status"].clone(), phase["failing"].clone())
    };
    let short = |code: &str| (json!("short"), json!([code]));
    assert_eq!(failing(&site), short("broken-link"));
    assert_eq!(site.run(&["check", "--update-baseline"]).code, 0);
    assert_eq!(failing(&site), short("broken-link"));
    // Codes that are warnings or off are looked for, and `build` still does not report them.
    for code in ["missing-description", "missing-caption"] {
        site.write("plan.yaml", plan(code));
        assert_eq!(failing(&site), short(code));
        let run = site.build(&["--today", TODAY]);
        assert!(run.code == 1 && !run.stderr.contains(&format!("g[{code}]")), "{}", run.stderr);
        assert!(run.stderr.contains(&format!("and is short: `{code}` is found")), "{}", run.stderr);
    }
    // `all` is every check at error level, whatever it is by default.
    site.write("plan.yaml", plan("all"));
    assert_eq!(failing(&site), short("broken-link"));
    site.write("site.toml", "[site]\ntitle = \"T\"\n[check.severity]\nbroken-link = \"warning\"\n");
    assert_eq!(failing(&site), (json!("met"), json!([])));
}

#[test]
fn tasks_are_done_ready_or_blocked_by_what_is_there() {
    let site = site();
    let states = |site: &TestSite| -> Vec<String> {
        let json = site.report_json(TODAY, &[]);
        column(&json["tasks"], "state").into_iter().map(|state| state.as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(states(&site), ["done", "ready", "blocked", "done"]);
    site.write("content/guide/a.md", page("A", &[valid("#a1"), valid("#a2")].concat()));
    assert_eq!(states(&site), ["done", "done", "ready", "done"]);
    site.write("content/guide/b.md", page("B", "[x](gone.md)"));
    assert_eq!(states(&site), ["ready", "done", "ready", "done"]);
    let delivers = site.report_json(TODAY, &[])["tasks"][0]["delivers"].clone();
    assert_eq!(delivers[0]["missing"], "content/guide/b.md:6 is not clean: `broken-link`");
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_is_no_success() {
    let site = site();
    for arguments in [&["report"][..], &["report", "--format", "json"], &["report", "--format", "csv"], &["explain"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device that is always full");
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_chartroom"))
            .args(arguments)
            .current_dir(site.path(""))
            .stdout(full)
            .output()
            .expect("the program runs");
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(message.contains("error: standard output cannot be written: "), "{arguments:?}: {message}");
    }
}

/// Two lanes; what is wrong in each, and a phase that owes both.
fn lanes() -> TestSite {
    let plan = "version: 1\nphases:\n  - { id: one, active: true, gate: { diagrams: 9, require: [broken-link, diagram-invalid] } }\n\
        \x20 - { id: two }\n\
        collections: [{ id: every, phase: one, pages: \"**\", diagrams: 9 }]\n\
        lanes:\n  - { id: la, writes: [\"a/**\"] }\n  - { id: lb, writes: [\"b/**\"] }\n  - { id: idle }\n\
        tasks:\n  - { id: t1, phase: one, lanes: [la], duration: 2h, delivers: [{ page: a/new.md }] }\n\
        \x20 - { id: t2, phase: two, lanes: [la], duration: 3h, delivers: [{ page: a/late.md }] }\n";
    TestSite::new()
        .file("content/index.md", page("Home", "Text."))
        .file("content/a/x.md", page("A", "[x](gone.md)"))
        .file("content/b/x.md", page("B", &broken("#b1")))
        .file("plan.yaml", plan)
}

/// The list under a heading.
fn under<'t>(text: &'t str, heading: &str) -> &'t str {
    let rest = text.split_once(heading).map_or("", |(_, rest)| rest);
    rest.split_once("\n\n").map_or(rest, |(list, _)| list)
}

#[test]
fn a_lane_is_told_its_own_work_and_nobody_elses() {
    let site = lanes();
    let steps = |lane: &str| under(&site.report(TODAY, &["--lane", lane]), "What to do next\n").to_owned();
    assert_eq!(
        steps("la"),
        "  1. correct content/a/x.md:6 (broken-link)  [one]\n  2. do task t1  [one]\n  3. do task t2  [two]"
    );
    assert_eq!(steps("lb"), "  1. mend content/b/x.md:6 (b1)  [one]");
    assert_eq!(steps("idle"), "");
}

#[test]
fn a_lane_holds_every_phase_and_a_phase_counts_its_own_tasks() {
    let site = lanes();
    for lane in ["la", "idle"] {
        let run = site.report_run(TODAY, &["--gate", "--lane", lane, "--format", "junit"]);
        assert!(run.code == 1 && run.stdout.contains("<failure"), "{lane}: {}", run.stdout);
    }
    assert_eq!(site.report_run(TODAY, &["--gate", "--lane", "la", "--phase", "two"]).code, 0);
    let human = site.report(TODAY, &["--lane", "idle"]);
    assert_eq!(under(&human, "Lanes\n"), "  idle  idle                     no tasks; 0 of 0 diagrams valid\n");
    let lane = |arguments: &[&str]| site.report_json(TODAY, arguments)["lanes"][0].clone();
    let la = lane(&["--phase", "one"]);
    assert_eq!((&la["tasks"], &la["hours_left"]), (&json!({ "done": 0, "total": 1 }), &json!(2.0)));
    assert_eq!(lane(&[])["hours_left"], 5.0);
}

#[test]
fn the_bar_of_a_phase_is_the_mean_of_what_it_asks_for() {
    let plan = "version: 1\nphases:\n  - { id: p, active: true, gate: { diagrams: 100, require: [broken-link, diagram-invalid] } }\n";
    let many: String = (0..99).map(|at| valid(&format!("#d{at}"))).collect();
    let site = TestSite::new()
        .file("content/index.md", page("Home", &[many.as_str(), &broken("#b"), "[x](gone.md)"].concat()))
        .file("plan.yaml", plan);
    let human = site.report(TODAY, &[]);
    assert!(human.contains("p  ███████░░░░░░░░░░░░░░░░░  33%  active"), "{human}");
}

#[test]
fn no_line_of_figures_is_wider_than_a_terminal() {
    let plan = "version: 1\nphases:\n  - { id: p, gate: { diagrams: 1000, require: [broken-link, diagram-invalid], reviewed: 80% } }\n\
        collections: [{ id: a-collection-with-a-rather-long-name, phase: p, title: C, pages: \"**\", diagrams: 2000 }]\n\
        lanes: [{ id: a-lane-with-a-rather-long-name, title: Another rather long title, writes: [\"**\"] }]\n\
        tasks: [{ id: t, phase: p, lanes: [a-lane-with-a-rather-long-name], duration: 4321h }]\n";
    let site = TestSite::new().file("content/index.md", page("Home", &valid("#a"))).file("plan.yaml", plan);
    let human = site.report(TODAY, &[]);
    assert!(human.lines().all(|line| line.chars().count() <= 100), "{human}");
    let facts = "    1 of 1000 diagrams, 2 of 2 checks clean, 0 of 1 reviewed, 80% owed, 0 of 1 collection complete,\n    \
                 0 of 1 task done\n";
    assert!(human.contains(facts), "{human}");
}

#[test]
fn a_draft_counts_for_nothing_whether_it_is_built_or_not() {
    let plan = "version: 1\nphases:\n  - { id: p, active: true, gate: { diagrams: 1, require: [broken-link, diagram-invalid] } }\n";
    let draft = format!("---\ntitle: D\ndraft: true\n---\n\n[x](gone.md)\n\n{}{}", valid("#d1"), broken("#d2"));
    let site = TestSite::new()
        .file("content/index.md", page("Home", &valid("#a")))
        .file("content/draft.md", draft)
        .file("plan.yaml", plan);
    let json = site.report_json(TODAY, &[]);
    assert_eq!(json["totals"], json!({ "pages": 1, "diagrams": 1, "valid": 1, "reviewed": 0 }));
    assert_eq!(json["phases"][0]["status"], "met");
    for arguments in [&["--today", TODAY][..], &["--today", TODAY, "--drafts"]] {
        let run = site.build(arguments);
        assert!(!run.stderr.contains("phase-short"), "{}", run.stderr);
    }
}

#[test]
fn a_total_beside_roles_is_that_of_all_and_counts_nothing_twice() {
    let fence = |role: &str, text: &str| format!("```mermaid {{role={role}}}\nflowchart LR\n  {text}\n```\n\n");
    let full = ["L0", "L0", "L1"].iter().enumerate().map(|(at, role)| fence(role, &format!("a{at} --> b")));
    let site = TestSite::new()
        .file("content/index.md", "# Home\n")
        .file("content/p/a.md", format!("# A\n\n{}", full.collect::<String>()))
        .file("content/p/b.md", format!("# B\n\n{}{}", fence("L0", "x --> y").repeat(3), fence("x", "x --> z")))
        .file(
            "plan.yaml",
            "version: 1\ncollections:\n  - { id: c, items: \"p/*.md\", names: [a, b, d], each: { diagrams: { L0: 2, L1: 1, total: 4 } } }\n",
        );
    let run = site.run(&["report", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let collection = &report["collections"][0];
    // `a` has its roles and lacks the fourth; of `b` the third L0 is a fourth diagram, and no L1.
    assert_eq!((&collection["have"], &collection["need"]), (&6.into(), &12.into()));
    let total =
        |at: usize| (collection["items"][at]["have"]["total"].clone(), collection["items"][at]["missing"].clone());
    assert_eq!(total(0), (3.into(), serde_json::json!({ "total": 1 })));
    assert_eq!(total(1), (4.into(), serde_json::json!({ "L1": 1 })));
    let text = site.run(&["report", "--explain", "c"]).stdout;
    assert_eq!(text.matches("✓").count(), 6, "{text}");
}

/// A site of one phase that is due now, with this gate.
fn gated(gate: &str) -> TestSite {
    let plan = format!("version: 1\nphases:\n  - {{ id: now, active: true, gate: {gate} }}\n");
    TestSite::new().file("content/index.md", page("Home", "Text.")).file("plan.yaml", plan)
}

#[test]
fn a_gate_holds_what_is_wrong_with_reviews() {
    for gate in ["{ require: [review-invalid] }", "{ require: [all] }"] {
        let site = gated(gate).file("reviews.jsonl", "garbage\n");
        assert_eq!(site.report_run(TODAY, &["--gate"]).code, 1, "{gate}");
        assert_eq!(site.run(&["build", "--today", TODAY]).code, 1, "{gate}");
    }
}

#[test]
fn a_plan_that_cannot_be_read_is_no_missing_plan() {
    let site = gated("{}");
    site.write("plan.yaml", b"version: 1\ntitle: \xff\n");
    let run = site.report_run(TODAY, &[]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("not-utf8") && run.stderr.contains("plan.yaml:2:8"), "{}", run.stderr);
    let site = TestSite::new().file("content/index.md", page("Home", "Text.")).file("plan.yaml/a", "");
    let run = site.report_run(TODAY, &["--gate"]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("unreadable-file"), "{}", run.stderr);
}

#[test]
fn a_bad_byte_spoils_one_review() {
    let line = |by: &[u8]| [br#"{"content": "0123456789abcdef", "date": "2026-01-31", "by": ""#, by, b"\"}\n"].concat();
    let site = gated("{}").file("reviews.jsonl", [line(b"Ada"), line(b"B\xff")].concat());
    let run = site.report_run(TODAY, &[]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("review-invalid") && run.stderr.contains("reviews.jsonl:2:63"), "{}", run.stderr);
    assert!(!run.stderr.contains("reviews.jsonl:1"), "{}", run.stderr);
}

#[test]
fn the_gate_obeys_the_severity_of_a_short_phase() {
    for (severity, code, is_said) in [("error", 1, true), ("warning", 0, true), ("off", 0, false)] {
        let site = gated("{ diagrams: 1 }");
        site.write("site.toml", format!("[check.severity]\nphase-short = \"{severity}\"\n"));
        let run = site.report_run(TODAY, &["--gate"]);
        assert_eq!((run.code, run.stderr.contains("phase-short")), (code, is_said), "{severity}: {}", run.stderr);
    }
}

#[test]
fn a_check_that_is_required_twice_is_one() {
    let site = gated("{ require: [all, broken-link] }");
    site.write("content/index.md", page("Home", "[a](none.md)"));
    let report: serde_json::Value = serde_json::from_str(&site.report(TODAY, &["--format", "json"])).expect("JSON");
    assert_eq!(report["phases"][0]["failing"], serde_json::json!(["broken-link"]));
    assert_eq!(report["phases"][0]["missing"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_task_is_not_done_before_its_day() {
    let site = gated("{}");
    site.write("plan.yaml", "version: 1\ntasks: [{ id: t, done: 2026-03-01 }]\n");
    let state = |today: &str| {
        let run = site.report_run(today, &["--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        (report["tasks"][0]["state"].as_str().map(str::to_owned), run.stderr)
    };
    assert_eq!(state("2026-03-01"), (Some("done".to_owned()), String::new()));
    let (before, said) = state("2026-02-28");
    assert_eq!(before.as_deref(), Some("ready"));
    assert!(said.contains("task `t` is called done on 2026-03-01, a day that has not come"), "{said}");
}
