//! The integration tests: one binary, a tiny site for each test, the built program run from outside.

mod browser;
mod build;
mod harness;
mod house_rules;
mod links;
mod output;
mod rebuild;
mod site;
