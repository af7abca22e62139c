//! How an element's properties are written. In: its style. Out: shared classes, and what has none as attributes.
//! What equals the default or the parent's is not written at all.

use super::property::{Kind, Property, Style, ValueId, Values};
use super::scene::{Item, Tag};
use super::tidy::is_stroked;
use crate::mermaid::palette::{Palette, RoleId, hex};
use crate::mermaid::stylesheet::{self, ClassId};

/// What is written on one element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Look {
    pub(super) classes: Vec<ClassId>,
    /// Presentation attributes: name and value; a reference still has the engine's id.
    pub(super) attributes: Vec<(&'static str, String)>,
    /// Roles that attributes name.
    pub(super) roles: Vec<RoleId>,
}

pub(super) struct Looks<'v, 'a> {
    pub(super) values: &'v Values<'a>,
    pub(super) palette: &'v Palette,
    /// The root's style: what is inherited if nothing is said.
    pub(super) root: Style,
}

impl Looks<'_, '_> {
    /// The look of an item; `parent` is the style of the text that a `tspan` is in.
    pub(super) fn of(&self, item: &Item<'_, '_>, parent: Option<&Style>) -> Look {
        let mut look = Look::default();
        let style = &item.style;
        let at = |p: Property| style[p as usize];
        if item.tag.is_shape() {
            if item.tag != Tag::Line {
                self.fill(&mut look, style, at(Property::Fill), self.root[Property::Fill as usize]);
                if !self.values.is_none(at(Property::Fill)) {
                    self.plain(&mut look, style, Property::FillRule, "nonzero");
                }
            }
            self.stroke(&mut look, item);
            self.plain(&mut look, style, Property::Rx, "0");
            self.plain(&mut look, style, Property::Ry, "0");
        } else if item.tag.is_text() {
            self.text(&mut look, item, parent);
        } else if item.tag == Tag::Stop {
            if let Some(value) = self.colour(&mut look, at(Property::StopColor)) {
                look.attributes.push(("stop-color", value));
            }
            self.plain(&mut look, style, Property::StopOpacity, "1");
        }
        self.plain(&mut look, style, Property::Opacity, "1");
        look
    }

    fn text(&self, look: &mut Look, item: &Item<'_, '_>, parent: Option<&Style>) {
        let style = &item.style;
        let base = parent.unwrap_or(&self.root);
        self.fill(look, style, style[Property::Fill as usize], base[Property::Fill as usize]);
        if parent.is_none_or(|p| p[Property::Stroke as usize] != style[Property::Stroke as usize]) {
            self.stroke(look, item);
        }
        for (property, default) in [
            (Property::FontFamily, ""),
            (Property::FontSize, "16"),
            (Property::FontWeight, "400"),
            (Property::FontStyle, "normal"),
            (Property::DominantBaseline, "auto"),
            (Property::TextAnchor, "start"),
        ] {
            let (own, other) = (style[property as usize], base[property as usize]);
            let effective = |id: ValueId| match self.values.text(id) {
                "" => default,
                text => text,
            };
            // Shared rules say 16 px, centred; the root may say otherwise, and they do not know.
            let other = match property {
                _ if parent.is_some() => effective(other),
                Property::TextAnchor => "middle",
                Property::FontFamily => effective(other),
                _ => default,
            };
            let own = effective(own);
            if own != other {
                self.push(look, property, own);
            }
        }
        self.plain(look, style, Property::TextDecoration, "none");
        self.plain(look, style, Property::PaintOrder, "normal");
    }

    fn fill(&self, look: &mut Look, style: &Style, fill: ValueId, default: ValueId) {
        if self.values.is_none(fill) {
            self.push(look, Property::Fill, "none");
            return;
        }
        let kind = &self.values.get(fill).kind;
        let mut opacity = self.values.number(style[Property::FillOpacity as usize], 1.0);
        if let Kind::Role(_, alpha) = kind {
            opacity *= f32::from(*alpha) / 255.0;
        }
        if kind != &self.values.get(default).kind {
            self.paint(look, false, fill);
        }
        push_opacity(look, "fill-opacity", opacity);
    }

    fn stroke(&self, look: &mut Look, item: &Item<'_, '_>) {
        let style = &item.style;
        let stroke = style[Property::Stroke as usize];
        if !is_stroked(item, self.values) {
            return;
        }
        let mut opacity = self.values.number(style[Property::StrokeOpacity as usize], 1.0);
        if let Kind::Role(_, alpha) = self.values.get(stroke).kind {
            opacity *= f32::from(alpha) / 255.0;
        }
        self.paint(look, true, stroke);
        push_opacity(look, "stroke-opacity", opacity);
        self.plain(look, style, Property::StrokeWidth, "1");
        self.plain(look, style, Property::StrokeDasharray, "none");
        self.plain(look, style, Property::StrokeDashoffset, "0");
        self.plain(look, style, Property::StrokeLinecap, "butt");
        self.plain(look, style, Property::StrokeLinejoin, "miter");
    }

    fn paint(&self, look: &mut Look, stroke: bool, value: ValueId) {
        if let Kind::Role(role, _) = self.values.get(value).kind {
            look.classes.push(stylesheet::role_class(stroke, role));
        } else if let Some(text) = self.colour(look, value) {
            look.attributes.push((if stroke { "stroke" } else { "fill" }, text));
        }
    }

    fn colour(&self, look: &mut Look, value: ValueId) -> Option<String> {
        match &self.values.get(value).kind {
            Kind::Role(role, _) => {
                look.roles.push(*role);
                Some(format!("var(--d-{})", self.palette.roles().get(usize::from(*role))?.name))
            }
            Kind::Colour([r, g, b, 255]) => Some(hex([*r, *g, *b])),
            Kind::Colour([r, g, b, a]) => Some(format!("#{r:02x}{g:02x}{b:02x}{a:02x}")),
            Kind::Reference(id) => Some(format!("url(#{id})")),
            Kind::Text(_) => None,
        }
    }

    fn plain(&self, look: &mut Look, style: &Style, property: Property, default: &str) {
        let text = self.values.text(style[property as usize]);
        if !text.is_empty() && text != default {
            self.push(look, property, text);
        }
    }

    fn push(&self, look: &mut Look, property: Property, text: &str) {
        match stylesheet::fixed_class(property.name(), text) {
            Some(class) => look.classes.push(class),
            None => look.attributes.push((property.name(), text.to_owned())),
        }
    }
}

fn push_opacity(look: &mut Look, name: &'static str, opacity: f32) {
    if opacity < 0.995 {
        let mut text = String::new();
        super::number::push(&mut text, opacity, 2);
        look.attributes.push((name, text));
    }
}
