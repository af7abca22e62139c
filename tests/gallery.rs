//! The gallery: a card for every diagram, what it can be picked by, who else shows or mentions it, where the page stands.

use crate::harness::{TestSite, tree};

const PLAN: &str = "version: 1\nphases:\n  - { id: first, title: First tide, gate: { diagrams: 2 } }\n\
    collections:\n  - { id: ships, phase: first, items: \"ships/*.md\", names: [brig], each: { diagrams: { L0: 2 } } }\n";

fn diagram(attributes: &str, text: &str) -> String {
    format!("```mermaid {{{attributes}}}\n{text}\n```\n\n")
}

/// Four diagrams, one of them broken, one of a file that two pages show.
fn site() -> TestSite {
    let brig = diagram("#hull role=L0 caption=\"The hull\"", "flowchart LR\n  A --> B")
        + &diagram("role=L0 caption=Sails", "flowchart LR\n  A[x (y]");
    TestSite::new()
        .file("site.toml", "[site]\ntitle = \"Test\"\nbase_url = \"https://quay.example/h/\"\n")
        .file("content/index.md", format!("# Home\n\nSee @hull.\n\n![Tides](tides.mmd)\n\n{}", diagram("#crew caption=Crew", "sequenceDiagram\n  A->>B: Ahoy")))
        .file("content/tides.mmd", "flowchart LR\n  Ebb --> Flood\n  click Ebb \"ships/brig.md#hull\"\n")
        .file("content/ships/index.md", "---\ntitle: Our ships\n---\n\n![](../tides.mmd)\n\n[h](brig.md#hull) [h](brig.md#hull)\n")
        .file("content/ships/brig.md", format!("---\ntitle: Brig\ntags: [Old Ships, wood]\n---\n\n@hull and [itself](#hull)\n\n{brig}"))
        .file("content/ships/sloop.md", "---\ntitle: Sloop\nrelations: { like: [brig.md#hull] }\n---\n\nText. ![](../tides.mmd)\n\nMore.\n\n![](../tides.mmd)\n")
        .file("plan.yaml", PLAN)
}

fn build(site: &TestSite) -> String {
    let run = site.build(&[]);
    assert!(run.code < 2, "{}", run.stderr);
    run.stderr
}

/// The cards, each from its `<li` to the next.
fn cards(page: &str) -> Vec<&str> {
    page.split("<li data-marks")
        .skip(1)
        .map(|card| card.split("</li>\n<li data-marks").next().unwrap_or(card))
        .collect()
}

fn card<'p>(page: &'p str, caption: &str) -> &'p str {
    let named = |card: &&str| card.contains(&format!(">{caption}</a>"));
    cards(page).into_iter().find(named).unwrap_or_else(|| panic!("no {caption} in {page}"))
}

#[test]
fn every_diagram_is_a_card_and_a_broken_one_says_why() {
    let site = site();
    build(&site);
    let page = site.output("diagrams/index.html");
    assert_eq!(cards(&page).len(), 4);
    assert!(page.contains("4 diagrams on 4 pages, 1 of them broken</span>"), "{page}");
    let hull = card(&page, "The hull");
    let shown = "<img src=\"hull.svg\" width=\"";
    assert!(hull.contains(shown) && hull.contains("loading=\"lazy\" decoding=\"async\""), "{hull}");
    assert!(hull.contains("<a class=\"name\" href=\"../ships/brig/index.html#hull\">"), "{hull}");
    assert!(
        hull.contains("<p><b>Figure 1</b> Brig</p>\n<p><i>flowchart</i> <i>L0</i> <i>First tide</i></p>"),
        "{hull}"
    );
    let sails = card(&page, "Sails");
    assert!(
        !sails.contains("<img")
            && sails.contains("<p class=\"broken\"><strong>Broken</strong> `(` in an unquoted label</p>"),
        "{sails}"
    );
    assert!(
        page.contains("<bdi>Our ships</bdi> <span class=\"many\">2</span>") && page.contains("<bdi>Top level</bdi>"),
        "{page}"
    );
}

