//! Which part of a document is asked for. In: the value of `Range` and the document's length. Out: the part.

use std::ops::Range;

/// What to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it: nothing else is asked for, or more than one part, or what nobody understands.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// The document has none of them.
    Outside,
}

/// The part of a document of `length` bytes that a `Range` asks for.
pub fn part(range: &str, length: u64) -> Part {
    asked(range, length).map_or(Part::Whole, |range| if range.is_empty() { Part::Outside } else { Part::Bytes(range) })
}

fn asked(range: &str, length: u64) -> Option<Range<u64>> {
    let (unit, range) = range.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    match (number(first)?, number(last)?) {
        (None, Some(count)) => Some(length.saturating_sub(count)..length),
        (Some(first), None) => Some(first.min(length)..length),
        (Some(first), Some(last)) if first <= last => Some(first.min(length)..last.saturating_add(1).min(length)),
        (None, None) | (Some(_), Some(_)) => None,
    }
}

/// A number, `Some(None)` for nothing at all; one too large to hold counts as the largest.
fn number(digits: &str) -> Option<Option<u64>> {
    let digits = digits.trim();
    if digits.is_empty() {
        return Some(None);
    }
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| Some(digits.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_a_part_and_anything_odd_is_the_whole() {
        let table = [
            ("bytes=0-0", Part::Bytes(0..1)),
            ("Bytes = 2 - 4", Part::Bytes(2..5)),
            ("bytes=3-", Part::Bytes(3..10)),
            ("bytes=-4", Part::Bytes(6..10)),
            ("bytes=-99", Part::Bytes(0..10)),
            ("bytes=8-99999999999999999999999", Part::Bytes(8..10)),
            ("bytes=10-", Part::Outside),
            ("bytes=99999999999999999999999-", Part::Outside),
            ("bytes=-0", Part::Outside),
            ("bytes=0-1,3-4", Part::Whole),
            ("bytes=4-2", Part::Whole),
            ("bytes=-", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("", Part::Whole),
        ];
        for (range, wanted) in table {
            assert_eq!(part(range, 10), wanted, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Part::Outside);
    }
}
