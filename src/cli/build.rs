//! `chartroom build`.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use super::args::{Args, BuildArgs};
use super::findings;
use super::known::Known;
use super::opened::{STATE, program};
use super::progress::Bar;
use super::terminal::Terminal;
use super::timings::Timings;
use super::today::today;
use super::{CLEAN, FINDINGS, Stop, repository};
use crate::cache::{Cache, Memory};
use crate::config::{BaseUrl, Config};
use crate::diagnostics::Severity;
use crate::diagnostics::human::count;
use crate::load::{self, Inputs};
use crate::pipeline::{self, BuildOptions, Built, Work};
use crate::write;

/// Builds the site; returns the exit code.
pub fn run(args: &Args, options: &BuildArgs, terminal: &Terminal) -> Result<u8, Stop> {
    super::with_threads(options.work.jobs, || build(args, options, terminal))
}

fn build(args: &Args, options: &BuildArgs, terminal: &Terminal) -> Result<u8, Stop> {
    let timings = RefCell::new(Timings::new());
    let mark = |stage| timings.borrow_mut().mark(stage);
    let root = args.root.as_path();
    let config = &load::config(root, args.config.as_deref())?;
    let base_url = match &options.base_url {
        Some(text) => Some(
            BaseUrl::parse(text).map_err(|reason| Stop(format!("`--base-url {text}` is not an address: {reason}")))?,
        ),
        None => config.site.base_url.clone(),
    };
    let output = options.output.clone().unwrap_or_else(|| root.join(&config.build.output));
    keep_apart(root, config, &output)?;
    let state = root.join(STATE);
    write::check(&output).map_err(|error| explain(&error))?;
    if options.clean {
        let removed = write::clean(&output, &state)?;
        terminal.detail(&format!("removed {removed} files of earlier builds"));
        Cache::remove(&state)?;
    }

    let known = Known::read(root, config, None, false)?;
    let Inputs { sources, theme, extra } = load::inputs(root, config)?;
    let last_changes = repository::wanted_last_changes(root, config);
    mark("load");
    let cache = if options.work.no_cache { Cache::of_run() } else { Cache::open(&state, &program()) };
    mark("cache");
    let bar = Bar::new(terminal.interactive(), terminal.colour());
    let present = if options.work.no_cache { write::Present::default() } else { write::Present::read(&output, &state) };
    let built = pipeline::build(
        config,
        sources,
        &theme,
        &BuildOptions {
            base_url: base_url.as_ref(),
            drafts: options.drafts || config.build.drafts,
            noindex: options.noindex,
            last_changes: &last_changes,
            present: &present,
            program: &program(),
            extra: &extra,
            baseline: known.baseline.as_ref(),
            today: today(options.day.today)?,
        },
        Work { cache: &cache, memory: &Memory::none(), progress: &bar, mark: &mark },
    );
    bar.finish();
    let Built { files, checked, .. } = built?;
    let written = write::write(&output, &state, &files).map_err(|error| explain(&error))?;
    mark("write");
    cache.save();
    mark("save");

    let texts = |file: &str| checked.text(file);
    let report = checked.report(&texts);
    let errors = checked.count(Severity::Error);
    let warnings = checked.count(Severity::Warning);
    findings::show(&report, terminal.quiet(), terminal.colour(), &|text| terminal.line(text));
    if written.foreign_count > 0 {
        terminal.note(&format!(
            "{} holds {} that Chartroom did not write and left alone: {}{}",
            output.display(),
            count(written.foreign_count, "file", "files"),
            written.foreign.join(", "),
            if written.foreign_count > written.foreign.len() { ", …" } else { "" }
        ));
    }
    terminal
        .detail(&format!("{} written, {} unchanged, {} deleted", written.written, written.unchanged, written.deleted));
    if options.work.timings {
        terminal.line(&timings.borrow().table());
    }
    let broken = checked.diagrams - checked.valid;
    terminal.result(&format!(
        "Built {} with {}{} in {:.2} s: {}, {}{}. The site is in {}",
        count(checked.pages, "page", "pages"),
        count(checked.diagrams, "diagram", "diagrams"),
        if broken > 0 { format!(" ({broken} of them broken)") } else { String::new() },
        timings.borrow().total().as_secs_f64(),
        count(errors, "error", "errors"),
        count(warnings, "warning", "warnings"),
        match checked.settled.known.len() {
            0 => String::new(),
            known => format!(", {known} known"),
        },
        output.display(),
    ));
    Ok(if errors > 0 || (options.strict && warnings > 0) { FINDINGS } else { CLEAN })
}

/// Content and output must not lie in each other: a build would read what it wrote, or a clean would remove pages.
fn keep_apart(root: &Path, config: &Config, output: &Path) -> Result<(), Stop> {
    let content = absolute(&root.join(&config.build.content));
    let target = absolute(output);
    let statics = absolute(&root.join(&config.build.static_files));
    let home = absolute(root);
    for (name, folder) in [("content", &content), ("static", &statics)] {
        if target.starts_with(folder) || folder.starts_with(&target) {
            return Err(Stop(format!(
                "the output folder {} and the {name} folder {} lie in each other\n  choose another `output` in [build], or pass `--output DIR`",
                output.display(),
                folder.strip_prefix(&home).unwrap_or(folder).display()
            )));
        }
    }
    if home.starts_with(&target) {
        return Err(Stop(format!("the output folder {} holds the site itself", output.display())));
    }
    Ok(())
}

/// A path with links resolved as far as it exists.
fn absolute(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut existing = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    loop {
        if let Ok(resolved) = existing.canonicalize() {
            return missing.iter().rev().fold(resolved, |path, part| path.join(part));
        }
        let (Some(parent), Some(name)) =
            (existing.parent().map(Path::to_owned), existing.file_name().map(ToOwned::to_owned))
        else {
            return path.to_owned();
        };
        missing.push(name);
        existing = parent;
    }
}

fn explain(error: &write::WriteError) -> Stop {
    let help = match error {
        write::WriteError::ForeignFolder { .. } => {
            "\n  choose an empty folder with `--output DIR`, or move its files away"
        }
        write::WriteError::ForeignFile { .. } => "\n  move it away, or rename the page or file of the site",
        write::WriteError::FileAndFolder { .. } => "\n  rename one of the two",
        write::WriteError::Changed { .. } => "\n  build again",
        write::WriteError::Io { .. } => {
            "\n  every file of the output is still either the old one or the new one, whole"
        }
    };
    Stop(format!("{error}{help}"))
}
