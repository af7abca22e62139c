//! HTTP for one author's machine: accepts connections, reads requests within limits, refuses what a foreign page may not ask,
//! answers. Knows nothing of sites.
//!
//! Answers are tiny_http's. Its own loop ends for good when accepting a connection fails (too many open files, a client gone
//! before it was met), has no time limits and starts a thread for every client, however many; so connections are accepted and
//! requests read here, with httparse.
//!
//! [`listener`] accepts, [`roster`] counts who is connected, [`connection`] talks with one client through [`wire`]: it has the
//! [`request`] read, asks the [`guard`], then the handler, and sends what [`answer`] makes of the document.

pub mod answer;
pub mod compression;
pub mod connection;
pub mod guard;
pub mod listener;
pub mod range;
pub mod request;
pub mod roster;
pub mod wire;

use std::fs::File;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// How much a client may take of time and room.
#[derive(Debug, Clone)]
pub struct Limits {
    /// From the connection's opening, or from the last answer, to the end of a request's head.
    pub head: Duration,
    /// For the client to take one piece of an answer ([`wire::PIECE`]).
    pub piece: Duration,
    /// After the last answer, for the client to close; what it still sends is thrown away.
    pub goodbye: Duration,
    /// Connections at once.
    pub connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            piece: Duration::from_secs(10),
            goodbye: Duration::from_secs(1),
            // Below the 1,024 open files that systems allow a process at first; where they allow fewer it is less.
            connections: 900,
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Whether only the head of the answer is wanted.
    pub head_only: bool,
    /// The path, decoded; begins with `/`.
    pub path: String,
    /// What follows `?`, as sent.
    pub query: String,
    /// Headers as sent, names in small letters.
    pub headers: Vec<(String, String)>,
    /// The address that the client connected to.
    pub local: SocketAddr,
}

impl Request {
    /// Stands for one that could not be read.
    const fn unreadable(local: SocketAddr) -> Self {
        Self { head_only: false, path: String::new(), query: String::new(), headers: Vec::new(), local }
    }

    /// The first header of this name, given in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// All headers of this name: lists may come in several.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A value of the query, decoded: `file` of `?file=a.md`.
    pub fn parameter(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }
}

/// What an answer holds.
pub enum Content {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// So many bytes of a file.
    File(File, u64),
    /// So many bytes of another content, which are not copied, and then these.
    Ended(Box<Content>, u64, Vec<u8>),
}

impl Content {
    /// How many bytes it is.
    pub fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(_, length) => *length,
            Self::Ended(_, length, end) => length + end.len() as u64,
        }
    }
}

/// An answer with a body of known length. Ranges, conditions and compression are seen to when it is sent.
pub struct Document {
    /// The status code: 200, 404, …
    pub status: u16,
    /// The content type.
    pub kind: String,
    /// What the content is known by, without quotes; `None` where it may not be kept.
    pub tag: Option<String>,
    /// How long browsers may keep it without asking: for ever, or not at all.
    pub forever: bool,
    /// Headers beside: `Location`, `Allow`.
    pub headers: Vec<(&'static str, String)>,
    /// The content.
    pub content: Content,
}

impl Document {
    /// These bytes, which are not to be kept.
    pub fn new(status: u16, kind: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self {
            status,
            kind: kind.to_owned(),
            tag: None,
            forever: false,
            headers: Vec::new(),
            content: Content::Bytes(bytes.into()),
        }
    }

    /// A short text for people, never kept.
    pub fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain", format!("{text}\n").into_bytes())
    }
}

/// Writes a body without an end, event by event; returns when the client is gone.
pub type Streaming = Box<dyn FnOnce(&mut dyn Write) -> std::io::Result<()> + Send>;

/// An answer.
pub enum Answer {
    /// A body of known length.
    Document(Document),
    /// Server-sent events: written as they come, each with a `flush`; the connection ends with them.
    Events(Streaming),
}

/// Who answers requests.
pub trait Handler: Send + Sync + 'static {
    /// The answer to a request that is allowed. Called from many threads at once.
    fn answer(&self, request: &Request) -> Answer;
}
