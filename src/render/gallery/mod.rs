//! The gallery, `/diagrams/`: every diagram of the site as a card, those that do not draw with the reason. In: the site, verdicts, how
//! far the content is along its plan. Out: one page with all cards, which works without a script; what the theme's script picks
//! from is in [`facets`]. The context is described in `content/reference/templates.md`.

mod facets;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::address::{self, From};
use super::context::{self, Link};
use super::own_pages::{self, Frame, OwnPage};
use super::{Progress, Shared, TemplateError, assets, figure};
use crate::cache::Key;
use crate::diagnostics::human::thousands;
use crate::link::{FigureHome, Resolved, href, readable};
use crate::mermaid::{Drawing, Verdict};
use crate::plan::tally::Reason;
use crate::plan::{TOP, section};
use crate::write::OutputFile;
use facets::{Facet, Traits};

/// The template.
const TEMPLATE: &str = "gallery.html";

/// Cards of a group: of one, two, three, four or six columns, all but a section's last are full. Browsers lay out only the groups in
/// sight. A group for each card would be worse: they take long to hide many of these.
const GROUP: usize = 12;

#[derive(Serialize)]
struct Context<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    css: Option<String>,
    js: Option<String>,
    gallery: Gallery<'a>,
}

#[derive(Serialize)]
struct Gallery<'a> {
    total: String,
    broken: usize,
    pages: String,
    facets: Vec<Facet>,
    sections: Vec<Section<'a>>,
}

/// A top folder.
#[derive(Serialize)]
struct Section<'a> {
    /// Empty for files in no folder.
    name: &'a str,
    title: String,
    count: usize,
    groups: Vec<Vec<Card<'a>>>,
}

/// A diagram.
#[derive(Serialize)]
struct Card<'a> {
    id: &'a str,
    caption: &'a str,
    /// Where it stands: on a page, or its own file.
    href: Option<String>,
    svg: Option<String>,
    width: u32,
    height: u32,
    kind: &'a str,
    role: Option<&'a str>,
    phases: Vec<&'a str>,
    /// Its number on that page.
    number: usize,
    /// The title of that page.
    page: Option<&'a str>,
    error: Option<&'a str>,
    /// Other pages that show it.
    shown_on: Vec<Link>,
    /// Pages that mention it and do not show it.
    mentioned_on: Vec<Link>,
    /// Numbers of the choices that take it, with a space between them.
    marks: String,
}

/// The phases of a plan, and those that each figure is in.
#[derive(Hash)]
struct Phases<'a> {
    /// Id and title.
    list: Vec<(&'a str, &'a str)>,
    of_figures: BTreeMap<usize, BTreeSet<usize>>,
}

/// The page, where the site has one.
pub fn file(shared: &Shared<'_>, progress: Option<Progress<'_>>) -> Result<Option<OutputFile>, TemplateError> {
    let Some(path) = &shared.gallery else {
        return Ok(None);
    };
    let phases = phases(progress);
    let page = OwnPage { path, template: TEMPLATE, at_hand: at_hand(shared, &phases) };
    own_pages::made(shared, &page, &|| context(shared, path, &phases)).map(Some)
}

