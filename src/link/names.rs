//! Names that exist, for one that does not: which of them was probably meant. In: names; a wrong one. Out: the one name, if
//! any. All answers of a build together take a moment at most, however many names and wrong ones there are.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;

use crate::cache::{Key, Memory};
use crate::diagnostics::nearest_within;

/// Steps that all answers of a build may take: less than half a second.
const PATIENCE: usize = 100_000_000;

/// Names, told from other lists of names by a key where that is asked for.
#[derive(Debug)]
pub(super) struct Names<'a> {
    list: Vec<&'a str>,
    key: OnceCell<Key>,
}

impl<'a> Names<'a> {
    pub(super) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &'a str> {
        self.list.iter().copied()
    }

    fn key(&self) -> &Key {
        let parts = || self.list.iter().map(|name| name.as_bytes()).collect::<Vec<_>>();
        self.key.get_or_init(|| Key::new("names", &parts()))
    }
}

impl<'a> FromIterator<&'a str> for Names<'a> {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        Self { list: names.into_iter().collect(), key: OnceCell::new() }
    }
}

/// Steps that answers may still take. An answer that is remembered takes as many as it took when it was found, so that what is
/// answered does not depend on what is remembered.
pub(super) struct Patience<'m> {
    left: Cell<usize>,
    memory: &'m Memory,
}

/// What was found: its place in the list of names.
struct Answer {
    nearest: Option<usize>,
    steps: usize,
    /// Whether patience was left in the end.
    is_whole: bool,
}

impl<'m> Patience<'m> {
    pub(super) const fn new(memory: &'m Memory) -> Self {
        Self { left: Cell::new(PATIENCE), memory }
    }

    /// The name nearest to a missing one. A site of many names and many broken links gets them only as long as that takes
    /// a moment.
    pub(super) fn nearest<'n>(&self, name: &str, names: &Names<'n>) -> Option<&'n str> {
        if names.is_empty() {
            return None;
        }
        let left = self.left.get();
        let ask = || {
            let mut after = left;
            let near = nearest_within(name, &names.list, &mut after);
            let nearest = near.and_then(|near| names.list.iter().position(|known| *known == near));
            Answer { nearest, steps: left - after, is_whole: after > 0 }
        };
        let key = Key::new("nearest", &[name.as_bytes(), names.key().bytes()]);
        let known = self.memory.share(key, |answer: &Answer| answer.is_whole, ask);
        // With less patience than it took, it might not be found.
        let answer = if known.is_whole && known.steps >= left { &ask() } else { &*known };
        self.left.set(left - answer.steps);
        names.list.get(answer.nearest?).copied()
    }

    /// Whether nothing is left of it.
    pub(super) fn is_over(&self) -> bool {
        self.left.get() == 0
    }
}

/// Paths that can be looked up by the name of their file.
#[derive(Debug)]
pub(super) struct Paths<'a> {
    all: Names<'a>,
    /// The only path of each file name; `None` where several have it.
    by_file: BTreeMap<&'a str, Option<&'a str>>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(paths: impl Iterator<Item = &'a str>) -> Self {
        let all: Names<'a> = paths.collect();
        let mut by_file = BTreeMap::new();
        for path in all.iter() {
            by_file.entry(file_name(path)).and_modify(|only| *only = None).or_insert(Some(path));
        }
        Self { all, by_file }
    }

    /// The only path whose file is called as that of `wanted`, or else the nearest.
    pub(super) fn meant(&self, wanted: &str, patience: &Patience<'_>) -> Option<&'a str> {
        let only = self.by_file.get(file_name(wanted)).copied().flatten();
        only.or_else(|| patience.nearest(wanted, &self.all))
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{Memory, Names, Paths, Patience};

    #[test]
    fn the_only_file_of_a_name_is_meant_wherever_it_lies() {
        let paths = Paths::new(["a/one.md", "b/two.md", "c/deep/two.md"].into_iter());
        let memory = Memory::none();
        let patience = Patience::new(&memory);
        assert_eq!(paths.meant("x/y/z/one.md", &patience), Some("a/one.md"));
        assert_eq!(paths.meant("b/tow.md", &patience), Some("b/two.md"));
        assert_eq!(paths.meant("d/dep/two.md", &patience), Some("c/deep/two.md"));
        assert_eq!(paths.meant("entirely-other", &patience), None);
    }

    #[test]
    fn a_remembered_answer_takes_as_much_patience_as_it_took() {
        let memory = Memory::new();
        let names = Names::from_iter(["guide/start.md", "guide/end.md"]);
        let left = |patience: &Patience<'_>| patience.left.get();
        let (first, second) = (Patience::new(&memory), Patience::new(&memory));
        assert_eq!(first.nearest("guide/strat.md", &names), Some("guide/start.md"));
        assert_eq!(second.nearest("guide/strat.md", &names), Some("guide/start.md"));
        assert_eq!(left(&first), left(&second));
        second.left.set(1);
        assert_eq!(second.nearest("guide/strat.md", &names), None);
        assert!(second.is_over());
    }

    #[test]
    fn patience_ends_but_a_lookup_costs_none() {
        let long: Vec<String> = (0..10).map(|at| format!("{}-{at}.md", "letters".repeat(100))).collect();
        let paths = Paths::new(long.iter().map(String::as_str));
        let memory = Memory::new();
        let patience = Patience::new(&memory);
        patience.left.set(2_000_000);
        let wrong = format!("{}.md", "srettel".repeat(100));
        let asked = (0..1_000).take_while(|_| !patience.is_over() && paths.meant(&wrong, &patience).is_some()).count();
        // Long names that share all letters take longest to compare.
        assert_eq!(asked, 3);
        assert!(patience.is_over());
        assert_eq!(patience.nearest("a", &Names::from_iter(["a"])), None);
        assert_eq!(paths.meant(&format!("x/{}", long[7]), &patience), Some(long[7].as_str()));
    }
}
