//! A diagram as a thing to explore in a reader's browser: zoom, pan, full screen, links, and what must not come of it. Run where
//! `CHARTROOM_BROWSER` is set.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::browser::Server;
use crate::chrome::{Chrome, Tab, View, is_wanted};
use crate::harness::TestSite;
use crate::serve_harness::Serving;

/// Helpers of the page under test: the first figure's sheet, its scale, the place of a point of the drawing.
const PROBE: &str = "window.sheet = () => document.querySelector('#wide .sheet');
    window.scale = () => sheet().querySelector('svg').getScreenCTM().a;
    window.under = (x, y) => { const m = sheet().querySelector('svg').getScreenCTM(); return [(x - m.e) / m.a, (y - m.f) / m.d]; };
    window.shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    window.button = (name) => document.querySelector(`#wide [data-explore=${name}]`);
    window.pause = (ms) => new Promise((done) => setTimeout(done, ms));
    window.shifts = 0;
    new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value; })
      .observe({ type: 'layout-shift', buffered: true });";

/// A page with a wide diagram with a link in it, a small one, and text around them.
fn site() -> TestSite {
    let chain: String = (0..12).map(|n| format!("  A{n}[Station {n}] --> A{}[Station {}]\n", n + 1, n + 1)).collect();
    let words = "Words of the page.\n\n".repeat(40);
    TestSite::new().file("content/other.md", "# Other\n\nWords.\n").file(
        "content/index.md",
        format!(
            "# Home\n\n```mermaid {{#wide caption=\"A chain.\"}}\nflowchart LR\n{chain}  click A1 \"other.md\"\n```\n\n{words}\
             ```mermaid {{#small}}\nflowchart TD\n  A --> B\n```\n\n{words}"
        ),
    )
}

/// A built site that is served with a strict policy, and a browser.
struct Desk {
    site: TestSite,
    server: Server,
    chrome: Chrome,
}

impl Desk {
    fn new() -> Self {
        let site = site();
        site.build_clean(&[]);
        let server = Server::new(site.path("public"), Vec::new());
        Self { site, server, chrome: Chrome::start() }
    }

    fn open(&mut self, path: &str) -> Tab {
        let mut tab = self.chrome.open("about:blank");
        tab.view(View { width: 1200, height: 800, dark: false });
        tab.before_pages(PROBE);
        tab.go(&format!("{}{path}", self.server.address));
        tab
    }

    /// A tab whose reader has turned to the wide diagram.
    fn turn(&mut self) -> Tab {
        let mut tab = self.open("/");
        turn_to(&mut tab);
        tab
    }
}

/// Moves the mouse over the wide diagram and waits for the explorer.
fn turn_to(tab: &mut Tab) {
    let (x, y) = middle(tab, "sheet()");
    mouse(tab, "mouseMoved", x, y, &json!({}));
    tab.until("window.chartroomExplorer && sheet().matches('.pannable')");
}

