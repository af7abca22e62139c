//! `/_chartroom/`: the state of the preview as a page. In: the board. Out: HTML with a style sheet and a script of its own. What is
//! shown of the content is escaped by the template; lists are bounded.

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde::Serialize;
use tera::{Context, Tera};

use super::health::Status;
use super::state_findings::Findings;
use super::state_plan::Plan;
use super::{Own, page};
use crate::diagnostics::human::{count, printable, thousands};
use crate::diagnostics::{Finding, Severity};
use crate::link::href;
use crate::serve::board::{Good, Run, Shown};
use crate::serve::edition::{Edition, Held};
use crate::serve::http::Document;

/// Names of files that changed which are shown; the rest is a number.
const MOST_NAMES: usize = 5;

/// Places of a fault that lead to the editor.
const MOST_PLACES: usize = 10;

/// Only what this server sends may style the page or run in it.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

static TEMPLATES: LazyLock<Result<Tera, tera::Error>> = LazyLock::new(|| {
    let mut tera = Tera::new();
    tera.add_raw_templates([("state.html", include_str!("state/state.html"))])?;
    Ok(tera)
});

#[derive(Serialize)]
struct State {
    title: String,
    folder: String,
    home: Option<String>,
    status: Status,
    status_text: &'static str,
    status_more: String,
    figures: Vec<Figure>,
    fault: Option<FaultPart>,
    good: Option<GoodPart>,
    plan: Option<Plan>,
    findings: Option<Findings>,
    settings: Vec<(&'static str, String)>,
}

/// A key figure.
#[derive(Serialize)]
struct Figure {
    kind: &'static str,
    name: &'static str,
    value: String,
    more: String,
}

/// The last run, where it failed.
#[derive(Serialize)]
struct FaultPart {
    run: Ran,
    text: String,
    places: Vec<Place>,
}

/// A place that an editor can open.
#[derive(Serialize)]
struct Place {
    name: String,
    open: String,
}

/// The last good run.
#[derive(Serialize)]
struct GoodPart {
    run: Ran,
    changed: String,
    stages: Vec<Stage>,
}

/// A run: which, how long, how long ago.
#[derive(Serialize)]
struct Ran {
    revision: u64,
    took: String,
    /// Seconds since.
    ago: u64,
    ago_text: String,
}

#[derive(Serialize)]
struct Stage {
    name: &'static str,
    ms: String,
    /// Percent of the longest.
    width: String,
}

/// The page.
pub fn html(own: &Own) -> Document {
    let shown = own.board.now();
    let state = state(own, &shown);
    let page = match &*TEMPLATES {
        Ok(tera) => Context::from_serialize(&state).and_then(|context| tera.render("state.html", &context)),
        Err(error) => return Document::new(500, "text/plain", error.to_string().into_bytes()),
    };
    match page {
        Ok(html) => Document {
            headers: vec![("Content-Security-Policy", POLICY.to_owned())],
            ..Document::new(200, "text/html", html.into_bytes())
        },
        Err(error) => Document::new(500, "text/plain", error.to_string().into_bytes()),
    }
}

/// Its style sheet.
pub fn style() -> Document {
    Document::new(200, "text/css", include_bytes!("state/state.css").to_vec())
}

fn state(own: &Own, shown: &Shown) -> State {
    let edition = shown.edition().map(Arc::as_ref);
    let status = Status::of(shown);
    let (status_text, status_more) = match (status, edition) {
        (Status::Starting, _) => ("Starting", "The first run is at work; pages asked for wait until it is done."),
        (Status::Ready, _) => ("Ready", "What is served is what the files say."),
        (Status::Failed, Some(_)) => ("Failed", "The last good pages are served until this is mended."),
        (Status::Failed, None) => ("Failed", "There is no site to serve until this is mended."),
    };
    let folder = name(&own.folder);
    State {
        title: format!("{status_text} · {folder} · Chartroom preview"),
        folder,
        home: edition.map(|edition| edition.root.clone()),
        status,
        status_text,
        status_more: status_more.to_owned(),
        figures: edition.map(figures).unwrap_or_default(),
        fault: fault(own, shown),
        good: shown.good.as_deref().map(good),
        plan: edition.and_then(|edition| edition.report.as_ref().map(|report| Plan::of(edition, report))),
        findings: edition
            .map(|edition| Findings::of(edition, &|finding| page::open(finding, &edition.editor, &own.folder))),
        settings: own.settings.clone(),
    }
}

/// The name of the site's folder.
fn name(folder: &Path) -> String {
    printable(&folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy())
}

fn figures(edition: &Edition) -> Vec<Figure> {
    let checked = &edition.checked;
    let figure = |kind, name, number, more: String| Figure { kind, name, value: thousands(number), more };
    let broken = checked.diagrams - checked.valid;
    let level = |number, kind| if number > 0 { kind } else { "" };
    let (errors, warnings) = (checked.count(Severity::Error), checked.count(Severity::Warning));
    let held = edition.files.values().map(|file| match &file.content {
        Held::Bytes(bytes) => bytes.len(),
        _ => 0,
    });
    let megabytes = held.sum::<usize>() as f64 / 1e6;
    let in_memory = match edition.not_held() {
        0 => count(edition.files.len(), "file", "files"),
        pages => format!("{} made when asked for", count(pages, "page", "pages")),
    };
    vec![
        figure("", "Pages", checked.pages, String::new()),
        figure(
            "",
            "Diagrams",
            checked.diagrams,
            if broken > 0 { format!("{} broken", thousands(broken)) } else { String::new() },
        ),
        figure(level(errors, "error"), "Errors", errors, String::new()),
        figure(level(warnings, "warning"), "Warnings", warnings, String::new()),
        Figure { kind: "", name: "In memory", value: format!("{megabytes:.1} MB"), more: in_memory },
    ]
}

fn fault(own: &Own, shown: &Shown) -> Option<FaultPart> {
    let fault = shown.fault.as_ref()?;
    let text = fault.text.lines().map(printable).collect::<Vec<_>>().join("\n");
    let editor = page::editor(shown);
    let place = |finding: &Finding| {
        let name = format!("{}:{}:{}", printable(&finding.file), finding.span.start.line, finding.span.start.column);
        Some(Place { name, open: page::open(finding, &editor, &own.folder)? })
    };
    let run = ran(&shown.run);
    Some(FaultPart { run, text, places: fault.findings.iter().take(MOST_PLACES).filter_map(place).collect() })
}

fn good(good: &Good) -> GoodPart {
    let stages = &good.edition.stages;
    let longest = stages.iter().map(|(_, took)| took.as_secs_f64()).fold(1e-9, f64::max);
    let stage = |(name, took): &(&'static str, Duration)| Stage {
        name,
        ms: milliseconds(*took),
        width: format!("{:.1}", took.as_secs_f64() / longest * 100.0),
    };
    GoodPart { run: ran(&good.run), changed: changed(good), stages: stages.iter().map(stage).collect() }
}

fn ran(run: &Run) -> Ran {
    let took = match run.took.as_millis() {
        ms @ 0..10_000 => format!("{ms} ms"),
        _ => format!("{:.1} s", run.took.as_secs_f64()),
    };
    let age = run.at.elapsed();
    Ran { revision: run.revision, took, ago: age.as_secs(), ago_text: ago(age) }
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1000.0)
}

