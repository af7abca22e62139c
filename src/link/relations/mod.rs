//! Relations between pages. In: what front matter states, and `[relations]`. Out: every relation once, known to both of
//! its pages, whichever of them states it; what each page that asks for a table or graph wants to see; findings.

mod checks;
mod kinds;
mod targets;

use std::collections::{BTreeMap, BTreeSet};

use super::site::Figure;
use super::targets::Targets;
use super::urls::Placed;
use crate::config::Config;
use crate::diagnostics::Finding;
use crate::model::Span;

pub use kinds::RelationKind;
pub use targets::RelationTarget;

use kinds::{Kinds, Side};
use targets::Finder;

/// All relations of a site.
#[derive(Debug, Default)]
pub struct Relations {
    /// The kinds, in the order of `[relations]`, or else of their names.
    pub kinds: Vec<RelationKind>,
    /// Every relation once, by kind, then by the page that it comes from, then as that page states it.
    pub list: Vec<Relation>,
}

/// A relation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Relation {
    /// Index of the kind.
    pub kind: usize,
    /// Index of the page that it comes from.
    pub from: usize,
    /// Where it leads.
    pub to: RelationTarget,
}

/// The relations of one page. Numbers index [`Relations::list`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct PageRelations {
    /// Those that come from it.
    pub outgoing: Vec<usize>,
    /// Those that lead to it, or to something on it.
    pub incoming: Vec<usize>,
    /// For each of `Page::relation_views`, the kinds to show.
    pub views: Vec<Vec<usize>>,
}

impl PageRelations {
    /// Whether the page has relations. The page at the other end of one then shows it as a link.
    pub fn is_any(&self) -> bool {
        !self.outgoing.is_empty() || !self.incoming.is_empty()
    }
}

/// A list that a page states.
struct List {
    /// Where its name is written.
    span: Span,
    targets: Vec<(RelationTarget, Span)>,
    /// How many of its targets lead nowhere.
    broken: usize,
}

/// What all pages state: by kind, side and page.
type Lists = BTreeMap<(usize, Side, usize), List>;

/// Collects the relations of all pages.
pub(super) fn collect(
    config: &Config,
    placed: &[Placed],
    figures: &[Figure],
    targets: &Targets<'_>,
    findings: &mut Vec<Finding>,
) -> (Relations, Vec<PageRelations>) {
    let kinds = Kinds::new(config.relations.as_deref(), placed);
    let lists = resolve(&kinds, placed, targets, &Finder::new(targets, placed, figures), findings);
    let list = join(&kinds, &lists);
    let mut pages = vec![PageRelations::default(); placed.len()];
    for (index, relation) in list.iter().enumerate() {
        pages[relation.from].outgoing.push(index);
        pages[relation.to.page].incoming.push(index);
    }
    checks::check(&kinds, placed, &lists, &list, findings);
    for (page, placed) in pages.iter_mut().zip(placed) {
        page.views = views(&kinds, placed, targets, findings);
    }
    (Relations { kinds: kinds.list, list }, pages)
}

/// Finds what every list names.
fn resolve(
    kinds: &Kinds<'_>,
    placed: &[Placed],
    targets: &Targets<'_>,
    finder: &Finder<'_>,
    findings: &mut Vec<Finding>,
) -> Lists {
    let mut lists = Lists::new();
    for (page, source) in placed.iter().map(|placed| &placed.input.page).enumerate() {
        for stated in &source.meta.relations {
            let mut broken = |span: Span, message: String, help: String| {
                findings.push(Finding::error("relation-broken", &source.file, span, message).with_help(help));
            };
            let key = kinds.names.get(stated.name.as_str());
            if key.is_none() {
                let message = format!("there is no relation `{}`", stated.name);
                broken(stated.span, message, kinds.help(&stated.name, targets));
            }
            let mut list = List { span: stated.span, targets: Vec::new(), broken: 0 };
            for target in &stated.targets {
                match finder.find(page, &target.text) {
                    Ok(found) if found.page == page => {
                        list.broken += 1;
                        let message = format!("this page cannot be related to itself by `{}`", stated.name);
                        broken(target.span, message, "name another page, or remove the relation".to_owned());
                    }
                    Ok(found) => list.targets.push((found, target.span)),
                    Err(fault) => {
                        list.broken += 1;
                        broken(target.span, fault.message, fault.help);
                    }
                }
            }
            if let Some(&(kind, side)) = key {
                lists.insert((kind, side, page), list);
            }
        }
    }
    lists
}

/// Every relation once, whichever side states it.
fn join(kinds: &Kinds<'_>, lists: &Lists) -> Vec<Relation> {
    let mut known: BTreeSet<Relation> = BTreeSet::new();
    let mut pairs: BTreeSet<(usize, usize, usize)> = BTreeSet::new();
    let mut all = Vec::new();
    // By kind all forward lists come first, since they may name a figure where the other side can only name the page.
    for (&(kind, side, page), list) in lists {
        for (target, _) in &list.targets {
            let relation = match side {
                Side::Forward => Relation { kind, from: page, to: target.clone() },
                Side::Backward => {
                    let to = RelationTarget { page, anchor: None, figure: None };
                    Relation { kind, from: target.page, to }
                }
            };
            let (from, to) = (relation.from, relation.to.page);
            let other_way = kinds.list[kind].symmetric && pairs.contains(&(kind, to, from));
            let other_side = side == Side::Backward && pairs.contains(&(kind, from, to));
            if !other_way && !other_side && known.insert(relation.clone()) {
                pairs.insert((kind, from, to));
                all.push(relation);
            }
        }
    }
    all.sort_by_key(|relation| (relation.kind, relation.from));
    all
}

/// The kinds that each table or graph of a page shows.
fn views(kinds: &Kinds<'_>, placed: &Placed, targets: &Targets<'_>, findings: &mut Vec<Finding>) -> Vec<Vec<usize>> {
    let page = &placed.input.page;
    let mut views = Vec::new();
    for view in &page.relation_views {
        let mut shown = Vec::new();
        let mut seen = BTreeSet::new();
        for (name, span) in &view.names {
            match kinds.names.get(name.as_str()) {
                Some((kind, _)) => shown.extend(seen.insert(*kind).then_some(*kind)),
                None => {
                    let message = format!("there is no relation `{name}`");
                    let finding = Finding::error("relation-broken", &page.file, *span, message);
                    findings.push(finding.with_help(kinds.help(name, targets)));
                }
            }
        }
        if view.names.is_empty() {
            shown.extend(0..kinds.list.len());
        }
        views.push(shown);
    }
    views
}
