//! How large the picture has to be. In: the scene and the picture's `viewBox`. Out: the same, without the wide empty
//! margins that the engine leaves around some kinds of diagram, and with room for texts that it lets run out of it.
//!
//! Margins that are not wide stay as they are, and shapes beyond the edge are the engine's will.

use super::contrast::bounds;
use super::lines::{Line, lines, map, number};
use super::property::Values;
use super::scene::{Item, Scene, Tag};
use super::tidy::Fate;

/// A margin wider than this is taken for empty space …
const WIDE: f32 = 40.0;
/// … and becomes this, which leaves room for strokes, arrowheads and for what browsers draw wider than measured.
const MARGIN: f32 = 16.0;
/// Room beyond a text at the edge.
const ROOM: f32 = 4.0;
/// What lies further out is not meant to be seen.
const FAR: f32 = 300.0;

/// Left, top, right, bottom.
type Sides = [f32; 4];

const NOTHING: Sides = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];

/// Left, top, width and height of the picture.
pub(super) fn frame(view_box: [f32; 4], scene: &Scene<'_, '_>, fates: &[Fate], values: &Values<'_>) -> [f32; 4] {
    let (mut all, mut texts) = (NOTHING, NOTHING);
    for (item, fate) in scene.items.iter().zip(fates) {
        if *fate == Fate::Drop || item.is_definition {
            continue;
        }
        if let Some(sides) = shape(item) {
            all = union(all, sides);
        }
        for line in lines(item, values) {
            all = union(all, letters(item, &line, 0.75));
            texts = union(texts, letters(item, &line, 0.5));
        }
    }
    if all.iter().chain(&texts).any(|side| !side.is_finite()) || all[0] >= all[2] || all[1] >= all[3] {
        return view_box;
    }
    let [x, y, width, height] = view_box;
    let old = [x, y, x + width, y + height];
    let mut new = old;
    for side in 0..4 {
        let outwards = if side < 2 { -1.0 } else { 1.0 };
        let margin = (old[side] - all[side]) * outwards;
        let beyond = (texts[side] - old[side]) * outwards;
        if margin > WIDE {
            new[side] = all[side] + MARGIN * outwards;
        } else if beyond > 1.0 && beyond < FAR {
            new[side] = texts[side] + ROOM * outwards;
        }
    }
    [new[0], new[1], new[2] - new[0], new[3] - new[1]]
}

fn union(a: Sides, b: Sides) -> Sides {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

fn around(item: &Item<'_, '_>, points: &[[f32; 2]]) -> Sides {
    points.iter().map(|p| map(&item.matrix, *p)).fold(NOTHING, |all, [x, y]| union(all, [x, y, x, y]))
}

fn shape(item: &Item<'_, '_>) -> Option<Sides> {
    if item.tag == Tag::Use {
        // A symbol's size is not looked up: none is larger than this.
        let [x, y] = ["x", "y"].map(|name| number(item, name));
        let [w, h] = ["width", "height"].map(|name| number(item, name).max(80.0));
        return Some(around(item, &[[x, y], [x + w, y + h]]));
    }
    if item.tag.is_shape() { bounds(item) } else { None }
}

/// The box of a line; `half` of its height in sizes of the font.
fn letters(item: &Item<'_, '_>, line: &Line, half: f32) -> Sides {
    let ([x, y], w, h) = (line.centre, line.width / 2.0, line.height * half);
    around(item, &[[x - w, y - h], [x + w, y - h], [x - w, y + h], [x + w, y + h]])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::mermaid::outline::Outline;
    use crate::mermaid::palette::Palette;
    use crate::mermaid::svg::{Subject, Theming, lean, read};

    fn view_box(content: &str) -> [f32; 4] {
        let raw =
            format!("<svg id=\"m0\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-50 -10 600 300\">{content}</svg>");
        let outline = Outline::default();
        let subject = Subject { name: "c4", kind: "c4", outline: &outline };
        let palette = Palette::new(&BTreeMap::new());
        lean(&read(&raw).unwrap(), subject, &Theming::Site, &palette, "").unwrap().view_box
    }

    #[test]
    fn wide_margins_go_and_narrow_ones_stay() {
        let content = "<rect x=\"0\" y=\"0\" width=\"100\" height=\"50\" fill=\"#123\"/>";
        assert_eq!(view_box(content), [-16.0, -10.0, 132.0, 76.0]);
    }

    #[test]
    fn text_needs_room_too() {
        let content = "<rect width=\"100\" height=\"250\" fill=\"#123\"/><text x=\"440\" y=\"20\">at the edge</text>";
        assert_eq!(view_box(content), [-16.0, -10.0, 566.0, 300.0]);
    }

    #[test]
    fn the_picture_grows_for_a_text_that_runs_out_of_it() {
        let content =
            "<rect x=\"-50\" width=\"600\" height=\"290\" fill=\"#123\"/><text x=\"540\" y=\"20\">ticks</text>";
        let [x, y, width, height] = view_box(content);
        assert_eq!([x, y, height], [-50.0, -10.0, 300.0]);
        assert!((625.5..626.5).contains(&width), "{width}");
    }

    #[test]
    fn an_empty_picture_keeps_its_size() {
        assert_eq!(view_box(""), [-50.0, -10.0, 600.0, 300.0]);
    }
}
