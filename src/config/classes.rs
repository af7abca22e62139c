//! `[diagrams.classes.NAME]`: styles that every diagram may name. In: the table. Out: each class with its colours as
//! numbers, or faults with their places. Not here: what a colour becomes in the dark theme where none is given for it.

use toml::Spanned;
use toml::de::DeValue;

use super::reader::{Faults, Table};
use crate::model::Span;

/// More classes than any palette has.
const MAX_CLASSES: usize = 400;
/// The widest line, in px.
const MAX_WIDTH: f64 = 20.0;
/// The most numbers of a dash pattern, and the largest.
const MAX_DASHES: (usize, f64) = (8, 100.0);

/// A named style for nodes, groups and edges.
#[derive(Debug, Clone, PartialEq)]
pub struct DiagramClass {
    /// What diagrams call it: a letter, then letters, digits, `-`, `_`.
    pub name: String,
    /// `fill`.
    pub fill: Option<Paint>,
    /// `stroke`.
    pub stroke: Option<Paint>,
    /// `text`.
    pub text: Option<Paint>,
    /// `stroke_width`, in px.
    pub stroke_width: Option<f64>,
    /// `dash`: lengths of strokes and gaps in px.
    pub dash: Vec<f64>,
    /// The name in `site.toml`.
    pub span: Span,
}

/// A colour for each theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paint {
    /// Red, green, blue, opacity in the light theme.
    pub light: [u8; 4],
    /// In the dark theme; `None` where one colour is given for both.
    pub dark: Option<[u8; 4]>,
    /// The value in `site.toml`; that for the light theme where there are two.
    pub span: Span,
}

/// A colour and its place.
type Colour = Spanned<[u8; 4]>;

pub(super) fn read(table: Table<'_, '_, '_>, text: &str) -> Vec<DiagramClass> {
    let faults = table.faults;
    let tables = table.tables();
    if let Some((name, _)) = tables.get(MAX_CLASSES) {
        let message = format!("there are more than {MAX_CLASSES} classes for diagrams");
        faults.add(name.span(), message, "leave out those that no diagram uses".to_owned());
    }
    let named = tables.into_iter().take(MAX_CLASSES).filter(|(name, _)| is_name(name, faults));
    named.map(|(name, table)| class(&name, table, text)).collect()
}

fn is_name(name: &Spanned<String>, faults: &Faults<'_>) -> bool {
    let text = name.get_ref();
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if !plain {
        let message = format!("a class cannot be called `{}`", text.escape_debug());
        faults.add(name.span(), message, "begin with a letter; then letters, digits, `-`, `_`".to_owned());
    } else if text == "default" {
        faults.add(
            name.span(),
            "`default` is Mermaid's own name for what all nodes look like".to_owned(),
            "write Mermaid's variables below [diagrams.theme_variables] to change all nodes".to_owned(),
        );
    }
    plain && text != "default"
}

fn class(name: &Spanned<String>, mut table: Table<'_, '_, '_>, text: &str) -> DiagramClass {
    let mut light = table.table("light");
    let mut dark = table.table("dark");
    let mut paint = |key| paint(&mut table, &mut light, &mut dark, key, text);
    let (fill, stroke, ink) = (paint("fill"), paint("stroke"), paint("text"));
    let class = DiagramClass {
        name: name.get_ref().clone(),
        fill,
        stroke,
        text: ink,
        stroke_width: stroke_width(&mut table),
        dash: dash(&mut table),
        span: Span::of(text, name.span()),
    };
    light.finish();
    dark.finish();
    table.finish();
    class
}

/// A colour is a string, `{ light, dark }`, or stands in a table of its theme.
fn paint(
    table: &mut Table<'_, '_, '_>,
    in_light: &mut Table<'_, '_, '_>,
    in_dark: &mut Table<'_, '_, '_>,
    key: &'static str,
    text: &str,
) -> Option<Paint> {
    let faults = table.faults;
    let is_table = |table: &Table<'_, '_, '_>| matches!(table.peek(key), Some(DeValue::Table(_)));
    let (mut light, mut dark) = if is_table(table) {
        let mut pair = table.table(key);
        let found = (colour(&mut pair, "light"), colour(&mut pair, "dark"));
        pair.finish();
        found
    } else {
        (colour(table, key), None)
    };
    let once = |given: bool, theme: &str, other: &Colour| {
        if given {
            let message = format!("`{key}` is given twice for the {theme} theme");
            faults.add(other.span(), message, "leave one of the two out".to_owned());
        }
    };
    if let Some(other) = colour(in_light, key) {
        once(light.is_some(), "light", &other);
        light = Some(other);
    }
    if let Some(other) = colour(in_dark, key) {
        once(dark.is_some(), "dark", &other);
        dark = Some(other);
    }
    let dark_span = dark.as_ref().map(Spanned::span);
    match (light, dark_span) {
        (Some(light), _) => {
            let span = Span::of(text, light.span());
            Some(Paint { light: light.into_inner(), dark: dark.map(Spanned::into_inner), span })
        }
        (None, Some(place)) => {
            let message = format!("`{key}` is given for the dark theme alone");
            faults.add(place, message, "give it for the light theme, too".to_owned());
            None
        }
        (None, None) => None,
    }
}

