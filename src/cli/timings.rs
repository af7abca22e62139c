//! `--timings`: where the time of a build went, or that of each run of a preview.

use std::time::{Duration, Instant};

/// Stages and how long each took, in one line.
pub fn line(rows: &[(&'static str, Duration)]) -> String {
    let row = |(name, time): &(&str, Duration)| format!("{name} {:.1} ms", time.as_secs_f64() * 1000.0);
    format!("  {}", rows.iter().map(row).collect::<Vec<_>>().join(", "))
}

/// Stages and how long each took.
pub struct Timings {
    last: Instant,
    rows: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// Begins now.
    pub fn new() -> Self {
        Self { last: Instant::now(), rows: Vec::new() }
    }

    /// What was done since the last call.
    pub fn mark(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.rows.push((stage, now - self.last));
        self.last = now;
    }

    /// All so far together.
    pub fn total(&self) -> Duration {
        self.rows.iter().map(|(_, time)| *time).sum()
    }

    /// A table, one stage a line.
    pub fn table(&self) -> String {
        let total = self.total().as_secs_f64().max(1e-9);
        let row = |name: &str, seconds: f64| {
            format!("{name:>10} {:>9.1} ms {:>5.1}%", seconds * 1000.0, seconds / total * 100.0)
        };
        let mut lines: Vec<String> = self.rows.iter().map(|(name, time)| row(name, time.as_secs_f64())).collect();
        lines.push(row("total", total));
        lines.join("\n")
    }
}
