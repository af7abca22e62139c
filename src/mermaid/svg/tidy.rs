//! What can be left out. In: the scene. Out: for each element whether it is written, only its content, or neither.

use std::collections::BTreeSet;

use super::property::{Property, Values};
use super::scene::{Item, Scene, Tag};

/// What becomes of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Write,
    /// Its content takes its place.
    Unwrap,
    Drop,
}

/// Attributes that refer to an element by `url(#id)`.
pub(super) const REFERRING: [&str; 5] = ["marker-start", "marker-mid", "marker-end", "clip-path", "mask"];
/// Those of them that draw something at the element's points.
const MARKERS: [&str; 3] = ["marker-start", "marker-mid", "marker-end"];

/// Decides for every item; a lone first line of a text passes its style on to the text.
pub(super) fn tidy(scene: &mut Scene<'_, '_>, values: &Values<'_>) -> Vec<Fate> {
    let mut fates = visible(scene, values);
    drop_unused_definitions(scene, values, &mut fates);
    drop_empty(scene, &mut fates);
    for index in 0..scene.items.len() {
        if fates[index] != Fate::Write {
            continue;
        }
        match scene.items[index].tag {
            Tag::Group if !has_own_attributes(&scene.items[index]) => fates[index] = Fate::Unwrap,
            Tag::Text => merge_first_line(scene, &mut fates, index),
            Tag::Span => {
                let (span, parent) = (&scene.items[index], &scene.items[scene.items[index].parent]);
                if !has_position(span) && same_look(span, parent, values) {
                    fates[index] = Fate::Unwrap;
                }
            }
            _ => {}
        }
    }
    fates
}

fn visible(scene: &Scene<'_, '_>, values: &Values<'_>) -> Vec<Fate> {
    let mut fates = Vec::with_capacity(scene.items.len());
    for (index, item) in scene.items.iter().enumerate() {
        let above = if index == 0 { Fate::Write } else { fates[item.parent] };
        let text = |property: Property| values.text(item.style[property as usize]);
        let clip = item.is_definition && scene.items[item.parent].tag == Tag::ClipPath;
        let hidden = text(Property::Display) == "none"
            || (item.tag.is_shape() || item.tag.is_text()) && text(Property::Visibility) == "hidden";
        // A `switch` offers HTML or text; text is what is drawn here.
        let is_html_choice =
            item.tag == Tag::Foreign && item.node.parent().is_some_and(|p| p.tag_name().name() == "switch");
        let shows = !item.tag.is_shape() || has_marker(item) || has_extent(item) && (clip || is_painted(item, values));
        fates.push(if above == Fate::Drop || hidden || is_html_choice || !shows { Fate::Drop } else { Fate::Write });
    }
    fates
}

/// Whether it may carry an arrowhead or a number's disc, which show even where the line itself does not.
fn has_marker(item: &Item<'_, '_>) -> bool {
    MARKERS.iter().any(|name| item.node.attribute(*name).is_some_and(|value| reference(value).is_some()))
}

/// Whether fill or stroke show.
fn is_painted(item: &Item<'_, '_>, values: &Values<'_>) -> bool {
    let style = &item.style;
    let filled = item.tag != Tag::Line && !values.is_none(style[Property::Fill as usize]);
    filled || is_stroked(item, values)
}

/// Whether it has a line that shows.
pub(super) fn is_stroked(item: &Item<'_, '_>, values: &Values<'_>) -> bool {
    !values.is_none(item.style[Property::Stroke as usize])
        && values.number(item.style[Property::StrokeWidth as usize], 1.0) > 0.0
}

fn has_extent(item: &Item<'_, '_>) -> bool {
    let some = |name| item.node.attribute(name).is_some_and(|v| !matches!(v.trim(), "" | "0"));
    match item.tag {
        Tag::Rect => some("width") && some("height"),
        Tag::Circle => some("r"),
        Tag::Path => some("d"),
        Tag::Polygon | Tag::Polyline => some("points"),
        _ => true,
    }
}

fn drop_unused_definitions(scene: &Scene<'_, '_>, values: &Values<'_>, fates: &mut [Fate]) {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for (item, fate) in scene.items.iter().zip(fates.iter()) {
        if *fate != Fate::Drop {
            used.extend(references(item, values));
        }
    }
    for index in 0..scene.items.len() {
        let item = &scene.items[index];
        let is_target = matches!(
            item.tag,
            Tag::Marker | Tag::Symbol | Tag::ClipPath | Tag::Gradient | Tag::RadialGradient | Tag::Pattern
        );
        let unused = is_target && item.node.attribute("id").is_none_or(|id| !used.contains(id));
        if unused || index > 0 && fates[item.parent] == Fate::Drop {
            fates[index] = Fate::Drop;
        }
    }
}

