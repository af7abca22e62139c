//! Which diagram of now is which of then. An id that an author gave decides; ids that were derived move with pages and
//! headings, so that the text decides before them. What has neither in common is held to be the same where it stands on the
//! same page and most of its words are the same.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Side;

/// Most pairs of diagrams of a page whose words are compared.
const MAX_PAIRS: usize = 1_024;

/// Pages.
pub struct Pages {
    pub new: Vec<usize>,
    pub gone: Vec<usize>,
    pub moved: Vec<(usize, usize)>,
}

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

/// What became of the pages: the same file, the same text, or the file that most of its diagrams moved to.
pub fn pages(before: Side<'_>, after: Side<'_>, pairs: &[(usize, usize)]) -> Pages {
    let to = moved_files(before, after, pairs);
    let index: BTreeMap<&str, usize> =
        after.inventory.pages.iter().enumerate().map(|(at, page)| (page.file.as_str(), at)).collect();
    let mut pages = Pages { new: Vec::new(), gone: Vec::new(), moved: Vec::new() };
    let mut seen = vec![false; after.inventory.pages.len()];
    for (old, page) in before.inventory.pages.iter().enumerate() {
        let same = index.get(page.file.as_str());
        let target = same.or_else(|| index.get(to.get(page.file.as_str())?)).copied();
        match target {
            Some(new) => {
                seen[new] = true;
                if same.is_none() {
                    pages.moved.push((old, new));
                }
            }
            None => pages.gone.push(old),
        }
    }
    pages.new = (0..seen.len()).filter(|at| !seen[*at]).collect();
    pages
}

/// For each file that is gone, the new one that it became. No two became one.
fn moved_files<'a>(before: Side<'a>, after: Side<'a>, pairs: &[(usize, usize)]) -> BTreeMap<&'a str, &'a str> {
    let is_gone = |file: &str| !after.texts.contains_key(file);
    let is_new = |file: &str| !before.texts.contains_key(file);
    let mut by_text: BTreeMap<&str, VecDeque<&str>> = BTreeMap::new();
    for page in after.inventory.pages.iter().filter(|page| is_new(&page.file)) {
        if let Some(text) = after.texts.get(&page.file) {
            by_text.entry(text).or_default().push_back(&page.file);
        }
    }
    let mut to: BTreeMap<&str, &str> = BTreeMap::new();
    for page in before.inventory.pages.iter().filter(|page| is_gone(&page.file)) {
        let text = before.texts.get(&page.file).map(String::as_str);
        if let Some(file) = text.and_then(|text| by_text.get_mut(text)?.pop_front()) {
            to.insert(&page.file, file);
        }
    }
    let mut votes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for &(old, new) in pairs {
        let (from, file) = (&before.inventory.diagrams[old].file, &after.inventory.diagrams[new].file);
        if is_gone(from) && is_new(file) {
            *votes.entry((from, file)).or_default() += 1;
        }
    }
    let mut taken: BTreeSet<&str> = to.values().copied().collect();
    let mut votes: Vec<_> = votes.into_iter().collect();
    votes.sort_by_key(|&(files, number)| (std::cmp::Reverse(number), files));
    for ((from, file), _) in votes {
        if !to.contains_key(from) && taken.insert(file) {
            to.insert(from, file);
        }
    }
    to
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

/// The words of a text, sorted.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> =
        text.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// The words that two sorted lists share, in thousandths of all.
fn likeness(a: &[&str], b: &[&str]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    2_000 * common / (a.len() + b.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::{likeness, words};

    #[test]
    fn likeness_counts_words() {
        let of = |a: &str, b: &str| likeness(&words(a), &words(b));
        assert_eq!(of("flowchart LR\nA[x] --> B", "flowchart LR\n  A[y]-->B"), 800);
        assert_eq!(of("pie\n\"a\": 1", "flowchart LR\nA --> B"), 0);
        assert_eq!(of("", ""), 0);
    }
}
