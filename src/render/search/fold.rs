//! How words are compared: without case, accents and compatibility forms. In: a piece of a word. Out: the piece as it stands in the
//! index. `themes/default/js/search.js` folds what a reader types in the same way; tests hold the two together.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();

/// Appends `piece`, folded.
pub fn fold(piece: &str, out: &mut String) {
    if piece.is_ascii() {
        out.extend(piece.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()));
        return;
    }
    let mut folded = String::with_capacity(piece.len());
    for letter in NFKD.normalize(piece).to_lowercase().chars() {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'ı' => folded.push('i'),
            'ς' => folded.push('σ'),
            // Accents, and the stroke of `½` after it has been taken apart.
            '\u{300}'..='\u{36f}' | '\u{2044}' => {}
            letter if letter.is_ascii() && !letter.is_ascii_alphanumeric() => {}
            letter => folded.push(letter),
        }
    }
    out.push_str(&NFC.normalize(&folded));
}
