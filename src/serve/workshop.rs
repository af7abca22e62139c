//! Makes editions: reads everything, runs the whole pipeline if any byte is another, puts the result up. In: the site's root, the
//! memory of earlier runs. Out: what the board shows, and news of it. There is no partial run: what need not be made again is
//! remembered by the stages themselves.
#![expect(clippy::disallowed_methods, reason = "the preview tells how long its runs take")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use jiff::civil::Date;

use super::board::{Board, Change, Fault, Shown};
use super::edition::Edition;
use super::snapshot::Snapshot;
use crate::cache::{Cache, Memory};
use crate::diagnostics::Finding;
use crate::load::{InputError, Inputs};
use crate::pipeline::{self, BuildOptions, Progress, Work};
use crate::render::TemplateError;

/// What the command decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The site's folder.
    pub root: PathBuf,
    /// Its configuration, if it is not `site.toml`.
    pub config: Option<PathBuf>,
    /// Show drafts.
    pub drafts: bool,
    /// Tells this program from others.
    pub program: String,
}

/// Makes editions of one site.
pub struct Workshop {
    settings: Settings,
    cache: Cache,
    memory: Memory,
    board: Arc<Board>,
    /// What the edition on the board was made from.
    made_from: Option<Snapshot>,
    /// What the last run was made from, where it failed for its templates.
    failed_for: Option<Snapshot>,
}

/// What a run did.
#[derive(Debug)]
pub enum Outcome {
    /// No byte was another; nothing was made.
    Same,
    /// There is something new on the board. The names are of what changed.
    New(Arc<Shown>, BTreeSet<String>),
}

impl Workshop {
    /// A workshop that has made nothing yet.
    pub fn new(settings: Settings, cache: Cache, board: Arc<Board>) -> Self {
        Self { settings, cache, memory: Memory::new(), board, made_from: None, failed_for: None }
    }

    /// Looks at everything, and makes an edition if anything changed. `noticed` is when the first sign of it was seen.
    pub fn run(&mut self, today: Date, noticed: Instant, progress: &dyn Progress) -> Outcome {
        let settings = self.settings.clone();
        let latest = self.failed_for.as_ref().or(self.made_from.as_ref());
        let shown = self.board.now();
        let snapshot = match Snapshot::read(&settings.root, settings.config.as_deref(), today, latest) {
            Ok(snapshot) => snapshot,
            Err(error) => {
                self.failed_for = None;
                return self.fail(fault_of_input(&error), noticed);
            }
        };
        let edited = latest.map(|latest| snapshot.differences(latest)).unwrap_or_default();
        if edited.is_empty() && latest.is_some() {
            if self.failed_for.is_some() || shown.fault.is_none() {
                return Outcome::Same;
            }
            // What could not be read can be again, and is as it was.
            return Outcome::New(self.put_up(None, Change::default(), noticed), edited);
        }
        self.make(snapshot, edited, noticed, progress)
    }

    fn make(
        &mut self,
        snapshot: Snapshot,
        edited: BTreeSet<String>,
        noticed: Instant,
        progress: &dyn Progress,
    ) -> Outcome {
        let stages = RefCell::new(vec![("load", noticed.elapsed())]);
        let last = RefCell::new(Instant::now());
        let mark = |stage| stages.borrow_mut().push((stage, last.replace(Instant::now()).elapsed()));
        let before = self.board.now().edition.clone();
        let Snapshot { config, inputs, baseline, today, .. } = &snapshot;
        let Inputs { sources, theme, extra } = inputs;
        let present = before.as_deref().map(Edition::present).unwrap_or_default();
        let options = BuildOptions {
            base_url: config.site.base_url.as_ref(),
            drafts: self.settings.drafts || config.build.drafts,
            noindex: false,
            present: &present,
            program: &self.settings.program,
            extra,
            baseline: baseline.as_ref(),
            today: *today,
        };
        let work = Work { cache: &self.cache, memory: &self.memory, progress, mark: &mark };
        let built = match pipeline::build(config, sources.clone(), theme, &options, work) {
            Ok(built) => built,
            Err(error) => {
                let outcome = self.fail(fault_of_template(&error), noticed);
                self.failed_for = Some(snapshot);
                return outcome;
            }
        };
        self.memory.end_run();
        let since = self.made_from.as_ref().map(|made_from| snapshot.differences(made_from)).unwrap_or_default();
        let (edition, change) =
            Edition::after(before.as_deref(), config, built, stages.take(), &self.settings.root, &since);
        let shown = self.put_up(Some(edition), change, noticed);
        self.made_from = Some(snapshot);
        self.failed_for = None;
        Outcome::New(shown, edited)
    }

    /// What is to be done once nothing is urgent: remembers for the next process, and what to compare with.
    pub fn tidy(&mut self) {
        self.made_from = self.made_from.take().map(Snapshot::with_stamps);
        self.cache.save();
    }

    fn put_up(&self, edition: Option<Edition>, change: Change, noticed: Instant) -> Arc<Shown> {
        self.board.put_up(|shown| Shown {
            revision: shown.revision,
            edition: edition.map(Arc::new).or_else(|| shown.edition.clone()),
            fault: None,
            change,
            took: noticed.elapsed(),
        })
    }

    fn fail(&self, fault: Fault, noticed: Instant) -> Outcome {
        let shown = self.board.now();
        if shown.fault.as_ref() == Some(&fault) {
            return Outcome::Same;
        }
        let took = noticed.elapsed();
        let (edition, change) = (shown.edition.clone(), Change::default());
        let shown =
            self.board.put_up(|shown| Shown { revision: shown.revision, edition, fault: Some(fault), change, took });
        Outcome::New(shown, BTreeSet::new())
    }
}

fn fault_of_input(error: &InputError) -> Fault {
    let (findings, text) = match error {
        InputError::Config { findings, text, .. } => (findings.clone(), text.as_str()),
        _ => (Vec::new(), ""),
    };
    let line = |finding: &Finding| {
        let number = finding.span.start.line;
        Some(((finding.file.clone(), number), text.lines().nth(number as usize - 1)?.to_owned()))
    };
    let lines: BTreeMap<(String, u32), String> = findings.iter().filter_map(line).collect();
    Fault { text: error.to_string(), findings, lines }
}

fn fault_of_template(error: &TemplateError) -> Fault {
    Fault { text: error.to_string(), findings: Vec::new(), lines: BTreeMap::new() }
}
