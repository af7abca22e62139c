//! The drawing as a flat list. In: the engine's SVG, parsed. Out: every element of the allow-list in document order,
//! with its parent, the properties it ends up with, and its place in the picture.
//!
//! Not here: what is left out because it shows nothing (`tidy`), colours of text (`contrast`).

use roxmltree::{Document, Node};

use super::MAX_DEPTH;
use super::cascade::{Cascade, declarations_of, split_important};
use super::error::SvgError;
use super::property::{COUNT, INHERITED, Property, Style, Values};

/// How many elements of a label's HTML may change its font and colour.
const MAX_HTML_DEPTH: usize = 6;

/// An element that may stand in a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    Svg,
    Group,
    Link,
    Defs,
    Marker,
    Symbol,
    Use,
    ClipPath,
    Gradient,
    RadialGradient,
    Stop,
    Pattern,
    Rect,
    Circle,
    Ellipse,
    Line,
    Polyline,
    Polygon,
    Path,
    Text,
    Span,
    Foreign,
}

impl Tag {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "svg" => Self::Svg,
            "g" | "switch" => Self::Group,
            "a" => Self::Link,
            "defs" => Self::Defs,
            "marker" => Self::Marker,
            "symbol" => Self::Symbol,
            "use" => Self::Use,
            "clipPath" => Self::ClipPath,
            "linearGradient" => Self::Gradient,
            "radialGradient" => Self::RadialGradient,
            "stop" => Self::Stop,
            "pattern" => Self::Pattern,
            "rect" => Self::Rect,
            "circle" => Self::Circle,
            "ellipse" => Self::Ellipse,
            "line" => Self::Line,
            "polyline" => Self::Polyline,
            "polygon" => Self::Polygon,
            "path" => Self::Path,
            "text" => Self::Text,
            "tspan" => Self::Span,
            "foreignObject" => Self::Foreign,
            _ => return None,
        })
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Group => "g",
            Self::Link => "a",
            Self::Defs => "defs",
            Self::Marker => "marker",
            Self::Symbol => "symbol",
            Self::Use => "use",
            Self::ClipPath => "clipPath",
            Self::Gradient => "linearGradient",
            Self::RadialGradient => "radialGradient",
            Self::Stop => "stop",
            Self::Pattern => "pattern",
            Self::Rect => "rect",
            Self::Circle => "circle",
            Self::Ellipse => "ellipse",
            Self::Line => "line",
            Self::Polyline => "polyline",
            Self::Polygon => "polygon",
            Self::Path => "path",
            Self::Text | Self::Foreign => "text",
            Self::Span => "tspan",
        }
    }

    /// Whether it paints an area or a line.
    pub(super) const fn is_shape(self) -> bool {
        matches!(
            self,
            Self::Rect | Self::Circle | Self::Ellipse | Self::Line | Self::Polyline | Self::Polygon | Self::Path
        )
    }

    pub(super) const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Span | Self::Foreign)
    }
}

/// `x' = a x + c y + e`, `y' = b x + d y + f`, in the order a to f.
pub(super) type Matrix = [f32; 6];

/// One element.
pub(super) struct Item<'a, 'input> {
    pub(super) node: Node<'a, 'input>,
    pub(super) tag: Tag,
    /// Index of the parent; its own for the root.
    pub(super) parent: usize,
    pub(super) style: Style,
    pub(super) matrix: Matrix,
    /// Product of the `opacity` of the element and all around it.
    pub(super) alpha: f32,
    /// Whether it stands in `defs` or the like and is painted only where something refers to it.
    pub(super) is_definition: bool,
    /// The name in addresses of the node that it stands for.
    pub(super) anchor: Option<&'a str>,
}

/// The elements in document order: parents before children.
pub(super) struct Scene<'a, 'input> {
    pub(super) items: Vec<Item<'a, 'input>>,
    /// For a node of the document, its item's index or `usize::MAX`.
    pub(super) index: Vec<usize>,
}

