//! Arguments of a bench, and the middle of what it measures.

use std::time::Duration;

/// The median of several measurements.
pub fn median(runs: usize, mut measure: impl FnMut() -> Duration) -> Duration {
    let mut times: Vec<Duration> = (0..runs).map(|_| measure()).collect();
    times.sort();
    times[runs / 2]
}

/// The value of an option of the bench.
pub fn option(name: &str) -> Option<String> {
    let mut arguments = std::env::args();
    arguments.find(|argument| argument == name)?;
    arguments.next()
}

/// How often to measure: `--runs N`, 3 by default.
pub fn runs() -> usize {
    option("--runs").and_then(|runs| runs.parse().ok()).unwrap_or(3).max(1)
}
