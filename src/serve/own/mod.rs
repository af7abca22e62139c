//! What the preview serves of its own, under [`FOLDER`] at the server's root, whatever the site's path. Nothing of it is made from the
//! site's theme, so that a broken theme cannot break it.

pub mod client;
pub mod events;
pub mod health;
pub mod page;
pub mod state;
mod state_findings;
mod state_plan;

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::path::PathBuf;
use std::sync::Arc;

use super::board::Board;
use super::http::{Answer, Document, Request};

/// Where all of it stands.
pub const FOLDER: &str = "/_chartroom/";

/// What it is made from.
pub struct Own {
    /// What is shown.
    pub board: Arc<Board>,
    /// The site's folder, with every link in its path followed.
    pub folder: PathBuf,
    /// What the command was asked for, for people: names and values.
    pub settings: Vec<(&'static str, String)>,
    /// Whether browsers go to the page that is edited.
    pub follow: bool,
    /// Tells this process from one that listened here before.
    pub session: String,
}

impl Own {
    /// For what `board` shows of the site in `folder`.
    pub fn new(board: Arc<Board>, folder: PathBuf, follow: bool, settings: Vec<(&'static str, String)>) -> Self {
        // Random: its keys are.
        let session = format!("{:016x}", RandomState::new().hash_one(()));
        Self { board, folder, settings, follow, session }
    }
}

/// The answer to a request for something of the preview's own; `None` where it asks for something of the site.
pub fn answer(own: &Own, request: &Request) -> Option<Answer> {
    let name = request.path.strip_prefix(FOLDER).or_else(|| (request.path == "/_chartroom").then_some(""))?;
    Some(match name {
        "" => Answer::Document(state::html(own)),
        "state.css" => Answer::Document(state::style()),
        "state.js" => Answer::Document(client::state()),
        "health" => Answer::Document(health::answer(&own.board)),
        "events" => events::answer(own),
        "page" => Answer::Document(page::answer(own, request)),
        "client.js" => Answer::Document(client::client()),
        "worker.js" => Answer::Document(client::worker()),
        _ => Answer::Document(Document::text(404, "The preview has nothing of this name.")),
    })
}
