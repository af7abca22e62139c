//! Pages and files that Chartroom makes itself: the 404 page, redirects, the sitemap, robots.txt. And how a page of Chartroom's own
//! that depends on much of the site is made only where that is not as before.

use serde::Serialize;

use super::address::{self, From};
use super::context::{self, AssetsContext, START_PAGE, SiteContext};
use super::navigation::{self, Crumb, Nav};
use super::{Shared, TemplateError, bytes, dates, tags};
use crate::cache::Key;
use crate::link::{RedirectTarget, href};
use crate::write::{Content, OutputFile};

/// The file that a server shows for an address that does not exist, and the template of it.
pub const NOT_FOUND: &str = "404.html";

#[derive(Serialize)]
struct NotFound<'a> {
    site: SiteContext<'a>,
    nav: Nav<'a>,
    assets: AssetsContext,
    root: &'a str,
}

#[derive(Serialize)]
struct Moved<'a> {
    site: SiteContext<'a>,
    assets: AssetsContext,
    redirect: Redirect,
}

#[derive(Serialize)]
struct Redirect {
    target: String,
    canonical: Option<String>,
}

/// What the template of every page of Chartroom's own gets.
#[derive(Serialize)]
pub struct Frame<'a> {
    site: SiteContext<'a>,
    nav: Nav<'a>,
    breadcrumbs: Vec<Crumb<'a>>,
    assets: AssetsContext,
    root: String,
    canonical: Option<String>,
    noindex: bool,
}

impl<'a> Frame<'a> {
    /// That of the page at `path`; `above` are the pages between the start page and it.
    pub fn of(shared: &Shared<'a>, path: &str, above: Vec<Crumb<'a>>) -> Self {
        let from = From::File(path);
        Self {
            site: context::site(shared, from),
            nav: navigation::of(shared, from, None, &[]),
            breadcrumbs: navigation::crumbs_of_own(shared, from, above),
            assets: context::assets(shared, from),
            root: href::root(path),
            canonical: address::full(shared.input, path),
            noindex: shared.input.noindex,
        }
    }
}

/// A page of Chartroom's own.
pub struct OwnPage<'a> {
    /// Its file in the output.
    pub path: &'a str,
    pub template: &'a str,
    /// Names everything that its context depends on, told without making it.
    pub at_hand: Option<Key>,
}

/// A page of Chartroom's own, unless it is known to be there or there is no room for it.
pub fn made<T: Serialize>(
    shared: &Shared<'_>,
    page: &OwnPage<'_>,
    context: &dyn Fn() -> T,
) -> Result<OutputFile, TemplateError> {
    let OwnPage { path, template, at_hand } = *page;
    let input = shared.input;
    let mut made = None;
    let mut make = || {
        let context = context();
        let json = serde_json::to_vec(&context).unwrap_or_default();
        made = Some((context, json.len()));
        Key::new("own page 1", &[shared.fingerprint.bytes(), path.as_bytes(), &json])
    };
    let key = match at_hand {
        Some(at_hand) => *input.memory.share(at_hand, |_| true, make),
        None => make(),
    };
    let content = if input.present.holds(path, key) {
        Content::Unchanged
    } else {
        let (context, size) = made.unwrap_or_else(|| (context(), 0));
        let html = shared.templates.render(template, &context, path, size + 16 * 1024)?;
        if input.present.takes(path, html.len()) { Content::Bytes(html.into_bytes()) } else { Content::Unchanged }
    };
    Ok(OutputFile { path: path.to_owned(), content, key: Some(key) })
}

/// All of them.
pub fn all(shared: &Shared<'_>) -> Result<Vec<OutputFile>, TemplateError> {
    let site = shared.input.site;
    let taken = |path: &str| {
        site.pages.iter().any(|page| page.output == path)
            || site.redirects.iter().any(|redirect| redirect.output == path)
            || site.assets.iter().any(|asset| asset.path == path)
    };
    let mut files = Vec::new();
    if !taken(NOT_FOUND) {
        files.push(bytes(NOT_FOUND, not_found(shared)?));
    }
    if !taken(START_PAGE) {
        files.push(bytes(START_PAGE, context::start_page(shared)?));
    }
    for redirect in &shared.input.site.redirects {
        files.push(bytes(&redirect.output, moved(shared, &redirect.output, &redirect.target)?));
    }
    let sitemap = sitemap(shared);
    files.push(bytes("robots.txt", robots(shared, sitemap.is_some())));
    files.extend(sitemap.map(|text| bytes("sitemap.xml", text)));
    // GitHub Pages passes over files that begin with `_` or `.` unless this file is there.
    files.push(bytes(".nojekyll", String::new()));
    Ok(files)
}

fn not_found(shared: &Shared<'_>) -> Result<String, TemplateError> {
    let context = NotFound {
        site: context::site(shared, From::Root),
        nav: navigation::of(shared, From::Root, None, &[]),
        assets: context::assets(shared, From::Root),
        root: shared.input.base_url.map_or("/", |url| url.path()),
    };
    shared.templates.render(NOT_FOUND, &context, NOT_FOUND, 16 * 1024)
}

fn moved(shared: &Shared<'_>, output: &str, target: &RedirectTarget) -> Result<String, TemplateError> {
    let from = From::File(output);
    let redirect = match target {
        RedirectTarget::Page(page, anchor) => {
            let fragment =
                anchor.as_deref().map(|anchor| format!("#{}", href::encode_fragment(anchor))).unwrap_or_default();
            Redirect {
                target: format!(
                    "{}{fragment}",
                    address::file(shared.input, from, &shared.input.site.pages[*page].output)
                ),
                canonical: context::canonical(shared, *page),
            }
        }
        RedirectTarget::Url(url) => Redirect { target: url.clone(), canonical: Some(url.clone()) },
    };
    let context = Moved { site: context::site(shared, from), assets: context::assets(shared, from), redirect };
    shared.templates.render("redirect.html", &context, output, 4 * 1024)
}

/// Needs full addresses, so there is none without a base URL; nor where search engines are asked to stay away.
fn sitemap(shared: &Shared<'_>) -> Option<String> {
    if shared.input.noindex {
        return None;
    }
    shared.input.base_url?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for (index, page) in shared.input.site.pages.iter().enumerate() {
        let Some(url) = context::canonical(shared, index) else {
            continue;
        };
        xml.push_str("<url><loc>");
        address::escape(&url, &mut xml);
        xml.push_str("</loc>");
        if let Some(day) = dates::day(&page.page.meta, shared.changed[index]) {
            xml.push_str(&format!("<lastmod>{day}</lastmod>"));
        }
        xml.push_str("</url>\n");
    }
    let own = [&shared.gallery, &shared.progress].into_iter().flatten().cloned();
    for file in own.chain(tags::paths(shared)) {
        xml.push_str("<url><loc>");
        address::escape(&address::full(shared.input, &file).unwrap_or_default(), &mut xml);
        xml.push_str("</loc></url>\n");
    }
    xml.push_str("</urlset>\n");
    Some(xml)
}

fn robots(shared: &Shared<'_>, sitemap: bool) -> String {
    if shared.input.noindex {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    let mut text = "User-agent: *\nAllow: /\n".to_owned();
    if let Some(base) = shared.input.base_url.filter(|_| sitemap) {
        text.push_str(&format!("\nSitemap: {}\n", base.join("sitemap.xml")));
    }
    text
}