fn middle(tab: &mut Tab, element: &str) -> (f64, f64) {
    let place = tab.eval(&format!(
        "(() => {{ const box = {element}.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
    ));
    // Events have whole pixels.
    (number(&place[0]).floor(), number(&place[1]).floor())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn scale(tab: &mut Tab) -> f64 {
    number(&tab.eval("scale()"))
}

fn mouse(tab: &mut Tab, kind: &str, x: f64, y: f64, more: &Value) {
    let mut event = json!({ "type": kind, "x": x, "y": y });
    let fields = event.as_object_mut().expect("an object");
    fields.extend(more.as_object().expect("an object").clone());
    tab.command("Input.dispatchMouseEvent", &event);
}

/// Turns the wheel by one notch upwards.
fn wheel(tab: &mut Tab, x: f64, y: f64, delta: f64, is_ctrl: bool) {
    let modifiers = if is_ctrl { 2 } else { 0 };
    mouse(tab, "mouseWheel", x, y, &json!({ "deltaX": 0, "deltaY": delta, "modifiers": modifiers }));
}

fn drag(tab: &mut Tab, from: (f64, f64), by: (f64, f64)) {
    let held = json!({ "button": "left", "buttons": 1, "clickCount": 1 });
    mouse(tab, "mousePressed", from.0, from.1, &held);
    for step in 1..=5 {
        let part = f64::from(step) / 5.0;
        mouse(tab, "mouseMoved", by.0.mul_add(part, from.0), by.1.mul_add(part, from.1), &held);
    }
    let loose = json!({ "button": "left", "clickCount": 1 });
    mouse(tab, "mouseReleased", from.0 + by.0, from.1 + by.1, &loose);
}

fn touch(tab: &mut Tab, kind: &str, points: &[(f64, f64)]) {
    let points: Vec<Value> =
        points.iter().enumerate().map(|(id, (x, y))| json!({ "x": x, "y": y, "id": id })).collect();
    tab.command("Input.dispatchTouchEvent", &json!({ "type": kind, "touchPoints": points }));
}

#[test]
fn keys_and_buttons_zoom_within_bounds_and_fit_undoes_it() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    let mut tab = desk.turn();
    let before = scale(&mut tab);
    let look = "[sheet().getBoundingClientRect().height, sheet().scrollWidth, document.documentElement.scrollHeight]";
    let (shape, heights) = (tab.eval(look), "[sheet().offsetHeight, document.documentElement.scrollHeight]");
    let kept = tab.eval(heights);
    tab.eval("sheet().focus()");
    tab.press("+");
    tab.until(&format!("Math.abs(scale() / {before} - 1.5) < 0.01"));
    tab.until("document.querySelector('.spoken').textContent.startsWith('Zoom ')");
    tab.click("button('in')");
    tab.until(&format!("Math.abs(scale() / {before} - 2.25) < 0.01"));
    assert_eq!(tab.eval(heights), kept, "the page does not move");
    // Arrows go where there is something to see, and leave the rest to the page.
    tab.eval("sheet().focus(); sheet().scrollTo(0, 0)");
    for (key, moved) in [("ArrowDown", "sheet().scrollTop"), ("ArrowRight", "sheet().scrollLeft")] {
        tab.press(key);
        tab.until(&format!("{moved} > 0"));
    }
    assert_eq!(tab.eval("scrollY"), 0);
    for _ in 0..9 {
        tab.press("+");
    }
    tab.until("Math.abs(scale() - 8) < 0.01");
    for _ in 0..12 {
        tab.press("-");
    }
    tab.until("Math.abs(scale() - 0.2) < 0.01");
    tab.press("0");
    tab.until("!sheet().matches('.zoomed')");
    assert_eq!(tab.eval(look), shape);
    assert_eq!(tab.eval("sheet().outerHTML.match(/.{0,40} style=.{0,40}/)"), Value::Null);
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn the_wheel_zooms_at_the_pointer_with_ctrl_and_else_scrolls_the_page() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    let mut tab = desk.turn();
    let (before, (x, y)) = (scale(&mut tab), middle(&mut tab, "sheet()"));
    wheel(&mut tab, x, y, 10.0, false);
    tab.until("scrollY > 0");
    assert!((scale(&mut tab) - before).abs() < 1e-6);
    tab.eval("scrollTo(0, 0)");
    let point = format!("under({x}, {y})");
    let there = tab.eval(&point);
    for notch in 1..=8 {
        wheel(&mut tab, x, y, -100.0, true);
        tab.until(&format!("Math.abs(Math.log(scale() / {before}) - {notch} * 0.25) < 0.01"));
    }
    let here = tab.eval(&point);
    let most = 1.5 / scale(&mut tab);
    assert!((number(&there[0]) - number(&here[0])).abs() < most, "{there} {here}");
    assert!((number(&there[1]) - number(&here[1])).abs() < most, "{there} {here}");
    assert_eq!(tab.eval("[scrollY, visualViewport.scale, devicePixelRatio]"), json!([0, 1, 1]));
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn a_double_click_zooms_to_its_point_and_dragging_pans_without_a_click() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    let mut tab = desk.turn();
    let (before, (x, y)) = (scale(&mut tab), middle(&mut tab, "sheet()"));
    for count in 1..=2 {
        for kind in ["mousePressed", "mouseReleased"] {
            mouse(&mut tab, kind, x, y, &json!({ "button": "left", "clickCount": count }));
        }
    }
    tab.until(&format!("Math.abs(scale() / {before} - 2.25) < 1e-3"));
    tab.eval("pause(200)");
    assert_eq!(tab.eval("getSelection().toString()"), "");
    // Over the link that a station is.
    tab.eval("sheet().scrollTo(0, 0)");
    let link = middle(&mut tab, "sheet().querySelector('a')");
    let left = number(&tab.eval("sheet().scrollLeft"));
    drag(&mut tab, link, (-90.0, 0.0));
    tab.eval("pause(100)");
    assert!((number(&tab.eval("sheet().scrollLeft")) - left - 90.0).abs() < 2.0);
    assert_eq!(tab.eval("location.pathname"), "/");
    tab.click("sheet().querySelector('a')");
    tab.until("location.pathname === '/other/index.html'");
}

