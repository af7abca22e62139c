//! Findings: what is wrong with the author's content, as data; their stable codes; the reporter for terminals.

pub mod codes;
mod finding;
pub mod human;
mod nearest;

pub use finding::{Code, Finding, Severity};
pub use nearest::nearest;
