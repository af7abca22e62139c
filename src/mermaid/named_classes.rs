//! The classes that a site names for all its diagrams. In: `[diagrams.classes]`. Out: a role of the palette for each of their
//! colours, and the declarations that a diagram is told.
//!
//! Those give each colour as a mark, which becomes its role again in the engine's SVG; so the drawing names a variable, and
//! the site's style sheet says what it is. What a class looks like in the dark theme where only one colour is
//! given is decided here: a light surface becomes a dark one, and its text and border change sides with it.

use csscolorparser::Color;

use super::palette::{Palette, Role};
use super::svg::colour::{INKS, contrast, over};
use crate::config::{DiagramClass, Paint};

/// What WCAG 2 asks of text.
const READABLE: f32 = 4.5;
/// Lightness (OKLab) in the middle of the way from the light theme to the dark one: it stays.
const MIDDLE: f32 = 0.595;

/// The colours of one class, each in the light and in the dark theme.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassLook {
    /// The class's name.
    pub name: String,
    /// Of areas.
    pub fill: Option<[[u8; 3]; 2]>,
    /// Of lines.
    pub stroke: Option<[[u8; 3]; 2]>,
    /// Of letters: those given, or else readable ones, where the theme's own are not.
    pub text: Option<[[u8; 3]; 2]>,
    /// Whether the site gives the letters' colour.
    pub is_text_given: bool,
    /// Of lines in both themes, with its unit.
    width: Option<String>,
    /// Strokes and gaps of lines in both themes.
    dash: Option<String>,
}

/// All named classes of a site, by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NamedClasses {
    classes: Vec<ClassLook>,
}

impl NamedClasses {
    /// The classes of a configuration, sorted by name. `palette` tells what they stand on.
    #[must_use]
    pub fn new(config: &[DiagramClass], palette: &Palette) -> Self {
        let pair = |name: &str| {
            let role = palette.named(name).and_then(|id| palette.roles().get(usize::from(id)));
            role.map_or([[0xff; 3], [0; 3]], |role| [role.light, role.dark])
        };
        let theme = Theme { page: pair("bg"), node: pair("node"), text: pair("text") };
        Self { classes: config.iter().map(|class| look(class, &theme)).collect() }
    }

    /// The look of a class.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&ClassLook> {
        self.classes.binary_search_by(|class| class.name.as_str().cmp(name)).ok().map(|at| &self.classes[at])
    }

    /// The names of all classes, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.classes.iter().map(|class| class.name.as_str())
    }

    /// The roles with their marks.
    pub(super) fn roles(&self) -> impl Iterator<Item = (Role, [u8; 3])> {
        self.classes.iter().enumerate().flat_map(|(index, class)| {
            let colours = [("fill", class.fill), ("stroke", class.stroke), ("text", class.text)];
            colours.into_iter().enumerate().filter_map(move |(property, (prefix, colour))| {
                let [light, dark] = colour?;
                let is_chosen = prefix != "text" || class.is_text_given;
                let role = Role { name: format!("{prefix}-{}", class.name), light, dark, is_chosen };
                Some((role, mark(index, property)))
            })
        })
    }

    /// What a diagram is to be told of a class: its colours as the marks of their roles or, for a drawing that follows no theme,
    /// as they are in the `theme` that it is nearest to: 0 light, 1 dark.
    #[must_use]
    pub fn declarations(&self, name: &str, theme: Option<usize>) -> Option<Declarations> {
        let index = self.classes.binary_search_by(|class| class.name.as_str().cmp(name)).ok()?;
        let class = &self.classes[index];
        let colour = |property: usize, pair: Option<[[u8; 3]; 2]>| {
            let pair = pair?;
            Some(full_hex(theme.map_or_else(|| mark(index, property), |theme| pair[theme])))
        };
        Some(Declarations {
            fill: colour(0, class.fill),
            stroke: colour(1, class.stroke),
            text: colour(2, class.text),
            width: class.width.clone(),
            dash: class.dash.clone(),
        })
    }
}

/// Values as they stand in a diagram, each if it is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Declarations {
    /// `fill`.
    pub fill: Option<String>,
    /// `stroke`.
    pub stroke: Option<String>,
    /// `color`.
    pub text: Option<String>,
    /// `stroke-width`, with its unit.
    pub width: Option<String>,
    /// `stroke-dasharray`.
    pub dash: Option<String>,
}

/// A colour that no author writes, for a property of a class.
fn mark(class: usize, property: usize) -> [u8; 3] {
    let number = u16::try_from(3 * class + property).unwrap_or(u16::MAX);
    let [high, low] = number.wrapping_mul(7).to_be_bytes();
    [0x5b, high ^ 0xa7, low ^ 0x1d]
}

/// `#rrggbb`, as it stands in a `classDef`.
fn full_hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The colours of the site's themes, light and dark, that classes stand on and between.
struct Theme {
    page: [[u8; 3]; 2],
    node: [[u8; 3]; 2],
    text: [[u8; 3]; 2],
}

