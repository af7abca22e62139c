//! A report as text, one format a file. In: a [`Report`](super::Report) and what it counts. Out: text; nothing is counted here.

pub mod json;
