//! What a page's template gets: the contract with theme makers, described in `content/reference/templates.md`.

use serde::Serialize;

use super::address::{self, From};
use super::navigation::{self, Crumb, Nav};
use super::{Shared, TemplateError, assets, body, relations, tags};
use crate::link::own_folder;
use crate::model::{Heading, TitleOrigin};

/// The file that a server shows for the site's root.
pub const START_PAGE: &str = "index.html";

/// What every template gets as `site`.
#[derive(Debug, Serialize)]
pub struct SiteContext<'a> {
    title: &'a str,
    description: &'a str,
    language: &'a str,
    author: &'a str,
    logo: Option<String>,
    favicon: Option<String>,
    home: String,
    repository: Option<&'a str>,
    progress: Option<String>,
    gallery: Option<String>,
    tags: Option<String>,
    generator: &'static str,
    extra: &'a serde_json::Value,
}

/// What every template gets as `assets`.
#[derive(Debug, Serialize)]
pub struct AssetsContext {
    css: Vec<String>,
    js_head: Vec<String>,
    js: Vec<String>,
    redirect: Option<String>,
}

/// A link with its text.
#[derive(Debug, Serialize)]
pub struct Link {
    pub title: String,
    pub href: String,
}

/// A page that a section's own page lists.
#[derive(Debug, Serialize)]
struct Child {
    title: String,
    href: String,
    description: String,
}

#[derive(Debug, Serialize)]
struct PageContext<'a> {
    title: &'a str,
    link_title: &'a str,
    description: &'a str,
    url: &'a str,
    canonical: Option<String>,
    image: Option<String>,
    file: &'a str,
    edit_url: Option<String>,
    date: Option<&'a str>,
    updated: Option<&'a str>,
    tags: &'a [String],
    tag_links: Vec<Link>,
    authors: &'a [String],
    draft: bool,
    extra: &'a serde_json::Map<String, serde_json::Value>,
    has_h1: bool,
    toc: Vec<TocEntry<'a>>,
    content: String,
    noindex: bool,
}

#[derive(Debug, Serialize)]
struct TocEntry<'a> {
    id: &'a str,
    text: &'a str,
    level: u8,
    children: Vec<Self>,
}

/// What the template of a page gets.
#[derive(Debug, Serialize)]
pub struct Context<'a> {
    site: SiteContext<'a>,
    page: PageContext<'a>,
    breadcrumbs: Vec<Crumb<'a>>,
    nav: Nav<'a>,
    previous: Option<Link>,
    next: Option<Link>,
    backlinks: Vec<Link>,
    relations: Vec<relations::Group>,
    children: Vec<Child>,
    assets: AssetsContext,
    root: String,
}

/// `site` for templates.
pub fn site<'a>(shared: &Shared<'a>, from: From<'_>) -> SiteContext<'a> {
    let config = &shared.input.config.site;
    let picture = |path: &Option<String>| path.as_deref().map(|path| assets::address(shared.input, from, path));
    SiteContext {
        title: &config.title,
        description: &config.description,
        language: &config.language,
        author: &config.author,
        logo: picture(&shared.assets.logo),
        favicon: picture(&shared.assets.favicon),
        home: home(shared, from),
        repository: config.repository.as_deref(),
        progress: shared.progress.as_deref().map(|file| address::file(shared.input, from, file)),
        gallery: shared.gallery.as_deref().map(|file| address::file(shared.input, from, file)),
        tags: shared.tags.map(|folder| address::file(shared.input, from, &own_folder::page(folder))),
        generator: concat!("Chartroom ", env!("CARGO_PKG_VERSION")),
        extra: &shared.input.config.extra,
    }
}

/// The address of the start page.
pub fn home(shared: &Shared<'_>, from: From<'_>) -> String {
    shared
        .home
        .map_or_else(|| address::file(shared.input, from, START_PAGE), |home| body::page_address(shared, from, home))
}

/// A link to a page, or with `fragment` to something on it.
pub fn link(shared: &Shared<'_>, from: From<'_>, page: usize, fragment: &str) -> Link {
    let title = shared.input.site.pages[page].page.link_title().to_owned();
    Link { title, href: body::page_address(shared, from, page) + fragment }
}

/// `assets` for templates.
pub fn assets(shared: &Shared<'_>, from: From<'_>) -> AssetsContext {
    let list = |paths: &[String]| paths.iter().map(|path| assets::address(shared.input, from, path)).collect();
    AssetsContext {
        css: list(&shared.assets.css),
        js_head: list(&shared.assets.js_head),
        js: list(&shared.assets.js),
        redirect: shared.assets.redirect.as_deref().map(|path| assets::address(shared.input, from, path)),
    }
}

