//! A preview from its start to its end: what it does before the site is ready, what it tells while it runs, how it bears faults of
//! the author's and heals, and that it leaves nothing behind.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::time::Duration;

use crate::harness::{TestSite, tree};
use crate::serve_harness::{Events, Serving, as_built, ends};

const CONFIG: &str = "[site]\ntitle = \"Test\"\n";

fn home() -> TestSite {
    TestSite::new().file("content/index.md", "# Home\n\nOne.\n").file("content/other.md", "# Other\n\nWords.\n")
}

#[test]
fn who_asks_before_the_site_is_ready_waits_for_it() {
    let site = home();
    for number in 0..60 {
        let diagram = format!("flowchart LR\n  A{number} --> B{number}[Station {number}]\n");
        site.write(&format!("content/p{number}.md"), format!("# P{number}\n\n```mermaid\n{diagram}```\n"));
    }
    let serving = Serving::launch(&site, &["--no-cache"]);
    let state = serving.get("/_chartroom/health");
    let json = state.json();
    assert_eq!(state.status, if json["status"] == "ready" { 200 } else { 503 }, "{json}");
    let page = serving.get("/p59/");
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("Station 59"));
}

#[test]
fn a_port_that_was_asked_for_and_is_taken_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let run = ends(&home(), &["--port", &port]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    assert!(run.stderr.contains(&port) && run.stderr.starts_with("error"), "{}", run.stderr);
}