#[test]
fn two_fingers_zoom_a_diagram_and_one_scrolls_the_page() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    let mut tab = desk.open("/");
    tab.command("Emulation.setTouchEmulationEnabled", &json!({ "enabled": true, "maxTouchPoints": 2 }));
    tab.view(View { width: 360, height: 740, dark: false });
    tab.go(&format!("{}/", desk.server.address));
    let (x, y) = middle(&mut tab, "sheet()");
    touch(&mut tab, "touchStart", &[(x, 600.0)]);
    for step in 1..=6 {
        touch(&mut tab, "touchMove", &[(x, f64::from(step).mul_add(-2.0, 600.0))]);
    }
    touch(&mut tab, "touchEnd", &[]);
    tab.until("window.chartroomExplorer");
    tab.eval("scrollTo(0, 0); pause(100)");
    let before = scale(&mut tab);
    touch(&mut tab, "touchStart", &[(x - 20.0, y), (x + 20.0, y)]);
    for step in 1..=5 {
        let apart = f64::from(step).mul_add(8.0, 20.0);
        touch(&mut tab, "touchMove", &[(x - apart, y), (x + apart, y)]);
    }
    touch(&mut tab, "touchEnd", &[]);
    tab.until(&format!("Math.abs(scale() / {before} - 3) < 0.1"));
    assert_eq!(tab.eval("[scrollY, visualViewport.scale]"), json!([0, 1]));
    touch(&mut tab, "touchStart", &[(x, y)]);
    for step in 1..=6 {
        touch(&mut tab, "touchMove", &[(x, f64::from(step).mul_add(-10.0, y))]);
    }
    touch(&mut tab, "touchEnd", &[]);
    tab.until("scrollY > 20");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn full_screen_keeps_the_focus_and_gives_all_back() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    for (width, dark) in [(360, true), (1200, false)] {
        let mut tab = desk.open("/");
        tab.view(View { width, height: 740, dark });
        // The menu of a narrow page slides away.
        tab.eval("pause(400)");
        tab.eval("scrollTo(0, 30)");
        let look = "[scrollY, document.documentElement.scrollHeight, document.getElementById('wide').getBoundingClientRect().top, \
                    document.body.innerHTML.replace(/<p class=\"spoken\".*?<\\/p>/, '')]";
        turn_to(&mut tab);
        let before = tab.eval(look);
        // The mouse is over it: the button can be seen.
        tab.until("shown(button('full'))");
        assert_eq!(tab.eval("shifts"), 0);
        tab.eval("button('full').focus()");
        tab.press("Enter");
        tab.until("document.querySelector('dialog:modal .sheet') === sheet() && document.activeElement === sheet()");
        let seen = tab.eval(
            "(() => { const box = document.querySelector('dialog').getBoundingClientRect(); const ids = [...document.querySelectorAll('[id]')].map((one) => one.id); \
             return [box.width, box.height, document.documentElement.scrollWidth <= innerWidth, ids.length - new Set(ids).size, button('full').ariaPressed, \
             document.querySelector('dialog').ariaLabel, shown(document.querySelector('dialog figcaption'))]; })()",
        );
        assert_eq!(seen, json!([width, 740, true, 0, "true", "Figure 1 A chain.", true]));
        // The whole drawing is seen, and the page beneath does not scroll.
        assert_eq!(
            tab.eval("sheet().scrollWidth <= sheet().clientWidth && sheet().scrollHeight <= sheet().clientHeight"),
            true
        );
        let fitted = scale(&mut tab);
        let (x, y) = middle(&mut tab, "sheet()");
        wheel(&mut tab, x, y, -100.0, false);
        tab.until(&format!("scale() > {fitted} * 1.2"));
        assert_eq!(tab.eval("scrollY"), 30);
        // Tab goes through what is in it, then to the browser's own parts, never to the page.
        for _ in 0..14 {
            tab.press("Tab");
            assert_eq!(
                tab.eval("document.activeElement === document.body || !!document.activeElement.closest('dialog')"),
                true
            );
        }
        tab.press("Escape");
        tab.until("!document.querySelector('dialog')");
        assert_eq!(tab.eval("document.activeElement === button('full')"), true);
        assert_eq!(tab.eval(look), before);
        assert_eq!(tab.complaints(), Vec::<String>::new());
        tab.close();
    }
}

