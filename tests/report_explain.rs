//! `chartroom report --explain`, and names that are not to be trusted in every format of a report, from outside.

use serde_json::{Value, json};

use crate::harness::TestSite;

/// A site whose diagrams, roles and pages follow from a number, with a plan that looks at all of them.
fn generated(seed: usize) -> TestSite {
    let mut state = seed;
    let mut next = |limit: usize| {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        state / 65_536 % limit
    };
    let mut site =
        TestSite::new().file("content/shared.mmd", "%%| role: R1\nflowchart LR\n  s --> t\n").file("plan.yaml", PLAN);
    for folder in ["a", "b", "c", "other"] {
        for name in ["index", "top", "low", "more"] {
            if next(4) == 0 {
                continue;
            }
            let mut text = format!("---\ntitle: {folder} {name}\n---\n\n");
            for _ in 0..next(5) {
                let role = ["", " role=R1", " role=R2", " role=R3"][next(4)];
                let source = match next(5) {
                    0 => "flowchart LR\n  a[f(x)] --> b",
                    1 => "pie\n  \"a\": 1",
                    2 => "sequenceDiagram\n  a->>b: hi",
                    _ => "flowchart LR\n  a --> b",
                };
                text.push_str(&format!("```mermaid {{{role}}}\n{source}\n```\n\n"));
            }
            if next(3) == 0 {
                text.push_str("![shared](../shared.mmd)\n\n");
            }
            if next(3) == 0 {
                text.push_str("[x](gone.md)\n");
            }
            let draft = if next(8) == 0 { "draft: true\n" } else { "" };
            site =
                site.file(&format!("content/{folder}/{name}.md"), text.replacen("---\n", &format!("---\n{draft}"), 1));
        }
    }
    site
}

const PLAN: &str = r#"version: 1
phases:
  - { id: p1, due: 2026-01-23, gate: { diagrams: 10, require: [broken-link, diagram-invalid], reviewed: 10% } }
  - { id: p2, gate: { require: [all] } }
collections:
  - { id: all-pages, phase: p1, pages: "**", diagrams: 9, min_per_page: 2, valid: 80% }
  - { id: kinds, phase: p1, pages: ["a/*", "/content/b/*.md"], diagrams: 2, unique_by: kind }
  - { id: roles, pages: "**", diagrams: 3, unique_by: role }
  - { id: folders, phase: p2, items: "*/", names: [a, b, d], aliases: { d: [other] }, each: { diagrams: { R1: 1, R2: 2, total: 4 } } }
  - { id: files, items: "a/*.md", each: { diagrams: { total: 1 } } }
  - { id: there, items: "*/", names: [a, z], each: {} }
  - { id: grid, axes: { row: [a, b, z], part: [top, low] }, page: "{row}/{part}.md", aliases: { low: [more] } }
  - { id: owing, axes: { row: [a, b], part: [top, low] }, page: "{row}/{part}.md", each: { diagrams: { R1: 1, total: 2 } } }
lanes:
  - { id: L1, writes: ["a/**", "/content/b/*"] }
  - { id: L2 }
tasks:
  - { id: t1, phase: p1, lanes: [L1], delivers: [{ page: a/top.md }, { diagrams: 3, in: "a/**" }] }
  - { id: t2, lanes: [L1, L2], after: [t1], delivers: [{ clean: [broken-link, diagram-invalid], in: "b/**" }, { diagrams: 9 }] }
  - { id: t3, delivers: [{ item: folders/a }, { collection: grid }, { item: grid/z/top }, { clean: [all] }] }
  - { id: t4, done: 2026-01-01 }
"#;

