//! The preview: keeps the newest edition of a site in memory, serves it over HTTP, watches what it is made from and runs the
//! whole pipeline again when that changes. In: the site's root and options of the command. Out: answers to requests, and news
//! for the terminal.
//!
//! One thread rebuilds ([`workshop`]), one accepts connections ([`http`]), each connection has a thread of its own. Between them
//! stands the [`board`]: the newest edition, put up whole.

pub mod board;
pub mod edition;
pub mod ending;
pub mod http;
pub mod later;
pub mod news;
pub mod own;
pub mod script;
pub mod site;
pub mod snapshot;
pub mod watch;
pub mod workshop;
