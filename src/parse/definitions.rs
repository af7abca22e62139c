//! In: a page's events with their places, and the definitions of links that the Markdown parser keeps. Out: definitions of
//! links and footnotes that do nothing, because nothing uses them or because an earlier one of the same label counts.
//!
//! The parser tells of the definition that counts only. Another one stands where no event does: in no paragraph, no code,
//! no table.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{Event, RefDefs, Tag};

use crate::model::UnusedDefinition;

use super::lines::Lines;

/// What is seen of definitions and their uses while a page is being read.
#[derive(Default)]
pub(super) struct Definitions {
    /// Labels of links and images, as used.
    used: BTreeSet<String>,
    /// Names of footnotes, as used, in lower case.
    noted: BTreeSet<String>,
    /// Names and places of footnotes.
    footnotes: Vec<(String, Range<usize>)>,
    /// Bytes that events other than containers stand for, in order, without overlaps.
    covered: Vec<Range<usize>>,
}

impl Definitions {
    /// Takes notice of an event; `range` counts in the whole file.
    pub(super) fn see(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => self.footnotes.push((name.to_string(), range.clone())),
            Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) if !id.is_empty() => {
                self.used.insert(id.to_string());
            }
            Event::FootnoteReference(name) => _ = self.noted.insert(name.to_lowercase()),
            _ => {}
        }
        if !matches!(event, Event::End(_)) && !is_container(event) {
            match self.covered.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => self.covered.push(range.clone()),
            }
        }
    }

    /// The definitions that do nothing. `definitions` are those that count, their places from byte `start` on.
    pub(super) fn unused(
        &self,
        text: &str,
        start: usize,
        lines: &Lines<'_>,
        definitions: &RefDefs<'_>,
    ) -> Vec<UnusedDefinition> {
        let used: BTreeSet<usize> =
            self.used.iter().filter_map(|label| definitions.get(label)).map(|found| found.span.start).collect();
        let mut list = Vec::new();
        let mut counting = BTreeSet::new();
        for (_, found) in definitions.iter() {
            let at = start + found.span.start;
            counting.insert(at);
            if !used.contains(&found.span.start) && !is_comment(&found.dest) {
                list.extend(label_at(text, at).map(|label| (label, None)));
            }
        }
        for at in self.starts_without_event(text, start) {
            let Some(label) = label_at(text, at).filter(|_| !counting.contains(&at)) else {
                continue;
            };
            let name = one_line(&text[label.start + 1..label.end - 1]);
            if let Some(first) =
                definitions.get(&name).filter(|first| first.span.start + start < at && !is_comment(&first.dest))
            {
                list.push((label, Some(start + first.span.start)));
            }
        }
        let mut first: BTreeMap<String, usize> = BTreeMap::new();
        for (name, range) in &self.footnotes {
            let Some(label) = label_at(text, range.start) else {
                continue;
            };
            let name = name.to_lowercase();
            if let Some(&counts) = first.get(&name) {
                list.push((label, Some(counts)));
                continue;
            }
            if !self.noted.contains(&name) {
                list.push((label, None));
            }
            first.insert(name, range.start);
        }
        list.sort_by_key(|(label, _)| label.start);
        list.into_iter()
            .map(|(range, first)| UnusedDefinition {
                label: one_line(&text[range.start + 1..range.end - 1]),
                span: lines.span(range),
                first: first.map(|first| lines.position(first).line),
            })
            .collect()
    }

    /// Where, outside of all events, something in brackets begins a line.
    fn starts_without_event(&self, text: &str, start: usize) -> Vec<usize> {
        let mut list = Vec::new();
        let mut at = start;
        for covered in self.covered.iter().chain([&(text.len()..text.len())]) {
            for line in text.get(at..covered.start).unwrap_or_default().split_inclusive('\n') {
                let rest = without_containers(line);
                if rest.starts_with('[') {
                    list.push(at + line.len() - rest.len());
                }
                at += line.len();
            }
            at = at.max(covered.end);
        }
        list
    }
}

