//! What `check --external` adds: clock and progress for asking the web, and what is told about what was not asked.

use std::cell::Cell;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::progress::Bar;
use super::terminal::Terminal;
use crate::cache::Cache;
use crate::config;
use crate::diagnostics::human::count;
use crate::pipeline::Progress;
use crate::web::{self, Answers, Asking, Place};

const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;

/// Asks the web.
pub struct External<'a> {
    settings: &'a config::External,
    cache: &'a Cache,
    bar: &'a Bar,
    /// Addresses that were left alone.
    private: Cell<usize>,
}

impl<'a> External<'a> {
    /// Does not ask yet.
    pub const fn new(settings: &'a config::External, cache: &'a Cache, bar: &'a Bar) -> Self {
        Self { settings, cache, bar, private: Cell::new(0) }
    }

    /// Asks where these places lead.
    pub fn ask(&self, places: Vec<Place>) -> Answers {
        let start = Instant::now();
        let answers = web::ask(
            places,
            Asking {
                settings: self.settings,
                cache: self.cache,
                day: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs() / SECONDS_OF_A_DAY),
                elapsed: &|| start.elapsed(),
                begin: &|total| self.bar.stage("asking", total),
                step: &|| self.bar.step(),
            },
        );
        self.private.set(answers.private);
        answers
    }

    /// Says what was left alone.
    pub fn tell(&self, terminal: &Terminal) {
        let private = self.private.get();
        if private > 0 {
            terminal.note(&format!(
                "{} not asked for; `allow_private = true` in [check.external] asks",
                count(private, "address in a private network was", "addresses in private networks were")
            ));
        }
    }
}
