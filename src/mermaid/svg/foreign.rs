//! HTML labels as text. In: a `foreignObject`, which some kinds use whatever the configuration says. Out: lines with
//! their places, centred as the engine centres its labels.

use roxmltree::Node;

/// Height of a line in the engine's HTML labels, in units of the font size.
const LINE: f32 = 1.5;

/// A label: where its lines are centred, and each line's base line and text.
pub(super) struct Label {
    pub(super) x: f32,
    pub(super) lines: Vec<(f32, String)>,
}

/// Reads a label. Breaks lines where it says so; where the object is higher than that, by estimated widths.
pub(super) fn label(node: Node<'_, '_>, font_size: f32) -> Label {
    let number = |name| node.attribute(name).and_then(|v| v.parse::<f32>().ok()).unwrap_or(0.0);
    let (width, height) = (number("width"), number("height"));
    let mut text = String::new();
    for child in node.descendants() {
        if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        } else if matches!(child.tag_name().name(), "br" | "p" | "li") && !text.is_empty() {
            text.push('\n');
        }
    }
    let mut lines: Vec<String> = text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect();
    let step = font_size * LINE;
    if height >= step * (lines.len() as f32 + 0.8) {
        lines = lines.iter().flat_map(|line| wrap(line, width / (font_size * 0.5))).collect();
    }
    let first = number("y") + (height - step * (lines.len() as f32 - 1.0)) / 2.0 + font_size * 0.35;
    let lines = lines.into_iter().enumerate().map(|(i, line)| (first + step * i as f32, line)).collect();
    Label { x: number("x") + width / 2.0, lines }
}

/// Greedy lines of at most `columns` average letters.
fn wrap(line: &str, columns: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in line.split_whitespace() {
        match lines.last_mut() {
            Some(last) if (last.chars().count() + 1 + word.chars().count()) as f32 <= columns => {
                last.push(' ');
                last.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
