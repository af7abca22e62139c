//! What a site with a plan shows about it: the dashboard, badges, the weight of its pages.

use crate::harness::{Run, TestSite, tree};

const PLAN: &str = "version: 1\ntitle: Harbour\nphases:\n\
    \x20 - { id: first, title: First tide, due: 2026-01-31, gate: { diagrams: 2, require: [diagram-invalid] } }\n\
    \x20 - { id: second, title: Second tide, due: 2026-06-30, gate: { diagrams: 4 } }\n\
    collections:\n\
    \x20 - { id: docks, title: Docks, phase: second, axes: { dock: [north, south], view: [plan, crane] }, \
    page: \"docks/{dock}/{view}.md\", aliases: { crane: [hoist] } }\n\
    \x20 - { id: ships, title: Ships, items: \"ships/*.md\", names: [brig, sloop], each: { diagrams: { L0: 1, total: 2 } } }\n\
    lanes: [{ id: W, title: Water, writes: [\"ships/**\"] }]\n\
    tasks:\n\
    \x20 - { id: t1, title: Draw the brig, phase: first, lanes: [W], duration: 12h, delivers: [{ item: ships/brig }] }\n\
    \x20 - { id: t2, title: Sail, duration: 1d, after: [t1] }\n";

fn diagram(role: &str, text: &str) -> String {
    format!("```mermaid {{role={role}}}\nflowchart LR\n  {text}\n```\n\n")
}

/// Two valid diagrams and a broken one; one of four pages, one of them under another name.
fn site() -> TestSite {
    TestSite::new()
        .file("content/index.md", "# Home\n\n[north](docks/north/plan.md)\n")
        .file("content/docks/north/plan.md", format!("# North\n\n{}", diagram("L0", "A --> B")))
        .file("content/docks/south/hoist.md", format!("# Hoist\n\n{}", diagram("L0", "A --> B[x (y]")))
        .file("content/ships/brig.md", format!("# Brig\n\n## Hull\n\n{}", diagram("L0", "B --> C")))
        .file("plan.yaml", PLAN)
}

fn build(site: &TestSite, today: &str) -> Run {
    let run = site.build(&["--today", today]);
    assert!(run.code < 2, "{}", run.stderr);
    run
}

/// The page between two texts.
fn part<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
    let start = page.find(from).unwrap_or_else(|| panic!("no {from} in {page}"));
    let rest = &page[start..];
    &rest[..rest.find(to).unwrap_or_else(|| panic!("no {to} in {rest}"))]
}

