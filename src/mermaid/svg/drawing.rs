//! A finished drawing, independent of where it stands. In: what `write` made. Out: the SVG for one place, with that
//! place's ids, links, title and description; or a file that stands alone.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::number;
use crate::mermaid::palette::{Palette, RoleId};
use crate::mermaid::stylesheet::{self, ClassId};

/// Stands in the body for the unique id. XML cannot contain it, so no label can.
pub(super) const ID: char = '\u{1}';
/// Stands in the body before the anchor of a node.
pub(super) const NODE: char = '\u{4}';
/// Stands before the number of a link, which ends with [`LINK_END`].
pub(super) const LINK: char = '\u{2}';
pub(super) const LINK_END: char = '\u{3}';

/// A drawing to be placed. The same for every place, so that it can be kept in the cache.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawing {
    /// All inside the root element, with marks for id and links.
    pub(super) body: String,
    /// The kind as the engine names it, letters and digits only.
    pub(super) kind: String,
    /// Left, top, width, height.
    pub(super) view_box: [f32; 4],
    /// The root's own style: set where the author chose a theme.
    pub(super) root_style: String,
    /// Targets of its links as the author wrote them, by number.
    pub(super) links: Vec<String>,
    /// The shared classes that it uses, ascending.
    pub(super) classes: Vec<ClassId>,
    /// Roles that it names beside those.
    pub(super) roles: Vec<RoleId>,
}

/// What one place says about a drawing.
pub struct Place<'a> {
    /// Unique on the page; letters, digits, `-`, `_`. All ids inside but those of nodes begin with it and `-`.
    pub id: &'a str,
    /// What is before the `/` in the ids of nodes.
    pub nodes: &'a str,
    /// The text alternative's name.
    pub title: &'a str,
    /// Its longer part; may be empty.
    pub description: &'a str,
    /// The address for a link by its number; `None`: it is no link here.
    pub link: &'a dyn Fn(usize) -> Option<String>,
}

impl Drawing {
    /// Width in px.
    #[must_use]
    pub fn width(&self) -> f32 {
        self.view_box[2]
    }

    /// Height in px.
    #[must_use]
    pub fn height(&self) -> f32 {
        self.view_box[3]
    }

    /// Targets of its links as the author wrote them; the index is the number that `Place::link` gets.
    #[must_use]
    pub fn links(&self) -> &[String] {
        &self.links
    }

    /// Whether its author chose the colours, so that it stands on its own background.
    #[must_use]
    pub fn has_own_theme(&self) -> bool {
        !self.root_style.is_empty()
    }

    /// The SVG element for a page that has the shared stylesheet.
    #[must_use]
    pub fn place(&self, place: &Place<'_>) -> String {
        self.assemble(place, "")
    }

    /// The SVG as a file of its own.
    #[must_use]
    pub fn standalone(&self, place: &Place<'_>, palette: &Palette) -> String {
        let css = stylesheet::standalone(palette, &self.classes, &self.roles);
        self.assemble(place, &css)
    }

    fn assemble(&self, place: &Place<'_>, css: &str) -> String {
        let mut out = String::with_capacity(self.body.len() + css.len() + 600);
        let _ = write!(out, "<svg id=\"{0}\" class=\"dg dg-{1}", escape(place.id), self.kind);
        if self.has_own_theme() {
            out.push_str(" own-theme");
        }
        if !css.is_empty() {
            out.push_str("\" xmlns=\"http://www.w3.org/2000/svg");
        }
        for (name, value) in [("width", self.width()), ("height", self.height())] {
            let _ = write!(out, "\" {name}=\"");
            number::push(&mut out, value, 1);
        }
        out.push_str("\" viewBox=\"");
        for (index, value) in self.view_box.iter().enumerate() {
            if index > 0 {
                out.push(' ');
            }
            number::push(&mut out, *value, 1);
        }
        if self.has_own_theme() {
            let _ = write!(out, "\" style=\"{}", escape(&self.root_style));
        }
        // What is in an image cannot be reached; a drawing with links is a group.
        let role = if self.links.is_empty() { "img" } else { "group" };
        let _ = write!(out, "\" role=\"{role}\" aria-labelledby=\"{0}-t", escape(place.id));
        if !place.description.is_empty() {
            let _ = write!(out, "\" aria-describedby=\"{0}-d", escape(place.id));
        }
        let _ = write!(out, "\"><title id=\"{0}-t\">{1}</title>", escape(place.id), escape(place.title));
        if !place.description.is_empty() {
            let _ = write!(out, "<desc id=\"{0}-d\">{1}</desc>", escape(place.id), escape(place.description));
        }
        if !css.is_empty() {
            let _ = write!(out, "<style>{css}</style>");
        }
        self.push_body(&mut out, place);
        out.push_str("</svg>");
        out
    }

