//! News of files from the system, gathered by `notify` and its debouncer. In: folders. Out: the paths that something happened to,
//! a few milliseconds after it did, or that news were lost.

use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Config, Event, EventHandler, EventKind, RecommendedWatcher, RecursiveMode, Watcher, WatcherKind};
use notify_debouncer_full::{DebounceEventResult, DebouncedEvent, Debouncer, NoCache, new_debouncer_opt};

/// How long nothing must happen to a file before its news is told; the debouncer looks as often, so news are up to twice as old.
/// Authors wait for it with every save, and one that goes on after it only costs another run.
const QUIET: Duration = Duration::from_millis(8);

/// What the system told.
#[derive(Debug)]
pub(super) struct News {
    /// When it happened first.
    pub(super) at: Instant,
    /// What it happened to.
    pub(super) paths: Vec<PathBuf>,
    /// Whether there was more than could be told.
    pub(super) is_incomplete: bool,
    /// Why not everything is watched any more.
    pub(super) refusal: Option<String>,
}

/// The source of news.
pub(super) struct Source {
    debouncer: Debouncer<Sifted, NoCache>,
}

impl Source {
    /// Sends news to `sender` from now on.
    pub(super) fn new(sender: Sender<News>) -> notify::Result<Self> {
        let tell = move |result: DebounceEventResult| {
            // Nobody listens any more only where the program ends.
            let _ = sender.send(match result {
                Ok(events) => told(&events),
                Err(errors) => {
                    let refusal = errors.iter().find_map(refusal);
                    News { at: Instant::now(), paths: Vec::new(), is_incomplete: true, refusal }
                }
            });
        };
        // Links are not followed: one may lead to a whole disk.
        let config = Config::default().with_follow_symlinks(false);
        let debouncer = new_debouncer_opt::<_, Sifted, _>(QUIET, Some(QUIET), tell, NoCache, config)?;
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

fn told(events: &[DebouncedEvent]) -> News {
    News {
        at: events.iter().map(|event| event.time).min().unwrap_or_else(Instant::now),
        paths: events.iter().flat_map(|event| event.paths.iter().cloned()).collect(),
        is_incomplete: events.iter().any(|event| event.need_rescan()),
        refusal: None,
    }
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

/// The system's watcher without the news of files that are only read, of which our own reading makes plenty.
struct Sifted(RecommendedWatcher);

impl Watcher for Sifted {
    fn new<F: EventHandler>(mut handler: F, config: Config) -> notify::Result<Self> {
        let sift = move |result: notify::Result<Event>| {
            if result.as_ref().map_or(true, |event| is_of_change(&event.kind)) {
                handler.handle_event(result);
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
