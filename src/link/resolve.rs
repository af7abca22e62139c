//! Every reference finds its target, once: links, images, figure references, click targets in diagrams. What leads
//! nowhere becomes a finding that names the nearest target that exists.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::{Slots, included};
use super::href;
use super::scheme::{SAFE_SCHEMES, is_safe_picture, scheme};
use super::site::{Figure, FigureHome, Resolved};
use super::targets::{Targets, from_to};
use super::urls::Placed;
use crate::diagnostics::{Code, Finding};
use crate::model::{DiagramLink, Reference, ReferenceKind, Span};

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

impl Targets<'_> {
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
            if let Some(links) = file_links.get(*path) {
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
                let wanted = included(&source.path, &reference.target).unwrap_or_default();
                let help = self.suggestion(
                    &source.path,
                    &wanted,
                    &self.diagram_paths,
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
        if let Some((id, name)) = id.split_once('/') {
            // `@scope/package` is no figure.
            return match self.figure_ids.get(id).filter(|figure| figures[**figure].given) {
                Some(&figure) => match self.figure(figures, origin, id, findings) {
                    Resolved::Figure { .. } => Resolved::Figure {
                        figure,
                        node: self.node_of(figure, (id, name), (origin.file, origin.span), findings),
                    },
                    other => other,
                },
                None => Resolved::Text,
            };
        }
        if let Some(&figure) = self.figure_ids.get(id)
            && figures[figure].given
        {
            return match figures[figure].home {
                FigureHome::Page { .. } => Resolved::Figure { figure, node: None },
                FigureHome::File => {
                    let file = &figures[figure].file;
                    let path =
                        file.strip_prefix(self.content).map_or(file.as_str(), |rest| rest.trim_start_matches('/'));
                    let message = format!("no page shows the figure `{id}`");
                    let help = format!("show it on a page; here it is `![]({})`", from_to(origin.path, path));
                    findings.push(Finding::error("broken-figure", origin.file, origin.span, message).with_help(help));
                    Resolved::Broken
                }
            };
        }
        let near = self.nearest(id, &self.given);
        // `@word` is also how people and decorators are written. What looks like an id of a figure is taken for one.
        let looks_like_one = id.starts_with("fig-") || (id.contains('-') && !self.given.is_empty());
        if near.is_none() && !looks_like_one {
            return Resolved::Text;
        }
        let help = near.map_or_else(
            || format!("write `{{#{id}}}` after `mermaid` at the diagram that you mean, or `\\@` for a plain `@`"),
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
        if let Some(&figure) = included(origin.path, path).and_then(|path| self.diagram_files.get(path.as_str())) {
            let Figure { id, shown_on, home, .. } = &figures[figure];
            // On a page that shows the figure itself, its own copy is meant.
            let here = origin.page.filter(|page| shown_on.contains(page));
            return match (here, home) {
                _ if origin.image => Resolved::Drawing { figure },
                (Some(page), _) => Resolved::Page { page, anchor: Some(id.clone()), query: String::new() },
                (None, FigureHome::Page { .. }) => Resolved::Figure { figure, node: None },
                (None, FigureHome::File) => Resolved::Drawing { figure },
            };
        }
        self.missing(origin, target, &decoded, findings)
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
            let known = anchor == "top" || anchor.starts_with(":~:") || self.has_anchor(page, anchor);
            if !known {
                let file = &placed[page].input.page.file;
                let of_figure = self.node(page, anchor);
                let help = self.nearest_anchor(page, anchor).map_or_else(
                    || match of_figure {
                        Some((figure, _)) => self.nodes.there_are(figure),
                        None => there_are(&self.anchors[page]),
                    },
                    |name| format!("did you mean `#{name}`?"),
                );
                let place = if Some(page) == origin.page { "this page".to_owned() } else { file.clone() };
                let message = match of_figure {
                    Some((_, node)) => format!("the figure of `#{anchor}` has no node `{node}`"),
                    None => format!("{place} has no heading or figure `#{anchor}`"),
                };
                let code = code(origin, "broken-anchor");
                findings.push(Finding::error(code, origin.file, origin.span, message).with_help(help));
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
                format!("`{target}` is a draft, which is left out"),
                "publish it, remove the link, or take drafts in with `--drafts`".to_owned(),
            ),
            Some(wanted) if self.folders.contains(wanted.as_str()) => (
                format!("the folder `{target}` has no index.md to show"),
                "link to a page in it, or add an index.md".to_owned(),
            ),
            Some(wanted) if asset => {
                (format!("there is no file `{target}`"), self.suggestion(origin.path, wanted, &self.file_paths, "put it into the content folder, or into the static folder and begin the path with `/`"))
            }
            Some(wanted) => {
                let stem = wanted.strip_suffix(".html").or_else(|| wanted.strip_suffix(".htm")).unwrap_or(wanted);
                let written = format!("{stem}.md");
                let help = if self.pages.contains_key(written.as_str()) {
                    format!("write the page's file, as GitHub follows it: `{}`", from_to(origin.path, &written))
                } else {
                    let otherwise = if wanted.ends_with(".md") {
                        "no page has a name like it: write the page, or take the link out"
                    } else {
                        "links name the `.md` file, relative to this page"
                    };
                    self.suggestion(origin.path, wanted, &self.page_paths, otherwise)
                };
                (format!("there is no page `{target}`"), help)
            }
        };
        findings.push(Finding::error(code, origin.file, origin.span, message).with_help(help));
        Resolved::Broken
    }
}

/// As many names as fit in a line.
pub(super) const FEW: usize = 6;

/// The anchors of a page, where nobody can tell which is meant.
fn there_are(anchors: &BTreeSet<&str>) -> String {
    if anchors.is_empty() {
        "the page has no headings to link to; leave `#` and what follows away".to_owned()
    } else if anchors.len() <= FEW {
        let names: Vec<&str> = anchors.iter().copied().collect();
        format!("it has `#{}`", names.join("`, `#"))
    } else {
        "ids of headings are made as on GitHub: in lower case, `-` for each space, no punctuation".to_owned()
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
