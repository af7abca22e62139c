//! What an author sees of the preview in a browser: pages that follow text, styles and other files by themselves. Run where
//! `CHARTROOM_BROWSER` is set. No page may complain or ask anybody else in any of it.

use crate::chrome::{Tab, is_wanted};
use crate::harness::TestSite;
use crate::serve_desk::{DIAGRAM, Desk, HOST, has_text, save, state, two_pages};
use crate::serve_harness::Serving;

#[test]
fn a_change_of_title_diagram_and_navigation_shows() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(two_pages(), &[]);
    let mut tab = desk.open("/other/");
    desk.site.write("content/other.md", format!("# Another\n\n{DIAGRAM}"));
    tab.until("document.title.includes('Another') && document.querySelectorAll('main svg.dg').length === 1");
    desk.site.write("content/other.md", format!("# Another\n\n{}", DIAGRAM.replace("A --> B", "A --> B --> Cellar")));
    tab.until("document.querySelector('main svg.dg').textContent.includes('Cellar')");
    desk.site.write("content/third.md", "# Third\n\nNew.\n");
    tab.until("[...document.querySelectorAll('nav a')].some((link) => link.textContent.includes('Third'))");
    desk.site.write("content/third.md", "# Renamed\n\nNew.\n");
    tab.until("[...document.querySelectorAll('nav a')].some((link) => link.textContent.includes('Renamed'))");
    desk.assert_quiet(&mut tab);
}

#[test]
fn a_page_that_is_changed_in_place_is_the_one_that_is_loaded() {
    if !is_wanted() {
        return;
    }
    let blocks = [
        "## Part WORD\n\n",
        "Words of *WORD* and [other](other.md).\n\n",
        "- WORD\n- [ ] WORD\n- [x] done\n\n",
        "```mermaid\nflowchart LR\n  A --> WORD\n```\n\n",
        "```rust\nfn WORD() {}\n```\n\n",
        "| a | WORD |\n|---|---|\n| 1 | 2 |\n\n",
        "<details><summary>WORD</summary>\n\nInside.\n\n</details>\n\n",
        "<input value=WORD> <select><option>one<option selected>WORD</select>\n\n",
    ];
    // Each round leaves out other blocks of a long page and changes some.
    let page = |round: usize| {
        let parts = (0..40).filter(|number| (number * 7 + round * number) % 5 != round % 5);
        let part = |number: usize| blocks[number % 8].replace("WORD", &format!("w{number}x{}", (number + round) / 9));
        format!("# Title {}\n\n{}Round {round}.\n", round / 2, parts.map(part).collect::<String>())
    };
    let seen = "(() => { const all = document.documentElement.cloneNode(true); all.querySelector('chartroom-preview').remove(); \
                const fields = [...document.querySelectorAll('input, select')].map((field) => [field.value, field.checked]); \
                return all.outerHTML.replace(/ data-(tag|shape)=\"\\w+\"/g, '') + JSON.stringify(fields); })()";
    let site = two_pages()
        .file("site.toml", "[site]\ntitle = \"Test\"\n[markdown]\nraw_html = \"allow\"\n")
        .file("content/index.md", page(0));
    let mut desk = Desk::new(site, &[]);
    let mut tab = desk.open("/");
    for round in 1..10 {
        save(&desk.site, "content/index.md", page(round));
        tab.until(&has_text(&format!("Round {round}.")));
        let mut fresh = desk.open("/");
        let wanted = fresh.eval(seen);
        tab.until(&format!("{seen} === {wanted}"));
        fresh.close();
    }
    assert_eq!(tab.loads(), 1);
    desk.assert_quiet(&mut tab);
}

