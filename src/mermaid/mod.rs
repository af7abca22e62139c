//! The wrapper of the diagram engine, the one place that names it. In: a diagram's source. Out: a verdict, agreeing with
//! mermaid.js 11.16.1: an SVG with facts about the diagram, or exactly one fault. Not here: files, caching, pages.
//!
//! The way of a source: `prepare` masks and rewrites it, `engine` has it parsed, `refuse` adds what only mermaid.js
//! refuses, `outline` and `links` read the facts, `explain` turns an engine's error into an author's words.

mod engine;
mod explain;
mod fault;
mod kind;
mod links;
mod options;
mod outline;
mod prepare;
mod refuse;

pub use engine::{Engine, FONT_FAMILY, PLACEHOLDER_ID, RawDrawing, Verdict};
pub use fault::{Fault, FaultCode};
pub use kind::Kind;
pub use links::{DiagramLink, LinkUse};
pub use options::DiagramOptions;
pub use outline::{Edge, Node};
pub use prepare::DrawWarning;
