//! The preview notices what changes on disk, however it does: ways of saving, folders, bursts. Over real sockets.

use std::time::{Duration, Instant};

use crate::harness::{TestSite, tree};
use crate::serve_harness::Serving;

/// Time for a rebuild that must not come. Too short a time lets a fault pass, but never fails a good program.
const NOTHING: Duration = Duration::from_millis(900);

/// A pause of a busy machine from which on what a test writes is no longer one burst, and rebuilds are not counted.
const PAUSE: Duration = Duration::from_millis(90);

fn served(site: &TestSite) -> Serving {
    let mut serving = Serving::start(site, &[]);
    serving.wait_until("the first edition", |serving| serving.revision() > 0);
    serving
}

fn shows(serving: &Serving, path: &str, text: &str) -> bool {
    serving.get(path).text().contains(text)
}

/// Waits until a page shows a text, and until nothing more happens; how many rebuilds it took since `revision`.
fn rebuilds(serving: &mut Serving, revision: u64, path: &str, text: &str) -> u64 {
    serving.wait_until(&format!("{text} on {path}"), |serving| shows(serving, path, text));
    std::thread::sleep(NOTHING);
    assert!(shows(serving, path, text), "{path} lost {text}");
    serving.revision() - revision
}

fn rename(site: &TestSite, from: &str, to: &str) {
    std::fs::rename(site.path(from), site.path(to)).expect("renamed");
}

/// A way of saving a text to `content/a.md`.
type Save = fn(&TestSite, &str);

#[test]
fn every_way_of_saving_is_noticed() {
    let site = TestSite::new().file("content/a.md", "# A\n\nfirst\n");
    let mut serving = served(&site);
    let ways: [(&str, Save); 7] = [
        ("in place", |site, text| site.write("content/a.md", text)),
        ("renamed over", |site, text| {
            site.write("content/a.md.tmp.4711", text);
            rename(site, "content/a.md.tmp.4711", "content/a.md");
        }),
        ("from a hidden file", |site, text| {
            site.write("content/.a.md.swp", text);
            rename(site, "content/.a.md.swp", "content/a.md");
        }),
        ("with a backup, as vim does", |site, text| {
            site.write("content/4913", "");
            std::fs::remove_file(site.path("content/4913")).expect("removed");
            rename(site, "content/a.md", "content/a.md~");
            site.write("content/a.md", text);
            std::fs::remove_file(site.path("content/a.md~")).expect("removed");
        }),
        ("removed and written", |site, text| {
            std::fs::remove_file(site.path("content/a.md")).expect("removed");
            std::thread::sleep(Duration::from_millis(30));
            site.write("content/a.md", text);
        }),
        ("emptied and written", |site, text| {
            site.write("content/a.md", "");
            std::thread::sleep(Duration::from_millis(30));
            site.write("content/a.md", text);
        }),
        ("in two parts", |site, text| {
            let (one, two) = text.split_at(text.len() / 2);
            site.write("content/a.md", one);
            std::thread::sleep(Duration::from_millis(30));
            site.write("content/a.md", format!("{one}{two}"));
        }),
    ];
    for (number, (name, save)) in ways.into_iter().enumerate() {
        let revision = serving.revision();
        let text = format!("saved {number}");
        let begin = Instant::now();
        save(&site, &format!("# A\n\n{text}\n"));
        let is_one = begin.elapsed() < PAUSE;
        let count = rebuilds(&mut serving, revision, "/a/", &text);
        assert!(!is_one || (1..=2).contains(&count), "{name}: {count} rebuilds\n{}", serving.terminal());
    }
}

