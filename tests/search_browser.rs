//! Readers' search in a browser: what is found, by which keys, from a server with a strict policy and from a folder. Run where
//! `CHARTROOM_BROWSER` is set. No page may complain in any of it.

use serde_json::{Value, json};

use crate::browser::Server;
use crate::chrome::{Chrome, Tab, View, is_wanted};
use crate::harness::TestSite;
use crate::serve_harness::Serving;

const DIALOG: &str = "document.querySelector('dialog.search')";
const INPUT: &str = "document.querySelector('dialog.search input')";

/// A built site in a browser.
struct Reader {
    site: TestSite,
    server: Server,
    chrome: Chrome,
}

impl Reader {
    fn new(site: TestSite) -> Self {
        site.build(&[]);
        Self { server: Server::new(site.path("public"), Vec::new()), chrome: Chrome::start(), site }
    }

    fn open(&mut self, path: &str) -> Tab {
        self.chrome.open(&format!("{}{path}", self.server.address))
    }
}

/// Opens the search, if it is not, and asks for a text in place of what is there. Waits for the answer.
fn ask(tab: &mut Tab, text: &str) {
    if tab.eval(&format!("!{DIALOG}")) == true {
        tab.press("/");
        tab.until(&format!("{DIALOG}.open"));
    }
    tab.eval(&format!("{DIALOG}.querySelector('[role=status]').textContent = ''; {INPUT}.select()"));
    tab.type_text(text);
    tab.until(&format!("{DIALOG}.querySelector('[role=status]').textContent"));
}

/// What is shown: of each result its group, name and where it leads, decoded.
fn shown(tab: &mut Tab) -> Vec<[String; 3]> {
    let results = tab.eval(
        "[...document.querySelectorAll('dialog.search [role=option]')].map((option) => [\
         option.parentElement.getAttribute('aria-label').replace(/\\d+ |s$/g, ''), option.querySelector('.search-name').textContent, \
         decodeURIComponent(option.href.split('/public/').pop().replace(location.origin + '/', ''))])",
    );
    serde_json::from_value(results).expect("results")
}

/// The names of what a text finds, in order.
fn names(tab: &mut Tab, text: &str) -> Vec<String> {
    ask(tab, text);
    shown(tab).into_iter().map(|[_, name, _]| name).collect()
}

/// The groups and addresses of what a text finds.
fn places(tab: &mut Tab, text: &str) -> Vec<(String, String)> {
    ask(tab, text);
    shown(tab).into_iter().map(|[group, _, address]| (group, address)).collect()
}

fn assert_quiet(tab: &mut Tab) {
    assert_eq!(tab.complaints(), Vec::<String>::new());
}

fn harbour() -> TestSite {
    TestSite::new()
        .file(
            "content/index.md",
            "# Harbour\n\nShips come and go, says the lighthouse.\n\n## Moorings\n\nRopes and bollards.\n",
        )
        .file(
            "content/work/cranes.md",
            "# Cranes\n\nThey lift.\n\n```mermaid {#hoist role=L1 caption=\"How a crane hoists\"}\nflowchart LR\n  \
             D[Driver's cabin] --> W[Winch drum] -->|pulls| H[Hook]\n```\n\n## Lighthouse view\n\nFar.\n",
        )
        .file(
            "content/lighthouse.md",
            "# Lighthouse\n\nIts lamp.\n\n```mermaid {#beam}\nsequenceDiagram\n  Lamp->>Ship: beam\n```\n",
        )
}

