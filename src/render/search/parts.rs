//! The index in parts, each a script that calls one function, so that a browser loads it from a folder, too. In: the searched pages. Out:
//! the text of each part by its name. The format is described in `content/internals/search.md`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::division::Division;
use super::entries;
use super::index::{self, Word};
use super::labels::Labels;
use super::number;
use super::record::Record;
use super::subject::Subject;
use crate::cache::Key;

/// The part that leads to the others.
pub const ROOT: &str = "index";

/// The texts of all parts by name.
pub type Parts = BTreeMap<String, String>;

/// The root. Of each other part it knows where it begins and the version that belongs to it.
#[derive(Serialize)]
struct Root<'a> {
    /// The folder of the drawings.
    drawings: &'a str,
    words: Vec<(String, String)>,
    ends: Vec<(String, String)>,
    pages: Vec<(usize, String)>,
}

/// Makes all parts. On one thread: several that want a part wait for the first to make all, and a thread of the pool that shared its
/// work might be given that very waiting to do.
pub fn all(subjects: &[Subject], division: &Division, drawings: &str) -> Parts {
    let mut parts = Parts::new();
    let labels: Vec<Vec<Labels<'_>>> =
        subjects.iter().map(|subject| subject.figures.iter().map(Labels::of).collect()).collect();
    let mut pages = Vec::new();
    for (number, range) in division.pages.iter().enumerate() {
        let records: Vec<Record<'_>> = range.clone().map(|page| Record::new(&subjects[page], &labels[page])).collect();
        pages.push((range.start, put(&mut parts, format!("pages-{number}"), &records)));
    }
    let read = subjects.iter().zip(&labels).map(|(subject, labels)| entries::of(subject, labels));
    let words = index::join(read.collect());
    let said: Vec<(&str, String)> = words.iter().map(|word| (word.word.as_str(), word.lists())).collect();
    let backwards = ends(&words);
    let ends: Vec<(&str, String)> = backwards
        .iter()
        .map(|(end, pages)| (end.as_str(), number::character(pages.ilog2() as usize).to_string()))
        .collect();
    let root = Root {
        drawings,
        words: put_words(&mut parts, "words", &said, division.words),
        ends: put_words(&mut parts, "ends", &ends, division.ends),
        pages,
    };
    put(&mut parts, ROOT.to_owned(), &root);
    parts
}

/// Adds a part and returns its version, which tells it from what another build has under its name.
fn put(parts: &mut Parts, name: String, data: &impl Serialize) -> String {
    let data = serde_json::to_string(data).unwrap_or_default();
    let version = Key::new("search part", &[data.as_bytes()]).hex()[..8].to_owned();
    let text = format!("chartroomSearch(\"{name}\",\"{version}\",{data});\n");
    parts.insert(name, text);
    version
}

/// Adds `count` parts with words and what is said of each; of each part, where it begins and its version.
fn put_words(parts: &mut Parts, kind: &str, words: &[(&str, String)], count: usize) -> Vec<(String, String)> {
    let runs = split(words, count, |(word, said)| word.len() + said.len());
    let begins = beginnings(&runs, |(word, _)| word);
    let each = runs.iter().zip(begins).enumerate();
    each.map(|(number, (run, first))| (first.to_owned(), put(parts, format!("{kind}-{number}"), &index::lines(run))))
        .collect()
}

/// Words of three letters and more, each read from its end, with the number of pages that have it: by the end a word is found whose
/// beginning is mistyped.
fn ends(words: &[Word]) -> Vec<(String, usize)> {
    let long = words.iter().filter(|word| word.word.chars().nth(2).is_some());
    let mut ends: Vec<(String, usize)> = long.map(|word| (word.word.chars().rev().collect(), word.pages)).collect();
    ends.sort_by(|(a, _), (b, _)| index::order(a, b));
    ends
}

/// Runs of about the same size.
fn split<T>(list: &[T], count: usize, size: impl Fn(&T) -> usize) -> Vec<&[T]> {
    let total: usize = list.iter().map(&size).sum();
    let mut runs = Vec::with_capacity(count);
    let (mut start, mut sum, mut at) = (0, 0, 0);
    for run in 1..=count {
        while at < list.len() && (run == count || sum < total * run / count) {
            sum += size(&list[at]);
            at += 1;
        }
        runs.push(&list[start..at]);
        start = at;
    }
    runs
}

/// The first word of each run; the first run begins before all words, one that is empty where the next one does.
fn beginnings<'a, T>(runs: &[&'a [T]], word: impl Fn(&'a T) -> &'a str) -> Vec<&'a str> {
    let mut next = "\u{10ffff}";
    let mut list: Vec<&str> = runs
        .iter()
        .rev()
        .map(|run| {
            next = run.first().map_or(next, &word);
            next
        })
        .collect();
    list.reverse();
    if let Some(first) = list.first_mut() {
        *first = "";
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_of_about_the_same_size_and_lose_nothing() {
        let sizes = [1, 1, 1, 100, 1, 1];
        let runs = |count| split(&sizes, count, |size| *size).iter().map(|run| run.len()).collect::<Vec<_>>();
        assert_eq!((runs(1), runs(2), runs(4)), (vec![6], vec![4, 2], vec![4, 0, 0, 2]));
        assert_eq!(split(&[0; 0], 2, |size| *size), [&[0; 0], &[0; 0]]);
    }

    #[test]
    fn a_run_begins_where_its_first_word_does() {
        let begin = |runs: &[&'static [&'static str]]| beginnings(runs, |word| *word);
        let empty: &[&str] = &[];
        assert_eq!(begin(&[&["a"], empty, &["b"], empty]), ["", "b", "b", "\u{10ffff}"]);
        assert_eq!(begin(&[empty]), [""]);
    }
}
