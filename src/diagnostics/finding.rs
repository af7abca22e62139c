//! One finding and its stable code.

use serde::{Deserialize, Serialize};

use crate::model::{Position, Span};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Breaks something for a reader; the exit code is 1.
    Error,
    /// Worth mending; counts as an error under `--strict`.
    Warning,
    /// Not reported.
    Off,
}

/// The stable name of a kind of finding, kebab-case, never renamed and never reused.
pub type Code = &'static str;

/// Something wrong in the content, where it is and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its code.
    pub code: Code,
    /// Its severity, the code's default until configuration says otherwise.
    pub severity: Severity,
    /// What is wrong, one line, no final stop.
    pub message: String,
    /// The file, relative to the site's root, with `/`.
    pub file: String,
    /// Where in the file.
    pub span: Span,
    /// What to do, one line; empty if there is nothing to add.
    pub help: String,
    /// Id of the diagram it is about.
    pub diagram: Option<String>,
    /// Whether `check --fix` can mend it.
    pub fixable: bool,
}

impl Finding {
    /// An error at a place of a file.
    pub fn error(code: Code, file: &str, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            file: file.to_owned(),
            span,
            help: String::new(),
            diagram: None,
            fixable: false,
        }
    }

    /// A warning at a place of a file.
    pub fn warning(code: Code, file: &str, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, file, span, message) }
    }

    /// A fault of our own that was caught while a file was at work.
    pub fn internal(file: &str, message: impl Into<String>) -> Self {
        Self::error("internal-error", file, Span::at(Position::START), message)
            .with_help("this is a fault of Chartroom; please report it with the file")
    }

    /// The same finding with a help line.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The same finding, about a diagram with this id.
    #[must_use]
    pub fn with_diagram(mut self, id: impl Into<String>) -> Self {
        self.diagram = Some(id.into());
        self
    }

    /// The same finding, one that `check --fix` can mend.
    #[must_use]
    pub fn with_fix(mut self) -> Self {
        self.fixable = true;
        self
    }
}
