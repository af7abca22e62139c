//! Notices that something may have changed: the system's news of files, gathered until a burst of them is over. In: the folders
//! that a site is made from. Out: the moment of the first sign. What changed, if anything, the [`super::snapshot`] tells.
//!
//! The system's news are a hint and nothing more. Once they are over everything is looked at again, because news of folders that are
//! new may be missed; and from time to time sizes and times of all files are compared, because disks of the network and of containers
//! have no news at all.
#![expect(clippy::disallowed_methods, reason = "a burst of news is over when time has passed")]

mod burst;
mod news;
mod scope;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use crate::load::{self, FileState, Glance, Places};
use burst::{Burst, Doubts};
use news::{News, Source};
use scope::Scope;

/// How often sizes and times are compared.
const GLANCES: Duration = Duration::from_secs(2);

/// The same where the system has no news.
const GLANCES_WITHOUT_NEWS: Duration = Duration::from_secs(1);

/// Of which part of the time comparing may take at most, on large sites: one in so many.
const GLANCE_SHARE: u32 = 200;

/// Watches a site.
pub struct Watch {
    root: PathBuf,
    config_file: Option<PathBuf>,
    source: Option<Source>,
    news: Receiver<News>,
    /// Kept so that waiting is waiting, also where there is no source.
    _sender: Sender<News>,
    places: Places,
    scope: Scope,
    /// How the files looked when they were last compared, how long it took, and when it was.
    known: Glance,
    glance_took: Duration,
    glanced: Instant,
    /// Whether a folder that leads to the site's files came, went or is another.
    is_shifted: bool,
    /// Whether news are over, so that everything is to be looked at again.
    is_over: bool,
    repository_lock: Option<PathBuf>,
    /// A lock that was left behind, which nobody waits for any more.
    stale_lock: Option<FileState>,
    has_no_news: bool,
    trouble: Option<String>,
}

impl Watch {
    /// Watches the site at `root`; what happens from now on is not missed. `config_file` is the configuration's, if it is not
    /// the usual one.
    pub fn new(root: &Path, config_file: Option<&Path>) -> Self {
        let (sender, news) = channel();
        let (source, trouble) = match Source::new(sender.clone()) {
            Ok(source) => (Some(source), None),
            Err(error) => (None, Some(news::refusal(&error).unwrap_or_else(|| error.to_string()))),
        };
        Self::of_source(root, config_file, source, (sender, news), trouble)
    }

    fn of_source(
        root: &Path,
        config_file: Option<&Path>,
        source: Option<Source>,
        (sender, news): (Sender<News>, Receiver<News>),
        trouble: Option<String>,
    ) -> Self {
        let absolute = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
        let root = absolute(root).unwrap_or_else(|_| root.to_owned());
        // Not resolved: it is the name that may lead to another file.
        let config_file = config_file.map(|file| std::path::absolute(file).unwrap_or_else(|_| file.to_owned()));
        let repository_lock = load::repository_lock(&root);
        let mut watch = Self {
            stale_lock: repository_lock.as_deref().and_then(FileState::of),
            repository_lock,
            root,
            config_file,
            has_no_news: source.is_none(),
            source,
            news,
            _sender: sender,
            places: Places::default(),
            scope: Scope::default(),
            known: Glance::default(),
            glance_took: Duration::ZERO,
            glanced: Instant::now(),
            is_shifted: false,
            is_over: false,
            trouble,
        };
        watch.follow();
        watch
    }

    /// Brings what is watched in line with the configuration and the disk, after a run. While the configuration cannot be
    /// understood, the places of the last one that could count.
    pub fn follow(&mut self) {
        let places = match load::config(&self.root, self.config_file.as_deref()) {
            Err(_) if self.scope.leads.is_empty() => load::places(&self.root, self.config_file.as_deref(), None),
            Err(_) => self.places.clone(),
            Ok(config) => load::places(&self.root, self.config_file.as_deref(), Some(&config)),
        };
        if places != self.places || self.is_shifted {
            self.places = places;
            self.glance();
            self.align();
        }
    }

