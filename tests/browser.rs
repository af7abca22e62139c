//! What a reader's browser makes of a site: run in headless Chromium where `CHARTROOM_BROWSER` is set, as in CI; there a
//! browser that is missing fails the test.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::chrome::{Chrome, View};
use crate::harness::TestSite;

fn wanted() -> bool {
    std::env::var_os("CHARTROOM_BROWSER").is_some()
}

/// A server on loopback for the length of a test: files of a folder, and pages of the test itself.
pub struct Server {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    stop: Arc<AtomicBool>,
}

impl Server {
    /// Serves a folder, and pages of the test itself by their path.
    pub fn new(folder: PathBuf, pages: Vec<(&'static str, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
                if let Ok(stream) = stream {
                    let (folder, pages) = (folder.clone(), pages.clone());
                    std::thread::spawn(move || answer(&stream, &folder, &pages));
                }
            }
        });
        Self { address, stop }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address.trim_start_matches("http://"));
    }
}

/// Answers one request. Site pages get the strictest policy for scripts; the test's own pages need inline ones.
fn answer(mut stream: &TcpStream, folder: &Path, pages: &[(&str, String)]) {
    let mut line = String::new();
    if BufReader::new(stream).read_line(&mut line).is_err() {
        return;
    }
    let path = line.split(' ').nth(1).unwrap_or("/").split(['?', '#']).next().unwrap_or("/").to_owned();
    let (bytes, policy) = match pages.iter().find(|(name, _)| *name == path) {
        Some((_, text)) => (Some(text.clone().into_bytes()), ""),
        None => {
            let mut file = folder.join(path.trim_start_matches('/'));
            if file.is_dir() {
                file.push("index.html");
            }
            (std::fs::read(file).ok(), "Content-Security-Policy: script-src 'self'\r\n")
        }
    };
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("svg") => "image/svg+xml",
        Some("json") => "application/json",
        _ => "text/html; charset=utf-8",
    };
    let status = if bytes.is_some() { "200 OK" } else { "404 Not Found" };
    let bytes = bytes.unwrap_or_default();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{policy}Content-Length: {}\r\nConnection: close\r\n\r\n",
        bytes.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes));
}

/// Opens a page, waits until its scripts are done and gives the text of `<pre id="result">`.
fn result_of(url: &str) -> serde_json::Value {
    let profile = tempfile::tempdir().expect("a temporary folder");
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
        ])
        .args(["--window-size=1280,900", "--virtual-time-budget=60000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(url)
        .output()
        .expect("chromium is installed and runs");
    let dom = String::from_utf8_lossy(&output.stdout);
    let text = dom.split("<pre id=\"result\">").nth(1).and_then(|rest| rest.split("</pre>").next()).unwrap_or_default();
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text}\n{}", String::from_utf8_lossy(&output.stderr)))
}

/// A page of the test: `script` is the body of an async function whose value becomes the result; `open(path, width)` gives it
/// the window of a page of the site in a frame of that width.
fn test_page(script: &str) -> String {
    format!(
        "<!doctype html><meta charset=utf-8><pre id=\"result\"></pre><script>\n\
         function open(path, width = 1280) {{ return new Promise((done) => {{ const frame = document.createElement('iframe'); \
         frame.width = width; frame.height = 900; frame.onload = () => done(frame.contentWindow); frame.src = path; \
         document.body.append(frame); }}); }}\n\
         const pause = (ms) => new Promise((done) => setTimeout(done, ms));\n\
         (async () => {{ {script} }})().then((value) => {{ document.getElementById('result').textContent = JSON.stringify(value); }}, \
         (error) => {{ document.getElementById('result').textContent = JSON.stringify({{ error: String(error) }}); }});\n</script>"
    )
}

/// Builds this repository's own content into a folder of its own; the largest site that the repository has.
fn own_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let status = Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .args(["build", "--quiet", "--no-cache", "--root", env!("CARGO_MANIFEST_DIR"), "--output"])
        .arg(folder.path().join("site"))
        .status()
        .expect("the program runs");
    assert!(status.success());
    folder
}

