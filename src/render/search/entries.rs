//! The words of one page, each with where it stands. In: a page and the names in its diagrams. Out: entries in order, each once. Pages do
//! not know of each other here, so that they can be read on all threads.

use super::labels::Labels;
use super::subject::Subject;
use super::words::words;

/// What a word is to the thing that it stands in. The order is that of the lists in the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// In a heading; of the first section, in the page's title. The unit is a section.
    Heading,
    /// In a section's text. The unit is a section.
    Text,
    /// In a diagram's caption. The unit is a diagram.
    Caption,
    /// In a label of a diagram, its role or its kind. The unit is a diagram.
    Label,
}

/// How many fields there are.
pub const FIELDS: usize = 4;

/// The highest number of a section or a diagram on its page; what comes after counts as this one.
const LAST: usize = 65_535;

/// A word, its field, and the number of the section or the diagram on the page.
pub type Entry = (String, Field, usize);

/// The entries of a page; `labels` are those of each of its diagrams.
pub fn of(subject: &Subject, labels: &[Labels<'_>]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut add = |text: &str, field: Field, unit: usize| {
        words(text, |word| entries.push((word.to_owned(), field, unit.min(LAST))));
    };
    for (unit, section) in subject.sections().iter().enumerate() {
        add(section.heading, Field::Heading, unit);
        for text in &section.texts {
            add(text, Field::Text, unit);
        }
    }
    for (unit, (figure, labels)) in subject.figures.iter().zip(labels).enumerate() {
        add(&figure.caption, Field::Caption, unit);
        add(&figure.kind, Field::Label, unit);
        add(figure.role.as_deref().unwrap_or_default(), Field::Label, unit);
        for text in labels.nodes.iter().map(|(_, label)| *label).chain(labels.others.iter().copied()) {
            add(text, Field::Label, unit);
        }
    }
    entries.sort_unstable();
    entries.dedup();
    entries
}
