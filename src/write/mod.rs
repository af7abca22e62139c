//! Brings an output folder to what `render` made. Writes only files whose bytes differ, each through a temporary file and
//! a rename; deletes only what its manifest lists; refuses a folder that holds files of somebody else's.
//!
//! The manifest, `.chartroom-manifest.json` in the output folder, lists what Chartroom wrote there. It is written before
//! the first file, naming old and new, and again after the last, so that a build killed in between loses nothing and the
//! next one knows what is its own. Stamps (size and time of each file as last written, and what it was made from) are kept beside the
//! cache and only save time: without them every file is compared.

#![expect(clippy::disallowed_methods, reason = "this stage writes the output")]

mod append;
mod author;
mod manifest;
mod place;
mod stamps;
mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cache::Key;

use rayon::prelude::*;

pub use append::append_lines;
pub use author::{AuthorError, replace_text};
pub use manifest::Manifest;
use place::{Place, Staged};
use stamps::Stamps;
pub use text::text;

/// A file of the output.
#[derive(Debug, Clone)]
pub struct OutputFile {
    /// Relative to the output folder, with `/`.
    pub path: String,
    /// What it holds.
    pub content: Content,
    /// Names everything that the content was made from, where that is known without making it.
    pub key: Option<Key>,
}

impl OutputFile {
    /// A file of which nothing but its content is known.
    pub fn new(path: impl Into<String>, content: Content) -> Self {
        Self { path: path.into(), content, key: None }
    }
}

/// What a file of the output holds.
#[derive(Clone)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of another file, which is copied.
    Copy(PathBuf),
    /// Bytes that are cheap to make and many in sum, made when they are needed and not kept.
    Made(Arc<dyn Fn() -> Vec<u8> + Send + Sync>),
    /// What [`Present::holds`] said that the file holds already, or what [`Present::takes`] did not want.
    Unchanged,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(formatter, "{} bytes", bytes.len()),
            Self::Copy(path) => write!(formatter, "copy of {}", path.display()),
            Self::Made(_) => formatter.write_str("made when needed"),
            Self::Unchanged => formatter.write_str("unchanged"),
        }
    }
}

/// What is known to be there already, so that it need not be made again.
#[derive(Debug, Default)]
pub struct Present(Known);

/// What a caller knows of a file.
#[derive(Debug, Clone, Copy)]
pub struct InHand {
    /// What it was made from.
    pub key: Key,
    /// Bytes that are held of it.
    pub size: usize,
}

#[derive(Debug, Default)]
enum Known {
    #[default]
    Nothing,
    /// Files of an output folder as Chartroom last wrote them, told by size and time.
    OnDisk { output: PathBuf, stamps: Stamps },
    /// What the caller holds, or can make at any time, and how many bytes it may hold besides.
    InMemory { known: BTreeMap<String, InHand>, room: AtomicUsize },
    /// Everything but one file.
    AllBut(String),
}

impl Present {
    /// Looks at what is known of the folder `output`.
    pub fn read(output: &Path, state: &Path) -> Self {
        Self(Known::OnDisk { output: output.to_owned(), stamps: Stamps::read(state, output) })
    }

    /// Files that the caller holds or can make at any time. In all it wants to hold `most` bytes.
    pub fn in_memory(known: BTreeMap<String, InHand>, most: usize) -> Self {
        let held = known.values().map(|file| file.size).sum();
        Self(Known::InMemory { known, room: AtomicUsize::new(most.saturating_sub(held)) })
    }

    /// As if everything were there but the file at `path`.
    pub const fn all_but(path: String) -> Self {
        Self(Known::AllBut(path))
    }

    /// Whether the caller wants the bytes of a file that was made, so many, in place of what it holds at `path`.
    pub fn takes(&self, path: &str, bytes: usize) -> bool {
        let Known::InMemory { known, room } = &self.0 else {
            return true;
        };
        let freed = known.get(path).map_or(0, |file| file.size);
        let take = |room: usize| Some((room + freed).checked_sub(bytes).unwrap_or(room + freed));
        room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok_and(|room| room + freed >= bytes)
    }

    /// Whether a file that few ask for is better made when somebody does.
    pub const fn can_wait(&self) -> bool {
        matches!(self.0, Known::InMemory { .. })
    }

    /// Whether the file at `path` holds what was made from `key`.
    pub fn holds(&self, path: &str, key: Key) -> bool {
        match &self.0 {
            Known::Nothing => false,
            Known::OnDisk { output, stamps } => {
                let stamp = stamps.get(path).filter(|stamp| stamp.key == key);
                stamp.is_some_and(|stamp| place::stamp_on_disk(&output.join(path), key) == Some(stamp))
            }
            Known::InMemory { known, .. } => known.get(path).is_some_and(|file| file.key == key),
            Known::AllBut(missing) => path != missing,
        }
    }
}

