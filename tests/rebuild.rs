//! A build after a change gives what a fresh build gives, whatever changed.

use crate::harness::{TestSite, tree};

/// The files of a small site in which everything depends on something else.
fn files() -> Vec<(&'static str, String)> {
    vec![
        ("site.toml", "[site]\ntitle = \"Test\"\n".to_owned()),
        ("content/index.md", "# Home\n\nTo [a](part/a.md#one), see @flow and @shared.\n".to_owned()),
        (
            "content/part/a.md",
            "# A\n\n## One\n\n```mermaid {#flow caption=\"The flow\"}\nflowchart LR\n  X --> Y\n  click X \"b.md\"\n```\n\n![](s.mmd)\n".to_owned(),
        ),
        ("content/part/b.md", "---\ntitle: B\nweight: 1\n---\n\nBack to [a](a.md).\n\n```rust\nlet x = 1;\n```\n".to_owned()),
        (
            "content/part/c.md",
            "---\ntitle: C\nrelations: { uses: [part/b] }\n---\n\n<!-- chartroom-relations: graph -->\n\n<!-- chartroom-relations: table here -->\n".to_owned(),
        ),
        ("content/part/s.mmd", "%%| id: shared\n%%| caption: Shared\nflowchart TD\n  P --> Q\n".to_owned()),
        ("static/style.css", "body{}".to_owned()),
    ]
}

#[test]
fn every_change_shows_everywhere_it_has_to() {
    let changes: [(&str, &str, &str); 24] = [
        ("content/part/a.md", "# A", "# Another A"),
        ("content/part/a.md", "The flow", "The new flow"),
        ("content/part/a.md", "X --> Y", "X --> Z"),
        ("content/part/a.md", "b.md", "../index.md"),
        ("content/part/s.mmd", "P --> Q", "P --> Q[[label (broken)]]]"),
        ("content/part/s.mmd", "[[label (broken)]]]", "[mended]"),
        ("content/part/s.mmd", "Shared", "Shared by all"),
        ("content/part/b.md", "title: B", "title: Bee\nlink_title: Bzz"),
        ("content/part/b.md", "weight: 1", "weight: 9\nslug: bee"),
        ("content/part/b.md", "let x", "let y"),
        ("content/part/c.md", "uses: [part/b]", "uses: [part/b, part/a#one, \"@flow\"]"),
        ("content/part/a.md", "## One", "## One {#one}\n\n## Two"),
        ("content/part/b.md", "title: B", "title: Buzz\nrelations: { uses: part/a }"),
        ("content/part/c.md", "graph", "graph here"),
        ("site.toml", "[site]", "[relations.uses]\ntitle = \"Needs\"\ninverse = \"used_by\"\n[site]"),
        ("content/part/a.md", "# Another A", "# A page"),
        ("content/index.md", "# Home", "```mermaid\npie\n  \"a\": 1\n```\n\n# Home"),
        ("site.toml", "title = \"Test\"", "title = \"Other\"\nlanguage = \"de\""),
        ("site.toml", "[site]", "[diagrams.theme_variables]\nlineColor = \"#ff0000\"\n[site]"),
        ("site.toml", "[site]", "[diagrams.classes.k]\nfill = \"#dbeafe\"\n[site]"),
        ("content/part/a.md", "X --> ", "X:::k --> "),
        ("site.toml", "#dbeafe", "#0f3d3e"),
        ("site.toml", "[diagrams.classes.k]", "[diagrams.classes.a]\nfill = \"red\"\n[diagrams.classes.k]"),
        ("static/style.css", "body{}", "body{color:red}"),
    ];
    let mut files = files();
    let site = TestSite::bare();
    for (path, text) in &files {
        site.write(path, text);
    }
    site.build(&[]);
    for (path, from, to) in changes {
        let entry = files.iter_mut().find(|(name, _)| *name == path).expect("a file of the site");
        assert!(entry.1.contains(from), "{path}: {from}");
        entry.1 = entry.1.replacen(from, to, 1);
        site.write(path, &entry.1);
        let again = site.build(&[]);

        let fresh = TestSite::bare();
        for (path, text) in &files {
            fresh.write(path, text);
        }
        let first = fresh.build(&[]);
        assert_eq!(again.code, first.code, "after {to}: {}", again.stderr);
        assert_eq!(again.stderr, first.stderr, "after {to}");
        let (again, first) = (tree(&site.path("public")), tree(&fresh.path("public")));
        assert_eq!(again.keys().collect::<Vec<_>>(), first.keys().collect::<Vec<_>>(), "after {to}");
        for (name, bytes) in &first {
            assert_eq!(String::from_utf8_lossy(&again[name]), String::from_utf8_lossy(bytes), "{name} after {to}");
        }
    }
}

#[test]
fn a_theme_that_changes_shows_on_every_page() {
    let site = TestSite::new().file("content/index.md", "# Hi\n").file("content/a.md", "# A\n");
    site.build_clean(&[]);
    site.write("themes/default/templates/partials/footer.html", "<footer>ours</footer>");
    site.build_clean(&[]);
    assert!(site.output("index.html").contains("<footer>ours</footer>"));
    assert!(site.output("a/index.html").contains("<footer>ours</footer>"));
}
