//! What an author asks not to be told: `chartroom-ignore: CODE reason` in a comment.

use serde::{Deserialize, Serialize};

use super::Span;

/// One comment that suppresses findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// The codes it names, as written, each with its place.
    pub codes: Vec<(String, Span)>,
    /// Why, as written; may be empty.
    pub reason: String,
    /// The comment's place.
    pub span: Span,
    /// First and last line of what it covers: findings that begin there are not reported. Empty (the last before the first)
    /// where no block follows.
    pub lines: (u32, u32),
}
