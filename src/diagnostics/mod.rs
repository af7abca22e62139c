//! Findings: what is wrong with the author's content, as data. Printing them is the reporters' business.

mod finding;

pub use finding::{Code, Finding, Severity};
