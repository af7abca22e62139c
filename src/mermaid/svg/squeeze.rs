//! Texts that are too wide for their box. In: the scene of a kind whose engine breaks lines only at spaces. Out: the same, with
//! smaller letters where a word is wider than the box that it stands in.

use super::contrast::bounds;
use super::error::SvgError;
use super::lines::lines;
use super::property::{Kind, Property, Values};
use super::scene::{Scene, Tag};

/// Room between a text and the sides of its box.
const PADDING: f32 = 4.0;
/// Smaller letters cannot be read.
const SMALLEST: f32 = 6.0;

/// Makes the letters of too wide texts smaller.
pub(super) fn squeeze(scene: &mut Scene<'_, '_>, values: &mut Values<'_>) -> Result<(), SvgError> {
    if values.diagram() != "timeline" {
        return Ok(());
    }
    // The width of the last shape in each group.
    let mut boxes = vec![0.0_f32; scene.items.len()];
    for index in 0..scene.items.len() {
        let item = &scene.items[index];
        if item.tag.is_shape() && item.tag != Tag::Line {
            let width = bounds(item).map_or(0.0, |b| b[2] - b[0]);
            let group = scene.items[item.parent].parent;
            boxes[item.parent] = boxes[item.parent].max(width);
            boxes[group] = boxes[group].max(width);
        }
        let is_node = |at: usize| {
            scene.items[at].node.attribute("class").is_some_and(|list| list.split(' ').any(|c| c == "timeline-node"))
        };
        let Some(node) = [item.parent, scene.items[item.parent].parent].into_iter().find(|at| is_node(*at)) else {
            continue;
        };
        let (room, wide) = (boxes[node] - 2.0 * PADDING, lines(item, values));
        let wide = wide.iter().map(|line| line.width).fold(0.0, f32::max);
        if room <= 0.0 || wide <= room {
            continue;
        }
        let size = values.number(item.style[Property::FontSize as usize], 16.0);
        let size = (size * room / wide).max(SMALLEST);
        let id = values.add(Kind::Text(((size * 10.0).floor() / 10.0).to_string()), false)?;
        let is_inside = |item: &super::scene::Item<'_, '_>| item.parent == index;
        scene.items[index].style[Property::FontSize as usize] = id;
        for line in scene.items[index + 1..].iter_mut().take_while(|line| is_inside(line)) {
            line.style[Property::FontSize as usize] = id;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::mermaid::outline::Outline;
    use crate::mermaid::palette::Palette;
    use crate::mermaid::svg::{Subject, Theming, lean, read};

    #[test]
    fn a_word_wider_than_its_box_gets_smaller_letters() {
        let raw = "<svg id=\"m0\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 50\"><g class=\"timeline-node\"><g>\
                   <path d=\"M0,0h108v40h-108z\"/></g><g transform=\"translate(54,9)\"><text text-anchor=\"middle\"><tspan x=\"0\">\
                   漢字漢字漢字漢字漢字</tspan></text></g></g></svg>";
        let palette = Palette::new(&BTreeMap::new());
        let outline = Outline::default();
        let subject = Subject { name: "timeline", kind: "timeline", outline: &outline };
        let body = lean(&read(raw).unwrap(), subject, &Theming::Site, &palette, "").unwrap().body;
        assert!(body.contains("<text class=\"z10\">"), "{body}");
    }
}
