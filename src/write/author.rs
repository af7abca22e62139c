//! Replaces the text of a file that an author wrote: only if it still is what was read, whole or not at all, with its
//! permissions, never outside of the site's folder. A file that is a symbolic link stays one; what it leads to is replaced.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Why a file of an author was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum AuthorError {
    /// It is not what was read any more.
    #[error("it was changed in the meantime")]
    Changed,
    /// Its author does not want it to be written.
    #[error("it is read-only")]
    ReadOnly,
    /// It lies outside of the site's folder.
    #[error("it lies outside of the site's folder")]
    Outside,
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

impl AuthorError {
    fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

/// Replaces `old`, the text of `file` (relative to `root`, with `/`), with `new`.
///
/// # Errors
/// The reason for which the file was left as it is.
pub fn replace_text(root: &Path, file: &str, old: &str, new: &str) -> Result<(), AuthorError> {
    let boundary = root.canonicalize().map_err(AuthorError::io("find", root))?;
    let named = root.join(file);
    let real = named.canonicalize().map_err(AuthorError::io("find", &named))?;
    if !real.starts_with(&boundary) {
        return Err(AuthorError::Outside);
    }
    let is_old = || Ok(fs::read(&real).map_err(AuthorError::io("read", &real))? == old.as_bytes());
    if !is_old()? {
        return Err(AuthorError::Changed);
    }
    let metadata = fs::metadata(&real).map_err(AuthorError::io("read", &real))?;
    if metadata.permissions().readonly() {
        return Err(AuthorError::ReadOnly);
    }
    // Its name is that of no content, and short, however long the file's is.
    let temporary = real.with_file_name(format!(".chartroom-{}.tmp", std::process::id()));
    let result = stage(&temporary, new, &metadata).and_then(|()| {
        if !is_old()? {
            return Err(AuthorError::Changed);
        }
        fs::rename(&temporary, &real).map_err(AuthorError::io("replace", &real))
    });
    if result.is_err() {
        // It holds nothing that is not elsewhere.
        let _ = fs::remove_file(&temporary);
    }
    result
}

/// Writes a file that is to take another one's place.
fn stage(temporary: &Path, text: &str, like: &fs::Metadata) -> Result<(), AuthorError> {
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        keep_owner(temporary, like);
        file.set_permissions(like.permissions())
    };
    write().map_err(AuthorError::io("write", temporary))
}

/// A file of somebody else's stays theirs, where the system lets us.
#[cfg(unix)]
fn keep_owner(path: &Path, like: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, chown};
    let _ = chown(path, Some(like.uid()), Some(like.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_only_if_it_is_what_was_read() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.md"), "old").unwrap();
        let replace =
            |file: &str, old: &str| replace_text(folder.path(), file, old, "new").map_err(|error| error.to_string());
        assert_eq!(replace("a.md", "older"), Err("it was changed in the meantime".to_owned()));
        assert_eq!(replace("a.md", "old"), Ok(()));
        assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay_and_nothing_outside_is_written() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        fs::create_dir(&root).unwrap();
        for file in ["outside.md", "site/a.md", "site/locked.md"] {
            fs::write(folder.path().join(file), "old").unwrap();
        }
        fs::set_permissions(root.join("a.md"), fs::Permissions::from_mode(0o640)).unwrap();
        fs::set_permissions(root.join("locked.md"), fs::Permissions::from_mode(0o444)).unwrap();
        symlink("a.md", root.join("link.md")).unwrap();
        symlink("../outside.md", root.join("out.md")).unwrap();
        let replace = |file: &str| replace_text(&root, file, "old", "new").map_err(|error| error.to_string());
        assert_eq!(replace("link.md"), Ok(()));
        assert_eq!(replace("out.md"), Err("it lies outside of the site's folder".to_owned()));
        assert_eq!(replace("locked.md"), Err("it is read-only".to_owned()));
        assert!(root.join("link.md").is_symlink());
        assert_eq!(fs::read_to_string(root.join("a.md")).unwrap(), "new");
        assert_eq!(fs::metadata(root.join("a.md")).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_to_string(folder.path().join("outside.md")).unwrap(), "old");
    }
}