#[test]
fn the_keyboard_opens_moves_goes_and_closes() {
    if !is_wanted() {
        return;
    }
    let mut reader = Reader::new(harbour());
    let mut tab = reader.open("/");
    tab.eval("document.querySelector('.brand').focus()");
    for open in ["/", "k"] {
        if open == "/" {
            tab.press("/");
        } else {
            tab.press_with_control("k");
        }
        tab.until(&format!("{DIALOG}.open"));
        assert_eq!(tab.eval(&format!("document.activeElement === {INPUT} && {INPUT}.value")), "", "{open}");
        tab.press("Escape");
        tab.until(&format!("!{DIALOG}"));
        assert_eq!(tab.eval("document.activeElement.className"), "brand", "{open}");
    }
    ask(&mut tab, "lighthouse");
    let active = |tab: &mut Tab| {
        tab.eval(&format!(
            "(() => {{ const on = document.getElementById({INPUT}.getAttribute('aria-activedescendant')); \
             return [on.getAttribute('aria-selected'), [...document.querySelectorAll('[role=option]')].indexOf(on)]; }})()"
        ))
    };
    let count = shown(&mut tab).len();
    assert!(count > 3, "{count}");
    assert_eq!(active(&mut tab), json!(["true", 0]));
    for (key, wanted) in [("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", count - 1), ("ArrowDown", 0), ("ArrowDown", 1)]
    {
        tab.press(key);
        assert_eq!(active(&mut tab), json!(["true", wanted]), "{key}");
    }
    assert_eq!(tab.eval("document.querySelectorAll('[aria-selected=true]').length"), 1);
    let history = tab.eval("history.length");
    let wanted = tab.eval("document.querySelectorAll('[role=option]')[1].href");
    tab.press("Enter");
    tab.until(&format!("location.href === {wanted} && !{DIALOG}"));
    // The search itself left nothing in the history.
    assert_eq!(tab.eval("history.length"), json!(history.as_u64().expect("a number") + 1));
    assert_quiet(&mut tab);
}

#[test]
fn a_slash_in_a_field_is_a_slash() {
    if !is_wanted() {
        return;
    }
    let site = harbour()
        .file("site.toml", "[site]\ntitle = \"T\"\n[markdown]\nraw_html = \"allow\"\n")
        .file("content/form.md", "# F\n\n<input id=\"own\">\n");
    let mut reader = Reader::new(site);
    let mut tab = reader.open("/form/");
    tab.eval("document.getElementById('own').focus()");
    tab.press("/");
    assert_eq!(tab.eval(&format!("[document.getElementById('own').value, !{DIALOG}]")), json!(["/", true]));
    assert_quiet(&mut tab);
}

#[test]
fn keys_that_are_pressed_while_the_search_loads_are_not_lost() {
    if !is_wanted() {
        return;
    }
    let mut reader = Reader::new(harbour());
    let mut tab = reader.open("/");
    for key in ["/", "c", "r", "a", "n", "e"] {
        tab.press(key);
    }
    tab.until(&format!("{DIALOG}.querySelector('[role=option]') && {INPUT}.value === 'crane'"));
    assert_quiet(&mut tab);
}

#[test]
fn pages_and_diagrams_are_grouped_and_lead_to_the_very_place() {
    if !is_wanted() {
        return;
    }
    let mut reader = Reader::new(harbour());
    let mut tab = reader.open("/work/cranes/");
    assert_eq!(places(&mut tab, "moorings"), [("page".to_owned(), "index.html#moorings".to_owned())]);
    let [page, figure, node] =
        ["work/cranes/index.html", "work/cranes/index.html#hoist", "work/cranes/index.html#hoist/W"];
    assert_eq!(places(&mut tab, "hoists"), [("diagram".to_owned(), figure.to_owned())]);
    assert_eq!(places(&mut tab, "winch"), [("diagram".to_owned(), node.to_owned())]);
    assert_eq!(places(&mut tab, "pulls"), [("diagram".to_owned(), figure.to_owned())]);
    assert_eq!(
        places(&mut tab, "cranes winch"),
        [("diagram".to_owned(), node.to_owned())],
        "a page's title counts for its diagrams"
    );
    let found = places(&mut tab, "cranes");
    assert_eq!(found[0], ("page".to_owned(), page.to_owned()));
    ask(&mut tab, "winch");
    let option = "document.querySelector('dialog.search [role=option]')";
    assert_eq!(tab.eval(&format!("{option}.querySelector('.search-kind').textContent")), "flowchart");
    assert_eq!(
        tab.eval(&format!("[...{option}.querySelectorAll('mark')].map((mark) => mark.textContent)")),
        json!(["Winch"])
    );
    tab.until(&format!("{option}.querySelector('img').complete && {option}.querySelector('img').naturalWidth > 0"));
    assert_eq!(tab.eval(&format!("{option}.querySelector('img').loading")), "lazy");
    let status = format!("{DIALOG}.querySelector('[role=status]').textContent");
    assert_eq!(tab.eval(&status), "0 pages, 1 diagram");
    ask(&mut tab, "nonsense");
    assert_eq!(tab.eval(&status), "Nothing found for “nonsense”");
    assert_eq!(
        tab.eval(&format!("[{INPUT}.getAttribute('aria-expanded'), {INPUT}.getAttribute('aria-activedescendant')]")),
        json!(["false", ""])
    );
    assert_quiet(&mut tab);
}

