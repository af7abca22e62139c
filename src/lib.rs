//! Chartroom: a static site generator for diagram documentation.
//!
//! The stages, each a folder, each taking the types of those before it; none names a later one. See `ARCHITECTURE.md`.

pub mod model;

pub mod diagnostics;
pub mod mermaid;
