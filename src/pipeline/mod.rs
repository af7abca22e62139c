//! The stages in their order: from sources in memory to the files of the output. What it calls is pure, but for the cache
//! that remembers and the caller's progress.

mod census;
mod compare;
mod mend;
mod page;
mod plan;
mod read;
mod report;
mod work;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::cache::{Cache, Key, Memory};
use crate::check::{self, CheckedDiagram, EXTERNAL, Selection, Settled};
use crate::config::{BaseUrl, Config};
use crate::diagnostics::baseline::Baseline;
use crate::diagnostics::{Finding, Report, Severity, Texts};
use crate::fix;
use crate::link::{self, DiagramFile, Figure, PageInput, Site};
use crate::load::{self, Asset, Sources, Theme};
use crate::mermaid::{Drawer, Facts, Fault, Judgement, Verdict};
use crate::model::{Diagram, LastChanges, Suppression, Text};
use crate::render::{self, TemplateError};
use crate::web::{self, Answers, Place};
use crate::write::{OutputFile, Present};
pub use census::{Census, Contribution, Counter};
use page::{Made, input};
use plan::{Held, Planning};
use read::{Content, Read, read};

pub use compare::{Earlier, compare, earlier, review_page, side};
pub use page::page;
pub use plan::SHORT;
pub use report::{Reported, Weighing, report, report_with_weights};
pub use work::{Progress, Unwatched, Work};

/// What is known of a diagram, or why it is broken.
type Judged<'v> = Result<&'v Facts, &'v Fault>;

/// What the caller of a build decides.
#[derive(Debug, Clone, Copy)]
pub struct BuildOptions<'a> {
    /// The address of the site.
    pub base_url: Option<&'a BaseUrl>,
    /// Include drafts.
    pub drafts: bool,
    /// Ask search engines to stay away.
    pub noindex: bool,
    /// When files were last changed.
    pub last_changes: &'a LastChanges,
    /// What the output folder holds already.
    pub present: &'a Present,
    /// Tells this program from others, whose pages may look otherwise.
    pub program: &'a str,
    /// Extra css and js of the configuration: path in the output, content.
    pub extra: &'a [(String, Vec<u8>)],
    /// Findings that are known.
    pub baseline: Option<&'a Baseline>,
    /// The day, for phases that are due.
    pub today: Date,
}

/// Asks the web where the places of a site lead.
pub type AskWeb<'a> = &'a dyn Fn(Vec<Place>) -> Answers;

/// What the caller of a check decides.
#[derive(Clone, Copy)]
pub struct CheckOptions<'a> {
    /// Include drafts.
    pub drafts: bool,
    /// What is looked for, and where.
    pub selection: &'a Selection<'a>,
    /// Findings that are known.
    pub baseline: Option<&'a Baseline>,
    /// Asks for addresses outside of the site, where that is wanted.
    pub web: Option<AskWeb<'a>>,
    /// Whether what is mended is about to be used: each mended diagram is drawn, not only judged.
    pub fixing: bool,
    /// The day.
    pub today: Date,
}

/// What is known of a site's content.
#[derive(Debug)]
pub struct Checked {
    /// The findings to report, in order of path, line, column and code.
    pub settled: Settled,
    /// Text of each file that a finding may be about.
    pub texts: BTreeMap<String, Text>,
    /// Pages that the run is about.
    pub pages: usize,
    /// Diagrams that it is about.
    pub diagrams: usize,
    /// Diagrams that are valid.
    pub valid: usize,
    /// What can be mended, where it was asked for.
    pub fixes: fix::Plan,
}

