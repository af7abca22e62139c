//! The gallery in a browser: fields that pick cards and live in the address, by mouse and by keyboard, from a folder, without scripts,
//! and in the preview. Run where `CHARTROOM_BROWSER` is set.

use crate::chrome::{Chrome, Tab, View, is_wanted};
use crate::harness::TestSite;
use crate::serve_harness::Serving;

/// Thirty flowcharts, three sequence diagrams in a section of their own, one broken.
fn site() -> TestSite {
    let chart = |number: usize| format!("## Crane {number}\n\n```mermaid\nflowchart LR\n  A --> B{number}\n```\n\n");
    let call = |number: usize| format!("## Call {number}\n\n```mermaid\nsequenceDiagram\n  A->>B: {number}\n```\n\n");
    TestSite::new()
        .file("content/index.md", format!("# Home\n\n{}", (0..30).map(chart).collect::<String>()))
        .file("content/radio/index.md", format!("# Radio\n\n{}", (0..3).map(call).collect::<String>()))
        .file("content/radio/lost.md", "# Lost\n\n```mermaid\nflowchart LR\n  A[x (y]\n```\n")
}

const SHOWN: &str = "[...document.querySelectorAll('.cards > li')].filter((card) => card.checkVisibility({ contentVisibilityAuto: false })).length";

fn state(tab: &mut Tab) -> (u64, String, String) {
    let text = |tab: &mut Tab, expression: &str| tab.eval(expression).as_str().unwrap_or_default().to_owned();
    let shown = tab.eval(SHOWN).as_u64().expect("a number");
    (shown, text(tab, "location.search"), text(tab, "document.querySelector('.found [role=status]').textContent"))
}

fn is(shown: u64, search: &str, said: &str) -> (u64, String, String) {
    (shown, search.to_owned(), said.to_owned())
}

fn choose(tab: &mut Tab, field: &str, value: &str) {
    tab.eval(&format!(
        "(() => {{ const field = document.querySelector('[name={field}]'); field.value = '{value}'; field.dispatchEvent(new Event('change', {{ bubbles: true }})); }})()"
    ));
}

