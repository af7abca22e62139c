//! In: the plain text of headings. Out: their ids, equal to those that GitHub gives: lower case, everything but letters,
//! marks, digits, connectors, hyphens and spaces removed, each space a hyphen, repeats numbered.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

static REMOVED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\- ]").ok());

/// Gives out the ids of one page.
#[derive(Default)]
pub(super) struct Slugger {
    /// For each id in use, the last number that was appended to it. Looked up only, never walked.
    taken: HashMap<String, usize>,
}

impl Slugger {
    /// A new id for a heading. Where nothing is left of its text, GitHub's id is empty, which nobody can link to:
    /// here it is `section`.
    pub(super) fn heading(&mut self, text: &str) -> String {
        let slug = slug(text);
        self.unique(if slug.is_empty() { "section" } else { &slug })
    }

    /// Marks an id that the author gave as taken; `false` where it was already.
    pub(super) fn reserve(&mut self, id: &str) -> bool {
        let free = !self.taken.contains_key(id);
        if free {
            self.taken.insert(id.to_owned(), 0);
        }
        free
    }

    fn unique(&mut self, slug: &str) -> String {
        let Some(last) = self.taken.get(slug) else {
            self.taken.insert(slug.to_owned(), 0);
            return slug.to_owned();
        };
        let mut number = last + 1;
        let mut id = format!("{slug}-{number}");
        while self.taken.contains_key(&id) {
            number += 1;
            id = format!("{slug}-{number}");
        }
        self.taken.insert(slug.to_owned(), number);
        self.taken.insert(id.clone(), 0);
        id
    }
}

/// GitHub's id of a text, before repeats are numbered.
fn slug(text: &str) -> String {
    if text.is_ascii() {
        return text
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_'))
            .map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() })
            .collect();
    }
    let lower = text.to_lowercase();
    match &*REMOVED {
        Some(removed) => removed.replace_all(&lower, "").replace(' ', "-"),
        None => lower.replace(' ', "-"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_github() {
        let cases = [
            ("Hello, World!", "hello-world"),
            ("A  B - C", "a--b---c"),
            ("foo_bar.baz()", "foo_barbaz"),
            ("🚀 Launch", "-launch"),
            ("⚙\u{FE0F} Setup", "\u{FE0F}-setup"),
            ("Über Größe", "über-größe"),
            ("日本語 の 見出し", "日本語-の-見出し"),
            ("100% C++ & C#", "100-c--c"),
            ("a\tb\nc", "abc"),
            ("Кириллица — тест", "кириллица--тест"),
        ];
        for (text, id) in cases {
            assert_eq!(slug(text), id, "{text}");
        }
    }

    #[test]
    fn repeats_are_numbered_around_what_is_taken() {
        let mut slugger = Slugger::default();
        let ids: Vec<String> = ["a", "a", "a 1", "a", "a-1"].map(|text| slugger.heading(text)).into();
        assert_eq!(ids, ["a", "a-1", "a-1-1", "a-2", "a-1-2"]);
        assert!(slugger.reserve("given") && !slugger.reserve("given"));
        assert_eq!(slugger.heading("Given"), "given-1");
        assert_eq!(slugger.heading("🎉"), "section");
    }
}