#[test]
fn styles_change_without_a_reload() {
    if !is_wanted() {
        return;
    }
    let site = two_pages()
        .file("site.toml", "[site]\ntitle = \"Test\"\nextra_css = [\"extra.css\"]\n")
        .file("static/extra.css", "body { --own: 1 }\n");
    let mut desk = Desk::new(site, &[]);
    let mut tab = desk.open("/");
    tab.eval("window.marker = document.querySelector('main')");
    let own = "getComputedStyle(document.body).getPropertyValue('--own').trim()";
    tab.until(&format!("{own} === '1'"));
    desk.site.write("static/extra.css", "body { --own: 2 }\n");
    tab.until(&format!("{own} === '2'"));
    let css = include_str!("../themes/default/css/site.css");
    desk.site.write("themes/default/css/site.css", format!("{css}\nbody {{ --theirs: 3 }}\n"));
    tab.until("getComputedStyle(document.body).getPropertyValue('--theirs').trim() === '3'");
    assert_eq!(tab.eval("window.marker === document.querySelector('main')"), true);
    assert_eq!(tab.loads(), 1);
    // The old sheets are gone, the new ones are there once.
    assert_eq!(tab.eval("[...document.styleSheets].filter((sheet) => /extra\\./.test(sheet.href)).length"), 1);
    desk.assert_quiet(&mut tab);
}

#[test]
fn files_that_a_style_sheet_leads_to_are_followed() {
    if !is_wanted() {
        return;
    }
    let site = two_pages()
        .file("site.toml", "[site]\ntitle = \"Test\"\nextra_css = [\"extra.css\"]\n")
        .file("static/extra.css", "@import \"deep.css\";\n")
        .file("static/deep.css", "body { --deep: 1; background: url(own.svg) }\n")
        .file("static/own.svg", picture(10));
    let mut desk = Desk::new(site, &[]);
    let mut tab = desk.open("/");
    let deep = "getComputedStyle(document.body).getPropertyValue('--deep').trim()";
    for round in 2..4 {
        desk.site.write("static/deep.css", format!("body {{ --deep: {round}; background: url(own.svg) }}\n"));
        tab.until(&format!("{deep} === '{round}'"));
        assert_eq!(tab.loads(), 1);
        // The old sheet is gone, the new one is there once.
        assert_eq!(tab.eval("[...document.styleSheets].filter((sheet) => /extra\\./.test(sheet.href)).length"), 1);
    }
    tab.eval("window.marker = true");
    desk.site.write("static/own.svg", picture(20));
    tab.until("!window.marker");
    desk.assert_quiet(&mut tab);
}

#[test]
fn pages_of_the_authors_own_are_followed_whatever_their_name() {
    if !is_wanted() {
        return;
    }
    let pages = [
        ("own.html", "<!doctype html><p>Words"),
        ("own.htm", "<!doctype html><body>Words<script>'</body>'</script></body></html><!-- </body> -->"),
        (
            "own.xhtml",
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>X</title></head><body>Words</body></html>",
        ),
    ];
    let site = pages.iter().fold(two_pages(), |site, (name, page)| site.file(&format!("static/{name}"), page));
    let mut desk = Desk::new(site, &[]);
    for (name, page) in pages {
        let mut tab = desk.open(&format!("/{name}"));
        desk.site.write(&format!("static/{name}"), page.replace("Words", "New words"));
        tab.until(&has_text("New words"));
        std::fs::remove_file(desk.site.path(&format!("static/{name}"))).expect("removed");
        tab.until("document.title.includes('not found')");
        desk.site.write(&format!("static/{name}"), page);
        tab.until("/^\\s*Words/.test(document.body.innerText)");
        // What is not there is the page for a while, and the picture that browsers ask for by themselves.
        let complaints = tab.complaints();
        assert!(complaints.iter().all(|complaint| complaint.contains("404")), "{complaints:?}");
    }
}

