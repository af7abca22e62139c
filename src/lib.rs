//! Chartroom: a static site generator for diagram documentation.
//!
//! The stages, each a folder, each taking the types of those before it; none names a later one. See `ARCHITECTURE.md`.

pub mod model;

pub mod diagnostics;

pub mod yaml;

pub mod config;

pub mod load;

pub mod cache;

pub mod parse;

pub mod mermaid;

pub mod highlight;

pub mod link;

pub mod web;

pub mod check;

pub mod fix;

pub mod plan;

pub mod write;

pub mod render;

pub mod pipeline;

pub mod serve;

pub mod cli;