/// What a write did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteReport {
    /// Files written because they were new or different.
    pub written: usize,
    /// Files that were as they should be.
    pub unchanged: usize,
    /// Files of an earlier build that were deleted.
    pub deleted: usize,
    /// Files in the folder that Chartroom did not write, at most 20 of them, by path.
    pub foreign: Vec<String>,
    /// How many such files there are.
    pub foreign_count: usize,
}

/// Why the output could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The folder holds files and no manifest.
    #[error("{} is not empty and was not made by Chartroom (it holds {example})", path.display())]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
        /// One of the files.
        example: String,
    },
    /// A file that Chartroom did not write stands where it wants to write.
    #[error("{} was not written by Chartroom, and the site has a file of that name", path.display())]
    ForeignFile {
        /// The file.
        path: PathBuf,
    },
    /// Two files of the site want the same place, one as a file and one as a folder.
    #[error("the site has both a file `{file}` and files below `{file}/`")]
    FileAndFolder {
        /// The path of the file.
        file: String,
    },
    /// Another program changed a file of the output during the build.
    #[error("{} was changed during the build", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
}

impl WriteError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

/// Checks that `output` may be written to, before any work is spent: it does not exist, is empty, or has a manifest.
///
/// # Errors
/// [`WriteError::ForeignFolder`], or the system's refusal.
pub fn check(output: &Path) -> Result<(), WriteError> {
    Place::open(output).map(|_| ())
}

/// Writes `files` to `output`. `state` is the folder for stamps and the lock that keeps two writers apart.
///
/// # Errors
/// See [`WriteError`]. Whatever happens, each file is either the old one or the new one, whole.
pub fn write(output: &Path, state: &Path, files: &[OutputFile]) -> Result<WriteReport, WriteError> {
    let _lock = place::lock(state);
    let place = Place::open(output)?;
    let wanted: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    file_and_folder(&wanted)?;
    let old = place.manifest();
    let present = place.files()?;
    if let Some(foreign) = wanted.iter().find(|path| present.contains(**path) && !old.contains(path)) {
        return Err(WriteError::ForeignFile { path: output.join(foreign) });
    }
    let stamps = Stamps::read(state, output);

    place.create()?;
    let temporary = place.temporary()?;
    let result = replace(&place, &temporary, files, &wanted, &old, &stamps);
    place.discard(&temporary);
    let (staged, deleted) = result?;
    let written = staged.iter().filter(|staged| staged.replacement.is_some()).count();
    let news = |(file, staged): (&OutputFile, &Staged)| stamps.get(&file.path) != Some(staged.stamp);
    if deleted > 0 || files.iter().zip(&staged).any(news) {
        let paths = files.iter().map(|file| file.path.as_str());
        Stamps::write(state, output, paths.zip(staged.iter().map(|staged| staged.stamp)));
    }
    let foreign: Vec<&String> = present.iter().filter(|path| !old.contains(path)).collect();
    Ok(WriteReport {
        written,
        unchanged: files.len() - written,
        deleted,
        foreign: foreign.iter().take(20).map(|path| (*path).clone()).collect(),
        foreign_count: foreign.len(),
    })
}

/// All new content is written beside the output before the first file of it is touched: a full disk changes nothing.
fn replace(
    place: &Place,
    temporary: &Path,
    files: &[OutputFile],
    wanted: &BTreeSet<&str>,
    old: &Manifest,
    stamps: &Stamps,
) -> Result<(Vec<Staged>, usize), WriteError> {
    let staged: Vec<Staged> = files
        .par_iter()
        .enumerate()
        .map(|(number, file)| place.stage(temporary, number, file, stamps.get(&file.path)))
        .collect::<Result<_, _>>()?;
    let stale: Vec<&str> = old.paths().filter(|path| !wanted.contains(path)).collect();
    if wanted.iter().any(|path| !old.contains(path)) || old.is_empty() {
        place.write_manifest(temporary, &Manifest::new(wanted.iter().copied().chain(old.paths())))?;
    }
    // A file of ours may stand where a folder must be, or the other way round.
    let in_the_way = |path: &&str| {
        let below = format!("{path}/");
        let is_folder = wanted.range(below.as_str()..).next().is_some_and(|wanted| wanted.starts_with(&below));
        is_folder || path.match_indices('/').any(|(at, _)| wanted.contains(&path[..at]))
    };
    let (first, last): (Vec<&str>, Vec<&str>) = stale.into_iter().partition(in_the_way);
    let mut deleted = place.remove(&first)?;
    place.create_folders(wanted.iter().copied())?;
    files.par_iter().zip(&staged).try_for_each(|(file, staged)| place.commit(&file.path, staged))?;
    deleted += place.remove(&last)?;
    place.write_manifest(temporary, &Manifest::new(wanted.iter().copied()))?;
    Ok((staged, deleted))
}

