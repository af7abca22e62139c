//! A diagram's statements without its texts. In: a masked diagram. Out: its statements with their places, in which labels,
//! strings, descriptions, notes and bodies are blank, so that what looks like a keyword in them is none. Not here: what
//! the statements mean.

use std::ops::Range;

use super::kind::Kind;
use super::prepare::find_flow_labels;

/// A diagram cut into statements.
pub struct Code<'a> {
    text: &'a str,
    /// As long as the text.
    code: String,
    ranges: Vec<Range<usize>>,
}

/// One statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement<'a> {
    /// As it stands in the source.
    pub text: &'a str,
    /// The same bytes with texts as spaces.
    pub code: &'a str,
    /// Its first byte in the source.
    pub start: usize,
}

/// Statements whose colons begin no text.
const DECLARATIONS: &[&str] = &["classdef", "style", "linkstyle"];
/// Statements that are nothing but text, or that lead somewhere.
const TEXTS: &[&str] = &["acctitle", "accdescr", "click"];
/// The same where such words are no ids of nodes.
const MORE_TEXTS: &[&str] = &["title", "link", "callback", "note", "direction"];

impl<'a> Code<'a> {
    /// Cuts the masked `text` of a diagram whose header ends at `start`.
    pub fn new(text: &'a str, kind: Kind, start: usize) -> Self {
        let mut blanker = Blanker { code: text.as_bytes().to_vec(), kind, closing: None };
        blanker.blank(0..start);
        let flow = matches!(kind, "flowchart" | "swimlane" | "agentflow" | "usecase");
        if flow {
            for label in find_flow_labels(text, start).labels {
                blanker.blank(label.inside);
            }
            blanker.blank_data(start);
        }
        let mut ranges = Vec::new();
        let mut at = start;
        while at < blanker.code.len() {
            let ends = |byte: &u8| *byte == b'\n' || *byte == b';' && (flow || kind == "block");
            let end = blanker.code[at..].iter().position(ends).map_or(blanker.code.len(), |found| at + found);
            blanker.statement(at..end, flow);
            ranges.push(at..end);
            at = end + 1;
        }
        // Whole characters have been blanked, so it is UTF-8 again.
        Self { text, code: String::from_utf8(blanker.code).unwrap_or_default(), ranges }
    }

    /// The statements in their order; those that are blank are left out.
    pub fn statements(&self) -> impl Iterator<Item = Statement<'_>> {
        self.ranges.iter().filter_map(|range| {
            let code = self.code.get(range.clone())?;
            let indent = code.len() - code.trim_start().len();
            let start = range.start + indent;
            (indent < code.len()).then(|| Statement {
                text: &self.text[start..range.end],
                code: &code[indent..],
                start,
            })
        })
    }
}

struct Blanker {
    code: Vec<u8>,
    kind: Kind,
    /// What ends the body, description or note that a statement has opened.
    closing: Option<&'static str>,
}

impl Blanker {
    fn blank(&mut self, range: Range<usize>) {
        self.code[range].fill(b' ');
    }

    /// Strings and `@{…}` of a flowchart, which may go over several lines.
    fn blank_data(&mut self, start: usize) {
        let (mut open, mut quoted, mut opened) = (None, false, start);
        for at in start..self.code.len() {
            match self.code[at] {
                b'"' => {
                    quoted = !quoted;
                    if quoted {
                        opened = at;
                    } else if open.is_none() {
                        self.blank(opened..at + 1);
                    }
                }
                b'{' if !quoted && at > 0 && self.code[at - 1] == b'@' => open = Some(at - 1),
                b'}' if !quoted => {
                    if let Some(from) = open.take() {
                        self.blank(from..at + 1);
                    }
                }
                _ => {}
            }
        }
    }

    fn statement(&mut self, range: Range<usize>, flow: bool) {
        let Some(code) = std::str::from_utf8(&self.code[range.clone()]).ok() else {
            return;
        };
        let word = code.trim_start();
        if let Some(closing) = self.closing {
            if word.to_ascii_lowercase().starts_with(closing) || closing == "}" && word.trim_end().ends_with('}') {
                self.closing = None;
            }
            self.blank(range);
            return;
        }
        let first = &word[..word.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(word.len())];
        let after = &word[first.len()..];
        let is_any = |list: &[&str]| list.iter().any(|known| first.eq_ignore_ascii_case(known));
        let is_keyword =
            after.starts_with(|c: char| c.is_whitespace() || c == ':' && !after.starts_with(":::") || c == '{');
        let free = matches!(self.kind, "mindmap" | "treeview" | "treemap");
        if is_keyword && (is_any(TEXTS) || !flow && !free && is_any(MORE_TEXTS)) {
            if is_any(&["accDescr"]) && after.trim_start().starts_with('{') && !after.contains('}') {
                self.closing = Some("}");
            }
            if self.kind == "state" && is_any(&["note"]) && !after.contains(':') {
                self.closing = Some("end note");
            }
            self.blank(range);
        } else if !(flow || is_keyword && is_any(DECLARATIONS)) {
            let is_namespace = self.kind == "class" && is_any(&["namespace"]);
            self.texts(range, is_namespace);
        }
    }

    /// Blanks strings, what stands behind a colon, and bodies.
    fn texts(&mut self, range: Range<usize>, is_namespace: bool) {
        let mut quote = None;
        for at in range.clone() {
            if self.code[at] == b'"' {
                match quote.take() {
                    Some(open) => self.blank(open + 1..at),
                    None => quote = Some(at),
                }
            }
        }
        if let Some(open) = quote {
            self.blank(open..range.end);
        }
        let line = &self.code[range.clone()];
        let end = line.trim_ascii_end().len();
        let has_bodies = matches!(self.kind, "class" | "er" | "requirement");
        if has_bodies && line[..end].ends_with(b"{") && !is_namespace {
            self.closing = Some("}");
        } else if has_bodies && line[..end].ends_with(b"}") && !is_namespace {
            let open = line.iter().position(|byte| *byte == b'{');
            if let Some(open) = open {
                self.blank(range.start + open..range.start + end);
            }
        }
        let line = &self.code[range.clone()];
        let colons = |at: usize| line[at..].iter().take_while(|byte| **byte == b':').count();
        if matches!(self.kind, "class" | "er" | "state") {
            let mut at = 0;
            while at < line.len() {
                match colons(at) {
                    0 => at += 1,
                    1 => break,
                    run => at += run,
                }
            }
            self.blank(range.start + at..range.end);
        } else if self.kind == "treeview"
            && let Some(at) = line.windows(2).position(|pair| pair == b"##")
        {
            self.blank(range.start + at..range.end);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    fn codes(text: &str, kind: &'static str) -> Vec<String> {
        let code = Code::new(text, kind, 0);
        code.statements().map(|s| s.code.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn texts_are_blank_and_statements_stay() {
        assert_eq!(codes("A[\"x; class A b\"] --> B; class A b", "flowchart"), ["A[ ] --> B", "class A b"]);
        assert_eq!(codes("A@{ label: \"x\n}\" }:::c\nB", "flowchart"), ["A :::c", "B"]);
        assert_eq!(
            codes("class A {\n +b\n}\nA : x\nclassDef c fill:red", "class"),
            ["class A {", "A", "classDef c fill:red"]
        );
    }
}
