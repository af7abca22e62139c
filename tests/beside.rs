//! What is made beside the pages for readers elsewhere: the feed, `llms.txt`, the Markdown of pages.

use crate::harness::{TestSite, tree};

fn config(output: &str) -> String {
    format!(
        "[site]\ntitle = \"Harbour & <sea>\"\nbase_url = \"https://docs.example.org/atlas/\"\ndescription = \"How it\\nworks\"\n[output]\n{output}\n"
    )
}

fn harbour(output: &str) -> TestSite {
    TestSite::bare()
        .file("site.toml", config(output))
        .file("content/index.md", "---\ntitle: Home\ndate: 2026-01-02\n---\nAll of it.\n")
        .file("content/quay/index.md", "---\ntitle: Quay\ndescription: Where ships lie.\nupdated: 2026-03-01\n---\n[crane](crane.md)\n")
        .file(
            "content/quay/crane.md",
            "---\ntitle: \"Crane ]]> <b> & \\u0007\"\ndate: 2026-02-01T10:00:00+02:00\nauthors: [Ada, \"B & C\"]\ntags: [lifting]\n---\nLifts things.\n",
        )
        .file("content/yard.md", "# Yard\n\nNo date.\n")
}

#[test]
fn a_feed_has_the_pages_changed_last() {
    let site = harbour("feed = true");
    site.build_clean(&[]);
    let xml = site.output("feed.xml");
    let document = roxmltree::Document::parse(&xml).expect("XML");
    let feed = document.root_element();
    assert_eq!((feed.tag_name().name(), feed.tag_name().namespace()), ("feed", Some("http://www.w3.org/2005/Atom")));
    let text = |node: roxmltree::Node<'_, '_>, name: &str| {
        node.children()
            .find(|child| child.has_tag_name(("http://www.w3.org/2005/Atom", name)))
            .and_then(|child| child.text())
            .map(str::to_owned)
    };
    assert_eq!(text(feed, "id").as_deref(), Some("https://docs.example.org/atlas/"));
    assert_eq!(text(feed, "title").as_deref(), Some("Harbour & <sea>"));
    assert_eq!(text(feed, "updated").as_deref(), Some("2026-03-01T00:00:00Z"));
    let entries: Vec<_> = feed.children().filter(|child| child.tag_name().name() == "entry").collect();
    let of: Vec<_> = entries
        .iter()
        .map(|entry| (text(*entry, "id").unwrap_or_default(), text(*entry, "updated").unwrap_or_default()))
        .collect();
    let expected = [
        ("https://docs.example.org/atlas/quay/", "2026-03-01T00:00:00Z"),
        ("https://docs.example.org/atlas/quay/crane/", "2026-02-01T00:00:00Z"),
        ("https://docs.example.org/atlas/", "2026-01-02T00:00:00Z"),
    ];
    assert_eq!(of, expected.map(|(id, day)| (id.to_owned(), day.to_owned())));
    assert_eq!(text(entries[1], "title").as_deref(), Some("Crane ]]> <b> & \u{fffd}"));
    assert_eq!(text(entries[0], "summary").as_deref(), Some("Where ships lie."));
    assert!(
        xml.contains(
            "<author><name>Ada</name></author>\n<author><name>B &amp; C</name></author>\n<category term=\"lifting\"/>"
        ),
        "{xml}"
    );
    assert!(
        xml.contains(
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://docs.example.org/atlas/feed.xml\"/>"
        ),
        "{xml}"
    );
    let link = "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Harbour &amp; &lt;sea&gt;\" href=\"../../feed.xml\">";
    let page = site.output("quay/crane/index.html");
    assert!(page.contains(link), "{page}");
    site.write("site.toml", config("feed = true\nfeed_entries = 1"));
    site.build_clean(&[]);
    assert_eq!(site.output("feed.xml").matches("<entry>").count(), 1);
}

#[test]
fn a_feed_that_cannot_be_says_why() {
    let site =
        TestSite::bare().file("site.toml", "[output]\nfeed = true\n").file("content/index.md", "# Home\n\nText.\n");
    let run = site.build(&[]);
    assert!(
        run.stderr.contains(
            "warning[output-incomplete]: there is no feed: its links need the address of the site\n --> site.toml:2:8"
        ),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("= help: write `base_url` under [site], or pass `--base-url`"), "{}", run.stderr);
    let run = site.build(&["--base-url", "https://example.org"]);
    assert!(run.stderr.contains("there is no feed: no page has a date"), "{}", run.stderr);
    assert!(!site.path("public/feed.xml").exists());
    assert!(!site.output("index.html").contains("atom+xml"));
    site.write("content/index.md", "---\ndate: 2026-01-01\n---\n# Home\n\nText.\n");
    site.build_clean(&["--base-url", "https://example.org"]);
    assert!(site.output("feed.xml").contains("<id>https://example.org/</id>"));
}

