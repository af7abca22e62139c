//! Ten thousand hostile requests from a seeded generator: the preview lives, gives nothing away that is not of the site, and is
//! not larger afterwards.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::Shutdown;
use std::time::{Duration, Instant};

use crate::harness::TestSite;
use crate::serve_harness::Serving;

/// How many, and by how many clients at once.
const REQUESTS: usize = 10_000;
const CLIENTS: usize = 4;
/// Stands in files that are not of the site.
const SECRET: &str = "nobody-may-read-this";

/// A generator of numbers (xorshift64*), the same on every run.
struct Dice(u64);

impl Dice {
    fn number(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.number() >> 33) as usize % end
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.number() as u8).collect()
    }

    /// Pieces of the list, one after the other.
    fn pieces(&mut self, list: &[&str], most: usize) -> String {
        (0..self.below(most)).map(|_| self.pick(list)).collect()
    }

    /// Where to; `is_odd` where it may be no address at all.
    fn target(&mut self, is_odd: bool) -> String {
        let places = [
            "..",
            "../",
            "../../../../",
            "%2e%2e/",
            "%2e%2e%2f",
            "..%2f",
            "%252e%252e%252f",
            "..%5c",
            "./",
            "//",
            "/",
            "site.toml",
            "secret.txt",
            "../secret.txt",
            "..%2fsecret.txt",
            "plan.yaml",
            "content/index.md",
            ".chartroom/",
            "cache.bin",
            "etc/passwd",
            "index.html",
            "guide/",
            "guide",
            "notes.txt",
            "diagrams.json",
            "404.html",
            "_chartroom/",
            "page?file=",
            "events",
            "health",
            "client.js",
            "state",
            "%E2%80%AE",
            "ü",
            "\u{202e}",
            "😀",
            "C:",
            "~",
            ";a=b",
            "?",
            "&",
            "%23",
            "<script>",
            "{{7*7}}",
            "'or",
            "con",
            "aux",
            "::$DATA",
            "%20",
        ];
        let odd = [
            "\\",
            "..\\",
            "%c0%ae%c0%ae/",
            "%uff0e",
            "%00",
            "%",
            "%zz",
            "%0d%0aX: y",
            "%7f",
            "%ff",
            "#",
            "\t",
            " ",
            "../",
            "a",
        ];
        let starts = ["//", "", "http://localhost/", "http://", "https://a/", "*", "\\", "/%2f", "file:///", "/", "/"];
        let whole = ["/", "/guide/", "/notes.txt", "/diagrams.json", "/_chartroom/", "/_chartroom/health", "/404.html"];
        if !is_odd && self.one_in(3) {
            return self.pick(&whole).to_owned();
        }
        if !is_odd {
            return "/".to_owned() + &self.pieces(&places, 6);
        }
        let mut target = self.pick(&starts).to_owned() + &self.pieces(&places, 3) + &self.pieces(&odd, 4);
        if self.one_in(4) {
            target.push_str(&self.pick(&["a", "/", "../", "%2e", "?a=b&"]).repeat(self.below(20_000)));
        }
        target
    }

    /// Headers with their line breaks; `is_odd` where they may be none at all.
    fn headers(&mut self, is_odd: bool) -> String {
        let names = [
            "Origin",
            "Range",
            "Range",
            "If-Range",
            "If-None-Match",
            "If-None-Match",
            "Accept-Encoding",
            "Connection",
            "Expect",
            "Upgrade",
            "Sec-Fetch-Site",
            "Sec-Fetch-Mode",
            "Cookie",
            "TE",
        ];
        let odd_names = ["Host", "Content-Length", "Transfer-Encoding", "X", "", "X Y", "É", ":"];
        let values = [
            "localhost",
            "127.0.0.1",
            "evil.test",
            "[::1",
            "null",
            "http://localhost",
            "http://evil.test",
            "bytes=0-0",
            "bytes=5-",
            "bytes=-5",
            "bytes=9999999-",
            "bytes=",
            "5-2",
            "99999999999999999999",
            ",",
            "\"",
            "W/\"x\"",
            "*",
            "*",
            "gzip",
            ";q=0.",
            "identity",
            "close",
            "keep-alive",
            "chunked",
            "0",
            "-1",
            "100-continue",
            "h2c",
            "websocket",
            "cross-site",
            "navigate",
            "\u{e9}",
            " ",
        ];
        let odd_values = ["\0", "\u{7f}", "\t", "\r", "\n", "[", "5", "-5", "chunked"];
        let ends = ["\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n ", ""];
        let mut headers = if is_odd && self.one_in(4) { String::new() } else { "Host: localhost\r\n".to_owned() };
        if !is_odd && self.one_in(3) {
            let meant = [
                "Range: bytes=0-9",
                "Range: bytes=9999999-",
                "If-None-Match: *",
                "Origin: null",
                "Accept-Encoding: gzip",
            ];
            headers += &format!("{}\r\n", self.pick(&meant));
        }
        for _ in 0..self.below(4) {
            let name = if is_odd && self.one_in(2) { self.pick(&odd_names) } else { self.pick(&names) };
            let count = if self.one_in(3) { 4 } else { 2 };
            let value =
                if is_odd && self.one_in(2) { self.pieces(&odd_values, 4) } else { self.pieces(&values, count) };
            headers += &format!("{name}: {value}{}", if is_odd { self.pick(&ends) } else { "\r\n" });
        }
        if is_odd && self.one_in(10) {
            headers += &"A: b\r\n".repeat(self.below(300));
        }
        if is_odd && self.one_in(10) {
            headers += &format!("A: {}\r\n", "x".repeat(self.below(40_000)));
        }
        headers
    }

    /// Bytes that are almost a request, or a request for what nobody should get, or no request at all.
    fn request(&mut self) -> Vec<u8> {
        let methods = ["POST", "PUT", "OPTIONS", "CONNECT", "get", "", "G\0T", "PRI"];
        let versions = ["HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/1.1 ", ""];
        // What is wrong with it.
        let wrong = self.below(16);
        if wrong == 0 {
            return self.bytes(2_000);
        }
        let method = if wrong == 1 { self.pick(&methods) } else { self.pick(&["GET", "GET", "GET", "HEAD"]) };
        let version = if wrong == 2 { self.pick(&versions) } else { "HTTP/1.1" };
        let target = self.target(wrong == 3 || wrong == 4);
        let headers = self.headers(wrong == 5 || wrong == 6);
        let mut request = format!("{method} {target} {version}\r\n{headers}\r\n").into_bytes();
        match wrong {
            7 => request.extend(self.bytes(5_000)),
            8 => request.extend(self.request()),
            9 => {
                for _ in 0..=self.below(3) {
                    let at = self.below(request.len());
                    request[at] = self.number() as u8;
                }
            }
            10 => request.truncate(self.below(request.len())),
            _ => {}
        }
        request
    }
}

