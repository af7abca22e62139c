//! One connection: reads a request, has it answered, and again, until either side has enough. Nothing that a client sends or
//! leaves unsent keeps its thread longer than the limits say.

use std::io::{BufWriter, Cursor, Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use super::answer::{self, ALWAYS, Body, Outgoing};
use super::guard::Guard;
use super::request::{self, Head, Parsed, Refusal};
use super::roster::Seat;
use super::wire::{self, Deadline, Events, PIECE};
use super::{Answer, Document, Handler, Limits, Request, Streaming};

/// What every connection needs.
pub struct Service {
    /// Which requests are allowed.
    pub guard: Guard,
    /// Who answers them.
    pub handler: Arc<dyn Handler>,
    /// How much clients may take.
    pub limits: Limits,
}

/// What came.
enum Arrived {
    Request(Head),
    Broken(Refusal),
    /// The client said all it wanted to.
    Nothing,
}

/// Whether another request may follow an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Next,
    End,
}

/// Answers requests on `stream` until it is to be closed.
///
/// # Errors
/// The client broke off, or took or sent nothing for too long.
pub fn serve(stream: &TcpStream, seat: &Seat, service: &Service) -> Result<()> {
    let local = stream.local_addr()?;
    let mut unread = Vec::new();
    loop {
        seat.waits();
        let arrived = arrival(stream, &mut unread, local, &service.limits)?;
        seat.is_answered();
        let after = match arrived {
            Arrived::Request(head) => answer(stream, seat, head, service)?,
            Arrived::Broken(refusal) => {
                send(stream, refusal.document(), &Request::unreadable(local), Some("close"), service.limits.piece)?;
                After::End
            }
            Arrived::Nothing => After::End,
        };
        if after == After::End {
            break;
        }
    }
    seat.waits();
    wire::say_goodbye(stream, service.limits.goodbye);
    Ok(())
}

/// Tells a client that there is no room for it, if it takes that at once.
pub fn turn_away(stream: &TcpStream, limit: Duration) {
    let Ok(local) = stream.local_addr() else { return };
    let full = Document::text(503, "too many connections at once; try again");
    // It is closed in any case.
    let _ = send(stream, full, &Request::unreadable(local), Some("close"), limit);
}

/// The next request. What came after it stays in `unread`.
fn arrival(stream: &TcpStream, unread: &mut Vec<u8>, local: SocketAddr, limits: &Limits) -> Result<Arrived> {
    let deadline = Deadline::after(limits.head);
    let mut buffer = [0; 8 * 1024];
    loop {
        match request::parse(unread, local) {
            Parsed::Whole(head) => {
                unread.drain(..head.length);
                return Ok(Arrived::Request(head));
            }
            Parsed::Broken(refusal) => return Ok(Arrived::Broken(refusal)),
            Parsed::Part => {}
        }
        match wire::read(stream, &mut buffer, deadline)? {
            0 if unread.is_empty() => return Ok(Arrived::Nothing),
            0 => {
                let text = "the request ends before its head does".to_owned();
                return Ok(Arrived::Broken(Refusal { status: 400, text }));
            }
            count => unread.extend_from_slice(&buffer[..count]),
        }
    }
}

fn answer(stream: &TcpStream, seat: &Seat, head: Head, service: &Service) -> Result<After> {
    let Head { request, keep_alive, is_old, .. } = head;
    let answer = match service.guard.refusal(&request) {
        Some(text) => Answer::Document(Document::text(403, &text)),
        None => catch_unwind(AssertUnwindSafe(|| service.handler.answer(&request))).unwrap_or_else(|_| {
            Answer::Document(Document::text(500, "the preview failed at this; the terminal says more"))
        }),
    };
    let connection = match (keep_alive, is_old) {
        (false, _) => Some("close"),
        (true, true) => Some("keep-alive"),
        (true, false) => None,
    };
    match answer {
        Answer::Document(document) => send(stream, document, &request, connection, service.limits.piece)?,
        Answer::Events(_) if !seat.streams() => {
            let full = Document::text(503, "too many tabs listen at once");
            send(stream, full, &request, connection, service.limits.piece)?;
        }
        Answer::Events(streaming) => {
            send_events(stream, streaming, &request, service.limits.piece)?;
            return Ok(After::End);
        }
    }
    Ok(if keep_alive { After::Next } else { After::End })
}

