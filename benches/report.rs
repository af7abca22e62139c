//! How long a report takes, on a generated site of 400 pages and 1,600 diagrams that grew over 36 commits: its figures, its
//! history, and what changed since the middle of it.
//!
//! `cargo bench --bench report`; each figure is the median of `--runs N` (3). It needs `git`.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench makes sites, measures time and prints it"
)]

mod generated;
mod measure;
mod program;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use measure::{median, runs};
use program::{forget, run};

const PAGES: usize = 400;
const COMMITS: usize = 36;

const PLAN: &str = "version: 1\nphases:\n  - { id: half, gate: { diagrams: 800, require: [diagram-invalid] } }\n\
    \x20 - { id: whole, gate: { diagrams: 1600, require: [all] } }\n\
    collections:\n  - { id: parts, phase: half, items: \"*/\", each: { diagrams: 60 } }\n";

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (whole, site) = (folder.path().join("whole"), folder.path().join("site"));
    generated::write(&whole, PAGES, 4);
    std::fs::write(whole.join("plan.yaml"), PLAN).expect("written");
    grow(&whole, &site);
    let time = |arguments: &[&str], cold: bool| {
        median(runs(), || {
            if cold {
                forget(&site);
            }
            run(&site, arguments)
        })
    };
    for (name, arguments) in [
        ("report", &["report"][..]),
        ("report --history", &["report", "--history"]),
        ("report --against HEAD~18", &["report", "--against", "HEAD~18"]),
    ] {
        let seconds = |duration: Duration| duration.as_secs_f64();
        let (cold, warm) = (seconds(time(arguments, true)), seconds(time(arguments, false)));
        println!("{name:<28} cold {cold:6.2} s   again {warm:6.3} s");
    }
}

/// Makes a repository out of a site, with so many more of its pages in every commit.
fn grow(whole: &Path, site: &Path) {
    std::fs::create_dir_all(site).expect("a folder");
    git(site, &["init", "--quiet"]);
    let pages: Vec<_> = walkdir::WalkDir::new(whole)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.file_type().is_file())
        .collect();
    for (index, some) in pages.chunks(pages.len().div_ceil(COMMITS)).enumerate() {
        for entry in some {
            let target = site.join(entry.path().strip_prefix(whole).expect("below"));
            std::fs::create_dir_all(target.parent().expect("a folder")).expect("a folder");
            std::fs::copy(entry.path(), target).expect("copied");
        }
        git(site, &["add", "--all"]);
        let date = format!("2026-{:02}-{:02}T12:00:00Z", 1 + index / 4, 1 + index % 4 * 7);
        let author = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
        git_on(&date, site, &[&author[..], &["commit", "--quiet", "-m", "more"]].concat());
    }
}

fn git(site: &Path, arguments: &[&str]) {
    git_on("2026-01-01T12:00:00Z", site, arguments);
}

fn git_on(date: &str, site: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.arg("-C").arg(site).args(arguments).env("GIT_COMMITTER_DATE", date).env("GIT_AUTHOR_DATE", date);
    assert!(command.stdout(Stdio::null()).status().expect("git runs").success(), "git {arguments:?}");
}
