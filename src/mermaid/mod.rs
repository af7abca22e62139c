//! The wrapper of the diagram engine, the one place that names it. In: a diagram's source. Out: a verdict, agreeing with
//! mermaid.js 11.16.1: a lean drawing with facts about the diagram, or exactly one fault. Not here: files, caching, pages.
//!
//! The way of a source: `prepare` masks and rewrites it, `engine` has it parsed, `refuse` adds what only mermaid.js
//! refuses, `outline` and `links` read the facts, `explain` turns an engine's error into an author's words; `measure`
//! gives the engine real widths of text, `fit` mends its geometry, `svg` makes the drawing lean and harmless and lets it
//! follow the site's `palette`, of which `stylesheet` writes the rules. `repair` finds the edits that make a refused source valid.

mod class_rules;
mod decided;
mod drawer;
mod engine;
mod engine_colours;
mod engine_config;
mod entity;
mod explain;
mod facts;
pub mod faint;
mod fault;
mod fit;
mod kind;
mod links;
mod measure;
mod named_classes;
mod options;
mod outline;
pub mod palette;
mod prepare;
mod refuse;
mod repair;
mod statements;
mod structure;
pub mod styles;
mod stylesheet;
mod svg;
#[cfg(test)]
mod tests_nodes;
mod ungrouped;

pub use drawer::{Drawer, Drawn, Judgement, Verdict};
pub use facts::Facts;
pub use fault::{Fault, FaultCode};
pub use measure::{policy as text_measurement, width_em as text_width_em};
pub use named_classes::{ClassLook, NamedClasses};
pub use outline::{Edge, Group, Node, Outline};
pub use prepare::DrawWarning;
pub use repair::{Edit, Repair};
pub use structure::Structure;
pub use svg::{Drawing, Place};
