//! From the address of a request to a file of the edition. In: a request. Out: an answer. Files are found by name in the edition
//! alone, so no address leads anywhere else.

use std::path::Path;
use std::sync::Arc;

use super::board::Board;
use super::edition::Held;
use super::http::{Answer, Content, Document, Handler, Request};
use super::own::{self, Own};

/// Answers requests with the newest edition.
pub struct Preview {
    board: Arc<Board>,
    #[expect(dead_code, reason = "the events tell it")]
    follow: bool,
    own: Own,
}

impl Preview {
    /// Answers with what the board shows.
    pub fn new(board: Arc<Board>, folder: &Path, follow: bool, settings: Vec<(&'static str, String)>) -> Self {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        Self { own: Own { board: Arc::clone(&board), folder, settings }, board, follow }
    }
}

impl Handler for Preview {
    fn answer(&self, request: &Request) -> Answer {
        if let Some(answer) = own::answer(&self.own, request) {
            return answer;
        }
        let shown = self.board.first();
        let path = request.path.trim_start_matches('/');
        let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
        let file = shown.edition.as_ref().and_then(|edition| edition.files.get(&path));
        let bytes: Option<Arc<[u8]>> = file.and_then(|file| match &file.content {
            Held::Bytes(bytes) => Some(Arc::clone(bytes)),
            Held::Made(make) => Some(Arc::from(make())),
            Held::Disk(_) => None,
        });
        Answer::Document(Document {
            status: if bytes.is_some() { 200 } else { 404 },
            kind: mime_guess::from_path(&path).first_or_octet_stream().to_string(),
            tag: None,
            forever: false,
            headers: Vec::new(),
            content: Content::Bytes(bytes.unwrap_or_else(|| Arc::from(&b"not found"[..]))),
        })
    }
}
