//! From the engine's SVG to a drawing for a page. In: the SVG text, the kind of diagram, who chose the colours. Out: a
//! [`Drawing`]: lean, harmless, following the site's themes.
//!
//! Nothing is copied: the engine's rules are applied to each element here, and what an element ends up with is written
//! anew from lists of allowed elements, attributes and properties. So no style sheet, script or address of a diagram's
//! author reaches a page. Not here: drawing (the engine), what the links lead to (`link`).

mod cascade;
pub(crate) mod colour;
mod contrast;
mod drawing;
mod error;
mod foreign;
mod look;
mod number;
mod path;
mod property;
mod scene;
mod theming;
mod tidy;
mod write;

pub use drawing::{Drawing, Place};
pub use error::SvgError;
pub use theming::Theming;

use roxmltree::{Document, ParsingOptions};

use self::colour::Rgba;
use self::look::Looks;
use self::property::{Kind, Property, Values};
use super::palette::{Palette, hex};

/// Deeper elements are refused.
pub const MAX_DEPTH: usize = 200;
/// More nodes are refused: an SVG of 2 MB has fewer.
const MAX_NODES: u32 = 400_000;

/// Makes the drawing. `kind` is the engine's name of the diagram's kind.
///
/// # Errors
///
/// The SVG is malformed, nested too deeply, or has no size: a defect of the engine, or a diagram made to do harm.
pub fn lean(
    raw: &str,
    kind: &str,
    theming: &Theming,
    palette: &Palette,
) -> Result<Drawing, SvgError> {
    let options = ParsingOptions {
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(raw, options)
        .map_err(|error| SvgError::Malformed(error.to_string()))?;
    let root = document.root_element();
    let view_box = view_box(root).ok_or(SvgError::NoSize)?;
    let sheet: String = root
        .descendants()
        .filter(|n| n.has_tag_name((root.tag_name().namespace().unwrap_or_default(), "style")))
        .flat_map(|n| n.children().filter_map(|t| t.text()))
        .collect();
    let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
    let kind = kind.trim_end_matches("v2");
    let own = matches!(theming, Theming::Own { .. });
    let mut values = Values::new((!own).then_some(palette), kind);
    let mut scene = scene::read(&document, &sheet, kind, &mut values)?;
    if let (false, Some(text)) = (own, palette.named("text")) {
        let id = values.add(Kind::Role(text, 255), false)?;
        let root = &mut scene.items[0].style[Property::Fill as usize];
        let was = std::mem::replace(root, id);
        for item in &mut scene.items {
            if item.style[Property::Fill as usize] == was {
                item.style[Property::Fill as usize] = id;
            }
        }
    }
    let fates = tidy::tidy(&mut scene, &values);
    contrast::ensure(&mut scene, &fates, &mut values, theming, palette)?;
    let root_style = root_style(
        theming,
        &values,
        scene.items[0].style[Property::Fill as usize],
    );
    let looks = Looks {
        values: &values,
        palette,
        root: scene.items[0].style,
    };
    let written = write::write(&scene, &fates, &looks);
    Ok(Drawing {
        body: written.body,
        kind: kind.to_owned(),
        view_box,
        root_style,
        links: written.links,
        classes: written.classes.into_iter().collect(),
        roles: written.roles.into_iter().collect(),
    })
}

fn root_style(theming: &Theming, values: &Values<'_>, fill: u16) -> String {
    let Theming::Own { background, .. } = theming else {
        return String::new();
    };
    let fill: Rgba = match values.get(fill).kind {
        Kind::Colour(rgba) => rgba,
        _ => [0x33, 0x33, 0x33, 255],
    };
    format!(
        "background:{};fill:{}",
        hex(*background),
        hex([fill[0], fill[1], fill[2]])
    )
}

fn view_box(root: roxmltree::Node<'_, '_>) -> Option<[f32; 4]> {
    let mut numbers = root
        .attribute("viewBox")?
        .split([' ', ','])
        .filter(|t| !t.is_empty())
        .map(str::parse::<f32>);
    let mut next = || numbers.next()?.ok().filter(|n| n.is_finite());
    let found = [next()?, next()?, next()?, next()?];
    (found[2] > 0.0 && found[3] > 0.0).then_some(found)
}
