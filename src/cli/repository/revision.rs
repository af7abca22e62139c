//! A site as it was at a revision. In: the site's folder, a revision. Out: its commit, its files, its [`Sources`]. Not here:
//! the configuration, which is today's, symbolic links and submodules, which are left out, and what a checkout would make of
//! a file (line ends, filters): a text is what was committed.

use std::path::Path;

use super::{blobs, bytes_of_git, git};
use crate::cli::Stop;
use crate::config::Build;
use crate::load::{self, Content, Listed, PLAN, REVIEWS, Sources};

/// The id of the commit that a revision names.
///
/// # Errors
/// There is no `git`, no repository, or no such revision.
pub fn resolve(root: &Path, revision: &str) -> Result<String, Stop> {
    let commit = format!("{revision}^{{commit}}");
    git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
        .map(|id| id.trim().to_owned())
        .map_err(|said| Stop(format!("`{revision}` is no revision of the repository of {}{said}", root.display())))
}

/// The site's sources at a commit, by the rules for a folder. Where the commit does not have the site's folder or its
/// content, there is nothing in them. Assets have no location.
///
/// # Errors
/// There is no `git`, or the repository is damaged or incomplete.
pub fn sources_at(root: &Path, build: &Build, commit: &str) -> Result<Sources, Stop> {
    let (files, findings) = match tree_of_site(root, commit) {
        Some(tree) => load::list(files_of(root, &tree, build)?, build),
        None => Default::default(),
    };
    let texts: Vec<usize> = (0..files.len()).filter(|at| files[*at].is_text()).collect();
    let ids: Vec<&str> = texts.iter().map(|at| files[*at].known.as_str()).collect();
    let mut contents: Vec<Option<Content>> = vec![None; files.len()];
    blobs::read(root, &ids, &mut |at, content| contents[texts[at]] = Some(content))?;
    let files: Vec<Listed<Option<Content>>> =
        files.into_iter().zip(contents).map(|(file, content)| file.with(content)).collect();
    Ok(load::sources(files, findings))
}

/// The tree of the site's folder at a commit, if it was there.
pub fn tree_of_site(root: &Path, commit: &str) -> Option<String> {
    let tree = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{commit}:./")]);
    tree.ok().map(|id| id.trim().to_owned())
}

/// The files of a site's tree that may be part of the site, each with its blob.
///
/// # Errors
/// There is no `git`, or no such tree.
pub fn files_of(root: &Path, tree: &str, build: &Build) -> Result<Vec<(Vec<u8>, String)>, Stop> {
    let list = ["ls-tree", "-r", "-z", "--full-tree", tree, "--", &build.content, &build.static_files, PLAN, REVIEWS];
    let listed = bytes_of_git(root, &list)
        .map_err(|said| Stop(format!("git cannot list the files of the tree {tree}{said}")))?;
    Ok(listed.split(|byte| *byte == 0).filter_map(file).collect())
}

