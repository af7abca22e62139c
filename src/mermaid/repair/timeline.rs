//! In: a masked timeline. Out: edits that let periods and sections hold colons, and events begin as Mermaid expects it. Not
//! here: misspelt words.

use super::entities::escape;
use super::{Edit, Mending, lines};

/// What to mend in `text` after its header, which ends at `start`.
pub fn mend(text: &str, start: usize) -> Vec<Mending> {
    lines(text, start).filter_map(|range| line(&text[range.clone()], range.start)).collect()
}

fn line(line: &str, offset: usize) -> Option<Mending> {
    let lead = line.len() - line.trim_start().len();
    let trimmed = line.trim();
    let lower = trimmed.get(..8).unwrap_or(trimmed).to_ascii_lowercase();
    let is_word =
        |word: &str| lower.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', ':']));
    if trimmed.is_empty() || ["title", "acctitle", "accdescr"].iter().any(|word| is_word(word) || lower == *word) {
        return None;
    }
    if lower.starts_with("section ") || lower.starts_with("section\t") {
        return colons(line, offset, lead + "section".len()..lead + trimmed.len());
    }
    match separator(trimmed) {
        Separator::At(at) => colons(line, offset, lead..lead + at),
        // An event begins after a colon and a space.
        Separator::Tight(at) => {
            let place = offset + lead + at + 1;
            let mut mending = Mending::edits(vec![Edit::new(place..place, " ")]);
            mending.add(colons(line, offset, lead..lead + at).unwrap_or_default());
            Some(mending)
        }
        Separator::None => colons(line, offset, lead..lead + trimmed.len()),
    }
}

enum Separator {
    /// The colon that ends the period.
    At(usize),
    /// A colon that ends it too, but has no space behind it.
    Tight(usize),
    /// The line is a period alone.
    None,
}

/// What ends the period of a line: a colon before a space, or one that is no part of a time or an address.
fn separator(line: &str) -> Separator {
    let colons = || line.match_indices(':').map(|(at, _)| at);
    let spaced = |at: &usize| line[at + 1..].is_empty() || line[at + 1..].starts_with(char::is_whitespace);
    if let Some(at) = colons().find(spaced) {
        return Separator::At(at);
    }
    let tight = |at: &usize| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let before = line[..*at].chars().next_back();
        let after = line[at + 1..].chars().next();
        before.is_none_or(char::is_whitespace) || (!(digit(before) && digit(after)) && after != Some('/'))
    };
    colons().find(tight).map_or(Separator::None, Separator::Tight)
}

/// Writes the colons at `range` of `line` as entities.
fn colons(line: &str, offset: usize, range: std::ops::Range<usize>) -> Option<Mending> {
    escape(line, range, &[':', '#']).map(|found| found.moved(offset))
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::mermaid::repair::draft;

    fn mended(text: &str) -> String {
        draft::mended(mend, text)
    }

    #[test]
    fn colons_before_the_events_are_entities() {
        for (line, expected) in [
            ("14:23 : x: y", "14#58;23 : x: y"),
            ("  9:30:05 AM : x", "  9#58;30#58;05 AM : x"),
            ("14:23: x", "14#58;23: x"),
            ("14:23", "14#58;23"),
            ("section 10:00: dawn", "section 10#58;00#58; dawn"),
            ("2000 :x", "2000 : x"),
            (":x", ": x"),
            ("2000:Founded", "2000: Founded"),
            ("C# 9 : x", "C#35; 9 : x"),
            ("see http://x : y", "see http#58;//x : y"),
        ] {
            assert_eq!(mended(line), expected);
        }
    }

    #[test]
    fn what_can_be_read_stays() {
        for line in ["title a: b", "2000 : a:b : c", "  : y", "accTitle: x", "section a", "2000: x"] {
            assert_eq!(mended(line), line);
        }
    }
}