fn ago(age: Duration) -> String {
    match age.as_secs() {
        seconds @ 0..60 => format!("{seconds} s ago"),
        seconds @ 60..3600 => format!("{} min ago", seconds / 60),
        seconds => format!("{} h ago", seconds / 3600),
    }
}

/// What differs from the edition before.
fn changed(good: &Good) -> String {
    let change = &good.change;
    if good.run.revision == 1 {
        return "It was the first, so everything is new.".to_owned();
    }
    let counts = [
        (change.pages.len(), "page", "pages"),
        (change.styles.len(), "style sheet", "style sheets"),
        (change.files.len(), "other file", "other files"),
    ];
    let mut parts: Vec<String> = Vec::new();
    for (number, one, many) in counts {
        if number > 0 {
            parts.push(format!("{} {}", thousands(number), if number == 1 { one } else { many }));
        }
    }
    let gone = match change.gone.len() {
        0 => String::new(),
        number => format!(" {} gone.", count(number, "file is", "files are")),
    };
    if parts.is_empty() {
        return format!("No page and no file is another.{gone}");
    }
    let names = || change.pages.keys().chain(change.styles.values()).chain(&change.files);
    let first: Vec<String> = names().take(MOST_NAMES).map(|name| printable(name)).collect();
    let more = if names().count() > MOST_NAMES { ", …" } else { "" };
    format!("It changed {}: {}{more}.{gone}", parts.join(", "), first.join(", "))
}

