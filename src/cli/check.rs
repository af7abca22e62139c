//! `chartroom check`.

use std::cell::RefCell;

use super::args::{Args, CheckArgs, Format};
use super::findings;
use super::opened::{self, STATE, program};
use super::progress::Bar;
use super::terminal::Terminal;
use super::timings::Timings;
use super::{CLEAN, FINDINGS, Stop};
use crate::cache::Cache;
use crate::check::Selection;
use crate::diagnostics::{Report, Severity, github, human, json, junit};
use crate::load;
use crate::pipeline::{self, Work};

/// Checks the content; returns the exit code.
pub fn run(args: &Args, options: &CheckArgs, terminal: &Terminal) -> Result<u8, Stop> {
    super::with_threads(options.jobs, || check(args, options, terminal))
}

fn check(args: &Args, options: &CheckArgs, terminal: &Terminal) -> Result<u8, Stop> {
    let timings = RefCell::new(Timings::new());
    let mark = |stage| timings.borrow_mut().mark(stage);
    let config = &opened::open(args)?;
    let selection = Selection::for_check(config, &options.only, &options.skip).map_err(Stop)?;
    let sources = load::load(&args.root, &config.build)?;
    let theme = load::load_theme(&args.root, &config.site.theme)?;
    mark("load");
    let cache = if options.no_cache { Cache::none() } else { Cache::open(&args.root.join(STATE), &program()) };
    mark("cache");
    let bar = Bar::new(terminal.interactive(), terminal.colour());
    let drafts = options.drafts || config.build.drafts;
    let work = Work { cache: &cache, progress: &bar, mark: &mark };
    let checked = pipeline::check(config, sources, &theme, drafts, &selection, work);
    bar.finish();
    cache.save();
    mark("save");
    let texts = |file: &str| checked.text(file);
    let report = checked.report(&texts);
    print(&report, options.format, terminal);
    if options.timings {
        terminal.line(&timings.borrow().table());
    }
    Ok(if checked.count(Severity::Error) > 0 { FINDINGS } else { CLEAN })
}

fn print(report: &Report<'_>, format: Format, terminal: &Terminal) {
    match format {
        Format::Human => {
            findings::show(report, terminal, &|text| terminal.result(text));
            terminal.result(&human::summary(report));
        }
        Format::Json => terminal.output(&json::render(report)),
        Format::Github => terminal.output(&github::render(report)),
        Format::Junit => terminal.output(&junit::render(report)),
    }
}