/// Sends it, sometimes in two parts, sometimes without waiting for an answer; what comes back.
fn send(serving: &Serving, dice: &mut Dice, request: &[u8]) -> Vec<u8> {
    let mut stream = serving.connect().expect("a connection");
    let (first, second) = request.split_at(dice.below(request.len() + 1));
    // Who is refused may find the door closed.
    let _ = stream.write_all(first);
    if dice.one_in(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = stream.write_all(second);
    if dice.one_in(20) {
        return Vec::new();
    }
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let mut buffer = [0; 16 * 1024];
    while let Ok(count @ 1..) = stream.read(&mut buffer) {
        answer.extend(&buffer[..count]);
        // That one has no end.
        if answer.windows(17).any(|part| part == b"text/event-stream") {
            break;
        }
    }
    answer
}

/// Sends so many; which answers came, each with how often.
fn assault(serving: &Serving, seed: u64, count: usize) -> BTreeMap<u16, usize> {
    let mut statuses = BTreeMap::new();
    let mut dice = Dice(seed);
    for number in 0..count {
        let request = dice.request();
        let answer = send(serving, &mut dice, &request);
        let shown = || format!("{seed}/{number}: {}", String::from_utf8_lossy(&request).escape_debug());
        let text = String::from_utf8_lossy(&answer);
        assert!(!text.contains(SECRET), "{} gave a secret away", shown());
        if !text.is_empty() {
            let status: Option<u16> = text.strip_prefix("HTTP/1.1 ").and_then(|text| text.get(..3)?.parse().ok());
            let status = status.unwrap_or_else(|| panic!("{}\n{text:.200}", shown()));
            let usual = [200, 206, 301, 302, 304, 307, 308, 400, 403, 404, 405, 414, 416, 431];
            assert!(usual.contains(&status), "{}\n{text:.200}", shown());
            *statuses.entry(status).or_default() += 1;
        }
    }
    statuses
}

#[test]
fn ten_thousand_hostile_requests_leave_no_trace() {
    let title = format!("# {SECRET}\n[site]\ntitle = \"Test\"\n");
    let site = TestSite::bare()
        .file("secret.txt", SECRET)
        .file("site/secret.txt", SECRET)
        .file("site/site.toml", title)
        .file("site/content/index.md", "---\ntitle: Home\ndescription: Home.\n---\n\n# Home\n\nWords.\n")
        .file("site/content/guide.md", "---\ntitle: Guide\ndescription: Guide.\n---\n\n# Guide\n\n[Home](index.md)\n")
        .file("site/content/notes.txt", "notes\n".repeat(1000));
    let mut serving = Serving::start(&site, &["--root", "site"]);
    let pages = ["/", "/guide/", "/notes.txt", "/diagrams.json"];
    let answers = |serving: &Serving| pages.map(|page| serving.get(page)).map(|answer| (answer.status, answer.body));
    let before = answers(&serving);
    assert_eq!(before[0].0, 200);
    // What a server takes once and keeps is no growth.
    assault(&serving, 1, REQUESTS / 20);
    let size = Size::of(&serving);
    let statuses = std::thread::scope(|scope| {
        let serving = &serving;
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| scope.spawn(move || assault(serving, client as u64 + 2, REQUESTS / CLIENTS)))
            .collect();
        clients.into_iter().flat_map(|client| client.join().expect("a client")).fold(
            BTreeMap::new(),
            |mut all, (status, count)| {
                *all.entry(status).or_default() += count;
                all
            },
        )
    });
    // The generator is hostile in every way that there is.
    for status in [200, 304, 400, 403, 404, 405, 414, 416, 431] {
        assert!(statuses.get(&status).is_some_and(|count: &usize| *count > 10), "{status}: {statuses:?}");
    }
    assert_eq!(answers(&serving), before);
    assert!(!serving.terminal().contains("panicked"), "{}", serving.terminal());
    serving.wait_until("the same size as before", |serving| Size::of(serving).is_about(&size));
}

