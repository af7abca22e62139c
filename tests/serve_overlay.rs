//! What the preview says over a page: findings, faults, and that neither the page nor hostile content gets at it. Run where
//! `CHARTROOM_BROWSER` is set.

use crate::chrome::{Tab, View, is_wanted};
use crate::harness::TestSite;
use crate::serve_desk::{Desk, HOST, ROOT, has_text, state, two_pages};

#[test]
fn a_finding_shows_over_the_page_and_goes_when_it_is_mended() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(two_pages(), &[]);
    let mut tab = desk.open("/other/");
    assert_eq!(tab.eval(&format!("{HOST}.dataset.state")), "ok");
    let broken = "# Other\n\nStill words.\n\n```mermaid\nflowchart LR\n  A --> B[x (y]\n```\n";
    desk.site.write("content/other.md", broken);
    tab.until(&format!("{} && {HOST}.dataset.open === 'true'", state("findings")));
    let part = |selector: &str| format!("{ROOT}.querySelector('.list li {selector}').textContent");
    for (selector, wanted) in [
        (".severity", "error"),
        (".message", "`(` in an unquoted label"),
        (".where .code", "diagram-syntax"),
        (".place", "content/other.md:7:13"),
        (".source mark", "("),
    ] {
        assert_eq!(tab.eval(&part(selector)), wanted, "{selector}");
    }
    let text = |tab: &mut Tab, selector: &str| tab.eval(&part(selector)).as_str().unwrap_or_default().to_owned();
    assert!(text(&mut tab, ".source").contains("A --> B[x (y]"));
    assert!(text(&mut tab, ".help").contains("quotes"));
    let link = tab.eval(&format!("{ROOT}.querySelector('.place').href"));
    let file = desk.site.path("content/other.md").canonicalize().expect("there");
    let wanted = format!("vscode://file{}:7:13", file.display());
    assert_eq!(link, wanted.as_str());
    assert_eq!(tab.eval(&has_text("Still words.")), true);
    // On a phone it leaves room for the page.
    tab.view(View { width: 360, height: 640, dark: true });
    let height = format!("{ROOT}.querySelector('.sheet').getBoundingClientRect().height");
    assert!(tab.eval(&height).as_f64().is_some_and(|height| height > 40.0 && height < 400.0));
    assert_eq!(tab.eval("document.documentElement.scrollWidth"), 360);
    assert_eq!(tab.picture()[1..4], *b"PNG");

    tab.press("Escape");
    tab.until(&format!("{HOST}.dataset.open === 'false' && {ROOT}.querySelector('.sheet').hidden"));
    // What was closed stays closed, over edits and reloads; it can be opened again.
    desk.site.write("content/other.md", format!("{broken}\nMore.\n"));
    tab.until(&has_text("More."));
    let link = desk.link("/other/");
    tab.go(&link);
    tab.until(&state("findings"));
    assert_eq!(tab.eval(&format!("{HOST}.dataset.open")), "false");
    tab.click(&format!("{ROOT}.querySelector('.pill')"));
    tab.until(&format!("{HOST}.dataset.open === 'true'"));
    desk.site.write("content/other.md", "# Other\n\nMended.\n");
    tab.until(&format!("{} && {}", has_text("Mended."), state("ok")));
    assert_eq!(
        tab.eval(&format!("{ROOT}.querySelector('.sheet').hidden && {ROOT}.querySelector('.pill').hidden")),
        true
    );
    desk.assert_quiet(&mut tab);
}

#[test]
fn a_finding_that_only_moved_or_changed_is_told_anew() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(two_pages().file("content/other.md", "# Other\n\n[gone](gone.md)\n"), &[]);
    let mut tab = desk.open("/other/");
    let place = format!("{ROOT}.querySelector('.place').textContent");
    tab.until(&format!("{place} === 'content/other.md:3:1'"));
    desk.site.write("content/other.md", "# Other\n\nA line.\n\n[gone](gone.md)\n");
    tab.until(&format!("{place} === 'content/other.md:5:1'"));
    // A target on another page mends it without a byte of this one's file.
    desk.site.write("content/gone.md", "# Not gone\n\nHere.\n");
    tab.until(&state("ok"));
    assert_eq!(tab.eval("document.querySelector('main a[href*=gone]') !== null"), true);
    desk.assert_quiet(&mut tab);
}

