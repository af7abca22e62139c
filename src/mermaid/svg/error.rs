//! What can be wrong with the SVG that comes from the engine.

use std::fmt;

/// Why a drawing could not be read. Each is a defect of the engine or a diagram made to do harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SvgError {
    /// It is no well-formed XML; the parser's message.
    Malformed(String),
    /// Elements lie deeper than [`super::MAX_DEPTH`].
    TooDeep,
    /// More different values than any diagram needs.
    TooManyColours,
    /// The root has no usable `viewBox`.
    NoSize,
}

impl fmt::Display for SvgError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(message) => write!(f, "the drawing is no well-formed SVG: {message}"),
            Self::TooDeep => f.write_str("the drawing is nested too deeply"),
            Self::TooManyColours => f.write_str("the drawing has too many different colours"),
            Self::NoSize => f.write_str("the drawing has no size"),
        }
    }
}

impl std::error::Error for SvgError {}
