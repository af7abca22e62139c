//! What to do next: concrete steps, those first that belong to what is due first. In: what is shown of a report. Out: steps as
//! data, so that each output can escape and link their parts in its own way.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Inventory;
use super::own::Own;
use super::report::{CollectionReport, ItemReport, PhaseReport, Status, TaskState, Unit};
use super::tally::{Reason, Tally};
use super::view::View;
use crate::check::{INVALID, INVALID_NAME};
use crate::diagnostics::human::count;

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The sentence in parts, without its stop.
    pub parts: Vec<Part>,
    /// The phase that it is for, as an index of the report.
    pub phase: Option<usize>,
    /// When that phase is due.
    pub due: Option<Date>,
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Words of our own.
    Words(String),
    /// A name or path out of plan or content.
    Name(String),
    /// A diagram and where it stands, as an index of the inventory.
    Diagram(usize),
}

impl Step {
    /// The whole sentence.
    pub fn text(&self, inventory: &Inventory) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Words(text) | Part::Name(text) => text.clone(),
                Part::Diagram(index) => place(inventory, *index),
            })
            .collect()
    }
}

/// A diagram in a sentence: `content/a.md:12 (fig-x)`.
pub fn place(inventory: &Inventory, index: usize) -> String {
    let diagram = &inventory.diagrams[index];
    format!("{}:{} ({})", diagram.file, diagram.line, diagram.id)
}

/// No more than `limit` steps. Of each phase a step of each kind comes before the second of any.
pub fn steps(view: &View<'_>, limit: usize) -> Vec<Step> {
    let report = view.report;
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut steps = Vec::new();
    for phase in view.phases_by_due().into_iter().map(Some).chain([None]) {
        let source = Source { view, phase, limit };
        let kinds = source.kinds();
        let longest = kinds.iter().map(Vec::len).max().unwrap_or_default();
        let in_turn = (0..longest).flat_map(|rank| kinds.iter().filter_map(move |kind| kind.get(rank)));
        for parts in in_turn {
            if steps.len() >= limit {
                return steps;
            }
            let due = phase.and_then(|at| report.phases[at].due);
            let step = Step { parts: parts.clone(), phase, due };
            if seen.insert(step.text(view.inventory)) {
                steps.push(step);
            }
        }
    }
    steps
}

type Sentence = Vec<Part>;

/// Where steps come from: a phase, or all that belongs to none.
struct Source<'a> {
    view: &'a View<'a>,
    phase: Option<usize>,
    limit: usize,
}

