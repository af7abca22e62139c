//! What is wrong with a diagram that cannot be drawn, in an author's words. Not here: where in the Markdown file it is;
//! ranges are bytes of the diagram's own source.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::model::{Diagram, Span};

/// Which of the four ways a diagram is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FaultCode {
    /// Mermaid does not parse or draw it.
    Syntax,
    /// Its first word names no diagram kind, or one that needs a plugin.
    UnknownKind,
    /// It is beyond a limit of size.
    Limit,
    /// Drawing it took longer than the backstop. Never to be cached: another machine may say otherwise.
    Timeout,
    /// A defect of this program or of the engine, caught.
    Internal,
}

/// The one reason why a diagram is not drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Its class.
    pub code: FaultCode,
    /// What is wrong, one line, no final stop.
    pub message: String,
    /// What to do, one line; empty if there is nothing to add.
    pub help: String,
    /// The offending bytes of the diagram's source as its author wrote it; `None` for the diagram as a whole.
    pub range: Option<Range<usize>>,
    /// The kind of the diagram, where its first word tells.
    pub kind: Option<String>,
}

impl FaultCode {
    /// The code of the finding that it becomes.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Syntax => "diagram-syntax",
            Self::UnknownKind => "diagram-unknown-kind",
            Self::Limit => "diagram-limit",
            Self::Timeout => "diagram-timeout",
            Self::Internal => "internal-error",
        }
    }
}

impl Fault {
    /// A fault of a class with a message, no place and no help.
    pub fn new(code: FaultCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: String::new(), range: None, kind: None }
    }

    /// A syntax fault at a place.
    pub fn syntax(range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { range: Some(range), help: help.into(), ..Self::new(FaultCode::Syntax, message) }
    }

    /// Its place in the file that the diagram stands in: the fence, where nothing narrower is known.
    pub fn span(&self, diagram: &Diagram) -> Span {
        let range = self.range.clone();
        range.map_or(diagram.span, |range| diagram.map.span(&diagram.source, range))
    }

    /// Whether every machine says the same. A timeout is not, and a defect of ours should be tried again.
    pub const fn is_certain(&self) -> bool {
        !matches!(self.code, FaultCode::Timeout | FaultCode::Internal)
    }

    /// The same fault with a help line.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The same fault at a place.
    #[must_use]
    pub fn at(mut self, range: Range<usize>) -> Self {
        self.range = Some(range);
        self
    }
}
