//! The stages in their order: from sources in memory to the files of the output. What it calls is pure, but for the cache
//! that remembers and the caller's progress.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;

use rayon::prelude::*;

use crate::cache::{Cache, Key};
use crate::config::{BaseUrl, Config};
use crate::diagnostics::{Finding, Severity, codes};
use crate::link::{self, DiagramFile, Figure, PageInput, Site};
use crate::load::{Asset, SourceFile, Sources, Theme};
use crate::mermaid::{Drawer, Verdict};
use crate::model::{Diagram, DiagramLink, Page};
use crate::parse;
use crate::render::{self, TemplateError};
use crate::write::{OutputFile, Present};

/// Is told how far the work is. `step` is called from many threads.
pub trait Progress: Sync {
    /// A stage of `total` steps begins.
    fn stage(&self, name: &'static str, total: usize);
    /// A step is done.
    fn step(&self);
}

/// What the caller decides.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The address of the site.
    pub base_url: Option<&'a BaseUrl>,
    /// Include drafts.
    pub drafts: bool,
    /// Ask search engines to stay away.
    pub noindex: bool,
    /// What the output folder holds already.
    pub present: &'a Present,
    /// Tells this program from others, whose pages may look otherwise.
    pub program: &'a str,
}

/// A built site.
pub struct Built {
    /// The files of the output in order of their path.
    pub files: Vec<OutputFile>,
    /// All findings in order of path, line, column and code.
    pub findings: Vec<Finding>,
    /// Text of each file that a finding may be about.
    pub texts: BTreeMap<String, String>,
    /// Pages of the site.
    pub pages: usize,
    /// Diagrams of the site.
    pub diagrams: usize,
    /// Diagrams that are drawn.
    pub valid: usize,
}

/// Runs all stages. `mark` is called after each with its name.
///
/// # Errors
/// A template that fails. Everything that is wrong with the content is a finding.
pub fn run(
    config: &Config,
    sources: Sources,
    theme: &Theme,
    extra: &[(String, Vec<u8>)],
    options: &Options<'_>,
    cache: &Cache,
    progress: &dyn Progress,
    mark: &mut dyn FnMut(&'static str),
) -> Result<Built, TemplateError> {
    let Sources { pages, diagrams, assets, mut findings } = sources;

    progress.stage("parsing", pages.len());
    let (parsed, parse_findings) = parse_pages(config, &pages, options.drafts, progress);
    findings.extend(parse_findings);
    let (diagram_files, file_findings) = parse_diagrams(&diagrams);
    findings.extend(file_findings);
    mark("parse");

    let drawer = Drawer::new(&config.diagrams);
    let texts: BTreeSet<String> = parsed
        .kept
        .iter()
        .flat_map(|page| &page.diagrams)
        .chain(diagram_files.iter().map(|(_, _, diagram)| diagram))
        .map(|diagram| diagram.source.clone())
        .collect();
    let drawn = draw_all(&drawer, &texts, cache, progress);
    mark("draw");

    let (site, link_findings) = join(config, parsed, diagram_files, assets, &drawn);
    findings.extend(link_findings);
    let verdicts: Vec<&Verdict> = site.figures.iter().map(|figure| drawn.of(&figure.diagram.source)).collect();
    for (figure, verdict) in site.figures.iter().zip(&verdicts) {
        findings.extend(verdict_findings(figure, verdict));
    }
    mark("link");

    progress.stage("rendering", site.pages.len());
    let texts: BTreeMap<String, String> =
        pages.into_iter().chain(diagrams).map(|source| (source.file, source.text)).collect();
    let (files, render_findings) = render::render(&render::Input {
        config,
        base_url: options.base_url,
        site: &site,
        verdicts: &verdicts,
        theme,
        drawer: &drawer,
        extra,
        noindex: options.noindex,
        texts: &texts,
        present: options.present,
        program: options.program,
        cache,
        progress: &|| progress.step(),
    })?;
    findings.extend(render_findings);
    mark("render");

    Ok(Built {
        files,
        findings: settle(config, findings),
        texts,
        pages: site.pages.len(),
        diagrams: site.figures.len(),
        valid: verdicts.iter().filter(|verdict| verdict.drawn().is_some()).count(),
    })
}

/// Pages that are built, and the paths of those that are not.
struct Parsed {
    kept: Vec<Page>,
    drafts: Vec<String>,
}

fn parse_pages(
    config: &Config,
    sources: &[SourceFile],
    drafts: bool,
    progress: &dyn Progress,
) -> (Parsed, Vec<Finding>) {
    let results: Vec<Result<(Page, Vec<Finding>), Finding>> = sources
        .par_iter()
        .map(|source| {
            let result = catch_unwind(|| parse::page(&source.file, &source.path, &source.text, &config.markdown));
            progress.step();
            result.map_err(|_| Finding::internal(&source.file, "this page could not be read"))
        })
        .collect();
    let mut findings = Vec::new();
    let mut parsed = Parsed { kept: Vec::new(), drafts: Vec::new() };
    for result in results {
        match result {
            Ok((page, _)) if page.meta.draft && !drafts => parsed.drafts.push(page.path),
            Ok((page, list)) => {
                findings.extend(list);
                parsed.kept.push(page);
            }
            Err(finding) => findings.push(finding),
        }
    }
    (parsed, findings)
}

fn parse_diagrams(sources: &[SourceFile]) -> (Vec<(String, String, Diagram)>, Vec<Finding>) {
    let mut findings = Vec::new();
    let files = sources
        .iter()
        .map(|source| {
            let (diagram, list) = parse::standalone_diagram(&source.file, &source.text);
            findings.extend(list);
            (source.file.clone(), source.path.clone(), diagram)
        })
        .collect();
    (files, findings)
}

/// The verdict on each text, each drawn once.
struct Drawn<'t> {
    verdicts: BTreeMap<&'t str, Verdict>,
}

