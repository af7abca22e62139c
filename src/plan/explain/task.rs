//! What is behind the state of a task.

use super::site::title;
use super::{DRAFT, Explanation, Figure, Row, Thing, World, collection, valid};
use crate::plan::file::{Deliverable, Required};
use crate::plan::report::{ItemReport, TaskState};

pub(super) fn explain(world: &World<'_>, at: usize) -> Explanation {
    let report = world.report;
    let task = &report.tasks[at];
    let deliverables = world.plan.map_or(&[][..], |plan| &plan.tasks[at].delivers);
    let figures = task.delivers.iter().zip(deliverables).map(|(delivery, delivered)| Figure {
        name: delivery.what.clone(),
        need: Some(delivery.quota.need),
        ..figure(world, &delivered.what)
    });
    let mut notes = vec![format!("it is {}", task.state.name())];
    if task.state != TaskState::Done {
        notes.extend(task.waits_for.iter().map(|other| format!("it waits for {}", report.tasks[*other].id)));
    }
    if let Some(date) = task.done {
        notes.push(format!("the plan says that it was done on {date}"));
    }
    Explanation {
        what: "task",
        id: task.id.clone(),
        title: title(&task.title, &task.id),
        figures: figures.collect(),
        notes,
    }
}

fn figure(world: &World<'_>, what: &Deliverable) -> Figure {
    match what {
        Deliverable::Page(path) => Figure::of("", None, page(world, path)),
        Deliverable::Diagrams(_, None) => {
            Figure::of("", None, valid(world.inventory, 0..world.inventory.diagrams.len()))
        }
        Deliverable::Diagrams(_, Some(glob)) => {
            Figure::of("", None, valid(world.inventory, world.files.meant([glob]).diagrams))
        }
        Deliverable::Item(at, id) => {
            let item = world.report.collections[*at].items.iter().find(|item| item.id == *id);
            Figure::of("", None, item.map(|item| of_item(world, item)).unwrap_or_default())
        }
        Deliverable::Collection(at) => {
            let first = collection::figures(world, *at).into_iter().next();
            first.unwrap_or_else(|| Figure::of("", None, Vec::new()))
        }
        Deliverable::Clean(required, glob) => {
            let meant = glob.as_ref().map(|glob| world.files.meant([glob]));
            let files = meant.as_ref().map(|meant| meant.files.as_slice());
            Figure::of("", None, clean(world, required, files))
        }
    }
}

/// A page and the errors in it.
fn page(world: &World<'_>, path: &str) -> Vec<Row> {
    let Some(page) = world.files.page(path) else {
        let is_draft = world.inventory.drafts.iter().any(|draft| draft.path == path);
        return vec![Row::left_out(Thing::Path(path.to_owned()), if is_draft { DRAFT } else { "missing" })];
    };
    match world.found.first_error(&world.inventory.pages[page].file) {
        None => vec![Row::counted(Thing::Page(page))],
        Some(finding) => {
            let (code, file) = (finding.code.to_owned(), finding.file.clone());
            let thing = Thing::Finding(code, file, finding.span.start.line, finding.message.clone());
            vec![Row::left_out(Thing::Page(page), "not clean"), Row::left_out(thing, "its first error")]
        }
    }
}

/// An item, of which no more counts than is owed.
fn of_item(world: &World<'_>, item: &ItemReport) -> Vec<Row> {
    let mut all = Vec::new();
    if item.roles.is_empty() || item.found.is_empty() {
        all.push(collection::place(world, item));
    }
    for ((role, _), tally) in item.roles.iter().zip(&item.tallies) {
        all.extend(collection::part(tally).into_iter().map(|row| row.counting_for(role)));
    }
    all
}

/// Checks and what they found.
fn clean(world: &World<'_>, required: &[Required], files: Option<&[&str]>) -> Vec<Row> {
    let mut all = Vec::new();
    for check in required.iter().flat_map(|required| world.found.report_in(required, files)) {
        let thing = Thing::Check(check.name.clone());
        if check.findings.is_empty() {
            all.push(Row::counted(thing));
            continue;
        }
        all.push(Row::left_out(thing, "not clean"));
        all.extend(check.findings.into_iter().map(|(file, line, message)| {
            Row::left_out(Thing::Finding(check.name.clone(), file, line, message), "found")
        }));
    }
    all
}
