//! Into how many parts an index goes, told from the size of its texts before it is made: a reader loads a few parts for a search, so they
//! are to be small; a host holds all of them, so they are to be few. In: the searched pages. Out: numbers and runs of pages.

use std::ops::Range;

use super::subject::Subject;

/// Bytes of texts up to which everything is one file.
const SMALL: usize = 128 * 1024;

/// Bytes of texts to a part of the words.
const WORDS: usize = 104 * 1024;

/// The same of words by their ends.
const ENDS: usize = 768 * 1024;

/// The same of pages.
const PAGES: usize = 20 * 1024;

/// Bytes of texts from which on parts grow as their number does. Below, their number grows alone.
const LARGE: usize = 3 * 1024 * 1024;

/// The parts of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// Whether all parts are in one file.
    pub is_one_file: bool,
    /// Parts of words.
    pub words: usize,
    /// Parts of words by their ends.
    pub ends: usize,
    /// The pages of each part of pages.
    pub pages: Vec<Range<usize>>,
}

impl Division {
    /// Divides the index of these pages.
    pub fn of(subjects: &[Subject]) -> Self {
        Self::by_size(&subjects.iter().map(|subject| subject.size).collect::<Vec<_>>())
    }

    fn by_size(sizes: &[usize]) -> Self {
        let total: usize = sizes.iter().sum();
        let is_one_file = total <= SMALL;
        // The square root of how many times too large it is: parts and their number grow alike.
        let grown = |bytes: usize| (bytes * bytes / LARGE * total.max(LARGE)).isqrt();
        let count = |bytes: usize| if is_one_file { 1 } else { (total / grown(bytes)).max(1) };
        let each = total / count(PAGES);
        let mut pages: Vec<Range<usize>> = Vec::new();
        let (mut start, mut sum) = (0, 0);
        for (page, size) in sizes.iter().enumerate() {
            sum += size;
            if sum >= each {
                pages.push(start..page + 1);
                (start, sum) = (page + 1, 0);
            }
        }
        pages.extend((start < sizes.len()).then_some(start..sizes.len()));
        Self { is_one_file, words: count(WORDS), ends: count(ENDS), pages }
    }

    /// The names of all parts but the root.
    pub fn names(&self) -> impl Iterator<Item = String> {
        let named = |kind: &'static str, count: usize| (0..count).map(move |place| format!("{kind}-{place}"));
        named("words", self.words).chain(named("ends", self.ends)).chain(named("pages", self.pages.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_index_is_one_file_and_a_large_one_has_not_too_many() {
        let empty = Division::by_size(&[]);
        assert_eq!((empty.is_one_file, empty.names().count()), (true, 2));
        let small = Division::by_size(&[100, 0, 200]);
        assert_eq!((small.is_one_file, small.names().count()), (true, 3));
        let parts = |pages: usize| Division::by_size(&vec![8_000; pages]).names().count();
        assert_eq!([50, 400, 5_000].map(parts), [21, 167, 619]);
    }

    #[test]
    fn each_page_is_in_one_part() {
        let sizes = [1, 300_000, 2, 3, 90_000, 0];
        let pages = Division::by_size(&sizes).pages;
        assert_eq!(pages.iter().cloned().flatten().collect::<Vec<_>>(), (0..sizes.len()).collect::<Vec<_>>());
    }
}