/// The paths of an own site's pages that show diagrams.
fn pages_with_diagrams(site: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(site.join("diagrams.json")).expect("diagrams.json");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let diagrams = json["diagrams"].as_array().expect("a list");
    let mut pages: Vec<String> =
        diagrams.iter().filter_map(|entry| Some(entry["url"].as_str()?.split('#').next()?.to_owned())).collect();
    pages.sort();
    pages.dedup();
    pages
}

#[test]
fn every_label_of_every_kind_fits_its_box() {
    if !wanted() {
        return;
    }
    let folder = own_site();
    let site = folder.path().join("site");
    let mut pages = pages_with_diagrams(&site);
    pages.push("/progress/".to_owned());
    let pages = serde_json::to_string(&pages).expect("JSON");
    let fit = include_str!("browser/label_fit.js");
    let script = format!(
        "let diagrams = 0, labels = 0; const failures = []; for (const path of {pages}) {{ const page = await open(path); \
         for (const svg of page.document.querySelectorAll('svg.dg')) {{ diagrams += 1; const found = labelFit(svg); \
         labels += found.labels; failures.push(...found.failures.map((f) => ({{ path, ...f }}))); }} page.frameElement.remove(); }} \
         return {{ diagrams, labels, failures }};"
    );
    let page = test_page(&script).replace("<script>\n", &format!("<script>{fit}</script><script>\n"));
    let server = Server::new(site, vec![("/test", page)]);
    let result = result_of(&format!("{}/test", server.address));
    assert!(result["diagrams"].as_u64() > Some(40) && result["labels"].as_u64() > Some(400), "{result}");
    assert_eq!(result["failures"], serde_json::json!([]), "{result}");
}

fn atlas() -> TestSite {
    let wide: String = (0..30).map(|n| format!("  A{n}[Station number {n}] --> A{}\n", n + 1)).collect();
    TestSite::new().file("content/index.md", "# Home\n\nTo [start](guide/start.md#two).\n").file(
        "content/guide/start.md",
        format!(
            "---\naliases: [/old/start/]\n---\n# Start\n\n```mermaid\nflowchart LR\n{wide}```\n\n## Two\n\n\
                 ```mermaid\nflowchart TD\n  A --> B\n  classDef warm fill:#fde68a\n  class A warm\n```\n\n\
                 | a | b | c | d | e | f | g | h |\n|---|---|---|---|---|---|---|---|\n\
                 | longish | longish | longish | longish | longish | longish | longish | longish |\n\n\
                 ```text\n{}\n```\n",
            "x".repeat(400)
        ),
    )
}

/// What a script of the test finds on the built [`atlas`].
fn on_atlas(script: &str) -> serde_json::Value {
    let site = atlas();
    site.build_clean(&[]);
    let server = Server::new(site.path("public"), vec![("/test", test_page(script))]);
    result_of(&format!("{}/test", server.address))
}

#[test]
fn a_redirect_keeps_the_fragment() {
    if !wanted() {
        return;
    }
    let script = "const page = await open('/old/start/index.html#two'); await pause(500); const now = page.frameElement.contentWindow; \
                  return [now.location.pathname, now.location.hash];";
    let result = on_atlas(script);
    assert_eq!(result, serde_json::json!(["/guide/start/index.html", "#two"]));
}