impl Checked {
    fn new<'v>(
        selection: &Selection<'_>,
        findings: Vec<Finding>,
        suppressions: &BTreeMap<String, Vec<Suppression>>,
        baseline: Option<&Baseline>,
        site: &Site,
        judged: &dyn Fn(&Text) -> Judged<'v>,
        texts: BTreeMap<String, Text>,
    ) -> Self {
        let text = |file: &str| texts.get(file).map(Text::as_str);
        let settled = check::settle(selection, findings, suppressions, baseline, &text);
        let figures = || site.figures.iter().filter(|figure| selection.covers(&figure.file));
        Self {
            settled,
            pages: site.pages.iter().filter(|page| selection.covers(&page.page.file)).count(),
            diagrams: figures().count(),
            valid: figures().filter(|figure| judged(&figure.diagram.source).is_ok()).count(),
            texts,
            fixes: fix::Plan::default(),
        }
    }

    /// The text of a file that a finding may be about.
    pub fn text(&self, file: &str) -> Option<&str> {
        self.texts.get(file).map(Text::as_str)
    }

    /// What the output formats are made from; `texts` gives those of `self.texts`.
    pub fn report<'a>(&'a self, texts: Texts<'a>) -> Report<'a> {
        Report {
            pages: self.pages,
            diagrams: self.diagrams,
            known: self.settled.known.len(),
            findings: &self.settled.findings,
            texts,
            root: "",
        }
    }

    /// How many findings are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.settled.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// A built site.
#[derive(Debug)]
pub struct Built {
    /// The files of the output in order of their path.
    pub files: Vec<OutputFile>,
    /// What is wrong with the content.
    pub checked: Checked,
    /// The file of each page by its path in the output.
    pub pages: BTreeMap<String, String>,
    /// The files of diagrams that each page shows, by the page's path in the output; of pages that show some.
    pub diagram_files: BTreeMap<String, BTreeSet<String>>,
    /// How far the content is along its plan, where there is one.
    pub report: Option<crate::plan::Report>,
}

/// Runs all stages.
///
/// # Errors
/// A template that fails. Everything that is wrong with the content is a finding.
pub fn build(
    config: &Config,
    sources: Sources,
    theme: &Theme,
    options: &BuildOptions<'_>,
    work: Work<'_>,
) -> Result<Built, TemplateError> {
    let Read { content, assets, mut findings, suppressions, texts } =
        read(config, sources, theme, options.drafts, work);
    let drawer = Drawer::new(&config.diagrams);
    let drawn = draw(&drawer, &content.diagram_texts(), work);
    let planning = Planning::read(config, &texts);
    let judged = |source: &Text| drawn[source].judgement();
    let (site, link_findings) = join(config, &content, assets, planning.files(), &judged, work.memory);
    findings.extend(link_findings);
    let verdicts: Vec<&Verdict> = site.figures.iter().map(|figure| &*drawn[&figure.diagram.source]).collect();
    (work.mark)("link");

    let selection = Selection::for_build(config);
    let beyond = check_site(
        &Rules {
            selection: &selection,
            planning: &planning,
            theme,
            site: &site,
            embedded: &content.embedded,
            judged: &judged,
            texts: &texts,
            answers: None,
        },
        &mut findings,
    );
    (work.mark)("check");

    work.progress.stage("rendering", site.pages.len());
    let step = || work.progress.step();
    let made = Made { site: &site, verdicts: &verdicts, drawer: &drawer, planning: &planning, texts: &texts };
    let input = input(config, theme, options, work, made, &step);
    let pages = render::pages(&input)?;
    (work.mark)("render");

    let held = planning.plan.as_ref().map(|_| {
        let found = findings.iter().cloned().chain(beyond);
        planning.hold(&selection, &site, &judged, found, pages.heaviest.as_ref(), options.today)
    });
    (work.mark)("plan");

    let progress = held.as_ref().map(|Held { inventory, report, .. }| render::Progress { report, inventory });
    let (files, render_findings) = pages.complete(progress)?;
    (work.mark)("own pages");
    findings.extend(planning.findings);
    let (about_plan, report) = held.map_or_else(Default::default, |held| (held.about, Some(held.report)));
    findings.extend(about_plan.into_iter().filter(|finding| selection.wants(finding.code)));
    findings.extend(render_findings);

    let pages = site.pages.iter().map(|page| (page.output.clone(), page.page.file.clone())).collect();
    let checked = Checked::new(&selection, findings, &suppressions, options.baseline, &site, &judged, texts);
    (work.mark)("settle");
    Ok(Built { files, checked, pages, diagram_files: diagram_files(&site), report })
}

