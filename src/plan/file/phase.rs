//! `phases`: what has to be reached when.

use jiff::civil::Date;

use super::{Gate, Id};

/// A phase.
#[derive(Debug, Clone)]
pub struct Phase {
    /// `id`.
    pub id: Id,
    /// `title`, else the id.
    pub title: String,
    /// `weeks`: the first and the last, from 1.
    pub weeks: Option<(u32, u32)>,
    /// The day on which it is due: `due`, else the end of its last week; `None` where the plan says neither.
    pub due: Option<Date>,
    /// `active`: it is due now, whatever the day.
    pub active: bool,
    /// `agents`: how many people work on it.
    pub agents: Option<Agents>,
    /// `gate`.
    pub gate: Gate,
}

impl Phase {
    /// Whether it has to be met on this day.
    pub fn is_due(&self, today: Date) -> bool {
        self.active || self.due.is_some_and(|due| due <= today)
    }
}

/// How many people a phase can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agents {
    /// `min`.
    pub min: u32,
    /// `optimal`.
    pub optimal: u32,
    /// `max`.
    pub max: u32,
}