#[test]
fn better_places_and_better_words_come_first() {
    if !is_wanted() {
        return;
    }
    let diagram = "```mermaid {caption=\"A tide table\"}\nflowchart LR\n  A --> B\n```\n";
    let label = "```mermaid {caption=\"Nothing\"}\nflowchart LR\n  A[tide] --> B\n```\n";
    let site = TestSite::new()
        .file("content/index.md", "# Home\n\nWords.\n")
        .file("content/a.md", "# Text\n\nThe tide comes.\n")
        .file("content/b.md", "# Heading\n\n## The tide\n\nWater.\n")
        .file("content/c.md", "# Tide\n\nWater.\n")
        .file("content/d.md", format!("# Caption\n\n{diagram}"))
        .file("content/e.md", format!("# Label\n\n{label}"))
        .file("content/f.md", "# Tidelands\n\nWater.\n")
        .file("content/g.md", "# Tine\n\nWater.\n");
    let mut reader = Reader::new(site);
    let mut tab = reader.open("/");
    assert_eq!(names(&mut tab, "tide"), ["Tide", "The tide", "Tidelands", "Text", "A tide table", "Nothing"]);
    // With so few places somebody may have mistyped.
    assert_eq!(names(&mut tab, "tine"), ["Tine", "Tide", "The tide", "Text", "A tide table", "Nothing"]);
    assert_eq!(names(&mut tab, "tidel")[0], "Tidelands");
    assert_quiet(&mut tab);
}

#[test]
fn beginnings_typos_accents_names_and_scripts_without_spaces_are_found() {
    if !is_wanted() {
        return;
    }
    let site = TestSite::new()
        .file("content/index.md", "# Home\n\nWords.\n")
        .file("content/kafka.md", "# Kafka\n\nA log.\n")
        .file("content/café.md", "# Größe des Cafés\n\nTasse.\n")
        .file("content/names.md", "# Names\n\nCall `OrderService.getById` of `snake_case_thing`.\n")
        .file("content/tokyo.md", "# 東京都の地図\n\n水。\n")
        .file("content/proto.md", "# Prototypes\n\nA `__proto__` and a constructor.\n");
    let mut reader = Reader::new(site);
    let mut tab = reader.open("/");
    for (typed, wanted) in [
        ("k", "Kafka"),
        ("kaf", "Kafka"),
        ("KAFKA", "Kafka"),
        ("kafkka", "Kafka"),
        ("kaka", "Kafka"),
        ("kafak", "Kafka"),
        ("kadka", "Kafka"),
        ("xafka", "Kafka"),
        ("afka", "Kafka"),
        ("akfka", "Kafka"),
        ("kkafka", "Kafka"),
        ("cafes", "Größe des Cafés"),
        ("GROSSE", "Größe des Cafés"),
        ("orderservice", "Names"),
        ("OrderService.getById", "Names"),
        ("service", "Names"),
        ("getById", "Names"),
        ("snake_case", "Names"),
        ("東京", "東京都の地図"),
        ("地", "東京都の地図"),
        ("京都", "東京都の地図"),
        ("水", "東京都の地図"),
        ("__proto__", "Prototypes"),
        ("constructor", "Prototypes"),
    ] {
        assert_eq!(names(&mut tab, typed), [wanted], "{typed}");
    }
    // Three letters are too few to be mistyped.
    assert_eq!(names(&mut tab, "kfa"), Vec::<String>::new());
    assert_quiet(&mut tab);
}

#[test]
fn the_readers_side_makes_the_words_of_the_index() {
    if !is_wanted() {
        return;
    }
    let mut reader = Reader::new(harbour());
    let mut tab = reader.open("/");
    ask(&mut tab, "crane");
    let samples: Value = serde_json::from_str(include_str!("search/words.json")).expect("JSON");
    for sample in samples.as_array().expect("a list") {
        let words = tab.eval(&format!(
            "chartroomSearch.chunksOf({}).flatMap(({{ parts, whole }}) => [...parts, ...whole].map(({{ word }}) => word))",
            sample[0]
        ));
        assert_eq!(words, sample[1], "{}", sample[0]);
    }
    assert_quiet(&mut tab);
}

