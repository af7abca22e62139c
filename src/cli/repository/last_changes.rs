//! When each file of the content was last changed. In: the site's folder. Out: for each file the day, in UTC, of the newest commit
//! that changed it, as its committer has it, from one process for all of them. Not here: who changed it, where it was before it was
//! renamed, and what is not committed.
//!
//! Only the commit decides: not the clone, its settings, replaced objects or the time zone. Where history is cut, a date would be
//! that of the cut, so that there are none.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Stdio;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{command, git, is_shallow};
use crate::config::Build;
use crate::model::LastChanges;

/// Commits that are looked at, the newest ones.
const MAX_COMMITS: usize = 100_000;

/// Longest part of what git says: a path, or the objects of a commit with many parents.
const MAX_PART: u64 = 64 * 1024;

/// The commit that is checked out, or what git says where there is none.
pub fn head(root: &Path) -> Result<String, String> {
    let said = git(root, &["rev-parse", "--verify", "--end-of-options", "HEAD^{commit}"])?;
    Ok(said.trim().to_owned())
}

/// The days of a site's content at its current commit.
pub fn last_changes(root: &Path, build: &Build) -> LastChanges {
    let unknown = |message: &str, help: &str| LastChanges {
        days: BTreeMap::new(),
        unknown: Some((message.to_owned(), help.to_owned())),
    };
    let head = match head(root) {
        Ok(head) => head,
        Err(said) => {
            let message = format!("the dates of last change are not known{said}");
            return unknown(&message, "build where the repository and `git` are, or take `git_dates` out");
        }
    };
    if is_shallow(root) {
        return unknown(
            "the dates of last change are not known: the clone is shallow, and what it does not have would count as new",
            "fetch the whole history: `fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` on GitLab, `git fetch --unshallow`",
        );
    }
    days(root, &head, &build.content).map_or_else(
        |said| {
            unknown(&format!("the dates of last change are not known: {said}"), "try `git log` in the site's folder")
        },
        |days| LastChanges { days, unknown: None },
    )
}

fn days(root: &Path, head: &str, content: &str) -> Result<BTreeMap<String, Date>, String> {
    let failed = |error: std::io::Error| format!("git cannot be read: {error}");
    // Nothing of the user's settings counts: no signature is asked for, nothing is compared by another program.
    let mut process = command(root)
        .args(["--no-replace-objects", "log", "-z", "--raw", "--no-abbrev", "--format=%ct", "--relative", "-c"])
        .args(["--no-renames", "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-notes", "--no-color"])
        .arg(format!("--max-count={MAX_COMMITS}"))
        .args([head, "--", content])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let said = process.stdout.take().ok_or("git does not talk")?;
    let read = read(BufReader::with_capacity(1 << 16, said));
    // Where reading ended early, git does, too: nobody listens.
    let status = process.wait().map_err(failed)?;
    let days = read.map_err(failed)?;
    if status.success() { Ok(days) } else { Err(format!("git ended with {status}")) }
}

/// Reads parts that end with a zero byte: the seconds of a commit; then for each file `:100644 100644 ID ID M` and its path.
fn read(mut said: impl BufRead) -> std::io::Result<BTreeMap<String, Date>> {
    let mut days: BTreeMap<String, Date> = BTreeMap::new();
    let (mut part, mut day, mut path_follows) = (Vec::new(), None::<Date>, false);
    loop {
        part.clear();
        Read::take(&mut said, MAX_PART).read_until(0, &mut part)?;
        if part.pop() != Some(0) {
            let is_end = part.is_empty();
            return if is_end { Ok(days) } else { Err(std::io::Error::other("it ended within a path")) };
        }
        if std::mem::take(&mut path_follows) {
            if let (Ok(path), Some(day)) = (std::str::from_utf8(&part), day) {
                match days.get_mut(path) {
                    Some(newest) => *newest = day.max(*newest),
                    None => drop(days.insert(path.to_owned(), day)),
                }
            }
            continue;
        }
        let text = part.trim_ascii_start();
        path_follows = text.starts_with(b":");
        if !path_follows {
            day = std::str::from_utf8(text).ok().and_then(|seconds| day_of(seconds.trim()));
        }
    }
}

fn day_of(seconds: &str) -> Option<Date> {
    let time = Timestamp::from_second(seconds.parse().ok()?).ok()?;
    Some(time.to_zoned(TimeZone::UTC).date())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_newest_day_of_each_path_counts_whatever_the_path_looks_like() {
        let said = "1767225599\0\n:100644 100644 a b M\0content/a.md\0:100644 100644 a b M\0:1767225600\0\
                    1767225600\0\n::100644 100644 100644 a b c MM\0content/a.md\0not a number\0\n:000000 100644 0 a A\0content/b.md\0";
        let days = read(said.as_bytes()).unwrap();
        assert_eq!(
            days.into_iter().collect::<Vec<_>>(),
            [(":1767225600".to_owned(), date(2025, 12, 31)), ("content/a.md".to_owned(), date(2026, 1, 1))]
        );
        assert!(read(&b"1767225599\0\n:100644"[..]).is_err());
        assert!(read(&b""[..]).unwrap().is_empty());
    }
}
