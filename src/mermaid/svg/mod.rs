//! From the engine's SVG to a drawing for a page. In: the SVG text, the kind of diagram, who chose the colours. Out: a
//! [`Drawing`]: lean, harmless, following the site's themes.
//!
//! Nothing is copied: the engine's rules are applied to each element here, and what an element ends up with is written
//! anew from lists of allowed elements, attributes and properties. So no style sheet, script or address of a diagram's
//! author reaches a page. Not here: drawing (the engine), what the links lead to (`link`).

mod ampersand;
mod arc;
mod cascade;
pub(crate) mod colour;
mod contrast;
mod drawing;
mod error;
mod foreign;
mod frame;
mod lines;
mod look;
mod named;
mod number;
mod path;
mod property;
mod scene;
mod squeeze;
mod theming;
mod tidy;
mod write;

pub use ampersand::escape_stray;
pub use drawing::{Drawing, Place};
pub use error::SvgError;
pub use named::Subject;
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

/// The rule after which the author's come, as the engine writes it.
const AUTHORS: &str = ":root{}";

/// Reads the engine's SVG.
///
/// # Errors
///
/// It is malformed, or has more nodes than any diagram: a defect of the engine.
pub fn read(raw: &str) -> Result<Document<'_>, SvgError> {
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    Document::parse_with_options(raw, options).map_err(|error| SvgError::Malformed(error.to_string()))
}

