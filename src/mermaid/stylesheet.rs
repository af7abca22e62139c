//! What all drawings share. In: the palette. Out: the rules that a page of drawings needs, once for the whole site, and
//! for one property and value the short class that stands for it in every drawing.
//!
//! Not here: a diagram's own colours; they stand in the drawing.

use std::fmt::Write as _;

use super::palette::{Palette, RoleId};

/// Number of a class: first [`FIXED`], then each role as fill and as stroke, so that a role more moves no number.
pub type ClassId = u16;

/// Class, property, value.
const FIXED: &[(&str, &str, &str)] = &[
    ("fn", "fill", "none"),
    ("w0", "stroke-width", "0.5"),
    ("w1", "stroke-width", "1.5"),
    ("w2", "stroke-width", "2"),
    ("w3", "stroke-width", "3"),
    ("w4", "stroke-width", "3.5"),
    ("da", "stroke-dasharray", "3"),
    ("db", "stroke-dasharray", "2"),
    ("dc", "stroke-dasharray", "3,3"),
    ("ts", "text-anchor", "start"),
    ("te", "text-anchor", "end"),
    ("bm", "dominant-baseline", "middle"),
    ("bc", "dominant-baseline", "central"),
    ("bt", "dominant-baseline", "text-before-edge"),
    ("z10", "font-size", "10"),
    ("z11", "font-size", "11"),
    ("z12", "font-size", "12"),
    ("z14", "font-size", "14"),
    ("z17", "font-size", "17"),
    ("z18", "font-size", "18"),
    ("z20", "font-size", "20"),
    ("z25", "font-size", "25"),
    ("b", "font-weight", "700"),
    ("i", "font-style", "italic"),
    ("u", "text-decoration", "underline"),
];

/// Rules that need more than one declaration.
const BASE: &str = ".dg{max-width:100%;height:auto;fill:var(--d-text);\
font:16px Arial,\"Liberation Sans\",Helvetica,sans-serif;line-height:normal}\
.dg text{text-anchor:middle}.dg a{cursor:pointer}.dg .ms{transform:rotate(45deg) scale(.8);transform-box:fill-box;transform-origin:center}.dg a:hover text{text-decoration:underline}\
@media (prefers-reduced-motion:no-preference){.dg .slow{animation:dg-flow 50s linear infinite}\
.dg .fast{animation:dg-flow 20s linear infinite}}@keyframes dg-flow{from{stroke-dashoffset:900}to{stroke-dashoffset:0}}";

/// A node that an address leads to, in a file that no page styles.
const TARGET: &str = ".dg :target{filter:drop-shadow(0 0 3px var(--d-text))}";

/// Number of the first class that stands for a role.
const ROLES: usize = FIXED.len();

/// The class for a colour of the palette as fill or stroke.
pub(super) fn role_class(stroke: bool, role: RoleId) -> ClassId {
    ClassId::try_from(ROLES + 2 * usize::from(role) + usize::from(stroke)).unwrap_or(ClassId::MAX)
}

/// The class for another value, if it has one.
pub(super) fn fixed_class(property: &str, value: &str) -> Option<ClassId> {
    let at = FIXED.iter().position(|(_, p, v)| *p == property && *v == value)?;
    ClassId::try_from(at).ok()
}

/// Appends the name of a class.
pub(super) fn push_class(out: &mut String, palette: &Palette, class: ClassId) {
    if let Some((name, ..)) = FIXED.get(usize::from(class)) {
        out.push_str(name);
    } else if let Some((stroke, role)) = role_of(class)
        && let Some(role) = palette.roles().get(usize::from(role))
    {
        out.push_str(if stroke { "s-" } else { "f-" });
        out.push_str(&role.name);
    }
}

/// Whether a class is a stroke, and the role that it paints with.
pub(super) fn role_of(class: ClassId) -> Option<(bool, RoleId)> {
    let index = usize::from(class).checked_sub(ROLES)?;
    Some((index % 2 == 1, RoleId::try_from(index / 2).ok()?))
}

/// The rules for drawings on the site's pages: variables for light and dark, base, classes.
#[must_use]
pub fn stylesheet(palette: &Palette) -> String {
    let ids = 0..ClassId::try_from(palette.roles().len()).unwrap_or(ClassId::MAX);
    let light = palette.declarations(ids.clone(), false);
    let dark = palette.declarations(ids, true);
    let mut css = format!(
        ":root{{{light}}}@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\
         :root[data-theme=dark]{{{dark}}}{BASE}"
    );
    let classes = ROLES + 2 * palette.roles().len();
    push_rules(&mut css, palette, 0..ClassId::try_from(classes).unwrap_or(ClassId::MAX));
    css
}

/// The rules that one drawing needs to stand alone as a file, following the reader's system.
pub(super) fn standalone(palette: &Palette, classes: &[ClassId], extra: &[RoleId]) -> String {
    let mut roles: Vec<RoleId> = classes.iter().filter_map(|class| Some(role_of(*class)?.1)).collect();
    roles.extend(extra);
    roles.extend(palette.named("text"));
    roles.extend(palette.named("bg"));
    roles.sort_unstable();
    roles.dedup();
    let mut css = format!(
        "svg{{{}background:var(--d-bg)}}@media (prefers-color-scheme:dark){{svg{{{}}}}}{TARGET}{BASE}",
        palette.declarations(roles.iter().copied(), false),
        palette.declarations(roles.iter().copied(), true),
    );
    push_rules(&mut css, palette, classes.iter().copied());
    css
}

fn push_rules(css: &mut String, palette: &Palette, classes: impl Iterator<Item = ClassId>) {
    for class in classes {
        css.push_str(".dg .");
        push_class(css, palette, class);
        let _ = if let Some((stroke, role)) = role_of(class) {
            let property = if stroke { "stroke" } else { "fill" };
            let name = palette.roles().get(usize::from(role)).map_or("", |role| &role.name);
            write!(css, "{{{property}:var(--d-{name})}}")
        } else {
            let (_, property, value) = FIXED.get(usize::from(class)).copied().unwrap_or_default();
            let unit = if property == "font-size" { "px" } else { "" };
            write!(css, "{{{property}:{value}{unit}}}")
        };
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_standalone_sheet_holds_only_what_is_used() {
        let palette = Palette::new(&BTreeMap::new());
        let node = palette.named("node").unwrap();
        let css = standalone(&palette, &[role_class(true, node)], &[]);
        assert!(css.ends_with(".dg .s-node{stroke:var(--d-node)}"), "{css}");
        assert!(!css.contains("--d-note:"), "{css}");
    }
}
