//! The index of readers' search as files: what is in it, what is not, and that nothing of it is in a page's way. How it is searched is in
//! `search_browser.rs`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::{TestSite, tree};

/// The parts of a built site's index by name.
fn parts(site: &TestSite) -> BTreeMap<String, Value> {
    let files = tree(&site.path("public/chartroom/search"));
    let mut parts = BTreeMap::new();
    for (file, bytes) in files {
        for line in String::from_utf8(bytes).expect("UTF-8").lines() {
            let call = line.strip_prefix("chartroomSearch(").and_then(|rest| rest.strip_suffix(");"));
            let json = format!("[{}]", call.unwrap_or_else(|| panic!("{file}: {line}")));
            let [name, _, data] = serde_json::from_str::<[Value; 3]>(&json).expect("JSON");
            parts.insert(name.as_str().expect("a name").to_owned(), data);
        }
    }
    parts
}

/// The words of a site, in order.
fn words(site: &TestSite) -> Vec<String> {
    let parts = parts(site);
    let lines = parts.iter().filter(|(name, _)| name.starts_with("words-")).filter_map(|(_, data)| data.as_str());
    let mut words: Vec<String> = Vec::new();
    for lines in lines {
        let mut before = String::new();
        for line in lines.lines() {
            let mut letters = line.split(' ').next().expect("a word").chars();
            let same = letters.next().expect("a number") as usize - '0' as usize;
            let word: String = before.chars().take(same).chain(letters).collect();
            words.push(word.clone());
            before = word;
        }
    }
    words.sort();
    words
}

fn harbour() -> TestSite {
    TestSite::new()
        .file(
            "content/index.md",
            "---\ntitle: Harbour\ndescription: Ships come.\n---\nLead.\n\n## Quay {#q}\n\nRopes `useRope`.\n\n```rust\nfn hidden() {}\n```\n",
        )
        .file(
            "content/crane.md",
            "# Crane\n\n```mermaid {#lift role=L0 caption=\"The lift\"}\nflowchart LR\n  A[Hook<br/>here] -->|pulls| B[Load]\n```\n",
        )
}

#[test]
fn pages_sections_and_diagrams_are_found_by_their_words() {
    let site = harbour();
    site.build_clean(&[]);
    let found = words(&site);
    let wanted = [
        "come",
        "crane",
        "flowchart",
        "harbour",
        "here",
        "hook",
        "l0",
        "lead",
        "lift",
        "load",
        "pulls",
        "quay",
        "rope",
        "ropes",
        "ships",
        "the",
        "use",
        "userope",
    ];
    assert_eq!(found, wanted);
    let parts = parts(&site);
    assert_eq!(parts["index"]["drawings"], "diagrams");
    let records = serde_json::json!([
        [
            "crane/index.html",
            "Crane",
            [["", "", ""]],
            [["lift", "The lift", "flowchart", 1, [["A", "Hook here"], ["B", "Load"]], ["pulls"]]]
        ],
        ["index.html", "Harbour", [["", "", "Ships come. Lead."], ["q", "Quay", "Ropes useRope."]], []],
    ]);
    assert_eq!(parts["pages-0"], records);
    assert_eq!(tree(&site.path("public/chartroom/search")).len(), 1, "a small site has one file");
}

#[test]
fn what_readers_should_not_find_is_not_there() {
    let site = TestSite::new()
        .file("content/index.md", "# Home\n")
        .file("content/404.md", "---\nurl: /404.html\n---\n# Lost\n")
        .file("content/draft.md", "---\ndraft: true\n---\n# Unfinished\n")
        .file("content/own.md", "---\nsearch: false\n---\n# Secret\n\n```mermaid\nflowchart LR\n  Hidden\n```\n")
        .file("content/material.md", "---\nsearch:\n  exclude: true\n---\n# Kept\n")
        .file("content/alone.mmd", "flowchart LR\n  Nowhere\n");
    for arguments in [&[][..], &["--drafts"]] {
        site.build(arguments);
        assert_eq!(words(&site), ["home"], "{arguments:?}");
    }
    let marked = |page: &str| site.output(page).contains("data-pagefind-body");
    assert_eq!(["index.html", "own/index.html", "404.html"].map(marked), [true, false, false]);
}

#[test]
fn a_site_without_search_has_nothing_of_it() {
    let site = harbour().file("site.toml", "[site]\ntitle = \"Test\"\n[search]\nenabled = false\n");
    site.build_clean(&[]);
    let files: Vec<String> = tree(&site.path("public")).into_keys().filter(|path| path.contains("search")).collect();
    assert_eq!(files, Vec::<String>::new());
    assert!(!site.output("index.html").contains("search-open"));
    // Pagefind is another matter.
    assert!(site.output("index.html").contains("data-pagefind-body data-pagefind-meta=\"title:Harbour\""));
}

#[test]
fn a_page_loads_nothing_of_the_search_and_has_little_of_it() {
    let site = harbour();
    site.build_clean(&[]);
    let with = site.output("index.html");
    let loads = |html: &str| html.matches("<script src").count() + html.matches("rel=\"stylesheet\"").count();
    site.write("site.toml", "[site]\ntitle = \"Test\"\n[search]\nenabled = false\n");
    site.build_clean(&[]);
    let without = site.output("index.html");
    // One style sheet is in the template, which no browser loads.
    assert_eq!(loads(&with), loads(&without) + 1);
    let size = |html: &str| compressed(html.as_bytes());
    assert!(size(&with) < size(&without) + 900, "{} {}", size(&with), size(&without));
}

