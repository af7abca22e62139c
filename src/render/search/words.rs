//! From a text to the words by which it is found. In: text as readers see it. Out: its words, folded: each word; of a name made of
//! several, such as `OrderService.getById`, the parts and the whole; of scripts that put no space between words, each pair of
//! neighbours. `themes/default/js/search.js` does the same to what a reader types; tests hold the two together.

use std::sync::LazyLock;

use regex::Regex;

use super::fold::fold;

/// The most characters of a word that count.
const LONGEST: usize = 32;

/// What joins the parts of a name.
const JOINTS: [char; 5] = ['-', '.', '_', '\'', '’'];

/// Scripts without spaces.
const SPACELESS: &str = r"\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}";

/// A run of a script without spaces, or a word with its joints.
static CHUNKS: LazyLock<Regex> = LazyLock::new(|| {
    let letter = format!(r"[[\p{{L}}\p{{N}}\p{{M}}]--[{SPACELESS}]]");
    regex(&format!("(?<run>[{SPACELESS}]+)|{letter}+(?:[-._'’]{letter}+)*"))
});

static RUN: LazyLock<Regex> = LazyLock::new(|| regex(&format!("^[{SPACELESS}]")));

fn regex(pattern: &str) -> Regex {
    // The patterns are constants, and every test of this file compiles them.
    Regex::new(pattern).unwrap_or_else(|_| unreachable!("a pattern of ours"))
}

/// Calls `take` with each word of `text`.
pub fn words(text: &str, mut take: impl FnMut(&str)) {
    let mut word = String::new();
    for chunk in CHUNKS.find_iter(text) {
        let chunk = chunk.as_str();
        if !chunk.as_bytes()[0].is_ascii() && RUN.is_match(chunk) {
            pairs(chunk, &mut word, &mut take);
        } else {
            parts(chunk, &mut word, &mut take);
        }
    }
}

/// Each two neighbours, and the last character alone, so that each is the beginning of a word.
fn pairs(run: &str, word: &mut String, take: &mut impl FnMut(&str)) {
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
    for (number, &start) in starts.iter().enumerate() {
        let end = starts.get(number + 2).copied().unwrap_or(run.len());
        word.clear();
        fold(&run[start..end], word);
        give(word, take);
    }
}

/// The parts of a name, and the whole if it has several.
fn parts(name: &str, word: &mut String, take: &mut impl FnMut(&str)) {
    let mut whole = String::new();
    let mut count = 0;
    let mut part = |piece: &str| {
        if !piece.is_empty() {
            word.clear();
            fold(piece, word);
            give(word, take);
            count += 1;
            // No more of it counts.
            if whole.len() < 4 * LONGEST {
                whole.push_str(word);
            }
        }
    };
    let mut start = 0;
    let mut before = ' ';
    let mut letters = name.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if JOINTS.contains(&letter) {
            part(&name[start..at]);
            start = at + letter.len_utf8();
        } else if letter.is_uppercase() {
            let mut ends_acronym = || letters.peek().is_some_and(|(_, next)| next.is_lowercase());
            if before.is_lowercase() || before.is_numeric() || (before.is_uppercase() && ends_acronym()) {
                part(&name[start..at]);
                start = at;
            }
        }
        before = letter;
    }
    part(&name[start..]);
    if count > 1 {
        give(&whole, take);
    }
}

fn give(word: &str, take: &mut impl FnMut(&str)) {
    let end = word.char_indices().nth(LONGEST).map_or(word.len(), |(end, _)| end);
    if end > 0 {
        take(&word[..end]);
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_those_that_the_readers_side_makes_too() {
        let samples: Vec<(String, Vec<String>)> =
            serde_json::from_str(include_str!("../../../tests/search/words.json")).unwrap();
        assert!(samples.len() > 20);
        for (text, wanted) in samples {
            let mut found = Vec::new();
            words(&text, |word| found.push(word.to_owned()));
            assert_eq!(found, wanted, "{text}");
        }
    }

    #[test]
    fn work_grows_in_a_line_with_a_hostile_text() {
        for text in ["a.".repeat(200_000), "aB".repeat(200_000), "漢".repeat(200_000), "\u{300}".repeat(400_000)] {
            let mut longest = 0;
            words(&text, |word| longest = longest.max(word.chars().count()));
            assert!(longest <= 32);
        }
    }
}
