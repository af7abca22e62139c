//! In: a label as the engine keeps it: with `<br>`, other HTML, entities, perhaps Markdown. Out: its text on one line. What comes
//! out may hold any character: whoever puts it into HTML escapes it.

use crate::mermaid::entity;

/// HTML that labels are formatted with. Anything else in angle brackets is text: `List<int>`.
const TAGS: [&str; 42] = [
    "a",
    "abbr",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "code",
    "del",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "script",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "table",
    "td",
    "tr",
    "u",
    "ul",
];

/// The text of a label; `is_markdown` says whether `*` and `_` mark words.
pub(super) fn text(label: &str, is_markdown: bool) -> String {
    let bare = without_tags(label);
    let bare = if is_markdown { without_marks(&bare) } else { bare };
    let mut out = String::with_capacity(bare.len());
    for word in entity::decode(&bare).split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

fn without_tags(label: &str) -> String {
    let mut out = String::with_capacity(label.len());
    // Nothing after the last `>` is a tag, so that what is searched for below is always found.
    let (mut rest, tail) = label.split_at(label.rfind('>').map_or(0, |last| last + 1));
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let inner = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
        let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = inner[..length].to_ascii_lowercase();
        let ends = inner[length..].starts_with(['>', '/', ' ', '\t', '\n']);
        match rest.find('>') {
            Some(end) if ends && TAGS.contains(&name.as_str()) => {
                if matches!(name.as_str(), "br" | "p" | "div" | "li" | "td" | "tr" | "hr" | "img") {
                    out.push(' ');
                }
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out.push_str(tail);
    out
}

/// Without the `*` and `_` around marked words. One that has no partner, or stands inside a word or alone, stays.
fn without_marks(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut is_mark = vec![false; chars.len()];
    let mut open: Vec<(char, usize, usize)> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let mark = chars[at];
        let length = chars[at..].iter().take_while(|c| **c == mark).count();
        let end = at + length;
        if matches!(mark, '*' | '_') && length <= 3 {
            let before = at.checked_sub(1).map(|before| chars[before]);
            let after = chars.get(end).copied();
            let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
            let partner = open.iter().rposition(|(c, l, _)| (*c, *l) == (mark, length));
            if let (Some(partner), false, true) = (partner, is_space(before), mark == '*' || !is_word(after)) {
                let (_, length, start) = open[partner];
                open.truncate(partner);
                is_mark[start..start + length].fill(true);
                is_mark[at..end].fill(true);
            } else if !is_space(after) && (mark == '*' || !is_word(before)) && open.len() < 8 {
                open.push((mark, length, at));
            }
        }
        at = end;
    }
    chars.into_iter().zip(is_mark).filter(|(_, is_mark)| !is_mark).map(|(c, _)| c).collect()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn labels_become_one_line_of_text() {
        assert_eq!(text("Web<br/>shop <b>now</b>", false), "Web shop now");
        assert_eq!(text("a&nbsp;&amp; b  &lt;b&gt; ﬂ°quot¶ßc", false), "a & b <b> \"c");
        assert_eq!(text("List<int> 1 < 2", false), "List<int> 1 < 2");
        assert_eq!(text("<img src=x onerror=alert(1)>x<script>alert(1)</script>", false), "xalert(1)");
        assert_eq!(text("a<script", false), "a<script");
        assert_eq!(text("a\u{1}b", false), "a b");
    }

    #[test]
    fn marks_of_markdown_go_and_other_stars_stay() {
        assert_eq!(text("**bold** and *it* and __so__ _on_", true), "bold and it and so on");
        assert_eq!(text("2 * 3, snake_case_name, *note", true), "2 * 3, snake_case_name, *note");
        assert_eq!(text("**bold**", false), "**bold**");
    }
}
