//! Who has looked at which diagram: `reviews.jsonl`, one JSON object a line, only ever added to. In: its text. Out: the reviews by
//! the text that they are about, and lines that are none. A review is of a diagram's text, so an edit reopens it, undoing the
//! edit brings it back, and moving or renaming the diagram changes nothing. How one line is read is in `review_line`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::review_line::{self, Fault};
use crate::diagnostics::Finding;
use crate::model::{Position, Span};

/// Lines that are no reviews that are told of one by one: a file of another kind may have millions.
const MAX_FAULTS: usize = 1_000;

const EXAMPLE: &str = r#"a line is a review like `{"content": "0123456789abcdef", "by": "Ada", "date": "2026-01-31"}`"#;

/// A hash of a diagram's text: the first 16 hexadecimal digits of its SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(String);

impl ContentHash {
    /// The hash of a diagram's source. Every line ends with a line feed, and lines that begin with `%%|` are left out: they say
    /// what Chartroom calls the diagram, not what it shows.
    pub fn of(source: &str) -> Self {
        let mut hasher = Sha256::new();
        for line in source.lines().filter(|line| !line.trim_start().starts_with("%%|")) {
            hasher.update(line.as_bytes());
            hasher.update(b"\n");
        }
        Self(hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect())
    }

    /// A hash as it is written: 16 hexadecimal digits in lower case.
    pub fn read(digits: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (digits.len() == 16 && digits.bytes().all(is_digit)).then(|| Self(digits.to_owned()))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Review {
    /// The day.
    pub date: Date,
    /// Who reviewed.
    pub by: String,
    /// The text that was reviewed.
    pub content: ContentHash,
    /// The id that the diagram had then.
    pub diagram: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

impl Review {
    /// Its line of the file, without the line break.
    pub fn line(&self) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            content: &'a ContentHash,
            #[serde(skip_serializing_if = "Option::is_none")]
            diagram: Option<&'a str>,
            by: &'a str,
            date: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            note: Option<&'a str>,
        }
        let line = Line {
            content: &self.content,
            diagram: self.diagram.as_deref(),
            by: &self.by,
            date: self.date.to_string(),
            note: self.note.as_deref(),
        };
        // Strings alone cannot fail to become JSON.
        serde_json::to_string(&line).unwrap_or_default()
    }
}

/// All reviews, those of a text in order of their day; the same one twice, as a merge may leave it, is one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reviews(BTreeMap<ContentHash, Vec<Review>>);

impl Reviews {
    /// Reads a file of reviews; lines that are none are findings, and the others count. Line breaks may be CRLF, lines may be
    /// empty, their order does not matter.
    pub fn parse(file: &str, text: &str) -> (Self, Vec<Finding>) {
        let mut reviews = Self::default();
        let mut findings: Vec<Finding> = Vec::new();
        let mut unlisted = 0;
        let mut in_conflict = false;
        let lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines();
        for (number, line) in (1..).zip(lines).filter(|(_, line)| !line.trim().is_empty()) {
            let mark = conflict(line);
            let faults = match mark {
                Some(mark) => {
                    let opens = mark == '<' || !in_conflict;
                    in_conflict = mark != '>';
                    let message = "a merge conflict is left here".to_owned();
                    Err(Vec::from_iter(opens.then_some(Fault { range: 0..line.len(), message })))
                }
                None => review_line::read(line)
                    .map(|review| reviews.0.entry(review.content.clone()).or_default().push(review)),
            };
            for Fault { range, message } in faults.err().into_iter().flatten() {
                if findings.len() >= MAX_FAULTS {
                    unlisted += 1;
                    continue;
                }
                let place = |byte| Position { line: number, ..Position::of(line, byte) };
                let span = Span { start: place(range.start), end: place(range.end) };
                let help = if mark.is_some() { "keep the lines of both sides, remove the marks" } else { EXAMPLE };
                findings.push(Finding::error("review-invalid", file, span, message).with_help(help));
            }
        }
        for list in reviews.0.values_mut() {
            list.sort_unstable();
            list.dedup();
        }
        if let Some(last) = findings.last_mut().filter(|_| unlisted > 0) {
            last.message.push_str(&format!("; {unlisted} more are not listed"));
        }
        (reviews, findings)
    }

    /// Adds a review, unless it is there.
    pub fn add(&mut self, review: Review) {
        let list = self.0.entry(review.content.clone()).or_default();
        if let Err(place) = list.binary_search(&review) {
            list.insert(place, review);
        }
    }

    /// The reviews of a text, the oldest first.
    pub fn of(&self, content: &ContentHash) -> &[Review] {
        self.0.get(content).map_or(&[], Vec::as_slice)
    }

