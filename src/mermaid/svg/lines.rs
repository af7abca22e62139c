//! Where a text stands. In: a text of the scene. Out: its lines in the picture, each with its measured width.
//!
//! Not here: what lies below it (`contrast`), what that means for the picture's size (`frame`).

use super::property::{Property, Values};
use super::scene::{Item, Matrix, Tag};
use crate::mermaid::measure::width_em;

pub(super) type Point = [f32; 2];

/// One line of a text, in the text's own coordinates.
pub(super) struct Line {
    /// The middle of its letters.
    pub(super) centre: Point,
    pub(super) width: f32,
    /// The font's size.
    pub(super) height: f32,
}

/// The place of a point in the picture.
pub(super) fn map(m: &Matrix, [x, y]: Point) -> Point {
    [m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]]
}

/// A number of px; 0 if there is none.
pub(super) fn number(item: &Item<'_, '_>, name: &str) -> f32 {
    item.node.attribute(name).and_then(|v| v.trim_end_matches("px").parse().ok()).unwrap_or(0.0)
}

/// The lines of a text that stands for itself; a `tspan` has none.
pub(super) fn lines(item: &Item<'_, '_>, values: &Values<'_>) -> Vec<Line> {
    let size = item.style[Property::FontSize as usize];
    let mut size = match values.text(size).strip_suffix("em").and_then(|em| em.parse::<f32>().ok()) {
        Some(em) => em * 16.0,
        None => values.number(size, 16.0),
    };
    if !(size > 0.0 && size < 1000.0) {
        size = 16.0;
    }
    if item.tag == Tag::Foreign {
        let (width, height) = (number(item, "width"), number(item, "height"));
        let centre = [number(item, "x") + width / 2.0, number(item, "y") + height / 2.0];
        return vec![Line { centre, width, height }];
    }
    if item.tag != Tag::Text {
        return Vec::new();
    }
    let length = |name: &str, node: roxmltree::Node<'_, '_>| {
        let text = node.attribute(name)?;
        text.strip_suffix("em")
            .map_or_else(|| text.trim_end_matches("px").parse().ok(), |em| em.parse::<f32>().ok().map(|em| em * size))
    };
    let (mut x, mut y) = (length("x", item.node).unwrap_or(0.0), length("y", item.node).unwrap_or(0.0));
    y += length("dy", item.node).unwrap_or(0.0);
    let mut found: Vec<(Point, String)> = Vec::new();
    // C4 centres each line, not the text.
    let own_anchor = item.node.descendants().skip(1).find_map(|n| n.attribute("text-anchor"));
    for node in item.node.children() {
        let positioned = ["x", "y", "dy"].iter().any(|name| node.has_attribute(*name));
        if node.is_element() && positioned {
            x = length("x", node).unwrap_or(x);
            y = length("y", node).unwrap_or(y) + length("dy", node).unwrap_or(0.0);
        }
        let words = node.descendants().filter(roxmltree::Node::is_text).filter_map(|t| t.text());
        match found.last_mut() {
            Some((_, line)) if !positioned => line.extend(words),
            _ => found.push(([x, y], words.collect())),
        }
    }
    let rise = match values.text(item.style[Property::DominantBaseline as usize]) {
        "middle" | "central" => 0.0,
        "hanging" | "text-before-edge" => -0.5 * size,
        _ => 0.35 * size,
    };
    let bold = values.text(item.style[Property::FontWeight as usize]) == "700";
    let anchor = own_anchor.unwrap_or_else(|| values.text(item.style[Property::TextAnchor as usize]));
    found
        .into_iter()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|([x, y], line)| {
            #[expect(clippy::cast_possible_truncation, reason = "a width in px")]
            let width = width_em(line.trim(), None, bold) as f32 * size;
            let shift = match anchor {
                "middle" => 0.0,
                "end" => -width / 2.0,
                _ => width / 2.0,
            };
            Line { centre: [x + shift, y - rise], width, height: size }
        })
        .collect()
}