/// An address with `#figure/node` leads to the node and marks it: by the browser alone, also in a drawing wider than the screen.
#[test]
fn an_address_leads_to_a_node_without_scripts() {
    if !wanted() {
        return;
    }
    let text = "Words.\n\n".repeat(40);
    let chain: String = (0..12).map(|number| format!("  n{number} --> n{}\n", number + 1)).collect();
    let page = format!(
        "# Home\n\n{text}```mermaid {{#wide}}\nflowchart LR\n{chain}```\n\n{text}```mermaid {{#talk}}\nsequenceDiagram\n  \
         participant My DB\n  Ä->>My DB: x\n```\n\n{text}"
    );
    let site = TestSite::new().file("content/index.md", page);
    site.build_clean(&[]);
    let home = format!("file://{}", site.path("public/index.html").display());
    let mut chrome = Chrome::start();
    let mut tab = chrome.open("about:blank");
    tab.without_scripts();
    for dark in [false, true] {
        tab.view(View { width: 360, height: 700, dark });
        for (fragment, id) in [("wide/n11", "wide/n11"), ("talk/My-DB", "talk/My-DB"), ("talk/%C3%84", "talk/Ä")] {
            tab.go("about:blank");
            tab.go(&format!("{home}#{fragment}"));
            tab.until("scrollY > 0");
            let seen = tab.eval(&format!(
                "(() => {{ const node = document.getElementById('{id}'), box = node.getBoundingClientRect(); return {{ \
                 marked: node.matches(':target') && getComputedStyle(node).filter.includes('drop-shadow'), \
                 seen: box.left >= 0 && box.right <= innerWidth && box.top >= 56 && box.bottom <= innerHeight, \
                 wide: document.documentElement.scrollWidth }}; }})()"
            ));
            assert_eq!(seen, serde_json::json!({ "marked": true, "seen": true, "wide": 360 }), "{fragment}");
        }
    }
}

#[test]
fn a_page_is_as_wide_as_a_phone() {
    if !wanted() {
        return;
    }
    let script = "const out = []; for (const width of [360, 768, 1440]) { const page = await open('/guide/start/', width); await pause(200); \
                  out.push(page.document.documentElement.scrollWidth); } return out;";
    assert_eq!(on_atlas(script), serde_json::json!([360, 768, 1440]));
}

#[test]
fn nothing_moves_while_a_page_loads_and_no_script_is_refused() {
    if !wanted() {
        return;
    }
    let script = "const page = await open('/guide/start/'); await pause(500); \
                  const shifts = page.performance.getEntriesByType('layout-shift').length; \
                  const sizes = [...page.document.querySelectorAll('svg.dg')].map((svg) => svg.hasAttribute('width') && svg.hasAttribute('height')); \
                  return { shifts, sizes, inline: page.document.querySelectorAll('script:not([src])').length, \
                  ready: page.document.documentElement.classList.contains('js') || page.document.querySelector('.theme-toggle').offsetWidth > 0 };";
    let result = on_atlas(script);
    assert_eq!(result, serde_json::json!({ "shifts": 0, "sizes": [true, true], "inline": 0, "ready": true }));
}

#[test]
fn the_toggle_changes_page_and_diagrams_and_is_remembered() {
    if !wanted() {
        return;
    }
    let script = "const look = (page) => [page.getComputedStyle(page.document.body).backgroundColor, \
                  page.getComputedStyle(page.document.querySelector('svg.dg g[id*=\"/\"] rect')).fill]; \
                  let page = await open('/guide/start/'); await pause(200); const before = look(page); \
                  page.document.querySelector('.theme-toggle').click(); await pause(600); const after = look(page); \
                  page = await open('/guide/start/'); await pause(400); const again = look(page); \
                  return { page: before[0] !== after[0], diagram: before[1] !== after[1], same: JSON.stringify(after) === JSON.stringify(again) };";
    let result = on_atlas(script);
    assert_eq!(result, serde_json::json!({ "page": true, "diagram": true, "same": true }));
}

#[test]
fn text_on_an_authors_fill_is_readable_in_both_themes() {
    if !wanted() {
        return;
    }
    let script = "const light = (c) => { const v = c.match(/[\\d.]+/g).slice(0, 3).map((n) => { n /= 255; return n <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4; }); \
                  return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; }; \
                  const page = await open('/guide/start/'); const out = []; for (const theme of ['light', 'dark']) { \
                  page.document.documentElement.dataset.theme = theme; await pause(400); \
                  for (const node of page.document.querySelectorAll('svg.dg g[id*=\"/\"]')) { const shape = node.querySelector('rect'); const text = node.querySelector('text'); \
                  const [a, b] = [shape, text].map((e) => light(page.getComputedStyle(e).fill)); const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); \
                  if (ratio < 4.5) out.push([theme, text.textContent, ratio]); } } return out;";
    assert_eq!(on_atlas(script), serde_json::json!([]));
}

