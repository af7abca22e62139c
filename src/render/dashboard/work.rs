//! Lanes and tasks for the dashboard.

use serde::Serialize;

use super::{Amount, Piece, pieces};
use crate::plan::report::{Quota, Report, TaskReport, TaskState};

/// A lane.
#[derive(Serialize)]
pub struct Lane<'a> {
    id: &'a str,
    title: &'a str,
    tasks: Amount,
    hours_left: String,
    pages: usize,
    valid: Amount,
}

/// A task.
#[derive(Serialize)]
pub struct Task<'a> {
    id: &'a str,
    title: &'a str,
    phase: Option<&'a str>,
    lanes: Vec<&'a str>,
    /// `done`, `ready`, `blocked`.
    state: &'static str,
    /// When the plan says that it was done.
    done: Option<String>,
    missing: Vec<Vec<Piece<'a>>>,
    waits_for: Vec<&'a str>,
}

/// Tasks that are done, of all.
pub fn done(report: &Report) -> Quota {
    let done = report.tasks.iter().filter(|task| task.state == TaskState::Done).count();
    Quota { have: done, need: report.tasks.len() }
}

/// All lanes.
pub fn lanes(report: &Report) -> Vec<Lane<'_>> {
    report
        .lanes
        .iter()
        .map(|lane| Lane {
            id: &lane.id,
            title: &lane.title,
            tasks: Amount::of(lane.tasks),
            hours_left: ((lane.hours_left * 10.0).round() / 10.0).to_string(),
            pages: lane.content.pages,
            valid: Amount::of(Quota { have: lane.content.valid, need: lane.content.diagrams }),
        })
        .collect()
}

/// All tasks: those that can be begun, those that wait, those that are done.
pub fn tasks(report: &Report) -> Vec<Task<'_>> {
    let in_state = |state| report.tasks.iter().filter(move |task| task.state == state);
    [TaskState::Ready, TaskState::Blocked, TaskState::Done]
        .into_iter()
        .flat_map(in_state)
        .map(|task| Task {
            id: &task.id,
            title: &task.title,
            phase: task.phase.map(|at| report.phases[at].title.as_str()),
            lanes: task.lanes.iter().map(|at| report.lanes[*at].id.as_str()).collect(),
            state: task.state.name(),
            done: task.done.map(|date| date.to_string()),
            missing: task
                .delivers
                .iter()
                .map(|delivery| delivery.missing.as_str())
                .filter(|missing| !missing.is_empty())
                .map(pieces)
                .collect(),
            waits_for: before(task).iter().map(|at| report.tasks[*at].id.as_str()).collect(),
        })
        .collect()
}

/// What a task waits for; one that is done waits for nothing.
fn before(task: &TaskReport) -> &[usize] {
    if task.state == TaskState::Done { &[] } else { &task.waits_for }
}
