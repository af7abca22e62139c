//! Tags: a page that lists all, a page for each with its pages, links to them.

use crate::harness::{TestSite, tree};

fn page(title: &str, tags: &str) -> String {
    format!("---\ntitle: {title}\ndescription: About {title}\ntags: {tags}\n---\n\nText.\n")
}

fn site() -> TestSite {
    TestSite::new()
        .file("site.toml", "[site]\ntitle = \"Test\"\nbase_url = \"https://quay.example/h/\"\n")
        .file("content/index.md", "# Home\n\nText.\n")
        .file("content/docks/index.md", page("Docks", "[Load Balancing, C++]"))
        .file("content/docks/crane.md", page("Crane", "[load-balancing, C#, load balancing]"))
        .file("content/docks/north/hoist.md", page("Hoist", "[load-balancing]"))
}

/// The part of a page between two texts.
fn part<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let rest = &page[page.find(from).unwrap_or_else(|| panic!("no {from} in {page}"))..];
    &rest[..rest.find(to).unwrap_or_else(|| panic!("no {to} in {rest}"))]
}

#[test]
fn each_tag_has_a_page_and_one_page_lists_all() {
    let site = site();
    site.build_clean(&[]);
    let all = site.output("tags/index.html");
    let list = "<ul class=\"tags all\">\n\
        <li><a href=\"c++/index.html\"><bdi>C++</bdi> <span>1</span></a></li>\n\
        <li><a href=\"c~23/index.html\"><bdi>C#</bdi> <span>1</span></a></li>\n\
        <li><a href=\"load-balancing/index.html\"><bdi>load-balancing</bdi> <span>3</span></a></li>\n";
    assert_eq!(part(&all, "<ul class=\"tags all\">", "</ul>"), list);
    assert!(
        all.contains("<title>Tags · Test</title>")
            && all.contains("content=\"All tags of Test, each with its pages.\""),
        "{all}"
    );

    let tag = site.output("tags/load-balancing/index.html");
    assert!(tag.contains("<title>load-balancing · Tags · Test</title>"), "{tag}");
    assert!(tag.contains("<link rel=\"canonical\" href=\"https://quay.example/h/tags/load-balancing/\">"), "{tag}");
    assert!(tag.contains("content=\"3 pages of Test with the tag load-balancing.\""), "{tag}");
    let crumbs = "<ol>\n<li><a href=\"../../index.html\">Home</a></li>\n<li><a href=\"../index.html\">Tags</a></li>\n";
    assert_eq!(part(&tag, "<ol>", "</ol>"), crumbs);
    let pages = "<ul>\n\
        <li><a href=\"../../docks/crane/index.html\">Crane</a> <span class=\"within\">Docks</span><p>About Crane</p></li>\n\
        <li><a href=\"../../docks/index.html\">Docks</a><p>About Docks</p></li>\n\
        <li><a href=\"../../docks/north/hoist/index.html\">Hoist</a> <span class=\"within\">Docks / North</span><p>About Hoist</p></li>\n";
    assert_eq!(part(part(&tag, "aria-label=\"Pages with this tag\"", "</nav>"), "<ul>", "</ul>"), pages);
    assert!(tag.contains("<nav class=\"menu\""), "{tag}");
}

#[test]
fn pages_link_to_their_tags_and_the_site_to_all() {
    let site = site();
    site.build_clean(&[]);
    let crane = site.output("docks/crane/index.html");
    let tags = "<ul class=\"tags\" aria-label=\"Tags\">\
        <li><a href=\"../../tags/load-balancing/index.html\" data-pagefind-filter=\"tag\"><bdi>load-balancing</bdi></a></li>\
        <li><a href=\"../../tags/c~23/index.html\" data-pagefind-filter=\"tag\"><bdi>C#</bdi></a></li>";
    assert!(crane.contains(tags), "{crane}");
    assert!(crane.contains("<a href=\"../../tags/index.html\">Tags</a>"), "{crane}");
    let map = site.output("sitemap.xml");
    assert!(map.contains("/h/tags/</loc>") && map.contains("/h/tags/c~23/</loc>"), "{map}");

    let without = TestSite::new().file("content/index.md", "# Home\n\nText.\n");
    without.build_clean(&[]);
    assert!(tree(&without.path("public")).keys().all(|path| !path.contains("tags")));
    assert!(!without.output("index.html").contains("tags/"));
}

#[test]
fn content_keeps_its_place_and_text_can_link_to_tags() {
    let site = site().file("content/more.md", "# More\n\n[t](/tags/) [l](/tags/load-balancing/)\n");
    site.build_clean(&[]);
    let more = site.output("more/index.html");
    assert!(
        more.contains("<a href=\"../tags/index.html\" data-to=\"/tags/\">t</a> <a href=\"../tags/load-balancing/index.html\" data-to=\"/tags/load-balancing/\">l</a>"),
        "{more}"
    );

    site.write("content/more.md", "# More\n\nText.\n");
    site.write("content/tags.md", "# Our tags\n\nText.\n");
    let run = site.build(&[]);
    assert!(run.stderr.contains("warning[reserved-url]: the content has a folder /tags/, where the pages of tags stand; they move to /chartroom/tags/\n --> content/tags.md:1:1"), "{}", run.stderr);
    assert!(site.output("tags/index.html").contains("Our tags"));
    assert!(site.output("chartroom/tags/c++/index.html").contains("href=\"../../../docks/index.html\""));
    assert!(site.output("docks/index.html").contains("href=\"../chartroom/tags/c++/index.html\""));
}

#[test]
fn hostile_names_are_harmless() {
    let long = "x".repeat(300);
    let tags = format!(
        "[\"../x\", \"..\", \"\", \"  \", \"{long}\", \"</a><script>alert(1)</script>\", \"index.html\", \"a/b\", \"CON\"]"
    );
    let site = TestSite::new().file("content/index.md", page("Home", &tags));
    let run = site.build(&[]);
    assert!(run.code < 2, "{}", run.stderr);
    let files = tree(&site.path("public"));
    let made: Vec<&str> =
        files.keys().filter_map(|path| path.strip_prefix("tags/")?.strip_suffix("/index.html")).collect();
    assert_eq!(made.len(), 7, "{made:?}");
    assert_eq!(made.iter().map(|name| name.len()).max(), Some(133));
    assert!(["~2e~2e~2fx", "~2e~2e", "a~2fb", "index~2ehtml"].iter().all(|name| made.contains(name)), "{made:?}");
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(!String::from_utf8_lossy(bytes).contains("<script>"), "{path}");
    }
    let home = site.output("index.html");
    for name in made {
        assert!(home.contains(&format!("href=\"tags/{name}/index.html\"")), "{name}");
    }
}

#[test]
fn a_tag_follows_its_pages_and_nothing_else_is_written() {
    let site = site();
    site.build_clean(&[]);
    let first = tree(&site.path("public"));
    site.write("content/docks/crane.md", page("Crane", "[C#]"));
    site.build_clean(&[]);
    assert!(site.output("tags/load-balancing/index.html").contains("2 pages have this tag."));
    site.write("content/docks/crane.md", page("Crane", "[load-balancing, C#, load balancing]"));
    site.build_clean(&["--jobs", "1"]);
    assert_eq!(tree(&site.path("public")), first);
}
