//! What is behind a figure: the very diagrams, pages, findings and tasks, each with whether it counts and why not. In: a report, the
//! plan, findings, an id. Out: explanations whose counted rows are as many as the report's figure says.

mod collection;
mod names;
mod site;
mod task;

use super::Inventory;
use super::checks::Index;
use super::file::PlanFile;
use super::files::Files;
use super::report::Report;
use super::tally::{Reason, Tally};

/// What an explanation is made from.
pub struct World<'a> {
    /// The report.
    pub report: &'a Report,
    /// What it counts.
    pub inventory: &'a Inventory,
    /// The plan, if there is one.
    pub plan: Option<&'a PlanFile>,
    /// The content by path.
    pub files: &'a Files<'a>,
    /// What checks found.
    pub found: &'a Index<'a>,
    /// Whether findings of a code were looked for.
    pub is_looked_for: &'a dyn Fn(&str) -> bool,
}

/// What is behind all figures of an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// What the id is of: `phase`, `collection`, `item`, `task`, `lane`, `section`, `kind`, `check`, `total`.
    pub what: &'static str,
    /// The id.
    pub id: String,
    /// Its title; empty if it has none but the id.
    pub title: String,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// What else there is to say, each a sentence without its stop.
    pub notes: Vec<String>,
}

/// A figure and what is behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it counts: `valid diagrams`, `pages`, `collection systems`.
    pub name: String,
    /// The figure: as many as there are counted rows.
    pub have: usize,
    /// What is owed, where something is.
    pub need: Option<usize>,
    /// Everything that was looked at.
    pub rows: Vec<Row>,
    /// Whether it counts what is wrong.
    pub is_of_faults: bool,
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Whether it counts.
    pub counted: bool,
    /// Why not, or what else there is to say of it; else empty.
    pub reason: String,
    /// What it counts for within the figure: an item and role; else empty.
    pub counts_for: String,
    /// What it is.
    pub thing: Thing,
}

/// What can be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// A diagram, as an index of the inventory.
    Diagram(usize),
    /// A page, as an index of the inventory.
    Page(usize),
    /// A path in the content folder: of a folder, or of what is not there.
    Path(String),
    /// A finding: code, file, line, message.
    Finding(String, String, u32, String),
    /// A check, by its name.
    Check(String),
    /// A task, as an index of the report.
    Task(usize),
}

/// Explains an id: everything that has it, or what `WHAT:ID` chooses.
///
/// # Errors
/// Nothing has it; with the nearest that there is.
pub fn explain(id: &str, world: &World<'_>) -> Result<Vec<Explanation>, String> {
    let targets = names::resolve(id, world)?;
    Ok(targets.into_iter().map(|target| target.explain(world)).collect())
}

impl Figure {
    /// A figure of these rows.
    fn of(name: impl Into<String>, need: Option<usize>, rows: Vec<Row>) -> Self {
        Self { name: name.into(), have: rows.iter().filter(|row| row.counted).count(), need, rows, is_of_faults: false }
    }

    /// A figure of what is wrong.
    fn of_faults(name: impl Into<String>, need: Option<usize>, rows: Vec<Row>) -> Self {
        Self { is_of_faults: true, ..Self::of(name, need, rows) }
    }
}

impl Row {
    fn counted(thing: Thing) -> Self {
        Self { counted: true, reason: String::new(), counts_for: String::new(), thing }
    }

    fn left_out(thing: Thing, reason: impl Into<String>) -> Self {
        Self { counted: false, reason: reason.into(), counts_for: String::new(), thing }
    }

    fn counting_for(self, counts_for: &str) -> Self {
        Self { counts_for: counts_for.to_owned(), ..self }
    }
}

/// The rows of a tally in the order of the inventory.
fn rows(tally: &Tally) -> Vec<Row> {
    rows_as(tally, |_| LeftOut::Shown)
}

/// What becomes of a diagram that a tally leaves out.
enum LeftOut {
    /// It is shown as left out.
    Shown,
    /// It counts all the same.
    Counted,
    /// It is not shown.
    Hidden,
}

/// The same, where the reason decides about what is left out.
fn rows_as(tally: &Tally, left_out: impl Fn(&Reason) -> LeftOut) -> Vec<Row> {
    let counted = tally.counted.iter().map(|index| (*index, Row::counted(Thing::Diagram(*index))));
    let others = tally.left_out.iter().filter_map(|(index, reason)| {
        let row = Row::left_out(Thing::Diagram(*index), reason.text());
        match left_out(reason) {
            LeftOut::Shown => Some((*index, row)),
            LeftOut::Counted => Some((*index, Row { counted: true, ..row })),
            LeftOut::Hidden => None,
        }
    });
    let mut all: Vec<(usize, Row)> = counted.chain(others).collect();
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, row)| row).collect()
}

/// Valid diagrams of some, and those that are not.
fn valid(inventory: &Inventory, diagrams: impl IntoIterator<Item = usize>) -> Vec<Row> {
    rows(&Tally::valid(inventory, diagrams))
}

/// Drafts that something would count if they were none. `is_meant` gets a file and its path in the content folder.
fn drafts(inventory: &Inventory, is_meant: impl Fn(&str, &str) -> bool) -> Vec<Row> {
    let all = inventory.drafts.iter().filter(|draft| is_meant(&draft.file, &draft.path));
    all.map(|draft| Row::left_out(Thing::Path(draft.path.clone()), DRAFT)).collect()
}

/// Why a draft does not count.
const DRAFT: &str = "a draft";

/// The reason of a broken diagram.
fn broken() -> String {
    Reason::Broken.text()
}
