//! `chartroom report`: reads the site as it is now, and hands it to what was asked for: its figures (here), `history`, or the
//! difference to a revision (`against`).

mod against;
mod history;

use std::cell::RefCell;
use std::path::Path;

use crate::cache::Cache;
use crate::cli::args::{Args, ReportArgs, ReportFormat};
use crate::cli::opened::{self, STATE, program};
use crate::cli::progress::Bar;
use crate::cli::terminal::Terminal;
use crate::cli::timings::Timings;
use crate::cli::today::today;
use crate::cli::{CLEAN, FINDINGS, Stop, findings};
use crate::config::Config;
use crate::diagnostics::Report as Findings;
use crate::load::{self, Theme};
use crate::pipeline::{self, Reported, Weighing, Work};
use crate::plan::format::json;
use crate::plan::report::Status;

/// Reports; returns the exit code.
pub fn run(args: &Args, options: &ReportArgs, terminal: &Terminal) -> Result<u8, Stop> {
    super::with_threads(options.jobs, || report(args, options, terminal))
}

fn report(args: &Args, options: &ReportArgs, terminal: &Terminal) -> Result<u8, Stop> {
    let timings = RefCell::new(Timings::new());
    let mark = |stage| timings.borrow_mut().mark(stage);
    let root = args.root.as_path();
    let config = &opened::open(args)?;
    let today = today(options.today)?;
    let sources = load::load(root, &config.build)?;
    let theme = load::load_theme(root, &config.site.theme)?;
    mark("load");
    let cache = if options.no_cache { Cache::none() } else { Cache::open(&root.join(STATE), &program()) };
    mark("cache");
    let bar = Bar::new(terminal.interactive(), terminal.colour());
    let work = Work { cache: &cache, progress: &bar, mark: &mark };
    let extra = super::build::extra_files(root, config)?;
    let program = program();
    let weighing = Weighing { program: &program, extra: &extra };
    let reported = pipeline::report_with_weights(config, sources, &theme, today, weighing, work)?;
    let site = Opened { root, config, theme: &theme, options, terminal, work, weighing, bar: &bar };
    let result = match &options.against {
        _ if reported.plan_is_invalid => Err(Stop("plan.yaml cannot be understood".to_owned())),
        Some(revision) => against::run(&site, &reported, revision),
        None if options.history => history::run(&site, &reported),
        None => figures(&site, &reported),
    };
    bar.finish();
    show_findings(&reported, terminal);
    cache.save();
    mark("save");
    if options.timings {
        terminal.line(&timings.borrow().table());
    }
    result
}

/// What every way to report has at hand.
struct Opened<'a> {
    root: &'a Path,
    config: &'a Config,
    theme: &'a Theme,
    options: &'a ReportArgs,
    terminal: &'a Terminal,
    work: Work<'a>,
    weighing: Weighing<'a>,
    /// To be finished before anything is printed.
    bar: &'a Bar,
}

/// The figures of now.
fn figures(site: &Opened<'_>, reported: &Reported) -> Result<u8, Stop> {
    let Opened { options, terminal, bar, .. } = site;
    bar.finish();
    match options.format {
        ReportFormat::Json => terminal.output(&json::render(&reported.report, &reported.inventory)),
        _ => return Err(Stop("not here yet".to_owned())),
    }
    let short = reported.report.phases.iter().any(|phase| phase.status == Status::Short);
    Ok(if options.gate && short { FINDINGS } else { CLEAN })
}

/// What is wrong with the plan, on standard error.
fn show_findings(reported: &Reported, terminal: &Terminal) {
    let texts = |file: &str| reported.texts.get(file).map(String::as_str);
    let report = Findings { pages: 0, diagrams: 0, known: 0, findings: &reported.findings, texts: &texts, root: "" };
    findings::show(&report, terminal.quiet(), terminal.colour(), &|text| terminal.line(text));
}
