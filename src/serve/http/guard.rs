//! Which requests are allowed: those that name this machine, and that no page of another origin sent. A page anywhere in the
//! web can have its name lead to this machine's address, and then read what is served there as its own (DNS rebinding); the
//! name stays in `Host`.

use std::net::IpAddr;

use url::{Host, Url};

use super::Request;

/// What is allowed.
#[derive(Debug, Clone)]
pub struct Guard {
    /// Hosts that are allowed beside loopback ones.
    allowed: Vec<Host>,
}

/// What was given as the name of a host is none.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" is no name of a host: give one such as box.local with each --allow-host")]
pub struct NoHost(String);

impl Guard {
    /// Allows loopback names, the address that a client connected to, and these names.
    ///
    /// # Errors
    /// One of them is no host's name, or a pattern: every name must be given in whole.
    pub fn new(names: &[String]) -> Result<Self, NoHost> {
        let host = |name: &String| match authority(name) {
            Some((host, _)) if !name.starts_with('.') && !name.contains('*') => Ok(host),
            _ => Err(NoHost(name.clone())),
        };
        Ok(Self { allowed: names.iter().map(host).collect::<Result<_, _>>()? })
    }

    /// Why a request is refused, if it is: a text for people.
    pub fn refusal(&self, request: &Request) -> Option<String> {
        let host = request.header("host");
        if let Some(host) = host {
            let Some((name, _)) = authority(host) else {
                return Some("the request names no host that could be this preview".to_owned());
            };
            if !self.knows(&name, request) {
                return Some(format!(
                    "\"{name}\" is no name of this preview, so nothing is shown: a foreign site could pose as it. If the \
                     name is yours, start the preview with --allow-host {name}"
                ));
            }
        }
        // Browsers send no origin where the user follows a link.
        let mut origins = request.headers.iter().filter(|(name, _)| name == "origin");
        if let Some((_, origin)) = origins.find(|(_, origin)| !self.is_own(origin, host, request)) {
            return Some(format!("a page of {origin} may not ask this preview for anything"));
        }
        let says = |name, values: &[&str]| {
            request.header(name).is_some_and(|value| values.iter().any(|known| value.eq_ignore_ascii_case(known)))
        };
        (says("sec-fetch-site", &["cross-site", "same-site"]) && !says("sec-fetch-mode", &["navigate"]))
            .then(|| "a page of another site may not ask this preview for anything".to_owned())
    }

    /// Whether the host is this machine, as far as the request's connection tells, or was allowed.
    fn knows(&self, host: &Host, request: &Request) -> bool {
        let is_ours = |address: IpAddr| {
            let address = address.to_canonical();
            address.is_loopback() || address == request.local.ip().to_canonical()
        };
        self.allowed.contains(host)
            || match host {
                Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
                Host::Ipv4(address) => is_ours(IpAddr::V4(*address)),
                Host::Ipv6(address) => is_ours(IpAddr::V6(*address)),
            }
    }

    /// Whether a page of this origin is one of ours: a known host, and the port that the request goes to. That one is not
    /// always the port we listen on: there are tunnels.
    fn is_own(&self, origin: &str, host: Option<&str>, request: &Request) -> bool {
        let Some(url) = Url::parse(origin).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
            return false;
        };
        let is_known = url.host_str().and_then(named).is_some_and(|host| self.knows(&host, request));
        let port = host.and_then(authority).and_then(|(_, port)| port);
        let usual = if url.scheme() == "https" { 443 } else { 80 };
        is_known && url.port_or_known_default() == Some(port.unwrap_or(usual))
    }
}

/// The host and the port of `name:8000`, `127.0.0.1`, `[::1]:80`, as browsers understand them; a dot at the end of a name says
/// nothing. `None` where it is neither.
pub fn authority(text: &str) -> Option<(Host, Option<u16>)> {
    let end = if text.starts_with('[') { text.find(']')? + 1 } else { text.find(':').unwrap_or(text.len()) };
    let (name, rest) = text.split_at(end);
    let port = match rest.strip_prefix(':') {
        None if rest.is_empty() => None,
        Some("") => None,
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
        _ => return None,
    };
    Some((named(name)?, port))
}

fn named(name: &str) -> Option<Host> {
    Host::parse(name.strip_suffix('.').unwrap_or(name)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Why a request with these headers to 192.168.1.5:8000 is refused.
    fn refusal(headers: &[(&str, &str)]) -> Option<String> {
        let request = Request {
            head_only: false,
            path: "/".to_owned(),
            query: String::new(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            local: "192.168.1.5:8000".parse().unwrap(),
        };
        Guard::new(&["Docs.Example.org.".to_owned(), "müller.test:80".to_owned()]).unwrap().refusal(&request)
    }

    #[test]
    fn names_of_this_machine_are_known_and_no_other() {
        let known = [
            "localhost",
            "LOCALHOST:8000",
            "localhost.:1",
            "a.b.localhost:",
            "127.0.0.1:8000",
            "127.9.9.9",
            "[::1]:8000",
            "[::ffff:127.0.0.1]",
            "192.168.1.5:8000",
            "docs.example.ORG:9",
            "xn--mller-kva.test",
        ];
        for host in known {
            assert_eq!(refusal(&[("host", host)]), None, "{host}");
        }
        let foreign = [
            "example.org",
            "localhost.example.org",
            "notlocalhost",
            "evil.docs.example.org",
            "192.168.1.6",
            "0.0.0.0:8000",
            "[::2]",
            "127.0.0.1.example.org",
            "localhost:x",
            "localhost:99999",
            "[::1",
            "[::1]x",
            "",
            "a b",
            "user@localhost",
        ];
        for host in foreign {
            assert!(refusal(&[("host", host)]).is_some(), "{host}");
        }
        assert!(
            refusal(&[("host", "box.local:8000")]).unwrap().ends_with("start the preview with --allow-host box.local")
        );
    }

    #[test]
    fn names_are_given_in_whole() {
        for name in ["*.example.org", ".example.org", "http://box.local", "a b", ""] {
            let refused = Guard::new(&[name.to_owned()]).unwrap_err().to_string();
            assert!(refused.starts_with(&format!("\"{name}\" is no name of a host: ")), "{refused}");
        }
    }

    #[test]
    fn pages_of_other_origins_are_refused() {
        let with = |origin| refusal(&[("host", "localhost:8000"), ("origin", origin)]);
        for own in ["http://localhost:8000", "http://127.0.0.1:8000", "http://docs.example.org:8000"] {
            assert_eq!(with(own), None, "{own}");
        }
        for foreign in ["null", "http://localhost:3000", "http://localhost", "https://example.org", "file://", "x", ""]
        {
            assert!(with(foreign).is_some(), "{foreign}");
        }
        assert_eq!(refusal(&[("host", "docs.example.org"), ("origin", "https://docs.example.org")]), None);
        let two = [("host", "localhost:1"), ("origin", "http://localhost:1"), ("origin", "http://evil.test")];
        assert!(refusal(&two).is_some());
    }

    #[test]
    fn links_from_anywhere_are_followed_and_nothing_is_embedded_elsewhere() {
        let from = |site, mode| {
            refusal(&[("host", "localhost:8000"), ("sec-fetch-site", site), ("sec-fetch-mode", mode)]).is_none()
        };
        assert!(from("cross-site", "navigate") && from("none", "navigate") && from("same-origin", "cors"));
        assert!(!from("cross-site", "no-cors") && !from("same-site", "no-cors") && !from("cross-site", "cors"));
    }
}
