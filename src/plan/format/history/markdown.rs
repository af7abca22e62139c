//! `report --history --format markdown`: a Mermaid chart that GitHub draws, and tables.

use super::{ONLY_NUMBERS, about_cut, about_later, about_pace, about_reach, chart, commit, newest};
use crate::plan::format::markdown::escape;
use crate::plan::history::History;

/// Points of the chart.
const SAMPLES: usize = 36;

/// Days from which on the chart's axis counts weeks.
const DAYS_TO_COUNT_WEEKS: usize = 21;

/// The history as Markdown.
pub fn render(history: &History) -> String {
    let mut text = match history.title.as_str() {
        "" => "## Diagrams over time\n".to_owned(),
        title => format!("## Diagrams over time: {}\n", escape::text(title)),
    };
    if !history.points.is_empty() {
        text.push_str(&format!("\n```mermaid\n{}```\n", xychart(history)));
    }
    for said in history.cut.map(about_cut).into_iter().chain(about_later(history)) {
        text.push_str(&format!("\n{said}\n"));
    }
    text.push_str(&format!("\n**Pace:** {}\n", about_pace(history.pace)));
    if !history.phases.is_empty() {
        text.push_str("\n| Phase | Valid diagrams | When |\n|---|---:|---|\n");
        for phase in &history.phases {
            let (id, reach) = (escape::code_cell(&phase.id), about_reach(phase, history.pace));
            text.push_str(&format!("| {id} | {} of {} | {reach} |\n", phase.have, phase.need));
        }
        text.push_str(&format!("\n{ONLY_NUMBERS}\n"));
    }
    let (earlier, points) = newest(history);
    text.push_str("\n| Date | Commit | Diagrams | Valid |\n|---|---|---:|---:|\n");
    for point in points {
        let commit = escape::code_cell(commit(point));
        text.push_str(&format!("| {} | {commit} | {} | {} |\n", point.date, point.diagrams, point.valid));
    }
    if earlier > 0 {
        text.push_str(&format!("\n{earlier} earlier: `--format csv` has them all.\n"));
    }
    text
}

/// A chart in Mermaid: all diagrams as bars, valid ones as a line. Its words are the program's own, so nothing in it can be
/// read as syntax.
fn xychart(history: &History) -> String {
    let days = chart::days(history);
    let samples = chart::samples(history, SAMPLES.min(days + 1));
    let list = |number: fn(&&crate::plan::history::Point) -> usize| {
        samples.iter().map(|point| number(point).to_string()).collect::<Vec<_>>().join(", ")
    };
    let first = chart::range(history).map(|(first, _)| first.to_string()).unwrap_or_default();
    let axis = if days == 0 {
        format!("[\"{first}\"]")
    } else if days < DAYS_TO_COUNT_WEEKS {
        format!("\"days since {first}\" 0 --> {days}")
    } else {
        format!("\"weeks since {first}\" 0 --> {}", (days as f64 / 7.0 * 10.0).round() / 10.0)
    };
    let top = chart::top(history.points.iter().map(|point| point.diagrams).max().unwrap_or_default());
    format!(
        "xychart-beta\n    title \"Diagrams (bars), valid ones (line)\"\n    x-axis {axis}\n    y-axis \"diagrams\" 0 --> {top}\n    bar [{}]\n    line [{}]\n",
        list(|point| point.diagrams),
        list(|point| point.valid),
    )
}