impl Drawn<'_> {
    fn of(&self, source: &str) -> &Verdict {
        &self.verdicts[source]
    }

    fn links(&self, source: &str) -> Vec<DiagramLink> {
        self.of(source).drawn().map(|drawn| drawn.links.clone()).unwrap_or_default()
    }
}

fn draw_all<'t>(drawer: &Drawer, texts: &'t BTreeSet<String>, cache: &Cache, progress: &dyn Progress) -> Drawn<'t> {
    progress.stage("drawing", texts.len());
    let verdicts = texts
        .par_iter()
        .map(|text| {
            let key = Key::new("draw 1", &[drawer.fingerprint_for(text), text.as_bytes()]);
            let verdict = cache.remember(key, Verdict::is_certain, || drawer.draw(text));
            progress.step();
            (text.as_str(), verdict)
        })
        .collect();
    Drawn { verdicts }
}

fn join(
    config: &Config,
    parsed: Parsed,
    files: Vec<(String, String, Diagram)>,
    assets: Vec<Asset>,
    drawn: &Drawn<'_>,
) -> (Site, Vec<Finding>) {
    let pages = parsed
        .kept
        .into_iter()
        .map(|page| PageInput {
            links: page.diagrams.iter().map(|diagram| drawn.links(&diagram.source)).collect(),
            page,
        })
        .collect();
    let diagrams = files
        .into_iter()
        .map(|(file, path, diagram)| DiagramFile { links: drawn.links(&diagram.source), file, path, diagram })
        .collect();
    link::link(link::Input { config, pages, drafts: parsed.drafts, diagrams, assets })
}

/// What the engine has to say about a diagram, as findings in the author's file.
fn verdict_findings(figure: &Figure, verdict: &Verdict) -> Vec<Finding> {
    let about = |finding: Finding| Finding { diagram: Some(figure.id.clone()), ..finding };
    match verdict {
        Verdict::Broken(fault) => {
            let span = render::fault_span(figure, fault);
            let finding = Finding::error(fault.code.code(), &figure.file, span, fault.message.clone());
            vec![about(finding.with_help(fault.help.clone()))]
        }
        Verdict::Drawn(drawn) => drawn
            .warnings
            .iter()
            .map(|warning| {
                let span = figure.diagram.map.span(&figure.diagram.source, warning.range.clone());
                let finding = Finding::warning("diagram-feature", &figure.file, span, warning.message.clone());
                about(finding.with_help(warning.help.clone()))
            })
            .collect(),
    }
}

/// Findings with the severities of the configuration, without those that are off, in their order.
fn settle(config: &Config, findings: Vec<Finding>) -> Vec<Finding> {
    let mut settled: Vec<Finding> = findings
        .into_iter()
        .map(|finding| {
            let default = codes::find(finding.code).map_or(finding.severity, |entry| entry.severity);
            let severity = config.severity.get(finding.code).copied().unwrap_or(default);
            Finding { severity, ..finding }
        })
        .filter(|finding| finding.severity != Severity::Off)
        .collect();
    settled
        .sort_by(|a, b| (&a.file, a.span.start, a.code, &a.message).cmp(&(&b.file, b.span.start, b.code, &b.message)));
    settled.dedup();
    settled
}
