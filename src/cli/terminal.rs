//! What the user sees: findings and messages on standard error, results on standard output, colours only on a terminal.

use std::io::{ErrorKind, IsTerminal, Write};
use std::sync::OnceLock;

use clap::ColorChoice;

use crate::diagnostics::human::printable;
use crate::plan::format::human::Look;

/// Where to print and how.
pub struct Terminal {
    colour: bool,
    output_colour: bool,
    quiet: bool,
    verbose: bool,
    interactive: bool,
    unicode: bool,
    /// Why standard output could not be written, if so.
    unwritten: OnceLock<String>,
}

impl Terminal {
    /// Colours follow `--color`, then `NO_COLOR`, then whether the stream that is written to is a terminal.
    pub fn new(choice: ColorChoice, quiet: bool, verbose: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let coloured = |terminal: bool| match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => terminal && !plain,
        };
        Self {
            colour: coloured(terminal),
            output_colour: coloured(std::io::stdout().is_terminal()),
            quiet,
            verbose,
            interactive: terminal && !quiet,
            unicode: !std::io::stdout().is_terminal() || speaks_unicode(),
            unwritten: OnceLock::new(),
        }
    }

    /// Whether to use colours on standard error.
    pub const fn colour(&self) -> bool {
        self.colour
    }

    /// Whether to use colours on standard output.
    pub const fn output_colour(&self) -> bool {
        self.output_colour
    }

    /// How text on standard output looks. Other characters than ASCII are left out where a terminal says that it has none.
    pub fn look(&self) -> Look {
        Look { colour: self.output_colour, unicode: self.unicode }
    }

    /// Whether a progress bar makes sense.
    pub const fn interactive(&self) -> bool {
        self.interactive
    }

    /// Whether only errors are wanted.
    pub const fn quiet(&self) -> bool {
        self.quiet
    }

    /// Whether more is wanted.
    pub const fn verbose(&self) -> bool {
        self.verbose
    }

    /// An error that ends the command.
    pub fn error(&self, message: &str) {
        let label = self.styled("1;31", "error");
        self.line(&format!("{label}: {}", lines(message)));
    }

    /// Something that was not done, and the command goes on.
    pub fn warning(&self, message: &str) {
        let label = self.styled("1;33", "warning");
        self.line(&format!("{label}: {}", lines(message)));
    }

    /// A remark, passed over with `--quiet`.
    pub fn note(&self, message: &str) {
        if !self.quiet {
            let label = self.styled("1;36", "note");
            self.line(&format!("{label}: {}", lines(message)));
        }
    }

    /// A detail, shown with `--verbose`.
    pub fn detail(&self, message: &str) {
        if self.verbose {
            self.line(&lines(message));
        }
    }

    /// Finished text, as it is.
    pub fn line(&self, text: &str) {
        // A closed pipe must not turn a build into a crash.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// The result of a command, on standard output.
    pub fn result(&self, text: &str) {
        if !self.quiet {
            self.output(&format!("{text}\n"));
        }
    }

    /// What the command was asked for, on standard output, `--quiet` or not: exactly this text.
    pub fn output(&self, text: &str) {
        let mut stream = std::io::stdout().lock();
        let written = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
        // Who closes a pipe has read enough; a full disk is another matter.
        if let Err(error) = written
            && error.kind() != ErrorKind::BrokenPipe
        {
            self.unwritten.get_or_init(|| error.to_string());
        }
    }

    /// Why something on standard output was lost, if so.
    pub fn unwritten(&self) -> Option<&str> {
        self.unwritten.get().map(String::as_str)
    }

    /// Text for standard error in a colour, given as the numbers of its escape sequence.
    pub fn styled(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Whether the locale's characters are Unicode, as far as it says.
fn speaks_unicode() -> bool {
    let named = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(std::env::var_os);
    let locale = named.map(|value| value.to_string_lossy().to_ascii_lowercase()).find(|value| !value.is_empty());
    locale.is_none_or(|locale| locale.contains("utf-8") || locale.contains("utf8"))
}

/// Text of content or of the system, safe for a terminal; line breaks stay.
fn lines(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}
