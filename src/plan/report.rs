//! How far the content is along its plan, as data. Every output format, the gate, the dashboard and the badges are made from
//! this and count nothing themselves.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::file::{Cell, Each, Share};
use super::tally::Tally;
use crate::model::Span;

/// How far the content is.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The plan's title; empty without a plan.
    pub title: String,
    /// The day that this is about.
    pub today: Date,
    /// Whether there is a plan; without one only totals are known.
    pub has_plan: bool,
    /// All content.
    pub totals: Totals,
    /// Valid diagrams of each kind.
    pub by_kind: BTreeMap<String, usize>,
    /// Content of each top folder; that of files in none under the empty name.
    pub by_section: BTreeMap<String, Totals>,
    /// Phases in the plan's order.
    pub phases: Vec<PhaseReport>,
    /// Collections in the plan's order.
    pub collections: Vec<CollectionReport>,
    /// Tasks in the plan's order.
    pub tasks: Vec<TaskReport>,
    /// Lanes in the plan's order.
    pub lanes: Vec<LaneReport>,
    /// The diagrams that do not draw, as indices of the inventory.
    pub broken: Vec<usize>,
}

/// Numbers of pages and diagrams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Pages.
    pub pages: usize,
    /// Diagrams, broken ones too.
    pub diagrams: usize,
    /// Diagrams that parse and draw.
    pub valid: usize,
    /// Valid diagrams that somebody has reviewed as they are.
    pub reviewed: usize,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quota {
    /// What is there.
    pub have: usize,
    /// What is owed.
    pub need: usize,
}

impl Quota {
    /// Whether all that is owed is there.
    pub const fn holds(self) -> bool {
        self.have >= self.need
    }

    /// What is not there.
    pub const fn missing(self) -> usize {
        self.need.saturating_sub(self.have)
    }

    /// What is there of what is owed, in millionths, rounded down.
    fn millionths(self) -> usize {
        (self.have.min(self.need) * 1_000_000).checked_div(self.need).unwrap_or(1_000_000)
    }

    /// What is there of what is owed, in whole percent, rounded down: 100 only where nothing is missing.
    pub fn percent(self) -> usize {
        (self.have.min(self.need) * 100).checked_div(self.need).unwrap_or(100)
    }
}

impl std::iter::Sum for Quota {
    /// What is there of all that is owed: surplus of one hides no gap of another.
    fn sum<I: Iterator<Item = Self>>(quotas: I) -> Self {
        quotas.fold(Self::default(), |sum, quota| Self {
            have: sum.have + quota.have.min(quota.need),
            need: sum.need + quota.need,
        })
    }
}

/// Where a phase stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Its gate holds and its collections are complete.
    Met,
    /// It is due and something is missing.
    Short,
    /// Something is missing and it is not due.
    Upcoming,
}

impl Status {
    /// `met`, `short`, `upcoming`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Short => "short",
            Self::Upcoming => "upcoming",
        }
    }
}

/// A phase.
#[derive(Debug, Clone, PartialEq)]
pub struct PhaseReport {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where the plan names it.
    pub span: Span,
    /// Where it stands.
    pub status: Status,
    /// When it is due.
    pub due: Option<Date>,
    /// Valid diagrams of the whole site, where the gate asks for a number.
    pub diagrams: Option<Quota>,
    /// The checks that have to be clean.
    pub checks: Vec<CheckReport>,
    /// The heaviest page, where the gate limits it.
    pub page_load: Option<PageLoad>,
    /// Reviewed diagrams, where the gate asks for a share.
    pub reviewed: Option<ShareReport>,
    /// Its collections, as indices of [`Report::collections`].
    pub collections: Vec<usize>,
    /// Tasks that are done, of all of the phase.
    pub tasks: Quota,
    /// What is missing, each a sentence without its stop; empty where it is met.
    pub missing: Vec<String>,
}

