//! Colours as numbers: CSS text in, sRGB out, contrast as WCAG 2 computes it. No role and no element here.

/// Red, green, blue, opacity, each 0 to 255.
pub(crate) type Rgba = [u8; 4];

/// The text colours that are put on an author's own fill: near black, white, and black where neither is enough; of
/// black and white one always has 4.5:1.
pub(crate) const INKS: [[u8; 3]; 3] = [[0x11, 0x18, 0x27], [0xff, 0xff, 0xff], [0, 0, 0]];

/// Reads any CSS colour; `none`, `currentColor`, variables and nonsense are `None`.
pub(crate) fn parse(text: &str) -> Option<Rgba> {
    csscolorparser::parse(text).ok().map(|colour| colour.to_rgba8())
}

/// `top` painted over the opaque `below`.
pub(crate) fn over(top: Rgba, below: [u8; 3]) -> [u8; 3] {
    let alpha = u16::from(top[3]);
    let mix = |t: u8, b: u8| {
        let sum = u16::from(t) * alpha + u16::from(b) * (255 - alpha);
        u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX)
    };
    [mix(top[0], below[0]), mix(top[1], below[1]), mix(top[2], below[2])]
}

/// Contrast ratio of two opaque colours, 1 to 21.
pub(crate) fn contrast(a: [u8; 3], b: [u8; 3]) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(colour: [u8; 3]) -> f32 {
    let [r, g, b] = colour.map(|channel| {
        let value = f32::from(channel) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_css_form_is_read() {
        let red = Some([255, 0, 0, 255]);
        for text in ["#f00", "#ff0000", "red", "rgb(255,0,0)", "rgb(255 0 0 / 100%)", "hsl(0, 100%, 50%)"] {
            assert_eq!(parse(text), red, "{text}");
        }
        assert_eq!(parse("none"), None);
        assert_eq!(parse("url(#a)"), None);
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.01);
        assert!((contrast([0x77, 0x77, 0x77], [255, 255, 255]) - 4.48).abs() < 0.01);
    }

    #[test]
    fn half_transparent_black_greys_white() {
        assert_eq!(over([0, 0, 0, 128], [255, 255, 255]), [127, 127, 127]);
    }
}
