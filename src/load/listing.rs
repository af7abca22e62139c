//! A site whose files lie elsewhere than on disk, such as in a revision of its repository. In: the paths of files below the
//! site's root. Out: those that make up the site, by the rules for a folder, and [`Sources`] once their contents are known.
//! Archetypes are not taken; the caller leaves out symbolic links, of which nobody knows here where they lead.

use std::path::PathBuf;

use super::content::{Asset, PLAN, REVIEWS, SourceFile, Sources};
use super::files::{self, Content, fault_of_name, is_left_out, text_of};
use crate::config::Build;
use crate::diagnostics::Finding;
use crate::model::{Position, Span};

/// What a listed file is to its site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A file of the content or static folder.
    Content(files::Kind),
    /// The plan.
    Plan,
    /// What was reviewed.
    Reviews,
}

/// A file of a site, with what the caller knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// Relative to the site's root, with `/`.
    pub file: String,
    /// Relative to the content or static folder, with `/`.
    pub path: String,
    /// What it is.
    pub role: Role,
    /// What the caller knows of it.
    pub known: T,
}

impl<T> Listed<T> {
    /// Whether its content is a text of the site; an asset's is never looked at.
    pub fn is_text(&self) -> bool {
        self.role != Role::Content(files::Kind::Asset)
    }

    /// The same with something else that is known of it.
    pub fn with<U>(self, known: U) -> Listed<U> {
        let Self { file, path, role, .. } = self;
        Listed { file, path, role, known }
    }
}

/// Those of `files`, given by their path below the site's root, that make up the site, in the order of [`super::load`]: the
/// content folder, the static folder, the plan, the reviews. Findings are about names that cannot be used.
pub fn list<T: Clone>(files: impl IntoIterator<Item = (Vec<u8>, T)>, build: &Build) -> (Vec<Listed<T>>, Vec<Finding>) {
    let mut folders = [(&build.content, Vec::new()), (&build.static_files, Vec::new())];
    let used = if build.static_files == build.content { 1 } else { 2 };
    let [mut plan, mut reviews] = [None, None];
    let mut findings = Vec::new();
    for (bytes, known) in files {
        let file = String::from_utf8_lossy(&bytes).into_owned();
        let whole = |role| Some(Listed { file: file.clone(), path: file.clone(), role, known: known.clone() });
        match file.as_str() {
            PLAN => plan = whole(Role::Plan),
            REVIEWS => reviews = whole(Role::Reviews),
            _ => {}
        }
        for (number, (folder, taken)) in folders.iter_mut().enumerate().take(used) {
            let Some(path) = file.strip_prefix(folder.as_str()).and_then(|rest| rest.strip_prefix('/')) else {
                continue;
            };
            if passed_over(path, build) {
                continue;
            }
            if let Some(fault) = fault_of_name(std::str::from_utf8(&bytes).is_ok(), path) {
                let finding = Finding::error("unreadable-file", &file, Span::at(Position::START), fault);
                findings.push(finding.with_help("rename it"));
                continue;
            }
            let kind = if number == 0 { files::kind(path) } else { files::Kind::Asset };
            let role = Role::Content(kind);
            taken.push(Listed { file: file.clone(), path: path.to_owned(), role, known: known.clone() });
        }
    }
    let mut list = Vec::new();
    for (_, mut taken) in folders {
        taken.sort_by(|a, b| a.path.cmp(&b.path));
        list.append(&mut taken);
    }
    list.extend(plan.into_iter().chain(reviews));
    (list, findings)
}

/// Whether the file or a folder that it lies in is passed over.
fn passed_over(path: &str, build: &Build) -> bool {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    let mut begin = 0;
    for end in ends {
        if is_left_out(&path[begin..end], &path[..end], build) {
            return true;
        }
        begin = end + 1;
    }
    false
}

/// The site that the files make up, each text with its content. Assets have no location: they cannot be copied.
pub fn sources(files: impl IntoIterator<Item = Listed<Option<Content>>>, findings: Vec<Finding>) -> Sources {
    let mut sources = Sources { findings, ..Sources::default() };
    for Listed { file, path, role, known } in files {
        let Some(content) = known.filter(|_| role != Role::Content(files::Kind::Asset)) else {
            sources.assets.push(Asset { file, path, location: PathBuf::new(), picture: None });
            continue;
        };
        match text_of(file, path, content) {
            Ok(text) => put(&mut sources, role, text),
            Err(finding) => sources.findings.push(finding),
        }
    }
    sources
}

