//! What the preview answers, over real sockets: every file of the site as `build` writes it, the rules of HTTP, and who may ask.

use std::io::Read;

use crate::harness::TestSite;
use crate::serve_harness::{Response, Serving, as_built, read_head};

/// A site with every kind of file that an output has; its address is the root of a host.
fn site() -> TestSite {
    let noise: Vec<u8> = (0..3_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    TestSite::bare()
        .file(
            "site.toml",
            "[site]\ntitle = \"Test\"\nbase_url = \"https://docs.example.org/\"\n\
             logo = \"logo.svg\"\nextra_css = [\"extra.css\"]\n[redirects]\n\"/old/\" = \"guide/start.md\"\n",
        )
        .file("content/index.md", "---\naliases: [/before/]\n---\n# Home\n\nTo [start](guide/start.md).\n")
        .file(
            "content/guide/start.md",
            "# Start\n\n```mermaid {#flow}\nflowchart LR\n  A --> B\n```\n\n![](../shared.mmd)\n\n![](dot.png)\n\n$x$\n",
        )
        .file("content/guide/dot.png", [0x89, b'P', b'N', b'G', 13, 10, 26, 10])
        .file("content/größe & mehr.md", "# Größe\n\nWords.\n")
        .file("content/broken.md", "# Broken\n\n```mermaid\nflowchart LR\n  A --> B[x (y]\n```\n\n[gone](gone.md)\n")
        .file("content/shared.mmd", "%%| id: shared\nflowchart LR\n  P --> Q\n")
        .file("content/own.html", "<!doctype html><title>Own</title><p>An author's own page, without an end")
        .file("static/noise.bin", noise)
        .file("static/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .file("static/extra.css", "body { --own: 1 }\n")
        .file("static/data.json", "{}\n")
        .file("plan.yaml", "version: 1\nphases: [{ id: first, due: 2027-01-01, gate: { diagrams: 3 } }]\n")
}

const DAY: [&str; 2] = ["--today", "2026-06-01"];

#[test]
fn every_file_is_served_as_build_writes_it() {
    for [base, root] in [["https://docs.example.org/", "/"], ["https://example.org/the%20atlas/", "/the%20atlas/"]] {
        let site = site();
        let config = std::fs::read_to_string(site.path("site.toml")).expect("readable");
        site.write("site.toml", config.replace("https://docs.example.org/", base));
        let serving = Serving::start(&site, &DAY);
        assert_eq!(serving.root, root, "{}", serving.terminal());
        let folder = tempfile::tempdir().expect("a folder");
        let built = folder.path().join("built");
        let run = site.build(&[&DAY[..], &["--no-cache", "--output", &built.to_string_lossy()]].concat());
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(built.join("chartroom").is_dir() && built.join("diagrams.json").is_file());
        if let Some(difference) = serving.difference(&built) {
            panic!("{difference}");
        }
    }
}

fn kind(serving: &Serving, path: &str) -> String {
    let answer = serving.get(path);
    format!("{} {}", answer.status, answer.header("content-type"))
}

#[test]
fn browsers_are_told_what_a_file_is() {
    let site = site();
    let serving = Serving::start(&site, &[]);
    for (path, wanted) in [
        ("/", "200 text/html; charset=utf-8"),
        ("/own.html", "200 text/html; charset=utf-8"),
        ("/data.json", "200 application/json; charset=utf-8"),
        ("/logo.svg", "200 image/svg+xml"),
        ("/guide/dot.png", "200 image/png"),
        ("/noise.bin", "200 application/octet-stream"),
        ("/robots.txt", "200 text/plain; charset=utf-8"),
    ] {
        assert_eq!(kind(&serving, path), wanted, "{path}");
    }
    let page = serving.get("/").text();
    let style = page.split('"').find(|part| part.ends_with(".css")).expect("a style sheet").trim_start_matches("./");
    assert_eq!(kind(&serving, &format!("/{style}")), "200 text/css; charset=utf-8");
    assert!(serving.get(&format!("/{style}")).header("cache-control").contains("immutable"), "{style}");
    assert!(kind(&serving, "/sitemap.xml").starts_with("200 text/xml"), "{}", kind(&serving, "/sitemap.xml"));
    let script = kind(&serving, "/_chartroom/client.js");
    assert!(script.starts_with("200 text/javascript"), "{script}");
}

#[test]
fn what_is_not_there_is_the_sites_own_page() {
    let serving = Serving::start(&site(), &[]);
    for path in
        ["/nowhere", "/guide/nowhere/", "/guide/start/index.html/x", "/site.toml", "/../site.toml", "/content/index.md"]
    {
        let answer = serving.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text().contains("This page is not on the chart"), "{path}: {}", answer.text());
        assert!(as_built(&answer.body).is_some(), "{path}");
    }
}

fn leads(answer: &Response) -> (u16, &str) {
    (answer.status, answer.header("location"))
}

#[test]
fn a_folder_and_the_root_lead_to_where_they_are() {
    let site = site();
    let serving = Serving::start(&site, &[]);
    assert_eq!(leads(&serving.get("/guide/start")), (302, "/guide/start/"));
    assert_eq!(leads(&serving.get("/guide/start?a=b")), (302, "/guide/start/?a=b"));
    assert_eq!(serving.get("//example.org/guide/start").header("location"), "");
    assert!(serving.get("/old/").text().contains("guide/start/"), "{}", serving.get("/old/").text());
    let config = std::fs::read_to_string(site.path("site.toml")).expect("readable");
    site.write("site.toml", config.replace("docs.example.org/", "docs.example.org/atlas/"));
    let serving = Serving::start(&site, &[]);
    assert_eq!(serving.root, "/atlas/");
    assert_eq!(leads(&serving.get("/")), (302, "/atlas/"));
    assert_eq!(leads(&serving.get("/atlas")), (302, "/atlas/"));
    assert_eq!(leads(&serving.get("/atlas/guide/start")), (302, "/atlas/guide/start/"));
    assert_eq!(serving.get("/guide/start/").status, 404);
    assert_eq!(serving.get("/_chartroom/health").status, 200);
}

#[test]
fn a_head_is_that_of_the_answer_and_what_is_known_is_not_sent_again() {
    let serving = Serving::start(&site(), &[]);
    for path in ["/", "/noise.bin", "/logo.svg", "/nowhere"] {
        let [head, whole] = ["HEAD", "GET"].map(|method| serving.ask(method, path, &[]));
        let undated = |answer: &Response| {
            let headers = answer.headers.iter().filter(|(name, _)| name != "date");
            headers.cloned().collect::<Vec<_>>()
        };
        assert_eq!((head.status, undated(&head), head.body.len()), (whole.status, undated(&whole), 0), "{path}");
        assert_eq!(whole.header("content-length"), whole.body.len().to_string(), "{path}");
        if whole.status == 200 {
            let again = serving.ask("GET", path, &[("If-None-Match", whole.header("etag"))]);
            assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
            let other = serving.ask("GET", path, &[("If-None-Match", "\"other\"")]);
            assert_eq!((other.status, other.body), (200, whole.body), "{path}");
        }
    }
}

#[test]
fn a_tag_changes_with_the_page() {
    let site = site();
    let mut serving = Serving::start(&site, &[]);
    let page = serving.get("/guide/start/");
    site.write("content/guide/start.md", "# Start\n\nAnother.\n");
    serving.wait_until("the edit", |serving| serving.get("/guide/start/").text().contains("Another."));
    let again = serving.ask("GET", "/guide/start/", &[("If-None-Match", page.header("etag"))]);
    assert_eq!(again.status, 200);
    assert_ne!(again.header("etag"), page.header("etag"));
}

#[test]
fn a_part_of_a_large_file_is_sent_alone() {
    let site = site();
    let serving = Serving::start(&site, &[]);
    let bytes = std::fs::read(site.path("static/noise.bin")).expect("readable");
    for (range, part) in [
        ("bytes=1000000-1000099", &bytes[1_000_000..1_000_100]),
        ("bytes=-5", &bytes[bytes.len() - 5..]),
        ("bytes=2999000-", &bytes[2_999_000..]),
    ] {
        let answer = serving.ask("GET", "/noise.bin", &[("Range", range)]);
        assert_eq!((answer.status, answer.body.as_slice()), (206, part), "{range}");
        assert!(answer.header("content-range").ends_with("/3000000"), "{:?}", answer.headers);
    }
    let beyond = serving.ask("GET", "/noise.bin", &[("Range", "bytes=3000000-")]);
    assert_eq!((beyond.status, beyond.header("content-range")), (416, "bytes */3000000"));
}

#[test]
fn a_page_is_compressed_where_that_is_asked_for() {
    let serving = Serving::start(&site(), &[]);
    let plain = serving.get("/guide/start/");
    assert_eq!(plain.header("content-encoding"), "");
    let packed = serving.ask("GET", "/guide/start/", &[("Accept-Encoding", "br, gzip")]);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() < plain.body.len() / 2);
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(&packed.body[..]).read_to_end(&mut unpacked).expect("gzip");
    assert_eq!(unpacked, plain.body);
    let known = [("Accept-Encoding", "gzip"), ("If-None-Match", packed.header("etag"))];
    assert_eq!(serving.ask("GET", "/guide/start/", &known).status, 304);
}

