//! Which pages link to a page or mention a figure, in text, by a figure's id or by a click target of a diagram.

use std::collections::{BTreeMap, BTreeSet};

use super::figures::Slots;
use super::relations::Relations;
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
                Resolved::Figure { figure } => match figures[*figure].home {
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

/// For each figure, the pages that mention it and do not show it, each once, in order of their path: by its id, a link to it or to its
/// file, a click target of a diagram of theirs, a relation.
pub fn of_figures(
    references: &[Vec<Resolved>],
    slots: &[Slots],
    figures: &[Figure],
    clicks: &[Vec<Resolved>],
    relations: &Relations,
) -> Vec<Vec<usize>> {
    let mut places = BTreeMap::new();
    for (page, slots) in slots.iter().enumerate() {
        places
            .extend(slots.diagrams.iter().chain(slots.includes.values()).map(|slot| ((page, &*slot.id), slot.figure)));
    }
    let mut lists = vec![BTreeSet::new(); figures.len()];
    for (source, list) in references.iter().enumerate() {
        let shown = slots[source].in_order().into_iter().flat_map(|slot| &clicks[slot.figure]);
        for resolved in list.iter().chain(shown) {
            let figure = match resolved {
                Resolved::Page { page, anchor: Some(anchor), .. } => places.get(&(*page, anchor.as_str())).copied(),
                Resolved::Figure { figure } | Resolved::Drawing { figure } => Some(*figure),
                _ => None,
            };
            if let Some(figure) = figure {
                lists[figure].insert(source);
            }
        }
    }
    for relation in &relations.list {
        if let Some(figure) = relation.to.figure {
            lists[figure].insert(relation.from);
        }
    }
    let elsewhere = |(list, figure): (BTreeSet<usize>, &Figure)| {
        list.into_iter().filter(|page| figure.shown_on.binary_search(page).is_err()).collect()
    };
    lists.into_iter().zip(figures).map(elsewhere).collect()
}
