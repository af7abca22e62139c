//! In: the text of front matter. Out: where its keys and their values stand. The libraries that read it tell places of
//! syntax errors only, so this looks at lines.

use std::collections::BTreeMap;
use std::ops::Range;

use super::front_matter::Syntax;

/// Where every key of the top level stands in the text of front matter, the first of a name.
pub(super) fn top_level(text: &str, syntax: Syntax) -> BTreeMap<&str, Range<usize>> {
    let sign = if syntax == Syntax::Yaml { ':' } else { '=' };
    let mut places = BTreeMap::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches(['"', '\'', '[']);
        let begin = start + line.len() - bare.len();
        let end = bare.find([sign, ']', '"', '\'']).unwrap_or(0);
        let name = bare[..end].trim_end();
        if !name.is_empty() {
            places.entry(name).or_insert(begin..begin + name.len());
        }
        start += line.len();
    }
    places
}

/// Where a key stands in the text of front matter, and where its value begins. Found by looking at lines, because the
/// libraries do not tell; `None` where the author wrote a flow map.
pub(super) fn locate(text: &str, syntax: Syntax, path: &[String]) -> Option<(Range<usize>, usize)> {
    let mut from = 0;
    let mut found = None;
    for key in path {
        found = locate_one(text, syntax, from, key, from > 0);
        from = found.as_ref()?.1;
    }
    found
}

fn locate_one(text: &str, syntax: Syntax, from: usize, key: &str, nested: bool) -> Option<(Range<usize>, usize)> {
    let sign = if syntax == Syntax::Yaml { ':' } else { '=' };
    let mut start = from;
    for line in text[from..].split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        let name = line[lead..].trim_start_matches(['"', '\'', '[']);
        let begin = start + line.len() - name.len();
        if (lead == 0 || nested || syntax == Syntax::Toml)
            && let Some(rest) = name.strip_prefix(key)
        {
            let rest = rest.trim_start_matches(['"', '\'']).trim_start_matches([' ', '\t']);
            let range = begin..begin + key.len();
            if let Some(value) = rest.strip_prefix(sign) {
                let value = value.trim_start_matches([' ', '\t']);
                return Some((range, start + line.len() - value.len()));
            }
            if syntax == Syntax::Toml && rest.starts_with(']') {
                return Some((range.clone(), range.end));
            }
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_their_text() {
        let yaml = "a: 1\n\"tags\" : x\nsidebar:\n  order: q\n";
        assert_eq!(locate(yaml, Syntax::Yaml, &["tags".to_owned()]), Some((6..10, 14)));
        let path = ["sidebar".to_owned(), "order".to_owned()];
        assert_eq!(locate(yaml, Syntax::Yaml, &path).map(|(_, value)| &yaml[value..]), Some("q\n"));
        assert_eq!(top_level(yaml, Syntax::Yaml).get("tags"), Some(&(6..10)));
        let toml = "[extra]\nweight = 'x'\n";
        assert_eq!(locate(toml, Syntax::Toml, &["weight".to_owned()]), Some((8..14, 17)));
        assert_eq!(locate(toml, Syntax::Toml, &["extra".to_owned()]), Some((1..6, 6)));
    }
}
