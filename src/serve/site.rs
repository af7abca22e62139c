//! From the address of a request to a file of the edition. In: a request. Out: an answer; a page's with the script that reloads it.
//! Files are found by name in the edition alone, so no address leads anywhere else.

use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// Bytes of a page's end in which the place for the script is looked for first, so that the rest need not be copied.
const END: usize = 4 * 1024;

/// Bytes up to which a page of the author's own making gets the script; a larger one is sent as it is.
const MAX_PAGE: u64 = 16 * 1024 * 1024;

/// How a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Markup {
    Html,
    Xml,
}

impl Markup {
    /// That of a file of this name; `None` where browsers do not take it for a page.
    fn of(name: &str) -> Option<Self> {
        [Self::Html, Self::Xml].into_iter().find(|markup| markup.kind() == kind(name))
    }

    /// The content type.
    const fn kind(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Xml => "application/xhtml+xml",
        }
    }

    /// Adds the script to a page, or to the end of one.
    fn add(self, page: &[u8], name: &str, state: &State) -> Vec<u8> {
        match self {
            Self::Html => script::add(page, name, state),
            Self::Xml => script::add_to_xml(page, name, state),
        }
    }
}

/// Answers requests with the newest edition.
pub struct Preview {
    board: Arc<Board>,
    /// The site's folder, with every link in its path followed.
    folder: PathBuf,
    own: Own,
}