/// An entry, `100644 blob ID<TAB>path`; `None` for what is no file: links, submodules.
fn file(entry: &[u8]) -> Option<(Vec<u8>, String)> {
    let tab = entry.iter().position(|byte| *byte == b'\t')?;
    let head = std::str::from_utf8(&entry[..tab]).ok()?;
    let mut words = head.split(' ');
    let (mode, _, id) = (words.next()?, words.next()?, words.next()?);
    mode.starts_with("100").then(|| (entry[tab + 1..].to_vec(), id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::load::load;

    fn run(folder: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
        let run = std::process::Command::new("git").arg("-C").arg(folder).args(identity).args(arguments).output();
        let output = run.unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn write(root: &Path, path: &str, text: impl AsRef<[u8]>) {
        let file = root.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }

    fn commit(root: &Path, message: &str) {
        run(root, &["add", "--all", "."]);
        run(root, &["commit", "--quiet", "-m", message]);
    }

    /// A repository whose site lies in `docs site/`.
    fn repository() -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        run(folder.path(), &["init", "--quiet", "--initial-branch=main"]);
        run(folder.path(), &["config", "core.autocrlf", "false"]);
        let root = folder.path().join("docs site");
        write(folder.path(), "content/other.md", "not of this site\n");
        write(&root, "content/a.md", "# A\r\n");
        write(&root, "content/-x.md", "# X\n");
        write(&root, "content/new\nline.md", "# N\n");
        write(&root, "content/deep/b.mmd", "flowchart LR\n  A --> B\n");
        write(&root, "content/deep/same.mmd", "flowchart LR\n  A --> B\n");
        write(&root, "content/bad.md", b"# \xff\n");
        write(&root, "content/large.md", vec![b'a'; 10 * 1024 * 1024 + 1]);
        write(&root, "content/empty.md", "");
        write(&root, "content/.hidden.md", "# H\n");
        write(&root, "content/skip/me.md", "# S\n");
        write(&root, "content/p.png", "png");
        write(&root, "static/s.css", "css");
        write(&root, "plan.yaml", "version: 1\n");
        write(&root, "reviews.jsonl", "{}\n");
        commit(folder.path(), "first");
        (folder, root)
    }

    fn build() -> Build {
        Config::parse("[build]\nignore = [\"skip\"]\n").unwrap().build
    }

    #[test]
    fn a_revision_is_what_its_checkout_would_be() {
        let (_folder, root) = repository();
        let mut here = load(&root, &build()).unwrap();
        let there = sources_at(&root, &build(), &resolve(&root, "HEAD").unwrap()).unwrap();
        for asset in &mut here.assets {
            asset.location = std::path::PathBuf::new();
        }
        assert_eq!(here.pages, there.pages);
        assert_eq!(&*here.pages[1].text, "# A\r\n");
        assert_eq!(here.diagrams, there.diagrams);
        assert_eq!(here.assets, there.assets);
        assert_eq!(here.documents, there.documents);
        assert_eq!(here.reviews, there.reviews);
        let mut told: Vec<_> = here.findings.iter().map(|finding| (&finding.file, &finding.message)).collect();
        let mut tells: Vec<_> = there.findings.iter().map(|finding| (&finding.file, &finding.message)).collect();
        told.sort();
        tells.sort();
        assert_eq!(told, tells);
        assert_eq!(told.len(), 3, "{told:?}");
    }

    #[test]
    fn a_revision_stays_as_it_was() {
        let (folder, root) = repository();
        write(&root, "content/a.md", "# Later\n");
        std::fs::remove_file(root.join("content/bad.md")).unwrap();
        commit(folder.path(), "second");
        let first = sources_at(&root, &build(), &resolve(&root, "HEAD~1").unwrap()).unwrap();
        assert_eq!(&*first.pages.iter().find(|page| page.path == "a.md").unwrap().text, "# A\r\n");
        assert!(first.findings.iter().any(|finding| finding.code == "not-utf8"));
    }

    #[test]
    fn what_was_not_there_is_empty() {
        let (folder, root) = repository();
        let later = folder.path().join("later");
        write(&later, "content/a.md", "# A\n");
        let commit = resolve(&root, "main").unwrap();
        let sources = sources_at(&later, &build(), &commit).unwrap();
        assert_eq!((sources.pages.len(), sources.findings.len()), (0, 0));
        let elsewhere = Config::parse("[build]\ncontent = \":(top)x\"\n").unwrap().build;
        assert_eq!(sources_at(&root, &elsewhere, &commit).unwrap().pages.len(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_left_out() {
        let (folder, root) = repository();
        std::os::unix::fs::symlink("a.md", root.join("content/link.md")).unwrap();
        commit(folder.path(), "link");
        let sources = sources_at(&root, &build(), &resolve(&root, "HEAD").unwrap()).unwrap();
        assert!(!sources.pages.iter().any(|page| page.path == "link.md"));
    }

    #[test]
    fn only_a_revision_is_one() {
        let (folder, root) = repository();
        for revision in ["--output=x", "-x", "no-such", "", "HEAD..HEAD", "HEAD...", "HEAD:content", "a\nb", "HEAD^9"] {
            let Stop(message) = resolve(&root, revision).unwrap_err();
            assert!(message.starts_with(&format!("`{revision}` is no revision of the repository of ")), "{message}");
        }
        assert!(!folder.path().join("x").exists());
        let id = resolve(&root, "HEAD").unwrap();
        assert_eq!((id.len(), resolve(&root, &id[..9]).unwrap()), (40, id.clone()));
    }

    #[test]
    fn a_missing_object_is_an_error() {
        let (_folder, root) = repository();
        let lacking = "0123456789012345678901234567890123456789";
        let Stop(message) = blobs::read(&root, &[lacking], &mut |_, _| ()).unwrap_err();
        assert!(message.starts_with("the repository lacks the object 0123456789"), "{message}");
    }

    #[test]
    fn many_blobs_come_through_one_process() {
        let (_folder, root) = repository();
        let tree = tree_of_site(&root, "HEAD").unwrap();
        let files = files_of(&root, &tree, &build()).unwrap();
        let large = files.iter().find(|(path, _)| path == b"content/large.md").unwrap();
        let small = files.iter().find(|(path, _)| path == b"content/a.md").unwrap();
        // More questions and more answers than a pipe holds.
        let ids: Vec<&str> = (0..20_000).map(|at| if at == 7 { &large.1 } else { &small.1 }.as_str()).collect();
        let mut seen = 0;
        blobs::read(&root, &ids, &mut |at, content| {
            assert_eq!(at, seen);
            seen += 1;
            match at {
                7 => assert_eq!(content, Content::TooLarge(10 * 1024 * 1024 + 1)),
                _ => assert_eq!(content, Content::Bytes(b"# A\r\n".to_vec())),
            }
        })
        .unwrap();
        assert_eq!(seen, 20_000);
    }
}
