//! The page about the plan, `/progress/`: what its template gets, described in `content/reference/templates.md`. In: the report
//! and what it counts. Out: the page. It says what the report says; nothing is counted here but the lengths of its lists.

mod charts;
mod coverage;
mod phases;
mod places;
mod steps;
mod work;

use std::collections::BTreeSet;

use serde::Serialize;

use super::address::From;
use super::own_pages::Frame;
use super::{Progress, Shared, TemplateError, assets, bytes};
use crate::diagnostics::human::thousands;
use crate::plan::Inventory;
use crate::plan::report::{Quota, Totals};
use crate::write::OutputFile;
use places::Places;

/// The template.
const TEMPLATE: &str = "progress.html";

/// Entries of a list that the page shows; the rest is a number.
const MOST: usize = 500;

#[derive(Serialize)]
struct Context<'a> {
    #[serde(flatten)]
    frame: Frame<'a>,
    css: Option<String>,
    progress: Board<'a>,
}

/// What the page shows.
#[derive(Serialize)]
struct Board<'a> {
    title: &'a str,
    today: String,
    pages: String,
    valid: Amount,
    broken_count: String,
    reviewed: Amount,
    phases_met: Amount,
    tasks_done: Amount,
    steps: Vec<steps::Step<'a>>,
    phases: Vec<phases::Phase<'a>>,
    matrices: Vec<coverage::Matrix<'a>>,
    collections: Vec<coverage::Collection<'a>>,
    wanted: List<coverage::Wanted<'a>>,
    kinds: Vec<Kind<'a>>,
    sections: Vec<Section<'a>>,
    lanes: Vec<work::Lane<'a>>,
    tasks: List<work::Task<'a>>,
    broken: List<Broken<'a>>,
    charts: Vec<String>,
}

/// So many of so many.
#[derive(Serialize)]
struct Amount {
    have: usize,
    need: usize,
    /// Rounded down: 100 only where nothing is missing.
    percent: usize,
    /// `1,329 of 1,622`.
    text: String,
}

impl Amount {
    fn of(quota: Quota) -> Self {
        let Quota { have, need } = quota;
        let text = format!("{} of {}", thousands(have), thousands(need));
        Self { have, need, percent: quota.percent(), text }
    }
}

/// The beginning of a list, and how many more there are.
#[derive(Serialize)]
struct List<T> {
    items: Vec<T>,
    more: usize,
    total: usize,
}

impl<T> List<T> {
    fn of(mut items: Vec<T>) -> Self {
        let total = items.len();
        items.truncate(MOST);
        Self { more: total - items.len(), items, total }
    }
}

/// A part of a sentence of the report, in which names stand between backticks.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Piece<'a> {
    text: &'a str,
    is_name: bool,
}

fn pieces(sentence: &str) -> Vec<Piece<'_>> {
    let parts = sentence.split('`').enumerate();
    parts.map(|(at, text)| Piece { text, is_name: at % 2 == 1 }).filter(|piece| !piece.text.is_empty()).collect()
}

/// A kind of diagram.
#[derive(Serialize)]
struct Kind<'a> {
    name: &'a str,
    valid: usize,
}

/// A top folder.
#[derive(Serialize)]
struct Section<'a> {
    /// Empty for files in no folder.
    name: &'a str,
    pages: String,
    valid: Amount,
    reviewed: usize,
    /// Of the section with the most diagrams: its valid ones, and all.
    valid_width: usize,
    width: usize,
}

/// A diagram that does not draw.
#[derive(Serialize)]
struct Broken<'a> {
    id: &'a str,
    caption: &'a str,
    file: &'a str,
    line: u32,
    href: Option<String>,
}