#[test]
fn what_a_site_says_is_never_run() {
    if !is_wanted() {
        return;
    }
    let evil = "&lt;img src=x onerror=alert(1)&gt; &lt;script&gt;alert(2)&lt;/script&gt;";
    let site = TestSite::new().file("content/index.md", "# Home\n\nWords.\n").file(
        "content/evil.md",
        format!(
            "# Evil {evil}\n\nText {evil}\n\n```mermaid {{caption=\"evil <img src=x onerror=alert(3)>\"}}\nflowchart LR\n  \
             A[\"evil #lt;img src=x onerror=alert(4)#gt;\"] --> B\n```\n"
        ),
    );
    let mut reader = Reader::new(site);
    let mut tab = reader.open("/");
    assert!(names(&mut tab, "evil").iter().all(|name| name.contains("<img src=x onerror=alert(")));
    assert_eq!(tab.eval(&format!("{DIALOG}.querySelectorAll('script, [onerror]').length")), 0);
    assert_eq!(
        tab.eval(&format!("[...{DIALOG}.querySelectorAll('img')].every((img) => img.src.includes('/diagrams/'))")),
        true
    );
    assert_quiet(&mut tab);
}

#[test]
fn it_works_from_a_folder() {
    if !is_wanted() {
        return;
    }
    let site = harbour();
    site.build(&[]);
    let mut chrome = Chrome::start();
    let mut tab = chrome.open(&format!("file://{}", site.path("public/work/cranes/index.html").display()));
    assert_eq!(places(&mut tab, "bollards"), [("page".to_owned(), "index.html#moorings".to_owned())]);
    assert_eq!(places(&mut tab, "winhc"), [("diagram".to_owned(), "work/cranes/index.html#hoist/W".to_owned())]);
    tab.until("document.querySelector('dialog.search img').naturalWidth > 0");
    tab.press("Enter");
    tab.until("decodeURIComponent(location.hash) === '#hoist/W' && document.getElementById('hoist/W')");
    assert_quiet(&mut tab);
}

#[test]
fn nothing_is_loaded_before_it_is_wanted() {
    if !is_wanted() {
        return;
    }
    let mut reader = Reader::new(large());
    let mut tab = reader.open("/");
    let loaded = "performance.getEntriesByType('resource').map((entry) => entry.name.split('/chartroom/').pop())\
                  .filter((name) => name.includes('search')).map((name) => name.replace(/[.-]\\w+(?=\\.(js|css))|\\?.*/g, ''))";
    tab.eval("new Promise((done) => setTimeout(done, 300))");
    assert_eq!(tab.eval(loaded), json!([]));
    ask(&mut tab, "page");
    let names: Vec<String> = serde_json::from_value(tab.eval(loaded)).expect("names");
    let count = |name: &str| names.iter().filter(|found| *found == name).count();
    assert_eq!(
        ["js/search.js", "css/search.css", "search/index.js", "search/words.js", "search/ends.js"].map(count),
        [1, 1, 1, 1, 0],
        "{names:?}"
    );
    assert!((1..=10).contains(&count("search/pages.js")), "{names:?}");
    // Nothing of it stays in the page.
    assert_eq!(tab.eval("[...document.scripts].filter((script) => script.src.includes('search')).length"), 0);
    assert_quiet(&mut tab);
}

/// A site whose index is in parts.
fn large() -> TestSite {
    let mut site = TestSite::new().file("content/index.md", "# Home\n\nWords.\n");
    for page in 0..40 {
        let text: String = (0..700).map(|word| format!("w{}x{} ", page * 7 % 13, word * (page + 3) % 997)).collect();
        site = site.file(&format!("content/p{page:02}.md"), format!("# Page {page}\n\n{text}\n"));
    }
    site
}

#[test]
fn more_is_shown_on_demand() {
    if !is_wanted() {
        return;
    }
    let mut reader = Reader::new(large());
    let mut tab = reader.open("/");
    assert_eq!(names(&mut tab, "page").len(), 5);
    tab.click("document.querySelector('dialog.search > button')");
    tab.until("document.querySelectorAll('dialog.search [role=option]').length === 20");
    assert_eq!(tab.eval(&format!("document.activeElement === {INPUT}")), true);
    assert_quiet(&mut tab);
}