#[test]
fn what_does_not_change_a_byte_is_not_built_again() {
    let site = TestSite::new()
        .file("content/a.md", "# A\n\n![](a.png)\n")
        .file("content/a.png", "picture")
        .file("static/b.txt", "text")
        .file("themes/default/css/site.css", "body{}");
    let mut serving = served(&site);
    std::thread::sleep(NOTHING);
    let revision = serving.revision();
    for path in ["content/a.md", "content/a.png", "static/b.txt", "themes/default/css/site.css", "site.toml"] {
        let bytes = std::fs::read(site.path(path)).expect("readable");
        site.write(path, &bytes);
        let file = std::fs::File::options().append(true).open(site.path(path)).expect("opened");
        file.set_modified(std::time::SystemTime::UNIX_EPOCH).expect("touched");
    }
    site.write("content/.hidden.md", "# Hidden\n");
    site.write("public/index.html", "output");
    site.write("notes.md", "# Beside\n");
    std::fs::create_dir(site.path("content/empty")).expect("a folder");
    std::thread::sleep(NOTHING);
    assert_eq!(serving.revision(), revision, "{}", serving.terminal());
    // The watch was not asleep.
    site.write("content/a.png", "PICTURE");
    serving.wait_until("the picture", |serving| shows(serving, "/a.png", "PICTURE") && serving.revision() > revision);
}

#[test]
fn folders_come_move_and_go() {
    let site = TestSite::new().file("content/index.md", "# Home\n").file("content/old/a.md", "# A\n\nfirst\n");
    let mut serving = served(&site);
    site.write("content/new/deep/b.md", "# B\n\nin a new folder\n");
    serving.wait_until("the new folder", |serving| shows(serving, "/new/deep/b/", "in a new folder"));
    rename(&site, "content/old", "content/moved");
    serving.wait_until("the moved folder", |serving| {
        shows(serving, "/moved/a/", "first") && serving.get("/old/a/").status == 404
    });
    site.write("content/moved/a.md", "# A\n\nafter the move\n");
    serving.wait_until("news of the moved folder", |serving| shows(serving, "/moved/a/", "after the move"));
    std::fs::remove_dir_all(site.path("content/moved")).expect("removed");
    serving.wait_until("that it is gone", |serving| serving.get("/moved/a/").status == 404);
    site.write("content/moved/a.md", "# A\n\nmade again\n");
    serving.wait_until("that it is back", |serving| shows(serving, "/moved/a/", "made again"));
    site.write("content/moved/a.md", "# A\n\nand edited\n");
    serving.wait_until("an edit in it", |serving| shows(serving, "/moved/a/", "and edited"));
}

#[test]
fn the_content_folder_may_be_away_for_a_while() {
    let site = TestSite::new().file("content/a.md", "# A\n\nfirst\n");
    let mut serving = served(&site);
    rename(&site, "content", "away");
    serving.wait_until("the fault", |serving| serving.health()["status"] == "failed");
    assert!(shows(&serving, "/a/", "first"), "the last good page stays");
    site.write("away/a.md", "# A\n\nedited while away\n");
    rename(&site, "away", "content");
    serving.wait_until("the folder", |serving| shows(serving, "/a/", "edited while away"));
    assert_eq!(serving.health()["status"], "ready");
    site.write("content/a.md", "# A\n\nedited after\n");
    serving.wait_until("an edit", |serving| shows(serving, "/a/", "edited after"));
    // A folder that the configuration names before it is there.
    site.write("site.toml", "[site]\ntitle = \"Test\"\n[build]\ncontent = \"docs/pages\"\n");
    serving.wait_until("the fault", |serving| serving.health()["status"] == "failed");
    site.write("docs/pages/b.md", "# B\n\nelsewhere\n");
    serving.wait_until("the other folder", |serving| shows(serving, "/b/", "elsewhere"));
    site.write("docs/pages/b.md", "# B\n\nedited elsewhere\n");
    serving.wait_until("an edit in it", |serving| shows(serving, "/b/", "edited elsewhere"));
}

