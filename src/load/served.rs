//! A file of the author's that is handed on as it is, without being read into memory.

use std::fs::File;
use std::path::Path;

use super::FileState;

/// An open file.
#[derive(Debug)]
pub struct Opened {
    /// The file.
    pub file: File,
    /// Its size and the times of its changes.
    pub state: FileState,
}

/// Opens a file that stands below `root`, also after every link in its path is followed; `None` where it does not, is no file, or
/// cannot be opened.
pub fn open_inside(root: &Path, file: &Path) -> Option<Opened> {
    let real = file.canonicalize().ok()?;
    // Only files: opening a pipe would wait for its other end.
    if !real.starts_with(root.canonicalize().ok()?) || !real.is_file() {
        return None;
    }
    let file = File::open(real).ok()?;
    let state = FileState::from(&file.metadata().ok()?);
    Some(Opened { file, state })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_root_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        std::fs::create_dir_all(root.join("content")).unwrap();
        std::fs::write(root.join("content/a.png"), "picture").unwrap();
        std::fs::write(folder.path().join("secret.txt"), "secret").unwrap();
        assert_eq!(open_inside(&root, &root.join("content/a.png")).map(|opened| opened.state.size), Some(7));
        assert!(open_inside(&root, &root.join("../secret.txt")).is_none());
        assert!(open_inside(&root, &root.join("content")).is_none());
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(folder.path().join("secret.txt"), root.join("content/b.png")).unwrap();
            assert!(open_inside(&root, &root.join("content/b.png")).is_none());
        }
    }
}