/// Removes what the manifest of `output` lists and folders that are empty then; the manifest too, unless files of somebody
/// else's are left.
///
/// # Errors
/// See [`WriteError`]; a folder without a manifest is left as it is and is no error.
pub fn clean(output: &Path, state: &Path) -> Result<usize, WriteError> {
    let _lock = place::lock(state);
    if !output.join(manifest::NAME).is_file() {
        return Ok(0);
    }
    let place = Place::open(output)?;
    let manifest = place.manifest();
    let removed = place.remove(&manifest.paths().collect::<Vec<_>>())?;
    if place.files()?.is_empty() {
        place.remove_manifest()?;
    } else {
        // Files of somebody else's stay; an empty manifest says that the folder may still be written to.
        let temporary = place.temporary()?;
        place.write_manifest(&temporary, &Manifest::default())?;
        place.discard(&temporary);
    }
    Ok(removed)
}

/// Checks that files of these paths can stand beside each other.
///
/// # Errors
/// [`WriteError::FileAndFolder`].
pub fn check_paths(files: &[OutputFile]) -> Result<(), WriteError> {
    file_and_folder(&files.iter().map(|file| file.path.as_str()).collect())
}

fn file_and_folder(wanted: &BTreeSet<&str>) -> Result<(), WriteError> {
    for path in wanted {
        let mut above = *path;
        while let Some((folder, _)) = above.rsplit_once('/') {
            if wanted.contains(folder) {
                return Err(WriteError::FileAndFolder { file: folder.to_owned() });
            }
            above = folder;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> OutputFile {
        OutputFile::new(path, Content::Bytes(text.as_bytes().to_vec()))
    }

    #[test]
    fn only_what_differs_is_written_and_only_what_is_ours_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let output = folder.path().join("public");
        let state = folder.path().join("state");
        let first = write(&output, &state, &[file("a.html", "a"), file("b/c.html", "c")]).unwrap();
        assert_eq!((first.written, first.unchanged), (2, 0));
        std::fs::write(output.join("theirs.txt"), "keep").unwrap();
        let second = write(&output, &state, &[file("a.html", "A")]).unwrap();
        assert_eq!((second.written, second.deleted), (1, 1));
        assert_eq!(second.foreign, ["theirs.txt"]);
        assert!(!output.join("b").exists());
        assert_eq!(std::fs::read_to_string(output.join("theirs.txt")).unwrap(), "keep");
        let third = write(&output, &state, &[file("a.html", "A")]).unwrap();
        assert_eq!((third.written, third.unchanged), (0, 1));
    }

    #[test]
    fn a_folder_of_somebody_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("thesis.txt"), "years of work").unwrap();
        let state = tempfile::tempdir().unwrap();
        let error = write(folder.path(), state.path(), &[file("a.html", "a")]).unwrap_err();
        assert!(error.to_string().contains("it holds thesis.txt"), "{error}");
    }

    #[test]
    fn a_file_of_somebody_else_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let (output, state) = (folder.path().join("public"), folder.path().join("state"));
        write(&output, &state, &[file("a.html", "a")]).unwrap();
        std::fs::write(output.join("b.html"), "theirs").unwrap();
        let error = write(&output, &state, &[file("a.html", "a"), file("b.html", "b")]).unwrap_err();
        assert!(matches!(error, WriteError::ForeignFile { .. }), "{error}");
        assert_eq!(std::fs::read_to_string(output.join("b.html")).unwrap(), "theirs");
    }

    #[test]
    fn a_file_and_a_folder_may_change_places() {
        let folder = tempfile::tempdir().unwrap();
        let (output, state) = (folder.path().join("public"), folder.path().join("state"));
        write(&output, &state, &[file("a", "a"), file("b/c.html", "c")]).unwrap();
        write(&output, &state, &[file("a/d.html", "d"), file("b", "b")]).unwrap();
        assert_eq!(std::fs::read_to_string(output.join("a/d.html")).unwrap(), "d");
        assert_eq!(std::fs::read_to_string(output.join("b")).unwrap(), "b");
    }

    #[test]
    fn a_changed_file_is_repaired() {
        let folder = tempfile::tempdir().unwrap();
        let (output, state) = (folder.path().join("public"), folder.path().join("state"));
        write(&output, &state, &[file("a.html", "a")]).unwrap();
        std::fs::write(output.join("a.html"), "half a fi").unwrap();
        assert_eq!(write(&output, &state, &[file("a.html", "a")]).unwrap().written, 1);
        assert_eq!(std::fs::read_to_string(output.join("a.html")).unwrap(), "a");
    }
}
