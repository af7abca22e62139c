//! The cascade, as far as the engine's style sheets need it. In: the text of a drawing's `<style>`. Out: for an
//! element, the declarations of the rules that match it. Elements that no selector can tell apart share one answer.
//!
//! Not here: `:hover` and other states, `@media`, `@import`; such rules are dropped.

use std::collections::HashMap;

use roxmltree::Node;

use super::error::SvgError;
use super::property::{Property, ValueId, Values};

/// One simple selector sequence such as `rect.actor[data-look="neo"]`.
#[derive(Default)]
struct Compound<'a> {
    tag: Option<&'a str>,
    classes: Vec<&'a str>,
    attributes: Vec<Attribute<'a>>,
}

struct Attribute<'a> {
    name: &'a str,
    /// `=`, `$=`, `^=`, `*=`, or empty for presence.
    operator: &'a str,
    value: &'a str,
    negated: bool,
}

struct Rule<'a> {
    /// From left to right; `true`: must be the parent of the next, not just an ancestor.
    compounds: Vec<(Compound<'a>, bool)>,
    specificity: u32,
    declarations: usize,
}

#[derive(Clone, Copy)]
struct Declaration {
    property: Property,
    value: ValueId,
    important: bool,
}

/// A property and what it is set to.
pub(super) type Assignment = (Property, ValueId);

/// Context of the parent, tag, `class`, and the attributes that selectors name.
type Key<'a> = (usize, &'a str, &'a str, Vec<Option<&'a str>>);

/// Elements with equal ancestors, tag, classes and attributes that selectors name.
struct Context<'a, 'input> {
    parent: usize,
    node: Node<'a, 'input>,
    normal: Vec<Assignment>,
    important: Vec<Assignment>,
}

/// The rules of one drawing, and what has been matched so far.
pub(super) struct Cascade<'a, 'input> {
    rules: Vec<Rule<'a>>,
    declarations: Vec<Vec<Declaration>>,
    by_class: HashMap<&'a str, Vec<usize>>,
    by_tag: HashMap<&'a str, Vec<usize>>,
    /// Rules whose last compound has no class, by a class that an ancestor must have.
    by_ancestor: HashMap<&'a str, Vec<usize>>,
    other: Vec<usize>,
    /// Attributes that selectors name, beside `class`.
    names: Vec<&'a str>,
    /// Ends of ids that selectors name; other ids tell no elements apart.
    id_ends: Vec<&'a str>,
    contexts: Vec<Context<'a, 'input>>,
    known: HashMap<Key<'a>, usize>,
}

/// Longer selectors than this are the author's, and dropped.
const MAX_COMPOUNDS: usize = 8;

impl<'a, 'input> Cascade<'a, 'input> {
    /// Reads the sheet. Rules after the engine's `:root` rule are the author's.
    pub(super) fn new(sheet: &'a str, root_id: &str, values: &mut Values<'a>) -> Result<Self, SvgError> {
        let mut cascade = Self {
            rules: Vec::new(),
            declarations: Vec::new(),
            by_class: HashMap::new(),
            by_tag: HashMap::new(),
            by_ancestor: HashMap::new(),
            other: Vec::new(),
            names: Vec::new(),
            id_ends: Vec::new(),
            contexts: Vec::new(),
            known: HashMap::new(),
        };
        let mut author = false;
        let mut rest = sheet;
        while let Some(open) = rest.find('{') {
            let prelude = rest[..open].trim().trim_start_matches(['}', ';']).trim();
            let (block, after) = block(&rest[open + 1..]);
            rest = after;
            if prelude.starts_with('@') || block.contains('{') {
                continue;
            }
            if prelude.ends_with(":root") {
                author = true;
                continue;
            }
            cascade.add_rule(prelude, block, author, root_id, values)?;
        }
        Ok(cascade)
    }

