//! References, from outside: where links, pictures, diagram files and click targets lead.

use crate::harness::TestSite;

#[test]
fn a_diagram_file_leads_where_its_own_targets_count_from_it() {
    let site = TestSite::new()
        .file(
            "content/index.md",
            "# Home\n\n![](guide/flow.mmd)\n\nSee ![small](guide/flow.mmd) or [it](guide/flow.mmd).\n",
        )
        .file("content/guide/a.md", "# A\n\n![](flow.mmd)\n")
        .file("content/guide/flow.mmd", "%%| id: flow\ngraph TD\n  A --> B\n  click A \"a.md\"\n  click B \"b.md\"\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("error[broken-click]: there is no page `b.md`\n --> content/guide/flow.mmd:5:12"),
        "{}",
        run.stderr
    );
    let home = site.output("index.html");
    assert!(home.contains("<a href=\"guide/a/index.html\" transform"), "{home}");
    assert!(home.contains("<img src=\"diagrams/flow.svg\" alt=\"small\""), "{home}");
    assert!(home.contains("<a href=\"#flow\">it</a>"), "{home}");
    assert!(site.output("diagrams/flow.svg").contains("\"../guide/a/index.html\""));
    assert!(site.output("guide/a/index.html").contains("id=\"flow\""));
}

#[test]
fn what_leads_nowhere_stays_as_written_unless_it_could_run() {
    let site = TestSite::new()
        .file("content/index.md", "# Hi\n\n[a](/api/) [b](javascript:x) ![c](d.md)\n")
        .file("content/d.md", "# D\n");
    let run = site.build(&[]);
    assert!(run.stderr.contains("`d.md` is a page, which cannot be shown as a picture"), "{}", run.stderr);
    let html = site.output("index.html");
    assert!(html.contains("<a href=\"/api/\">a</a> <a href=\"#\">b</a>"), "{html}");
}

#[test]
fn backlinks_know_figures_and_click_targets() {
    let site = TestSite::new()
        .file("content/a.md", "# A\n\n```mermaid {#one}\ngraph TD\n  A --> B\n  click A \"c.md\"\n```\n")
        .file("content/b.md", "# B\n\nSee @one.\n")
        .file("content/c.md", "# C\n");
    site.build_clean(&[]);
    let links = |page: &str| site.output(page).split("class=\"backlinks\"").nth(1).unwrap_or_default().to_owned();
    assert!(links("a/index.html").contains("<a href=\"../b/index.html\">B</a>"));
    assert!(links("c/index.html").contains("<a href=\"../a/index.html\">A</a>"));
}

#[test]
fn a_folder_leads_to_its_page_whatever_it_is_called() {
    let site = TestSite::new()
        .file("content/index.md", "# Hi\n\n[a](a/) [b](b) [c](/c/)\n")
        .file("content/a/_index.md", "# A\n")
        .file("content/b/README.md", "# B\n")
        .file("content/c/INDEX.md", "# C\n");
    site.build_clean(&[]);
    let html = site.output("index.html");
    for folder in ["a", "b", "c"] {
        assert!(
            html.contains(&format!("<a href=\"{folder}/index.html\" data-to=\"/{folder}/\">{folder}</a>")),
            "{folder}: {html}"
        );
    }
}

#[test]
fn a_suggestion_is_written_as_the_page_would_write_it() {
    let site = TestSite::new().file("content/a/start.md", "# A\n").file("content/b/x.md", "# X\n\n[s](start.md)\n");
    let run = site.build(&[]);
    assert!(run.stderr.contains("help: did you mean `../a/start.md`?"), "{}", run.stderr);
}

#[test]
fn a_node_is_linked_to_from_its_page_and_others() {
    let site = TestSite::new()
        .file(
            "content/a.md",
            "# A\n\n```mermaid {#one}\nflowchart LR\n  a[Web<br/>shop] --> db[(Order DB)]\n  subgraph Two words\n    a\n  end\n```\n\n\
             See @one/db, [it](#one/a) and [them](#one/Two-words).\n",
        )
        .file("content/b.md", "# B\n\n```mermaid {#two}\nsequenceDiagram\n  participant My DB\n  A->>My DB: x\n```\n\nSee @one/a, [it](a.md#one/db) and @two/My-DB.\n");
    site.build_clean(&["--strict"]);
    let (a, b) = (site.output("a/index.html"), site.output("b/index.html"));
    for id in ["one/a", "one/db", "one/Two-words"] {
        assert_eq!(a.matches(&format!("id=\"{id}\"")).count(), 1, "{a}");
    }
    assert!(b.contains("<g id=\"two/My-DB\""), "{b}");
    assert!(a.contains("href=\"#one/db\" title=\"A\">Order DB (Figure 1)</a>"), "{a}");
    assert!(a.contains("<a href=\"#one/a\">it</a>"), "{a}");
    assert!(
        b.contains("href=\"../a/index.html#one/a\" title=\"A\" data-to=\"/a/\">Web shop (Figure 1 in A)</a>"),
        "{b}"
    );
    assert!(b.contains("<a href=\"../a/index.html#one/db\" data-to=\"/a/\">it</a>"), "{b}");
    assert!(site.output("diagrams/one.svg").contains(" id=\"one/db\""));
}

#[test]
fn a_node_that_is_called_otherwise_changes_what_refers_to_it() {
    let page = |label: &str| format!("# A\n\n```mermaid {{#one}}\nflowchart LR\n  a[{label}]\n```\n");
    let site = TestSite::new().file("content/a.md", page("Shop")).file("content/b.md", "# B\n\nSee @one/a.\n");
    site.build_clean(&[]);
    let site = site.file("content/a.md", page("Store"));
    site.build_clean(&[]);
    assert!(site.output("b/index.html").contains(">Store (Figure 1 in A)</a>"));
}

#[test]
fn a_diagram_is_there_as_text() {
    let site = TestSite::new().file(
        "content/a.md",
        "# A\n\n```mermaid\nflowchart LR\n  accDescr: Who asks & whom\n  a[\"Web<br/>shop\"] -->|asks| b[\"<b>A</b> & <img src=x onerror=alert(1)>B\"]\n```\n\n\
         ```mermaid\npie\n  \"x\": 2\n```\n",
    );
    site.build_clean(&[]);
    let html = site.output("a/index.html");
    let text = "<details class=\"as-text\"><summary>As text</summary><p>Who asks &amp; whom</p><ul><li>Web shop → A &amp; B: asks<li>A &amp; B</ul></details>";
    assert!(html.contains(text), "{html}");
    assert!(html.contains(">Who asks &amp; whom</desc>"), "{html}");
    assert!(html.contains(">A pie chart with 1 slice: x.</desc>"), "{html}");
}
