//! The properties that a drawing may have, and their values. In: names and values as the engine's CSS and attributes
//! write them. Out: small numbers that compare fast. A property that is not listed here never reaches a page.

use std::collections::HashMap;

use super::colour::{self, Rgba};
use super::error::SvgError;
use crate::mermaid::engine_config::FONT_FAMILY;
use crate::mermaid::palette::{Palette, RoleId};

macro_rules! properties {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// A property of the allow-list. Those before `Opacity` are inherited.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub(super) enum Property { $($variant),* }

        impl Property {
            pub(super) const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name in CSS and as a presentation attribute.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            pub(super) fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

properties! {
    Fill "fill", FillOpacity "fill-opacity", FillRule "fill-rule",
    Stroke "stroke", StrokeOpacity "stroke-opacity", StrokeWidth "stroke-width",
    StrokeDasharray "stroke-dasharray", StrokeDashoffset "stroke-dashoffset",
    StrokeLinecap "stroke-linecap", StrokeLinejoin "stroke-linejoin", PaintOrder "paint-order",
    TextAnchor "text-anchor", DominantBaseline "dominant-baseline",
    FontFamily "font-family", FontSize "font-size", FontWeight "font-weight", FontStyle "font-style",
    ClipRule "clip-rule", Visibility "visibility", Color "color",
    Opacity "opacity", Display "display", TextDecoration "text-decoration",
    StopColor "stop-color", StopOpacity "stop-opacity", Rx "rx", Ry "ry",
    Background "background-color",
}

/// Number of properties.
pub(super) const COUNT: usize = Property::ALL.len();
/// Properties below this index are inherited.
pub(super) const INHERITED: usize = Property::Opacity as usize;

/// Index of a value; 0 is "not set".
pub(super) type ValueId = u16;

/// What an element's properties are, by `Property as usize`.
pub(super) type Style = [ValueId; COUNT];

/// A value, and whether the diagram's author wrote it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) kind: Kind,
    pub(super) author: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// A colour of the palette, with an opacity.
    Role(RoleId, u8),
    Colour(Rgba),
    /// Normalised text: lengths in px without a unit.
    Text(String),
    /// `url(#id)` of a gradient or a pattern in the same drawing: the id.
    Reference(String),
}

/// All values of one drawing.
pub(super) struct Values<'a> {
    palette: Option<&'a Palette>,
    kind: &'a str,
    ids: HashMap<(&'a str, bool, Option<Property>), ValueId>,
    values: Vec<Value>,
}

impl<'a> Values<'a> {
    /// `palette` is none for a drawing that keeps its own colours.
    pub(super) fn new(palette: Option<&'a Palette>, kind: &'a str) -> Self {
        let unset = Value { kind: Kind::Text(String::new()), author: false };
        Self { palette, kind, ids: HashMap::new(), values: vec![unset] }
    }

    /// The kind of diagram.
    pub(super) const fn diagram(&self) -> &str {
        self.kind
    }

    pub(super) fn get(&self, id: ValueId) -> &Value {
        &self.values[usize::from(id)]
    }

    /// The value's text if it is neither colour nor reference.
    pub(super) fn text(&self, id: ValueId) -> &str {
        match &self.get(id).kind {
            Kind::Text(text) => text,
            _ => "",
        }
    }

    pub(super) fn is_none(&self, id: ValueId) -> bool {
        id == 0 || matches!(self.text(id), "none" | "transparent")
    }

    /// A number, 0 to 1 for opacities; `default` if unset or no number.
    pub(super) fn number(&self, id: ValueId, default: f32) -> f32 {
        let text = self.text(id);
        text.strip_suffix('%')
            .map_or_else(|| text.parse().ok(), |t| t.parse::<f32>().ok().map(|v| v / 100.0))
            .unwrap_or(default)
    }

    /// Reads a value. `None`: empty, or not allowed here.
    pub(super) fn intern(
        &mut self,
        property: Property,
        text: &'a str,
        author: bool,
    ) -> Result<Option<ValueId>, SvgError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let paint = matches!(
            property,
            Property::Fill | Property::Stroke | Property::Color | Property::StopColor | Property::Background
        );
        // Colours read alike for all properties.
        let key = (text, author, (!paint).then_some(property));
        if let Some(&id) = self.ids.get(&key) {
            return Ok((id != 0).then_some(id));
        }
        let kind = if paint {
            self.paint(text, author)
        } else if property == Property::FontFamily && (is_shared_font(text) || !author && !text.contains("mono")) {
            // Drawings are measured with the fonts that the shared rules name; the engine names others for some parts.
            None
        } else {
            plain(property, text)
        };
        let id = match kind {
            Some(kind) => self.add(kind, author)?,
            None => 0,
        };
        self.ids.insert(key, id);
        Ok((id != 0).then_some(id))
    }

    /// Adds a value that stands in no text.
    pub(super) fn add(&mut self, kind: Kind, author: bool) -> Result<ValueId, SvgError> {
        let id = ValueId::try_from(self.values.len()).map_err(|_| SvgError::TooManyColours)?;
        self.values.push(Value { kind, author });
        Ok(id)
    }

    fn paint(&self, text: &str, author: bool) -> Option<Kind> {
        if let Some(id) = text.strip_prefix("url(").and_then(|t| t.strip_suffix(')')) {
            let id = id.trim_matches(['"', '\'']).strip_prefix('#')?;
            return Some(Kind::Reference(id.to_owned()));
        }
        if matches!(text, "none" | "transparent") {
            return Some(Kind::Text("none".to_owned()));
        }
        if text.eq_ignore_ascii_case("currentcolor") {
            return Some(Kind::Text("currentColor".to_owned()));
        }
        let rgba @ [r, g, b, alpha] = colour::parse(text)?;
        if alpha == 0 {
            return Some(Kind::Text("none".to_owned()));
        }
        let role = self.palette.and_then(|palette| {
            if author { palette.role([r, g, b]) } else { palette.engine_role(self.kind, [r, g, b]) }
        });
        Some(role.map_or(Kind::Colour(rgba), |role| Kind::Role(role, alpha)))
    }
}

fn is_shared_font(text: &str) -> bool {
    let letters = |text: &'static str| text.bytes().filter(|b| *b != b' ');
    text.bytes().filter(|b| *b != b' ').eq(letters(FONT_FAMILY))
}

/// Normalises a value that is no colour; refuses what could leave the drawing or its attribute.
fn plain(property: Property, text: &str) -> Option<Kind> {
    if text.len() > 200 || text.contains(['<', '>', '{', '}', ';', '\\', '@']) || text.contains("url(") {
        return None;
    }
    if matches!(text, "inherit" | "initial" | "unset" | "revert") {
        return None;
    }
    // As browsers do: a width below zero is no width, and what stood before goes on.
    let is_length = matches!(property, Property::StrokeWidth | Property::FontSize | Property::Rx | Property::Ry);
    if is_length && text.trim_end_matches("px").trim_end().parse::<f32>().is_ok_and(|n| n < 0.0 || !n.is_finite()) {
        return None;
    }
    let text = match (property, text) {
        (Property::FontWeight, "normal") => "400",
        (Property::FontWeight, "bold" | "bolder") => "700",
        (Property::StrokeDasharray, "0" | "0px" | "1,0" | "1, 0" | "1 0") => "none",
        (Property::FontSize | Property::StrokeWidth | Property::StrokeDashoffset | Property::Rx | Property::Ry, _) => {
            text.strip_suffix("px").unwrap_or(text).trim_end()
        }
        _ => text,
    };
    Some(Kind::Text(text.to_owned()))
}
