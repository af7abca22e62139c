//! In: a run of plain text. Out: the bare URLs and mail addresses in it that GitHub makes links of, by the rules of its
//! specification (section "Autolinks (extension)"), and `@id`s that may name figures. Not here: whether a figure of that
//! name exists.
//!
//! An `@id` begins after nothing, white space or an opening bracket or quote; it is a letter, then letters, digits, `_`,
//! and `-`, `.`, `:` where one of the former follows. One before `/` is the name of a package, not of a figure.

use std::ops::Range;

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// `http://…` or `https://…`.
    Url,
    /// `www.…`, a URL without its scheme.
    Www,
    /// A mail address.
    Mail,
    /// `@id`.
    Figure,
}

/// Everything found in `text`, in order, without overlaps.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, Found)> {
    let bytes = text.as_bytes();
    let mut found: Vec<(Range<usize>, Found)> = Vec::new();
    let mut at = 0;
    let mut free = 0;
    while let Some(step) = bytes[at..].iter().position(|byte| matches!(byte, b':' | b'@' | b'w' | b'W')) {
        at += step;
        let hit = match bytes[at] {
            b':' => url(text, at, free),
            b'@' => mail(text, at, free).or_else(|| figure(text, at)),
            _ => www(text, at),
        };
        match hit {
            Some((range, kind)) if range.start >= free => {
                free = range.end;
                at = range.end.max(at + 1);
                found.push((range, kind));
            }
            _ => at += 1,
        }
    }
    found
}

fn url(text: &str, colon: usize, free: usize) -> Option<(Range<usize>, Found)> {
    let rest = text[colon..].strip_prefix("://")?;
    let before = &text.as_bytes()[free..colon];
    let start = ["https", "http"]
        .iter()
        .find(|scheme| {
            before.len() >= scheme.len()
                && before[before.len() - scheme.len()..].eq_ignore_ascii_case(scheme.as_bytes())
        })
        .map(|scheme| colon - scheme.len())?;
    // GitHub's own parser is more generous here than its specification: `"https://…"` and `見https://…` are links, too.
    let inside_word = text[..start].ends_with(|before: char| before.is_ascii_alphanumeric());
    if inside_word || !is_domain(rest, false) {
        return None;
    }
    let end = end_of(text, colon + 3);
    (end > colon + 3).then_some((start..end, Found::Url))
}

fn www(text: &str, start: usize) -> Option<(Range<usize>, Found)> {
    let head = text.as_bytes().get(start..start + 4)?;
    if !head.eq_ignore_ascii_case(b"www.") || !may_begin(text, start) || !is_domain(&text[start..], true) {
        return None;
    }
    let end = end_of(text, start);
    (end > start + 4).then_some((start..end, Found::Www))
}

fn may_begin(text: &str, start: usize) -> bool {
    text[..start]
        .chars()
        .next_back()
        .is_none_or(|before| before.is_whitespace() || matches!(before, '*' | '_' | '~' | '('))
}

/// Letters, digits, `-`, `_` and dots; no `_` in the last two segments; a dot at least if `dotted`.
fn is_domain(text: &str, dotted: bool) -> bool {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len());
    let domain = text[..end].trim_end_matches('.');
    let mut segments = domain.rsplit('.');
    let last = segments.next().unwrap_or_default();
    let before = segments.next();
    !domain.is_empty()
        && !last.contains('_')
        && !before.is_some_and(|segment| segment.contains('_'))
        && (before.is_some() || !dotted)
}

/// Where a URL ends: at white space or `<`, without trailing punctuation, unbalanced `)` and entities.
fn end_of(text: &str, start: usize) -> usize {
    let length = text[start..].find(|c: char| c.is_whitespace() || c == '<');
    let mut end = length.map_or(text.len(), |length| start + length);
    let count = |of: u8| text.as_bytes()[start..end].iter().filter(|&&byte| byte == of).count();
    let (opened, mut closed) = (count(b'('), count(b')'));
    while end > start {
        match text.as_bytes()[end - 1] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => end -= 1,
            b')' if closed > opened => {
                closed -= 1;
                end -= 1;
            }
            b';' => {
                let name = text[start..end - 1].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                end = if name.ends_with('&') { start + name.len() - 1 } else { end - 1 };
            }
            _ => break,
        }
    }
    end
}