/// Makes the drawing. `rules` are added to those of the engine, as an author's.
///
/// # Errors
///
/// The SVG is nested too deeply, or has no size: a defect of the engine, or a diagram made to do harm.
pub fn lean(
    document: &Document<'_>,
    subject: Subject<'_>,
    theming: &Theming,
    palette: &Palette,
    rules: &str,
) -> Result<Drawing, SvgError> {
    let root = document.root_element();
    let view_box = view_box(root).ok_or(SvgError::NoSize)?;
    let mut sheet: String = root
        .descendants()
        .filter(|n| n.has_tag_name((root.tag_name().namespace().unwrap_or_default(), "style")))
        .flat_map(|n| n.children().filter_map(|t| t.text()))
        .collect();
    if !rules.is_empty() {
        sheet.push_str(AUTHORS);
        sheet.push_str(rules);
    }
    let kind: String = subject.name.chars().filter(char::is_ascii_alphanumeric).collect();
    let kind = kind.trim_end_matches("v2");
    let own = matches!(theming, Theming::Own { .. });
    let mut values = Values::new((!own).then_some(palette), kind);
    let mut scene = scene::read(document, &sheet, kind, &mut values)?;
    named::name(&mut scene, subject);
    if let (false, Some(text)) = (own, palette.named("text")) {
        let id = values.add(Kind::Role(text, 255), false)?;
        let root = &mut scene.items[0].style[Property::Fill as usize];
        let was = std::mem::replace(root, id);
        let surface = palette.named("node").map(|role| values.add(Kind::Role(role, 255), false)).transpose()?;
        let border = palette.named("border").map(|role| values.add(Kind::Role(role, 255), false)).transpose()?;
        for item in &mut scene.items {
            if item.style[Property::Fill as usize] == was {
                item.style[Property::Fill as usize] = id;
                // Some shapes have no rule of their own in the hand-drawn look.
                if item.tag.is_shape() && is_container(item.node) {
                    item.style[Property::Fill as usize] = surface.unwrap_or(id);
                    item.style[Property::Stroke as usize] = border.unwrap_or(0);
                }
            }
        }
    }
    squeeze::squeeze(&mut scene, &mut values)?;
    let fates = tidy::tidy(&mut scene, &values);
    contrast::ensure(&mut scene, &fates, &mut values, theming, palette)?;
    let view_box = frame::frame(view_box, &scene, &fates, &values);
    let root_style = root_style(theming, &values, scene.items[0].style[Property::Fill as usize]);
    let looks = Looks { values: &values, palette, root: scene.items[0].style };
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

/// Whether an element is the shape of a node, or right in the group that is.
fn is_container(node: roxmltree::Node<'_, '_>) -> bool {
    let mut classes = node.ancestors().take(2).filter_map(|n| n.attribute("class"));
    classes.any(|list| list.split_ascii_whitespace().any(|class| class == "label-container"))
}

fn root_style(theming: &Theming, values: &Values<'_>, fill: u16) -> String {
    let Theming::Own { background, .. } = theming else {
        return String::new();
    };
    let fill: Rgba = match values.get(fill).kind {
        Kind::Colour(rgba) => rgba,
        _ => [0x33, 0x33, 0x33, 255],
    };
    format!("background:{};fill:{}", hex(*background), hex([fill[0], fill[1], fill[2]]))
}

fn view_box(root: roxmltree::Node<'_, '_>) -> Option<[f32; 4]> {
    let mut numbers = root.attribute("viewBox")?.split([' ', ',']).filter(|t| !t.is_empty()).map(str::parse::<f32>);
    let mut next = || numbers.next()?.ok().filter(|n| n.is_finite());
    let found = [next()?, next()?, next()?, next()?];
    (found[2] > 0.0 && found[3] > 0.0).then_some(found)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::mermaid::outline::{Node, Outline};

    const HEAD: &str = "<svg id=\"m0\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 100 50\">";

    fn draw(content: &str) -> String {
        let raw = format!("{HEAD}{content}</svg>");
        let palette = Palette::new(&BTreeMap::new());
        let node = Node { id: "A".to_owned(), anchor: "A".to_owned(), ..Node::default() };
        let outline = Outline { nodes: vec![node], ..Outline::default() };
        let subject = Subject { name: "flowchart-v2", kind: "flowchart", outline: &outline };
        read(&raw)
            .and_then(|document| lean(&document, subject, &Theming::Site, &palette, ""))
            .map_or_else(|e| e.to_string(), |d| d.body)
    }

    #[test]
    fn the_themes_colours_become_classes_and_nothing_else_is_written() {
        let body = draw(
            "<style>#m0{fill:#1f2937;}#m0 .node rect{fill:#eaf1fc;stroke:#6b8cc4;stroke-width:1px;}</style>\
             <g class=\"node default\" id=\"m0-flowchart-A-0\" data-look=\"classic\"><g><rect class=\"basic\" style=\"\" \
             x=\"0\" y=\"1.2345\" width=\"50\" height=\"20\"/></g></g>",
        );
        assert_eq!(body, "<g id=\"\u{4}A\"><rect class=\"f-node s-border\" y=\"1.2\" width=\"50\" height=\"20\"/></g>");
    }

    #[test]
    fn words_become_one_text_and_its_line_one_position() {
        let body = draw(
            "<style>#m0{fill:#1f2937;}</style><text y=\"-10.1\" text-anchor=\"middle\"><tspan x=\"0\" y=\"-0.1em\" \
             dy=\"1.1em\"><tspan font-weight=\"normal\">Two</tspan><tspan font-weight=\"normal\"> words</tspan></tspan></text>",
        );
        assert_eq!(body, "<text y=\"1em\">Two words</text>");
    }

    #[test]
    fn a_marker_is_drawn_on_a_line_that_is_not() {
        let body = draw(
            "<style>#m0{fill:#1f2937;}#m0 [id$=\"-n\"]{fill:#5b6b80;}</style><defs><marker id=\"m0-n\" refX=\"15\">\
             <circle cx=\"15\" cy=\"15\" r=\"6\"/></marker></defs>\
             <line x1=\"5\" y1=\"9\" x2=\"5\" y2=\"9\" stroke-width=\"0\" marker-start=\"url(#m0-n)\"/>",
        );
        assert_eq!(
            body.replace('\u{1}', "f"),
            "<defs><marker id=\"f-0\" refX=\"15\"><circle class=\"f-line\" cx=\"15\" cy=\"15\" r=\"6\"/></marker></defs>\
             <line marker-start=\"url(#f-0)\" x1=\"5\" y1=\"9\" x2=\"5\" y2=\"9\"/>"
        );
    }

    #[test]
    fn a_width_below_zero_or_beyond_all_bounds_is_none() {
        let body = draw(
            "<style>#m0 .e{stroke:#5b6b80;stroke-width:3;}#m0 .d9{stroke-width:-10;}#m0 .h{stroke-width:1e308px;}</style>\
             <path class=\"e d9\" fill=\"none\" d=\"M0,0L5,5\"/><path class=\"e h\" fill=\"none\" d=\"M0,0L5,5\"/>",
        );
        assert_eq!(body, "<path class=\"fn s-line w3\" d=\"M0,0L5,5\"/>".repeat(2));
    }

    #[test]
    fn fonts_of_the_engine_give_way_to_the_shared_ones() {
        let body =
            draw("<text font-family=\"sans-serif\" text-anchor=\"middle\" style=\"font-family: serif\">a</text>");
        assert_eq!(body, "<text font-family=\"serif\">a</text>");
        let ours = "Arial,&quot;Liberation Sans&quot;,Helvetica, sans-serif";
        let body = draw(&format!("<text text-anchor=\"middle\" style=\"font-family: {ours}\">a</text>"));
        assert_eq!(body, "<text>a</text>");
    }

    #[test]
    fn text_on_an_authors_fill_is_readable_and_one_that_the_author_coloured_is_not_touched() {
        let node = |class: &str| {
            format!(
                "<g class=\"{class}\"><rect x=\"0\" y=\"0\" width=\"90\" height=\"40\"/><text x=\"45\" y=\"20\" \
                 text-anchor=\"middle\">T</text></g>"
            )
        };
        let sheet = "<style>#m0{fill:#1f2937;}#m0 :root{}#m0 .x rect{fill:#123!important;}#m0 .y rect{fill:#ffe!important;}\
                     #m0 .z rect{fill:#123;}#m0 .z text{fill:#456;}</style>";
        let has = |class: &str, text: &str| {
            let body = draw(&format!("{sheet}{}", node(class)));
            assert!(body.contains(text), "{body}");
        };
        has("x", "<text fill=\"#fff\" x=\"45\" y=\"20\">T</text>");
        has("y", "<text fill=\"#111827\" x=\"45\" y=\"20\">T</text>");
        has("z", "<text fill=\"#456\" x=\"45\" y=\"20\">T</text>");
    }

    #[test]
    fn nothing_that_runs_or_loads_survives() {
        let body = draw(
            "<style>@import url(http://e.x/a.css);#m0 .a rect{fill:url(http://e.x/f);stroke:url(javascript:alert(1))}\
             #m0 text{font-family:x&lt;/style>&lt;script>alert(1)}</style><script>alert(1)</script>\
             <image href=\"http://e.x/i.png\"/><rect class=\"a\" width=\"5\" height=\"5\" onclick=\"alert(1)\" fill=\"red\" \
             style=\"background:url(http://e.x/b)\"/><use href=\"http://e.x/s.svg#a\"/>\
             <text>&lt;script>alert(1)&lt;/script> ]]&gt; &lt;img onerror=x></text>\
             <foreignObject width=\"9\" height=\"9\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><script>s</script>ok\
             <iframe src=\"http://e.x\"/></div></foreignObject>",
        );
        for bad in
            ["<script", "onclick", "http:", "javascript", "<image", "<iframe", "<img", "@import", "]]>", "foreign"]
        {
            assert!(!body.contains(bad), "{bad} in {body}");
        }
        assert!(body.contains("&lt;script&gt;alert(1)"), "{body}");
    }

    #[test]
    fn a_shape_without_a_rule_is_painted_as_a_node() {
        let body = draw("<style>#m0{fill:#1f2937;}</style><circle class=\"basic label-container\" r=\"9\"/>");
        assert_eq!(body, "<circle class=\"f-node s-border\" r=\"9\"/>");
    }

    #[test]
    fn malformed_and_deep_drawings_are_errors() {
        assert!(draw("<g>").starts_with("the drawing is no well-formed SVG"));
        let deep = format!("{}{}", "<g>".repeat(300), "</g>".repeat(300));
        assert_eq!(draw(&deep), "the drawing is nested too deeply");
    }
}
