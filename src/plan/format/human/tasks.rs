//! Tasks on a terminal: by lane, then each that is not done, by phase.

use super::SHOWN;
use super::page::{Ink, Page, WIDTH, column, name, widest};
use crate::diagnostics::human::count;
use crate::plan::report::{LaneReport, Quota, TaskReport, TaskState};
use crate::plan::view::View;

pub(super) fn write(page: &mut Page, view: &View<'_>) {
    let report = view.report;
    lanes(page, view);
    if view.tasks.is_empty() {
        return;
    }
    let all = || view.tasks.iter().map(|at| &report.tasks[*at]);
    let number = |state: TaskState| all().filter(|task| task.state == state).count();
    page.heading(&format!(
        "Tasks: {} of {} done, {} ready, {} blocked",
        number(TaskState::Done),
        view.tasks.len(),
        number(TaskState::Ready),
        number(TaskState::Blocked)
    ));
    let mut by_phase: Vec<Vec<&TaskReport>> = vec![Vec::new(); report.phases.len() + 1];
    for task in all() {
        by_phase[task.phase.unwrap_or(report.phases.len())].push(task);
    }
    for phase in view.phases_by_due().into_iter().chain([report.phases.len()]) {
        let tasks = &by_phase[phase];
        let done = tasks.iter().filter(|task| task.state == TaskState::Done).count();
        if tasks.is_empty() {
            continue;
        }
        let id = report.phases.get(phase).map_or_else(|| "(no phase)".to_owned(), |phase| name(&phase.id));
        page.line(&format!("  {id}: {done} of {} done", tasks.len()));
        // Those that can be begun come first.
        let open = |state: TaskState| tasks.iter().filter(move |task| task.state == state);
        let width = widest(tasks.iter().map(|task| task.id.as_str()), 20);
        for task in open(TaskState::Ready).chain(open(TaskState::Blocked)).take(SHOWN) {
            one(page, view, task, width);
        }
        let left = tasks.len() - done;
        if left > SHOWN {
            page.line(&format!("    and {} more; `--format json` lists all", left - SHOWN));
        }
    }
}

fn one(page: &mut Page, view: &View<'_>, task: &TaskReport, width: usize) {
    let report = view.report;
    let ink = if task.state == TaskState::Ready { Ink::Good } else { Ink::Faint };
    let state = page.ink(ink, &format!("{:7}", task.state.name()));
    let title = if task.title == task.id { "" } else { &task.title };
    page.line(&format!("    {state}  {}  {}", column(&task.id, width), column(title, 60)));
    if !task.waits_for.is_empty() {
        let waits: Vec<&str> = task.waits_for.iter().take(5).map(|at| report.tasks[*at].id.as_str()).collect();
        let more = if task.waits_for.len() > 5 { ", …" } else { "" };
        page.point(13, "-", &format!("waits for {}{more}", waits.join(", ")));
    }
    for delivery in task.delivers.iter().filter(|delivery| !delivery.missing.is_empty()).take(SHOWN) {
        page.point(13, "-", &delivery.missing);
    }
}

fn lanes(page: &mut Page, view: &View<'_>) {
    if view.lanes.is_empty() {
        return;
    }
    page.heading("Lanes");
    let all = || view.lanes.iter().map(|at| &view.work[*at]);
    let width = widest(all().map(|lane| lane.id.as_str()), 20);
    let said: Vec<String> = all().map(said).collect();
    let room = WIDTH - (2 + width + 2 + 2 + 17 + 2);
    let room = room.saturating_sub(said.iter().map(String::len).max().unwrap_or_default());
    let title_width = widest(all().map(|lane| lane.title.as_str()), 20).min(room);
    for (lane, said) in all().zip(said) {
        let ink = if lane.tasks.holds() { Ink::Good } else { Ink::Open };
        let bar = if lane.tasks.need == 0 { " ".repeat(17) } else { page.bar(ink, lane.tasks, 12) };
        let title = column(&lane.title, title_width);
        page.line(&format!("  {}  {title}  {bar}  {said}", column(&lane.id, width)));
    }
}

/// How far a lane is.
fn said(lane: &LaneReport) -> String {
    let hours = (lane.hours_left * 10.0).round() / 10.0;
    let tasks = match lane.tasks {
        Quota { need: 0, .. } => "no tasks".to_owned(),
        Quota { have, need } => format!("{have} of {}", count(need, "task", "tasks")),
    };
    let left = if lane.tasks.holds() { String::new() } else { format!(", {hours} h left") };
    let diagrams = count(lane.content.diagrams, "diagram", "diagrams");
    format!("{tasks}{left}; {} of {diagrams} valid", lane.content.valid)
}
