//! Units: hours of work, seconds, shares, and how they are written.

use super::Calendar;
use super::reader::Table;

/// Hours of work.
pub type Hours = f64;

/// The longest duration, in hours: more than a century of work.
const MAX_HOURS: Hours = 1_000_000.0;

/// A part of a whole, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share(pub f64);

impl Share {
    /// Whether `part` of `whole` is at least this share. Of nothing, every share is there.
    pub fn holds(self, part: usize, whole: usize) -> bool {
        // A millionth is less than one diagram of any site, and more than what binary fractions lose.
        part as f64 + 1e-6 >= self.0 * whole as f64
    }

    /// The share that a table has under a key: `95%` or `0.95`.
    pub(super) fn read(table: &mut Table<'_, '_>, key: &'static str) -> Option<Self> {
        let read = |text: &str, plain: bool| {
            let share = match text.strip_suffix('%') {
                Some(percent) => decimal(percent.trim_end())? / 100.0,
                None => decimal(text).filter(|_| plain)?,
            };
            (share <= 1.0).then_some(Self(share))
        };
        table.scalar(key, "a share such as `95%` or `0.95`", "a share is from 0% to 100%", read).map(|(share, _)| share)
    }
}

impl std::fmt::Display for Share {
    /// `95%`, `99.5%`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}%", (self.0 * 10_000.0).round() / 100.0)
    }
}

/// A duration: `30min`, `8h`, `2d`, `12w`, where the calendar says what a day and a week are.
pub(super) fn duration(table: &mut Table<'_, '_>, key: &'static str, calendar: &Calendar) -> Option<Hours> {
    let day = calendar.hours_per_day;
    let units = [("min", 1.0 / 60.0), ("h", 1.0), ("d", day), ("w", day * f64::from(calendar.days_per_week))];
    let read = |text: &str, _| measure(text, &units).filter(|hours| (..=MAX_HOURS).contains(hours));
    let help = "units are `min`, `h`, `d` and `w`; the least is more than nothing, the most 1000000 hours";
    table.scalar(key, "a duration such as `30min`, `8h`, `2d` or `12w`", help, read).map(|(hours, _)| hours)
}

/// Seconds, written `3s` or `1500ms`.
pub(super) fn seconds(table: &mut Table<'_, '_>, key: &'static str) -> Option<f64> {
    let read = |text: &str, _| measure(text, &[("ms", 0.001), ("s", 1.0)]).filter(|seconds| *seconds <= 3600.0);
    table
        .scalar(key, "a time such as `3s` or `1500ms`", "it is more than nothing, and an hour at most", read)
        .map(|(seconds, _)| seconds)
}

/// A number and its unit, more than nothing. The first unit that fits is taken.
fn measure(text: &str, units: &[(&str, f64)]) -> Option<f64> {
    let (number, factor) = units.iter().find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))?;
    decimal(number.trim_end()).map(|number| number * factor).filter(|value| *value > 0.0)
}

/// A number of digits with at most one point: `8`, `1.5`, `.5`.
fn decimal(text: &str) -> Option<f64> {
    let plain = text.chars().all(|char| char.is_ascii_digit() || char == '.');
    text.parse().ok().filter(|number: &f64| plain && number.is_finite())
}
