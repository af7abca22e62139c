//! The content over time, and where it leads. In: totals at points of time, the report of now. Out: the pace, and for each phase
//! when its number of diagrams was or would be there. Only that number: what else a gate asks for is not projected.

use jiff::Span as Duration;
use jiff::civil::Date;

use super::report::{PhaseReport, Quota, Report};

/// Days that the pace is measured over.
pub const WINDOW: i64 = 28;

/// The content at a point of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub date: Date,
    /// The commit; `None` for the working tree.
    pub commit: Option<String>,
    /// Diagrams, broken ones too.
    pub diagrams: usize,
    /// Diagrams that parse and draw.
    pub valid: usize,
}

/// Why the points do not begin where the content did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The clone is shallow.
    Shallow,
    /// There are more commits than are looked at: so many.
    Limit(usize),
}

/// Points that a history is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Points {
    /// From the oldest to the newest, each on the day of the one before it or later.
    pub all: Vec<Point>,
    /// Why they do not begin where the content did, if so.
    pub cut: Option<Cut>,
    /// Commits that are left out because they are of days after the one that was asked for.
    pub later: usize,
}

impl Points {
    /// The commits, oldest first, and the content of `now`, which is a point of its own where it differs from the last one.
    /// Clocks that go wrong, and time zones, do not lead back in time: a commit is of no day before that of the one it
    /// follows. After today there is nothing: where a day `is_asked` for, what came later is left out, `now` with it; else
    /// a commit of tomorrow is of today.
    pub fn new(commits: Vec<Point>, now: Point, is_asked: bool, cut: Option<Cut>) -> Self {
        let number = commits.len();
        let today = now.date;
        let mut day = Date::MIN;
        let mut all = Vec::new();
        for mut point in commits {
            day = day.max(point.date);
            if day <= today || !is_asked {
                point.date = day.min(today);
                all.push(point);
            }
        }
        let later = number - all.len();
        let is_other = |last: &Point| (last.diagrams, last.valid) != (now.diagrams, now.valid);
        if later == 0 && all.last().is_none_or(is_other) {
            all.push(now);
        }
        Self { all, cut, later }
    }
}

/// How fast valid diagrams came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// The day that it is measured from.
    pub since: Date,
    /// The day that it is measured to.
    pub until: Date,
    /// Valid diagrams on the first day.
    pub from: usize,
    /// Valid diagrams on the last.
    pub to: usize,
    /// Days in between, more than none.
    pub days: i64,
}

impl Pace {
    /// Valid diagrams that were added; fewer than none where they became fewer.
    pub const fn growth(&self) -> i64 {
        self.to as i64 - self.from as i64
    }

    /// Valid diagrams a week, to two decimal places.
    pub fn per_week(&self) -> f64 {
        (self.growth() as f64 * 700.0 / self.days as f64).round() / 100.0
    }

    /// The day on which so many more are there; `None` where that is never, or after the last day that has a date.
    fn reaches(&self, missing: usize) -> Option<Date> {
        let growth = u128::try_from(self.growth()).ok().filter(|growth| *growth > 0)?;
        let days = (missing as u128 * u128::try_from(self.days).ok()?).div_ceil(growth);
        let days = Duration::new().try_days(i64::try_from(days).ok()?).ok()?;
        self.until.checked_add(days).ok()
    }
}

/// When a phase's number of diagrams is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// It has been since this day.
    On(Date),
    /// It was on this day, the first that is known, and may have been before.
    By(Date),
    /// It will be on this day at the pace.
    Projected(Date),
    /// Not at this pace.
    Never,
    /// There is no pace.
    Unknown,
}

/// What the history says about a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Valid diagrams that it asks for.
    pub need: usize,
    /// Valid diagrams of the last point.
    pub have: usize,
    /// When they are there.
    pub reach: Reach,
    /// When it is due.
    pub due: Option<Date>,
}

impl Outlook {
    /// Whether the number is there when the phase is due; `None` where that is not known, or there is no such day.
    pub fn is_in_time(&self) -> Option<bool> {
        let due = self.due?;
        match self.reach {
            Reach::On(date) | Reach::Projected(date) => Some(date <= due),
            Reach::By(date) => (date <= due).then_some(true),
            Reach::Never => Some(false),
            Reach::Unknown => None,
        }
    }
}