    fn add_rule(
        &mut self,
        prelude: &'a str,
        block: &'a str,
        author: bool,
        root_id: &str,
        values: &mut Values<'a>,
    ) -> Result<(), SvgError> {
        let mut declarations = Vec::new();
        for (name, value) in declarations_of(block) {
            let Some(property) = Property::parse(name) else {
                continue;
            };
            let (value, important) = split_important(value);
            if let Some(value) = values.intern(property, value, author)? {
                declarations.push(Declaration { property, value, important });
            }
        }
        if declarations.is_empty() {
            return Ok(());
        }
        for selector in prelude.split(',') {
            let Some(compounds) = compounds(selector, root_id) else {
                continue;
            };
            let specificity = compounds.iter().map(|(c, _)| c.specificity()).sum();
            for (compound, _) in &compounds {
                for attribute in &compound.attributes {
                    if attribute.name == "id" {
                        self.id_ends.push(attribute.value);
                    }
                    if !self.names.contains(&attribute.name) {
                        self.names.push(attribute.name);
                    }
                }
            }
            let index = self.rules.len();
            match compounds.last() {
                Some((Compound { classes, .. }, _)) if !classes.is_empty() => {
                    self.by_class.entry(classes[0]).or_default().push(index);
                }
                _ if compounds.iter().any(|(compound, _)| !compound.classes.is_empty()) => {
                    let class = compounds.iter().rev().find_map(|(compound, _)| compound.classes.first());
                    self.by_ancestor.entry(class.copied().unwrap_or_default()).or_default().push(index);
                }
                Some((Compound { tag: Some(tag), .. }, _)) => self.by_tag.entry(tag).or_default().push(index),
                _ => self.other.push(index),
            }
            self.rules.push(Rule { compounds, specificity, declarations: self.declarations.len() });
        }
        self.declarations.push(declarations);
        Ok(())
    }

    /// The context of `node` below the context `parent` (`usize::MAX` above the root).
    pub(super) fn context(&mut self, parent: usize, node: Node<'a, 'input>) -> usize {
        let attributes = self
            .names
            .iter()
            .map(|name| {
                node.attribute(*name)
                    .filter(|value| *name != "id" || self.id_ends.iter().any(|end| value.ends_with(end)))
            })
            .collect();
        let key = (parent, node.tag_name().name(), node.attribute("class").unwrap_or_default(), attributes);
        if let Some(&known) = self.known.get(&key) {
            return known;
        }
        let index = self.contexts.len();
        self.contexts.push(Context { parent, node, normal: Vec::new(), important: Vec::new() });
        let mut matched: Vec<usize> = Vec::new();
        let mut above: Vec<&str> = Vec::new();
        let mut at = parent;
        while let Some(ancestor) = self.contexts.get(at) {
            above.extend(ancestor.node.attribute("class").unwrap_or_default().split_ascii_whitespace());
            at = ancestor.parent;
        }
        above.sort_unstable();
        above.dedup();
        let candidates = key
            .2
            .split_ascii_whitespace()
            .filter_map(|class| self.by_class.get(class))
            .chain(above.iter().filter_map(|class| self.by_ancestor.get(class)))
            .chain(self.by_tag.get(key.1))
            .chain(std::iter::once(&self.other));
        for &rule in candidates.flatten() {
            if self.matches(&self.rules[rule], index) && !matched.contains(&rule) {
                matched.push(rule);
            }
        }
        matched.sort_by_key(|&rule| (self.rules[rule].specificity, rule));
        let (mut normal, mut important) = (Vec::new(), Vec::new());
        for rule in matched {
            for declaration in &self.declarations[self.rules[rule].declarations] {
                let list = if declaration.important { &mut important } else { &mut normal };
                list.push((declaration.property, declaration.value));
            }
        }
        self.contexts[index].normal = normal;
        self.contexts[index].important = important;
        self.known.insert(key, index);
        index
    }

    /// The declarations for a context: normal ones, then important ones, each in ascending order of weight.
    pub(super) fn declarations(&self, context: usize) -> (&[Assignment], &[Assignment]) {
        let context = &self.contexts[context];
        (&context.normal, &context.important)
    }

    fn matches(&self, rule: &Rule<'a>, context: usize) -> bool {
        let mut compounds = rule.compounds.iter().rev();
        let Some((last, _)) = compounds.next() else {
            return false;
        };
        if !last.matches(self.contexts[context].node) {
            return false;
        }
        let mut at = self.contexts[context].parent;
        for (compound, direct) in compounds {
            loop {
                let Some(ancestor) = self.contexts.get(at) else {
                    return false;
                };
                at = ancestor.parent;
                if compound.matches(ancestor.node) {
                    break;
                }
                if *direct {
                    return false;
                }
            }
        }
        true
    }
}