/// The built site as a folder, in a tab.
fn open(site: &TestSite, chrome: &mut Chrome, query: &str) -> Tab {
    let run = site.build(&[]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    chrome.open(&format!("file://{}{query}", site.path("public/diagrams/index.html").display()))
}

const ALL: &str = "34 diagrams on 3 pages, 1 of them broken";

#[test]
fn what_is_picked_lives_in_the_address() {
    if !is_wanted() {
        return;
    }
    let (site, mut chrome) = (site(), Chrome::start());
    let mut tab = open(&site, &mut chrome, "");
    assert_eq!(state(&mut tab), is(34, "", ALL));
    choose(&mut tab, "section", "radio");
    assert_eq!(state(&mut tab), is(4, "?section=radio", "4 of 34 diagrams"));
    choose(&mut tab, "kind", "sequence");
    assert_eq!(state(&mut tab), is(3, "?kind=sequence&section=radio", "3 of 34 diagrams"));
    // Each option says how many there are with it and the other fields as they are.
    let options =
        "[...document.querySelectorAll('[name=kind] option, [name=section] option')].map((option) => option.text)";
    let expected = serde_json::json!(["all", "flowchart (1)", "sequence (3)", "all", "Top level (0)", "Radio (3)"]);
    assert_eq!(tab.eval(options), expected);
    assert_eq!(
        tab.eval("[...document.querySelectorAll('.gallery section')].map((section) => section.hidden)"),
        serde_json::json!([true, false])
    );

    let here = tab.eval("location.href").as_str().expect("an address").to_owned();
    tab.go("about:blank");
    tab.go(&here);
    assert_eq!(state(&mut tab), is(3, "?kind=sequence&section=radio", "3 of 34 diagrams"));
    // To the page as it was before it was loaded again.
    let _ = tab.try_eval("history.go(-3)");
    tab.until("location.search === '?section=radio'");
    tab.until(&format!("{SHOWN} === 4"));
    tab.eval("history.back()");
    tab.until("location.search === ''");
    tab.until(&format!("{SHOWN} === 34"));
    tab.eval("history.forward()");
    tab.until(&format!("{SHOWN} === 4 && document.querySelector('[name=section]').value === 'radio'"));
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn an_address_picks_before_anything_shows_and_nonsense_picks_nothing() {
    if !is_wanted() {
        return;
    }
    let (site, mut chrome) = (site(), Chrome::start());
    let mut tab = open(&site, &mut chrome, "?valid=no");
    assert_eq!(state(&mut tab), is(1, "?valid=no", "1 of 34 diagrams"));
    assert_eq!(tab.eval("document.querySelector('.cards > li').textContent.includes('in an unquoted label')"), true);
    assert_eq!(tab.eval("document.documentElement.classList.contains('picking')"), false);
    let shifts = "new Promise((done) => { const all = []; \
        new PerformanceObserver((list) => all.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true }); \
        setTimeout(() => done(all.length), 300); })";
    assert_eq!(tab.eval(shifts), 0);
    let here = tab.eval("location.pathname").as_str().expect("a path").to_owned();
    tab.go(&format!("file://{here}?kind=<b>&valid=&q=&other=1"));
    assert_eq!(state(&mut tab).0, 34);
    tab.go(&format!("file://{here}?kind=sequence&valid=no&q=zzz"));
    assert_eq!(state(&mut tab), is(0, "?kind=sequence&valid=no&q=zzz", "No diagram matches all of this."));
    tab.click("document.querySelector('.clear')");
    assert_eq!(state(&mut tab), is(34, "", ALL));
    assert_eq!(tab.eval("document.activeElement.name"), "q");
    tab.eval("history.back()");
    tab.until(&format!("{SHOWN} === 0"));
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn the_keyboard_is_enough() {
    if !is_wanted() {
        return;
    }
    let (site, mut chrome) = (site(), Chrome::start());
    let mut tab = open(&site, &mut chrome, "");
    tab.eval("document.querySelector('.pick input').focus()");
    for key in ["c", "a", "l", "l"] {
        tab.press(key);
    }
    tab.until("location.search === '?q=call'");
    assert_eq!(state(&mut tab), is(3, "?q=call", "3 of 34 diagrams"));
    tab.press("Tab");
    assert_eq!(tab.eval("document.activeElement.name"), "kind");
    tab.press("f");
    tab.until("location.search === '?q=call&kind=flowchart'");
    assert_eq!(state(&mut tab), is(0, "?q=call&kind=flowchart", "No diagram matches all of this."));
    for _ in 0..3 {
        tab.press("Tab");
    }
    assert_eq!(tab.eval("document.activeElement.textContent"), "Clear all");
    tab.press("Enter");
    assert_eq!(state(&mut tab), is(34, "", ALL));
    // All that was typed is one step.
    tab.eval("history.back()");
    tab.until("location.search === '?q=call&kind=flowchart'");
    tab.eval("history.back()");
    tab.until("location.search === '?q=call'");
    tab.eval("history.back()");
    tab.until("location.search === '' && document.querySelector('.pick input').value === ''");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn without_scripts_all_cards_are_there_and_no_dead_field() {
    if !is_wanted() {
        return;
    }
    let site = site();
    let serving = Serving::start(&site, &[]);
    let mut chrome = Chrome::start();
    let mut tab = chrome.open(&format!("http://{}/radio/", serving.address));
    let frame = "new Promise((done) => { const frame = document.createElement('iframe'); frame.setAttribute('sandbox', 'allow-same-origin'); \
        frame.width = 1200; frame.onload = () => { const doc = frame.contentDocument; const seen = (all) => [...doc.querySelectorAll(all)].filter((element) => element.checkVisibility()).length; \
        done([seen('.cards > li'), seen('.pick, .pick *, .clear'), seen('.found')]); }; frame.src = '/diagrams/?kind=sequence'; document.body.append(frame); })";
    assert_eq!(tab.eval(frame), serde_json::json!([34, 0, 1]));
}

#[test]
fn the_preview_keeps_what_is_picked() {
    if !is_wanted() {
        return;
    }
    let site = site();
    let serving = Serving::start(&site, &[]);
    let mut chrome = Chrome::start();
    let mut tab = chrome.open(&format!("http://{}/diagrams/?section=radio", serving.address));
    tab.until(&format!("{SHOWN} === 4 && document.querySelector('chartroom-preview').dataset.revision > 0"));
    site.write("content/radio/lost.md", "# Found again\n\n```mermaid\nflowchart LR\n  A --> B\n```\n");
    tab.until("document.body.innerText.includes('Found again')");
    tab.until(&format!("{SHOWN} === 4"));
    assert_eq!(tab.loads(), 1);
    choose(&mut tab, "section", "");
    assert_eq!(state(&mut tab), is(34, "", "34 diagrams on 3 pages"));
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn the_gallery_is_as_wide_as_a_phone_and_leaves_no_holes() {
    if !is_wanted() {
        return;
    }
    let (site, mut chrome) = (site(), Chrome::start());
    let mut tab = open(&site, &mut chrome, "");
    for width in [360, 768, 1440, 2400] {
        tab.view(View { width, height: 900, dark: false });
        assert_eq!(tab.eval("document.documentElement.scrollWidth <= innerWidth"), true, "{width}");
        let columns =
            tab.eval("getComputedStyle(document.querySelector('.cards')).gridTemplateColumns.split(' ').length");
        assert_eq!(12 % columns.as_u64().expect("a number"), 0, "{width}");
    }
}
