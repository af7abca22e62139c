//! In: a masked state diagram. Out: edits that let a note of one line hold colons and a transition's text hold `::`, that take
//! away a colon without a text, and that write `->` as Mermaid writes it. Not here: misspelt words.

use super::entities::escape;
use super::{Edit, Mending, lines};

/// What to mend in `text` after its header, which ends at `start`.
pub fn mend(text: &str, start: usize) -> Vec<Mending> {
    let mut mendings = Vec::new();
    let mut in_note = false;
    for range in lines(text, start) {
        let line = &text[range.clone()];
        let words: Vec<String> = line.split_whitespace().take(3).map(str::to_ascii_lowercase).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if in_note {
            in_note = !matches!(words.as_slice(), ["end", "note", ..]);
        } else if matches!(words.as_slice(), ["note", "left" | "right", "of"]) {
            match line.find(':') {
                Some(colon) => mendings.extend(escape(text, range.start + colon + 1..range.end, &[':'])),
                None => in_note = true,
            }
        } else {
            mendings.extend(transition(line, range.start));
        }
    }
    mendings
}

fn transition(line: &str, offset: usize) -> Option<Mending> {
    let (arrow, length, meant) = match (line.find("-->"), line.find("->"), line.find('→')) {
        (Some(at), ..) => (at, 3, true),
        (_, Some(at), _) => (at, 2, false),
        (.., Some(at)) => (at, '→'.len_utf8(), false),
        _ => return None,
    };
    let mut mending = Mending::default();
    let colon = line[arrow..].replace(":::", "   ").find(':').map(|at| arrow + at);
    // An arrow in a description is text.
    if line[..arrow].replace(":::", "").contains(':') || line[..arrow].trim().is_empty() {
        return None;
    }
    if !meant {
        mending.edits.push(Edit::new(offset + arrow..offset + arrow + length, "-->"));
    }
    if let Some(colon) = colon {
        let text = &line[colon + 1..];
        if text.trim().is_empty() {
            mending.edits.push(Edit::new(offset + colon..offset + colon + 1, ""));
        } else if text.contains("::") {
            mending
                .add(escape(line, colon + 1..line.len(), &[':']).map(|found| found.moved(offset)).unwrap_or_default());
        }
    }
    (!mending.edits.is_empty()).then_some(mending)
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::mermaid::repair::draft;

    fn mended(text: &str) -> String {
        draft::mended(mend, text)
    }

    #[test]
    fn colons_in_a_note_of_one_line_are_entities() {
        assert_eq!(mended("note right of A : x: y\\nz: 5"), "note right of A : x#58; y\\nz#58; 5");
        let block = "note right of A\n x: y\nend note\nA --> B : x: y";
        assert_eq!(mended(block), block);
    }

    #[test]
    fn transitions_are_written_as_mermaid_reads_them() {
        assert_eq!(mended("A -> B : x"), "A --> B : x");
        assert_eq!(mended("A --> B :"), "A --> B ");
        assert_eq!(mended("A --> B : x::y"), "A --> B : x#58;#58;y");
        assert_eq!(mended("A : x -> y"), "A : x -> y");
    }
}
