//! `collections`: sets of diagrams that belong together, and how many of them are owed.

use super::{Axes, Id, ItemGlob, PathGlob, Share};

/// A collection.
#[derive(Debug, Clone)]
pub struct Collection {
    /// `id`.
    pub id: Id,
    /// `title`, else the id.
    pub title: String,
    /// `phase`: index of the phase that is not met before this is complete.
    pub phase: Option<usize>,
    /// What is wanted.
    pub wanted: Wanted,
}

/// The three ways to say what a collection is.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// `pages`: whatever globs match.
    Pages(Pages),
    /// `items`: folders or files with names.
    Items(Items),
    /// `axes`: a page for each pair of two lists.
    Axes(Axes),
}

/// Pages by glob.
#[derive(Debug, Clone)]
pub struct Pages {
    /// `pages`.
    pub globs: Vec<PathGlob>,
    /// `diagrams`: how many valid ones all pages together owe.
    pub diagrams: Option<usize>,
    /// `min_per_page`: how many valid ones each page owes.
    pub min_per_page: Option<usize>,
    /// `valid`: the share of the diagrams that must be valid.
    pub valid: Option<Share>,
    /// `unique_by`: of several diagrams that are alike in this, one counts.
    pub unique_by: Option<UniqueBy>,
}

/// What tells diagrams apart that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UniqueBy {
    /// The kind.
    Kind,
    /// The role; a diagram without one does not count.
    Role,
}

/// Folders or files, each of which owes the same.
#[derive(Debug, Clone)]
pub struct Items {
    /// `items`.
    pub glob: ItemGlob,
    /// `names`, each with its `aliases`; `None` takes whatever the glob matches.
    pub names: Option<Vec<(Id, Vec<String>)>>,
    /// `each`.
    pub each: Each,
}

/// What each item or page owes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Each {
    /// `diagrams`: role and number, in the order of the file; the role [`Each::TOTAL`] is every valid diagram.
    pub diagrams: Vec<(String, usize)>,
}

impl Each {
    /// The name that means all valid diagrams, whatever their role.
    pub const TOTAL: &'static str = "total";

    /// How many diagrams that is.
    pub fn sum(&self) -> usize {
        self.diagrams.iter().map(|(_, number)| number).sum()
    }
}
