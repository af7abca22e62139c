//! A report as text, one format a file. In: what is shown of a report ([`View`](super::view::View)). Out: text; nothing is counted
//! here.

pub mod csv;
pub mod difference;
pub mod explained;
pub mod history;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
