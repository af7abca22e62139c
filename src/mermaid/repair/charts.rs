//! In: masked charts, whose texts Mermaid takes bare only if they are simple. Out: edits that put the others in quotes, and
//! write numbers without `%` and thousands separators. Not here: misspelt words.

use std::ops::Range;

use super::quote::{is_quoted, quote};
use super::{Edit, Mending, lines};

/// The place of the part of `range` without blanks around it.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + part.len() - part.trim_start().len();
    start..start + part.trim().len()
}

/// Quotes the text at `range` if it is not quoted and has a character that is not `allowed`.
fn quote_unless(text: &str, range: Range<usize>, allowed: impl Fn(char) -> bool) -> Option<Mending> {
    let range = trimmed(text, range);
    let label = &text[range.clone()];
    (!label.is_empty() && !is_quoted(label) && !label.chars().all(allowed)).then(|| quote(text, range))
}

/// The first word of a line, its place, and where the rest begins.
fn first_word(line: &str, offset: usize) -> (&str, usize) {
    let lead = line.len() - line.trim_start().len();
    let word = line[lead..].split_whitespace().next().unwrap_or_default();
    (word, offset + lead + word.len())
}

/// What to mend in the xy chart `text` after its header, which ends at `start`.
pub fn xychart(text: &str, start: usize) -> Vec<Mending> {
    let plain = |c: char| c.is_ascii_alphanumeric() || " -_.&".contains(c);
    let mut found = Vec::new();
    for range in lines(text, start) {
        let (word, rest) = first_word(&text[range.clone()], range.start);
        let line = &text[rest..range.end];
        match word {
            "title" => found.extend(quote_unless(text, rest..range.end, plain)),
            "x-axis" | "y-axis" | "bar" | "line" => {
                if line.contains('[') && !line.trim_end().ends_with(']') {
                    continue;
                }
                let list = if line.trim_end().ends_with(']') { line.find('[') } else { None };
                let scale = line.rfind("-->").map(|arrow| line[..arrow].trim_end()).map(|head| {
                    head.len() - head.chars().rev().take_while(|c| c.is_ascii_digit() || ".-+".contains(*c)).count()
                });
                let name_end = rest + list.or(scale).unwrap_or(line.len());
                found.extend(quote_unless(text, rest..name_end, plain));
                if let Some(open) = list
                    && word.ends_with("axis")
                {
                    let inside = rest + open + 1..rest + line.trim_end().len() - 1;
                    found.extend(items(text, inside).into_iter().filter_map(|item| quote_unless(text, item, plain)));
                }
            }
            _ => {}
        }
    }
    found
}

/// The items of a list between commas that stand in no quotes.
fn items(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut items = Vec::new();
    let mut from = range.start;
    let mut is_open = false;
    for (at, c) in text[range.clone()].char_indices() {
        match c {
            '"' => is_open = !is_open,
            ',' if !is_open => {
                items.push(from..range.start + at);
                from = range.start + at + 1;
            }
            _ => {}
        }
    }
    items.push(from..range.end);
    items
}

/// What to mend in the quadrant chart `text` after its header, which ends at `start`.
pub fn quadrant(text: &str, start: usize) -> Vec<Mending> {
    let plain = |c: char| !"()[]{}<>@|~:;\"".contains(c);
    let mut found = Vec::new();
    for range in lines(text, start) {
        let line = &text[range.clone()];
        let (word, rest) = first_word(line, range.start);
        if word == "x-axis" || word == "y-axis" {
            let arrow = text[rest..range.end].find("-->").map_or(range.end, |at| rest + at);
            found.extend(quote_unless(text, rest..arrow, plain));
            found.extend(quote_unless(text, (arrow + 3).min(range.end)..range.end, plain));
        } else if word.starts_with("quadrant-") {
            found.extend(quote_unless(text, rest..range.end, plain));
        } else if !matches!(word, "title" | "classDef" | "") && !word.starts_with("acc") {
            let end = line.rfind('[').map(|open| line[..open].trim_end()).filter(|head| head.ends_with(':'));
            let Some(head) = end.map(|head| &head[..head.len() - 1]) else { continue };
            let head = head.rfind(":::").map_or(head, |class| &head[..class]);
            found.extend(quote_unless(text, range.start..range.start + head.len(), plain));
        }
    }
    found
}

/// What to mend in the pie chart `text` after its header, which ends at `start`.
pub fn pie(text: &str, start: usize) -> Vec<Mending> {
    let mut found = Vec::new();
    for range in lines(text, start).skip(1) {
        let (word, _) = first_word(&text[range.clone()], range.start);
        if !matches!(word, "title" | "showData" | "") && !word.starts_with("acc") {
            found.extend(value_line(text, range, false));
        }
    }
    found
}

