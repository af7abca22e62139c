//! What is shown now: the newest edition of the site, or why there is none. The workshop puts it up, connections read it and wait
//! for the next one. Nothing is ever half put up.
#![expect(clippy::disallowed_methods, reason = "the state page tells how long something has been shown")]

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::edition::Edition;
use crate::diagnostics::Finding;

/// Why a run gave no edition: configuration, templates or files that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, as the terminal shows it without colours; several lines.
    pub text: String,
    /// The same as findings, where places are known.
    pub findings: Vec<Finding>,
    /// The lines that the findings are about, by file and number.
    pub lines: BTreeMap<(String, u32), String>,
}

/// How an edition differs from the one before. Paths are those of the output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Pages whose HTML is another, each with its tags; those that look the same but for their style sheets too.
    pub pages: BTreeMap<String, PageTags>,
    /// Style sheets under a new name: the name without its hash, and the new path.
    pub styles: BTreeMap<String, String>,
    /// Other files that are new or hold other bytes: pictures, drawings, data.
    pub files: Vec<String>,
    /// Files that are gone.
    pub gone: Vec<String>,
    /// Pages of which the author changed the file, in order of their path.
    pub edited: Vec<String>,
}

/// What a page is known by.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PageTags {
    /// Names its bytes.
    pub tag: String,
    /// Names its bytes with the hashes in its style sheets' names left out.
    pub shape: String,
}

/// What is shown.
#[derive(Debug)]
pub struct Shown {
    /// Counts what was put up, from 1; 0 before anything is.
    pub revision: u64,
    /// The last good edition.
    pub edition: Option<Arc<Edition>>,
    /// Why the last run gave none, where it did not.
    pub fault: Option<Fault>,
    /// How the edition differs from that of the revision before.
    pub change: Change,
    /// How long the last run took, from the first sign of a change.
    pub took: Duration,
}

/// The board.
pub struct Board {
    up: Mutex<Up>,
    changed: Condvar,
}

/// What is shown, and since when.
struct Up {
    shown: Arc<Shown>,
    at: Instant,
}

impl Board {
    /// An empty board.
    pub fn new() -> Self {
        let shown =
            Shown { revision: 0, edition: None, fault: None, change: Change::default(), took: Duration::default() };
        Self { up: Mutex::new(Up { shown: Arc::new(shown), at: Instant::now() }), changed: Condvar::new() }
    }

    /// What is shown now.
    pub fn now(&self) -> Arc<Shown> {
        Arc::clone(&self.lock().shown)
    }

    /// How long it has been shown.
    pub fn age(&self) -> Duration {
        self.lock().at.elapsed()
    }

    /// Puts up what `next` makes of the present state; its revision is the next number.
    pub fn put_up(&self, next: impl FnOnce(&Shown) -> Shown) -> Arc<Shown> {
        let mut up = self.lock();
        let revision = up.shown.revision + 1;
        *up = Up { shown: Arc::new(Shown { revision, ..next(&up.shown) }), at: Instant::now() };
        self.changed.notify_all();
        Arc::clone(&up.shown)
    }

    /// Waits until a later revision than `seen` is shown, at most so long; `None` where it is not.
    pub fn after(&self, seen: u64, at_most: Duration) -> Option<Arc<Shown>> {
        let waited = self.changed.wait_timeout_while(self.lock(), at_most, |up| up.shown.revision <= seen);
        let (up, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (up.shown.revision > seen).then(|| Arc::clone(&up.shown))
    }

    /// What is shown, once anything is.
    pub fn first(&self) -> Arc<Shown> {
        let waited = self.changed.wait_while(self.lock(), |up| up.shown.revision == 0);
        Arc::clone(&waited.unwrap_or_else(PoisonError::into_inner).shown)
    }

    fn lock(&self) -> MutexGuard<'_, Up> {
        self.up.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Board {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> impl FnOnce(&Shown) -> Shown {
        let fault = Fault { text: text.to_owned(), findings: Vec::new(), lines: BTreeMap::new() };
        move |shown| Shown {
            revision: 0,
            edition: shown.edition.clone(),
            fault: Some(fault),
            change: Change::default(),
            took: Duration::default(),
        }
    }

    #[test]
    fn who_waits_gets_what_comes_next_and_no_revision_is_missed() {
        let board = Board::new();
        assert!(board.after(0, Duration::from_millis(1)).is_none());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| board.after(0, Duration::from_secs(60)).expect("a revision"));
            board.put_up(fault("one"));
            assert_eq!(waiting.join().unwrap().revision, 1);
        });
        board.put_up(fault("two"));
        assert_eq!(board.after(1, Duration::ZERO).unwrap().fault.as_ref().unwrap().text, "two");
        assert_eq!((board.first().revision, board.now().revision), (2, 2));
    }
}
