//! `lanes`, `tasks`, `planning`: who does what after what, and what comes of it.

use jiff::civil::Date;

use super::{Hours, Id, PathGlob, Required};

/// A lane: work that one person or team does.
#[derive(Debug, Clone)]
pub struct Lane {
    /// `id`.
    pub id: Id,
    /// `title`, else the id.
    pub title: String,
    /// `writes`: the files that it may change.
    pub writes: Vec<PathGlob>,
    /// `capacity`: how many tasks it can do at once; 1 by default.
    pub capacity: u32,
}

/// A task.
#[derive(Debug, Clone)]
pub struct Task {
    /// `id`.
    pub id: Id,
    /// `title`, else the id.
    pub title: String,
    /// `phase`: its index.
    pub phase: Option<usize>,
    /// `duration`; a task without one takes no time.
    pub duration: Hours,
    /// `after`: indices of the tasks that come before, each with where it is named.
    pub after: Vec<usize>,
    /// `lanes`: indices of the lanes that it takes.
    pub lanes: Vec<usize>,
    /// `claims`: the files that it writes.
    pub claims: Vec<PathGlob>,
    /// `delivers`.
    pub delivers: Vec<Delivered>,
    /// `priority`: the higher first; 0 by default.
    pub priority: i64,
    /// `not_before`.
    pub not_before: Option<Date>,
    /// `done`, and where it is written.
    pub done: Option<(Date, crate::model::Span)>,
}

/// Something that a task delivers.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// Where it is written.
    pub span: crate::model::Span,
    /// What it is.
    pub what: Deliverable,
}

/// What a task can deliver.
#[derive(Debug, Clone)]
pub enum Deliverable {
    /// `page`: the path of a page, without a finding at error level.
    Page(String),
    /// `diagrams` and `in`: so many valid diagrams in these files; without `in`, on the whole site.
    Diagrams(usize, Option<PathGlob>),
    /// `item`: a complete item of a collection: the index of the collection and the item's id.
    Item(usize, String),
    /// `collection`: all of a collection, by its index.
    Collection(usize),
    /// `clean` and `in`: no finding of these checks in these files; without `in`, on the whole site.
    Clean(Vec<Required>, Option<PathGlob>),
}

/// `planning`: how tiers are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planning {
    /// `tier_zero_blocks`; 3 by default.
    pub tier_zero_blocks: usize,
    /// `transitive`: count what is blocked through others, too.
    pub transitive: bool,
}

impl Default for Planning {
    fn default() -> Self {
        Self { tier_zero_blocks: 3, transitive: false }
    }
}