/// What to mend in the treemap `text` after its header, which ends at `start`.
pub fn treemap(text: &str, start: usize) -> Vec<Mending> {
    let mut found = Vec::new();
    for range in lines(text, start).skip(1) {
        let line = &text[range.clone()];
        let (word, _) = first_word(line, range.start);
        if matches!(word, "title" | "classDef" | "") || word.starts_with("acc") || line.contains(":::") {
            continue;
        }
        match value_line(text, range.clone(), true) {
            Some(mending) => found.push(mending),
            None if !line.contains(':') => found.extend(quote_unless(text, range, |_| false)),
            None => {}
        }
    }
    found
}

/// `label : number`, with the label in quotes and the number bare.
fn value_line(text: &str, range: Range<usize>, takes_commas: bool) -> Option<Mending> {
    let line = &text[range.clone()];
    let colon = line.rfind(':')?;
    let value = trimmed(text, range.start + colon + 1..range.end);
    let number = text[value.clone()].trim_end_matches(['%', ' ']);
    let digits = number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    if number.is_empty() || !digits {
        return None;
    }
    let mut mending = quote_unless(text, range.start..range.start + colon, |_| false).unwrap_or_default();
    if value.len() > number.len() {
        mending.edits.push(Edit::new(value.start + number.len()..value.end, ""));
    }
    // A comma before three digits separates thousands, another one may be a decimal point.
    let groups: Vec<&str> = number.split(',').collect();
    let is_grouped =
        groups.len() > 1 && groups[1..].iter().all(|group| group.split('.').next().is_some_and(|g| g.len() == 3));
    if is_grouped && !takes_commas {
        let commas = number.match_indices(',').map(|(at, _)| value.start + at);
        mending.edits.extend(commas.map(|at| Edit::new(at..at + 1, "")));
    }
    (!mending.edits.is_empty()).then_some(mending)
}

/// What to mend in the packet diagram `text` after its header, which ends at `start`.
pub fn packet(text: &str, start: usize) -> Vec<Mending> {
    let field = |range: Range<usize>| {
        let line = &text[range.clone()];
        let colon = line
            .find(':')
            .filter(|colon| line[..*colon].trim().bytes().all(|b| b.is_ascii_digit() || b"-+".contains(&b)))?;
        quote_unless(text, range.start + colon + 1..range.end, |_| false)
    };
    lines(text, start).skip(1).filter_map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mermaid::repair::draft::mended;

    #[test]
    fn texts_of_an_xy_chart_are_quoted() {
        for (line, expected) in [
            ("title a (b): c", "title \"a (b): c\""),
            ("x-axis [a, b (c), \"d, e\"]", "x-axis [a, \"b (c)\", \"d, e\"]"),
            ("y-axis Cost (k$) 0 --> 10", "y-axis \"Cost (k$)\" 0 --> 10"),
            ("bar p (q) [1, 2]", "bar \"p (q)\" [1, 2]"),
            ("y-axis a b 0 --> 10", "y-axis a b 0 --> 10"),
            ("x-axis [a, b (c)", "x-axis [a, b (c)"),
            ("line [1.5, +2]", "line [1.5, +2]"),
        ] {
            assert_eq!(mended(xychart, line), expected);
        }
    }

    #[test]
    fn texts_of_a_quadrant_chart_are_quoted() {
        for (line, expected) in [
            ("p (q): [0.1, 0.2]", "\"p (q)\": [0.1, 0.2]"),
            ("p: q: [0.1, 0.2]", "\"p: q\": [0.1, 0.2]"),
            ("p:::c: [0.1, 0.2]", "p:::c: [0.1, 0.2]"),
            ("x-axis a (b) --> c", "x-axis \"a (b)\" --> c"),
            ("quadrant-1 a (b)", "quadrant-1 \"a (b)\""),
            ("title a (b)", "title a (b)"),
        ] {
            assert_eq!(mended(quadrant, line), expected);
        }
    }

    #[test]
    fn slices_and_fields_are_quoted_and_numbers_bare() {
        assert_eq!(mended(pie, "\nDogs : 1,000\n\"b\" : 10 %\n"), "\n\"Dogs\" : 1000\n\"b\" : 10\n");
        assert_eq!(mended(pie, "\n\"a\" : $5\n"), "\n\"a\" : $5\n");
        assert_eq!(mended(packet, "\n0-7: a b\n8: \"c\"\n"), "\n0-7: \"a b\"\n8: \"c\"\n");
        assert_eq!(mended(treemap, "\na\n  b: 1,000\n"), "\n\"a\"\n  \"b\": 1,000\n");
    }
}