/// Reads all elements. `kind` tells which inline styles are the author's.
pub(super) fn read<'a, 'input>(
    document: &'a Document<'input>,
    sheet: &'a str,
    kind: &str,
    values: &mut Values<'a>,
) -> Result<Scene<'a, 'input>, SvgError> {
    let root = document.root_element();
    let mut cascade = Cascade::new(sheet, root.attribute("id").unwrap_or_default(), values)?;
    let mut index = Vec::new();
    let mut items: Vec<Item<'a, 'input>> = Vec::new();
    // Beside each item: its context in the cascade, and its depth.
    let mut extra: Vec<(usize, usize)> = Vec::new();
    let styled_by_engine = matches!(kind, "c4" | "venn" | "sankey" | "journey" | "gantt" | "wardley" | "treemap");
    for node in root.descendants() {
        let id = node.id().get_usize();
        if index.len() <= id {
            index.resize(id + 1, usize::MAX);
        }
        if !node.is_element() {
            continue;
        }
        let Some(tag) = Tag::parse(node.tag_name().name()) else {
            continue;
        };
        let parent = node.parent().and_then(|p| index.get(p.id().get_usize()).copied()).unwrap_or(usize::MAX);
        if node != root && (parent == usize::MAX || items[parent].tag == Tag::Foreign) {
            continue;
        }
        let (context, depth) = extra.get(parent).map_or((usize::MAX, 0), |(c, d)| (*c, d + 1));
        if depth > MAX_DEPTH {
            return Err(SvgError::TooDeep);
        }
        let context = cascade.context(context, node);
        let mut style: Style = [0; COUNT];
        if let Some(parent) = items.get(parent) {
            style[..INHERITED].copy_from_slice(&parent.style[..INHERITED]);
        }
        // What the author of a sequence diagram says about a `rect` or a `box` comes as an attribute.
        let of_author = kind == "sequence" && node.attribute("class") == Some("rect");
        for attribute in node.attributes() {
            if let Some(property) = Property::parse(attribute.name())
                && let Some(value) = values.intern(property, attribute.value(), of_author)?
            {
                style[property as usize] = value;
            }
        }
        let inline = node.attribute("style").unwrap_or_default();
        let (normal, important) = cascade.declarations(context);
        apply(&mut style, normal);
        inline_style(&mut style, inline, false, !styled_by_engine, values)?;
        apply(&mut style, important);
        inline_style(&mut style, inline, true, !styled_by_engine, values)?;
        if tag == Tag::Path && is_sketched(node) {
            // A rule for shapes would draw the lines that hatch an area like those around it.
            for property in [Property::Stroke, Property::StrokeWidth, Property::StrokeDasharray] {
                let written = node.attribute(property.name()).unwrap_or_default();
                style[property as usize] = values.intern(property, written, false)?.unwrap_or(0);
            }
        }
        if tag == Tag::Rect && values.text(style[Property::Opacity as usize]) == "0.5" && is_behind_label(node) {
            // A line that shines through would strike the label out.
            style[Property::Opacity as usize] = 0;
        }
        let above = items.get(parent);
        for property in [Property::Fill, Property::Stroke] {
            if values.text(style[property as usize]) == "currentColor" {
                let colour = style[Property::Color as usize];
                let inherited = above.map_or(0, |p| p.style[property as usize]);
                style[property as usize] = if colour == 0 { inherited } else { colour };
            }
        }
        // A label's colour, which the author gives to the group around it as if it were HTML.
        let colour = above.map_or(0, |p| p.style[Property::Color as usize]);
        if tag == Tag::Text && values.get(colour).author && !values.get(style[Property::Fill as usize]).author {
            style[Property::Fill as usize] = colour;
        }
        let is_definition = above.is_some_and(|p| p.is_definition)
            || matches!(tag, Tag::Defs | Tag::Marker | Tag::Symbol | Tag::ClipPath | Tag::Pattern);
        let alpha = above.map_or(1.0, |p| p.alpha) * values.number(style[Property::Opacity as usize], 1.0);
        let mut matrix = above.map_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], |p| p.matrix);
        if let Some(transform) = node.attribute("transform") {
            matrix = multiply(matrix, parse_transform(transform));
        }
        if tag == Tag::Svg && node != root {
            matrix = multiply(matrix, viewport(node));
        }
        if tag == Tag::Foreign {
            html_style(&mut style, node, context, &mut cascade, values)?;
        }
        index[id] = items.len();
        extra.push((context, depth));
        let parent = if node == root { 0 } else { parent };
        items.push(Item { node, tag, parent, style, matrix, alpha, is_definition, anchor: None });
    }
    Ok(Scene { items, index })
}

/// Whether it is one of the lines of a node drawn by hand, whose attributes say how it is drawn.
pub(super) fn is_sketched(node: Node<'_, '_>) -> bool {
    node.attribute("fill") == Some("none")
        && node.has_attribute("stroke")
        && node.ancestors().take(4).any(|n| n.attribute("class").is_some_and(|class| class.starts_with("rough-node")))
}

/// Whether it is the ground of a label that lies on lines.
fn is_behind_label(node: Node<'_, '_>) -> bool {
    const LABELS: [&str; 5] = ["edgeLabel", "relationshipLabelBox", "labelBkg", "background", "commit-label-bkg"];
    node.ancestors().take(5).any(|n| {
        n.attribute("class").is_some_and(|list| list.split_ascii_whitespace().any(|class| LABELS.contains(&class)))
    })
}

