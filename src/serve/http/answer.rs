//! From a document to what is sent: conditions, ranges, compression, headers. In: the document and the request. Out: the head
//! of a response and a body to read.

use std::io::{Chain, Cursor, Empty, Error, ErrorKind, Read, Result, Seek, SeekFrom, Take, empty};
use std::ops::Range;
use std::sync::Arc;

use flate2::read::GzEncoder;
use tiny_http::{HTTPVersion, Header, Response, StatusCode};

use super::range::{Part, part};
use super::{Content, Document, Request, compression};

/// Said on every answer: browsers neither guess at types nor give content to pages of other origins.
pub const ALWAYS: [(&str, &str); 3] =
    [("Server", "chartroom"), ("X-Content-Type-Options", "nosniff"), ("Cross-Origin-Resource-Policy", "same-origin")];

/// What is sent.
pub struct Outgoing {
    /// The head, its last line break included.
    pub head: Vec<u8>,
    /// The body; as long as the head says, unless its file has shrunk.
    pub body: Body,
    /// How long it is, 0 where none is sent; `None` where it is not known before its end, so that it is sent in chunks.
    pub length: Option<u64>,
}

/// A body, read as it is sent.
pub enum Body {
    /// None.
    None(Empty),
    /// A part of these bytes.
    Bytes(Take<Cursor<Arc<[u8]>>>),
    /// A part of this file.
    File(Take<std::fs::File>),
    /// One after the other.
    Both(Box<Chain<Body, Body>>),
    /// Compressed on the way.
    Compressed(Box<GzEncoder<Body>>),
}

impl Read for Body {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        match self {
            Self::None(empty) => empty.read(buffer),
            Self::Bytes(bytes) => bytes.read(buffer),
            Self::File(file) => file.read(buffer),
            Self::Both(both) => both.read(buffer),
            Self::Compressed(encoder) => encoder.read(buffer),
        }
    }
}

/// Says so to who asks for a part that there is not.
const NO_SUCH_RANGE: &[u8] = b"the file has no such range\n";

