//! Makes every file of the output from the joined site. In: the site, the engine's verdict on each figure, the theme; then
//! how far the content is along its plan, which may depend on the weight of the pages. Out: files as bytes, in order of their
//! path. Nothing is read or written here.

mod address;
mod assets;
mod badges;
mod body;
mod context;
mod dashboard;
mod dates;
mod diagrams_json;
mod feed;
mod figure;
mod gallery;
mod lacking;
mod llms;
mod markdown;
mod navigation;
mod outline;
mod own_pages;
mod page_key;
mod print;
mod relation_graph;
mod relations;
pub mod review;
mod search;
mod tags;
mod templates;
mod weight;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::cache::{Cache, Key, Memory};
use crate::config::{BaseUrl, Config};
use crate::diagnostics::Finding;
use crate::link::{Site, own_folder};
use crate::load::{PictureSize, Theme};
use crate::mermaid::palette::Palette;
use crate::mermaid::{Drawer, Verdict};
use crate::model::{LastChanges, Text};
use crate::plan::{Heaviest, Inventory, Report};
use crate::write::{Content, OutputFile, Present};

use own_pages::NOT_FOUND;

pub use address::escape;
pub use assets::is_hashed;
pub use templates::TemplateError;

/// What `render` needs.
pub struct Input<'a> {
    /// Configuration.
    pub config: &'a Config,
    /// The address of the site, from configuration or the command line.
    pub base_url: Option<&'a BaseUrl>,
    /// The joined site.
    pub site: &'a Site,
    /// The verdict on each of `site.figures`.
    pub verdicts: &'a [&'a Verdict],
    /// The theme.
    pub theme: &'a Theme,
    /// What drew the figures: its rules and colours.
    pub drawer: &'a Drawer,
    /// Extra css and js of the configuration: path in the output, content.
    pub extra: &'a [(String, Vec<u8>)],
    /// Ask search engines to stay away.
    pub noindex: bool,
    /// Whether there is a plan that can be understood, so that there are pages about it to link to.
    pub has_plan: bool,
    /// Whether somebody wants to know which page weighs most.
    pub weigh: bool,
    /// The text of each file.
    pub texts: &'a BTreeMap<String, Text>,
    /// When files were last changed.
    pub last_changes: &'a LastChanges,
    /// What the output folder holds already.
    pub present: &'a Present,
    /// Tells this program from others.
    pub program: &'a str,
    /// Memory of highlighted code.
    pub cache: &'a Cache,
    /// Memory of templates.
    pub memory: &'a Memory,
    /// Called after each page.
    pub progress: &'a (dyn Fn() + Sync),
}

/// Everything that is the same for all pages.
struct Shared<'a> {
    input: &'a Input<'a>,
    templates: Arc<templates::Templates>,
    assets: assets::Assets,
    figures: Vec<figure::Facts<'a>>,
    /// How large the site's pictures are, by their path in the output.
    pictures: BTreeMap<&'a str, PictureSize>,
    /// The folder for drawings as files.
    svg_folder: &'static str,
    /// The output file of the dashboard, where there is a plan.
    progress: Option<String>,
    /// The output file of the gallery, where there are diagrams and it is wanted.
    gallery: Option<String>,
    /// The folder for the pages of tags, where there are tags.
    tags: Option<&'static str>,
    palette: Arc<Palette>,
    /// Everything that all pages depend on: the program, the theme, how diagrams are drawn.
    fingerprint: Key,
    /// Everything of the site as a whole that a page may show.
    surroundings: Key,
    /// Everything that all drawings depend on: the program, how diagrams are drawn.
    drawing: Key,
    /// The page at the site's root.
    home: Option<usize>,
    /// The feed's output file, where there is one.
    feed: Option<&'static str>,
    /// For each page, when it was last changed by its repository.
    changed: Vec<Option<Date>>,
    /// Sections as documents for paper.
    documents: Vec<print::Document>,
    /// For each page, its way through the navigation.
    trails: Vec<Vec<usize>>,
}

/// The content's pages, made; those that Chartroom makes itself are not, since one of them shows what the plan says of these.
pub struct Pages<'a> {
    shared: Shared<'a>,
    /// The theme's files and the pages.
    files: Vec<OutputFile>,
    findings: Vec<Finding>,
    /// The page that weighs most; `None` without a page, or where nobody asked.
    pub heaviest: Option<Heaviest>,
}

/// How far the content is along its plan, for the pages that show it.
#[derive(Clone, Copy)]
pub struct Progress<'a> {
    /// The figures.
    pub report: &'a Report,
    /// What they count.
    pub inventory: &'a Inventory,
}