fn look(class: &DiagramClass, theme: &Theme) -> ClassLook {
    let is_dark = |colour: [u8; 3]| lightness(colour) < MIDDLE;
    let both = |paint: Paint, dark: &dyn Fn([u8; 3]) -> [u8; 3]| {
        let light = over(paint.light, theme.page[0]);
        [light, paint.dark.map_or_else(|| dark(light), |dark| over(dark, theme.page[1]))]
    };
    let fill = class.fill.map(|fill| both(fill, &|light| if is_dark(light) { light } else { mirrored(light) }));
    let ground = fill.map_or(theme.node[1], |fill| fill[1]);
    let turned = fill.is_none_or(|[light, dark]| light != dark);
    let text = class.text.map(|text| {
        both(text, &|light| if contrast(light, ground) >= READABLE { light } else { readable(mirrored(light), ground) })
    });
    let stroke = class
        .stroke
        .map(|stroke| both(stroke, &|light| if turned && is_dark(light) { mirrored(light) } else { light }));
    let dash: Vec<String> = class.dash.iter().map(ToString::to_string).collect();
    ClassLook {
        name: class.name.clone(),
        fill,
        stroke,
        text: text.or_else(|| open_text(fill?, theme)),
        is_text_given: text.is_some(),
        width: class.stroke_width.map(|width| format!("{width}px")),
        dash: (!dash.is_empty()).then(|| dash.join(" ")),
    }
}

/// A readable text on a fill in each theme; `None` where the theme's own is.
fn open_text(fill: [[u8; 3]; 2], theme: &Theme) -> Option<[[u8; 3]; 2]> {
    let text = [0, 1].map(|at| {
        let is_readable = |text: &[u8; 3]| contrast(*text, fill[at]) >= READABLE;
        [theme.text[at]].into_iter().chain(INKS).find(is_readable).unwrap_or(INKS[2])
    });
    (text != theme.text).then_some(text)
}

fn lightness([r, g, b]: [u8; 3]) -> f32 {
    Color::from_rgba8(r, g, b, 255).to_oklaba()[0]
}

/// The colour on the other side of the middle: light blue for dark blue, dark blue for light blue, with more colour in
/// the dark, where a pale one would be grey.
fn mirrored([r, g, b]: [u8; 3]) -> [u8; 3] {
    let [l, chroma, hue, _] = Color::from_rgba8(r, g, b, 255).to_oklcha();
    let light = (1.10 - 0.85 * l).clamp(0.0, 1.0);
    let chroma = if light < l { (chroma * 1.6).min(0.11) } else { chroma * 0.75 };
    opaque(&Color::from_oklcha(light, chroma, hue, 1.0))
}

/// The colour made as much lighter or darker as text on `ground` needs.
pub(super) fn readable(colour: [u8; 3], ground: [u8; 3]) -> [u8; 3] {
    let [l, chroma, hue, _] = Color::from_rgba8(colour[0], colour[1], colour[2], 255).to_oklcha();
    let target = if contrast([0xff; 3], ground) >= contrast([0; 3], ground) { 1.0 } else { 0.0 };
    (0..=20_u8)
        .map(|step| f32::from(step) / 20.0)
        .map(|part| opaque(&Color::from_oklcha(l + (target - l) * part, chroma * (1.0 - part), hue, 1.0)))
        .find(|candidate| contrast(*candidate, ground) >= READABLE)
        .unwrap_or(colour)
}

fn opaque(colour: &Color) -> [u8; 3] {
    let [r, g, b, _] = colour.clamp().to_rgba8();
    [r, g, b]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::Config;

    fn looks(toml: &str) -> NamedClasses {
        let config = Config::parse(&format!("[diagrams.classes]\n{toml}")).unwrap();
        NamedClasses::new(&config.diagrams.classes, &Palette::new(&BTreeMap::new()))
    }

    #[test]
    fn every_pair_that_is_readable_in_light_is_readable_in_a_derived_dark() {
        // A fill and a text for every hue, pale and strong.
        for hue in (0..360).step_by(15) {
            for (fill, text) in [("90%", "20%"), ("75%", "15%"), ("30%", "95%"), ("55%", "5%")] {
                let toml =
                    format!("a = {{ fill = \"hsl({hue}, 80%, {fill})\", text = \"hsl({hue}, 80%, {text})\" }}\n");
                let look = looks(&toml).get("a").cloned().unwrap();
                let (fill, text) = (look.fill.unwrap(), look.text.unwrap());
                if contrast(fill[0], text[0]) >= READABLE {
                    assert!(contrast(fill[1], text[1]) >= READABLE, "{toml} {look:?}");
                }
            }
        }
    }

    #[test]
    fn light_fills_turn_dark_and_dark_ones_stay() {
        let looks = looks(
            "pale = { fill = \"#dbeafe\", stroke = \"#1d4ed8\" }\ndeep = { fill = \"#0f3d3e\", stroke = \"#111\" }\n",
        );
        let pale = looks.get("pale").unwrap();
        assert!(pale.fill.is_some_and(|[_, dark]| lightness(dark) < 0.4), "{pale:?}");
        assert!(pale.stroke.is_some_and(|[light, dark]| lightness(dark) > lightness(light)), "{pale:?}");
        let deep = looks.get("deep").unwrap();
        assert_eq!(deep.fill, Some([[0x0f, 0x3d, 0x3e]; 2]));
        assert_eq!(deep.stroke, Some([[0x11; 3]; 2]));
        assert_eq!(deep.text.map(|[light, _]| light), Some([0xff; 3]));
    }

    #[test]
    fn marks_of_the_most_classes_differ_from_each_other_and_from_the_palette() {
        let palette = Palette::new(&BTreeMap::new());
        let marks: Vec<[u8; 3]> = (0..400).flat_map(|class| [0, 1, 2].map(|property| mark(class, property))).collect();
        let distinct: std::collections::BTreeSet<_> = marks.iter().collect();
        assert_eq!(distinct.len(), marks.len());
        assert!(marks.iter().all(|mark| palette.role(*mark).is_none()));
    }
}
