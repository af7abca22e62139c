//! In: a code point and whether it is bold. Out: its advance in Arial and Liberation Sans, in 1/2048 em, or nothing where
//! the font has no such glyph. The figures stand in `liberation_sans.txt`, whose head says where they come from.

use std::sync::LazyLock;

/// Regular and bold.
type Advance = [u16; 2];

/// Code points without a gap.
struct Run {
    first: u32,
    advances: Vec<Advance>,
}

struct Table {
    ascii: [Advance; 128],
    runs: Vec<Run>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| read(include_str!("liberation_sans.txt")));

/// The advance of an ASCII character; control characters are drawn as a space or not at all, and count as a space.
pub(super) fn ascii(byte: u8, bold: bool) -> u16 {
    TABLE.ascii[usize::from(byte & 0x7f)][usize::from(bold)]
}

/// The advance of a character that the font has.
pub(super) fn advance(c: char, bold: bool) -> Option<u16> {
    let code = u32::from(c);
    let after = TABLE.runs.partition_point(|run| run.first <= code);
    let run = TABLE.runs.get(after.checked_sub(1)?)?;
    let place = usize::try_from(code - run.first).ok()?;
    Some(run.advances.get(place)?[usize::from(bold)])
}

fn read(text: &str) -> Table {
    let mut runs: Vec<Run> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_ascii_whitespace();
        if !line.starts_with(' ')
            && let Some(first) = words.next().and_then(|w| u32::from_str_radix(w, 16).ok())
        {
            runs.push(Run { first, advances: Vec::new() });
        }
        if let Some(run) = runs.last_mut() {
            for (advance, times) in words.filter_map(entry) {
                run.advances.extend(std::iter::repeat_n(advance, times));
            }
        }
    }
    let mut ascii = [[0; 2]; 128];
    if let Some(run) = runs.first() {
        let space = run.advances.first().copied().unwrap_or_default();
        ascii = [space; 128];
        let places = ascii.iter_mut().skip(run.first as usize);
        for (place, advance) in places.zip(&run.advances) {
            *place = *advance;
        }
    }
    Table { ascii, runs }
}

/// `regular/bold` or one number for both, then `xN` for N times.
fn entry(word: &str) -> Option<(Advance, usize)> {
    let (advance, times) = match word.split_once('x') {
        Some((advance, times)) => (advance, times.parse().ok()?),
        None => (word, 1),
    };
    let (regular, bold) = advance.split_once('/').unwrap_or((advance, advance));
    Some(([regular.parse().ok()?, bold.parse().ok()?], times))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_of_the_file_is_read() {
        let glyphs: usize = TABLE.runs.iter().map(|run| run.advances.len()).sum();
        assert_eq!((TABLE.runs.len(), glyphs), (125, 2327));
        assert!(TABLE.runs.is_sorted_by(|a, b| a.first < b.first));
    }

    #[test]
    fn first_and_last_of_a_run_are_found_and_gaps_are_not() {
        assert_eq!(advance('ΐ', false), Some(455));
        assert_eq!(advance('\u{38b}', false), None);
        assert_eq!(advance('א', true), Some(1397));
        assert_eq!(advance('漢', false), None);
        assert_eq!(advance('\u{10ffff}', false), None);
    }

    #[test]
    fn ascii_is_the_same_table() {
        for byte in 0x20..0x7f_u8 {
            assert_eq!(Some(ascii(byte, true)), advance(char::from(byte), true));
        }
        assert_eq!(ascii(b'\t', false), ascii(b' ', false));
    }
}