#[test]
fn source_and_link_are_copied_and_said() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    let mut tab = desk.open("/");
    tab.before_pages(
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } })",
    );
    tab.go(&format!("{}/other/", desk.server.address));
    tab.go(&format!("{}/", desk.server.address));
    tab.click("document.querySelector('#wide .source summary')");
    tab.click("document.querySelector('#wide .source .copy')");
    tab.until("document.querySelector('.spoken').textContent === 'Copied'");
    assert_eq!(tab.eval("copied.startsWith('flowchart LR\\n  A0[Station 0]')"), true);
    turn_to(&mut tab);
    tab.click("button('link')");
    tab.until(
        "document.querySelector('.spoken').textContent === 'Link copied' && button('link').textContent === 'Link copied'",
    );
    assert_eq!(tab.eval("copied"), format!("{}/#wide", desk.server.address));
    tab.until("button('link').textContent === 'Copy link'");
    // Where a page may not, the address has it.
    tab.eval("navigator.clipboard.writeText = () => Promise.reject(new Error())");
    tab.click("button('link')");
    tab.until("document.querySelector('.spoken').textContent.includes('address') && location.hash === '#wide'");
    let source = "document.querySelector('#wide .figure-row a[download]')";
    assert_eq!(tab.eval(&format!("{source}.getAttribute('href')")), "diagrams/wide.svg");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn an_address_with_a_node_leads_to_it_and_a_click_makes_one() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    let mut tab = desk.open("/other/");
    tab.before_pages(
        "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text; } } })",
    );
    let node = "document.getElementById('wide/A12')";
    let is_in_view = "(() => { const [a, b] = [document.querySelector(':target'), sheet()].map((one) => one.getBoundingClientRect()); \
                      return a.left >= b.left && a.right <= b.right && a.top >= 0 && a.bottom <= innerHeight && \
                      a.top >= b.top - 1 && a.bottom <= b.bottom + 1; })()";
    tab.go(&format!("{}/#wide/A12", desk.server.address));
    tab.until(&format!("{node}.matches(':target') && sheet().scrollLeft > 0 && {is_in_view}"));
    assert_eq!(tab.eval(&format!("getComputedStyle({node}).filter.includes('drop-shadow')")), true);
    // From far below, and while it is zoomed.
    turn_to(&mut tab);
    tab.eval("sheet().focus()");
    tab.press("+");
    tab.until("sheet().matches('.zoomed')");
    tab.eval("pause(300)");
    tab.eval("scrollTo(0, 1500); location.hash = '#wide/A6'");
    tab.until(&format!("document.querySelector(':target').id === 'wide/A6' && {is_in_view}"));
    // It stays in the middle, where the browser alone would bring it to the edge.
    tab.eval("pause(200)");
    let (place, sheet) = (middle(&mut tab, "document.querySelector(':target')"), middle(&mut tab, "sheet()"));
    assert!((place.0 - sheet.0).abs() < 3.0, "{place:?} {sheet:?}");
    // In full screen, which a link elsewhere leaves.
    tab.eval("sheet().focus()");
    tab.press("f");
    tab.until("document.querySelector('dialog:modal')");
    for _ in 0..4 {
        tab.press("+");
    }
    tab.eval("pause(300)");
    tab.eval("location.hash = '#wide/A9'");
    tab.until(&format!("document.querySelector('dialog :target').id === 'wide/A9' && {is_in_view}"));
    tab.eval("location.hash = '#small'");
    tab.until("!document.querySelector('dialog') && scrollY > 500");
    // A click marks without moving anything, a second one on the same node marks the figure.
    tab.eval("scrollTo(0, 0)");
    let places = "[scrollX, scrollY, sheet().scrollLeft, history.length]";
    let before = tab.eval(places);
    for (marked, said) in [("wide/A0", "Link to this part copied"), ("wide", "Link copied")] {
        tab.click("document.getElementById('wide/A0').querySelector('text')");
        tab.until(&format!("document.querySelector(':target').id === '{marked}'"));
        tab.eval("pause(100)");
        assert_eq!(tab.eval(places), before);
        tab.click("button('link')");
        tab.until(&format!("document.querySelector('.spoken').textContent === '{said}'"));
        assert_eq!(tab.eval("copied"), format!("{}/#{marked}", desk.server.address));
    }
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn keys_go_from_node_to_node() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    let mut tab = desk.turn();
    tab.eval("sheet().focus()");
    let ids = "[...sheet().querySelectorAll('[id*=\"/\"]')].map((one) => one.id)";
    let ids: Vec<String> = serde_json::from_value(tab.eval(ids)).expect("names");
    assert_eq!(ids.len(), 13);
    for (key, at) in [("n", 0), ("n", 1), ("n", 2), ("N", 1)] {
        tab.press(key);
        tab.until(&format!("document.querySelector(':target').id === '{}'", ids[at]));
        tab.until(
            "document.querySelector('.spoken').textContent === document.querySelector(':target text').textContent",
        );
    }
    assert_eq!(tab.eval("document.activeElement === sheet()"), true);
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn a_page_is_light_until_a_reader_turns_to_a_diagram() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    // The strictest policy, in which the page still has to work.
    let page = desk.site.output("index.html").replace(
        "<meta charset=\"utf-8\">",
        "<meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'; \
         style-src 'self'; img-src 'self'\">",
    );
    desk.site.write("public/strict.html", page);
    let mut tab = desk.open("/strict.html");
    let files = "performance.getEntriesByType('resource').map((entry) => entry.name.split('/').pop().split('.')[0])";
    let loaded = tab.eval(files);
    let loaded = loaded.as_array().expect("a list");
    assert!(loaded.len() < 6 && !loaded.contains(&json!("explore")), "{loaded:?}");
    assert_eq!(tab.eval("shifts"), 0);
    // A button that is pressed before is pressed again.
    let before = scale(&mut tab);
    tab.eval("button('in').click()");
    tab.until(&format!("Math.abs(scale() / {before} - 1.5) < 0.01"));
    assert_eq!(tab.eval(&format!("{files}.filter((name) => name === 'explore').length")), 1);
    tab.eval("sheet().focus()");
    tab.press("f");
    tab.until("document.querySelector('dialog:modal')");
    assert_eq!(tab.complaints(), Vec::<String>::new());
    assert_eq!(tab.origins().into_iter().collect::<Vec<_>>(), [desk.server.address.clone()]);
}

