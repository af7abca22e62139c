//! Writes the drawing. In: scene, fates and looks. Out: the body of a [`Drawing`] with marks for ids and links. Only
//! names from the lists in this file are written, every value escaped.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use roxmltree::Node;

use super::drawing::{ID, LINK, LINK_END, NODE, push_escaped};
use super::foreign;
use super::look::{Look, Looks};
use super::property::Property;
use super::scene::{Item, Scene, Tag};
use super::tidy::{Fate, REFERRING, href, reference, references};
use super::{number, path};
use crate::mermaid::entity;
use crate::mermaid::palette::RoleId;
use crate::mermaid::stylesheet::{self, ClassId};

/// What is written.
pub(super) struct Written {
    pub(super) body: String,
    pub(super) links: Vec<String>,
    pub(super) classes: BTreeSet<ClassId>,
    pub(super) roles: BTreeSet<RoleId>,
}

/// A set of attributes that stands on this many elements becomes a rule in the drawing's own style.
const REPEATED: usize = 3;

struct Writer<'s, 'a, 'input> {
    scene: &'s Scene<'a, 'input>,
    fates: &'s [Fate],
    looks: &'s Looks<'s, 'a>,
    /// For each item its look.
    look: Vec<Look>,
    /// Own classes by the attributes they stand for.
    own: BTreeMap<String, String>,
    ids: BTreeMap<&'s str, String>,
    out: Written,
}

/// Writes all below the root.
pub(super) fn write(scene: &Scene<'_, '_>, fates: &[Fate], looks: &Looks<'_, '_>) -> Written {
    let mut look = Vec::with_capacity(scene.items.len());
    let mut sets: BTreeMap<String, usize> = BTreeMap::new();
    for (item, fate) in scene.items.iter().zip(fates) {
        if *fate != Fate::Write {
            look.push(Look::default());
            continue;
        }
        let parent = (item.tag == Tag::Span).then(|| &scene.items[item.parent].style);
        let own = looks.of(item, parent);
        if own.attributes.len() > 1 {
            *sets.entry(declarations(&own)).or_default() += 1;
        }
        look.push(own);
    }
    sets.retain(|_, count| *count >= REPEATED);
    let own = sets.into_keys().enumerate().map(|(i, set)| (set, own_class(i))).collect();
    let mut ids = BTreeMap::new();
    for (item, fate) in scene.items.iter().zip(fates) {
        if *fate == Fate::Write {
            for id in references(item, looks.values) {
                let next = ids.len();
                ids.entry(id).or_insert_with(|| format!("{ID}-{next}"));
            }
        }
    }
    let out = Written { body: String::new(), links: Vec::new(), classes: BTreeSet::new(), roles: BTreeSet::new() };
    let mut writer = Writer { scene, fates, looks, look, own, ids, out };
    writer.own_style();
    writer.content(0);
    writer.out
}

/// `A` to `Z`, then `A1`, …: the shared classes begin in lower case.
fn own_class(index: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
    if index < 26 { letter.to_string() } else { format!("{letter}{}", index / 26) }
}

fn declarations(look: &Look) -> String {
    let mut text = String::new();
    for (name, value) in &look.attributes {
        let unit =
            if *name == "font-size" && value.bytes().all(|b| b.is_ascii_digit() || b == b'.') { "px" } else { "" };
        let _ = write!(text, "{name}:{value}{unit};");
    }
    text
}

impl<'s, 'a: 's, 'input: 'a> Writer<'s, 'a, 'input> {
    fn own_style(&mut self) {
        if self.own.is_empty() {
            return;
        }
        self.out.body.push_str("<style>");
        for (set, class) in &self.own {
            let set = self.renamed(set.trim_end_matches(';'));
            let _ = write!(self.out.body, "#{ID} .{class}{{");
            push_escaped_css(&mut self.out.body, &set);
            self.out.body.push('}');
        }
        self.out.body.push_str("</style>");
    }

