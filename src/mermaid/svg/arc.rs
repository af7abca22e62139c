//! Points on an elliptical arc. In: the arc as a path writes it. Out: enough points to know what it covers; the
//! conversion is that of SVG's appendix on elliptical arcs.

/// How many parts an arc is cut into; of a full circle, the box is then right to 2% of its radius.
const PARTS: u8 = 16;

/// The points after `from` and before `to`. `arc` holds both radii, the rotation in degrees and the two flags.
pub(super) fn points(from: [f32; 2], arc: &[f32], to: [f32; 2]) -> Vec<[f32; 2]> {
    let &[rx, ry, rotation, large, sweep, ..] = arc else {
        return Vec::new();
    };
    let (mut rx, mut ry) = (rx.abs(), ry.abs());
    if rx <= 0.0 || ry <= 0.0 || from == to {
        return Vec::new();
    }
    let (sin, cos) = rotation.to_radians().sin_cos();
    let (dx, dy) = ((from[0] - to[0]) / 2.0, (from[1] - to[1]) / 2.0);
    let (x, y) = (cos * dx + sin * dy, cos * dy - sin * dx);
    let excess = (x / rx).powi(2) + (y / ry).powi(2);
    if excess > 1.0 {
        rx *= excess.sqrt();
        ry *= excess.sqrt();
    }
    let square = ((x / rx).powi(2) + (y / ry).powi(2)).max(f32::MIN_POSITIVE);
    let factor = (1.0 / square - 1.0).max(0.0).sqrt() * if (large == 0.0) == (sweep == 0.0) { -1.0 } else { 1.0 };
    let (cx, cy) = (factor * rx * y / ry, -factor * ry * x / rx);
    let start = ((y - cy) / ry).atan2((x - cx) / rx);
    let end = ((-y - cy) / ry).atan2((-x - cx) / rx);
    let mut turn = end - start;
    if sweep == 0.0 && turn > 0.0 {
        turn -= std::f32::consts::TAU;
    } else if sweep != 0.0 && turn < 0.0 {
        turn += std::f32::consts::TAU;
    }
    let middle = [f32::midpoint(from[0], to[0]), f32::midpoint(from[1], to[1])];
    (1..PARTS)
        .map(|part| {
            let (sin_t, cos_t) = (start + turn * f32::from(part) / f32::from(PARTS)).sin_cos();
            let (px, py) = (cx + rx * cos_t, cy + ry * sin_t);
            [middle[0] + cos * px - sin * py, middle[1] + sin * px + cos * py]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(points: &[[f32; 2]]) -> [f32; 4] {
        points
            .iter()
            .fold([0.0_f32; 4], |b, [x, y]| [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)])
            .map(f32::round)
    }

    #[test]
    fn a_half_circle_bulges_to_the_side_of_its_sweep() {
        assert_eq!(reach(&points([0.0, 0.0], &[50.0, 50.0, 0.0, 0.0, 1.0], [100.0, 0.0])), [0.0, -50.0, 99.0, 0.0]);
        assert_eq!(reach(&points([0.0, 0.0], &[50.0, 50.0, 0.0, 0.0, 0.0], [100.0, 0.0])), [0.0, 0.0, 99.0, 50.0]);
    }

    #[test]
    fn three_quarters_reach_around_the_centre() {
        let found = points([0.0, -10.0], &[10.0, 10.0, 0.0, 1.0, 1.0], [-10.0, 0.0]);
        assert_eq!(reach(&found), [-10.0, -10.0, 10.0, 10.0]);
    }
}
