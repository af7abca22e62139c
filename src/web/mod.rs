//! Asks the web. In: the places of the site that lead outside. Out: what each address answers. Only `check --external`
//! comes here; nothing else in this program talks to anybody outside.
//!
//! What it does is bounded: so many addresses, requests at once and redirects, so much time for a request and for all;
//! bodies are not read. Content is not trusted: private networks are left alone unless the configuration allows them, and
//! neither user names nor passwords are sent. A proxy that the environment names (`ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY`,
//! `NO_PROXY`) is used; it resolves names itself.
//!
//! Not here: what of it is worth a finding (`check`), and the clock, which the caller passes in.

mod address;
mod ask;
mod client;
mod network;
mod places;
mod run;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use address::Address;
pub use places::{Place, places};
pub use run::{Asking, ask};

/// What came back for an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// A page, perhaps after redirects.
    Good,
    /// This status, 400 or above.
    Status(u16),
    /// Nothing: why, in an author's words, without a final stop.
    Unreachable(String),
}

/// Which bound ended a run before all was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// So many addresses.
    Addresses,
    /// So much time.
    Time,
}

/// What the web says about a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// The places that lead outside.
    pub places: Vec<Place>,
    /// By [`Address::text`]. Addresses that were not asked for are missing.
    pub answers: BTreeMap<String, Answer>,
    /// How many addresses were left alone because they are in private networks.
    pub private: usize,
    /// How many addresses were not asked for because of a bound.
    pub left: usize,
    /// The bound.
    pub bound: Option<Bound>,
}
