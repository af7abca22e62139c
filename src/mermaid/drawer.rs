//! From a diagram's source to the finished drawing: the engine, the mended geometry, the lean SVG, one after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::class_rules::{self, Additions};
use super::engine::{self, Engine, Parsed};
use super::facts::Facts;
use super::fault::{Fault, FaultCode};
use super::named_classes::NamedClasses;
use super::options::DiagramOptions;
use super::outline::Outline;
use super::palette::Palette;
use super::svg::{self, Drawing, Subject, SvgError, Theming};
use super::{fit, styles, stylesheet, ungrouped};
use crate::cache::Key;
use crate::config::Diagrams;

/// What a source comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    /// It is valid, and this is its drawing.
    Drawn(Arc<Drawn>),
    /// It is not.
    Broken(Fault),
}

/// A drawn diagram.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Drawn {
    /// What parsing tells.
    pub facts: Facts,
    /// The drawing.
    pub drawing: Drawing,
}

/// The verdict without the drawing: [`Verdict`] and [`Drawer::judge`] agree on it.
pub type Judgement = Result<Facts, Fault>;

impl Drawn {
    /// Its nodes, edges and groups by name.
    pub const fn outline(&self) -> &Outline {
        &self.facts.outline
    }
}

impl Verdict {
    /// The drawn diagram, if it is valid.
    pub fn drawn(&self) -> Option<&Drawn> {
        match self {
            Self::Drawn(drawn) => Some(drawn),
            Self::Broken(_) => None,
        }
    }

    /// What is known of it, or why it is broken.
    pub fn judgement(&self) -> Result<&Facts, &Fault> {
        match self {
            Self::Drawn(drawn) => Ok(&drawn.facts),
            Self::Broken(fault) => Err(fault),
        }
    }

    /// The name of the kind, where the first word tells.
    pub fn kind(&self) -> Option<&str> {
        self.judgement().map_or_else(|fault| fault.kind.as_deref(), |facts| Some(&facts.kind))
    }

    /// Whether every machine says the same.
    pub const fn is_certain(&self) -> bool {
        match self {
            Self::Drawn(_) => true,
            Self::Broken(fault) => fault.is_certain(),
        }
    }
}

/// Draws diagrams with a site's options. Cheap to share between threads.
#[derive(Debug, Clone)]
pub struct Drawer {
    /// Draws in the site's colours.
    site: Engine,
    /// Draws for an author who chose the colours.
    own: Engine,
    palette: Palette,
    classes: NamedClasses,
    fingerprint: Key,
    fingerprint_without_classes: Key,
}

impl Drawer {
    /// A drawer for `[diagrams]` of `site.toml`.
    pub fn new(config: &Diagrams) -> Self {
        let palette = Palette::new(&config.theme_variables);
        let classes = NamedClasses::new(&config.classes, &palette);
        let options = DiagramOptions {
            look: Some(config.look.clone()),
            curve: config.curve.clone(),
            theme: "default",
            theme_variables: serde_json::Value::Null,
            max_nodes: config.limits.nodes,
            max_edges: config.limits.edges,
            ..DiagramOptions::default()
        };
        let site = DiagramOptions { theme: "base", theme_variables: palette.theme_variables(), ..options.clone() };
        let options_and_colours = format!("{} {site:?} {palette:?}", engine::VERSION);
        let fingerprint_without_classes = Key::new("drawer", &[options_and_colours.as_bytes()]);
        Self {
            site: Engine::new(&site),
            own: Engine::new(&options),
            fingerprint: Key::new("drawer", &[options_and_colours.as_bytes(), format!("{classes:?}").as_bytes()]),
            fingerprint_without_classes,
            palette: palette.with_classes(&classes),
            classes,
        }
    }

    /// Everything but the sources that drawings and their style sheet depend on.
    pub fn fingerprint(&self) -> &[u8] {
        self.fingerprint.bytes()
    }

    /// Everything but itself that the drawing of `source` depends on. Named classes only if it mentions one: else a change
    /// of one would have every diagram of the site drawn again.
    pub fn fingerprint_for(&self, source: &str) -> &[u8] {
        let mentions = self.classes.names().any(|name| source.contains(name));
        if mentions { self.fingerprint() } else { self.fingerprint_for_judging() }
    }

    /// Everything but the source that a verdict without a drawing depends on: named classes change no verdict.
    pub fn fingerprint_for_judging(&self) -> &[u8] {
        self.fingerprint_without_classes.bytes()
    }

    /// The rules that drawings in pages share: variables for light and dark, classes.
    pub fn stylesheet(&self) -> String {
        stylesheet::stylesheet(&self.palette)
    }

    /// The colours of drawings.
    pub const fn palette(&self) -> &Palette {
        &self.palette
    }

