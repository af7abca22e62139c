//! In: the target of a reference as an author wrote it. Out: the address that is asked for, without what servers are never
//! told: the fragment, a user name and a password.

use url::{Host, Url};

use super::network;

/// An address of the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// In its normal form, or as it is written where it is no valid address. Names the address in messages and answers.
    pub text: String,
    /// Whether a user name or a password stood in it.
    pub credentials: bool,
    /// What to ask for; `None` where it is no valid address.
    pub(super) url: Option<Url>,
}

impl Address {
    /// The address that a target means; `None` if it does not lead into the web.
    pub fn read(target: &str) -> Option<Self> {
        let target = target.trim();
        let whole = if target.starts_with("//") { format!("https:{target}") } else { target.to_owned() };
        match Url::parse(&whole) {
            Ok(url) if is_web(&url) => {
                let credentials = !url.username().is_empty() || url.password().is_some();
                let url = bare(url);
                Some(Self { text: url.as_str().to_owned(), credentials, url: Some(url) })
            }
            Ok(_) => None,
            Err(_) => {
                let start = whole.get(..6).unwrap_or_default().to_ascii_lowercase();
                let web = start.starts_with("http:") || start == "https:";
                web.then_some(Self { text: whole, credentials: false, url: None })
            }
        }
    }
}

/// Whether an address is one of the web.
pub(super) fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
}

/// The address without fragment, user name and password.
pub(super) fn bare(mut url: Url) -> Url {
    url.set_fragment(None);
    // Refused only by addresses that cannot have them.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// Whether the host is set aside for examples (RFC 2606) and leads nowhere, whatever answers there.
pub(super) fn is_example(url: &Url) -> bool {
    let Some(Host::Domain(name)) = url.host() else {
        return false;
    };
    let name = name.trim_end_matches('.');
    ["example", "invalid", "example.com", "example.net", "example.org"].iter().any(|end| network::is_below(name, end))
}

/// Whether an address begins like `pattern`, in which `*` stands for any characters.
pub(super) fn begins_like(address: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = address.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(target: &str) -> Option<String> {
        Address::read(target).map(|address| address.text)
    }

    #[test]
    fn an_address_is_asked_without_what_servers_are_not_told() {
        assert_eq!(text("HTTPS://Docs.Rs:443/a b?c#d").as_deref(), Some("https://docs.rs/a%20b?c"));
        assert_eq!(text("//docs.rs").as_deref(), Some("https://docs.rs/"));
        let secret = Address::read("https://me:word@docs.rs/x").unwrap();
        assert_eq!((secret.text.as_str(), secret.credentials), ("https://docs.rs/x", true));
        assert_eq!(text("mailto:a@b.c"), None);
        assert_eq!(text("guide/start.md"), None);
    }

    #[test]
    fn what_only_looks_like_an_address_is_one_without_anything_to_ask() {
        let address = Address::read("https://docs.rs:99999/").unwrap();
        assert_eq!((address.text.as_str(), address.url), ("https://docs.rs:99999/", None));
    }

    #[test]
    fn hosts_of_examples_are_known() {
        let example = |text: &str| is_example(&Url::parse(text).unwrap());
        assert!(
            example("https://example.org/x") && example("http://a.b.example/") && example("http://www.example.com.")
        );
        assert!(!example("https://myexample.org/") && !example("https://example.io/"));
    }

    #[test]
    fn patterns_are_beginnings() {
        assert!(begins_like("https://a.org/b/c", "https://a.org/b"));
        assert!(begins_like("https://x.a.org/b", "*://*.a.org/"));
        assert!(begins_like("https://a.org/b?q=1", "https://a.org/*q="));
        assert!(!begins_like("https://a.org/b", "*://*.a.org/"));
        assert!(!begins_like("https://a.org/", "http://"));
    }
}