/// What the template of a page gets, but for `page.content`.
pub fn of<'a>(shared: &Shared<'a>, index: usize) -> Context<'a> {
    let input = shared.input;
    let site_page = &input.site.pages[index];
    let page = &site_page.page;
    let from = From::File(&site_page.output);
    let trail = &shared.trails[index];
    let link = |page: usize| link(shared, from, page, "");
    let has_h1 =
        page.title_origin == TitleOrigin::Heading || page.headings.first().is_some_and(|heading| heading.level == 1);
    Context {
        site: site(shared, from),
        page: PageContext {
            title: &page.title,
            link_title: page.link_title(),
            description: page.meta.description.as_deref().unwrap_or(&page.summary),
            url: &site_page.url,
            canonical: canonical(shared, index),
            image: shared.assets.image.as_deref().and_then(|path| assets::absolute(input, path)),
            file: &page.file,
            edit_url: edit_url(shared, &page.file),
            date: page.meta.date.as_deref(),
            updated: page.meta.updated.as_deref(),
            tags: &page.meta.tags,
            tag_links: tags::links(shared, from, &page.meta.tags),
            authors: &page.meta.authors,
            draft: page.meta.draft,
            extra: &page.meta.extra,
            has_h1,
            toc: toc(&page.headings, has_h1),
            content: String::new(),
            noindex: input.noindex,
        },
        breadcrumbs: navigation::crumbs(shared, from, shared.home, index, trail),
        nav: navigation::of(shared, from, Some(index), trail),
        previous: site_page.previous.map(link),
        next: site_page.next.map(link),
        backlinks: site_page.backlinks.iter().map(|page| link(*page)).collect(),
        relations: relations::groups(shared, index),
        children: Vec::new(),
        assets: assets(shared, from),
        root: crate::link::href::root(&site_page.output),
    }
}

/// The HTML of a page. Its context is made here, unless it is known.
///
/// # Errors
/// The template of the page, or of a figure on it, fails.
pub fn render<'a>(shared: &Shared<'a>, index: usize, context: Option<Context<'a>>) -> Result<String, TemplateError> {
    let mut context = context.unwrap_or_else(|| of(shared, index));
    let page = &shared.input.site.pages[index].page;
    context.page.content = body::render(shared, index)?;
    let size = context.page.content.len() + 24 * 1024;
    let template = page
        .meta
        .template
        .as_deref()
        .and_then(|written| shared.input.theme.page_template(written))
        .unwrap_or_else(|| "page.html".to_owned());
    shared.templates.render(&template, &context, &page.file, size)
}

/// The HTML of a start page for a site that has none at its root: the top level of the navigation.
pub fn start_page(shared: &Shared<'_>) -> Result<String, TemplateError> {
    let input = shared.input;
    let from = From::File(START_PAGE);
    let config = &input.config.site;
    let no_extra = serde_json::Map::new();
    let children = input.site.nav.iter().filter_map(|node| {
        let page = node.page.map(|page| &input.site.pages[page].page);
        Some(Child {
            title: node.title.clone(),
            href: navigation::address(shared, from, node)?,
            description: page
                .map(|page| page.meta.description.as_ref().unwrap_or(&page.summary).clone())
                .unwrap_or_default(),
        })
    });
    let context = Context {
        site: site(shared, from),
        page: PageContext {
            title: &config.title,
            link_title: &config.title,
            description: &config.description,
            url: "/",
            canonical: input.base_url.map(|base| base.join("/")),
            image: shared.assets.image.as_deref().and_then(|path| assets::absolute(input, path)),
            file: "",
            edit_url: None,
            date: None,
            updated: None,
            tags: &[],
            tag_links: Vec::new(),
            authors: &[],
            draft: false,
            extra: &no_extra,
            has_h1: false,
            toc: Vec::new(),
            content: String::new(),
            noindex: input.noindex,
        },
        breadcrumbs: Vec::new(),
        nav: navigation::of(shared, from, None, &[]),
        previous: None,
        next: None,
        backlinks: Vec::new(),
        relations: Vec::new(),
        children: children.collect(),
        assets: assets(shared, from),
        root: String::new(),
    };
    shared.templates.render("page.html", &context, START_PAGE, 24 * 1024)
}

/// The full address of a page, if the site has one.
pub fn canonical(shared: &Shared<'_>, index: usize) -> Option<String> {
    let url = &shared.input.site.pages[index].url;
    shared.input.base_url.map(|base| base.join(&crate::link::href::encode_path(url)))
}

/// Where a page's file can be edited: under `edit_url`, or else on the repository's main branch, as GitHub and GitLab
/// write it.
fn edit_url(shared: &Shared<'_>, file: &str) -> Option<String> {
    let site = &shared.input.config.site;
    let path = crate::link::href::encode_path(file);
    if let Some(prefix) = &site.edit_url {
        return Some(format!("{}/{path}", prefix.trim_end_matches('/')));
    }
    let repository = site.repository.as_ref()?.trim_end_matches('/').trim_end_matches(".git");
    let known = ["https://github.com/", "https://gitlab.com/", "https://codeberg.org/"];
    known.iter().any(|host| repository.starts_with(host)).then(|| {
        let edit = if repository.starts_with("https://codeberg.org/") { "_edit" } else { "edit" };
        let dash = if repository.starts_with("https://gitlab.com/") { "/-" } else { "" };
        format!("{repository}{dash}/{edit}/main/{path}")
    })
}

/// Headings of levels 2 and 3, the latter below the former, and those of level 1 that are not the page's title.
fn toc(headings: &[Heading], has_h1: bool) -> Vec<TocEntry<'_>> {
    let mut entries: Vec<TocEntry<'_>> = Vec::new();
    let title = headings.iter().position(|heading| has_h1 && heading.level == 1);
    let shown = |&(number, heading): &(usize, &Heading)| heading.level <= 3 && Some(number) != title;
    for (_, heading) in headings.iter().enumerate().filter(shown) {
        let entry = TocEntry { id: &heading.id, text: &heading.text, level: heading.level, children: Vec::new() };
        match entries.last_mut() {
            Some(above) if heading.level == 3 && above.level == 2 => above.children.push(entry),
            _ => entries.push(entry),
        }
    }
    entries
}
