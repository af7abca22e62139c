//! `calendar`: what a day and a week are. Also how days are written.

use jiff::ToSpan;
use jiff::civil::Date;

use super::reader::Table;
use crate::model::Span;

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
    /// Reads the section.
    pub(super) fn read(mut table: Table<'_, '_>) -> Self {
        let default = Self::default();
        let hours =
            |text: &str, plain: bool| text.parse().ok().filter(|hours: &f64| plain && *hours > 0.0 && *hours <= 24.0);
        let hours_per_day = table.scalar("hours_per_day", "a number above 0, up to 24", "", hours);
        let days_per_week = table.whole("days_per_week", 1..=7).and_then(|(days, _)| u8::try_from(days).ok());
        table.finish();
        Self {
            hours_per_day: hours_per_day.map_or(default.hours_per_day, |(hours, _)| hours),
            days_per_week: days_per_week.unwrap_or(default.days_per_week),
        }
    }

    /// The last working day of a week, where week 1 is the seven days from `start`. `None` beyond the year 9999.
    pub fn end_of_week(&self, start: Date, week: u32) -> Option<Date> {
        let last = start.checked_add((i64::from(week) * 7 - 1).days()).ok()?;
        let works =
            |date: &Date| date.weekday().to_monday_zero_offset() < i8::try_from(self.days_per_week).unwrap_or(7);
        (0..7).filter_map(|back: i64| last.checked_sub(back.days()).ok()).find(works)
    }
}

/// The day that a table has under a key, and where it is written.
pub(super) fn date(table: &mut Table<'_, '_>, key: &'static str) -> Option<(Date, Span)> {
    let read = |text: &str, _| {
        // The library takes other forms, too, and years of six digits.
        let shape = text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
        text.parse().ok().filter(|_| shape && text.len() == 10)
    };
    table.scalar(key, "a date such as `2026-01-31`", "write year, month and day, in 4, 2 and 2 digits", read)
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
