//! A web server on this machine for tests of external links: answers each path as a test says, and keeps a log.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the server does with a request; `count` is how often the same method and path came before.
pub type Handler = fn(method: &str, path: &str, count: usize) -> Reply;

/// An answer.
pub struct Reply {
    /// The status line's number.
    pub status: u16,
    /// Header lines, each with its line break.
    pub headers: String,
    /// Bytes of the body; more than a test would ever wait for are sent slowly.
    pub body: usize,
    /// Waits before it answers.
    pub delay: Duration,
}

impl Reply {
    /// A bare status.
    pub fn status(status: u16) -> Self {
        Self { status, headers: String::new(), body: 0, delay: Duration::ZERO }
    }

    /// A redirect.
    pub fn redirect(status: u16, to: &str) -> Self {
        Self { headers: format!("Location: {to}\r\n"), ..Self::status(status) }
    }
}

/// Runs until the test's process ends.
pub struct Server {
    address: SocketAddr,
    log: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn new(handler: Handler) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let log = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&log);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let log = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream.expect("a connection"), handler, &log));
            }
        });
        Self { address, log }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// `METHOD path` of all requests so far, in order of their arrival, and forgets them.
    pub fn take_log(&self) -> Vec<String> {
        std::mem::take(&mut *self.log.lock().expect("the log"))
    }
}

/// An address of this machine where nobody listens.
pub fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("http://{}/", listener.local_addr().expect("an address"))
}

/// Answers the requests of a connection until the other side closes it.
fn serve(mut stream: &TcpStream, handler: Handler, log: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        let mut words = head.split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let entry = format!("{method} {path}");
        let count = {
            let mut log = log.lock().expect("the log");
            log.push(entry.clone());
            log.iter().filter(|earlier| **earlier == entry).count() - 1
        };
        // Neither secrets nor fragments are sent.
        assert!(!head.to_ascii_lowercase().contains("authorization:") && !path.contains('#'), "{head}");
        let reply = handler(method, path, count);
        std::thread::sleep(reply.delay);
        let Reply { status, headers, body, .. } = reply;
        if write!(stream, "HTTP/1.1 {status} Text\r\nContent-Length: {body}\r\n{headers}\r\n").is_err() {
            return;
        }
        if method == "GET" {
            let chunk = vec![b'x'; 64 * 1024];
            let mut left = body;
            while left > 0 {
                let part = &chunk[..left.min(chunk.len())];
                if stream.write_all(part).is_err() {
                    return;
                }
                left -= part.len();
            }
        }
    }
}