/// From the coordinates inside a nested picture, such as an icon, to those around it.
fn viewport(node: Node<'_, '_>) -> Matrix {
    let number = |name| node.attribute(name).and_then(|v| v.trim_end_matches("px").parse::<f32>().ok());
    let (x, y) = (number("x").unwrap_or(0.0), number("y").unwrap_or(0.0));
    let view: Vec<f32> =
        node.attribute("viewBox").unwrap_or_default().split([' ', ',']).filter_map(|word| word.parse().ok()).collect();
    match (view.as_slice(), number("width"), number("height")) {
        (&[left, top, width, height], Some(w), Some(h)) if width > 0.0 && height > 0.0 => {
            let scale = (w / width).min(h / height);
            [scale, 0.0, 0.0, scale, x - left * scale, y - top * scale]
        }
        _ => [1.0, 0.0, 0.0, 1.0, x, y],
    }
}

/// The colour and font of the label inside a `foreignObject`: of its first element, and the first in that.
fn html_style<'a, 'input>(
    style: &mut Style,
    node: Node<'a, 'input>,
    context: usize,
    cascade: &mut Cascade<'a, 'input>,
    values: &mut Values<'a>,
) -> Result<(), SvgError> {
    let (mut node, mut context) = (node, context);
    for _ in 0..MAX_HTML_DEPTH {
        let Some(child) = node.first_element_child() else {
            break;
        };
        node = child;
        context = cascade.context(context, node);
        let inline = node.attribute("style").unwrap_or_default();
        let mut own: Style = *style;
        let (normal, important) = cascade.declarations(context);
        apply(&mut own, normal);
        inline_style(&mut own, inline, false, true, values)?;
        apply(&mut own, important);
        inline_style(&mut own, inline, true, true, values)?;
        if values.get(style[Property::Color as usize]).author && !values.get(own[Property::Color as usize]).author {
            own[Property::Color as usize] = style[Property::Color as usize];
        }
        for property in [Property::Color, Property::FontSize, Property::FontWeight, Property::FontStyle] {
            style[property as usize] = own[property as usize];
        }
    }
    if style[Property::Color as usize] != 0 {
        style[Property::Fill as usize] = style[Property::Color as usize];
    }
    style[Property::TextAnchor as usize] = values.intern(Property::TextAnchor, "middle", false)?.unwrap_or(0);
    // The letters of HTML have no outline.
    style[Property::Stroke as usize] = 0;
    Ok(())
}

fn apply(style: &mut Style, declarations: &[(Property, u16)]) {
    for (property, value) in declarations {
        style[*property as usize] = *value;
    }
}

fn inline_style<'a>(
    style: &mut Style,
    inline: &'a str,
    important: bool,
    author: bool,
    values: &mut Values<'a>,
) -> Result<(), SvgError> {
    if inline.is_empty() {
        return Ok(());
    }
    for (name, value) in declarations_of(inline) {
        let (value, is_important) = split_important(value);
        if is_important != important {
            continue;
        }
        if let Some(property) = Property::parse(name)
            && let Some(value) = values.intern(property, value, author || is_important && values.diagram() != "c4")?
        {
            style[property as usize] = value;
        }
    }
    Ok(())
}

/// `outer` after `inner`.
pub(super) fn multiply(o: Matrix, i: Matrix) -> Matrix {
    [
        o[0] * i[0] + o[2] * i[1],
        o[1] * i[0] + o[3] * i[1],
        o[0] * i[2] + o[2] * i[3],
        o[1] * i[2] + o[3] * i[3],
        o[0] * i[4] + o[2] * i[5] + o[4],
        o[1] * i[4] + o[3] * i[5] + o[5],
    ]
}

fn parse_transform(text: &str) -> Matrix {
    let mut matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    for call in text.split(')') {
        let Some((name, arguments)) = call.split_once('(') else {
            continue;
        };
        let n: Vec<f32> =
            arguments.split([',', ' ']).filter(|t| !t.is_empty()).filter_map(|t| t.parse().ok()).collect();
        let step = match (name.trim().trim_start_matches(','), n.as_slice()) {
            ("translate", &[x]) => [1.0, 0.0, 0.0, 1.0, x, 0.0],
            ("translate", &[x, y]) => [1.0, 0.0, 0.0, 1.0, x, y],
            ("scale", &[s]) => [s, 0.0, 0.0, s, 0.0, 0.0],
            ("scale", &[x, y]) => [x, 0.0, 0.0, y, 0.0, 0.0],
            ("rotate", &[angle, ref centre @ ..]) => {
                let (sin, cos) = angle.to_radians().sin_cos();
                let (x, y) = if let &[x, y] = centre { (x, y) } else { (0.0, 0.0) };
                [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y]
            }
            ("matrix", &[a, b, c, d, e, f]) => [a, b, c, d, e, f],
            _ => continue,
        };
        matrix = multiply(matrix, step);
    }
    matrix
}
