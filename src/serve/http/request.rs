//! Reads the head of a request. In: the bytes that came so far. Out: the request, or that more must come, or why it is no
//! request. Paths are decoded and never resolved: `..` is a name like any other, and no file is called so.

use std::net::SocketAddr;

use httparse::{EMPTY_HEADER, Error, Status};

use super::guard::authority;
use super::{Document, Request};

/// The longest head.
const HEAD: usize = 16 * 1024;
/// The longest target.
const TARGET: usize = 8 * 1024;
/// The most headers.
const HEADERS: usize = 100;

/// What the bytes are.
#[derive(Debug)]
pub enum Parsed {
    /// The beginning of a request.
    Part,
    /// A request.
    Whole(Head),
    /// No request that is answered; why. The connection ends with that.
    Broken(Refusal),
}

/// A request and what belongs to its connection.
#[derive(Debug)]
pub struct Head {
    /// What is asked for.
    pub request: Request,
    /// How many bytes it is long.
    pub length: usize,
    /// Whether another request may follow.
    pub keep_alive: bool,
    /// Whether the client must be told so: HTTP/1.0.
    pub is_old: bool,
}

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The status code.
    pub status: u16,
    /// What is wrong, for people.
    pub text: String,
}

impl Refusal {
    fn new(status: u16, text: &str) -> Self {
        Self { status, text: text.to_owned() }
    }

    /// The answer.
    pub fn document(&self) -> Document {
        let mut document = Document::text(self.status, &self.text);
        if self.status == 405 {
            document.headers.push(("Allow", "GET, HEAD".to_owned()));
        }
        document
    }
}

/// Reads the head at the beginning of `bytes`, which came over a connection to `local`.
pub fn parse(bytes: &[u8], local: SocketAddr) -> Parsed {
    let mut headers = [EMPTY_HEADER; HEADERS];
    let mut head = httparse::Request::new(&mut headers);
    let status = match head.parse(bytes) {
        Ok(status) => status,
        Err(Error::TooManyHeaders) => return too_large("too many headers"),
        Err(error) => return Parsed::Broken(Refusal::new(400, &format!("no HTTP/1 request: {error}"))),
    };
    let is_endless = head.path.is_none() && head.method.is_some() && bytes.len() >= HEAD;
    if is_endless || head.path.is_some_and(|target| target.len() > TARGET) {
        return Parsed::Broken(Refusal::new(414, "the address is too long"));
    }
    let length = match status {
        Status::Complete(length) if length <= HEAD => length,
        Status::Partial if bytes.len() < HEAD => return Parsed::Part,
        _ => return too_large("the head of the request is too long"),
    };
    match read(&head, local) {
        Ok((request, keep_alive)) => {
            Parsed::Whole(Head { request, length, keep_alive, is_old: head.version == Some(0) })
        }
        Err(refusal) => Parsed::Broken(refusal),
    }
}

fn too_large(text: &str) -> Parsed {
    Parsed::Broken(Refusal::new(431, text))
}

