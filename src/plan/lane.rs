//! What each lane has done and has still to do.

use super::Inventory;
use super::file::PlanFile;
use super::files::Files;
use super::report::{LaneReport, Quota, TaskReport, TaskState, Totals};

/// Holds all lanes against tasks and content.
pub fn reports(plan: &PlanFile, inventory: &Inventory, files: &Files<'_>, tasks: &[TaskReport]) -> Vec<LaneReport> {
    let mut lanes: Vec<LaneReport> = plan
        .lanes
        .iter()
        .map(|lane| {
            let meant = files.meant(&lane.writes);
            let count = |is: fn(&super::Diagram) -> bool| {
                meant.diagrams.iter().filter(|diagram| is(&inventory.diagrams[**diagram])).count()
            };
            LaneReport {
                id: lane.id.name.clone(),
                title: lane.title.clone(),
                tasks: Quota::default(),
                hours_left: 0.0,
                content: Totals {
                    pages: meant.pages.len(),
                    diagrams: meant.diagrams.len(),
                    valid: count(|diagram| diagram.valid),
                    reviewed: count(|diagram| diagram.reviewed),
                },
            }
        })
        .collect();
    let all: Vec<usize> = (0..tasks.len()).collect();
    count(&mut lanes, plan, tasks, &all);
    lanes
}

/// Counts some of the tasks, and no other.
pub fn count(lanes: &mut [LaneReport], plan: &PlanFile, tasks: &[TaskReport], some: &[usize]) {
    for lane in lanes.iter_mut() {
        (lane.tasks, lane.hours_left) = (Quota::default(), 0.0);
    }
    for at in some {
        for lane in &tasks[*at].lanes {
            let lane = &mut lanes[*lane];
            lane.tasks.need += 1;
            if tasks[*at].state == TaskState::Done {
                lane.tasks.have += 1;
            } else {
                lane.hours_left += plan.tasks[*at].duration;
            }
        }
    }
}
