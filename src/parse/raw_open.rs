//! In: the tags of a page's raw HTML, one by one. Out: what is open, and how deep it got, so that an HTML parser is never
//! given what would cost it far more time than its length.

use std::collections::BTreeMap;

/// Deepest nesting of raw HTML that is handed to an HTML parser, whose time grows with its square; browsers stop here too.
pub(super) const MAX_DEPTH: usize = 512;

/// How many formatting elements with attributes may be open at once. An HTML parser opens each anew in every paragraph
/// that follows.
pub(super) const MAX_FORMATTING: usize = 16;

/// Formatting elements in the sense of the HTML standard.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements whose end may be left out, so that counting starts and ends would see nesting where there is none.
const OPTIONAL_END: &[&str] = &["p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option"];
/// Elements in whose text nothing becomes a link.
const OPAQUE: &[&str] = &["a", "code", "pre", "kbd", "samp", "button", "textarea", "script", "style"];

/// What is open at a place in a page.
#[derive(Debug, Default)]
pub(super) struct Open {
    by_name: BTreeMap<String, usize>,
    depth: usize,
    /// The deepest nesting so far.
    pub(super) deepest: usize,
    formatting: BTreeMap<String, usize>,
    /// The most formatting elements with attributes that were open at once.
    pub(super) most_formatting: usize,
    /// How many elements in whose text nothing becomes a link are open.
    pub(super) opaque: usize,
}

impl Open {
    /// Counts a tag.
    pub(super) fn tag(&mut self, name: &str, closing: bool, attributes: bool) {
        if OPAQUE.contains(&name) {
            self.opaque = if closing { self.opaque.saturating_sub(1) } else { self.opaque + 1 };
        }
        if FORMATTING.contains(&name) {
            if let Some(count) = self.formatting.get_mut(name).filter(|_| closing) {
                *count = count.saturating_sub(1);
            } else if !closing && attributes {
                *self.formatting.entry(name.to_owned()).or_default() += 1;
                self.most_formatting = self.most_formatting.max(self.formatting.values().sum());
            }
        }
        if VOID.contains(&name) || OPTIONAL_END.contains(&name) {
            return;
        }
        if closing {
            if let Some(count) = self.by_name.get_mut(name).filter(|count| **count > 0) {
                *count -= 1;
                self.depth -= 1;
            }
        } else {
            *self.by_name.entry(name.to_owned()).or_default() += 1;
            self.depth += 1;
            self.deepest = self.deepest.max(self.depth);
        }
    }
}
