//! What a drawing is told of classes beside its source. In: what the source says about classes, and the classes that the site
//! names. Out: statements for the engine, which define what the diagram uses and leaves to the site; and rules for the
//! drawing, for what the engine leaves out: colours of edges with an id, of the names of groups, of the text in class and
//! block diagrams, all of mindmaps and trees.
//!
//! The rules are for `svg` alone, which applies and drops them; none reaches a page.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::engine::PLACEHOLDER_ID;
use super::kind::Kind;
use super::named_classes::{Declarations, NamedClasses};
use super::styles::Styles;

/// What is added to one diagram.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Additions {
    /// Statements that come after the source.
    pub statements: String,
    /// Rules that come after those of the engine's style sheet.
    pub rules: String,
}

/// Shapes that a class paints.
const SHAPES: [&str; 5] = ["path", "rect", "circle", "polygon", "ellipse"];

/// What to add to the diagram `source` of `kind`; `theme` as in [`NamedClasses::declarations`].
pub fn additions(source: &str, kind: Kind, styles: &Styles, classes: &NamedClasses, theme: Option<usize>) -> Additions {
    let mut additions = Additions::default();
    let mut known: BTreeMap<&str, Declarations> = BTreeMap::new();
    for name in styles.undefined() {
        if let Some(declarations) = classes.declarations(name, theme) {
            additions.define(kind, name, &declarations);
            known.insert(name, declarations);
        }
    }
    for definition in &styles.definitions {
        // What could leave its rule is no value of any property.
        if !source[definition.declarations.clone()].contains(['{', '}', '@', '<', '\\']) {
            let found = declared(&source[definition.declarations.clone()]);
            known.entry(&definition.name).or_default().merge(found);
        }
    }
    let edges = edge_ids(source);
    let composite = kind == "state" && source.contains('{');
    for used in &styles.uses {
        let Some(declarations) = known.get(used.name.as_str()) else {
            continue;
        };
        for target in used.targets.iter().filter(|id| is_plain(id)) {
            if composite {
                // The engine forgets shorthands inside of composite states.
                let _ = write!(additions.statements, "\nclass {target} {}", used.name);
            }
            if matches!(kind, "flowchart" | "swimlane") && edges.contains(target.as_str()) {
                let selector = format!("path.flowchart-link[data-id=\"{target}\"]");
                additions.rule(&[selector], &declarations.of_lines());
            }
        }
    }
    if matches!(kind, "flowchart" | "swimlane") {
        additions.name_groups(styles);
    }
    for (name, declarations) in &known {
        additions.paint(kind, name, declarations);
    }
    additions
}

impl Additions {
    fn define(&mut self, kind: Kind, name: &str, of: &Declarations) {
        let names = match kind {
            "quadrant" => ["color", "stroke-color", "", "stroke-width", ""],
            // The engine takes the spaces out of a pattern; a rule gives it.
            "er" => ["fill", "stroke", "color", "stroke-width", ""],
            "flowchart" | "swimlane" | "state" | "class" | "requirement" | "block" | "agentflow" | "usecase"
            | "treemap" => ["fill", "stroke", "color", "stroke-width", "stroke-dasharray"],
            _ => return,
        };
        let values = [&of.fill, &of.stroke, &of.text, &of.width, &of.dash];
        let pairs = names.iter().zip(values).filter(|(property, _)| !property.is_empty());
        let list: Vec<String> =
            pairs.filter_map(|(property, value)| Some(format!("{property}:{}", value.as_ref()?))).collect();
        if !list.is_empty() {
            let end = if kind == "treemap" { ";" } else { "" };
            let _ = write!(self.statements, "\nclassDef {name} {}{end}", list.join(","));
        }
    }

