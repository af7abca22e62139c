//! `chartroom serve`.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::args::{Args, ServeArgs};
use super::opened::{STATE, program};
use super::progress::Bar;
use super::terminal::Terminal;
use super::today::today;
use super::{CLEAN, Stop};
use crate::cache::Cache;
use crate::diagnostics::Severity;
use crate::diagnostics::human::count;
use crate::load::{self, InputError};
use crate::serve::board::{Board, Shown};
use crate::serve::http::guard::Guard;
use crate::serve::http::listener;
use crate::serve::site::Preview;
use crate::serve::watch::Watch;
use crate::serve::workshop::{Outcome, Settings, Workshop};

/// How long nothing must happen before the cache is saved.
const IDLE: Duration = Duration::from_secs(2);

/// Serves the site until Ctrl-C; returns the exit code.
pub fn run(args: &Args, options: &ServeArgs, terminal: &Terminal) -> Result<u8, Stop> {
    super::with_threads(options.jobs, || serve(args, options, terminal))
}

fn serve(args: &Args, options: &ServeArgs, terminal: &Terminal) -> Result<u8, Stop> {
    let noticed = Instant::now();
    let root = args.root.as_path();
    let config = match load::config(root, args.config.as_deref()) {
        Err(error @ InputError::Missing(_)) => return Err(error.into()),
        // Shown in the browser until it is mended.
        Err(_) => None,
        Ok(config) => Some(config),
    };
    let listener = listener::bind(options.interface, options.port)?;
    let base = config.as_ref().and_then(|config| config.site.base_url.as_ref()).map_or("/", |url| url.path());
    let link = format!("http://{}{base}", listener.local_addr()?);
    terminal.result(&format!("Serving {link}"));
    let board = Arc::new(Board::new());
    let guard = Guard::new(&options.allow_host);
    let preview = Preview::new(Arc::clone(&board), root, options.follow);
    std::thread::spawn(move || listener::serve(&listener, &guard, Arc::new(preview)));
    if options.open && open::that_detached(&link).is_err() {
        terminal.note(&format!("no browser could be opened; the site is at {link}"));
    }

    let cache = if options.no_cache { Cache::none() } else { Cache::open(&root.join(STATE), &program()) };
    let settings =
        Settings { root: root.to_owned(), config: args.config.clone(), drafts: options.drafts, program: program() };
    let mut workshop = Workshop::new(settings, cache, board);
    let mut watch = Watch::new(root, args.config.as_deref());
    let bar = Bar::new(terminal.interactive(), terminal.colour());
    let first = workshop.run(today(options.today)?, noticed, &bar);
    bar.finish();
    tell(&first, root, terminal);
    let mut is_tidy = false;
    loop {
        let noticed = watch.wait(IDLE);
        let outcome = workshop.run(today(options.today)?, noticed.unwrap_or_else(Instant::now), &Quiet);
        tell(&outcome, root, terminal);
        match outcome {
            Outcome::New(..) => is_tidy = false,
            Outcome::Same if noticed.is_none() && !is_tidy => {
                workshop.tidy();
                is_tidy = true;
            }
            Outcome::Same => {}
        }
        if false {
            return Ok(CLEAN);
        }
    }
}

/// No progress: a run takes less time than a bar to be seen.
struct Quiet;

impl crate::pipeline::Progress for Quiet {
    fn stage(&self, _: &'static str, _: usize) {}
    fn step(&self) {}
}

/// One line for each run.
fn tell(outcome: &Outcome, _root: &Path, terminal: &Terminal) {
    let Outcome::New(shown, changed) = outcome else {
        return;
    };
    let Shown { edition, fault, took, .. } = &**shown;
    if let Some(fault) = fault {
        terminal.error(&fault.text);
        return;
    }
    let Some(edition) = edition else {
        return;
    };
    let names: Vec<&str> = changed.iter().map(String::as_str).take(3).collect();
    terminal.result(&format!(
        "{} in {} ms: {}, {}",
        names.join(", "),
        took.as_millis(),
        count(edition.checked.count(Severity::Error), "error", "errors"),
        count(edition.checked.count(Severity::Warning), "warning", "warnings"),
    ));
}
