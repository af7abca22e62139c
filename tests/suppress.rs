//! Comments that ask not to report something: what they cover, and that nobody sees them.

use serde_json::Value;

use crate::harness::TestSite;

/// The findings of `check` on one page, each as `line:column code`.
fn findings(page: &str, arguments: &[&str]) -> Vec<String> {
    of(&TestSite::new().file("content/index.md", page), arguments)
}

fn of(site: &TestSite, arguments: &[&str]) -> Vec<String> {
    let mut all = vec!["check", "--format", "json", "--skip", "missing-description"];
    all.extend(arguments);
    let run = site.run(&all);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{}{}", run.stdout, run.stderr));
    let list = report["findings"].as_array().expect("a list");
    list.iter()
        .map(|one| format!("{}:{} {}", one["line"], one["column"], one["code"].as_str().expect("text")))
        .collect()
}

#[test]
fn a_comment_covers_the_next_block_only() {
    let page = "# A\n\n<!-- chartroom-ignore: broken-link -->\n\n[a](gone.md)\n[b](gone.md)\n\n[c](gone.md)\n";
    assert_eq!(findings(page, &[]), ["8:1 broken-link"]);
    let page = "# A\n\ntext\n<!-- chartroom-ignore: broken-link -->\n[a](gone.md)\n\n[c](gone.md)\n";
    assert_eq!(findings(page, &[]), ["7:1 broken-link"]);
}

#[test]
fn several_codes_several_comments_and_reasons() {
    let block = "[a](gone.md) ![b](gone.svg)\n\n[c](gone.md)\n";
    let one = "# A\n\n<!-- chartroom-ignore: broken-link,broken-asset because, you know, it comes -->\n";
    assert_eq!(findings(&format!("{one}{block}"), &[]), ["6:1 broken-link"]);
    let two = "# A\n\n<!--chartroom-ignore: broken-link-->\n<!-- chartroom-ignore: broken-asset\nsoon -->\n\n";
    assert_eq!(findings(&format!("{two}{block}"), &[]), ["9:1 broken-link"]);
}

#[test]
fn before_the_first_block_a_comment_is_about_the_page() {
    let page = "---\ntitel: A\n---\n\n<!-- chartroom-ignore: missing-title, front-matter-key, broken-link -->\n\n[a](gone.md)\n\n[b](gone.md)\n";
    assert_eq!(findings(page, &[]), ["9:1 broken-link"]);
    let empty = "<!-- chartroom-ignore: empty-page, missing-title the work begins tomorrow -->\n";
    assert_eq!(findings(empty, &[]), Vec::<String>::new());
    let late = "## A\n\n<!-- chartroom-ignore: missing-title -->\n\nText.\n";
    assert_eq!(findings(late, &[]), ["1:1 missing-title", "3:24 unused-suppression"]);
}

#[test]
fn in_lists_and_quotes_it_covers_the_next_block_in_there() {
    let list = "# A\n\n- one\n\n  <!-- chartroom-ignore: broken-link -->\n\n  [a](gone.md)\n\n  [b](gone.md)\n- [c](gone.md)\n";
    assert_eq!(findings(list, &[]), ["9:3 broken-link", "10:3 broken-link"]);
    let whole = "# A\n\n<!-- chartroom-ignore: broken-link -->\n\n- [a](gone.md)\n- [b](gone.md)\n\n[c](gone.md)\n";
    assert_eq!(findings(whole, &[]), ["8:1 broken-link"]);
    let quote = "# A\n\n> <!-- chartroom-ignore: broken-link -->\n>\n> [a](gone.md)\n>\n> [b](gone.md)\n";
    assert_eq!(findings(quote, &[]), ["7:3 broken-link"]);
}

