//! Makes editions: reads everything, runs the whole pipeline if any byte is another, puts the result up. In: the site's root, the
//! memory of earlier runs. Out: what the board shows, and news of it. There is no partial run: what need not be made again is
//! remembered by the stages themselves.
#![expect(clippy::disallowed_methods, reason = "the preview tells how long its runs take")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::civil::Date;

use super::board::{Board, Change, Fault, Shown};
use super::edition::Edition;
use super::ending::Ending;
use super::later::Later;
use super::snapshot::Snapshot;
use crate::cache::{Cache, Memory};
use crate::config::Config;
use crate::diagnostics::Finding;
use crate::load::{self, InputError, Inputs, Stamp, Theme};
use crate::model::{LastChanges, Position, Span};
use crate::pipeline::{self, BuildOptions, Progress, Work};
use crate::render::TemplateError;
use crate::write::{self, WriteError};

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
    memory: Arc<Memory>,
    /// Bytes of pages that are held.
    most: usize,
    /// Whose turn it is to make a page that is not held.
    turn: Arc<Mutex<()>>,
    board: Arc<Board>,
    /// What the edition on the board was made from.
    made_from: Option<Snapshot>,
    /// What the last run was made from, where it failed for its templates.
    failed_for: Option<Snapshot>,
    /// When files were last changed.
    last_changes: Arc<LastChanges>,
    /// The day of the last run.
    today: Option<Date>,
    /// Runs since the last that gave an edition.
    failures: u32,
    /// When the cache was saved last.
    saved: Option<Instant>,
    ending: Ending,
}

/// Bytes of pages that are held: 1 GB. What has no room is made when it is asked for.
const MOST: usize = 1024 * 1024 * 1024;

/// Failed runs after which what none of them used is forgotten. Not each time: one fails before it has used much of what the
/// next will need.
const FAILURES: u32 = 32;

/// How long the cache is not saved again: its file is written whole, and an author pauses often.
const BETWEEN_SAVES: Duration = Duration::from_secs(300);

/// Bytes of results from which on the cache is saved without a pause.
const UNSAVED: usize = 64 * 1024 * 1024;

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
        Self {
            settings,
            cache,
            memory: Arc::new(Memory::new()),
            most: MOST,
            turn: Arc::default(),
            board,
            made_from: None,
            failed_for: None,
            last_changes: Arc::default(),
            today: None,
            failures: 0,
            saved: None,
            ending: Ending::default(),
        }
    }

    /// The same, but it holds pages of so many bytes at most.
    #[must_use]
    pub fn with_most(self, most: usize) -> Self {
        Self { most, ..self }
    }

    /// The same, asking `ending` before it writes.
    #[must_use]
    pub fn until(self, ending: Ending) -> Self {
        Self { ending, ..self }
    }

    /// Looks at everything, and makes an edition if anything changed. `noticed` is when the first sign of it was seen.
    pub fn run(&mut self, today: Date, noticed: Instant, progress: &dyn Progress) -> Outcome {
        self.today = Some(today);
        let run = AssertUnwindSafe(|| self.look(today, noticed, progress));
        catch_unwind(run).unwrap_or_else(|_| match &self.board.now().fault {
            // It will be looked at again and again.
            Some(fault) if *fault == fault_of_ours() => Outcome::Same,
            _ => self.fail(fault_of_ours(), BTreeSet::new(), noticed),
        })
    }

    /// When files were last changed, from the next run on.
    pub fn know(&mut self, last_changes: LastChanges) {
        self.last_changes = Arc::new(last_changes);
    }

    /// The configuration of the last run that could read one.
    pub fn config(&self) -> Option<&Config> {
        self.latest().map(|snapshot| &snapshot.config)
    }

    /// Whether the last run was on this day; another day is a reason for the next.
    pub fn is_of(&self, today: Date) -> bool {
        self.today == Some(today)
    }

    fn look(&mut self, today: Date, noticed: Instant, progress: &dyn Progress) -> Outcome {
        let shown = self.board.now();
        let (root, config) = (&self.settings.root, self.settings.config.as_deref());
        let latest = self.latest();
        let snapshot = match Snapshot::read(root, config, today, &self.last_changes, latest) {
            Ok(snapshot) => snapshot,
            Err(error) => {
                let fault = fault_of_input(&error, &self.settings.root);
                self.failed_for = None;
                if shown.fault.as_ref() == Some(&fault) {
                    return Outcome::Same;
                }
                // What else changed nobody has read.
                let edited = fault.findings.iter().map(|finding| finding.file.clone()).collect();
                return self.fail(fault, edited, noticed);
            }
        };
        let edited = latest.map(|latest| snapshot.differences(latest)).unwrap_or_default();
        if edited.is_empty() && latest.is_some() {
            if self.failed_for.is_some() || shown.fault.is_none() {
                return Outcome::Same;
            }
            if let Some(edition) = shown.edition() {
                // What could not be read can be again, and is as it was.
                let shown = self.board.show(Arc::clone(edition), Change::default(), noticed.elapsed());
                return Outcome::New(shown, edited);
            }
        }
        self.make(snapshot, edited, noticed, progress)
    }

    fn latest(&self) -> Option<&Snapshot> {
        self.failed_for.as_ref().or(self.made_from.as_ref())
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
        let before = self.board.now().edition().cloned();
        let Snapshot { config, inputs, baseline, today, last_changes, .. } = &snapshot;
        let Inputs { sources, theme, extra } = inputs;
        let present = Edition::present(before.as_deref(), self.most);
        let options = BuildOptions {
            base_url: config.site.base_url.as_ref(),
            drafts: self.settings.drafts || config.build.drafts,
            noindex: false,
            last_changes,
            present: &present,
            program: &self.settings.program,
            extra,
            baseline: baseline.as_ref(),
            today: *today,
        };
        let work = Work { cache: &self.cache, memory: &self.memory, progress, mark: &mark };
        let built = catch_unwind(AssertUnwindSafe(|| {
            let built = pipeline::build(config, sources.clone(), theme, &options, work)
                .map_err(|error| fault_of_template(&error, theme))?;
            // What no folder could hold is not shown either.
            write::check_paths(&built.files).map_err(|error| fault_of_paths(&error))?;
            Ok(built)
        }));
        let built = match built.unwrap_or_else(|_| Err(fault_of_ours())) {
            Ok(built) => built,
            Err(fault) => {
                self.failures += 1;
                if self.failures.is_multiple_of(FAILURES) {
                    self.cache.let_go(&self.memory.end_run());
                }
                // Not before something changed again.
                self.failed_for = Some(snapshot);
                return self.fail(fault, edited, noticed);
            }
        };
        self.cache.let_go(&self.memory.end_run());
        self.failures = 0;
        let since = match (&self.failed_for, &self.made_from) {
            (Some(_), Some(made_from)) => snapshot.differences(made_from),
            _ => edited.clone(),
        };
        let later = || Later {
            config: config.clone(),
            inputs: inputs.clone(),
            drafts: options.drafts,
            program: self.settings.program.clone(),
            today: *today,
            last_changes: Arc::clone(last_changes),
            memory: Arc::clone(&self.memory),
            turn: Arc::clone(&self.turn),
        };
        let (edition, change) =
            Edition::after(before.as_deref(), config, built, stages.take(), &self.settings.root, &since, &later);
        let shown = self.board.show(Arc::new(edition), change, noticed.elapsed());
        read_later(snapshot.unread());
        self.made_from = Some(snapshot);
        self.failed_for = None;
        if self.cache.unsaved() > UNSAVED {
            self.tidy();
        }
        Outcome::New(shown, edited)
    }

    /// What is to be done once nothing is urgent: remembers for the next process.
    pub fn tidy(&mut self) {
        let unsaved = self.cache.unsaved();
        let is_due = unsaved > UNSAVED || self.saved.is_none_or(|saved| saved.elapsed() >= BETWEEN_SAVES);
        if unsaved > 0 && is_due {
            let cache = &mut self.cache;
            self.ending.write(|| cache.save_and_go_on());
            self.saved = Some(Instant::now());
        }
    }

    fn fail(&self, fault: Fault, edited: BTreeSet<String>, noticed: Instant) -> Outcome {
        Outcome::New(self.board.fail(fault, noticed.elapsed()), edited)
    }
}