#[test]
fn without_a_script_a_diagram_is_a_picture_and_has_no_dead_button() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    let mut tab = desk.chrome.open("about:blank");
    tab.command("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    tab.go(&format!("{}/", desk.server.address));
    let shown = "[...document.querySelectorAll('.diagram :is(button, svg.dg, summary, .figure-row a)')]\
                 .filter((one) => one.checkVisibility()).map((one) => one.localName)";
    assert_eq!(tab.eval(shown), json!(["svg", "summary", "summary", "a", "svg", "summary", "summary", "a"]));
}

#[test]
fn a_page_from_a_folder_is_explored_too() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    let mut tab = desk.open("/");
    tab.go(&format!("file://{}", desk.site.path("public/index.html").display()));
    turn_to(&mut tab);
    tab.eval("sheet().focus()");
    tab.press("f");
    tab.until("document.querySelector('dialog:modal .sheet')");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn paper_shows_a_diagram_as_if_it_was_never_zoomed() {
    if !is_wanted() {
        return;
    }
    let mut desk = Desk::new();
    let mut tab = desk.turn();
    let look =
        "[sheet().offsetHeight, sheet().querySelector('svg').getBoundingClientRect().width, shown(button('in'))]";
    let print = |tab: &mut Tab, media: &str| tab.command("Emulation.setEmulatedMedia", &json!({ "media": media }));
    print(&mut tab, "print");
    let before = tab.eval(look);
    print(&mut tab, "");
    tab.eval("sheet().focus()");
    for _ in 0..4 {
        tab.press("+");
    }
    tab.until("scale() > 2");
    print(&mut tab, "print");
    assert_eq!(tab.eval(look), before);
    print(&mut tab, "");
    tab.press("f");
    tab.until("document.querySelector('dialog:modal')");
    tab.command("Page.printToPDF", &json!({}));
    assert_eq!(tab.eval("document.querySelector('dialog') === null"), true);
}

