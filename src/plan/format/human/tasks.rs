//! Tasks on a terminal: by lane, then each that is not done, by phase.

use super::SHOWN;
use super::page::{Ink, Page, column, name, widest};
use crate::plan::report::{TaskReport, TaskState};
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
    let report = view.report;
    if view.lanes.is_empty() {
        return;
    }
    page.heading("Lanes");
    let all = || view.lanes.iter().map(|at| &report.lanes[*at]);
    let width = widest(all().map(|lane| lane.id.as_str()), 20);
    let title_width = widest(all().map(|lane| lane.title.as_str()), 20);
    for lane in all() {
        let ink = if lane.tasks.holds() { Ink::Good } else { Ink::Open };
        let bar = page.bar(ink, lane.tasks, 12);
        let hours = (lane.hours_left * 10.0).round() / 10.0;
        let left = if lane.tasks.holds() { String::new() } else { format!(", {hours} h left") };
        page.line(&format!(
            "  {}  {}  {bar}  {} of {} tasks{left}; {} of {} diagrams valid",
            column(&lane.id, width),
            column(&lane.title, title_width),
            lane.tasks.have,
            lane.tasks.need,
            lane.content.valid,
            lane.content.diagrams,
        ));
    }
}
