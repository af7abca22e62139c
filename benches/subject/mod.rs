//! The site that is measured: a copy of the one that `--site DIR` names, without what was built of it, or else one of 1,000 pages
//! and 4,000 diagrams, always the same.

use std::path::{Path, PathBuf};

use super::{generated, measure};

/// Writes it into the folder `site`, which is not there yet.
pub fn write(site: &Path) {
    match measure::option("--site") {
        Some(source) => copy(Path::new(&source), site),
        None => generated::write(site, 1_000, 4),
    }
}

fn copy(from: &Path, to: &Path) {
    let skip = ["public", ".chartroom", ".git", "target"];
    let entries = walkdir::WalkDir::new(from)
        .into_iter()
        .filter_entry(|entry| entry.depth() != 1 || skip.iter().all(|name| entry.file_name() != *name));
    for entry in entries {
        let entry = entry.expect("an entry");
        let target: PathBuf = to.join(entry.path().strip_prefix(from).expect("below"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target).expect("a folder");
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}