/// A diagram is in the phases whose collections count it, or would if it could be drawn.
fn phases(progress: Option<Progress<'_>>) -> Phases<'_> {
    let mut phases = Phases { list: Vec::new(), of_figures: BTreeMap::new() };
    let Some(Progress { report, inventory }) = progress else {
        return phases;
    };
    phases.list = report.phases.iter().map(|phase| (phase.id.as_str(), phase.title.as_str())).collect();
    for collection in &report.collections {
        let Some(phase) = collection.phase else { continue };
        let broken = collection.tally.left_out.iter().filter(|(_, reason)| *reason == Reason::Broken);
        for diagram in collection.tally.counted.iter().chain(broken.map(|(diagram, _)| diagram)) {
            phases.of_figures.entry(inventory.diagrams[*diagram].figure).or_default().insert(phase);
        }
    }
    phases
}

/// What the page is remembered by, without making its context; `None` where a verdict may come out otherwise next time.
fn at_hand(shared: &Shared<'_>, phases: &Phases<'_>) -> Option<Key> {
    let is_certain = shared.figures.iter().all(|facts| facts.verdict.is_certain());
    let figures = shared.figures.iter().map(|facts| {
        let figure = facts.figure;
        let diagram = &figure.diagram;
        (&figure.file, diagram.source.id(), &diagram.data.role, &figure.shown_on, &figure.mentioned_on)
    });
    let figures: Vec<_> = figures.collect();
    let tags = &shared.input.site.tags;
    is_certain.then(|| Key::of("gallery", &(shared.fingerprint, shared.surroundings, figures, tags, phases)))
}

fn context<'a>(shared: &Shared<'a>, path: &str, phases: &Phases<'a>) -> Context<'a> {
    let from = From::File(path);
    let asset = |asset: &Option<String>| asset.as_deref().map(|asset| assets::address(shared.input, from, asset));
    Context {
        frame: Frame::of(shared, path, Vec::new()),
        css: asset(&shared.assets.gallery_css),
        js: asset(&shared.assets.gallery_js),
        gallery: gallery(shared, path, phases),
    }
}

fn gallery<'a>(shared: &Shared<'a>, path: &str, phases: &Phases<'a>) -> Gallery<'a> {
    let site = shared.input.site;
    let mut tags = vec![Vec::new(); site.pages.len()];
    for (index, tag) in site.tags.iter().enumerate() {
        tag.pages.iter().for_each(|page| tags[*page].push(index));
    }
    let mut sections: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in 0..shared.figures.len() {
        sections.entry(section_of(shared, index)).or_default().push(index);
    }
    let titles: BTreeMap<&str, String> = sections.keys().map(|name| (*name, section_title(shared, name))).collect();
    let traits = shared.figures.iter().enumerate().map(|(index, facts)| Traits {
        kind: kind(facts),
        role: facts.figure.diagram.data.role.as_deref(),
        section: section_of(shared, index),
        phases: phases.of_figures.get(&index).into_iter().flatten().copied().collect(),
        tags: page_of(facts).map(|page| tags[page].clone()).unwrap_or_default(),
        is_broken: facts.verdict.drawn().is_none(),
    });
    let traits: Vec<Traits<'_>> = traits.collect();
    let (facets, mut marks) = facets::all(&traits, &titles, &phases.list, &site.tags);
    let pages: BTreeSet<usize> = site.figures.iter().flat_map(|figure| &figure.shown_on).copied().collect();
    let mut card = |index: &usize| Card {
        phases: traits[*index].phases.iter().map(|phase| phases.list[*phase].1).collect(),
        marks: std::mem::take(&mut marks[*index]),
        ..card(shared, path, *index)
    };
    let sections = sections.into_iter().map(|(name, figures)| Section {
        name,
        title: titles[name].clone(),
        count: figures.len(),
        groups: figures.chunks(GROUP).map(|figures| figures.iter().map(&mut card).collect()).collect(),
    });
    Gallery {
        total: thousands(shared.figures.len()),
        broken: traits.iter().filter(|traits| traits.is_broken).count(),
        pages: thousands(pages.len()),
        sections: sections.collect(),
        facets,
    }
}

fn card<'a>(shared: &Shared<'a>, path: &str, index: usize) -> Card<'a> {
    let facts = &shared.figures[index];
    let figure = facts.figure;
    let drawn = facts.verdict.drawn();
    let pages = &shared.input.site.pages;
    let from = From::File(path);
    let (target, number) = match figure.home {
        FigureHome::Page { number, .. } => (Resolved::Figure { figure: index, node: None }, number),
        FigureHome::File => (Resolved::Drawing { figure: index }, 0),
    };
    let home = page_of(facts);
    let fragment = format!("#{}", href::encode_fragment(&figure.id));
    let size = |of: fn(&Drawing) -> f32| drawn.map_or(0, |drawn| of(&drawn.drawing).ceil() as u32);
    Card {
        id: &figure.id,
        caption: &figure.caption,
        href: address::resolved(shared, path, &target),
        svg: drawn.map(|_| href::relative(path, &figure::svg_path(shared, index))),
        width: size(Drawing::width),
        height: size(Drawing::height),
        kind: kind(facts),
        role: figure.diagram.data.role.as_deref(),
        phases: Vec::new(),
        number,
        page: home.map(|page| pages[page].page.link_title()),
        error: match facts.verdict {
            Verdict::Broken(fault) => Some(&fault.message),
            Verdict::Drawn(_) => None,
        },
        shown_on: figure
            .shown_on
            .iter()
            .filter(|page| home != Some(**page))
            .map(|page| context::link(shared, from, *page, &fragment))
            .collect(),
        mentioned_on: figure.mentioned_on.iter().map(|page| context::link(shared, from, *page, "")).collect(),
        marks: String::new(),
    }
}

fn kind<'a>(facts: &figure::Facts<'a>) -> &'a str {
    facts.verdict.kind().unwrap_or("unknown")
}

/// The page that shows a figure first.
fn page_of(facts: &figure::Facts<'_>) -> Option<usize> {
    match facts.figure.home {
        FigureHome::Page { page, .. } => Some(page),
        FigureHome::File => None,
    }
}

/// The top folder of that page, or else of the figure's own file, as reports count it.
fn section_of<'a>(shared: &Shared<'a>, index: usize) -> &'a str {
    let facts = &shared.figures[index];
    let own = || {
        let file = facts.figure.file.as_str();
        let rest = file.strip_prefix(&shared.input.config.build.content).unwrap_or(file);
        rest.trim_start_matches('/')
    };
    section(page_of(facts).map_or_else(own, |page| shared.input.site.pages[page].page.path.as_str()))
}

/// What the folder's own page is called, or else the folder's name made readable.
fn section_title(shared: &Shared<'_>, name: &str) -> String {
    if name == TOP {
        return "Top level".to_owned();
    }
    let own = ["index.md", "_index.md", "README.md"].map(|file| format!("{name}/{file}"));
    let page = shared.input.site.pages.iter().find(|page| own.contains(&page.page.path));
    page.map_or_else(|| readable(name), |page| page.page.link_title().to_owned())
}
