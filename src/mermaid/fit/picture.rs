//! In: the boxes of labels that may lie beyond the edge of the picture. Out: a larger `viewBox` where one does. The engine
//! sizes a picture by its shapes (and a sankey, quadrant, radar or Venn diagram by its configuration), not by its labels.

use super::{Edit, Extent, number, origin, shown};
use crate::mermaid::measure::width_em;
use roxmltree::Node;

/// Room between a label and the edge of the picture.
const MARGIN: f64 = 4.0;
const FONT_SIZE: f64 = 16.0;
/// Titles of these diagrams are the largest text whose size only the stylesheet knows.
const TITLE_SIZE: f64 = 32.0;

/// The boxes of texts that belong to no shape, as their attributes tell.
pub(super) fn free_labels(root: Node<'_, '_>, labels: &mut Vec<Extent>) {
    for text in root.descendants().filter(|n| n.has_tag_name("text")) {
        let class = text.attribute("class").unwrap_or("");
        let inherited = text.ancestors().find_map(|n| number(n, "font-size"));
        let size = inherited.unwrap_or(match class {
            "venn-title" => TITLE_SIZE,
            _ => FONT_SIZE,
        });
        let line: String = text.descendants().filter_map(|n| n.is_text().then(|| n.text())?).collect();
        let width = width_em(line.trim(), None, false) * size;
        let rotated = text.attribute("transform").is_some_and(|t| t.contains("rotate(-90"));
        let (ox, oy) = origin(text);
        let (x, y) = (ox + number(text, "x").unwrap_or(0.0), oy + number(text, "y").unwrap_or(0.0));
        let centred = matches!(class, "radarTitle" | "venn-title");
        let before = match text.attribute("text-anchor") {
            Some("middle") => 0.5,
            Some("end") => 1.0,
            _ if centred => 0.5,
            _ => 0.0,
        };
        if rotated {
            continue;
        }
        let hanging = text.attribute("dominant-baseline") == Some("hanging") || class == "radarTitle";
        labels.push(Extent {
            left: x - width * before,
            top: if hanging { y - size * 0.3 } else { y - size },
            right: x + width * (1.0 - before),
            bottom: y + size * if hanging { 1.0 } else { 0.3 },
        });
    }
}

pub(super) fn fit(root: Node<'_, '_>, labels: &[Extent], edits: &mut Vec<Edit>) {
    let numbers: Vec<f64> =
        root.attribute("viewBox").unwrap_or("").split_ascii_whitespace().filter_map(|word| word.parse().ok()).collect();
    let &[x, y, width, height] = numbers.as_slice() else {
        return;
    };
    let old = Extent { left: x, top: y, right: x + width, bottom: y + height };
    let new = labels.iter().fold(old, |all, label| Extent {
        left: if label.left < old.left { all.left.min(label.left - MARGIN) } else { all.left },
        top: if label.top < old.top { all.top.min(label.top - MARGIN) } else { all.top },
        right: if label.right > old.right { all.right.max(label.right + MARGIN) } else { all.right },
        bottom: if label.bottom > old.bottom { all.bottom.max(label.bottom + MARGIN) } else { all.bottom },
    });
    if new == old {
        return;
    }
    let sides = [new.left, new.top, new.right - new.left, new.bottom - new.top].map(shown);
    if let Some(style) = root.attribute("style").filter(|style| style.contains("max-width")) {
        let declarations: Vec<String> = style
            .split(';')
            .map(|declaration| match declaration.split_once(':') {
                Some((name, _)) if name.trim() == "max-width" => format!("{name}: {}px", sides[2]),
                _ => declaration.to_owned(),
            })
            .collect();
        edits.push(Edit { node: root.id(), name: "style", value: declarations.join(";") });
    }
    edits.push(Edit { node: root.id(), name: "viewBox", value: sides.join(" ") });
}

#[cfg(test)]
mod tests {
    use super::super::{apply, edits};
    use roxmltree::Document;

    fn fitted(svg: &str) -> String {
        let tree = Document::parse(svg).expect("a valid document");
        apply(svg, &tree, &edits(&tree))
    }

    #[test]
    fn the_picture_grows_to_hold_a_label_at_its_edge() {
        let svg = r#"<svg viewBox="0 0 600 400" style="max-width: 600px;" aria-roledescription="sankey"><g font-size="10"><text x="596" y="200">漢字</text></g></svg>"#;
        assert_eq!(
            fitted(svg),
            svg.replace("0 0 600 400", "0 0 620 400").replace("max-width: 600px", "max-width: 620px")
        );
    }

    #[test]
    fn a_picture_that_holds_its_labels_stays() {
        let svg = r#"<svg viewBox="0 0 600 400" aria-roledescription="sankey"><text x="100" y="200">a</text></svg>"#;
        assert_eq!(fitted(svg), svg);
    }
}
