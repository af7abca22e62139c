//! Joins the pages into a site. In: parsed pages, diagram files and what the engine found in them. Out: an immutable
//! [`Site`] in which every page has its URL, every figure its id and number, every reference its target, and findings for
//! all that leads nowhere.

mod backlinks;
mod figures;
pub mod href;
mod names;
mod navigation;
pub mod own_folder;
mod relations;
mod resolve;
mod scheme;
mod site;
mod tags;
mod targets;
mod urls;

use std::sync::Arc;

use crate::cache::Memory;
use crate::config::Config;
use crate::diagnostics::Finding;
use crate::load::Asset;
use crate::model::{Diagram, DiagramLink, Page, Position, Span};

pub use figures::{Slot, Slots, readable};
pub use relations::{PageRelations, Relation, RelationKind, RelationTarget, Relations};
pub use scheme::is_safe_address;
pub use site::{Figure, FigureHome, NavNode, Redirect, RedirectTarget, Resolved, Site, SitePage};
pub use tags::{Tag, slug as tag_slug};
pub use urls::{Address, Addressee, addresses};

/// A `.mmd` file.
#[derive(Debug, Clone)]
pub struct DiagramFile {
    /// Relative to the site's root.
    pub file: String,
    /// Relative to the content folder.
    pub path: String,
    /// What it holds.
    pub diagram: Arc<Diagram>,
    /// The click targets in it.
    pub links: Vec<DiagramLink>,
}

/// A page and the click targets of each of its diagrams.
#[derive(Debug, Clone)]
pub struct PageInput {
    /// The page.
    pub page: Arc<Page>,
    /// For each of `page.diagrams`, the click targets in it.
    pub links: Vec<Vec<DiagramLink>>,
}

/// What `link` joins.
pub struct Input<'a> {
    /// Configuration.
    pub config: &'a Config,
    /// Pages in order of their path, drafts left out unless they are wanted.
    pub pages: Vec<PageInput>,
    /// Paths of the pages left out as drafts.
    pub drafts: Vec<String>,
    /// `.mmd` files in order of their path.
    pub diagrams: Vec<DiagramFile>,
    /// Files that are copied.
    pub assets: Vec<Asset>,
    /// Files that Chartroom makes beside the pages, by their path in the output.
    pub made: Vec<String>,
    /// Answers of earlier runs to who was meant by a name that does not exist.
    pub memory: &'a Memory,
}

/// Joins everything.
pub fn link(input: Input<'_>) -> (Site, Vec<Finding>) {
    let mut findings = Vec::new();
    let config = input.config;
    if input.pages.is_empty() {
        findings.push(no_pages(config, input.drafts.len()));
    }
    let placed = urls::assign(config, input.pages, &input.assets, &mut findings);
    let file_links = input.diagrams.iter().map(|file| (file.path.clone(), file.links.clone())).collect();
    let (figures, slots) = figures::assign(&placed, &input.diagrams, &mut findings);
    let tags = tags::collect(&placed);
    let outputs = placed.iter().map(|page| page.output.as_str());
    let copied = input.assets.iter().map(|asset| asset.path.as_str());
    let mut made = input.made;
    if config.diagrams.gallery && !figures.is_empty() {
        made.push(own_folder::DRAWINGS.page());
    }
    if !tags.is_empty() {
        made.push(own_folder::TAGS.page());
        made.extend(tags.iter().map(|tag| own_folder::TAGS.page_of(&tag.slug)));
    }
    let made = own_folder::in_their_place(&made, outputs.chain(copied));
    let all = targets::All {
        config,
        placed: &placed,
        figures: &figures,
        assets: &input.assets,
        made: &made,
        drafts: &input.drafts,
        memory: input.memory,
    };
    let targets = targets::Targets::new(all);
    let resolved = targets.all(&placed, &figures, &slots, &file_links, &mut findings);
    let (relations, of_pages) = relations::collect(config, &placed, &figures, &targets, &mut findings);
    let redirects = urls::redirects(config, &placed, &input.assets, input.memory, &mut findings);
    let nav = navigation::build(config, &placed, &input.drafts, input.memory, &mut findings);
    let backlinks = backlinks::collect(&resolved.pages, &slots, &figures, &resolved.figures);
    let mentions = backlinks::of_figures(&resolved.pages, &slots, &figures, &resolved.figures, &relations);
    let order = navigation::reading_order(&nav);
    let pages = site::assemble(placed, slots, resolved.pages, backlinks, of_pages, &order);
    let figures = site::with_links(figures, resolved.figures, mentions);
    let site = Site { pages, figures, nav, relations, tags, redirects, assets: input.assets, drafts: input.drafts };
    (site, findings)
}

fn no_pages(config: &Config, drafts: usize) -> Finding {
    let folder = &config.build.content;
    let (message, help) = match drafts {
        0 => (
            format!("the content folder `{folder}` has no page"),
            format!("write a first one, `{folder}/index.md`, or name another folder as `content` under `[build]`"),
        ),
        1 => ("the only page of the site is a draft".to_owned(), "publish it, or build with `--drafts`".to_owned()),
        many => {
            (format!("all {many} pages of the site are drafts"), "publish one, or build with `--drafts`".to_owned())
        }
    };
    Finding::warning("empty-site", &config.file, Span::at(Position::START), message).with_help(help)
}
