//! `chartroom check`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use super::args::{Args, CheckArgs, Format};
use super::external::External;
use super::known::Known;
use super::opened::{STATE, program};
use super::progress::Bar;
use super::terminal::Terminal;
use super::timings::Timings;
use super::today::today;
use super::{CLEAN, FINDINGS, Stop, findings, fix, repository};
use crate::cache::{Cache, Memory};
use crate::check::{EXTERNAL, Selection};
use crate::diagnostics::baseline::Baseline;
use crate::diagnostics::human::count;
use crate::diagnostics::{Report, Severity, github, human, json, junit, sarif};
use crate::load::{self, Inputs};
use crate::pipeline::{self, CheckOptions, Checked, Work};

/// Checks the content; returns the exit code.
pub fn run(args: &Args, options: &CheckArgs, terminal: &Terminal) -> Result<u8, Stop> {
    super::with_threads(options.work.jobs, || check(args, options, terminal))
}

fn check(args: &Args, options: &CheckArgs, terminal: &Terminal) -> Result<u8, Stop> {
    let timings = RefCell::new(Timings::new());
    let mark = |stage| timings.borrow_mut().mark(stage);
    let root = args.root.as_path();
    let config = &load::config(root, args.config.as_deref())?;
    let selection = Selection::for_check(config, &options.only, &options.skip).map_err(Stop)?;
    let selection = match places(root, options)? {
        Some(places) => selection.in_places(places),
        None => selection,
    };
    let selection = if options.external { selection.with_external() } else { selection };
    if !options.external && options.only.iter().any(|code| code == EXTERNAL) {
        terminal.note("`external-link` is found with `--external` only");
    }
    let known = Known::read(root, config, options.baseline.as_deref(), options.update_baseline)?;
    let Inputs { sources, theme, .. } = load::inputs(root, config)?;
    mark("load");
    let cache = if options.work.no_cache { Cache::none() } else { Cache::open(&root.join(STATE), &program()) };
    mark("cache");
    let bar = Bar::new(terminal.interactive(), terminal.colour());
    let work = Work { cache: &cache, memory: &Memory::none(), progress: &bar, mark: &mark };
    let web = External::new(&config.external, &cache, &bar);
    let ask = |places| web.ask(places);
    let check = CheckOptions {
        drafts: options.drafts || config.build.drafts,
        selection: &selection,
        baseline: known.baseline.as_ref(),
        web: options.external.then_some(&ask),
        fixing: options.fix || options.diff,
        today: today(None)?,
    };
    if options.diff && options.format != Format::Human {
        return Err(Stop("`--diff` prints a diff and has no other format".to_owned()));
    }
    let kept = check.fixing.then(|| sources.clone());
    let mut checked = pipeline::check(config, sources, &theme, &check, work);
    if let Some(sources) = kept {
        let again = |sources| pipeline::check(config, sources, &theme, &check, work);
        let errors = checked.count(Severity::Error);
        let (fixes, left) = fix::mend(checked, &sources, again);
        bar.finish();
        if options.diff {
            cache.save();
            fixes.show(&repository::place_of(root), terminal);
            return Ok(if errors > 0 { FINDINGS } else { CLEAN });
        }
        checked = if fixes.write(root, terminal) { left } else { again(load::load(root, &config.build)?) };
    }
    bar.finish();
    web.tell(terminal);
    cache.save();
    mark("save");
    if options.update_baseline {
        update(&known, &mut checked, &selection, terminal)?;
    } else if !checked.settled.mended.is_empty() {
        let mended = count(checked.settled.mended.len(), "known finding is", "known findings are");
        terminal.note(&format!("{mended} mended; `chartroom check --update-baseline` takes them out of the baseline"));
        for entry in &checked.settled.mended {
            terminal.detail(&format!("  mended: {} {}: {}", entry.file, entry.code, entry.message));
        }
    }
    let texts = |file: &str| checked.text(file);
    let place = repository::place_of(root);
    let report = Report { root: &place, ..checked.report(&texts) };
    print(&report, options.format, terminal);
    if options.work.timings {
        terminal.line(&timings.borrow().table());
    }
    Ok(if checked.count(Severity::Error) > 0 { FINDINGS } else { CLEAN })
}

/// What the run is about, where arguments say so: relative to the site's root, with `/`.
fn places(root: &Path, options: &CheckArgs) -> Result<Option<Vec<String>>, Stop> {
    let mut places: Option<Vec<String>> = None;
    if !options.paths.is_empty() {
        places = Some(options.paths.iter().map(|path| place(root, path)).collect::<Result<_, _>>()?);
    }
    if let Some(revision) = &options.since {
        let mut changed = repository::changed_since(root, revision)?;
        if let Some(places) = &places {
            let below = |file: &String| places.iter().any(|place| Path::new(file).starts_with(place));
            changed.retain(below);
        }
        places = Some(changed);
    }
    Ok(places)
}

/// A path of the command line, which counts from the current folder, as one that counts from the site's root.
fn place(root: &Path, path: &Path) -> Result<String, Stop> {
    let real = |path: &Path| path.canonicalize().map_err(|error| Stop(format!("{}: {error}", path.display())));
    let home = real(root)?;
    // A page may be a link to another file of the site; it is known by its own name.
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let named: PathBuf = match path.file_name() {
        Some(name) if path.symlink_metadata().is_ok() => real(parent)?.join(name),
        _ => real(path)?,
    };
    if !named.starts_with(&home) {
        return Err(Stop(format!(
            "{} is not below the site's folder {}\n  name files of the site, or the site with `--root DIR`",
            path.display(),
            home.display()
        )));
    }
    Ok(load::relative(&home, &named))
}

/// Puts all that was found into the baseline; what this run did not look for stays as it is.
fn update(known: &Known, checked: &mut Checked, selection: &Selection<'_>, terminal: &Terminal) -> Result<(), Stop> {
    let new = checked.settled.findings.len();
    let mut all = checked.settled.known.clone();
    all.append(&mut checked.settled.findings);
    let texts = |file: &str| checked.texts.get(file).map(crate::model::Text::as_str);
    let mut baseline = Baseline::of(&all, &texts);
    if let Some(earlier) = &known.baseline {
        baseline = baseline.keeping(earlier, |file, code| !selection.looked_for(file, code));
    }
    let told = known.write(&baseline)?;
    terminal.note(&format!("{told}: {new} new, {} taken out", checked.settled.mended.len()));
    let split = baseline.split(all, &texts);
    checked.settled.findings = split.new;
    checked.settled.known = split.known;
    Ok(())
}

fn print(report: &Report<'_>, format: Format, terminal: &Terminal) {
    match format {
        Format::Human => {
            let print = |text: &str| terminal.output(&format!("{text}\n"));
            findings::show(report, terminal.quiet(), terminal.output_colour(), &print);
            terminal.result(&human::summary(report));
        }
        Format::Json => terminal.output(&json::render(report)),
        Format::Sarif => terminal.output(&sarif::render(report)),
        Format::Github => terminal.output(&github::render(report)),
        Format::Junit => terminal.output(&junit::render(report)),
    }
}
