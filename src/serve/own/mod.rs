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
use super::edition::Edition;
use super::http::{Answer, Request};

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

/// What stands there, by name. Everything else below the folder is the site's.
const NAMES: [&str; 8] = ["", "client.js", "events", "health", "page", "state.css", "state.js", "worker.js"];

/// The answer to a request for something of the preview's own; `None` where it asks for something of the site.
pub fn answer(own: &Own, request: &Request) -> Option<Answer> {
    let name = request.path.strip_prefix(FOLDER).or_else(|| (request.path == "/_chartroom").then_some(""))?;
    Some(match name {
        "" => Answer::Document(state::html(own)),
        "client.js" => Answer::Document(client::client()),
        "events" => events::answer(own, request),
        "health" => Answer::Document(health::answer(&own.board)),
        "page" => Answer::Document(page::answer(own, request)),
        "state.css" => Answer::Document(state::style()),
        "state.js" => Answer::Document(client::state()),
        "worker.js" => Answer::Document(client::worker()),
        _ => return None,
    })
}

/// A file of the site at whose address something of the preview's own is shown instead.
pub fn hidden(edition: &Edition) -> Option<&str> {
    let is_hidden = |path: &&String| {
        let address = format!("{}{path}", edition.root);
        let name = address.strip_prefix(FOLDER).map(|name| if name == "index.html" { "" } else { name });
        name.is_some_and(|name| NAMES.contains(&name))
    };
    edition.files.keys().find(is_hidden).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::serve::board::Change;
    use crate::serve::edition::{File, Held};

    #[test]
    fn what_the_site_has_at_an_address_of_the_preview_s_own_is_known() {
        let file = || File { content: Held::Bytes(Arc::from(&b""[..])), key: None, tags: None };
        let edition = |root: &str, path: &str| {
            let files = BTreeMap::from([(path.to_owned(), file())]);
            Edition { root: root.to_owned(), ..Edition::of_files(files) }
        };
        for (root, path, is_hidden) in [
            ("/", "_chartroom/index.html", true),
            ("/", "_chartroom/health", true),
            ("/_chartroom/", "index.html", true),
            ("/", "_chartroom/guide/index.html", false),
            ("/", "a/_chartroom/health", false),
            ("/atlas/", "_chartroom/health", false),
        ] {
            assert_eq!(hidden(&edition(root, path)).is_some(), is_hidden, "{root}{path}");
        }
    }

    #[test]
    fn each_name_is_answered_and_no_other() {
        let board = Arc::new(Board::new());
        board.show(Arc::new(Edition::of_files(BTreeMap::new())), Change::default(), Duration::ZERO);
        let own = Own::new(board, PathBuf::new(), false, Vec::new());
        let is_own = |path: &str| {
            let (path, query, headers) = (path.to_owned(), String::new(), Vec::new());
            let request = Request { head_only: false, path, query, headers, local: ([127, 0, 0, 1], 80).into() };
            answer(&own, &request).is_some()
        };
        assert!(is_own("/_chartroom") && NAMES.iter().all(|name| is_own(&format!("{FOLDER}{name}"))));
        assert!(["/", "/_chartroom2", "/_chartroom/index.html", "/a/_chartroom/"].iter().all(|path| !is_own(path)));
    }
}