impl PhaseReport {
    /// How far it is, in percent, for a bar: the mean of all that it asks for. A check is clean or it is not, the heaviest page
    /// in time or not. All is there just where the phase is met.
    pub fn progress(&self, report: &Report) -> Quota {
        let one = |holds: bool| Quota { have: usize::from(holds), need: 1 };
        let checks = self.checks.iter().map(|check| one(check.findings.is_empty()));
        let page_load = self.page_load.iter().map(|load| one(load.seconds <= load.limit));
        let collections = self.collections.iter().map(|at| report.collections[*at].progress());
        let reviewed = self.reviewed.iter().map(|share| share.quota());
        let parts = self.diagrams.into_iter().chain(checks).chain(page_load).chain(reviewed).chain(collections);
        // In whole millionths, so that sums are exact.
        let (sum, number) = parts.fold((0, 0), |(sum, number), part| (sum + part.millionths(), number + 1));
        let have = if self.status == Status::Met { 100 } else { (sum / number.max(1) / 10_000).min(99) };
        Quota { have, need: 100 }
    }
}

/// A check that has to be clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckReport {
    /// Its code, or `diagram-invalid`.
    pub name: String,
    /// Where its findings are, those that the baseline knows or a comment suppresses too: file, line, message.
    pub findings: Vec<(String, u32, String)>,
}

/// What the heaviest page takes to load.
#[derive(Debug, Clone, PartialEq)]
pub struct PageLoad {
    /// Its file.
    pub file: String,
    /// Its HTML, compressed, in bytes.
    pub bytes: u64,
    /// What it takes, in seconds.
    pub seconds: f64,
    /// What it may take, in seconds.
    pub limit: f64,
}

/// A part of a whole, and what part it has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShareReport {
    /// The part.
    pub have: usize,
    /// The whole.
    pub of: usize,
    /// What is owed.
    pub need: Share,
}

impl ShareReport {
    /// Whether the part is large enough.
    pub fn holds(self) -> bool {
        self.need.holds(self.have, self.of)
    }

    /// The part, and the smallest that is large enough.
    pub fn quota(self) -> Quota {
        let Share(share) = self.need;
        let about = (share * self.of as f64) as usize;
        let need = (about.saturating_sub(1)..=self.of).find(|part| self.need.holds(*part, self.of));
        Quota { have: self.have, need: need.unwrap_or(self.of) }
    }
}

/// A collection.
#[derive(Debug, Clone, PartialEq)]
pub struct CollectionReport {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where the plan names it.
    pub span: Span,
    /// Its phase, as an index of [`Report::phases`].
    pub phase: Option<usize>,
    /// What its figure counts.
    pub unit: Unit,
    /// The figure.
    pub quota: Quota,
    /// All its diagrams: those that the figure counts, and the others with the reason.
    pub tally: Tally,
    /// Its pages, as indices of the inventory.
    pub pages: Vec<usize>,
    /// The share of its diagrams that is valid, where the plan asks for one.
    pub valid: Option<ShareReport>,
    /// Pages with fewer valid diagrams than each owes: the page, what it has, what it owes.
    pub thin_pages: Vec<(usize, Quota)>,
    /// Its items, or the pages of its axes.
    pub items: Vec<ItemReport>,
    /// Its matrix, if it has axes.
    pub matrix: Option<Matrix>,
    /// Items that the glob matches and the plan does not name: their paths.
    pub unplanned: Vec<String>,
}

/// What the figure of a collection counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Valid diagrams.
    Diagrams,
    /// Pages.
    Pages,
}

impl CollectionReport {
    /// Whether nothing of it is missing.
    pub fn is_complete(&self) -> bool {
        self.quota.holds() && self.valid.is_none_or(ShareReport::holds) && self.thin_pages.is_empty()
    }

    /// How far it is, for a bar: its figure, with each page that has too few diagrams as one that is missing.
    pub fn progress(&self) -> Quota {
        let thin = Quota { have: 0, need: self.thin_pages.len() };
        [self.quota, self.valid.map_or_else(Quota::default, ShareReport::quota), thin].into_iter().sum()
    }

