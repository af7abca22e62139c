//! In: a diagram's source. Out: first what parsing tells of it, then the engine's SVG, or exactly one fault. A pure function
//! of source and options: no clock, no randomness, UTC. The only file that names the engine's API.
//!
//! What is guaranteed of the SVG, whatever the source says: labels are `<text>`, never HTML; `securityLevel` is strict;
//! the author's configuration cannot set these two, nor the font, `themeCSS`, the layout engine or any limit.

use std::time::Duration;

use merman::resources::{InputResourcePolicy, ResourceProfile};
use merman::svg::{SvgEnvironment, SvgRenderOptions};
use merman::time::CivilDate;
use merman::{
    MermaidConfig, OperationControl, ParseOptions, RenderError, RenderOutput, RenderTarget, Renderer, SemanticArtifact,
    SvgRequest,
};
use serde_json::Value;

use super::decided;
use super::engine_config::site_config;
use super::explain;
use super::facts::Facts;
use super::fault::{Fault, FaultCode};
use super::kind::{self, Kind};
use super::links::{self, LinkUse};
use super::measure;
use super::options::DiagramOptions;
use super::outline::{Outline, Titles};
use super::prepare::{self, Masked, Prepared};
use super::refuse;
use super::structure;
use crate::model::DiagramLink;

/// The engine and its version, of which every drawing depends.
pub const VERSION: &str = "merman 0.9.3";

/// The id that stands for the diagram's own in every `id`, `url(#…)` and selector of the SVG.
pub const PLACEHOLDER_ID: &str = "chartroom-id";

/// Most letters without a space between them.
const MAX_WORD: usize = 4_000;

/// A diagram that parses. Whether it can be drawn too, only drawing tells, unless [`Parsed::is_decided`].
pub struct Parsed<'s> {
    /// What parsing tells.
    pub facts: Facts,
    source: &'s str,
    masked: Masked,
    kind: Kind,
    /// Where the first word ends.
    start: usize,
    edited: prepare::Edited,
    semantic: SemanticArtifact,
}

/// Draws diagrams with one set of options. Cheap to share between threads.
#[derive(Debug, Clone)]
pub struct Engine {
    renderer: Renderer,
    options: DiagramOptions,
    environment: SvgEnvironment,
}

impl Parsed<'_> {
    /// Whether it is certain to be drawn.
    pub fn is_decided(&self) -> bool {
        decided::is_decided(self.source, &self.masked, &self.facts)
    }

    /// Every text of the engine's model: labels, names and all else, in no order to rely on.
    pub fn texts(&self) -> Vec<String> {
        let mut texts = Vec::new();
        let Ok(model) = self.semantic.compatibility_json() else { return texts };
        let mut open: Vec<&Value> = vec![&*model];
        while let Some(value) = open.pop() {
            match value {
                Value::String(text) => texts.push(text.clone()),
                Value::Array(list) => open.extend(list),
                Value::Object(map) => {
                    texts.extend(map.keys().cloned());
                    open.extend(map.values());
                }
                _ => {}
            }
        }
        texts
    }
}

impl Engine {
    /// An engine for a site's options.
    pub fn new(options: &DiagramOptions) -> Self {
        let epoch = CivilDate::new(1970, 1, 1);
        let engine = merman::Engine::new()
            .with_site_config(MermaidConfig::from_value(site_config(options)))
            .with_runtime_policy(merman::runtime::RuntimePolicy::deterministic().with_fixed_seed(1))
            .with_fixed_today(epoch);
        let renderer = Renderer::new()
            .with_engine(engine)
            .with_parse_options(ParseOptions::strict())
            .with_resource_policy(InputResourcePolicy::for_profile(ResourceProfile::UnboundedForTrustedInput));
        Self {
            renderer,
            options: options.clone(),
            environment: SvgEnvironment::deterministic().with_text_measurement_policy(measure::policy()),
        }
    }

    /// Mermaid's configuration that every diagram starts from.
    pub fn config(&self) -> Value {
        site_config(&self.options)
    }

