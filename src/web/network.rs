//! Which hosts are this machine or in a private network. A page is not trusted: it must not make a machine that checks it
//! ask what only that machine can reach.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Ends of names that no public name server knows (RFC 6761, RFC 6762, RFC 8375, RFC 9476, and habit).
const PRIVATE_ENDS: [&str; 10] =
    ["localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "test", "home.arpa"];

/// Whether the host of an address is private as it is written. What a public name leads to is known only when it is
/// resolved: see [`is_public`].
pub(super) fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public(IpAddr::V4(address)),
        Some(Host::Ipv6(address)) => !is_public(IpAddr::V6(address)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            !name.contains('.') || PRIVATE_ENDS.iter().any(|end| is_below(name, end))
        }
        None => true,
    }
}

/// Whether a host, as it is written, is this machine itself. A link to it is asked for like any other; only what leads
/// there in disguise, by a name or a redirect, is not.
pub(super) fn is_this_machine(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether `name` is `domain` or a name in it.
pub(super) fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether an address is one of the public internet, by the registries of IANA for special-purpose addresses.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

const fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., ..)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 0, 0 | 2)
            | (192, 88, 99)
            | (192, 168, _)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    )
}

/// Only global unicast counts, without its ranges for special purposes; addresses that hold one of version 4 are judged
/// by that.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            embedded(high, low)
        }
        [0x2001, second, ..] => second >= 0x200 && second != 0xdb8,
        [0x3fff, second, ..] => second >= 0x1000,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_that_only_this_machine_reaches_are_private() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "0.0.0.0",
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "[::1]",
            "[::]",
            "[fe80::1]",
            "[fd00::1]",
            "[::ffff:10.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:a00:1::]",
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "jenkins",
            "wiki.corp",
            "router.home.arpa",
        ] {
            assert!(is_private(&Url::parse(&format!("http://{host}/")).unwrap()), "{host}");
        }
    }

    #[test]
    fn hosts_of_the_internet_are_not() {
        for host in
            ["docs.rs", "1.1.1.1", "172.32.0.1", "192.0.1.1", "[2606:4700::1111]", "[2001:4860::8888]", "mylocal.de"]
        {
            assert!(!is_private(&Url::parse(&format!("http://{host}/")).unwrap()), "{host}");
        }
    }
}
