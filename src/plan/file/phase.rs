//! `phases`: what has to be reached when.

use jiff::civil::Date;

use super::calendar::date;
use super::reader::{MAX_ENTRIES, Table, shown};
use super::{Calendar, Gate, Id};

/// The last week that a phase may have: about two centuries.
const MAX_WEEK: u32 = 10_000;

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

impl Phase {
    /// Reads an entry of `phases`; `start` and `calendar` are the plan's.
    pub(super) fn read(mut table: Table<'_, '_>, id: Id, start: Option<Date>, calendar: &Calendar) -> Self {
        let title = table.string("title").map_or_else(|| id.name.clone(), |title| title.name);
        let weeks = weeks(&mut table);
        let due = date(&mut table, "due").map(|(due, _)| due);
        let of_weeks = || calendar.end_of_week(start?, weeks?.1);
        let phase = Self {
            id,
            title,
            weeks,
            due: due.or_else(of_weeks),
            active: table.boolean("active").unwrap_or_default(),
            agents: Agents::read(&mut table),
            gate: table.table("gate").map(Gate::read).unwrap_or_default(),
        };
        table.finish();
        phase
    }
}

/// `1-3`, or `4` for one week.
fn weeks(table: &mut Table<'_, '_>) -> Option<(u32, u32)> {
    let week = |text: &str| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|week| digits && (1..=MAX_WEEK).contains(week))
    };
    let read = |text: &str, _| {
        let (first, last) = text.split_once('-').map_or((text, text), |(first, last)| (first.trim(), last.trim()));
        Some((week(first)?, week(last)?))
    };
    let help = format!("weeks are numbered from 1, to {MAX_WEEK} at most");
    let ((first, last), span) = table.scalar("weeks", "a week such as `4`, or a range such as `1-3`", &help, read)?;
    if last < first {
        let message = format!("weeks {} run backwards", shown(&format!("{first}-{last}")));
        table.faults.add(span, message, format!("did you mean `{last}-{first}`?"));
        return None;
    }
    Some((first, last))
}

impl Agents {
    /// Reads the key `agents` of a phase: a number, or a mapping, of which what is missing follows from the rest.
    fn read(phase: &mut Table<'_, '_>) -> Option<Self> {
        let people = 1..=MAX_ENTRIES;
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        if !phase.is_map("agents") {
            let (count, _) = phase.whole("agents", people)?;
            return Some(Self { min: number(count), optimal: number(count), max: number(count) });
        }
        let mut table = phase.table("agents")?;
        let place = table.place();
        let [min, optimal, max] = ["min", "optimal", "max"].map(|key| table.whole(key, people.clone()));
        let faults = table.faults;
        table.finish();
        let mut ordered = true;
        for (less, more, names) in
            [(min, optimal, ["min", "optimal"]), (optimal, max, ["optimal", "max"]), (min, max, ["min", "max"])]
        {
            if let (Some((less, span)), Some((more, _))) = (less, more)
                && less > more
                && ordered
            {
                ordered = false;
                let [first, second] = names;
                let message = format!("`{first}: {less}` of `phases.agents` is more than `{second}: {more}`");
                faults.add(span, message, "the order is `min`, `optimal`, `max`");
            }
        }
        let [min, optimal, max] = [min, optimal, max].map(|found| found.map(|(count, _)| number(count)));
        let Some(some) = optimal.or(max).or(min) else {
            faults.add(place, "`phases.agents` says no number", "write `agents: 4`, or `min`, `optimal` and `max`");
            return None;
        };
        Some(Self { min: min.unwrap_or(1), optimal: some, max: max.unwrap_or(some) })
    }
}
