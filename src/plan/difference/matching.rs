//! Which diagram of now is which of then. An id that an author gave decides; ids that were derived move with pages and
//! headings, so that the text decides before them. What has neither in common is held to be the same where it stands on the
//! same page and most of its words are the same.

use std::collections::{BTreeMap, VecDeque};

use super::Side;
use super::pages::moved_files;
use super::words::{likeness, words};

/// Most pairs of diagrams of a page whose words are compared.
pub(super) const MAX_PAIRS: usize = 1_024;

struct Matching<'a> {
    before: Side<'a>,
    after: Side<'a>,
    of_before: Vec<Option<usize>>,
    is_taken: Vec<bool>,
}

/// Pairs of diagrams, as indices of the two inventories, in order of then.
pub fn diagrams(before: Side<'_>, after: Side<'_>) -> Vec<(usize, usize)> {
    let mut matching = Matching {
        before,
        after,
        of_before: vec![None; before.inventory.diagrams.len()],
        is_taken: vec![false; after.inventory.diagrams.len()],
    };
    matching.by(&|side, at| side.figure(at).given.then(|| side.inventory.diagrams[at].id.as_str()));
    matching.by(&|side, at| Some((side.inventory.diagrams[at].id.as_str(), side.source(at))));
    matching.by(&|side, at| Some((side.inventory.diagrams[at].file.as_str(), side.source(at))));
    matching.by(&|side, at| Some(side.source(at)));
    matching.by_words();
    matching.by(&|side, at| Some(side.inventory.diagrams[at].id.as_str()));
    matching.pairs()
}

impl<'a> Matching<'a> {
    /// Pairs what has the same key, the first with the first.
    fn by<K: Ord>(&mut self, key: &dyn Fn(&Side<'a>, usize) -> Option<K>) {
        let mut free: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for new in (0..self.is_taken.len()).filter(|new| !self.is_taken[*new]) {
            if let Some(key) = key(&self.after, new) {
                free.entry(key).or_default().push_back(new);
            }
        }
        for old in 0..self.of_before.len() {
            if self.of_before[old].is_some() {
                continue;
            }
            let found = key(&self.before, old).and_then(|key| free.get_mut(&key)?.pop_front());
            if let Some(new) = found {
                self.pair(old, new);
            }
        }
    }

    /// Pairs those of a page that have more than half of their words in common, the most alike first.
    fn by_words(&mut self) {
        let to = moved_files(self.before, self.after, &self.pairs());
        let mut places: BTreeMap<&str, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for old in (0..self.of_before.len()).filter(|old| self.of_before[*old].is_none()) {
            let file = self.before.inventory.diagrams[old].file.as_str();
            places.entry(to.get(file).copied().unwrap_or(file)).or_default().0.push(old);
        }
        for new in (0..self.is_taken.len()).filter(|new| !self.is_taken[*new]) {
            places.entry(&self.after.inventory.diagrams[new].file).or_default().1.push(new);
        }
        for (olds, news) in places.into_values() {
            if olds.is_empty() || news.is_empty() || olds.len() * news.len() > MAX_PAIRS {
                continue;
            }
            let of_olds: Vec<Vec<&str>> = olds.iter().map(|old| words(self.before.source(*old))).collect();
            let of_news: Vec<Vec<&str>> = news.iter().map(|new| words(self.after.source(*new))).collect();
            let mut alike = Vec::new();
            for (old, a) in olds.iter().zip(&of_olds) {
                for (new, b) in news.iter().zip(&of_news) {
                    let likeness = likeness(a, b);
                    let has_other_id =
                        self.before.inventory.diagrams[*old].id != self.after.inventory.diagrams[*new].id;
                    if likeness > 500 {
                        alike.push((std::cmp::Reverse(likeness), has_other_id, *old, *new));
                    }
                }
            }
            alike.sort_unstable();
            for (_, _, old, new) in alike {
                if self.of_before[old].is_none() && !self.is_taken[new] {
                    self.pair(old, new);
                }
            }
        }
    }

    fn pair(&mut self, old: usize, new: usize) {
        self.of_before[old] = Some(new);
        self.is_taken[new] = true;
    }

    fn pairs(&self) -> Vec<(usize, usize)> {
        self.of_before.iter().enumerate().filter_map(|(old, new)| Some((old, (*new)?))).collect()
    }
}
