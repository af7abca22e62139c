//! The program itself, run on a site and timed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long the program takes with these arguments on a site. That it finds something is no failure.
pub fn run(site: &Path, arguments: &[&str]) -> Duration {
    let start = Instant::now();
    let status = Command::new(env!("CARGO_BIN_EXE_chartroom"))
        .args(arguments)
        .args(["--quiet", "--root"])
        .arg(site)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program runs");
    assert_ne!(status.code(), Some(2), "the command does its work");
    start.elapsed()
}

/// Removes what earlier runs left.
pub fn forget(site: &Path) {
    for folder in ["public", ".chartroom"] {
        let path = site.join(folder);
        if path.exists() {
            std::fs::remove_dir_all(path).expect("removed");
        }
    }
}