    /// How the engine is configured for diagrams that leave the colours to the site.
    pub fn engine_config(&self) -> serde_json::Value {
        self.site.config()
    }

    /// The verdict on `source`. The same source has the same verdict on every machine, but for a timeout.
    pub fn draw(&self, source: &str) -> Verdict {
        let drawn = caught(|| self.try_draw(source));
        drawn
            .or_else(|fault| match ungrouped::without_groups(source).filter(|_| fault.code == FaultCode::Internal) {
                Some(plain) => caught(|| {
                    let mut drawn = self.try_draw(&plain)?;
                    drawn.facts = self.engine(&Theming::of(source)).parse(source, "")?.facts;
                    drawn.facts.warnings.push(ungrouped::warning(source));
                    Ok(drawn)
                })
                .map_err(|_| fault),
                None => Err(fault),
            })
            .map_or_else(Verdict::Broken, |drawn| Verdict::Drawn(Arc::new(drawn)))
    }

    fn try_draw(&self, source: &str) -> Result<Drawn, Fault> {
        let theming = Theming::of(source);
        let engine = self.engine(&theming);
        let Additions { statements, rules } = self.additions(source, &theming);
        let with = |statements: &str, rules: &str| {
            self.draw_parsed(engine, engine.parse(source, statements)?, &theming, rules)
        };
        match with(&statements, &rules) {
            Ok(drawn) if statements.is_empty() => Ok(drawn),
            // What is added decides about no diagram's verdict, and is no fact about it.
            Ok(drawn) => Ok(Drawn { facts: engine.parse(source, "")?.facts, ..drawn }),
            Err(_) if !(statements.is_empty() && rules.is_empty()) => with("", ""),
            Err(fault) => Err(fault),
        }
    }

    /// The same verdict without a drawing, which is made only where parsing cannot decide.
    ///
    /// # Errors
    /// The one reason why the diagram is not valid.
    pub fn judge(&self, source: &str) -> Judgement {
        caught(|| {
            let theming = Theming::of(source);
            let engine = self.engine(&theming);
            let parsed = engine.parse(source, "")?;
            if parsed.is_decided() {
                return Ok(parsed.facts);
            }
            self.draw_parsed(engine, parsed, &theming, "").map(|drawn| drawn.facts)
        })
        .or_else(|fault| match fault.code {
            FaultCode::Internal => self.draw(source).judgement().cloned().map_err(Clone::clone),
            _ => Err(fault),
        })
    }

    fn additions(&self, source: &str, theming: &Theming) -> Additions {
        let (Some(kind), styles) = styles::styles(source) else {
            return Additions::default();
        };
        let theme = match theming {
            Theming::Site => None,
            Theming::Own { background, .. } => Some(usize::from(background.iter().all(|channel| *channel < 0x80))),
        };
        class_rules::additions(source, kind, &styles, &self.classes, theme)
    }

    /// The texts of a diagram that is valid by [`Drawer::judge`].
    ///
    /// # Errors
    /// The one reason why it is not.
    pub(super) fn texts(&self, source: &str) -> Result<Vec<String>, Fault> {
        caught(|| {
            let theming = Theming::of(source);
            let engine = self.engine(&theming);
            let parsed = engine.parse(source, "")?;
            let texts = parsed.texts();
            if !parsed.is_decided() {
                self.draw_parsed(engine, parsed, &theming, "")?;
            }
            Ok(texts)
        })
    }

    fn engine(&self, theming: &Theming) -> &Engine {
        if *theming == Theming::Site { &self.site } else { &self.own }
    }

    fn draw_parsed(&self, engine: &Engine, parsed: Parsed<'_>, theming: &Theming, rules: &str) -> Result<Drawn, Fault> {
        let (facts, svg) = engine.draw(parsed)?;
        let drawing = self
            .finish(&svg, &facts, theming, rules)
            .map_err(|fault| Fault { kind: Some(facts.kind.clone()), ..fault })?;
        Ok(Drawn { facts, drawing })
    }

    fn finish(&self, raw: &str, facts: &Facts, theming: &Theming, rules: &str) -> Result<Drawing, Fault> {
        let escaped;
        let document = match svg::read(raw) {
            Ok(document) => document,
            // The engine writes an `&` of an author's style as it is.
            Err(_) => {
                escaped = svg::escape_stray(raw);
                svg::read(&escaped).map_err(|_| defect())?
            }
        };
        let raw = document.input_text();
        let edits = fit::edits(&document);
        let mended;
        let document = if edits.is_empty() {
            document
        } else {
            mended = fit::apply(raw, &document, &edits);
            svg::read(&mended).map_err(|_| defect())?
        };
        let name = document.root_element().attribute("aria-roledescription").unwrap_or(&facts.kind);
        let subject = Subject { name, kind: &facts.kind, outline: &facts.outline };
        svg::lean(&document, subject, theming, &self.palette, rules).map_err(|error| match error {
            SvgError::TooDeep | SvgError::TooManyColours => {
                Fault::new(FaultCode::Limit, error.to_string()).with_help("split the diagram into several")
            }
            SvgError::NoSize => Fault::new(FaultCode::Limit, "the drawing has no finite size")
                .with_help("look for a very large number in the diagram or in its configuration"),
            SvgError::Malformed(_) => defect(),
        })
    }
}