/// Renders the content's pages.
///
/// # Errors
/// A template that cannot be read or fails, with its file, line and reason.
pub fn pages<'a>(input: &'a Input<'a>) -> Result<Pages<'a>, TemplateError> {
    let (shared, mut files) = shared(input)?;
    let made = each_page(&shared, page_file)?;
    let weights = made.iter().map(|page| page.as_ref().and_then(|(_, weight)| *weight)).collect::<Vec<_>>();
    let heaviest = weight::heaviest(input.site, &weights);
    let mut findings = Vec::new();
    let mut keys = Vec::with_capacity(made.len());
    for (page, made) in input.site.pages.iter().zip(made) {
        keys.push(made.as_ref().and_then(|(file, _)| file.key));
        match made {
            Some((file, _)) => files.push(file),
            None => findings.push(Finding::internal(&page.page.file, "this page could not be rendered")),
        }
    }
    files.extend(print::files(&shared, &keys)?);
    Ok(Pages { shared, files, findings, heaviest })
}

/// The page that weighs most, without a file of the output: pages whose weight is remembered are not rendered.
///
/// # Errors
/// As of [`pages`].
pub fn heaviest(input: &Input<'_>) -> Result<Option<Heaviest>, TemplateError> {
    let (shared, _) = shared(input)?;
    let weights = each_page(&shared, |shared, page| {
        let (key, context) = page_key::of(shared, page);
        weight::of(input.cache, key, || context::render(shared, page, context))
    })?;
    Ok(weight::heaviest(input.site, &weights))
}

impl Pages<'_> {
    /// Whether there is a page of the content, or a document for paper, at `path` of the output.
    pub fn has(&self, path: &str) -> bool {
        self.files.iter().any(|file| file.path == path)
    }

    /// The bytes of the page at `path` of the output, if it was made.
    pub fn into_page(self, path: &str) -> Option<Vec<u8>> {
        bytes_of(self.files, path)
    }

    /// The bytes of the page at `path` that Chartroom makes itself, the gallery or one of tags; of `progress` it shows nothing that
    /// depends on findings.
    ///
    /// # Errors
    /// As of [`pages`].
    pub fn into_own_page(self, path: &str, progress: Option<Progress<'_>>) -> Result<Option<Vec<u8>>, TemplateError> {
        let files = tags::files(&self.shared)?.into_iter().chain(gallery::file(&self.shared, progress)?);
        Ok(bytes_of(files, path))
    }

    /// The whole output: the pages, and everything that Chartroom makes itself.
    ///
    /// # Errors
    /// As of [`pages`].
    pub fn complete(self, progress: Option<Progress<'_>>) -> Result<(Vec<OutputFile>, Vec<Finding>), TemplateError> {
        let Self { shared, mut files, mut findings, .. } = self;
        let input = shared.input;
        let figures = (0..input.site.figures.len()).into_par_iter();
        let drawings = || figures.filter_map(|index| figure::standalone(&shared, index)).collect::<Vec<_>>();
        let list = || bytes("diagrams.json", diagrams_json::render(&shared));
        let own = || Ok((own_pages::all(&shared)?, tags::files(&shared)?, gallery::file(&shared, progress)?));
        let ((drawings, list), own) = rayon::join(|| rayon::join(drawings, list), own);
        let (own, tags, gallery) = own?;
        files.extend(drawings);
        files.extend(search::files(&shared));
        files.extend(own);
        files.extend(tags);
        files.extend(gallery);
        if let Some(progress) = progress {
            files.extend(dashboard::file(&shared, progress)?);
            files.extend(badges::all(input.site, progress.report));
        }
        files.push(list);
        let taken = Taken::new(input.site);
        let beside = feed::file(&shared).into_iter().chain(llms::file(&shared)).chain(markdown::files(&shared));
        let beside: Vec<OutputFile> = beside.filter(|file| !taken.is_folder(&file.path)).collect();
        files.extend(beside);
        findings.extend(lacking::of(&shared));
        for asset in &input.site.assets {
            files.push(OutputFile::new(&asset.path, Content::Copy(asset.location.clone())));
        }
        // Files of the author come later in the list than ours, and win at the same path.
        files.reverse();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|later, first| later.path == first.path);
        Ok((files, findings))
    }
}

/// Paths of the output that belong to the content.
struct Taken<'a>(BTreeSet<&'a str>);

impl<'a> Taken<'a> {
    fn new(site: &'a Site) -> Self {
        let pages = site.pages.iter().map(|page| page.output.as_str());
        let redirects = site.redirects.iter().map(|redirect| redirect.output.as_str());
        Self(pages.chain(redirects).chain(site.assets.iter().map(|asset| asset.path.as_str())).collect())
    }

    /// Whether there are files below a path, as where a page has the address `/feed.xml/`.
    fn is_folder(&self, path: &str) -> bool {
        let below = format!("{path}/");
        self.0.range(below.as_str()..).next().is_some_and(|next| next.starts_with(&below))
    }
}