#[test]
fn all_that_a_site_is_made_from_is_watched() {
    let site = TestSite::new()
        .file("content/a.md", "# A\n\n![](flow.mmd)\n")
        .file("content/flow.mmd", "flowchart LR\n  a --> first\n");
    let mut serving = served(&site);
    site.write("content/flow.mmd", "flowchart LR\n  a --> second\n");
    serving.wait_until("the diagram", |serving| shows(serving, "/a/", "second"));
    site.write("static/logo.txt", "logo");
    serving.wait_until("a static file in a new folder", |serving| shows(serving, "/logo.txt", "logo"));
    site.write("themes/default/templates/page.html", "<body>own template {{ page.title }}</body>");
    serving.wait_until("the theme", |serving| shows(serving, "/a/", "own template"));
    site.write("themes/default/templates/page.html", "{% broken");
    serving.wait_until("its fault", |serving| serving.health()["status"] == "failed");
    std::fs::remove_dir_all(site.path("themes")).expect("removed");
    serving.wait_until("that it is gone", |serving| {
        serving.health()["status"] == "ready" && !shows(serving, "/a/", "own template")
    });
    site.write("site.toml", "[site]\ntitle = \"Another title\"\n");
    serving.wait_until("the title", |serving| shows(serving, "/a/", "Another title"));
    site.write("site.toml", "[site]\ntitel = \"Wrong\"\n");
    serving.wait_until("the fault", |serving| serving.health()["status"] == "failed");
    site.write("site.toml", "[site]\ntitle = \"Mended\"\n");
    serving.wait_until("the mended title", |serving| shows(serving, "/a/", "Mended"));
    site.write("plan.yaml", "version: 1\ntitle: Plan\nphases:\n  - id: one\n    gate: { diagrams: 1 }\n");
    serving.wait_until("the plan", |serving| serving.get("/progress/").status == 200);
    std::fs::remove_file(site.path("plan.yaml")).expect("removed");
    serving.wait_until("that it is gone", |serving| serving.get("/progress/").status == 404);
}

