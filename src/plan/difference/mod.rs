//! What changed between two states of the content: an earlier one and the one of now, both held against the plan of now, so
//! that their figures compare. In: reports, inventories and sites of both. Out: a [`Difference`], from which every format of
//! `report --against` is made. Not here: where the earlier state comes from, pictures.

mod figures;
mod lines;
mod matching;
mod outline;
mod pages;
mod plan;
mod ratchet;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use super::inventory::Diagram;
use super::report::Totals;
use super::{Inventory, Report};
use crate::link::{Figure, Site};
use crate::mermaid::{Fault, Outline, Structure};
use crate::model::Text;

pub use figures::{CheckChange, CollectionChange, Figures, ItemChange, Moved, PhaseChange, TaskChange};
pub use lines::{Line, Part, Sign};
pub use outline::{EdgeChange, OutlineChange, Regrouped, Relabelled};
pub use plan::{PlanChange, Planned, Reneed};
pub use ratchet::{Fall, What};

/// One state of the content.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// Its figures.
    pub report: &'a Report,
    /// What they count.
    pub inventory: &'a Inventory,
    /// The joined site.
    pub site: &'a Site,
    /// The text of each of its files.
    pub texts: &'a BTreeMap<String, Text>,
}

/// What a format needs to tell of a difference.
#[derive(Clone, Copy)]
pub struct Compared<'a> {
    /// The revision as it was asked for.
    pub revision: &'a str,
    /// The commit that it is.
    pub commit: &'a str,
    /// The state of then.
    pub before: Side<'a>,
    /// The state of now.
    pub after: Side<'a>,
    /// What changed.
    pub difference: &'a Difference,
}

/// All that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Numbers of the whole content.
    pub totals: Moved<Totals>,
    /// Diagrams that are not as they were, in order of where they stand, or stood.
    pub diagrams: Vec<DiagramChange>,
    /// Pages that are new, as indices of the inventory of now.
    pub pages_new: Vec<usize>,
    /// Pages that are gone, as indices of the inventory of then.
    pub pages_gone: Vec<usize>,
    /// Pages that stand elsewhere: then, now.
    pub pages_moved: Vec<(usize, usize)>,
    /// What moved of the plan's figures.
    pub figures: Figures,
    /// Whether the plan itself is another.
    pub plan: PlanChange,
    /// Figures that fell.
    pub fell: Vec<Fall>,
    /// Why a diagram of `diagrams` that is broken now is.
    pub faults: BTreeMap<usize, Fault>,
}

/// A diagram that is not as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagramChange {
    /// What it was, as an index of the inventory of then; `None`: it is new.
    pub before: Option<usize>,
    /// What it is, as an index of the inventory of now; `None`: it is gone.
    pub after: Option<usize>,
    /// What happened to its text.
    pub text: TextChange,
    /// Whether it has another file, id, role or caption.
    pub is_moved: bool,
    /// What happened to its verdict.
    pub verdict: VerdictChange,
}

/// What happened to the text of a diagram.
#[derive(Debug, Clone, PartialEq)]
pub enum TextChange {
    /// There is one state only.
    One,
    /// Nothing.
    Same,
    /// Space and comments: it draws the same.
    Text,
    /// Styles, direction, values, order: nodes, edges and groups are the same by name.
    Details,
    /// Nodes, edges or groups.
    Structure(Box<OutlineChange>),
    /// It is another, but one state is broken, so that its nodes are not known.
    Unknown,
}

/// What happened to the verdict on a diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerdictChange {
    /// Valid in each state that it has.
    Valid,
    /// Broken, and was not before, or was not there.
    Broken,
    /// Valid, and was broken.
    Mended,
    /// Broken in each state that it has, an earlier one among them.
    StillBroken,
}

/// Outlines of the texts of valid diagrams; those of broken ones are not in the answer.
pub type Outlines<'a> = &'a dyn Fn(BTreeSet<String>) -> BTreeMap<String, (Structure, Outline)>;

impl<'a> Side<'a> {
    /// A diagram of its inventory in the site.
    pub fn figure(&self, diagram: usize) -> &'a Figure {
        &self.site.figures[self.inventory.diagrams[diagram].figure]
    }

    /// The text of a diagram of its inventory.
    pub fn source(&self, diagram: usize) -> &'a str {
        &self.figure(diagram).diagram.source
    }
}

impl DiagramChange {
    /// Whether it is new.
    pub const fn is_new(&self) -> bool {
        self.before.is_none()
    }

    /// Whether it is gone.
    pub const fn is_gone(&self) -> bool {
        self.after.is_none()
    }

    /// Whether it was there, is there, and has another text.
    pub const fn is_changed(&self) -> bool {
        !matches!(self.text, TextChange::One | TextChange::Same)
    }
}

