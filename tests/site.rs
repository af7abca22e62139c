//! The site around the pages, from outside: start page, own pages, addresses that clash, templates that pages ask for.

use crate::harness::TestSite;

#[test]
fn a_site_without_a_start_page_gets_one_that_lists_its_top_level() {
    let site = TestSite::new()
        .file("content/guide/a.md", "---\ndescription: All of it\n---\n# A\n")
        .file("content/about.md", "# About\n\nWho we are.\n");
    site.build_clean(&[]);
    let html = site.output("index.html");
    assert!(html.contains("<h1>Test</h1>"), "{html}");
    assert!(html.contains("<li><a href=\"about/index.html\">About</a><p>Who we are.</p></li>"), "{html}");
    assert!(html.contains("<li><a href=\"guide/a/index.html\">Guide</a></li>"), "{html}");
    site.write("static/index.html", "mine");
    site.build_clean(&[]);
    assert_eq!(site.output("index.html"), "mine");
}

#[test]
fn an_empty_site_says_what_to_write() {
    let site = TestSite::new().file("content/x.png", "x");
    let run = site.build(&[]);
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("warning[empty-site]: the content folder `content` has no page"), "{}", run.stderr);
    let site = site.file("content/a.md", "---\ndraft: true\n---\n# A\n");
    assert!(site.build(&[]).stderr.contains("help: publish it, or build with `--drafts`"));
    assert_eq!(site.build(&["--drafts"]).code, 0);
}

#[test]
fn an_alias_where_a_file_stands_is_refused() {
    let site = TestSite::new()
        .file("content/index.md", "---\naliases: [/old/]\n---\n# Hi\n")
        .file("static/old/index.html", "kept");
    let run = site.build(&[]);
    assert!(run.stderr.contains("the alias `/old/` is where static/old/index.html stands"), "{}", run.stderr);
    assert_eq!(site.output("old/index.html"), "kept");
}

#[test]
fn a_page_cannot_ask_for_a_part_of_the_theme() {
    let site = TestSite::new().file("content/index.md", "---\ntemplate: diagram\n---\n# Hi\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("there is no template `diagram` for pages"), "{}", run.stderr);
    assert!(run.stderr.contains("help: the theme has: page.html"), "{}", run.stderr);
    assert!(site.output("index.html").contains("<h1"));
}

#[cfg(unix)]
#[test]
fn a_name_that_not_every_system_can_hold_is_a_finding() {
    let site = TestSite::new().file("content/index.md", "# Hi\n").file("content/a\\b.md", "# X\n");
    for _ in 0..2 {
        let run = site.build(&[]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains("the name of this file has a backslash or a control character"), "{}", run.stderr);
    }
}

#[test]
fn a_fault_in_a_template_names_the_site_s_own_file() {
    let site = TestSite::new()
        .file("content/index.md", "# Hi\n")
        .file("themes/default/templates/partials/footer.html", "<footer>\n{{ site.titel }}\n</footer>\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("--> themes/default/templates/partials/footer.html:2:9"), "{}", run.stderr);
    assert!(!site.path("public").exists());
}

#[test]
fn what_front_matter_says_about_addresses_is_faulted_where_it_stands() {
    let site = TestSite::new()
        .file("content/index.md", "# Hi\n")
        .file("content/a.md", "---\ntitle: A\nlayout: nope.html\nredirect_from: [/b/]\n---\n")
        .file("content/b.md", "+++\ntitle = 'B'\nslug = 'x/y'\n+++\n")
        .file("content/c.md", "---\ntitle: C\npermalink: /a/\n---\n");
    let run = site.build(&[]);
    for line in [
        "there is no template `nope.html` for pages\n --> content/a.md:3:1",
        "the alias `/b/` is where content/b.md stands\n --> content/a.md:4:17",
        "`slug` cannot be `x/y`\n --> content/b.md:3:1",
        "this page would stand at /a/, where content/a.md stands already; it was left out\n --> content/c.md:3:1",
    ] {
        assert!(run.stderr.contains(line), "{line}\n{}", run.stderr);
    }
}

#[test]
fn a_page_has_its_title_on_top_and_all_its_sections_in_its_contents() {
    let site = TestSite::new()
        .file("content/index.md", "# Hi\n\n# Part\n\n## Sub\n")
        .file("content/a.md", "---\ntitle: Given\n---\nText.\n\n## Two\n\n# One\n");
    site.build_clean(&[]);
    let home = site.output("index.html");
    assert_eq!(home.matches("<h1").count(), 2, "{home}");
    assert!(home.contains("<li><a href=\"#part\">Part</a></li>"), "{home}");
    assert!(!home.contains("<li><a href=\"#hi\">"), "{home}");
    let other = site.output("a/index.html");
    assert!(other.contains("<h1>Given</h1>") && other.contains("<li><a href=\"#one\">One</a></li>"), "{other}");
}

#[test]
fn the_navigation_names_pages_as_people_write_paths() {
    let site = TestSite::new()
        .file("site.toml", "[site]\ntitle = \"T\"\n[nav]\nitems = [\"/index.md\", \"./a.md\", \"content/b.md\"]\n")
        .file("content/index.md", "# Hi\n")
        .file("content/a.md", "# A\n")
        .file("content/b.md", "# B\n");
    let run = site.build(&[]);
    assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
    assert!(run.stderr.contains("the navigation names `content/b.md`, which does not exist"), "{}", run.stderr);
    assert!(run.stderr.contains("help: did you mean `b.md`?"), "{}", run.stderr);
}

#[test]
fn of_a_folder_with_many_pages_a_page_shows_those_around_it() {
    let site = TestSite::new();
    for number in 1..=450 {
        site.write(&format!("content/p{number:03}.md"), format!("# Page {number:03}\n"));
    }
    site.build_clean(&[]);
    let html = site.output("p250/index.html");
    let menu = html.split("<ul class=\"tree\">").nth(1).and_then(|rest| rest.split("</nav>").next()).expect("a menu");
    assert_eq!(menu.matches("<a ").count(), 203);
    for (page, text) in [("p149", "… 149 more"), ("p150", "Page 150"), ("p350", "Page 350"), ("p351", "… 100 more")]
    {
        let link = format!("<a href=\"../{page}/index.html\">{text}</a>");
        assert!(menu.contains(&link), "{link}: {menu}");
    }
}