#[test]
fn in_a_diagram_it_covers_the_diagram() {
    let fence = |inside: &str| format!("# A\n\n- ```mermaid\n  flowchart LR\n  {inside}\n  A[x (y)]\n  ```\n");
    assert_eq!(findings(&fence(""), &[]), ["6:7 diagram-syntax"]);
    for name in ["diagram-syntax", "diagram-invalid", "broken-click, diagram-invalid"] {
        let found = findings(&fence(&format!("  %% chartroom-ignore: {name} old")), &["--skip", "broken-click"]);
        assert_eq!(found, Vec::<String>::new(), "{name}");
    }
    let before = format!("<!-- chartroom-ignore: diagram-invalid -->\n\n{}", fence("").trim_start_matches("# A\n\n"));
    assert_eq!(findings(&before, &["--skip", "missing-title"]), Vec::<String>::new());
    let site = TestSite::new().file("content/index.md", "# A\n\nText.\n").file(
        "content/a.mmd",
        "flowchart LR\r\n  A[x (y)]\r\n  click A \"gone.md\"\r\n%% chartroom-ignore: diagram-invalid\r\n",
    );
    assert_eq!(of(&site, &[]), Vec::<String>::new());
}

#[test]
fn a_definition_is_no_block_and_is_covered_all_the_same() {
    let end = "# A\n\nText.\n\n<!-- chartroom-ignore: unused-reference for later -->\n\n[b]: b.md\n[c]: c.md\n";
    assert_eq!(findings(end, &[]), Vec::<String>::new());
    let middle = "# A\n\n<!-- chartroom-ignore: unused-reference -->\n[b]: b.md\n\nText.\n\n[c]: c.md\n";
    assert_eq!(findings(middle, &[]), ["8:1 unused-reference"]);
}

#[test]
fn only_a_check_that_ran_can_have_had_nothing_to_say() {
    let page = "# A\n\n<!-- chartroom-ignore: broken-link, diagram-invalid, heading-order -->\n\nText.\n";
    assert_eq!(findings(page, &[]), ["3:24 unused-suppression", "3:37 unused-suppression"]);
    assert_eq!(findings(page, &["--skip", "broken-link"]), ["3:37 unused-suppression"]);
    assert_eq!(findings(page, &["--skip", "diagram-limit"]), ["3:24 unused-suppression"]);
    assert_eq!(findings(page, &["--only", "unused-suppression"]), Vec::<String>::new());
    assert_eq!(findings(page, &["--only", "unused-suppression,broken-link"]), ["3:24 unused-suppression"]);
    assert_eq!(findings(page, &["--skip", "unused-suppression"]), Vec::<String>::new());
    let off = TestSite::new()
        .file("site.toml", "[check.severity]\nbroken-link = \"off\"\n")
        .file("content/index.md", "# A\n\n<!-- chartroom-ignore: broken-link -->\n\n[a](gone.md)\n");
    assert_eq!(of(&off, &[]), Vec::<String>::new());
}

#[test]
fn one_that_may_be_out_of_use_says_so() {
    let page = "# A\n\n<!-- chartroom-ignore: broken-link, unused-suppression comes and goes -->\n\nText.\n";
    assert_eq!(findings(page, &[]), Vec::<String>::new());
}

#[test]
fn a_build_honours_it_and_never_calls_one_unused() {
    let page = "# A\n\n<!-- chartroom-ignore: broken-link -->\n\n[a](gone.md)\n\n<!-- chartroom-ignore: broken-asset -->\n\nText.\n";
    TestSite::new().file("content/index.md", page).build_clean(&["--strict"]);
}

#[test]
fn nobody_sees_the_comment() {
    let page = "# A\n\n<!-- chartroom-ignore: broken-asset secret -->\n\nText <!-- chartroom-ignore: broken-link secret --> goes on.\n\n- <!-- chartroom-ignore: broken-link secret -->\n\n  Item\n";
    for mode in ["allow", "sanitize", "escape"] {
        let site = TestSite::new()
            .file("site.toml", format!("[markdown]\nraw_html = \"{mode}\"\n"))
            .file("content/index.md", page);
        site.build_clean(&[]);
        let html = site.output("index.html");
        assert!(!html.contains("secret") && !html.contains("chartroom-ignore"), "{mode}: {html}");
        assert!(html.contains("goes on."), "{mode}: {html}");
    }
    // Where text follows on the same line, all of it is raw HTML.
    let site = TestSite::new()
        .file("site.toml", "[markdown]\nraw_html = \"escape\"\n")
        .file("content/index.md", "# A\n\n<!-- chartroom-ignore: broken-asset secret --> and <b>text</b>\n");
    site.build_clean(&[]);
    let html = site.output("index.html");
    assert!(!html.contains("secret") && html.contains("<p> and &lt;b&gt;text&lt;/b&gt;</p>"), "{html}");
}
