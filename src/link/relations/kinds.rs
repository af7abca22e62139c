//! The kinds of relations that a site has: those of `[relations]`, or else all that pages state. A kind has two sides,
//! and each side may have a name.

use std::collections::BTreeMap;

use crate::config::RelationRule;
use crate::link::figures::readable;
use crate::link::targets::Targets;
use crate::link::urls::Placed;

/// Names that a help line lists at most.
const MAX_NAMED: usize = 20;

/// A kind of relation, as readers see it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RelationKind {
    /// The name that front matter uses.
    pub name: String,
    /// What a page that states it calls it: `Uses`.
    pub title: String,
    /// What the page that it leads to calls it: `Used by`.
    pub inverse: String,
    /// Whether both sides are the same, so that it has no direction.
    pub symmetric: bool,
}

/// From where a relation is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Forward,
    Backward,
}

/// What `[relations]` says about a kind.
#[derive(Default)]
pub(super) struct Rules<'a> {
    /// Under the kind's own name.
    pub(super) forward: Option<&'a RelationRule>,
    /// Under the name of its inverse.
    pub(super) backward: Option<&'a RelationRule>,
    /// The name of its inverse.
    pub(super) inverse: Option<&'a str>,
}

/// All kinds, and what their names mean.
pub(super) struct Kinds<'a> {
    pub(super) list: Vec<RelationKind>,
    pub(super) rules: Vec<Rules<'a>>,
    pub(super) names: BTreeMap<&'a str, (usize, Side)>,
    /// The names alone.
    sorted: Vec<&'a str>,
}

impl<'a> Kinds<'a> {
    pub(super) fn new(rules: Option<&'a [RelationRule]>, placed: &'a [Placed]) -> Self {
        let mut kinds = Self { list: Vec::new(), rules: Vec::new(), names: BTreeMap::new(), sorted: Vec::new() };
        if let Some(rules) = rules {
            kinds.described(rules);
        } else {
            let stated = placed.iter().flat_map(|page| &page.input.page.meta.relations);
            let names: BTreeMap<&str, ()> = stated.map(|relation| (relation.name.as_str(), ())).collect();
            for name in names.into_keys() {
                kinds.add(name, Rules::default());
            }
        }
        kinds.sorted = kinds.names.keys().copied().collect();
        kinds
    }

    fn described(&mut self, rules: &'a [RelationRule]) {
        let places: BTreeMap<&str, usize> =
            rules.iter().enumerate().map(|(index, rule)| (rule.name.as_str(), index)).collect();
        // Two rules of which one is the inverse of the other are one kind, under the name of the first.
        let mut partner: Vec<Option<usize>> = vec![None; rules.len()];
        for (index, rule) in rules.iter().enumerate() {
            if let Some(&other) = rule.inverse.as_deref().and_then(|inverse| places.get(inverse))
                && other != index
            {
                partner[index] = Some(other);
                partner[other] = Some(index);
            }
        }
        for (index, rule) in rules.iter().enumerate() {
            if partner[index].is_some_and(|other| other < index) {
                continue;
            }
            let backward = partner[index].map(|other| &rules[other]);
            let inverse = backward.map(|rule| rule.name.as_str()).or(rule.inverse.as_deref());
            self.add(&rule.name, Rules { forward: Some(rule), backward, inverse });
        }
    }

    fn add(&mut self, name: &'a str, rules: Rules<'a>) {
        let title = |rule: Option<&RelationRule>, name: &str| {
            rule.and_then(|rule| rule.title.clone()).unwrap_or_else(|| readable(name))
        };
        let own = title(rules.forward, name);
        let symmetric = rules.inverse == Some(name);
        let inverse = match rules.inverse {
            Some(_) if symmetric => own.clone(),
            Some(inverse) => title(rules.backward, inverse),
            None => format!("Listed under “{own}” by"),
        };
        let kind = self.list.len();
        if let Some(inverse) = rules.inverse {
            self.names.insert(inverse, (kind, Side::Backward));
        }
        self.names.insert(name, (kind, Side::Forward));
        self.list.push(RelationKind { name: name.to_owned(), title: own, inverse, symmetric });
        self.rules.push(rules);
    }

    /// What to do about a name that no kind has.
    pub(super) fn help(&self, name: &str, targets: &Targets<'_>) -> String {
        match targets.nearest(name, &self.sorted.iter().copied().collect()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if self.sorted.is_empty() => "the site has no relations yet".to_owned(),
            None if self.sorted.len() > MAX_NAMED => {
                "relations are described below `[relations]` in site.toml".to_owned()
            }
            None => format!("known relations are: {}", self.sorted.join(", ")),
        }
    }
}