fn mail(text: &str, at: usize, free: usize) -> Option<(Range<usize>, Found)> {
    let is_local = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    let bytes = text.as_bytes();
    let local = bytes[free..at].iter().rev().take_while(|byte| is_local(byte)).count();
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let length = bytes[at + 1..].iter().take_while(|byte| is_domain(byte)).count();
    let domain = text[at + 1..at + 1 + length].trim_end_matches('.');
    let valid = local > 0
        && domain.contains('.')
        && domain.split('.').all(|segment| !segment.is_empty())
        && !domain.ends_with(['-', '_'])
        && bytes.get(at + 1 + length) != Some(&b'@');
    valid.then_some((at - local..at + 1 + domain.len(), Found::Mail))
}

fn figure(text: &str, at: usize) -> Option<(Range<usize>, Found)> {
    let before = text[..at].chars().next_back();
    let opens =
        |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '"' | '\'' | '“' | '‘' | '„' | '«' | '—' | '–');
    if !before.is_none_or(opens) || !text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut end = word(text, at + 1);
    // A node of the figure.
    if text[end..].starts_with('/') {
        end = Some(word(text, end + 1)).filter(|node| *node > end + 1).unwrap_or(end);
    }
    let after = text[end..].chars().next();
    let refused = after.is_some_and(|c| matches!(c, '/' | '@') || c.is_alphanumeric());
    (!refused).then_some((at..end, Found::Figure))
}

/// Where the name that begins at `start` ends.
fn word(text: &str, start: usize) -> usize {
    let (mut end, mut next) = (start, start);
    for byte in text[start..].bytes() {
        next += 1;
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            end = next;
        } else if !matches!(byte, b'-' | b'.' | b':') || (next - end > 1 && byte != b'-') {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|(range, _)| &text[range]).collect()
    }

    #[test]
    fn urls_as_github_links_them() {
        assert_eq!(found("see www.commonmark.org/a_b. Or"), ["www.commonmark.org/a_b"]);
        assert_eq!(found("(https://a.b/c(d)) x"), ["https://a.b/c(d)"]);
        assert_eq!(found("https://a.b/c(d))))"), ["https://a.b/c(d)"]);
        assert_eq!(found("http://localhost:80/x?y=1&amp;"), ["http://localhost:80/x?y=1"]);
        assert_eq!(found("xhttp://a.b www. www.x_y.z http:// ftp://a.b"), Vec::<&str>::new());
        assert_eq!(found("https://a.b/é, https://日本.jp/"), ["https://a.b/é", "https://日本.jp/"]);
        assert_eq!(found("https://a.b<c"), ["https://a.b"]);
    }

    #[test]
    fn mail_addresses() {
        assert_eq!(find("a foo+x@bar.example. b"), [(2..19, Found::Mail)]);
        assert_eq!(found("a@b hello@mail+xyz.example a@b.c@d a@b.c_"), Vec::<&str>::new());
    }

    #[test]
    fn figures() {
        assert_eq!(found("@a, (@b-c) and @d.e. \"@f\" [@g:h]: @i_"), ["@a", "@b-c", "@d.e", "@f", "@g:h", "@i_"]);
        assert_eq!(found("x@a @1 @ @a/b/c @a/ @a// @@a a/@b"), Vec::<&str>::new());
        assert_eq!(found("@org/pkg, @netflix-l0/api-1."), ["@org/pkg", "@netflix-l0/api-1"]);
        assert_eq!(find("@netflix-l0")[0], (0..11, Found::Figure));
    }

    #[test]
    fn long_runs_stay_linear() {
        for text in ["www.", "http://", "a@", "@a-", "www.a)", "https://a;", "@a."] {
            find(&text.repeat(100_000));
        }
    }
}
