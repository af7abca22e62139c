//! Readable text on any ground. In: the scene with its colours. Out: the same, where a text whose colour the author
//! left open stands on too little contrast in either theme, with near black, near white or the theme's own text colour;
//! likewise for lines on an author's fill.
//!
//! What a text stands on is found in the picture, not in the diagram's structure: all areas painted before it that
//! hold the text's point, one over the other, over the page.

use std::collections::BTreeMap;

use super::Theming;
use super::colour::{self, INKS, Rgba};
use super::error::SvgError;
use super::lines::{Line, Point, lines, map, number};
use super::path;
use super::property::{Kind, Property, ValueId, Values};
use super::scene::{Item, Scene, Tag, is_sketched};
use super::tidy::Fate;
use crate::mermaid::palette::Palette;

/// What WCAG 2 asks of text, with a little for rounding; and of lines.
const TEXT: f32 = 4.55;
const LINE: f32 = 3.0;

/// Colours of the palette that change with the theme, beside [`INKS`].
const ADAPTIVE: [&str; 2] = ["text", "ink"];

/// A painted area.
struct Area {
    /// Left, top, right, bottom.
    bounds: [f32; 4],
    /// In the light and in the dark theme.
    paint: [Rgba; 2],
    item: usize,
}

/// Corrects the colours of texts and lines.
pub(super) fn ensure(
    scene: &mut Scene<'_, '_>,
    fates: &[Fate],
    values: &mut Values<'_>,
    theming: &Theming,
    palette: &Palette,
) -> Result<(), SvgError> {
    let areas = areas(scene, fates, values, palette);
    let ground = match theming {
        Theming::Own { background, .. } => [*background; 2],
        Theming::Site => palette.named("bg").map_or([[255; 3], [0; 3]], |id| {
            let role = &palette.roles()[usize::from(id)];
            [role.light, role.dark]
        }),
    };
    // On the palette's own areas the palette's text is readable; only what lies on an author's colour is looked at.
    let own = matches!(theming, Theming::Own { .. });
    let foreign: Vec<(usize, [f32; 4])> = areas
        .iter()
        .filter(|a| own || a.paint[0][3] < 255 || is_of_author(&scene.items[a.item], values, palette))
        .map(|a| (a.item, a.bounds))
        .collect();
    if foreign.is_empty() && !own {
        return Ok(());
    }
    let mut inks = Inks { ids: BTreeMap::new() };
    let mut text_ground: Vec<Option<Vec<[[u8; 3]; 2]>>> = Vec::new();
    text_ground.resize_with(scene.items.len(), || None);
    for index in 0..scene.items.len() {
        let item = &scene.items[index];
        if fates[index] == Fate::Drop || item.is_definition {
            continue;
        }
        let (property, wanted) = match item.tag {
            Tag::Text | Tag::Span | Tag::Foreign => (Property::Fill, TEXT),
            Tag::Line | Tag::Path | Tag::Polyline if is_bare_line(item, values) => (Property::Stroke, LINE),
            _ => continue,
        };
        let points = match item.tag {
            Tag::Text | Tag::Foreign | Tag::Span => text_points(item, values),
            _ => line_points(item),
        };
        let grounds = if item.tag == Tag::Span {
            text_ground[item.parent].clone()
        } else if own || points.iter().any(|p| foreign.iter().any(|(item, b)| *item < index && holds(b, *p))) {
            Some(points.iter().map(|p| under(*p, index, &areas, ground)).collect())
        } else {
            None
        };
        text_ground[index] = grounds;
        let Some(grounds) = &text_ground[index] else {
            continue;
        };
        let value = item.style[property as usize];
        let Some(now) = shown(value, values, palette) else {
            continue;
        };
        if !is_open(value, values, theming, palette) || worst(now, grounds) >= wanted {
            continue;
        }
        let better = inks.best(now, grounds, values, palette)?;
        scene.items[index].style[property as usize] = better.unwrap_or(value);
    }
    Ok(())
}

/// The colours to choose from, each added to the drawing's values when first needed.
struct Inks {
    ids: BTreeMap<usize, ValueId>,
}

