//! How long the preview takes from a changed file to a new edition: everything read again, the whole pipeline, what differs. In
//! this process, without the watcher's quiet window and without a browser.
//!
//! `cargo bench --bench serve` measures a generated site of 1,000 pages and 4,000 diagrams; `cargo bench --bench serve -- --site DIR`
//! a copy of the site in DIR. `--runs N` (3) is how often each thing is started; of edits there are ten times as many. `--stages`
//! tells the median of each stage of an edit, too; `--only text` measures edits alone, and of these one kind.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench makes sites, measures time and prints it"
)]

mod generated;
mod measure;
mod subject;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chartroom::cache::Cache;
use chartroom::pipeline::Unwatched;
use chartroom::serve::board::Board;
use chartroom::serve::workshop::{Outcome, Settings, Workshop};
use jiff::civil::date;
use measure::{median, option, runs};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path().join("site");
    subject::write(&site);
    let only = option("--only");
    if only.is_none() {
        let cold = median(runs(), || {
            let _ = std::fs::remove_dir_all(site.join(".chartroom"));
            start(&site).1
        });
        println!("first edition, no cache      {:8.1} ms", milliseconds(cold));
        start(&site).0.tidy();
        let warm = median(runs(), || start(&site).1);
        println!("first edition, warm cache    {:8.1} ms", milliseconds(warm));
    }

    let (mut workshop, _) = start(&site);
    workshop.tidy();
    workshop.run(date(2026, 1, 1), Instant::now(), &Unwatched);
    let page = page_with_a_diagram(&site);
    let text = std::fs::read_to_string(&page).expect("a page");
    let node = |number: usize| format!("```mermaid\nflowchart LR\n  edit --> number{number}\n```\n");
    let named = |number: usize| format!("---\ntitle: Another name {number}\n---\n\n");
    let body =
        text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).map_or(&text[..], |(_, body)| body);
    let template = site.join("themes/default/templates/page.html");
    std::fs::create_dir_all(template.parent().expect("a folder")).expect("a folder");
    let own = include_str!("../themes/default/templates/page.html");
    let edits: [Edit<'_>; 4] = [
        ("a page's text", &page, &|number| format!("{text}\n\nEdit {number}.\n")),
        ("a page's diagram", &page, &|number| format!("{text}\n\n{}", node(number))),
        ("a page's title", &page, &|number| format!("{}{body}", named(number))),
        ("a template", &template, &|number| {
            own.replacen("</article>", &format!("</article><!-- edit {number} -->"), 1)
        }),
    ];
    for edit in edits.into_iter().filter(|(name, ..)| only.as_ref().is_none_or(|only| name.contains(only))) {
        measure_edits(&mut workshop, edit);
        std::fs::write(&page, &text).expect("written");
        workshop.run(date(2026, 1, 1), Instant::now(), &Unwatched);
    }
}

/// What is edited, its file, and the file's text for each number.
type Edit<'a> = (&'a str, &'a Path, &'a dyn Fn(usize) -> String);

fn measure_edits(workshop: &mut Workshop, (name, file, text): Edit<'_>) {
    let mut times = Vec::new();
    let mut stages: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for number in 0..10 * runs() {
        std::fs::write(file, text(number)).expect("written");
        let begun = Instant::now();
        let outcome = workshop.run(date(2026, 1, 1), begun, &Unwatched);
        times.push(begun.elapsed());
        let Outcome::New(shown, _) = outcome else { panic!("an edit is noticed") };
        assert!(shown.fault.is_none(), "{:?}", shown.fault);
        let edition = shown.edition().expect("an edition");
        let mut sum = Duration::ZERO;
        for (stage, took) in &edition.stages {
            stages.entry(stage).or_default().push(*took);
            sum += *took;
        }
        stages.entry("(rest)").or_default().push(begun.elapsed().saturating_sub(sum));
    }
    let (middle, late) = (quantile(&mut times, 50), quantile(&mut times, 95));
    println!("{name:<28} {:8.1} ms   95th percentile {:8.1} ms", milliseconds(middle), milliseconds(late));
    if std::env::args().any(|argument| argument == "--stages") {
        for (stage, mut times) in stages {
            println!("    {stage:<24} {:8.1} ms", milliseconds(quantile(&mut times, 50)));
        }
    }
}

fn start(site: &Path) -> (Workshop, Duration) {
    let begun = Instant::now();
    let board = Arc::new(Board::new());
    let settings = Settings { root: site.to_owned(), config: None, drafts: false, program: "bench".to_owned() };
    let cache = Cache::open(&site.join(".chartroom"), "bench");
    let mut workshop = Workshop::new(settings, cache, board);
    workshop.run(date(2026, 1, 1), begun, &Unwatched);
    let took = begun.elapsed();
    (workshop, took)
}

fn page_with_a_diagram(site: &Path) -> PathBuf {
    let asked = option("--page").map(|page| site.join(page));
    let pages = walkdir::WalkDir::new(site).sort_by_file_name().into_iter().filter_map(Result::ok);
    let pages = pages.map(walkdir::DirEntry::into_path).filter(|path| path.extension().is_some_and(|end| end == "md"));
    let mut drawn = pages.filter(|path| std::fs::read_to_string(path).is_ok_and(|text| text.contains("```mermaid")));
    asked.or_else(|| drawn.nth(4)).expect("a page with a diagram")
}

fn quantile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