#[test]
fn an_edit_in_the_preview_keeps_zoom_and_full_screen_and_leaves_no_listener() {
    if !is_wanted() {
        return;
    }
    let site = site();
    let text = std::fs::read_to_string(site.path("content/index.md")).expect("readable");
    let serving = Serving::start(&site, &[]);
    let mut chrome = Chrome::start();
    let mut tab = chrome.open("about:blank");
    tab.view(View { width: 1200, height: 800, dark: false });
    tab.before_pages(PROBE);
    tab.go(&format!("http://{}/", serving.address));
    tab.until("document.querySelector('chartroom-preview').dataset.revision > 0");
    turn_to(&mut tab);
    let fitted = scale(&mut tab);
    tab.eval("sheet().focus()");
    tab.press("+");
    tab.until(&format!("Math.abs(scale() / {fitted} - 1.5) < 0.01"));
    tab.eval("sheet().scrollTo(77, 5)");
    for round in 1..4 {
        site.write("content/index.md", format!("{text}\n\nRound {round}.\n"));
        tab.until(&format!("document.body.textContent.includes('Round {round}.')"));
        tab.until(&format!("Math.abs(scale() / {fitted} - 1.5) < 0.01 && Math.abs(sheet().scrollLeft - 77) < 2"));
    }
    // One press is one step: what listened before does not any more.
    tab.eval("sheet().focus()");
    tab.press("+");
    tab.eval("pause(300)");
    assert!((scale(&mut tab) / fitted - 2.25).abs() < 0.01);
    tab.press("f");
    tab.until("document.querySelector('dialog:modal')");
    site.write("content/index.md", format!("{text}\n\nRound 4.\n"));
    tab.until("document.body.textContent.includes('Round 4.') && document.querySelector('dialog:modal .sheet')");
    tab.press("Escape");
    tab.until("!document.querySelector('dialog') && document.querySelector('main #wide .sheet')");
    assert_eq!(tab.loads(), 2, "about:blank and the page");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn sixty_diagrams_cost_nothing_until_they_are_seen() {
    if !is_wanted() {
        return;
    }
    let figures: String =
        (0..60).map(|n| format!("## Part {n}\n\n```mermaid\nflowchart LR\n  A{n} --> B\n```\n\n")).collect();
    let site = TestSite::new().file("content/index.md", format!("# Many\n\n{figures}"));
    site.build_clean(&[]);
    let server = Server::new(site.path("public"), Vec::new());
    let mut chrome = Chrome::start();
    let mut tab = chrome.open("about:blank");
    tab.before_pages(
        "window.wheels = 0; const listen = EventTarget.prototype.addEventListener; \
         EventTarget.prototype.addEventListener = function (type, ...rest) { if (type === 'wheel') window.wheels += 1; listen.call(this, type, ...rest); };",
    );
    tab.go(&format!("{}/", server.address));
    assert_eq!(tab.eval("wheels"), 0);
    tab.eval("document.querySelector('[data-explore=in]').click()");
    tab.until("document.querySelector('.zoomed')");
    assert!(number(&tab.eval("wheels")) < 12.0);
    assert_eq!(tab.eval("document.querySelectorAll('.zoomed').length"), 1);
}

#[test]
fn the_scripts_stay_small() {
    let compressed = |name: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/js").join(name);
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(&std::fs::read(path).expect("readable")).expect("written");
        encoder.finish().expect("compressed").len()
    };
    // What each page loads, what a diagram adds, and all that there is.
    let of_a_page = compressed("theme.js") + compressed("site.js");
    assert!(of_a_page <= 6 * 1024, "{of_a_page}");
    assert!(compressed("explore.js") <= 5 * 1024, "{}", compressed("explore.js"));
    let all: usize = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default/js"))
        .expect("readable")
        .map(|entry| compressed(entry.expect("an entry").file_name().to_str().expect("a name")))
        .sum();
    assert!(all <= 25 * 1024, "{all}");
}
