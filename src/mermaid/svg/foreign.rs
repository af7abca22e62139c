//! HTML labels as text. In: a `foreignObject`, which some kinds use whatever the configuration says. Out: lines with
//! their places, centred as the engine centres its labels, none wider than the object.

use roxmltree::Node;
use unicode_segmentation::UnicodeSegmentation;

use crate::mermaid::entity;
use crate::mermaid::measure::width_em;

/// Height of a line in the engine's HTML labels, in units of the font size.
const LINE: f32 = 1.5;
/// Where the lines are too many for the object, letters become smaller, down to this share.
const SMALLEST: f32 = 0.6;

/// A label: where its lines are centred, the font's size, and each line's base line and text.
pub(super) struct Label {
    pub(super) x: f32,
    pub(super) size: f32,
    pub(super) lines: Vec<(f32, String)>,
}

/// Reads a label. Breaks lines where it says so, and where they are wider than the object.
pub(super) fn label(node: Node<'_, '_>, font_size: f32, bold: bool) -> Label {
    let number = |name| node.attribute(name).and_then(|v| v.parse::<f32>().ok()).unwrap_or(0.0);
    let (width, height) = (number("width"), number("height"));
    let mut text = String::new();
    for child in node.descendants() {
        if child.is_text() {
            text.push_str(&entity::decode(child.text().unwrap_or_default()));
        } else if matches!(child.tag_name().name(), "br" | "p" | "li") && !text.is_empty() {
            text.push('\n');
        }
    }
    let given: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let wrapped = |size: f32| -> Vec<String> {
        given.iter().flat_map(|line| wrap(line, f64::from((width + 1.0) / size), bold)).collect()
    };
    let mut size = font_size;
    let mut lines = wrapped(size);
    // The engine foresaw the height of the lines that it counted; one more takes smaller letters.
    while lines.len() > given.len() && size * LINE * lines.len() as f32 > height + 1.0 && size > font_size * SMALLEST {
        size -= font_size * 0.05;
        lines = wrapped(size);
    }
    let step = size * LINE;
    let first = number("y") + (height - step * (lines.len() as f32 - 1.0)) / 2.0 + size * 0.35;
    let lines = lines.into_iter().enumerate().map(|(i, line)| (first + step * i as f32, line)).collect();
    Label { x: number("x") + width / 2.0, size, lines }
}

/// Greedy lines of at most `width` em; a word that is wider is broken between its letters.
fn wrap(line: &str, width: f64, bold: bool) -> Vec<String> {
    if width_em(line, None, bold) <= width || width < 1.0 {
        return vec![line.to_owned()];
    }
    let space = width_em(" ", None, bold);
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0.0;
    for word in line.split_whitespace() {
        let wide = width_em(word, None, bold);
        match lines.last_mut() {
            Some(last) if used + space + wide <= width => {
                last.push(' ');
                last.push_str(word);
                used += space + wide;
            }
            _ if wide <= width => {
                lines.push(word.to_owned());
                used = wide;
            }
            _ => {
                lines.push(String::new());
                used = 0.0;
                for letter in word.graphemes(true) {
                    let wide = width_em(letter, None, bold);
                    if used + wide > width {
                        lines.push(String::new());
                        used = 0.0;
                    }
                    used += wide;
                    if let Some(last) = lines.last_mut() {
                        last.push_str(letter);
                    }
                }
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(size: &str, text: &str) -> (f32, Vec<String>) {
        let svg = format!("<foreignObject {size}><div><p>{text}</p></div></foreignObject>");
        let document = roxmltree::Document::parse(&svg).unwrap();
        let label = label(document.root_element(), 16.0, false);
        (label.size, label.lines.into_iter().map(|(_, line)| line).collect())
    }

    #[test]
    fn lines_break_at_words_and_in_words_that_have_no_place() {
        let size = "width=\"64\" height=\"72\"";
        assert_eq!(read(size, "one two three four").1, ["one two", "three", "four"]);
        assert_eq!(read(size, "漢字漢字漢字").1, ["漢字漢字", "漢字"]);
    }

    #[test]
    fn letters_shrink_where_a_line_was_not_foreseen() {
        let (size, lines) = read("width=\"64\" height=\"24\"", "漢字漢字漢字");
        assert_eq!(lines.concat(), "漢字漢字漢字");
        assert!((10.0..=11.0).contains(&size), "{size}");
    }
}
