//! What the plan itself asks for otherwise than before. In: a report of now by the plan of then, and by that
//! of now. Out: needs that
//! changed. Figures are never compared across two plans.

use std::collections::BTreeMap;

use super::figures::Moved;
use crate::plan::Report;

/// The plan of then.
pub enum Planned<'a> {
    /// It is the same text, or there was none and is none.
    Same,
    /// There was none.
    None,
    /// There was one that cannot be understood.
    Invalid,
    /// There was one that says something else, here held against the content of now.
    Other(&'a Report),
}

/// Whether the plan is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanChange {
    /// It is the same.
    Same,
    /// It is new.
    New,
    /// It is gone.
    Gone,
    /// The one of then cannot be understood.
    Invalid,
    /// It is another; these needs differ.
    Other(Vec<Reneed>),
}

/// A need that the plan says otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reneed {
    /// `phase` or `collection`.
    pub what: &'static str,
    /// Its id.
    pub id: String,
    /// How many it asked for and asks for; `None`: it was not there, or it is not any more.
    pub need: Moved<Option<usize>>,
    /// When it was due and is due, as dates.
    pub due: Moved<Option<String>>,
}

/// Compares what two plans ask for.
pub fn change(planned: &Planned<'_>, now: &Report) -> PlanChange {
    let then = match planned {
        Planned::Same => return PlanChange::Same,
        Planned::None => return PlanChange::New,
        Planned::Invalid => return PlanChange::Invalid,
        Planned::Other(_) if !now.has_plan => return PlanChange::Gone,
        Planned::Other(then) => then,
    };
    let mut list = Vec::new();
    for (what, of) in [("phase", phases as fn(&Report) -> Vec<Need>), ("collection", collections)] {
        let by_id = |list: Vec<Need>| -> BTreeMap<String, Need> {
            list.into_iter().map(|need| (need.id.clone(), need)).collect()
        };
        let (olds, news) = (by_id(of(then)), by_id(of(now)));
        let gone = of(then).into_iter().filter(|need| !news.contains_key(&need.id));
        for Need { id, .. } in of(now).into_iter().chain(gone) {
            let (old, new) = (olds.get(&id), news.get(&id));
            if old != new {
                let need = Moved { before: old.map(|old| old.number), after: new.map(|new| new.number) };
                let due =
                    Moved { before: old.and_then(|old| old.due.clone()), after: new.and_then(|new| new.due.clone()) };
                list.push(Reneed { what, id, need, due });
            }
        }
    }
    PlanChange::Other(list)
}

#[derive(PartialEq, Eq)]
struct Need {
    id: String,
    number: usize,
    due: Option<String>,
}

fn phases(report: &Report) -> Vec<Need> {
    let phases = report.phases.iter().map(|phase| Need {
        id: phase.id.clone(),
        number: phase.diagrams.map_or(0, |quota| quota.need),
        due: phase.due.map(|due| due.to_string()),
    });
    phases.collect()
}

fn collections(report: &Report) -> Vec<Need> {
    let need = |number: usize, id: &str| Need { id: id.to_owned(), number, due: None };
    report.collections.iter().map(|entry| need(entry.quota.need, &entry.id)).collect()
}
