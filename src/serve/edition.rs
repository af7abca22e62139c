//! One edition of the site: every file of the output, in memory or known how to be made, and what was found. In: what a build
//! made and the edition before, which holds what did not change. Out: files by their path, and how the two differ.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::board::{Change, PageTags};
use crate::cache::Key;
use crate::config::Config;
use crate::load;
use crate::pipeline::{Built, Checked};
use crate::plan::Report;
use crate::write::{Content, OutputFile, Present};

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
    /// Bytes that are made when they are asked for.
    Made(Arc<dyn Fn() -> Vec<u8> + Send + Sync>),
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
    /// What a build need not make again.
    pub fn present(&self) -> Present {
        let keys = self.files.iter().filter_map(|(path, file)| Some((path.clone(), file.key?)));
        Present::in_memory(keys.collect())
    }

    /// The edition that `built` makes after `before`, and how the two differ. `edited` are the author's files that hold other
    /// bytes than then, relative to `folder`, the site's own.
    pub fn after(
        before: Option<&Self>,
        config: &Config,
        built: Built,
        stages: Vec<(&'static str, Duration)>,
        folder: &Path,
        edited: &BTreeSet<String>,
    ) -> (Self, Change) {
        let Built { files, checked, pages, report } = built;
        let none = BTreeMap::new();
        let old = before.map_or(&none, |edition| &edition.files);
        let styles = files.iter().filter_map(|file| Some((style_sheet(&file.path)?, file.path.clone()))).collect();
        let mut change = Change::default();
        let mut made = BTreeMap::new();
        for file in files {
            let path = file.path.clone();
            let earlier = old.get(&path);
            let Some(file) = next(file, earlier, &styles, folder, edited) else {
                continue;
            };
            match (&file.tags, earlier) {
                (_, Some(earlier)) if file.is_as(earlier) => {}
                (Some(tags), _) => drop(change.pages.insert(path.clone(), tags.clone())),
                (None, _) => change.files.push(path.clone()),
            }
            made.insert(path, file);
        }
        change.styles = styles.into_iter().filter(|(_, path)| before.is_some() && !old.contains_key(path)).collect();
        change.gone = old.keys().filter(|path| !made.contains_key(*path)).cloned().collect();
        let edited = pages.iter().filter(|(_, file)| edited.contains(*file));
        change.edited = edited.map(|(output, _)| output.clone()).collect();
        let root = config.site.base_url.as_ref().map_or("/", |url| url.path()).to_owned();
        let editor = config.serve.editor.clone();
        (Self { root, editor, files: made, pages, checked: Arc::new(checked), report, stages }, change)
    }
}

impl File {
    /// Whether it is the same file.
    fn is_as(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
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
    styles: &BTreeMap<String, String>,
    folder: &Path,
    edited: &BTreeSet<String>,
) -> Option<File> {
    let OutputFile { path, content, key } = file;
    Some(match (content, earlier) {
        // What is not made again is held.
        (Content::Unchanged, earlier) => earlier?.clone(),
        (Content::Bytes(bytes), Some(File { content: Held::Bytes(held), tags, .. })) if **held == *bytes => {
            File { content: Held::Bytes(Arc::clone(held)), key, tags: tags.clone() }
        }
        (Content::Bytes(bytes), _) => {
            let tags = path.ends_with(".html").then(|| tags(&bytes, styles));
            File { content: Held::Bytes(Arc::from(bytes)), key, tags }
        }
        (Content::Made(_), Some(earlier)) if earlier.key == key => earlier.clone(),
        (Content::Made(make), _) => File { content: Held::Made(make), key, tags: None },
        (Content::Copy(location), Some(earlier)) if !edited.contains(&load::relative(folder, &location)) => {
            File { content: Held::Disk(location), key: earlier.key, tags: None }
        }
        (Content::Copy(location), earlier) => {
            // Its bytes are another file's; the key only counts how often they changed.
            let count = earlier.and_then(|file| file.key).map_or([0; 16], |key| *key.bytes());
            File { content: Held::Disk(location), key: Some(Key::new("changed file", &[&count])), tags: None }
        }
    })
}

/// What a page is known by; `styles` leads from names without a hash to those with one.
fn tags(bytes: &[u8], styles: &BTreeMap<String, String>) -> PageTags {
    let tag = |bytes: &[u8]| {
        let key = Key::new("page", &[bytes]);
        key.bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>()
    };
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for (plain, path) in styles {
        text = text.replace(path.as_str(), plain);
    }
    PageTags { tag: tag(bytes), shape: tag(text.as_bytes()) }
}

/// `css/site.css` for `css/site.0123456789ab.css`: a style sheet's name without its hash.
fn style_sheet(path: &str) -> Option<String> {
    let (stem, hash) = path.strip_suffix(".css")?.rsplit_once('.')?;
    let is_hash = hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| format!("{stem}.css"))
}
