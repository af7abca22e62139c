//! Reading from and writing to a client with a limit on the whole, not on each step: one that sends or takes a byte a second
//! is as slow as one that does nothing.
#![expect(clippy::disallowed_methods, reason = "limits of time need a clock")]

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// How many bytes of an answer are sent at a time. They are held on the stack of the connection's thread: the allocator gives each
/// thread megabytes for its first large piece of memory.
pub const PIECE: usize = 16 * 1024;

/// A moment by which something must be done.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(Instant);

impl Deadline {
    /// So long from now.
    pub fn after(limit: Duration) -> Self {
        Self(Instant::now() + limit)
    }

    /// What is left of the time.
    ///
    /// # Errors
    /// It is over.
    fn left(self) -> Result<Duration> {
        let left = self.0.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
    }
}

/// Reads what has come, at most as much as fits; 0 when the client sends no more.
///
/// # Errors
/// Nothing comes in time, or the connection is broken.
pub fn read(mut stream: &TcpStream, buffer: &mut [u8], deadline: Deadline) -> Result<usize> {
    loop {
        stream.set_read_timeout(Some(deadline.left()?))?;
        match stream.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// Writes all of it.
///
/// # Errors
/// The client does not take it in time, or the connection is broken.
pub fn write(mut stream: &TcpStream, mut bytes: &[u8], limit: Duration) -> Result<()> {
    let deadline = Deadline::after(limit);
    while !bytes.is_empty() {
        stream.set_write_timeout(Some(deadline.left()?))?;
        match stream.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Reads until the buffer is full or there is no more; how much.
///
/// # Errors
/// It cannot be read.
pub fn fill(source: &mut impl Read, buffer: &mut [u8]) -> Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match source.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Closes the connection so that the client still gets what was sent: bytes that come and are not read would make the system
/// throw the answer away.
pub fn say_goodbye(stream: &TcpStream, limit: Duration) {
    /// As much is thrown away of what the client still sends.
    const MOST: usize = 1024 * 1024;

    let deadline = Deadline::after(limit);
    let mut buffer = [0; 8 * 1024];
    let mut thrown_away = 0;
    if stream.shutdown(std::net::Shutdown::Write).is_ok() {
        while thrown_away < MOST {
            match read(stream, &mut buffer, deadline) {
                Ok(0) | Err(_) => return,
                Ok(count) => thrown_away += count,
            }
        }
    }
}

/// A stream of events to a client: every write is sent at once, and a flush fails once the client is gone.
pub struct Events<'a> {
    stream: &'a TcpStream,
    limit: Duration,
}

impl<'a> Events<'a> {
    /// To this client, which takes what is written within `limit`.
    pub const fn new(stream: &'a TcpStream, limit: Duration) -> Self {
        Self { stream, limit }
    }

    /// Whether the client has closed the connection: the system tells that to who reads, and to who writes only at the second
    /// time.
    fn is_gone(&self) -> Result<bool> {
        self.stream.set_nonblocking(true)?;
        let peeked = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false)?;
        match peeked {
            Ok(count) => Ok(count == 0),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl Write for Events<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        write(self.stream, bytes, self.limit)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        if self.is_gone()? { Err(Error::from(ErrorKind::BrokenPipe)) } else { Ok(()) }
    }
}