/// A panic of the engine as a fault of this one diagram.
fn caught<T>(work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(defect()))
}

fn defect() -> Fault {
    Fault::new(FaultCode::Internal, "the diagram engine stopped on this diagram")
        .with_help("this is a defect of the program; please report the diagram's source")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn body(change: impl FnOnce(&mut Diagrams)) -> String {
        let mut config = Config::parse("").unwrap().diagrams;
        change(&mut config);
        let verdict = Drawer::new(&config).draw("flowchart LR\n  a --> b{B} --> c\n  a --> c\n");
        let place = svg::Place { id: "f", nodes: "f", title: "", description: "", link: &|_| None };
        verdict.drawn().map(|drawn| drawn.drawing.place(&place)).unwrap_or_default()
    }

    #[test]
    fn what_a_site_says_about_drawings_changes_them() {
        let plain = body(|_| ());
        let changed = [
            body(|config| "handDrawn".clone_into(&mut config.look)),
            body(|config| "neo".clone_into(&mut config.look)),
            body(|config| config.curve = Some("step".to_owned())),
            body(|config| drop(config.theme_variables.insert("lineColor".to_owned(), "#f00".to_owned()))),
        ];
        assert!(plain.contains("f-node"), "{plain}");
        assert!(changed.iter().all(|drawing| drawing.starts_with("<svg") && *drawing != plain));
    }

    #[test]
    fn entities_are_drawn_as_their_characters() {
        let drawer = Drawer::new(&Config::parse("").unwrap().diagrams);
        let place = svg::Place { id: "f", nodes: "f", title: "", description: "", link: &|_| None };
        for source in [
            "flowchart TD\nA[\"a #quot;b#quot;\"]",
            "stateDiagram-v2\nA --> B : a #quot;b#quot;",
            "erDiagram\nA ||--o{ B : \"a #quot;b#quot;\"",
        ] {
            let drawing = drawer.draw(source).drawn().map(|drawn| drawn.drawing.place(&place)).unwrap_or_default();
            assert!(drawing.contains("a &quot;b&quot;") || drawing.contains("a \"b\""), "{drawing}");
        }
    }

    #[test]
    fn a_mistyped_style_is_drawn() {
        let drawer = Drawer::new(&Config::parse("").unwrap().diagrams);
        let source = "flowchart LR\nA --> B\nclassDef x fill:&#10B981,stroke:#059\nclass A x\n";
        assert!(drawer.draw(source).drawn().is_some());
    }

    #[test]
    fn what_a_site_names_changes_no_verdict_and_no_fact() {
        let toml = "[diagrams.classes.a]\nfill = \"red\"\n[diagrams.classes.end]\nfill = \"red\"\n[diagrams.classes.a-b]\nfill = \"red\"\n";
        let drawer = Drawer::new(&Config::parse(toml).unwrap().diagrams);
        let plain = Drawer::new(&Config::parse("").unwrap().diagrams);
        for source in [
            "flowchart LR\n  A:::a --> B:::end\n  class C a-b",
            "flowchart LR\n  A --> B\n  class A end",
            "flowchart LR\n  A:::a --> B[\"",
            "flowchart LR\n  A:::a --> B\n  subgraph S",
            "stateDiagram-v2\n  state C {\n    A:::a --> B\n  }\n  class A a-b\n",
            "stateDiagram-v2\n  note left of A\n  class A a",
            "block\n  A[\"a\"]\n  class A a",
            "treemap\n\"A\":::a\n  \"B\": 1",
            "erDiagram\n  A:::a {\n    string b",
            "mindmap\n  root\n    :::a",
        ] {
            let drawn = drawer.draw(source);
            assert_eq!(drawn.judgement(), plain.draw(source).judgement(), "{source}");
            assert_eq!(drawn.judgement(), drawer.judge(source).as_ref(), "{source}");
        }
    }

    #[test]
    fn a_configuration_beyond_all_bounds_is_a_limit() {
        let source = "%%{init: {\"flowchart\": {\"nodeSpacing\": 1e308}}}%%\nflowchart TD\na --> b\na --> c";
        let config = Config::parse("").unwrap().diagrams;
        let Verdict::Broken(fault) = Drawer::new(&config).draw(source) else { panic!("it has been drawn") };
        assert_eq!(fault.code, FaultCode::Limit);
    }
}