#[test]
fn without_a_site_there_is_nothing_to_serve() {
    let run = ends(&TestSite::bare(), &["--port", "0"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    assert!(run.stderr.contains("site.toml"), "{}", run.stderr);
}

#[test]
fn a_first_start_with_a_broken_configuration_heals() {
    let site = home().file("site.toml", "[site]\ntitel = \"Test\"\n");
    let mut serving = Serving::start(&site, &[]);
    let page = serving.get("/other/");
    assert_eq!(page.status, 503);
    assert!(as_built(&page.body).is_some() && page.text().contains("titel"), "{}", page.text());
    let state = serving.get("/_chartroom/health");
    assert_eq!((state.status, &state.json()["status"]), (503, &"failed".into()), "{}", state.text());
    site.write("site.toml", CONFIG);
    serving.wait_until("the site", |serving| serving.get("/other/").status == 200);
    assert_eq!(serving.health()["status"], "ready");
}

/// Breaks something in a running preview and mends it: meanwhile the last good pages are served, and every tab is told.
fn breaks_and_heals(file: &str, broken: &str, sound: Option<&str>, said: &str) {
    let site = home();
    let mut serving = Serving::start(&site, &[]);
    let good = serving.get("/").body;
    let mut events = serving.events();
    let before = events.next("hello")["revision"].as_u64().expect("a number");
    site.write(file, broken);
    let failed = events.next("failed");
    assert_eq!(failed["previous"], before, "{failed}");
    assert!(failed["text"].as_str().is_some_and(|text| text.contains(said)), "{failed}");
    let asked = serving.get("/_chartroom/page?file=index.html").json();
    assert!(asked["fault"]["text"].as_str().is_some_and(|text| text.contains(said)), "{asked}");
    assert!(asked["page"]["tag"].is_string(), "{asked}");
    assert_eq!((serving.get("/").status, &serving.get("/").body), (200, &good));
    let state = serving.get("/_chartroom/health");
    assert_eq!((state.status, &state.json()["status"]), (200, &"failed".into()), "{}", state.text());
    // What is edited meanwhile is shown with the cure.
    site.write("content/other.md", "# Other\n\nNew words.\n");
    match sound {
        Some(sound) => site.write(file, sound),
        None => std::fs::remove_file(site.path(file)).expect("removed"),
    }
    serving.wait_until("the cure", |serving| serving.get("/other/").text().contains("New words."));
    serving.wait_until("its end", |serving| serving.health()["status"] == "ready");
    events.next("built");
    let asked = serving.get("/_chartroom/page?file=index.html").json();
    assert!(asked["fault"].is_null(), "{asked}");
    // An empty file, as it is for a moment, is a configuration, too.
    serving.wait_until("the good page", |serving| serving.get("/").body == good);
}

#[test]
fn a_fault_of_the_configuration_heals() {
    breaks_and_heals("site.toml", "[site]\ntitel = \"Test\"\n", Some(CONFIG), "titel");
}

#[test]
fn a_fault_of_a_template_heals() {
    breaks_and_heals("themes/default/templates/page.html", "{% if %}", None, "page.html");
}

#[test]
fn a_configuration_that_is_written_in_halves_heals() {
    breaks_and_heals("site.toml", "[sit", Some(CONFIG), "site.toml");
}

#[test]
fn a_finding_in_the_file_of_a_diagram_is_one_of_every_page_that_shows_it() {
    let site = home()
        .file("content/broken.mmd", "flowchart LR\n  A --> B[x (y]\n")
        .file("content/other.md", "# Other\n\n![One](broken.mmd)\n")
        .file("content/third.md", "# Third\n\n![Two](broken.mmd)\n\n[gone](gone.md)\n");
    let serving = Serving::start(&site, &[]);
    let mut codes = Vec::new();
    for page in ["index.html", "other/index.html", "third/index.html", "none.html"] {
        let asked = serving.get(&format!("/_chartroom/page?file={page}")).json();
        assert!(asked["age"].is_u64(), "{asked}");
        let findings = asked["findings"].as_array().expect("a list").iter();
        codes.push(findings.map(|finding| finding["code"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>());
    }
    assert_eq!(codes, [&[][..], &["diagram-syntax"], &["diagram-syntax", "broken-link"], &[]]);
}

#[test]
fn events_tell_what_changed() {
    let site = home().file("static/note.txt", "one");
    let mut serving = Serving::start(&site, &["--follow"]);
    let mut events = serving.events();
    let hello = events.next("hello");
    assert!(hello["session"].as_str().is_some_and(|session| !session.is_empty()), "{hello}");
    assert_eq!(hello["revision"], serving.revision());

    site.write("content/other.md", "# Other\n\nNew [gone](gone.md).\n");
    let built = events.next("built");
    assert_eq!((&built["previous"], &built["follow"]), (&hello["revision"], &"other/index.html".into()), "{built}");
    assert!(built["revision"].as_u64() > hello["revision"].as_u64(), "{built}");
    assert!(built["errors"] == 1 && built["ms"].is_u64(), "{built}");
    let tags = &built["changed"]["other/index.html"];
    let page = serving.get("/other/").text();
    let element = page.split("<script src=\"/_chartroom/client.js\"").nth(1).expect("the element");
    for (name, tag) in [("page", &"other/index.html".into()), ("tag", &tags["tag"]), ("shape", &tags["shape"])] {
        let attribute = format!(" data-{name}=\"{}\"", tag.as_str().expect("a text"));
        assert!(element.contains(&attribute), "{attribute}: {element}");
    }
    let asked = serving.get("/_chartroom/page?file=other/index.html").json();
    assert_eq!((&asked["page"], &asked["revision"]), (tags, &built["revision"]), "{asked}");
    let finding = &asked["findings"][0];
    assert_eq!((&finding["code"], &finding["line"]), (&"broken-link".into(), &3.into()), "{asked}");
    assert!(finding["source"].to_string().contains("gone.md"), "{asked}");

    std::fs::remove_file(site.path("content/other.md")).expect("removed");
    let built = events.next("built");
    assert!(built["gone"].as_array().is_some_and(|gone| gone.contains(&"other/index.html".into())), "{built}");
    let asked = serving.get("/_chartroom/page?file=other/index.html").json();
    assert!(asked["page"].is_null(), "{asked}");
    site.write("static/note.txt", "two");
    let built = events.next("built");
    assert!(built["files"].as_array().is_some_and(|files| files.contains(&"note.txt".into())), "{built}");
    serving.wait_until("the note", |serving| serving.get("/note.txt").body == b"two");
    site.write("themes/default/css/site.css", "body { color: red }\n");
    let built = events.next("built");
    let styles = built["styles"].as_object().expect("a map");
    let (plain, hashed) = styles.iter().next().expect("a style sheet");
    assert!(plain.ends_with("site.css"), "{built}");
    let sheet = serving.get(&format!("/{}", hashed.as_str().expect("a text")));
    assert!(sheet.status == 200 && sheet.text().contains("red"), "{}", sheet.text());
}

#[test]
fn who_was_cut_off_is_told_of_an_edit_meanwhile() {
    let site = home();
    let mut serving = Serving::start(&site, &["--follow"]);
    let hello = serving.events().next("hello");
    let id = format!("{}-{}", hello["session"].as_str().expect("a text"), hello["revision"]);
    site.write("content/other.md", "# Other\n\nWhile it was away.\n");
    serving.wait_until("the edit", |serving| serving.get("/other/").text().contains("While it was away."));
    site.write("site.toml", "[site]\ntitle = \"Another\"\n");
    serving.wait_until("another run", |serving| serving.get("/").text().contains("Another"));
    let mut events = serving.events_since(&id);
    assert_eq!(events.next("hello")["revision"], hello["revision"]);
    assert_eq!(events.next("built")["follow"], "other/index.html");
    let mut events = serving.events_since("another-1");
    assert_eq!(events.next("hello")["revision"], serving.revision());
}

#[test]
fn of_two_saves_in_one_run_the_last_is_followed() {
    let site = home().file("content/a.md", "# A\n");
    let serving = Serving::start(&site, &["--follow"]);
    for (first, last) in [("a", "other"), ("other", "a")] {
        let mut events = serving.events();
        events.next("hello");
        // Several files are waited for, so that all is one run.
        for number in 0..5 {
            site.write(&format!("static/{number}.txt"), format!("before {last}"));
        }
        site.write(&format!("content/{first}.md"), format!("# {first}\n\nbefore {last}\n"));
        // More than a tick of the system's clock.
        std::thread::sleep(Duration::from_millis(20));
        site.write(&format!("content/{last}.md"), format!("# {last}\n\nafter {first}\n"));
        let wanted = format!("{last}/index.html");
        // In one run, or two on a busy machine.
        while events.next("built")["follow"] != wanted {}
    }
}

#[test]
fn two_hundred_tabs_are_told_and_pages_still_come() {
    let site = home();
    let serving = Serving::start(&site, &[]);
    let mut tabs: Vec<Events> = (0..200).map(|_| serving.events()).collect();
    for tab in &mut tabs {
        tab.next("hello");
    }
    assert_eq!(serving.get("/other/").status, 200);
    site.write("content/other.md", "# Other\n\nMore.\n");
    for tab in &mut tabs {
        assert!(tab.next("built")["changed"]["other/index.html"].is_object());
    }
    assert!(serving.get("/other/").text().contains("More."));
}

#[test]
fn scripts_can_ask_for_the_state() {
    let site =
        home().file("content/index.md", "# Home\n\n[gone](gone.md)\n\n```mermaid\nflowchart LR\n  A --> B\n```\n");
    let serving = Serving::start(&site, &[]);
    let answer = serving.get("/_chartroom/health");
    let state = answer.json();
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json; charset=utf-8"));
    let numbers = ["version", "revision", "pages", "diagrams", "errors"].map(|key| state[key].as_u64());
    assert_eq!(numbers, [1, 1, 2, 1, 1].map(Some), "{state}");
    assert!(state["status"] == "ready" && state["ms"].is_u64() && state["warnings"].is_u64(), "{state}");
    let shown = serving.get("/_chartroom/");
    assert_eq!((shown.status, shown.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(shown.text().contains("broken-link"), "{}", shown.text());
    assert_eq!(serving.get("/_chartroom/nothing").status, 404);
}

fn interrupt(name: &str) {
    let site = home();
    let all = |site: &TestSite| -> BTreeMap<String, Vec<u8>> { tree(&site.path("")) };
    let mut serving = Serving::start(&site, &[]);
    let _events = serving.events();
    site.write("content/other.md", "# Other\n\nMore.\n");
    serving.wait_until("the edit", |serving| serving.get("/other/").text().contains("More."));
    let before = all(&site);
    let (code, took) = serving.signal(name);
    assert_eq!(code, Some(0), "{name}: {}", serving.terminal());
    assert!(took < Duration::from_secs(5), "{name}: {took:?}");
    assert!(!serving.terminal().contains("panicked"), "{}", serving.terminal());
    let without_cache = |files: BTreeMap<String, Vec<u8>>| -> BTreeMap<String, Vec<u8>> {
        files.into_iter().filter(|(path, _)| path != ".chartroom/cache.bin").collect()
    };
    assert_eq!(without_cache(all(&site)), without_cache(before), "{name}");
    let names: Vec<String> = all(&site).into_keys().collect();
    let authors: Vec<_> = names.iter().filter(|name| !name.starts_with(".chartroom/")).collect();
    assert_eq!(authors, ["content/index.md", "content/other.md", "site.toml"], "{name}");
    assert!(
        names.iter().filter(|name| name.starts_with(".chartroom/")).all(|name| name == ".chartroom/cache.bin"),
        "{names:?}"
    );
}

#[test]
fn ctrl_c_ends_it_at_once_and_leaves_nothing_behind() {
    interrupt("INT");
    interrupt("TERM");
}

#[test]
fn ctrl_c_ends_it_in_the_middle_of_its_first_run() {
    let site = home();
    let mut serving = Serving::launch(&site, &[]);
    let (code, took) = serving.signal("INT");
    assert!(code == Some(0) && took < Duration::from_secs(5), "{code:?} {took:?}: {}", serving.terminal());
    let temporary: Vec<String> = tree(&site.path("")).into_keys().filter(|name| name.contains("tmp")).collect();
    assert!(temporary.is_empty(), "{temporary:?}");
}
