//! Findings: what is wrong with the author's content, as data; their stable codes and pages; how they are known again; one
//! output format a file.

pub mod baseline;
pub mod codes;
mod finding;
pub mod github;
pub mod human;
mod identity;
pub mod json;
pub mod junit;
mod nearest;
pub mod prose;
mod report;
pub mod sarif;

pub use finding::{Code, Finding, Severity};
pub use nearest::{nearest, nearest_within};
pub use report::{Report, Texts};
