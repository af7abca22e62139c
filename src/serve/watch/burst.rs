//! When a burst of news is over. In: what happened when, and what gives reason to doubt that it is all. Out: the moment to look.
//! One save is looked at without delay; a branch being checked out, or a file that an editor is about to write, is waited for.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long nothing must happen after one save: it is several steps. Authors wait for it each time, and one that goes on after it only
/// costs another run.
const FOR_A_SAVE: Duration = Duration::from_millis(8);

/// Files that one save touches at most: the file, its backup, a temporary one, and one more.
const OF_ONE_SAVE: usize = 4;

/// Files from which on the burst is the work of a program on many of them.
const MANY: usize = 20;

/// How long a file that is gone or empty is waited for: an editor that empties it first writes it within. So long, too, for what
/// comes right after a look.
const FOR_A_FILE: Duration = Duration::from_millis(150);

/// How long it must be quiet while several files change.
const FOR_SEVERAL: Duration = Duration::from_millis(100);

/// How long it must be quiet while many files change, or several after some were shown already: a slow disk or a busy machine
/// pauses, and the next look is to be the last.
const FOR_MANY: Duration = Duration::from_millis(400);

/// How long a burst lasts at most after news of a file that had none in it: a program that writes one file again and again
/// does not keep others from being shown.
const WITHOUT_NEW_FILES: Duration = Duration::from_secs(1);

/// How long a burst lasts at most.
const AT_MOST: Duration = Duration::from_secs(10);

/// How often the repository's lock is looked at.
const FOR_LOCK: Duration = Duration::from_millis(20);

/// News that belong together.
#[derive(Debug)]
pub(super) struct Burst {
    /// The first sign.
    pub(super) first: Instant,
    last: Instant,
    /// When a file had news for the first time.
    grew: Instant,
    /// What they are about.
    pub(super) paths: BTreeSet<PathBuf>,
    /// Whether more happened than was told.
    is_incomplete: bool,
}

/// What gives reason to believe that more will come.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Doubts {
    /// Something happened while the last run was at work.
    pub(super) is_under_way: bool,
    /// A file of the site is gone or empty.
    pub(super) lacks_file: bool,
    /// The repository is at work.
    pub(super) is_locked: bool,
}

impl Burst {
    /// A burst that begins.
    pub(super) const fn new(at: Instant) -> Self {
        Self { first: at, last: at, grew: at, paths: BTreeSet::new(), is_incomplete: false }
    }

    /// More news.
    pub(super) fn add(&mut self, at: Instant, paths: impl IntoIterator<Item = PathBuf>, is_incomplete: bool) {
        let known = self.paths.len();
        self.paths.extend(paths);
        if self.paths.len() > known {
            self.grew = self.grew.max(at);
        }
        self.last = self.last.max(at);
        self.first = self.first.min(at);
        self.is_incomplete |= is_incomplete;
    }

    /// Whether it is one save, as far as the number of files tells.
    pub(super) fn is_small(&self) -> bool {
        self.paths.len() <= OF_ONE_SAVE && !self.is_incomplete
    }

    /// The end of it, whatever comes.
    pub(super) fn limit(&self) -> Instant {
        (self.grew + WITHOUT_NEW_FILES).min(self.first + AT_MOST)
    }

    /// When to look, if no more news come. In the past: now.
    pub(super) fn due(&self, doubts: Doubts, now: Instant) -> Instant {
        let Doubts { is_under_way, lacks_file, is_locked } = doubts;
        if is_locked && now < self.first + AT_MOST {
            return now + FOR_LOCK;
        }
        let quiet = match self.paths.len() {
            _ if self.is_small() && !is_under_way && !lacks_file => FOR_A_SAVE,
            // Looking at very many files loses news again: a look a second.
            _ if self.is_incomplete => WITHOUT_NEW_FILES,
            MANY.. => FOR_MANY,
            _ if is_under_way && !self.is_small() => FOR_MANY,
            _ if is_under_way || lacks_file => FOR_A_FILE,
            _ => FOR_SEVERAL,
        };
        (self.last + quiet).min(self.limit())
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a moment to count from")]
mod tests {
    use super::*;

    const QUIET: Doubts = Doubts { is_under_way: false, lacks_file: false, is_locked: false };

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    /// A burst of one new file every `step` milliseconds.
    fn burst(begin: Instant, files: u64, step: u64) -> Burst {
        let mut burst = Burst::new(begin);
        for number in 0..files {
            burst.add(begin + ms(number * step), [PathBuf::from(number.to_string())], false);
        }
        burst
    }

    #[test]
    fn one_save_is_looked_at_without_delay() {
        let begin = Instant::now();
        assert_eq!(burst(begin, 3, 1).due(QUIET, begin), begin + ms(2) + FOR_A_SAVE);
        let lacking = Doubts { lacks_file: true, ..QUIET };
        assert_eq!(burst(begin, 1, 1).due(lacking, begin), begin + FOR_A_FILE);
        let under_way = Doubts { is_under_way: true, ..QUIET };
        assert_eq!(burst(begin, 1, 1).due(under_way, begin), begin + FOR_A_FILE);
        assert_eq!(burst(begin, 9, 0).due(under_way, begin), begin + FOR_MANY);
        assert_eq!(burst(begin, 9, 0).due(QUIET, begin), begin + FOR_SEVERAL);
    }

    #[test]
    fn many_files_are_waited_for_as_long_as_new_ones_come() {
        let begin = Instant::now();
        assert_eq!(burst(begin, 500, 4).due(QUIET, begin), begin + ms(499 * 4) + FOR_MANY);
        assert_eq!(burst(begin, 500, 90).due(QUIET, begin), begin + AT_MOST);
    }

    #[test]
    fn a_file_that_is_written_again_and_again_is_shown_each_second() {
        let begin = Instant::now();
        let mut burst = burst(begin, 5, 0);
        for number in 0..100 {
            burst.add(begin + ms(number * 50), [PathBuf::from("1")], false);
        }
        assert_eq!(burst.due(QUIET, begin), begin + WITHOUT_NEW_FILES);
        let mut one = Burst::new(begin);
        for number in 0..1000 {
            one.add(begin + ms(number * 2), [PathBuf::from("1")], false);
        }
        assert_eq!(one.due(QUIET, begin), begin + WITHOUT_NEW_FILES);
    }

    #[test]
    fn a_repository_at_work_is_waited_for_but_not_for_ever() {
        let begin = Instant::now();
        let locked = Doubts { is_locked: true, ..QUIET };
        assert_eq!(burst(begin, 1, 1).due(locked, begin + ms(500)), begin + ms(520));
        assert!(burst(begin, 1, 1).due(locked, begin + AT_MOST) < begin + AT_MOST);
    }
}