    /// Waits until something may have changed and the burst is over: the moment of the first sign; `None` where nothing did
    /// for so long.
    pub fn wait(&mut self, idle: Duration) -> Option<Instant> {
        let begun = Instant::now();
        let mut burst: Option<Burst> = None;
        // Whether the burst was seen by looking, not told.
        let mut is_silent = self.has_no_news;
        loop {
            while let Ok(news) = self.news.try_recv() {
                self.take(news, &mut burst);
            }
            let now = Instant::now();
            let until = if let Some(known) = &burst {
                let due = known.due(self.doubts(known, begun), now);
                if due <= now && (known.is_small() || !is_silent || !self.see(&mut burst)) {
                    return self.end(burst);
                }
                due
            } else if std::mem::take(&mut self.is_over) {
                // Before everything is read: what changes after that will be seen by comparing.
                self.glance();
                self.align();
                return Some(now);
            } else if now >= begun + idle {
                return None;
            } else if now >= self.next_glance() {
                is_silent |= self.see(&mut burst);
                continue;
            } else {
                self.next_glance().min(begun + idle)
            };
            if let Ok(news) = self.news.recv_timeout(until.saturating_duration_since(now)) {
                self.take(news, &mut burst);
            }
        }
    }

    /// Why the system's news cannot be relied on, for the user, once.
    pub fn trouble(&mut self) -> Option<String> {
        let reason = self.trouble.take()?;
        Some(format!("the system does not tell of every change: {reason}; looking every second instead"))
    }

    fn end(&mut self, burst: Option<Burst>) -> Option<Instant> {
        self.stale_lock = self.repository_lock.as_deref().and_then(FileState::of);
        // What was over before this look is seen by it.
        self.is_over = false;
        burst.map(|burst| burst.first)
    }

    fn take(&mut self, news: News, burst: &mut Option<Burst>) {
        match news {
            News::Begun { at, mut paths, is_incomplete } => {
                paths.retain(|path| self.scope.holds(path));
                self.is_shifted |= is_incomplete || paths.iter().any(|path| self.scope.leads.contains(path));
                if is_incomplete || !paths.is_empty() {
                    burst.get_or_insert_with(|| Burst::new(at)).add(at, paths, is_incomplete);
                }
            }
            News::Over { paths, is_incomplete } => {
                self.is_over |= is_incomplete || paths.iter().any(|path| self.scope.holds(path));
            }
            News::Refused(reason) => self.refuse(reason),
        }
    }

    /// Compares how all files look with how they did; whether there is a difference, which joins the burst.
    fn see(&mut self, burst: &mut Option<Burst>) -> bool {
        let before = std::mem::take(&mut self.known);
        self.glance();
        if self.known == before {
            return false;
        }
        let state = |glance: &Glance, path: &PathBuf| glance.files.get(path).copied();
        let paths = self.known.files.keys().chain(before.files.keys());
        let paths = paths.filter(|path| state(&self.known, path) != state(&before, path)).cloned();
        let now = self.glanced;
        burst.get_or_insert_with(|| Burst::new(now)).add(now, paths, false);
        self.is_shifted = true;
        true
    }

    fn glance(&mut self) {
        let begun = Instant::now();
        self.known = load::glance(&self.root, &self.places);
        self.glanced = Instant::now();
        self.glance_took = self.glanced - begun;
    }

    fn next_glance(&self) -> Instant {
        let pause = if self.has_no_news { GLANCES_WITHOUT_NEWS } else { GLANCES };
        self.glanced + pause.max(self.glance_took * GLANCE_SHARE)
    }

