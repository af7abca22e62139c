//! One request: HEAD or GET, no redirect followed, no body read. Wraps the HTTP library, which nothing else names.
//!
//! Connects only to addresses of the public internet unless the configuration allows more. That is decided where a name is
//! resolved, so that the address that was looked at is the one that is connected to.

use std::io::ErrorKind;
use std::time::Duration;

use rustls_native_certs::load_native_certs;
use ureq::config::Config;
use ureq::http::{HeaderMap, Uri};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, Proxy};
use url::Url;

use super::network;

/// Who asks, for those who read the logs of a server.
const USER_AGENT: &str =
    concat!("chartroom/", env!("CARGO_PKG_VERSION"), " (link check; +", env!("CARGO_PKG_REPOSITORY"), ")");

/// How to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Without a body.
    Head,
    /// With a body, of which nothing is read.
    Get,
}

/// What a server says.
#[derive(Debug)]
pub(super) struct Reply {
    /// The status.
    pub status: u16,
    /// `Location`.
    pub location: Option<String>,
    /// `Retry-After` in seconds; a date counts as very long.
    pub retry_after: Option<Duration>,
}

/// Why there is no reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Failure {
    /// The host is in a private network, which is not asked.
    Private,
    /// The name leads nowhere.
    NoHost,
    /// Nobody listens there.
    Refused,
    /// It took too long.
    Timeout,
    /// The connection broke off.
    Closed,
    /// Anything else, as the system or the library says it.
    Other(String),
}

/// Sends requests; connections are used again.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    /// For hosts of this machine and private networks, about which a proxy knows nothing.
    direct: Agent,
}

impl Client {
    /// A client that may ask private networks if `allow_private`.
    pub fn new(allow_private: bool) -> Self {
        let tls = TlsConfig::builder().root_certs(trusted()).build();
        let agent = |proxy: Option<Proxy>| {
            let config = Agent::config_builder()
                .tls_config(tls.clone())
                .proxy(proxy)
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .user_agent(USER_AGENT)
                .build();
            let guard = Guard { resolver: DefaultResolver::default(), allow_private };
            Agent::with_parts(config, DefaultConnector::default(), guard)
        };
        Self { agent: agent(Proxy::try_from_env()), direct: agent(None) }
    }

    /// Asks for an address and waits no longer than `timeout`.
    pub fn send(&self, method: Method, url: &Url, timeout: Duration) -> Result<Reply, Failure> {
        let agent = if network::is_private(url) { &self.direct } else { &self.agent };
        let request = match method {
            Method::Head => agent.head(url.as_str()),
            Method::Get => agent.get(url.as_str()),
        };
        let response = request.config().timeout_global(Some(timeout)).build().call().map_err(failure)?;
        let header = |name: &str| text(response.headers(), name);
        Ok(Reply {
            status: response.status().as_u16(),
            location: header("location"),
            retry_after: header("retry-after").map(|text| text.parse().map_or(Duration::MAX, Duration::from_secs)),
        })
    }
}

/// A header as text. Some servers write addresses in plain UTF-8.
fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).trim().to_owned())
}

/// The certificates that this machine trusts, which may be those of a company; without any, those that Mozilla trusts.
fn trusted() -> RootCerts {
    let found = load_native_certs().certs;
    if found.is_empty() {
        return RootCerts::WebPki;
    }
    found.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).into()
}

fn failure(error: Error) -> Failure {
    match error {
        Error::Other(reason) if reason.is::<PrivateNetwork>() => Failure::Private,
        Error::HostNotFound => Failure::NoHost,
        Error::Timeout(_) => Failure::Timeout,
        Error::Protocol(_) => Failure::Other("it does not answer in HTTP".to_owned()),
        Error::LargeResponseHeader(..) => Failure::Other("the head of its answer is too large".to_owned()),
        Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => Failure::Refused,
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Failure::Timeout,
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof => Failure::Closed,
            _ => other(&error.to_string()),
        },
        error => other(&error.to_string()),
    }
}

/// Names that cannot be resolved and certificates that are refused have no kind of their own. What is said of these two holds
/// no time and nothing of the machine.
fn other(text: &str) -> Failure {
    let unknown = ["failed to lookup", "No such host"].iter().any(|start| text.starts_with(start));
    if unknown {
        return Failure::NoHost;
    }
    let Some((_, refused)) = text.split_once("invalid peer certificate: ") else {
        return Failure::Other(one_line(text));
    };
    let reason = match refused.to_ascii_lowercase() {
        reason if reason.contains("expired") => "its certificate has expired",
        reason if reason.contains("name") => "its certificate is for another name",
        reason if reason.contains("unknownissuer") => "nobody that this machine trusts has signed its certificate",
        _ => "its certificate is not accepted",
    };
    Failure::Other(reason.to_owned())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

/// Resolves names, and holds back what is in private networks.
#[derive(Debug)]
struct Guard {
    resolver: DefaultResolver,
    allow_private: bool,
}

/// A name leads into a private network.
#[derive(Debug, thiserror::Error)]
#[error("a private network")]
struct PrivateNetwork;

impl Resolver for Guard {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.resolver.resolve(uri, config, timeout)?;
        // The proxy itself is no address of a page, and mostly stands in a private network.
        if self.allow_private || config.proxy().is_some_and(|proxy| proxy.uri() == uri) {
            return Ok(found);
        }
        let mut public = self.empty();
        let local = uri.host().is_some_and(network::is_this_machine);
        let allowed = |ip: std::net::IpAddr| network::is_public(ip) || (local && ip.is_loopback());
        for address in found.iter().filter(|address| allowed(address.ip())) {
            public.push(*address);
        }
        if public.is_empty() { Err(Error::Other(Box::new(PrivateNetwork))) } else { Ok(public) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(host: &str, allow_private: bool) -> Result<Vec<String>, Failure> {
        let guard = Guard { resolver: DefaultResolver::default(), allow_private };
        let uri: Uri = format!("http://{host}:8080/").parse().unwrap();
        let config = Agent::config_builder().proxy(None).build();
        let found = guard.resolve(&uri, &config, NextTimeout::default()).map_err(failure)?;
        Ok(found.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn reasons_are_told_without_what_changes_from_run_to_run() {
        let reason = |text: &str| match other(text) {
            Failure::Other(reason) => reason,
            failure => format!("{failure:?}"),
        };
        assert_eq!(reason("failed to lookup address information: Name or service not known"), "NoHost");
        assert_eq!(
            reason("invalid peer certificate: certificate expired: verification time 3 (UNIX), but …"),
            "its certificate has expired"
        );
        assert_eq!(
            reason("invalid peer certificate: certificate not valid for name \"a\"; certificate is only valid for b"),
            "its certificate is for another name"
        );
        assert_eq!(
            reason("invalid peer certificate: UnknownIssuer"),
            "nobody that this machine trusts has signed its certificate"
        );
        assert_eq!(reason("protocol: two\nlines."), "protocol: two lines");
    }

    #[test]
    fn what_a_name_leads_to_is_connected_to_only_if_it_is_public() {
        assert_eq!(resolved("1.1.1.1", false), Ok(vec!["1.1.1.1:8080".to_owned()]));
        assert_eq!(resolved("127.0.0.1", false), Ok(vec!["127.0.0.1:8080".to_owned()]));
        assert_eq!(resolved("169.254.169.254", false), Err(Failure::Private));
        assert_eq!(resolved("127.0.0.1", true), Ok(vec!["127.0.0.1:8080".to_owned()]));
    }
}