/// The content over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// The plan's title; empty without one.
    pub title: String,
    /// The day that this is about.
    pub today: Date,
    /// From the oldest to the newest.
    pub points: Vec<Point>,
    /// Why they do not begin where the content did, if so.
    pub cut: Option<Cut>,
    /// Commits that are left out because they are of days after the one that was asked for.
    pub later: usize,
    /// The pace; `None` while there are not two days to measure it between.
    pub pace: Option<Pace>,
    /// The phases that ask for a number of diagrams, in the plan's order.
    pub phases: Vec<Outlook>,
}

impl History {
    /// What the points say, held against the phases of the report.
    pub fn new(points: Points, report: &Report) -> Self {
        let Points { all: points, cut, later } = points;
        let pace = pace(&points, report.today);
        let have = points.last().map_or(0, |point| point.valid);
        let outlook = |phase: &PhaseReport| {
            let quota = Quota { have, need: phase.diagrams?.need };
            let reach = match (quota.holds(), pace) {
                (true, _) => match points.iter().position(|point| point.valid >= quota.need) {
                    Some(0) if cut.is_some() => Reach::By(points[0].date),
                    at => Reach::On(at.map_or(report.today, |at| points[at].date)),
                },
                (false, None) => Reach::Unknown,
                (false, Some(pace)) => pace.reaches(quota.missing()).map_or(Reach::Never, Reach::Projected),
            };
            let (id, title) = (phase.id.clone(), phase.title.clone());
            Some(Outlook { id, title, need: quota.need, have: quota.have, reach, due: phase.due })
        };
        let phases = report.phases.iter().filter_map(outlook).collect();
        Self { title: report.title.clone(), today: report.today, points, cut, later, pace, phases }
    }
}

