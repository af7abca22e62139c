//! In: a masked flowchart. Out: edits that quote labels which Mermaid cannot read, close shapes as their authors meant, and
//! write arrows as Mermaid writes them. Not here: misspelt words.

use std::ops::Range;

use super::flow_link::link;
use super::flow_shape::{self, Line, Shape};
use super::flow_title::title;
use super::quote::quote;
use super::{Edit, MAX_LINE, Mending, hex};
use crate::mermaid::prepare::flow_arrow_end;

/// Statements that have no labels.
const OTHERS: &[&str] = &["class", "click", "direction", "accTitle", "accDescr", "href", "title"];
/// Statements with colours.
const STYLES: &[&str] = &["classDef", "style", "linkStyle"];

/// Most lines of one label.
const MAX_LABEL_LINES: usize = 40;

/// What to mend in `text` after its header, which ends at `start`.
pub fn mend(text: &str, start: usize) -> Vec<Mending> {
    let mut reader = Reader { text, at: start, goes_on: false, mendings: Vec::new() };
    while reader.at < text.len() {
        reader.line();
    }
    reader.mendings
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    /// Whether what stands at `at` follows a node.
    goes_on: bool,
    mendings: Vec<Mending>,
}

impl<'a> Reader<'a> {
    /// Reads one line, or more where a label goes on in the next.
    fn line(&mut self) {
        let start = self.at;
        let break_at = self.text[start..].find('\n').map_or(self.text.len(), |end| start + end);
        self.at = break_at + 1;
        let mut after_node = std::mem::take(&mut self.goes_on);
        if break_at - start > MAX_LINE {
            return;
        }
        let end = self.comment(start, break_at).unwrap_or(break_at);
        let line = Line::new(self.text, start, end);
        let mut at = line.skip_blanks(start);
        loop {
            match self.statement(&line, at, std::mem::take(&mut after_node)) {
                Some(next) if line.rest(next).starts_with(';') => at = line.skip_blanks(next + 1),
                Some(_) | None => break,
            }
        }
    }

    /// A comment behind a statement, which Mermaid takes only on a line of its own: where the statement ends.
    fn comment(&mut self, start: usize, end: usize) -> Option<usize> {
        let line = &self.text[start..end];
        let at = line.match_indices("%%").map(|(at, _)| at).find(|at| {
            let before = &line[..*at];
            before.ends_with([' ', '\t', ';'])
                && !before.trim().is_empty()
                && before.matches('"').count().is_multiple_of(2)
                && before.matches(['[', '(', '{']).count() <= before.matches([']', ')', '}']).count()
                && before.matches('|').count().is_multiple_of(2)
        })?;
        let statement = line[..at].trim_end();
        let indent = &line[..line.len() - line.trim_start().len()];
        self.mendings.push(Mending::edits(vec![Edit::new(start + statement.len()..start + at, format!("\n{indent}"))]));
        Some(start + statement.len())
    }

    /// One statement, or what of it stands after its first node; where it ends, if all of it could be read.
    fn statement(&mut self, line: &Line<'a>, at: usize, after_node: bool) -> Option<usize> {
        let rest = line.rest(at);
        let word = rest.split([' ', '\t', ';', ':']).next().unwrap_or_default();
        if after_node {
            return self.chain(line, at, true);
        }
        if STYLES.contains(&word) {
            self.mendings.extend(hex::colours(rest, at));
            return None;
        }
        if OTHERS.contains(&word) || rest.starts_with("end ") {
            return None;
        }
        if word == "subgraph" {
            self.mendings.extend(title(line, at + word.len()));
            return None;
        }
        self.chain(line, at, false)
    }

    /// Nodes with links between them.
    fn chain(&mut self, line: &Line<'a>, mut at: usize, mut after_node: bool) -> Option<usize> {
        loop {
            at = if std::mem::take(&mut after_node) { at } else { line.skip_blanks(self.node(line, at)?) };
            let rest = line.rest(at);
            if rest.is_empty() || rest.starts_with(';') {
                return Some(at);
            }
            at = if rest.starts_with('&') { line.skip_blanks(at + 1) } else { line.skip_blanks(self.link(line, at)?) };
            if line.rest(at).is_empty() {
                return None;
            }
        }
    }

    /// A node with its shape, class and data.
    fn node(&mut self, line: &Line<'a>, at: usize) -> Option<usize> {
        let id = id_length(line.rest(at));
        if id == 0 {
            return None;
        }
        let mut end = at + id;
        if flow_shape::opens(line, end) {
            end = self.shape(line, end)?;
        } else {
            let next = line.skip_blanks(end);
            if next > end && line.rest(next).starts_with(['[', '(', '{']) {
                let gap = end..next;
                end = self.shape(line, next)?;
                self.mendings.push(Mending::edits(vec![Edit::new(gap, "")]));
            }
        }
        let mut rest = line.rest(end);
        if rest.starts_with("@{") {
            end += rest.find('}')? + 1;
            rest = line.rest(end);
        }
        if let Some(class) = rest.strip_prefix(":::") {
            end += 3 + class.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(class.len());
        }
        Some(end)
    }

