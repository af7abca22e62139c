//! Globs of `plan.yaml`: relative to the content folder, or, with a leading `/`, to the site's root. `*` stays within a folder,
//! `a/**` takes all below `a/`.

use globset::{GlobBuilder, GlobMatcher};

use super::Id;
use super::reader::{Faults, Table, shown};
use crate::load::{Kind, kind};
use crate::model::Span;

/// A glob over files.
#[derive(Debug, Clone)]
pub struct PathGlob {
    /// As written.
    pub written: String,
    /// Where it is written.
    pub span: Span,
    from_root: bool,
    /// What every path that it matches begins with.
    prefix: String,
    matcher: GlobMatcher,
}

impl PathGlob {
    /// Reads a glob; with a `/` at its end it takes all below a folder.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(written: &str, span: Span) -> Result<Self, String> {
        let (pattern, from_root) = written.strip_prefix('/').map_or((written, false), |rest| (rest, true));
        let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
        let below = pattern.strip_suffix('/').map(|folder| format!("{folder}/**"));
        let pattern = below.as_deref().unwrap_or(pattern);
        let matcher = matcher(pattern)?;
        let prefix = pattern.split(['*', '?', '[', '{', '\\']).next().unwrap_or_default().to_owned();
        Ok(Self { written: written.to_owned(), span, from_root, prefix, matcher })
    }

    /// Whether it counts from the site's root.
    pub const fn is_from_root(&self) -> bool {
        self.from_root
    }

    /// What every path that it matches begins with.
    pub fn literal_prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether a file is meant: `file` is relative to the site's root, `path` to the content folder.
    pub fn matches(&self, file: &str, path: &str) -> bool {
        self.matcher.is_match(if self.from_root { file } else { path })
    }
}

impl PathGlob {
    /// The globs that a table has under a key, as a list.
    pub(super) fn read_list(table: &mut Table<'_, '_>, key: &'static str) -> Vec<Self> {
        let written = table.strings(key).unwrap_or_default();
        written.iter().filter_map(|glob| Self::read(glob, table.faults)).collect()
    }

    /// Reads a glob over pages and diagrams.
    pub(super) fn read_content(glob: &Id, faults: &Faults<'_>) -> Option<Self> {
        if is_of_content(glob, faults) { Self::read(glob, faults) } else { None }
    }

    /// Reads a glob; what is none is a fault.
    pub(super) fn read(glob: &Id, faults: &Faults<'_>) -> Option<Self> {
        Self::new(&glob.name, glob.span).map_err(|reason| impossible(glob, &reason, faults)).ok()
    }
}

/// A glob over folders (`case-studies/*/`) or files (`incidents/*.md`), of which each is an item.
#[derive(Debug, Clone)]
pub struct ItemGlob {
    /// As written.
    pub written: String,
    /// Where it is written.
    pub span: Span,
    folders: bool,
    matcher: GlobMatcher,
}

impl ItemGlob {
    /// Reads a glob; with a `/` at its end it means folders.
    ///
    /// # Errors
    /// Why it is none.
    pub fn new(written: &str, span: Span) -> Result<Self, String> {
        let folders = written.ends_with('/');
        let pattern = written.trim_start_matches("./").trim_end_matches('/');
        Ok(Self { written: written.to_owned(), span, folders, matcher: matcher(pattern)? })
    }

    /// Reads a glob; what is none is a fault. One that begins with `/` has to lead into the content folder.
    pub(super) fn read(glob: &Id, content: &str, faults: &Faults<'_>) -> Option<Self> {
        if !glob.name.ends_with('/') && !is_of_content(glob, faults) {
            return None;
        }
        let content = content.trim_start_matches("./").trim_end_matches('/');
        let pattern = match glob.name.strip_prefix('/') {
            None => glob.name.as_str(),
            Some(rest) if matches!(content, "" | ".") => rest,
            Some(rest) => {
                let below = rest.strip_prefix(content).and_then(|rest| rest.strip_prefix('/'));
                if below.is_none() {
                    impossible(glob, &format!("items lie in the content folder, `{content}`"), faults);
                }
                below?
            }
        };
        Self::new(pattern, glob.span).map_err(|reason| impossible(glob, &reason, faults)).ok()
    }

    /// The item that a page or diagram file belongs to, as the path of its folder or file: `case-studies/netflix`, or
    /// `incidents/outage.md`.
    pub fn item<'p>(&self, path: &'p str) -> Option<&'p str> {
        if !self.folders {
            return self.matcher.is_match(path).then_some(path);
        }
        let ends = path.match_indices('/').map(|(at, _)| at);
        ends.map(|at| &path[..at]).find(|folder| self.matcher.is_match(folder))
    }

    /// The name of an item: the last part of its path, of a file without its extension. An `index.md` is named by its folder.
    pub fn name(item: &str) -> &str {
        let last = item.rsplit('/').next().unwrap_or(item);
        let stem = if kind(last) == Kind::Asset { last } else { last.rsplit_once('.').map_or(last, |(stem, _)| stem) };
        match stem {
            "index" | "README" => item.rsplit('/').nth(1).unwrap_or(stem),
            _ => stem,
        }
    }

    /// Whether it can match several items.
    pub(super) fn is_open(&self) -> bool {
        self.written.contains(['*', '?', '[', '{'])
    }

    /// Where an item of this name would stand: the glob with its last wildcard part replaced.
    pub fn place(&self, name: &str) -> String {
        let pattern = self.written.trim_start_matches("./").trim_end_matches('/');
        let mut parts: Vec<String> = pattern.split('/').map(str::to_owned).collect();
        if let Some(part) = parts.iter_mut().rev().find(|part| part.contains('*')) {
            *part = part.replacen('*', name, 1);
        }
        parts.retain(|part| part != "**");
        parts.join("/") + if self.folders { "/" } else { "" }
    }
}

