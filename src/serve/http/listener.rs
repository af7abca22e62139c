//! Takes a port and accepts connections, each on a thread of its own.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use super::connection::{self, Service};
use super::guard::Guard;
use super::roster::{LEAST, Roster};
use super::{Handler, Limits};

/// The first port that is tried where none is asked for.
const PORT: u16 = 8000;
/// The last one.
const LAST: u16 = PORT + 99;
/// How long to wait when the system gives no connection, for want of open files most likely.
const PAUSE: Duration = Duration::from_millis(20);
/// Open files that are left for all else: the site's files, the cache, what watches them.
const OWN_FILES: usize = 64;
/// Bytes of an answer that the system holds for a client.
#[cfg(unix)]
const HELD: usize = 128 * 1024;
/// As much as the other threads have that make pages: some pages are made when they are asked for. Only what is used is taken.
const STACK: usize = 2 * 1024 * 1024;

/// Why no port could be had.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// Another program has it.
    #[error(
        "port {0} is taken by another program: give another one with --port, or leave it out for the next free one"
    )]
    Taken(u16),
    /// None of those that are tried is free.
    #[error("the ports from {PORT} to {LAST} are all taken: give a free one with --port")]
    NoneFree,
    /// Ports below 1024 are the system's on most machines.
    #[error("port {0} may not be used without more rights: give one from 1024 on with --port")]
    Forbidden(u16),
    /// The interface is another machine's.
    #[error("{0} is no address of this machine: give one with --interface, or leave it out for 127.0.0.1")]
    Elsewhere(IpAddr),
    /// The system refuses.
    #[error("cannot listen on {address}: {source}")]
    Refused {
        /// Where.
        address: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
}

/// Listens on `port` (0: any that is free), or on the first free one from 8000 to 8099.
///
/// # Errors
/// A port that was asked for and is taken; no free port; no such interface.
pub fn bind(interface: IpAddr, port: Option<u16>) -> Result<TcpListener, BindError> {
    let (first, last) = port.map_or((PORT, LAST), |port| (port, port));
    for candidate in first..=last {
        let address = SocketAddr::new(interface, candidate);
        let source = match TcpListener::bind(address) {
            Ok(listener) => {
                bound_buffers(&listener);
                return Ok(listener);
            }
            Err(source) => source,
        };
        match source.kind() {
            // Windows forbids ports that others have reserved.
            ErrorKind::AddrInUse | ErrorKind::PermissionDenied if port.is_none() => {}
            ErrorKind::AddrInUse => return Err(BindError::Taken(candidate)),
            ErrorKind::PermissionDenied => return Err(BindError::Forbidden(candidate)),
            ErrorKind::AddrNotAvailable => return Err(BindError::Elsewhere(interface)),
            _ => return Err(BindError::Refused { address, source }),
        }
    }
    Err(BindError::NoneFree)
}

/// Where a browser on this machine finds the listener: `127.0.0.1:8000`, also when it listens on all interfaces.
///
/// # Errors
/// The system does not know.
pub fn address(listener: &TcpListener) -> std::io::Result<String> {
    let address = listener.local_addr()?;
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    Ok(SocketAddr::new(ip, address.port()).to_string())
}

/// Serves until the process ends.
pub fn serve(listener: &TcpListener, guard: &Guard, handler: Arc<dyn Handler>) {
    let connections = Limits::default().connections.min(open_files().saturating_sub(OWN_FILES)).max(LEAST);
    serve_within(Limits { connections, ..Limits::default() }, listener, guard, handler);
}

/// The same with other limits.
pub fn serve_within(limits: Limits, listener: &TcpListener, guard: &Guard, handler: Arc<dyn Handler>) {
    let roster = Arc::new(Roster::new(limits.connections));
    let service = Arc::new(Service { guard: guard.clone(), handler, limits });
    loop {
        match listener.accept() {
            Ok((stream, _)) => welcome(stream, &roster, &service),
            // Gone before it was met.
            Err(error) if matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::Interrupted) => {}
            Err(error) => {
                if is_out_of_files(&error) {
                    roster.shrink();
                }
                std::thread::sleep(PAUSE);
            }
        }
    }
}

