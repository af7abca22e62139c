//! The git repository around a site: where the site lies in it, which of its files changed, how one is merged, the site
//! as it was at a revision (`revision.rs`, `blobs.rs`), the commits that changed it (`past.rs`), and the day on which each file
//! was last changed (`last_changes.rs`).
//!
//! By the `git` program, so that configuration, worktrees, partial and shallow clones, alternates, replaced objects and
//! ignored files mean what they mean to the user. A library that knows all of these would be a hundred packages, half of
//! the program's own number, for what costs two processes and a few milliseconds here. Nothing in here changes the
//! repository, its index or the working tree, and no hook or filter runs.

mod blobs;
mod last_changes;
mod past;
mod revision;

pub use last_changes::head;
use last_changes::last_changes;
pub use past::{MAX_COMMITS, Moment, Past};
pub use revision::{resolve, sources_at};

use std::path::Path;
use std::process::Command;

use super::Stop;
use crate::config::Config;
use crate::model::LastChanges;

/// The site's folder as seen from the top of the repository that it lies in, with `/`. Empty where it is the top, or where
/// there is no repository.
pub fn place_of(root: &Path) -> String {
    let Ok(root) = root.canonicalize() else {
        return String::new();
    };
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    let place = top.and_then(|top| root.strip_prefix(top).ok()).unwrap_or(Path::new(""));
    place.to_string_lossy().replace('\\', "/")
}

/// The files below `root` that differ from the revision, with those that git does not know yet, relative to `root`.
///
/// # Errors
/// There is no `git`, no repository, or no such revision.
pub fn changed_since(root: &Path, revision: &str) -> Result<Vec<String>, Stop> {
    let commit = resolve(root, revision)?;
    let failed = |said: String| Stop(format!("git cannot list what changed since `{revision}`{said}"));
    let changed =
        git(root, &["diff", "--name-only", "--relative", "--no-ext-diff", "-z", &commit, "--", "."]).map_err(failed)?;
    let added = git(root, &["ls-files", "--others", "--exclude-standard", "-z", "--", "."]).map_err(failed)?;
    Ok(changed.split('\0').chain(added.split('\0')).filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// How git merges a file of `root`: the value of its attribute `merge`, `unspecified` without a rule; `None` where there is no
/// `git` or no repository.
pub fn merged_by(root: &Path, file: &str) -> Option<String> {
    let said = git(root, &["check-attr", "-z", "merge", "--", file]).ok()?;
    said.split('\0').nth(2).map(str::to_owned)
}

/// When the files of a site were last changed, where its configuration asks for that.
pub fn wanted_last_changes(root: &Path, config: &Config) -> LastChanges {
    config.output.git_dates.map(|_| last_changes(root, &config.build)).unwrap_or_default()
}

/// Whether the history of the repository is cut.
pub fn is_shallow(root: &Path) -> bool {
    git(root, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|said| said.trim() == "true")
}

/// What git prints as text, or what it complains about.
fn git(root: &Path, arguments: &[&str]) -> Result<String, String> {
    bytes_of_git(root, arguments).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// What git prints, or what it complains about.
fn bytes_of_git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = command(root).args(arguments).output().map_err(|error| format!(": git cannot be run: {error}"))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(said.lines().next().map_or_else(String::new, |line| format!(": {line}")))
}

/// The program, in the site's folder. A path is a path to it, whatever characters it has.
fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).arg("--literal-pathspecs");
    command
}
