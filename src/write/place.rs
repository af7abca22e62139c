//! The output folder on disk: what stands in it, and how one file of it is replaced.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::WalkDir;

use super::manifest::{Manifest, NAME};
use super::stamps::Stamp;
use super::{Content, OutputFile, WriteError};
use crate::cache::Key;
use crate::load::relative;

/// The folder inside the output that holds files until they are whole.
const TEMPORARY: &str = ".chartroom-tmp";

/// A file on its way to the output.
pub struct Staged {
    /// Where its new content waits; `None` if it is as it should be.
    pub replacement: Option<PathBuf>,
    /// What it will look like.
    pub stamp: Stamp,
}

/// An output folder that may be written to.
pub struct Place {
    root: PathBuf,
    manifest: Option<Manifest>,
}

impl Place {
    /// Looks at a folder, which need not exist.
    pub fn open(root: &Path) -> Result<Self, WriteError> {
        let manifest = match fs::read_to_string(root.join(NAME)) {
            Ok(text) => Some(Manifest::parse(&text)),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(WriteError::io("read", &root.join(NAME))(error)),
        };
        if manifest.is_none() && root.exists() {
            let mut entries = fs::read_dir(root).map_err(WriteError::io("list", root))?;
            let mine = |entry: &fs::DirEntry| entry.file_name() == TEMPORARY;
            if let Some(entry) = entries.find_map(|entry| entry.ok().filter(|entry| !mine(entry))) {
                return Err(WriteError::ForeignFolder {
                    path: root.to_owned(),
                    example: entry.file_name().to_string_lossy().into_owned(),
                });
            }
        }
        Ok(Self { root: root.to_owned(), manifest })
    }

    pub fn manifest(&self) -> Manifest {
        self.manifest.clone().unwrap_or_default()
    }

    /// All files in the folder but Chartroom's own bookkeeping.
    pub fn files(&self) -> Result<BTreeSet<String>, WriteError> {
        let mut files = BTreeSet::new();
        if !self.root.exists() {
            return Ok(files);
        }
        let skip = |entry: &walkdir::DirEntry| {
            entry.depth() == 1 && (entry.file_name() == TEMPORARY || entry.file_name() == NAME)
        };
        for entry in WalkDir::new(&self.root).into_iter().filter_entry(|entry| !skip(entry)) {
            let entry = entry.map_err(|error| {
                let path = error.path().unwrap_or(&self.root).to_owned();
                WriteError::io("list", &path)(error.into())
            })?;
            if !entry.file_type().is_dir() {
                files.insert(relative(&self.root, entry.path()));
            }
        }
        Ok(files)
    }

    pub fn create(&self) -> Result<(), WriteError> {
        fs::create_dir_all(&self.root).map_err(WriteError::io("create", &self.root))
    }

