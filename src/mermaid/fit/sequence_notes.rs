//! In: the notes of a sequence diagram. Out: notes at least as wide as their longest line. A note over two actors is as
//! wide as the way between them, and neither the engine nor Mermaid moves the actors apart for it.

use super::{Edit, Extent, has_class, number, origin, shown};
use crate::mermaid::measure::width_em;
use roxmltree::Node;

/// What the engine leaves between the text of a note and its edges.
const PADDING: f64 = 10.0;
const FONT_SIZE: f64 = 16.0;

pub(super) fn fit(root: Node<'_, '_>, edits: &mut Vec<Edit>, labels: &mut Vec<Extent>) {
    for rect in root.descendants().filter(|n| n.has_tag_name("rect") && has_class(*n, "note")) {
        let (Some(x), Some(y), Some(width), Some(height)) =
            (number(rect, "x"), number(rect, "y"), number(rect, "width"), number(rect, "height"))
        else {
            continue;
        };
        let needed = rect.next_siblings().filter(|n| has_class(*n, "noteText")).map(text_width).fold(0.0, f64::max)
            + 2.0 * PADDING;
        if needed <= width {
            continue;
        }
        let left = x + (width - needed) / 2.0;
        for (name, value) in [("x", left), ("width", needed)] {
            edits.push(Edit { node: rect.id(), name, value: shown(value) });
        }
        let (dx, dy) = origin(rect);
        labels.push(Extent { left: dx + left, top: dy + y, right: dx + left + needed, bottom: dy + y + height });
    }
}

/// The widest line of a text whose lines are `tspan`s.
fn text_width(text: Node<'_, '_>) -> f64 {
    let style = text.attribute("style").unwrap_or("");
    let property = |name: &str| {
        style.split(';').find_map(|declaration| {
            let (key, value) = declaration.split_once(':')?;
            (key.trim() == name).then(|| value.trim())
        })
    };
    let size = property("font-size")
        .and_then(|size| size.trim_end_matches("px").parse::<f64>().ok())
        .filter(|size| size.is_finite() && *size > 0.0)
        .unwrap_or(FONT_SIZE);
    let bold = property("font-weight").is_some_and(|weight| weight == "bold" || weight >= "600");
    text.descendants()
        .filter(Node::is_text)
        .filter_map(|line| line.text())
        .map(|line| width_em(line.trim(), property("font-family"), bold) * size)
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::{apply, edits};
    use roxmltree::Document;

    #[test]
    fn a_note_grows_on_both_sides_to_hold_its_text() {
        let note = |x: &str, width: &str, line: &str| {
            format!(
                r#"<svg viewBox="0 0 300 90" aria-roledescription="sequence"><g><rect class="note" x="{x}" y="0" width="{width}" height="39"/><text class="noteText" style="font-size: 16px;"><tspan>{line}</tspan></text></g></svg>"#
            )
        };
        let fitted = |svg: &str| {
            let tree = Document::parse(svg).expect("a valid document");
            apply(svg, &tree, &edits(&tree))
        };
        assert_eq!(fitted(&note("100", "40", "漢字漢字")), note("78", "84", "漢字漢字"));
        assert_eq!(fitted(&note("100", "40", "漢")), note("100", "40", "漢"));
    }
}
