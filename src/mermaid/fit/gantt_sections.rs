//! In: the section titles of a Gantt chart. Out: titles that end before the bars begin. The engine, as Mermaid, gives them a
//! fixed margin on the left, and a longer title runs below the bars; here the margin grows by what is missing.

use super::{Edit, Extent, has_class, number, shown};
use crate::mermaid::measure::width_em;
use roxmltree::Node;

/// Room between a title and the first bar.
const GAP: f64 = 6.0;
/// The least size of the engine's stylesheet, where the element names none.
const FONT_SIZE: f64 = 11.0;

pub(super) fn fit(root: Node<'_, '_>, edits: &mut Vec<Edit>, labels: &mut Vec<Extent>) {
    let bars = root
        .descendants()
        .filter(|n| n.has_tag_name("rect") && has_class(*n, "task"))
        .filter_map(|bar| number(bar, "x"))
        .fold(f64::INFINITY, f64::min);
    let titles: Vec<_> = root.descendants().filter(|n| has_class(*n, "sectionTitle")).collect();
    let missing =
        titles.iter().map(|title| number(*title, "x").unwrap_or(0.0) + width(*title) + GAP - bars).fold(0.0, f64::max);
    if missing <= 0.0 || !missing.is_finite() {
        return;
    }
    for title in titles {
        // Every line of a title has an x of its own.
        for part in title.descendants().filter(|n| n.has_attribute("x")) {
            edits.push(Edit { node: part.id(), name: "x", value: shown(number(part, "x").unwrap_or(0.0) - missing) });
        }
    }
    for row in root.descendants().filter(|n| n.has_tag_name("rect") && has_class(*n, "section")) {
        let (Some(x), Some(width)) = (number(row, "x"), number(row, "width")) else {
            continue;
        };
        for (name, value) in [("x", x - missing), ("width", width + missing)] {
            edits.push(Edit { node: row.id(), name, value: shown(value) });
        }
    }
    // A box of no height at the new left edge makes the picture grow to it.
    labels.push(Extent { left: -missing, top: 1.0, right: 1.0, bottom: 1.0 });
}

fn width(title: Node<'_, '_>) -> f64 {
    let size = number(title, "font-size").unwrap_or(FONT_SIZE);
    title
        .descendants()
        .filter(Node::is_text)
        .filter_map(|line| line.text())
        .map(|line| width_em(line.trim(), None, false) * size)
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::{apply, edits};
    use roxmltree::Document;

    #[test]
    fn a_long_title_moves_left_and_the_picture_grows() {
        let chart = |view: &str, x: &str, row: &str, title: &str| {
            format!(
                r#"<svg viewBox="{view}" aria-roledescription="gantt"><rect class="section section0" {row}/><rect class="task" x="75"/><text class="sectionTitle" x="{x}" font-size="10"><tspan x="{x}">{title}</tspan></text></svg>"#
            )
        };
        let fitted = |svg: &str| {
            let tree = Document::parse(svg).expect("a valid document");
            apply(svg, &tree, &edits(&tree))
        };
        let row = r#"x="0" width="700""#;
        let long = "漢字漢字漢字漢字";
        assert_eq!(
            fitted(&chart("0 0 800 100", "10", row, long)),
            chart("-25 0 825 100", "-11", r#"x="-21" width="721""#, long)
        );
        let short = chart("0 0 800 100", "10", row, "漢");
        assert_eq!(fitted(&short), short);
    }
}
