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

/// What a path keeps as it is.
const PATH: &AsciiSet = &SEGMENT.remove(b'/');

/// A path with each segment percent-encoded; `/` stays.
pub fn encode_path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// A fragment as it stands in a URL, percent-encoded where a path is: browsers compare the decoded form.
pub fn encode_fragment(fragment: &str) -> String {
    utf8_percent_encode(fragment, PATH).to_string()
}

/// Percent-decodes; `None` where the bytes are no UTF-8.
pub fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// The encoded address of output file `to` as written in output file `from`: `../b/index.html`.
pub fn relative(from: &str, to: &str) -> String {
    // Up to the last `/` that ends the same folders in both.
    let same = from.bytes().zip(to.bytes()).take_while(|(a, b)| a == b);
    let (_, shared) = same.fold((0, 0), |(at, shared), (byte, _)| (at + 1, if byte == b'/' { at + 1 } else { shared }));
    let (above, rest) = (from[shared..].matches('/').count(), &to[shared..]);
    let mut address = String::with_capacity(3 * above + rest.len() + 8);
    for _ in 0..above {
        address.push_str("../");
    }
    // A first segment with a colon would be read as a scheme.
    if above == 0 && rest.split('/').next().is_some_and(|first| first.contains(':')) {
        address.push_str("./");
    }
    address.extend(utf8_percent_encode(rest, PATH));
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
        assert_eq!(relative("a/bc/index.html", "a/bd/index.html"), "../bd/index.html");
        assert_eq!(relative("ab/index.html", "a"), "../a");
        assert_eq!(relative("a/b/index.html", "a/b"), "../b");
        assert_eq!(root("a/b/index.html"), "../../");
    }

    #[test]
    fn a_path_is_joined_and_never_leaves_the_root() {
        assert_eq!(join("a/b.md", "../c.md").as_deref(), Some("c.md"));
        assert_eq!(join("a/b.md", "./d/").as_deref(), Some("a/d"));
        assert_eq!(join("a/b.md", "../../c.md"), None);
    }
}
