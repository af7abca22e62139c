//! `check --fix` and `--diff`: what is mended, and that nothing else is touched.

use crate::harness::{Run, TestSite};

/// A page of the site after `check --fix`, and the run.
fn fixed(site: &TestSite, page: &str, arguments: &[&str]) -> (String, Run) {
    let mut all = vec!["check", "--fix"];
    all.extend(arguments);
    let run = site.run(&all);
    let text = std::fs::read_to_string(site.path(page)).expect("the page is there");
    (text, run)
}

/// What one page on a site with a few others becomes; a second run must change nothing.
fn mended(text: &str) -> String {
    let site = TestSite::new()
        .file(
            "content/guide/start.md",
            "# Start\n\n## First steps, now!\n\n```mermaid {#start-map}\nflowchart LR\n  a --> b\n```\n",
        )
        .file("content/guide/02-next.md", "---\naliases: [/old/next/]\n---\n# Next\n")
        .file("content/pictures/dock.png", "png")
        .file("content/guide/Case.md", "# Case\n")
        .file("content/index.md", text);
    let (once, _) = fixed(&site, "content/index.md", &[]);
    let (twice, second) = fixed(&site, "content/index.md", &[]);
    assert_eq!(once, twice, "{}", second.stderr);
    assert!(!second.stderr.contains("mended"), "{}", second.stderr);
    once
}

/// Checks that `from` becomes `to`, and that all else of the page stays as it is.
fn becomes(frame: &str, from: &str, to: &str) {
    assert_eq!(mended(&frame.replace('_', from)), frame.replace('_', to), "{from}");
}

#[test]
fn old_targets_become_new_ones_in_every_form_of_a_link() {
    for (from, to) in [
        ("start.md", "guide/start.md"),
        ("./start.md#first-steps-now", "./guide/start.md#first-steps-now"),
        ("guide/start.html", "guide/start.md"),
        ("guide/start/", "guide/start.md"),
        ("guide/case.md", "guide/Case.md"),
        ("old/next.md?a=1#b", "guide/02-next.md?a=1#b"),
        ("guide/next.md", "guide/02-next.md"),
        ("guide/start.md#first-steps--now", "guide/start.md#first-steps-now"),
        ("old/01-guide/start.md", "guide/start.md"),
        ("guide/nothing.md", "guide/nothing.md"),
        ("start.md#nowhere", "start.md#nowhere"),
    ] {
        for frame in [
            "# A\n\nSee [x](_) and `[x](_)`.\n".replacen("`[x](_)`", "more", 1).as_str(),
            "# A\n\n> - [x](<_> \"title (a)\")\n",
            "# A\n\n[x][def] and [def]\n\n[def]: _ 'title'\n",
            "\u{FEFF}# A\r\n\r\nä <a class=\"k\" href=\"_\">x</a>\r\n",
        ] {
            becomes(frame, from, to);
        }
    }
}

#[test]
fn pictures_figures_and_clicks_find_their_targets_again() {
    becomes("![d](_)\n", "dock.png", "pictures/dock.png");
    becomes("![d](_)\n", "img/Dock.png", "img/Dock.png");
    becomes("![d](_)\n", "Pictures/Dock.png", "pictures/dock.png");
    becomes("See @_ here.\n", "strat-mpa", "strat-mpa");
    becomes("See @_ here.\n", "start-mapp", "start-map");
    becomes(
        "> ```mermaid\n> flowchart LR\n>   a --> b\n>   click a href \"_\" \"tip\"\n>   click b \"guide/start.md\"\n> ```\n",
        "start.md#first-steps-now",
        "guide/start.md#first-steps-now",
    );
}

#[test]
fn what_has_two_places_or_is_a_draft_stays() {
    let site = TestSite::new()
        .file("content/a/x.md", "# X\n")
        .file("content/b/x.md", "# X\n")
        .file("content/c/y.md", "# Y\n")
        .file("content/y.md", "---\ndraft: true\n---\n# Y\n")
        .file("content/index.md", "[x](x.md) [y](y.md) [z](d/b/x.md)\n");
    let (text, run) = fixed(&site, "content/index.md", &[]);
    assert_eq!(text, "[x](x.md) [y](y.md) [z](b/x.md)\n");
    assert!(run.stderr.contains("mended 1 finding in 1 file"), "{}", run.stderr);
    assert_eq!(run.code, 1);
}

#[test]
fn diagrams_are_repaired_wherever_they_stand() {
    let frames = [
        "# A\n\n```mermaid\nflowchart LR\n  a[_] --> b\n```\n\ntext  \n",
        "\u{FEFF}# A\r\n\r\n```mermaid\r\nflowchart LR\r\n\ta[_] --> b\r\n```\r\n\r\ntext\u{a0}\r\n",
        "- item\n\n  > ~~~mermaid\n  > flowchart LR\n  >\n  >   ä[é] --> a[_]\n  > ~~~\n",
        "1. item\n\n\t```mermaid\n\tflowchart LR\n\t\ta[_] --> b\n\t```\n",
        "```mermaid\nflowchart LR\n  a[_] --> b",
    ];
    for frame in &frames[..4] {
        becomes(frame, "f(x)", "\"f(x)\"");
    }
    let site = TestSite::new()
        .file("content/index.md", "# A\n\n![Flow](flow.mmd)\n")
        .file("content/flow.mmd", "\u{FEFF}flowchart LR\r\n\ta[f(x)] --> b");
    let (text, run) = fixed(&site, "content/flow.mmd", &[]);
    assert_eq!(text, "\u{FEFF}flowchart LR\r\n\ta[\"f(x)\"] --> b");
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
}

