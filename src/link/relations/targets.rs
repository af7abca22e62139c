//! What a relation in front matter names: a page by its path or URL, a figure, a heading. Paths count from the content
//! folder unless they begin with `./` or `../`.

use std::collections::BTreeMap;

use crate::link::href;
use crate::link::names::Names;
use crate::link::scheme::scheme;
use crate::link::site::{Figure, FigureHome};
use crate::link::targets::{Targets, from_to};
use crate::link::urls::{Placed, file_stem};

/// Where a relation leads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelationTarget {
    /// Index of the page.
    pub page: usize,
    /// Id of the figure or heading on it.
    pub anchor: Option<String>,
    /// Index of the figure.
    pub figure: Option<usize>,
}

/// What is wrong with a target, and what to do.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) help: String,
}

fn fault(message: impl Into<String>, help: impl Into<String>) -> Fault {
    Fault { message: message.into(), help: help.into() }
}

/// Finds targets.
pub(super) struct Finder<'a> {
    targets: &'a Targets<'a>,
    placed: &'a [Placed],
    figures: &'a [Figure],
    /// Pages by the name of their file, so that each of many wrong targets costs little.
    by_stem: BTreeMap<&'a str, Vec<&'a str>>,
    /// Every page's path by its path without extension, and those alone: `.md` would make short names alike.
    by_bare: BTreeMap<&'a str, &'a str>,
    bare: Names<'a>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(targets: &'a Targets<'a>, placed: &'a [Placed], figures: &'a [Figure]) -> Self {
        let paths = || placed.iter().map(|page| page.input.page.path.as_str());
        let mut by_stem: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for path in paths() {
            by_stem.entry(file_stem(path)).or_default().push(path);
        }
        let by_bare: BTreeMap<&str, &str> = paths().map(|path| (stem(path), path)).collect();
        let bare = by_bare.keys().copied().collect();
        Self { targets, placed, figures, by_stem, by_bare, bare }
    }

    /// What `text` on page `from` names.
    pub(super) fn find(&self, from: usize, text: &str) -> Result<RelationTarget, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Err(fault("this relation names nothing", "write the path of a page, or `@id` for a figure"));
        }
        if let Some(id) = text.strip_prefix('@') {
            return self.by_id(id);
        }
        if scheme(text).is_some() || text.starts_with("//") {
            let help = "relations lead to pages and figures; link to other sites in the text";
            return Err(fault(format!("`{text}` is not a page of this site"), help));
        }
        let (path, fragment) = text.split_once('#').map_or((text, None), |(path, id)| (path, Some(id)));
        let path = path.split('?').next().unwrap_or_default();
        let path = href::decode(path).unwrap_or_else(|| path.to_owned());
        let own = self.placed[from].input.page.path.as_str();
        let page = if path.is_empty() { Some(from) } else { self.page(own, &path) };
        let Some(page) = page else {
            let diagram = join(own, &path).and_then(|path| self.targets.diagram_files.get(path.as_str()));
            return diagram.map_or_else(|| Err(self.missing(own, text, &path)), |&figure| self.figure(figure));
        };
        match fragment.filter(|fragment| !fragment.is_empty()) {
            None => Ok(RelationTarget { page, anchor: None, figure: None }),
            Some(id) => self.on_page(page, &href::decode(id).unwrap_or_else(|| id.to_owned())),
        }
    }

    fn page(&self, own: &str, path: &str) -> Option<usize> {
        let path = if is_relative(path) { path.to_owned() } else { format!("/{}", path.trim_start_matches('/')) };
        let bare = path.trim_end_matches('/');
        self.targets
            .find_page(own, &path)
            .or_else(|| self.targets.find_page(own, &format!("{bare}.md")))
            .or_else(|| self.targets.find_page(own, &format!("{bare}.markdown")))
    }

    fn on_page(&self, page: usize, id: &str) -> Result<RelationTarget, Fault> {
        let shown = |figure: &usize| self.figures[*figure].shown_on.binary_search(&page).is_ok();
        let figure = self.targets.figure_ids.get(id).copied().filter(shown);
        let figure = figure.or_else(|| self.targets.node(page, id).map(|(figure, _)| figure));
        if self.targets.has_anchor(page, id) {
            return Ok(RelationTarget { page, anchor: Some(id.to_owned()), figure });
        }
        let file = &self.placed[page].input.page.file;
        let near = self.targets.nearest_anchor(page, id).map(|near| format!("did you mean `#{near}`?"));
        let help = near.unwrap_or_else(|| "name the page alone, or one of its figures or headings".to_owned());
        Err(fault(format!("{file} has no heading or figure `#{id}`"), help))
    }

    fn by_id(&self, id: &str) -> Result<RelationTarget, Fault> {
        match self.targets.figure_ids.get(id) {
            Some(&figure) if self.figures[figure].given => self.figure(figure),
            _ => {
                let near = self.targets.nearest(id, &self.targets.given).map(|near| format!("did you mean `@{near}`?"));
                let help = near
                    .unwrap_or_else(|| "give the diagram that you mean an id: ```` ```mermaid {#id} ````".to_owned());
                Err(fault(format!("there is no figure `{id}`"), help))
            }
        }
    }

    fn figure(&self, figure: usize) -> Result<RelationTarget, Fault> {
        let Figure { id, file, home, .. } = &self.figures[figure];
        match home {
            FigureHome::Page { page, .. } => {
                Ok(RelationTarget { page: *page, anchor: Some(id.clone()), figure: Some(figure) })
            }
            FigureHome::File => Err(fault(
                format!("no page shows the figure `{id}`"),
                format!("place it with `![](…)`: its file is {file}"),
            )),
        }
    }

    fn missing(&self, own: &str, text: &str, path: &str) -> Fault {
        let Some(wanted) = join(own, path) else {
            return fault(
                format!("`{text}` leads out of the content folder"),
                "relations lead to pages of the content folder",
            );
        };
        let draft = |path: &str| self.targets.drafts.contains(path);
        if draft(&wanted) || draft(&format!("{wanted}.md")) || draft(&format!("{wanted}.markdown")) {
            return fault(
                format!("`{text}` is a draft, which this build leaves out"),
                "publish it, remove the relation, or build with `--drafts`",
            );
        }
        if self.targets.folders.contains(wanted.as_str()) {
            return fault(
                format!("the folder `{text}` has no index.md to relate to"),
                "name a page in it, or add an index.md",
            );
        }
        let near = match self.by_stem.get(file_stem(&wanted)).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => self.targets.nearest(stem(&wanted), &self.bare).and_then(|bare| self.by_bare.get(bare).copied()),
        };
        let near = near.filter(|near| *near != own);
        let help = near.map_or_else(
            || "write the page's path in the content folder, or one relative to this page that begins with `./` or `../`".to_owned(),
            |near| format!("did you mean `{}`?", as_written(own, path, near)),
        );
        fault(format!("there is no page `{text}`"), help)
    }
}

fn is_relative(path: &str) -> bool {
    path.split('/').next().is_some_and(|first| matches!(first, "." | ".."))
}

/// The path in the content folder.
fn join(own: &str, path: &str) -> Option<String> {
    if is_relative(path) { href::join(own, path) } else { href::join("", path) }
}

/// `path` without the extension of a page.
fn stem(path: &str) -> &str {
    path.strip_suffix(".md").or_else(|| path.strip_suffix(".markdown")).unwrap_or(path)
}

/// The page `near` in the manner in which the author wrote `path`: relative or not, with its extension or without.
fn as_written(own: &str, path: &str, near: &str) -> String {
    let near = if stem(path) == path { stem(near) } else { near };
    if !is_relative(path) {
        return near.to_owned();
    }
    let relative = from_to(own, near);
    if relative.starts_with("../") { relative } else { format!("./{}", relative.trim_start_matches("./")) }
}
