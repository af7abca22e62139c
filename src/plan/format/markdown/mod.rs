//! `report --format markdown`.

pub mod escape;
