//! `calendar`: what a day and a week are.

use jiff::ToSpan;
use jiff::civil::Date;

/// How long a working day and a working week are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Calendar {
    /// `hours_per_day`; 8 by default.
    pub hours_per_day: f64,
    /// `days_per_week`, Monday first; 5 by default.
    pub days_per_week: u8,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { hours_per_day: 8.0, days_per_week: 5 }
    }
}

impl Calendar {
    /// The last working day of a week, where week 1 is the seven days from `start`. `None` beyond the year 9999.
    pub fn end_of_week(&self, start: Date, week: u32) -> Option<Date> {
        let last = start.checked_add((i64::from(week) * 7 - 1).days()).ok()?;
        let works =
            |date: &Date| date.weekday().to_monday_zero_offset() < i8::try_from(self.days_per_week).unwrap_or(7);
        (0..7).filter_map(|back: i64| last.checked_sub(back.days()).ok()).find(works)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_week_ends_with_its_last_working_day() {
        let calendar = Calendar::default();
        assert_eq!(calendar.end_of_week(date(2026, 1, 5), 3), Some(date(2026, 1, 23)));
        assert_eq!(calendar.end_of_week(date(2026, 1, 7), 1), Some(date(2026, 1, 13)));
        let all_days = Calendar { days_per_week: 7, ..calendar };
        assert_eq!(all_days.end_of_week(date(2026, 1, 5), 3), Some(date(2026, 1, 25)));
        assert_eq!(calendar.end_of_week(date(9999, 12, 20), 3), None);
    }
}
