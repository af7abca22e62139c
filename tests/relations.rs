//! Relations, from outside: what pages state, what `[relations]` asks for, what readers see.

use crate::harness::TestSite;

/// A page with this front matter below `relations`.
fn page(title: &str, relations: &str) -> String {
    format!("---\ntitle: {title}\nrelations: {{ {relations} }}\n---\n")
}

/// The findings of a run, one a line: place, message, help.
fn findings(site: &TestSite) -> Vec<String> {
    let run = site.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|finding| finding["code"] == "relation-broken" || finding["code"] == "front-matter")
        .map(|finding| {
            let place = format!("{}:{}:{}", text(&finding["file"]), finding["line"], finding["column"]);
            format!("{place} {} ({})", text(&finding["message"]), text(&finding["help"]))
        })
        .collect()
}

/// The section of a page that lists its relations, without line breaks.
fn section(site: &TestSite, page: &str) -> String {
    let html = site.output(page);
    let section = html.split("<h2 id=\"site:relations\">Relations</h2>").nth(1).unwrap_or_default();
    section.split("</nav>").next().unwrap_or_default().replace('\n', "")
}

#[test]
fn a_target_is_written_as_people_write_paths() {
    let site = TestSite::new()
        .file("content/index.md", "# Home\n")
        .file(
            "content/a/x.md",
            page("X", "to: [b/y, b/y.md, /b/y.md, content/z.md, ./w.md, ../b, \"@fig\", b/y.md#two, b/y#h, /moved/, d.mmd]"),
        )
        .file("content/a/w.md", "# W\n")
        .file("content/b/index.md", "# B\n")
        .file("content/b/y.md", "# Y\n\n## H\n\n```mermaid {#fig caption=\"One\"}\npie\n  \"a\": 1\n```\n\n```mermaid {#two caption=\"Two\"}\npie\n  \"a\": 1\n```\n")
        .file("content/z.md", "---\nurl: /moved/\n---\n# Z\n\n![In a file](d.mmd)\n")
        .file("content/d.mmd", "pie\n  \"a\": 1\n");
    site.build_clean(&[]);
    let link = |href: &str, text: &str| format!("<li><a href=\"{href}\">{text}</a></li>");
    let wanted = [
        link("../../b/y/index.html", "Y"),
        link("../../moved/index.html", "Z"),
        link("../w/index.html", "W"),
        link("../../b/index.html", "B"),
        link("../../b/y/index.html#fig", "Y: One"),
        link("../../b/y/index.html#two", "Y: Two"),
        link("../../b/y/index.html#h", "Y: H"),
        link("../../moved/index.html#fig-d", "Z: In a file"),
    ];
    assert_eq!(
        section(&site, "a/x/index.html"),
        format!("<dl><div><dt>To</dt><dd><ul>{}</ul></dd></div></dl>", wanted.concat())
    );
}

#[test]
fn the_other_page_shows_the_relation_read_the_other_way() {
    let site = TestSite::new()
        .file("site.toml", "[relations.uses]\ninverse = \"used_by\"\n[relations.of]\ntitle = \"Part of\"\n")
        .file("content/index.md", "# Home\n")
        .file("content/a.md", page("A <&>", "uses: b, of: [b, b#x]"))
        .file("content/b.md", "# B\n\n## X\n")
        .file("content/c.md", page("C", "used_by: [b]"));
    site.build_clean(&[]);
    assert_eq!(
        section(&site, "b/index.html"),
        "<dl><div><dt>Uses</dt><dd><ul><li><a href=\"../c/index.html\">C</a></li></ul></dd></div>\
         <div><dt>Used by</dt><dd><ul><li><a href=\"../a/index.html\">A &lt;&amp;&gt;</a></li></ul></dd></div>\
         <div><dt>Listed under “Part of” by</dt><dd><ul><li><a href=\"../a/index.html\">A &lt;&amp;&gt;</a></li></ul></dd></div></dl>"
    );
    assert_eq!(
        section(&site, "c/index.html"),
        "<dl><div><dt>Used by</dt><dd><ul><li><a href=\"../b/index.html\">B</a></li></ul></dd></div></dl>"
    );
    assert!(!site.output("index.html").contains("class=\"relations\""));
    // The frame of the section is the theme's, so that a screen reader finds it by its heading.
    assert!(site.output("b/index.html").contains("<nav class=\"relations\" aria-labelledby=\"site:relations\">"));
}

