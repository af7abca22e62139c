//! `chartroom build`.

use std::path::{Path, PathBuf};

use super::args::{Args, BuildArgs};
use super::progress::Bar;
use super::terminal::Terminal;
use super::timings::Timings;
use super::{CLEAN, FINDINGS, Stop};
use crate::cache::Cache;
use crate::config::{BaseUrl, Config};
use crate::diagnostics::{Finding, Severity, human};
use crate::load::{self, read_text};
use crate::pipeline::{self, Options};
use crate::write;

/// The configuration's usual file, as findings name it.
const CONFIG: &str = "site.toml";

/// The folder of the cache, under the site's root.
const STATE: &str = ".chartroom";

/// Builds the site; returns the exit code.
pub fn run(args: &Args, options: &BuildArgs, terminal: &Terminal) -> Result<u8, Stop> {
    if let Some(jobs) = options.jobs {
        rayon::ThreadPoolBuilder::new()
            .num_threads(usize::from(jobs))
            .build()?
            .install(|| build(args, options, terminal))
    } else {
        build(args, options, terminal)
    }
}

fn build(args: &Args, options: &BuildArgs, terminal: &Terminal) -> Result<u8, Stop> {
    let mut timings = Timings::new();
    let root = args.root.as_path();
    let (config, config_file, config_text) = configuration(args)?;
    let base_url = match &options.base_url {
        Some(text) => Some(
            BaseUrl::parse(text).map_err(|reason| Stop(format!("`--base-url {text}` is not an address: {reason}")))?,
        ),
        None => config.site.base_url.clone(),
    };
    let output = options.output.clone().unwrap_or_else(|| root.join(&config.build.output));
    keep_apart(root, &config, &output)?;
    let state = root.join(STATE);
    write::check(&output).map_err(|error| explain(&error))?;
    if options.clean {
        let removed = write::clean(&output, &state)?;
        terminal.detail(&format!("removed {removed} files of earlier builds"));
        Cache::remove(&state)?;
    }

    let sources = load::load(root, &config.build)?;
    let theme = load::load_theme(root, &config.site.theme)?;
    let extra = extra_files(root, &config)?;
    timings.mark("load");
    let cache = if options.no_cache { Cache::none() } else { Cache::open(&state, &program()) };
    timings.mark("cache");
    let bar = Bar::new(terminal.interactive(), terminal.colour());
    let built = pipeline::run(
        &config,
        sources,
        &theme,
        &extra,
        &Options {
            base_url: base_url.as_ref(),
            drafts: options.drafts || config.build.drafts,
            noindex: options.noindex,
            present: &if options.no_cache { write::Present::default() } else { write::Present::read(&output, &state) },
            program: &program(),
        },
        &cache,
        &bar,
        &mut |stage| timings.mark(stage),
    );
    bar.finish();
    let built = built?;
    let report = write::write(&output, &state, &built.files).map_err(|error| explain(&error))?;
    timings.mark("write");
    cache.save();
    timings.mark("save");

    let mut errors = 0;
    let mut warnings = 0;
    for finding in &built.findings {
        match finding.severity {
            Severity::Error => errors += 1,
            Severity::Warning => warnings += 1,
            Severity::Off => {}
        }
    }
    show(&built, (&config_file, &config_text), terminal);
    if report.foreign_count > 0 {
        terminal.note(&format!(
            "{} holds {} that Chartroom did not write and left alone: {}{}",
            output.display(),
            count(report.foreign_count, "file", "files"),
            report.foreign.join(", "),
            if report.foreign_count > report.foreign.len() { ", …" } else { "" }
        ));
    }
    terminal.detail(&format!("{} written, {} unchanged, {} deleted", report.written, report.unchanged, report.deleted));
    if options.timings {
        terminal.line(&timings.table());
    }
    let broken = built.diagrams - built.valid;
    terminal.result(&format!(
        "Built {} with {}{} in {:.2} s: {}, {}. The site is in {}",
        count(built.pages, "page", "pages"),
        count(built.diagrams, "diagram", "diagrams"),
        if broken > 0 { format!(" ({broken} of them broken)") } else { String::new() },
        timings.total().as_secs_f64(),
        count(errors, "error", "errors"),
        count(warnings, "warning", "warnings"),
        output.display(),
    ));
    Ok(if errors > 0 || (options.strict && warnings > 0) { FINDINGS } else { CLEAN })
}

