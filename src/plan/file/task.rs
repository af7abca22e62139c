//! `lanes`, `tasks`, `planning`: who does what after what. What comes of it is in `delivers.rs`.

use jiff::civil::Date;

use super::calendar::date;
use super::reader::{MAX_COUNT, MAX_ENTRIES, Table};
use super::references::{Index, once};
use super::units::duration;
use super::{Calendar, Delivered, Hours, Id, PathGlob};
use crate::model::Span;

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
    /// `after`: indices of the tasks that come before.
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
    pub done: Option<(Date, Span)>,
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

impl Planning {
    /// Reads the section.
    pub(super) fn read(mut table: Table<'_, '_>) -> Self {
        let default = Self::default();
        let planning = Self {
            tier_zero_blocks: table.count("tier_zero_blocks").unwrap_or(default.tier_zero_blocks),
            transitive: table.boolean("transitive").unwrap_or(default.transitive),
        };
        table.finish();
        planning
    }
}

impl Lane {
    /// Reads an entry of `lanes`.
    pub(super) fn read(mut table: Table<'_, '_>, id: Id) -> Self {
        let lane = Self {
            title: table.string("title").map_or_else(|| id.name.clone(), |title| title.name),
            writes: PathGlob::read_list(&mut table, "writes"),
            capacity: table
                .whole("capacity", 1..=MAX_ENTRIES)
                .map_or(1, |(count, _)| u32::try_from(count).unwrap_or(1)),
            id,
        };
        table.finish();
        lane
    }
}

/// What the reading of tasks needs to know.
pub(super) struct Around<'a> {
    pub(super) calendar: Calendar,
    pub(super) phases: &'a Index<'a>,
    pub(super) lanes: &'a Index<'a>,
    pub(super) tasks: &'a Index<'a>,
    pub(super) collections: &'a super::delivers::Collections<'a>,
}

impl Task {
    /// Reads an entry of `tasks`; beside it, where it names each task of `after`.
    pub(super) fn read(mut table: Table<'_, '_>, id: Id, around: &Around<'_>) -> (Self, Vec<Span>) {
        let faults = table.faults;
        let title = table.string("title").map_or_else(|| id.name.clone(), |title| title.name);
        let phase = table.string("phase").and_then(|phase| around.phases.find(&phase, faults));
        let lanes = around.lanes.find_all(&table.strings("lanes").unwrap_or_default(), faults);
        let duration = duration(&mut table, "duration", &around.calendar).unwrap_or_default();
        let named = table.strings("after").unwrap_or_default();
        once(&named, faults);
        let found = named.iter().filter_map(|before| Some((around.tasks.find(before, faults)?, before.span)));
        let (after, spans) = found.unzip();
        let claims = PathGlob::read_list(&mut table, "claims");
        let delivers = table.tables("delivers");
        let delivers = delivers.into_iter().filter_map(|entry| Delivered::read(entry, around.collections)).collect();
        let limit = i64::try_from(MAX_COUNT).unwrap_or(i64::MAX);
        let priority = |text: &str, plain: bool| {
            text.parse().ok().filter(|number: &i64| plain && (-limit..=limit).contains(number))
        };
        let priority = table.scalar("priority", "a whole number", "the higher comes first", priority);
        let not_before = date(&mut table, "not_before").map(|(day, _)| day);
        let done = date(&mut table, "done");
        table.finish();
        let priority = priority.map_or(0, |(number, _)| number);
        (Self { id, title, phase, duration, after, lanes, claims, delivers, priority, not_before, done }, spans)
    }
}