#[test]
fn a_fault_shows_over_the_last_good_page_and_heals() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(two_pages(), &[]);
    let mut tabs = [desk.open("/"), desk.open("/other/")];
    let config = "[site]\ntitle = \"Test\"\n";
    let faults = [
        ("site.toml", "[site]\ntitel = \"x\"\n", "titel"),
        ("themes/default/templates/page.html", "{% if %}\n", "page.html"),
    ];
    for (file, broken, said) in faults {
        desk.site.write(file, broken);
        for tab in &mut tabs {
            tab.until(&format!("{} && {HOST}.dataset.open === 'true'", state("fault")));
            let text = tab.eval(&format!("{ROOT}.querySelector('.sheet').innerText"));
            assert!(text.as_str().is_some_and(|text| text.contains(said)), "{text}");
        }
        assert_eq!(tabs[1].eval(&has_text("Old words.")), true);
        if file == "site.toml" {
            desk.site.write(file, config);
        } else {
            std::fs::remove_file(desk.site.path(file)).expect("removed");
        }
        for tab in &mut tabs {
            tab.until(&state("ok"));
        }
    }
    for tab in &mut tabs {
        assert_eq!(tab.loads(), 1, "nothing changed but the fault");
        desk.assert_quiet(tab);
    }
}

#[test]
fn a_first_start_with_a_fault_becomes_the_page() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(two_pages().file("site.toml", "[site]\ntitel = \"x\"\n"), &[]);
    let link = desk.link("/other/");
    let mut tab = desk.chrome.open(&link);
    tab.until(&state("fault"));
    desk.site.write("site.toml", "[site]\ntitle = \"Test\"\n");
    tab.until(&format!("{} && {}", has_text("Old words."), state("ok")));
    // The status of the first answer, 503, is all that is complained about.
    let complaints = tab.complaints();
    assert!(complaints.iter().all(|complaint| complaint.contains("503")), "{complaints:?}");
}

#[test]
fn what_has_the_focus_keeps_it_while_the_list_changes() {
    if !is_wanted() {
        return;
    }
    let links = |above: &str, more: &str| format!("# Other\n\n{above}[gone](gone.md)\n\n[gone](gone.md)\n\n{more}");
    let mut desk = Desk::new(two_pages().file("content/other.md", links("", "[away](away.md)\n")), &[]);
    let mut tab = desk.open("/other/");
    tab.until(&format!("{HOST}.dataset.errors === '3'"));
    let active = format!("{ROOT}.activeElement");
    for (selector, line) in [(".place", 5), (".source", 5)] {
        tab.eval(&format!("{ROOT}.querySelectorAll('{selector}')[1].focus()"));
        desk.site.write("content/other.md", links("[new](new.md)\n\n", "[away](away.md)\n"));
        tab.until(&format!("{HOST}.dataset.errors === '4'"));
        let place = format!("{active}.closest('li').querySelector('.place').textContent");
        assert_eq!(tab.eval(&place), format!("content/other.md:{}:1", line + 2).as_str());
        assert_eq!(tab.eval(&format!("{active}.matches('{selector}')")), true);
        desk.site.write("content/other.md", links("", "[away](away.md)\n"));
        tab.until(&format!("{HOST}.dataset.errors === '3'"));
        assert_eq!(tab.eval(&place), format!("content/other.md:{line}:1").as_str());
    }
    desk.site.write("content/other.md", "# Other\n\n[away](away.md)\n");
    tab.until(&format!("{HOST}.dataset.errors === '1'"));
    assert_eq!(tab.eval(&format!("{active}.className")), "close");
    desk.assert_quiet(&mut tab);
}

#[test]
fn no_style_of_the_page_reaches_the_overlay() {
    if !is_wanted() {
        return;
    }
    let style = "html { font-size: 60px } ::selection { color: red }
        :not(html) { color: red !important; font: italic 30px serif; letter-spacing: 9px; word-spacing: 9px; text-align: right;
        text-transform: uppercase; line-height: 4; direction: rtl; visibility: hidden; cursor: none; user-select: none; opacity: 0.1;
        display: none !important; position: relative; transform: scale(2); filter: blur(3px); --ground: red; --ink: red }\n";
    let differs = format!(
        "['.message', '.sheet', '.close'].flatMap((name) => {{ \
           const element = {ROOT}.querySelector(name); \
           const {{ top, left, width, height }} = element.getBoundingClientRect(); \
           const now = {{ ...getComputedStyle(element), box: [top, left, width, height].join(' ') }}; \
           window.styles = {{ [name]: now, ...window.styles }}; \
           return Object.keys(now).filter((key) => now[key] !== window.styles[name][key]); }}).join()"
    );
    let css = include_str!("../themes/default/css/site.css");
    let mut desk = Desk::new(two_pages().file("content/other.md", "# Other\n\n[gone](gone.md)\n"), &[]);
    let mut tab = desk.open("/other/");
    tab.until(&format!("{HOST}.dataset.open === 'true' && !{ROOT}.querySelector('.sheet').getAnimations().length"));
    assert_eq!(tab.eval(&differs), "");
    desk.site.write("themes/default/css/site.css", format!("{css}\n{style}"));
    tab.until("getComputedStyle(document.body).opacity === '0.1'");
    assert_eq!(tab.eval(&differs), "");
    desk.assert_quiet(&mut tab);
}