impl Inks {
    /// The ink with the most contrast on all grounds, if it has more than `now`.
    fn best(
        &mut self,
        now: [[u8; 3]; 2],
        grounds: &[[[u8; 3]; 2]],
        values: &mut Values<'_>,
        palette: &Palette,
    ) -> Result<Option<ValueId>, SvgError> {
        let adaptive = ADAPTIVE.map(|name| palette.named(name));
        let [text, ink] = adaptive.map(|id| {
            let role = palette.roles().get(usize::from(id?))?;
            Some([role.light, role.dark])
        });
        let candidates = [Some([INKS[0]; 2]), Some([INKS[1]; 2]), Some([INKS[2]; 2]), text, ink];
        let mut best = (worst(now, grounds), None);
        for (index, candidate) in candidates.iter().enumerate() {
            if let Some(candidate) = candidate {
                let contrast = worst(*candidate, grounds);
                // Black only where nothing softer is enough.
                if contrast > best.0 && (!matches!(index, 2 | 4) || best.0 < TEXT) {
                    best = (contrast, Some(index));
                }
            }
        }
        let Some(index) = best.1 else { return Ok(None) };
        if let Some(&id) = self.ids.get(&index) {
            return Ok(Some(id));
        }
        let kind = match (INKS.get(index), adaptive.get(index.wrapping_sub(INKS.len()))) {
            (Some([r, g, b]), _) => Kind::Colour([*r, *g, *b, 255]),
            (None, Some(Some(role))) => Kind::Role(*role, 255),
            _ => return Ok(None),
        };
        let id = values.add(kind, false)?;
        self.ids.insert(index, id);
        Ok(Some(id))
    }
}

fn worst(colours: [[u8; 3]; 2], grounds: &[[[u8; 3]; 2]]) -> f32 {
    grounds
        .iter()
        .flat_map(|ground| [colour::contrast(colours[0], ground[0]), colour::contrast(colours[1], ground[1])])
        .fold(21.0, f32::min)
}

/// Whether the author left this colour open.
fn is_open(value: ValueId, values: &Values<'_>, theming: &Theming, palette: &Palette) -> bool {
    // The engine makes the colours of a Venn diagram's labels itself.
    let computed = values.diagram() == "venn";
    let value = values.get(value);
    match (theming, &value.kind) {
        (Theming::Site, Kind::Role(role, _)) => {
            palette.roles().get(usize::from(*role)).is_some_and(|role| !role.is_chosen)
        }
        (Theming::Site, Kind::Colour(_)) => computed && !value.author,
        (Theming::Own { texts, .. }, Kind::Colour([r, g, b, _])) => !value.author && !texts.contains(&[*r, *g, *b]),
        _ => false,
    }
}

fn shown(value: ValueId, values: &Values<'_>, palette: &Palette) -> Option<[[u8; 3]; 2]> {
    match values.get(value).kind {
        Kind::Role(role, _) => palette.roles().get(usize::from(role)).map(|role| [role.light, role.dark]),
        Kind::Colour([r, g, b, _]) => Some([[r, g, b]; 2]),
        _ => None,
    }
}

/// Whether an area has a colour that the palette's own text is not made for.
fn is_of_author(item: &Item<'_, '_>, values: &Values<'_>, palette: &Palette) -> bool {
    match values.get(item.style[Property::Fill as usize]).kind {
        Kind::Colour(_) => true,
        Kind::Role(role, _) => palette.is_named_class(role),
        _ => false,
    }
}

fn is_bare_line(item: &Item<'_, '_>, values: &Values<'_>) -> bool {
    // The lines that hatch a shape are its area.
    item.tag == Tag::Line || values.is_none(item.style[Property::Fill as usize]) && !is_sketched(item.node)
}