impl TextChange {
    /// `text`, `details`, `structure`, `unknown`; of one that did not change `same`, of one that is new or gone `one`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Same => "same",
            Self::Text => "text",
            Self::Details => "details",
            Self::Structure(_) => "structure",
            Self::Unknown => "unknown",
        }
    }
}

/// Compares two states. `planned` is what the plan of then asks for, where there was one that is not that of now.
pub fn compare(
    before: Side<'_>,
    after: Side<'_>,
    planned: &Planned<'_>,
    outlines: Outlines<'_>,
    fault: &dyn Fn(&str) -> Option<Fault>,
) -> Difference {
    let pairs = matching::diagrams(before, after);
    let diagrams = changes(before, after, &pairs, outlines);
    let pages = pages::pages(before, after, &pairs);
    let figures = figures::figures(before, after);
    let totals = Moved { before: before.report.totals, after: after.report.totals };
    let fell = ratchet::falls(before, after, totals, &figures, &diagrams);
    let broken = diagrams.iter().filter_map(|change| change.after).filter(|at| !after.inventory.diagrams[*at].valid);
    Difference {
        faults: broken.filter_map(|at| Some((at, fault(after.source(at))?))).collect(),
        totals,
        diagrams,
        pages_new: pages.new,
        pages_gone: pages.gone,
        pages_moved: pages.moved,
        plan: plan::change(planned, after.report),
        figures,
        fell,
    }
}

fn changes(before: Side<'_>, after: Side<'_>, pairs: &[(usize, usize)], outlines: Outlines<'_>) -> Vec<DiagramChange> {
    let then = |at: usize| &before.inventory.diagrams[at];
    let now = |at: usize| &after.inventory.diagrams[at];
    let differ = |&&(old, new): &&(usize, usize)| before.source(old) != after.source(new);
    let both_valid = |(old, new): (usize, usize)| then(old).valid && now(new).valid;
    let asked = pairs.iter().filter(differ).copied().filter(|pair| both_valid(*pair));
    let texts = asked.flat_map(|(old, new)| [before.source(old).to_owned(), after.source(new).to_owned()]).collect();
    let known = outlines(texts);
    let text_change = |old: usize, new: usize| {
        if before.source(old) == after.source(new) {
            return TextChange::Same;
        }
        match (known.get(before.source(old)), known.get(after.source(new))) {
            (Some((a, _)), Some((b, _))) if a == b => TextChange::Text,
            (Some((_, a)), Some((_, b))) => match outline::compare(a, b) {
                change if change.is_empty() => TextChange::Details,
                change => TextChange::Structure(Box::new(change)),
            },
            _ => TextChange::Unknown,
        }
    };
    let mut list = Vec::new();
    let (mut has_after, mut has_before) =
        (vec![false; before.inventory.diagrams.len()], vec![false; after.inventory.diagrams.len()]);
    for &(old, new) in pairs {
        has_after[old] = true;
        has_before[new] = true;
        let is_moved = address(then(old)) != address(now(new));
        let text = text_change(old, new);
        let verdict = match (then(old).valid, now(new).valid) {
            (true, true) => VerdictChange::Valid,
            (true, false) => VerdictChange::Broken,
            (false, true) => VerdictChange::Mended,
            (false, false) => VerdictChange::StillBroken,
        };
        if text != TextChange::Same || is_moved || verdict != VerdictChange::Valid {
            list.push(DiagramChange { before: Some(old), after: Some(new), text, is_moved, verdict });
        }
    }
    for old in (0..has_after.len()).filter(|old| !has_after[*old]) {
        let verdict = if then(old).valid { VerdictChange::Valid } else { VerdictChange::StillBroken };
        list.push(DiagramChange { before: Some(old), after: None, text: TextChange::One, is_moved: false, verdict });
    }
    for new in (0..has_before.len()).filter(|new| !has_before[*new]) {
        let verdict = if now(new).valid { VerdictChange::Valid } else { VerdictChange::Broken };
        list.push(DiagramChange { before: None, after: Some(new), text: TextChange::One, is_moved: false, verdict });
    }
    list.sort_by_key(|change| {
        let shown = change.after.map_or_else(|| change.before.map(then), |new| Some(now(new)));
        shown.map(|diagram| (diagram.file.as_str(), diagram.line, change.after.is_some(), diagram.id.as_str()))
    });
    list
}

/// What a diagram is called and where it stands, but for the line.
fn address(diagram: &Diagram) -> (&str, &str, Option<&str>, &str) {
    (&diagram.file, &diagram.id, diagram.role.as_deref(), &diagram.caption)
}
