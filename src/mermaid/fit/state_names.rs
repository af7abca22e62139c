//! In: the states of a state diagram. Out: their names in the middle of their boxes. The engine starts the text of every
//! line at the left edge of the label when labels are text, although the box has a least width. Notes stay as they are:
//! running text reads better from the left.

use super::{Edit, has_class, number, shown, translate};
use roxmltree::Node;

pub(super) fn fit(root: Node<'_, '_>, edits: &mut Vec<Edit>) {
    for state in root.descendants().filter(|n| has_class(*n, "statediagram-state") && has_class(*n, "node")) {
        let label = state.children().find(|n| has_class(*n, "label"));
        let shape = state.children().find(|n| has_class(*n, "label-container"));
        let (Some(label), Some(shape)) = (label, shape) else {
            continue;
        };
        let mut texts = label.children().filter(|n| n.has_tag_name("text"));
        let (Some(text), None) = (texts.next(), texts.next()) else {
            continue;
        };
        // A hand-drawn box is a path around the origin.
        let centre = match (number(shape, "x"), number(shape, "width")) {
            (Some(x), Some(width)) => x + width / 2.0,
            _ => 0.0,
        };
        if text.has_attribute("text-anchor") {
            continue;
        }
        let (_, dy) = translate(label);
        edits.push(Edit {
            node: label.id(),
            name: "transform",
            value: format!("translate({},{})", shown(centre), shown(dy)),
        });
        edits.push(Edit { node: text.id(), name: "text-anchor", value: "middle".to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{apply, edits};
    use roxmltree::Document;

    #[test]
    fn a_name_moves_to_the_middle_of_its_box() {
        let svg = r#"<svg aria-roledescription="stateDiagram"><g class="node statediagram-state"><rect class="basic label-container" x="-68" width="136"/><g class="label" transform="translate(-60, -9.5)"><text>Idle</text></g></g></svg>"#;
        let tree = Document::parse(svg).expect("a valid document");
        assert_eq!(
            apply(svg, &tree, &edits(&tree)),
            svg.replace("translate(-60, -9.5)", "translate(0,-9.5)").replace("<text>", "<text text-anchor=\"middle\">")
        );
    }
}
