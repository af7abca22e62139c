//! `report --against` as text, one format a file. In: a difference and the two states. Out: text; nothing is counted here.

pub mod contents;
pub mod csv;
pub mod human;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod tables;
