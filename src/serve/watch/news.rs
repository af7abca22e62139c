//! News of files from the system, by `notify` and its debouncer. In: folders. Out: the first sign of each thing that happens, at once,
//! and what the debouncer made of it when it was over; or that news were lost.
//!
//! The debouncer looks at what it gathered by the clock, whether anything happens or not. Made as quick as an author wants to see
//! a save, it would wake up a hundred times a second for a whole day. So it is slow, and has the last word; the first signs pass it by.
#![expect(clippy::disallowed_methods, reason = "news have a moment")]

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventHandler, EventKind, RecommendedWatcher, RecursiveMode, Watcher, WatcherKind};
use notify_debouncer_full::{DebounceEventResult, Debouncer, NoCache, new_debouncer_opt};

/// How long nothing must happen to a file until its news are over; the debouncer looks as often.
const OVER: Duration = Duration::from_millis(400);

/// What the system told.
#[derive(Debug)]
pub(super) enum News {
    /// Something happens.
    Begun {
        /// When.
        at: Instant,
        /// To what.
        paths: Vec<PathBuf>,
        /// Whether there was more than could be told.
        is_incomplete: bool,
    },
    /// Nothing happens any more.
    Over {
        /// To what.
        paths: Vec<PathBuf>,
        /// Whether there was more than could be told.
        is_incomplete: bool,
    },
    /// Why not everything is watched any more, for the user.
    Refused(String),
}

/// The source of news.
pub(super) struct Source {
    debouncer: Debouncer<Sifted, NoCache>,
}

impl Source {
    /// Sends news to `sender` from now on.
    pub(super) fn new(sender: Sender<News>) -> notify::Result<Self> {
        FIRST_SIGNS.set(Some(sender.clone()));
        let tell = move |result: DebounceEventResult| {
            // What is wrong was told at once.
            if let Ok(events) = result {
                let is_incomplete = events.iter().any(|event| event.need_rescan());
                let paths = events.into_iter().flat_map(|event| event.event.paths).collect();
                // Nobody listens any more only where the program ends.
                let _ = sender.send(News::Over { paths, is_incomplete });
            }
        };
        // Links are not followed: one may lead to a whole disk.
        let config = Config::default().with_follow_symlinks(false);
        let debouncer = new_debouncer_opt::<_, Sifted, _>(OVER, Some(OVER), tell, NoCache, config)?;
        Ok(Self { debouncer })
    }

    /// Watches a folder, and all below it if it `is_deep`. Doing it again is right where the folder was away meanwhile.
    pub(super) fn watch(&mut self, folder: &Path, is_deep: bool) -> Result<(), String> {
        let mode = if is_deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        match self.debouncer.watch(folder, mode) {
            Ok(()) => Ok(()),
            Err(error) => refusal(&error).map_or(Ok(()), Err),
        }
    }

    /// Watches a folder no more.
    pub(super) fn unwatch(&mut self, folder: &Path) {
        // One that is gone is watched no more anyway.
        let _ = self.debouncer.unwatch(folder);
    }
}

/// The first sign of an event, if it is of a change.
fn begun(result: &notify::Result<Event>) -> Option<News> {
    let at = Instant::now();
    Some(match result {
        Ok(event) if !is_of_change(&event.kind) => return None,
        Ok(event) => News::Begun { at, paths: event.paths.clone(), is_incomplete: event.need_rescan() },
        Err(error) => match refusal(error) {
            Some(reason) => News::Refused(reason),
            // A folder went while it was about to be watched, say.
            None => News::Begun { at, paths: Vec::new(), is_incomplete: true },
        },
    })
}

/// Why something cannot be watched, for the user; `None` where it is only gone.
pub(super) fn refusal(error: &notify::Error) -> Option<String> {
    match &error.kind {
        notify::ErrorKind::PathNotFound | notify::ErrorKind::WatchNotFound => None,
        notify::ErrorKind::Io(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        notify::ErrorKind::MaxFilesWatch => Some(
            "the system's limit of watched folders is reached (on Linux, raise fs.inotify.max_user_watches)".to_owned(),
        ),
        notify::ErrorKind::Io(error) if error.raw_os_error() == Some(TOO_MANY_OPEN) => {
            Some("too many programs watch files already (on Linux, raise fs.inotify.max_user_instances)".to_owned())
        }
        _ => Some(error.to_string()),
    }
}

/// EMFILE, with which Unix answers who asks for one more watcher than it allows.
const TOO_MANY_OPEN: i32 = 24;

thread_local! {
    /// Where the watcher that this thread is about to make tells first signs: the debouncer makes its watcher itself, and hands it
    /// nothing of ours.
    static FIRST_SIGNS: Cell<Option<Sender<News>>> = const { Cell::new(None) };
}

/// The system's watcher, which tells first signs past the debouncer, and leaves out the news of files that are only read, of which our
/// own reading makes plenty.
struct Sifted(RecommendedWatcher);

impl Watcher for Sifted {
    fn new<F: EventHandler>(mut handler: F, config: Config) -> notify::Result<Self> {
        let first_signs = FIRST_SIGNS.take();
        let sift = move |result: notify::Result<Event>| {
            if let Some(news) = begun(&result) {
                handler.handle_event(result);
                if let Some(sender) = &first_signs {
                    let _ = sender.send(news);
                }
            }
        };
        RecommendedWatcher::new(sift, config).map(Self)
    }

    fn watch(&mut self, path: &Path, mode: RecursiveMode) -> notify::Result<()> {
        self.0.watch(path, mode)
    }

    fn unwatch(&mut self, path: &Path) -> notify::Result<()> {
        self.0.unwatch(path)
    }

    fn kind() -> WatcherKind {
        RecommendedWatcher::kind()
    }
}

const fn is_of_change(kind: &EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if !matches!(access, AccessKind::Close(AccessMode::Write)))
}