#[test]
fn a_relation_without_direction_is_stated_by_either_page() {
    let site = TestSite::new()
        .file("site.toml", "[relations.near]\ninverse = \"near\"\nminimum = 1\n")
        .file("content/a.md", page("A", "near: [b, c]"))
        .file("content/b.md", page("B", "near: [a]"))
        .file("content/c.md", "# C\n\n<!-- chartroom-relations: table -->\n");
    site.build_clean(&[]);
    let near = |links: &str| format!("<dl><div><dt>Near</dt><dd><ul>{links}</ul></dd></div></dl>");
    let a = "<li><a href=\"../a/index.html\">A</a></li>";
    assert_eq!(section(&site, "b/index.html"), near(a));
    assert_eq!(section(&site, "c/index.html"), near(a));
    assert_eq!(site.output("c/index.html").matches("<td>Near</td>").count(), 1);
}

#[test]
fn what_leads_nowhere_is_found_at_its_place() {
    let site = TestSite::new()
        .file(
            "content/a/x.md",
            "---\ntitle: X\nrelations:\n  to:\n    - b/yy\n    - ./yy.md\n    - '@figg-a'\n    - b/y.md#noet\n    - https://example.org\n    - ../../out.md\n    - a/x\n    - d\n    - e\n    - ''\n---\n",
        )
        .file("content/b/y.md", "# Y\n\n## Note\n\n```mermaid {#fig-a}\npie\n  \"a\": 1\n```\n")
        .file("content/d.md", "---\ndraft: true\n---\n# D\n")
        .file("content/e/f.md", "# F\n");
    assert_eq!(
        findings(&site),
        [
            "content/a/x.md:5:7 there is no page `b/yy` (did you mean `b/y`?)",
            "content/a/x.md:6:7 there is no page `./yy.md` (write the page's path in the content folder, or one relative to this page that begins with `./` or `../`)",
            "content/a/x.md:7:7 there is no figure `figg-a` (did you mean `@fig-a`?)",
            "content/a/x.md:8:7 content/b/y.md has no heading or figure `#noet` (did you mean `#note`?)",
            "content/a/x.md:9:7 `https://example.org` is not a page of this site (relations lead to pages and figures; link to other sites in the text)",
            "content/a/x.md:10:7 `../../out.md` leads out of the content folder (relations lead to pages of the content folder)",
            "content/a/x.md:11:7 this page cannot be related to itself by `to` (name another page, or remove the relation)",
            "content/a/x.md:12:7 `d` is a draft, which this build leaves out (publish it, remove the relation, or build with `--drafts`)",
            "content/a/x.md:13:7 the folder `e` has no index.md to relate to (name a page in it, or add an index.md)",
            "content/a/x.md:14:7 this relation names nothing (write the path of a page, or `@id` for a figure)",
        ]
    );
}

#[test]
fn rules_say_who_may_state_what_and_how_often() {
    let site = TestSite::new()
        .file(
            "site.toml",
            "[relations.uses]\nfrom = [\"pattern/**\", \"!pattern/index.md\"]\nto = \"mechanism/**\"\nminimum = 2\ninverse = \"used_by\"\n",
        )
        .file("content/pattern/index.md", "# Patterns\n")
        .file("content/pattern/a.md", page("A", "uses: [mechanism/x, mechanism/y]"))
        .file("content/pattern/b.md", page("B", "uses: [mechanism/x, pattern/a]"))
        .file("content/pattern/c.md", page("C", "uses: [mechanism/x, mechanism/z]"))
        .file("content/pattern/d.md", "# D\n")
        .file("content/pattern/e.md", page("E", "used_by: [pattern/a]"))
        .file("content/mechanism/x.md", "# X\n")
        .file("content/mechanism/y.md", page("Y", "uses: [mechanism/x], use: [mechanism/x]"))
        .file("content/mechanism/w.md", page("W", "used_by: [pattern/d]"));
    let rule = "`[relations.uses]` has `from = [\"pattern/**\", \"!pattern/index.md\"]`";
    assert_eq!(
        findings(&site),
        [
            &format!("content/mechanism/y.md:3:14 this page is none of those that state `uses` ({rule})"),
            "content/mechanism/y.md:3:35 there is no relation `use` (did you mean `uses`?)",
            "content/pattern/b.md:3:34 `uses` does not lead to pages such as pattern/a.md (`[relations.uses]` has `to = \"mechanism/**\"`)",
            "content/pattern/c.md:3:34 there is no page `mechanism/z` (did you mean `mechanism/w`?)",
            "content/pattern/d.md:1:1 this page has 1 of at least 2 `uses` (add what is missing below `relations` in its front matter, as `uses: [path/of/page]`)",
            "content/pattern/e.md:3:1 this page has 0 of at least 2 `uses` (add what is missing below `relations` in its front matter, as `uses: [path/of/page]`)",
            "content/pattern/e.md:3:14 this page is none of those that state `used_by` (`[relations.uses]` has `to = \"mechanism/**\"`)",
            "content/pattern/e.md:3:24 this page states `used_by`, but `uses` at content/pattern/a.md:3 leaves it out (add this page there, remove it here, or leave `uses` out: it follows from `used_by`)",
        ]
    );
}