#[test]
fn clients_that_take_nothing_cost_little() {
    let mut dice = Dice(1);
    let text: String = (0..1_000_000).map(|_| dice.pick(&["one ", "two ", "three ", "more than that "])).collect();
    let site = TestSite::new()
        .file("content/index.md", "# Home\n")
        .file("static/own.html", format!("<!doctype html><body>{text}</body>"))
        .file("static/text.txt", text);
    let mut serving = Serving::start(&site, &[]);
    let before = Size::of(&serving);
    let mut clients = Vec::new();
    for path in ["/text.txt", "/own.html"] {
        for headers in ["", "Accept-Encoding: gzip\r\n"] {
            for _ in 0..20 {
                let mut client = serving.connect().expect("a connection");
                let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
                client.write_all(request.as_bytes()).expect("asked");
                clients.push(client);
            }
        }
    }
    for client in &mut clients {
        assert_eq!(client.read(&mut [0]).expect("an answer"), 1);
    }
    std::thread::sleep(Duration::from_millis(500));
    let grown = Size::of(&serving).memory.saturating_sub(before.memory);
    assert!(grown < clients.len() * 2 * 1024, "{} KiB for each of {}", grown / clients.len(), clients.len());
    drop(clients);
    serving.wait_until("its size before", |serving| Size::of(serving).is_about(&before));
}

#[cfg(unix)]
#[test]
fn tabs_leave_room_for_pages_where_few_files_may_be_open() {
    let site = TestSite::new().file("content/index.md", "# Home\n");
    let serving = Serving::launch_within(128, &site);
    let mut tabs: Vec<_> = (0..250).map(|_| serving.connect().expect("a connection")).collect();
    for tab in &mut tabs {
        let _ = tab.write_all(b"GET /_chartroom/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    let begin = Instant::now();
    for _ in 0..20 {
        assert!(serving.get("/").text().contains("Home"));
    }
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
    // Some of them listen and the others were told that they cannot, or cut off for one that came later.
    let mut status = [0; 12];
    let answers = tabs.iter_mut().filter_map(|tab| tab.read_exact(&mut status).is_ok().then(|| status.to_vec()));
    let listening = answers.filter(|answer| answer == b"HTTP/1.1 200").count();
    assert_eq!(listening, 32);
}

/// What a process takes of the machine; nothing where the system does not tell.
#[derive(Debug, Default)]
struct Size {
    threads: usize,
    files: usize,
    /// In KiB.
    memory: usize,
}

impl Size {
    fn of(serving: &Serving) -> Self {
        let folder = std::path::Path::new("/proc").join(serving.id().to_string());
        let Ok(status) = std::fs::read_to_string(folder.join("status")) else {
            return Self::default();
        };
        let value = |name| {
            let line = status.lines().find_map(|line: &str| line.strip_prefix(name)).expect("a line");
            line.trim_matches(|char: char| !char.is_ascii_digit()).parse().expect("a number")
        };
        let files = std::fs::read_dir(folder.join("fd")).expect("its files").count();
        Self { threads: value("Threads:"), files, memory: value("VmRSS:") }
    }

    /// Whether it is no larger than `other`, but for what is in passing.
    fn is_about(&self, other: &Self) -> bool {
        self.threads <= other.threads + 4 && self.files <= other.files + 8 && self.memory <= other.memory + 64 * 1024
    }
}
