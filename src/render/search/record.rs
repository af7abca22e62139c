//! What is shown of a page and its diagrams where they are found. In: a page. Out: a list for the readers' side, names left out.

use std::collections::BTreeSet;

use serde::Serialize;

use super::labels::Labels;
use super::subject::Subject;

/// Characters of a section's text that can be shown.
const SHOWN: usize = 400;

/// A page: address, title, sections, diagrams.
#[derive(Serialize)]
pub struct Record<'a>(&'a str, &'a str, Vec<SectionRecord<'a>>, Vec<FigureRecord<'a>>);

/// A section: id, heading, the beginning of its text. The first is the page's own, without the first two.
#[derive(Serialize)]
struct SectionRecord<'a>(&'a str, &'a str, String);

/// A diagram: id, caption, kind, 1 if there is a drawing, nodes as name and label, other texts.
#[derive(Serialize)]
struct FigureRecord<'a>(&'a str, &'a str, &'a str, u8, &'a [(&'a str, &'a str)], &'a BTreeSet<&'a str>);

impl<'a> Record<'a> {
    /// The record of a page; `labels` are those of each of its diagrams.
    pub fn new(subject: &'a Subject, labels: &'a [Labels<'a>]) -> Self {
        let sections = subject.sections().into_iter().map(|section| {
            let heading = if section.id.is_empty() { "" } else { section.heading };
            let texts: Vec<&str> = section.texts.iter().copied().filter(|text| !text.is_empty()).collect();
            SectionRecord(section.id, heading, beginning(&texts.join(" ")).to_owned())
        });
        let figures = subject.figures.iter().zip(labels).map(|(figure, labels)| {
            let is_drawn = u8::from(figure.drawn.is_some());
            FigureRecord(&figure.id, &figure.caption, &figure.kind, is_drawn, &labels.nodes, &labels.others)
        });
        Self(&subject.address, &subject.page.title, sections.collect(), figures.collect())
    }
}

fn beginning(text: &str) -> &str {
    text.char_indices().nth(SHOWN).map_or(text, |(end, _)| &text[..end])
}
