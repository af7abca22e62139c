//! One edition of the site: every file of the output, in memory or known how to be made, and what was found. In: what a build
//! made and the edition before, which holds what did not change. Out: files by their path, and how the two differ.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rayon::prelude::*;

use super::board::{Change, PageTags};
use super::later::Later;
use crate::cache::Key;
use crate::config::Config;
use crate::load::{self, FileState};
use crate::pipeline::{Built, Checked};
use crate::plan::Report;
use crate::write::{Content, InHand, OutputFile, Present};

/// A file of the edition.
#[derive(Clone)]
pub struct File {
    /// What it holds.
    pub content: Held,
    /// What it was made from, where that is known.
    pub key: Option<Key>,
    /// Of a page: what it is known by.
    pub tags: Option<PageTags>,
}

/// What a file holds.
#[derive(Clone)]
pub enum Held {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// The bytes of a file of the author's.
    Disk(PathBuf),
    /// Bytes that are made when they are asked for, or why they cannot be.
    Made(Arc<dyn Fn() -> Result<Vec<u8>, String> + Send + Sync>),
}

impl Held {
    /// The bytes, made where they are not held; `None` of a file of the author's.
    ///
    /// # Errors
    /// Why they cannot be made, for the user.
    pub fn bytes(&self) -> Result<Option<Arc<[u8]>>, String> {
        match self {
            Self::Bytes(bytes) => Ok(Some(Arc::clone(bytes))),
            Self::Made(make) => make().map(|bytes| Some(Arc::from(bytes))),
            Self::Disk(_) => Ok(None),
        }
    }
}

/// The whole site at one moment.
pub struct Edition {
    /// The path of its root: `/`, or that of `base_url`, such as `/atlas/`.
    pub root: String,
    /// The address that opens a place of a file in the author's editor: see [`crate::config::Serve`].
    pub editor: String,
    /// Every file of the output by its path.
    pub files: BTreeMap<String, File>,
    /// The author's file of each page, by the page's path in the output.
    pub pages: BTreeMap<String, String>,
    /// The author's files of diagrams that a page shows, by the page's path in the output.
    pub diagram_files: BTreeMap<String, BTreeSet<String>>,
    /// What was found.
    pub checked: Arc<Checked>,
    /// How far the content is along its plan, where there is one.
    pub report: Option<Report>,
    /// How long each stage took.
    pub stages: Vec<(&'static str, Duration)>,
}

impl std::fmt::Debug for Edition {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "edition of {} files", self.files.len())
    }
}

impl Edition {
    /// What a build need not make again, and that it may hold pages of `most` bytes in all.
    pub fn present(before: Option<&Self>, most: usize) -> Present {
        let files = before.into_iter().flat_map(|edition| &edition.files);
        let known = files.filter_map(|(path, file)| {
            let size = match &file.content {
                Held::Bytes(bytes) if file.tags.is_some() => bytes.len(),
                _ => 0,
            };
            Some((path.clone(), InHand { key: file.key?, size }))
        });
        Present::in_memory(known.collect(), most)
    }

    /// How many pages are not held, because there is no room for them, and made when they are asked for.
    pub fn not_held(&self) -> usize {
        let is_for_later = |path: &&String| self.files.get(*path).is_some_and(File::is_page_for_later);
        self.pages.keys().filter(is_for_later).count()
    }

    /// Whether a file repeats pages of the content and is only made when it is asked for.
    pub fn is_document(&self, path: &str) -> bool {
        !self.pages.contains_key(path) && self.files.get(path).is_some_and(File::is_page_for_later)
    }

    /// The edition that `built` makes after `before`, and how the two differ. `edited` are the author's files that hold other
    /// bytes than then, relative to `folder`, the site's own; `later` makes the pages that are not held.
    pub fn after(
        before: Option<&Self>,
        config: &Config,
        built: Built,
        stages: Vec<(&'static str, Duration)>,
        folder: &Path,
        edited: &BTreeSet<String>,
        later: &(dyn Fn() -> Later + Sync),
    ) -> (Self, Change) {
        let once = OnceLock::new();
        let later = || Arc::clone(once.get_or_init(|| Arc::new(later())));
        let Built { files, checked, pages, diagram_files, report } = built;
        let none = BTreeMap::new();
        let old = before.map_or(&none, |edition| &edition.files);
        let styles: BTreeMap<String, String> =
            files.iter().filter_map(|file| Some((style_sheet(&file.path)?, file.path.clone()))).collect();
        let renamed = renamed(old, &styles);
        let made: Vec<(String, File)> = files
            .into_par_iter()
            .map(|file| {
                let path = file.path.clone();
                let file = next(file, old.get(&path), &renamed, folder, edited, &later);
                (path, file)
            })
            .collect();
        let mut change = Change::default();
        for (path, file) in &made {
            match (&file.tags, old.get(path)) {
                (_, Some(earlier)) if file.is_as(earlier) => {}
                (Some(tags), _) => drop(change.pages.insert(path.clone(), tags.clone())),
                (None, _) => change.files.push(path.clone()),
            }
        }
        let made: BTreeMap<String, File> = made.into_iter().collect();
        change.styles = styles.into_iter().filter(|(_, path)| before.is_some() && !old.contains_key(path)).collect();
        change.gone = old.keys().filter(|path| !made.contains_key(*path)).cloned().collect();
        let edited = pages.iter().filter(|(_, file)| edited.contains(*file));
        let moment = |file: &String| FileState::of(&folder.join(file)).map(|state| state.moment());
        change.edited = edited.max_by_key(|(_, file)| moment(file)).map(|(output, _)| output.clone());
        let root = config.site.base_url.as_ref().map_or("/", |url| url.path()).to_owned();
        let editor = config.serve.editor.clone();
        (Self { root, editor, files: made, pages, diagram_files, checked: Arc::new(checked), report, stages }, change)
    }
}

#[cfg(test)]
impl Edition {
    /// One that holds these files, at the root of its host, and of which nothing else is known.
    pub fn of_files(files: BTreeMap<String, File>) -> Self {
        let settled = crate::check::Settled { findings: Vec::new(), known: Vec::new(), mended: Vec::new() };
        let (texts, fixes) = (BTreeMap::new(), crate::fix::Plan::default());
        Self {
            root: "/".to_owned(),
            editor: String::new(),
            files,
            pages: BTreeMap::new(),
            diagram_files: BTreeMap::new(),
            checked: Arc::new(Checked { settled, texts, pages: 0, diagrams: 0, valid: 0, fixes }),
            report: None,
            stages: Vec::new(),
        }
    }
}

impl File {
    fn is_page_for_later(&self) -> bool {
        self.tags.is_some() && matches!(self.content, Held::Made(_))
    }