    fn doubts(&self, burst: &Burst, begun: Instant) -> Doubts {
        let lock = self.repository_lock.as_deref().and_then(FileState::of);
        Doubts {
            is_under_way: burst.first <= begun,
            lacks_file: burst.is_small() && burst.paths.iter().any(|path| self.is_lacking(path)),
            is_locked: lock.is_some() && lock != self.stale_lock,
        }
    }

    /// Whether a file of the site, or a folder with some, is gone, or a file is empty that was not.
    fn is_lacking(&self, path: &Path) -> bool {
        let known = self.known.files.get(path);
        match FileState::of(path) {
            Some(state) => state.size == 0 && known.is_none_or(|known| known.size != 0),
            None => self.known.files.range(path.to_owned()..).next().is_some_and(|(file, _)| file.starts_with(path)),
        }
    }

    /// Watches what is to be watched, and nothing else.
    fn align(&mut self) {
        self.is_shifted = false;
        let scope = Scope::new(&self.root, &self.places, &self.known);
        let Some(source) = &mut self.source else {
            self.scope = scope;
            return;
        };
        let mut refused = None;
        for (folder, is_deep) in &self.scope.watched {
            if scope.watched.get(folder) != Some(is_deep) {
                source.unwatch(folder);
            }
        }
        // Those that are watched already, too: a folder may have been away, or have been below one that is watched no more.
        for (folder, is_deep) in &scope.watched {
            refused = refused.or(source.watch(folder, *is_deep).err());
        }
        self.scope = scope;
        if let Some(refused) = refused {
            self.refuse(refused);
        }
    }

    fn refuse(&mut self, reason: String) {
        if !self.has_no_news {
            self.has_no_news = true;
            self.trouble = Some(reason);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn site() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("content")).unwrap();
        std::fs::write(folder.path().join("site.toml"), "").unwrap();
        std::fs::write(folder.path().join("content/a.md"), "first").unwrap();
        folder
    }

    #[test]
    fn without_news_files_are_looked_at() {
        let folder = site();
        let mut watch = Watch::of_source(folder.path(), None, None, channel(), Some("no reason".to_owned()));
        let told = "the system does not tell of every change: no reason; looking every second instead";
        assert_eq!((watch.trouble().as_deref(), watch.trouble()), (Some(told), None));
        for text in ["second text", "third"] {
            std::fs::write(folder.path().join("content/a.md"), text).unwrap();
            assert!(watch.wait(PATIENCE).is_some());
        }
        assert!(watch.wait(Duration::from_millis(1)).is_none());
        std::fs::rename(folder.path().join("content"), folder.path().join("away")).unwrap();
        assert!(watch.wait(PATIENCE).is_some());
    }

    #[test]
    fn news_are_told_and_those_of_other_files_are_not() {
        let folder = site();
        let mut watch = Watch::new(folder.path(), None);
        std::fs::write(folder.path().join("notes.md"), "x").unwrap();
        std::fs::write(folder.path().join("content/.a.md.swp"), "x").unwrap();
        drop(std::fs::read(folder.path().join("content/a.md")));
        assert!(watch.wait(Duration::from_millis(300)).is_none());
        std::fs::write(folder.path().join("content/a.md"), "second").unwrap();
        assert!(watch.wait(PATIENCE).is_some());
        // And again for what may have been missed: once, or twice where the debouncer looks between two steps of one save.
        assert!(watch.wait(PATIENCE).is_some());
        let _ = watch.wait(Duration::from_millis(900));
        assert!(watch.wait(Duration::from_millis(900)).is_none());
    }

    #[test]
    fn git_at_work_is_waited_for() {
        let folder = site();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        let lock = folder.path().join(".git/index.lock");
        let mut watch = Watch::new(folder.path(), None);
        std::fs::write(&lock, "").unwrap();
        std::fs::write(folder.path().join("content/a.md"), "second").unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(400));
                std::fs::remove_file(&lock).unwrap();
            });
            assert!(watch.wait(PATIENCE).is_some());
            assert!(!lock.exists());
        });
    }
}
