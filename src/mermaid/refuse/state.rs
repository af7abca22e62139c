//! State diagrams that mermaid.js refuses and the engine takes: a note of one line with a second colon or a `;`.

use super::lines;
use crate::mermaid::fault::Fault;

/// The first such note.
pub fn refuse(text: &str, start: usize) -> Option<Fault> {
    lines(text, start).find_map(|(range, line)| {
        let words = strip_word(line.trim_start(), "note")?;
        let words = strip_word(words, "left").or_else(|| strip_word(words, "right"))?;
        strip_word(words, "of")?;
        let colon = line.find(':')?;
        let second = colon + 1 + line[colon + 1..].find([':', ';'])?;
        Some(Fault::syntax(
            range.start + second..range.start + second + 1,
            format!("`{}` in a note of one line", &line[second..=second]),
            "put the text on its own lines, between `note right of X` and `end note`",
        ))
    })
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.get(word.len()..)?;
    (text[..word.len()].eq_ignore_ascii_case(word) && rest.starts_with(char::is_whitespace))
        .then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::refuse;

    #[test]
    fn a_second_colon_in_a_note_is_refused_and_a_block_note_is_not() {
        assert_eq!(
            refuse("note right of A : x: y", 0).unwrap().range,
            Some(19..20)
        );
        assert!(refuse("note right of A\n x: y: z\nend note\nA --> B : x:y", 0).is_none());
    }
}