#[test]
fn two_pages_that_both_state_a_relation_agree() {
    let rules = "[relations.uses]\ninverse = \"used_by\"\n";
    let site = TestSite::new()
        .file("site.toml", rules)
        .file("content/a.md", page("A", "uses: [b, c]"))
        .file("content/b.md", page("B", "used_by: [a]"))
        .file("content/c.md", page("C", "used_by: [d]"))
        .file("content/d.md", "# D\n");
    let left_out = "this page states `uses`, but `used_by` at content/c.md:3 leaves it out (add this page there, remove it here, or leave `used_by` out: it follows from `uses`)";
    assert_eq!(findings(&site), [format!("content/a.md:3:24 {left_out}")]);
    site.write("content/c.md", page("C", "used_by: [a, d]"));
    assert_eq!(findings(&site), [""; 0]);
    site.write("content/d.md", page("D", "uses: [b]"));
    assert_eq!(
        findings(&site),
        [
            "content/c.md:3:27 this page states `used_by`, but `uses` at content/d.md:3 leaves it out (add this page there, remove it here, or leave `uses` out: it follows from `used_by`)",
            "content/d.md:3:21 this page states `uses`, but `used_by` at content/b.md:3 leaves it out (add this page there, remove it here, or leave `used_by` out: it follows from `uses`)",
        ]
    );
}

#[test]
fn both_sides_may_have_rules() {
    let site = TestSite::new()
        .file(
            "site.toml",
            "[relations.uses]\nfrom = \"a*\"\ninverse = \"used_by\"\n[relations.used_by]\ntitle = \"Needed by\"\nfrom = \"b*\"\nminimum = 1\n",
        )
        .file("content/a.md", page("A", "uses: [b, c]"))
        .file("content/b.md", "# B\n")
        .file("content/b2.md", "# B2\n")
        .file("content/c.md", "# C\n");
    assert_eq!(
        findings(&site),
        [
            "content/a.md:3:24 `uses` does not lead to pages such as c.md (`[relations.used_by]` has `from = \"b*\"`)",
            "content/b2.md:1:1 this page has 0 of at least 1 `used_by` (add what is missing below `relations` in its front matter, as `used_by: [path/of/page]`)",
        ]
    );
    site.build(&[]);
    assert!(section(&site, "b/index.html").contains("<dt>Needed by</dt>"));
}

