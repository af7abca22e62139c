//! Notices that something may have changed: the system's news of files, gathered until a burst of them is over. In: the folders
//! that a site is made from. Out: the moment of the first sign. What changed, if anything, the [`super::snapshot`] tells.
#![expect(clippy::disallowed_methods, reason = "a burst of news is over when time has passed")]

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

/// Watches a site.
pub struct Watch {
    _watcher: Option<RecommendedWatcher>,
    news: Receiver<Instant>,
}

impl Watch {
    /// Watches the site at `root`.
    pub fn new(root: &Path, _config: Option<&Path>) -> Self {
        let (sender, news) = channel();
        let watcher = notify::recommended_watcher(move |_| {
            let _ = sender.send(Instant::now());
        });
        let mut watcher = watcher.ok();
        if let Some(watcher) = &mut watcher {
            let _ = watcher.watch(root, RecursiveMode::Recursive);
        }
        Self { _watcher: watcher, news }
    }

    /// Waits until something may have changed and the burst is over; `None` where nothing did for so long.
    pub fn wait(&mut self, idle: Duration) -> Option<Instant> {
        let first = self.news.recv_timeout(idle).ok()?;
        while self.news.recv_timeout(Duration::from_millis(10)).is_ok() {}
        Some(first)
    }
}
