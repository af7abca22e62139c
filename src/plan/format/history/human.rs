//! `report --history` for people: a chart of 80 columns, the newest points, the pace, the phases.

use super::{ONLY_NUMBERS, about_cut, about_later, about_pace, about_reach, chart, commit, newest};
use crate::diagnostics::human::printable;
use crate::plan::history::History;

/// The history as text.
pub fn render(history: &History) -> String {
    let mut lines = vec![match history.title.as_str() {
        "" => "Diagrams over time".to_owned(),
        title => format!("Diagrams over time: {}", printable(title)),
    }];
    lines.push(String::new());
    lines.extend(chart::lines(history));
    lines.extend(history.cut.map(about_cut));
    lines.extend(about_later(history));
    lines.push(String::new());

    let (earlier, points) = newest(history);
    let width = points.iter().map(|point| commit(point).len()).max().unwrap_or_default().max("commit".len());
    lines.push(format!("date        {:width$}  diagrams   valid", "commit"));
    for point in points {
        lines.push(format!("{}  {:width$}  {:>8}  {:>6}", point.date, commit(point), point.diagrams, point.valid));
    }
    if earlier > 0 {
        lines.push(format!("{earlier} earlier: `--format csv` has them all"));
    }
    lines.push(String::new());
    lines.push(format!("Pace: {}", about_pace(history.pace)));
    if !history.phases.is_empty() {
        lines.push(String::new());
        let id = |id: &str| printable(id);
        let width = history.phases.iter().map(|phase| id(&phase.id).chars().count()).max().unwrap_or_default();
        for phase in &history.phases {
            let reach = about_reach(phase, history.pace);
            lines.push(format!("{:width$}  {:>6} of {:>6}  {reach}", id(&phase.id), phase.have, phase.need));
        }
        lines.push(ONLY_NUMBERS.to_owned());
    }
    lines.join("\n") + "\n"
}