    /// Engine's ids in `url(#…)` replaced by the drawing's.
    fn renamed(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("url(#") {
            out.push_str(&rest[..at + 5]);
            rest = &rest[at + 5..];
            let end = rest.find(')').unwrap_or(rest.len());
            out.push_str(self.ids.get(&rest[..end]).map_or("", String::as_str));
            rest = &rest[end..];
        }
        out.push_str(rest);
        out
    }

    /// Everything inside the item, without recursion.
    fn content(&mut self, root: usize) {
        let mut open: Vec<(Option<Node<'a, 'input>>, Option<Tag>)> =
            vec![(self.scene.items[root].node.first_child(), None)];
        let mut in_text = 0_usize;
        while let Some((next, _)) = open.last_mut() {
            let Some(node) = *next else {
                if let Some((_, Some(tag))) = open.pop() {
                    let _ = write!(self.out.body, "</{}>", tag.name());
                    in_text -= usize::from(tag.is_text());
                }
                continue;
            };
            *next = node.next_sibling();
            if node.is_text() {
                if in_text > 0 {
                    push_escaped(&mut self.out.body, &entity::decode(node.text().unwrap_or_default()));
                }
                continue;
            }
            let index = self.scene.index.get(node.id().get_usize()).copied().unwrap_or(usize::MAX);
            match self.fates.get(index) {
                None | Some(Fate::Drop) => {}
                Some(Fate::Unwrap) => open.push((node.first_child(), None)),
                Some(Fate::Write) => {
                    let tag = self.scene.items[index].tag;
                    if tag == Tag::Foreign {
                        self.label(index);
                        continue;
                    }
                    self.start(index);
                    if node.has_children() && !tag.is_shape() {
                        self.out.body.push('>');
                        in_text += usize::from(tag.is_text());
                        self.tooltip(node);
                        open.push((node.first_child(), Some(tag)));
                    } else {
                        self.out.body.push_str("/>");
                    }
                }
            }
        }
    }

    fn tooltip(&mut self, node: Node<'_, '_>) {
        if let Some(title) = node.attribute("title").filter(|t| !t.is_empty()) {
            self.out.body.push_str("<title>");
            push_escaped(&mut self.out.body, title);
            self.out.body.push_str("</title>");
        }
    }

    fn start(&mut self, index: usize) {
        let item = &self.scene.items[index];
        self.out.body.push('<');
        self.out.body.push_str(item.tag.name());
        if let Some(id) = item.node.attribute("id").and_then(|id| self.ids.get(id)) {
            let _ = write!(self.out.body, " id=\"{id}\"");
        } else if let Some(anchor) = item.anchor {
            let _ = write!(self.out.body, " id=\"{NODE}");
            push_escaped(&mut self.out.body, anchor);
            self.out.body.push('"');
        }
        self.look(index);
        if item.tag == Tag::Link {
            if let Some(target) = href(item.node) {
                let _ = write!(self.out.body, "{LINK}{}{LINK_END}", self.out.links.len());
                self.out.links.push(target.to_owned());
            }
        } else if let Some(target) = href(item.node).and_then(|h| h.strip_prefix('#')).and_then(|id| self.ids.get(id)) {
            let _ = write!(self.out.body, " href=\"#{target}\"");
        }
        for name in REFERRING {
            let target = item.node.attribute(name).and_then(reference).and_then(|id| self.ids.get(id));
            if let Some(target) = target {
                let _ = write!(self.out.body, " {name}=\"url(#{target})\"");
            }
        }
        self.geometry(item);
    }

