//! Units: hours of work, shares.

/// Hours of work.
pub type Hours = f64;

/// A part of a whole, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share(pub f64);

impl Share {
    /// Whether `part` of `whole` is at least this share. Of nothing, every share is there.
    pub fn holds(self, part: usize, whole: usize) -> bool {
        // A millionth is less than one diagram of any site, and more than what binary fractions lose.
        part as f64 + 1e-6 >= self.0 * whole as f64
    }
}

impl std::fmt::Display for Share {
    /// `95%`, `99.5%`.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}%", (self.0 * 10_000.0).round() / 100.0)
    }
}
