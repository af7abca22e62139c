//! In: a target that leads nowhere, and who writes it. Out: which part of it is to be replaced, and by what, in the manner
//! in which it was written. Not here: where the target stands in the file.

use std::ops::Range;

use super::moved::Moved;
use crate::link::{Resolved, Site, href};

/// Who points.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'a> {
    /// Relative to the content folder.
    pub path: &'a str,
    /// The page's address, for a page.
    pub url: Option<&'a str>,
    /// Whether a picture is wanted.
    pub image: bool,
}

/// A part of a target and what stands there instead.
pub type Replacement = (Range<usize>, String);

/// What to write in place of a part of `target`, of which it is known that it leads to `resolved`.
pub fn replacement(
    moved: &Moved<'_>,
    site: &Site,
    content: &str,
    origin: Origin<'_>,
    target: &str,
    resolved: &Resolved,
) -> Option<Replacement> {
    let path_end = target.find(['?', '#']).unwrap_or(target.len());
    let (path, suffix) = target.split_at(path_end);
    let fragment = suffix.find('#').map(|at| path_end + at + 1..target.len());
    match resolved {
        Resolved::Page { page, anchor: Some(anchor), .. } => {
            let fragment = fragment?;
            let id = moved.anchor(*page, anchor)?;
            let text = if target[fragment.clone()].contains('%') || !is_plain(id) {
                href::encode_fragment(id)
            } else {
                id.to_owned()
            };
            (target[fragment.clone()] != text).then_some((fragment, text))
        }
        Resolved::Broken => {
            if path.is_empty() || path.contains(['\\', ':']) {
                return None;
            }
            let decoded = href::decode(path)?;
            let extension = decoded.rsplit('/').next()?.rsplit_once('.').map(|(_, extension)| extension);
            let is =
                |known: &[&str]| extension.is_some_and(|end| known.iter().any(|one| end.eq_ignore_ascii_case(one)));
            let new_path = if is(&["mmd", "mermaid"]) {
                written(path, origin.path, moved.diagram(origin.path, &decoded)?, content)
            } else if origin.image || (extension.is_some() && !is(&["md", "markdown", "html", "htm"])) {
                let asset = &site.assets[moved.asset(origin.path, &decoded)?];
                let beside = asset.file.strip_prefix(content).is_some_and(|rest| rest.starts_with('/'));
                if beside {
                    written(path, origin.path, &asset.path, content)
                } else {
                    encoded(path, &format!("/{}", asset.path))
                }
            } else {
                let new = moved.page(origin.path, origin.url, &decoded)?;
                let to = &site.pages[new.page].page.path;
                let anchor = fragment.map(|range| href::decode(&target[range]).unwrap_or_default());
                let known = |anchor: &String| {
                    anchor.is_empty()
                        || anchor == "top"
                        || anchor.starts_with(":~:")
                        || moved.has_anchor(new.page, anchor)
                };
                if new.by_name && !anchor.as_ref().is_none_or(known) {
                    return None;
                }
                // An address of a page is written as GitHub follows it: from this page, not from a root that only the
                // site has.
                let style = if is(&["md", "markdown"]) { path } else { path.trim_start_matches('/') };
                let text = written(style, origin.path, to, content);
                if let (Some(added), None) = (new.anchor, anchor) {
                    let text = format!("{text}{suffix}#{}", href::encode_fragment(added));
                    return Some((0..target.len(), text));
                }
                text
            };
            (new_path != path).then_some((0..path_end, new_path))
        }
        _ => None,
    }
}

/// The path of `to` as the file `from` writes it in the manner of `old`: from the root or relative, with `./`, encoded.
fn written(old: &str, from: &str, to: &str, content: &str) -> String {
    if let Some(rooted) = old.strip_prefix('/') {
        let prefix = rooted.strip_prefix(content).is_some_and(|rest| rest.starts_with('/'));
        let path = if prefix { format!("/{content}/{to}") } else { format!("/{to}") };
        return encoded(old, &path);
    }
    let relative = href::relative(from, to);
    let relative = href::decode(&relative).unwrap_or(relative);
    let dotted = old.starts_with("./") && !relative.starts_with('.');
    encoded(old, &if dotted { format!("./{relative}") } else { relative })
}

/// A path, percent-encoded where the old one was or where it has to be.
fn encoded(old: &str, path: &str) -> String {
    if old.contains('%') || !is_plain(path) { href::encode_path(path) } else { path.to_owned() }
}

/// Whether a text stands for itself wherever addresses are written: in Markdown, in HTML, in a diagram.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_ascii_alphanumeric()
            || matches!(c, '/' | '.' | '-' | '_' | '~' | '+' | '=' | ',' | '@')
            || (!c.is_ascii() && c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_path_is_written_as_the_old_one_was() {
        let write = |old: &str, to: &str| written(old, "a/b/c.md", to, "docs");
        assert_eq!(write("x.md", "a/d.md"), "../d.md");
        assert_eq!(write("./x.md", "a/b/d.md"), "./d.md");
        assert_eq!(write("./x.md", "d.md"), "../../d.md");
        assert_eq!(write("/x.md", "a/d.md"), "/a/d.md");
        assert_eq!(write("/docs/x.md", "a/d.md"), "/docs/a/d.md");
        assert_eq!(write("x.md", "a/b/d e.md"), "d%20e.md");
        assert_eq!(write("%C3%A4.md", "a/b/ö.md"), "%C3%B6.md");
        assert_eq!(write("ä.md", "a/b/ö.md"), "ö.md");
        assert_eq!(write("x.md", "a/b/(1)&.md"), "(1)%26.md");
    }
}