/// How many files this process may have open. The system may allow more to who asks: macOS gives 256 at first.
#[cfg(unix)]
fn open_files() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = (Limits::default().connections + OWN_FILES) as u64;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let (now, most) = (current.unwrap_or(u64::MAX), maximum.unwrap_or(u64::MAX));
    let more = Rlimit { current: Some(wanted.min(most)), maximum };
    let files = if now < wanted && setrlimit(Resource::Nofile, more).is_ok() { wanted.min(most) } else { now };
    usize::try_from(files).unwrap_or(usize::MAX)
}

/// Windows has no such limit.
#[cfg(not(unix))]
const fn open_files() -> usize {
    usize::MAX
}

/// Bounds what the system holds of an answer that its client does not take; Linux would let it grow to 4 MB. Connections have it from their
/// listener.
#[cfg(unix)]
fn bound_buffers(listener: &TcpListener) {
    // Where it cannot be set, the system's own bound has to do.
    let _ = rustix::net::sockopt::set_socket_send_buffer_size(listener, HELD);
}

/// Windows holds little by itself.
#[cfg(not(unix))]
const fn bound_buffers(_: &TcpListener) {}

/// Whether the system has no open file left, for this process or for all.
fn is_out_of_files(error: &std::io::Error) -> bool {
    // ENFILE and EMFILE are these on every Unix; WSAEMFILE.
    let codes: &[i32] = if cfg!(windows) { &[10024] } else { &[23, 24] };
    error.raw_os_error().is_some_and(|code| codes.contains(&code))
}

fn welcome(stream: TcpStream, roster: &Arc<Roster>, service: &Arc<Service>) {
    // Only makes small answers faster.
    let _ = stream.set_nodelay(true);
    let stream = Arc::new(stream);
    let Some(seat) = roster.enter(&stream) else {
        connection::turn_away(&stream, PAUSE);
        return;
    };
    let service = Arc::clone(service);
    let serve = move || {
        // That a client broke off is nobody's business.
        let _ = connection::serve(&stream, &seat, &service);
    };
    // Without a thread the connection is closed: both it and its seat are dropped.
    let _ = std::thread::Builder::new().name("connection".to_owned()).stack_size(STACK).spawn(serve);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn a_port_that_was_asked_for_and_is_taken_is_an_error() {
        let taken = bind(HERE, Some(0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let refused = bind(HERE, Some(port)).unwrap_err().to_string();
        assert_eq!(
            refused,
            format!(
                "port {port} is taken by another program: give another one with --port, or leave it out for the next free one"
            )
        );
        // Of the documentation's networks, so nobody's.
        let refused = bind("192.0.2.1".parse().unwrap(), Some(0)).unwrap_err();
        assert!(matches!(refused, BindError::Elsewhere(_)), "{refused}");
    }

    #[test]
    #[cfg(unix)]
    fn only_a_want_of_open_files_is_a_reason_to_let_fewer_in() {
        let is_out = |code| is_out_of_files(&std::io::Error::from_raw_os_error(code));
        assert!(is_out(24) && is_out(23));
        assert!(!is_out(71) && !is_out(1) && !is_out_of_files(&ErrorKind::Other.into()));
    }

    #[test]
    fn without_a_port_the_next_free_one_is_taken() {
        let [one, two] = [bind(HERE, None).unwrap(), bind(HERE, None).unwrap()];
        let [one, two] = [one, two].map(|listener| listener.local_addr().unwrap().port());
        assert!((PORT..=LAST).contains(&one) && one < two && two <= LAST, "{one} {two}");
    }

    #[test]
    fn the_address_is_one_that_a_browser_here_can_go_to() {
        for (interface, shown) in
            [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("::", "[::1]")]
        {
            let Ok(listener) = bind(interface.parse().unwrap(), Some(0)) else {
                assert!(interface.contains(':'), "a machine without IPv6");
                continue;
            };
            let port = listener.local_addr().unwrap().port();
            assert_eq!(address(&listener).unwrap(), format!("{shown}:{port}"));
        }
    }
}
