//! The integration tests: one binary, a tiny site for each test, the built program run from outside.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    reason = "tests make and read sites, and fail loudly"
)]

mod against;
mod beside;
mod browser;
mod build;
mod check;
mod check_command;
mod chrome;
mod classes;
mod dates;
mod editions;
mod explain;
mod explore;
mod external;
mod external_server;
mod fix;
mod formats;
mod gallery;
mod gallery_browser;
mod harness;
mod history;
mod history_points;
mod house_rules;
mod links;
mod output;
mod print;
mod progress;
mod random_edits;
mod reading;
mod rebuild;
mod relations;
mod report;
mod report_explain;
mod reviews;
mod search;
mod search_browser;
mod serve;
mod serve_browser;
mod serve_desk;
mod serve_harness;
mod serve_hostile;
mod serve_life;
mod serve_overlay;
mod serve_random;
mod serve_reader;
mod serve_terminal;
mod serve_watch;
mod site;
mod suppress;
mod tags;