/// The files of diagrams that each page shows, by the page's path in the output.
fn diagram_files(site: &Site) -> BTreeMap<String, BTreeSet<String>> {
    let mut files: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for figure in site.figures.iter().filter(|figure| load::kind(&figure.file) == load::Kind::Diagram) {
        for page in &figure.shown_on {
            files.entry(site.pages[*page].output.clone()).or_default().insert(figure.file.clone());
        }
    }
    files
}

/// Runs the stages up to `check`, drawing only what parsing cannot decide.
pub fn check(config: &Config, sources: Sources, theme: &Theme, options: &CheckOptions<'_>, work: Work<'_>) -> Checked {
    let Read { content, assets, mut findings, suppressions, texts, .. } =
        read(config, sources, theme, options.drafts, work);
    let drawer = Drawer::new(&config.diagrams);
    let judgements = judge_all(&drawer, &content.diagram_texts(), work);
    let planning = Planning::read(config, &texts);
    let judged = |source: &Text| judgements[source].as_ref();
    let (site, link_findings) = join(config, &content, assets, planning.files(), &judged, work.memory);
    findings.extend(link_findings);
    (work.mark)("link");
    let answers = options.web.filter(|_| options.selection.wants(EXTERNAL)).map(|web| {
        let links = |figure: &Figure| judged(&figure.diagram.source).map_or(&[][..], |facts| &facts.links);
        let mut places = web::places(config, &site, &links);
        places.retain(|place| options.selection.covers(&place.file));
        let answers = web(places);
        (work.mark)("web");
        answers
    });
    let beyond = check_site(
        &Rules {
            selection: options.selection,
            planning: &planning,
            theme,
            site: &site,
            embedded: &content.embedded,
            judged: &judged,
            texts: &texts,
            answers: answers.as_ref(),
        },
        &mut findings,
    );
    if planning.plan.is_some() {
        let found = findings.iter().cloned().chain(beyond);
        let held = planning.hold(options.selection, &site, &judged, found, None, options.today);
        findings.extend(held.about.into_iter().filter(|finding| finding.code != plan::SHORT));
    }
    findings.extend(planning.findings);
    let mut checked = Checked::new(options.selection, findings, &suppressions, options.baseline, &site, &judged, texts);
    (work.mark)("check");
    let Settled { findings, known, .. } = &checked.settled;
    let settled: Vec<&Finding> = findings.iter().chain(known).collect();
    checked.fixes = mend::plan(options, &site, &checked.texts, &judgements, &drawer, &settled, work);
    let lines = fix::mended_lines(&checked.fixes, &checked.texts, &settled);
    let Settled { findings, known, .. } = &mut checked.settled;
    for (index, finding) in findings.iter_mut().chain(known).enumerate() {
        finding.fixable = checked.fixes.mends.contains(&index);
        if let Some(line) = lines.get(&index) {
            finding.help = format!("write `{line}`; `chartroom check --fix` does");
        }
    }
    (work.mark)("fix");
    checked
}

/// The verdict on each diagram, with its drawing.
fn draw<'t>(drawer: &Drawer, texts: &BTreeSet<&'t Text>, work: Work<'_>) -> BTreeMap<&'t Text, Arc<Verdict>> {
    work.progress.stage("drawing", texts.len());
    let drawn = each(texts, work, |text| {
        let key = Key::new("draw 7", &[drawer.fingerprint_for(text), text.id()]);
        let draw = || work.cache.remember(key, Verdict::is_certain, || drawer.draw(text));
        work.memory.share(key, Verdict::is_certain, draw)
    });
    (work.mark)("draw");
    drawn
}

