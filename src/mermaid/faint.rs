//! Text that cannot be read on its ground. In: a diagram's source, the palette, the classes that the site names. Out: each pair
//! of colours, as declared, with less contrast than text needs, in the light and in the dark theme.
//!
//! What the drawing does is what counts: a text whose colour is left open is drawn in a readable one, so only a declared text
//! colour can be faint, on a declared fill or on the theme's own. Not here: kinds whose texts stand on more than one surface.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::kind::Kind;
use super::named_classes::{ClassLook, NamedClasses, readable};
use super::palette::Palette;
use super::styles::{self, Declared, Styles};
use super::svg::Theming;
use super::svg::colour::{INKS, contrast, over};

/// What WCAG 2 asks of text.
pub const READABLE: f32 = 4.5;

/// Kinds of which the drawing gives a class's or a style's text colour to the text on its fill.
const KINDS: &[Kind] =
    &["flowchart", "swimlane", "state", "class", "er", "requirement", "block", "agentflow", "usecase"];

/// Two colours with too little contrast.
#[derive(Debug, Clone, PartialEq)]
pub struct Faint {
    /// The declaration, in bytes of the source: of the text's colour, or of the fill where the site says that colour.
    pub range: Range<usize>,
    /// Where the contrast is too little.
    pub places: Vec<FaintPlace>,
    /// A colour for the text that is readable wherever it stands; `None` where the themes' grounds leave none.
    pub better: Option<[u8; 3]>,
}

/// A theme and the two colours in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaintPlace {
    /// `None`: the same in both themes.
    pub is_dark: Option<bool>,
    /// The text's colour.
    pub text: [u8; 3],
    /// What it stands on.
    pub ground: [u8; 3],
    /// Their contrast, 1 to 4.5.
    pub ratio: f32,
}

/// A colour in both themes, and where the diagram declares it.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    /// `None`: not known by itself, such as `var(--x)`.
    colours: Option<[[u8; 4]; 2]>,
    /// Bytes of the source.
    range: Option<Range<usize>>,
}

/// The theme's surfaces, light and dark.
struct Grounds {
    page: [[u8; 3]; 2],
    node: [[u8; 3]; 2],
    group: [[u8; 3]; 2],
    /// Whether these are what the drawing has; an author's own theme has others.
    known: bool,
}

/// Looks for faint texts in a valid diagram.
#[must_use]
pub fn faint(source: &str, palette: &Palette, classes: &NamedClasses) -> Vec<Faint> {
    let (Some(kind), styles) = styles::styles(source) else {
        return Vec::new();
    };
    if !KINDS.contains(&kind) {
        return Vec::new();
    }
    let grounds = Grounds::new(palette, Theming::of(source) == Theming::Site);
    let looks = Looks::new(&styles, classes, kind);
    let mut seen = BTreeSet::new();
    let mut found: BTreeMap<(usize, usize), Faint> = BTreeMap::new();
    for (target, (fill, text)) in looks.of_targets(&styles) {
        let Some(text) = text else { continue };
        let is_group = styles.groups.contains(target);
        let ground = fill.as_ref().map(|fill| (fill.colours, fill.range.as_ref().map(|range| range.start)));
        let place = text.range.clone().or_else(|| fill.as_ref()?.range.clone());
        // Most nodes of a diagram share a few pairs.
        if let Some(range) = place
            && seen.insert((range.start, ground, is_group))
            && let Some(faint) = pair(fill.as_ref(), &text, range, &grounds, is_group)
        {
            found.entry((faint.range.start, faint.range.end)).or_insert(faint);
        }
    }
    found.into_values().collect()
}

/// Looks at a class that the site names: `None` if its text is readable.
#[must_use]
pub fn faint_class(class: &ClassLook, palette: &Palette) -> Option<Faint> {
    // The themes' colours are declared apart from each other, or one follows from the other: a better one is for one theme.
    let opaque = |pair: [[u8; 3]; 2]| Known { colours: Some(pair.map(|[r, g, b]| [r, g, b, 255])), range: None };
    let fill = class.fill.map(opaque);
    let found = pair(fill.as_ref(), &opaque(class.text?), 0..0, &Grounds::new(palette, true), false)?;
    let better = found.places.first().and_then(|place| better(place, &[place.ground]));
    Some(Faint { better, ..found })
}