/// Reads files that are only copied, so that there is something to compare with. Nobody waits for it: there may be many.
fn read_later(files: Vec<(PathBuf, Arc<Stamp>)>) {
    if !files.is_empty() {
        let read = move || {
            for (file, stamp) in files {
                stamp.read(&file);
            }
        };
        // Without a thread they are read when one of them is to be compared.
        let _ = std::thread::Builder::new().name("reader".to_owned()).spawn(read);
    }
}

fn fault_of_input(error: &InputError, root: &Path) -> Fault {
    let (findings, text) = match error {
        InputError::Config { findings, text, .. } => (findings.clone(), text.as_str()),
        InputError::Baseline { file, line, message, text } => {
            let place = Span::at(Position { line: *line, column: 1 });
            (vec![Finding::error("baseline", &load::relative(root, file), place, message.clone())], text.as_str())
        }
        _ => (Vec::new(), ""),
    };
    Fault { lines: lines(&findings, text), text: error.to_string(), findings }
}

fn fault_of_template(error: &TemplateError, theme: &Theme) -> Fault {
    let findings: Vec<Finding> = error.finding().cloned().into_iter().collect();
    let text = findings.first().and_then(|finding| {
        let (path, _) = theme.own.iter().find(|(_, file)| **file == finding.file)?;
        theme.files.get(path)
    });
    let text = text.map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    Fault { lines: lines(&findings, &text), text: error.to_string(), findings }
}

fn fault_of_paths(error: &WriteError) -> Fault {
    Fault { text: format!("{error}\n  rename one of the two"), findings: Vec::new(), lines: BTreeMap::new() }
}

fn fault_of_ours() -> Fault {
    let text = "the site could not be built: a fault of Chartroom; please report it with what you changed last";
    Fault { text: text.to_owned(), findings: Vec::new(), lines: BTreeMap::new() }
}

/// The lines of their file that the findings are about.
fn lines(findings: &[Finding], text: &str) -> BTreeMap<(String, u32), String> {
    let line = |finding: &Finding| {
        let number = finding.span.start.line;
        Some(((finding.file.clone(), number), finding.span.start.line_of(text)?.to_owned()))
    };
    findings.iter().filter_map(line).collect()
}
