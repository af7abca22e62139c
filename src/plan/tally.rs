//! Which diagrams a figure counts, and why others are left out. A figure is the length of a list, so it can always be explained.

use std::collections::{BTreeMap, BTreeSet};

use super::Inventory;
use super::file::UniqueBy;

/// The diagrams behind a figure, as indices of the inventory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that count.
    pub counted: Vec<usize>,
    /// Those that were looked at and do not count.
    pub left_out: Vec<(usize, Reason)>,
}

/// Why a diagram does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It does not draw.
    Broken,
    /// It has no role, and roles are counted.
    NoRole,
    /// A diagram of this kind or role is counted already.
    Alike(String),
    /// Its role is not one that is owed.
    NotOwed,
    /// All that is owed of its role is there already.
    Surplus,
    /// It counts for this role, and no diagram counts twice.
    CountedAs(String),
}

impl Reason {
    /// What to tell about it.
    pub fn text(&self) -> String {
        match self {
            Self::Broken => "broken".to_owned(),
            Self::NoRole => "has no role".to_owned(),
            Self::Alike(name) => format!("another `{name}` is counted"),
            Self::NotOwed => "its role is not owed".to_owned(),
            Self::Surplus => "more than is owed".to_owned(),
            Self::CountedAs(role) => format!("counted as {role}"),
        }
    }
}

impl Tally {
    /// Whether there was nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.counted.is_empty() && self.left_out.is_empty()
    }

    /// Counts every valid diagram of `diagrams`.
    pub fn valid(inventory: &Inventory, diagrams: impl IntoIterator<Item = usize>) -> Self {
        let mut tally = Self::default();
        for diagram in diagrams {
            if inventory.diagrams[diagram].valid {
                tally.counted.push(diagram);
            } else {
                tally.left_out.push((diagram, Reason::Broken));
            }
        }
        tally
    }

    /// Counts of several that are alike in `unique` the first.
    #[must_use]
    pub fn unique(self, inventory: &Inventory, unique: Option<UniqueBy>) -> Self {
        let Some(unique) = unique else {
            return self;
        };
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut tally = Self { counted: Vec::new(), left_out: self.left_out };
        for diagram in self.counted {
            let entry = &inventory.diagrams[diagram];
            let name = match unique {
                UniqueBy::Kind => entry.kind.clone(),
                UniqueBy::Role => entry.role.clone(),
            };
            match name {
                None => tally.left_out.push((diagram, Reason::NoRole)),
                Some(name) if !seen.insert(name.clone()) => tally.left_out.push((diagram, Reason::Alike(name))),
                Some(_) => tally.counted.push(diagram),
            }
        }
        tally
    }

    /// Counts none of those that count for a role already.
    #[must_use]
    pub fn without(self, counted: &BTreeMap<usize, &str>) -> Self {
        let mut tally = Self { counted: Vec::new(), left_out: self.left_out };
        for diagram in self.counted {
            match counted.get(&diagram) {
                Some(role) => tally.left_out.push((diagram, Reason::CountedAs((*role).to_owned()))),
                None => tally.counted.push(diagram),
            }
        }
        tally
    }

    /// Counts no more than `need`; the rest is surplus.
    #[must_use]
    pub fn at_most(mut self, need: usize) -> Self {
        let rest = self.counted.split_off(need.min(self.counted.len()));
        self.left_out.extend(rest.into_iter().map(|diagram| (diagram, Reason::Surplus)));
        self
    }
}
