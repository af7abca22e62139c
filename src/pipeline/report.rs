//! How far the content is along its plan. Verdicts come from parsing where that decides. Only where a gate limits what a page
//! may weigh is the site drawn and rendered, as a build does.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use jiff::civil::Date;

use super::plan::{Held, Planning};
use super::read::{Read, read};
use super::{Judged, Rules, Work, check_site, draw, join, judge_all};
use crate::check::Selection;
use crate::config::Config;
use crate::diagnostics::Finding;
use crate::link::Site;
use crate::load::{Sources, Theme};
use crate::mermaid::{Drawer, Judgement, Verdict};
use crate::model::{LastChanges, Text};
use crate::plan::file::PlanFile;
use crate::plan::{Heaviest, Inventory, Report, Reviews};
use crate::render::{self, TemplateError};
use crate::write::Present;

/// How far a site is along its plan.
#[derive(Debug)]
pub struct Reported {
    /// The figures.
    pub report: Report,
    /// What they count.
    pub inventory: Inventory,
    /// The plan, if there is one that can be understood.
    pub plan: Option<PlanFile>,
    /// Whether there is a plan that cannot be understood.
    pub plan_is_invalid: bool,
    /// What was reviewed.
    pub reviews: Reviews,
    /// The site that the inventory is about.
    pub site: Site,
    /// What is wrong with the plan and the reviews.
    pub findings: Vec<Finding>,
    /// All that was found in the content, which the plan was held against.
    pub found: Vec<Finding>,
    /// Text of each file that a finding may be about.
    pub texts: BTreeMap<String, Text>,
}

/// What a page's bytes depend on beside the site: as of a build without options.
#[derive(Debug, Clone, Copy)]
pub struct Weighing<'a> {
    /// Tells this program from others, whose pages may look otherwise.
    pub program: &'a str,
    /// Extra css and js of the configuration: path in the output, content.
    pub extra: &'a [(String, Vec<u8>)],
    /// When files were last changed.
    pub last_changes: &'a LastChanges,
}

/// How far the content is along its plan, but for what its pages weigh.
pub fn report(config: &Config, sources: Sources, theme: &Theme, today: Date, work: Work<'_>) -> Reported {
    let Ok(reported) = hold::<Infallible>(config, sources, theme, today, work, None);
    reported
}

/// How far the content is along its plan.
///
/// # Errors
/// A template that fails, where the plan limits what a page may weigh.
pub fn report_with_weights(
    config: &Config,
    sources: Sources,
    theme: &Theme,
    today: Date,
    weighing: Weighing<'_>,
    work: Work<'_>,
) -> Result<Reported, TemplateError> {
    let weigh = |rendered: &Rendered<'_>| {
        work.progress.stage("rendering", rendered.site.pages.len());
        let heaviest = render::heaviest(&render::Input {
            config,
            base_url: config.site.base_url.as_ref(),
            site: rendered.site,
            verdicts: &rendered.verdicts,
            theme,
            drawer: rendered.drawer,
            extra: weighing.extra,
            noindex: false,
            has_plan: true,
            weigh: true,
            texts: rendered.texts,
            last_changes: weighing.last_changes,
            present: &Present::default(),
            program: weighing.program,
            cache: work.cache,
            memory: work.memory,
            progress: &|| work.progress.step(),
        });
        (work.mark)("render");
        heaviest
    };
    hold(config, sources, theme, today, work, Some(&weigh))
}

/// What is rendered to be weighed.
struct Rendered<'a> {
    site: &'a Site,
    verdicts: Vec<&'a Verdict>,
    drawer: &'a Drawer,
    texts: &'a BTreeMap<String, Text>,
}

/// Finds the page that weighs most.
type Weigh<'a, E> = &'a dyn Fn(&Rendered<'_>) -> Result<Option<Heaviest>, E>;

/// The verdict on each diagram's text.
enum Verdicts<'t> {
    Judged(BTreeMap<&'t Text, Judgement>),
    Drawn(BTreeMap<&'t Text, Arc<Verdict>>),
}

impl Verdicts<'_> {
    fn on(&self, source: &Text) -> Judged<'_> {
        match self {
            Self::Judged(judgements) => judgements[source].as_ref(),
            Self::Drawn(drawn) => drawn[source].judgement(),
        }
    }
}

fn hold<E>(
    config: &Config,
    sources: Sources,
    theme: &Theme,
    today: Date,
    work: Work<'_>,
    weigh: Option<Weigh<'_, E>>,
) -> Result<Reported, E> {
    let Read { content, assets, mut findings, texts, .. } = read(config, sources, theme, false, work);
    let mut planning = Planning::read(config, &texts);
    planning.note_unread(&findings, &texts);
    let weigh = weigh.filter(|_| planning.weighs());
    let drawer = Drawer::new(&config.diagrams);
    let verdicts = if weigh.is_some() {
        Verdicts::Drawn(draw(&drawer, &content.diagram_texts(), work))
    } else {
        Verdicts::Judged(judge_all(&drawer, &content.diagram_texts(), work))
    };
    let judged = |source: &Text| verdicts.on(source);
    let (site, link_findings) = join(config, &content, assets, planning.files(), &judged, work.memory);
    findings.extend(link_findings);
    (work.mark)("link");
    let selection = Selection::for_build(config);
    let rules = Rules {
        selection: &selection,
        planning: &planning,
        theme,
        site: &site,
        embedded: &content.embedded,
        judged: &judged,
        texts: &texts,
        answers: None,
    };
    let beyond = check_site(&rules, &mut findings);
    (work.mark)("check");
    let heaviest = match (weigh, &verdicts) {
        (Some(weigh), Verdicts::Drawn(drawn)) => {
            let verdicts = site.figures.iter().map(|figure| &*drawn[&figure.diagram.source]).collect();
            weigh(&Rendered { site: &site, verdicts, drawer: &drawer, texts: &texts })?
        }
        _ => None,
    };
    let found = findings.into_iter().chain(beyond);
    let held = planning.hold(&selection, &site, &judged, found, heaviest.as_ref(), today);
    let Held { inventory, report, about: about_plan, found } = held;
    (work.mark)("plan");
    let Planning { plan, is_invalid: plan_is_invalid, reviews, findings: mut about, .. } = planning;
    about.extend(about_plan);
    about.sort_by(|a, b| (&a.file, a.span.start, a.code).cmp(&(&b.file, b.span.start, b.code)));
    Ok(Reported { report, inventory, plan, plan_is_invalid, reviews, site, findings: about, found, texts })
}