/// What all pages share, and the theme's files.
fn shared<'a>(input: &'a Input<'a>) -> Result<(Shared<'a>, Vec<OutputFile>), TemplateError> {
    let templates = templates::Templates::remembered(input.theme, input.memory)?;
    let site = input.site;
    let svg_folder = own_folder::DRAWINGS.path(site);
    let progress = input.has_plan.then(|| own_folder::page(own_folder::PROGRESS.path(site)));
    let has_gallery = input.config.diagrams.gallery && !site.figures.is_empty();
    let gallery = has_gallery.then(|| own_folder::page(svg_folder));
    let tags = (!site.tags.is_empty()).then(|| own_folder::TAGS.path(site));
    let (assets, files) = assets::collect(input, has_gallery);
    let pictures = site.assets.iter().filter_map(|asset| Some((asset.path.as_str(), asset.picture?))).collect();
    let home = site.pages.iter().position(|page| page.output == "index.html");
    let documents = print::documents(site, input.config.output.print, home);
    let changed = dates::by_repository(input);
    let feed = feed::is_made(input, &changed).then_some(feed::FEED);
    let offered: Vec<_> = documents.iter().map(|document| (&document.output, document.offered_on)).collect();
    let made =
        page_key::surroundings(input, &(&assets, svg_folder, &progress, &gallery, tags, &pictures, offered, feed));
    let shared = Shared {
        input,
        templates,
        figures: figure::facts(input),
        surroundings: made,
        assets,
        pictures,
        svg_folder,
        progress,
        gallery,
        tags,
        palette: Arc::new(input.drawer.palette().clone()),
        fingerprint: page_key::shared(input),
        drawing: Key::new("drawing", &[input.program.as_bytes(), input.drawer.fingerprint()]),
        feed,
        changed,
        home,
        documents,
        trails: navigation::trails(&input.site.nav, input.site.pages.len()),
    };
    Ok((shared, files))
}

/// What `make` makes of each page; `None` where it fails by a fault of ours.
fn each_page<T: Send>(
    shared: &Shared<'_>,
    make: impl Fn(&Shared<'_>, usize) -> Result<T, TemplateError> + Sync,
) -> Result<Vec<Option<T>>, TemplateError> {
    (0..shared.input.site.pages.len())
        .into_par_iter()
        .map(|page| {
            let made = catch_unwind(AssertUnwindSafe(|| make(shared, page)));
            (shared.input.progress)();
            made.map_or(Ok(None), |made| made.map(Some))
        })
        .collect()
}

/// A page's HTML, unless the output folder is known to hold it, and its weight where that is asked for.
fn page_file(shared: &Shared<'_>, page: usize) -> Result<(OutputFile, Option<u64>), TemplateError> {
    let input = shared.input;
    let path = input.site.pages[page].output.clone();
    let (key, context) = page_key::of(shared, page);
    let known = if input.weigh { weight::known(input.cache, key) } else { None };
    let is_present = input.present.holds(&path, key);
    if is_present && known.is_some() == input.weigh {
        return Ok((OutputFile { path, content: Content::Unchanged, key: Some(key) }, known));
    }
    let html = context::render(shared, page, context)?;
    let weight = if input.weigh { Some(weight::of(input.cache, key, || Ok(&html))?) } else { None };
    let is_wanted = !is_present && input.present.takes(&path, html.len());
    let content = if is_wanted { Content::Bytes(html.into_bytes()) } else { Content::Unchanged };
    Ok((OutputFile { path, content, key: Some(key) }, weight))
}

/// The files that are made of a site with a plan beside its pages, for links to them: paths in the output as they are where
/// content stands in the place of none.
pub fn files_of_plan(phases: &[&str]) -> Vec<String> {
    let badges = own_folder::BADGES.name;
    let of_phases = badges::phase_files(phases).into_iter().map(|name| format!("{badges}/{name}"));
    [own_folder::PROGRESS.page(), format!("{badges}/diagrams.svg")].into_iter().chain(of_phases).collect()
}

fn bytes_of(files: impl IntoIterator<Item = OutputFile>, path: &str) -> Option<Vec<u8>> {
    match files.into_iter().find(|file| file.path == path)?.content {
        Content::Bytes(bytes) => Some(bytes),
        _ => None,
    }
}

fn bytes(path: &str, text: String) -> OutputFile {
    OutputFile::new(path, Content::Bytes(text.into_bytes()))
}

/// Highlighted code, remembered; plain text, too, since only the grammars, which take a while to load, know what is plain.
fn highlighted(cache: &Cache, language: &str, code: &str) -> String {
    let key = Key::new("highlight 1", &[language.as_bytes(), code.as_bytes()]);
    cache.remember(key, |_| true, || crate::highlight::highlight(language, code))
}
