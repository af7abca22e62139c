//! Where the files of a site lie, for a program that watches them: folders and files by their names, and what lies there. In: the
//! root and the configuration. Out: places, and how they look without reading a file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::content::{ARCHETYPES, PLAN, REVIEWS, leads_outside};
use super::{BASELINE, CONFIG, FileState, baseline_file, read_text};
use crate::config::Config;

/// Where the files of a site lie.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Folders of which every file below counts; none of them need exist.
    pub folders: BTreeSet<PathBuf>,
    /// Files beside them; none of them need exist.
    pub files: BTreeSet<PathBuf>,
}

/// The places of the site at `root`. `config` is `None` where it cannot be understood.
pub fn places(root: &Path, config_file: Option<&Path>, config: Option<&Config>) -> Places {
    let mut folders: Vec<PathBuf> = vec![root.join(ARCHETYPES), root.join("themes").join("default")];
    let mut files = vec![config_file.map_or_else(|| root.join(CONFIG), Path::to_owned)];
    files.extend([PLAN, REVIEWS, BASELINE].map(|name| root.join(name)));
    if let Some(config) = config {
        folders.extend([&config.build.content, &config.build.static_files].map(|name| root.join(name)));
        folders.push(root.join("themes").join(&config.site.theme));
        files.push(baseline_file(root, config, None));
    }
    Places { folders: folders.into_iter().collect(), files: files.into_iter().collect() }
}

/// How the files of a site look without reading them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glance {
    /// Every file that there is.
    pub files: BTreeMap<PathBuf, FileState>,
    /// Where symbolic links lead, those that do not leave the root.
    pub links: BTreeSet<PathBuf>,
}

/// Looks at all files of the places without reading one.
pub fn glance(root: &Path, places: &Places) -> Glance {
    let mut glance = Glance::default();
    for folder in &places.folders {
        // With the links above it resolved, as the system names what changes.
        let Ok(folder) = folder.canonicalize() else {
            continue;
        };
        let is_wanted = |entry: &DirEntry| {
            let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
            entry.depth() == 0 || !(is_hidden || entry.path_is_symlink() && leads_outside(root, entry.path()))
        };
        let entries = WalkDir::new(&folder).follow_links(true).into_iter().filter_entry(is_wanted);
        for entry in entries.filter_map(Result::ok) {
            if entry.depth() > 0 && entry.path_is_symlink() {
                glance.links.extend(entry.path().canonicalize());
            }
            if let Some(metadata) = entry.metadata().ok().filter(std::fs::Metadata::is_file) {
                glance.files.insert(entry.into_path(), FileState::from(&metadata));
            }
        }
    }
    for file in &places.files {
        if file.is_symlink() && !leads_outside(root, file) {
            glance.links.extend(file.canonicalize());
        }
        if let Some(state) = FileState::of(file) {
            glance.files.insert(file.clone(), state);
        }
    }
    glance
}

/// The file that git holds while it changes the working copy in which the site lies.
pub fn repository_lock(root: &Path) -> Option<PathBuf> {
    let marker = root.ancestors().map(|folder| folder.join(".git")).find(|marker| marker.exists())?;
    if marker.is_dir() {
        return Some(marker.join("index.lock"));
    }
    let text = read_text(&marker).ok()?;
    let folder = text.strip_prefix("gitdir:")?.trim();
    Some(marker.parent()?.join(folder).join("index.lock"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_a_site_is_made_from_has_a_place() {
        let config = Config::parse(
            "[site]\ntheme = \"own\"\n[build]\ncontent = \"docs/src\"\n[check]\nbaseline = \"known.txt\"\n",
        );
        let Places { folders, files } = places(Path::new("/s"), None, Some(&config.unwrap()));
        let names = |set: BTreeSet<PathBuf>| set.iter().map(|path| path.display().to_string()).collect::<Vec<_>>();
        assert_eq!(names(folders), ["/s/archetypes", "/s/docs/src", "/s/static", "/s/themes/default", "/s/themes/own"]);
        assert_eq!(
            names(files),
            ["/s/chartroom-baseline.txt", "/s/known.txt", "/s/plan.yaml", "/s/reviews.jsonl", "/s/site.toml"]
        );
        let elsewhere = places(Path::new("/s"), Some(Path::new("/etc/a.toml")), None);
        assert!(
            elsewhere.files.contains(Path::new("/etc/a.toml")) && !elsewhere.files.contains(Path::new("/s/site.toml"))
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_glance_follows_links_within_the_site_only() {
        let folder = tempfile::tempdir().unwrap();
        let outside = tempfile::tempdir().unwrap();
        std::fs::write(outside.path().join("secret.md"), "x").unwrap();
        let root = folder.path().canonicalize().unwrap();
        for path in ["content/.hidden", "shared"] {
            std::fs::create_dir_all(root.join(path)).unwrap();
        }
        for path in ["content/a.md", "content/.b.md", "content/.hidden/c.md", "shared/d.md"] {
            std::fs::write(root.join(path), "x").unwrap();
        }
        std::os::unix::fs::symlink(root.join("shared"), root.join("content/s")).unwrap();
        std::os::unix::fs::symlink(outside.path(), root.join("content/o")).unwrap();
        std::os::unix::fs::symlink(root.join("content"), root.join("content/loop")).unwrap();
        let config = Config::parse("").unwrap();
        let glance = glance(&root, &places(&root, None, Some(&config)));
        let names: Vec<_> = glance.files.keys().map(|path| path.strip_prefix(&root).unwrap().to_owned()).collect();
        assert_eq!(names, [Path::new("content/a.md"), Path::new("content/s/d.md")]);
        assert!(glance.links.contains(&root.join("shared")));
    }

    #[test]
    fn the_lock_of_a_repository_is_found_from_a_folder_of_it_and_from_a_worktree() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        assert_eq!(repository_lock(&root.join("none")).filter(|lock| lock.starts_with(root)), None);
        std::fs::create_dir_all(root.join("a/.git")).unwrap();
        std::fs::create_dir_all(root.join("b")).unwrap();
        std::fs::write(root.join("b/.git"), "gitdir: ../a/.git/worktrees/b\n").unwrap();
        assert_eq!(repository_lock(&root.join("a/docs")), Some(root.join("a/.git/index.lock")));
        assert_eq!(repository_lock(&root.join("b")), Some(root.join("b/../a/.git/worktrees/b/index.lock")));
    }
}