/// The request of a whole head, and whether another may follow.
fn read(head: &httparse::Request<'_, '_>, local: SocketAddr) -> Result<(Request, bool), Refusal> {
    let broken = |text| Refusal::new(400, text);
    let headers = head
        .headers
        .iter()
        .map(|header| (header.name.to_ascii_lowercase(), String::from_utf8_lossy(header.value).trim().to_owned()));
    let mut headers: Vec<(String, String)> = headers.collect();
    let values = |wanted: &'static str| headers.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value);
    let is_old = head.version == Some(0);

    match (values("host").next(), values("host").nth(1)) {
        (None, _) if !is_old => return Err(broken("the request has no Host")),
        (Some(_), Some(_)) => return Err(broken("the request has two Hosts")),
        (Some(host), None) if authority(host).is_none() => return Err(broken("the request's Host is no host")),
        _ => {}
    }
    let mut lengths = values("content-length");
    let body = lengths.next();
    let is_number = |value: &String| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    if body.is_some_and(|length| !is_number(length)) || lengths.any(|other| Some(other) != body) {
        return Err(broken("the request's Content-Length is no length"));
    }
    // A body is not read, so what follows it cannot be told from it.
    let has_body = body.is_some_and(|length| length.bytes().any(|digit| digit != b'0'))
        || values("transfer-encoding").next().is_some();
    let says = |token: &str| {
        values("connection").flat_map(|value| value.split(',')).any(|word| word.trim().eq_ignore_ascii_case(token))
    };
    let keep_alive = !has_body && if is_old { says("keep-alive") } else { !says("close") };

    if is_old {
        // It knows no chunks, in which what is compressed is sent.
        headers.retain(|(name, _)| name != "accept-encoding");
    }
    let head_only = match head.method {
        Some("GET") => false,
        Some("HEAD") => true,
        _ => return Err(Refusal::new(405, "only GET and HEAD are answered here")),
    };
    let target = head.path.unwrap_or_default();
    let target = if target.starts_with('/') {
        target
    } else {
        let (host, rest) = absolute(target).ok_or_else(|| broken("the request's address is none"))?;
        // It counts instead of the header.
        headers.retain(|(name, _)| name != "host");
        headers.push(("host".to_owned(), host.to_owned()));
        rest
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if target.contains('#') {
        return Err(broken("the request's address has a fragment"));
    }
    let path = decoded(if path.is_empty() { "/" } else { path })
        .ok_or_else(|| broken("the request's address is not well encoded"))?;
    Ok((Request { head_only, path, query: query.to_owned(), headers, local }, keep_alive))
}

/// Host and rest of an address that begins with `http://`, as proxies get it.
fn absolute(target: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = target.split_at_checked("http://".len())?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    (scheme.eq_ignore_ascii_case("http://") && authority(host).is_some()).then_some((host, rest))
}

/// The path with its escapes resolved; `None` where one is broken, or for characters that no address has.
fn decoded(path: &str) -> Option<String> {
    let mut rest = path.as_bytes();
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        if !rest.get(at + 1..at + 3)?.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        rest = &rest[at + 3..];
    }
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    (!path.chars().any(char::is_control)).then(|| path.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Parsed {
        parse(text.as_bytes(), SocketAddr::from(([127, 0, 0, 1], 8000)))
    }

    fn get(target: &str) -> Parsed {
        parsed(&format!("GET {target} HTTP/1.1\r\nHost: a\r\n\r\n"))
    }

    fn whole(parsed: Parsed) -> Head {
        match parsed {
            Parsed::Whole(head) => head,
            other => panic!("{other:?}"),
        }
    }

    fn refused(parsed: Parsed) -> (u16, String) {
        match parsed {
            Parsed::Broken(Refusal { status, text }) => (status, text),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_request_is_its_path_query_and_headers() {
        let text = "\r\nHEAD /a%20b/%C3%A4?file=a%2Fb.md&x HTTP/1.1\r\nHost: a\r\nETag:  \"x\" \r\n\r\nGET /";
        let Head { request, length, keep_alive, is_old } = whole(parsed(text));
        assert_eq!((request.head_only, request.path.as_str(), keep_alive, is_old), (true, "/a b/ä", true, false));
        assert_eq!((request.parameter("file").as_deref(), request.header("etag")), (Some("a/b.md"), Some("\"x\"")));
        assert_eq!(&text[length..], "GET /");
    }

    #[test]
    fn an_old_client_gets_nothing_compressed() {
        let accepts = |version: &str| {
            let head = whole(parsed(&format!("GET / {version}\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")));
            head.request.header("accept-encoding").is_some()
        };
        assert!(accepts("HTTP/1.1") && !accepts("HTTP/1.0"));
    }

    #[test]
    fn paths_are_decoded_once_and_never_resolved() {
        let table = [
            ("/../a/./b//c\\d", "/../a/./b//c\\d"),
            ("/%2e%2E/a%2fb", "/../a/b"),
            ("/%252e%252e/", "/%2e%2e/"),
            ("//host/a", "//host/a"),
            ("/ü", "/ü"),
            ("http://a:80/b?c", "/b"),
            ("HTTP://a?c", "/"),
        ];
        for (target, path) in table {
            assert_eq!(whole(get(target)).request.path, path, "{target}");
        }
        let head = whole(get("http://other:1/"));
        assert_eq!((head.request.header("host"), head.request.headers.len()), (Some("other:1"), 1));
    }

    #[test]
    fn what_is_no_address_is_said_so() {
        for target in ["/%", "/%1", "/%zz", "/%00", "/%0a", "/%7f", "/%ff", "/%c0%ae", "/%c2%85", "/a#b", "a", "*"] {
            assert_eq!(refused(get(target)).0, 400, "{target}");
        }
        for target in ["https://a/", "http:///a", "http://u@a/", "ftp://a/", "ü://a/a", "http:/a"] {
            assert_eq!(refused(get(target)).0, 400, "{target}");
        }
    }

    #[test]
    fn what_is_no_request_is_said_so() {
        let table = [
            ("GET /\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
            ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 400),
            ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
            ("\u{16}\u{3}\u{1}\u{2}", 400),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n", 405),
            ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 405),
            ("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ];
        for (text, status) in table {
            assert_eq!(refused(parsed(text)).0, status, "{text}");
        }
    }

    #[test]
    fn everything_has_a_limit() {
        let long = |count| "a".repeat(count);
        assert_eq!(refused(get(&format!("/{}", long(TARGET)))).0, 414);
        whole(get(&format!("/{}", long(TARGET - 1))));
        assert_eq!(refused(parsed(&format!("GET /{}", long(HEAD)))).0, 414);
        assert_eq!(refused(parsed(&format!("GET / HTTP/1.1\r\nHost: a\r\na: {}", long(HEAD)))).0, 431);
        assert_eq!(refused(parsed(&format!("GET / HTTP/1.1\r\nHost: a\r\na: {}\r\n\r\n", long(HEAD)))).0, 431);
        assert_eq!(refused(parsed(&"\r\n".repeat(HEAD))).0, 431);
        let headers = "a: b\r\n".repeat(HEADERS);
        assert_eq!(refused(parsed(&format!("GET / HTTP/1.1\r\nHost: a\r\n{headers}\r\n"))).0, 431);
        assert!(matches!(parsed("GET / HTTP/1.1\r\nHost: a\r\n"), Parsed::Part));
    }

    #[test]
    fn connections_are_kept_as_both_sides_understand() {
        let kept =
            |line: &str, headers: &str| whole(parsed(&format!("GET / {line}\r\nHost: a\r\n{headers}\r\n"))).keep_alive;
        assert!(kept("HTTP/1.1", "") && kept("HTTP/1.0", "Connection: Keep-Alive\r\n"));
        assert!(!kept("HTTP/1.0", "") && !kept("HTTP/1.1", "Connection: foo, Close\r\n"));
        assert!(!kept("HTTP/1.1", "Content-Length: 5\r\n") && !kept("HTTP/1.1", "Transfer-Encoding: chunked\r\n"));
        assert!(kept("HTTP/1.1", "Content-Length: 0\r\n"));
        whole(parsed("GET / HTTP/1.0\r\n\r\n"));
    }
}