#[test]
fn llms_txt_lists_the_pages_of_each_section() {
    let site = harbour("llms = true");
    site.build_clean(&[]);
    let expected = "# Harbour \\& \\<sea\\>\n\n> How it works\n\n## Pages\n\n\
        - [Home](https://docs.example.org/atlas/): All of it.\n\
        - [Yard](https://docs.example.org/atlas/yard/): No date.\n\n\
        ## Quay\n\n\
        - [Quay](https://docs.example.org/atlas/quay/): Where ships lie.\n\
        - [Crane \\]\\]\\> \\<b\\> \\&](https://docs.example.org/atlas/quay/crane/): Lifts things.\n";
    assert_eq!(site.output("llms.txt"), expected);
    site.write("site.toml", "[output]\nllms = true\nmarkdown = true\n");
    site.build_clean(&[]);
    let text = site.output("llms.txt");
    assert!(
        text.contains("- [Home](index.md): All of it.\n") && text.contains("](quay/crane/index.md): Lifts"),
        "{text}"
    );
}

#[test]
fn the_markdown_of_a_page_stands_beside_it_and_its_links_lead_on() {
    let page = "\u{FEFF}---\ntitle: Crane\nrelations:\n  uses: [yard.md]\n---\n<!-- chartroom-ignore: raw-html for now -->\n\n\
        See [the yard](../yard.md#gate), [it][yard], [here](#top), [out](https://example.org/), [lost](lost.md) and @lift.\n\
        ![p](p.png) <a href=\"../yard.md\">yard</a> <!-- mine -->\n\n<!-- chartroom-relations: table -->\n\n![Flow](flow.mmd)\n\n\
        ```mermaid {#lift}\n%% chartroom-ignore: low-contrast known\nflowchart LR\n  A --> B\n```\n\n\
        ```html\n<!-- chartroom-relations: table -->\n```\n\n[yard]: ../yard.md\n";
    let site = TestSite::bare()
        .file("site.toml", "[output]\nmarkdown = true\n[check.severity]\nbroken-link = \"off\"\nunused-suppression = \"off\"\nbroken-anchor = \"off\"\n")
        .file("content/index.md", "# Home\n\nText.\n")
        .file("content/yard.md", "# Yard\n\n## Gate\n\nText.\n")
        .file("content/quay/crane.md", page)
        .file("content/quay/flow.mmd", "%%| id: flow\nflowchart LR\n  A --> B\n")
        .file("content/quay/p.png", "png");
    site.build_clean(&[]);
    let expected = "# Crane\n\n\
        See [the yard](../../yard/index.md#gate), [it][yard], [here](#top), [out](https://example.org/), [lost](lost.md) and @lift.\n\
        ![p](../p.png) <a href=\"../../yard/index.md\">yard</a> <!-- mine -->\n\n\n![Flow](../../diagrams/flow.svg)\n\n\
        ```mermaid {#lift}\nflowchart LR\n  A --> B\n```\n\n\
        ```html\n<!-- chartroom-relations: table -->\n```\n\n[yard]: ../../yard/index.md\n";
    assert_eq!(site.output("quay/crane/index.md"), expected);
    assert_eq!(site.output("index.md"), "# Home\n\nText.\n");
    let html = site.output("quay/crane/index.html");
    assert!(html.contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"index.md\">"), "{html}");
    // Unchanged pages are not written again, and the same comes out without anything remembered.
    let before = tree(&site.path("public"));
    site.build_clean(&["--no-cache", "--jobs", "1"]);
    assert_eq!(before, tree(&site.path("public")));
}

#[test]
fn content_keeps_the_places_of_these_files() {
    let site = TestSite::bare()
        .file(
            "site.toml",
            "[site]\nbase_url = \"https://example.org/\"\n[output]\nfeed = true\nllms = true\nmarkdown = true\n",
        )
        .file("static/llms.txt", "mine\n")
        .file("static/a/index.md", "mine, too\n")
        .file("content/feed.md", "---\ntitle: Feed\nurl: /feed.xml/\ndate: 2026-01-01\n---\nText.\n")
        .file("content/a.md", "# A\n\nText.\n");
    site.build_clean(&[]);
    assert_eq!(site.output("llms.txt"), "mine\n");
    assert_eq!(site.output("a/index.md"), "mine, too\n");
    assert!(site.output("feed.xml/index.html").contains("<h1>Feed</h1>"));
}
