//! Names that exist, for one that does not: which of them was probably meant. In: names; a wrong one. Out: the one name, if
//! any. All answers of a build together take a moment at most, however many names and wrong ones there are.

use std::cell::Cell;
use std::collections::BTreeMap;

use crate::diagnostics::nearest_within;

/// Steps that all answers of a build may take: less than half a second.
const PATIENCE: usize = 100_000_000;

/// Steps that answers may still take.
#[derive(Debug)]
pub(super) struct Patience(Cell<usize>);

impl Patience {
    pub(super) const fn new() -> Self {
        Self(Cell::new(PATIENCE))
    }

    /// The name nearest to a missing one. A site of many names and many broken links gets them only as long as that takes
    /// a moment.
    pub(super) fn nearest<'n>(&self, name: &str, names: &[&'n str]) -> Option<&'n str> {
        let mut left = self.0.get();
        let near = nearest_within(name, names, &mut left);
        self.0.set(left);
        near
    }

    /// Whether nothing is left of it.
    pub(super) fn is_over(&self) -> bool {
        self.0.get() == 0
    }
}

/// Paths that can be looked up by the name of their file.
#[derive(Debug)]
pub(super) struct Paths<'a> {
    all: Vec<&'a str>,
    /// The only path of each file name; `None` where several have it.
    by_file: BTreeMap<&'a str, Option<&'a str>>,
}

impl<'a> Paths<'a> {
    pub(super) fn new(paths: impl Iterator<Item = &'a str>) -> Self {
        let all: Vec<&str> = paths.collect();
        let mut by_file = BTreeMap::new();
        for path in &all {
            by_file.entry(file_name(path)).and_modify(|only| *only = None).or_insert(Some(*path));
        }
        Self { all, by_file }
    }

    /// The only path whose file is called as that of `wanted`, or else the nearest.
    pub(super) fn meant(&self, wanted: &str, patience: &Patience) -> Option<&'a str> {
        let only = self.by_file.get(file_name(wanted)).copied().flatten();
        only.or_else(|| patience.nearest(wanted, &self.all))
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{Cell, Paths, Patience};

    #[test]
    fn the_only_file_of_a_name_is_meant_wherever_it_lies() {
        let paths = Paths::new(["a/one.md", "b/two.md", "c/deep/two.md"].into_iter());
        let patience = Patience::new();
        assert_eq!(paths.meant("x/y/z/one.md", &patience), Some("a/one.md"));
        assert_eq!(paths.meant("b/tow.md", &patience), Some("b/two.md"));
        assert_eq!(paths.meant("d/dep/two.md", &patience), Some("c/deep/two.md"));
        assert_eq!(paths.meant("entirely-other", &patience), None);
    }

    #[test]
    fn patience_ends_but_a_lookup_costs_none() {
        let long: Vec<String> = (0..10).map(|at| format!("{}-{at}.md", "letters".repeat(100))).collect();
        let paths = Paths::new(long.iter().map(String::as_str));
        let patience = Patience(Cell::new(2_000_000));
        let wrong = format!("{}.md", "srettel".repeat(100));
        let asked = (0..1_000).take_while(|_| !patience.is_over() && paths.meant(&wrong, &patience).is_some()).count();
        // Long names that share all letters take longest to compare.
        assert_eq!(asked, 3);
        assert!(patience.is_over());
        assert_eq!(patience.nearest("a", &["a"]), None);
        assert_eq!(paths.meant(&format!("x/{}", long[7]), &patience), Some(long[7].as_str()));
    }
}