#[test]
fn a_page_may_ask_for_a_table() {
    let site = TestSite::new()
        .file("site.toml", "[relations.uses]\ninverse = \"used_by\"\n[relations.of]\n")
        .file(
            "content/a.md",
            "---\ntitle: A\nrelations: { uses: [b, b#x], of: [b] }\n---\n<!-- chartroom-relations: table used_by here -->\n",
        )
        .file("content/b.md", "# B\n\n## X\n\n<!-- chartroom-relations: table -->\n\n<!-- chartroom-relations: table here of -->\n")
        .file("content/c.md", page("C", "uses: [b]"))
        .file("content/d.md", "# D\n\n<!-- chartroom-relations: table here -->\n");
    site.build_clean(&[]);
    let rows = |page: &str| {
        let html = site.output(page);
        let rows =
            html.split("<tr><td>").skip(1).map(|row| row.split("</td></tr>").next().unwrap_or_default().to_owned());
        rows.collect::<Vec<_>>()
    };
    let b = "<a href=\"../b/index.html\">B</a>, <a href=\"../b/index.html#x\">B: X</a>";
    assert_eq!(rows("a/index.html"), [format!("<span class=\"here\">A</span></td><td>Uses</td><td>{b}")]);
    assert_eq!(
        rows("b/index.html"),
        [
            "<a href=\"../a/index.html\">A</a></td><td>Uses</td><td><span class=\"here\">B</span>, <a href=\"#x\">B: X</a>",
            "<a href=\"../c/index.html\">C</a></td><td>Uses</td><td><span class=\"here\">B</span>",
            "<a href=\"../a/index.html\">A</a></td><td>Of</td><td><span class=\"here\">B</span>",
            "<a href=\"../a/index.html\">A</a></td><td>Of</td><td><span class=\"here\">B</span>",
        ]
    );
    assert!(site.output("d/index.html").contains("<p class=\"relations-none\">There are no relations to show.</p>"));
}

#[test]
fn a_page_may_ask_for_a_graph() {
    let site = TestSite::new()
        .file("content/index.md", "# Home\n\n## Relations 1\n\n<!-- chartroom-relations: graph -->\n")
        .file("content/one/a.md", page("A", "uses: [two/b, two/b#x], of: [index.md]"))
        .file("content/two/index.md", "# Second\n")
        .file("content/two/b.md", "# B\n\n## X\n");
    site.build_clean(&[]);
    let html = site.output("index.html");
    let source = html.split("<code class=\"language-mermaid\">").nth(1).and_then(|rest| rest.split("</code>").next());
    let source = source.unwrap_or_default().replace("&quot;", "\"").replace("&gt;", ">");
    assert_eq!(
        source,
        "flowchart LR\n  n0[\"Home\"]\n  subgraph g1[\"One\"]\n    n1[\"A\"]\n  end\n  subgraph g2[\"Second\"]\n    n2[\"B\"]\n  end\n  \
         n1 -->|\"Of\"| n0\n  n1 -->|\"Uses\"| n2\n  click n1 \"/one/a.md\"\n  click n2 \"/two/b.md\"\n"
    );
    assert!(html.contains("<figure class=\"diagram\" id=\"relations-1-graph\" data-kind=\"flowchart\">"), "{html}");
    assert!(
        html.contains("<figcaption><a href=\"#relations-1-graph\">Relations</a> between pages: Of, Uses</figcaption>")
    );
    assert!(html.contains("<a href=\"two/b/index.html\" transform="), "{html}");
    assert!(!html.contains("class=\"svg-link\""));
    assert!(site.output("diagrams.json").contains("\"diagrams\": []"));
}

#[test]
fn a_title_cannot_change_a_graph() {
    let titles = [
        "q\" --> x[\"y",
        "%%{init: {\"theme\": \"forest\"}}%%",
        "#quot; #35; #x",
        "<b>bold</b> <script>",
        "a & b &amp; c",
        "`**bold**`",
        "end",
        "1. one",
        "fa:fa-book $$x$$ \\n ; ] ) } | \\",
        "click n0 \"javascript:x\"",
    ];
    let mut site = TestSite::new().file("content/index.md", "# Home\n\n<!-- chartroom-relations: graph -->\n");
    for (number, title) in titles.iter().enumerate() {
        let title = title.replace('\'', "''");
        site = site.file(
            &format!("content/p{number}.md"),
            format!("---\ntitle: '{title}'\nrelations: {{ to: index.md }}\n---\n"),
        );
    }
    site.build_clean(&[]);
    let html = site.output("index.html");
    let svg = html
        .split("<svg id=\"relations-1-svg\"")
        .nth(1)
        .and_then(|rest| rest.split("</svg>").next())
        .unwrap_or_default();
    assert_eq!(svg.matches("<g id=\"relations-1/").count(), titles.len() + 1, "{svg}");
    assert_eq!(svg.matches("marker-end=").count(), titles.len(), "{svg}");
    let text: Vec<String> = svg
        .split("<text")
        .skip(1)
        .map(|text| {
            let text = text.split("</text>").next().unwrap_or_default().replace("</tspan><tspan", " <tspan");
            let plain: String =
                text.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect();
            plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace('\u{200b}', "")
        })
        .filter(|text| text != "To")
        .collect();
    let wanted: Vec<String> = titles
        .iter()
        .map(|title| match *title {
            "q\" --> x[\"y" => "q“ --> x[”y".to_owned(),
            "%%{init: {\"theme\": \"forest\"}}%%" => "%%{init: {“theme”: “forest”}}%%".to_owned(),
            "click n0 \"javascript:x\"" => "click n0 “javascript:x”".to_owned(),
            other => other.to_owned(),
        })
        .collect();
    for title in &wanted {
        assert!(text.contains(title), "{title} is not among {text:#?}");
    }
}