impl Preview {
    /// Answers with what the board shows of the site in `folder`; `follow` leads browsers to the page that is edited. The state page
    /// shows `settings`, names and values.
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
        Answer::Document(match (shown.edition(), &shown.fault) {
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

/// Reads a path, decoded, that begins with `/`. `root` is the path of the site's root, `has` knows the site's files.
fn target<'p>(root: &str, has: impl Fn(&str) -> bool, path: &'p str) -> Target<'p> {
    // Part of a base address, and percent-encoded like it.
    let decoded = href::decode(root).unwrap_or_else(|| root.to_owned());
    let Some(name) = path.strip_prefix(&decoded) else {
        let leads_in = path == "/" || path == decoded.trim_end_matches('/');
        return if leads_in { Target::Elsewhere(root.to_owned()) } else { Target::Outside(path) };
    };
    if name.is_empty() || name.ends_with('/') {
        return Target::File(format!("{name}index.html"));
    }
    if !has(name) && has(&format!("{name}/index.html")) {
        return Target::Elsewhere(format!("{root}{}/", href::encode_path(name)));
    }
    Target::File(name.to_owned())
}

fn from_edition(edition: &Edition, folder: &Path, request: &Request) -> Document {
    let name = match target(&edition.root, |name| edition.files.contains_key(name), &request.path) {
        Target::Elsewhere(address) => return redirect(address, &request.query),
        Target::File(name) => name,
        Target::Outside(path) => return missing(edition, path),
    };
    edition.files.get(&name).and_then(|file| document(&name, file, folder)).unwrap_or_else(|| missing(edition, &name))
}

/// The answer that holds a file; `None` where it is the author's and gone.
fn document(name: &str, file: &File, folder: &Path) -> Option<Document> {
    if let Held::Disk(location) = &file.content {
        return on_disk(name, load::open_inside(folder, location)?, file.key);
    }
    let bytes = match file.content.bytes() {
        Ok(bytes) => bytes?,
        Err(reason) => return Some(Document::text(500, &format!("This page cannot be made: {reason}"))),
    };
    if let Some(tags) = &file.tags {
        return Some(page(200, Markup::Html, bytes, name, &State::Page(tags.clone()), Some(&tags.tag)));
    }
    let (tag, forever) = (Some(tag(&bytes)), render::is_hashed(name, &bytes));
    Some(Document { tag, forever, ..Document::new(200, &kind(name), bytes) })
}

/// A file of the author's that is served as it is; a page gets the script.
fn on_disk(name: &str, opened: Opened, key: Option<Key>) -> Option<Document> {
    let tag = stamp(&opened, key);
    let Opened { mut file, state } = opened;
    let size = state.size;
    if let Some(markup) = Markup::of(name).filter(|_| size <= MAX_PAGE) {
        let start = size.saturating_sub(END as u64);
        let mut end = Vec::new();
        file.seek(SeekFrom::Start(start)).ok()?;
        file.by_ref().take(size - start).read_to_end(&mut end).ok()?;
        if let Some(end) = ended(start == 0, markup, &end, name, &State::File) {
            return Some(spliced(200, markup, Content::File(file, size), start, end, Some(&tag)));
        }
        let mut bytes = Vec::new();
        file.rewind().ok()?;
        file.take(size).read_to_end(&mut bytes).ok()?;
        return Some(page(200, markup, bytes.into(), name, &State::File, Some(&tag)));
    }
    let content = Content::File(file, size);
    Some(Document { tag: Some(tag), content, ..Document::new(200, &kind(name), []) })
}

/// The site's own page for what is not there.
fn missing(edition: &Edition, asked: &str) -> Document {
    let Some(bytes) = edition.files.get(MISSING).and_then(|file| file.content.bytes().ok().flatten()) else {
        return Document::text(404, "There is no such page or file on this site.");
    };
    let name = asked.trim_matches('/');
    let name = if Markup::of(name).is_some() { name.to_owned() } else { format!("{name}/index.html") };
    page(404, Markup::Html, bytes, &name, &State::Missing, None)
}

/// What every address shows while there has not been a single good run.
fn broken(fault: Option<&Fault>) -> Document {
    let text = fault.map_or("", |fault| fault.text.as_str());
    page(503, Markup::Html, script::without_site(text).into_bytes().into(), "", &State::Nothing, None)
}

/// A page with its script. `tag` names its bytes.
fn page(status: u16, markup: Markup, bytes: Arc<[u8]>, name: &str, state: &State, tag: Option<&str>) -> Document {
    let start = bytes.len().saturating_sub(END);
    let (start, end) = match ended(start == 0, markup, &bytes[start..], name, state) {
        Some(end) => (start, end),
        None => (0, markup.add(&bytes, name, state)),
    };
    spliced(status, markup, Content::Bytes(bytes), start as u64, end, tag)
}

/// The end of a page with its script; `None` where the script's place may be further up. `is_all` says that the end is the whole page.
fn ended(is_all: bool, markup: Markup, end: &[u8], name: &str, state: &State) -> Option<Vec<u8>> {
    let ended = markup.add(end, name, state);
    // Where the end has no place for it, it stands behind or nowhere.
    (is_all || !ended.starts_with(end)).then_some(ended)
}

/// A page that is so much of its own bytes, and then `end`.
fn spliced(status: u16, markup: Markup, content: Content, start: u64, end: Vec<u8>, tag: Option<&str>) -> Document {
    let tag = tag.map(|tag| Key::new("page", &[tag.as_bytes(), &end]).hex());
    let content = Content::Ended(Box::new(content), start, end);
    Document { tag, content, ..Document::new(status, markup.kind(), []) }
}

/// Leads to another address of this server: a path of the site, which begins with one `/`, so that no browser takes it for another
/// host. A query that no address can have is left out.
fn redirect(address: String, query: &str) -> Document {
    let keeps = !query.is_empty() && query.bytes().all(|byte| byte.is_ascii_graphic());
    let location = if keeps { format!("{address}?{query}") } else { address };
    Document { headers: vec![("Location", location)], ..Document::text(302, "This is elsewhere.") }
}

fn kind(name: &str) -> String {
    match name.rsplit('.').next() {
        // A diagram's source, which no table of types knows.
        Some("mmd" | "mermaid") => "text/plain".to_owned(),
        _ => mime_guess::from_path(name).first_or_octet_stream().essence_str().to_owned(),
    }
}

/// Names bytes.
fn tag(bytes: &[u8]) -> String {
    Key::new("answer", &[bytes]).hex()
}

/// Names the bytes of a file by what the system says of it and by its `key`, which is another after each change that was seen: two
/// changes within one tick of the system's clock look the same to it.
fn stamp(opened: &Opened, key: Option<Key>) -> String {
    let key = key.map_or([0; 16], |key| *key.bytes());
    Key::new("file", &[&opened.state.bytes(), &key]).hex()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make the files that they serve")]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use super::*;
    use crate::serve::board::{Change, PageTags};

    fn file(path: &str) -> Target<'static> {
        Target::File(path.to_owned())
    }

    #[test]
    fn an_address_names_a_file_its_folder_or_nothing() {
        let has = |name: &str| ["index.html", "guide/index.html", "a b/ä/index.html", "a.png"].contains(&name);
        let at = |path: &'static str| target("/", has, path);
        assert_eq!(at("/"), file("index.html"));
        assert_eq!(at("/guide/"), file("guide/index.html"));
        assert_eq!(at("/guide/index.html"), file("guide/index.html"));
        assert_eq!(at("/a.png"), file("a.png"));
        assert_eq!(at("/guide"), Target::Elsewhere("/guide/".to_owned()));
        assert_eq!(at("/a b/ä"), Target::Elsewhere("/a%20b/%C3%A4/".to_owned()));
        // None of these is a file of any site, and none leads to another host.
        for path in ["/../site.toml", "//guide", "/guide//", "/./index.html", "/guide/../a.png", "//evil.example/"] {
            let Target::File(name) = at(path) else { panic!("{path} is redirected") };
            assert!(!has(&name), "{path}");
        }
    }

