//! Numbers as characters, in a file that is a script: each is one, from `0` on, over the gap of UTF-16. In UTF-8 the small steps of which
//! an index is full take one byte.

/// The character of zero: no comma, quote or space comes after it.
const ZERO: u32 = '0' as u32;

/// The character of a number. Beyond all characters it stays the last one, which no site needs.
pub fn character(number: usize) -> char {
    let place = u32::try_from(number).unwrap_or(u32::MAX).saturating_add(ZERO);
    let gap = if place < 0xD800 { 0 } else { 0x800 };
    char::from_u32(place.saturating_add(gap)).unwrap_or(char::MAX)
}

#[cfg(test)]
mod tests {
    use super::character;

    #[test]
    fn each_number_is_one_character() {
        assert_eq!([0, 1, 79, 0xD800 - 48].map(character), ['0', '1', '\u{7f}', '\u{e000}']);
        assert_eq!([0x10_F7FF - 48, usize::MAX].map(character), [char::MAX, char::MAX]);
    }
}
