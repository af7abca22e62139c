//! State diagrams that mermaid.js refuses and the engine takes: a note of one line with a second colon, a
//! transition whose text is empty or has `::`.

use std::ops::Range;

use super::lines;
use crate::mermaid::fault::Fault;

/// The first such statement.
pub fn refuse(text: &str, start: usize) -> Option<Fault> {
    lines(text, start).find_map(|(range, line)| note(&range, line).or_else(|| transition(&range, line)))
}

fn note(range: &Range<usize>, line: &str) -> Option<Fault> {
    let words = strip_word(line.trim_start(), "note")?;
    let words = strip_word(words, "left").or_else(|| strip_word(words, "right"))?;
    strip_word(words, "of")?;
    let colon = line.find(':')?;
    let second = colon + 1 + line[colon + 1..].find(':')?;
    Some(Fault::syntax(
        range.start + second..range.start + second + 1,
        "`:` in a note of one line",
        "put the text on its own lines, between `note right of X` and `end note`",
    ))
}

fn transition(range: &Range<usize>, line: &str) -> Option<Fault> {
    let arrow = line.find("-->")?;
    let colon = arrow + line[arrow..].replace(":::", "   ").find(':')?;
    let label = &line[colon + 1..];
    if label.is_empty() {
        return Some(Fault::syntax(
            range.start + colon..range.start + colon + 1,
            "`:` without a text after it",
            "write the transition's text, or take the colon away",
        ));
    }
    let double = colon + 1 + label.find("::")?;
    Some(Fault::syntax(
        range.start + double..range.start + double + 2,
        "`::` in a transition's text",
        "write a single colon",
    ))
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.get(word.len()..)?;
    (text[..word.len()].eq_ignore_ascii_case(word) && rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::refuse;

    #[test]
    fn a_second_colon_in_a_note_is_refused_and_a_block_note_is_not() {
        assert_eq!(refuse("note right of A : x: y", 0).unwrap().range, Some(19..20));
        assert!(refuse("note right of A\n x: y: z\nend note\nA --> B : x:y", 0).is_none());
    }
}
