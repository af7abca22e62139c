//! The wrapper of the Mermaid engine: the one place that names it.

pub mod palette;
pub mod stylesheet;
pub mod svg;