fn send(
    stream: &TcpStream,
    document: Document,
    request: &Request,
    connection: Option<&str>,
    limit: Duration,
) -> Result<()> {
    let prepared = answer::prepare(document, request, connection);
    let Outgoing { head, body, length } = match prepared {
        Ok(outgoing) => outgoing,
        // A file that is gone or cannot be read, most likely.
        Err(error) => answer::prepare(Document::text(500, &error.to_string()), request, connection)?,
    };
    match length {
        Some(length) => send_whole(stream, head, body, length, limit),
        None => send_chunks(stream, &head, body, limit),
    }
}

/// Sends a head and a body of so many bytes; small ones at once.
fn send_whole(stream: &TcpStream, head: Vec<u8>, body: Body, length: u64, limit: Duration) -> Result<()> {
    let mut piece = [0; PIECE];
    let mut left = head.len() as u64 + length;
    let mut answer = Cursor::new(head).chain(body.take(length));
    while left > 0 {
        let count = wire::fill(&mut answer, &mut piece)?;
        if count == 0 {
            // A file that has shrunk: the client learns by the connection's end that it has not all of it.
            return Err(Error::from(ErrorKind::UnexpectedEof));
        }
        wire::write(stream, &piece[..count], limit)?;
        left -= count as u64;
    }
    Ok(())
}

/// Sends a head and a body in chunks, each between its length and a line break, the last one empty. Without that one the client knows that
/// it has not all of it.
fn send_chunks(stream: &TcpStream, head: &[u8], mut body: Body, limit: Duration) -> Result<()> {
    /// `3ff0` and a line break.
    const LENGTH: usize = 6;
    const END: &[u8] = b"\r\n";

    wire::write(stream, head, limit)?;
    let mut piece = [0; PIECE];
    loop {
        let count = wire::fill(&mut body, &mut piece[LENGTH..PIECE - END.len()])?;
        piece[..LENGTH].copy_from_slice(format!("{count:04x}\r\n").as_bytes());
        piece[LENGTH + count..][..END.len()].copy_from_slice(END);
        wire::write(stream, &piece[..LENGTH + count + END.len()], limit)?;
        if count == 0 {
            return Ok(());
        }
    }
}