    #[test]
    fn a_site_below_a_path_is_found_there_alone() {
        let has = |name: &str| ["index.html", "guide/index.html"].contains(&name);
        let at = |path: &'static str| target("/my%20atlas/", has, path);
        for path in ["/", "/my atlas"] {
            assert_eq!(at(path), Target::Elsewhere("/my%20atlas/".to_owned()), "{path}");
        }
        assert_eq!(at("/my atlas/"), file("index.html"));
        assert_eq!(at("/my atlas/guide"), Target::Elsewhere("/my%20atlas/guide/".to_owned()));
        for path in ["/guide/", "/my atlas2/", "/my%20atlas/", "//my atlas/"] {
            assert_eq!(at(path), Target::Outside(path));
        }
    }

    fn preview(files: BTreeMap<String, File>, folder: &Path) -> Preview {
        let board = Arc::new(Board::new());
        board.show(Arc::new(Edition::of_files(files)), Change::default(), Duration::ZERO);
        Preview::new(board, folder, false, Vec::new())
    }

    fn get(preview: &Preview, path: &str) -> (Document, String) {
        let request = Request {
            head_only: false,
            path: path.to_owned(),
            query: "q=1".to_owned(),
            headers: Vec::new(),
            local: ([127, 0, 0, 1], 80).into(),
        };
        let Answer::Document(document) = preview.answer(&request) else { panic!("no document") };
        let text = match &document.content {
            Content::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            Content::File(_, size) => format!("a file of {size} bytes"),
            Content::Ended(..) => String::from_utf8_lossy(&whole(&document)).into_owned(),
        };
        (document, text)
    }

    /// All bytes of a page.
    fn whole(document: &Document) -> Vec<u8> {
        let Content::Ended(content, start, end) = &document.content else { panic!("no page") };
        let first = match &**content {
            Content::Bytes(bytes) => bytes[..*start as usize].to_vec(),
            Content::File(file, _) => {
                let (mut file, mut bytes) = (file, Vec::new());
                file.rewind().unwrap();
                file.take(*start).read_to_end(&mut bytes).unwrap();
                bytes
            }
            Content::Ended(..) => panic!("in three pieces"),
        };
        [&first[..], end].concat()
    }

    fn held(content: Held, tags: Option<PageTags>) -> File {
        File { content, key: None, tags }
    }

    #[test]
    fn pages_get_the_script_and_files_their_type_and_tag() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.png"), "picture").unwrap();
        for name in ["own.html", "old.HTM", "own.xhtml"] {
            std::fs::write(folder.path().join(name), "<html><body>own</body></html>").unwrap();
        }
        let bytes = |text: &str| Held::Bytes(Arc::from(text.as_bytes()));
        let disk = |name: &str| held(Held::Disk(folder.path().join(name)), None);
        let page = |text: &str| held(bytes(text), Some(PageTags { tag: "t".to_owned(), shape: "s".to_owned() }));
        let made = held(Held::Made(Arc::new(|| Ok(b"<svg/>".to_vec()))), None);
        let unmade = held(Held::Made(Arc::new(|| Err("a fault".to_owned()))), None);
        let files = [
            ("404.html", page("<body>lost</body>")),
            ("a.mmd", held(bytes("graph LR"), None)),
            ("a.png", disk("a.png")),
            ("gone.png", disk("gone.png")),
            ("guide/index.html", page("<body>guide</body>")),
            ("made.svg", made),
            ("unmade/index.html", unmade),
            ("old.HTM", disk("old.HTM")),
            ("outside.png", disk("../outside.png")),
            ("own.html", disk("own.html")),
            ("own.xhtml", disk("own.xhtml")),
        ];
        let preview = preview(files.map(|(path, file)| (path.to_owned(), file)).into(), folder.path());

