//! In: a character that Arial lacks, or a grapheme cluster that may be an emoji. Out: a width in 1/2048 em that the fonts
//! which browsers fall back to do not exceed in running text. The reader's font is unknown, so these are upper averages
//! by script; the real widths differ from font to font by a tenth and more.

use unicode_width::UnicodeWidthChar;

/// Noto Color Emoji advances by 1.245 em, Segoe UI Emoji by 1.37 em in its widest, Apple Color Emoji by 1.25 em.
pub(super) const EMOJI: u16 = 2662;

const EM: u16 = 2048;

/// Whether a browser draws this cluster as one picture from a colour font.
pub(super) fn is_emoji(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    // U+FE0F asks for the picture, U+20E3 is the keycap; both come after an ordinary character.
    if chars.any(|c| matches!(c, '\u{fe0f}' | '\u{20e3}')) {
        return true;
    }
    match u32::from(first) {
        0x1f000..=0x1faff => true,
        // Watches, check marks, stars, … that are pictures by default are those that count as wide.
        0x231a..=0x2bff => first.width() == Some(2),
        _ => false,
    }
}

/// The width of one character that the table of Arial does not have.
pub(super) fn units(c: char) -> u16 {
    match c.width() {
        Some(0) | None => return 0,
        Some(2) => return EM,
        Some(_) => {}
    }
    match u32::from(c) {
        // Cyrillic, Armenian, Georgian and the rest of Latin.
        0x0180..=0x058f | 0x10a0..=0x10ff | 0x1c80..=0x1eff | 0xa640..=0xa7ff => 1500,
        0x0600..=0x08ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff => arabic(c),
        // The Indic scripts, Thai, Lao, Tibetan, Burmese.
        0x0900..=0x0dff => 1640,
        0x0e00..=0x0eff => 1300,
        0x0f00..=0x109f | 0x1780..=0x17ff => 1740,
        // Symbols that colour fonts have as well: without U+FE0F it is the browser's choice.
        0x2600..=0x27bf => EMOJI,
        // Letter-like signs, numerals, mathematical letters.
        0x2100..=0x218f | 0x1d400..=0x1d7ff => 1800,
        // Half-width forms.
        0xff61..=0xffdc => 1150,
        _ => EM,
    }
}

/// Arabic letters join, and the form that ends a word can be twice as wide as the one inside it.
fn arabic(c: char) -> u16 {
    match c {
        'ا' | 'أ' | 'إ' | 'آ' | '،' | '؛' => 720,
        'س' | 'ش' | 'ص' | 'ض' | 'ﷲ' => 2048,
        _ => 1330,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_an_emoji_when_it_is_drawn_as_a_picture() {
        let pictures = ["😀", "✅", "⭐", "⌚", "❤\u{fe0f}", "#\u{fe0f}\u{20e3}"];
        assert_eq!(pictures.map(is_emoji), [true; 6]);
        let text = ["✓", "→", "漢", "a", "", "e\u{301}"];
        assert_eq!(text.map(is_emoji), [false; 6]);
    }

    #[test]
    fn invisible_characters_take_no_room() {
        let invisible = ['\u{200b}', '\u{200d}', '\u{feff}', '\u{64e}', '\u{93f}', '\u{0}'];
        assert_eq!(invisible.map(units), [0, 0, 0, 0, 1640, 0]);
    }

    #[test]
    fn scripts_that_arial_lacks_have_a_width_each() {
        let widths = ['漢', '한', 'س', 'ا', 'ก', 'ﾊ', '✓'].map(units);
        assert_eq!(widths, [2048, 2048, 2048, 720, 1300, 1150, 2662]);
    }
}