    /// Parses `source` followed by the statements `more`, or says why not. The same source gives the same on every machine, but for a timeout.
    ///
    /// # Errors
    /// The one reason why it is not valid.
    pub fn parse<'s>(&self, source: &'s str, more: &str) -> Result<Parsed<'s>, Fault> {
        limit("source", "bytes", source.len(), self.options.max_source_bytes)?;
        let masked = prepare::mask(source);
        let Some((kind, header)) = kind::detect(&masked.text) else {
            return Err(explain::front_matter(source, &masked).unwrap_or_else(|| kind::unknown(&masked.text)));
        };
        let named = |fault| Fault { kind: Some(kind.to_owned()), ..fault };
        self.parse_kind(source, more, masked, kind, header).map_err(named)
    }

    fn parse_kind<'s>(
        &self,
        source: &'s str,
        more: &str,
        masked: Masked,
        kind: Kind,
        header: std::ops::Range<usize>,
    ) -> Result<Parsed<'s>, Fault> {
        let text = &masked.text;
        let start = header.end;
        // Parsers take time by the square of the statements of a line; no diagram within the limits needs so many.
        let statements = text.bytes().filter(|byte| matches!(byte, b';' | b'\n')).count();
        let most = self.options.max_nodes.saturating_add(self.options.max_edges).saturating_mul(8);
        limit("diagram", "statements", statements, most)?;
        // Looking for places to break a word takes time by the square of its letters.
        let longest = text.split_whitespace().filter(|w| w.len() > MAX_WORD).map(|w| w.chars().count()).max();
        limit("longest word", "letters", longest.unwrap_or(0), MAX_WORD)?;
        if let Some(fault) = refuse::too_deep(text, kind, start, self.options.max_depth) {
            return Err(fault);
        }
        let Prepared { edited, warnings } = prepare::prepare(source, more, &masked, kind, header);
        let control = OperationControl::new().with_deadline(Duration::from_secs(self.options.max_seconds));
        let explained = |error: RenderError| self.explain(error, source, &masked, kind, start, &edited);
        let semantic = self.renderer.prepare_semantic(&edited.text, control).map_err(|error| {
            let fault = explained(error);
            // What only mermaid.js refuses may stand before what the engine stopped at.
            let first = refuse::refuse(text, kind, start).filter(|earlier| {
                let end = |fault: &Fault| fault.range.as_ref().map_or(usize::MAX, |range| range.end);
                fault.code == FaultCode::Syntax && end(earlier) <= end(&fault)
            });
            first.unwrap_or(fault)
        })?;
        let Some(semantic) = semantic else {
            return Err(explain::front_matter(source, &masked).unwrap_or_else(|| kind::unknown(text)));
        };
        if let Some(fault) = refuse::refuse(text, kind, start) {
            return Err(fault);
        }
        let model = semantic.compatibility_json().map_err(&explained)?;
        let outline = Outline::read(kind, &model);
        let titles = Titles::read(&model);
        let structure = structure::structure(source, &masked, kind, &model);
        drop(model);
        if let Some(fault) = refuse::cycle(text, start, &outline.groups) {
            return Err(fault);
        }
        limit("diagram", "nodes", outline.nodes.len(), self.options.max_nodes)?;
        limit(
            "diagram",
            "edges",
            outline.edges.len(),
            if kind == "flowchart" { self.options.max_edges } else { self.options.max_nodes },
        )?;
        let links = links::find(source, text, kind, start).into_iter().filter(|link| link.role == LinkUse::Link);
        let facts = Facts {
            kind: kind.to_owned(),
            title: semantic.metadata().title.clone().or(titles.title),
            acc_title: titles.acc_title,
            acc_description: titles.acc_description,
            outline,
            links: links.map(|link| DiagramLink { target: link.target, range: link.range }).collect(),
            structure,
            warnings,
        };
        Ok(Parsed { facts, source, kind, start, edited, semantic, masked })
    }

    /// Draws what was parsed: the engine's SVG, under the id [`PLACEHOLDER_ID`].
    ///
    /// # Errors
    /// The one reason why it cannot be drawn.
    pub fn draw(&self, parsed: Parsed<'_>) -> Result<(Facts, String), Fault> {
        let Parsed { facts, source, masked, kind, start, edited, semantic, .. } = parsed;
        let named = |fault: Fault| Fault { kind: Some(kind.to_owned()), ..fault };
        let request = SvgRequest {
            environment: self.environment.clone(),
            options: SvgRenderOptions { diagram_id: Some(PLACEHOLDER_ID.to_owned()), ..SvgRenderOptions::default() },
            ..SvgRequest::default()
        };
        let output = semantic
            .render(RenderTarget::Svg(request))
            .map_err(|error| named(self.explain(error, source, &masked, kind, start, &edited)))?;
        let RenderOutput::Svg(Some(output)) = output else {
            return Err(named(kind::unknown(&masked.text)));
        };
        let (svg, _) = output.into_parts();
        limit("drawing", "bytes of SVG", svg.len(), self.options.max_svg_bytes).map_err(named)?;
        Ok((facts, svg))
    }

    fn explain(
        &self,
        error: RenderError,
        source: &str,
        masked: &Masked,
        kind: Kind,
        start: usize,
        edited: &prepare::Edited,
    ) -> Fault {
        match error {
            RenderError::Parse(diagnostic) => {
                let details = diagnostic.terminal_diagnostic_details();
                let range = details.span.map(|span| edited.original(span.start..span.end));
                explain::syntax(source, masked, kind, start, &diagnostic.terminal_safe_message(), range)
            }
            RenderError::Cancelled(_) => {
                Fault::new(FaultCode::Timeout, format!("drawing took longer than {} seconds", self.options.max_seconds))
                    .with_help("split the diagram into several")
            }
            RenderError::ResourceLimitExceeded(limit) => Fault::new(
                FaultCode::Limit,
                format!(
                    "the diagram is too large to draw: {} of at most {} ({})",
                    limit.actual, limit.maximum, limit.id
                ),
            )
            .with_help("split it into several diagrams"),
            RenderError::NoDiagram => kind::unknown(&masked.text),
            // It parses, and Mermaid's own layout places such diagrams: the fault is the engine's, not the author's.
            other if other.to_string().contains("cannot intersect edge") => {
                Fault::new(FaultCode::Internal, "the layout of this diagram fails: its groups are tied too closely")
                    .with_help("split the diagram, or take groups or arrows between them away")
            }
            other => explain::syntax(source, masked, kind, start, &other.to_string(), None),
        }
    }
}

