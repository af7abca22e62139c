//! In: a masked gantt chart. Out: task starts such as `0.2` under `dateFormat X`, which Mermaid hands to the browser as a
//! date, written as the time that the browser makes of them. Not here: dates that the engine reads by itself.

use super::edits::Edits;

/// Notes the rewriting of decimal starts in `text`.
pub fn rewrite(text: &str, start: usize, edits: &mut Edits) {
    let format = text[start..]
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("dateFormat"))
        .next_back()
        .map(str::trim);
    if !matches!(format, Some("x" | "X")) {
        return;
    }
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if let Some(colon) = line.find(':') {
            let data = line[colon + 1..]
                .split(['#', ';', '\n'])
                .next()
                .unwrap_or_default();
            rewrite_task(data, at + colon + 1, edits);
        }
        at += line.len();
    }
}

fn rewrite_task(data: &str, offset: usize, edits: &mut Edits) {
    let fields: Vec<&str> = data.split(',').collect();
    if fields.len() < 2 {
        return;
    }
    let start = fields[fields.len() - 2];
    let Some(millis) = legacy_date(start.trim()) else {
        return;
    };
    let begin = offset
        + fields[..fields.len() - 2]
            .iter()
            .map(|field| field.len() + 1)
            .sum::<usize>();
    let lead = start.len() - start.trim_start().len();
    edits.replace(
        begin + lead..begin + lead + start.trim().len(),
        millis.to_string(),
    );
}

/// What `new Date("M.D")` is in a browser: that day of 2001, or, for month 0, the first of month D of 2000. In
/// milliseconds, UTC.
fn legacy_date(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.')?;
    if fraction.is_empty()
        || !whole
            .bytes()
            .chain(fraction.bytes())
            .all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let (whole, fraction): (u32, u32) = (whole.parse().ok()?, fraction.parse().ok()?);
    const MONTHS: [i64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    const DAY: i64 = 86_400_000;
    const YEAR_2000: i64 = 946_684_800_000;
    let days_before = |month: u32| MONTHS.iter().take(month as usize - 1).sum::<i64>();
    match (whole, fraction) {
        (0, 1..=12) => {
            let leap = i64::from(fraction > 2);
            Some(YEAR_2000 + (days_before(fraction) + leap) * DAY)
        }
        (1..=12, 1..=31) => {
            Some(YEAR_2000 + (366 + days_before(whole) + i64::from(fraction) - 1) * DAY)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{legacy_date, rewrite};
    use crate::mermaid::prepare::edits::Edits;

    #[test]
    fn decimals_are_the_days_that_a_browser_reads() {
        assert_eq!(legacy_date("0.2"), Some(949_363_200_000)); // 2000-02-01
        assert_eq!(legacy_date("2.5"), Some(981_331_200_000)); // 2001-02-05
        assert_eq!(legacy_date("13.2"), None);
        assert_eq!(legacy_date("5.0"), None);
    }

    #[test]
    fn only_the_start_of_a_task_is_rewritten() {
        let text = "gantt\ndateFormat X\na :x1, 0.2, 0.5\n";
        let mut edits = Edits::default();
        rewrite(text, 5, &mut edits);
        assert_eq!(
            edits.apply(text).text,
            "gantt\ndateFormat X\na :x1, 949363200000, 0.5\n"
        );
    }
}
