//! Makes every file of the output from the joined site. In: the site, the engine's verdict on each figure, the theme. Out:
//! files as bytes, in order of their path. Nothing is read or written here.

mod address;
mod assets;
mod body;
mod context;
mod diagrams_json;
mod figure;
mod navigation;
mod own_pages;
mod page_key;
mod relation_graph;
mod relations;
pub mod review;
mod templates;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;

use crate::cache::{Cache, Key};
use crate::config::{BaseUrl, Config};
use crate::diagnostics::Finding;
use crate::link::Site;
use crate::load::Theme;
use crate::mermaid::palette::Palette;
use crate::mermaid::{Drawer, Verdict};
use crate::write::{Content, OutputFile, Present};

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
    /// The text of each page, by its file.
    pub texts: &'a BTreeMap<String, String>,
    /// What the output folder holds already.
    pub present: &'a Present,
    /// Tells this program from others.
    pub program: &'a str,
    /// Memory of highlighted code.
    pub cache: &'a Cache,
    /// Called after each page.
    pub progress: &'a (dyn Fn() + Sync),
}

/// Everything that is the same for all pages.
struct Shared<'a> {
    input: &'a Input<'a>,
    templates: templates::Templates,
    assets: assets::Assets,
    figures: Vec<figure::Facts<'a>>,
    svg_folder: &'static str,
    palette: Arc<Palette>,
    /// Everything that all pages depend on: the program, the theme, how diagrams are drawn.
    fingerprint: Key,
    /// The page at the site's root.
    home: Option<usize>,
    /// For each page, its way through the navigation.
    trails: Vec<Vec<usize>>,
}

/// Renders the whole site.
///
/// # Errors
/// A template that cannot be read or fails, with its file, line and reason.
pub fn render(input: &Input<'_>) -> Result<(Vec<OutputFile>, Vec<Finding>), TemplateError> {
    let mut findings = Vec::new();
    let templates = templates::Templates::new(input.theme)?;
    let (assets, mut files) = assets::collect(input);
    let svg_folder = own_pages::svg_folder(input.site);
    let figures = figure::facts(input);
    let shared = Shared {
        input,
        templates,
        assets,
        figures,
        svg_folder,
        palette: Arc::new(input.drawer.palette().clone()),
        fingerprint: page_key::shared(input),
        home: input.site.pages.iter().position(|page| page.output == "index.html"),
        trails: navigation::trails(&input.site.nav, input.site.pages.len()),
    };
    let pages: Vec<Result<OutputFile, usize>> = (0..input.site.pages.len())
        .into_par_iter()
        .map(|page| {
            let file = catch_unwind(AssertUnwindSafe(|| page_file(&shared, page)));
            (input.progress)();
            file.map_or(Ok(Err(page)), |file| file.map(Ok))
        })
        .collect::<Result<_, TemplateError>>()?;
    for page in pages {
        match page {
            Ok(file) => files.push(file),
            Err(page) => {
                findings.push(Finding::internal(&input.site.pages[page].page.file, "this page could not be rendered"));
            }
        }
    }
    files.extend((0..input.site.figures.len()).filter_map(|index| figure::standalone(&shared, index)));
    files.extend(own_pages::all(&shared)?);
    files.push(bytes("diagrams.json", diagrams_json::render(&shared)));
    for asset in &input.site.assets {
        files.push(OutputFile::new(&asset.path, Content::Copy(asset.location.clone())));
    }
    // Files of the author come later in the list than ours, and win at the same path.
    files.reverse();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|later, first| later.path == first.path);
    Ok((files, findings))
}

/// A page's HTML, unless the output folder is known to hold it.
fn page_file(shared: &Shared<'_>, page: usize) -> Result<OutputFile, TemplateError> {
    let input = shared.input;
    let path = input.site.pages[page].output.clone();
    let context = context::of(shared, page);
    let key = page_key::of(shared, page, &context);
    let content = if input.present.holds(&path, key) {
        Content::Unchanged
    } else {
        Content::Bytes(context::render(shared, page, context)?.into_bytes())
    };
    Ok(OutputFile { path, content, key: Some(key) })
}

fn bytes(path: &str, text: String) -> OutputFile {
    OutputFile::new(path, Content::Bytes(text.into_bytes()))
}

/// Highlighted code, remembered; plain text, too, since only the grammars, which take a while to load, know what is plain.
fn highlighted(cache: &Cache, language: &str, code: &str) -> String {
    let key = Key::new("highlight 1", &[language.as_bytes(), code.as_bytes()]);
    cache.remember(key, |_| true, || crate::highlight::highlight(language, code))
}
