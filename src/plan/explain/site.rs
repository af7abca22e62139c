//! What is behind the figures of the whole site: totals, sections, kinds, checks; of phases and lanes.

use super::{Explanation, Figure, Row, Thing, World, broken as reason, collection, drafts, valid};
use crate::plan::report::TaskState;
use crate::plan::{TOP, arithmetic, inventory};

/// Everything.
pub(super) fn all(world: &World<'_>) -> Explanation {
    let pages = (0..world.inventory.pages.len()).map(|at| Row::counted(Thing::Page(at)));
    let pages = pages.chain(drafts(world.inventory, |_, _| true)).collect();
    let diagrams = valid(world.inventory, 0..world.inventory.diagrams.len());
    total("all", vec![Figure::of("pages", None, pages), Figure::of("valid diagrams", None, diagrams)])
}

/// Diagrams that do not draw.
pub(super) fn broken(world: &World<'_>) -> Explanation {
    let rows =
        world.report.broken.iter().map(|at| Row { reason: why(world, *at), ..Row::counted(Thing::Diagram(*at)) });
    total("broken", vec![Figure::of_faults("broken diagrams", None, rows.collect())])
}

/// Why a diagram does not draw, where that was found.
fn why(world: &World<'_>, at: usize) -> String {
    let id = world.inventory.diagrams[at].id.as_str();
    world.found.refusal(id).map_or_else(reason, |finding| format!("{}: {}", finding.code, finding.message))
}

/// Valid diagrams that somebody has reviewed.
pub(super) fn reviewed(world: &World<'_>) -> Explanation {
    total("reviewed", vec![Figure::of("reviewed diagrams", None, reviews(world))])
}

fn reviews(world: &World<'_>) -> Vec<Row> {
    let diagrams = world.inventory.diagrams.iter().enumerate().filter(|(_, diagram)| diagram.valid);
    diagrams
        .map(|(at, diagram)| match diagram.reviewed {
            true => Row::counted(Thing::Diagram(at)),
            false => Row::left_out(Thing::Diagram(at), "not reviewed as it is now"),
        })
        .collect()
}

fn total(id: &str, figures: Vec<Figure>) -> Explanation {
    Explanation { what: "total", id: id.to_owned(), title: String::new(), figures, notes: Vec::new() }
}

/// The content of a top folder.
pub(super) fn section(world: &World<'_>, name: &str) -> Explanation {
    let inventory = world.inventory;
    let pages = (0..inventory.pages.len()).filter(|at| inventory::section(&inventory.pages[*at].path) == name);
    let pages = pages.map(|at| Row::counted(Thing::Page(at)));
    let pages = pages.chain(drafts(inventory, |_, path| inventory::section(path) == name)).collect();
    let diagrams = (0..inventory.diagrams.len()).filter(|at| inventory.diagrams[*at].section == name);
    let diagrams = valid(inventory, diagrams);
    let id = if name == TOP { "." } else { name };
    let figures = vec![Figure::of("pages", None, pages), Figure::of("valid diagrams", None, diagrams)];
    Explanation { what: "section", ..total(id, figures) }
}

/// The diagrams of a kind.
pub(super) fn kind(world: &World<'_>, name: &str) -> Explanation {
    let inventory = world.inventory;
    let diagrams = (0..inventory.diagrams.len()).filter(|at| inventory.diagrams[*at].kind.as_deref() == Some(name));
    let figures = vec![Figure::of("valid diagrams", None, valid(inventory, diagrams))];
    Explanation { what: "kind", ..total(name, figures) }
}

/// The findings of a check.
pub(super) fn check(world: &World<'_>, name: &str) -> Explanation {
    let rows = world.found.of(name).into_iter().map(|finding| {
        let place = (finding.file.clone(), finding.span.start.line);
        Row::counted(Thing::Finding(finding.code.to_owned(), place.0, place.1, finding.message.clone()))
    });
    Explanation { what: "check", ..total(name, vec![Figure::of_faults("findings", None, rows.collect())]) }
}

/// All that a phase asks for.
pub(super) fn phase(world: &World<'_>, at: usize) -> Explanation {
    let report = world.report;
    let phase = &report.phases[at];
    let all = valid(world.inventory, 0..world.inventory.diagrams.len());
    let mut figures = vec![Figure::of("valid diagrams", phase.diagrams.map(|quota| quota.need), all)];
    for check in &phase.checks {
        let rows = check.findings.iter().map(|(file, line, message)| {
            Row::counted(Thing::Finding(check.name.clone(), file.clone(), *line, message.clone()))
        });
        figures.push(Figure::of_faults(format!("findings of {}", check.name), Some(0), rows.collect()));
    }
    if let Some(share) = phase.reviewed {
        figures.push(Figure::of("reviewed diagrams", Some(share.quota().need), reviews(world)));
    }
    for collection in &phase.collections {
        figures.extend(collection::figures(world, *collection).into_iter().map(|figure| Figure {
            name: format!("collection {}: {}", report.collections[*collection].id, figure.name),
            ..figure
        }));
    }
    let tasks = (0..report.tasks.len()).filter(|task| report.tasks[*task].phase == Some(at));
    figures.extend(tasks_figure(world, tasks));
    Explanation {
        what: "phase",
        title: title(&phase.title, &phase.id),
        notes: phase.page_load.iter().map(arithmetic).collect(),
        ..total(&phase.id, figures)
    }
}

/// The content and the tasks of a lane.
pub(super) fn lane(world: &World<'_>, at: usize) -> Explanation {
    let report = world.report;
    let lane = &report.lanes[at];
    let meant = world.plan.map(|plan| world.files.meant(&plan.lanes[at].writes)).unwrap_or_default();
    let globs = world.plan.map_or(&[][..], |plan| &plan.lanes[at].writes);
    let is_meant = |file: &str, path: &str| globs.iter().any(|glob| glob.matches(file, path));
    let pages = meant.pages.into_iter().map(|page| Row::counted(Thing::Page(page)));
    let pages = pages.chain(drafts(world.inventory, is_meant)).collect();
    let mut figures = vec![
        Figure::of("pages", None, pages),
        Figure::of("valid diagrams", None, valid(world.inventory, meant.diagrams)),
    ];
    let tasks = (0..report.tasks.len()).filter(|task| report.tasks[*task].lanes.contains(&at));
    figures.extend(tasks_figure(world, tasks));
    Explanation { what: "lane", title: title(&lane.title, &lane.id), ..total(&lane.id, figures) }
}

/// Those of some tasks that are done; nothing without tasks.
fn tasks_figure(world: &World<'_>, tasks: impl Iterator<Item = usize>) -> Option<Figure> {
    let rows: Vec<Row> = tasks
        .map(|task| match world.report.tasks[task].state {
            TaskState::Done => Row::counted(Thing::Task(task)),
            state => Row::left_out(Thing::Task(task), state.name()),
        })
        .collect();
    (!rows.is_empty()).then(|| Figure::of("tasks done", Some(rows.len()), rows))
}

pub(super) fn title(title: &str, id: &str) -> String {
    if title == id { String::new() } else { title.to_owned() }
}
