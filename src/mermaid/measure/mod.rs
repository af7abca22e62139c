//! In: a string and the style that the engine would draw it in. Out: its width in CSS pixels, from the real advance
//! widths of Arial and Liberation Sans, for the engine's layout.
//!
//! Deliberately not here: shaping and kerning. Kerning in Arial pulls glyphs together far more often than apart, so a
//! plain sum of advances is at most a few pixels too wide and never too narrow, which is the side that clips nothing.

mod beyond_arial;
mod families;
mod table;

use super::references::decoded;
use families::Family;
use merman::svg::{
    DeterministicTextMeasurer, MeasurementProfileId, TextMeasurementPolicy, TextMeasurementProfile,
    TextMeasurementProfileIdentity, TextStyle,
};
use unicode_segmentation::UnicodeSegmentation;

/// Units to the em of every width in this module, as in the font files that they come from.
const UNITS_PER_EM: f64 = 2048.0;

/// Part of the engine's own report about a drawing, so that a change of the tables shows there.
const PROFILE: (&str, &str) = ("chartroom.arial", "1");

/// The engine's text measurement with real font widths, for `SvgEnvironment::with_text_measurement_policy`.
///
/// Costs a table of 10 KB, built on the first call for the whole process; clone the result rather than asking again.
#[must_use]
pub fn policy() -> TextMeasurementPolicy {
    let measurer = DeterministicTextMeasurer::default().with_width_callback(width_px);
    let identity =
        MeasurementProfileId::new(PROFILE.0).and_then(|id| TextMeasurementProfileIdentity::new(id, PROFILE.1));
    match identity {
        Ok(identity) => TextMeasurementPolicy::uniform(TextMeasurementProfile::new(identity, measurer)),
        // Only an empty name is refused, and a test below shows that ours is not.
        Err(_) => TextMeasurementPolicy::deterministic(),
    }
}

/// The width of one line of text in CSS pixels: finite and not negative for every input.
#[must_use]
pub fn width_px(text: &str, style: &TextStyle) -> f64 {
    let size = if style.font_size.is_finite() { style.font_size.max(1.0) } else { 16.0 };
    width_em(text, style.font_family.as_deref(), is_bold(style.font_weight.as_deref())) * size
}

/// The width of one line of text in em.
#[must_use]
pub fn width_em(text: &str, font_family: Option<&str>, bold: bool) -> f64 {
    let family = Family::of(font_family);
    let text = &*decoded(text);
    let units: u64 = if text.is_ascii() {
        text.bytes().map(|byte| u64::from(family.ascii(byte, bold))).sum()
    } else {
        text.graphemes(true).map(|cluster| cluster_units(cluster, family, bold)).sum()
    };
    #[expect(clippy::cast_precision_loss, reason = "a line of text is far below 2^52 units")]
    let units = units as f64;
    units / UNITS_PER_EM * family.scale()
}

/// One grapheme cluster: an emoji counts once, however many code points it is spelt with.
fn cluster_units(cluster: &str, family: Family, bold: bool) -> u64 {
    if let &[byte] = cluster.as_bytes() {
        return u64::from(family.ascii(byte, bold));
    }
    if beyond_arial::is_emoji(cluster) {
        return u64::from(beyond_arial::EMOJI);
    }
    cluster.chars().map(|c| u64::from(family.units(c, bold))).sum()
}

/// CSS weights from 600 on are drawn with the bold face.
fn is_bold(weight: Option<&str>) -> bool {
    let Some(weight) = weight else { return false };
    let weight = weight.trim();
    weight.eq_ignore_ascii_case("bold")
        || weight.eq_ignore_ascii_case("bolder")
        || weight.parse::<u16>().is_ok_and(|weight| weight >= 600)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(text: &str) -> f64 {
        width_em(text, None, false) * UNITS_PER_EM
    }

    #[test]
    fn the_policy_carries_our_profile() {
        let route = policy().routes()[0].clone();
        assert_eq!(route.primary.profile().as_str(), "chartroom.arial");
    }

    #[test]
    fn ascii_takes_the_advances_of_arial() {
        assert_eq!(units("Wil"), 1933.0 + 455.0 + 455.0);
        assert_eq!(width_em("Wi", Some("Arial"), true) * UNITS_PER_EM, 1933.0 + 569.0);
    }

    #[test]
    fn text_with_other_letters_is_the_same_sum() {
        assert_eq!(units("Äb"), 1366.0 + 1139.0);
        assert_eq!(units("e\u{301}"), 1139.0);
        assert_eq!(units("漢字"), 4096.0);
    }

    #[test]
    fn an_emoji_sequence_counts_once() {
        for emoji in ["👩‍🔬", "🇩🇪", "1️⃣", "❤️", "👍🏽"] {
            assert_eq!(units(emoji), f64::from(beyond_arial::EMOJI), "{emoji}");
        }
    }

    #[test]
    fn weights_from_600_are_bold() {
        let bold = ["bold", " Bolder ", "600", "900"].map(|weight| is_bold(Some(weight)));
        assert_eq!(bold, [true; 4]);
        let plain = [None, Some("normal"), Some("500"), Some("")].map(is_bold);
        assert_eq!(plain, [false; 4]);
    }

    #[test]
    fn the_width_grows_with_the_size_and_survives_nonsense() {
        let style = TextStyle { font_size: 20.0, ..TextStyle::default() };
        assert_eq!(width_px("漢", &style), 20.0);
        let style = TextStyle { font_size: f64::NAN, ..style };
        assert_eq!(width_px("漢", &style), 16.0);
    }
}