    /// A shape with its label: where it ends, unless that is in another line.
    fn shape(&mut self, line: &Line<'a>, at: usize) -> Option<usize> {
        let found = match flow_shape::close(line, at, false) {
            Some(found) => found,
            None if self.shape_of_lines(line, at) => return None,
            None => flow_shape::open_to_the_end(line, at)?,
        };
        let end = found.end;
        self.label(found);
        Some(end)
    }

    /// A label of several lines; reading goes on behind it.
    fn shape_of_lines(&mut self, line: &Line<'a>, at: usize) -> bool {
        let mut end = line.end;
        for _ in 0..MAX_LABEL_LINES {
            let next = end + 1;
            let Some(rest) = self.text.get(next..) else { return false };
            end = rest.find('\n').map_or(self.text.len(), |found| next + found);
            if end - at > 2 * MAX_LINE || flow_shape::opens_statement(&self.text[next..end]) {
                return false;
            }
            if let Some(found) = flow_shape::close(&Line::new(self.text, at, end), at, false)
                && found.edits.is_empty()
            {
                self.at = found.end;
                self.goes_on = true;
                self.label(found);
                return true;
            }
        }
        false
    }

    fn label(&mut self, found: Shape) {
        let Shape { inside, edits, slanted, .. } = found;
        let mut mending = Mending::edits(edits);
        // Together with the bracket, such a sign opens another shape.
        let opens_another = match self.text[..inside.start].chars().next_back() {
            Some('[') => self.text[inside.clone()].starts_with(['/', '\\']),
            Some('(') => self.text[inside.clone()].starts_with('-'),
            _ => false,
        };
        if opens_another || !is_readable(&self.text[inside.clone()], slanted) {
            mending.add(quote(self.text, inside));
        } else if !mending.edits.is_empty() {
            mending.labels.push(self.text[inside].trim().trim_matches('"').to_owned());
        }
        if !mending.edits.is_empty() {
            self.mendings.push(mending);
        }
    }

    /// An arrow with its label: where it ends.
    fn link(&mut self, line: &Line<'a>, at: usize) -> Option<usize> {
        let at = at + super::flow_link::edge_id(line.rest(at)).unwrap_or(0);
        let found = link(line.rest(at))?;
        let mut end = at + found.length;
        if let Some(meant) = found.meant {
            self.mendings.push(Mending::edits(vec![Edit::new(at..end, meant)]));
        }
        if let Some(half) = found.half {
            let (inside, after) = between_halves(line, end, half)?;
            self.text_between(inside);
            return Some(after);
        }
        let pipe = line.skip_blanks(end);
        if line.rest(pipe).starts_with('|') {
            let inside = pipe_label(line, pipe + 1)?;
            end = inside.end + 1;
            if !is_readable(&self.text[inside.clone()], false) {
                self.mendings.push(quote(self.text, inside));
            }
        }
        Some(end)
    }

    /// A label between the halves of an arrow: only quotes in the midst of it cannot be read.
    fn text_between(&mut self, inside: Range<usize>) {
        let label = self.text[inside.clone()].trim();
        let inner = label.strip_prefix('"').unwrap_or(label);
        let readable = !inner.contains('"') || (label.len() > inner.len() && inner.find('"') == Some(inner.len() - 1));
        if !readable {
            let lead = self.text[inside.clone()].len() - self.text[inside.clone()].trim_start().len();
            let start = inside.start + lead;
            self.mendings.push(quote(self.text, start..start + label.len()));
        }
    }
}

/// Length of a node's id: Mermaid's own, and dashes that begin no arrow.
fn id_length(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        let inside = match byte {
            b'-' => at > 0 && !matches!(next, b'>' | b'-' | b'.' | b' ' | b'|'),
            b'=' => at > 0 && !matches!(next, b'=' | b'>' | b' '),
            b':' => next != b':' && !rest[..at].ends_with(':') && at > 0,
            b'.' => at > 0 && next != b'-',
            b'_' | b'/' | b'#' | b'$' | b'%' | b'\'' | b'*' | b'+' | b'!' | b'?' | b'\\' => true,
            _ => byte.is_ascii_alphanumeric() || byte >= 0x80,
        };
        // An arrow written as one character is no letter of an id.
        if !inside || (byte >= 0x80 && rest.is_char_boundary(at) && link(&rest[at..]).is_some()) {
            break;
        }
        at += 1;
    }
    at
}

/// A label between the halves of an arrow drawn with `half`, and where the arrow ends.
fn between_halves(line: &Line<'_>, start: usize, half: u8) -> Option<(Range<usize>, usize)> {
    let mut at = start;
    while at < line.end {
        let rest = line.rest(at);
        if let Some(length) = flow_arrow_end(rest, half) {
            return (at > start).then_some((start..at, at + length));
        }
        at += match rest.strip_prefix('"').and_then(|inner| inner.find('"')) {
            Some(length) => length + 2,
            None => rest.chars().next().map_or(1, char::len_utf8),
        };
    }
    None
}

