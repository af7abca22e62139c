//! `[diagrams.classes]`: what a site names, its diagrams may use.

use crate::harness::{TestSite, tree};

const CLASS: &str = "[site]\ntitle = \"Test\"\n[diagrams.classes.edge]\nfill = { light = \"#dbeafe\", dark = \"#1e3a5f\" }\ntext = \"#1e3a8a\"\nstroke_width = 2\n";

fn page(diagram: &str) -> String {
    format!("# Page\n\n```mermaid {{#d}}\n{diagram}\n```\n")
}

fn drawing(site_toml: &str, diagram: &str) -> String {
    let site = TestSite::new().file("site.toml", site_toml).file("content/index.md", page(diagram));
    site.build_clean(&[]);
    site.output("diagrams/d.svg")
}

/// The rules for drawings in pages.
fn sheet(site: &TestSite) -> String {
    let files = tree(&site.path("public/chartroom/css"));
    let (_, bytes) = files.iter().find(|(name, _)| name.starts_with("diagrams.")).expect("the style sheet");
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_class_is_named_in_the_drawing_and_coloured_by_the_shared_sheet() {
    let site =
        TestSite::new().file("site.toml", CLASS).file("content/index.md", page("flowchart LR\n  A:::edge --> B"));
    site.build_clean(&[]);
    let html = site.output("index.html");
    assert!(html.contains("<rect class=\"f-fill-edge s-border w2\""), "{html}");
    assert!(html.contains("<text class=\"f-text-edge\" y=\"1em\">A</text>"), "{html}");
    assert!(!html.contains("#dbeafe"), "{html}");
    let css = sheet(&site);
    let (light, dark) = css.split_once("@media screen and (prefers-color-scheme:dark)").expect("both themes");
    assert!(light.contains("--d-fill-edge:#dbeafe;"), "{light}");
    assert!(dark.contains("--d-fill-edge:#1e3a5f;"), "{dark}");
    // The text is given once: in the dark theme it is as light as its dark fill needs.
    assert!(light.contains("--d-text-edge:#1e3a8a;") && dark.contains("--d-text-edge:#97b5f9;"), "{dark}");
    assert!(css.contains(".dg .f-fill-edge{fill:var(--d-fill-edge)}"), "{css}");
}

#[test]
fn a_drawing_that_stands_alone_carries_the_rules_of_what_it_uses() {
    let svg = drawing(&format!("{CLASS}[diagrams.classes.other]\nfill = \"red\"\n"), "flowchart LR\n  A:::edge --> B");
    assert!(svg.contains("--d-fill-edge:#dbeafe;") && svg.contains("--d-fill-edge:#1e3a5f;"), "{svg}");
    assert!(svg.contains(".dg .f-fill-edge{fill:var(--d-fill-edge)}"), "{svg}");
    assert!(!svg.contains("other"), "{svg}");
}

#[test]
fn what_the_diagram_says_itself_wins() {
    let own = drawing(CLASS, "flowchart LR\n  A:::edge --> B\n  classDef edge fill:#123456");
    assert!(own.contains("fill=\"#123456\"") && !own.contains("f-fill-edge"), "{own}");
    let style = drawing(CLASS, "flowchart LR\n  A:::edge --> B\n  style A fill:#123456");
    assert!(style.contains("fill=\"#123456\"") && style.contains("f-text-edge"), "{style}");
}

#[test]
fn every_kind_with_classes_takes_those_of_the_site() {
    for diagram in [
        "flowchart LR\n  A\n  class A edge",
        "flowchart LR\n  subgraph S\n    A\n  end\n  class S edge",
        "stateDiagram-v2\n  [*] --> A:::edge",
        "stateDiagram-v2\n  state C {\n    A:::edge --> B\n  }",
        "classDiagram\n  class A:::edge",
        "classDiagram\n  class A\n  cssClass \"A\" edge",
        "erDiagram\n  A:::edge ||--o{ B : has",
        "requirementDiagram\n  requirement r:::edge {\n    id: 1\n  }",
        "block\n  A[\"a\"]\n  class A edge",
        "treemap\n\"A\":::edge\n  \"B\": 1",
        "mindmap\n  root\n    a\n    :::edge",
        "quadrantChart\n  P:::edge: [0.3, 0.4]",
    ] {
        let svg = drawing(CLASS, diagram);
        assert!(svg.contains("f-fill-edge"), "{diagram}\n{svg}");
        assert!(diagram.starts_with("quadrant") || svg.contains("f-text-edge"), "{diagram}\n{svg}");
    }
}

#[test]
fn an_edge_with_an_id_takes_a_class_of_the_site_and_of_the_diagram() {
    let toml = "[site]\ntitle = \"Test\"\n[diagrams.classes.wire]\nfill = \"#fff\"\nstroke = \"#1d4ed8\"\n";
    let site = drawing(toml, "flowchart LR\n  A w@--> B\n  class w wire");
    assert!(site.contains("<path class=\"fn s-stroke-wire\" marker-end"), "{site}");
    let own = drawing(toml, "flowchart LR\n  A w@--> B\n  class w wire\n  classDef wire stroke:#f0f");
    assert!(own.contains("stroke=\"#f0f\" marker-end"), "{own}");
}

#[test]
fn a_class_whose_text_is_open_has_a_readable_one_in_each_theme() {
    let toml = "[site]\ntitle = \"Test\"\n[diagrams.classes.night]\nfill = { light = \"#111\", dark = \"#eee\" }\n";
    let svg = drawing(toml, "flowchart LR\n  A:::night --> B:::night");
    assert!(svg.contains("<text class=\"f-text-night\" y=\"1em\">A"), "{svg}");
    let (light, dark) = svg.split_once("@media").expect("both themes");
    assert!(light.contains("--d-text-night:#fff;") && dark.contains("--d-text-night:#111827;"), "{svg}");
    // On a fill of the diagram's own it is chosen anew.
    let own = drawing(toml, "flowchart LR\n  A:::night\n  style A fill:#222");
    assert!(own.contains("<text fill=\"#fff\" y=\"1em\">A"), "{own}");
}

#[test]
fn a_diagram_of_another_theme_has_the_colours_for_its_ground() {
    let dark = drawing(CLASS, "%%{init: {\"theme\": \"dark\"}}%%\nflowchart LR\n  A:::edge");
    assert!(dark.contains("#1e3a5f") && !dark.contains("#dbeafe"), "{dark}");
    let light = drawing(CLASS, "%%{init: {\"theme\": \"forest\"}}%%\nflowchart LR\n  A:::edge");
    assert!(light.contains("#dbeafe") && !light.contains("#1e3a5f"), "{light}");
}

#[test]
fn a_name_that_a_kind_cannot_define_breaks_nothing() {
    let toml =
        "[site]\ntitle = \"Test\"\n[diagrams.classes.end]\nfill = \"red\"\n[diagrams.classes.a-b]\nfill = \"red\"\n";
    for diagram in
        ["stateDiagram-v2\n  A\n  class A a-b", "flowchart LR\n  A\n  class A a-b", "erDiagram\n  A\n  class A a-b"]
    {
        assert!(drawing(toml, diagram).contains("<svg"), "{diagram}");
    }
}

#[test]
fn a_node_drawn_by_hand_is_hatched_in_its_fill() {
    let toml = CLASS.replace(
        "[diagrams.classes.edge]",
        "[diagrams]\nlook = \"handDrawn\"\n[diagrams.classes.edge]\nstroke = \"#1d4ed8\"",
    );
    let svg = drawing(&toml, "flowchart LR\n  A:::edge");
    assert!(svg.contains("<path class=\"f-fill-edge s-fill-edge w1\""), "{svg}");
    assert!(svg.contains("<path class=\"f-fill-edge s-stroke-edge w2\""), "{svg}");
}
