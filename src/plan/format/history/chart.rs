//! The chart of a history. In: its points. Out: samples at even distances in time, and lines of text with a column for each.

use jiff::Span as Duration;
use jiff::civil::Date;

use super::{History, Point};

/// Columns of a terminal that a chart takes.
const WIDTH: usize = 80;

/// Lines of the chart's area.
const HEIGHT: usize = 10;

/// Eighths of a line.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The points of time that a chart covers: from the first point to the last one or to today, whichever is later.
pub(super) fn range(history: &History) -> Option<(Date, Date)> {
    let dates = || history.points.iter().map(|point| point.date);
    Some((dates().min()?, dates().max()?.max(history.today)))
}

/// Days between the ends of the range.
pub(super) fn days(history: &History) -> usize {
    let days = range(history).and_then(|(first, last)| last.since(first).ok());
    days.map_or(0, |days| usize::try_from(days.get_days()).unwrap_or_default())
}

/// What was there at `number` points of time at even distances, the ends of the range among them.
pub(super) fn samples(history: &History, number: usize) -> Vec<&Point> {
    let Some((first, _)) = range(history) else {
        return Vec::new();
    };
    let days = days(history);
    let at = |sample: usize| {
        let offset = days * sample / (number - 1).max(1);
        let day = first.checked_add(Duration::new().days(i64::try_from(offset).unwrap_or_default())).unwrap_or(first);
        history.points.iter().rev().find(|point| point.date <= day).or(history.points.first())
    };
    (0..number).filter_map(at).collect()
}

/// The smallest of 1, 2, 4, 5, 8 and their tens that is not less.
pub(super) fn top(number: usize) -> usize {
    let mut unit = 1;
    loop {
        if let Some(top) =
            [1, 2, 4, 5, 8, 10].map(|step: usize| step.saturating_mul(unit)).into_iter().find(|top| *top >= number)
        {
            return top;
        }
        unit = unit.saturating_mul(10);
    }
}

/// The chart: valid diagrams as full columns, broken ones on top of them, with both axes.
pub(super) fn lines(history: &History) -> Vec<String> {
    let Some((first, last)) = range(history) else {
        return Vec::new();
    };
    let top = top(history.points.iter().map(|point| point.diagrams).max().unwrap_or_default());
    let digits = top.to_string().len();
    let columns = samples(history, WIDTH - digits - 2);
    let mut lines = Vec::new();
    for line in (0..HEIGHT).rev() {
        let label = match line + 1 {
            HEIGHT => top.to_string(),
            half if half * 2 == HEIGHT && top.is_multiple_of(2) => (top / 2).to_string(),
            _ => String::new(),
        };
        let axis = if label.is_empty() { '│' } else { '┤' };
        let cells: String = columns.iter().map(|point| cell(point, line, top)).collect();
        lines.push(format!("{label:>digits$} {axis}{cells}").trim_end().to_owned());
    }
    lines.push(format!("{:>digits$} └{}", 0, "─".repeat(columns.len())));
    let (first, last) = (first.to_string(), last.to_string());
    let dates =
        if first == last { first } else { format!("{first}{last:>width$}", width = columns.len() - first.len()) };
    lines.push(format!("{:>digits$}  {dates}", ""));
    lines.push(format!("{:>digits$}  █ valid diagrams  ░ broken ones", ""));
    lines
}

/// What a column shows in a line, counted from the bottom.
fn cell(point: &Point, line: usize, top: usize) -> char {
    let eighths = |number: usize| number.saturating_mul(HEIGHT * 8).div_ceil(top);
    let [valid, all] = [point.valid, point.diagrams].map(|number| eighths(number).saturating_sub(line * 8).min(8));
    match valid {
        0 if all >= 4 => '░',
        _ => EIGHTHS[valid],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_a_round_number() {
        assert_eq!([0, 1, 3, 7, 9, 11, 41, 99, 1_500].map(top), [1, 1, 4, 8, 10, 20, 50, 100, 2_000]);
        assert!(top(usize::MAX) == usize::MAX);
    }
}
