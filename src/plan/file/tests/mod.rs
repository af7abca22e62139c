//! What a plan can have wrong, each fault with its place and its words; here, what is about the file as a whole.

mod collections;
mod phases;
mod schema;
mod tasks;
mod whole;

use super::*;

/// Holds each text against the faults that it has.
fn check(cases: &[(&str, &[&str])]) {
    for (text, wanted) in cases {
        assert_eq!(faults(text), *wanted, "{text}");
    }
}

/// Faults as `LINE:COLUMN-COLUMN message (help)`.
fn faults(text: &str) -> Vec<String> {
    let show = |finding: &Finding| {
        let (start, end) = (finding.span.start, finding.span.end);
        format!("{}:{}-{} {} ({})", start.line, start.column, end.column, finding.message, finding.help)
    };
    parse("plan.yaml", text, "content").err().unwrap_or_default().iter().map(show).collect()
}

#[test]
fn a_file_without_a_value_is_a_plan_that_owes_nothing() {
    for text in ["", "# nothing yet\n", "~\n", "{}\n", "version: 1\nphases:\ntasks: []\n"] {
        let plan = parse("plan.yaml", text, "content").unwrap();
        assert!(plan.phases.is_empty() && plan.tasks.is_empty() && plan.collections.is_empty(), "{text}");
    }
}

#[test]
fn what_is_no_plan_at_all() {
    check(&[
        ("a: [\n", &["2:1-1 while parsing a node, did not find expected node content ()"]),
        ("a: b: c\n", &["1:5-5 mapping values are not allowed in this context ()"]),
        ("title: a\ntitle: b\n", &["2:1-6 the key `title` stands here twice ()"]),
        ("- a\n", &["1:1-1 `plan.yaml` must be a mapping, not a list ()"]),
        ("plan\n", &["1:1-5 `plan.yaml` must be a mapping, not `plan` ()"]),
        ("a: 1\n---\nb: 2\n", &["2:1-4 the file has a second document ()"]),
    ]);
}

#[test]
fn faults_of_keys_and_types_at_the_top() {
    check(&[
        (
            "version: 2\n",
            &["1:10-11 `version` must be 1, not `2` (this is the version of the format that is read here)"],
        ),
        (
            "version: \"1\"\n",
            &["1:10-13 `version` must be 1, not `\"1\"` (this is the version of the format that is read here)"],
        ),
        ("titel: x\n", &["1:1-6 unknown key `titel` in `plan.yaml` (did you mean `title`?)"]),
        (
            "zzz: x\n",
            &[
                "1:1-4 unknown key `zzz` in `plan.yaml` (known keys are: version, title, start, calendar, planning, phases, collections, lanes, tasks)",
            ],
        ),
        ("title: [a]\n", &["1:1-6 `title` must be a string, not a list ()"]),
        ("title: true\n", &["1:8-12 `title` must be a string, not `true` ()"]),
        ("phases: { id: a }\n", &["1:1-7 `phases` must be a list, not a mapping ()"]),
        ("phases: a\n", &["1:9-10 `phases` must be a list, not `a` (write it as a list: `[a]`)"]),
        (
            "phases: [a, ~, [b]]\n",
            &[
                "1:10-11 an entry of `phases` must be a mapping, not `a` ()",
                "1:13-14 an entry of `phases` must be a mapping, not nothing ()",
                "1:16-16 an entry of `phases` must be a mapping, not a list ()",
            ],
        ),
        ("calendar: 8\n", &["1:11-12 `calendar` must be a mapping, not `8` ()"]),
        (
            "calendar: { hours_per_day: 25, days_per_week: 0 }\n",
            &[
                "1:28-30 `calendar.hours_per_day` must be a number above 0, up to 24, not `25` ()",
                "1:47-48 `calendar.days_per_week` must be a whole number from 1 to 7, not `0` ()",
            ],
        ),
        (
            "calendar: { hours_per_day: 0, days_per_week: 5.5 }\n",
            &[
                "1:28-29 `calendar.hours_per_day` must be a number above 0, up to 24, not `0` ()",
                "1:46-49 `calendar.days_per_week` must be a whole number from 1 to 7, not `5.5` ()",
            ],
        ),
        (
            "planning: { tier_zero_blocks: -1, transitive: yes }\n",
            &[
                "1:31-33 `planning.tier_zero_blocks` must be a whole number from 0, not `-1` ()",
                "1:47-50 `planning.transitive` must be true or false, not `yes` ()",
            ],
        ),
        (
            "start: 2026-1-5\n",
            &[
                "1:8-16 `start` must be a date such as `2026-01-31`, not `2026-1-5` (write year, month and day, in 4, 2 and 2 digits)",
            ],
        ),
        (
            "start: 2026-02-29\n",
            &[
                "1:8-18 `start` must be a date such as `2026-01-31`, not `2026-02-29` (write year, month and day, in 4, 2 and 2 digits)",
            ],
        ),
        (
            "start: soon\n",
            &[
                "1:8-12 `start` must be a date such as `2026-01-31`, not `soon` (write year, month and day, in 4, 2 and 2 digits)",
            ],
        ),
    ]);
}

#[test]
fn names_in_messages_are_on_one_line_and_short() {
    let name = "x".repeat(100);
    let short = format!("{}…", "x".repeat(60));
    let keys = faults(&format!("{name}: 1\n\"a\\nb\": 2\n"));
    assert!(
        keys[0].contains(&format!("unknown key `{short}` in")) && keys[1].contains("unknown key `a b` in"),
        "{keys:?}"
    );
    let roles = faults("collections: [{ id: c, items: \"a/*/\", each: { diagrams: { \"L\\n0\": x } } }]\n");
    assert!(roles[0].contains("`collections.each.diagrams.L 0` must be"), "{roles:?}");
    assert_eq!(faults("\"a\\nb\": 1\n\"a\\nb\": 2\n"), ["2:1-7 the key `a b` stands here twice ()"]);
}

#[test]
fn what_no_page_can_match() {
    assert_eq!(faults("tasks: [{ id: a, delivers: [{ page: README.MD }] }]\n"), [""; 0]);
    let glob = "(write it like `guides/**` or `systems/*/index.md`)";
    let content = "is no glob that can match: a file of content ends in `.md` or `.mmd`, not in `.html`";
    check(&[
        ("collections: [{ id: a, pages: \"a/*.html\" }]\n", &[&format!("1:31-41 `a/*.html` {content} {glob}")]),
        ("collections: [{ id: a, items: \"a/*.html\" }]\n", &[&format!("1:31-41 `a/*.html` {content} {glob}")]),
        (
            "collections: [{ id: a, pages: [a//x.md, \"a/**\", \"b/*/\", v1.2/x.mmd] }]\n",
            &[&format!("1:32-39 `a//x.md` is no glob that can match: no path has an empty part or a part `.` {glob}")],
        ),
        (
            "tasks: [{ id: a, delivers: [{ page: index.html }, { page: index }, { page: a/./b.md }] }]\n",
            &[
                "1:37-47 `index.html` is the path of no page (a page ends in `.md`)",
                "1:59-64 `index` is the path of no page (a page ends in `.md`)",
                "1:76-84 `a/./b.md` has a part that no path has (write a path like `guides/start.md`)",
            ],
        ),
        (
            "phases: [{ <<: { id: a }, id: b }]\n",
            &["1:12-14 unknown key `<<` in `phases` (merge keys are not supported: write the keys out)"],
        ),
    ]);
}