#[test]
fn a_graph_beyond_the_limits_becomes_a_table() {
    let site = TestSite::new()
        .file("site.toml", "[diagrams]\nmax_edges = 2\n")
        .file("content/index.md", "# Home\n\n<!-- chartroom-relations: graph -->\n")
        .file("content/a.md", page("A", "to: [b, c, index]"))
        .file("content/b.md", "# B\n\n<!-- chartroom-relations: graph here -->\n")
        .file("content/c.md", "# C\n");
    site.build_clean(&[]);
    let html = site.output("index.html");
    assert!(html.contains("<p class=\"relations-none\">A graph of these 3 relations would be too large. Here they are as a table.</p>\n<div class=\"table-wrap relation-table\""), "{html}");
    assert!(site.output("b/index.html").contains("<figure class=\"diagram\" id=\"relations-1\""));
}

#[test]
fn a_comment_that_asks_for_nothing_known_is_a_finding() {
    let site = TestSite::new()
        .file("site.toml", "[markdown]\nraw_html = \"escape\"\n[relations.uses]\n")
        .file(
            "content/a.md",
            "# A\n\n<!-- chartroom-relations: tabel -->\n\n<!-- chartroom-relations: table use -->\n\nx <!-- chartroom-relations: table -->\n",
        );
    assert_eq!(
        findings(&site),
        [
            "content/a.md:3:27 relations are shown as `table` or `graph`, not as `tabel` (did you mean `table`?)",
            "content/a.md:5:33 there is no relation `use` (did you mean `uses`?)",
            "content/a.md:7:3 `chartroom-relations` has no effect beside other text (put the comment between two empty lines)",
        ]
    );
    site.build(&[]);
    let html = site.output("a/index.html");
    assert!(html.contains("<p>x &lt;!-- chartroom-relations: table --&gt;</p>"), "{html}");
    assert!(!html.contains("tabel") && !html.contains("table use"), "{html}");
}

#[test]
fn wrong_types_are_found_in_yaml_and_toml() {
    let site = TestSite::new()
        .file("content/a.md", "---\nrelations: [b]\n---\n# A\n")
        .file("content/b.md", "+++\n[relations]\nto = [\"a\", 3, true]\n+++\n# B\n");
    assert_eq!(
        findings(&site),
        [
            "content/a.md:2:1 `relations` must be a map of lists, not a list (write it like `relations: { uses: [guide/start.md] }`)",
            "content/b.md:3:12 there is no page `3` (write the page's path in the content folder, or one relative to this page that begins with `./` or `../`)",
            "content/b.md:3:15 `relations.to` must be a string or a list of strings, not `true` or `false` (write it like `relations: { uses: [guide/start.md] }`)",
        ]
    );
}

#[test]
fn a_relation_leads_to_a_page_and_a_table_is_content() {
    let site = TestSite::new()
        .file("site.toml", "[nav]\nitems = [\"index.md\"]\n")
        .file("content/index.md", page("Home", "to: a"))
        .file("content/a.md", "# A\n\n<!-- chartroom-relations: table -->\n")
        .file("content/b.md", "# B\n");
    let run = site.run(&["check", "--only", "orphan-page,empty-page"]);
    let files: Vec<&str> = run.stdout.lines().filter_map(|line| line.trim().strip_prefix("--> ")).collect();
    assert_eq!(files, ["content/b.md:1:1", "content/b.md:1:1", "content/index.md:1:1"], "{}", run.stdout);
}