impl Source<'_> {
    /// Steps by kind, of each the most pressing first.
    fn kinds(&self) -> Vec<Vec<Sentence>> {
        let report = self.view.report;
        let phase = self.phase.map(|at| &report.phases[at]);
        let mut kinds = vec![self.broken(phase)];
        if let Some(phase) = phase.filter(|phase| phase.status != Status::Met) {
            kinds.push(self.findings(phase));
        }
        kinds.push(self.wanted());
        if let Some(phase) = phase.filter(|phase| phase.status != Status::Met) {
            kinds.push(self.whole_site(phase));
        }
        kinds.push(self.tasks());
        kinds
    }

    /// Whether something is to be said about in this view: all, or what a lane answers for.
    fn is_own(&self, is: impl Fn(&Own<'_>) -> bool) -> bool {
        self.view.lane.as_ref().is_none_or(is)
    }

    fn collections(&self) -> impl Iterator<Item = (usize, &CollectionReport)> {
        let report = self.view.report;
        let all = self.view.collections.iter().map(|at| (*at, &report.collections[*at]));
        all.filter(|(_, collection)| collection.phase == self.phase && !collection.is_complete())
    }

    /// Broken diagrams: of incomplete collections first, then, where the whole site matters, all.
    fn broken(&self, phase: Option<&PhaseReport>) -> Vec<Sentence> {
        let inventory = self.view.inventory;
        let is_broken = |index: &usize| !inventory.diagrams[*index].valid;
        let of_collections = self
            .collections()
            .flat_map(|(_, collection)| collection.tally.left_out.iter().map(|(index, _)| *index).filter(is_broken))
            .filter(|index| self.is_own(|own| own.has_diagram(*index)));
        let matters = phase.is_none_or(|phase| {
            let is_validity = |name: &str| name == INVALID_NAME || INVALID.contains(&name);
            phase.diagrams.is_some_and(|quota| !quota.holds())
                || phase.checks.iter().any(|check| !check.findings.is_empty() && is_validity(&check.name))
        });
        let of_site = self.view.broken.iter().copied().filter(|_| matters);
        let mut seen = BTreeSet::new();
        of_collections
            .chain(of_site)
            .filter(|index| seen.insert(*index))
            .take(self.limit)
            .map(|index| vec![words("mend "), Part::Diagram(index)])
            .collect()
    }

    /// What checks of the gate found, other than about the validity of diagrams.
    fn findings(&self, phase: &PhaseReport) -> Vec<Sentence> {
        let checks = phase.checks.iter().filter(|check| check.name != INVALID_NAME && !INVALID.contains(&&*check.name));
        checks
            .flat_map(|check| check.findings.iter().map(move |finding| (&check.name, finding)))
            .filter(|(_, (file, ..))| self.is_own(|own| own.has_file(file)))
            .take(self.limit)
            .map(|(code, (file, line, _))| {
                vec![words("correct "), name(&format!("{file}:{line}")), words(" ("), name(code), words(")")]
            })
            .collect()
    }

    /// Pages to write and diagrams to draw for collections.
    fn wanted(&self) -> Vec<Sentence> {
        let inventory = self.view.inventory;
        let of_collection = |(at, collection): (usize, &CollectionReport)| -> Vec<Sentence> {
            let items = collection.items.iter().filter(|item| !item.is_complete());
            let items = items.filter(|item| self.is_own(|own| own.has_item(item)));
            let mut list: Vec<Sentence> = items.filter_map(item).take(self.limit).collect();
            let thin = collection.thin_pages.iter().filter(|(page, _)| self.is_own(|own| own.has_page(*page)));
            for (page, quota) in thin.take(self.limit) {
                let missing = count(quota.missing(), "diagram", "diagrams");
                list.push(vec![words(&format!("add {missing} to ")), name(&inventory.pages[*page].path)]);
            }
            let is_of_pages = collection.items.is_empty() && collection.unit == Unit::Diagrams;
            let missing = collection.quota.missing().saturating_sub(broken(&collection.tally));
            if is_of_pages && missing > 0 && self.is_own(|own| own.has_all_of(at, collection)) {
                let missing = count(missing, "valid diagram", "valid diagrams");
                list.push(vec![words(&format!("add {missing} to collection ")), name(&collection.id)]);
            }
            list
        };
        self.collections().flat_map(of_collection).take(self.limit).collect()
    }

    /// What the gate asks of the whole site beside its checks.
    fn whole_site(&self, phase: &PhaseReport) -> Vec<Sentence> {
        let inventory = self.view.inventory;
        let mut list = Vec::new();
        let broken = self.view.report.broken.len();
        let wanted = phase.diagrams.map_or(0, |quota| quota.missing().saturating_sub(broken));
        // Where they are drawn no lane can say.
        if wanted > 0 && self.view.lane.is_none() {
            let more = count(wanted, "more diagram", "more diagrams");
            let beside = match broken {
                0 => String::new(),
                1 => ", and mend the broken one".to_owned(),
                _ => format!(", and mend the {broken} broken ones"),
            };
            list.push(vec![words(&format!("draw {more} wherever they help readers{beside}"))]);
        }
        let load = phase.page_load.as_ref().filter(|load| load.seconds > load.limit);
        if let Some(load) = load.filter(|load| self.is_own(|own| own.has_file(&load.file))) {
            let allowed = format!(", which takes {:.2} s to load; {} s are allowed", load.seconds, load.limit);
            list.push(vec![words("split "), name(&load.file), words(&allowed)]);
        }
        if phase.reviewed.is_some_and(|share| !share.holds()) {
            let is_open = |index: &usize| inventory.diagrams[*index].valid && !inventory.diagrams[*index].reviewed;
            let open = (0..inventory.diagrams.len()).filter(is_open);
            let open = open.filter(|index| self.is_own(|own| own.has_diagram(*index))).take(self.limit);
            list.extend(open.map(|index| vec![words("review "), Part::Diagram(index)]));
        }
        list
    }

    /// Tasks that can be begun.
    fn tasks(&self) -> Vec<Sentence> {
        let report = self.view.report;
        let all = self.view.tasks.iter().map(|at| &report.tasks[*at]);
        let ready = all.filter(|task| task.phase == self.phase && task.state == TaskState::Ready);
        ready
            .take(self.limit)
            .map(|task| {
                let mut parts = vec![words("do task "), name(&task.id)];
                if task.title != task.id {
                    parts.extend([words(": "), name(&task.title)]);
                }
                parts
            })
            .collect()
    }
}

/// What an incomplete item needs beside the mending of its diagrams; `None` if that is all.
fn item(item: &ItemReport) -> Option<Sentence> {
    let missing: Vec<(&str, usize)> = item
        .parts()
        .zip(&item.tallies)
        .map(|((role, quota), tally)| (role, quota.missing().saturating_sub(broken(tally))))
        .filter(|(_, number)| *number > 0)
        .collect();
    let mut parts = Vec::new();
    for (at, (role, number)) in missing.iter().enumerate() {
        parts.push(words(&format!("{}{number} ", if at > 0 { ", " } else { "" })));
        match *role {
            super::file::Each::TOTAL => parts.push(words(if *number == 1 { "diagram" } else { "diagrams" })),
            role => parts.push(name(role)),
        }
    }
    match item.found.first() {
        None if parts.is_empty() => Some(vec![words("write "), name(&item.path)]),
        None => Some([vec![words("write "), name(&item.path), words(" with ")], parts].concat()),
        Some(_) if parts.is_empty() => None,
        Some(found) => Some([vec![words("add ")], parts, vec![words(" to "), name(found)]].concat()),
    }
}

/// How many diagrams of a tally do not draw.
fn broken(tally: &Tally) -> usize {
    tally.left_out.iter().filter(|(_, reason)| *reason == Reason::Broken).count()
}

fn words(text: &str) -> Part {
    Part::Words(text.to_owned())
}

fn name(text: &str) -> Part {
    Part::Name(text.to_owned())
}
