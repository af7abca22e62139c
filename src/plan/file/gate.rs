//! `gate` of a phase: what has to hold for the whole site.

use super::{Id, Share};

/// What has to hold.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    /// `diagrams`: how many valid ones the whole site has to have.
    pub diagrams: Option<usize>,
    /// `require`: checks without a finding.
    pub require: Vec<Required>,
    /// `page_load`: seconds that the heaviest page may take.
    pub page_load: Option<f64>,
    /// `reviewed`: the share of valid diagrams that somebody has reviewed as they are.
    pub reviewed: Option<Share>,
}

/// A check that has to be clean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Required {
    /// A code, or `diagram-invalid` for the four about validity.
    Check(Id),
    /// `all`: every check at error level.
    All,
}
