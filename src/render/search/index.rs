//! The index: every word of the site with the pages, sections and diagrams that hold it, as text in lines. In: the entries of each page,
//! in order. Out: lines in the order in which the readers' side compares words, by UTF-16.

use std::collections::HashMap;

use super::entries::{Entry, FIELDS};
use super::number;

/// A word of the site.
pub struct Word {
    /// The word.
    pub word: String,
    /// On how many pages it stands.
    pub pages: usize,
    lists: [List; FIELDS],
}

/// Where a word stands in one field. A step to another page is twice the number of pages, then the unit; one to another unit of the same
/// page is twice the number of units, and one.
#[derive(Default, Clone)]
struct List {
    text: String,
    page: usize,
    /// `None` before the first.
    unit: Option<usize>,
}

impl List {
    fn push(&mut self, page: usize, unit: usize) {
        match self.unit {
            Some(last) if self.page == page => self.text.push(number::character((unit - last) * 2 + 1)),
            _ => {
                self.text.push(number::character((page - self.page) * 2));
                self.text.push(number::character(unit));
            }
        }
        (self.page, self.unit) = (page, Some(unit));
    }
}

impl Word {
    /// The lists of the fields with commas between them; those at the end that are empty are left out.
    pub fn lists(&self) -> String {
        let texts: Vec<&str> = self.lists.iter().map(|list| list.text.as_str()).collect();
        texts.join(",").trim_end_matches(',').to_owned()
    }
}

/// Words and what is said of each as lines: how many units of UTF-16 a word shares with the one before, the rest of it, a space, what is
/// said.
pub fn lines(words: &[(&str, String)]) -> String {
    let mut lines = String::new();
    let mut before = "";
    for (word, said) in words {
        let same = before.chars().zip(word.chars()).take_while(|(a, b)| a == b).map(|(letter, _)| letter);
        let (bytes, units) =
            same.fold((0, 0), |(bytes, units), letter| (bytes + letter.len_utf8(), units + letter.len_utf16()));
        lines.push(number::character(units));
        lines.push_str(&word[bytes..]);
        lines.push(' ');
        lines.push_str(said);
        lines.push('\n');
        before = word;
    }
    lines
}

/// Joins the entries of all pages.
pub fn join(pages: Vec<Vec<Entry>>) -> Vec<Word> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut list: Vec<Word> = Vec::new();
    for (page, entries) in pages.into_iter().enumerate() {
        let mut last = None;
        for (word, field, unit) in entries {
            let place = *places.entry(word).or_insert_with_key(|word| {
                list.push(Word { word: word.clone(), pages: 0, lists: Default::default() });
                list.len() - 1
            });
            list[place].lists[field as usize].push(page, unit);
            if last != Some(place) {
                list[place].pages += 1;
                last = Some(place);
            }
        }
    }
    list.sort_by(|a, b| order(&a.word, &b.word));
    list
}

/// The order of strings in JavaScript.
pub fn order(a: &str, b: &str) -> std::cmp::Ordering {
    a.encode_utf16().cmp(b.encode_utf16())
}

#[cfg(test)]
mod tests {
    use super::super::entries::Field::{Heading, Label, Text};
    use super::*;

    fn entry(word: &str, field: super::super::entries::Field, unit: usize) -> Entry {
        (word.to_owned(), field, unit)
    }

    #[test]
    fn a_line_says_what_is_new_in_its_word_and_where_it_stands() {
        let words = join(vec![
            vec![entry("cat", Heading, 0), entry("cat", Text, 1), entry("cat", Text, 3)],
            vec![entry("car", Label, 2)],
            vec![entry("car", Label, 0), entry("cat", Text, 40)],
        ]);
        let said: Vec<(&str, String)> = words.iter().map(|word| (word.word.as_str(), word.lists())).collect();
        assert_eq!(lines(&said), "0car ,,,2220\n2t 00,0154X\n");
        assert_eq!(words.iter().map(|word| word.pages).collect::<Vec<_>>(), [2, 2]);
    }

    #[test]
    fn words_stand_in_the_order_of_javascript() {
        let entries = ["\u{ff5e}", "𠀀", "z"].map(|word| entry(word, Text, 0));
        let words = join(vec![entries.into()]);
        assert_eq!(words.iter().map(|word| word.word.as_str()).collect::<Vec<_>>(), ["z", "𠀀", "\u{ff5e}"]);
    }
}
