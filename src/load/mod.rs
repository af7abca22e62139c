//! Reads a site from disk. In: the root folder and the configuration's folders. Out: [`Sources`], sorted by path as
//! bytes, and findings for files that cannot be taken. Besides `cache` the only stage that reads files.

#![expect(clippy::disallowed_methods, reason = "this stage reads the site")]

mod content;
mod files;
mod inputs;
mod listing;
mod picture;
mod places;
mod served;
mod stamp;
mod theme;

pub use content::{ARCHETYPES, Asset, MAX_PAGE_BYTES, PLAN, REVIEWS, SourceFile, Sources, load};
pub use files::{Content, Kind, kind, text_of};
pub use inputs::{BASELINE, CONFIG, InputError, Inputs, baseline, baseline_file, config, inputs};
pub use listing::{Listed, Role, list, sources};
pub use picture::PictureSize;
pub use places::{Glance, Places, glance, places, repository_lock};
pub use served::{Opened, open_inside};
pub use stamp::{FileState, Stamp};
pub use theme::{Theme, load_theme};

use std::path::{Path, PathBuf};

/// A file or folder that the environment refuses: no finding of the content, but a reason to stop.
#[derive(Debug, thiserror::Error)]
#[error("{action} {path}: {source}", path = path.display())]
pub struct ReadError {
    /// What was tried: `cannot read`, `cannot list`.
    pub action: &'static str,
    /// The path that was refused.
    pub path: PathBuf,
    /// The system's reason.
    pub source: std::io::Error,
}

/// A path below `base` with `/`, as text; characters that are no UTF-8 are replaced.
pub fn relative(base: &Path, path: &Path) -> String {
    let path = path.strip_prefix(base).unwrap_or(path);
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Reads a whole text file.
///
/// # Errors
/// The path and the system's reason; invalid UTF-8 counts as one.
pub fn read_text(path: &Path) -> Result<String, ReadError> {
    std::fs::read_to_string(path).map_err(|source| ReadError { action: "cannot read", path: path.to_owned(), source })
}

/// Reads the file `name` from the first of `folders` under `root` that has it; `None` where none has. Never leads out of
/// the root.
///
/// # Errors
/// The path and the system's reason.
pub fn read_inside(root: &Path, folders: [&str; 2], name: &str) -> Result<Option<Vec<u8>>, ReadError> {
    let boundary = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    for folder in folders {
        let path = root.join(folder).join(name.trim_start_matches('/'));
        if path.canonicalize().is_ok_and(|real| real.starts_with(&boundary) && real.is_file()) {
            return std::fs::read(&path).map(Some).map_err(|source| ReadError { action: "cannot read", path, source });
        }
    }
    Ok(None)
}