#[test]
fn folders_that_are_made_and_filled_at_once_are_seen_to_their_last_file() {
    let site = TestSite::new().file("content/index.md", "# Home\n");
    let mut serving = served(&site);
    for round in 0..5 {
        for number in 0..5 {
            site.write(&format!("content/r{round}/a/b{number}/c/p.md"), "# P\n");
        }
        let last = format!("content/r{round}/a/b4/c/p.md");
        site.write(&last, "# P\n\nthe last\n");
        let page = format!("/r{round}/a/b4/c/p/");
        serving.wait_until("the last file", |serving| shows(serving, &page, "the last"));
        site.write(&last, "# P\n\nedited\n");
        serving.wait_until("its edit", |serving| shows(serving, &page, "edited"));
    }
    for round in 0..5 {
        for number in 0..5 {
            assert_eq!(serving.get(&format!("/r{round}/a/b{number}/c/p/")).status, 200);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_folder_may_become_a_link_and_a_link_another_and_a_folder_again() {
    let site = TestSite::new().file("content/index.md", "# Home\n").file("content/sub/a.md", "# A\n\nfirst\n");
    let mut serving = served(&site);
    let link = |to: &str| std::os::unix::fs::symlink(to, site.path("content/sub")).expect("a link");
    rename(&site, "content/sub", "one");
    link("../one");
    site.write("one/a.md", "# A\n\nbehind a link\n");
    serving.wait_until("what is behind it", |serving| shows(serving, "/sub/a/", "behind a link"));
    site.write("two/a.md", "# A\n\nbehind another\n");
    std::fs::remove_file(site.path("content/sub")).expect("removed");
    link("../two");
    serving.wait_until("what is behind the other", |serving| shows(serving, "/sub/a/", "behind another"));
    site.write("two/a.md", "# A\n\nand edited\n");
    serving.wait_until("an edit behind it", |serving| shows(serving, "/sub/a/", "and edited"));
    std::fs::remove_file(site.path("content/sub")).expect("removed");
    site.write("content/sub/a.md", "# A\n\na folder again\n");
    serving.wait_until("the folder", |serving| shows(serving, "/sub/a/", "a folder again"));
    site.write("content/sub/a.md", "# A\n\nedited in it\n");
    serving.wait_until("an edit in it", |serving| shows(serving, "/sub/a/", "edited in it"));
}

#[cfg(unix)]
#[test]
fn what_a_link_leads_to_is_watched() {
    let site = TestSite::new().file("content/index.md", "# Home\n").file("shared/a.md", "# A\n\nfirst\n");
    std::os::unix::fs::symlink("../shared/a.md", site.path("content/a.md")).expect("a link");
    let mut serving = served(&site);
    assert!(shows(&serving, "/a/", "first"));
    site.write("shared/a.md", "# A\n\nsecond\n");
    serving.wait_until("the file behind the link", |serving| shows(serving, "/a/", "second"));
}

#[test]
fn a_branch_with_500_changed_files_takes_two_rebuilds_at_most() {
    let site = TestSite::new().file(".gitignore", ".chartroom\n");
    let page = |number: usize, branch: &str| format!("# Page {number}\n\ntext of {branch}\n");
    let write = |branch: &str| {
        for number in 0..500 {
            site.write(&format!("content/s{}/p{number}.md", number % 20), page(number, branch));
        }
    };
    site.git(&["init", "-q", "-b", "main"]);
    write("main");
    site.git(&["add", "-A"]);
    site.git(&["commit", "-qm", "one"]);
    site.git(&["checkout", "-qb", "other"]);
    write("other");
    site.write("content/extra/x.md", "# Extra\n");
    site.git(&["add", "-A"]);
    site.git(&["commit", "-qm", "two"]);
    let mut serving = served(&site);
    for (branch, extra) in [("main", 404), ("other", 200), ("main", 404)] {
        let revision = serving.revision();
        site.git(&["checkout", "-q", branch]);
        let text = format!("text of {branch}");
        let count = rebuilds(&mut serving, revision, "/s19/p499/", &text);
        assert!((1..=2).contains(&count), "{count} rebuilds\n{}", serving.terminal());
        for number in 0..500 {
            let path = format!("/s{}/p{number}/", number % 20);
            assert!(shows(&serving, &path, &text), "{path} is not that of {branch}");
        }
        assert_eq!(serving.get("/extra/x/").status, extra);
    }
}

#[test]
fn files_that_a_program_writes_one_by_one_take_two_rebuilds_at_most() {
    let site = TestSite::new().file("content/index.md", "# Home\n");
    let mut serving = served(&site);
    let revision = serving.revision();
    let mut is_one = true;
    for number in 0..200 {
        let begin = Instant::now();
        site.write(&format!("content/p{number}.md"), format!("# Page {number}\n\nwritten\n"));
        std::thread::sleep(Duration::from_millis(5));
        is_one &= begin.elapsed() < PAUSE;
    }
    let count = rebuilds(&mut serving, revision, "/p199/", "written");
    assert!(!is_one || (1..=2).contains(&count), "{count} rebuilds\n{}", serving.terminal());
}

#[cfg(unix)]
#[test]
fn the_end_comes_at_once_and_leaves_nothing_behind() {
    for signal in ["INT", "TERM"] {
        for pause in [0, 300, 2300] {
            let site = TestSite::new().file("content/a.md", "# A\n\n```mermaid\nflowchart LR\n  a --> b\n```\n");
            let mut serving = Serving::launch(&site, &[]);
            std::thread::sleep(Duration::from_millis(pause));
            let (code, took) = serving.signal(signal);
            assert_eq!(code, Some(0), "{signal} after {pause} ms: {}", serving.terminal());
            assert!(took < Duration::from_secs(5), "{signal} took {took:?}");
            let files: Vec<String> = tree(&site.path("")).into_keys().collect();
            let known = [".chartroom/cache.bin", "content/a.md", "site.toml"];
            assert!(files.iter().all(|file| known.contains(&file.as_str())), "{files:?}");
        }
    }
}