impl Grounds {
    fn new(palette: &Palette, known: bool) -> Self {
        let pair = |name: &str| {
            let role = palette.named(name).and_then(|id| palette.roles().get(usize::from(id)));
            role.map_or([[0xff; 3], [0; 3]], |role| [role.light, role.dark])
        };
        Self { page: pair("bg"), node: pair("node"), group: pair("group"), known }
    }
}

/// What the classes of a diagram look like.
struct Looks<'a> {
    /// Fill, text, and the place among the definitions, of which the last counts.
    classes: BTreeMap<&'a str, (Option<Known>, Option<Known>, usize)>,
    /// Whether the text's colour in `style` reaches the text.
    styles_reach_text: bool,
}

type Pair = (Option<Known>, Option<Known>);

impl<'a> Looks<'a> {
    fn new(styles: &'a Styles, named: &NamedClasses, kind: Kind) -> Self {
        let mut classes: BTreeMap<&str, (Option<Known>, Option<Known>, usize)> = BTreeMap::new();
        for (index, definition) in styles.definitions.iter().enumerate() {
            let entry = classes.entry(&definition.name).or_insert((None, None, index));
            let colours = &definition.colours;
            entry.0 = colours.fill.as_ref().map(known).or_else(|| entry.0.take());
            entry.1 = colours.text.as_ref().map(known).or_else(|| entry.1.take());
        }
        for (index, name) in styles.undefined().enumerate() {
            if let Some(look) = named.get(name) {
                let both = |pair: Option<[[u8; 3]; 2]>| {
                    let colours = pair?.map(|[r, g, b]| [r, g, b, 255]);
                    Some(Known { colours: Some(colours), range: None })
                };
                classes.insert(
                    name,
                    (both(look.fill), both(look.text.filter(|_| look.is_text_given)), styles.definitions.len() + index),
                );
            }
        }
        Self { classes, styles_reach_text: kind != "class" }
    }

    /// The colours of everything that a class or a style is given to, and of every class by itself.
    fn of_targets(&self, styles: &'a Styles) -> Vec<(&'a str, Pair)> {
        let mut given: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for used in &styles.uses {
            for target in used.targets.iter().filter(|target| !target.is_empty()) {
                given.entry(target).or_default().push(&used.name);
            }
        }
        let mut own: BTreeMap<&str, Pair> = BTreeMap::new();
        for style in &styles.styles {
            for target in &style.targets {
                given.entry(target).or_default();
                let entry = own.entry(target).or_default();
                entry.0 = style.colours.fill.as_ref().map(known).or_else(|| entry.0.take());
                if self.styles_reach_text {
                    entry.1 = style.colours.text.as_ref().map(known).or_else(|| entry.1.take());
                }
            }
        }
        let mut list = Vec::new();
        for (target, mut names) in given {
            names.insert(0, "default");
            let mut looks: Vec<_> = names.iter().filter_map(|name| self.classes.get(name)).collect();
            looks.sort_by_key(|look| look.2);
            let mut pair: Pair = (None, None);
            for (fill, text, _) in looks {
                pair = (fill.clone().or(pair.0), text.clone().or(pair.1));
            }
            if let Some((fill, text)) = own.remove(target) {
                pair = (fill.or(pair.0), text.or(pair.1));
            }
            list.push((target, pair));
        }
        // A class may be wrong before anything has it.
        let whole = self.classes.values().filter(|(fill, text, _)| fill.is_some() && text.is_some());
        list.extend(whole.map(|(fill, text, _)| ("", (fill.clone(), text.clone()))));
        list
    }
}

fn known(declared: &Declared) -> Known {
    Known { colours: declared.colour.map(|colour| [colour; 2]), range: Some(declared.range.clone()) }
}

