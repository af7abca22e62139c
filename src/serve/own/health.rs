//! `/_chartroom/health`: how the preview is, as JSON for scripts. In: the board. Out: at once, whatever the state, 200 where there is
//! a site to serve and 503 where there is none yet.

use serde::Serialize;

use crate::diagnostics::Severity;
use crate::serve::board::{Board, Shown};
use crate::serve::http::Document;

/// How the preview is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// The first run is at work.
    Starting,
    /// The last run made what is served.
    Ready,
    /// The last run failed; what is served, if anything, is older.
    Failed,
}

impl Status {
    /// That of what is shown.
    pub const fn of(shown: &Shown) -> Self {
        match (&shown.fault, &shown.good) {
            (Some(_), _) => Self::Failed,
            (None, Some(_)) => Self::Ready,
            (None, None) => Self::Starting,
        }
    }
}

/// Keys may be added, never changed.
#[derive(Serialize)]
struct Health {
    version: u32,
    status: Status,
    revision: u64,
    pages: usize,
    diagrams: usize,
    errors: usize,
    warnings: usize,
    ms: u128,
}

/// How the preview is now.
pub fn answer(board: &Board) -> Document {
    let shown = board.now();
    let checked = shown.edition().map(|edition| &edition.checked);
    let count = |severity| checked.map_or(0, |checked| checked.count(severity));
    let health = Health {
        version: 1,
        status: Status::of(&shown),
        revision: shown.run.revision,
        pages: checked.map_or(0, |checked| checked.pages),
        diagrams: checked.map_or(0, |checked| checked.diagrams),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        ms: shown.run.took.as_millis(),
    };
    // Plain numbers and names can always be written.
    let json = serde_json::to_vec(&health).unwrap_or_default();
    Document::new(if checked.is_some() { 200 } else { 503 }, "application/json", json)
}
