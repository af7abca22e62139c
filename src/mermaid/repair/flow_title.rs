//! In: a `subgraph` line of a flowchart. Out: edits that make its title one that Mermaid reads. Not here: any other statement.

use super::flow_shape::{self, Line};
use super::flowchart::is_readable;
use super::quote::{is_quoted, quote};
use super::{Edit, Mending};
use crate::mermaid::refuse::stray_in_title;

/// What to mend in the header that begins at `at`, right after the word.
pub fn title(line: &Line<'_>, at: usize) -> Option<Mending> {
    let start = line.skip_blanks(at);
    let header = line.rest(start).trim_end().trim_end_matches(';').trim_end();
    let range = start..start + header.len();
    if start == at || header.is_empty() {
        return None;
    }
    if header.starts_with('"') {
        return (!is_quoted(header) && header.len() > 1).then(|| quote(line.text, range));
    }
    let name = header.find(['[', '(', '{', '"']).map_or(header, |at| &header[..at]);
    let id = name.trim_end();
    let open = start + name.len();
    let is_id = !id.is_empty() && !id.contains(' ') && stray_in_title(id).is_none();
    match header.as_bytes().get(name.len()) {
        Some(b'[') if !id.is_empty() && stray_in_title(id).is_none() => {
            let shape = flow_shape::close(line, open, true).or_else(|| flow_shape::open_to_the_end(line, open));
            let Some(shape) = shape else {
                return Some(quote(line.text, range));
            };
            let mut mending = Mending::edits(shape.edits);
            if !is_readable(&line.text[shape.inside.clone()], false) {
                mending.add(quote(line.text, shape.inside));
            }
            (!mending.edits.is_empty()).then_some(mending)
        }
        // `id "Title"` and `id("Title")`: a title in quotes, which stands in square brackets.
        Some(b'"' | b'(' | b'{') if is_id && quoted_title(&header[name.len()..]).is_some() => {
            let (front, back) = quoted_title(&header[name.len()..])?;
            let mut mending = Mending::edits(vec![
                Edit::new(start + id.len()..open + front, "["),
                Edit::new(range.end - back..range.end, "]"),
            ]);
            let title = open + front..range.end - back;
            if !is_readable(&line.text[title.clone()], false) {
                mending.add(quote(line.text, title));
            }
            Some(mending)
        }
        None if stray_in_title(id).is_none() => None,
        _ => {
            let mut mending = quote(line.text, range.clone());
            let word = header.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').next().unwrap_or_default();
            if is_named(line, range.start, word) {
                mending.edits.insert(0, Edit::new(start..start, format!("{word}[")));
                mending.edits.push(Edit::new(range.end..range.end, "]"));
            }
            Some(mending)
        }
    }
}

/// How many bytes stand before and behind a title in quotes.
fn quoted_title(title: &str) -> Option<(usize, usize)> {
    let inner = title.trim_start_matches(['(', '{']);
    let front = title.len() - inner.len();
    let body = inner.trim_end_matches([')', '}']);
    (front <= 2 && body.len() > 2 && body.starts_with('"') && body.ends_with('"') && inner.len() - body.len() == front)
        .then_some((front, front))
}

/// Whether `word` is named as a node in another line than that of byte `own`, so that it has to stay the subgraph's id.
fn is_named(line: &Line<'_>, own: usize, word: &str) -> bool {
    // Each title would look through the whole text.
    if word.is_empty() || line.text.len() > 20_000 {
        return false;
    }
    line.text.match_indices(word).filter(|(at, _)| *at < own || *at > line.end).any(|(at, _)| {
        let before = line.text[..at].trim_end_matches([' ', '\t']);
        let after = &line.text[at + word.len()..];
        let begins = before.ends_with(['\n', '>', '-', '&', '|', ';', '='])
            || before.ends_with("style")
            || before.ends_with("class");
        begins && !after.starts_with(|c: char| c.is_alphanumeric() || "_[({".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use crate::mermaid::repair::draft;
    use crate::mermaid::repair::flowchart::mend;

    fn mended(text: &str) -> String {
        draft::mended(mend, text)
    }

    #[test]
    fn titles_are_quoted_in_the_form_that_they_have() {
        for (header, expected) in [
            ("subgraph A[x (y)]", "subgraph A[\"x (y)\"]"),
            ("subgraph A [x (y)]", "subgraph A [\"x (y)\"]"),
            ("subgraph A[\"\"x\"\"]", "subgraph A[\"x\"]"),
            ("subgraph Web (old)", "subgraph \"Web (old)\""),
            ("subgraph Web (old)\nend\na --> Web", "subgraph Web[\"Web (old)\"]\nend\na --> Web"),
            ("subgraph A \"x (y)\"", "subgraph A[\"x (y)\"]"),
            ("subgraph A(\"x\")", "subgraph A[\"x\"]"),
            ("subgraph 🚀 Launch", "subgraph \"🚀 Launch\""),
            ("subgraph A[x] y]", "subgraph A[\"x] y\"]"),
            ("subgraph A[Title", "subgraph A[Title]"),
            ("subgraph A[Title)]", "subgraph A[Title]"),
        ] {
            assert_eq!(mended(header), expected);
        }
    }

    #[test]
    fn a_title_that_can_be_read_stays() {
        for header in ["subgraph A", "subgraph A b", "subgraph A[x]", "subgraph \"x (y)\"", "subgraph A [\"x (y)\"];"] {
            assert_eq!(mended(header), header);
        }
    }
}
