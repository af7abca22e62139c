//! `report --history --format csv`: the points, one a line. The commit of the working tree is empty.

use crate::plan::history::History;

/// The points as comma-separated values.
pub fn render(history: &History) -> String {
    let mut text = "date,commit,diagrams,valid\n".to_owned();
    for point in &history.points {
        let commit = point.commit.as_deref().unwrap_or_default();
        text.push_str(&format!("{},{commit},{},{}\n", point.date, point.diagrams, point.valid));
    }
    text
}
