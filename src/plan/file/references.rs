//! From ids to indices: what a plan names has to be there, once, and nothing comes after itself.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::Id;
use super::reader::{Faults, cut, shown};
use crate::model::Span;

/// The ids of one list of the plan.
pub(super) struct Index<'i> {
    /// What one of them is called.
    what: &'static str,
    places: BTreeMap<&'i str, (usize, Span)>,
    names: Vec<&'i str>,
}

impl<'i> Index<'i> {
    /// Takes the ids in order; one that is there twice is a fault, and means the first. An entry without id counts, too.
    pub(super) fn new(what: &'static str, ids: &'i [Option<Id>], faults: &Faults<'_>) -> Self {
        let mut places = BTreeMap::new();
        for (index, id) in ids.iter().enumerate() {
            let Some(id) = id else { continue };
            match places.entry(id.name.as_str()) {
                Entry::Vacant(free) => {
                    free.insert((index, id.span));
                }
                Entry::Occupied(taken) => {
                    let line = taken.get().1.start.line;
                    let message = format!("{what} {} is there twice, first in line {line}", shown(&id.name));
                    faults.add(id.span, message, "give one of them another id");
                }
            }
        }
        let names = places.keys().copied().collect();
        Self { what, places, names }
    }

    /// The index of an id, or a fault.
    pub(super) fn find(&self, id: &Id, faults: &Faults<'_>) -> Option<usize> {
        let index = self.get(&id.name);
        if index.is_none() {
            let help = faults.nearest(&id.name, &self.names, &format!("{}s", self.what));
            faults.add(id.span, format!("there is no {} {}", self.what, shown(&id.name)), help);
        }
        index
    }

    /// The index of an id, if there is one.
    pub(super) fn get(&self, id: &str) -> Option<usize> {
        self.places.get(id).map(|(index, _)| *index)
    }

    /// The indices of several ids; one that is named twice is a fault.
    pub(super) fn find_all(&self, ids: &[Id], faults: &Faults<'_>) -> Vec<usize> {
        once(ids, faults);
        ids.iter().filter_map(|id| self.find(id, faults)).collect()
    }
}

/// Each name may stand in a list once.
pub(super) fn once(names: &[Id], faults: &Faults<'_>) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    for id in names {
        match first.entry(&id.name) {
            Entry::Vacant(free) => {
                free.insert(id.span);
            }
            Entry::Occupied(taken) => {
                let line = taken.get().start.line;
                faults.add(
                    id.span,
                    format!("{} is named twice, first in line {line}", shown(&id.name)),
                    "take one out",
                );
            }
        }
    }
}

/// A task for [`cycles`]: its id, and the tasks that it comes after, with where it says so.
pub(super) struct Step {
    pub(super) id: String,
    pub(super) after: Vec<(usize, Span)>,
}

/// Reports tasks that come after themselves, at once or through others: each circle once, from its first task on.
pub(super) fn cycles(steps: &[Step], faults: &Faults<'_>) {
    let help = "take one of them out of `after`";
    for (index, step) in steps.iter().enumerate() {
        if let Some((_, span)) = step.after.iter().find(|(before, _)| *before == index) {
            faults.add(*span, format!("task {} comes after itself", shown(&step.id)), "take it out of `after`");
        }
    }
    // What is left when again and again each task that waits for nothing is taken away is in a circle or after one.
    let mut waits: Vec<usize> = Vec::with_capacity(steps.len());
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    for (index, step) in steps.iter().enumerate() {
        let others = || step.after.iter().filter(|(before, _)| *before != index);
        waits.push(others().count());
        for (before, _) in others() {
            followers[*before].push(index);
        }
    }
    let mut free: Vec<usize> = (0..steps.len()).filter(|index| waits[*index] == 0).collect();
    while let Some(index) = free.pop() {
        for follower in &followers[index] {
            waits[*follower] -= 1;
            if waits[*follower] == 0 {
                free.push(*follower);
            }
        }
    }
    // Who is left waits for somebody who is left, so each walk ends in a circle, or where an earlier walk has been.
    let mut walk_of = vec![0; steps.len()];
    for start in (0..steps.len()).filter(|index| waits[*index] > 0) {
        let mut path = Vec::new();
        let mut at = start;
        while walk_of[at] == 0 {
            walk_of[at] = start + 1;
            path.push(at);
            let next = steps[at].after.iter().find(|(before, _)| *before != at && waits[*before] > 0);
            let Some((before, _)) = next else { break };
            at = *before;
        }
        let Some(begin) = path.iter().position(|index| *index == at).filter(|_| walk_of[at] == start + 1) else {
            continue;
        };
        let mut circle = path.split_off(begin);
        let first = circle.iter().enumerate().min_by_key(|(_, index)| **index).map_or(0, |(place, _)| place);
        circle.rotate_left(first);
        let second = circle.get(1).or(circle.first());
        let step = &steps[circle[0]];
        let span = step
            .after
            .iter()
            .find(|(before, _)| Some(before) == second)
            .map_or(Span::at(crate::model::Position::START), |(_, span)| *span);
        faults.add(span, format!("tasks come after each other in a circle: {}", chain(&circle, steps)), help);
    }
}

/// `A → B → A`; of a long circle its beginning.
fn chain(circle: &[usize], steps: &[Step]) -> String {
    const SHOWN: usize = 8;
    let mut names: Vec<String> = circle.iter().take(SHOWN).map(|index| cut(&steps[*index].id)).collect();
    if circle.len() > SHOWN {
        names.push(format!("… {} more …", circle.len() - SHOWN));
    }
    names.extend(names.first().cloned());
    format!("`{}`", names.join(" → "))
}
