//! Timelines that mermaid.js refuses and the engine takes: a colon in a section's name, an event before any period.

use super::lines;
use crate::mermaid::fault::Fault;

/// The first such line.
pub fn refuse(text: &str, start: usize) -> Option<Fault> {
    let mut has_period = false;
    for (range, line) in lines(text, start) {
        let line = line.split('#').next().unwrap_or_default();
        let trimmed = line.trim_start();
        let lower = trimmed.get(..8).unwrap_or(trimmed).to_ascii_lowercase();
        if trimmed.is_empty()
            || lower.starts_with("title ")
            || lower.starts_with("acctitle")
            || lower.starts_with("accdescr")
        {
            continue;
        }
        let colon = line.find(':').map(|at| range.start + at..range.start + at + 1);
        if lower.starts_with("section ") || lower.starts_with("section\t") {
            let Some(colon) = colon else { continue };
            let starts_event = text[colon.end..].starts_with(char::is_whitespace);
            if !starts_event || !has_period {
                return Some(Fault::syntax(
                    colon,
                    "`:` in the name of a section",
                    "a colon begins an event; write the name without it, such as `section 2015, growth`",
                ));
            }
        } else if trimmed.starts_with(':') {
            if let (false, Some(colon)) = (has_period, colon) {
                return Some(Fault::syntax(
                    colon,
                    "an event before any time period",
                    "write the period before its first event: `2024 : event`",
                ));
            }
        } else {
            has_period = true;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::refuse;

    #[test]
    fn a_colon_in_a_section_is_refused_unless_it_begins_an_event_of_an_earlier_period() {
        assert_eq!(refuse(" section 1999: x\n 2000 : y", 0).unwrap().range, Some(13..14));
        assert_eq!(refuse(" 2000 : y\n section Noon (12:00)", 0).unwrap().range, Some(27..28));
        assert!(refuse(" 2000 : y\n section a: b", 0).is_none());
        assert_eq!(refuse(" : y", 0).unwrap().message, "an event before any time period");
    }
}
