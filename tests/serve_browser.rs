//! What an author sees of the preview in a browser: pages that follow the text by themselves and keep the reader's place, findings
//! over the page. Run where `CHARTROOM_BROWSER` is set. No page may complain or ask anybody else in any of it.

use crate::chrome::{Chrome, Tab, View, is_wanted};
use crate::harness::TestSite;
use crate::serve_harness::Serving;

/// What the overlay says of itself, and what is in it.
const HOST: &str = "document.querySelector('chartroom-preview')";
const ROOT: &str = "document.querySelector('chartroom-preview').shadowRoot";

/// A site that is served and looked at.
struct Desk {
    site: TestSite,
    serving: Serving,
    chrome: Chrome,
}

impl Desk {
    fn new(site: TestSite, arguments: &[&str]) -> Self {
        let serving = Serving::start(&site, arguments);
        Self { site, serving, chrome: Chrome::start() }
    }

    fn link(&self, path: &str) -> String {
        format!("http://{}{path}", self.serving.address)
    }

    /// A tab whose page knows the newest edition and hears of the next one.
    fn open(&mut self, path: &str) -> Tab {
        let link = self.link(path);
        let mut tab = self.chrome.open(&link);
        tab.until(&format!("{HOST}.dataset.revision > 0"));
        let listens = "new Promise((done) => { const { port } = new SharedWorker('/_chartroom/worker.js'); \
                       port.onmessage = ({ data }) => { if (data.type === 'hello') { done(true); port.postMessage('bye'); } }; })";
        assert_eq!(tab.eval(listens), true);
        tab
    }

    /// Nothing went wrong in a tab, and nobody else was asked.
    fn assert_quiet(&self, tab: &mut Tab) {
        assert_eq!(tab.complaints(), Vec::<String>::new());
        let origins: Vec<String> = tab.origins().into_iter().collect();
        assert_eq!(origins, [self.link("")]);
    }
}

fn paragraphs(range: std::ops::Range<usize>) -> String {
    range.map(|number| format!("## Part {number}\n\nWords of part {number}.\n\n")).collect()
}

const DIAGRAM: &str = "```mermaid\nflowchart LR\n  A --> B\n```\n\n";

fn two_pages() -> TestSite {
    TestSite::new()
        .file("content/index.md", "# Home\n\nTo [other](other.md).\n")
        .file("content/other.md", "# Other\n\nOld words.\n")
}

fn has_text(text: &str) -> String {
    format!("document.body.innerText.includes({text:?})")
}

fn state(state: &str) -> String {
    format!("{HOST}.dataset.state === {state:?}")
}

/// Saves a file as editors do that write beside and rename: at no moment is it empty, and the page with it.
fn save(site: &TestSite, file: &str, text: String) {
    let hidden = ".saved";
    site.write(hidden, text);
    std::fs::rename(site.path(hidden), site.path(file)).expect("the file is renamed");
}

#[test]
fn an_edit_changes_the_page_and_keeps_the_readers_place() {
    if !is_wanted() {
        return;
    }
    let page = |above: &str, name: &str| {
        format!("# Long\n\n{above}{}{DIAGRAM}{}{name}\n", paragraphs(0..30), paragraphs(30..60))
    };
    let mut desk = Desk::new(TestSite::new().file("content/index.md", page("", "one")), &[]);
    let mut tab = desk.open("/");
    tab.view(View { width: 1000, height: 700, dark: false });
    let mut shown = 0;
    for heading in ["part-33", "part-5"] {
        tab.eval("document.querySelector('details.source').open = true");
        let place = format!("document.getElementById('{heading}').getBoundingClientRect().top");
        tab.eval(&format!("scrollBy({{ top: {place} - 120, behavior: 'instant' }})"));
        tab.until(&format!("Math.abs({place} - 120) < 2"));
        shown += 1;
        let above = "Words that were not there before.\n\n".repeat(7 * shown);
        save(&desk.site, "content/index.md", page(&above, &format!("The end {shown}.")));
        tab.until(&has_text(&format!("The end {shown}.")));
        tab.until(&format!("Math.abs({place} - 120) < 2"));
        assert_eq!(tab.eval("document.querySelector('details.source').open"), true, "{heading}");
    }
    // At its top a page stays there.
    tab.eval("scrollTo({ top: 0, behavior: 'instant' })");
    save(&desk.site, "content/index.md", page("Above all.\n\n", "The last."));
    tab.until(&has_text("The last."));
    assert_eq!(tab.eval("scrollY"), 0);
    desk.assert_quiet(&mut tab);
}

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
    let mut tab = desk.chrome.open("about:blank");
    tab.before_pages(
        "delete window.SharedWorker;
         const listen = EventSource.prototype.addEventListener;
         EventSource.prototype.addEventListener = function (type, told) {
           listen.call(this, type, (event) => { if (type === 'hello') window.hears = true; return window.isDeaf || told(event); });
         };",
    );
    let link = desk.link("/");
    tab.go(&link);
    tab.until(&format!("window.hears && {HOST}.dataset.revision > 0 && {}", is_wide(10)));
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
    let mut tab = desk.open("/other/");
    tab.eval(
        "{ const ask = window.fetch; let lost = 2;
           window.fetch = (...all) => (lost-- > 0 ? Promise.reject(new TypeError('lost')) : ask(...all)); }",
    );
    desk.site.write("content/other.md", "# Other\n\nNew words.\n");
    tab.until(&has_text("New words."));
    assert_eq!(tab.loads(), 1);
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