/// Pages with many words and diagrams, for an index in parts.
fn large() -> TestSite {
    let mut site = TestSite::new();
    for page in 0..40 {
        let text: String = (0..600).map(|word| format!("w{}x{} ", page * 7 % 13, word * (page + 3) % 997)).collect();
        let diagram = format!("```mermaid\nflowchart LR\n  A[Node {page}] --> B[Other]\n```\n");
        site = site.file(&format!("content/p{page:02}.md"), format!("# Page {page}\n\n{text}\n\n## Part\n\n{diagram}"));
    }
    site.file("content/index.md", "# Home\n\n[a](p00.md)\n")
}

#[test]
fn a_large_index_comes_in_parts_that_are_the_same_whoever_makes_them() {
    let site = large();
    site.build(&["--jobs", "1"]);
    let folder = site.path("public/chartroom/search");
    let once = tree(&folder);
    assert!(once.len() > 5, "{}", once.len());
    site.build(&["--jobs", "4", "--no-cache", "--clean"]);
    assert_eq!(tree(&folder), once);
    let parts = parts(&site);
    let root = &parts["index"];
    for (kind, file) in [("words", "words"), ("ends", "ends"), ("pages", "pages")] {
        for (number, part) in root[kind].as_array().expect("a list").iter().enumerate() {
            let text = String::from_utf8(once[&format!("{file}-{number}.js")].clone()).expect("UTF-8");
            let version = part[1].as_str().expect("a version");
            assert!(text.starts_with(&format!("chartroomSearch(\"{file}-{number}\",\"{version}\",")), "{number}");
        }
    }
    let of_pages = parts.iter().filter(|(name, _)| name.starts_with("pages-"));
    assert_eq!(of_pages.map(|(_, data)| data.as_array().expect("a list").len()).sum::<usize>(), 41);
    // An edit touches the part of its page, those of its words, and the root.
    let home = std::fs::read_to_string(site.path("content/index.md")).expect("readable");
    site.write("content/index.md", home + "\nzebra\n");
    site.build(&[]);
    let edited = tree(&folder);
    let changed: Vec<&String> = once.keys().filter(|path| edited.get(*path) != once.get(*path)).collect();
    let last = |kind: &str| format!("{kind}-{}.js", root[kind].as_array().expect("a list").len() - 1);
    assert_eq!(
        changed,
        ["ends-0.js".to_owned(), "index.js".to_owned(), "pages-0.js".to_owned(), last("words")]
            .iter()
            .collect::<Vec<_>>()
    );
}

#[test]
fn hostile_content_is_indexed_as_text() {
    let long = "x".repeat(100_000);
    let many: String = (0..100_000).map(|number| format!("word{number} ")).collect();
    let headings: String = (0..3_000).map(|number| format!("## H{number}\n\n")).collect();
    let site = TestSite::new()
        .file(
            "content/index.md",
            format!("# </script><img src=x onerror=alert(1)>\n\n{long} __proto__ constructor \u{7}\u{2028}\"\\\n"),
        )
        .file("content/many.md", format!("# Many\n\n{many}\n"))
        .file("content/headings.md", format!("# Headings\n\n{headings}"));
    site.build(&[]);
    let found = words(&site);
    assert!(found.len() > 100_000 && found.iter().all(|word| word.chars().count() <= 32), "{}", found.len());
    assert!(["proto", "constructor", "word99999", "h2999"].iter().all(|word| found.iter().any(|found| found == word)));
}

#[test]
fn a_site_without_pages_has_an_index_without_words() {
    let site = TestSite::new().file("content/draft.md", "---\ndraft: true\n---\n# D\n");
    site.build(&[]);
    assert_eq!(words(&site), Vec::<String>::new());
    assert_eq!(parts(&site)["index"]["pages"], serde_json::json!([]));
}

/// Bytes as a server sends them.
fn compressed(bytes: &[u8]) -> usize {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("compressed");
    encoder.finish().expect("compressed").len()
}

#[test]
fn scripts_and_a_first_search_stay_small() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/js");
    let scripts = tree(&folder);
    let size = |name: &str| compressed(&scripts[name]);
    assert!(size("search.js") <= 6 * 1024, "{}", size("search.js"));
    let all: usize = scripts.keys().map(|name| size(name)).sum();
    assert!(all <= 25 * 1024, "{all}");

    // The worst that ten results can need, each from a part of its own.
    let site = large();
    site.build(&[]);
    let index = tree(&site.path("public/chartroom/search"));
    let largest = |kind: &str, count: usize| {
        let mut sizes: Vec<usize> =
            index.iter().filter(|(name, _)| name.starts_with(kind)).map(|(_, bytes)| compressed(bytes)).collect();
        sizes.sort_unstable();
        sizes.iter().rev().take(count).sum::<usize>()
    };
    let first = largest("index", 1) + largest("words", 2) + largest("pages", 10);
    assert!(first < 150_000, "{first}");
}
