//! Which pages link to a page, in text, by a figure's id or by a click target of a diagram.

use std::collections::BTreeSet;

use super::figures::Slots;
use super::site::{Figure, FigureHome, Resolved};

/// For each page, the other pages that link to it, each once, in order of their path.
pub fn collect(
    references: &[Vec<Resolved>],
    slots: &[Slots],
    figures: &[Figure],
    clicks: &[Vec<Resolved>],
) -> Vec<Vec<usize>> {
    let mut lists = vec![BTreeSet::new(); references.len()];
    for (source, list) in references.iter().enumerate() {
        let shown = slots[source].in_order().into_iter().flat_map(|slot| &clicks[slot.figure]);
        for resolved in list.iter().chain(shown) {
            let page = match resolved {
                Resolved::Page { page, .. } => *page,
                Resolved::Figure { figure, .. } => match figures[*figure].home {
                    FigureHome::Page { page, .. } => page,
                    FigureHome::File => continue,
                },
                _ => continue,
            };
            if page != source {
                lists[page].insert(source);
            }
        }
    }
    lists.into_iter().map(|list| list.into_iter().collect()).collect()
}