#[test]
fn a_site_that_was_put_up_anew_is_searched_as_it_is_now() {
    if !is_wanted() {
        return;
    }
    let mut reader = Reader::new(large());
    let mut tab = reader.open("/");
    assert_eq!(names(&mut tab, "page 7").first().map(String::as_str), Some("Page 7"));
    reader.site.write("content/p07.md", "# Zebra\n\nNew words.\n");
    reader.site.build(&[]);
    assert_eq!(names(&mut tab, "zebra"), ["Zebra"]);
    assert_quiet(&mut tab);
}

#[test]
fn the_preview_searches_what_was_just_saved() {
    if !is_wanted() {
        return;
    }
    let site = harbour();
    let serving = Serving::start(&site, &[]);
    let mut chrome = Chrome::start();
    let mut tab = chrome.open(&format!("http://{}/", serving.address));
    tab.until("document.querySelector('chartroom-preview').dataset.revision > 0");
    assert_eq!(names(&mut tab, "bollards"), ["Moorings"]);
    tab.press("Escape");
    tab.eval("window.same = true");
    site.write("content/index.md", "# Harbour\n\n## Moorings\n\nRopes and capstans.\n");
    tab.until("document.body.innerText.includes('capstans')");
    assert_eq!(names(&mut tab, "capstans"), ["Moorings"]);
    assert_eq!(tab.eval("window.same"), true, "the page was changed in place");
    assert_quiet(&mut tab);
}

#[test]
fn on_a_phone_it_is_a_sheet_and_without_scripts_it_is_not_there() {
    if !is_wanted() {
        return;
    }
    let mut reader = Reader::new(harbour());
    let mut tab = reader.open("/");
    for dark in [false, true] {
        tab.view(View { width: 360, height: 640, dark });
        ask(&mut tab, "crane");
        let size = format!(
            "(() => {{ const box = {DIALOG}.getBoundingClientRect(); return [box.x, box.y, box.width, box.height]; }})()"
        );
        assert_eq!(tab.eval(&size), json!([0, 0, 360, 640]));
        assert_eq!(tab.eval("document.documentElement.scrollWidth"), 360);
        let inside = format!(
            "[...{DIALOG}.querySelectorAll('[role=option], button:not([hidden])')].every((each) => each.getBoundingClientRect().right <= 360)"
        );
        assert_eq!(tab.eval(&inside), true);
        tab.click(&format!("{DIALOG}.querySelector('button')"));
        tab.until(&format!("!{DIALOG}"));
    }
    let bare = "new Promise((done) => { const frame = document.createElement('iframe'); frame.setAttribute('sandbox', 'allow-same-origin'); \
                frame.onload = () => done(frame.contentDocument.querySelector('.search-open').getClientRects().length); \
                frame.src = location.href; document.body.append(frame); })";
    assert_eq!(tab.eval(bare), 0);
    tab.eval("document.querySelector('iframe').remove()");
    assert_eq!(tab.eval("document.querySelector('.search-open').getClientRects().length"), 1);
}

#[test]
fn the_dialog_is_what_a_screen_reader_expects() {
    if !is_wanted() {
        return;
    }
    let mut reader = Reader::new(harbour());
    let mut tab = reader.open("/");
    ask(&mut tab, "lighthouse");
    let found = tab.eval(&format!(
        "(() => {{ const dialog = {DIALOG}, input = {INPUT}, list = document.getElementById(input.getAttribute('aria-controls')); \
         const ids = [...document.querySelectorAll('[id]')].map((each) => each.id); \
         return {{ modal: dialog.matches(':modal') && dialog.getAttribute('aria-label'), role: input.getAttribute('role'), \
         name: input.getAttribute('aria-label'), expanded: input.getAttribute('aria-expanded'), list: list.getAttribute('role'), \
         groups: [...list.children].map((group) => group.getAttribute('role')), \
         inside: [...new Set([...list.querySelectorAll('[role=group] > *')].map((each) => each.getAttribute('role')))], \
         focusable: list.querySelectorAll('a:not([tabindex=\"-1\"])').length, status: dialog.querySelector('[role=status]').textContent, \
         twice: ids.filter((id, at) => ids.indexOf(id) !== at) }}; }})()"
    ));
    let wanted = json!({
        "modal": "Search", "role": "combobox", "name": "Search pages and diagrams", "expanded": "true", "list": "listbox",
        "groups": ["group", "group"], "inside": ["presentation", "option"], "focusable": 0, "status": "3 pages, 1 diagram", "twice": [],
    });
    assert_eq!(found, wanted);
    assert_quiet(&mut tab);
}
