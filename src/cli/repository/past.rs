//! The commits that changed a site's content, on the first-parent line of the current one. In: the site's folder. Out: their
//! dates and the trees of their folders, and on demand the files in them. What the files say is not known here.

use std::path::Path;
use std::process::Stdio;

use jiff::civil::Date;

use super::{blobs, command, git, revision};
use crate::cli::Stop;
use crate::config::Build;
use crate::load::{self, Content, Kind, Listed, Role};

/// Commits that are looked at, the newest ones.
pub const MAX_COMMITS: usize = 1_000;

/// A commit that changed the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// Its id.
    pub id: String,
    /// Its id as short as git writes it here.
    pub short: String,
    /// The day on which it was committed, where it was committed.
    pub date: Date,
    /// The trees of the content and static folders, together; empty where neither was there.
    pub trees: String,
}

/// The history of a site.
#[derive(Debug)]
pub struct Past<'a> {
    root: &'a Path,
    build: &'a Build,
    /// From the oldest to the newest.
    pub moments: Vec<Moment>,
    /// Whether the clone is shallow: what was before its first commit is not there.
    pub is_shallow: bool,
    /// Whether there are more commits than [`MAX_COMMITS`].
    pub is_cut: bool,
}

impl<'a> Past<'a> {
    /// Looks for the commits.
    ///
    /// # Errors
    /// There is no `git`, no repository, or no commit.
    pub fn read(root: &'a Path, build: &'a Build) -> Result<Self, Stop> {
        let shallow = git(root, &["rev-parse", "--is-shallow-repository"]).map_err(|said| {
            Stop(format!(
                "there is no history of {}{said}\n  `--history` reads the commits of a git repository; `git init` begins one",
                root.display()
            ))
        })?;
        let none =
            "there is no commit yet\n  `--history` shows the content of each commit; `git commit` makes the first";
        let head = revision::resolve(root, "HEAD").map_err(|_| Stop(none.to_owned()))?;
        let limit = format!("--max-count={}", MAX_COMMITS + 1);
        let list = ["rev-list", "--first-parent", &limit, "--format=%h %cs", &head, "--", &build.content];
        let listed = git(root, &list).map_err(|said| Stop(format!("git cannot list commits{said}")))?;
        let mut moments: Vec<Moment> = listed.split("commit ").filter_map(moment).collect();
        let is_cut = moments.len() > MAX_COMMITS;
        moments.truncate(MAX_COMMITS);
        moments.reverse();
        let mut past = Self { root, build, moments, is_shallow: shallow.trim() == "true", is_cut };
        past.find_trees()?;
        Ok(past)
    }

    /// The trees of all commits, from one process.
    fn find_trees(&mut self) -> Result<(), Stop> {
        let folders = [&self.build.content, &self.build.static_files];
        if folders.iter().any(|folder| folder.contains('\n')) {
            return Err(Stop("git cannot be asked for a folder with a line break in its name".to_owned()));
        }
        let questions: Vec<String> = self
            .moments
            .iter()
            .flat_map(|moment| folders.map(|folder| format!("{}:./{folder}\n", moment.id)))
            .collect();
        let answers = ask(self.root, questions.concat())?;
        let mut answers = answers.lines();
        for moment in &mut self.moments {
            let trees = folders.map(|_| answers.next().and_then(|line| line.strip_suffix(" tree")).unwrap_or_default());
            moment.trees = if trees == ["", ""] { String::new() } else { trees.join(" ") };
        }
        Ok(())
    }

    /// The files of a site at a commit, without its plan and reviews, each with its blob.
    ///
    /// # Errors
    /// There is no `git`, or the repository is damaged or incomplete.
    pub fn files(&self, moment: &Moment) -> Result<Vec<Listed<String>>, Stop> {
        let Some(tree) = revision::tree_of_site(self.root, &moment.id) else {
            return Ok(Vec::new());
        };
        let (mut files, _) = load::list(revision::files_of(self.root, &tree, self.build)?, self.build);
        files.retain(|file| matches!(file.role, Role::Content(_)));
        Ok(files)
    }

    /// Reads the blobs and hands each to `take` with its place in `wanted`. What is no text, or too large, is `None`.
    ///
    /// # Errors
    /// There is no `git`, or the repository is damaged or incomplete.
    pub fn texts(&self, wanted: &[(Kind, String)], take: &mut dyn FnMut(usize, Option<String>)) -> Result<(), Stop> {
        let ids: Vec<&str> = wanted.iter().map(|(_, id)| id.as_str()).collect();
        blobs::read(self.root, &ids, &mut |at, content| {
            let text = match content {
                Content::Bytes(bytes) => String::from_utf8(bytes).ok(),
                Content::TooLarge(_) => None,
            };
            take(at, text);
        })
    }
}

/// `ID`, a line break, `SHORT 2026-01-31`.
fn moment(entry: &str) -> Option<Moment> {
    let mut words = entry.split_whitespace();
    let (id, short, date) = (words.next()?, words.next()?, words.next()?);
    Some(Moment { id: id.to_owned(), short: short.to_owned(), date: date.parse().ok()?, trees: String::new() })
}

/// What objects the lines name: the id and type of each.
fn ask(root: &Path, questions: String) -> Result<String, Stop> {
    let failed = |error: std::io::Error| Stop(format!("git cannot be asked for trees: {error}"));
    let mut process = command(root)
        .args(["cat-file", "--batch-check=%(objectname) %(objecttype)", "--buffer"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(failed)?;
    let asking = process.stdin.take();
    let output = std::thread::scope(|scope| {
        // By a thread of its own, as git may stop reading until its answers are read.
        scope.spawn(move || asking.map(|mut pipe| std::io::Write::write_all(&mut pipe, questions.as_bytes())));
        process.wait_with_output()
    });
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).map_err(failed)
}