/// Whether files that a glob matches can be pages or diagrams; a glob for others is a fault.
fn is_of_content(glob: &Id, faults: &Faults<'_>) -> bool {
    let other = extension(&glob.name).filter(|_| kind(&glob.name) == Kind::Asset);
    if let Some(other) = other {
        impossible(
            glob,
            &format!("a file of content ends in `.md` or `.mmd`, not in {}", shown(&format!(".{other}"))),
            faults,
        );
    }
    other.is_none()
}

fn impossible(glob: &Id, reason: &str, faults: &Faults<'_>) {
    let message = format!("{} is no glob that can match: {reason}", shown(&glob.name));
    faults.add(glob.span, message, "write it like `guides/**` or `systems/*/index.md`");
}

/// The path of a page, which counts from the content folder.
pub(super) fn page(path: &Id, faults: &Faults<'_>) -> Option<String> {
    let name = path.name.strip_prefix("./").unwrap_or(&path.name);
    let fault = |message: &str, help: &str| faults.add(path.span, format!("{} {message}", shown(&path.name)), help);
    if let Some(rest) = name.strip_prefix('/') {
        let help = format!("take the `/` away: {}", shown(rest.trim_start_matches('/')));
        fault("begins with `/`, but the path of a page counts from the content folder", &help);
        return None;
    }
    if name.split('/').any(|part| part == "..") {
        fault("leads out of the content folder", "the path of a page counts from the content folder");
        return None;
    }
    if name.split('/').any(|part| part.is_empty() || part == ".") {
        fault("has a part that no path has", "write a path like `guides/start.md`");
        return None;
    }
    if kind(name) != Kind::Page {
        fault("is the path of no page", "a page ends in `.md`");
        return None;
    }
    Some(name.to_owned())
}

/// What stands behind the last `.` of a path, if that is no wildcard.
fn extension(path: &str) -> Option<&str> {
    let last = path.rsplit('/').next().unwrap_or(path);
    let (_, extension) = last.rsplit_once('.')?;
    (!extension.contains(['*', '?', '[', ']', '{', '}'])).then_some(extension)
}

fn matcher(pattern: &str) -> Result<GlobMatcher, String> {
    if pattern.is_empty() {
        return Err("an empty glob matches nothing".to_owned());
    }
    if pattern.split('/').any(|part| part == "..") {
        return Err("a glob cannot lead out of its folder with `..`".to_owned());
    }
    if pattern.split('/').any(|part| part.is_empty() || part == ".") {
        return Err("no path has an empty part or a part `.`".to_owned());
    }
    GlobBuilder::new(pattern)
        .literal_separator(true)
        .build()
        .map(|glob| glob.compile_matcher())
        .map_err(|error| error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Position;

    const HERE: Span = Span::at(Position::START);

    #[test]
    fn a_glob_stays_in_its_folder_and_a_slash_means_the_root() {
        let glob = PathGlob::new("a/**", HERE).unwrap();
        assert!(glob.matches("content/a/b/c.md", "a/b/c.md") && !glob.matches("content/ab.md", "ab.md"));
        let star = PathGlob::new("a/*.md", HERE).unwrap();
        assert!(star.matches("content/a/b.md", "a/b.md") && !star.matches("content/a/b/c.md", "a/b/c.md"));
        let folder = PathGlob::new("a/", HERE).unwrap();
        assert!(folder.matches("content/a/b/c.md", "a/b/c.md") && !folder.matches("content/ab.md", "ab.md"));
        let root = PathGlob::new("/content/a/*.md", HERE).unwrap();
        assert!(root.matches("content/a/b.md", "a/b.md"));
        assert!(PathGlob::new("a/[", HERE).is_err() && PathGlob::new("../a", HERE).is_err());
    }

    #[test]
    fn items_are_folders_or_files() {
        let folders = ItemGlob::new("case-studies/*/", HERE).unwrap();
        assert_eq!(folders.item("case-studies/netflix/deep/a.md"), Some("case-studies/netflix"));
        assert_eq!(folders.item("case-studies/index.md"), None);
        assert_eq!(ItemGlob::name("case-studies/netflix"), "netflix");
        assert_eq!(folders.place("uber"), "case-studies/uber/");
        let files = ItemGlob::new("incidents/*.md", HERE).unwrap();
        assert_eq!(files.item("incidents/a.b.md").map(ItemGlob::name), Some("a.b"));
        assert_eq!(files.place("outage"), "incidents/outage.md");
        assert_eq!(ItemGlob::name("systems/netflix/index.md"), "netflix");
    }
}