    fn look(&mut self, index: usize) {
        let look = std::mem::take(&mut self.look[index]);
        let own = if look.attributes.len() > 1 { self.own.get(&declarations(&look)) } else { None };
        let engine = self.scene.items[index].node.attribute("class").unwrap_or_default();
        let motion = engine.split_ascii_whitespace().find_map(|c| match c {
            "edge-animation-slow" => Some("slow"),
            "edge-animation-fast" => Some("fast"),
            "milestone" => Some("ms"),
            _ => None,
        });
        if !look.classes.is_empty() || own.is_some() || motion.is_some() {
            self.out.body.push_str(" class=\"");
            let start = self.out.body.len();
            for class in &look.classes {
                if self.out.body.len() > start {
                    self.out.body.push(' ');
                }
                stylesheet::push_class(&mut self.out.body, self.looks.palette, *class);
            }
            for name in own.map(String::as_str).into_iter().chain(motion) {
                if self.out.body.len() > start {
                    self.out.body.push(' ');
                }
                self.out.body.push_str(name);
            }
            self.out.body.push('"');
        }
        if own.is_none() {
            for (name, value) in &look.attributes {
                let value = self.renamed(value);
                let _ = write!(self.out.body, " {name}=\"");
                if value.contains(ID) {
                    self.out.body.push_str(&value);
                } else {
                    push_escaped(&mut self.out.body, &value);
                }
                self.out.body.push('"');
            }
        }
        self.out.classes.extend(look.classes);
        self.out.roles.extend(look.roles);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let _ = write!(self.out.body, " {name}=\"");
        push_escaped(&mut self.out.body, value);
        self.out.body.push('"');
    }

    fn geometry(&mut self, item: &Item<'a, 'input>) {
        let names: &[&str] = match item.tag {
            Tag::Rect => &["x", "y", "width", "height"],
            Tag::Use | Tag::Svg | Tag::Pattern => {
                &["x", "y", "width", "height", "viewBox", "patternUnits", "preserveAspectRatio"]
            }
            Tag::Circle => &["cx", "cy", "r"],
            Tag::Ellipse => &["cx", "cy"],
            Tag::Line => &["x1", "y1", "x2", "y2"],
            Tag::Polygon | Tag::Polyline => &["points"],
            Tag::Marker => &["viewBox", "refX", "refY", "markerWidth", "markerHeight", "markerUnits", "orient"],
            Tag::Symbol => &["viewBox", "preserveAspectRatio"],
            Tag::ClipPath => &["clipPathUnits"],
            Tag::Gradient => &["x1", "y1", "x2", "y2", "gradientUnits", "gradientTransform", "spreadMethod"],
            Tag::RadialGradient => &["cx", "cy", "r", "fx", "fy", "gradientUnits", "gradientTransform"],
            Tag::Stop => &["offset"],
            _ => &[],
        };
        let fine = item.is_definition || (item.matrix[0].abs().max(item.matrix[1].abs()) - 1.0).abs() > 0.01;
        let decimals = if fine { 2 } else { 1 };
        if let Some(transform) = item.node.attribute("transform") {
            let mut text = String::new();
            number::push_rounded(&mut text, transform, 2);
            let text = text.replace(", ", ",").replace(") rotate(0)", ")");
            if !matches!(text.as_str(), "translate(0,0)" | "rotate(0)" | "") {
                self.attribute("transform", &text);
            }
        }
        for name in names {
            let Some(value) = item.node.attribute(*name) else {
                continue;
            };
            let zero = matches!(value.trim(), "0" | "0.0");
            if zero && matches!(item.tag, Tag::Rect | Tag::Circle | Tag::Ellipse | Tag::Line) {
                continue;
            }
            let _ = write!(self.out.body, " {name}=\"");
            let mut text = String::new();
            number::push_rounded(&mut text, value, decimals);
            push_escaped(&mut self.out.body, &text);
            self.out.body.push('"');
        }
        if let (Tag::Path, Some(data)) = (item.tag, item.node.attribute("d")) {
            self.out.body.push_str(" d=\"");
            path::push(&mut self.out.body, data, decimals);
            self.out.body.push('"');
        }
        if matches!(item.tag, Tag::Text | Tag::Span) {
            self.position(item);
        }
    }