fn colour(table: &mut Table<'_, '_, '_>, key: &'static str) -> Option<Colour> {
    let written = table.spanned_string(key)?;
    match csscolorparser::parse(written.get_ref()) {
        Ok(colour) => Some(Spanned::new(written.span(), colour.to_rgba8())),
        Err(_) => {
            table.faults.add(
                written.span(),
                format!("`{}` is not a colour", written.get_ref().escape_debug()),
                "write it like `#1e3a8a`, `rgb(30, 58, 138)` or `navy`".to_owned(),
            );
            None
        }
    }
}

fn stroke_width(table: &mut Table<'_, '_, '_>) -> Option<f64> {
    let width = table.number("stroke_width")?;
    if (0.0..=MAX_WIDTH).contains(width.get_ref()) {
        return Some(width.into_inner());
    }
    table.faults.add(width.span(), format!("`stroke_width` must be from 0 to {MAX_WIDTH} px"), String::new());
    None
}

fn dash(table: &mut Table<'_, '_, '_>) -> Vec<f64> {
    let Some(written) = table.spanned_string("dash") else {
        return Vec::new();
    };
    let words = written.get_ref().split([' ', ',']).filter(|word| !word.is_empty());
    let lengths: Option<Vec<f64>> = words.map(|word| word.parse().ok()).collect();
    let (most, longest) = MAX_DASHES;
    match lengths {
        Some(list) if (1..=most).contains(&list.len()) && list.iter().all(|n| (0.0..=longest).contains(n)) => list,
        _ => {
            let message = format!("`dash` must be up to {most} lengths from 0 to {longest} px");
            table.faults.add(written.span(), message, "write it like `6 3`: strokes of 6 px, gaps of 3 px".to_owned());
            Vec::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::config::faults;

    fn classes(text: &str) -> Vec<DiagramClass> {
        Config::parse(text).unwrap().diagrams.classes
    }

    #[test]
    fn a_colour_is_one_for_both_themes_or_a_pair_or_stands_in_the_table_of_its_theme() {
        let colours = |text: &str| classes(text)[0].fill.map(|fill| (fill.light, fill.dark));
        let (red, blue) = ([255, 0, 0, 255], [0, 0, 255, 255]);
        assert_eq!(colours("[diagrams.classes.a]\nfill = \"red\"\n"), Some((red, None)));
        let pair = "[diagrams.classes.a]\nfill = { light = \"#f00\", dark = \"rgb(0, 0, 255)\" }\n";
        assert_eq!(colours(pair), Some((red, Some(blue))));
        let tables = "[diagrams.classes.a.light]\nfill = \"red\"\n[diagrams.classes.a.dark]\nfill = \"blue\"\n";
        assert_eq!(colours(tables), Some((red, Some(blue))));
        let over = "[diagrams.classes.a]\nfill = \"red\"\ndark.fill = \"blue\"\n";
        assert_eq!(colours(over), Some((red, Some(blue))));
    }

    #[test]
    fn lines_have_a_width_and_a_pattern() {
        let class = &classes("[diagrams.classes.a]\nstroke_width = 2\ndash = \"6, 3.5\"\n")[0];
        assert_eq!((class.stroke_width, class.dash.as_slice()), (Some(2.0), [6.0, 3.5].as_slice()));
    }

    #[test]
    fn what_is_no_colour_no_name_or_no_key_is_a_fault_at_its_place() {
        assert_eq!(
            faults(
                "[diagrams.classes.\"a b\"]\n[diagrams.classes.x]\nfill = \"blu\"\nstrok = \"red\"\ntext = { dark = \"red\" }\ndash = \"a\"\nstroke_width = 99\n[diagrams.classes.default]\n"
            ),
            [
                "1:19 a class cannot be called `a b` (begin with a letter; then letters, digits, `-`, `_`)",
                "3:8 `blu` is not a colour (write it like `#1e3a8a`, `rgb(30, 58, 138)` or `navy`)",
                "4:1 unknown key `strok` in [diagrams.classes.x] (did you mean `stroke`?)",
                "5:17 `text` is given for the dark theme alone (give it for the light theme, too)",
                "6:8 `dash` must be up to 8 lengths from 0 to 100 px (write it like `6 3`: strokes of 6 px, gaps of 3 px)",
                "7:16 `stroke_width` must be from 0 to 20 px ()",
                "8:19 `default` is Mermaid's own name for what all nodes look like (write Mermaid's variables below [diagrams.theme_variables] to change all nodes)",
            ]
        );
    }
}
