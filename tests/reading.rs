//! Blocks of a page as a reader has them: tabs, lines of code, pictures. What needs a browser runs where `CHARTROOM_BROWSER` is set,
//! on files, as somebody opens a site from a folder.

use crate::chrome::{Chrome, Tab, is_wanted};
use crate::harness::TestSite;

const TABS: &str = "# Install\n\n> [!TAB] One\n> First words.\n\n> [!TAB] Two\n>\n> ## Within\n>\n> ```sh\n> a\n> b\n> c\n> d\n> ```\n\n\
                    ```rust\nfn a() {}\nfn b() {}\nfn c() {}\n```\n";

fn built() -> TestSite {
    let site = TestSite::new().file("content/index.md", TABS);
    site.build_clean(&[]);
    site
}

fn open(chrome: &mut Chrome, site: &TestSite, fragment: &str) -> Tab {
    chrome.open(&format!("file://{}{fragment}", site.path("public/index.html").display()))
}

/// Which tabs are shown, by their place.
const SHOWN: &str = "[...document.querySelectorAll('.tab')].map((tab) => tab.offsetHeight > 0)";

#[test]
fn a_picture_keeps_its_place_where_its_file_tells_its_size() {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 30 20'><rect width='30' height='20'/></svg>";
    let site = TestSite::new()
        .file(
            "content/index.md",
            "# A\n\n![x \"y\"](a.svg?v=1 \"T & U\") ![z](b.png) ![far](https://example.org/c.png)\n",
        )
        .file("content/a.svg", svg)
        .file("content/b.png", "no picture");
    site.build_clean(&[]);
    let html = site.output("index.html");
    for image in [
        "<img src=\"a.svg?v=1\" alt=\"x &quot;y&quot;\" title=\"T &amp; U\" width=\"30\" height=\"20\" loading=\"lazy\" decoding=\"async\">",
        "<img src=\"b.png\" alt=\"z\" loading=\"lazy\" decoding=\"async\">",
        "<img src=\"https://example.org/c.png\" alt=\"far\" loading=\"lazy\" decoding=\"async\">",
    ] {
        assert!(html.contains(image), "{image}\n{html}");
    }
    // Another size is another page, whatever is remembered.
    site.write("content/a.svg", svg.replace("30", "60"));
    site.build_clean(&[]);
    assert!(site.output("index.html").contains("width=\"60\" height=\"20\""));
}

#[test]
fn tabs_open_by_mouse_keys_and_links_and_need_no_script() {
    if !is_wanted() {
        return;
    }
    let site = built();
    let mut chrome = Chrome::start();
    let mut tab = open(&mut chrome, &site, "");
    assert_eq!(tab.eval(SHOWN), serde_json::json!([true, false]));
    tab.click("document.querySelectorAll('.tabs label')[1]");
    assert_eq!(tab.eval(SHOWN), serde_json::json!([false, true]));
    tab.press("ArrowLeft");
    assert_eq!(tab.eval(SHOWN), serde_json::json!([true, false]));
    tab.eval("location.hash = '#within'");
    tab.until("document.querySelectorAll('.tab')[1].offsetHeight > 0");
    tab.without_scripts();
    tab.go(&format!("file://{}", site.path("public/index.html").display()));
    tab.click("document.querySelectorAll('.tabs label')[1]");
    assert_eq!(tab.eval(SHOWN), serde_json::json!([false, true]));
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn lines_of_code_have_addresses() {
    if !is_wanted() {
        return;
    }
    let site = built();
    let mut chrome = Chrome::start();
    // Into a tab that is closed.
    let mut tab = open(&mut chrome, &site, "#code:1:2-3");
    let marked = "(() => { const [mark, block] = ['.code-mark', '.tab .code'].map((each) => document.querySelector(each)); \
                  const code = block.querySelector('code').getBoundingClientRect(), box = mark.getBoundingClientRect(); \
                  return [block.contains(mark), Math.round(box.height / code.height * 4), Math.round((box.top - code.top) / code.height * 4)]; })()";
    tab.until("document.querySelector('.code-mark')");
    assert_eq!(tab.eval(marked), serde_json::json!([true, 2, 1]));
    // A line by its number, more by holding the shift key.
    let second = "document.getElementById('code:2')";
    tab.eval(&format!("{second}.dispatchEvent(new PointerEvent('pointerenter'))"));
    let number = |number: usize, shift: bool| {
        format!(
            "{second}.querySelectorAll('.code-lines a')[{}].dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true, shiftKey: {shift} }}))",
            number - 1
        )
    };
    tab.eval(&number(1, false));
    tab.until("location.hash === '#code:2:1'");
    tab.eval(&number(3, true));
    tab.until("location.hash === '#code:2:1-3'");
    // The lines that are selected.
    tab.eval("location.hash = ''");
    tab.eval(&format!(
        "(() => {{ getSelection().selectAllChildren({second}.querySelector('code')); {second}.querySelector('.code-link').click(); }})()"
    ));
    tab.until("location.hash === '#code:2:1-3'");
    for hostile in ["#code:2:0", "#code:2:9-1", "#code:99:1", "#code:2:1e3", "#code:2:1-2-3"] {
        tab.eval(&format!("location.hash = '{hostile}'"));
        tab.until("!document.querySelector('.code-mark')");
    }
    tab.eval("location.hash = '#code:2:2-999999'");
    tab.until("document.querySelector('.code-mark')");
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

#[test]
fn the_menu_stands_from_page_to_page_where_the_reader_left_it() {
    if !is_wanted() {
        return;
    }
    let site = TestSite::new();
    for number in 100..200 {
        site.write(&format!("content/p{number}.md"), format!("# Page {number}\n"));
    }
    site.build_clean(&[]);
    let mut chrome = Chrome::start();
    let mut tab = chrome.open(&format!("file://{}", site.path("public/p100/index.html").display()));
    tab.eval("document.querySelector('.menu').scrollTop = 700");
    let top = "(text) => [...document.querySelectorAll('.menu a')].find((link) => link.textContent === text).getBoundingClientRect().top";
    let before = tab.eval(&format!("({top})('Page 125')"));
    tab.eval("[...document.querySelectorAll('.menu a')].find((link) => link.textContent === 'Page 125').click()");
    tab.until("document.title.startsWith('Page 125') && document.readyState === 'complete'");
    assert_eq!(tab.eval(&format!("({top})('Page 125')")), before);
    // A page that is out of sight is brought into it.
    tab.go(&format!("file://{}", site.path("public/p190/index.html").display()));
    let inside = "(() => { const [a, b] = ['.menu', '.menu [aria-current=page]'].map((each) => document.querySelector(each).getBoundingClientRect()); \
                  return b.top >= a.top && b.bottom <= a.bottom; })()";
    assert_eq!(tab.eval(inside), true);
}