/// The verdict on each diagram, without its drawing.
fn judge_all<'t>(drawer: &Drawer, texts: &BTreeSet<&'t Text>, work: Work<'_>) -> BTreeMap<&'t Text, Judgement> {
    work.progress.stage("checking", texts.len());
    let judgements = each(texts, work, |text| judge(drawer, text, work.cache));
    (work.mark)("judge");
    judgements
}

/// The verdict on a diagram, remembered where it is certain.
fn judge(drawer: &Drawer, source: &str, cache: &Cache) -> Judgement {
    let key = Key::new("judge 5", &[drawer.fingerprint_for_judging(), source.as_bytes()]);
    let keep = |judgement: &Judgement| judgement.as_ref().err().is_none_or(Fault::is_certain);
    cache.remember(key, keep, || drawer.judge(source))
}

/// What the rules look at.
struct Rules<'a, 'v> {
    selection: &'a Selection<'a>,
    planning: &'a Planning,
    theme: &'a Theme,
    site: &'v Site,
    embedded: &'v [(String, Diagram)],
    judged: &'a dyn Fn(&Text) -> Judged<'v>,
    texts: &'a BTreeMap<String, Text>,
    answers: Option<&'a Answers>,
}

/// Runs the rules, for the verdict on each diagram's text. What the run reports goes to `findings`; returned is what only the
/// plan wants to know.
fn check_site(rules: &Rules<'_, '_>, findings: &mut Vec<Finding>) -> Vec<Finding> {
    let Rules { selection, planning, theme, site, embedded, judged, texts, answers } = *rules;
    let of_site = site.figures.iter().map(|figure| (figure.file.as_str(), Some(figure.id.as_str()), &*figure.diagram));
    let beside = embedded.iter().map(|(file, diagram)| (file.as_str(), None, diagram));
    let diagrams: Vec<CheckedDiagram<'_>> = of_site
        .chain(beside)
        .map(|(file, id, diagram)| CheckedDiagram { file, id, diagram, judged: judged(&diagram.source) })
        .collect();
    let (config, has_plan) = (selection.config(), planning.plan.is_some());
    let context = check::Context { config, theme, site, diagrams: &diagrams, texts, has_plan, answers };
    findings.extend(check::check(&context, &|code| selection.wants(code)));
    check::check(&context, &|code| planning.needs(selection, code))
}

/// The result of `make` for each text.
fn each<'t, K: Ord + Sync + ?Sized, T: Send>(
    texts: &BTreeSet<&'t K>,
    work: Work<'_>,
    make: impl Fn(&K) -> T + Sync,
) -> BTreeMap<&'t K, T> {
    let progress = work.progress;
    let list: Vec<&'t K> = texts.iter().copied().collect();
    let made: Vec<(&K, T)> = list
        .into_par_iter()
        .map(|text| {
            let made = make(text);
            progress.step();
            (text, made)
        })
        .collect();
    made.into_iter().collect()
}

fn join<'v>(
    config: &Config,
    content: &Content,
    assets: Vec<Asset>,
    made: Vec<String>,
    judged: &dyn Fn(&Text) -> Judged<'v>,
    memory: &Memory,
) -> (Site, Vec<Finding>) {
    let links = |diagram: &Arc<Diagram>| judged(&diagram.source).map(|facts| facts.links.clone()).unwrap_or_default();
    let pages = content
        .pages
        .iter()
        .map(|page| PageInput { links: page.diagrams.iter().map(links).collect(), page: Arc::clone(page) })
        .collect();
    let diagrams = content
        .diagram_files
        .iter()
        .map(|(file, path, diagram)| DiagramFile {
            links: links(diagram),
            file: file.clone(),
            path: path.clone(),
            diagram: Arc::clone(diagram),
        })
        .collect();
    let outline = |diagram: &Diagram| judged(&diagram.source).ok().map(|facts| &facts.outline);
    link::link(link::Input {
        config,
        pages,
        drafts: content.drafts.clone(),
        diagrams,
        outline: &outline,
        assets,
        made,
        memory,
    })
}