#[test]
fn fences_are_closed_where_their_block_evidently_ends() {
    let diagram = "flowchart LR\n  a --> b\n";
    for (before, after) in [
        ("```mermaid\nD\n## Next\n\ntext\n", "```mermaid\nD```\n\n## Next\n\ntext\n"),
        ("```mermaid\nDThe primary takes the writes.\n", "```mermaid\nDThe primary takes the writes.\n"),
        ("```mermaid\nD\nThe primary takes the writes.\n", "```mermaid\nD```\n\nThe primary takes the writes.\n"),
        ("```mermaid\nD", "```mermaid\nD```\n"),
        ("```mermaid\nD    ```\n\ntext\n", "```mermaid\nD```\n\ntext\n"),
        ("```mermaid\nD``` the end of it\n", "```mermaid\nD```\nthe end of it\n"),
        ("```mermaid\nD\n## B\n\n```mermaid\nD```\n", "```mermaid\nD```\n\n## B\n\n```mermaid\nD```\n"),
        ("```mermaid\nD\n```mermaid\nD\n```js\nx()\n", "```mermaid\nD```\n\n```mermaid\nD```\n\n```js\nx()\n```\n"),
        // The end of the plain block is read as the end of the diagram until that has its own.
        ("```mermaid\nD\n## B\n\ntext\n\n```\nplain\n```\n", "```mermaid\nD```\n\n## B\n\ntext\n\n```\nplain\n```\n"),
        // What Mermaid does not take for a remark is not Markdown because of its sign.
        ("```mermaid\nD\n## Data\n  c --> d\n", "```mermaid\nD\n## Data\n  c --> d\n"),
        ("```js\nx()\n", "```js\nx()\n```\n"),
        ("```js\nx()\n\n## Next\n", "```js\nx()\n\n## Next\n"),
        ("```sh\nx\n# a comment\ny\n\n```js\nx()\n", "```sh\nx\n# a comment\ny\n```\n\n```js\nx()\n```\n"),
    ] {
        let close = |text: &str| text.replace('D', diagram);
        // A blank line stays where it was: before the text that follows.
        let (before, after) = (close(before), close(after));
        assert_eq!(mended(&before), after.replace("```\n\n\n", "```\n\n"), "{before}");
    }
    assert_eq!(
        mended("- a\r\n\r\n  > ```mermaid\r\n  > flowchart LR\r\n  >   a --> b\r\n\r\nafter\r\n"),
        "- a\r\n\r\n  > ```mermaid\r\n  > flowchart LR\r\n  >   a --> b\r\n  > ```\r\n\r\nafter\r\n"
    );
    // Its sign fell out of the list, and what follows is not to be taken for code.
    assert_eq!(
        mended("- a\n\n  ```mermaid\n  flowchart LR\n    a --> b\n```\n\n## B\n\n```\nplain\n```\n"),
        "- a\n\n  ```mermaid\n  flowchart LR\n    a --> b\n  ```\n\n## B\n\n```\nplain\n```\n"
    );
    for unclear in
        ["- a\n\n  ```toml\n  a = 1\nb = 2\n```\n", "> ```mermaid\n> flowchart LR\n>   a --> b\n\n>   b --> c\n"]
    {
        assert_eq!(mended(unclear), unclear);
    }
    assert_eq!(
        mended("```mermaid\ntimeline\n  10:00 : a\n\n## Next\n\ntext\n\n```mermaid\npie\n  \"a\" : 1\n```\n"),
        "```mermaid\ntimeline\n  10#58;00 : a\n```\n\n## Next\n\ntext\n\n```mermaid\npie\n  \"a\" : 1\n```\n"
    );
    assert_eq!(
        mended("```mermaid\nflowchart LR\n  a[f(x)] --> b"),
        "```mermaid\nflowchart LR\n  a[\"f(x)\"] --> b\n```"
    );
}

