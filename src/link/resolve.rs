//! Every reference finds its target, once: links, images, figure references, click targets in diagrams. What leads
//! nowhere becomes a finding that names the nearest target that exists.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::figures::{Slots, included};
use super::href;
use super::scheme::{SAFE_SCHEMES, is_safe_picture, scheme};
use super::site::{Figure, FigureHome, Resolved};
use super::urls::{Placed, folder};
use crate::config::Config;
use crate::diagnostics::{Code, Finding, nearest};
use crate::load::Asset;
use crate::model::{DiagramLink, Reference, ReferenceKind, Span};

/// Comparisons of names that all suggestions of a build may take: about two seconds.
const PATIENCE: usize = 4_000_000;

/// Everything that can be pointed at.
pub struct Resolver<'a> {
    content: &'a str,
    pages: BTreeMap<&'a str, usize>,
    urls: BTreeMap<&'a str, usize>,
    aliases: BTreeMap<String, usize>,
    /// The page of each folder that has one.
    indexes: BTreeMap<&'a str, usize>,
    folders: BTreeSet<&'a str>,
    files: BTreeSet<&'a str>,
    drafts: BTreeSet<&'a str>,
    figure_ids: BTreeMap<&'a str, usize>,
    anchors: Vec<BTreeSet<&'a str>>,
    diagram_files: BTreeMap<String, usize>,
    /// Comparisons that suggestions may still make.
    patience: Cell<usize>,
}

/// The resolved references of all pages and figures, in the order of their lists.
pub struct ResolvedReferences {
    /// By page, by reference.
    pub pages: Vec<Vec<Resolved>>,
    /// By figure, by click target.
    pub figures: Vec<Vec<Resolved>>,
}

/// Who points: for messages, codes and relative paths.
struct Origin<'a> {
    /// The file for findings.
    file: &'a str,
    /// The path that relative targets count from.
    path: &'a str,
    /// The page that a bare `#anchor` is on.
    page: Option<usize>,
    span: Span,
    image: bool,
    click: bool,
}

impl<'a> Resolver<'a> {
    /// Indexes everything that can be pointed at.
    pub fn new(
        config: &'a Config,
        placed: &'a [Placed],
        figures: &'a [Figure],
        assets: &'a [Asset],
        drafts: &'a [String],
    ) -> Self {
        let mut anchors: Vec<BTreeSet<&str>> = placed
            .iter()
            .map(|page| {
                let page = &page.input.page;
                let headings = page.headings.iter().map(|heading| heading.id.as_str());
                headings.chain(page.anchors.iter().map(String::as_str)).collect()
            })
            .collect();
        for figure in figures {
            for page in &figure.shown_on {
                anchors[*page].insert(&figure.id);
            }
        }
        let mut folders = BTreeSet::new();
        for page in placed {
            let mut path = page.input.page.path.as_str();
            while !path.is_empty() {
                path = folder(path);
                folders.insert(path);
            }
        }
        let mut aliases = BTreeMap::new();
        for (index, page) in placed.iter().enumerate() {
            for alias in &page.input.page.meta.aliases {
                aliases.entry(alias.trim_matches('/').to_owned()).or_insert(index);
            }
        }
        let content_prefix = format!("{}/", config.build.content);
        Self {
            content: &config.build.content,
            pages: placed.iter().enumerate().map(|(index, page)| (page.input.page.path.as_str(), index)).collect(),
            urls: placed.iter().enumerate().map(|(index, page)| (page.url.trim_matches('/'), index)).collect(),
            aliases,
            indexes: placed
                .iter()
                .enumerate()
                .filter(|(_, page)| page.is_index)
                .map(|(index, page)| (folder(&page.input.page.path), index))
                .collect(),
            folders,
            files: assets.iter().map(|asset| asset.path.as_str()).collect(),
            drafts: drafts.iter().map(String::as_str).collect(),
            figure_ids: figures.iter().enumerate().map(|(index, figure)| (figure.id.as_str(), index)).collect(),
            anchors,
            diagram_files: figures
                .iter()
                .enumerate()
                .filter(|(_, figure)| figure.file.ends_with(".mmd") || figure.file.ends_with(".mermaid"))
                .filter_map(|(index, figure)| Some((figure.file.strip_prefix(&content_prefix)?.to_owned(), index)))
                .collect(),
            patience: Cell::new(PATIENCE),
        }
    }