#[test]
fn a_review_loads_nothing_and_fits_a_phone() {
    if !wanted() {
        return;
    }
    let site = crate::against::changed_site();
    let run = site.run(&["report", "--against", "HEAD", "--format", "html"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    site.write("public/index.html", &run.stdout);
    let script = "const found = []; for (const width of [360, 1280]) { const page = await open('/index.html', width); \
                  const root = page.document.documentElement; const boxes = [...page.document.querySelectorAll('input')]; \
                  const size = (box) => box.closest('figure').querySelector('svg').viewBox.baseVal.width; \
                  const box = boxes.sort((a, b) => size(b) - size(a))[0]; \
                  const drawing = box.closest('figure').querySelector('svg'); const small = drawing.getBoundingClientRect().width; \
                  box.click(); const large = drawing.getBoundingClientRect().width; \
                  found.push([root.scrollWidth <= width, page.performance.getEntriesByType('resource').length, \
                  page.document.querySelectorAll('svg.dg').length, page.document.scripts.length, large > small, \
                  root.scrollWidth <= width]); page.frameElement.remove(); } return found;";
    let server = Server::new(site.path("public"), vec![("/test", test_page(script))]);
    let result = result_of(&format!("{}/test", server.address));
    let wanted = serde_json::json!([true, 0, 5, 0, true, true]);
    assert_eq!(result, serde_json::json!([wanted, wanted]));
}

/// A site whose plan has long, foreign and right-to-left names, and a matrix that is wider than a phone.
fn planned() -> TestSite {
    let columns: Vec<String> = (1..=9).map(|number| format!("\"view number {number}\"")).collect();
    let long = "x".repeat(120);
    let plan = format!(
        "version: 1\ntitle: {long}\nphases:\n\
         \x20 - {{ id: a, title: \"Phase {long}\", due: 2026-01-01, gate: {{ diagrams: 9, require: [diagram-invalid] }} }}\n\
         \x20 - {{ id: b, title: \"漢字の段階と図の数 שלב שני\", due: 2026-09-01, gate: {{ diagrams: 99, page_load: 3s }} }}\n\
         collections:\n\
         \x20 - {{ id: m, title: Matrix, axes: {{ system: [one, two, \"{long}\"], view: [{}] }}, page: \"m/{{system}}/{{view}}.md\" }}\n\
         \x20 - {{ id: i, title: \"Items {long}\", items: \"i/*.md\", names: [\"{long}\", b], each: {{ diagrams: {{ L0: 1, total: 2 }} }} }}\n\
         lanes: [{{ id: W, title: \"{long}\", writes: [\"m/**\"] }}]\n\
         tasks: [{{ id: t, title: \"{long}\", lanes: [W], phase: b, duration: 9h, delivers: [{{ page: \"{long}.md\" }}] }}]\n",
        columns.join(", ")
    );
    TestSite::new()
        .file(
            "content/index.md",
            "# Home\n\n```mermaid\nflowchart LR\n  A --> B\n```\n\n```mermaid\npie\n  \"a\": 1\n```\n",
        )
        .file("content/m/one/view number 1.md", "# One\n\n```mermaid\nflowchart LR\n  A --> B[x (y]\n```\n")
        .file("plan.yaml", plan)
}

/// What a script of the test finds on the built dashboard.
fn on_dashboard(script: &str) -> serde_json::Value {
    let site = planned();
    let run = site.build(&["--today", "2026-02-01"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let server = Server::new(site.path("public"), vec![("/test", test_page(script))]);
    result_of(&format!("{}/test", server.address))
}

#[test]
fn the_dashboard_is_as_wide_as_a_phone_and_its_matrix_scrolls() {
    if !wanted() {
        return;
    }
    let script = "const out = []; for (const width of [360, 768, 1440]) { const page = await open('/progress/', width); await pause(300); \
                  const doc = page.document; const box = doc.querySelector('.matrix'); box.scrollLeft = 200; box.scrollTop = 20; await pause(100); \
                  const first = doc.querySelector('.matrix tbody th').getBoundingClientRect().left - box.getBoundingClientRect().left; \
                  out.push([doc.documentElement.scrollWidth, box.scrollWidth > box.clientWidth || width === 1440, Math.round(first) <= 1]); } return out;";
    let expected = serde_json::json!([[360, true, true], [768, true, true], [1440, true, true]]);
    assert_eq!(on_dashboard(script), expected);
}

#[test]
fn the_dashboard_is_readable_in_both_themes() {
    if !wanted() {
        return;
    }
    let script = "const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true }); \
                  const rgba = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; }; \
                  const light = (v) => { const [r, g, b] = v.map((n) => { n /= 255; return n <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4; }); \
                  return 0.2126 * r + 0.7152 * g + 0.0722 * b; }; \
                  const page = await open('/progress/'); const out = []; let seen = 0; for (const theme of ['light', 'dark']) { \
                  page.document.documentElement.dataset.theme = theme; await pause(400); \
                  for (const element of page.document.querySelectorAll('.board :is(p, li, dt, dd, strong, span, td, th, code, a, b, h2, h3, summary, small)')) { \
                  if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || element.closest('svg, details:not([open]) > :not(summary)')) continue; \
                  seen += 1; let ground = null; for (let up = element; up && !ground; up = up.parentElement) { const own = rgba(page.getComputedStyle(up).backgroundColor); if (own[3] === 255) ground = own; } \
                  const [a, b] = [light(ground.slice(0, 3)), light(rgba(page.getComputedStyle(element).color).slice(0, 3))]; \
                  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); \
                  if (ratio < 4.5) out.push([theme, element.tagName, element.className, element.textContent.slice(0, 20), ratio]); } } return { out, many: seen > 100 };";
    assert_eq!(on_dashboard(script), serde_json::json!({ "out": [], "many": true }));
}

#[test]
fn the_dashboard_needs_no_script_and_names_its_parts() {
    if !wanted() {
        return;
    }
    let script = "const frame = document.createElement('iframe'); frame.setAttribute('sandbox', 'allow-same-origin'); frame.width = 1280; frame.height = 900; \
                  await new Promise((done) => { frame.onload = done; frame.src = '/progress/'; document.body.append(frame); }); const doc = frame.contentDocument; \
                  const ids = [...doc.querySelectorAll('[id]')].map((element) => element.id); \
                  const named = [...doc.querySelectorAll('[aria-labelledby], [aria-describedby]')].flatMap((element) => \
                  ['aria-labelledby', 'aria-describedby'].flatMap((name) => (element.getAttribute(name) || '').split(' ').filter(Boolean))); \
                  const heads = [...doc.querySelectorAll('.board th')].filter((head) => !head.hasAttribute('scope')).length; \
                  const links = [...doc.querySelectorAll('.board a[href^=\"#\"]')].filter((link) => !doc.getElementById(link.getAttribute('href').slice(1))).length; \
                  const bar = doc.querySelector('.phases .meter .fill').getBoundingClientRect().width > 0; \
                  return { scripted: doc.documentElement.classList.contains('js'), twice: ids.filter((id, at) => ids.indexOf(id) !== at), \
                  unnamed: named.filter((id) => !doc.getElementById(id)), heads, links, bar };";
    assert_eq!(
        on_dashboard(script),
        serde_json::json!({ "scripted": false, "twice": [], "unnamed": [], "heads": 0, "links": 0, "bar": true })
    );
}
