//! Colours that the engine writes whatever it is told. In: a colour in its SVG, the kind of diagram. Out: the name of the
//! role that it stands for. Not here: colours that it takes from the palette.

use super::palette::rgb;

/// Colours that the engine writes whatever the theme variables say, by the kind of diagram (`""`: any).
const FIXED: &[(&str, u32, &str)] = &[
    ("", 0x33_3333, "text"),
    ("", 0x00_0000, "text"),
    ("packet", 0xef_efef, "node"),
    ("journey", 0xff_f8dc, "note"),
    ("journey", 0x8f_bc8f, "s1"),
    ("journey", 0x7c_fc00, "s2"),
    ("journey", 0x00_ffff, "s6"),
    ("journey", 0x20_b2aa, "s3"),
    ("journey", 0xb0_e0e6, "s4"),
    ("journey", 0xff_ffe0, "s7"),
    ("wardley", 0xee_eeee, "grid"),
    ("", 0x13_1300, "text"),
    ("", 0x55_2222, "today"),
    ("", 0x93_70db, "border"),
    ("", 0xf4_f4f4, "bg"),
    ("", 0xff_ffff, "bg"),
    ("", 0xd3_d3d3, "grid"),
    ("", 0x80_8080, "line"),
    ("", 0xcc_cccc, "grid"),
    ("", 0x66_6666, "dim"),
    ("", 0x99_9999, "lifeline"),
    ("", 0x77_7777, "line"),
    ("", 0x44_4444, "line"),
    ("", 0xea_eaea, "node"),
    ("", 0xed_f2ae, "note"),
];

/// The role that a colour of the engine's own stands for in a diagram of `kind`.
pub fn role(kind: &str, colour: [u8; 3]) -> Option<&'static str> {
    FIXED.iter().find(|(k, c, _)| (k.is_empty() || *k == kind) && rgb(*c) == colour).map(|found| found.2)
}

/// Whether `found` is `colour` as the engine makes it lighter.
pub fn is_lighter(colour: [u8; 3], found: [u8; 3]) -> bool {
    lighter(colour).into_iter().zip(found).all(|(a, b)| (a - f32::from(b)).abs() <= 1.5)
}

/// The colour with ten hundredths more lightness, as HSL counts it.
fn lighter(colour: [u8; 3]) -> [f32; 3] {
    let [max, min] =
        [u8::max as fn(u8, u8) -> u8, u8::min].map(|pick| f32::from(colour.into_iter().fold(colour[0], pick)));
    let lightness = f32::midpoint(max, min);
    let new = (lightness + 25.5).min(255.0);
    // Hue and saturation stay: every channel keeps its share of the room between lightness and black or white.
    let room = |l: f32| l.min(255.0 - l);
    let scale = if room(lightness) > 0.0 { room(new) / room(lightness) } else { 0.0 };
    colour.map(|channel| new + (f32::from(channel) - lightness) * scale)
}
