//! Gantt charts that mermaid.js refuses and the engine takes: tasks with more fields than id, start and end.

use super::lines;
use crate::mermaid::fault::Fault;

/// Words before a task's fields that say what it is.
pub const TAGS: &[&str] = &["active", "done", "crit", "milestone", "vert"];
const SETTINGS: &[&str] = &[
    "title",
    "section",
    "dateFormat",
    "axisFormat",
    "tickInterval",
    "includes",
    "excludes",
    "todayMarker",
    "weekday",
    "weekend",
    "click",
    "accTitle",
    "accDescr",
    "topAxis",
    "inclusiveEndDates",
];

/// Whether the first word of a line begins a statement that is no task.
pub fn is_setting(word: &str) -> bool {
    SETTINGS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// The first such task.
pub fn refuse(text: &str, start: usize) -> Option<Fault> {
    lines(text, start).find_map(|(range, line)| {
        let trimmed = line.trim_start();
        let first = trimmed.split([' ', '\t', ':']).next().unwrap_or_default();
        if is_setting(first) {
            return None;
        }
        let colon = line.find(':')?;
        let data = line[colon + 1..].split(['#', ';']).next().unwrap_or_default();
        let after = &line[colon + 1 + data.len()..];
        let place = range.start + colon + 1 + data.len();
        if data.is_empty() && after.is_empty() {
            return Some(Fault::syntax(
                place - 1..place,
                "a task without a date or duration",
                "write it as `name :start, end`",
            ));
        }
        if !after.is_empty() && !after.contains(':') {
            return Some(Fault::syntax(
                place..place + 1,
                format!("`{}` in a task's dates", &after[..1]),
                "take it away; what follows is read as another task",
            ));
        }
        let mut at = range.start + colon + 1;
        let mut fields = data.split(',').peekable();
        while let Some(field) = fields.next_if(|field| TAGS.contains(&field.trim())) {
            at += field.len() + 1;
        }
        let rest: Vec<&str> = fields.collect();
        if rest.len() <= 3 {
            return None;
        }
        let lead = rest[0].len() - rest[0].trim_start().len();
        let word = rest[0].trim();
        Some(Fault::syntax(
            at + lead..at + lead + word.len(),
            format!("a task takes an id, a start and an end after its tags, and this one has {} fields", rest.len()),
            format!(
                "`{}` is no tag; the tags are active, done, crit, milestone and vert",
                word.chars().take(40).collect::<String>()
            ),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::refuse;

    #[test]
    fn a_word_that_is_no_tag_counts_as_a_field() {
        assert!(refuse("a :done, crit, t1, 2024-01-01, 1d\n", 0).is_none());
        let fault = refuse("a :critical, t1, 2024-01-01, 1d\n", 0).unwrap();
        assert_eq!(fault.range, Some(3..11));
        assert_eq!(fault.message, "a task takes an id, a start and an end after its tags, and this one has 4 fields");
    }
}
