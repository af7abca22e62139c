//! `chartroom explain`: the page of a code, or the list of all. Reads no site.

use super::args::ExplainArgs;
use super::terminal::Terminal;
use super::{CLEAN, Stop};
use crate::check::{INVALID, INVALID_NAME, unknown};
use crate::diagnostics::Severity;
use crate::diagnostics::codes::{self, CodeEntry};
use crate::diagnostics::human::printable;
use crate::diagnostics::prose::{self, Look};

/// Columns that are wide enough to be read and narrow enough for every terminal.
const WIDTH: usize = 80;

/// Prints what is asked for; returns the exit code.
pub fn run(options: &ExplainArgs, terminal: &Terminal) -> Result<u8, Stop> {
    let markdown = match options.code.as_deref() {
        None => {
            terminal.output(&list());
            return Ok(CLEAN);
        }
        Some(INVALID_NAME) => together(),
        Some(code) => {
            let entry = codes::find(code).ok_or_else(|| Stop(unknown(&printable(code))))?;
            page(entry)
        }
    };
    let text = prose::render(&markdown, Look { colour: terminal.output_colour(), width: WIDTH });
    terminal.output(&(text + "\n"));
    Ok(CLEAN)
}

/// A code's page under its name.
fn page(entry: &CodeEntry) -> String {
    let severity = severity(entry);
    format!("**{}** ({severity} by default)\n\n{}", entry.code, entry.page)
}

/// What the name of several codes means.
fn together() -> String {
    let names: Vec<String> = INVALID
        .iter()
        .filter_map(|code| codes::find(code))
        .map(|entry| format!("- `{}`: {}\n", entry.code, entry.summary))
        .collect();
    format!(
        "**{INVALID_NAME}** (four codes together)\n\nA broken diagram has exactly one of four findings. This name stands for all of \
         them in `--only`, `--skip`, `chartroom-ignore` and `require`:\n\n{}\n`chartroom explain CODE` explains each.\n",
        names.concat()
    )
}

/// All codes, a line each.
fn list() -> String {
    let width = codes::ALL.iter().map(|entry| entry.code.len()).max().unwrap_or_default();
    let lines: Vec<String> = codes::ALL
        .iter()
        .map(|entry| format!("{:width$}  {:7}  {}\n", entry.code, severity(entry), entry.summary))
        .collect();
    format!(
        "{}\n`{INVALID_NAME}` names {} together.\n`chartroom explain CODE` explains one.\n",
        lines.concat(),
        INVALID.map(|code| format!("`{code}`")).join(", ")
    )
}

/// The name of a severity in site.toml.
const fn severity(entry: &CodeEntry) -> &'static str {
    match entry.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Off => "off",
    }
}
