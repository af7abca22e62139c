//! What each lane has done and has still to do.

use super::Inventory;
use super::file::PlanFile;
use super::report::{LaneReport, Quota, TaskReport, TaskState, Totals};

/// Holds all lanes against tasks and content.
pub fn reports(plan: &PlanFile, inventory: &Inventory, tasks: &[TaskReport]) -> Vec<LaneReport> {
    let of_lane = |index: usize| {
        let own = || plan.tasks.iter().zip(tasks).filter(move |(_, report)| report.lanes.contains(&index));
        let lane = &plan.lanes[index];
        let matches = |file: &str, path: &str| lane.writes.iter().any(|glob| glob.matches(file, path));
        let pages = inventory.pages.iter().filter(|page| matches(&page.file, &page.path)).count();
        let mut content = Totals { pages, ..Totals::default() };
        for diagram in inventory.diagrams.iter().filter(|diagram| inventory.counts_for(diagram, &matches)) {
            content.diagrams += 1;
            content.valid += usize::from(diagram.valid);
            content.reviewed += usize::from(diagram.reviewed);
        }
        LaneReport {
            id: lane.id.name.clone(),
            title: lane.title.clone(),
            tasks: Quota {
                have: own().filter(|(_, report)| report.state == TaskState::Done).count(),
                need: own().count(),
            },
            hours_left: own()
                .filter(|(_, report)| report.state != TaskState::Done)
                .map(|(task, _)| task.duration)
                .sum(),
            content,
        }
    };
    (0..plan.lanes.len()).map(of_lane).collect()
}
