//! Replaces the text of a file that an author wrote: only if it still is what was read, whole or not at all, with its
//! permissions, never outside of the site's folder. A file that is a symbolic link stays one; what it leads to is replaced.

use std::fs;
use std::path::{Path, PathBuf};

use super::{WriteError, text};

/// Why a file of an author was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum AuthorError {
    /// It is not what was read any more.
    #[error("it was changed in the meantime")]
    Changed,
    /// The user may not write it.
    #[error("it is read-only")]
    ReadOnly,
    /// It lies outside of the site's folder.
    #[error("it lies outside of the site's folder")]
    Outside,
    /// The system refused to tell what is there.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The system refused to have it written.
    #[error(transparent)]
    Write(WriteError),
}

impl AuthorError {
    pub(super) fn reading(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Read { path, source }
    }
}

/// Replaces `old`, the text of `file` (relative to `root`, with `/`), with `new`.
///
/// # Errors
/// The reason for which the file was left as it is.
pub fn replace_text(root: &Path, file: &str, old: &str, new: &str) -> Result<(), AuthorError> {
    let boundary = root.canonicalize().map_err(AuthorError::reading(root))?;
    let named = root.join(file);
    let real = named.canonicalize().map_err(AuthorError::reading(&named))?;
    if !real.starts_with(&boundary) {
        return Err(AuthorError::Outside);
    }
    // A file is replaced by renaming, for which the system asks only about the folder.
    if fs::OpenOptions::new().write(true).open(&real).is_err() {
        return Err(AuthorError::ReadOnly);
    }
    if fs::read(&real).map_err(AuthorError::reading(&real))? != old.as_bytes() {
        return Err(AuthorError::Changed);
    }
    text::text(&real, new).map_err(AuthorError::Write)
}

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
        // The system lets some users write what is read-only.
        let may = fs::OpenOptions::new().write(true).open(root.join("locked.md")).is_ok();
        assert_eq!(replace("locked.md"), if may { Ok(()) } else { Err("it is read-only".to_owned()) });
        assert!(root.join("link.md").is_symlink());
        assert_eq!(fs::read_to_string(root.join("a.md")).unwrap(), "new");
        assert_eq!(fs::metadata(root.join("a.md")).unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_to_string(folder.path().join("outside.md")).unwrap(), "old");
    }
}