/// The page.
pub fn file(shared: &Shared<'_>, progress: Progress<'_>) -> Result<Option<OutputFile>, TemplateError> {
    let Some(path) = &shared.progress else {
        return Ok(None);
    };
    let from = From::File(path);
    let places = Places::new(shared, path, progress.inventory);
    let context = Context {
        frame: Frame::of(shared, path, Vec::new()),
        css: shared.assets.progress.as_deref().map(|css| assets::address(shared.input, from, css)),
        progress: board(shared, progress, &places)?,
    };
    let html = shared.templates.render(TEMPLATE, &context, path, 64 * 1024)?;
    Ok(Some(bytes(path, html)))
}

fn board<'a>(shared: &Shared<'_>, progress: Progress<'a>, places: &Places<'a>) -> Result<Board<'a>, TemplateError> {
    let Progress { report, inventory } = progress;
    let Totals { pages, diagrams, valid, reviewed } = report.totals;
    Ok(Board {
        title: &report.title,
        today: report.today.to_string(),
        pages: thousands(pages),
        valid: Amount::of(Quota { have: valid, need: diagrams }),
        broken_count: thousands(report.broken.len()),
        reviewed: Amount::of(Quota { have: reviewed, need: valid }),
        phases_met: Amount::of(phases::met(report)),
        tasks_done: Amount::of(work::done(report)),
        steps: steps::all(report, inventory, places),
        phases: phases::all(report, places),
        matrices: coverage::matrices(report, inventory, places),
        collections: coverage::collections(report, inventory, places),
        wanted: List::of(coverage::wanted(report)),
        kinds: kinds(progress),
        sections: sections(progress),
        lanes: work::lanes(report),
        tasks: List::of(work::tasks(report)),
        broken: List::of(broken(progress, places)),
        charts: charts::all(shared, places.path, report)?,
    })
}

fn kinds(progress: Progress<'_>) -> Vec<Kind<'_>> {
    let kinds = progress.report.by_kind.iter();
    let mut list: Vec<Kind<'_>> = kinds.map(|(name, valid)| Kind { name, valid: *valid }).collect();
    list.sort_by(|a, b| b.valid.cmp(&a.valid).then(a.name.cmp(b.name)));
    list
}

fn sections(progress: Progress<'_>) -> Vec<Section<'_>> {
    let sections = &progress.report.by_section;
    let most = sections.values().map(|section| section.diagrams).max().unwrap_or_default();
    let width = |have: usize| if most == 0 { 0 } else { Quota { have, need: most }.percent() };
    sections
        .iter()
        .map(|(name, section)| Section {
            name,
            pages: thousands(section.pages),
            valid: Amount::of(Quota { have: section.valid, need: section.diagrams }),
            reviewed: section.reviewed,
            valid_width: width(section.valid),
            width: width(section.diagrams),
        })
        .collect()
}

fn broken<'a>(progress: Progress<'a>, places: &Places<'_>) -> Vec<Broken<'a>> {
    let Progress { report, inventory } = progress;
    let all = report.broken.iter().map(|index| (*index, &inventory.diagrams[*index]));
    all.map(|(index, diagram)| Broken {
        id: &diagram.id,
        caption: &diagram.caption,
        file: &diagram.file,
        line: diagram.line,
        href: places.diagram(index),
    })
    .collect()
}

/// The valid ones of some diagrams.
fn valid_of(inventory: &Inventory, diagrams: &BTreeSet<usize>) -> Quota {
    let valid = diagrams.iter().filter(|diagram| inventory.diagrams[**diagram].valid).count();
    Quota { have: valid, need: diagrams.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_sentences_are_told_apart() {
        let piece = |text, is_name| Piece { text, is_name };
        assert_eq!(pieces("`a` is `b`"), [piece("a", true), piece(" is ", false), piece("b", true)]);
        assert_eq!(pieces("an `odd one"), [piece("an ", false), piece("odd one", true)]);
    }

    #[test]
    fn a_long_list_says_how_much_it_leaves_out() {
        let list = List::of((0..MOST + 3).collect());
        assert_eq!((list.items.len(), list.more, list.total), (MOST, 3, MOST + 3));
    }
}
