//! What a preview tells its author: the lines of the terminal, the state page, the state for scripts.

use crate::harness::TestSite;
use crate::serve_harness::Serving;

/// A site with one page and a dead link.
fn site() -> TestSite {
    TestSite::new().file("content/index.md", "# Home\n\nSee [x](x.md).\n")
}

fn says(serving: &mut Serving, text: &str) {
    serving.wait_until(text, |serving| serving.terminal().contains(text));
}

#[test]
fn each_run_is_one_line_then_what_is_new_and_gone() {
    let site = site();
    let mut serving = Serving::start(&site, &[]);
    says(&mut serving, ": 1 error, 0 warnings (`chartroom check` lists them). Ctrl-C ends\n");
    assert!(!serving.terminal().contains("x.md"), "{}", serving.terminal());
    site.write("content/index.md", "# Home\n\nText.\n\nSee [x](x.md) and [y](y.md).\n");
    says(&mut serving, "  + error[broken-link] content/index.md:5:19 there is no page `y.md`\n");
    says(&mut serving, " content/index.md: 1 page changed in ");
    site.write("content/index.md", "# Home\n\nSee [y](y.md).\n");
    says(&mut serving, "  - error[broken-link] content/index.md:5:5 there is no page `x.md`\n");
    assert_eq!(serving.terminal().matches("[broken-link]").count(), 2, "{}", serving.terminal());
}

#[test]
fn a_fault_is_told_once_and_so_is_its_end() {
    let site = site();
    let mut serving = Serving::start(&site, &[]);
    let config = std::fs::read(site.path("site.toml")).expect("readable");
    site.write("site.toml", "[site]\ntitle = 3\n");
    says(&mut serving, "error[config]: `site.title` must be a string");
    says(&mut serving, "note: the last good pages stay until this is mended\n");
    let health = serving.get("/_chartroom/health");
    assert_eq!((health.status, &health.json()["status"]), (200, &"failed".into()));
    let state = serving.get("/_chartroom/").text();
    assert!(state.contains("<strong>Failed</strong>") && state.contains("`site.title` must be a string"), "{state}");
    site.write("site.toml", config);
    says(&mut serving, " mended, ");
    assert_eq!(serving.terminal().matches("cannot be used").count(), 1, "{}", serving.terminal());
    assert_eq!(serving.health()["status"], "ready");
}

#[test]
fn the_state_is_there_before_there_is_a_site() {
    let site = TestSite::bare().file("site.toml", "[site]\ntitle = 3\n");
    let mut serving = Serving::launch(&site, &[]);
    says(&mut serving, "note: the site appears when this is mended\n");
    let health = serving.get("/_chartroom/health");
    assert_eq!((health.status, &health.json()["status"]), (503, &"failed".into()));
    let state = serving.get("/_chartroom/");
    assert_eq!(state.status, 200);
    assert!(state.text().contains("There is no site to serve"), "{}", state.text());
}

#[test]
fn the_numbers_are_those_of_what_is_served() {
    let site = site();
    let serving = Serving::start(&site, &[]);
    let health = serving.health();
    let number = |key: &str| health[key].as_u64().unwrap_or_else(|| panic!("{key} in {health}"));
    assert_eq!(["version", "revision", "pages", "diagrams", "errors", "warnings"].map(number), [1, 1, 1, 0, 1, 0]);
    let state = serving.get("/_chartroom/").text();
    assert!(state.contains("<a href=\"/\">content/index.md</a>"), "{state}");
    assert!(state.contains("there is no page `x.md`") && state.contains("href=\"vscode://file/"), "{state}");
    for own in ["/_chartroom/state.css", "/_chartroom/state.js"] {
        assert_eq!(serving.get(own).status, 200, "{own}");
        assert!(state.contains(own), "{own} is not used");
    }
}

#[test]
fn quiet_says_the_link_and_what_is_wrong() {
    let site = site();
    let mut serving = Serving::start(&site, &["--quiet"]);
    site.write("content/index.md", "# Home\n\n[y](y.md) [b](b.md)\n");
    says(&mut serving, "+ error[broken-link] content/index.md:3:11 there is no page `b.md`\n");
    let lines: Vec<String> = serving.terminal().lines().map(str::to_owned).collect();
    let expected = |line: &String| line.starts_with("Serving http://") || line.starts_with("  + error[broken-link]");
    assert!(lines.len() == 3 && lines.iter().all(expected), "{lines:?}");
}

#[test]
fn names_and_messages_cannot_steer_the_terminal() {
    let site = site();
    let mut serving = Serving::start(&site, &[]);
    site.write("content/a\u{1b}[2Jb.md", "# A\n");
    says(&mut serving, " content/a\u{fffd}[2Jb.md: ");
    says(&mut serving, "+ error[unreadable-file] content/a\u{fffd}[2Jb.md:1:1 ");
    site.write("content/c.md", "# C\n\n[x](<\u{1b}[1m.md>)\n");
    says(&mut serving, "+ error[broken-link] content/c.md:3:1 there is no page `\u{fffd}[1m.md`\n");
    assert!(!serving.terminal().contains('\u{1b}'), "{}", serving.terminal());
}

#[test]
fn an_interface_of_the_network_is_warned_of() {
    let site = site();
    let mut serving = Serving::start(&site, &["--interface", "0.0.0.0"]);
    says(&mut serving, "warning: everybody in this machine's network can read the site");
    assert!(serving.terminal().contains("Serving http://127.0.0.1:"), "{}", serving.terminal());
}
