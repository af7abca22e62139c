//! In: a `font-family` list of CSS. Out: which widths stand for it. Only fixed-pitch faces and the wide sans faces that
//! themes ask for differ from Arial enough to matter; narrower ones take Arial's widths, which is safe.

use super::{beyond_arial, table};

/// Courier and its kin advance by 0.6 em; Menlo, Consolas and DejaVu Sans Mono by a little more or less.
const FIXED_PITCH: u16 = 1233;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Arial,
    /// Verdana, Tahoma's wide cousin, and what stands in for it: about a sixth wider than Arial.
    Wide,
    FixedPitch,
}

impl Family {
    /// The first family of the list decides: the layout must fit the face that the author asked for.
    pub(super) fn of(list: Option<&str>) -> Self {
        let first = list.and_then(|list| list.split(',').next()).unwrap_or("");
        let name = first.trim().trim_matches(['"', '\'']).to_ascii_lowercase();
        if name.contains("mono")
            || name.contains("courier")
            || ["consolas", "menlo", "monaco", "code"].iter().any(|n| name.contains(n))
        {
            Self::FixedPitch
        } else if name.contains("verdana") || name.contains("dejavu sans") {
            Self::Wide
        } else {
            Self::Arial
        }
    }

    pub(super) fn ascii(self, byte: u8, bold: bool) -> u16 {
        match self {
            Self::FixedPitch => FIXED_PITCH,
            Self::Arial | Self::Wide => table::ascii(byte, bold),
        }
    }

    pub(super) fn units(self, c: char, bold: bool) -> u16 {
        let known = table::advance(c, bold);
        match self {
            Self::FixedPitch if known.is_some_and(|units| units > 0) => FIXED_PITCH,
            _ => known.unwrap_or_else(|| beyond_arial::units(c)),
        }
    }

    pub(super) fn scale(self) -> f64 {
        match self {
            Self::Wide => 1.18,
            Self::Arial | Self::FixedPitch => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_family_decides() {
        assert_eq!(Family::of(None), Family::Arial);
        assert_eq!(Family::of(Some("Arial, monospace")), Family::Arial);
        assert_eq!(Family::of(Some("\"Courier New\", serif")), Family::FixedPitch);
        assert_eq!(Family::of(Some(" ui-monospace")), Family::FixedPitch);
        assert_eq!(Family::of(Some("Verdana")), Family::Wide);
    }

    #[test]
    fn fixed_pitch_gives_every_letter_one_width_and_marks_none() {
        let widths = ['i', 'W', 'ж', '\u{301}'].map(|c| Family::FixedPitch.units(c, false));
        assert_eq!(widths, [1233, 1233, 1233, 0]);
    }
}