fn areas(scene: &Scene<'_, '_>, fates: &[Fate], values: &Values<'_>, palette: &Palette) -> Vec<Area> {
    let mut areas = Vec::new();
    for (index, item) in scene.items.iter().enumerate() {
        if fates[index] == Fate::Drop || item.is_definition || !item.tag.is_shape() || item.tag == Tag::Line {
            continue;
        }
        let fill = item.style[Property::Fill as usize];
        let Some([light, dark]) = shown(fill, values, palette) else {
            continue;
        };
        let alpha = match values.get(fill).kind {
            Kind::Role(_, alpha) | Kind::Colour([.., alpha]) => f32::from(alpha) / 255.0,
            _ => continue,
        } * item.alpha
            * values.number(item.style[Property::FillOpacity as usize], 1.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let alpha = (alpha.clamp(0.0, 1.0) * 255.0).round() as u8;
        if alpha == 0 {
            continue;
        }
        if let Some(bounds) = bounds(item) {
            let paint = [light, dark].map(|[r, g, b]| [r, g, b, alpha]);
            areas.push(Area { bounds, paint, item: index });
        }
    }
    areas
}

fn under(point: Point, before: usize, areas: &[Area], ground: [[u8; 3]; 2]) -> [[u8; 3]; 2] {
    let end = areas.partition_point(|area| area.item < before);
    // From the top down to the first that hides what is below, then up again.
    let mut layers = Vec::new();
    for area in areas[..end].iter().rev() {
        if holds(&area.bounds, point) {
            layers.push(area.paint);
            if area.paint[0][3] == 255 {
                break;
            }
        }
    }
    layers
        .iter()
        .rev()
        .fold(ground, |below, paint| [colour::over(paint[0], below[0]), colour::over(paint[1], below[1])])
}

fn holds(b: &[f32; 4], [x, y]: Point) -> bool {
    x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3]
}

fn corners(item: &Item<'_, '_>) -> Vec<Point> {
    let n = |name| number(item, name);
    let around = |cx: f32, cy: f32, rx: f32, ry: f32| {
        vec![[cx - rx, cy - ry], [cx + rx, cy - ry], [cx - rx, cy + ry], [cx + rx, cy + ry]]
    };
    match item.tag {
        Tag::Rect => {
            let (w, h) = (n("width") / 2.0, n("height") / 2.0);
            around(n("x") + w, n("y") + h, w, h)
        }
        Tag::Circle => around(n("cx"), n("cy"), n("r"), n("r")),
        Tag::Ellipse => around(n("cx"), n("cy"), n("rx"), n("ry")),
        Tag::Line => vec![[n("x1"), n("y1")], [n("x2"), n("y2")]],
        Tag::Path => path::points(item.node.attribute("d").unwrap_or_default()),
        Tag::Polygon | Tag::Polyline => {
            let text = item.node.attribute("points").unwrap_or_default();
            let numbers: Vec<f32> = text.split([',', ' ']).filter_map(|t| t.parse().ok()).collect();
            numbers.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect()
        }
        _ => Vec::new(),
    }
}

/// Left, top, right, bottom of a shape, for curves those of their control points.
pub(super) fn bounds(item: &Item<'_, '_>) -> Option<[f32; 4]> {
    let points = corners(item);
    if points.is_empty() {
        return None;
    }
    let start = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    Some(
        points
            .into_iter()
            .map(|p| map(&item.matrix, p))
            .fold(start, |b, [x, y]| [b[0].min(x), b[1].min(y), b[2].max(x), b[3].max(y)]),
    )
}

/// Up to five points of a line that tell what it crosses.
fn line_points(item: &Item<'_, '_>) -> Vec<Point> {
    let points = corners(item);
    let last = points.len().saturating_sub(1);
    let mut chosen: Vec<Point> =
        [0, last / 4, last / 2, 3 * last / 4, last].into_iter().filter_map(|i| points.get(i)).copied().collect();
    if let &[[ax, ay], .., [bx, by]] = points.as_slice()
        && points.len() == 2
    {
        chosen.push([f32::midpoint(ax, bx), f32::midpoint(ay, by)]);
    }
    chosen.into_iter().map(|p| map(&item.matrix, p)).collect()
}

/// The middle, and near both ends, of a text's first and last line.
fn text_points(item: &Item<'_, '_>, values: &Values<'_>) -> Vec<Point> {
    let lines = lines(item, values);
    let ends = [lines.first(), lines.last()];
    let mut points = Vec::new();
    for Line { centre: [x, y], width, .. } in ends.into_iter().flatten() {
        for shift in [-0.4 * width, 0.0, 0.4 * width] {
            points.push(map(&item.matrix, [x + shift, *y]));
        }
    }
    points
}