fn limit(subject: &str, unit: &str, size: usize, limit: usize) -> Result<(), Fault> {
    if size <= limit {
        return Ok(());
    }
    Err(Fault::new(FaultCode::Limit, format!("the {subject} has {size} {unit}, more than the limit of {limit}"))
        .with_help("split the diagram into several"))
}

#[cfg(test)]
mod tests {
    use super::{DiagramOptions, Engine, Fault, FaultCode};

    fn svg(source: &str) -> String {
        let engine = Engine::new(&DiagramOptions::default());
        engine.draw(engine.parse(source, "").unwrap()).unwrap().1
    }

    fn broken(source: &str) -> Fault {
        Engine::new(&DiagramOptions::default()).parse(source, "").map(|parsed| parsed.facts).unwrap_err()
    }

    #[test]
    fn parsing_tells_facts() {
        let engine = Engine::new(&DiagramOptions::default());
        let parsed =
            engine.parse("---\ntitle: T\n---\ngraph TD\n  A[a] -->|l| B\n  click A href \"x.md\"\n", "").unwrap();
        assert_eq!(
            (parsed.facts.kind.as_str(), parsed.facts.outline.nodes.len(), parsed.facts.outline.edges.len()),
            ("flowchart", 2, 1)
        );
        assert_eq!(parsed.facts.title.as_deref(), Some("T"));
        assert!(parsed.texts().contains(&"l".to_owned()));
        assert_eq!(parsed.facts.links[0].target, "x.md");
    }

    #[test]
    fn an_author_cannot_turn_html_labels_or_styles_on() {
        let source = "%%{init: {\"htmlLabels\": true, \"securityLevel\": \"loose\", \"themeCSS\": \"a{color:red}\", \
                      \"flowchart\": {\"htmlLabels\": true}}}%%\ngraph TD\nA[\"<b>x</b>\"]";
        let svg = svg(source);
        assert!(!svg.contains("foreignObject"));
        assert!(!svg.contains("color:red"));
    }

    #[test]
    fn a_fault_points_at_the_authors_bytes_after_front_matter_and_comments() {
        let source = "---\ntitle: T\n---\n%% note\n\ngraph TD\n  A[\"\"x\"\"] --> B\n  B --> C[call (x)]\n";
        let fault = broken(source);
        assert_eq!(fault.message, "`(` in an unquoted label");
        assert_eq!(&source[fault.range.unwrap().start..][..4], "(x)]");
        assert_eq!(fault.kind.as_deref(), Some("flowchart"));
    }

    #[test]
    fn a_mindmap_grows_around_its_root() {
        let svg = svg("mindmap\n  root\n    a\n    b\n    c\n");
        let document = roxmltree::Document::parse(&svg).unwrap();
        let rows: std::collections::BTreeSet<&str> = document
            .descendants()
            .filter(|n| n.attribute("class").is_some_and(|c| c.contains("mindmap-node")))
            .filter_map(|n| n.attribute("transform")?.split([',', ')']).nth(1))
            .collect();
        assert_eq!(rows.len(), 4, "{rows:?}");
    }

    #[test]
    fn a_c4_diagram_is_set_in_the_fonts_that_it_is_measured_with() {
        let svg = svg("C4Context\nPerson(a, \"A\")\nSystem_Ext(b, \"B\")\nRel(a, b, \"uses\")\n");
        assert!(!svg.contains("Open Sans"), "{svg}");
    }

    #[test]
    fn size_decides_limits() {
        let fault = broken(&format!("graph TD\n{}", "a --> b\n".repeat(501)));
        assert_eq!(fault.code, FaultCode::Limit);
        assert_eq!(fault.message, "the diagram has 501 edges, more than the limit of 500");
        assert_eq!(broken(&"x".repeat(200_001)).code, FaultCode::Limit);
        let fault = broken(&format!("graph TD\na[\"{}\"]", "漢".repeat(4_000)));
        assert_eq!(fault.message, "the longest word has 4005 letters, more than the limit of 4000");
    }

    #[test]
    fn what_the_engine_lacks_is_drawn_without_it_and_said() {
        let engine = Engine::new(&DiagramOptions::default());
        let source = "---\nconfig:\n  layout: elk\n---\ngraph TD\nA[\"$$x$$\"] --> B[fa:fa-user me]";
        let parsed = engine.parse(source, "").unwrap();
        assert_eq!(parsed.facts.warnings.len(), 3);
        let texts = parsed.texts();
        assert!(["x", "me"].iter().all(|label| texts.iter().any(|text| text.trim() == *label)), "{texts:?}");
    }
}