    /// The text colour that a `style` gives to a group, which the engine gives to its frame alone.
    fn name_groups(&mut self, styles: &Styles) {
        for style in &styles.styles {
            let Some([r, g, b, a]) = style.colours.text.as_ref().and_then(|text| text.colour) else {
                continue;
            };
            for group in style.targets.iter().filter(|id| styles.groups.contains(*id) && is_plain(id)) {
                let selector = format!(".cluster[id=\"{PLACEHOLDER_ID}-{group}\"] text");
                self.rule(&[selector], &[("fill", &Some(format!("#{r:02x}{g:02x}{b:02x}{a:02x}")))]);
            }
        }
    }

    /// What the engine does not do with a class at all.
    fn paint(&mut self, kind: Kind, name: &str, of: &Declarations) {
        let inside = |tags: &[&str]| tags.iter().map(|tag| format!(".{name} {tag}")).collect::<Vec<_>>();
        let text = [("fill", &of.text), ("color", &of.text)];
        match kind {
            "class" | "block" => self.rule(&inside(&["text", "span", "p"]), &text),
            "er" | "requirement" => {
                self.rule(&inside(&["path", "rect"]), &[("stroke-dasharray", &of.dash)]);
                if of.text.is_some() {
                    // Its text stands on the rows, which keep the theme's colours else.
                    self.rule(&inside(&[".row-rect-odd path", ".row-rect-even path"]), &[("fill", &of.fill)]);
                }
            }
            "mindmap" => {
                self.rule(&inside(&SHAPES), &[("fill", &of.fill)]);
                self.rule(&inside(&SHAPES), &of.of_lines());
                self.rule(&inside(&["line"]), &of.of_lines());
                self.rule(&inside(&["text", "span", "p"]), &text);
            }
            "treeview" => self.rule(&[format!("text.{name}")], &text[..1]),
            _ => {}
        }
    }

    fn rule(&mut self, selectors: &[impl AsRef<str>], declarations: &[(&str, &Option<String>)]) {
        let block: String = declarations
            .iter()
            .filter_map(|(property, value)| Some(format!("{property}:{}!important;", value.as_ref()?)))
            .collect();
        if !block.is_empty() {
            let selectors: Vec<String> =
                selectors.iter().map(|selector| format!("#{PLACEHOLDER_ID} {}", selector.as_ref())).collect();
            let _ = write!(self.rules, "{}{{{block}}}", selectors.join(","));
        }
    }
}

/// Reads the declarations of a `classDef`.
fn declared(text: &str) -> Declarations {
    let mut found = Declarations::default();
    for (property, value) in text.trim_end_matches(';').split(',').filter_map(|pair| pair.split_once(':')) {
        let value = value.trim().trim_end_matches("!important").trim_end();
        let slot = match property.trim() {
            "fill" => &mut found.fill,
            "stroke" => &mut found.stroke,
            "color" => &mut found.text,
            "stroke-width" => &mut found.width,
            "stroke-dasharray" => &mut found.dash,
            _ => continue,
        };
        *slot = Some(value.to_owned());
    }
    found
}

/// The ids that stand before an `@`.
fn edge_ids(source: &str) -> BTreeSet<&str> {
    let before = source.split('@').map(|part| {
        let rest = part.trim_end_matches(is_plain_char).len();
        &part[rest..]
    });
    before.collect()
}

fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.chars().all(is_plain_char)
}

fn is_plain_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '.')
}

impl Declarations {
    /// Those that lines have.
    fn of_lines(&self) -> [(&'static str, &Option<String>); 3] {
        [("stroke", &self.stroke), ("stroke-width", &self.width), ("stroke-dasharray", &self.dash)]
    }

    /// What a later definition of the same class says goes before what this one says.
    fn merge(&mut self, later: Self) {
        for (slot, value) in [
            (&mut self.fill, later.fill),
            (&mut self.stroke, later.stroke),
            (&mut self.text, later.text),
            (&mut self.width, later.width),
            (&mut self.dash, later.dash),
        ] {
            if value.is_some() {
                *slot = value;
            }
        }
    }
}
