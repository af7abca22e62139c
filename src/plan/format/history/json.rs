//! `report --history --format json`: a contract; keys may be added, never changed.

use serde::Serialize;

use crate::plan::history::{self, Cut, History, Reach};

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    title: &'a str,
    today: String,
    cut: Option<&'static str>,
    later: usize,
    points: Vec<Point<'a>>,
    pace: Option<Pace>,
    phases: Vec<Phase<'a>>,
}

#[derive(Serialize)]
struct Point<'a> {
    date: String,
    commit: Option<&'a str>,
    diagrams: usize,
    valid: usize,
}

#[derive(Serialize)]
struct Pace {
    per_week: f64,
    since: String,
    until: String,
    days: i64,
    from: usize,
    to: usize,
}

#[derive(Serialize)]
struct Phase<'a> {
    id: &'a str,
    title: &'a str,
    need: usize,
    have: usize,
    reached: Option<String>,
    /// Whether it may have been reached before.
    reached_by: bool,
    projected: Option<String>,
    due: Option<String>,
    in_time: Option<bool>,
}

/// The history as one object.
pub fn render(history: &History) -> String {
    let document = Document {
        version: 1,
        title: &history.title,
        today: history.today.to_string(),
        cut: history.cut.map(|cut| match cut {
            Cut::Shallow => "shallow",
            Cut::Limit(_) => "limit",
        }),
        later: history.later,
        points: history.points.iter().map(point).collect(),
        pace: history.pace.map(|pace| Pace {
            per_week: pace.per_week(),
            since: pace.since.to_string(),
            until: pace.until.to_string(),
            days: pace.days,
            from: pace.from,
            to: pace.to,
        }),
        phases: history.phases.iter().map(phase).collect(),
    };
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

fn point(point: &history::Point) -> Point<'_> {
    let commit = point.commit.as_deref();
    Point { date: point.date.to_string(), commit, diagrams: point.diagrams, valid: point.valid }
}

fn phase(phase: &history::Outlook) -> Phase<'_> {
    let [reached, projected] = match phase.reach {
        Reach::On(date) | Reach::By(date) => [Some(date.to_string()), None],
        Reach::Projected(date) => [None, Some(date.to_string())],
        Reach::Never | Reach::Unknown => [None, None],
    };
    Phase {
        id: &phase.id,
        title: &phase.title,
        need: phase.need,
        have: phase.have,
        reached,
        reached_by: matches!(phase.reach, Reach::By(_)),
        projected,
        due: phase.due.map(|due| due.to_string()),
        in_time: phase.is_in_time(),
    }
}