fn send_events(stream: &TcpStream, streaming: Streaming, request: &Request, limit: Duration) -> Result<()> {
    let mut head = String::from("HTTP/1.1 200 OK\r\n");
    let own = [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store"), ("Connection", "close")];
    for (name, value) in ALWAYS.iter().chain(&own) {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    wire::write(stream, head.as_bytes(), limit)?;
    if request.head_only {
        return Ok(());
    }
    let mut events = BufWriter::new(Events::new(stream, limit));
    streaming(&mut events)?;
    events.flush()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "limits of time are what is tested; files are served")]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, Shutdown};
    use std::sync::mpsc::{Sender, channel};
    use std::time::Instant;

    use crate::serve::http::{Content, listener};

    /// Answers as the path says.
    struct Trial {
        /// Is told when a stream of events ends.
        ended: Sender<()>,
    }

    impl Handler for Trial {
        fn answer(&self, request: &Request) -> Answer {
            let page = |bytes: Vec<u8>| Document {
                status: 200,
                content: Content::Bytes(bytes.into()),
                ..Document::text(0, "")
            };
            Answer::Document(match request.path.as_str() {
                "/large" => page(vec![b'x'; 32 * 1024 * 1024]),
                "/shrunk" => {
                    let file = tempfile::tempfile().unwrap();
                    (&file).write_all(b"0123456789").unwrap();
                    Document { content: Content::File(file, 100), ..page(Vec::new()) }
                }
                "/panic" => panic!("as asked for"),
                "/events" => {
                    let ended = self.ended.clone();
                    return Answer::Events(Box::new(move |stream| {
                        let written = (0..).try_for_each(|number| {
                            write!(stream, "data: {number}\n\n")?;
                            stream.flush()?;
                            std::thread::sleep(Duration::from_millis(20));
                            Ok(())
                        });
                        ended.send(()).unwrap();
                        written
                    }));
                }
                path => page(path.as_bytes().to_vec()),
            })
        }
    }

    /// A server with these limits, which runs as long as the tests; where it is, and what tells of ended streams.
    fn served(limits: Limits) -> (SocketAddr, std::sync::mpsc::Receiver<()>) {
        let listener = listener::bind(Ipv4Addr::LOCALHOST.into(), Some(0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (ended, told) = channel();
        let handler = Arc::new(Trial { ended });
        std::thread::spawn(move || listener::serve_within(limits, &listener, &Guard::new(&[]).unwrap(), handler));
        (address, told)
    }

    fn short() -> Limits {
        let (head, goodbye) = (Duration::from_millis(300), Duration::from_millis(100));
        Limits { head, piece: Duration::from_millis(300), goodbye, connections: 400 }
    }

    fn client(address: SocketAddr) -> TcpStream {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// All that comes after this is sent, until the server closes.
    fn talk(address: SocketAddr, text: &[u8]) -> String {
        let mut stream = client(address);
        stream.write_all(text).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    const GET: &[u8] = b"GET /page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    #[test]
    fn requests_on_one_connection_are_answered_in_turn() {
        let (address, _) = served(Limits::default());
        let mut text: String =
            (0..50).map(|number| format!("GET /{number} HTTP/1.1\r\nHost: localhost\r\n\r\n")).collect();
        text.push_str("GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\nHEAD /head HTTP/1.0\r\n\r\nGET /no");
        let answers = talk(address, text.as_bytes());
        let bodies: Vec<&str> = answers.split("HTTP/1.1 200 OK").skip(1).map(|text| &text[text.len() - 3..]).collect();
        assert_eq!((bodies.len(), bodies[0], bodies[49], bodies[50], bodies[51]), (52, "\n/0", "/49", "old", "\n\r\n"));
    }

    #[test]
    fn what_is_refused_is_told_even_with_a_body_on_its_way() {
        let (address, _) = served(Limits::default());
        let mut post = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n".to_vec();
        post.extend(vec![b'x'; 500_000]);
        let answer = talk(address, &post);
        assert!(answer.starts_with("HTTP/1.1 405 ") && answer.contains("\r\nAllow: GET, HEAD\r\n"), "{answer}");
        let answer = talk(address, b"GET / HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains("--allow-host evil.test"), "{answer}");
        let hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03";
        for broken in [&b"\0\0\0\0"[..], b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", hello] {
            assert!(talk(address, broken).starts_with("HTTP/1.1 400 Bad Request\r\n"), "{broken:?}");
        }
        let mut half = client(address);
        half.write_all(b"GET /page HTT").unwrap();
        half.shutdown(Shutdown::Write).unwrap();
        let mut answer = String::new();
        half.read_to_string(&mut answer).unwrap();
        assert!(
            answer.starts_with("HTTP/1.1 400 ") && answer.ends_with("the request ends before its head does\n"),
            "{answer}"
        );
    }

    #[test]
    fn a_handler_that_panics_harms_nobody() {
        let (address, _) = served(Limits::default());
        assert!(talk(address, &String::from_utf8_lossy(GET).replace("page", "panic").into_bytes()).contains(" 500 "));
        assert!(talk(address, GET).ends_with("/page"));
    }

    #[test]
    fn a_file_that_shrinks_ends_the_connection() {
        let (address, _) = served(Limits::default());
        let answer = talk(address, b"GET /shrunk HTTP/1.1\r\nHost: localhost\r\n\r\nGET /page HTTP/1.1\r\n");
        assert!(answer.contains("Content-Length: 100\r\n") && answer.ends_with("0123456789"), "{answer}");
    }

    #[test]
    fn who_says_nothing_is_dropped_and_keeps_nobody_waiting() {
        let (address, _) = served(short());
        let begun = Instant::now();
        let half_open: Vec<TcpStream> = (0..200)
            .map(|number| {
                let mut stream = client(address);
                stream.write_all(&GET[..number % 30]).unwrap();
                stream
            })
            .collect();
        assert!(talk(address, GET).ends_with("/page"));
        for mut stream in half_open {
            let mut answer = Vec::new();
            // One that is reset is gone, too.
            let _ = stream.read_to_end(&mut answer);
            assert_eq!(answer, b"");
        }
        assert!(begun.elapsed() >= Duration::from_millis(300));
    }

    #[test]
    fn who_drips_is_dropped_as_soon() {
        let (address, _) = served(short());
        let mut stream = client(address);
        let sent = (0..10_000).take_while(|number| {
            std::thread::sleep(Duration::from_millis(10));
            stream.write_all(&GET[number % 4..][..1]).is_ok()
        });
        assert!(sent.count() < 10_000);
    }

    #[test]
    fn who_takes_nothing_is_dropped() {
        let (address, _) = served(short());
        let mut stream = client(address);
        stream.write_all(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        std::thread::sleep(Duration::from_secs(1));
        let mut taken = Vec::new();
        let _ = stream.read_to_end(&mut taken);
        assert!(taken.len() < 32 * 1024 * 1024, "{}", taken.len());
    }

    #[test]
    fn at_the_bound_those_who_wait_make_room() {
        let (address, _) = served(Limits { connections: 5, ..Limits::default() });
        let idle: Vec<TcpStream> = (0..20).map(|_| client(address)).collect();
        assert!(talk(address, GET).ends_with("/page"));
        let busy: Vec<TcpStream> = (0..5)
            .map(|_| {
                let mut stream = client(address);
                stream.write_all(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
                assert_eq!(stream.read(&mut [0]).unwrap(), 1);
                stream
            })
            .collect();
        drop(idle);
        assert!(talk(address, b"").starts_with("HTTP/1.1 503 "));
        drop(busy);
        while !talk(address, GET).ends_with("/page") {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn streams_leave_room_for_pages() {
        let (address, told) = served(Limits { connections: 10, ..Limits::default() });
        let asked = |stream: &mut TcpStream| {
            stream.write_all(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            let mut status = [0; 12];
            stream.read_exact(&mut status).unwrap();
            String::from_utf8_lossy(&status).into_owned()
        };
        let mut streams: Vec<TcpStream> = (0..30).map(|_| client(address)).collect();
        let statuses: Vec<String> = streams.iter_mut().rev().take(8).map(asked).collect();
        let of = |status: &str| statuses.iter().filter(|known| known.ends_with(status)).count();
        assert_eq!((of("200"), of("503")), (5, 3), "{statuses:?}");
        assert!(talk(address, GET).ends_with("/page"));
        drop(streams);
        for _ in 0..5 {
            told.recv_timeout(Duration::from_secs(60)).unwrap();
        }
        assert!(asked(&mut client(address)).ends_with("200"));
    }

    #[test]
    fn what_is_compressed_comes_in_chunks() {
        let (address, _) = served(Limits::default());
        let asks = "Host: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n";
        let mut stream = client(address);
        stream.write_all(format!("GET /large HTTP/1.1\r\n{asks}").as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|part| part == b"\r\n\r\n").unwrap() + 4;
        let (head, mut rest) = answer.split_at(end);
        let head = String::from_utf8_lossy(head);
        assert!(head.contains("Transfer-Encoding: chunked\r\n") && !head.contains("Content-Length"), "{head}");
        let mut packed = Vec::new();
        loop {
            let line = rest.windows(2).position(|part| part == b"\r\n").unwrap();
            let length = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
            packed.extend_from_slice(&rest[line + 2..line + 2 + length]);
            assert_eq!(&rest[line + 2 + length..line + 4 + length], b"\r\n");
            rest = &rest[line + 4 + length..];
            if length == 0 {
                break;
            }
        }
        assert!(rest.is_empty() && packed.len() > PIECE);
        let mut plain = Vec::new();
        flate2::read::GzDecoder::new(&packed[..]).read_to_end(&mut plain).unwrap();
        assert!(plain.len() == 32 * 1024 * 1024 && plain.iter().all(|byte| *byte == b'x'));
        let head = talk(address, format!("HEAD /large HTTP/1.1\r\n{asks}").as_bytes());
        assert!(head.contains("Content-Encoding: gzip\r\n") && head.ends_with("\r\n\r\n"), "{head}");
        assert!(talk(address, format!("GET /page HTTP/1.0\r\n{asks}").as_bytes()).ends_with("\r\n\r\n/page"));
    }

    #[test]
    fn events_come_as_they_are_written_and_end_with_the_client() {
        let (address, told) = served(Limits::default());
        let mut stream = client(address);
        stream.write_all(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut text = String::new();
        while !text.contains("data: 2\n\n") {
            let mut buffer = [0; 100];
            let count = stream.read(&mut buffer).unwrap();
            text.push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
        assert!(
            text.starts_with("HTTP/1.1 200 OK\r\n") && text.contains("Content-Type: text/event-stream\r\n"),
            "{text}"
        );
        drop(stream);
        told.recv_timeout(Duration::from_secs(60)).unwrap();
        let head = talk(address, b"HEAD /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert!(head.ends_with("Connection: close\r\n\r\n"), "{head}");
    }
}
