//! `plan.yaml` as data: what each phase, collection and task owes. In: its text. Out: a [`PlanFile`], or all that is wrong with
//! it. Whether anything of it is there is not known here.

mod axes;
mod calendar;
mod collection;
mod delivers;
mod gate;
mod globs;
mod phase;
mod reader;
mod references;
mod task;
mod units;

use jiff::civil::Date;

use crate::diagnostics::{Code, Finding};
use crate::model::Span;
use crate::yaml::{self, Node};
use delivers::Collections;
use reader::{Faults, Table};
use references::{Index, Step, cycles};

pub use axes::{Axes, Axis, Cell};
pub use calendar::Calendar;
pub use collection::{Collection, Each, Items, Pages, UniqueBy, Wanted};
pub use delivers::{Deliverable, Delivered};
pub use gate::{Gate, Required};
pub use globs::{ItemGlob, PathGlob};
pub use phase::{Agents, Phase};
pub use task::{Lane, Planning, Task};
pub use units::{Hours, Share};

/// The code of all that is wrong with a plan.
const INVALID: Code = "plan-invalid";

/// A plan that can be understood: every id that it names exists, nothing comes after itself.
#[derive(Debug, Clone)]
pub struct PlanFile {
    /// The file as findings name it: `plan.yaml`.
    pub file: String,
    /// `title`.
    pub title: String,
    /// `start`: the first day of week 1.
    pub start: Option<Date>,
    /// `calendar`.
    pub calendar: Calendar,
    /// `phases`, in order.
    pub phases: Vec<Phase>,
    /// `collections`, in order.
    pub collections: Vec<Collection>,
    /// `lanes`, in order.
    pub lanes: Vec<Lane>,
    /// `tasks`, in order.
    pub tasks: Vec<Task>,
    /// `planning`.
    pub planning: Planning,
}

/// An id and where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Id {
    /// The id.
    pub name: String,
    /// Its place in the file.
    pub span: Span,
}

/// Reads a plan. `file` is its name for findings, `content` the content folder as configured.
///
/// # Errors
/// Everything that keeps the plan from being understood, each as a `plan-invalid`, in order of place.
pub fn parse(file: &str, text: &str, content: &str) -> Result<PlanFile, Vec<Finding>> {
    let faults = Faults::new(file);
    let plan = match yaml::parse(text) {
        Ok(None) => Some(PlanFile::empty(file)),
        Ok(Some(node)) if node.is_null() => Some(PlanFile::empty(file)),
        Ok(Some(node)) => read(file, &node, content, &faults),
        Err(fault) => {
            faults.add(fault.span, fault.message.replace(char::is_control, " "), "");
            None
        }
    };
    let list = faults.into_list();
    plan.filter(|_| list.is_empty()).ok_or(list)
}

impl PlanFile {
    /// The plan that owes nothing.
    fn empty(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            title: String::new(),
            start: None,
            calendar: Calendar::default(),
            phases: Vec::new(),
            collections: Vec::new(),
            lanes: Vec::new(),
            tasks: Vec::new(),
            planning: Planning::default(),
        }
    }
}

/// The ids of a list, and its entries. One without an id is read all the same, so that all faults are reported at once.
fn entries<'f, 'n>(
    top: &mut Table<'f, 'n>,
    key: &'static str,
    what: &str,
) -> (Vec<Option<Id>>, Vec<(Table<'f, 'n>, Id)>) {
    let read = |mut table: Table<'f, 'n>| {
        let id = table.id(what);
        let named = id.clone().unwrap_or_else(|| Id { name: String::new(), span: table.place() });
        (id, (table, named))
    };
    top.tables(key).into_iter().map(read).unzip()
}

fn read(file: &str, node: &Node, content: &str, faults: &Faults<'_>) -> Option<PlanFile> {
    let mut top = Table::new("", node, faults)?;
    top.scalar("version", "1", "this is the version of the format that is read here", |text, plain| {
        (plain && text == "1").then_some(())
    });
    let title = top.string("title").map_or_else(String::new, |title| title.name);
    let start = calendar::date(&mut top, "start").map(|(day, _)| day);
    let calendar = top.table("calendar").map(Calendar::read).unwrap_or_default();
    let planning = top.table("planning").map(Planning::read).unwrap_or_default();
    let (phase_ids, phases) = entries(&mut top, "phases", "phase");
    let (collection_ids, collections) = entries(&mut top, "collections", "collection");
    let (lane_ids, lanes) = entries(&mut top, "lanes", "lane");
    let (task_ids, tasks) = entries(&mut top, "tasks", "task");
    top.finish();

    let phase_index = Index::new("phase", &phase_ids, faults);
    let collection_index = Index::new("collection", &collection_ids, faults);
    let lane_index = Index::new("lane", &lane_ids, faults);
    let task_index = Index::new("task", &task_ids, faults);
    let phases = phases.into_iter().map(|(table, id)| Phase::read(table, id, start, &calendar)).collect();
    let around = collection::Around { content, phases: &phase_index, cells: std::cell::Cell::new(0) };
    let collections: Vec<Option<Collection>> =
        collections.into_iter().map(|(table, id)| Collection::read(table, id, &around)).collect();
    let lanes = lanes.into_iter().map(|(table, id)| Lane::read(table, id)).collect();
    let around = task::Around {
        calendar,
        phases: &phase_index,
        lanes: &lane_index,
        tasks: &task_index,
        collections: &Collections { index: &collection_index, list: &collections },
    };
    let (tasks, places): (Vec<Task>, Vec<Vec<Span>>) =
        tasks.into_iter().map(|(table, id)| Task::read(table, id, &around)).unzip();
    let step = |(task, places): (&'_ Task, &Vec<Span>)| -> Step {
        Step { id: task.id.name.clone(), after: task.after.iter().copied().zip(places.iter().copied()).collect() }
    };
    cycles(&tasks.iter().zip(&places).map(step).collect::<Vec<_>>(), faults);
    Some(PlanFile {
        file: file.to_owned(),
        title,
        start,
        calendar,
        phases,
        collections: collections.into_iter().flatten().collect(),
        lanes,
        tasks,
        planning,
    })
}

#[cfg(test)]
mod tests;