const fn is_container(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(
            Tag::BlockQuote(_)
                | Tag::List(_)
                | Tag::Item
                | Tag::FootnoteDefinition(_)
                | Tag::DefinitionList
                | Tag::DefinitionListDefinition
        )
    )
}

/// `[//]: # (some text)` and `[comment]: <> (some text)` are how Markdown writes a comment.
fn is_comment(target: &str) -> bool {
    matches!(target, "" | "#")
}

/// The bytes of the label with its brackets that begins at byte `at`, if a colon follows.
fn label_at(text: &str, at: usize) -> Option<Range<usize>> {
    // No label is longer, by the specification.
    const LONGEST: usize = 999 * 4;
    let inner = text.get(at..)?.strip_prefix('[')?;
    let mut escaped = false;
    for (offset, character) in inner.char_indices().take_while(|(offset, _)| *offset < LONGEST) {
        match character {
            '\\' if !escaped => {
                escaped = true;
                continue;
            }
            ']' if !escaped => return inner[offset + 1..].starts_with(':').then_some(at..at + offset + 2),
            _ => {}
        }
        escaped = false;
    }
    None
}

/// A line without what opens or continues quotes and lists.
fn without_containers(line: &str) -> &str {
    let mut rest = line;
    loop {
        let bare = rest.trim_start_matches([' ', '\t', '>', '-', '+', '*', ':']);
        let number = bare.trim_start_matches(|c: char| c.is_ascii_digit());
        let next = number.strip_prefix(['.', ')']).filter(|_| number.len() < bare.len()).unwrap_or(bare);
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    fn unused(text: &str) -> Vec<String> {
        let (page, _) = super::super::page("a.md", "a.md", text, &super::super::MarkdownOptions::default());
        page.unused
            .iter()
            .map(|unused| {
                let (start, end) = (unused.span.start, unused.span.end);
                let first = unused.first.map(|line| format!(" after {line}")).unwrap_or_default();
                format!("{} {}:{}-{}{first}", unused.label, start.line, start.column, end.column)
            })
            .collect()
    }

    #[test]
    fn what_nothing_uses_is_found_where_it_stands() {
        assert_eq!(unused("[a] ![x][B], [c d][]\n\n[a]: /1\n[b]: /2\n[C\n  d]: /3\n"), Vec::<String>::new());
        assert_eq!(unused("ä [a]\n\n> [é]: /1 'title'\n\n- x\n\n  [a]: /2\n"), ["é 3:3-6"]);
        assert_eq!(unused("---\ntitle: x\n---\n`[a]`\n\n[a]:\n  /1\n"), ["a 6:1-4"]);
        assert_eq!(unused("[//]: # (hidden)\n[comment]: <> (hidden)\n[//]: # (more)\n"), Vec::<String>::new());
    }

    #[test]
    fn the_later_of_two_definitions_never_counts() {
        assert_eq!(unused("[a]\n\n[a]: /1\n[ A ]: /2\n"), ["A 4:1-6 after 3"]);
        assert_eq!(unused("[a]\n[a]: /no\n\n[a]: /1\n\n- b\n- [a]: /2\n"), ["a 7:3-6 after 4"]);
        assert_eq!(unused("[a]\n\n[a]: /1\n\n```\n[a]: /2\n```\n\n    [a]: /3\n"), Vec::<String>::new());
        assert_eq!(unused("[a]: /1\n[a]: /2\n"), ["a 1:1-4", "a 2:1-4 after 1"]);
    }

    #[test]
    fn footnotes_count_too() {
        assert_eq!(unused("x[^A]\n\n[^a]: one\n\n[^b]: two\n\n[^a]: three\n"), ["^b 5:1-5", "^a 7:1-5 after 3"]);
    }

    #[test]
    fn many_of_them_stay_linear() {
        unused(&"[a]: /1\n".repeat(100_000));
        unused(&"[".repeat(100_000));
        unused(&"[a\n".repeat(50_000));
        unused(&"> [a]: /1\n\n".repeat(20_000));
    }
}
