//! What the running preview serves after edits drawn by chance is what a fresh build writes, every file, byte for byte.
//! `CHARTROOM_EDITS` sets how many edits, `CHARTROOM_SEED` where they begin.

use std::time::{Duration, Instant};

use crate::harness::TestSite;
use crate::random_edits::RandomSite;
use crate::serve_harness::{PATIENCE, Serving};

/// The dashboard shows the day.
const DAY: [&str; 2] = ["--today", "2026-06-01"];

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn what_is_served_after_any_edits_is_what_a_fresh_build_writes() {
    let (edits, seed) = (number("CHARTROOM_EDITS", 250), number("CHARTROOM_SEED", 7));
    let site = TestSite::bare();
    let mut chance = RandomSite::new(&site.path(""), seed);
    let serving = Serving::start(&site, &DAY);
    let folder = tempfile::tempdir().expect("a folder");
    let mut done = 0;
    let mut failed = 0;
    while done < edits {
        // One edit, or two in a burst.
        let said: Vec<String> = (0..1 + done % 3).map(|_| chance.edit()).collect();
        done += said.len() as u64;
        let place = format!("seed {seed}, edit {done}: {}", said.join("; "));
        let built = folder.path().join(done.to_string());
        let run = site.build(&[&DAY[..], &["--no-cache", "--output", &built.to_string_lossy()]].concat());
        if run.code == 2 {
            failed += 1;
            // What is served then is the last state that made a site, which may be one in the middle of the burst.
            settle(&serving, &place, || {
                let state = serving.health();
                (state["status"] != "failed").then(|| format!("it should fail: {run:?}\n{state}"))
            });
            assert_ne!(serving.get("/").status, 503, "{place}");
        } else {
            settle(&serving, &place, || serving.difference(&built));
            std::fs::remove_dir_all(&built).expect("removed");
        }
    }
    assert!(failed < edits / 2, "most edits make a site: {failed}");
}

/// Waits until what is served is as it should be.
fn settle(serving: &Serving, place: &str, difference: impl Fn() -> Option<String>) {
    let begin = Instant::now();
    while let Some(difference) = difference() {
        assert!(begin.elapsed() < PATIENCE, "{place}\n{difference}\n{}", serving.terminal());
        std::thread::sleep(Duration::from_millis(10));
    }
}
