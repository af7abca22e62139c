//! The tags of the site's pages. In: front matter. Out: each tag once, with the name of its address and its pages.
//!
//! Names that differ only in case, or in how their words are joined, have the same slug and are one tag.

use std::collections::BTreeMap;

use super::urls::Placed;
use crate::cache::Key;

/// Bytes of a slug. File systems end at 255 bytes a name.
const LONGEST: usize = 100;

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Tag {
    /// As most pages write it; of several that are written equally often, as the first page does.
    pub name: String,
    /// The name of its folder.
    pub slug: String,
    /// The pages that have it, in order of their path.
    pub pages: Vec<usize>,
}

/// All tags, in order of their slug.
pub(super) fn collect(placed: &[Placed]) -> Vec<Tag> {
    #[derive(Default)]
    struct Found<'a> {
        /// How often each way to write it was found, in the order of finding.
        names: Vec<(&'a str, usize)>,
        pages: Vec<usize>,
    }
    let mut tags: BTreeMap<String, Found<'_>> = BTreeMap::new();
    for (page, placed) in placed.iter().enumerate() {
        for name in &placed.input.page.meta.tags {
            let Some(slug) = slug(name) else { continue };
            let found = tags.entry(slug).or_default();
            if found.pages.last() == Some(&page) {
                continue;
            }
            found.pages.push(page);
            match found.names.iter_mut().find(|(known, _)| known == name) {
                Some((_, times)) => *times += 1,
                None => found.names.push((name, 1)),
            }
        }
    }
    let name = |names: &[(&str, usize)]| {
        let most = names.iter().map(|(_, times)| times).max();
        names.iter().find(|(_, times)| Some(times) == most).map(|(name, _)| name.trim().to_owned()).unwrap_or_default()
    };
    tags.into_iter().map(|(slug, found)| Tag { name: name(&found.names), slug, pages: found.pages }).collect()
}

/// The name of a tag's folder: lower case, `-` between words. Letters and digits of any script stay, as do `-`, `_`, `+`, and a
/// dot inside of a word; everything else is `~` and its bytes in hexadecimal, so that `C`, `C++` and `C#` are three tags and no name
/// leads elsewhere. `None` where there is nothing but space.
pub fn slug(name: &str) -> Option<String> {
    let mut slug = String::new();
    for word in name.split_whitespace() {
        if !slug.is_empty() {
            slug.push('-');
        }
        let mut letters = word.chars().flat_map(char::to_lowercase).peekable();
        let mut before = None;
        while let Some(letter) = letters.next() {
            let is_inside =
                before.is_some_and(char::is_alphanumeric) && letters.peek().is_some_and(|next| next.is_alphanumeric());
            if letter.is_alphanumeric() || matches!(letter, '-' | '_' | '+') || (letter == '.' && is_inside) {
                slug.push(letter);
            } else {
                let mut bytes = [0; 4];
                letter.encode_utf8(&mut bytes).bytes().for_each(|byte| slug.push_str(&format!("~{byte:02x}")));
            }
            before = Some(letter);
        }
    }
    // The page that lists all tags has this name.
    if slug == "index.html" {
        slug = "index~2ehtml".to_owned();
    }
    if slug.len() > LONGEST {
        let hash = Key::new("tag", &[slug.as_bytes()]).hex();
        slug.truncate(slug.floor_char_boundary(LONGEST));
        slug.push('~');
        slug.push_str(&hash);
    }
    Some(slug).filter(|slug| !slug.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_one_harmless_name_of_a_folder() {
        let slugs = [
            ("Load  Balancing", "load-balancing"),
            ("load-balancing", "load-balancing"),
            ("C++", "c++"),
            ("C#", "c~23"),
            ("Node.js", "node.js"),
            ("../x", "~2e~2e~2fx"),
            (".", "~2e"),
            ("a.", "a~2e"),
            ("index.html", "index~2ehtml"),
            ("<script>", "~3cscript~3e"),
            ("a\\b%2f~", "a~5cb~252f~7e"),
            ("Größe 東京", "größe-東京"),
            ("\u{202e}x\0", "~e2~80~aex~00"),
        ];
        for (name, expected) in slugs {
            assert_eq!(slug(name).as_deref(), Some(expected), "{name:?}");
        }
        assert_eq!(slug(" \t"), None);
    }

    #[test]
    fn a_long_slug_is_cut_and_stays_its_own() {
        let [one, two] = ["a", "b"].map(|end| slug(&format!("{}{end}", "é".repeat(300))).expect("a slug"));
        assert!(one.len() < 140 && one.starts_with("éé") && one != two, "{one} {two}");
    }
}
