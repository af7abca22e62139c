//! Identity of diagrams: ids that are unique on the site, captions, numbers by page.
//!
//! A given id is used as it is, and of two the first by path keeps it. A derived id is `fig-`, the page's path and the
//! heading above, with `-2`, … where that is taken. Ids of headings on the same page are respected by both.

use std::collections::{BTreeMap, BTreeSet};

use super::DiagramFile;
use super::href;
use super::site::{Figure, FigureHome};
use super::urls::{Placed, file_stem, folder, is_named_index};
use crate::diagnostics::Finding;
use crate::model::{Diagram, Page, Part, Span};

/// Where a page shows a figure.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slot {
    /// Index of the figure.
    pub figure: usize,
    /// The element's id on this page: the figure's own, with a suffix where the page shows it twice.
    pub id: String,
    /// Number on the page, from 1.
    pub number: usize,
    /// What this page calls a figure that has no caption of its own.
    pub caption: Option<String>,
}

/// The figures of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Slots {
    /// For each of the page's diagrams.
    pub diagrams: Vec<Slot>,
    /// For references that include a file: by the reference's index.
    pub includes: BTreeMap<usize, Slot>,
}

impl Slots {
    /// All slots in order of their number.
    pub fn in_order(&self) -> Vec<&Slot> {
        let mut list: Vec<&Slot> = self.diagrams.iter().chain(self.includes.values()).collect();
        list.sort_by_key(|slot| slot.number);
        list
    }
}

/// Gives every diagram its identity and every page its slots.
pub fn assign(placed: &[Placed], files: &[DiagramFile], findings: &mut Vec<Finding>) -> (Vec<Figure>, Vec<Slots>) {
    let mut given = GivenIds::default();
    for page in placed {
        let ids = ids_of_text(&page.input.page);
        for diagram in &page.input.page.diagrams {
            given.claim(&page.input.page.file, diagram, &ids, findings);
        }
    }
    for file in files {
        given.claim(&file.file, &file.diagram, &BTreeSet::new(), findings);
    }

    let by_path: BTreeMap<String, usize> =
        files.iter().enumerate().map(|(index, file)| (file.path.clone(), index)).collect();
    let mut figures = Vec::new();
    let mut of_file: Vec<Option<usize>> = vec![None; files.len()];
    let mut taken = Taken { ids: given.ids, next: BTreeMap::new() };
    let mut all_slots = Vec::with_capacity(placed.len());
    for (page_index, placed_page) in placed.iter().enumerate() {
        let page = &placed_page.input.page;
        let mut slots = Slots::default();
        let mut on_page: BTreeMap<usize, usize> = BTreeMap::new();
        let mut number = 0;
        let ids = ids_of_text(page);
        for part in &page.body {
            match *part {
                Part::Diagram(index) => {
                    number += 1;
                    let diagram = &page.diagrams[index];
                    let heading = diagram.heading.map(|heading| &page.headings[heading]);
                    let id = given.of.get(&(page.file.clone(), diagram.line)).cloned();
                    let is_given = id.is_some();
                    let id = id.unwrap_or_else(|| {
                        let stem = derived(&page.path, heading.map(|heading| heading.id.as_str()));
                        taken.unique(&stem, &ids)
                    });
                    let caption =
                        diagram.data.caption.clone().unwrap_or_else(|| {
                            heading.map_or_else(|| page.title.clone(), |heading| heading.text.clone())
                        });
                    slots.diagrams.push(Slot { figure: figures.len(), id: id.clone(), number, caption: None });
                    figures.push(Figure {
                        id,
                        given: is_given,
                        file: page.file.clone(),
                        diagram: diagram.clone(),
                        caption,
                        home: FigureHome::Page { page: page_index, number },
                        shown_on: vec![page_index],
                        mentioned_on: Vec::new(),
                        links: Vec::new(),
                    });
                }
                Part::Include(reference) => {
                    let target = &page.references[reference].target;
                    let Some(file) = included(&page.path, target).and_then(|path| by_path.get(&path).copied()) else {
                        continue;
                    };
                    number += 1;
                    let alternative = &page.references[reference].text;
                    let caption = files[file].diagram.data.caption.is_none().then(|| alternative.clone());
                    let caption = caption.filter(|caption| !caption.is_empty());
                    let figure = *of_file[file].get_or_insert_with(|| {
                        figures.push(from_file(&files[file], &given.of, &mut taken, alternative.clone()));
                        figures.len() - 1
                    });
                    let entry = &mut figures[figure];
                    if entry.home == FigureHome::File {
                        entry.home = FigureHome::Page { page: page_index, number };
                    }
                    if entry.shown_on.last() != Some(&page_index) {
                        entry.shown_on.push(page_index);
                    }
                    let times = on_page.entry(figure).or_insert(0);
                    *times += 1;
                    let id = if *times == 1 { entry.id.clone() } else { format!("{}--{times}", entry.id) };
                    slots.includes.insert(reference, Slot { figure, id, number, caption });
                }
                Part::Html(_)
                | Part::Code(_)
                | Part::Url(_)
                | Part::Picture(..)
                | Part::FigureRef(_)
                | Part::Relations(_) => {}
            }
        }
        all_slots.push(slots);
    }
    for (index, file) in files.iter().enumerate() {
        if of_file[index].is_none() {
            figures.push(from_file(file, &given.of, &mut taken, String::new()));
        }
    }
    (figures, all_slots)
}