/// A site whose pages are under a policy.
fn with_policy(policy: &str) -> TestSite {
    let base = include_str!("../themes/default/templates/base.html");
    let meta = format!("<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    two_pages().file("themes/default/templates/base.html", base.replace("<head>", &meta))
}

#[test]
fn pages_under_the_policy_that_the_guide_gives_are_followed() {
    if !is_wanted() {
        return;
    }
    let guide = include_str!("../content/themes/extra.md");
    let policy = guide.lines().find(|line| line.starts_with("default-src")).expect("a policy");
    for policy in [policy, "script-src 'self'; worker-src 'none'; connect-src 'self'"] {
        let mut desk = Desk::new(with_policy(policy), &[]);
        let link = desk.link("/other/");
        let mut tab = desk.chrome.open(&link);
        tab.until(&format!("{HOST}.dataset.revision > 0"));
        let loads = tab.loads();
        for round in 1..3 {
            desk.site.write("content/other.md", format!("# Other\n\nRound {round}: [gone](gone.md)\n"));
            tab.until(&format!("{} && {}", has_text(&format!("Round {round}")), state("findings")));
        }
        assert_eq!(tab.loads(), loads);
        let complaints = tab.complaints();
        // Where workers are refused, the attempt is all that is complained about.
        assert!(
            complaints.iter().all(|each| policy.contains("worker-src") && each.contains("Creating a worker")),
            "{complaints:?}"
        );
    }
}

#[test]
fn a_page_under_a_policy_that_lets_it_ask_nobody_says_so() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(with_policy("default-src 'self'; connect-src 'none'; worker-src 'none'"), &[]);
    let link = desk.link("/other/");
    let mut tab = desk.chrome.open(&link);
    tab.until(&format!("{} && {HOST}.dataset.open === 'true'", state("barred")));
    let text = tab.eval(&format!("{ROOT}.querySelector('.sheet').innerText"));
    assert!(text.as_str().is_some_and(|text| text.contains("connect-src 'self'")), "{text}");
    // It is said once, and the server is left alone.
    let complaints = tab.complaints().len();
    tab.eval("new Promise((done) => setTimeout(done, 2500))");
    assert_eq!(tab.complaints().len(), complaints);
    tab.press("Escape");
    tab.until(&format!("{HOST}.dataset.open === 'false'"));
    tab.go(&link);
    tab.until(&state("barred"));
    assert_eq!(tab.eval(&format!("{HOST}.dataset.open")), "false");
}

#[test]
fn hostile_content_does_nothing() {
    if !is_wanted() {
        return;
    }
    let evil = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 2'>";
    let mut desk = Desk::new(two_pages(), &[]);
    let mut tab = desk.open("/other/");
    let page = format!(
        "# Other\n\n[{evil}](<{evil}.md>)\n\n```mermaid\nflowchart LR\n  A --> B[{evil} (y]\n```\n\n\
         ```{evil}\n```\n\n@<b onclick=x> ![]({}\u{202e}.mmd)\n",
        "javascript:window.hurt=3//".repeat(20)
    );
    desk.site.write("content/other.md", page);
    desk.site.write(&format!("content/{}.md", "<img src=x onerror=window.hurt=4>"), "# Name\n\n[gone](gone.md)\n");
    tab.until(&format!("{} && {HOST}.dataset.errors > 1", state("findings")));
    let text = tab.eval(&format!("{ROOT}.querySelector('.list').textContent"));
    assert!(text.as_str().is_some_and(|text| text.contains("<script>window.hurt = 1")), "{text}");
    assert_eq!(tab.eval(&format!("{ROOT}.querySelectorAll('script, img, [onclick], [onerror]').length")), 0);
    assert_eq!(tab.eval("window.hurt === undefined && document.querySelector('main') !== null"), true);
    desk.site.write("site.toml", format!("[site]\n\"{}\" = 1\n", evil.replace('"', "'")));
    tab.until(&state("fault"));
    let text = tab.eval(&format!("{ROOT}.querySelector('.sheet').textContent"));
    assert!(text.as_str().is_some_and(|text| text.contains("onerror")), "{text}");
    assert_eq!(tab.eval(&format!("{ROOT}.querySelectorAll('script, img, [onclick], [onerror]').length")), 0);
    let link = desk.link("/_chartroom/");
    tab.go(&link);
    tab.until(&has_text("onerror"));
    assert_eq!(tab.eval("window.hurt === undefined && document.images.length === 0"), true);
    // The author's own picture is not there.
    let complaints = tab.complaints();
    assert!(complaints.iter().all(|complaint| complaint.contains("404")), "{complaints:?}");
    assert_eq!(tab.origins().into_iter().collect::<Vec<_>>(), [desk.link("")]);
}