/// The pace over the last [`WINDOW`] days, or over all days where there are fewer. What the first point has was not made in
/// the time that is known.
fn pace(points: &[Point], today: Date) -> Option<Pace> {
    let at = |day: Date| points.iter().rev().find(|point| point.date <= day);
    let begin = today.checked_sub(Duration::new().days(WINDOW)).ok()?;
    let (since, from) = match at(begin) {
        Some(point) => (begin, point.valid),
        None => points.first().map(|point| (point.date, point.valid))?,
    };
    let to = at(today)?.valid;
    let days = i64::from(today.since(since).ok()?.get_days());
    (days > 0).then_some(Pace { since, until: today, from, to, days })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Position, Span};
    use crate::plan::report::{Status, Totals};

    fn point(date: &str, valid: usize) -> Point {
        Point { date: date.parse().unwrap(), commit: None, diagrams: valid, valid }
    }

    fn history(points: &[(&str, usize)], today: &str, needs: &[(usize, Option<&str>)]) -> History {
        let have = points.last().map_or(0, |(_, valid)| *valid);
        let phase = |(need, due): &(usize, Option<&str>)| PhaseReport {
            id: format!("p{need}"),
            title: String::new(),
            span: Span::at(Position::START),
            status: Status::Upcoming,
            due: due.map(|due| due.parse().unwrap()),
            diagrams: Some(Quota { have, need: *need }),
            checks: Vec::new(),
            page_load: None,
            reviewed: None,
            collections: Vec::new(),
            tasks: Quota::default(),
            missing: Vec::new(),
        };
        let report = Report {
            title: String::new(),
            today: today.parse().unwrap(),
            has_plan: true,
            totals: Totals::default(),
            by_kind: Default::default(),
            by_section: Default::default(),
            phases: needs.iter().map(phase).collect(),
            collections: Vec::new(),
            tasks: Vec::new(),
            lanes: Vec::new(),
            broken: Vec::new(),
        };
        let all = points.iter().map(|(date, valid)| point(date, *valid)).collect();
        History::new(Points { all, ..Points::default() }, &report)
    }

    fn told(history: &History) -> Vec<String> {
        let outlook = |phase: &Outlook| format!("{:?} {:?}", phase.reach, phase.is_in_time());
        history.phases.iter().map(outlook).collect()
    }

    /// The day and number of each point, and how many were later.
    fn days(commits: &[(&str, usize)], now: (&str, usize), is_asked: bool) -> (Vec<String>, usize) {
        let commits = commits.iter().map(|(date, valid)| point(date, *valid)).collect();
        let Points { all, later, .. } = Points::new(commits, point(now.0, now.1), is_asked, None);
        (all.iter().map(|point| format!("{} {}", point.date, point.valid)).collect(), later)
    }

    #[test]
    fn days_do_not_run_backwards() {
        let commits = [("2026-01-05", 1), ("2026-01-12", 2), ("2026-01-08", 3), ("2026-01-13", 4)];
        let told = ["2026-01-05 1", "2026-01-12 2", "2026-01-12 3", "2026-01-13 4"].map(str::to_owned).to_vec();
        assert_eq!(days(&commits, ("2026-01-20", 4), false), (told.clone(), 0));
        assert_eq!(days(&commits, ("2026-01-13", 4), true), (told, 0));
    }

    #[test]
    fn after_today_there_is_nothing() {
        let commits = [("2026-01-05", 1), ("2026-01-12", 2), ("2026-01-08", 3)];
        assert_eq!(days(&commits, ("2026-01-10", 9), true), (vec!["2026-01-05 1".to_owned()], 2));
        assert_eq!(days(&commits, ("2026-01-01", 9), true), (vec![], 3));
        // Nobody asked for a day: a commit of tomorrow was made where it is tomorrow already.
        let told = ["2026-01-05 1", "2026-01-10 2", "2026-01-10 3", "2026-01-10 9"].map(str::to_owned).to_vec();
        assert_eq!(days(&commits, ("2026-01-10", 9), false), (told, 0));
    }

    #[test]
    fn the_pace_is_that_of_the_last_four_weeks() {
        let points = [("2026-01-01", 5), ("2026-02-01", 10), ("2026-02-05", 20), ("2026-03-01", 50)];
        let pace = history(&points, "2026-03-05", &[]).pace.unwrap();
        // Four weeks before is the 5th of February, whose evening had 20.
        assert_eq!((pace.since.to_string().as_str(), pace.from, pace.to, pace.days), ("2026-02-05", 20, 50, 28));
        assert_eq!(pace.per_week(), 7.5);
        // Between two points the earlier one counts.
        let pace = history(&points, "2026-03-04", &[]).pace.unwrap();
        assert_eq!((pace.since.to_string().as_str(), pace.from), ("2026-02-04", 10));
    }

    #[test]
    fn a_short_history_is_measured_from_its_first_day() {
        let pace = history(&[("2026-03-01", 8), ("2026-03-04", 9)], "2026-03-08", &[]).pace.unwrap();
        assert_eq!((pace.since.to_string().as_str(), pace.from, pace.to, pace.days), ("2026-03-01", 8, 9, 7));
        assert_eq!(pace.per_week(), 1.0);
    }

    #[test]
    fn a_day_is_no_pace() {
        let history =
            history(&[("2026-03-01", 0), ("2026-03-01", 9)], "2026-03-01", &[(9, None), (10, Some("2026-03-01"))]);
        assert_eq!(history.pace, None);
        assert_eq!(told(&history), ["On(2026-03-01) None", "Unknown None"]);
    }

    #[test]
    fn months_and_years_are_counted_in_days() {
        let pace = history(&[("2025-12-20", 1), ("2026-01-10", 4)], "2026-01-15", &[]).pace.unwrap();
        assert_eq!(pace.days, 26);
    }

    #[test]
    fn a_phase_is_reached_when_enough_was_there_first() {
        let points = [("2026-01-01", 1), ("2026-01-08", 5), ("2026-01-10", 4), ("2026-01-15", 9)];
        let needs =
            [(0, Some("2026-01-01")), (5, Some("2026-01-08")), (9, Some("2026-01-14")), (10, Some("2026-01-17"))];
        // 8 in 14 days: one more takes 1.75 days.
        let told = told(&history(&points, "2026-01-15", &needs));
        assert_eq!(
            told,
            [
                "On(2026-01-01) Some(true)",
                "On(2026-01-08) Some(true)",
                "On(2026-01-15) Some(false)",
                "Projected(2026-01-17) Some(true)"
            ]
        );
    }

    #[test]
    fn what_was_reached_and_lost_is_projected_again() {
        let points = [("2026-01-01", 6), ("2026-01-20", 10), ("2026-02-05", 8)];
        assert_eq!(told(&history(&points, "2026-02-05", &[(10, None)])), ["Projected(2026-03-05) None"]);
    }

    #[test]
    fn without_growth_nothing_is_reached() {
        let never = |points: &[(&str, usize)]| told(&history(points, "2026-02-01", &[(10, Some("2030-01-01"))]));
        assert_eq!(never(&[("2026-01-01", 6), ("2026-01-20", 6)]), ["Never Some(false)"]);
        assert_eq!(never(&[("2026-01-01", 6), ("2026-01-20", 5)]), ["Never Some(false)"]);
    }

    #[test]
    fn what_is_too_far_off_has_no_date() {
        let needs = [(usize::MAX, None), (1_000_000_000, None)];
        let told = told(&history(&[("2026-01-01", 1), ("2026-01-20", 2)], "2026-02-01", &needs));
        assert_eq!(told, ["Never None", "Never None"]);
    }
}
