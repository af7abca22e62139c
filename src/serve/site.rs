//! From the address of a request to a file of the edition. In: a request. Out: an answer; a page's with the script that reloads it.
//! Files are found by name in the edition alone, so no address leads anywhere else.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use super::board::{Board, Fault};
use super::edition::{Edition, File, Held};
use super::http::{Answer, Content, Document, Handler, Request};
use super::own::{self, Own};
use super::script::{self, State};
use crate::cache::Key;
use crate::link::href;
use crate::load::{self, Opened};
use crate::render;

/// The page that stands for all that are not there.
const MISSING: &str = "404.html";

/// Bytes up to which a page of the author's own making gets the script; a larger one is sent as it is.
const MAX_PAGE: u64 = 16 * 1024 * 1024;

/// Answers requests with the newest edition.
pub struct Preview {
    board: Arc<Board>,
    /// The site's folder, with every link in its path followed.
    folder: PathBuf,
    own: Own,
}

impl Preview {
    /// Answers with what the board shows of the site in `folder`; `follow` leads browsers to the page that is edited.
    pub fn new(board: Arc<Board>, folder: &Path, follow: bool, settings: Vec<(&'static str, String)>) -> Self {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        Self { own: Own::new(Arc::clone(&board), folder.clone(), follow, settings), board, folder }
    }
}

impl Handler for Preview {
    fn answer(&self, request: &Request) -> Answer {
        if let Some(answer) = own::answer(&self.own, request) {
            return answer;
        }
        let shown = self.board.first();
        Answer::Document(match (&shown.edition, &shown.fault) {
            (Some(edition), _) => from_edition(edition, &self.folder, request),
            (None, fault) => broken(fault.as_ref()),
        })
    }
}

/// What an address of the site means.
#[derive(Debug, PartialEq, Eq)]
enum Target<'p> {
    /// The file of this name, if there is one.
    File(String),
    /// Another address.
    Elsewhere(String),
    /// Nothing of the site.
    Outside(&'p str),
}

/// Reads a path, decoded, that begins with `/`. `root` is the path of the site's root.
fn target<'p>(edition: &Edition, path: &'p str) -> Target<'p> {
    // Part of a base address, and percent-encoded like it.
    let root = href::decode(&edition.root).unwrap_or_else(|| edition.root.clone());
    let Some(name) = path.strip_prefix(&root) else {
        let leads_in = path == "/" || path.strip_suffix('/').unwrap_or(path) == root.trim_end_matches('/');
        return if leads_in { Target::Elsewhere(edition.root.clone()) } else { Target::Outside(path) };
    };
    if name.is_empty() || name.ends_with('/') {
        return Target::File(format!("{name}index.html"));
    }
    if !edition.files.contains_key(name) && edition.files.contains_key(&format!("{name}/index.html")) {
        return Target::Elsewhere(format!("{}{}/", edition.root, href::encode_path(name)));
    }
    Target::File(name.to_owned())
}

fn from_edition(edition: &Edition, folder: &Path, request: &Request) -> Document {
    let name = match target(edition, &request.path) {
        Target::Elsewhere(address) => return redirect(address, &request.query),
        Target::File(name) => name,
        Target::Outside(path) => return missing(edition, path),
    };
    edition.files.get(&name).and_then(|file| document(&name, file, folder)).unwrap_or_else(|| missing(edition, &name))
}

/// The answer that holds a file; `None` where it is the author's and gone.
fn document(name: &str, file: &File, folder: &Path) -> Option<Document> {
    let bytes = match &file.content {
        Held::Bytes(bytes) => Arc::clone(bytes),
        Held::Made(make) => Arc::from(make()),
        Held::Disk(location) => return on_disk(name, load::open_inside(folder, location)?),
    };
    if let Some(tags) = &file.tags {
        return Some(page(200, &script::add(&bytes, name, &State::Page(tags.clone()))));
    }
    Some(Document {
        status: 200,
        kind: kind(name),
        tag: Some(tag(&bytes)),
        forever: render::is_hashed(name, &bytes),
        headers: Vec::new(),
        content: Content::Bytes(bytes),
    })
}

/// A file of the author's that is served as it is; a page gets the script.
fn on_disk(name: &str, opened: Opened) -> Option<Document> {
    let tag = stamp(&opened);
    let Opened { file, size, .. } = opened;
    if is_page(name) && size <= MAX_PAGE {
        let mut bytes = Vec::new();
        file.take(MAX_PAGE).read_to_end(&mut bytes).ok()?;
        return Some(page(200, &script::add(&bytes, name, &State::File)));
    }
    Some(Document {
        status: 200,
        kind: kind(name),
        tag: Some(tag),
        forever: false,
        headers: Vec::new(),
        content: Content::File(file, size),
    })
}

/// The site's own page for what is not there.
fn missing(edition: &Edition, asked: &str) -> Document {
    let file = edition.files.get(MISSING);
    let Some(File { content: Held::Bytes(bytes), .. }) = file else {
        return text(404, "There is no such page or file on this site.\n");
    };
    let name = asked.trim_matches('/');
    let name = if is_page(name) { name.to_owned() } else { format!("{name}/index.html") };
    page(404, &script::add(bytes, &name, &State::Missing))
}

/// What every address shows while there has not been a single good run.
fn broken(fault: Option<&Fault>) -> Document {
    let text = fault.map_or("", |fault| fault.text.as_str());
    page(503, &script::add(script::without_site(text).as_bytes(), "", &State::Nothing))
}

fn page(status: u16, bytes: &[u8]) -> Document {
    Document {
        status,
        kind: "text/html".to_owned(),
        tag: (status == 200).then(|| tag(bytes)),
        forever: false,
        headers: Vec::new(),
        content: Content::Bytes(Arc::from(bytes)),
    }
}

fn text(status: u16, text: &str) -> Document {
    Document { kind: "text/plain".to_owned(), ..page(status, text.as_bytes()) }
}

/// Leads to another address of this server. It begins with one `/`, so that no browser takes it for another host's.
fn redirect(address: String, query: &str) -> Document {
    let location = if query.is_empty() { address } else { format!("{address}?{query}") };
    Document { headers: vec![("Location", location)], ..text(302, "This is elsewhere.\n") }
}

fn kind(name: &str) -> String {
    match name.rsplit('.').next() {
        // A diagram's source, which no table of types knows.
        Some("mmd" | "mermaid") => "text/plain".to_owned(),
        _ => mime_guess::from_path(name).first_or_octet_stream().essence_str().to_owned(),
    }
}

fn is_page(name: &str) -> bool {
    name.ends_with(".html")
}

/// Names bytes.
fn tag(bytes: &[u8]) -> String {
    short(Key::new("answer", &[bytes]))
}

/// Names the bytes of a file by its size and the time of its last change.
fn stamp(opened: &Opened) -> String {
    let modified = opened.modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    short(Key::new("file", &[&opened.size.to_le_bytes(), &modified.as_nanos().to_le_bytes()]))
}

fn short(key: Key) -> String {
    key.bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
