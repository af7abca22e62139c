//! How long a build and a check take, beside the time that the diagram engine alone needs to draw, or to parse, the same
//! diagrams on the same threads.
//!
//! The engine alone runs in this process, with the system's allocator as in any program; a build is the program itself, with
//! its own allocator.
//!
//! `cargo bench --bench build` measures a generated site of 1,000 pages and 4,000 diagrams, always the same one;
//! `cargo bench --bench build -- --site DIR` a copy of the site in DIR. Each figure is the median of `--runs N` (3).
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench makes sites, measures time and prints it"
)]

mod generated;
mod measure;
mod program;
mod subject;

use std::path::Path;
use std::time::{Duration, Instant};

use chartroom::mermaid::{Drawer, text_measurement};
use measure::{median, runs};
use merman::{MermaidConfig, OperationControl, ParseOptions, RenderRequest, Renderer, SvgEnvironment, SvgRequest};
use program::{forget, run};
use rayon::prelude::*;

fn main() {
    let runs = runs();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path().join("site");
    subject::write(&site);

    let (diagrams, config) = diagrams(&site);
    let engine = median(runs, || draw_all(&diagrams, &config));
    let cold = median(runs, || {
        forget(&site);
        run(&site, &["build"])
    });
    let warm = median(runs, || run(&site, &["build"]));
    let parsing = median(runs, || parse_all(&diagrams, &config));
    let cold_check = median(runs, || {
        forget(&site);
        run(&site, &["check"])
    });
    let warm_check = median(runs, || run(&site, &["check"]));
    let seconds = Duration::as_secs_f64;
    println!("threads                      {}", rayon::current_num_threads());
    println!("diagrams                     {}", diagrams.len());
    println!("engine alone, all diagrams   {:8.2} s", seconds(&engine));
    println!(
        "cold build                   {:8.2} s   {:.2} x the engine alone",
        seconds(&cold),
        seconds(&cold) / seconds(&engine)
    );
    println!(
        "second build, no change      {:8.3} s   {:.1}% of the cold one",
        seconds(&warm),
        100.0 * seconds(&warm) / seconds(&cold)
    );
    println!("engine parsing all diagrams  {:8.2} s", seconds(&parsing));
    println!(
        "cold check                   {:8.2} s   at most {:.2} s is 1.5 x the engine and 0.3 s",
        seconds(&cold_check),
        1.5f64.mul_add(seconds(&parsing), 0.3)
    );
    println!("second check, no change      {:8.3} s", seconds(&warm_check));
}

/// The diagrams of a site, and how a build configures the engine for them, but for what makes it faster.
fn diagrams(site: &Path) -> (Vec<String>, serde_json::Value) {
    let config = std::fs::read_to_string(site.join("site.toml")).expect("site.toml");
    let config = chartroom::config::Config::parse(&config).expect("a valid site.toml");
    let sources = chartroom::load::load(site, &config.build).expect("the content");
    let diagrams = sources
        .pages
        .par_iter()
        .flat_map(|page| {
            let (parsed, _) = chartroom::parse::page(&page.file, &page.path, &page.text, &config.markdown);
            parsed.diagrams.into_iter().map(|diagram| diagram.source.to_string()).collect::<Vec<_>>()
        })
        .collect();
    let mut engine = Drawer::new(&config.diagrams).engine_config();
    // The short list of HTML in labels is ours, and saves the engine a third of its parsing: alone it has its own.
    if let Some(object) = engine.as_object_mut() {
        object.remove("dompurifyConfig");
    }
    (diagrams, engine)
}

/// The engine with nothing of ours around it, configured as a build configures it, with the same widths of text: parse, lay
/// out, emit its own SVG.
fn draw_all(diagrams: &[String], config: &serde_json::Value) -> Duration {
    let config = MermaidConfig::from_value(config.clone());
    let environment = SvgEnvironment::deterministic().with_text_measurement_policy(text_measurement());
    let renderer = Renderer::new()
        .with_engine(merman::Engine::new().with_site_config(config))
        .with_parse_options(ParseOptions::strict());
    let start = Instant::now();
    let drawn: usize = diagrams
        .par_iter()
        .filter(|source| {
            let request = SvgRequest { environment: environment.clone(), ..SvgRequest::default() };
            let request = RenderRequest::svg(source, OperationControl::new(), request);
            renderer.render(request).is_ok()
        })
        .count();
    assert!(drawn > 0, "the engine draws something");
    start.elapsed()
}

/// The engine with nothing of ours around it parses every diagram.
fn parse_all(diagrams: &[String], config: &serde_json::Value) -> Duration {
    let config = MermaidConfig::from_value(config.clone());
    let renderer = Renderer::new()
        .with_engine(merman::Engine::new().with_site_config(config))
        .with_parse_options(ParseOptions::strict());
    let start = Instant::now();
    let parsed =
        diagrams.par_iter().filter(|source| renderer.prepare_semantic(source, OperationControl::new()).is_ok()).count();
    assert!(parsed > 0, "the engine parses something");
    start.elapsed()
}
