//! The content and static folders: pages and diagrams as text, everything else as assets that are only copied.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::files::{Content, Kind, fault_of_name, is_left_out, kind, text_of};
use super::picture::{self, PictureSize};
use super::{ReadError, relative};
use crate::config::Build;
use crate::diagnostics::Finding;
use crate::model::{Position, Span, Text};

/// Bytes that a page or a `.mmd` file may have.
pub const MAX_PAGE_BYTES: u64 = 10 * 1024 * 1024;

/// A text of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Relative to the site's root, with `/`.
    pub file: String,
    /// Relative to the content folder, with `/`.
    pub path: String,
    /// Its text, as it is on disk.
    pub text: Text,
}

/// A file that is copied as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Relative to the site's root.
    pub file: String,
    /// Where it goes in the output, and how pages name it: relative to the content or static folder, with `/`.
    pub path: String,
    /// Where it is.
    pub location: PathBuf,
    /// How large it is shown, of a picture of which its first bytes tell.
    pub picture: Option<PictureSize>,
}

/// Everything that a site is made of, but for its theme.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Markdown files.
    pub pages: Vec<SourceFile>,
    /// `.mmd` files.
    pub diagrams: Vec<SourceFile>,
    /// Other files of the content folder, then those of the static folder.
    pub assets: Vec<Asset>,
    /// Files beside the content whose diagrams are checked with it: the plan, archetypes.
    pub documents: Vec<SourceFile>,
    /// What was reviewed: `reviews.jsonl` in the site's root.
    pub reviews: Option<SourceFile>,
    /// What could not be taken.
    pub findings: Vec<Finding>,
}

impl Sources {
    /// Takes texts that are the same as in `before` from there, so that what is known of them stays known.
    pub fn share(&mut self, before: &Self) {
        let all = before.pages.iter().chain(&before.diagrams).chain(&before.documents).chain(&before.reviews);
        let known: BTreeMap<&str, &Text> = all.map(|source| (source.file.as_str(), &source.text)).collect();
        let now = self.pages.iter_mut().chain(&mut self.diagrams).chain(&mut self.documents).chain(&mut self.reviews);
        for source in now {
            if let Some(same) = known.get(source.file.as_str()).filter(|text| ***text == source.text) {
                source.text = Text::clone(same);
            }
        }
    }

    /// The same with other texts in the pages and diagrams that `texts` names.
    #[must_use]
    pub fn with_texts(mut self, texts: &BTreeMap<String, String>) -> Self {
        for source in self.pages.iter_mut().chain(&mut self.diagrams) {
            if let Some(text) = texts.get(&source.file) {
                source.text = text.clone().into();
            }
        }
        self
    }
}

/// Reads the content and static folders.
///
/// Hidden files and folders, and what `[build] ignore` names, are passed over. A symbolic link is followed within the
/// site's root; one that leaves it is the finding `outside-site`.
///
/// # Errors
/// When the content folder itself cannot be listed.
pub fn load(root: &Path, build: &Build) -> Result<Sources, ReadError> {
    let content = root.join(&build.content);
    std::fs::read_dir(&content).map_err(|source| ReadError {
        action: "cannot list the content folder",
        path: content.clone(),
        source,
    })?;
    let mut sources = Sources::default();
    let mut found = walk(root, &content, build, &mut sources.findings);
    let statics = root.join(&build.static_files);
    let static_files = if statics.is_dir() && statics != content {
        walk(root, &statics, build, &mut sources.findings)
    } else {
        Vec::new()
    };

    let texts: Vec<(Asset, Kind)> = {
        let (texts, assets): (Vec<_>, Vec<_>) =
            found.drain(..).map(|asset| (kind(&asset.path), asset)).partition(|(kind, _)| *kind != Kind::Asset);
        sources.assets = assets.into_iter().map(|(_, asset)| asset).collect();
        texts.into_iter().map(|(kind, asset)| (asset, kind)).collect()
    };
    sources.assets.extend(static_files);
    // They are copied at the very end, where one that cannot be read would stop the build.
    let opened: Vec<std::io::Result<Option<PictureSize>>> = sources.assets.par_iter().map(opened).collect();
    let mut opened = opened.into_iter();
    let findings = &mut sources.findings;
    sources.assets.retain_mut(|asset| match opened.next() {
        Some(Err(error)) => {
            findings.push(unreadable(&asset.file, &error));
            false
        }
        opened => {
            asset.picture = opened.and_then(Result::ok).flatten();
            true
        }
    });
    let read: Vec<(Kind, Result<SourceFile, Finding>)> =
        texts.into_par_iter().map(|(asset, kind)| (kind, read(asset))).collect();
    for (kind, result) in read {
        match (result, kind) {
            (Ok(text), Kind::Page) => sources.pages.push(text),
            (Ok(text), _) => sources.diagrams.push(text),
            (Err(finding), _) => sources.findings.push(finding),
        }
    }
    documents(root, build, &mut sources);
    Ok(sources)
}