#[test]
fn cards_carry_the_marks_of_what_they_can_be_picked_by() {
    let site = site();
    build(&site);
    let page = site.output("diagrams/index.html");
    let fields: Vec<&str> =
        page.split("<select name=\"").skip(1).filter_map(|field| field.split("</select>").next()).collect();
    let fields: Vec<String> = fields
        .iter()
        .map(|field| field.split('\n').skip(1).map(|option| option.replace("option ", "")).collect())
        .collect();
    let option =
        |value: &str, mark: usize, text: &str| format!("<value=\"{value}\" data-mark=\"{mark}\">{text}</option>");
    assert_eq!(
        fields,
        [
            option("flowchart", 0, "flowchart (3)") + &option("sequence", 1, "sequence (1)"),
            option("L0", 2, "L0 (2)"),
            option("/", 3, "Top level (2)") + &option("ships", 4, "Our ships (2)"),
            option("first", 5, "First tide (2)"),
            option("old-ships", 6, "Old Ships (2)") + &option("wood", 7, "wood (2)"),
            option("yes", 8, "Valid (3)") + &option("no", 9, "Broken (1)"),
        ]
    );
    assert!(card(&page, "The hull").starts_with("=\"0 2 4 5 6 7 8\">"), "{page}");
    assert!(card(&page, "Sails").starts_with("=\"0 2 4 5 6 7 9\">"), "{page}");
    assert!(card(&page, "Crew").starts_with("=\"1 3 8\">"), "{page}");
}

#[test]
fn a_card_lists_the_pages_that_show_or_mention_it_elsewhere() {
    let site = site();
    build(&site);
    let page = site.output("diagrams/index.html");
    let hull = card(&page, "The hull");
    let mentions = "<summary>Also on 3 pages</summary>\n<p>Mentions it</p>\n<ul>\n\
        <li><a href=\"../index.html\">Home</a></li>\n<li><a href=\"../ships/index.html\">Our ships</a></li>\n\
        <li><a href=\"../ships/sloop/index.html\">Sloop</a></li>\n</ul></details>";
    assert!(hull.contains(mentions), "{hull}");
    let tides = card(&page, "Tides");
    let shows = "<summary>Also on 2 pages</summary>\n<p>Shows it</p>\n<ul>\n\
        <li><a href=\"../ships/index.html#fig-tides\">Our ships</a></li>\n\
        <li><a href=\"../ships/sloop/index.html#fig-tides\">Sloop</a></li>\n</ul></details>";
    assert!(tides.contains(shows), "{tides}");
    assert!(!card(&page, "Crew").contains("<details>"), "{page}");
}

#[test]
fn every_page_leads_to_the_gallery_and_none_without_diagrams_or_where_it_is_off() {
    let site = site();
    build(&site);
    assert_eq!(site.output("ships/brig/index.html").matches("href=\"../../diagrams/index.html\"").count(), 2);
    assert_eq!(site.output("404.html").matches("href=\"/h/diagrams/\"").count(), 2);
    assert!(site.output("sitemap.xml").contains("<loc>https://quay.example/h/diagrams/</loc>"));
    let page = site.output("diagrams/index.html");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://quay.example/h/diagrams/\">"), "{page}");
    assert!(page.contains("<meta name=\"description\" content=\"All diagrams of Test: 4 on 4 pages.\">"), "{page}");
    assert!(!page.contains("data-pagefind-body") && !site.output("index.html").contains("chartroom/js/gallery."));

    site.write("site.toml", "[site]\ntitle = \"Test\"\n[diagrams]\ngallery = false\n");
    let without = TestSite::new().file("content/index.md", "# Home\n\nText.\n");
    for site in [&site, &without] {
        build(site);
        let files = tree(&site.path("public"));
        assert!(files.keys().all(|path| !path.contains("gallery") && path != "diagrams/index.html"));
        assert!(!site.output("index.html").contains("diagrams/index.html"));
    }
}