    /// Whether it is the same file.
    fn is_as(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            _ if self.is_page_for_later() || other.is_page_for_later() => self.tags == other.tags,
            (Held::Bytes(a), Held::Bytes(b)) => Arc::ptr_eq(a, b),
            (Held::Made(a), Held::Made(b)) => Arc::ptr_eq(a, b),
            (Held::Disk(a), Held::Disk(b)) => a == b && self.key == other.key,
            _ => false,
        }
    }
}

/// The file of the new edition: the earlier one, if it would be the same.
fn next(
    file: OutputFile,
    earlier: Option<&File>,
    renamed: &[(String, String)],
    folder: &Path,
    edited: &BTreeSet<String>,
    later: &(dyn Fn() -> Arc<Later> + Sync),
) -> File {
    let OutputFile { path, content, key } = file;
    match (content, earlier) {
        // What is not made again is held, unless there is no room for it.
        (Content::Unchanged, Some(earlier)) if earlier.key == key && !earlier.is_page_for_later() => earlier.clone(),
        (Content::Unchanged, earlier) => {
            let same = earlier.filter(|earlier| earlier.key == key).and_then(|earlier| earlier.tags.clone());
            let tags = same.unwrap_or_else(|| tags(&[], key, None, renamed));
            File { content: later().held(&path), key, tags: Some(tags) }
        }
        (Content::Bytes(bytes), Some(File { content: Held::Bytes(held), tags, .. })) if **held == *bytes => {
            File { content: Held::Bytes(Arc::clone(held)), key, tags: tags.clone() }
        }
        (Content::Bytes(bytes), earlier) => {
            let tags = path.ends_with(".html").then(|| tags(&bytes, key, earlier, renamed));
            File { content: Held::Bytes(Arc::from(bytes)), key, tags }
        }
        (Content::Made(_), Some(earlier)) if earlier.key == key => earlier.clone(),
        (Content::Made(make), _) => File { content: Held::Made(Arc::new(move || Ok(make()))), key, tags: None },
        (Content::Copy(location), Some(earlier)) if !edited.contains(&load::relative(folder, &location)) => {
            File { content: Held::Disk(location), key: earlier.key, tags: None }
        }
        (Content::Copy(location), earlier) => {
            // Its bytes are another file's; the key only counts how often they changed.
            let count = earlier.and_then(|file| file.key).map_or([0; 16], |key| *key.bytes());
            File { content: Held::Disk(location), key: Some(Key::new("changed file", &[&count])), tags: None }
        }
    }
}

/// What a page is known by. Pages of one key have the same bytes, so the key names them. Of a page that differs from its `earlier`
/// self in nothing but the names of style sheets, the shape is the earlier one's; else it is a new one.
fn tags(bytes: &[u8], key: Option<Key>, earlier: Option<&File>, renamed: &[(String, String)]) -> PageTags {
    let key = key.unwrap_or_else(|| Key::new("page", &[bytes]));
    let tag = key.hex();
    let shape = match earlier {
        Some(File { content: Held::Bytes(held), tags: Some(tags), .. }) if is_same_but_for(renamed, held, bytes) => {
            tags.shape.clone()
        }
        _ => tag.clone(),
    };
    PageTags { tag, shape }
}

/// Whether a page differs from its earlier self in the names of style sheets alone.
fn is_same_but_for(renamed: &[(String, String)], earlier: &[u8], now: &[u8]) -> bool {
    // Names differ in their hashes only, which are of one length.
    if renamed.is_empty() || earlier.len() != now.len() {
        return false;
    }
    let Ok(text) = std::str::from_utf8(earlier) else {
        return false;
    };
    let (first, rest) = (&renamed[0], &renamed[1..]);
    let text = rest.iter().fold(text.replace(&first.0, &first.1), |text, (old, new)| text.replace(old, new));
    text.as_bytes() == now
}

/// The names of style sheets before and now, where they are not the same; `styles` leads from those without a hash to those of now.
fn renamed(before: &BTreeMap<String, File>, styles: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    before
        .keys()
        .filter_map(|path| {
            let now = styles.get(&style_sheet(path)?)?;
            (now != path).then(|| (name(path), name(now)))
        })
        .collect()
}

/// `css/site.css` for `css/site.0123456789ab.css`: a style sheet's name without its hash.
fn style_sheet(path: &str) -> Option<String> {
    let (stem, hash) = path.strip_suffix(".css")?.rsplit_once('.')?;
    let is_hash = hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| format!("{stem}.css"))
}
