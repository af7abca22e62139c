//! Path data. In: the `d` of a path. Out: the same line in fewer bytes, and the points it runs through.
//!
//! Straight pieces that the engine writes as curves become lines, and lines in one direction become one. What has
//! other commands than absolute `M`, `L`, `C` and `Z` is only rounded.

use super::{arc, number};

type Point = [f32; 2];

#[derive(Debug, Clone, Copy)]
enum Segment {
    Move(Point),
    Line(Point),
    Curve([Point; 3]),
    Close,
}

/// How far, in px, a point may leave the straight line and still be taken as on it.
const STRAIGHT: f32 = 0.06;

/// Appends the data, rounded and simplified.
pub(super) fn push(out: &mut String, data: &str, decimals: usize) {
    let Some(segments) = parse(data) else {
        push_plain(out, data, decimals);
        return;
    };
    let mut last = ' ';
    for segment in simplify(&segments) {
        let (letter, points): (char, &[Point]) = match &segment {
            Segment::Move(point) => ('M', std::slice::from_ref(point)),
            Segment::Line(point) => ('L', std::slice::from_ref(point)),
            Segment::Curve(points) => ('C', points),
            Segment::Close => ('Z', &[]),
        };
        let repeated = letter == last && letter != 'M';
        if !repeated {
            out.push(letter);
        }
        for (index, value) in points.iter().flatten().enumerate() {
            let start = out.len();
            number::push(out, *value, decimals);
            if (index > 0 || repeated) && !out[start..].starts_with('-') {
                out.insert(start, if index % 2 == 1 { ',' } else { ' ' });
            }
        }
        last = letter;
    }
}

/// Every end point and control point, and points on arcs, in absolute coordinates.
pub(super) fn points(data: &str) -> Vec<Point> {
    let mut found = Vec::new();
    let (mut at, mut start): (Point, Point) = ([0.0; 2], [0.0; 2]);
    let mut command = ' ';
    let mut values: Vec<f32> = Vec::with_capacity(8);
    for token in Tokens(data) {
        match token {
            Token::Command(letter) => {
                command = letter;
                values.clear();
                if matches!(letter, 'z' | 'Z') {
                    at = start;
                }
                continue;
            }
            Token::Number(value) => values.push(value),
        }
        let base = if command.is_ascii_lowercase() { at } else { [0.0; 2] };
        let arity = match command.to_ascii_uppercase() {
            'M' | 'L' | 'T' => 2,
            'H' | 'V' => 1,
            'C' => 6,
            'S' | 'Q' => 4,
            'A' => 7,
            _ => return found,
        };
        if values.len() < arity {
            continue;
        }
        match command.to_ascii_uppercase() {
            'H' => at = [base[0] + values[0], at[1]],
            'V' => at = [at[0], base[1] + values[0]],
            'A' => {
                let end = [base[0] + values[5], base[1] + values[6]];
                found.extend(arc::points(at, &values, end));
                at = end;
            }
            _ => {
                for pair in values[..arity - 2].chunks_exact(2) {
                    found.push([base[0] + pair[0], base[1] + pair[1]]);
                }
                at = [base[0] + values[arity - 2], base[1] + values[arity - 1]];
            }
        }
        if matches!(command, 'M' | 'm') {
            start = at;
        }
        found.push(at);
        values.clear();
    }
    found
}

enum Token {
    Command(char),
    Number(f32),
}

struct Tokens<'a>(&'a str);

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let first = *self.0.as_bytes().first()?;
            if first.is_ascii_alphabetic() {
                self.0 = &self.0[1..];
                return Some(Token::Command(char::from(first)));
            }
            let end = number::number_end(self.0.as_bytes(), 0);
            if end > 0 {
                let value = self.0[..end].parse().ok().filter(|v: &f32| v.is_finite())?;
                self.0 = &self.0[end..];
                return Some(Token::Number(value));
            }
            let skip = self.0.chars().next().map_or(1, char::len_utf8);
            self.0 = &self.0[skip..];
        }
    }
}

