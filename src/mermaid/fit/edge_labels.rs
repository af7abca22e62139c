//! In: the labels on edges of graph-like diagrams, each a background and centred text. Out: both centred on the point
//! of the edge. The engine centres them twice when labels are text: it moves the group left by half of its width, and
//! the text or the background once more (class, ER), or the text down by half of its height (state).

use super::{Edit, Extent, has_class, number, origin, shown, translate};
use roxmltree::Node;

/// A line in the fonts that browsers fall back to, for scripts that Arial lacks and for emoji, is higher than the
/// engine takes for the small type of ER diagrams.
const TALL_LINE: f64 = 22.0;

pub(super) fn fit(root: Node<'_, '_>, edits: &mut Vec<Edit>, labels: &mut Vec<Extent>) {
    for group in root.descendants().filter(|n| has_class(*n, "edgeLabel")) {
        let Some(label) = group.children().find(|n| has_class(*n, "label")) else {
            continue;
        };
        let Some(background) = label.descendants().find(|n| has_class(*n, "background")) else {
            continue;
        };
        let text = label.descendants().find(|n| n.has_tag_name("text"));
        let (Some(width), Some(mut height), Some(text)) =
            (number(background, "width"), number(background, "height"), text)
        else {
            continue;
        };
        if text.attribute("text-anchor") != Some("middle") {
            continue;
        }
        let (dx, dy) = translate(label);
        if dx != 0.0 {
            edits.push(Edit { node: label.id(), name: "transform", value: format!("translate(0,{})", shown(dy)) });
        }
        if number(background, "x") != Some(-width / 2.0) {
            edits.push(Edit { node: background.id(), name: "x", value: shown(-width / 2.0) });
        }
        if let Some(inner) = text.parent().filter(|n| n.attribute("transform").is_some() && *n != label) {
            edits.push(Edit { node: inner.id(), name: "transform", value: "translate(0,0)".to_owned() });
        }
        let mut inner_top = number(background, "y").unwrap_or(0.0);
        let missing = TALL_LINE - height;
        if missing > 0.0 && text.descendants().any(|n| n.is_text() && !n.text().unwrap_or("").is_ascii()) {
            inner_top -= missing / 2.0;
            height = TALL_LINE;
            for (name, value) in [("y", inner_top), ("height", height)] {
                edits.push(Edit { node: background.id(), name, value: shown(value) });
            }
        }
        let (x, y) = origin(group);
        let top = y + dy + inner_top;
        labels.push(Extent { left: x - width / 2.0, top, right: x + width / 2.0, bottom: top + height });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{apply, edits};
    use roxmltree::Document;

    fn fitted(label: &str) -> String {
        let svg = format!(
            r#"<svg viewBox="0 0 500 500"><g class="edgeLabel" transform="translate(100,50)">{label}</g></svg>"#
        );
        let tree = Document::parse(&svg).expect("a valid document");
        let fitted = apply(&svg, &tree, &edits(&tree));
        fitted.replace(r#"<svg viewBox="0 0 500 500"><g class="edgeLabel" transform="translate(100,50)">"#, "")
    }

    #[test]
    fn text_beside_its_background_is_brought_back() {
        assert_eq!(
            fitted(
                r#"<g class="label" transform="translate(-40, -11.5)"><g><rect class="background" x="-2" y="-1" width="80" height="23"/><text text-anchor="middle">a</text></g></g>"#
            ),
            r#"<g class="label" transform="translate(0,-11.5)"><g><rect class="background" x="-40" y="-1" width="80" height="23"/><text text-anchor="middle">a</text></g></g></g></svg>"#
        );
    }

    #[test]
    fn text_below_its_background_is_lifted() {
        assert_eq!(
            fitted(
                r#"<g class="label" transform="translate(-40,-11.5)"><g><rect class="background" x="0" y="0" width="80" height="23"/><g transform="translate(40, 11.5)"><text text-anchor="middle">a</text></g></g></g>"#
            ),
            r#"<g class="label" transform="translate(0,-11.5)"><g><rect class="background" x="-40" y="0" width="80" height="23"/><g transform="translate(0,0)"><text text-anchor="middle">a</text></g></g></g></g></svg>"#
        );
    }

    #[test]
    fn a_flat_background_grows_for_fonts_with_higher_lines() {
        let label = |rest: &str, text: &str| {
            format!(
                r#"<g class="label"><rect class="background" x="-40" {rest} width="80"/><text text-anchor="middle">{text}</text></g>"#
            )
        };
        let flat = r#"y="-1" height="17""#;
        let fit = |text: &str| fitted(&label(flat, text)).replace("</g></svg>", "");
        assert_eq!(fit("漢字"), label(r#"y="-3.5" height="22""#, "漢字"));
        assert_eq!(fit("has"), label(flat, "has"));
    }

    #[test]
    fn a_label_in_its_place_stays() {
        let right = r#"<g class="label" transform="translate(0,-9.5)"><g><rect class="background" x="-40" y="-2" width="80" height="23"/><text text-anchor="middle">a</text></g></g>"#;
        assert_eq!(fitted(right), format!("{right}</g></svg>"));
    }
}