/// The label that begins after a `|`: it ends at a `|` that a node follows.
fn pipe_label(line: &Line<'_>, start: usize) -> Option<Range<usize>> {
    let rest = line.rest(start);
    let node_follows = |at: usize| {
        let after = line.rest(at + 1).trim_start();
        let id = id_length(after);
        id > 0 && !after[id..].starts_with('|') && !after[id..].trim_start().starts_with('|')
    };
    let quoted = rest.trim_start().starts_with('"');
    rest.match_indices('|')
        .map(|(at, _)| start + at)
        .filter(|at| !quoted || line.text[start..*at].trim().len() > 1 && line.text[start..*at].trim().ends_with('"'))
        .find(|at| node_follows(*at))
        .filter(|at| !flow_shape::has_arrow(&line.text[start..*at]))
        .map(|at| start..at)
}

/// Whether Mermaid reads a label as it stands.
pub fn is_readable(label: &str, slanted: bool) -> bool {
    if label.is_empty() {
        return false;
    }
    if let Some(inner) = label.strip_prefix('"') {
        if inner.len() > 2 && inner.starts_with('`') && inner.find("`\"") == Some(inner.len() - 2) {
            return true;
        }
        let Some(end) = inner.find('"') else { return false };
        return end > 0 && !inner[end + 1..].contains(['"', '[', ']', '(', ')', '{', '}', '|']);
    }
    let signs: &[char] =
        if slanted { &['[', ']', '(', ')', '{', '}'] } else { &['"', '[', ']', '(', ')', '{', '}', '|'] };
    // Together with the bracket before it, a run up to an `@` is read as the id of an edge.
    let first = label.split(|c: char| c.is_whitespace() || c == '"').next().unwrap_or_default();
    let bound = first.rfind('@').is_some_and(|at| !label[at + 1..].starts_with(['{', '"']));
    !label.contains(signs) && !bound
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::mermaid::repair::draft;

    fn mended(text: &str) -> String {
        draft::mended(mend, text)
    }

    #[test]
    fn labels_are_quoted_in_each_shape_and_each_arrow() {
        for (line, expected) in [
            ("A[x (y)] --> B[z (w)] & C{\"a\"}", "A[\"x (y)\"] --> B[\"z (w)\"] & C{\"a\"}"),
            ("A([x (y)]):::c --> B[(z (w))]", "A([\"x (y)\"]):::c --> B[(\"z (w)\")]"),
            ("A{{x (y)}} --> B[/z (w)/]", "A{{\"x (y)\"}} --> B[/\"z (w)\"/]"),
            ("A -->|x (y)| B -->|\"z\"| C", "A -->|\"x (y)\"| B -->|\"z\"| C"),
            ("A -- say \"x\" --> B", "A -- \"say #quot;x#quot;\" --> B"),
            ("A -- x (y) --> B[z (w)]", "A -- x (y) --> B[\"z (w)\"]"),
            ("A[me@host] --> B[a|b]", "A[\"me@host\"] --> B[\"a|b\"]"),
            ("A[/api/users] --> B[]", "A[\"/api/users\"] --> B[\" \"]"),
            ("A[x (y)];B[z (w)];", "A[\"x (y)\"];B[\"z (w)\"];"),
            ("A[x --> B\nC[y", "A[x --> B\nC[y]"),
            ("A[x (y)\nz] --> B[w (v)]", "A[\"x (y)\nz\"] --> B[\"w (v)\"]"),
        ] {
            assert_eq!(mended(line), expected);
        }
    }

    #[test]
    fn what_mermaid_reads_stays() {
        for line in [
            "A[x] --> B(\"y (z)\") --> C[\"`m (n)`\"]",
            "A[\"x\" y] -->|x y@z| B",
            "A@{ shape: rect, label: \"x (y)\" } e1@--> B",
            "class A,B c\nclick A \"x(y)\"\nstyle A fill:#fff",
            "A[x\ny] --> B",
            "A o--o B x--x C <--> D",
        ] {
            assert_eq!(mended(line), line);
        }
    }

    #[test]
    fn arrows_and_comments_are_written_as_mermaid_reads_them() {
        assert_eq!(mended("A -> B[x] => C"), "A --> B[x] ==> C");
        assert_eq!(mended("  A --> B %% note (x)"), "  A --> B\n  %% note (x)");
        assert_eq!(mended("A [x (y)]"), "A[\"x (y)\"]");
    }

    #[test]
    fn a_label_of_several_lines_takes_up_no_statement() {
        let text = "A[x (y]{\nend\nsubgraph S[T]\nend";
        assert_eq!(mended(text), text);
    }
}