    /// The name nearest to a missing one. A site of many names and many broken links gets them only as long as that takes
    /// a moment.
    fn nearest<'n>(&self, name: &str, names: &[&'n str]) -> Option<&'n str> {
        let left = self.patience.get().checked_sub(names.len())?;
        self.patience.set(left);
        nearest(name, names)
    }

    /// "did you mean …?" for a path, as it would be written on the page at `from`.
    fn suggestion(&self, from: &str, wanted: &str, names: &[&str], otherwise: &str) -> String {
        let file = wanted.rsplit('/').next().unwrap_or(wanted);
        let mut same_name = names.iter().copied().filter(|name| name.rsplit('/').next() == Some(file));
        let near = match (same_name.next(), same_name.next()) {
            (Some(only), None) => Some(only),
            _ => self.nearest(wanted, names),
        };
        near.map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{}`?", from_to(from, near)))
    }

    /// Resolves every reference of the site.
    pub fn all(
        &self,
        placed: &[Placed],
        figures: &[Figure],
        slots: &[Slots],
        file_links: &BTreeMap<String, Vec<DiagramLink>>,
        findings: &mut Vec<Finding>,
    ) -> ResolvedReferences {
        let mut pages = Vec::with_capacity(placed.len());
        for (index, page) in placed.iter().enumerate() {
            let list = page.input.page.references.iter().enumerate();
            pages.push(
                list.map(|(number, reference)| {
                    self.reference(placed, figures, slots, (index, number), reference, findings)
                })
                .collect(),
            );
        }
        let mut links_of: Vec<Vec<Resolved>> = vec![Vec::new(); figures.len()];
        for (page_index, page) in placed.iter().enumerate() {
            for (links, slot) in page.input.links.iter().zip(&slots[page_index].diagrams) {
                let path = &page.input.page.path;
                links_of[slot.figure] =
                    self.clicks(placed, figures, slot.figure, (path, Some(page_index)), links, findings);
            }
        }
        // A file's click targets count from the file, so that they mean the same on every page that shows it.
        for (path, &figure) in &self.diagram_files {
            let shown = match figures[figure].home {
                FigureHome::Page { page, .. } => Some(page),
                FigureHome::File => None,
            };
            if let Some(links) = file_links.get(path) {
                links_of[figure] = self.clicks(placed, figures, figure, (path, shown), links, findings);
            }
        }
        ResolvedReferences { pages, figures: links_of }
    }

    fn clicks(
        &self,
        placed: &[Placed],
        figures: &[Figure],
        figure: usize,
        (path, page): (&str, Option<usize>),
        links: &[DiagramLink],
        findings: &mut Vec<Finding>,
    ) -> Vec<Resolved> {
        let Figure { file, diagram, .. } = &figures[figure];
        links
            .iter()
            .map(|link| {
                let span = diagram.map.span(&diagram.source, link.range.clone());
                let origin = Origin { file, path, page, span, image: false, click: true };
                self.target(placed, figures, &origin, &link.target, findings)
            })
            .collect()
    }

    fn reference(
        &self,
        placed: &[Placed],
        figures: &[Figure],
        slots: &[Slots],
        (page, number): (usize, usize),
        reference: &Reference,
        findings: &mut Vec<Finding>,
    ) -> Resolved {
        let source = &placed[page].input.page;
        let origin = Origin {
            file: &source.file,
            path: &source.path,
            page: Some(page),
            span: reference.span,
            image: reference.kind != ReferenceKind::Link,
            click: false,
        };
        match reference.kind {
            ReferenceKind::Link | ReferenceKind::Image => {
                self.target(placed, figures, &origin, &reference.target, findings)
            }
            ReferenceKind::Figure => self.figure(figures, &origin, &reference.target, findings),
            ReferenceKind::Include => {
                if let Some(slot) = slots[page].includes.get(&number) {
                    return Resolved::Include { figure: slot.figure };
                }
                let names: Vec<&str> = self.diagram_files.keys().map(String::as_str).collect();
                let wanted = included(&source.path, &reference.target).unwrap_or_default();
                let help = self.suggestion(
                    &source.path,
                    &wanted,
                    &names,
                    "write the path of a `.mmd` file of the content folder",
                );
                findings.push(
                    Finding::error(
                        "broken-asset",
                        &source.file,
                        reference.span,
                        format!("there is no diagram file `{}`", reference.target),
                    )
                    .with_help(help),
                );
                Resolved::Broken
            }
        }
    }

    fn figure(&self, figures: &[Figure], origin: &Origin<'_>, id: &str, findings: &mut Vec<Finding>) -> Resolved {
        if let Some(&figure) = self.figure_ids.get(id)
            && figures[figure].given
        {
            return match figures[figure].home {
                FigureHome::Page { .. } => Resolved::Figure { figure },
                FigureHome::File => {
                    findings.push(
                        Finding::error(
                            "broken-figure",
                            origin.file,
                            origin.span,
                            format!("no page shows the figure `{id}`"),
                        )
                        .with_help(format!("place it with `![](…)`: its file is {}", figures[figure].file)),
                    );
                    Resolved::Broken
                }
            };
        }
        let given: Vec<&str> = figures.iter().filter(|figure| figure.given).map(|figure| figure.id.as_str()).collect();
        let near = self.nearest(id, &given);
        // `@word` is also how people and decorators are written. What looks like an id of a figure is taken for one.
        let looks_like_one = id.starts_with("fig-") || (id.contains('-') && !given.is_empty());
        if near.is_none() && !looks_like_one {
            return Resolved::Text;
        }
        let help = near.map_or_else(
            || {
                "give the diagram that you mean an id, ```` ```mermaid {#id} ````, or write `\\@` for a plain `@`"
                    .to_owned()
            },
            |near| format!("did you mean `@{near}`?"),
        );
        findings.push(
            Finding::error("broken-figure", origin.file, origin.span, format!("there is no figure `{id}`"))
                .with_help(help),
        );
        Resolved::Broken
    }

    fn target(
        &self,
        placed: &[Placed],
        figures: &[Figure],
        origin: &Origin<'_>,
        target: &str,
        findings: &mut Vec<Finding>,
    ) -> Resolved {
        let target = target.trim();
        if let Some(scheme) = scheme(target) {
            if SAFE_SCHEMES.contains(&scheme.as_str()) || (origin.image && is_safe_picture(target)) {
                return Resolved::External(target.to_owned());
            }
            let code = code(origin, "broken-link");
            findings.push(
                Finding::error(
                    code,
                    origin.file,
                    origin.span,
                    format!("an address that begins with `{scheme}:` is not put into the site"),
                )
                .with_help("link to a page, a file of the site, or an https address"),
            );
            return Resolved::Broken;
        }
        if target.starts_with("//") {
            return Resolved::External(target.to_owned());
        }
        let (path, suffix) = split(target);
        let Some(decoded) = href::decode(path) else {
            return self.missing(origin, target, path, findings);
        };
        if decoded.is_empty() {
            return match origin.page {
                Some(page) => self.on_page(placed, origin, page, suffix, findings),
                None => Resolved::Broken,
            };
        }
        if let Some(page) = self.find_page(origin.path, &decoded) {
            if origin.image {
                findings.push(
                    Finding::error(
                        "broken-asset",
                        origin.file,
                        origin.span,
                        format!("`{target}` is a page, which cannot be shown as a picture"),
                    )
                    .with_help("link to it without the `!`"),
                );
                return Resolved::Broken;
            }
            return self.on_page(placed, origin, page, suffix, findings);
        }
        if let Some(file) = self.find_file(origin.path, &decoded) {
            return Resolved::File { path: file, suffix: suffix.to_owned() };
        }
        if let Some(&figure) = included(origin.path, path).and_then(|path| self.diagram_files.get(&path)) {
            let Figure { id, shown_on, home, .. } = &figures[figure];
            // On a page that shows the figure itself, its own copy is meant.
            let here = origin.page.filter(|page| shown_on.contains(page));
            return match (here, home) {
                _ if origin.image => Resolved::Drawing { figure },
                (Some(page), _) => Resolved::Page { page, anchor: Some(id.clone()), query: String::new() },
                (None, FigureHome::Page { .. }) => Resolved::Figure { figure },
                (None, FigureHome::File) => Resolved::Drawing { figure },
            };
        }
        self.missing(origin, target, &decoded, findings)
    }

    /// The page that a path leads to, as GitHub follows it: a page's file or a folder with an index; from the root also a
    /// page's own URL or an alias.
    fn find_page(&self, from: &str, path: &str) -> Option<usize> {
        let candidates: Vec<String> = match path.strip_prefix('/') {
            Some(rooted) => {
                let rooted = href::join("", rooted)?;
                let stripped =
                    rooted.strip_prefix(self.content).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
                stripped.into_iter().chain([rooted]).collect()
            }
            None => vec![href::join(from, path)?],
        };
        for candidate in &candidates {
            if let Some(&page) = self.pages.get(candidate.as_str()) {
                return Some(page);
            }
            if let Some(&page) = self.indexes.get(candidate.as_str()) {
                return Some(page);
            }
        }
        if path.starts_with('/') {
            let wanted = path.trim_matches('/');
            return self.urls.get(wanted).or_else(|| self.aliases.get(wanted)).copied();
        }
        None
    }

    fn find_file(&self, from: &str, path: &str) -> Option<String> {
        let joined = match path.strip_prefix('/') {
            Some(rooted) => href::join("", rooted)?,
            None => href::join(from, path)?,
        };
        let stripped = joined.strip_prefix(self.content).and_then(|rest| rest.strip_prefix('/'));
        std::iter::once(joined.as_str())
            .chain(path.starts_with('/').then_some(stripped).flatten())
            .find(|candidate| self.files.contains(candidate))
            .map(str::to_owned)
    }

    fn on_page(
        &self,
        placed: &[Placed],
        origin: &Origin<'_>,
        page: usize,
        suffix: &str,
        findings: &mut Vec<Finding>,
    ) -> Resolved {
        let (query, fragment) =
            suffix.split_once('#').map_or((suffix, None), |(query, fragment)| (query, Some(fragment)));
        let anchor = fragment
            .filter(|fragment| !fragment.is_empty())
            .map(|fragment| href::decode(fragment).unwrap_or_else(|| fragment.to_owned()));
        if let Some(anchor) = &anchor {
            // `#:~:text=` asks the browser to find words; `#top` always exists.
            let known = anchor == "top" || anchor.starts_with(":~:") || self.anchors[page].contains(anchor.as_str());
            if !known {
                let names: Vec<&str> = self.anchors[page].iter().copied().collect();
                let file = &placed[page].input.page.file;
                let help = self.nearest(anchor, &names).map_or_else(
                    || format!("headings give ids as on GitHub; {file} has {} of them", names.len()),
                    |name| format!("did you mean `#{name}`?"),
                );
                let place = if Some(page) == origin.page { "this page".to_owned() } else { file.clone() };
                findings.push(
                    Finding::error(
                        code(origin, "broken-anchor"),
                        origin.file,
                        origin.span,
                        format!("{place} has no heading or figure `#{anchor}`"),
                    )
                    .with_help(help),
                );
            }
        }
        Resolved::Page { page, anchor, query: query.to_owned() }
    }

    fn missing(&self, origin: &Origin<'_>, target: &str, path: &str, findings: &mut Vec<Finding>) -> Resolved {
        let extension = path
            .rsplit('/')
            .next()
            .and_then(|name| name.rsplit_once('.'))
            .map(|(_, extension)| extension.to_ascii_lowercase());
        let is_page =
            extension.as_deref().is_none_or(|extension| matches!(extension, "md" | "markdown" | "html" | "htm"));
        let wanted = match path.strip_prefix('/') {
            Some(rooted) => href::join("", rooted),
            None => href::join(origin.path, path),
        };
        let asset = origin.image || !is_page;
        let code = code(origin, if asset { "broken-asset" } else { "broken-link" });
        let (message, help) = match &wanted {
            None => (
                format!("`{target}` leads out of the content folder"),
                "only pages and files of the content folder are part of the site; link to the file's address in the repository instead".to_owned(),
            ),
            Some(wanted) if self.drafts.contains(wanted.as_str()) => (
                format!("`{target}` is a draft, which this build leaves out"),
                "publish it, remove the link, or build with `--drafts`".to_owned(),
            ),
            Some(wanted) if self.folders.contains(wanted.as_str()) => (
                format!("the folder `{target}` has no index.md to show"),
                "link to a page in it, or add an index.md".to_owned(),
            ),
            Some(wanted) if asset => {
                let names: Vec<&str> = self.files.iter().copied().collect();
                (format!("there is no file `{target}`"), self.suggestion(origin.path, wanted, &names, "put it into the content folder, or into the static folder and begin the path with `/`"))
            }
            Some(wanted) => {
                let names: Vec<&str> = self.pages.keys().copied().collect();
                let stem = wanted.strip_suffix(".html").or_else(|| wanted.strip_suffix(".htm")).unwrap_or(wanted);
                let written = format!("{stem}.md");
                let help = if self.pages.contains_key(written.as_str()) {
                    format!("write the page's file, as GitHub follows it: `{}`", from_to(origin.path, &written))
                } else {
                    self.suggestion(origin.path, wanted, &names, "links name the `.md` file, relative to this page")
                };
                (format!("there is no page `{target}`"), help)
            }
        };
        findings.push(Finding::error(code, origin.file, origin.span, message).with_help(help));
        Resolved::Broken
    }
}

/// Click targets have one code, whatever is wrong with them.
const fn code(origin: &Origin<'_>, otherwise: Code) -> Code {
    if origin.click { "broken-click" } else { otherwise }
}

/// A target's path, and what follows it from `?` or `#` on.
fn split(target: &str) -> (&str, &str) {
    let end = target.find(['?', '#']).unwrap_or(target.len());
    target.split_at(end)
}

/// The path of `to` as a link on the page `from` writes it.
fn from_to(from: &str, to: &str) -> String {
    href::decode(&href::relative(from, to)).unwrap_or_else(|| to.to_owned())
}
