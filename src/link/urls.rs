//! Where each page stands: from its path, or `slug` or `url` of its front matter; and the redirects that lead to it.

use std::collections::BTreeMap;

use super::PageInput;
use super::href;
use super::names::{Names, Patience};
use super::site::{Redirect, RedirectTarget};
use crate::cache::Memory;
use crate::config::{Config, RedirectEntry};
use crate::diagnostics::Finding;
use crate::load::Asset;
use crate::model::{FrontMatter, Span};

/// A page with its address.
#[derive(Debug)]
pub struct Placed {
    /// The page and its diagrams' links.
    pub input: PageInput,
    /// `/guide/start/`.
    pub url: String,
    /// `guide/start/index.html`.
    pub output: String,
    /// Whether it is the page of its folder.
    pub is_index: bool,
}

/// What decides where a page stands.
#[derive(Debug, Clone, Copy)]
pub struct Addressee<'a> {
    /// Its file, relative to the site's root.
    pub file: &'a str,
    /// Its path in the content folder.
    pub path: &'a str,
    /// Its front matter, of which `url` and `slug` count.
    pub meta: &'a FrontMatter,
}

/// Where a page stands; the fields are those of [`Placed`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    url: String,
    output: String,
    is_index: bool,
}

/// Gives every page its address. Of two pages at one address the first by path keeps it; the other is left out, with a
/// finding, and so is a page that stands where a copied file does.
pub fn assign(config: &Config, pages: Vec<PageInput>, assets: &[Asset], findings: &mut Vec<Finding>) -> Vec<Placed> {
    let addressees: Vec<Addressee<'_>> = pages
        .iter()
        .map(|PageInput { page, .. }| Addressee { file: &page.file, path: &page.path, meta: &page.meta })
        .collect();
    let addresses = addresses(config, &addressees, assets, findings);
    let placed = pages.into_iter().zip(addresses).filter_map(|(input, address)| {
        let Address { url, output, is_index } = address?;
        Some(Placed { input, url, output, is_index })
    });
    placed.collect()
}

