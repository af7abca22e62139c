//! What of a report is shown: all of it, one phase, or one lane. In: a report and the plan. Out: indices; the report itself stays
//! whole, so figures are the same whatever is shown.

use super::file::PlanFile;
use super::own::Own;
use super::report::{LaneReport, Report, Status};
use super::{Inventory, lane};
use crate::diagnostics::nearest;

/// A report, and what of it is shown.
#[derive(Debug, Clone)]
pub struct View<'a> {
    /// The report.
    pub report: &'a Report,
    /// What it counts.
    pub inventory: &'a Inventory,
    /// Phases, as indices of the report, as are the following.
    pub phases: Vec<usize>,
    /// Collections.
    pub collections: Vec<usize>,
    /// Tasks.
    pub tasks: Vec<usize>,
    /// Lanes.
    pub lanes: Vec<usize>,
    /// Diagrams that do not draw, as indices of the inventory.
    pub broken: Vec<usize>,
    /// What every lane of the report has done of the tasks that are shown, by its index.
    pub work: Vec<LaneReport>,
    /// Where only what belongs to one lane is shown: its files.
    pub lane: Option<Own<'a>>,
    /// Whether anything is left out.
    pub is_partial: bool,
}

impl<'a> View<'a> {
    /// All of it.
    pub fn all(report: &'a Report, inventory: &'a Inventory) -> Self {
        Self {
            report,
            inventory,
            phases: (0..report.phases.len()).collect(),
            collections: (0..report.collections.len()).collect(),
            tasks: (0..report.tasks.len()).collect(),
            lanes: (0..report.lanes.len()).collect(),
            broken: report.broken.clone(),
            work: report.lanes.clone(),
            lane: None,
            is_partial: false,
        }
    }

    /// Of it a phase with its collections and tasks, and the lanes of these, which have no other tasks then.
    ///
    /// # Errors
    /// There is no such phase; with the nearest that there is.
    pub fn of_phase(mut self, id: &str, plan: &PlanFile) -> Result<Self, String> {
        let report = self.report;
        let names: Vec<&str> = report.phases.iter().map(|phase| phase.id.as_str()).collect();
        let phase = find("phase", id, &names)?;
        self.phases.retain(|at| *at == phase);
        self.collections.retain(|at| report.collections[*at].phase == Some(phase));
        self.tasks.retain(|at| report.tasks[*at].phase == Some(phase));
        let mut used = vec![false; report.lanes.len()];
        for lane in self.tasks.iter().flat_map(|at| &report.tasks[*at].lanes) {
            used[*lane] = true;
        }
        if self.lane.is_none() {
            self.lanes.retain(|at| used[*at]);
        }
        lane::count(&mut self.work, plan, &report.tasks, &self.tasks);
        self.is_partial = true;
        Ok(self)
    }

    /// Of it a lane with its tasks, the collections and broken diagrams that these deliver or that have a place among the paths it
    /// writes. The phases stay: each is owed by the whole site.
    ///
    /// # Errors
    /// There is no such lane; with the nearest that there is.
    pub fn of_lane(mut self, id: &str, plan: &'a PlanFile) -> Result<Self, String> {
        let report = self.report;
        let names: Vec<&str> = report.lanes.iter().map(|lane| lane.id.as_str()).collect();
        let lane = find("lane", id, &names)?;
        self.lanes.retain(|at| *at == lane);
        self.tasks.retain(|at| report.tasks[*at].lanes.contains(&lane));

        let own = Own::new(plan, lane, &self.tasks, report, self.inventory);
        self.collections.retain(|at| own.has_part_of(*at, &report.collections[*at]));
        self.broken.retain(|at| own.has_diagram(*at));
        self.lane = Some(own);
        self.is_partial = true;
        Ok(self)
    }

    /// The phases, those first that are due and short, met ones last, each by the day on which they are due, then as the plan has
    /// them.
    pub fn phases_by_due(&self) -> Vec<usize> {
        let mut phases = self.phases.clone();
        phases.sort_by_key(|at| {
            let phase = &self.report.phases[*at];
            let rank = match phase.status {
                Status::Short => 0,
                Status::Upcoming => 1,
                Status::Met => 2,
            };
            (rank, phase.due.is_none(), phase.due, *at)
        });
        phases
    }

    /// Whether a phase of these is due and short.
    pub fn is_short(&self) -> bool {
        self.phases.iter().any(|at| self.report.phases[*at].status == Status::Short)
    }
}

fn find(what: &str, id: &str, names: &[&str]) -> Result<usize, String> {
    names.iter().position(|name| *name == id).ok_or_else(|| {
        let help = match nearest(id, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None if names.is_empty() => format!("plan.yaml has no {what}s"),
            None => {
                let some: Vec<String> = names.iter().take(20).map(|name| format!("`{name}`")).collect();
                format!("there are {}{}", some.join(", "), if names.len() > 20 { ", …" } else { "" })
            }
        };
        format!("there is no {what} `{id}` in plan.yaml\n  {help}")
    })
}