/// The pair as a fault, if it is one. Where it is not known what a fill lies on, the best that it may be counts.
fn pair(fill: Option<&Known>, text: &Known, range: Range<usize>, grounds: &Grounds, is_group: bool) -> Option<Faint> {
    let letters = text.colours?;
    if fill.is_none() && !grounds.known {
        return None;
    }
    let mut places = Vec::new();
    let mut all_grounds = Vec::new();
    for theme in [0, 1] {
        let below = [grounds.page[theme], grounds.group[theme]];
        let candidates: Vec<[u8; 3]> = match fill {
            None if is_group => vec![grounds.group[theme]],
            None => vec![grounds.node[theme]],
            Some(fill) => {
                let colour = fill.colours?[theme];
                if colour[3] < 255 && !grounds.known {
                    return None;
                }
                if colour[3] == 255 { vec![over(colour, below[0])] } else { below.map(|b| over(colour, b)).to_vec() }
            }
        };
        let shown = candidates.iter().map(|ground| {
            let text = over(letters[theme], *ground);
            FaintPlace { is_dark: Some(theme == 1), text, ground: *ground, ratio: contrast(text, *ground) }
        });
        let best = shown.max_by(|a, b| a.ratio.total_cmp(&b.ratio))?;
        all_grounds.push(best.ground);
        if best.ratio < READABLE {
            places.push(best);
        }
    }
    if let [light, dark] = places.as_slice()
        && (light.text, light.ground) == (dark.text, dark.ground)
    {
        places = vec![FaintPlace { is_dark: None, ..*light }];
    }
    let first = places.first()?;
    Some(Faint { range, better: better(first, &all_grounds), places })
}

/// A text colour that is readable on all grounds: a little more of the same, or else from the other side; a grey that just
/// passes is nobody's choice.
fn better(place: &FaintPlace, grounds: &[[u8; 3]]) -> Option<[u8; 3]> {
    let more = readable(place.text, place.ground);
    let is_light = |colour: [u8; 3]| contrast(colour, [0; 3]) > contrast(place.ground, [0; 3]);
    let candidates = (is_light(more) == is_light(place.text)).then_some(more).into_iter().chain(INKS);
    candidates.into_iter().find(|colour| grounds.iter().all(|ground| contrast(*colour, *ground) >= READABLE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn found(source: &str) -> Vec<String> {
        let config = Config::parse("[diagrams.classes.pale]\nfill = \"#eef\"\n").unwrap();
        let palette = Palette::new(&BTreeMap::new());
        let classes = NamedClasses::new(&config.diagrams.classes, &palette);
        let show = |faint: Faint| {
            let places: Vec<String> = faint.places.iter().map(|p| format!("{:?} {:.1}", p.is_dark, p.ratio)).collect();
            format!("{}: {} {}", &source[faint.range.clone()], places.join(", "), faint.better.is_some())
        };
        faint(source, &palette, &classes).into_iter().map(show).collect()
    }

    #[test]
    fn text_is_compared_with_what_it_stands_on() {
        assert_eq!(found("graph TD\nA:::x\nclassDef x fill:#777,color:#888"), ["color:#888: None 1.3 true"]);
        assert_eq!(found("graph TD\nA\nstyle A fill:#fff,color:#eee"), ["color:#eee: None 1.2 true"]);
        // The theme's own fill, in each theme.
        assert_eq!(found("graph TD\nA\nstyle A color:#fff"), ["color:#fff: Some(false) 1.1 false"]);
        assert_eq!(found("graph TD\nA:::x\nclassDef x color:#111"), ["color:#111: Some(true) 1.4 false"]);
        // The fill of one class, the text of another.
        assert_eq!(
            found("graph TD\nA:::f\nclass A t\nclassDef f fill:#000\nclassDef t color:#222"),
            ["color:#222: None 1.3 true"]
        );
        assert_eq!(found("graph TD\nA:::pale\nstyle A color:#fff"), ["color:#fff: Some(false) 1.1 false"]);
    }

    #[test]
    fn what_the_drawing_mends_or_nobody_knows_is_not_faint() {
        for source in [
            "graph TD\nA:::x\nclassDef x fill:#000",
            "graph TD\nA:::x\nclassDef x fill:#fff,color:#111",
            "graph TD\nA:::x\nclassDef x fill:var(--a),color:#111",
            "graph TD\nA[\"style A color:#fff\"]",
            "%%{init: {\"theme\": \"dark\"}}%%\ngraph TD\nA\nstyle A color:#fff",
            "quadrantChart\nP:::a: [0.1, 0.2]\nclassDef a color: #fff",
        ] {
            assert_eq!(found(source), [""; 0], "{source}");
        }
    }
}
