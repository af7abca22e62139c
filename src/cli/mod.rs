//! The command line: arguments, terminal, environment and exit codes. The only stage that prints.
#![expect(clippy::disallowed_methods, reason = "this stage knows environment and clock")]

mod args;
mod build;
mod check;
mod explain;
mod external;
mod findings;
mod fix;
mod known;
mod opened;
mod progress;
mod report;
mod repository;
mod review;
mod runs;
mod serve;
mod terminal;
mod timings;
mod today;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use terminal::Terminal;

/// Nothing to complain about.
const CLEAN: u8 = 0;
/// Findings at error level.
const FINDINGS: u8 = 1;
/// Usage, configuration or the file system.
const REFUSED: u8 = 2;

/// Why a command stops before it is done: a text for the user, exit code 2.
#[derive(Debug)]
struct Stop(String);

impl<E: std::error::Error> From<E> for Stop {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Runs the program with its arguments.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Printing help to a closed pipe is no failure of ours.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { REFUSED } else { CLEAN });
        }
    };
    let terminal = Terminal::new(args.color, args.quiet, args.verbose);
    let result = match &args.command {
        Command::Build(options) => build::run(&args, options, &terminal),
        Command::Serve(options) => serve::run(&args, options, &terminal),
        Command::Check(options) => check::run(&args, options, &terminal),
        Command::Report(options) => report::run(&args, options, &terminal),
        Command::Review(options) => review::run(&args, options, &terminal),
        Command::Explain(options) => explain::run(options, &terminal),
    };
    let result = result.and_then(|code| match terminal.unwritten() {
        Some(reason) => Err(Stop(format!("standard output cannot be written: {reason}"))),
        None => Ok(code),
    });
    ExitCode::from(result.unwrap_or_else(|Stop(message)| {
        terminal.error(&message);
        REFUSED
    }))
}

/// Does the work with so many threads, or with one for each processor.
fn with_threads(jobs: Option<u16>, work: impl FnOnce() -> Result<u8, Stop> + Send) -> Result<u8, Stop> {
    match jobs {
        Some(jobs) => rayon::ThreadPoolBuilder::new().num_threads(usize::from(jobs)).build()?.install(work),
        None => work(),
    }
}