    /// An empty folder for temporary files on the same file system. What a killed build left in it goes.
    pub fn temporary(&self) -> Result<PathBuf, WriteError> {
        let folder = self.root.join(TEMPORARY);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(WriteError::io("empty", &folder))?;
        }
        fs::create_dir_all(&folder).map_err(WriteError::io("create", &folder))?;
        Ok(folder)
    }

    pub fn discard(&self, temporary: &Path) {
        // Left behind, it is emptied by the next build.
        let _ = fs::remove_dir_all(temporary);
    }

    pub fn write_manifest(&self, temporary: &Path, manifest: &Manifest) -> Result<(), WriteError> {
        let target = self.root.join(NAME);
        let text = manifest.to_text();
        if fs::read_to_string(&target).is_ok_and(|old| old == text) {
            return Ok(());
        }
        let replacement = temporary.join("manifest");
        write_whole(&replacement, &target, text.as_bytes())?;
        fs::rename(&replacement, &target).map_err(WriteError::io("replace", &target))
    }

    pub fn remove_manifest(&self) -> Result<(), WriteError> {
        let path = self.root.join(NAME);
        fs::remove_file(&path).map_err(WriteError::io("delete", &path))?;
        // Gone only if nothing of somebody else's is left in it.
        let _ = fs::remove_dir(&self.root);
        Ok(())
    }

    /// Deletes files, and folders above them that are empty then.
    pub fn remove(&self, paths: &[&str]) -> Result<usize, WriteError> {
        let mut removed = 0;
        for path in paths {
            let target = self.root.join(path);
            if self.leads_outside(path) {
                continue;
            }
            match fs::remove_file(&target) {
                Ok(()) => removed += 1,
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename
                    ) => {}
                Err(error) => return Err(WriteError::io("delete", &target)(error)),
            }
            let mut folder = target.parent();
            while let Some(path) = folder.filter(|path| *path != self.root) {
                if fs::remove_dir(path).is_err() {
                    break;
                }
                folder = path.parent();
            }
        }
        Ok(removed)
    }

    /// Makes the folders that files of these paths lie in.
    pub fn create_folders<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Result<(), WriteError> {
        let folders: BTreeSet<&str> = paths.filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
        for folder in folders {
            let target = self.root.join(folder);
            if self.leads_outside(&format!("{folder}/")) {
                return Err(WriteError::ForeignFile { path: target });
            }
            fs::create_dir_all(&target).map_err(WriteError::io("create", &target))?;
        }
        Ok(())
    }

    /// Whether a folder on the way to `path` is a symbolic link: what lies behind it is not ours.
    fn leads_outside(&self, path: &str) -> bool {
        let mut current = self.root.clone();
        let parts: Vec<&str> = path.split('/').collect();
        parts[..parts.len() - 1].iter().any(|part| {
            current.push(part);
            fs::symlink_metadata(&current).is_ok_and(|metadata| metadata.is_symlink())
        })
    }

    /// Writes one file's new content beside the output, if it differs from what stands there.
    pub fn stage(
        &self,
        temporary: &Path,
        number: usize,
        file: &OutputFile,
        stamp: Option<Stamp>,
    ) -> Result<Staged, WriteError> {
        let target = self.root.join(&file.path);
        if let Some(key) = file.key
            && let Some(now) = stamp_on_disk(&target, key)
            && stamp == Some(now)
        {
            return Ok(Staged { replacement: None, stamp: now });
        }
        let read;
        let bytes: &[u8] = match &file.content {
            Content::Unchanged => return Err(WriteError::Changed { path: target }),
            Content::Bytes(bytes) => bytes,
            Content::Made(make) => {
                read = make();
                &read
            }
            Content::Copy(source) => {
                read = fs::read(source).map_err(WriteError::io("read", source))?;
                &read
            }
        };
        let key = file.key.unwrap_or_else(|| Key::new("content", &[bytes]));
        let on_disk = fs::symlink_metadata(&target).ok().filter(fs::Metadata::is_file);
        if let Some(metadata) = &on_disk
            && metadata.len() == bytes.len() as u64
        {
            let now = stamp_of(metadata, key);
            if stamp == Some(now) || fs::read(&target).is_ok_and(|old| old == bytes) {
                return Ok(Staged { replacement: None, stamp: now });
            }
        }
        let replacement = temporary.join(number.to_string());
        let metadata = write_whole(&replacement, &target, bytes)?;
        Ok(Staged { stamp: stamp_of(&metadata, key), replacement: Some(replacement) })
    }

    /// Puts a staged file in its place: a reader sees the old one or the new one.
    pub fn commit(&self, path: &str, staged: &Staged) -> Result<(), WriteError> {
        let Some(replacement) = &staged.replacement else {
            return Ok(());
        };
        let target = self.root.join(path);
        fs::rename(replacement, &target).map_err(WriteError::io("replace", &target))
    }
}

/// The stamp that a plain file would have if it was made from `key`.
pub fn stamp_on_disk(path: &Path, key: Key) -> Option<Stamp> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|metadata| stamp_of(&metadata, key))
}

fn stamp_of(metadata: &fs::Metadata, key: Key) -> Stamp {
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Stamp { size: metadata.len(), modified: modified.map_or(0, |duration| duration.as_nanos()), key }
}

/// Writes a file that will stand at `target`, and says what it looks like.
fn write_whole(temporary: &Path, target: &Path, bytes: &[u8]) -> Result<fs::Metadata, WriteError> {
    let write = || {
        let mut file = fs::File::create(temporary)?;
        file.write_all(bytes)?;
        file.metadata()
    };
    write().map_err(WriteError::io("write", target))
}

/// Keeps two writers of one site apart until it is dropped. Where no lock can be had (a read-only folder), there is none.
pub fn lock(state: &Path) -> Option<fs::File> {
    fs::create_dir_all(state).ok()?;
    let file = fs::File::create(state.join("write.lock")).ok()?;
    file.lock().ok()?;
    Some(file)
}