/// Prints findings, each with its line. They come sorted by file, so the lines of one file are found once.
fn show(built: &pipeline::Built, (config_file, config_text): (&str, &str), terminal: &Terminal) {
    let mut current = "";
    let mut lines: Vec<&str> = Vec::new();
    for finding in &built.findings {
        if terminal.quiet() && finding.severity != Severity::Error {
            continue;
        }
        let of_config = finding.file == CONFIG;
        if finding.file != current {
            current = &finding.file;
            let text = if of_config { Some(config_text) } else { built.texts.get(current).map(String::as_str) };
            lines = text.map_or_else(Vec::new, |text| text.lines().collect());
        }
        let line = lines.get(finding.span.start.line as usize - 1).copied();
        let text = if of_config && config_file != CONFIG {
            human::render(&Finding { file: config_file.to_owned(), ..finding.clone() }, line, terminal.colour())
        } else {
            human::render(finding, line, terminal.colour())
        };
        terminal.line(&text);
        terminal.line("");
    }
}

/// Reads and understands the configuration.
fn configuration(args: &Args) -> Result<(Config, String, String), Stop> {
    let path = args.config.clone().unwrap_or_else(|| args.root.join(CONFIG));
    if !path.is_file() {
        let place =
            if args.root == Path::new(".") { "this folder".to_owned() } else { args.root.display().to_string() };
        return Err(Stop(if args.config.is_some() {
            format!("there is no file {}", path.display())
        } else {
            format!(
                "there is no site.toml in {place}\n  a site needs one; the shortest is:\n\n    [site]\n    title = \"My atlas\"\n\n  with pages in content/. To build a site elsewhere: chartroom --root DIR build"
            )
        }));
    }
    let text = read_text(&path)?;
    let name = path.strip_prefix(&args.root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
    match Config::parse(&text) {
        Ok(config) => Ok((config, name, text)),
        Err(faults) => {
            let shown: Vec<String> = faults
                .iter()
                .map(|fault| {
                    let finding = Finding::error("config", &name, fault.span, fault.message.clone())
                        .with_help(fault.help.clone());
                    human::render(&finding, text.lines().nth(fault.span.start.line as usize - 1), false)
                })
                .collect();
            Err(Stop(format!("{name} cannot be used\n\n{}", shown.join("\n\n"))))
        }
    }
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

/// Extra style sheets and scripts, from the static or the content folder.
fn extra_files(root: &Path, config: &Config) -> Result<Vec<(String, Vec<u8>)>, Stop> {
    let mut files = Vec::new();
    for name in config.site.extra_css.iter().chain(&config.site.extra_js) {
        if name.starts_with("https://") || name.starts_with("http://") || name.starts_with("//") {
            continue;
        }
        let folders = [&config.build.static_files, &config.build.content];
        let content = load::read_inside(root, folders.map(String::as_str), name)?;
        let Some(content) = content else {
            return Err(Stop(format!(
                "site.toml names {name}, which is neither in {}/ nor in {}/",
                config.build.static_files, config.build.content
            )));
        };
        files.push((name.clone(), content));
    }
    Ok(files)
}

/// Tells this program from others of its version: its size, and while it is being developed its time.
fn program() -> String {
    let metadata = std::env::current_exe().and_then(std::fs::metadata).ok();
    let time = metadata.as_ref().filter(|_| cfg!(debug_assertions)).and_then(|metadata| metadata.modified().ok());
    format!("{} {time:?}", metadata.map_or(0, |metadata| metadata.len()))
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

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
