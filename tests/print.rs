//! What goes on paper: pages, and sections as one document.

use std::collections::BTreeSet;

use base64::Engine as _;
use serde_json::json;

use crate::chrome::{self, Chrome};
use crate::harness::TestSite;

/// A site with a section of three pages.
fn harbour() -> TestSite {
    TestSite::new()
        .file("content/index.md", "# Home\n\n[Quay](quay/index.md)\n")
        .file("content/quay/index.md", "---\ntitle: Quay\ndescription: Where ships lie.\n---\n[Crane](crane.md#lifting) [Home](../index.md)\n")
        .file(
            "content/quay/crane.md",
            "# Crane\n\nA note[^1], [down](#lifting), [ship](ship.md), [out](https://example.org/x), @lift.\n\n## Lifting\n\n\
             ```mermaid {#lift}\nflowchart LR\n  A --> B\n```\n\n<details><summary>More</summary>Hidden text</details>\n\n[^1]: Its text.\n",
        )
        .file(
            "content/quay/ship.md",
            "---\ntitle: Ship\nupdated: 2026-02-01\n---\n## Lifting\n\nSee @lift.\n\n```mermaid\nflowchart LR\n  A --> B\n```\n\n[^1]\n\n[^1]: Another.\n",
        )
}

/// The values of an attribute in the order of the text.
fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let lead = format!(" {attribute}=\"");
    html.split(lead.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_section_is_one_document_in_reading_order() {
    let site = harbour();
    site.build_clean(&[]);
    let html = site.output("print/quay/index.html");
    assert!(html.contains("<title>Quay · Test</title>\n<meta name=\"robots\" content=\"noindex\">"), "{html}");
    let contents = html.split("<nav").nth(1).and_then(|nav| nav.split("</nav>").next()).expect("contents");
    assert_eq!(values(contents, "href"), ["#s1", "#s2", "#s3"], "{contents}");
    assert!(contents.contains("<span>2</span> <a href=\"#s3\">Ship</a>"), "{contents}");
    // Headings are lower than the document's title.
    assert!(
        html.contains("<h2>Quay</h2>") && html.contains("<h2 id=\"s2.crane\">Crane") && html.contains("<h2>Ship</h2>"),
        "{html}"
    );
    assert!(html.contains("<h3 id=\"s2.lifting\">") && html.contains("<h3 id=\"s3.lifting\">"), "{html}");
    assert_eq!(html.matches("<h1").count(), 1);
    // No id twice, and nothing names one that is not there.
    let ids = values(&html, "id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    let named = ["aria-labelledby", "aria-describedby"].map(|name| values(&html, name)).concat();
    let named = named.iter().flat_map(|value| value.split(' '));
    let anchors = values(&html, "href").into_iter().filter_map(|href| href.strip_prefix('#'));
    for id in named.chain(anchors).chain(html.split("url(#").skip(1).filter_map(|rest| rest.split(')').next())) {
        assert!(unique.contains(id), "{id}: {ids:?}");
    }
    // Links within the document stay in it and say where; others leave it.
    assert!(html.contains("<a href=\"#s2.lifting\" data-to=\"§ 1\">Crane</a>"), "{html}");
    assert!(html.contains("<a href=\"#s2.lifting\">down</a>"), "{html}");
    assert!(html.contains("<a href=\"../../index.html\" data-to=\"/\">Home</a>"), "{html}");
    assert!(html.contains("href=\"#s2.lift\" title=\"Lifting\" data-to=\"§ 1\">Figure 1 in Crane</a>"), "{html}");
    assert!(html.contains("· 2026-02-01</p>"), "{html}");
    assert!(!html.contains("<script src=\"../../chartroom/js/site"), "{html}");
    // It is offered on the section's page, and nowhere else on the section.
    assert!(site.output("quay/index.html").contains("<a href=\"../print/quay/index.html\">Print this section</a>"));
    assert!(!site.output("quay/crane/index.html").contains("Print this section"));
    // The whole site is small.
    let whole = site.output("print/index.html");
    assert!(whole.contains("<span>2.1</span> <a href=\"#s3\">Crane</a>"), "{whole}");
    assert!(whole.contains("<h3 id=\"s3.crane\">"), "{whole}");
    assert!(site.output("index.html").contains("<a href=\"print/index.html\">Print the site</a>"));
}

#[test]
fn a_document_that_would_be_too_large_says_what_it_leaves_out() {
    let site = TestSite::new().file("content/index.md", "# Home\n").file("content/all/index.md", "# All\n\nText.\n");
    for number in 1..=260 {
        site.write(&format!("content/all/p{number:03}.md"), format!("# Page {number:03}\n\nText.\n"));
    }
    site.build_clean(&[]);
    let html = site.output("print/all/index.html");
    assert_eq!(html.matches("<article").count(), 250);
    let told = html.split("These pages are not in it:</p>\n<ul>\n").nth(1).expect("what is left out");
    assert!(told.starts_with("<li><a href=\"../../all/p250/index.html\">Page 250</a></li>\n"), "{told:.200}");
    assert!(told.contains("<a href=\"../../all/p260/index.html\">Page 260</a></li>\n</ul>\n</nav>"), "{told:.2000}");
    let whole = site.output("print/index.html");
    assert!(whole.contains("<li class=\"d1\"><a href=\"all/index.html\">All</a></li>\n</ul>\n</nav>"), "{whole}");
    assert_eq!(whole.matches("<article").count(), 0);
}

#[test]
fn documents_are_made_where_they_are_wanted_and_content_keeps_its_address() {
    let site = harbour().file("content/print/index.md", "# Print works\n");
    let run = site.build(&[]);
    assert!(
        run.stderr.contains(
            "warning[reserved-url]: the content has a folder /print/, where sections stand as documents for paper; they move to /chartroom/print/"
        ),
        "{}",
        run.stderr
    );
    assert!(site.output("print/index.html").contains("<h1 id=\"print-works\">"));
    assert!(site.output("quay/index.html").contains("href=\"../chartroom/print/quay/index.html\""));
    assert!(site.output("chartroom/print/index.html").contains("Print works"));
    site.write("site.toml", "[site]\ntitle = \"Test\"\n[output]\nprint = false\n");
    site.build_clean(&[]);
    assert!(!site.path("public/chartroom/print").exists());
    assert!(!site.output("quay/index.html").contains("Print this section"));
}

#[test]
fn a_document_is_only_made_again_when_a_page_of_it_changes() {
    let site = harbour().file("content/yard/index.md", "# Yard\n").file("content/yard/dog.md", "# Dog\n");
    site.build_clean(&[]);
    let time = |path: &str| {
        std::fs::metadata(site.path("public").join(path)).and_then(|data| data.modified()).expect("a file")
    };
    let before = (time("print/quay/index.html"), time("print/yard/index.html"));
    site.write("content/yard/dog.md", "# Dog\n\nIt barks.\n");
    site.build_clean(&[]);
    let after = (time("print/quay/index.html"), time("print/yard/index.html"));
    assert_eq!(before.0, after.0);
    assert_ne!(before.1, after.1);
    assert!(site.output("print/yard/index.html").contains("It barks."));
}

#[test]
fn a_page_prints_light_and_whole() {
    if !chrome::is_wanted() {
        return;
    }
    let wide: String =
        (0..20).map(|number| format!("  n{number}[A long name of a box {number}] --> n{}\n", number + 1)).collect();
    let site = harbour().file(
        "content/wide.md",
        format!("# Wide\n\nText.\n\n## Row\n\n```mermaid\nflowchart LR\n{wide}```\n\nAfter.\n"),
    );
    site.build_clean(&["--base-url", "https://docs.example.org/"]);
    let mut browser = Chrome::start();
    let url = |path: &str| format!("file://{}", site.path("public").join(path).display());
    let mut tab = browser.open(&url("quay/crane/index.html"));
    let colour = "getComputedStyle(document.querySelector('.sheet svg rect')).fill + getComputedStyle(document.body).backgroundColor";
    let light = tab.eval(colour);
    tab.eval("document.documentElement.dataset.theme = 'dark'");
    assert_ne!(tab.eval(colour), light, "the toggle darkens the screen");
    tab.paper();
    assert_eq!(tab.eval(colour), light);
    let shown = |tab: &mut chrome::Tab, selector: &str| {
        tab.eval(&format!("document.querySelector('{selector}').checkVisibility()"))
    };
    for hidden in [".bar", ".menu", ".foot", ".svg-link", ".figure-row .source"] {
        assert_eq!(shown(&mut tab, hidden), false, "{hidden}");
    }
    for visible in [".colophon", ".sheet svg", "figcaption"] {
        assert_eq!(shown(&mut tab, visible), true, "{visible}");
    }
    assert_eq!(
        tab.eval("document.querySelector('.colophon').textContent"),
        "Crane · Test · https://docs.example.org/quay/crane/"
    );
    let height = tab.eval("document.querySelector('.article > details').offsetHeight").as_f64().expect("a height");
    assert!(height > 40.0, "what is folded is shown: {height}");
    let after = |tab: &mut chrome::Tab, text: &str| {
        tab.eval(&format!("getComputedStyle([...document.querySelectorAll('.article a')].find((a) => a.textContent === '{text}'), '::after').content"))
    };
    assert_eq!(after(&mut tab, "out"), "\" (https://example.org/x)\"");
    assert_eq!(after(&mut tab, "ship"), "\" (/quay/ship/)\"");
    assert_eq!(after(&mut tab, "down"), "none");

    tab.go(&url("wide/index.html"));
    let pdf = tab.pdf();
    // A4 upright, on its side for the picture and its heading, and upright again.
    let sizes: Vec<String> =
        pdf.split("/MediaBox [").skip(1).filter_map(|rest| Some(rest.split(']').next()?.to_owned())).collect();
    let is_upright: Vec<bool> = sizes
        .iter()
        .map(|size| {
            let numbers: Vec<f64> = size.split_ascii_whitespace().filter_map(|number| number.parse().ok()).collect();
            numbers[2] < numbers[3]
        })
        .collect();
    assert_eq!(is_upright, [true, false, true], "{sizes:?}");

    tab.go(&url("print/quay/index.html"));
    let pages = tab.pdf().matches("/MediaBox [").count();
    assert_eq!(pages, 5, "a title, the contents, a page each");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

impl chrome::Tab {
    /// Shows pages as paper does.
    fn paper(&mut self) {
        self.call("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    }

    /// The page as it is printed on A4, with its bytes as characters.
    fn pdf(&mut self) -> String {
        let paper = json!({ "paperWidth": 8.27, "paperHeight": 11.69, "printBackground": false });
        let answer = self.call("Page.printToPDF", &paper);
        let bytes =
            base64::prelude::BASE64_STANDARD.decode(answer["data"].as_str().expect("a document")).expect("base64");
        bytes.into_iter().map(char::from).collect()
    }
}
