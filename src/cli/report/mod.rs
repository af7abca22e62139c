//! `chartroom report`: reads the site as it is now, and hands it to what was asked for: its `figures`, what is behind one
//! (`explain`), `history`, or the difference to a revision (`against`). The gate is held here, whatever is shown.

mod against;
mod explain;
mod figures;
mod history;

use std::cell::RefCell;
use std::path::Path;

use crate::cache::{Cache, Memory};
use crate::check::Selection;
use crate::cli::args::{Args, ReportArgs};
use crate::cli::opened::{STATE, program};
use crate::cli::progress::Bar;
use crate::cli::terminal::Terminal;
use crate::cli::timings::Timings;
use crate::cli::today::today;
use crate::cli::{FINDINGS, Stop, findings, repository};
use crate::config::Config;
use crate::diagnostics::{Finding, Report as Findings, Severity};
use crate::load::{self, Inputs, Theme};
use crate::pipeline::{self, Reported, SHORT, Weighing, Work};
use crate::plan::View;

/// Reports; returns the exit code.
pub fn run(args: &Args, options: &ReportArgs, terminal: &Terminal) -> Result<u8, Stop> {
    super::with_threads(options.work.jobs, || report(args, options, terminal))
}

fn report(args: &Args, options: &ReportArgs, terminal: &Terminal) -> Result<u8, Stop> {
    let timings = RefCell::new(Timings::new());
    let mark = |stage| timings.borrow_mut().mark(stage);
    let root = args.root.as_path();
    let config = &load::config(root, args.config.as_deref())?;
    let today = today(options.day.today)?;
    let Inputs { sources, theme, extra } = load::inputs(root, config)?;
    mark("load");
    let cache = if options.work.no_cache { Cache::none() } else { Cache::open(&root.join(STATE), &program()) };
    mark("cache");
    let bar = Bar::new(terminal.interactive(), terminal.colour());
    let work = Work { cache: &cache, memory: &Memory::none(), progress: &bar, mark: &mark };
    let program = program();
    let last_changes = repository::wanted_last_changes(root, config);
    let weighing = Weighing { program: &program, extra: &extra, last_changes: &last_changes };
    let reported = pipeline::report_with_weights(config, sources, &theme, today, weighing, work)?;
    let site = Opened { root, config, theme: &theme, options, terminal, work, weighing, bar: &bar };
    let view = match () {
        () if reported.plan_is_invalid => Err(Stop("plan.yaml cannot be understood".to_owned())),
        () if options.gate && reported.plan.is_none() => {
            Err(Stop("there is no plan.yaml, so there is no gate to hold".to_owned()))
        }
        () => figures::view(options, &reported),
    };
    let result = match (&view, &options.against, &options.explain) {
        (Err(Stop(reason)), _, _) => Err(Stop(reason.clone())),
        (_, Some(revision), _) => against::run(&site, &reported, revision),
        (Ok(view), _, _) if options.history => history::run(&site, view),
        (_, _, Some(id)) => explain::run(&site, &reported, id),
        (Ok(view), _, _) => figures::run(&site, view),
    };
    bar.finish();
    let severity = Selection::for_build(config).severity(SHORT);
    let held = view.ok().filter(|_| options.gate && severity != Severity::Off);
    let result = match &held {
        Some(view) if view.is_short() && severity == Severity::Error => result.map(|_| FINDINGS),
        _ => result,
    };
    show_findings(config, &reported, held.as_ref(), terminal);
    cache.save();
    mark("save");
    if options.work.timings {
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

/// What is wrong with the plan, on standard error; that a phase is short, only where the gate holds it.
fn show_findings(config: &Config, reported: &Reported, held: Option<&View<'_>>, terminal: &Terminal) {
    let is_held = |finding: &Finding| {
        let is_of_finding = |at: &usize| reported.report.phases[*at].span == finding.span;
        held.is_some_and(|view| view.phases.iter().any(is_of_finding))
    };
    let mut findings: Vec<Finding> =
        reported.findings.iter().filter(|finding| finding.code != SHORT || is_held(finding)).cloned().collect();
    let texts = |file: &str| reported.texts.get(file).map(crate::model::Text::as_str);
    let selection = Selection::for_build(config);
    for finding in &mut findings {
        finding.severity = selection.severity(finding.code);
    }
    let report = Findings { pages: 0, diagrams: 0, known: 0, findings: &findings, texts: &texts, root: "" };
    findings::show(&report, terminal.quiet(), terminal.colour(), &|text| terminal.line(text));
}
