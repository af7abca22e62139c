//! `report --history` as text. In: a [`History`]. Out: a file for each format, and here the sentences that they share.

mod chart;
pub mod csv;
pub mod human;
pub mod json;
pub mod markdown;

use crate::diagnostics::human::count;
use crate::plan::history::{Cut, History, Outlook, Pace, Point, Reach, WINDOW};

/// Points that a table shows; the newest ones.
const ROWS: usize = 12;

/// What is said wherever dates are projected.
const ONLY_NUMBERS: &str = "Dates are for the number of valid diagrams alone; a gate may ask for more.";

/// What is said where points are missing.
fn about_cut(cut: Cut) -> String {
    match cut {
        Cut::Shallow => {
            "This clone is shallow, so the history is cut; `git fetch --unshallow` gets the rest.".to_owned()
        }
        Cut::Limit(limit) => format!("Only the newest {limit} commits that changed the content are shown."),
    }
}

/// What is said where points after the day that was asked for are left out.
fn about_later(history: &History) -> Option<String> {
    let told = || {
        let are = if history.later == 1 { "is" } else { "are" };
        format!("{} after {} {are} left out.", count(history.later, "commit", "commits"), history.today)
    };
    (history.later > 0).then(told)
}

/// The pace with how it is reckoned.
fn about_pace(pace: Option<Pace>) -> String {
    let Some(pace) = pace else {
        return "none yet, since it takes two days to measure one".to_owned();
    };
    let Pace { since, until, from, to, days } = pace;
    let whole = if days == WINDOW { "" } else { ", all that is known" };
    let unit = if days == 1 { "day" } else { "days" };
    let per_week = pace.per_week();
    let noun = if per_week == 1.0 { "diagram" } else { "diagrams" };
    format!(
        "{per_week} valid {noun} a week: {from} on {since}, {to} on {until}{whole}; ({to} - {from}) / {days} {unit} × 7"
    )
}

/// When a phase's number is there.
fn about_reach(phase: &Outlook, pace: Option<Pace>) -> String {
    let due = || match (phase.due, phase.is_in_time()) {
        (Some(due), Some(true)) => format!(", in time for {due}"),
        (Some(due), Some(false)) => format!(", too late for {due}"),
        (Some(due), None) => format!(", due on {due}"),
        (None, _) => String::new(),
    };
    match (phase.reach, pace) {
        (Reach::On(date), _) => format!("reached on {date}{}", due()),
        (Reach::By(date), _) => format!("reached by {date}{}", due()),
        (Reach::Projected(date), Some(pace)) => {
            let missing = phase.need.saturating_sub(phase.have);
            format!("on {date} at this pace{}: {missing} / {} weeks from {}", due(), pace.per_week(), pace.until)
        }
        (Reach::Never, _) => {
            let due = phase.due.map(|due| format!(", due on {due}")).unwrap_or_default();
            format!("never at this pace{due}")
        }
        (Reach::Projected(_) | Reach::Unknown, _) => format!("no pace to project with{}", due()),
    }
}

/// What stands for the commit of a point.
fn commit(point: &Point) -> &str {
    point.commit.as_deref().unwrap_or("now")
}

/// The newest points, and how many there are before them.
fn newest(history: &History) -> (usize, &[Point]) {
    let earlier = history.points.len().saturating_sub(ROWS);
    (earlier, &history.points[earlier..])
}
