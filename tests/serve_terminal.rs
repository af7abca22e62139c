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

/// The lines of the terminal from this one on, the time at their beginning and the duration left out.
fn lines_from(serving: &Serving, number: usize) -> Vec<String> {
    let line = |line: &str| {
        let is_time = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte == b':' || byte.is_ascii_digit());
        let line = line
            .split_once(' ')
            .filter(|(time, _)| is_time(time))
            .map_or(line.to_owned(), |(_, rest)| format!("T {rest}"));
        let words = line.split(' ').collect::<Vec<_>>();
        let is_duration = |at: usize| words.get(at + 1).is_some_and(|next| next.trim_end_matches(';') == "ms");
        let words = words.iter().enumerate().map(|(at, word)| if is_duration(at) { "N" } else { word });
        words.collect::<Vec<_>>().join(" ")
    };
    serving.terminal().lines().skip(number).map(line).collect()
}

#[test]
fn a_failed_run_is_told_like_a_good_one_and_so_is_its_end() {
    let site = site();
    let config = std::fs::read(site.path("site.toml")).expect("readable");
    let broken = "[site]\ntitle = 3\n";
    let failed = |file: &str| format!("T {file}: failed in N ms; the last good pages stay until this is mended");
    let of_config = "error[config] site.toml:2:9 `site.title` must be a string, not a number";
    // At once: an empty file, as it is for a moment while it is written, is a configuration, too.
    let configure = |text: &[u8]| {
        site.write("site.toml.new", text);
        std::fs::rename(site.path("site.toml.new"), site.path("site.toml")).expect("renamed");
    };
    for quiet in [&[][..], &["--quiet"]] {
        configure(&config);
        site.write("content/index.md", "# Home\n\nSee [x](x.md).\n");
        let mut serving = Serving::start(&site, quiet);
        serving.wait_until("the first run", |serving| serving.health()["status"] == "ready");
        if quiet.is_empty() {
            says(&mut serving, "Ctrl-C ends\n");
        }
        let before = serving.terminal().lines().count();
        configure(broken.as_bytes());
        says(&mut serving, "  + error[config]");
        let health = serving.get("/_chartroom/health");
        assert_eq!((health.status, &health.json()["status"]), (200, &"failed".into()));
        // Another fault, then a third beside an edit that alone is no reason to say anything new.
        site.write("themes/default/templates/page.html", "\n\n{% broken");
        configure(&config);
        says(&mut serving, "  - error[config]");
        site.write("content/index.md", "# Home\n\nSee [y](y.md).\n");
        says(&mut serving, " content/index.md: failed in ");
        std::fs::remove_dir_all(site.path("themes")).expect("removed");
        says(&mut serving, " mended, ");
        says(&mut serving, "+ error[broken-link]");
        serving.wait_until("all of it", |serving| {
            let all = serving.terminal();
            all.contains("- error[template]") && (all.contains("- error[broken-link]") || !quiet.is_empty())
        });
        let said = lines_from(&serving, before);
        let template = "themes/default/templates/page.html";
        let fault = said.iter().find(|line| line.contains("+ error[template]")).expect("a fault").trim_start();
        assert!(fault.starts_with(&format!("+ error[template] {template}:3:")), "{fault}");
        let mended = format!("T mended, {template}: 1 page changed in N ms; 1 error, 0 warnings");
        let gone = "  - error[broken-link] content/index.md:3:5 there is no page `x.md`".to_owned();
        let mut wanted = vec![
            failed("site.toml"),
            format!("  + {of_config}"),
            failed(template),
            format!("  {fault}"),
            format!("  - {of_config}"),
            failed("content/index.md"),
            mended,
            format!("  - {}", &fault[2..]),
            "  + error[broken-link] content/index.md:3:5 there is no page `y.md`".to_owned(),
        ];
        if quiet.is_empty() {
            wanted.push(gone);
        }
        // Two streams, so the order of a line and what belongs to it is not ours.
        let sorted = |mut lines: Vec<String>| {
            lines.sort();
            lines
        };
        assert_eq!(sorted(said), sorted(wanted), "{}", serving.terminal());
    }
}

#[test]
fn the_state_is_there_before_there_is_a_site() {
    let site = TestSite::bare().file("site.toml", "[site]\ntitle = 3\n");
    let mut serving = Serving::launch(&site, &["--quiet"]);
    says(&mut serving, " site.toml: failed in ");
    says(&mut serving, " ms; the site appears when this is mended\n");
    let health = serving.get("/_chartroom/health");
    assert_eq!((health.status, &health.json()["status"]), (503, &"failed".into()));
    let state = serving.get("/_chartroom/");
    assert_eq!(state.status, 200);
    assert!(state.text().contains("There is no site to serve"), "{}", state.text());
    site.write("content/index.md", "# Home\n");
    site.write("site.toml", "[site]\ntitle = \"Test\"\n");
    says(&mut serving, " mended, 1 page, 0 diagrams in ");
}

#[test]
fn the_state_page_shows_the_run_that_failed_and_the_last_good_one() {
    let site = site();
    let mut serving = Serving::start(&site, &[]);
    site.write("content/index.md", "# Home\n");
    serving.wait_until("a second run", |serving| serving.revision() == 2);
    site.write("site.toml", "[site]\ntitle = 3\n");
    serving.wait_until("a fault", |serving| serving.health()["status"] == "failed");
    let state = serving.get("/_chartroom/").text();
    for part in [
        "<strong>Failed</strong>",
        "<p>Run 3 failed after ",
        "`site.title` must be a string",
        "<h2>Last good run</h2>\n<p>Run 2, ",
        "It changed 1 page, 1 other file: index.html, chartroom/search/index.js.",
        "<th scope=\"row\">parse</th>",
    ] {
        assert!(state.contains(part), "{part}: {state}");
    }
    assert_eq!(state.matches(" ago</span>").count(), 2, "{state}");
}

#[test]
fn a_file_of_the_site_at_an_address_of_the_preview_is_told_and_others_below_it_are_served() {
    let site = site()
        .file("static/_chartroom/health", "of the site")
        .file("static/_chartroom/client.txt", "of the site, too")
        .file("content/_chartroom/guide.md", "# Guide\n\nWords.\n");
    let mut serving = Serving::start(&site, &[]);
    says(
        &mut serving,
        "note: the site's _chartroom/health is not shown: a page of the preview's own has its address\n",
    );
    assert_eq!(serving.get("/_chartroom/client.txt").text(), "of the site, too");
    assert!(serving.get("/_chartroom/guide/").text().contains("Words."));
    assert_eq!(serving.health()["status"], "ready");
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
