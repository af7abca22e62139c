//! In: a masked gantt chart. Out: task starts that are no date of its format (`0.2`, `Week 3`), which Mermaid hands to the
//! browser, written as the day that the browser makes of them. Not here: dates that the engine reads by itself.

use super::edits::Edits;

/// Notes the rewriting of starts in `text` that do not follow its `dateFormat`.
pub fn rewrite(text: &str, start: usize, edits: &mut Edits) {
    let format = text[start..]
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("dateFormat"))
        .next_back()
        .map_or("YYYY-MM-DD", str::trim);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let first = line.split_whitespace().next().unwrap_or_default();
        if let Some(colon) =
            line.find(':').filter(|_| !matches!(first, "title" | "section" | "click" | "accTitle" | "accDescr"))
        {
            let data = line[colon + 1..].split(['#', ';', '\n']).next().unwrap_or_default();
            rewrite_task(data, at + colon + 1, format, edits);
        }
        at += line.len();
    }
}

fn rewrite_task(data: &str, offset: usize, format: &str, edits: &mut Edits) {
    let fields: Vec<&str> = data.split(',').collect();
    if fields.len() < 2 {
        return;
    }
    let start = fields[fields.len() - 2];
    let Some(date) = legacy_date(start.trim(), format) else {
        return;
    };
    let begin = offset + fields[..fields.len() - 2].iter().map(|field| field.len() + 1).sum::<usize>();
    let lead = start.len() - start.trim_start().len();
    edits.replace(begin + lead..begin + lead + start.trim().len(), date);
}

/// What `new Date(text)` is in a browser for texts that are no dates of the chart's format, in the form YYYY-MM-DD:
/// `M.D` is a day of 2001, `0.M` a month of 2000, `word M` a month of 2001, `M/D/Y` and `Y-M` what they look like.
fn legacy_date(text: &str, format: &str) -> Option<String> {
    let ymd = |year: u32, month: u32, day: u32| {
        ((1..=12).contains(&month) && (1..=31).contains(&day) && (1..=9999).contains(&year))
            .then(|| format!("{year:04}-{month:02}-{day:02}"))
    };
    let numbers = |mark: char| -> Option<Vec<u32>> {
        if format.contains(mark) {
            return None;
        }
        text.split(mark).map(|part| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?).collect()
    };
    if let Some([whole, fraction]) = numbers('.').as_deref() {
        return if *whole == 0 { ymd(2000, *fraction, 1) } else { ymd(2001, *whole, *fraction) };
    }
    if let Some([month, day, year]) = numbers('/').as_deref()
        && *year > 999
    {
        return ymd(*year, *month, *day);
    }
    if format != "YYYY-MM"
        && let Some((year, month)) = text.split_once('-')
        && year.len() == 4
        && month.len() <= 2
    {
        return ymd(year.parse().ok()?, month.parse().ok()?, 1);
    }
    let word = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let number: u32 = text[word.len()..].parse().ok()?;
    let name = word.strip_suffix([' ', '+', '-'])?;
    if matches!(name, "after" | "until") || name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    match number {
        0 => ymd(2000, 1, 1),
        1..=12 if month_of(name).is_none() => ymd(2001, number, 1),
        1000.. => ymd(number, month_of(name)?, 1),
        _ => None,
    }
}

fn month_of(name: &str) -> Option<u32> {
    const NAMES: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let short = name.get(..3)?.to_ascii_lowercase();
    NAMES.iter().zip(1..).find(|(month, _)| **month == short).map(|(_, number)| number)
}

#[cfg(test)]
mod tests {
    use super::{legacy_date, rewrite};
    use crate::mermaid::prepare::edits::Edits;

    #[test]
    fn texts_that_are_no_dates_are_the_days_that_a_browser_reads() {
        let date = |text: &str| legacy_date(text, "X");
        assert_eq!(date("0.2").as_deref(), Some("2000-02-01"));
        assert_eq!(date("2.5").as_deref(), Some("2001-02-05"));
        assert_eq!(date("Week 3").as_deref(), Some("2001-03-01"));
        assert_eq!(date("01/02/2024").as_deref(), Some("2024-01-02"));
        assert_eq!(date("2024-05").as_deref(), Some("2024-05-01"));
        assert_eq!(date("March 2024").as_deref(), Some("2024-03-01"));
        for text in ["13.2", "5.0", "30s", "Q1", "Day 13", "after 1", "2024-01-05"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn only_the_start_of_a_task_is_rewritten() {
        let text = "gantt\ndateFormat X\na :x1, 0.2, 0.5\n";
        let mut edits = Edits::default();
        rewrite(text, 5, &mut edits);
        assert_eq!(edits.apply(text).text, "gantt\ndateFormat X\na :x1, 2000-02-01, 0.5\n");
    }
}
