//! In: a text as its author wrote it. Out: edits that write signs in it as entities, where Mermaid would read them as syntax and
//! takes no quotes. Not here: which signs those are.

use std::ops::Range;

use super::words::leading_entity;
use super::{Edit, Mending};

/// Writes each of `signs` in the text at `range` as an entity, but for those of entities that stand there already.
pub fn escape(text: &str, range: Range<usize>, signs: &[char]) -> Option<Mending> {
    let label = &text[range.clone()];
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(c) = label[at..].chars().next() {
        if let Some((_, length)) = leading_entity(&label[at..]) {
            // The `;` of an HTML entity is a sign like any other for Mermaid.
            if c == '&' && signs.contains(&';') {
                let mark = if label[at..].starts_with("&#") { 2 } else { 1 };
                edits.push(Edit::new(range.start + at..range.start + at + mark, "#"));
            }
            at += length;
            continue;
        }
        if signs.contains(&c) {
            let place = range.start + at;
            edits.push(Edit::new(place..place + c.len_utf8(), format!("#{};", u32::from(c))));
        }
        at += c.len_utf8();
    }
    (!edits.is_empty()).then(|| Mending { edits, labels: vec![label.trim().to_owned()] })
}

#[cfg(test)]
mod tests {
    use super::escape;
    use crate::mermaid::repair::draft::Draft;

    #[test]
    fn entities_stay_and_signs_become_some() {
        let text = "a: b #58; #1; c #quot; (d)";
        let mut draft = Draft::new(text);
        draft.apply(escape(text, 0..text.len(), &[':', '(', '#']).unwrap().edits);
        let html = "a &lt; b &#35; c;";
        let mut other = Draft::new(html);
        other.apply(escape(html, 0..html.len(), &[';']).unwrap().edits);
        assert_eq!(other.text(), "a #lt; b #35; c#59;");
        assert_eq!(draft.text(), "a#58; b #58; #35;1; c #quot; #40;d)");
    }
}
