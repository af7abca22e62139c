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
    /// The page of which the author changed the file; of several, the one that was changed last.
    pub edited: Option<String>,
}

/// What a page is known by.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PageTags {
    /// Names its bytes.
    pub tag: String,
    /// Names its bytes with the hashes in its style sheets' names left out.
    pub shape: String,
}

/// One run.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// Counts what was put up, from 1; 0 before anything is.
    pub revision: u64,
    /// How long it took, from the first sign of a change.
    pub took: Duration,
    /// When it was put up.
    pub at: Instant,
}

/// A run that made a site.
#[derive(Debug, Clone)]
pub struct Good {
    /// The run.
    pub run: Run,
    /// What it made.
    pub edition: Arc<Edition>,
    /// How that differs from the edition before.
    pub change: Change,
}

/// A page that the author edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The revision that showed it first.
    pub revision: u64,
    /// Its path in the output.
    pub page: String,
}

/// What is shown.
#[derive(Debug)]
pub struct Shown {
    /// The last run.
    pub run: Run,
    /// The last good one: the last, or one before it.
    pub good: Option<Arc<Good>>,
    /// Why the last run made no site, where it did not.
    pub fault: Option<Fault>,
    /// The page that was edited last. It stays while nothing else is edited: who was late learns of it, too.
    pub edited: Option<Edited>,
}

impl Shown {
    /// The last good edition.
    pub fn edition(&self) -> Option<&Arc<Edition>> {
        self.good.as_ref().map(|good| &good.edition)
    }
}

/// The board.
pub struct Board {
    up: Mutex<Arc<Shown>>,
    changed: Condvar,
}

impl Board {
    /// An empty board.
    pub fn new() -> Self {
        let run = Run { revision: 0, took: Duration::ZERO, at: Instant::now() };
        let shown = Shown { run, good: None, fault: None, edited: None };
        Self { up: Mutex::new(Arc::new(shown)), changed: Condvar::new() }
    }

    /// What is shown now.
    pub fn now(&self) -> Arc<Shown> {
        Arc::clone(&self.lock())
    }

    /// Puts up an edition, which differs by `change` from the one before and `took` so long.
    pub fn show(&self, edition: Arc<Edition>, change: Change, took: Duration) -> Arc<Shown> {
        self.put_up(took, |run, before| {
            let new = change.edited.clone().map(|page| Edited { revision: run.revision, page });
            let is_there = |edited: &Edited| edition.files.contains_key(&edited.page);
            let edited = new.or_else(|| before.edited.clone()).filter(is_there);
            Shown { run, good: Some(Arc::new(Good { run, edition, change })), fault: None, edited }
        })
    }

    /// Puts up why a run made no site; what the last good one made stays.
    pub fn fail(&self, fault: Fault, took: Duration) -> Arc<Shown> {
        self.put_up(took, |run, before| {
            let (good, edited) = (before.good.clone(), before.edited.clone());
            Shown { run, good, fault: Some(fault), edited }
        })
    }

    fn put_up(&self, took: Duration, next: impl FnOnce(Run, &Shown) -> Shown) -> Arc<Shown> {
        let mut up = self.lock();
        let run = Run { revision: up.run.revision + 1, took, at: Instant::now() };
        *up = Arc::new(next(run, &up));
        self.changed.notify_all();
        Arc::clone(&up)
    }

    /// Waits until a later revision than `seen` is shown, at most so long; `None` where it is not.
    pub fn after(&self, seen: u64, at_most: Duration) -> Option<Arc<Shown>> {
        let waited = self.changed.wait_timeout_while(self.lock(), at_most, |up| up.run.revision <= seen);
        let (up, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (up.run.revision > seen).then(|| Arc::clone(&up))
    }

    /// What is shown, once anything is.
    pub fn first(&self) -> Arc<Shown> {
        let waited = self.changed.wait_while(self.lock(), |up| up.run.revision == 0);
        Arc::clone(&waited.unwrap_or_else(PoisonError::into_inner))
    }

    fn lock(&self) -> MutexGuard<'_, Arc<Shown>> {
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
    use crate::serve::edition::{File, Held};

    fn fault(text: &str) -> Fault {
        Fault { text: text.to_owned(), findings: Vec::new(), lines: BTreeMap::new() }
    }

    fn edition(pages: &[&str]) -> Arc<Edition> {
        let file = || File { content: Held::Bytes(Arc::from(&b""[..])), key: None, tags: None };
        Arc::new(Edition::of_files(pages.iter().map(|page| ((*page).to_owned(), file())).collect()))
    }

    #[test]
    fn who_waits_gets_what_comes_next_and_no_revision_is_missed() {
        let board = Board::new();
        assert!(board.after(0, Duration::from_millis(1)).is_none());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| board.after(0, Duration::from_secs(60)).expect("a revision"));
            board.fail(fault("one"), Duration::ZERO);
            assert_eq!(waiting.join().unwrap().run.revision, 1);
        });
        board.fail(fault("two"), Duration::ZERO);
        assert_eq!(board.after(1, Duration::ZERO).unwrap().fault.as_ref().unwrap().text, "two");
        assert_eq!((board.first().run.revision, board.now().run.revision), (2, 2));
    }

    #[test]
    fn what_a_run_made_and_the_last_edit_stay_when_later_ones_fail_or_edit_nothing() {
        let board = Board::new();
        let edited = |page: &str| Change { edited: Some(page.to_owned()), ..Change::default() };
        let known = |shown: &Shown| shown.edited.clone().map(|edited| (edited.revision, edited.page));
        let both = || edition(&["a.html", "b.html"]);
        board.show(both(), edited("b.html"), Duration::from_millis(5));
        let failed = board.fail(fault("one"), Duration::from_millis(7));
        let good = failed.good.as_ref().unwrap();
        assert_eq!((failed.run.revision, good.run.revision, good.run.took), (2, 1, Duration::from_millis(5)));
        assert_eq!(known(&failed), Some((1, "b.html".to_owned())));
        assert_eq!(known(&board.show(both(), Change::default(), Duration::ZERO)), Some((1, "b.html".to_owned())));
        assert_eq!(known(&board.show(both(), edited("a.html"), Duration::ZERO)), Some((4, "a.html".to_owned())));
        let gone = board.show(edition(&["b.html"]), Change::default(), Duration::ZERO);
        assert_eq!(known(&gone), None, "it is gone");
    }
}
