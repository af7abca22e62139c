//! The date of last change, as the repository has it.

use crate::harness::{TestSite, tree};
use crate::serve_harness::Serving;

const WANTED: &str = "[site]\ntitle = \"Test\"\nbase_url = \"https://docs.example.org/\"\n[output]\ngit_dates = true\n";

/// A repository whose pages were changed on different days.
fn atlas() -> TestSite {
    let site = TestSite::new()
        .file("site.toml", WANTED)
        .file(".gitignore", "/public\n/.chartroom\n")
        .file("content/index.md", "# Home\n\n![f](f.mmd)\n")
        .file("content/a.md", "---\ntitle: A\ndate: 2020-01-01\n---\nText.\n")
        .file("content/b.md", "# B\n")
        .file("content/f.mmd", "flowchart LR\n  A --> B\n");
    site.git(&["init", "--quiet", "--initial-branch=main"]);
    site.git_on("2026-01-01", &["add", "."]);
    site.git_on("2026-01-01", &["commit", "--quiet", "-m", "first"]);
    site.write("content/b.md", "# B\n\nMore.\n");
    site.git_on("2026-01-02", &["commit", "--quiet", "-am", "second"]);
    site.write("content/f.mmd", "flowchart LR\n  A --> C\n");
    site.git_on("2026-01-03", &["commit", "--quiet", "-am", "third"]);
    site
}

/// What the footer of a page says of its date.
fn said(site: &TestSite, page: &str) -> Option<String> {
    let html = site.output(page);
    let rest = html.split("<footer class=\"page-meta\">").nth(1)?.split("<span>").nth(1)?;
    Some(rest.split("<time datetime=\"").collect::<Vec<_>>().join("").split('"').next()?.to_owned())
}

#[test]
fn a_page_says_when_it_was_changed_and_the_sitemap_too() {
    let site = atlas();
    site.build_clean(&[]);
    assert_eq!(said(&site, "index.html").as_deref(), Some("Updated 2026-01-03"), "its diagram's file changed");
    assert_eq!(said(&site, "b/index.html").as_deref(), Some("Updated 2026-01-02"));
    assert_eq!(said(&site, "a/index.html").as_deref(), Some("Published 2020-01-01"), "the author's word counts");
    let sitemap = site.output("sitemap.xml");
    assert!(
        sitemap.contains("<url><loc>https://docs.example.org/b/</loc><lastmod>2026-01-02</lastmod></url>"),
        "{sitemap}"
    );
    // What is not committed does not count, and a new file has no date.
    site.write("content/b.md", "# B\n\nMore and more.\n");
    site.write("content/new.md", "# New\n");
    site.build_clean(&[]);
    assert_eq!(said(&site, "b/index.html").as_deref(), Some("Updated 2026-01-02"));
    assert_eq!(said(&site, "new/index.html"), None);
    site.write("site.toml", "[site]\ntitle = \"Test\"\n");
    site.build_clean(&[]);
    assert_eq!(said(&site, "b/index.html"), None);
}

#[test]
fn the_same_commit_gives_the_same_bytes_in_any_clone() {
    let site = atlas();
    // A merge, of which one side changed a page, and a file that was moved.
    site.git(&["checkout", "--quiet", "-b", "side"]);
    site.write("content/b.md", "# B\n\nSide.\n");
    site.git_on("2026-01-04", &["commit", "--quiet", "-am", "side"]);
    site.git(&["checkout", "--quiet", "main"]);
    site.git_on("2026-01-05", &["mv", "content/a.md", "content/moved.md"]);
    site.git_on("2026-01-05", &["commit", "--quiet", "-m", "moved"]);
    site.git_on("2026-01-06", &["merge", "--quiet", "--no-ff", "--no-edit", "side"]);
    site.build_clean(&[]);
    assert_eq!(said(&site, "b/index.html").as_deref(), Some("Updated 2026-01-04"));
    let clone = TestSite::bare();
    let from = site.path("").display().to_string();
    clone.git(&["clone", "--quiet", &format!("file://{from}"), "."]);
    // Settings that change what `git log` says to people.
    for (name, value) in [
        ("log.showSignature", "true"),
        ("log.follow", "true"),
        ("diff.renames", "copies"),
        ("log.diffMerges", "off"),
        ("color.ui", "always"),
    ] {
        clone.git(&["config", name, value]);
    }
    clone.build_clean(&["--no-cache", "--jobs", "1"]);
    assert_eq!(tree(&site.path("public")), tree(&clone.path("public")));
}

#[test]
fn a_shallow_clone_has_no_dates_and_says_so() {
    let site = atlas();
    let clone = TestSite::bare();
    clone.git(&["clone", "--quiet", "--depth=1", &format!("file://{}", site.path("").display()), "."]);
    let run = clone.build(&[]);
    assert_eq!(run.code, 0);
    assert!(
        run.stderr.contains("warning[output-incomplete]: the dates of last change are not known: the clone is shallow, and what it does not have would count as new\n --> site.toml:5:13"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("= help: fetch the whole history: `fetch-depth: 0` for actions/checkout"),
        "{}",
        run.stderr
    );
    assert_eq!(said(&clone, "b/index.html"), None);
    assert_eq!(clone.build(&["--strict"]).code, 1);
    let bare = TestSite::new().file("site.toml", WANTED).file("content/index.md", "# Home\n");
    let run = bare.build(&[]);
    assert!(
        run.stderr.contains("the dates of last change are not known: fatal: not a git repository"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_preview_follows_commits() {
    let site = atlas();
    let mut server = Serving::start(&site, &[]);
    assert!(server.get("/b/").text().contains("Updated <time datetime=\"2026-01-02\">"));
    site.write("content/b.md", "# B\n\nYet more.\n");
    site.git_on("2026-02-01", &["commit", "--quiet", "-am", "fourth"]);
    server.wait_until("the new date", |server| {
        server.get("/b/").text().contains("Updated <time datetime=\"2026-02-01\">")
    });
}