#[test]
fn a_tab_that_comes_to_the_front_asks() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(two_pages(), &[]);
    let mut tab = desk.open_alone("/other/");
    tab.eval("window.isDeaf = true");
    let before = desk.serving.revision();
    desk.site.write("content/other.md", "# Other\n\nNew words.\n");
    desk.serving.wait_until("the page", |serving| serving.revision() > before);
    tab.eval("document.dispatchEvent(new Event('visibilitychange'))");
    tab.until(&has_text("New words."));
    desk.assert_quiet(&mut tab);
}

#[test]
fn the_browser_goes_to_the_edited_page_only_if_asked() {
    if !is_wanted() {
        return;
    }
    for (arguments, wanted) in [(&[][..], "/"), (&["--follow"], "/other/")] {
        let mut desk = Desk::new(two_pages(), arguments);
        let mut tab = desk.open("/");
        desk.site.write("content/other.md", "# Other\n\nNew words.\n");
        match wanted {
            "/" => tab.until(&format!("{HOST}.dataset.revision > 1")),
            _ => tab.until(&has_text("New words.")),
        }
        assert_eq!(tab.eval("location.pathname"), wanted);
        desk.assert_quiet(&mut tab);
    }
}

#[test]
fn a_page_that_goes_is_kept_and_one_that_comes_is_shown() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(two_pages(), &[]);
    let mut tab = desk.open("/other/");
    std::fs::remove_file(desk.site.path("content/other.md")).expect("removed");
    tab.until(&format!("{HOST}.dataset.state === 'gone' && {HOST}.dataset.open === 'true'"));
    assert_eq!(tab.eval(&has_text("Old words.")), true);
    desk.site.write("content/other.md", "# Other\n\nBack.\n");
    tab.until(&format!("{} && {}", has_text("Back."), state("ok")));
    desk.assert_quiet(&mut tab);
    let link = desk.link("/later/");
    tab.go(&link);
    desk.site.write("content/later.md", "# Later\n\nIt came.\n");
    tab.until(&has_text("It came."));
    let complaints = tab.complaints();
    assert!(complaints.iter().all(|complaint| complaint.contains("404")), "{complaints:?}");
}

#[test]
fn a_preview_that_ends_is_said_and_one_that_starts_again_is_met() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(two_pages(), &[]);
    let mut tab = desk.open("/other/");
    let port = desk.serving.address.port();
    assert_eq!(desk.serving.signal("INT").0, Some(0));
    tab.until(&state("offline"));
    assert_eq!(tab.eval(&has_text("Old words.")), true);
    desk.site.write("content/other.md", "# Other\n\nWritten meanwhile.\n");
    desk.serving = Serving::launch_on(port, &desk.site, &[]);
    tab.until(&format!("{} && {}", has_text("Written meanwhile."), state("ok")));
    desk.site.write("content/other.md", "# Other\n\nAnd after.\n");
    tab.until(&has_text("And after."));
    let complaints = tab.complaints();
    assert!(complaints.iter().all(|complaint| complaint.contains("ERR_")), "{complaints:?}");
}

/// A picture under a name that stays, as wide as told.
fn picture(width: usize) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"9\"/>\n")
}

fn with_picture() -> TestSite {
    two_pages()
        .file("content/index.md", "# Home\n\n<img src=\"/own.svg\" alt=\"\">\n")
        .file("static/own.svg", picture(10))
}

fn is_wide(width: usize) -> String {
    format!("document.querySelector('main img').naturalWidth === {width}")
}

#[test]
fn a_tab_that_slept_shows_the_picture_of_now() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(with_picture(), &[]);
    let mut tabs = [desk.open("/"), desk.open("/other/")];
    tabs[0].until(&is_wide(10));
    let before = desk.serving.revision();
    for tab in &mut tabs {
        // As when the browser puts a page aside.
        tab.eval("dispatchEvent(new Event('pagehide'))");
    }
    desk.site.write("static/own.svg", picture(20));
    desk.serving.wait_until("the picture", |serving| serving.revision() > before);
    for tab in &mut tabs {
        assert_eq!(tab.loads(), 1);
        tab.eval("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        tab.until(&format!("{HOST}.dataset.revision > {before}"));
    }
    tabs[0].until(&is_wide(20));
    tabs[1].eval("new Promise((done) => setTimeout(done, 300))");
    assert_eq!(tabs[1].loads(), 1, "it shows no such file");
    tabs.iter_mut().for_each(|tab| desk.assert_quiet(tab));
}

