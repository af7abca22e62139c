//! In: a diagram's source. Out: the same bytes with everything blanked that Mermaid takes away before it parses: front
//! matter, directives, comments. Offsets stay the author's. Not here: any meaning of what was blanked, but for its place.

use std::ops::Range;

/// A source whose front matter, directives and comments are spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Masked {
    /// As long as the source, with the same line breaks.
    pub text: String,
    /// The front matter's YAML, between its two fences.
    pub front_matter: Option<Range<usize>>,
    /// The `%%{…}%%` directives.
    pub directives: Vec<Range<usize>>,
}

/// Blanks what Mermaid does not hand to a diagram's parser.
pub fn mask(source: &str) -> Masked {
    let mut bytes = source.as_bytes().to_vec();
    if source.starts_with('\u{feff}') {
        blank(&mut bytes, 0..3);
    }
    let front_matter = front_matter(source);
    let mut at = 0;
    if let Some((whole, _)) = &front_matter {
        blank(&mut bytes, whole.clone());
        at = whole.end;
    }
    let mut directives = Vec::new();
    while let Some(start) = source[at..].find("%%{").map(|found| at + found) {
        let end = source[start..].find("}%%").map_or(source.len(), |found| start + found + 3);
        blank(&mut bytes, start..end);
        directives.push(start..end);
        at = end;
    }
    blank_comments(&mut bytes);
    single_quote_attributes(&mut bytes);
    for byte in &mut bytes {
        if *byte == b'\r' {
            *byte = b' ';
        }
    }
    Masked {
        // Only whole ranges of the source, and single ASCII bytes, become ASCII; the result is UTF-8 again.
        text: String::from_utf8(bytes).unwrap_or_else(|_| source.to_owned()),
        front_matter: front_matter.map(|(_, yaml)| yaml),
        directives,
    }
}

fn blank(bytes: &mut [u8], range: Range<usize>) {
    for byte in &mut bytes[range] {
        if *byte != b'\n' {
            *byte = b' ';
        }
    }
}

/// The whole block with its fences, and the YAML inside.
fn front_matter(source: &str) -> Option<(Range<usize>, Range<usize>)> {
    let lead = source.len() - source.trim_start().len();
    let line_start = source[..lead].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = &source[line_start..lead];
    let opening = source[lead..].lines().next()?;
    if opening.trim_end() != "---" {
        return None;
    }
    let yaml_start = lead + source[lead..].find('\n')? + 1;
    let mut at = yaml_start;
    for line in source[yaml_start..].split_inclusive('\n') {
        if line.strip_prefix(indent).is_some_and(|rest| rest.trim_end() == "---") {
            return Some((line_start..at + line.len(), yaml_start..at));
        }
        at += line.len();
    }
    None
}

fn blank_comments(bytes: &mut [u8]) {
    let mut start = 0;
    while start < bytes.len() {
        let end = bytes[start..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |found| start + found);
        let text = start + bytes[start..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if bytes[text..end].starts_with(b"%%") {
            blank(bytes, start..end);
        }
        start = end + 1;
    }
}

/// Mermaid rewrites `="x"` inside a tag to `='x'` before it parses, so that such quotes end no label.
fn single_quote_attributes(bytes: &mut [u8]) {
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'<' || !bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric) {
            at += 1;
            continue;
        }
        let Some(end) = bytes[at..].iter().position(|&byte| byte == b'>').map(|found| at + found) else {
            return;
        };
        let mut inside = at;
        while inside + 1 < end {
            if bytes[inside] == b'='
                && bytes[inside + 1] == b'"'
                && let Some(close) = bytes[inside + 2..end].iter().position(|&byte| byte == b'"')
            {
                bytes[inside + 1] = b'\'';
                bytes[inside + 2 + close] = b'\'';
                inside += 2 + close;
            }
            inside += 1;
        }
        at = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn front_matter_directives_and_comments_become_spaces_in_place() {
        let source = "---\ntitle: ü\n---\n%%{init: {}}%%\ngraph TD\n  %% note\nA<i a=\"b\">";
        let masked = mask(source);
        assert_eq!(masked.text.len(), source.len());
        assert_eq!(masked.text.trim_start(), "graph TD\n         \nA<i a='b'>");
        assert_eq!(&source[masked.front_matter.unwrap()], "title: ü\n");
        assert_eq!(&source[masked.directives[0].clone()], "%%{init: {}}%%");
    }

    #[test]
    fn a_fence_that_is_never_closed_is_no_front_matter() {
        assert_eq!(mask("---\ntitle: x\n").text, "---\ntitle: x\n");
    }
}