#[test]
fn only_what_was_chosen_is_changed() {
    let broken = "[x](start.md)\n\n```mermaid\nflowchart LR\n  a[f(x)] --> b\n```\n";
    let link = "[x](guide/start.md)\n\n```mermaid\nflowchart LR\n  a[f(x)] --> b\n```\n";
    let diagram = "[x](start.md)\n\n```mermaid\nflowchart LR\n  a[\"f(x)\"] --> b\n```\n";
    for (arguments, a, b) in [
        (vec!["--only", "broken-link"], link, link),
        (vec!["--skip", "broken-link"], diagram, diagram),
        (vec!["--only", "broken-link", "content/b.md"], broken, link),
        (vec!["--only", "orphan-page"], broken, broken),
    ] {
        let site = TestSite::new()
            .file("content/guide/start.md", "# S\n")
            .file("content/a.md", broken)
            .file("content/b.md", broken);
        if arguments.contains(&"orphan-page") && site.run(&["explain", "orphan-page"]).code != 0 {
            continue;
        }
        let (text, run) = fixed(&site, "content/a.md", &arguments);
        assert_eq!(text, a, "{arguments:?} {}", run.stderr);
        assert_eq!(std::fs::read_to_string(site.path("content/b.md")).expect("readable"), b, "{arguments:?}");
    }
}

#[test]
fn what_is_suppressed_stays_and_what_is_known_is_mended() {
    let page = "<!-- chartroom-ignore: broken-link as it was -->\n[x](start.md)\n\n[x](start.md)\n";
    let site = TestSite::new().file("content/guide/start.md", "# S\n").file("content/index.md", page);
    assert_eq!(site.run(&["check", "--update-baseline"]).code, 0);
    let (text, _) = fixed(&site, "content/index.md", &["--skip", "unused-suppression"]);
    assert_eq!(text, page.replace("\n\n[x](start.md)", "\n\n[x](guide/start.md)"));
}

#[test]
fn findings_say_whether_they_can_be_mended() {
    let site = TestSite::new().file("content/guide/start.md", "# S\n").file(
        "content/index.md",
        "[x](start.md) [y](gone.md)\n\n```mermaid\nflowchart LR\n  a[f(x)] --> b\n```\n\n```mermaid\nflowchart LR\n  a --> --> b\n",
    );
    let run = site.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let fixable: Vec<String> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|finding| finding["severity"] == "error")
        .map(|finding| {
            format!("{} {} {}", finding["line"], finding["code"].as_str().expect("text"), finding["fixable"])
        })
        .collect();
    assert_eq!(
        fixable,
        [
            "1 broken-link true",
            "1 broken-link false",
            "5 diagram-syntax true",
            "8 unclosed-fence false",
            "10 diagram-syntax false",
        ]
    );
    let (_, run) = fixed(&site, "content/index.md", &["--format", "json"]);
    let left: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON and nothing else");
    assert_eq!(left["summary"]["errors"], 3);
    assert!(run.stderr.contains("mended 2 findings in 1 file"), "{}", run.stderr);
}

#[test]
fn a_file_that_the_user_may_not_write_is_left() {
    let site = TestSite::new().file("content/guide/start.md", "# S\n").file("content/index.md", "[x](start.md)\n");
    let path = site.path("content/index.md");
    let mut permissions = std::fs::metadata(&path).expect("there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).expect("set");
    // The system lets some users write what is read-only.
    if std::fs::OpenOptions::new().append(true).open(&path).is_ok() {
        assert_eq!(fixed(&site, "content/index.md", &[]).0, "[x](guide/start.md)\n");
        assert!(std::fs::metadata(&path).expect("there").permissions().readonly());
        return;
    }
    let (text, run) = fixed(&site, "content/index.md", &[]);
    assert_eq!(text, "[x](start.md)\n");
    assert!(run.stderr.contains("warning: content/index.md was left as it is: it is read-only"), "{}", run.stderr);
    assert!(run.stdout.contains("broken-link"), "{}", run.stdout);
    assert_eq!(run.code, 1);
}

#[test]
fn a_diff_is_shown_applies_and_writes_nothing() {
    let page = "[x](start.md)\r\n\r\n```mermaid\nflowchart LR\n  a[f(x)] --> b\n```\n\nlast [x](start.md)";
    let site = TestSite::new()
        .file("content/guide/start.md", "# S\n")
        .file("content/a page.md", page)
        .file("content/b.md", "```mermaid\nflowchart LR\n  a --> b\n\n## B\n");
    let run = site.run(&["check", "--diff"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(site.path("content/a page.md")).expect("readable"), page);
    assert!(!run.stdout.contains('\u{1b}'), "{}", run.stdout);
    site.write("x.patch", &run.stdout);
    let folder = site.path("");
    let applied = std::process::Command::new("git")
        .args(["apply", "x.patch"])
        .current_dir(&folder)
        .env("GIT_CEILING_DIRECTORIES", folder.parent().expect("a folder"))
        .output()
        .expect("git runs");
    assert!(applied.status.success(), "{}\n{}", String::from_utf8_lossy(&applied.stderr), run.stdout);
    assert_eq!(
        std::fs::read_to_string(site.path("content/a page.md")).expect("readable"),
        page.replace("(start.md)", "(guide/start.md)").replace("f(x)", "\"f(x)\"")
    );
    assert_eq!(
        std::fs::read_to_string(site.path("content/b.md")).expect("readable"),
        "```mermaid\nflowchart LR\n  a --> b\n```\n\n## B\n"
    );
    let run = site.run(&["check", "--diff"]);
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert_eq!(site.run(&["check", "--diff", "--format", "json"]).code, 2);
}
