//! Which folders are watched, and of which paths news count. In: the places of a site, and where its links lead. Out: folders,
//! each with all below it or without. The root is never watched with all below it: there lie the output, tools and their files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::load::{Glance, Places};

/// What is watched.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// Folders, and whether all below them is watched, too.
    pub(super) watched: BTreeMap<PathBuf, bool>,
    /// Folders whose coming and going counts: those of the site, and those above them.
    pub(super) leads: BTreeSet<PathBuf>,
    /// Files that count beside those below folders.
    files: BTreeSet<PathBuf>,
}

impl Scope {
    /// What is to be watched of the site at `root`.
    pub(super) fn new(root: &Path, places: &Places, known: &Glance) -> Self {
        let mut scope = Self::default();
        for folder in &places.folders {
            scope.lead_to(root, folder);
            scope.leads.insert(folder.clone());
            scope.watch_all_below(root, folder);
        }
        for file in &places.files {
            scope.lead_to(root, file);
            scope.files.insert(file.clone());
        }
        for link in &known.links {
            if link.is_dir() {
                scope.watch_all_below(root, link);
            } else {
                scope.lead_to(root, link);
                scope.files.insert(link.clone());
            }
        }
        let deep: Vec<PathBuf> = scope.deep().cloned().collect();
        scope.watched.retain(|folder, _| !deep.iter().any(|above| folder != above && folder.starts_with(above)));
        scope
    }

    /// Whether news of this path count.
    pub(super) fn holds(&self, path: &Path) -> bool {
        let is_plain =
            |rest: &Path| !rest.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
        self.files.contains(path)
            || self.leads.contains(path)
            || self.deep().filter_map(|folder| path.strip_prefix(folder).ok()).any(is_plain)
    }

    fn deep(&self) -> impl Iterator<Item = &PathBuf> {
        self.watched.iter().filter(|(_, is_deep)| **is_deep).map(|(folder, _)| folder)
    }

    /// Watches the folders above a path that exist: those within the root, or else the one that it lies in.
    fn lead_to(&mut self, root: &Path, path: &Path) {
        let above = path.ancestors().skip(1);
        let within: Vec<&Path> = above.take_while(|folder| folder.starts_with(root)).collect();
        let above = if within.is_empty() { path.parent().into_iter().collect() } else { within };
        for folder in above {
            self.leads.insert(folder.to_owned());
            if folder.is_dir() {
                self.watched.entry(folder.to_owned()).or_insert(false);
            }
        }
    }

    fn watch_all_below(&mut self, root: &Path, folder: &Path) {
        // With the links above it resolved, as the system names what changes.
        if let Ok(real) = folder.canonicalize()
            && real.is_dir()
            && !root.starts_with(&real)
        {
            self.watched.insert(real, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::load;

    #[test]
    fn the_root_is_watched_alone_and_folders_with_all_below() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for path in ["docs/content/guide", "docs/content/img", "target/debug", "themes/default/css", "other"] {
            std::fs::create_dir_all(root.join(path)).unwrap();
        }
        let config = Config::parse("[build]\ncontent = \"docs/content\"\nstatic = \"docs/content/img\"\n").unwrap();
        let places = load::places(&root, None, Some(&config));
        let scope = Scope::new(&root, &places, &load::glance(&root, &places));
        let watched = scope.watched.iter().map(|(folder, deep)| (folder.strip_prefix(&root).unwrap(), *deep));
        let expected =
            [("", false), ("docs", false), ("docs/content", true), ("themes", false), ("themes/default", true)];
        assert_eq!(watched.collect::<Vec<_>>(), expected.map(|(folder, deep)| (Path::new(folder), deep)));
        let holds = |path: &str| scope.holds(&root.join(path));
        let counting = [
            "site.toml",
            "plan.yaml",
            "docs",
            "docs/content",
            "docs/content/a/b.md",
            "themes",
            "archetypes",
            "static.md",
        ];
        assert_eq!(counting.map(holds), [true, true, true, true, true, true, true, false]);
        let others =
            ["target", "other", "docs/content/.git/index", "docs/content/a/.b.md.swp", "docs/x.md", ".chartroom"];
        assert_eq!(others.map(holds), [false; 6]);
    }

    #[cfg(unix)]
    #[test]
    fn what_links_lead_to_is_watched_but_never_the_root() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for path in ["content", "shared/deep", "notes"] {
            std::fs::create_dir_all(root.join(path)).unwrap();
        }
        std::fs::write(root.join("notes/a.md"), "x").unwrap();
        for (target, name) in [("shared", "s"), ("notes/a.md", "a.md"), ("", "all")] {
            std::os::unix::fs::symlink(root.join(target), root.join("content").join(name)).unwrap();
        }
        let places = load::places(&root, None, Some(&Config::parse("").unwrap()));
        let scope = Scope::new(&root, &places, &load::glance(&root, &places));
        let watched = ["", "content", "shared", "notes"].map(|path| scope.watched.get(&root.join(path)).copied());
        assert_eq!(watched, [Some(false), Some(true), Some(true), Some(false)]);
        assert!(scope.holds(&root.join("notes/a.md")) && !scope.holds(&root.join("notes/b.md")));
    }
}