#[test]
fn a_tab_that_missed_an_event_shows_the_picture_of_now() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(with_picture(), &[]);
    let mut tab = desk.open_alone("/");
    tab.until(&is_wide(10));
    tab.eval("window.isDeaf = true");
    let before = desk.serving.revision();
    desk.site.write("static/own.svg", picture(20));
    desk.serving.wait_until("the picture", |serving| serving.revision() > before);
    // What is told is told in order: the next event comes after the one that is not heard.
    tab.eval("new Promise((done) => setTimeout(done, 300))");
    assert_eq!(tab.eval(&is_wide(10)), true);
    tab.eval("window.isDeaf = false");
    desk.site.write("content/other.md", "# Other\n\nNew words.\n");
    tab.until(&is_wide(20));
    desk.assert_quiet(&mut tab);
}

#[test]
fn a_comparison_that_fails_is_made_again() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(two_pages(), &[]);
    let mut tab = desk.open_alone("/other/");
    tab.eval(
        "{ const ask = window.fetch; let lost = 2;
           window.fetch = (...all) => (lost-- > 0 ? Promise.reject(new TypeError('lost')) : ask(...all)); }",
    );
    desk.site.write("content/other.md", "# Other\n\nNew words.\n");
    tab.until(&has_text("New words."));
    assert_eq!(tab.loads(), 2, "about:blank and the page");
    desk.assert_quiet(&mut tab);
}

#[test]
fn the_state_page_follows_and_meets_a_preview_that_starts_again() {
    if !is_wanted() {
        return;
    }
    for script in ["", "delete window.SharedWorker"] {
        let mut desk = Desk::new(two_pages(), &[]);
        let mut tab = desk.chrome.open("about:blank");
        tab.before_pages(script);
        let link = desk.link("/_chartroom/");
        tab.go(&link);
        tab.until(&has_text("Ready"));
        desk.site.write("content/other.md", "# Other\n\n[gone](gone.md)\n");
        tab.until(&has_text("gone.md"));
        let port = desk.serving.address.port();
        assert_eq!(desk.serving.signal("INT").0, Some(0));
        tab.until(&has_text("Ended"));
        desk.site.write("content/other.md", "# Other\n\n[away](away.md)\n");
        desk.serving = Serving::launch_on(port, &desk.site, &[]);
        tab.until(&format!("{} && {}", has_text("Ready"), has_text("away.md")));
        assert_eq!(tab.loads(), 2, "about:blank and the page");
        let complaints = tab.complaints();
        assert!(complaints.iter().all(|complaint| complaint.contains("ERR_")), "{complaints:?}");
    }
}

#[test]
fn twenty_tabs_of_one_browser_are_all_kept_up_to_date() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new(two_pages(), &[]);
    let mut tabs: Vec<Tab> = (0..20).map(|number| desk.open(if number % 2 == 0 { "/other/" } else { "/" })).collect();
    for round in 1..3 {
        desk.site.write("content/other.md", format!("# Other\n\nRound {round}.\n"));
        desk.site.write("content/index.md", format!("# Home\n\nRound {round}.\n"));
        for tab in &mut tabs {
            tab.until(&has_text(&format!("Round {round}.")));
        }
    }
    // One more page still loads: no connection is taken for good.
    let mut another = desk.open("/other/");
    assert_eq!(another.eval(&has_text("Round 2.")), true);
    for mut tab in tabs {
        desk.assert_quiet(&mut tab);
        tab.close();
    }
    desk.site.write("content/other.md", "# Other\n\nThe last.\n");
    another.until(&has_text("The last."));
}