/// Opens a file that is copied at the end, and looks at its beginning if it is a picture.
fn opened(asset: &Asset) -> std::io::Result<Option<PictureSize>> {
    let file = std::fs::File::open(&asset.location)?;
    Ok(picture::size(&asset.path, file))
}

/// The file in the site's root that says what the content owes.
pub const PLAN: &str = "plan.yaml";

/// The file in the site's root that says who reviewed what.
pub const REVIEWS: &str = "reviews.jsonl";

/// The folder of archetypes in the site's root.
pub const ARCHETYPES: &str = "archetypes";

fn documents(root: &Path, build: &Build, sources: &mut Sources) {
    let plan = beside(root, PLAN, &mut sources.findings);
    sources.documents.extend(plan);
    let archetypes = root.join(ARCHETYPES);
    if archetypes.is_dir() {
        let found = walk(root, &archetypes, build, &mut sources.findings);
        for asset in found.into_iter().filter(|asset| kind(&asset.path) == Kind::Page) {
            match read(asset) {
                Ok(text) => sources.documents.push(text),
                Err(finding) => sources.findings.push(finding),
            }
        }
    }
    sources.reviews = beside(root, REVIEWS, &mut sources.findings);
}

/// A file of the site's root, if it is there.
fn beside(root: &Path, name: &str, findings: &mut Vec<Finding>) -> Option<SourceFile> {
    let location = root.join(name);
    let result = match location.is_file() {
        _ if location.symlink_metadata().is_err() => return None,
        _ if leads_outside(root, &location) => Err(outside(name, "put the file itself into the site")),
        false => Err(no_file(name)),
        true => read(Asset { file: name.to_owned(), path: name.to_owned(), location, picture: None }),
    };
    result.map_err(|finding| findings.push(finding)).ok()
}

fn no_file(name: &str) -> Finding {
    Finding::error("unreadable-file", name, Span::at(Position::START), "cannot be read: it is a folder, not a file")
        .with_help("give the folder another name")
}

/// Whether a symbolic link leaves the site's root.
pub(super) fn leads_outside(root: &Path, path: &Path) -> bool {
    let boundary = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    path.is_symlink() && !path.canonicalize().is_ok_and(|target| target.starts_with(boundary))
}

fn outside(file: &str, help: &str) -> Finding {
    let message = "this symbolic link leads out of the site's folder and was not followed";
    Finding::error("outside-site", file, Span::at(Position::START), message).with_help(help)
}

fn walk(root: &Path, folder: &Path, build: &Build, findings: &mut Vec<Finding>) -> Vec<Asset> {
    let mut list = Vec::new();
    let mut entries = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                let finding = Finding::error(
                    "unreadable-file",
                    &relative(root, path),
                    Span::at(Position::START),
                    format!("cannot be read: {}", reason(&error)),
                );
                findings.push(finding.with_help("mend the link or its permissions, or name it in `[build] ignore`"));
                continue;
            }
        };
        if entry.depth() == 0 {
            continue;
        }
        let path = relative(folder, entry.path());
        if is_left_out(&entry.file_name().to_string_lossy(), &path, build) {
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.path_is_symlink() && leads_outside(root, entry.path()) {
            let help = "copy what it points at into the site, or name it in `[build] ignore`";
            findings.push(outside(&relative(root, entry.path()), help));
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            continue;
        }
        if entry.file_type().is_file() {
            if let Some(fault) = fault_of_name(entry.path().to_str().is_some(), &path) {
                findings.push(
                    Finding::error("unreadable-file", &relative(root, entry.path()), Span::at(Position::START), fault)
                        .with_help("rename it"),
                );
                continue;
            }
            list.push(Asset { file: relative(root, entry.path()), path, location: entry.into_path(), picture: None });
        }
    }
    list.sort_by(|a, b| a.path.cmp(&b.path));
    list
}

fn reason(error: &walkdir::Error) -> String {
    if error.loop_ancestor().is_some() {
        "a symbolic link leads back to a folder above it".to_owned()
    } else {
        error.io_error().map_or_else(|| error.to_string(), ToString::to_string)
    }
}

fn unreadable(file: &str, error: &std::io::Error) -> Finding {
    Finding::error("unreadable-file", file, Span::at(Position::START), format!("cannot be read: {error}"))
        .with_help("mend its permissions, or name it in `[build] ignore`")
}

fn read(asset: Asset) -> Result<SourceFile, Finding> {
    let unreadable = |error: std::io::Error| unreadable(&asset.file, &error);
    let size = std::fs::metadata(&asset.location).map_err(unreadable)?.len();
    let content = if size > MAX_PAGE_BYTES {
        Content::TooLarge(size)
    } else {
        Content::Bytes(std::fs::read(&asset.location).map_err(unreadable)?)
    };
    text_of(asset.file, asset.path, content)
}