#[test]
fn several_requests_may_use_one_connection() {
    let serving = Serving::start(&site(), &[]);
    let mut stream = std::io::BufReader::new(serving.connect().expect("a connection"));
    for path in ["/", "/logo.svg", "/nowhere", "/"] {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", serving.address);
        std::io::Write::write_all(stream.get_mut(), head.as_bytes()).expect("asked");
        let (_, headers) = read_head(&mut stream).expect("a head");
        let length =
            headers.iter().find(|(name, _)| name == "content-length").expect("a length").1.parse().expect("it");
        let mut body = vec![0; length];
        stream.read_exact(&mut body).expect("the body");
        assert_eq!(body, serving.get(path).body, "{path}");
    }
}

#[test]
fn only_this_machine_s_names_are_answered() {
    let serving = Serving::start(&site(), &["--allow-host", "docs.test"]);
    let port = serving.address.port();
    let own = format!("http://{}", serving.address);
    let status = |headers: &[(&str, &str)]| serving.ask("GET", "/", headers).status;
    let with_port = |host: &str| format!("{host}:{port}");
    for host in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "docs.test", "Docs.Test"] {
        assert_eq!((status(&[("Host", host)]), status(&[("Host", &with_port(host))])), (200, 200), "{host}");
    }
    for host in ["example.org", "docs.test.example.org", "localhost.example.org", "127.0.0.1.example.org"] {
        let refused = serving.ask("GET", "/", &[("Host", &with_port(host))]);
        assert_eq!(refused.status, 403, "{host}");
        assert!(refused.text().contains("--allow-host") && !refused.text().contains("Home"), "{}", refused.text());
    }
    for (headers, wanted) in [
        (&[("Origin", own.as_str())][..], 200),
        (&[("Origin", "http://example.org")], 403),
        (&[("Origin", "null")], 403),
        (&[("Origin", "http://127.0.0.1:1")], 403),
        (&[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")], 403),
        (&[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate")], 200),
        (&[("Sec-Fetch-Site", "same-origin"), ("Sec-Fetch-Mode", "cors")], 200),
    ] {
        assert_eq!(status(headers), wanted, "{headers:?}");
    }
    let events = serving.ask("GET", "/_chartroom/events", &[("Origin", "http://example.org")]);
    assert_eq!(events.status, 403);
}

#[test]
fn a_broken_request_is_answered_as_such() {
    let serving = Serving::start(&site(), &[]);
    for (request, wanted) in [
        ("nonsense\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", "400"),
        ("GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"),
        ("GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", "405"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"),
        ("\u{16}\u{3}\u{1}\r\n\r\n", "400"),
    ] {
        let answer = String::from_utf8_lossy(&serving.raw(request.as_bytes())).into_owned();
        assert_eq!(answer.split(' ').nth(1), Some(wanted), "{request}: {answer}");
    }
    assert_eq!(serving.get("/").status, 200);
}
