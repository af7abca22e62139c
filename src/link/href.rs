//! Addresses between files of the output: relative, percent-encoded, naming the file, so that they work under any base
//! URL and from a folder.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What a path segment of a URL keeps as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'=')
    .remove(b'@');

/// A path with each segment percent-encoded; `/` stays.
pub fn encode_path(path: &str) -> String {
    let parts: Vec<String> = path.split('/').map(|part| utf8_percent_encode(part, SEGMENT).to_string()).collect();
    parts.join("/")
}

/// A fragment as it stands in a URL: letters of any script stay, since browsers compare the decoded form.
pub fn encode_fragment(fragment: &str) -> String {
    utf8_percent_encode(fragment, SEGMENT).to_string()
}

/// Percent-decodes; `None` where the bytes are no UTF-8.
pub fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// The encoded address of output file `to` as written in output file `from`: `../b/index.html`.
pub fn relative(from: &str, to: &str) -> String {
    let from_folder: Vec<&str> = from.split('/').collect();
    let from_folder = &from_folder[..from_folder.len() - 1];
    let to_parts: Vec<&str> = to.split('/').collect();
    let shared = from_folder.iter().zip(&to_parts[..to_parts.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut address = "../".repeat(from_folder.len() - shared);
    let rest = to_parts[shared..].join("/");
    // A first segment with a colon would be read as a scheme.
    if address.is_empty() && to_parts[shared].contains(':') {
        address.push_str("./");
    }
    address.push_str(&encode_path(&rest));
    address
}

/// The prefix that leads from output file `from` to the site's root: empty, or `../` repeated.
pub fn root(from: &str) -> String {
    "../".repeat(from.matches('/').count())
}

/// Resolves `path` (with `/`, decoded) against the folder of `base`. `None` where it leads above the root.
pub fn join(base: &str, path: &str) -> Option<String> {
    let folder = base.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_the_file_and_count_from_the_page() {
        assert_eq!(relative("a/b/index.html", "a/c/index.html"), "../c/index.html");
        assert_eq!(relative("index.html", "a/ä b.html"), "a/%C3%A4%20b.html");
        assert_eq!(relative("a/index.html", "index.html"), "../index.html");
        assert_eq!(relative("a/index.html", "a/x:y.png"), "./x%3Ay.png");
        assert_eq!(root("a/b/index.html"), "../../");
    }

    #[test]
    fn a_path_is_joined_and_never_leaves_the_root() {
        assert_eq!(join("a/b.md", "../c.md").as_deref(), Some("c.md"));
        assert_eq!(join("a/b.md", "./d/").as_deref(), Some("a/d"));
        assert_eq!(join("a/b.md", "../../c.md"), None);
    }
}