fn put(sources: &mut Sources, role: Role, text: SourceFile) {
    match role {
        Role::Content(files::Kind::Diagram) => sources.diagrams.push(text),
        Role::Content(_) => sources.pages.push(text),
        Role::Plan => sources.documents.push(text),
        Role::Reviews => sources.reviews = Some(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn listed(toml: &str, files: &[&[u8]]) -> Vec<String> {
        let build = Config::parse(toml).unwrap().build;
        let (list, findings) = list(files.iter().map(|path| (path.to_vec(), ())), &build);
        let findings = findings.iter().map(|finding| format!("{}: {}", finding.file, finding.message));
        list.iter().map(|file| format!("{:?} {} {}", file.role, file.file, file.path)).chain(findings).collect()
    }

    #[test]
    fn the_rules_of_a_folder_hold() {
        let files: &[&[u8]] = &[
            b"content/b.md",
            b"content/a/b.MMD",
            b"content/a/.hidden/c.md",
            b"content/.d.md",
            b"content/old/e.md",
            b"content/old/deep/f.md",
            b"content/x\xff.md",
            b"content/y\n.md",
            b"content/z.png",
            b"contents/g.md",
            b"static/h.md",
            b"plan.yaml",
            b"reviews.jsonl",
            b"deep/plan.yaml",
        ];
        assert_eq!(
            listed("[build]\nignore = [\"old\"]\n", files),
            [
                "Content(Diagram) content/a/b.MMD a/b.MMD",
                "Content(Page) content/b.md b.md",
                "Content(Asset) content/z.png z.png",
                "Content(Asset) static/h.md h.md",
                "Plan plan.yaml plan.yaml",
                "Reviews reviews.jsonl reviews.jsonl",
                "content/x\u{fffd}.md: the name of this file is not valid UTF-8",
                "content/y\n.md: the name of this file has a backslash or a control character",
            ]
        );
    }

    #[test]
    fn a_static_folder_inside_of_the_content_is_listed_for_both() {
        assert_eq!(
            listed("[build]\nstatic = \"content/img\"\n", &[b"content/img/a.png"]),
            ["Content(Asset) content/img/a.png img/a.png", "Content(Asset) content/img/a.png a.png"]
        );
        assert_eq!(listed("[build]\nstatic = \"content\"\n", &[b"content/a.png"]).len(), 1);
    }

    #[test]
    fn texts_become_sources() {
        let file = |file: &str, role, bytes: &[u8]| Listed {
            file: file.to_owned(),
            path: file.to_owned(),
            role,
            known: Some(Content::Bytes(bytes.to_vec())),
        };
        let sources = sources(
            [
                file("a.md", Role::Content(files::Kind::Page), b"# A\n"),
                file("b.md", Role::Content(files::Kind::Page), b"# \xff\n"),
                file("c.md", Role::Content(files::Kind::Page), b"").with(Some(Content::TooLarge(11 << 20))),
                file("d.mmd", Role::Content(files::Kind::Diagram), b"pie\n"),
                file("e.png", Role::Content(files::Kind::Asset), b"").with(None),
                file("plan.yaml", Role::Plan, b"version: 1\n"),
                file("reviews.jsonl", Role::Reviews, b"{}\n"),
            ],
            Vec::new(),
        );
        let names = |list: &[SourceFile]| list.iter().map(|source| source.file.clone()).collect::<Vec<_>>().join(" ");
        assert_eq!(names(&sources.pages), "a.md");
        assert_eq!(names(&sources.diagrams), "d.mmd");
        assert_eq!(names(&sources.documents), "plan.yaml");
        assert_eq!(&*sources.reviews.unwrap().text, "{}\n");
        assert_eq!(sources.assets[0].path, "e.png");
        let codes: Vec<_> = sources.findings.iter().map(|finding| (finding.file.as_str(), finding.code)).collect();
        assert_eq!(codes, [("b.md", "not-utf8"), ("c.md", "page-too-large")]);
    }
}