/// What is to be sent of a document.
struct Plan {
    status: u16,
    headers: Vec<(&'static str, String)>,
    part: Range<u64>,
    is_compressed: bool,
}

/// What to send for this document; `connection` is the header of that name, where one is needed.
///
/// # Errors
/// A file cannot be read; a header with characters that none may have.
pub fn prepare(document: Document, request: &Request, connection: Option<&str>) -> Result<Outgoing> {
    let plan = plan(&document, request);
    let (content, part) = match plan.status {
        304 => (Content::Bytes(Arc::default()), 0..0),
        416 => (Content::Bytes(Arc::from(NO_SUCH_RANGE)), 0..NO_SUCH_RANGE.len() as u64),
        _ => (document.content, plan.part),
    };
    let is_compressed = plan.is_compressed && plan.status != 304;
    let length = (!is_compressed).then_some(part.end - part.start);
    let head = head(plan.status, &plan.headers, length, connection)?;
    if request.head_only {
        return Ok(Outgoing { head, body: Body::None(empty()), length: Some(0) });
    }
    let body = cut(content, &part)?;
    let body = if is_compressed { Body::Compressed(Box::new(compression::gzip(body))) } else { body };
    Ok(Outgoing { head, body, length })
}

fn plan(document: &Document, request: &Request) -> Plan {
    let Document { status, kind, tag, forever, headers, content } = document;
    let length = content.length();
    let may_compress = compression::is_worth_it(kind, length);
    let range = request.header("range").filter(|_| *status == 200 && !request.head_only);
    let is_compressed = may_compress
        && range.is_none()
        && compression::is_wanted(&request.all("accept-encoding").collect::<Vec<_>>().join(","));
    let tag = tag.as_ref().map(|tag| if is_compressed { format!("\"{tag}-gzip\"") } else { format!("\"{tag}\"") });

    let kept = match (&tag, forever) {
        (None, _) => "no-store",
        (Some(_), true) => "public, max-age=31536000, immutable",
        (Some(_), false) => "no-cache",
    };
    let mut headers = headers.clone();
    headers.push(("Cache-Control", kept.to_owned()));
    if may_compress {
        headers.push(("Vary", "Accept-Encoding".to_owned()));
    }
    if let Some(tag) = &tag {
        headers.push(("ETag", tag.clone()));
    }
    let mut plan = Plan { status: *status, headers, part: 0..length, is_compressed };

    let is_known = |tag: &str| request.all("if-none-match").any(|known| is_among(tag, known));
    if *status == 200 && tag.as_deref().is_some_and(is_known) {
        plan.status = 304;
        return plan;
    }
    if *status == 200 {
        plan.headers.push(("Accept-Ranges", "bytes".to_owned()));
    }
    let is_of_this = request.header("if-range").is_none_or(|known| Some(known) == tag.as_deref());
    match range.filter(|_| is_of_this).map_or(Part::Whole, |range| part(range, length)) {
        Part::Whole => {}
        Part::Bytes(range) => {
            plan.status = 206;
            plan.headers.push(("Content-Range", format!("bytes {}-{}/{length}", range.start, range.end - 1)));
            plan.part = range;
        }
        Part::Outside => {
            plan.status = 416;
            plan.headers.retain(|(name, _)| !["Cache-Control", "ETag"].contains(name));
            plan.headers.push(("Cache-Control", "no-store".to_owned()));
            plan.headers.push(("Content-Range", format!("bytes */{length}")));
        }
    }
    if is_compressed {
        plan.headers.push(("Content-Encoding", "gzip".to_owned()));
    }
    let kind = if plan.status == 416 { "text/plain" } else { kind };
    plan.headers.push(("Content-Type", with_charset(kind)));
    plan
}

/// Whether a list of tags, or `*`, has this one; weak ones count as much.
fn is_among(tag: &str, list: &str) -> bool {
    list.trim() == "*" || list.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
}

/// All our text is UTF-8.
fn with_charset(kind: &str) -> String {
    let is_text = kind.starts_with("text/") || kind == "application/javascript" || kind == "application/json";
    if is_text && !kind.contains("charset") { format!("{kind}; charset=utf-8") } else { kind.to_owned() }
}

fn cut(content: Content, part: &Range<u64>) -> Result<Body> {
    let length = part.end - part.start;
    Ok(match content {
        Content::Bytes(bytes) => {
            let mut cursor = Cursor::new(bytes);
            cursor.set_position(part.start);
            Body::Bytes(cursor.take(length))
        }
        Content::File(mut file, _) => {
            file.seek(SeekFrom::Start(part.start))?;
            Body::File(file.take(length))
        }
        Content::Ended(content, end, bytes) => {
            let first = cut(*content, &(part.start.min(end)..part.end.min(end)))?;
            let rest = part.start.saturating_sub(end)..part.end.saturating_sub(end);
            let rest = cut(Content::Bytes(bytes.into()), &rest)?;
            Body::Both(Box::new(first.chain(rest)))
        }
    })
}

/// The head of a response as tiny_http writes it, which leaves out `Connection`.
fn head(
    status: u16,
    headers: &[(&'static str, String)],
    length: Option<u64>,
    connection: Option<&str>,
) -> Result<Vec<u8>> {
    let always = ALWAYS.iter().map(|(name, value)| (*name, *value));
    let headers = always.chain(headers.iter().map(|(name, value)| (*name, value.as_str())));
    let headers = headers.map(|(name, value)| header(name, value)).collect::<Result<Vec<_>>>()?;
    let length = length.map(usize::try_from).transpose().map_err(Error::other)?;
    let mut head = Vec::with_capacity(512);
    Response::new(StatusCode(status), headers, empty(), length, None).with_chunked_threshold(usize::MAX).raw_print(
        &mut head,
        HTTPVersion(1, 1),
        &[],
        true,
        None,
    )?;
    let mut head = String::from_utf8(head).map_err(Error::other)?;
    if status == 304 {
        // It has no body; a client that does not know waits for none.
        head = head.replace("Content-Length: 0\r\n", "");
    }
    if let Some(connection) = connection {
        let end = head.trim_end().len();
        head.truncate(end);
        head.push_str(&format!("\r\nConnection: {connection}\r\n\r\n"));
    }
    Ok(head.into_bytes())
}

fn header(name: &str, value: &str) -> Result<Header> {
    let is_safe = value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    let header = is_safe.then(|| Header::from_bytes(name, value).ok()).flatten();
    header.ok_or_else(|| Error::new(ErrorKind::InvalidData, format!("the header {name} cannot be sent")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(length: usize) -> Document {
        Document {
            status: 200,
            kind: "text/html".to_owned(),
            tag: Some("t".to_owned()),
            forever: false,
            headers: Vec::new(),
            content: Content::Bytes(vec![b'a'; length].into()),
        }
    }

    /// The answer's status, headers in small letters, and body.
    fn answered(document: Document, head_only: bool, headers: &[(&str, &str)]) -> (u16, String, Vec<u8>) {
        let request = Request {
            head_only,
            path: "/".to_owned(),
            query: String::new(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            local: "127.0.0.1:1".parse().unwrap(),
        };
        let Outgoing { head, mut body, length } = prepare(document, &request, None).unwrap();
        let mut bytes = Vec::new();
        body.read_to_end(&mut bytes).unwrap();
        assert!(length.is_none_or(|length| bytes.len() as u64 == length));
        let head = String::from_utf8(head).unwrap().to_lowercase();
        let date = head.lines().find(|line| line.starts_with("date: ")).unwrap();
        let head = head.replace(&format!("{date}\r\n"), "");
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, head, bytes)
    }

    #[test]
    fn a_page_is_sent_with_what_browsers_need_to_know() {
        let (_, head, body) = answered(page(3), false, &[]);
        let wanted = "http/1.1 200 ok\r\nserver: chartroom\r\nx-content-type-options: nosniff\r\n\
                      cross-origin-resource-policy: same-origin\r\ncache-control: no-cache\r\netag: \"t\"\r\n\
                      accept-ranges: bytes\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: 3\r\n\r\n";
        assert_eq!((head.as_str(), body.as_slice()), (wanted, &b"aaa"[..]));
        let (_, head_of_head, body) = answered(page(3), true, &[]);
        assert_eq!((head_of_head, body.len()), (head, 0));
        let untagged = Document { tag: None, ..page(3) };
        assert!(answered(untagged, false, &[]).1.contains("cache-control: no-store\r\n"));
        let hashed = Document { forever: true, ..page(3) };
        assert!(answered(hashed, false, &[]).1.contains("cache-control: public, max-age=31536000, immutable\r\n"));
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        for known in ["\"t\"", "W/\"t\"", "\"a\", \"t\" ,\"b\"", "*"] {
            let (status, head, body) = answered(page(3), false, &[("if-none-match", known)]);
            assert_eq!((status, body.len()), (304, 0), "{known}");
            assert!(head.contains("etag: \"t\"") && !head.contains("content-length"), "{head}");
        }
        let two = [("if-none-match", "\"a\""), ("if-none-match", "\"t\"")];
        assert_eq!(answered(page(3), false, &two).0, 304, "in two headers");
        for other in ["\"x\"", "t", "\"t-gzip\""] {
            assert_eq!(answered(page(3), false, &[("if-none-match", other)]).0, 200, "{other}");
        }
        let missing = Document { status: 404, ..page(3) };
        assert_eq!(answered(missing, false, &[("if-none-match", "*")]).0, 404);
    }

    #[test]
    fn a_part_is_sent_where_one_is_asked_for() {
        let bytes = || Document { content: Content::Bytes(Arc::from(&b"0123456789"[..])), ..page(0) };
        let (status, head, body) = answered(bytes(), false, &[("range", "bytes=2-4"), ("if-range", "\"t\"")]);
        assert_eq!((status, body.as_slice()), (206, &b"234"[..]));
        assert!(head.contains("content-range: bytes 2-4/10\r\n") && head.contains("content-length: 3\r\n"), "{head}");
        let (status, head, _) = answered(bytes(), false, &[("range", "bytes=10-")]);
        assert!(status == 416 && head.contains("content-range: bytes */10\r\n"), "{head}");
        assert!(head.contains("cache-control: no-store\r\n") && !head.contains("etag"), "{head}");
        for other in [("if-range", "\"x\""), ("if-range", "W/\"t\"")] {
            assert_eq!(answered(bytes(), false, &[("range", "bytes=2-4"), other]).0, 200);
        }
        assert_eq!(answered(bytes(), false, &[("range", "bytes=2-4"), ("if-none-match", "\"t\"")]).0, 304);
        assert_eq!(answered(Document { status: 404, ..bytes() }, false, &[("range", "bytes=2-4")]).0, 404);
    }

    #[test]
    fn each_part_of_what_stands_in_two_pieces_is_sent() {
        let ended = || {
            let start = Content::Bytes(Arc::from(&b"012xxx"[..]));
            Document { content: Content::Ended(Box::new(start), 3, b"3456".to_vec()), ..page(0) }
        };
        assert_eq!(answered(ended(), false, &[]).2, b"0123456");
        for first in 0..7 {
            for last in first..7 {
                let (status, _, body) = answered(ended(), false, &[("range", &format!("bytes={first}-{last}"))]);
                assert_eq!((status, body.as_slice()), (206, &b"0123456"[first..=last]));
            }
        }
        assert_eq!(answered(ended(), false, &[("range", "bytes=7-")]).0, 416);
    }

    #[test]
    fn text_is_compressed_and_parts_are_not() {
        let accepts = ("accept-encoding", "gzip");
        let (_, head, body) = answered(page(5000), false, &[accepts]);
        for line in
            ["content-encoding: gzip", "vary: accept-encoding", "etag: \"t-gzip\"", "transfer-encoding: chunked"]
        {
            assert!(head.contains(line), "{line}: {head}");
        }
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&body[..]).read_to_end(&mut plain).unwrap();
        assert_eq!(plain, [b'a'; 5000]);
        let (_, missing, body) = answered(Document { status: 404, ..page(5000) }, false, &[accepts]);
        assert!(missing.contains("content-encoding: gzip") && body.starts_with(&[0x1f, 0x8b]), "{missing}");
        assert_eq!(answered(page(5000), true, &[accepts]).1, head);
        assert_eq!(answered(page(5000), false, &[accepts, ("if-none-match", "\"t-gzip\"")]).0, 304);
        let (_, head, _) = answered(page(5000), false, &[]);
        assert!(
            head.contains("vary: accept-encoding") && head.contains("etag: \"t\"") && !head.contains("content-enc")
        );
        let (status, head, body) = answered(page(5000), false, &[accepts, ("range", "bytes=0-99")]);
        assert!(status == 206 && body.len() == 100 && !head.contains("content-encoding"), "{head}");
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        let evil = Document { headers: vec![("Location", "/a\r\nSet-Cookie: b".to_owned())], ..page(0) };
        let request = Request {
            head_only: false,
            path: String::new(),
            query: String::new(),
            headers: Vec::new(),
            local: "127.0.0.1:1".parse().unwrap(),
        };
        let refused = prepare(evil, &request, None).map(|_| ()).unwrap_err();
        assert_eq!(refused.to_string(), "the header Location cannot be sent");
    }
}
