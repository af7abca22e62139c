//! Whether to compress an answer, and doing it.

use std::io::Read;

use flate2::Compression;
use flate2::read::GzEncoder;

/// Below, it is not worth it.
const LEAST: u64 = 1024;

/// Whether a document is compressed for who wants that: text, unless it is very short.
pub fn is_worth_it(kind: &str, length: u64) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_text = kind.starts_with("text/")
        || kind.ends_with("+xml")
        || kind.ends_with("+json")
        || ["application/javascript", "application/json", "application/xml", "application/wasm"].contains(&kind);
    is_text && length >= LEAST
}

/// Whether an `Accept-Encoding` asks for gzip.
pub fn is_wanted(accepted: &str) -> bool {
    let weight = |wanted: &[&str]| {
        accepted.split(',').find_map(|item| {
            let (coding, parameters) = item.split_once(';').unwrap_or((item, ""));
            let is_it = wanted.iter().any(|known| coding.trim().eq_ignore_ascii_case(known));
            is_it.then(|| quality(parameters))
        })
    };
    weight(&["gzip", "x-gzip"]).or_else(|| weight(&["*"])).is_some_and(|quality| quality > 0.0)
}

/// The value of `q`: 1 where there is none, 0 where nobody understands it.
fn quality(parameters: &str) -> f32 {
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then_some(value.trim())
    });
    value.map_or(1.0, |value| value.parse().unwrap_or(0.0))
}

/// The bytes, compressed as they are read: fast rather than small, because the way is short.
pub fn gzip<R: Read>(bytes: R) -> GzEncoder<R> {
    GzEncoder::new(bytes, Compression::fast())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_sent_to_who_asks_for_it() {
        for wanted in ["gzip", "deflate, GZIP;q=0.5, br", "x-gzip", "*", "br, *;q=0.1", "gzip; q=1.0, *;q=0"] {
            assert!(is_wanted(wanted), "{wanted}");
        }
        for unwanted in ["", "br", "identity", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzip;q=much", "gzipped"] {
            assert!(!is_wanted(unwanted), "{unwanted}");
        }
    }

    #[test]
    fn text_that_is_not_very_short_is_compressed() {
        for kind in ["text/html; charset=utf-8", "image/svg+xml", "application/json", "text/javascript"] {
            assert!(is_worth_it(kind, LEAST) && !is_worth_it(kind, LEAST - 1), "{kind}");
        }
        assert!(!is_worth_it("image/png", 5000) && !is_worth_it("application/gzip", 5000));
    }
}