/// The address of a page of the site, by its path in the output.
pub(super) fn address(edition: &Edition, path: &str) -> String {
    let short = path.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    format!("{}{}", edition.root, href::encode_path(short.unwrap_or(path)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::*;
    use crate::model::{Position, Span};
    use crate::serve::board::{Board, Change, Fault};
    use crate::serve::http::Content;

    /// An edition with one page, of which so much is found.
    fn edition(findings: Vec<Finding>) -> Edition {
        let mut edition = Edition {
            root: "/a/".to_owned(),
            editor: "edit:{path}:{line}".to_owned(),
            pages: BTreeMap::from([("g/index.html".to_owned(), "content/g.md".to_owned())]),
            stages: vec![("parse", Duration::from_millis(5)), ("draw", Duration::from_millis(10))],
            ..Edition::of_files(BTreeMap::new())
        };
        let checked = Arc::get_mut(&mut edition.checked).unwrap();
        (checked.pages, checked.diagrams, checked.valid, checked.settled.findings) = (1, 3, 2, findings);
        edition
    }

    /// The page about a good run, and then one that failed.
    fn shown(edition: Option<Edition>, fault: Option<&str>) -> String {
        let board = Board::new();
        if let Some(edition) = edition {
            board.show(Arc::new(edition), Change::default(), Duration::from_millis(17));
        }
        if let Some(text) = fault {
            let fault = Fault { text: text.to_owned(), findings: Vec::new(), lines: BTreeMap::new() };
            board.fail(fault, Duration::from_millis(4));
        }
        let settings = vec![("Folder", "<here>".to_owned())];
        let document = html(&Own::new(Arc::new(board), PathBuf::from("/x/<site>"), false, settings));
        let Content::Bytes(bytes) = document.content else { panic!("the page is no file") };
        assert_eq!(document.status, 200, "{}", String::from_utf8_lossy(&bytes));
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    fn finding(line: u32) -> Finding {
        let span = Span::at(Position { line, column: 2 });
        Finding::error("broken-link", "content/g.md", span, "there is no <b>\u{1b}[1m").with_help("\"help\" & <i>")
    }

    #[test]
    fn the_page_says_whether_there_is_a_site() {
        assert!(shown(None, None).contains("<strong>Starting</strong>"));
        let failed = shown(None, Some("site.toml\n<script>\u{7}"));
        assert!(failed.contains("<strong>Failed</strong>") && failed.contains("There is no site to serve"), "{failed}");
        assert!(failed.contains("site.toml\n&lt;script&gt;\u{fffd}</pre>"), "{failed}");
        let stays = shown(Some(edition(Vec::new())), Some("oh"));
        assert!(stays.contains("The last good pages are served"), "{stays}");
        for text in
            ["Run 2 failed after 4 ms, <span data-ago=\"0\">0 s ago</span>", "Run 1, 17 ms", "<rect width=\"50.0%\""]
        {
            assert!(stays.contains(text), "{text}: {stays}");
        }
        let ready = shown(Some(edition(Vec::new())), None);
        assert!(ready.contains("<strong>Ready</strong>") && ready.contains("1 broken"), "{ready}");
        assert!(ready.contains("&lt;here&gt;") && ready.contains("<h1>&lt;site&gt;</h1>"), "{ready}");
    }

    #[test]
    fn findings_lead_to_their_page_and_are_plain_text() {
        let html = shown(Some(edition(vec![finding(7)])), None);
        assert!(html.contains("<h3><a href=\"/a/g/\">content/g.md</a></h3>"), "{html}");
        assert!(html.contains("there is no &lt;b&gt;\u{fffd}[1m <code>broken-link</code>"), "{html}");
        assert!(html.contains("&quot;help&quot; &amp; &lt;i&gt;"), "{html}");
        assert!(html.contains("<a href=\"edit:/x/%3Csite%3E/content/g.md:7\" title"), "{html}");
    }

    #[test]
    fn the_list_is_bounded_and_errors_come_before_warnings() {
        let mut findings: Vec<Finding> = (1..=600).map(finding).collect();
        for finding in &mut findings[..590] {
            finding.severity = Severity::Warning;
        }
        let html = shown(Some(edition(findings)), None);
        assert_eq!(html.matches("<li class=").count(), 500);
        assert_eq!(html.matches("<li class=\"error\">").count(), 10);
        assert!(html.contains("And 100 more"), "{html}");
    }

    #[test]
    fn a_run_is_told_with_its_stages() {
        let html = shown(Some(edition(Vec::new())), None);
        assert!(html.contains("Run 1, 17 ms") && html.contains("It was the first"), "{html}");
        assert!(html.contains("<rect width=\"50.0%\""), "{html}");
    }
}