fn parsed(site: &TestSite, arguments: &[&str]) -> Value {
    let run = site.run(&[&["report", "--today", "2026-02-01", "--format", "json"], arguments].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", run.stdout, run.stderr))
}

/// The figures of the only thing that has an id, by name: what is there, what is owed. Each is as many as its counted rows.
fn figures(site: &TestSite, id: &str) -> Vec<(String, Value, Value)> {
    let explained = parsed(site, &["--explain", id]);
    let all = explained["explained"].as_array().expect("a list");
    assert_eq!(all.len(), 1, "{id}: {explained}");
    let figures = all[0]["figures"].as_array().expect("a list").iter();
    figures
        .map(|figure| {
            let rows = figure["rows"].as_array().expect("a list");
            let counted = rows.iter().filter(|row| row["counted"] == true).count();
            assert_eq!(figure["have"], counted, "{id}: {figure}");
            (figure["name"].as_str().unwrap_or_default().to_owned(), figure["have"].clone(), figure["need"].clone())
        })
        .collect()
}

#[test]
fn what_is_explained_adds_up_to_the_figure_for_every_id() {
    for seed in 1..=2 {
        let site = generated(seed);
        let report = parsed(&site, &[]);
        let list = |key: &str| report[key].as_array().expect("a list").clone();
        let have = |id: &str, name: &str| {
            let all = figures(&site, id);
            let found = all.iter().find(|(figure, _, _)| figure == name);
            found.unwrap_or_else(|| panic!("{id}: {name} is not in {all:?}")).1.clone()
        };
        assert_eq!(have("all", "pages"), report["totals"]["pages"]);
        assert_eq!(have("all", "valid diagrams"), report["totals"]["valid"]);
        assert_eq!(have("reviewed", "reviewed diagrams"), report["totals"]["reviewed"]);
        assert_eq!(have("broken", "broken diagrams"), list("broken").len());
        for (kind, number) in report["by_kind"].as_object().expect("an object") {
            assert_eq!(have(&format!("kind:{kind}"), "valid diagrams"), *number);
        }
        for (section, totals) in report["by_section"].as_object().expect("an object") {
            assert_eq!(have(&format!("section:{section}"), "pages"), totals["pages"]);
            assert_eq!(have(&format!("section:{section}"), "valid diagrams"), totals["valid"]);
        }
        for phase in list("phases") {
            let id = phase["id"].as_str().unwrap_or_default();
            assert_eq!(have(id, "valid diagrams"), phase["diagrams"]["have"]);
            for check in phase["require"].as_array().expect("a list").iter().filter(|check| check["check"] != "all") {
                let name = check["check"].as_str().unwrap_or_default();
                assert_eq!(have(id, &format!("findings of {name}")), check["findings"]);
                assert_eq!(have(&format!("check:{name}"), "findings"), check["findings"]);
            }
            if phase["tasks"]["total"] != 0 {
                assert_eq!(have(id, "tasks done"), phase["tasks"]["done"]);
            }
        }
        for collection in list("collections") {
            let id = collection["id"].as_str().unwrap_or_default();
            let (_, there, owed) = figures(&site, id).swap_remove(0);
            assert_eq!((&there, &owed), (&collection["have"], &collection["need"]), "{id}");
            if collection["valid_share"] != Value::Null {
                assert_eq!(have(id, "valid diagrams"), collection["valid_share"]["have"]);
            }
            for item in collection["items"].as_array().expect("a list") {
                let item_id = format!("{id}/{}", item["id"].as_str().unwrap_or_default());
                for (role, number) in item["have"].as_object().expect("an object") {
                    // What owes nothing but to exist is explained by its place.
                    let name = if role == "page" { "places" } else { role };
                    assert_eq!(have(&item_id, name), *number, "{item_id}");
                }
            }
        }
        for task in list("tasks") {
            let id = task["id"].as_str().unwrap_or_default();
            let delivers = task["delivers"].as_array().expect("a list").iter();
            let expected: Vec<_> = delivers.map(|one| (one["have"].clone(), one["need"].clone())).collect();
            let explained: Vec<_> = figures(&site, id).into_iter().map(|(_, have, need)| (have, need)).collect();
            assert_eq!(explained, expected, "{id}");
        }
        for lane in list("lanes") {
            let id = lane["id"].as_str().unwrap_or_default();
            assert_eq!(have(id, "valid diagrams"), lane["valid"]);
            assert_eq!(have(id, "pages"), lane["pages"]);
            assert_eq!(have(id, "tasks done"), lane["tasks"]["done"]);
        }
    }
}

fn small() -> TestSite {
    TestSite::new()
        .file("content/core/a.md", "---\ntitle: A\n---\n\n```mermaid {#a role=L0}\npie\n  \"a\": 1\n```\n\n```mermaid {#b role=L0}\npie\n  \"b\": 1\n```\n\n```mermaid {#c}\nflowchart LR\n  a[f(x)]\n```\n")
        .file(
            "plan.yaml",
            "version: 1\nphases: [{ id: core }]\ncollections:\n  - { id: core, items: \"core/*.md\", each: { diagrams: { L0: 1 } } }\n",
        )
}

#[test]
fn each_diagram_is_listed_with_why_it_does_not_count() {
    let site = small();
    let run = site.run(&["report", "--explain", "collection:core"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(
        run.stdout,
        "collection core\n  diagrams: 1 of 1\n    ✓ content/core/a.md:5  a  pie  L0  [a L0]\n    \
         ✗ content/core/a.md:10  b  pie  L0  [a L0]  (more than is owed)\n    ✗ content/core/a.md:15  c  flowchart  (broken)\n"
    );
    let run = site.run(&["report", "--explain", "core/a", "--format", "csv"]);
    assert_eq!(
        run.stdout,
        "what,id,figure,have,need,counted,reason,counts_for,type,name,kind,role,file,line,text\r\n\
         item,core/a,places,1,1,yes,,,page,,,,content/core/a.md,,A\r\n\
         item,core/a,L0,2,1,yes,,,diagram,a,pie,L0,content/core/a.md,5,\r\n\
         item,core/a,L0,2,1,yes,more than is owed,,diagram,b,pie,L0,content/core/a.md,10,\r\n"
    );
    let broken = parsed(&site, &["--explain", "broken"]);
    assert_eq!(
        broken["explained"][0]["figures"][0]["rows"],
        json!([{
            "type": "diagram", "id": "c", "file": "content/core/a.md", "line": 15, "kind": "flowchart", "role": null,
            "caption": "A", "valid": false, "counted": true, "reason": "diagram-syntax: `(` in an unquoted label", "counts_for": "",
        }])
    );
}

#[test]
fn an_id_of_several_things_lists_all_and_one_of_none_the_nearest() {
    let site = small();
    let whats = |id: &str| -> Vec<Value> {
        let explained = parsed(&site, &["--explain", id]);
        explained["explained"].as_array().expect("a list").iter().map(|one| one["what"].clone()).collect()
    };
    assert_eq!(whats("core"), ["phase", "collection", "section"]);
    assert_eq!(whats("phase:core"), ["phase"]);
    assert_eq!(whats("section:core/"), ["section"]);
    for (id, message) in [
        ("cores", "there is nothing with the id `cores` to explain\n  did you mean `core`?"),
        (
            "c",
            "`c` is a diagram, not a figure: it stands at content/core/a.md:15\n  `--explain` takes what counts diagrams: the id of a \
             phase, collection, item, task, lane, section, kind or check, or `all`, `broken`, `reviewed`; `chartroom review c` takes \
             a diagram",
        ),
        ("lane:core", "there is nothing with the id `lane:core` to explain\n  did you mean `core`?"),
        (
            "missing-caption",
            "findings of `missing-caption` are not looked for here, since no gate and no task requires it\n  `chartroom check --only missing-caption` lists them",
        ),
    ] {
        let run = site.run(&["report", "--explain", id]);
        assert_eq!((run.code, run.stdout.as_str(), run.stderr), (2, "", format!("error: {message}\n")));
    }
    let run = site.run(&["report", "--explain", "core", "--format", "markdown"]);
    assert_eq!((run.code, run.stderr.as_str()), (2, "error: `--explain` has the formats `human`, `json` and `csv`\n"));
}

#[test]
fn no_name_of_plan_or_content_breaks_a_format() {
    let hostile = "=x|`y` <script>@team\\u001b[31m\\n数据\\u202e";
    let site = TestSite::new().file("content/a,\"b\".md", "---\ntitle: A\n---\n\n```mermaid\nflowchart LR\n  a[f(x)]\n```\n").file(
        "plan.yaml",
        format!(
            "version: 1\ntitle: \"{hostile}\"\nphases: [{{ id: \"p{hostile}\", title: \"{hostile}\", active: true, gate: {{ diagrams: 2 }} }}]\n\
             collections: [{{ id: \"c{hostile}\", phase: \"p{hostile}\", axes: {{ r: [\"{hostile}\"], s: [b] }}, page: \"{{r}}/{{s}}.md\" }}]\n\
             lanes: [{{ id: \"l{hostile}\", title: \"{hostile}\" }}]\n\
             tasks: [{{ id: \"t{hostile}\", title: \"{hostile}\", phase: \"p{hostile}\", lanes: [\"l{hostile}\"], delivers: [{{ page: \"{hostile}.md\" }}] }}]\n"
        ),
    );
    let shown = |format: &str| {
        let run = site.run(&["report", "--today", "2026-02-01", "--format", format]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        run.stdout
    };
    let human = shown("human");
    assert!(!human.contains(['\u{1b}', '\u{202e}']) && human.contains("=x|`y` <script>@team"), "{human}");
    let markdown = shown("markdown");
    assert!(!markdown.contains(['\u{1b}', '\u{202e}']), "{markdown}");
    let options = pulldown_cmark::Options::ENABLE_TABLES;
    let mut html = String::new();
    pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(&markdown, options));
    assert!(!html.contains("<script"), "{html}");
    // Outside of code, where nobody is mentioned, nothing reads as a mention.
    let outside: String = html.split("<code>").map(|part| part.rsplit("</code>").next().unwrap_or(part)).collect();
    assert!(!outside.contains("@team"), "{outside}");
    // A bar of a name ends no cell, in which case the rest of it would stand in the next or be cut off.
    assert_eq!(html.matches("=x|").count(), html.matches("数据").count(), "{html}");
    let xml = shown("junit");
    let document = roxmltree::Document::parse(&xml).expect("XML");
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("testcase")).count(), 3);
    let csv = shown("csv");
    assert!(csv.contains("\r\nbroken,") && !csv.contains("\n="), "{csv}");
    serde_json::from_str::<Value>(&shown("json")).expect("JSON");
}

#[test]
fn drafts_and_pages_without_a_diagram_are_listed_as_left_out() {
    let page = |title: &str| format!("---\ntitle: {title}\n---\n\nText.\n");
    let draft = "---\ntitle: D\ndraft: true\n---\n\nText.\n";
    let site = TestSite::new()
        .file("content/index.md", page("Home"))
        .file("content/g/draft.md", draft)
        .file("content/x/top.md", page("Top"))
        .file("content/x/low.md", draft)
        .file(
            "plan.yaml",
            "version: 1\ncollections:\n  - { id: guide, pages: \"g/**\", diagrams: 1 }\n\
             \x20 - { id: grid, axes: { row: [x], part: [top, low] }, page: \"{row}/{part}.md\", each: { diagrams: 1 } }\n\
             lanes: [{ id: L, writes: [\"g/**\"] }]\ntasks: [{ id: t, delivers: [{ page: g/draft.md }] }]\n",
        );
    let shown = |id: &str| site.run(&["report", "--explain", id]).stdout;
    assert_eq!(shown("guide"), "collection guide\n  diagrams: 0 of 1\n    ✗ g/draft.md  (a draft)\n");
    assert_eq!(
        shown("grid"),
        "collection grid\n  diagrams: 0 of 2\n    ✗ content/x/top.md  Top  [x/top]  (no diagram that it owes)\n    \
         ✗ x/low.md  [x/low]  (a draft)\n"
    );
    assert_eq!(shown("L"), "lane L\n  pages: 0\n    ✗ g/draft.md  (a draft)\n  valid diagrams: 0\n");
    assert_eq!(shown("section:g"), "");
    assert!(shown("all").contains("    ✗ g/draft.md  (a draft)\n    ✗ x/low.md  (a draft)\n"), "{}", shown("all"));
    assert!(shown("t").contains("  page g/draft.md: 0 of 1\n    ✗ g/draft.md  (a draft)\n"), "{}", shown("t"));
}

#[test]
fn what_is_wrong_has_no_mark_of_success() {
    let shown = small().run(&["report", "--explain", "broken"]).stdout;
    assert_eq!(
        shown,
        "total broken\n  broken diagrams: 1\n    • content/core/a.md:15  c  flowchart  (diagram-syntax: `(` in an unquoted label)\n"
    );
}
