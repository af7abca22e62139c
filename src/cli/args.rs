//! The arguments, defined once: parsing, help and the reference page come from here.

use std::path::PathBuf;

use jiff::civil::Date;

use clap::{ColorChoice, Parser, Subcommand};

/// Builds a site of Markdown pages with Mermaid diagrams, each drawn and checked.
#[derive(Debug, Parser)]
#[command(name = "chartroom", version, about, max_term_width = 100, propagate_version = true)]
pub struct Args {
    /// The site's folder: the one that holds site.toml
    #[arg(long, global = true, help_heading = "For every command", value_name = "DIR", default_value = ".")]
    pub root: PathBuf,

    /// The configuration file, if it is not site.toml in the site's folder
    #[arg(long, global = true, help_heading = "For every command", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Print errors only
    #[arg(short, long, global = true, help_heading = "For every command", conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print more: what was written, deleted, kept
    #[arg(short, long, global = true, help_heading = "For every command")]
    pub verbose: bool,

    /// When to use colours
    #[arg(long, global = true, help_heading = "For every command", value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site: draw and check every diagram, resolve every link, write the pages
    ///
    /// Exit codes: 0 clean; 1 findings at error level (the site is written all the same); 2 usage, configuration or
    /// file system, the output untouched.
    Build(BuildArgs),

    /// Preview the site: serve it, draw it anew whenever a file is saved, reload the browser
    ///
    /// Ends with Ctrl-C. Nothing is written but the cache. Exit codes: 0 ended by Ctrl-C; 2 usage, a port that is taken, no site
    /// here.
    Serve(ServeArgs),

    /// Check the content: every diagram, reference and rule, without writing a site
    ///
    /// Exit codes: 0 clean; 1 findings at error level; 2 usage, configuration or file system.
    Check(CheckArgs),

    /// Report how far the content is along its plan: phases, collections, tasks, counted from the pages themselves
    ///
    /// Without a plan.yaml it counts pages and diagrams. Exit codes: 0; 1 under --gate where a phase that is due is short, and
    /// under --ratchet where a figure fell; 2 usage, configuration, file system, a plan that cannot be understood.
    Report(ReportArgs),

    /// Note in reviews.jsonl that somebody has reviewed diagrams as they are now
    ///
    /// A review is of a diagram's text: an edit reopens it. Exit codes: 0 noted; 2 there is no such diagram, or it is broken.
    Review(ReviewArgs),

    /// Explain a code of a finding: what is reported, a bad and a good example, why
    ///
    /// Without CODE it lists all codes with their default severity. Needs no site.
    Explain(ExplainArgs),
}

/// The day, for commands that depend on it.
#[derive(Debug, clap::Args)]
pub struct DayArgs {
    /// The day that this is about [default: SOURCE_DATE_EPOCH, or the system's date]
    #[arg(long, value_name = "DATE", value_parser = super::today::parse)]
    pub today: Option<Date>,
}

/// How commands work that go through the whole content.
#[derive(Debug, clap::Args)]
pub struct WorkArgs {
    /// Threads to work with [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,

    /// Show how long each stage took
    #[arg(long)]
    pub timings: bool,

    /// Neither read nor write the cache in .chartroom/
    #[arg(long)]
    pub no_cache: bool,
}

/// Options of `serve`.
#[derive(Debug, clap::Args)]
pub struct ServeArgs {
    /// The port to listen on [default: 8000, or the next one that is free]
    #[arg(short, long, value_name = "PORT")]
    pub port: Option<u16>,

    /// The address of this machine to listen on; 0.0.0.0 lets others in the network look
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub interface: std::net::IpAddr,

    /// Answer requests for this host name, too, beside localhost and addresses; may be given several times
    #[arg(long, value_name = "NAME")]
    pub allow_host: Vec<String>,

    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,

    /// Go to the page that was changed
    #[arg(long)]
    pub follow: bool,

    /// Show pages marked as drafts, too
    #[arg(long)]
    pub drafts: bool,

    /// The day
    #[command(flatten)]
    pub day: DayArgs,

    /// How it works
    #[command(flatten)]
    pub work: WorkArgs,
}

