//! One text file that lies among the author's: a page that is mended, a baseline. It is replaced whole or not at all.

#![expect(clippy::disallowed_methods, reason = "this stage writes")]

use std::fs;
use std::io::Write as _;
use std::path::Path;

use super::WriteError;

/// Writes `text` to `path` by way of a file beside it; permissions are kept, and a symbolic link stays one.
///
/// # Errors
/// The system's refusal; the file is then what it was.
pub fn text(path: &Path, text: &str) -> Result<(), WriteError> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let temporary = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let write = || {
        let mut file = fs::File::create_new(&temporary)?;
        file.write_all(text.as_bytes())?;
        if let Ok(metadata) = fs::metadata(&target) {
            keep_owner(&temporary, &metadata);
            fs::set_permissions(&temporary, metadata.permissions())?;
        }
        fs::rename(&temporary, &target)
    };
    let result = write();
    if result.is_err() {
        // What is left of a failed attempt is ours alone.
        let _ = fs::remove_file(&temporary);
    }
    result.map_err(WriteError::io("write", path))
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
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        text(&path, "one").unwrap();
        text(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(text(&folder.path().join("no/folder.txt"), "x").is_err());
    }
}
