//! The one formatter for numbers in SVG: rounded, without needless zeros, signs and spaces.

use std::fmt::Write as _;

/// Appends `value` with at most `decimals` decimals: `-0.50` is `-.5`.
pub(super) fn push(out: &mut String, value: f32, decimals: usize) {
    let start = out.len();
    let _ = write!(out, "{value:.decimals$}");
    if decimals > 0 {
        let kept = out[start..].trim_end_matches('0').trim_end_matches('.').len();
        out.truncate(start + kept);
    }
    match &out[start..] {
        "" | "-" | "-0" => out.replace_range(start.., "0"),
        text if text.starts_with("0.") => out.replace_range(start..=start, ""),
        text if text.starts_with("-0.") => out.replace_range(start + 1..start + 2, ""),
        _ => {}
    }
}

/// Appends `text` with every number in it rounded; all else stays.
pub(super) fn push_rounded(out: &mut String, text: &str, decimals: usize) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = number_end(bytes, at);
        if end > at {
            match text[at..end].parse::<f32>() {
                Ok(value) if value.is_finite() => push(out, value, decimals),
                _ => out.push_str(&text[at..end]),
            }
            at = end;
        } else {
            let next = text[at..].chars().next().map_or(1, char::len_utf8);
            let word = bytes[at].is_ascii_alphabetic();
            out.push_str(&text[at..at + next]);
            at += next;
            // A digit inside a word, as in `m0`, is no number.
            while word && at < bytes.len() && bytes[at].is_ascii_alphabetic() {
                out.push(char::from(bytes[at]));
                at += 1;
            }
        }
    }
}

/// End of the number that begins at `at`; `at` if none does.
pub(super) fn number_end(bytes: &[u8], start: usize) -> usize {
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let mut at = start + usize::from(matches!(bytes.get(start), Some(b'-' | b'+')));
    let whole = digits(at);
    let mut some = whole > at;
    at = whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        some |= fraction > at + 1;
        at = fraction;
    }
    if !some {
        return start;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = at + 1 + usize::from(matches!(bytes.get(at + 1), Some(b'-' | b'+')));
        let exponent = digits(sign);
        if exponent > sign {
            at = exponent;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_what_nobody_sees() {
        for (text, want) in [
            ("translate(354.52000000000004, 8)", "translate(354.5, 8)"),
            ("0.04 -0.04 -0.96 100", "0 0 -1 100"),
            ("0.5,-0.5", ".5,-.5"),
            ("1e2", "100"),
        ] {
            let mut out = String::new();
            push_rounded(&mut out, text, 1);
            assert_eq!(out, want);
        }
    }
}