    /// Whether a text was reviewed.
    pub fn covers(&self, content: &ContentHash) -> bool {
        self.0.contains_key(content)
    }
}

/// The sign of the mark of a merge conflict that a line is.
fn conflict(line: &str) -> Option<char> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '<' | '|' | '=' | '>'))?;
    let rest = line.trim_start_matches(sign);
    (line.len() - rest.len() == 7 && (rest.is_empty() || rest.starts_with(' '))).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = r#"{"content":"00000000000000aa","diagram":"a","by":"Ada","date":"2026-01-31","note":"x"}"#;

    /// The texts that were reviewed with the names of who did, and the findings.
    fn read(text: &str) -> (Vec<String>, Vec<String>) {
        let (Reviews(map), findings) = Reviews::parse("reviews.jsonl", text);
        let list = map.into_values().flatten().map(|review| format!("{} {}", review.content.as_str(), review.by));
        let findings = findings.into_iter().map(|finding| {
            let Span { start, end } = finding.span;
            let end =
                if start.line == end.line { end.column.to_string() } else { format!("{}:{}", end.line, end.column) };
            format!("{}:{}-{end} {} = {}", start.line, start.column, finding.message, finding.help)
        });
        (list.collect(), findings.collect())
    }

    #[test]
    fn a_line_is_written_as_it_is_read() {
        let (reviews, findings) = Reviews::parse("reviews.jsonl", A);
        assert_eq!(findings, []);
        let content = ContentHash::read("00000000000000aa").unwrap();
        assert_eq!(reviews.of(&content).iter().map(Review::line).collect::<Vec<_>>(), [A]);
        assert!(reviews.covers(&content) && !reviews.covers(&ContentHash::of("pie\n")));
        let odd = Review {
            date: jiff::civil::date(2026, 2, 1),
            by: "Ü \"x\" 😀".to_owned(),
            content,
            diagram: None,
            note: Some("one\r\ntwo\u{1b}[1m".to_owned()),
        };
        assert_eq!(
            odd.line(),
            r#"{"content":"00000000000000aa","by":"Ü \"x\" 😀","date":"2026-02-01","note":"one\r\ntwo\u001b[1m"}"#
        );
        assert_eq!(Reviews::parse("", &odd.line()).0.0.into_values().flatten().collect::<Vec<_>>(), [odd]);
    }

    #[test]
    fn order_repetition_line_breaks_and_unknown_keys_do_not_matter() {
        let b = r#" {"v": {"new": [1]}, "date":"2026-01-01", "by":"B\ud83d\ude00b", "content":"00000000000000aa"} "#;
        let wanted = ["00000000000000aa B😀b", "00000000000000aa Ada"].map(str::to_owned).to_vec();
        for text in [
            format!("{A}\n{b}\n{A}\n"),
            format!("\u{feff}{b}\r\n\r\n{A}\r\n{A}"),
            format!("{b}\n{}\n", A.replace(r#""note":"x""#, r#""note":"x","more":[]"#)),
        ] {
            assert_eq!(read(&text), (wanted.clone(), vec![]), "{text}");
        }
        assert_eq!(read(""), (vec![], vec![]));
    }

    #[test]
    fn a_merge_conflict_is_said_once_and_both_sides_count() {
        let b = A.replace("Ada", "Bob");
        let conflict = format!("<<<<<<< HEAD\n{A}\n||||||| base\n=======\n{b}\n>>>>>>> other\n");
        let (list, findings) = read(&format!("{conflict}{conflict}"));
        assert_eq!(list, ["00000000000000aa Ada", "00000000000000aa Bob"]);
        let said = "a merge conflict is left here = keep the lines of both sides, remove the marks";
        assert_eq!(findings, [format!("1:1-13 {said}"), format!("7:1-13 {said}")]);
        assert_eq!(read(&format!("{A}\n>>>>>>> other\n")).1, [format!("2:1-14 {said}")]);
    }

    #[test]
    fn a_file_of_another_kind_does_not_drown_the_report() {
        let (_, findings) = read(&"x\n".repeat(5_000));
        assert_eq!(findings.len(), 1_000);
        assert!(findings[999].starts_with("1000:1-2 this is no JSON: expected value; 4000 more are not listed"));
    }

    #[test]
    fn a_hash_is_of_what_is_drawn() {
        let hash = ContentHash::of("pie\n  \"a\": 1\n");
        assert_eq!(hash.as_str(), "cba0e2ecde1059aa");
        for same in ["pie\r\n  \"a\": 1", "%%| caption: x\npie\n  %%| role: R\n  \"a\": 1\n"] {
            assert_eq!(ContentHash::of(same), hash, "{same}");
        }
        for other in ["pie\n  \"a\": 2\n", "pie\n  \"a\": 1\n\n", "%% x\npie\n  \"a\": 1\n", "pie \"a\": 1\n"] {
            assert_ne!(ContentHash::of(other), hash, "{other}");
        }
        for no in ["", "00000000000000a", "00000000000000aaa", "00000000000000AA", "00000000000000ag", "0000000000000ä"]
        {
            assert_eq!(ContentHash::read(no), None);
        }
    }

    #[test]
    fn nothing_that_stands_there_stops_it() {
        let good = format!("{A}\n");
        let signs = ["{", "}", "\"", "\\u", "\\", ":", ",", "[", "é", "\u{1b}", "\0", "\r", "\n", "9", "-", "<", " "];
        let mut state: u64 = 7;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for _ in 0..20_000 {
            let mut text = good.clone();
            for _ in 0..=next(4) {
                let at =
                    (0..=next(text.len() + 1).min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
                let end =
                    (at..=text.len()).filter(|end| text.is_char_boundary(*end)).nth(next(3)).unwrap_or(text.len());
                text.replace_range(at..end, signs[next(signs.len())]);
            }
            let (_, findings) = Reviews::parse("reviews.jsonl", &text);
            for finding in findings {
                assert!(!finding.message.is_empty() && finding.span.start <= finding.span.end, "{text}");
            }
        }
        for deep in ["[".repeat(60_000), format!("{{\"a\":{}", "{\"a\":".repeat(10_000)), "9".repeat(60_000)] {
            assert_eq!(Reviews::parse("reviews.jsonl", &deep).1.len(), 1);
        }
    }
}