/// Options of `explain`.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// The code, as it stands in a finding's brackets
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// Options of `report`.
#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// How to report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = ReportFormat::Human)]
    pub format: ReportFormat,

    /// Only this phase
    #[arg(long, value_name = "ID")]
    pub phase: Option<String>,

    /// Only this lane
    #[arg(long, value_name = "ID")]
    pub lane: Option<String>,

    /// Fail if a phase that is due is short
    #[arg(long)]
    pub gate: bool,

    /// List the diagrams, with their lines, behind a figure: of a phase, collection, item, task, lane, section, kind, or `all`
    #[arg(long, value_name = "ID", conflicts_with_all = ["history", "against", "phase", "lane"])]
    pub explain: Option<String>,

    /// Show diagrams over time, from the git history
    #[arg(long, conflicts_with = "against")]
    pub history: bool,

    /// Show what changed since this git revision: diagrams new, gone, changed, newly broken; figures that moved
    #[arg(long, value_name = "REV")]
    pub against: Option<String>,

    /// Fail if a figure fell since the revision of --against
    #[arg(long, requires = "against")]
    pub ratchet: bool,

    /// The day
    #[command(flatten)]
    pub day: DayArgs,

    /// How it works
    #[command(flatten)]
    pub work: WorkArgs,
}

/// Options of `review`.
#[derive(Debug, clap::Args)]
pub struct ReviewArgs {
    /// The ids of the diagrams, as diagrams.json and the anchors of figures have them
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,

    /// Who reviewed
    #[arg(long, value_name = "NAME")]
    pub by: String,

    /// A remark
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,

    /// The day
    #[command(flatten)]
    pub day: DayArgs,
}

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Report only what is in these files and folders; everything else is known all the same
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// How to report
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Human)]
    pub format: Format,

    /// Report only these checks
    #[arg(long, value_name = "CODE,…", value_delimiter = ',')]
    pub only: Vec<String>,

    /// Leave these checks out
    #[arg(long, value_name = "CODE,…", value_delimiter = ',')]
    pub skip: Vec<String>,

    /// Mend in the content's files what can be mended safely, then report what is left
    #[arg(long)]
    pub fix: bool,

    /// Show what --fix would change, as a unified diff, and write nothing
    #[arg(long)]
    pub diff: bool,

    /// Report only what is in files that differ from this git revision, or that git does not know yet
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,

    /// The file of known findings, which fail nothing [default: chartroom-baseline.txt, or `baseline` in site.toml]
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,

    /// Write all findings of now into the baseline
    #[arg(long)]
    pub update_baseline: bool,

    /// Also ask for the addresses outside of the site that pages lead to; answers are remembered for the day
    #[arg(long)]
    pub external: bool,

    /// Include pages with `draft: true`
    #[arg(long)]
    pub drafts: bool,

    /// How it works
    #[command(flatten)]
    pub work: WorkArgs,
}

/// Options of `build`.
#[derive(Debug, clap::Args)]
pub struct BuildArgs {
    /// The folder to write to [default: public, or `output` in site.toml]
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,

    /// The address at which the site will stand, in place of `base_url` in site.toml
    #[arg(short = 'u', long, value_name = "URL")]
    pub base_url: Option<String>,

    /// Include pages with `draft: true`
    #[arg(long)]
    pub drafts: bool,

    /// Count warnings as errors
    #[arg(long)]
    pub strict: bool,

    /// First remove what earlier builds wrote, and the cache
    #[arg(long)]
    pub clean: bool,

    /// How it works
    #[command(flatten)]
    pub work: WorkArgs,

    /// Ask search engines to stay away, for previews
    #[arg(long)]
    pub noindex: bool,

    /// The day
    #[command(flatten)]
    pub day: DayArgs,
}

/// How `report` reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ReportFormat {
    /// For people: bars, what is missing, what to do next
    Human,
    /// For programs: one object, its keys are documented
    Json,
    /// For a comment on a pull request
    Markdown,
    /// For CI servers: JUnit XML, a test for each phase, collection and task
    Junit,
    /// For spreadsheets
    Csv,
    /// One page with the pictures before and after, for --against
    Html,
}

/// How `check` reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: each finding with its line
    Human,
    /// For programs: one object, its keys are documented
    Json,
    /// For code scanning and editors: SARIF 2.1.0
    Sarif,
    /// For GitHub Actions: annotations on the changed files
    Github,
    /// For CI servers: JUnit XML
    Junit,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_reference_names_every_option() {
        let text = include_str!("../../content/reference/command-line.md");
        let mut missing = Vec::new();
        for command in Args::command().get_subcommands() {
            let name = command.get_name();
            let section = text.split(&format!("\n## {name}\n")).nth(1).and_then(|rest| rest.split("\n## ").next());
            let section = section.unwrap_or_default();
            for option in command.get_arguments().filter(|option| !option.is_global_set()) {
                let (long, short) = (option.get_long(), option.get_short());
                let names =
                    long.map(|name| format!("`--{name}")).into_iter().chain(short.map(|name| format!("`-{name}`")));
                let names: Vec<String> = names.collect();
                if !names.is_empty() && !names.iter().any(|name| section.contains(name.as_str())) {
                    missing.push(format!("{name}: {names:?}"));
                }
            }
        }
        assert!(missing.is_empty(), "{missing:?}");
    }
}
