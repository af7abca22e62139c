//! What a build writes.

use crate::harness::{TestSite, tree};

fn atlas() -> TestSite {
    TestSite::new()
        .file("content/index.md", "# Home\n\nTo the [start](guide/start.md#two) and its ![picture](guide/p.png).\n\n```mermaid {#flow caption=\"The flow\"}\nflowchart LR\n  A[One] --> B[Two]\n  click A \"guide/start.md\"\n```\n\nSee @flow.\n")
        .file("content/guide/start.md", "---\naliases: [/old/start/]\n---\n# Start\n\n## Two\n\nBack [home](../index.md), to @flow.\n\n```rust\nfn main() {}\n```\n")
        .file("content/guide/p.png", b"\x89PNG")
        .file("static/robots-extra.txt", "x")
}

#[test]
fn links_are_relative_and_name_the_file() {
    let site = atlas();
    site.build_clean(&[]);
    let home = site.output("index.html");
    assert!(home.contains("href=\"guide/start/index.html#two\""), "{home}");
    assert!(home.contains("src=\"guide/p.png\""), "{home}");
    let start = site.output("guide/start/index.html");
    assert!(start.contains("href=\"../../index.html\" data-to=\"/\">home</a>"), "{start}");
    assert!(start.contains(">Figure 1 in Home</a>"), "{start}");
    assert!(site.path("public/robots-extra.txt").exists());
}

#[test]
fn a_base_url_shows_in_canonical_addresses_only() {
    let site = atlas();
    site.build_clean(&["--base-url", "https://docs.example.org/atlas"]);
    let start = site.output("guide/start/index.html");
    assert!(start.contains("<link rel=\"canonical\" href=\"https://docs.example.org/atlas/guide/start/\">"), "{start}");
    assert!(site.output("sitemap.xml").contains("<loc>https://docs.example.org/atlas/guide/start/</loc>"));
    assert!(site.output("404.html").contains("href=\"/atlas/chartroom/css/site."));
    assert!(site.output("old/start/index.html").contains("../../guide/start/index.html"));
}

#[test]
fn noindex_keeps_search_engines_away() {
    let site = atlas();
    site.build_clean(&["--noindex", "--base-url", "https://docs.example.org/"]);
    assert!(site.output("index.html").contains("<meta name=\"robots\" content=\"noindex\">"));
    assert_eq!(site.output("robots.txt"), "User-agent: *\nDisallow: /\n");
    assert!(!site.path("public/sitemap.xml").exists());
}

#[test]
fn a_diagram_is_drawn_in_the_page_and_as_a_file() {
    let site = atlas();
    site.build_clean(&[]);
    let home = site.output("index.html");
    assert!(home.contains("<figure class=\"diagram\" id=\"flow\""), "{home}");
    assert!(home.contains("<svg") && home.contains("One</"), "{home}");
    assert!(home.contains("href=\"guide/start/index.html\""), "the click target is a link: {home}");
    assert!(site.output("diagrams/flow.svg").starts_with("<svg"));
    let json: serde_json::Value = serde_json::from_str(&site.output("diagrams.json")).unwrap();
    let entry = &json["diagrams"][0];
    assert_eq!(json["version"], 1);
    assert_eq!(entry["id"], "flow");
    assert_eq!(entry["url"], "/#flow");
    assert_eq!(entry["page"], "content/index.md");
    assert_eq!(entry["line"], 5);
    assert_eq!(entry["kind"], "flowchart");
    assert_eq!(entry["role"], serde_json::Value::Null);
    assert_eq!(entry["caption"], "The flow");
    assert_eq!(entry["number"], 1);
    assert_eq!(entry["valid"], true);
    assert_eq!(entry["nodes"], 2);
    assert_eq!(entry["edges"], 1);
    assert_eq!(entry["svg"], "/diagrams/flow.svg");
}

