//! Addresses that leave the site: which schemes a reader may be sent to. Nothing that runs or reads local files.

/// Schemes that a reader may be sent to.
pub(super) const SAFE_SCHEMES: [&str; 14] =
    ["http", "https", "mailto", "tel", "sms", "ftp", "ftps", "irc", "ircs", "xmpp", "sip", "geo", "git", "ssh"];

/// The scheme of an address, in lower case. White space and control characters inside it are what browsers ignore, so they
/// are ignored here.
pub(super) fn scheme(target: &str) -> Option<String> {
    let head = target.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, _) = head.split_once(':')?;
    let name: String = name.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let valid = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    valid.then(|| name.to_ascii_lowercase())
}

/// Whether a reader may be sent to an address: it has no scheme, or one that cannot run anything.
pub fn is_safe_address(address: &str) -> bool {
    scheme(address).is_none_or(|scheme| SAFE_SCHEMES.contains(&scheme.as_str()))
}

/// Pictures given as data are safe to show: raster ones cannot run anything.
pub(super) fn is_safe_picture(target: &str) -> bool {
    let head = target.get(..22).unwrap_or(target).to_ascii_lowercase();
    ["png", "jpeg", "gif", "webp", "avif"].iter().any(|kind| head.starts_with(&format!("data:image/{kind};")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_found_where_browsers_find_one() {
        assert_eq!(scheme("java\tscript:alert(1)").as_deref(), Some("javascript"));
        assert_eq!(scheme("HTTPS://example.org").as_deref(), Some("https"));
        assert_eq!(scheme("a/b:c.md"), None);
        assert_eq!(scheme("page.md#a:b"), None);
    }
}