/// The address of each page; `None` of one that is left out.
pub fn addresses(
    config: &Config,
    pages: &[Addressee<'_>],
    assets: &[Asset],
    findings: &mut Vec<Finding>,
) -> Vec<Option<Address>> {
    let files: BTreeMap<&str, &str> = assets.iter().map(|asset| (asset.path.as_str(), asset.file.as_str())).collect();
    let mut indexes: BTreeMap<&str, usize> = BTreeMap::new();
    for page in pages {
        if let Some(rank) = index_rank(page.path) {
            let best = indexes.entry(folder(page.path)).or_insert(rank);
            *best = rank.min(*best);
        }
    }
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    let mut list = Vec::with_capacity(pages.len());
    for page in pages {
        let rank = index_rank(page.path);
        let is_index = rank.is_some() && rank.as_ref() == indexes.get(folder(page.path));
        let url = address(config, page, is_index, findings);
        let output = output_of(&url);
        if let Some(owner) = owner_of(&output, |path| taken.get(path).or_else(|| files.get(path)).copied()) {
            findings.push(
                Finding::error(
                    "duplicate-url",
                    page.file,
                    page.meta.place(&["url", "slug"]),
                    format!("this page would stand at {url}, where {owner} stands already; it was left out"),
                )
                .with_help("rename one of the two, or give it another `slug` or `url`"),
            );
            list.push(None);
            continue;
        }
        taken.insert(output.clone(), page.file);
        list.push(Some(Address { url, output, is_index }));
    }
    list
}

/// The pages that stand at old addresses: `aliases` of pages and `[redirects]`.
pub fn redirects(
    config: &Config,
    placed: &[Placed],
    assets: &[Asset],
    memory: &Memory,
    findings: &mut Vec<Finding>,
) -> Vec<Redirect> {
    let pages = placed.iter().map(|page| (page.output.clone(), page.input.page.file.clone()));
    let mut taken: BTreeMap<String, String> =
        assets.iter().map(|asset| (asset.path.clone(), asset.file.clone())).chain(pages).collect();
    let mut list = Vec::new();
    for (index, page) in placed.iter().enumerate() {
        let file = &page.input.page.file;
        for (number, alias) in page.input.page.meta.aliases.iter().enumerate() {
            let place = page.input.page.meta.place(&[&format!("aliases.{number}"), "aliases"]);
            let Some(path) = clean_path(alias) else {
                findings.push(
                    Finding::error(
                        "front-matter",
                        file,
                        place,
                        format!("the alias `{alias}` is not a path of this site"),
                    )
                    .with_help("write it like `/old/page/`"),
                );
                continue;
            };
            let output = redirect_output(&path, alias);
            if output == page.output {
                continue;
            }
            if let Some(owner) = owner_of(&output, |path| taken.get(path).map(String::as_str)) {
                findings.push(
                    Finding::error(
                        "duplicate-url",
                        file,
                        place,
                        format!("the alias `{alias}` is where {owner} stands"),
                    )
                    .with_help("remove the alias, or move what stands there"),
                );
                continue;
            }
            taken.insert(output.clone(), file.clone());
            list.push(Redirect { output, target: RedirectTarget::Page(index, None) });
        }
    }
    let pages = RedirectPages::new(placed);
    let patience = Patience::new(memory);
    for RedirectEntry { from, from_span, to, to_span } in &config.redirects {
        let wrong = |span: Span, message: String, help: &str| {
            Finding::error("broken-link", &config.file, span, message).with_help(help)
        };
        let Some(path) = clean_path(from) else {
            findings.push(wrong(
                *from_span,
                format!("the old address `{from}` is not a path of this site"),
                "write it like `/old/page/`",
            ));
            continue;
        };
        let output = redirect_output(&path, from);
        if let Some(owner) = owner_of(&output, |path| taken.get(path).map(String::as_str)) {
            findings.push(
                Finding::error(
                    "duplicate-url",
                    &config.file,
                    *from_span,
                    format!("the old address `{from}` is where {owner} stands"),
                )
                .with_help("remove the redirect: readers get to what stands there now"),
            );
            continue;
        }
        let target = if to.starts_with("https://") || to.starts_with("http://") {
            Some(RedirectTarget::Url(to.clone()))
        } else {
            pages.find(to)
        };
        let Some(target) = target else {
            let help = patience
                .nearest(to, &pages.paths)
                .map_or_else(|| "write the path of a page's file".to_owned(), |path| format!("did you mean `{path}`?"));
            findings.push(wrong(*to_span, format!("the redirect leads to `{to}`, which is no page"), &help));
            continue;
        };
        taken.insert(output.clone(), "a redirect of site.toml".to_owned());
        list.push(Redirect { output, target });
    }
    list.sort_by(|a, b| a.output.cmp(&b.output));
    list
}

/// Who has a place in the output, or has a file where the place needs a folder.
fn owner_of<'a>(output: &str, owner: impl Fn(&str) -> Option<&'a str>) -> Option<&'a str> {
    owner(output).or_else(|| output.match_indices('/').find_map(|(at, _)| owner(&output[..at])))
}

/// The pages that a redirect can lead to.
struct RedirectPages<'a> {
    paths: Names<'a>,
    by_path: BTreeMap<&'a str, usize>,
    by_url: BTreeMap<&'a str, usize>,
}

impl<'a> RedirectPages<'a> {
    fn new(placed: &'a [Placed]) -> Self {
        let paths = placed.iter().map(|page| page.input.page.path.as_str()).collect();
        let mut pages = Self { paths, by_path: BTreeMap::new(), by_url: BTreeMap::new() };
        for (index, page) in placed.iter().enumerate() {
            pages.by_path.entry(page.input.page.path.as_str()).or_insert(index);
            pages.by_url.entry(page.url.trim_matches('/')).or_insert(index);
        }
        pages
    }

    fn find(&self, to: &str) -> Option<RedirectTarget> {
        let (path, anchor) = to.split_once('#').map_or((to, None), |(path, anchor)| (path, Some(anchor.to_owned())));
        let by_path = self.by_path.get(path.trim_start_matches('/'));
        let page = by_path.into_iter().chain(self.by_url.get(path.trim_matches('/'))).min()?;
        Some(RedirectTarget::Page(*page, anchor))
    }
}

