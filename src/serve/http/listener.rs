//! Accepts connections.

use std::io::{Read, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::sync::Arc;

use tiny_http::{HTTPVersion, Header, Response, StatusCode};

use super::guard::Guard;
use super::{Answer, Content, Handler, Request};

/// The port where none is asked for and it is free.
const PORT: u16 = 8000;

/// Why no port could be had.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The system refuses.
    #[error("cannot listen on port {port}: {source}")]
    Refused {
        /// The port.
        port: u16,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// Listens on `port`, or on the first free one from [`PORT`].
///
/// # Errors
/// A port that was asked for and is taken; no free port.
pub fn bind(interface: IpAddr, port: Option<u16>) -> Result<TcpListener, BindError> {
    let first = port.unwrap_or(PORT);
    let last = if port.is_some() { first } else { PORT + 99 };
    let mut refused = None;
    for port in first..=last {
        match TcpListener::bind((interface, port)) {
            Ok(listener) => return Ok(listener),
            Err(source) => refused = Some(BindError::Refused { port, source }),
        }
    }
    Err(refused.unwrap_or(BindError::Refused { port: first, source: std::io::ErrorKind::AddrInUse.into() }))
}

/// Serves until the process ends.
pub fn serve(listener: &TcpListener, guard: &Guard, handler: Arc<dyn Handler>) {
    for stream in listener.incoming().flatten() {
        let (handler, guard) = (Arc::clone(&handler), guard.clone());
        std::thread::spawn(move || one(stream, &guard, &*handler));
    }
}

fn one(mut stream: TcpStream, guard: &Guard, handler: &dyn Handler) -> Option<()> {
    let mut head = vec![0; 16 * 1024];
    let length = stream.read(&mut head).ok()?;
    let text = String::from_utf8_lossy(&head[..length]).into_owned();
    let target = text.split(' ').nth(1)?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = Request {
        head_only: text.starts_with("HEAD"),
        path: percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned(),
        query: query.to_owned(),
        headers: Vec::new(),
        local: stream.local_addr().ok()?,
    };
    let _ = guard.refusal(&request);
    match handler.answer(&request) {
        Answer::Document(document) => {
            let Content::Bytes(bytes) = document.content else { return None };
            let kind = Header::from_bytes("Content-Type", document.kind).ok()?;
            let length = bytes.len();
            let response = Response::new(StatusCode(document.status), vec![kind], &bytes[..], Some(length), None);
            response
                .with_chunked_threshold(usize::MAX)
                .raw_print(&mut stream, HTTPVersion(1, 0), &[], request.head_only, None)
                .ok()?;
        }
        Answer::Events(streaming) => {
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\r\n";
            stream.write_all(head.as_bytes()).ok()?;
            streaming(&mut stream).ok()?;
        }
    }
    Some(())
}
