//! What `[relations]` asks of the relations that pages state: which pages may state one, where it may lead, how many
//! each page owes, and that two pages that both state a relation agree about it.
//!
//! Either side alone is enough. A page that states a side, though, states all of it: where it leaves out a page that
//! names it in turn, one of the two is wrong.

use std::collections::BTreeSet;

use super::kinds::{Kinds, Rules, Side};
use super::{Lists, Relation};
use crate::config::{PageGlobs, RelationRule};
use crate::diagnostics::Finding;
use crate::link::urls::Placed;
use crate::model::Span;

/// Checks all relations.
pub(super) fn check(
    kinds: &Kinds<'_>,
    placed: &[Placed],
    lists: &Lists,
    relations: &[Relation],
    findings: &mut Vec<Finding>,
) {
    let mut checks = Checks { kinds, placed, lists, findings };
    checks.ends();
    checks.agreement();
    for (kind, rules) in kinds.rules.iter().enumerate() {
        if [rules.forward, rules.backward].iter().flatten().all(|rule| rule.minimum == 0) {
            continue;
        }
        let mut outgoing = vec![0; placed.len()];
        let mut incoming = vec![0; placed.len()];
        for relation in relations.iter().filter(|relation| relation.kind == kind) {
            outgoing[relation.from] += 1;
            incoming[relation.to.page] += 1;
        }
        for page in 0..placed.len() {
            let other_side = if kinds.list[kind].symmetric { incoming[page] } else { 0 };
            checks.minimum(rules.forward, (kind, Side::Forward, page), outgoing[page] + other_side);
            checks.minimum(rules.backward, (kind, Side::Backward, page), incoming[page]);
        }
    }
}

struct Checks<'a> {
    kinds: &'a Kinds<'a>,
    placed: &'a [Placed],
    lists: &'a Lists,
    findings: &'a mut Vec<Finding>,
}

/// The globs for the pages that state a side, or for those that it leads to, each with the rule's name and its key.
fn globs<'a>(rules: &Rules<'a>, side: Side, stating: bool) -> Vec<(&'a RelationRule, &'static str, &'a PageGlobs)> {
    let of = |rule: Option<&'a RelationRule>, from: bool| {
        let rule = rule?;
        let (key, globs) = if from { ("from", &rule.from) } else { ("to", &rule.to) };
        globs.as_ref().map(|globs| (rule, key, globs))
    };
    let at_start = (side == Side::Forward) == stating;
    [of(rules.forward, at_start), of(rules.backward, !at_start)].into_iter().flatten().collect()
}

impl Checks<'_> {
    fn path(&self, page: usize) -> &str {
        &self.placed[page].input.page.path
    }

    fn add(&mut self, page: usize, span: Span, message: String, help: String) {
        let file = &self.placed[page].input.page.file;
        self.findings.push(Finding::error("relation-broken", file, span, message).with_help(help));
    }

    /// The name under which a page states a side.
    fn name(&self, kind: usize, side: Side) -> String {
        let own = &self.kinds.list[kind].name;
        match side {
            Side::Forward => own.clone(),
            Side::Backward => self.kinds.rules[kind].inverse.unwrap_or(own).to_owned(),
        }
    }

    /// Whether the pages at both ends are those that the rules name.
    fn ends(&mut self) {
        for (&(kind, side, page), list) in self.lists {
            let rules = &self.kinds.rules[kind];
            let name = self.name(kind, side);
            let stating = globs(rules, side, true);
            if let Some((rule, key, globs)) = stating.iter().find(|(_, _, globs)| !globs.matches(self.path(page))) {
                let message = format!("this page is none of those that state `{name}`");
                let help = format!("`[relations.{}]` has `{key} = {}`", rule.name, written(globs));
                self.add(page, list.span, message, help);
            }
            for (target, span) in &list.targets {
                let led_to = self::globs(rules, side, false);
                let other = self.path(target.page);
                if let Some((rule, key, globs)) = led_to.iter().find(|(_, _, globs)| !globs.matches(other)) {
                    let message = format!("`{name}` does not lead to pages such as {other}");
                    let help = format!("`[relations.{}]` has `{key} = {}`", rule.name, written(globs));
                    self.add(page, *span, message, help);
                }
            }
        }
    }

    /// Whether two pages that both state a relation name each other.
    fn agreement(&mut self) {
        let stated: BTreeSet<(usize, Side, usize, usize)> = self
            .lists
            .iter()
            .flat_map(|(&(kind, side, page), list)| {
                list.targets.iter().map(move |(target, _)| (kind, side, page, target.page))
            })
            .collect();
        for (&(kind, side, page), list) in self.lists {
            let back = if side == Side::Forward { Side::Backward } else { Side::Forward };
            for (target, span) in &list.targets {
                let other = target.page;
                // A list with a broken target may mean this page by it.
                let Some(theirs) = self.lists.get(&(kind, back, other)).filter(|list| list.broken == 0) else {
                    continue;
                };
                if !theirs.targets.is_empty() && !stated.contains(&(kind, back, other, page)) {
                    let (own, inverse) = (self.name(kind, side), self.name(kind, back));
                    let file = &self.placed[other].input.page.file;
                    let line = theirs.span.start.line;
                    let message = format!("this page states `{own}`, but `{inverse}` at {file}:{line} leaves it out");
                    let help = format!(
                        "add this page there, remove it here, or leave `{inverse}` out: it follows from `{own}`"
                    );
                    self.add(page, *span, message, help);
                }
            }
        }
    }

    /// Whether a page has as many relations as it owes. Broken ones count: each has its own finding.
    fn minimum(&mut self, rule: Option<&RelationRule>, key: (usize, Side, usize), have: usize) {
        let (_, _, page) = key;
        let Some(rule) = rule.filter(|rule| rule.minimum > 0) else {
            return;
        };
        if rule.from.as_ref().is_some_and(|globs| !globs.matches(self.path(page))) {
            return;
        }
        let list = self.lists.get(&key);
        let have = have + list.map_or(0, |list| list.broken);
        if have >= rule.minimum {
            return;
        }
        let meta = &self.placed[page].input.page.meta;
        let span = list.map_or_else(|| meta.place(&["relations"]), |list| list.span);
        let (name, minimum) = (&rule.name, rule.minimum);
        let message = format!("this page has {have} of at least {minimum} `{name}`");
        let help = format!("add what is missing below `relations` in its front matter, as `{name}: [path/of/page]`");
        self.add(page, span, message, help);
    }
}

fn written(globs: &PageGlobs) -> String {
    match globs.written.as_slice() {
        [only] => format!("{only:?}"),
        several => format!("{several:?}"),
    }
}