fn address(config: &Config, page: &Addressee<'_>, is_index: bool, findings: &mut Vec<Finding>) -> String {
    let mut refused = |key: &str, value: &str, help: &str| {
        findings.push(
            Finding::error(
                "front-matter",
                page.file,
                page.meta.place(&[key, "slug"]),
                format!("`{key}` cannot be `{value}`"),
            )
            .with_help(help),
        );
    };
    if let Some(url) = &page.meta.url {
        match clean_path(url) {
            Some(path) if path.is_empty() => return "/".to_owned(),
            Some(path) if has_extension(&path) => return format!("/{path}"),
            Some(path) => return finish(config, &path),
            None => refused("url", url, "write a path of this site, like `/guide/start/`"),
        }
    }
    let parent = folder(page.path);
    let stem = file_stem(page.path);
    let mut path = if is_index {
        parent.to_owned()
    } else if parent.is_empty() {
        stem.to_owned()
    } else {
        format!("{parent}/{stem}")
    };
    if let Some(slug) = &page.meta.slug {
        match clean_path(slug) {
            Some(last) if !last.is_empty() && !last.contains('/') => {
                path = match path.rsplit_once('/') {
                    Some((above, _)) => format!("{above}/{last}"),
                    None => last,
                };
            }
            _ => refused("slug", slug, "a slug is one part of a path: no `/`, not `..`; for a whole path use `url`"),
        }
    }
    if path.is_empty() {
        return "/".to_owned();
    }
    if is_index && !config.build.pretty_urls {
        return format!("/{path}/");
    }
    finish(config, &path)
}

fn finish(config: &Config, path: &str) -> String {
    if config.build.pretty_urls { format!("/{path}/") } else { format!("/{path}.html") }
}

fn output_of(url: &str) -> String {
    let path = url.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

fn redirect_output(path: &str, written: &str) -> String {
    if !written.ends_with('/') && has_extension(path) {
        path.to_owned()
    } else if path.is_empty() {
        "index.html".to_owned()
    } else {
        format!("{path}/index.html")
    }
}

fn has_extension(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    last.ends_with(".html") || last.ends_with(".htm")
}

/// A path of the site without slashes at its ends, decoded; `None` where it is none: another scheme or host, `..`, control
/// characters.
fn clean_path(text: &str) -> Option<String> {
    if text.contains("://") || text.starts_with("//") || text.contains(['\\', '?', '#']) {
        return None;
    }
    let decoded = href::decode(text)?;
    let path = decoded.trim_matches('/');
    let fine = |part: &str| {
        part != "."
            && part != ".."
            && !part.chars().any(char::is_control)
            && part.len() <= 200
            && !part.contains(['\\', ':'])
    };
    if path.len() > 1_000 {
        return None;
    }
    let parts_fine = path.is_empty() || path.split('/').all(|part| !part.is_empty() && fine(part));
    parts_fine.then(|| path.to_owned())
}

/// Names of a folder's own page, the one that wins first: `index.md`, Zola's and Hugo's `_index.md`, GitHub's `README.md`.
fn index_rank(path: &str) -> Option<usize> {
    let stem = file_stem(path);
    ["index", "_index", "readme"].iter().position(|name| stem.eq_ignore_ascii_case(name))
}

/// Whether a file is named like the page of its folder.
pub fn is_named_index(path: &str) -> bool {
    index_rank(path).is_some()
}

/// The folder of a path, without its last `/`; empty for the top.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The name of a path's file without its extension.
pub fn file_stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::clean_path;

    #[test]
    fn a_path_out_of_the_site_is_refused() {
        assert_eq!(clean_path("/old/page/").as_deref(), Some("old/page"));
        assert_eq!(clean_path("/"), Some(String::new()));
        assert_eq!(clean_path("/a/../../etc"), None);
        assert_eq!(clean_path("/a/%2e%2e/b"), None);
        assert_eq!(clean_path("https://example.org/"), None);
        assert_eq!(clean_path("a//b"), None);
    }
}