#[test]
fn a_broken_diagram_shows_its_error_and_source_and_nothing_else_breaks() {
    let site = TestSite::new().file(
        "content/index.md",
        "# Hi\n\n- item\n\n  ```mermaid\n  ---\n  title: T\n  ---\n  flowchart LR\n    A[load (max)] --> B\n  ```\n\n## Then\n\n```mermaid\nflowchart LR\n  A --> B\n```\n",
    );
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("error[diagram-syntax]") && run.stderr.contains("--> content/index.md:10:"),
        "{}",
        run.stderr
    );
    let html = site.output("index.html");
    assert!(html.contains("This diagram cannot be drawn") && html.contains("content/index.md:10:"), "{html}");
    assert!(html.contains("A[load (max)]"), "{html}");
    assert!(html.contains("<svg"), "the other diagram is drawn");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let first = atlas();
    first.build_clean(&["--jobs", "1", "--no-cache"]);
    let second = atlas();
    second.build_clean(&["--jobs", "4"]);
    let cold = tree(&second.path("public"));
    assert_eq!(tree(&first.path("public")), cold);
    second.build_clean(&["--jobs", "2"]);
    assert_eq!(tree(&second.path("public")), cold);
    second.build_clean(&["--output", "elsewhere"]);
    assert_eq!(tree(&second.path("elsewhere")), cold);
}

#[test]
fn a_second_build_writes_nothing_and_repairs_what_was_damaged() {
    let site = atlas();
    site.build_clean(&[]);
    let run = site.build(&["--verbose"]);
    assert!(run.stderr.starts_with("0 written, "), "{}", run.stderr);
    let whole = site.output("guide/start/index.html");
    site.write("public/guide/start/index.html", &whole[..whole.len() / 2]);
    std::fs::remove_file(site.path("public/diagrams.json")).unwrap();
    let run = site.build(&["--verbose"]);
    assert!(run.stderr.starts_with("2 written, "), "{}", run.stderr);
    assert_eq!(site.output("guide/start/index.html"), whole);
}

#[test]
fn a_file_shown_twice_has_one_id_and_the_caption_of_each_page() {
    let site = TestSite::new()
        .file("content/a.md", "# A\n\n![On page A](x.mmd)\n")
        .file("content/b.md", "# B\n\n![On page B](x.mmd)\n")
        .file("content/x.mmd", "%%| id: shared\nflowchart LR\n  A --> B\n");
    site.build_clean(&[]);
    for (page, caption) in [("a", "On page A"), ("b", "On page B")] {
        let html = site.output(&format!("{page}/index.html"));
        assert!(html.contains("id=\"shared\"") && html.contains(&format!("</a> {caption}")), "{html}");
    }
    let json: serde_json::Value = serde_json::from_str(&site.output("diagrams.json")).unwrap();
    assert_eq!(json["diagrams"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_page_that_is_gone_takes_its_files_with_it() {
    let site = atlas();
    site.build_clean(&[]);
    std::fs::remove_file(site.path("content/guide/start.md")).unwrap();
    site.write("content/index.md", "# Home\n");
    assert_eq!(site.build(&[]).code, 0);
    assert!(!site.path("public/guide/start/index.html").exists());
    assert!(!site.path("public/old").exists());
    assert!(!site.path("public/diagrams/flow.svg").exists());
}

#[test]
fn two_builds_at_once_leave_one_whole_site() {
    let site = atlas();
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| site.build(&[]))).collect();
        for run in runs {
            let run = run.join().unwrap();
            assert_eq!(run.code, 0, "{}", run.stderr);
        }
    });
    let together = tree(&site.path("public"));
    let alone = atlas();
    alone.build_clean(&[]);
    assert_eq!(together, tree(&alone.path("public")));
}

#[test]
fn nothing_that_runs_gets_into_a_page() {
    let site = TestSite::new().file(
        "content/index.md",
        "---\ntitle: \"<script>alert(1)</script>\"\n---\n\n<script>alert(2)</script>\n\n<img src=x onerror=alert(3)>\n\n[a](javascript:alert(4)) <a href=\"java\nscript:alert(5)\">b</a>\n\n```mermaid\nflowchart LR\n  A[\"<script>alert(6)</script>\"] --> B[\"<img src=x onerror=alert(7)>\"]\n  click A \"javascript:alert(8)\"\n```\n",
    );
    let run = site.build(&[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let html = site.output("index.html");
    for bad in ["<script>alert", "onerror=alert", "javascript:alert", "<img src=x"] {
        let in_source = html.split("<details class=\"source\"").next().unwrap();
        assert!(!in_source.contains(bad), "{bad}: {in_source}");
    }
}

#[test]
fn a_theme_file_of_the_site_replaces_ours() {
    let site = atlas().file("themes/default/templates/partials/footer.html", "<footer>ours {{ site.title }}</footer>");
    site.build_clean(&[]);
    assert!(site.output("index.html").contains("<footer>ours Test</footer>"));
}
