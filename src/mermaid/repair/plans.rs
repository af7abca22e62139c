//! In: masked gantt charts and journeys. Out: edits that let names of tasks and sections hold colons and other signs, and write
//! tags as Mermaid does. Not here: dates, misspelt words.

use std::ops::Range;

use super::entities::escape;
use super::{Edit, Mending, lines};
use crate::mermaid::refuse::{TAGS, is_setting};

/// What authors write for a tag.
const OTHER_TAGS: &[(&str, &str)] =
    &[("critical", "crit"), ("completed", "done"), ("complete", "done"), ("finished", "done")];

/// What to mend in the gantt chart `text` after its header, which ends at `start`.
pub fn gantt(text: &str, start: usize) -> Vec<Mending> {
    let mut found = Vec::new();
    for range in lines(text, start) {
        let line = &text[range.clone()];
        let word = line.split([' ', '\t', ':']).find(|word| !word.is_empty()).unwrap_or_default();
        if is_setting(word) || word.starts_with("acc") {
            continue;
        }
        // The colon before the dates has a blank before it, unless the task's name has no other.
        let colons = || line.match_indices(':').map(|(at, _)| at);
        let separator = colons().find(|at| line[..*at].ends_with([' ', '\t'])).or_else(|| colons().next());
        let Some(separator) = separator else { continue };
        found.extend(escape(text, range.start..range.start + separator, &[':']));
        found.extend(tag(text, range.start + separator + 1..range.end));
    }
    found
}

/// A word for a tag in a task that has a field too many.
fn tag(text: &str, range: Range<usize>) -> Option<Mending> {
    let mut at = range.start;
    let fields: Vec<(usize, &str)> = text[range]
        .split(',')
        .map(|field| {
            let lead = field.len() - field.trim_start().len();
            let place = at + lead;
            at += field.len() + 1;
            (place, field.trim())
        })
        .collect();
    let rest: Vec<&(usize, &str)> = fields.iter().filter(|(_, field)| !TAGS.contains(field)).collect();
    let (place, word) = rest.first().filter(|_| rest.len() == 4)?;
    let (_, meant) = OTHER_TAGS.iter().find(|(other, _)| word.eq_ignore_ascii_case(other))?;
    Some(Mending::edits(vec![Edit::new(*place..place + word.len(), *meant)]))
}

/// What to mend in the journey `text` after its header, which ends at `start`.
pub fn journey(text: &str, start: usize) -> Vec<Mending> {
    let mut found = Vec::new();
    for range in lines(text, start) {
        let line = &text[range.clone()];
        let lead = line.len() - line.trim_start().len();
        let word = line[lead..].split_whitespace().next().unwrap_or_default();
        let rest = range.start + lead + word.len()..range.end;
        match word {
            "title" => found.extend(escape(text, rest, &[';', '#'])),
            "section" => found.extend(escape(text, rest, &[':', ';', '#'])),
            "" => {}
            _ if word.starts_with("acc") => {}
            _ => {
                let fields: Vec<&str> = line.split(':').collect();
                let score = fields.iter().position(|field| field.trim().parse::<f32>().is_ok()).unwrap_or(1).max(1);
                let name = fields[..score.min(fields.len())].iter().map(|field| field.len() + 1).sum::<usize>() - 1;
                found.extend(escape(text, range.start..range.start + name, &[':', ';', '#']));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mermaid::repair::draft::mended;

    #[test]
    fn names_of_gantt_tasks_hold_colons() {
        for (line, expected) in [
            ("Hours (9:30 AM) :0, 330", "Hours (9#58;30 AM) :0, 330"),
            ("Start :a, 20:15, 1h", "Start :a, 20:15, 1h"),
            ("Start:a, 20:15, 1h", "Start:a, 20:15, 1h"),
            ("Surge :critical, a, 20:15, 1h", "Surge :crit, a, 20:15, 1h"),
            ("Surge :critical, 20:15, 1h", "Surge :critical, 20:15, 1h"),
            ("section 9:30 : x", "section 9:30 : x"),
        ] {
            assert_eq!(mended(gantt, line), expected);
        }
    }

    #[test]
    fn names_of_a_journey_hold_signs() {
        for (line, expected) in [
            ("section a: b", "section a#58; b"),
            ("x; y #1: 5: Me", "x#59; y #35;1: 5: Me"),
            ("x: y: 5: Me", "x#58; y: 5: Me"),
            ("x: 5: Me, You", "x: 5: Me, You"),
        ] {
            assert_eq!(mended(journey, line), expected);
        }
    }
}
