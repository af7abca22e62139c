//! `check --external` against servers on this machine; nothing here asks anybody else.

use std::time::Duration;

use serde_json::Value;

use crate::external_server::{Reply, Server, nobody};
use crate::harness::{Run, TestSite};

/// A site that may ask this machine.
fn site(settings: &str, page: &str) -> TestSite {
    TestSite::new()
        .file("site.toml", format!("[site]\ntitle = \"Test\"\n[check.external]\nallow_private = true\n{settings}"))
        .file("content/index.md", page)
}

fn check(site: &TestSite) -> Run {
    site.run(&["check", "--external", "--only", "external-link", "--format", "json"])
}

/// The findings: file, line, column, message.
fn found(run: &Run) -> Vec<String> {
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}\n{}", run.stderr));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = |finding: &Value| {
        format!("{}:{}:{} {}", text(&finding["file"]), finding["line"], finding["column"], text(&finding["message"]))
    };
    report["findings"].as_array().expect("a list").iter().map(line).collect()
}

fn sorted(mut log: Vec<String>) -> Vec<String> {
    log.sort();
    log
}

#[test]
fn every_place_of_a_dead_address_is_found_and_each_address_asked_once() {
    let server = Server::new(|_, path, _| Reply::status(if path == "/gone" { 404 } else { 200 }));
    let (good, gone) = (server.url("/good"), server.url("/gone"));
    let secret = gone.replace("//", "//me:word@");
    let page = format!(
        "# A\n\n[a]({good}) [b]({gone}#part)\n\n<{gone}> and ![c]({secret})\n\n```mermaid\nflowchart LR\n  A --> B\n  click A \"{gone}\"\n```\n"
    );
    let site = site(
        &format!(
            "[nav]\nitems = [\"index.md\", {{ title = \"Out\", url = \"{gone}\" }}]\n[redirects]\n\"/old/\" = \"{gone}\"\n"
        ),
        &page,
    );
    let run = check(&site);
    let message = format!("`{gone}` answers 404");
    assert_eq!(
        found(&run),
        [
            format!("content/index.md:3:{} {message}", 6 + good.len() + 1),
            format!("content/index.md:5:1 {message}"),
            format!("content/index.md:5:{} {message}", gone.len() + 8),
            format!("content/index.md:10:12 {message}"),
            format!("site.toml:6:22 {message}"),
            format!("site.toml:8:11 {message}"),
        ]
    );
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("the user name and password in the address were not sent"), "{}", run.stdout);
    assert!(!run.stdout.contains("me:word"), "{}", run.stdout);
    assert_eq!(sorted(server.take_log()), ["GET /gone", "HEAD /gone", "HEAD /good"]);
    // What is known of today is not asked for again.
    let again = check(&site);
    assert_eq!((again.stdout, server.take_log()), (run.stdout, vec![]));
    site.run(&["check", "--external", "--no-cache"]);
    assert_eq!(server.take_log().len(), 3);
}

#[test]
fn nobody_is_asked_without_the_flag() {
    let server = Server::new(|_, _, _| Reply::status(404));
    let page = format!("# A\n\n<!-- chartroom-ignore: external-link -->\n[a]({})\n", server.url("/"));
    let site = site("", &page);
    let run = site.run(&["check", "--only", "external-link,unused-suppression", "--format", "json"]);
    assert_eq!((found(&run).len(), server.take_log().len()), (0, 0));
    assert_eq!(run.stderr, "note: `external-link` is found with `--external` only\n");
    site.run(&["build"]);
    site.run(&["check", "--external", "--skip", "external-link"]);
    site.run(&["check", "--external", "site.toml"]);
    assert_eq!(server.take_log().len(), 0);
    assert_eq!((found(&check(&site)).len(), server.take_log().len()), (0, 2));
}

#[test]
fn get_is_tried_where_head_is_refused_and_no_body_is_read() {
    let server = Server::new(|method, _, _| match method {
        "HEAD" => Reply::status(405),
        _ => Reply { body: 8 << 30, ..Reply::status(200) },
    });
    let site = site("", &format!("[a]({})\n", server.url("/huge")));
    assert_eq!(found(&check(&site)), Vec::<String>::new());
    assert_eq!(server.take_log(), ["HEAD /huge", "GET /huge"]);
}

#[test]
fn redirects_are_followed_to_an_end() {
    let server = Server::new(|_, path, _| match path {
        "/moved" => Reply::redirect(301, "/moved/twice"),
        "/moved/twice" => Reply::redirect(308, "../good#part"),
        "/lost" => Reply::redirect(302, "/gone"),
        "/a" => Reply::redirect(307, "/b"),
        "/b" => Reply::redirect(303, "/a"),
        "/mail" => Reply::redirect(302, "mailto:a@b.example"),
        "/good" => Reply::status(200),
        path if path.starts_with("/more") => Reply::redirect(302, &format!("{path}e")),
        _ => Reply::status(410),
    });
    let [moved, lost, circle, mail, more] = ["/moved", "/lost", "/a", "/mail", "/more"].map(|path| server.url(path));
    let page = format!("[a]({moved})\n[b]({lost})\n[c]({circle})\n[d]({mail})\n[e]({more})\n");
    assert_eq!(
        found(&check(&site("", &page))),
        [
            format!("content/index.md:2:1 `{lost}` answers 410"),
            format!("content/index.md:3:1 `{circle}` cannot be reached: it redirects in a circle"),
            format!("content/index.md:5:1 `{more}` cannot be reached: it redirects again and again"),
        ]
    );
    let asked = server.take_log().iter().filter(|entry| entry.starts_with("HEAD /more")).count();
    assert_eq!(asked, 11);
}

