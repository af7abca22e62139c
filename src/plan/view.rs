//! What of a report is shown: all of it, one phase, or one lane. In: a report and the plan. Out: indices; the report itself stays
//! whole, so figures are the same whatever is shown.

use super::file::{Deliverable, PlanFile};
use super::report::{Report, Status};
use super::{Inventory, files};
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
    /// Whether only what belongs to one lane is shown.
    pub is_of_lane: bool,
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
            is_of_lane: false,
            is_partial: false,
        }
    }

    /// Of it a phase with its collections and tasks, and the lanes of these.
    ///
    /// # Errors
    /// There is no such phase; with the nearest that there is.
    pub fn of_phase(mut self, id: &str) -> Result<Self, String> {
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
        self.lanes.retain(|at| used[*at]);
        self.is_partial = true;
        Ok(self)
    }

    /// Of it a lane with its tasks, the collections that these deliver or that have a place among the paths it writes, the phases
    /// of both, and the broken diagrams among these paths.
    ///
    /// # Errors
    /// There is no such lane; with the nearest that there is.
    pub fn of_lane(mut self, id: &str, plan: &PlanFile) -> Result<Self, String> {
        let report = self.report;
        let names: Vec<&str> = report.lanes.iter().map(|lane| lane.id.as_str()).collect();
        let lane = find("lane", id, &names)?;
        self.lanes.retain(|at| *at == lane);
        self.tasks.retain(|at| report.tasks[*at].lanes.contains(&lane));

        let writes = &plan.lanes[lane].writes;
        let content = files::content_folder(self.inventory);
        let matches = |file: &str, path: &str| writes.iter().any(|glob| glob.matches(file, path));
        let is_own = |path: &str| matches(&format!("{content}{path}"), path);
        let mut delivered = vec![false; report.collections.len()];
        for what in self.tasks.iter().flat_map(|at| &plan.tasks[*at].delivers).map(|delivered| &delivered.what) {
            if let Deliverable::Item(collection, _) | Deliverable::Collection(collection) = what {
                delivered[*collection] = true;
            }
        }
        let pages: Vec<bool> = self.inventory.pages.iter().map(|page| matches(&page.file, &page.path)).collect();
        self.collections.retain(|at| {
            let collection = &report.collections[*at];
            let place = |path: &str| if path.ends_with('/') { format!("{path}index.md") } else { path.to_owned() };
            delivered[*at]
                || collection.pages.iter().any(|page| pages[*page])
                || collection.items.iter().any(|item| is_own(&place(&item.path)))
        });
        let mut used = vec![false; report.phases.len()];
        let of_tasks = self.tasks.iter().filter_map(|at| report.tasks[*at].phase);
        for phase in of_tasks.chain(self.collections.iter().filter_map(|at| report.collections[*at].phase)) {
            used[phase] = true;
        }
        self.phases.retain(|at| used[*at]);
        self.broken.retain(|at| self.inventory.counts_for(&self.inventory.diagrams[*at], &matches));
        self.is_of_lane = true;
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