/// Ids that the text of a page has of itself: of headings, footnotes and raw HTML.
fn ids_of_text(page: &Page) -> BTreeSet<&str> {
    let headings = page.headings.iter().map(|heading| heading.id.as_str());
    headings.chain(page.anchors.iter().map(String::as_str)).collect()
}

/// The path in the content folder of a `.mmd` file that a page includes.
pub fn included(page: &str, target: &str) -> Option<String> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let path = href::decode(path)?;
    match path.strip_prefix('/') {
        Some(rooted) => href::join("", rooted),
        None => href::join(page, &path),
    }
}

/// Given ids: who owns each, and where a diagram's own claim was refused.
#[derive(Default)]
struct GivenIds {
    ids: BTreeSet<String>,
    of: BTreeMap<(String, u32), String>,
    owners: BTreeMap<String, (String, u32)>,
}

impl GivenIds {
    fn claim(&mut self, file: &str, diagram: &Diagram, on_page: &BTreeSet<&str>, findings: &mut Vec<Finding>) {
        let Some(id) = &diagram.data.id else {
            return;
        };
        let span: Span = diagram.data.id_span.unwrap_or(diagram.span);
        if let Some((owner, line)) = self.owners.get(id) {
            findings.push(
                Finding::error(
                    "duplicate-id",
                    file,
                    span,
                    format!("the id `{id}` belongs to the diagram at {owner}:{line}"),
                )
                .with_help("give this diagram another id"),
            );
            return;
        }
        if on_page.contains(id.as_str()) {
            findings.push(
                Finding::error(
                    "duplicate-id",
                    file,
                    span,
                    format!("the id `{id}` is that of a heading or an anchor on this page"),
                )
                .with_help("give this diagram another id"),
            );
            return;
        }
        self.owners.insert(id.clone(), (file.to_owned(), diagram.line));
        self.of.insert((file.to_owned(), diagram.line), id.clone());
        self.ids.insert(id.clone());
    }
}

fn from_file(
    file: &DiagramFile,
    given: &BTreeMap<(String, u32), String>,
    taken: &mut Taken,
    alternative: String,
) -> Figure {
    let id = given.get(&(file.file.clone(), file.diagram.line)).cloned();
    let is_given = id.is_some();
    let id = id.unwrap_or_else(|| taken.unique(&derived(&file.path, None), &BTreeSet::new()));
    let caption = match (&file.diagram.data.caption, alternative.is_empty()) {
        (Some(caption), _) => caption.clone(),
        (None, false) => alternative,
        (None, true) => readable(file_stem(&file.path)),
    };
    Figure {
        id,
        given: is_given,
        file: file.file.clone(),
        diagram: file.diagram.clone(),
        caption,
        home: FigureHome::File,
        shown_on: Vec::new(),
        mentioned_on: Vec::new(),
        links: Vec::new(),
    }
}

/// `fig-`, the path in ASCII, the heading's slug: safe as an element's id, as a file's name and in a URL.
fn derived(path: &str, heading: Option<&str>) -> String {
    let stem = file_stem(path);
    let place = if is_named_index(path) { folder(path).to_owned() } else { format!("{}/{stem}", folder(path)) };
    let mut id = String::from("fig");
    for part in place.split('/').chain(heading) {
        let part = plain(part);
        if !part.is_empty() {
            id.push('-');
            id.push_str(&part);
        }
    }
    // File systems end at 255 bytes a name.
    id.truncate(180);
    id.trim_end_matches('-').to_owned()
}

/// Lower-case ASCII letters and digits, everything else one `-`.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            out.push(character.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// Ids in use on the site, and for each stem the number to try next, so that a thousand equal headings stay cheap.
#[derive(Default)]
struct Taken {
    ids: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Taken {
    /// `stem`, or `stem-2`, … where that is in use on the site or in `also`.
    fn unique(&mut self, stem: &str, also: &BTreeSet<&str>) -> String {
        let number = self.next.entry(stem.to_owned()).or_insert(1);
        loop {
            let id = if *number == 1 { stem.to_owned() } else { format!("{stem}-{number}") };
            *number += 1;
            if !also.contains(id.as_str()) && self.ids.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// `cell-based_routing` as `Cell based routing`.
pub fn readable(stem: &str) -> String {
    let spaced = stem.replace(['-', '_'], " ");
    let mut characters = spaced.trim().chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_names_page_and_heading() {
        assert_eq!(
            derived("systems/netflix/architecture.md", Some("global-view")),
            "fig-systems-netflix-architecture-global-view"
        );
        assert_eq!(derived("index.md", None), "fig");
        assert_eq!(derived("a/README.md", Some("über-uns")), "fig-a-ber-uns");
    }

    #[test]
    fn a_taken_id_gets_a_number() {
        let mut taken = Taken { ids: BTreeSet::from(["fig-a".to_owned()]), next: BTreeMap::new() };
        assert_eq!(taken.unique("fig-a", &BTreeSet::from(["fig-a-2"])), "fig-a-3");
        assert_eq!(taken.unique("fig-a", &BTreeSet::new()), "fig-a-4");
    }
}