fn parse(data: &str) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    let mut command = ' ';
    let mut values: Vec<f32> = Vec::with_capacity(6);
    for token in Tokens(data) {
        match token {
            Token::Command(letter) if values.is_empty() => {
                command = letter;
                match letter {
                    'Z' | 'z' => segments.push(Segment::Close),
                    'M' | 'L' | 'C' => {}
                    _ => return None,
                }
            }
            Token::Command(_) => return None,
            Token::Number(value) => values.push(value),
        }
        match (command, values.as_slice()) {
            ('M', &[x, y]) => {
                segments.push(Segment::Move([x, y]));
                command = 'L';
            }
            ('L', &[x, y]) => segments.push(Segment::Line([x, y])),
            ('C', &[a, b, c, d, x, y]) => segments.push(Segment::Curve([[a, b], [c, d], [x, y]])),
            ('Z' | 'z' | ' ', &[_, ..]) => return None,
            _ => continue,
        }
        values.clear();
    }
    values.is_empty().then_some(segments)
}

fn simplify(segments: &[Segment]) -> Vec<Segment> {
    let mut kept: Vec<Segment> = Vec::with_capacity(segments.len());
    // The start of the last kept line, if the last kept segment is one.
    let mut line_from: Option<Point> = None;
    let mut at: Point = [0.0; 2];
    for segment in segments {
        let straight = match segment {
            Segment::Line(to) => Some(*to),
            Segment::Curve([a, b, to]) if between(at, *a, *to) && between(at, *b, *to) => Some(*to),
            _ => None,
        };
        match (straight, *segment) {
            (Some(to), _) => {
                if to == at && matches!(kept.last(), Some(Segment::Line(_) | Segment::Curve(_))) {
                    continue;
                }
                match line_from {
                    Some(from) if between(from, at, to) => {
                        kept.pop();
                    }
                    _ => line_from = Some(at),
                }
                kept.push(Segment::Line(to));
                at = to;
            }
            (None, segment) => {
                line_from = None;
                kept.push(segment);
                match segment {
                    Segment::Move(to) | Segment::Curve([_, _, to]) => at = to,
                    Segment::Line(_) | Segment::Close => {}
                }
            }
        }
    }
    kept
}

/// Whether `p` lies on the straight line from `a` to `b`, between them.
fn between(a: Point, p: Point, b: Point) -> bool {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let (px, py) = (p[0] - a[0], p[1] - a[1]);
    let length = dx.hypot(dy);
    let along = px * dx + py * dy;
    if length < STRAIGHT {
        return px.hypot(py) < STRAIGHT;
    }
    (px * dy - py * dx).abs() / length < STRAIGHT
        && along >= -STRAIGHT * length
        && along <= (length + STRAIGHT) * length
}

/// Rounds without touching the commands; arc flags need their separators.
fn push_plain(out: &mut String, data: &str, decimals: usize) {
    let mut number_before = false;
    for token in Tokens(data) {
        match token {
            Token::Command(letter) => {
                out.push(letter);
                number_before = false;
            }
            Token::Number(value) => {
                let start = out.len();
                number::push(out, value, decimals);
                if number_before && !out[start..].starts_with('-') {
                    out.insert(start, ' ');
                }
                number_before = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(data: &str) -> String {
        let mut out = String::new();
        push(&mut out, data, 1);
        out
    }

    #[test]
    fn a_straight_edge_of_many_curves_is_one_line() {
        assert_eq!(short("M0,10L10,10C20,10,30,10,40,10C50,10,60,10,70,10L80,10"), "M0,10L80,10");
    }

    #[test]
    fn a_real_curve_stays() {
        assert_eq!(short("M 0 0 C 0 10.04 10 20 20 20 z"), "M0,0C0,10 10,20 20,20Z");
    }

    #[test]
    fn arcs_and_relative_commands_are_only_rounded() {
        assert_eq!(short("M0,0 a5.55,5 0 0,0 10,-10.01 h3"), "M0 0a5.6 5 0 0 0 10-10h3");
    }

    #[test]
    fn a_line_that_turns_back_is_not_merged() {
        assert_eq!(short("M0,0L10,0L5,0"), "M0,0L10,0 5,0");
    }

    #[test]
    fn points_follow_relative_commands() {
        assert_eq!(points("M1,1h2v3l-1,0z"), vec![[1.0, 1.0], [3.0, 1.0], [3.0, 4.0], [2.0, 4.0]]);
    }
}