#[test]
fn pages_link_to_the_gallery_wherever_it_stands() {
    let site = site().file("content/more.md", "# More\n\n[all](/diagrams/)\n");
    assert!(!build(&site).contains("broken-link"));
    assert!(
        site.output("more/index.html").contains("<a href=\"../diagrams/index.html\" data-to=\"/diagrams/\">all</a>")
    );

    site.write("content/diagrams/index.md", "# Ours\n\n[all](/chartroom/diagrams/)\n");
    let said = build(&site);
    assert!(said.contains("warning[reserved-url]: the content has a folder /diagrams/, where the gallery and drawings as files stand; they move to /chartroom/diagrams/\n --> content/diagrams/index.md:1:1"), "{said}");
    assert!(
        site.output("diagrams/index.html")
            .contains("<a href=\"../chartroom/diagrams/index.html\" data-to=\"/chartroom/diagrams/\">all</a>")
    );
    let page = site.output("chartroom/diagrams/index.html");
    assert!(
        page.contains("<img src=\"hull.svg\"") && page.contains("href=\"../../ships/brig/index.html#hull\""),
        "{page}"
    );
    assert!(site.path("public/chartroom/diagrams/hull.svg").is_file());

    let aliased = self::site().file("content/more.md", "---\ntitle: More\naliases: [/diagrams/]\n---\n\nText.\n");
    assert!(build(&aliased).contains("they move to /chartroom/diagrams/\n --> content/more.md:1:1"));
    assert!(aliased.output("diagrams/index.html").contains("moved"));
}

#[test]
fn nothing_of_the_content_can_break_out_of_the_gallery() {
    let evil = "</a><script>alert(1)</script>' onload=x";
    let plan = format!(
        "version: 1\nphases: [{{ id: \"<i>\", title: \"{evil}\" }}]\n\
        collections: [{{ id: c, phase: \"<i>\", diagrams: \"**\", need: 1 }}]\n"
    );
    let site = TestSite::new()
        .file(
            "content/<b>/index.md",
            format!(
                "---\ntitle: \"{evil}\"\ntags: [\"{evil}\"]\n---\n\n## {evil}\n\n{}{}",
                diagram(&format!("role=\"{evil}\""), "flowchart LR\n  A --> B"),
                diagram("#b", "<u>chart")
            ),
        )
        .file("content/index.md", format!("# Home\n\n{}", diagram(&format!("caption=\"{evil}\""), "pie\n  \"a\": 1")))
        .file("plan.yaml", plan);
    build(&site);
    let page = site.output("diagrams/index.html");
    assert_eq!(cards(&page).len(), 3);
    for tag in ["<script>alert", "<u>", "<b>/", "' onload=x>"] {
        assert!(!page.contains(tag), "{tag} in {page}");
    }
}

#[test]
fn the_gallery_is_the_same_bytes_whatever_is_remembered() {
    let site = site();
    build(&site);
    let first = tree(&site.path("public"));
    build(&site);
    assert_eq!(tree(&site.path("public")), first);
    site.build(&["--no-cache", "--clean", "--jobs", "1"]);
    assert_eq!(tree(&site.path("public")), first);
    // What only the gallery shows of another page.
    site.write("content/ships/sloop.md", "---\ntitle: Sloop\n---\n\nText.\n");
    build(&site);
    let changed = site.output("diagrams/index.html");
    assert!(card(&changed, "The hull").contains("<summary>Also on 2 pages</summary>"), "{changed}");
    assert!(card(&changed, "Tides").contains("<summary>Also on 1 page</summary>"), "{changed}");
}

#[test]
fn groups_are_full_and_a_site_can_bring_its_own_gallery() {
    let many: String = (0..30).map(|number| diagram("", &format!("flowchart LR\n  A --> B{number}"))).collect();
    let site = TestSite::new().file("content/index.md", format!("# Home\n\n{many}"));
    build(&site);
    let page = site.output("diagrams/index.html");
    let groups: Vec<usize> =
        page.split("<ul class=\"cards\">").skip(1).map(|group| group.matches("<li data-marks").count()).collect();
    assert_eq!(groups, [12, 12, 6]);
    // All are alike: there is nothing to pick by but the caption.
    assert!(!page.contains("<select") && page.contains("name=\"q\""), "{page}");

    site.write(
        "themes/default/templates/gallery.html",
        "{{ gallery.total }}|{{ gallery.sections[0].groups[2][0].kind }}",
    );
    build(&site);
    assert_eq!(site.output("diagrams/index.html"), "30|flowchart");
}