/// The ids that an element refers to.
pub(super) fn references<'v, 'a: 'v>(
    item: &Item<'a, '_>,
    values: &'v Values<'_>,
) -> impl Iterator<Item = &'v str> + use<'v, 'a> {
    use super::property::Kind;
    let node = item.node;
    let attributes = REFERRING.into_iter().filter_map(move |name| reference(node.attribute(name)?));
    let link = matches!(item.tag, Tag::Use | Tag::Gradient | Tag::RadialGradient)
        .then(|| href(node).and_then(|href| href.strip_prefix('#')))
        .flatten();
    let paints = [item.style[Property::Fill as usize], item.style[Property::Stroke as usize]];
    let paints = paints.into_iter().filter_map(move |value| match &values.get(value).kind {
        Kind::Reference(id) => Some(id.as_str()),
        _ => None,
    });
    attributes.chain(link).chain(paints)
}

/// The id in `url(#id)`.
pub(super) fn reference(value: &str) -> Option<&str> {
    let inner = value.trim().strip_prefix("url(")?.strip_suffix(')')?;
    inner.trim_matches(['"', '\'']).strip_prefix('#')
}

/// `href`, with or without the old prefix.
pub(super) fn href<'a>(node: roxmltree::Node<'a, '_>) -> Option<&'a str> {
    node.attributes().find(|a| a.name() == "href").map(|a| a.value())
}

fn drop_empty(scene: &Scene<'_, '_>, fates: &mut [Fate]) {
    let mut children = vec![0_usize; scene.items.len()];
    for index in (0..scene.items.len()).rev() {
        let item = &scene.items[index];
        let may_be_empty = item.tag.is_shape()
            || matches!(item.tag, Tag::Stop | Tag::Use | Tag::Gradient | Tag::RadialGradient | Tag::Foreign)
            || index == 0;
        let has_text = || item.tag.is_text() && item.node.children().any(|c| c.is_text() && !is_blank(c));
        if !may_be_empty && children[index] == 0 && !has_text() {
            fates[index] = Fate::Drop;
        }
        if fates[index] != Fate::Drop {
            children[item.parent] += 1;
        }
    }
}

fn is_blank(node: roxmltree::Node<'_, '_>) -> bool {
    node.text().unwrap_or_default().trim().is_empty()
}

fn has_own_attributes(item: &Item<'_, '_>) -> bool {
    let node = item.node;
    item.style[Property::Opacity as usize] != 0
        || ["transform", "clip-path", "mask", "title"].iter().any(|name| node.has_attribute(*name))
        || item.anchor.is_some()
}

fn has_position(item: &Item<'_, '_>) -> bool {
    ["x", "y", "dx", "dy"].iter().any(|name| item.node.has_attribute(*name))
}

/// Whether two texts are drawn alike.
pub(super) fn same_look(a: &Item<'_, '_>, b: &Item<'_, '_>, values: &Values<'_>) -> bool {
    use Property as P;
    // The engine writes the initial weight and style on words of their own, where the line around them has none.
    let initial = [(P::FontWeight, "400"), (P::FontStyle, "normal")];
    let plain = |item: &Item<'_, '_>, property: P, word: &str| {
        let value = item.style[property as usize];
        value == 0 || values.text(value) == word
    };
    [P::Fill, P::FillOpacity, P::Stroke, P::StrokeWidth, P::FontFamily, P::FontSize]
        .iter()
        .all(|p| a.style[*p as usize] == b.style[*p as usize])
        && initial
            .iter()
            .all(|(p, word)| a.style[*p as usize] == b.style[*p as usize] || plain(a, *p, word) && plain(b, *p, word))
        && [P::TextDecoration, P::Opacity].iter().all(|p| a.style[*p as usize] == 0)
}

fn merge_first_line(scene: &mut Scene<'_, '_>, fates: &mut [Fate], text: usize) {
    let node = scene.items[text].node;
    let mut line = None;
    for child in node.children() {
        if child.is_text() && !is_blank(child) {
            return;
        }
        let index = scene.index.get(child.id().get_usize()).copied().unwrap_or(usize::MAX);
        if index != usize::MAX && fates[index] != Fate::Drop && line.replace(index).is_some() {
            return;
        }
    }
    if let Some(line) = line
        && scene.items[line].style[Property::Opacity as usize] == 0
    {
        scene.items[text].style = scene.items[line].style;
        fates[line] = Fate::Unwrap;
    }
}