    /// `x`, `y`, `dx`, `dy` of a text, with those of the first line where that became one with it.
    fn position(&mut self, item: &Item<'a, 'input>) {
        let line = (item.tag == Tag::Text).then(|| self.merged_line(item)).flatten();
        let find = |name| line.and_then(|l: Node<'a, 'input>| l.attribute(name)).or_else(|| item.node.attribute(name));
        let (x, mut y, dx, mut dy) = (find("x"), find("y").map(str::to_owned), find("dx"), find("dy"));
        if let (Some(from), Some(by)) = (y.as_deref(), dy)
            && let Some(sum) = sum(from, by)
        {
            y = Some(sum);
            dy = None;
        }
        if item.tag == Tag::Text && dy.is_some() && y.is_none() {
            y = dy.take().map(str::to_owned);
        }
        for (name, value) in [("x", x), ("y", y.as_deref()), ("dx", dx), ("dy", dy)] {
            let Some(value) = value else { continue };
            let mut text = String::new();
            number::push_rounded(&mut text, value, if value.ends_with("em") { 2 } else { 1 });
            let nothing = matches!(text.as_str(), "0" | "0em" | "");
            if nothing && (item.tag == Tag::Text || name.starts_with('d')) {
                continue;
            }
            self.attribute(name, &text);
        }
        if item.node.attributes().any(|a| a.name() == "space" && a.value() == "preserve") {
            self.out.body.push_str(" xml:space=\"preserve\"");
        }
    }

    fn merged_line(&self, item: &Item<'a, 'input>) -> Option<Node<'a, 'input>> {
        item.node.children().find(|child| {
            let index = self.scene.index.get(child.id().get_usize()).copied().unwrap_or(usize::MAX);
            self.fates.get(index) == Some(&Fate::Unwrap) && ["x", "y", "dy"].iter().any(|n| child.has_attribute(*n))
        })
    }

    fn label(&mut self, index: usize) {
        let item = &self.scene.items[index];
        let size = self.looks.values.number(item.style[Property::FontSize as usize], 16.0);
        let bold = self.looks.values.text(item.style[Property::FontWeight as usize]) == "700";
        let label = foreign::label(item.node, size, bold);
        let mut look = self.look[index].clone();
        if label.size < size {
            let mut text = String::new();
            number::push(&mut text, label.size, 1);
            look.attributes.push(("font-size", text));
        }
        for (y, line) in label.lines {
            self.look[index] = look.clone();
            self.out.body.push_str("<text");
            self.look(index);
            for (name, value) in [("x", label.x), ("y", y)] {
                let mut text = String::new();
                number::push(&mut text, value, 1);
                self.attribute(name, &text);
            }
            self.out.body.push('>');
            push_escaped(&mut self.out.body, &line);
            self.out.body.push_str("</text>");
        }
    }
}

/// The sum of two lengths in one unit.
fn sum(a: &str, b: &str) -> Option<String> {
    let unit =
        |text: &str| text.trim_start_matches(['-', '+', '.', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9']).len();
    let (a, ua) = a.split_at(a.len() - unit(a));
    let (b, ub) = b.split_at(b.len() - unit(b));
    let (a, b): (f32, f32) = (a.parse().ok()?, b.parse().ok()?);
    // Nothing is the same in every unit.
    let unit = if ua == ub || b == 0.0 {
        ua
    } else if a == 0.0 {
        ub
    } else {
        return None;
    };
    let mut text = String::new();
    number::push(&mut text, a + b, 3);
    text.push_str(unit);
    Some(text)
}

/// Appends what was normalised by `property`, leaving out what could end a rule or a `style` element.
fn push_escaped_css(out: &mut String, text: &str) {
    out.extend(text.chars().filter(|c| !matches!(c, '<' | '>' | '{' | '}' | '&')));
}
