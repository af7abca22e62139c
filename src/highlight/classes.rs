//! Which class of the theme a scope of a grammar gets.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use syntect::parsing::{Scope, ScopeStack};

/// Prefixes of scope names and their class; the longest prefix that fits wins, and `""` means no class of its own.
const TABLE: &[(&str, &str)] = &[
    ("comment", "c"),
    ("string", "s"),
    ("string.regexp", "e"),
    ("constant.character.escape", "e"),
    ("constant", "n"),
    ("keyword", "k"),
    ("keyword.operator", "o"),
    ("keyword.operator.word", "k"),
    ("storage", "k"),
    ("storage.type.annotation", "a"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("entity.name.type", "t"),
    ("entity.name.class", "t"),
    ("entity.name.struct", "t"),
    ("entity.name.enum", "t"),
    ("entity.name.trait", "t"),
    ("entity.name.interface", "t"),
    ("entity.name.namespace", "t"),
    ("entity.name.tag", "t"),
    ("entity.other.inherited-class", "t"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("variable.parameter", "v"),
    ("variable.language", "k"),
    ("entity.other.attribute-name", "a"),
    ("variable.annotation", "a"),
    ("meta.annotation", "a"),
    ("meta.mapping.key", "a"),
    ("support.type.property-name", "a"),
    ("meta.preprocessor", "m"),
    ("punctuation.definition.comment", "c"),
    ("punctuation.definition.string", "s"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("markup.heading", "h"),
    ("entity.name.section", "h"),
    ("invalid", "x"),
    ("string.unquoted.plain.out.yaml", ""),
];

/// The table by scope, remembered as scopes turn up.
pub struct Classes {
    table: Vec<(Scope, &'static str)>,
    seen: RwLock<HashMap<Scope, Option<&'static str>>>,
}

impl Classes {
    /// Reads the table.
    pub fn new() -> Self {
        Self {
            table: TABLE.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class))).collect(),
            seen: RwLock::default(),
        }
    }

    /// The class of what stands under a stack of scopes: that of the innermost scope that has one.
    pub fn of(&self, stack: &ScopeStack) -> Option<&'static str> {
        stack.as_slice().iter().rev().find_map(|scope| self.of_scope(*scope)).filter(|class| !class.is_empty())
    }

    fn of_scope(&self, scope: Scope) -> Option<&'static str> {
        if let Some(class) = self.seen.read().unwrap_or_else(PoisonError::into_inner).get(&scope) {
            return *class;
        }
        let class = self
            .table
            .iter()
            .filter(|(prefix, _)| prefix.is_prefix_of(scope))
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, class)| *class);
        self.seen.write().unwrap_or_else(PoisonError::into_inner).insert(scope, class);
        class
    }
}