impl Compound<'_> {
    fn specificity(&self) -> u32 {
        let parts = u32::try_from(self.classes.len() + self.attributes.len()).unwrap_or(1000);
        parts * 1000 + u32::from(self.tag.is_some())
    }

    fn matches(&self, node: Node<'_, '_>) -> bool {
        if self.tag.is_some_and(|tag| tag != node.tag_name().name()) {
            return false;
        }
        let own = node.attribute("class").unwrap_or_default();
        self.classes.iter().all(|class| own.split_ascii_whitespace().any(|c| c == *class))
            && self.attributes.iter().all(|wanted| {
                let found = node.attribute(wanted.name).is_some_and(|value| match wanted.operator {
                    "=" => value == wanted.value,
                    "$=" => value.ends_with(wanted.value),
                    "^=" => value.starts_with(wanted.value),
                    "*=" => value.contains(wanted.value),
                    _ => true,
                });
                found != wanted.negated
            })
    }
}

/// Splits at the brace that closes the block. What is not closed ends with the text.
fn block(text: &str) -> (&str, &str) {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return (&text[..at], &text[at + 1..]),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    (text, "")
}

/// `name: value` pairs of a block or a `style` attribute.
pub(super) fn declarations_of(block: &str) -> impl Iterator<Item = (&str, &str)> {
    block.split(';').filter_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        Some((name.trim(), value.trim()))
    })
}

/// The value without `!important`, and whether it was there.
pub(super) fn split_important(value: &str) -> (&str, bool) {
    value.strip_suffix("!important").map_or((value, false), |value| (value.trim_end(), true))
}

/// Reads a selector that begins with the drawing's own id. `None`: it can match nothing in a still picture.
fn compounds<'a>(selector: &'a str, root_id: &str) -> Option<Vec<(Compound<'a>, bool)>> {
    let selector = selector.trim().strip_prefix('#')?.strip_prefix(root_id)?;
    if selector.is_empty() {
        // The root's own rule: it has no compound left, so it is told by its tag; no drawing nests another `svg`.
        return Some(vec![(Compound { tag: Some("svg"), ..Compound::default() }, false)]);
    }
    let mut found = Vec::new();
    for word in selector.replace_separators() {
        match word {
            ">" => found.last_mut().map(|(_, direct): &mut (Compound<'_>, bool)| *direct = true)?,
            "+" | "~" => return None,
            _ => found.push((compound(word)?, false)),
        }
    }
    (!found.is_empty() && found.len() <= MAX_COMPOUNDS).then_some(found)
}

trait Words {
    fn replace_separators(&self) -> Vec<&str>;
}

impl Words for str {
    /// Words at white space, with `>` as a word of its own.
    fn replace_separators(&self) -> Vec<&str> {
        let mut words = Vec::new();
        for word in self.split_ascii_whitespace() {
            let mut rest = word;
            while let Some(at) = rest.find('>') {
                if at > 0 {
                    words.push(&rest[..at]);
                }
                words.push(&rest[at..=at]);
                rest = &rest[at + 1..];
            }
            if !rest.is_empty() {
                words.push(rest);
            }
        }
        words
    }
}

fn compound(word: &str) -> Option<Compound<'_>> {
    let mut compound = Compound::default();
    let end = word.find(['.', '[', ':', '#']).unwrap_or(word.len());
    if end > 0 && &word[..end] != "*" {
        compound.tag = Some(&word[..end]);
    }
    let mut rest = &word[end..];
    while let Some(first) = rest.chars().next() {
        match first {
            '.' => {
                let end = rest[1..].find(['.', '[', ':', '#']).map_or(rest.len(), |at| at + 1);
                compound.classes.push(&rest[1..end]);
                rest = &rest[end..];
            }
            '[' => {
                let end = rest.find(']')?;
                compound.attributes.push(attribute(&rest[1..end], false)?);
                rest = &rest[end + 1..];
            }
            ':' => {
                let inner = rest.strip_prefix(":not([")?;
                let end = inner.find("])")?;
                compound.attributes.push(attribute(&inner[..end], true)?);
                rest = &inner[end + 2..];
            }
            _ => return None,
        }
    }
    Some(compound)
}

fn attribute(text: &str, negated: bool) -> Option<Attribute<'_>> {
    let Some(equals) = text.find('=') else {
        return Some(Attribute { name: text.trim(), operator: "", value: "", negated });
    };
    let start = text[..equals].trim_end_matches(['$', '^', '*']).len();
    let value = text[equals + 1..].trim_matches(['"', '\'']);
    (start > 0).then(|| Attribute { name: &text[..start], operator: &text[start..=equals], value, negated })
}