        let script = |name: &str, tag: &str, shape: &str| {
            format!(
                "<script src=\"/_chartroom/client.js\" data-page=\"{name}\" data-tag=\"{tag}\" data-shape=\"{shape}\" defer></script>"
            )
        };
        let (guide, text) = get(&preview, "/guide/");
        assert_eq!(text, format!("<body>guide{}</body>", script("guide/index.html", "t", "s")));
        assert_eq!((guide.status, guide.kind.as_str(), guide.tag.is_some()), (200, "text/html", true));
        let (moved, _) = get(&preview, "/guide");
        assert_eq!((moved.status, moved.headers), (302, vec![("Location", "/guide/?q=1".to_owned())]));
        for name in ["own.html", "old.HTM"] {
            let (own, text) = get(&preview, &format!("/{name}"));
            assert_eq!(text, format!("<html><body>own{}</body></html>", script(name, "file", "file")));
            assert_eq!(own.kind, "text/html");
        }
        let (own, text) = get(&preview, "/own.xhtml");
        let element = script("own.xhtml", "file", "file")
            .replace(" defer>", " defer=\"defer\" xmlns=\"http://www.w3.org/1999/xhtml\">");
        assert_eq!(text, format!("<html><body>own</body>{element}</html>"));
        assert_eq!(own.kind, "application/xhtml+xml");
        for (path, kind) in [("/a.png", "image/png"), ("/made.svg", "image/svg+xml"), ("/a.mmd", "text/plain")] {
            let (found, _) = get(&preview, path);
            assert_eq!((found.status, found.kind.as_str(), found.tag.is_some()), (200, kind, true), "{path}");
        }
        let (unmade, text) = get(&preview, "/unmade/");
        assert_eq!((unmade.status, unmade.kind.as_str(), unmade.tag), (500, "text/plain", None));
        assert_eq!(text, "This page cannot be made: a fault\n");
        for path in ["/nothing", "/gone.png", "/outside.png", "/../a.png", "//guide/"] {
            let (lost, text) = get(&preview, path);
            assert_eq!((lost.status, lost.tag), (404, None), "{path}");
            assert!(text.starts_with("<body>lost<script "), "{path}: {text}");
        }
    }

    #[test]
    fn a_page_gets_its_script_wherever_the_place_is_and_is_copied_only_where_it_must_be() {
        let folder = tempfile::tempdir().unwrap();
        let long = "x".repeat(3 * END);
        for (text, is_copied) in [
            ("<body>a</body>".to_owned(), false),
            (format!("<body>{long}</body>"), false),
            (format!("<body>{long}</BODY>{}", " ".repeat(END - 7)), false),
            (format!("<body>{long}</body>{}", " ".repeat(END - 6)), true),
            (format!("<body>{long}</body></html><!--{long}-->"), true),
            (long, true),
            (String::new(), false),
        ] {
            std::fs::write(folder.path().join("a.html"), &text).unwrap();
            let opened = load::open_inside(folder.path(), &folder.path().join("a.html")).unwrap();
            let in_memory = page(200, Markup::Html, text.as_bytes().into(), "a.html", &State::File, None);
            for document in [in_memory, on_disk("a.html", opened, None).unwrap()] {
                assert!(whole(&document) == script::add(text.as_bytes(), "a.html", &State::File), "{text:.40}");
                let Content::Ended(_, _, end) = &document.content else { panic!("no page") };
                assert_eq!(end.len() > 2 * END, is_copied, "{text:.40}");
            }
        }
    }

    #[test]
    fn a_file_with_other_bytes_has_another_tag_even_with_the_same_size_and_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let write = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let file = std::fs::File::options().append(true).open(&path).unwrap();
            file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        };
        let tag = |count: u8| {
            let file =
                File { content: Held::Disk(path.clone()), key: Some(Key::new("count", &[&[count]])), tags: None };
            get(&preview([("a.png".to_owned(), file)].into(), folder.path()), "/a.png").0.tag
        };
        write("one");
        let first = tag(1);
        assert_eq!(tag(1), first);
        assert_ne!(tag(2), first, "a change within one tick of the clock");
        if cfg!(unix) {
            // More than a tick.
            std::thread::sleep(Duration::from_millis(50));
            write("two");
            assert_ne!(tag(1), first, "a copy with its times");
        }
    }

    #[test]
    fn only_a_name_that_holds_the_hash_of_the_bytes_is_kept_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let bytes = b"body { }";
        let hash: String = Key::new("asset", &[bytes]).hex().chars().take(12).collect();
        let (right, wrong) = (format!("css/site.{hash}.css"), "css/site.0123456789ab.css".to_owned());
        let file = || held(Held::Bytes(Arc::from(&bytes[..])), None);
        let preview = preview([(right.clone(), file()), (wrong.clone(), file())].into(), folder.path());
        assert!(get(&preview, &format!("/{right}")).0.forever);
        assert!(!get(&preview, &format!("/{wrong}")).0.forever);
    }

    #[test]
    fn without_any_good_run_every_address_shows_why() {
        let board = Arc::new(Board::new());
        let fault = Fault { text: "site.toml <broken>".to_owned(), findings: Vec::new(), lines: BTreeMap::new() };
        board.fail(fault, Duration::ZERO);
        let preview = Preview::new(board, Path::new("."), false, Vec::new());
        for path in ["/", "/any/where", "/a.css"] {
            let (document, text) = get(&preview, path);
            assert_eq!(document.status, 503);
            assert!(text.contains("site.toml &lt;broken&gt;") && text.contains("data-tag=\"nothing\""), "{text}");
        }
    }
}