/// The text of HTML, without tags and what only pictures say.
fn text(html: &str) -> String {
    let mut out = String::new();
    for part in html.split('<') {
        if let Some((tag, rest)) = part.split_once('>') {
            out.push_str(if tag.starts_with("/bdi") || tag.starts_with("bdi") || tag.contains("code") {
                ""
            } else {
                " "
            });
            out.push_str(rest);
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_dashboard_says_what_the_report_says() {
    let site = site();
    build(&site, "2026-02-10");
    let page = site.output("progress/index.html");
    assert_eq!(
        text(part(&page, "<dl class=\"tiles\">", "</dl>")),
        "Valid diagrams 66% 2 of 3 Phases met 0% 0 of 2 Tasks done 0% 0 of 2 Pages 4 Broken diagrams 1 see which"
    );
    let phases = part(&page, "<ol class=\"phases\">", "</ol>");
    assert_eq!(
        text(phases),
        "First tide short due 2026-01-31 , 10 days ago 50% 2 of 2 valid diagrams diagram-invalid found 1 time 0 of 1 task done \
         Badge What is missing diagram-invalid is found at content/docks/south/hoist.md:5 \
         Second tide upcoming due 2026-06-30 , in 140 days 50% 2 of 4 valid diagrams Docks 2 of 4 short Badge \
         What is missing 2 of 4 valid diagrams are missing collection docks lacks 2 of 4 pages: \
         docks/north/crane.md is missing, docks/south/plan.md is missing"
    );
    let matrix = part(&page, "<caption class=\"unseen\">", "</table>");
    assert_eq!(
        text(matrix),
        "Pages by dock and view dock \\ view plan crane exist north ✓ 1 1 valid – wanted 1/2 \
         south – wanted ○ 0 !1 0 valid, as docks/south/hoist.md, 1 broken 1/2 exist 1/2 1/2 2/4"
    );
    assert!(matrix.contains("<td class=\"there\"><a href=\"../docks/north/plan/index.html\">"), "{matrix}");
    assert!(
        matrix
            .contains("<td class=\"bare\"><a href=\"../docks/south/hoist/index.html\" title=\"docks/south/hoist.md\">"),
        "{matrix}"
    );
    let collections = part(&page, "<ul class=\"collections\">", "</section>");
    assert_eq!(
        text(collections),
        "Docks incomplete 50% 2 of 4 pages, for Second tide. 1 of 2 diagrams on 2 pages are valid. \
         Ships incomplete 25% 1 of 4 diagrams. 1 of 1 diagram on 1 page is valid. \
         2 items lack something Item Lacks Stands at brig diagrams: 1 of 2 ships/brig.md \
         sloop L0: 0 of 1, diagrams: 0 of 2 missing altogether, wanted at ships/sloop.md"
    );
    let sections = part(&page, "<h2 id=\"sections\">", "</section>");
    assert_eq!(
        text(sections),
        "By section Section Diagrams: valid and broken Valid Reviewed Pages top level 0 of 0 0 1 docks 1 of 2 0 2 ships 1 of 1 0 1"
    );
    let lanes = part(&page, "<h2 id=\"lanes\">", "</section>");
    assert_eq!(text(lanes), "Lanes Lane Tasks done Tasks Hours left Pages Valid diagrams Water W 0 of 1 12 1 1 of 1");
    let tasks = part(&page, "<h2 id=\"tasks\">", "</section>");
    assert_eq!(
        text(tasks),
        "Tasks Task State Phase Lanes Missing, or waits for Draw the brig t1 ready First tide W ships/brig.md lacks 1 more diagram \
         Sail t2 blocked after t1"
    );
    let wanted = part(&page, "<h2 id=\"wanted\">", "</section>");
    assert_eq!(
        text(wanted),
        "Wanted pages 3 pages and items do not exist. Each path counts from the content folder. \
         docks/north/crane.md docks/south/plan.md ships/sloop.md"
    );
    let broken = part(&page, "<h2 id=\"broken\">", "</section>");
    assert!(
        broken.contains("<a href=\"../docks/south/hoist/index.html#fig-docks-south-hoist-hoist\"><bdi>Hoist</bdi></a> <code><bdi>content/docks/south/hoist.md:3</bdi></code>"),
        "{broken}"
    );
    let next = part(&page, "<h2 id=\"next\">", "</section>");
    assert!(
        text(next).starts_with("What to do next mend content/docks/south/hoist.md:3 First tide, due 2026-01-31"),
        "{next}"
    );
}

#[test]
fn charts_are_drawn_with_a_text_alternative() {
    let site = site().file("content/more.md", "# More\n\n```mermaid\npie\n  \"a\": 1\n```\n");
    build(&site, "2026-02-10");
    let page = site.output("progress/index.html");
    let charts = part(&page, "<div class=\"charts\">", "</section>");
    assert!(charts.contains("<svg id=\"chart-phases-svg\""), "{charts}");
    assert!(charts.contains(">Valid diagrams: 3. Asked for: First tide 2, Second tide 4.</desc>"), "{charts}");
    assert!(charts.contains(">Valid diagrams: flowchart 2, pie 1.</desc>"), "{charts}");
    assert!(!page.contains(" style=\"") && !page.contains("<script>"), "inline style or script");
    assert_eq!(page.matches("<h1").count(), 1);
}

#[test]
fn every_page_leads_to_the_dashboard_and_none_without_a_plan() {
    let site = site().file("site.toml", "[site]\ntitle = \"Test\"\nbase_url = \"https://quay.example/h/\"\n");
    build(&site, "2026-02-10");
    assert_eq!(site.output("docks/north/plan/index.html").matches("href=\"../../../progress/index.html\"").count(), 2);
    assert_eq!(site.output("404.html").matches("href=\"/h/progress/\"").count(), 2);
    assert!(site.output("sitemap.xml").contains("<url><loc>https://quay.example/h/progress/</loc></url>\n</urlset>"));
    assert!(!site.output("index.html").contains("progress.") || site.path("public/chartroom/css").exists());
    let nav = site.output("index.html");
    assert!(!part(&nav, "<nav class=\"menu\"", "</nav>").contains("progress"), "{nav}");

    std::fs::remove_file(site.path("plan.yaml")).expect("removed");
    build(&site, "2026-02-10");
    let files = tree(&site.path("public"));
    let own: Vec<&String> = files.keys().filter(|path| path.contains("progress") || path.contains("badges")).collect();
    assert_eq!(own, Vec::<&String>::new());
    assert!(files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("progress/")));
}

#[test]
fn a_plan_that_cannot_be_understood_has_no_dashboard() {
    let site = site().file("plan.yaml", "version: 2\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let files = tree(&site.path("public"));
    assert!(files.keys().all(|path| !path.contains("progress") && !path.contains("badges")));
}

#[test]
fn only_the_dashboard_and_badges_depend_on_the_day() {
    let site = site();
    build(&site, "2026-01-10");
    let before = tree(&site.path("public"));
    build(&site, "2026-02-10");
    let after = tree(&site.path("public"));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: Vec<&str> =
        before.iter().filter(|(path, bytes)| after[*path] != **bytes).map(|(path, _)| path.as_str()).collect();
    assert_eq!(changed, ["badges/phase-first.svg", "progress/index.html"]);
    site.build(&["--today", "2026-02-10", "--no-cache", "--clean", "--jobs", "1"]);
    assert_eq!(tree(&site.path("public")), after);
}

#[test]
fn badges_show_all_diagrams_and_each_phase() {
    let site = site();
    build(&site, "2026-02-10");
    let title = |file: &str| part(&site.output(&format!("badges/{file}")), "<title>", "</title>").to_owned();
    assert_eq!(title("diagrams.svg"), "<title>diagrams: 2 of 3 valid");
    assert_eq!(title("phase-first.svg"), "<title>First tide: short, 50%");
    assert_eq!(title("phase-second.svg"), "<title>Second tide: upcoming, 50%");
    let page = site.output("progress/index.html");
    assert!(page.contains("href=\"../badges/phase-first.svg\""), "{page}");
}

#[test]
fn content_keeps_its_places_and_what_is_ours_moves() {
    let site = site()
        .file("content/progress/index.md", "# Our progress\n")
        .file("content/badges/gold.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let run = build(&site, "2026-02-10");
    assert!(run.stderr.contains("warning[reserved-url]: the content has a folder /badges/, where badges stand as files; they move to /chartroom/badges/\n --> content/badges/gold.svg:1:1"), "{}", run.stderr);
    assert!(run.stderr.contains("warning[reserved-url]: the content has a folder /progress/, where the page about the plan stands; it moves to /chartroom/progress/\n --> content/progress/index.md:1:1"), "{}", run.stderr);
    assert!(site.output("progress/index.html").contains("Our progress"));
    let page = site.output("chartroom/progress/index.html");
    assert!(
        page.contains("href=\"../badges/phase-first.svg\"")
            && page.contains("href=\"../../docks/north/plan/index.html\""),
        "{page}"
    );
    assert!(site.path("public/chartroom/badges/diagrams.svg").is_file());
    assert!(site.output("index.html").contains("href=\"chartroom/progress/index.html\""));

    let aliased = self::site().file("content/more.md", "---\ntitle: More\naliases: [/progress/]\n---\n\nText.\n");
    let run = build(&aliased, "2026-02-10");
    assert!(run.stderr.contains("it moves to /chartroom/progress/\n --> content/more.md:1:1"), "{}", run.stderr);
    assert!(aliased.output("progress/index.html").contains("moved"));

    std::fs::remove_file(site.path("plan.yaml")).expect("removed");
    assert!(!build(&site, "2026-02-10").stderr.contains("reserved-url"));
}

const HEAVY: &str = "version: 1\nphases:\n  - { id: fast, active: true, gate: { page_load: 155ms } }\n";

/// A page of 40 KB that hardly compresses.
fn heavy_text() -> String {
    let mut state: u32 = 7;
    let mut words = String::from("# Heavy\n\n");
    for _ in 0..6_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        words.push_str(&format!("{:x} ", state >> 8));
    }
    words
}

#[test]
fn the_heaviest_page_is_the_same_for_build_and_report() {
    let site = TestSite::new()
        .file("content/index.md", "# Home\n\n[a](a.md) and [heavy](heavy.md)\n")
        .file("content/a.md", format!("# A\n\n{}", diagram("L0", "A --> B")))
        .file("content/heavy.md", heavy_text())
        .file("content/draft.md", format!("---\ndraft: true\n---\n{}{}", heavy_text(), heavy_text()))
        .file("plan.yaml", HEAVY);
    let run = site.build(&["--drafts"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let short = part(&run.stderr, "phase `fast`", "\n").to_owned();
    assert!(short.starts_with("phase `fast` is active and is short: content/heavy.md takes 0."), "{short}");
    assert!(short.ends_with(" compressed bytes × 8 / 1.6 Mbit/s"), "{short}");

    // A second build takes unchanged pages from the output and their weight from the cache; without a cache it does both anew.
    let clean = site.build(&[]);
    let again = site.build(&[]);
    assert_eq!(again.stderr, clean.stderr);
    assert_eq!(site.build(&["--no-cache"]).stderr, clean.stderr);
    let short = part(&clean.stderr, "content/heavy.md takes", "\n").to_owned();

    let json = |arguments: &[&str]| {
        let run = site.run(&[&["report", "--format", "json"], arguments].concat());
        serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr))
    };
    let first = json(&["--no-cache"]);
    let load = &first["phases"][0]["page_load"];
    assert_eq!(load["file"], "content/heavy.md");
    let bytes = load["bytes"].as_u64().expect("a number");
    assert!(short.contains(&format!(": 0.15 s + {bytes} compressed bytes")), "{short} {bytes}");
    assert_eq!(first["phases"][0]["missing"][0], serde_json::json!(short));
    assert_eq!(json(&[]), first);
    assert_eq!(json(&[]), first);

    // The very bytes of the file that was written.
    let html = site.output("heavy/index.html");
    let packed =
        std::process::Command::new("gzip").args(["-c", "-n"]).arg(site.path("public/heavy/index.html")).output();
    if let Ok(packed) = packed {
        let other = packed.stdout.len() as f64;
        assert!((bytes as f64 - other).abs() < 0.02 * other, "{bytes} {other} {}", html.len());
    }
}

#[test]
fn check_holds_the_plan_without_weighing() {
    let site = TestSite::new().file("content/index.md", heavy_text()).file("plan.yaml", HEAVY);
    let run = site.run(&["check", "--only", "phase-short,plan-invalid"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!site.path("public").exists());
}

#[test]
fn nothing_of_a_plan_can_break_out_of_the_page() {
    let evil = "</title><script>alert(1)</script>\\\"'><img src=x onerror=alert(2)>";
    let long = "x".repeat(400);
    let plan = format!(
        "version: 1\ntitle: \"{evil}\"\nphases:\n\
         \x20 - {{ id: \"a\\\"b<c>\", title: \"{evil}\", due: 2026-01-01, gate: {{ diagrams: 9 }} }}\n\
         \x20 - {{ id: \"{long}\", title: \"漢字の段階 עברית \u{202e}gnp\", gate: {{ diagrams: 10 }} }}\n\
         collections:\n\
         \x20 - {{ id: \"{evil}\", phase: \"a\\\"b<c>\", axes: {{ row: [\"<b>r</b>\", \"{long}\"], column: [\"<i>c</i>\"] }}, page: \"m/{{row}}/{{column}}.md\" }}\n\
         \x20 - {{ id: items, title: \"`<s>`\", items: \"i/*.md\", names: [\"<u>n</u>\"], each: {{ diagrams: {{ \"<q>\": 1 }} }} }}\n\
         lanes: [{{ id: \"<l>\", title: \"{evil}\" }}]\n\
         tasks: [{{ id: \"<t>\", title: \"{evil}\", lanes: [\"<l>\"], duration: 1h, delivers: [{{ page: \"<p>.md\" }}] }}]\n"
    );
    let site = TestSite::new()
        .file(
            "content/index.md",
            format!("# Home\n\n## <script>x</script> \"q\"\n\n{}", diagram("\"<r>\"", "A --> B[x (y]")),
        )
        .file("content/<f>/x.md", "# X\n")
        .file("plan.yaml", plan);
    let run = site.build(&["--today", "2026-02-10"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(!run.stderr.contains("plan-invalid"), "{}", run.stderr);
    let page = site.output("progress/index.html");
    for tag in
        ["<img src=x", "<script>", "<b>r", "<i>c", "<u>n", "<q>", "<l>", "<t>", "<p>.md", "<s>", "<f>", "<r>", "<c>"]
    {
        assert!(!page.contains(tag), "{tag}");
    }
    assert!(page.contains("漢字の段階 עברית"));
    for (path, bytes) in tree(&site.path("public/badges")) {
        let svg = String::from_utf8(bytes).expect("UTF-8");
        assert!(!svg.contains("<script") && !svg.contains("<img"), "{path}: {svg}");
        assert!(
            path.len() < 200 && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte)),
            "{path}"
        );
    }
    assert!(site.path("public/badges/phase-a~22b~3cc~3e.svg").is_file());
}

#[test]
fn a_site_can_bring_its_own_dashboard() {
    let site = site().file(
        "themes/default/templates/progress.html",
        "{{ progress.valid.text }}|{{ progress.phases[0].status }}|{{ progress.title }}",
    );
    build(&site, "2026-02-10");
    assert_eq!(site.output("progress/index.html"), "2 of 3|short|Harbour");
}

#[test]
fn pages_show_badges_and_link_to_the_dashboard_wherever_they_stand() {
    let line = "# Home\n\n[![All](/badges/diagrams.svg)](/progress/) ![One](/badges/phase-first.svg) ![No](/badges/phase-none.svg)\n";
    let site = TestSite::new().file("content/index.md", line).file("content/a/b.md", "# B\n\n[p](/progress/)\n");
    site.write("plan.yaml", "version: 1\nphases: [{ id: first, gate: { diagrams: 2 } }]\n");
    let run = site.build(&[]);
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("`/badges/phase-none.svg`") && run.stderr.matches("error[").count() == 1,
        "{}",
        run.stderr
    );
    let page = site.output("index.html");
    assert!(
        page.contains("<a href=\"progress/index.html\" data-to=\"/progress/\"><img src=\"badges/diagrams.svg\""),
        "{page}"
    );
    assert!(
        site.output("a/b/index.html").contains("<a href=\"../../progress/index.html\" data-to=\"/progress/\">p</a>")
    );

    // Where content has the folder, ours are found where they move to.
    site.write("content/progress/index.md", "# Mine\n\n[ours](/chartroom/progress/)\n");
    let run = site.build(&[]);
    assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
    assert!(
        site.output("progress/index.html")
            .contains("<a href=\"../chartroom/progress/index.html\" data-to=\"/chartroom/progress/\">ours</a>")
    );

    std::fs::remove_file(site.path("plan.yaml")).expect("removed");
    assert_eq!(site.build(&[]).stderr.matches("error[").count(), 4);
}

#[test]
fn a_cell_counts_the_diagrams_of_all_its_pages() {
    let plan = "version: 1\ncollections:\n\
        \x20 - { id: docks, axes: { dock: [north], view: [crane] }, page: \"{dock}/{view}.md\", aliases: { crane: [hoist] }, \
        each: { diagrams: 2 } }\n";
    let site = TestSite::new()
        .file("content/index.md", "# Home\n")
        .file("content/north/crane.md", format!("# Crane\n\n{}", diagram("L0", "A --> B")))
        .file("content/north/hoist.md", format!("# Hoist\n\n{}", diagram("L0", "B --> C")))
        .file("plan.yaml", plan);
    build(&site, "2026-02-10");
    let matrix = site.output("progress/index.html");
    let matrix = text(part(&matrix, "<caption class=\"unseen\">", "</table>"));
    assert_eq!(matrix, "Pages by dock and view dock \\ view crane exist north ✓ 2 2 valid 1/1 exist 1/1 1/1");
}

#[test]
fn no_control_character_of_a_plan_reaches_a_page() {
    let site = site();
    site.write("plan.yaml", "version: 1\ntitle: \"\\e[31mRED\\x00\"\n");
    build(&site, "2026-02-10");
    for (path, bytes) in tree(&site.path("public/progress")) {
        assert!(!bytes.iter().any(|byte| matches!(byte, 0..=8 | 14..=31 | 127)), "{path}");
    }
    assert!(site.output("progress/index.html").contains("\u{fffd}[31mRED\u{fffd}"));
}