    fn push_body(&self, out: &mut String, place: &Place<'_>) {
        let (id, nodes) = (escape(place.id), escape(place.nodes));
        let mut rest = self.body.as_str();
        while let Some(at) = rest.find([ID, LINK, NODE]) {
            out.push_str(&rest[..at]);
            let mark = rest[at..].chars().next();
            rest = &rest[at + 1..];
            if mark == Some(ID) {
                out.push_str(&id);
                continue;
            }
            if mark == Some(NODE) {
                out.push_str(&nodes);
                out.push('/');
                continue;
            }
            let Some((number, after)) = rest.split_once(LINK_END) else {
                return;
            };
            rest = after;
            let target = number.parse().ok().and_then(place.link).filter(|target| is_harmless(target));
            if let Some(target) = target {
                let _ = write!(out, " href=\"{}\"", escape(&target));
            }
        }
        out.push_str(rest);
    }
}

/// Whether a target can be followed without running anything: relative, or of a scheme that only shows or sends.
fn is_harmless(target: &str) -> bool {
    let clean: String = target.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let end = clean.find(['/', '?', '#']).unwrap_or(clean.len());
    match clean[..end].split_once(':') {
        None => true,
        Some((scheme, _)) => {
            ["http", "https", "mailto", "tel"].iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed))
        }
    }
}

/// Text for an attribute in double quotes or for content.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_escaped(&mut out, text);
    out
}

/// Appends `text` escaped; characters that XML forbids become U+FFFD.
pub(super) fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(body: &str, links: &[&str]) -> Drawing {
        Drawing {
            body: body.to_owned(),
            kind: "flowchart".to_owned(),
            view_box: [0.0, 0.0, 10.0, 20.0],
            root_style: String::new(),
            links: links.iter().map(ToString::to_string).collect(),
            classes: Vec::new(),
            roles: Vec::new(),
        }
    }

    #[test]
    fn ids_and_links_are_those_of_the_place() {
        let drawing = drawing("<a\u{2}0\u{3}><path id=\"\u{1}-a\"/></a><g id=\"\u{4}b\"/>", &["x"]);
        let link = |_| Some("../b/?a=1&b=2".to_owned());
        let svg = drawing.place(&Place { id: "fig-svg", nodes: "fig", title: "A < B", description: "", link: &link });
        assert_eq!(
            svg,
            "<svg id=\"fig-svg\" class=\"dg dg-flowchart\" width=\"10\" height=\"20\" viewBox=\"0 0 10 20\" role=\"group\" \
             aria-labelledby=\"fig-svg-t\"><title id=\"fig-svg-t\">A &lt; B</title>\
             <a href=\"../b/?a=1&amp;b=2\"><path id=\"fig-svg-a\"/></a><g id=\"fig/b\"/></svg>"
        );
    }

    #[test]
    fn a_target_that_runs_something_is_no_link() {
        for target in ["javascript:alert(1)", " Java\tScript:alert(1)", "data:text/html,x", "vbscript:x"] {
            let link = |_| Some(target.to_owned());
            let svg = drawing("<a\u{2}0\u{3}>x</a>", &[target]).place(&Place {
                id: "f",
                nodes: "f",
                title: "",
                description: "",
                link: &link,
            });
            assert!(svg.contains("<a>x</a>"), "{svg}");
        }
        assert!(is_harmless("a/b:c"));
    }
}