    /// Its valid diagrams of all that it has.
    pub fn validity(&self, inventory: &super::Inventory) -> Quota {
        let all = || self.tally.counted.iter().chain(self.tally.left_out.iter().map(|(diagram, _)| diagram));
        Quota { have: all().filter(|diagram| inventory.diagrams[**diagram].valid).count(), need: all().count() }
    }
}

/// An item of a collection, or a page of its axes.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemReport {
    /// Its name; of axes the two values with a `/`.
    pub id: String,
    /// Where it stands, relative to the content folder: all folders or files that are it. Empty where it is missing altogether.
    pub found: Vec<String>,
    /// Where it has to stand.
    pub path: String,
    /// Valid diagrams by role, as far as they are owed. `total` is every role.
    pub roles: Vec<(String, Quota)>,
    /// The diagrams of each of `roles`.
    pub tallies: Vec<Tally>,
}

impl ItemReport {
    /// Whether it exists and nothing of it is missing.
    pub fn is_complete(&self) -> bool {
        !self.found.is_empty() && self.roles.iter().all(|(_, quota)| quota.holds())
    }

    /// What is owed of each role, and under [`Each::TOTAL`] beyond them, so that no diagram counts twice. Of a role no more is there
    /// than is owed.
    pub fn parts(&self) -> impl Iterator<Item = (&str, Quota)> {
        let rest = Each::rest(self.roles.iter().map(|(role, quota)| (role.as_str(), quota.need)));
        self.roles.iter().zip(&self.tallies).map(move |((role, quota), tally)| {
            let need = if role == Each::TOTAL { rest } else { quota.need };
            (role.as_str(), Quota { have: tally.counted.len(), need })
        })
    }

    /// What is owed in all.
    pub fn owed(&self) -> Quota {
        self.parts().map(|(_, quota)| quota).sum()
    }

    /// Whether it stands under another name than the plan's.
    pub fn is_alias(&self) -> bool {
        !self.found.is_empty()
            && !self.found.iter().any(|found| found.trim_end_matches('/') == self.path.trim_end_matches('/'))
    }
}

/// A coverage matrix. Its cells are the collection's items, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// Name of the list that makes the rows, and its values.
    pub rows: (String, Vec<String>),
    /// Name of the list that makes the columns, and its values.
    pub columns: (String, Vec<String>),
    /// Row, column and paths of each item.
    pub cells: Vec<Cell>,
}

/// Whether a task is done or can be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// All that it delivers is there; of one that delivers nothing, the plan says when it was done.
    Done,
    /// All that it comes after is done.
    Ready,
    /// It comes after something that is not done.
    Blocked,
}

impl TaskState {
    /// `done`, `ready`, `blocked`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Ready => "ready",
            Self::Blocked => "blocked",
        }
    }
}

/// A task.
#[derive(Debug, Clone, PartialEq)]
pub struct TaskReport {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its phase, as an index of [`Report::phases`].
    pub phase: Option<usize>,
    /// Its lanes, as indices of [`Report::lanes`].
    pub lanes: Vec<usize>,
    /// Whether it is done.
    pub state: TaskState,
    /// What it delivers, each with whether it is there.
    pub delivers: Vec<DeliveryReport>,
    /// What it waits for: tasks that are not done, as indices of [`Report::tasks`].
    pub waits_for: Vec<usize>,
    /// The day on which the plan says that it was done.
    pub done: Option<Date>,
}

/// Something that a task delivers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryReport {
    /// What: `page index.md`, `18 diagrams in foundation/guarantees/**`.
    pub what: String,
    /// What is there of it.
    pub quota: Quota,
    /// What is missing, a sentence without its stop; empty where it is there.
    pub missing: String,
}

/// A lane.
#[derive(Debug, Clone, PartialEq)]
pub struct LaneReport {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Tasks that are done, of all that it takes part in.
    pub tasks: Quota,
    /// Hours of the tasks that are not done.
    pub hours_left: f64,
    /// Content below the paths that it writes.
    pub content: Totals,
}
