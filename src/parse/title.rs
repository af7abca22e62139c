//! In: a page's front matter, headings, path, first paragraph. Out: its title, where that comes from, and its summary.

use crate::model::{FrontMatter, Heading, TitleOrigin};

/// The title: from front matter, else the first heading of level 1, else the file's name.
pub(super) fn title(meta: &FrontMatter, headings: &[Heading], path: &str) -> (String, TitleOrigin) {
    if let Some(title) = meta.title.as_ref().filter(|title| !title.trim().is_empty()) {
        return (title.trim().to_owned(), TitleOrigin::FrontMatter);
    }
    match headings.iter().find(|heading| heading.level == 1 && !heading.text.is_empty()) {
        Some(heading) => (heading.text.clone(), TitleOrigin::Heading),
        None => (from_path(path), TitleOrigin::FileName),
    }
}

/// `a/getting-started.md` as `Getting started`; an index page is named after its folder.
fn from_path(path: &str) -> String {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_index = ["index", "_index", "readme"].iter().any(|name| stem.eq_ignore_ascii_case(name));
    let name = if is_index { parts.next().unwrap_or("home") } else { stem };
    let spaced = name.replace(['-', '_'], " ");
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut characters = words.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => file.to_owned(),
    }
}

/// About how many characters a summary has.
const SUMMARY: usize = 200;

/// A text on one line, cut at a word's end.
pub(super) fn summary(text: &str) -> String {
    let mut out = String::new();
    let mut characters = 0;
    for word in text.split_whitespace() {
        characters += word.chars().count() + 1;
        if characters > SUMMARY {
            if out.is_empty() {
                out.extend(word.chars().take(SUMMARY));
            }
            out.push('…');
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_become_readable() {
        let names = ["a/getting-started.md", "guide/index.md", "README.md", "x/API_v2.0.md", "_.md"].map(from_path);
        assert_eq!(names, ["Getting started", "Guide", "Home", "API v2.0", "_.md"]);
    }

    #[test]
    fn a_summary_is_cut_at_a_words_end() {
        assert_eq!(summary(" a\n b "), "a b");
        let long = summary(&"four ".repeat(50));
        assert_eq!((long.chars().count(), long.ends_with("four…")), (200, true));
        assert_eq!(summary(&"x".repeat(300)).chars().count(), 201);
    }
}
