//! The day, which every other stage is told: `--today`, else `SOURCE_DATE_EPOCH`, else the system's.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::Stop;

/// The day that a command is about.
///
/// # Errors
/// `SOURCE_DATE_EPOCH` is set and no number of seconds.
pub fn today(asked: Option<Date>) -> Result<Date, Stop> {
    if let Some(date) = asked {
        return Ok(date);
    }
    let Some(epoch) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) else {
        return Ok(Zoned::now().date());
    };
    let seconds = epoch.to_str().and_then(|text| text.trim().parse::<i64>().ok());
    let time = seconds.and_then(|seconds| Timestamp::from_second(seconds).ok());
    let time = time.ok_or_else(|| {
        Stop(format!("SOURCE_DATE_EPOCH is `{}`, which is no number of seconds", epoch.to_string_lossy()))
    })?;
    Ok(time.to_zoned(TimeZone::UTC).date())
}

/// A date of the command line.
///
/// # Errors
/// What a date has to look like.
pub fn parse(text: &str) -> Result<Date, String> {
    let shaped = text.len() == 10;
    text.parse().ok().filter(|_| shaped).ok_or_else(|| "a date is written as 2026-01-31".to_owned())
}
