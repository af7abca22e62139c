//! In: a page's text and the bytes of a reference in it. Out: the bytes of its destination: in the link itself, in the
//! definition that it names, or in an attribute of raw HTML. Only destinations that stand there exactly as they are meant,
//! without entities and escapes, are found.

use std::ops::Range;

use pulldown_cmark::Parser;

use super::{MarkdownOptions, clean, extensions, front_matter, lines::Lines, raw_html};

/// Most places of a reference that are looked at.
const MAX_PLACES: usize = 20;

/// Finds destinations in one page.
pub struct Destinations<'a> {
    text: &'a str,
    options: MarkdownOptions,
    /// Where the body begins and what it defines; made when the first definition is asked for.
    definitions: Option<(usize, Parser<'a>)>,
}

impl<'a> Destinations<'a> {
    /// For the text of a page as it is on disk.
    pub const fn new(text: &'a str, options: MarkdownOptions) -> Self {
        Self { text, options, definitions: None }
    }

    /// The bytes of `target` in the reference that stands at `reference`; both count in the text on disk.
    pub fn find(&mut self, reference: Range<usize>, target: &str) -> Option<Range<usize>> {
        let raw = self.text.get(reference.clone()).filter(|_| !target.is_empty())?;
        let shifted = |found: Range<usize>| reference.start + found.start..reference.start + found.end;
        match raw.as_bytes().first()? {
            b'<' => raw_html::address(raw, target).map(shifted),
            b'[' | b'!' if raw.ends_with(')') => inline(raw, target).map(shifted),
            b'[' | b'!' if raw.ends_with(']') => self.defined(raw, target),
            _ => None,
        }
    }

    /// The destination in the definition that `[text][label]`, `[label][]` or `[label]` names.
    fn defined(&mut self, raw: &str, target: &str) -> Option<Range<usize>> {
        let text = clean(self.text);
        if !matches!(text, std::borrow::Cow::Borrowed(_)) {
            return None;
        }
        let mark = self.text.len() - text.len();
        let body = self.text.get(mark..)?;
        let (start, parser) = self.definitions.get_or_insert_with(|| {
            let (_, start, _) = front_matter("", body, &Lines::new(body));
            (start + mark, Parser::new_ext(&body[start..], extensions(&self.options)))
        });
        let inner = raw.strip_prefix('!').unwrap_or(raw).strip_prefix('[')?.strip_suffix(']')?;
        let labels = match inner.rsplit_once("][") {
            Some((label, "")) => [Some(label), None],
            Some((_, label)) => [Some(label), Some(inner)],
            None => [Some(inner), None],
        };
        let definitions = parser.reference_definitions();
        let definition = labels.into_iter().flatten().find_map(|label| {
            let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
            let definition = definitions.get(&label)?;
            Some((definition.dest.to_string(), definition.span.clone()))
        });
        let (dest, span) = definition?;
        let line = self.text.get(*start + span.start..*start + span.end)?;
        let at = line.find("]:")? + 2;
        let rest = &line[at..];
        let found = here(rest, target).filter(|_| dest == target)?;
        let base = *start + span.start + at;
        Some(base + found.start..base + found.end)
    }
}

/// The destination of `[text](destination "title")`.
fn inline(raw: &str, target: &str) -> Option<Range<usize>> {
    raw.rmatch_indices("](").take(MAX_PLACES).find_map(|(at, _)| {
        let found = here(&raw[at + 2..], target)?;
        let after = raw[at + 2 + found.end..].trim_start_matches('>').trim_start();
        let closed = after == ")" || (after.starts_with(['"', '\'', '(']) && after.ends_with(')'));
        closed.then(|| at + 2 + found.start..at + 2 + found.end)
    })
}

/// `target` at the beginning of `text`, bare or between angle brackets.
fn here(text: &str, target: &str) -> Option<Range<usize>> {
    let bare = text.trim_start();
    let angled = bare.starts_with('<');
    let start = text.len() - bare.len() + usize::from(angled);
    let after = text.get(start..)?.strip_prefix(target)?;
    let ends = match after.chars().next() {
        Some(next) if angled => next == '>',
        Some(next) => next.is_whitespace() || next == ')',
        None => !angled,
    };
    ends.then(|| start..start + target.len())
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    use super::super::page;
    use super::*;
    use crate::model::Position;

    /// For each reference of a page, its target as it stands in the text, with two bytes around it.
    fn found(text: &str) -> Vec<Option<String>> {
        let options = Config::parse("").unwrap().markdown;
        let (page, _) = page("a.md", "a.md", text, &options);
        let mut destinations = Destinations::new(text, options);
        let byte = |place: Position| {
            let start: usize = text.split_inclusive('\n').take(place.line as usize - 1).map(str::len).sum::<usize>();
            let bom = if place.line == 1 && text.starts_with('\u{FEFF}') { 3 } else { 0 };
            start + bom + text[start + bom..].chars().take(place.column as usize - 1).map(char::len_utf8).sum::<usize>()
        };
        page.references
            .iter()
            .map(|reference| {
                let range = byte(reference.span.start)..byte(reference.span.end);
                destinations
                    .find(range, &reference.target)
                    .map(|range| text[range.start - 1..(range.end + 1).min(text.len())].to_owned())
            })
            .collect()
    }

    #[test]
    fn destinations_are_found_in_every_form_of_a_link() {
        let text = "\u{FEFF}[a](x.md) [é](<y z.md> \"t\") [b]( w.md#q 't (u)' ) [![i](p.png)](v.md) [t](a.md \"](b.md)\")\n\n\
                    > [one][Two Words] and [three][], [three]\n>\n> <a class=k href='h.md'>h</a> <img src=i.png>\n\n\
                    [two words]: d1.md\n[three]:\n   <d2.md> \"title\"\n";
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            found(text),
            [
                some("(x.md)"),
                some("<y z.md>"),
                some(" w.md#q "),
                some("(v.md)"),
                some("(p.png)"),
                some("(a.md "),
                some(" d1.md\n"),
                some("<d2.md>"),
                some("<d2.md>"),
                some("'h.md'"),
                some("=i.png>"),
            ]
        );
    }

    #[test]
    fn what_is_escaped_or_not_written_is_not_found() {
        assert_eq!(found("[a](x\\_y.md) [a](x&amp;y.md) <https://a.example/>\n"), [None, None, None]);
    }
}