#[test]
fn what_may_pass_is_tried_again_and_not_remembered() {
    let server = Server::new(|method, path, count| match (method, path, count) {
        ("HEAD", "/shaky", _) | ("GET", "/shaky", 0) => Reply::status(503),
        ("GET", "/shaky", _) => Reply::status(200),
        (_, "/busy", _) => Reply { headers: "Retry-After: 0\r\n".to_owned(), ..Reply::status(429) },
        (_, "/later", _) => Reply { headers: "Retry-After: 3600\r\n".to_owned(), ..Reply::status(429) },
        _ => Reply::status(500),
    });
    let [shaky, busy, later, bad] = ["/shaky", "/busy", "/later", "/bad"].map(|path| server.url(path));
    let site = site("", &format!("[a]({shaky})\n[b]({busy})\n[c]({later})\n[d]({bad})\n"));
    let expected = [
        format!("content/index.md:2:1 `{busy}` answers 429"),
        format!("content/index.md:3:1 `{later}` answers 429"),
        format!("content/index.md:4:1 `{bad}` answers 500"),
    ];
    assert_eq!(found(&check(&site)), expected);
    assert_eq!(
        sorted(server.take_log()),
        [
            "GET /bad",
            "GET /bad",
            "GET /busy",
            "GET /busy",
            "GET /shaky",
            "GET /shaky",
            "HEAD /bad",
            "HEAD /busy",
            "HEAD /later",
            "HEAD /shaky",
        ]
    );
    assert_eq!(found(&check(&site)), expected);
    let again = server.take_log();
    assert!(again.contains(&"HEAD /bad".to_owned()) && !again.contains(&"HEAD /shaky".to_owned()), "{again:?}");
}

#[test]
fn slow_and_absent_servers_cannot_be_reached() {
    let server = Server::new(|_, _, _| Reply { delay: Duration::from_secs(5), ..Reply::status(200) });
    let (slow, absent) = (server.url("/slow"), nobody());
    let page = format!("[a]({slow})\n[b]({absent})\n[c]({absent}second)\n[d](https://127.0.0.1:99999/)\n");
    let site = site("timeout = 1\n", &page);
    assert_eq!(
        found(&check(&site)),
        [
            format!("content/index.md:1:1 `{slow}` cannot be reached: there is no answer within 1 s"),
            format!("content/index.md:2:1 `{absent}` cannot be reached: the connection is refused"),
            format!("content/index.md:3:1 `{absent}second` cannot be reached: the connection is refused"),
            "content/index.md:4:1 `https://127.0.0.1:99999/` cannot be reached: it is no valid address".to_owned(),
        ]
    );
    assert_eq!(server.take_log(), ["HEAD /slow", "GET /slow", "GET /slow"]);
}

#[test]
fn private_networks_examples_and_what_is_ignored_are_left_alone() {
    let server =
        Server::new(
            |_, path, _| {
                if path == "/inside" { Reply::redirect(302, "http://10.0.0.1/") } else { Reply::status(404) }
            },
        );
    let page = format!(
        "[a]({})\n[b]({})\n[c](http://10.0.0.1/)\n[d](https://www.example.org/x)\n",
        server.url("/"),
        server.url("/inside"),
    );
    let closed = TestSite::new().file("content/index.md", &page);
    let run = check(&closed);
    assert_eq!(found(&run), [format!("content/index.md:1:1 `{}` answers 404", server.url("/"))]);
    assert_eq!(sorted(server.take_log()), ["GET /", "HEAD /", "HEAD /inside"]);
    assert_eq!(
        run.stderr,
        "note: 2 addresses in private networks were not asked for; `allow_private = true` in [check.external] asks\n"
    );
    let server_two = server.url("/x/y");
    let open = site(
        "ignore = [\"http://127.0.0.1:*/x\", \"*://localhost\", \"http://10.\"]\n",
        &format!("[a]({})\n[c](http://10.0.0.1/)\n[e]({server_two})\n", server.url("/")),
    );
    assert_eq!(found(&check(&open)), [format!("content/index.md:1:1 `{}` answers 404", server.url("/"))]);
    assert_eq!(server.take_log(), ["HEAD /", "GET /"]);
}

#[test]
fn bounds_end_a_run_and_the_next_goes_on() {
    let server = Server::new(|_, _, _| Reply::status(200));
    let page: String = (0..5).map(|number| format!("[a]({})\n", server.url(&format!("/{number}")))).collect();
    let site = site("max_addresses = 2\n", &page);
    let left = |number: usize| {
        vec![format!("site.toml:1:1 {number} external addresses were not asked for: a run asks for at most 2")]
    };
    assert_eq!(found(&check(&site)), left(3));
    assert_eq!(sorted(server.take_log()), ["HEAD /0", "HEAD /1"]);
    assert_eq!(found(&check(&site)).len(), 1);
    assert_eq!(found(&check(&site)), Vec::<String>::new());
    assert_eq!(sorted(server.take_log()), ["HEAD /2", "HEAD /3", "HEAD /4"]);
}

#[test]
fn a_run_ends_when_its_time_is_up() {
    let server = Server::new(|_, _, _| Reply { delay: Duration::from_secs(30), ..Reply::status(200) });
    let page: String = (0..20).map(|number| format!("[a]({})\n", server.url(&format!("/{number}")))).collect();
    assert_eq!(
        found(&check(&site("time_limit = 1\n", &page))),
        ["site.toml:1:1 20 external addresses were not asked for: a run takes at most 1 s"]
    );
    assert_eq!(server.take_log().len(), 2);
}
