//! In: a file that is no page but holds Mermaid fences: a template, an archetype, a plan. Out: its diagrams, each with its
//! way back to the file, and fences that nothing closes. Not here: the rest of the file, which may be of any language.
//!
//! A fence may be indented, as in a block of YAML; its lines lose as much. Expressions of templates (`{{ … }}`, `{% … %}`,
//! `{# … #}`) become as many `x` or blanks, so that what a template makes of them cannot break a diagram here.

use std::borrow::Cow;

use crate::diagnostics::Finding;
use crate::model::{Diagram, DiagramData, Position, SourceMap, Span, Suppression};

use super::fence;
use super::suppress;

/// Reads the diagrams of a file. `template` says whether it may hold expressions of templates.
pub(super) fn read(file: &str, text: &str, template: bool) -> (Vec<Diagram>, Vec<Suppression>, Vec<Finding>) {
    let text = if template { without_expressions(text) } else { Cow::Borrowed(text) };
    let mut found = (Vec::new(), Vec::new(), Vec::new());
    let mut open: Option<Open> = None;
    let mut number = 0;
    for line in text.lines() {
        number += 1;
        let bare = line.trim_end_matches('\r');
        let indent = bare.len() - bare.trim_start_matches([' ', '\t']).len();
        match &mut open {
            Some(fence) if fence.is_closed_by(bare) => {
                if let Some(fence) = open.take() {
                    fence.finish(number, &mut found);
                }
            }
            // The block of YAML that holds the fence ends before it does.
            Some(fence) if !bare.trim().is_empty() && indent < fence.indent => {
                fence.report(file, &mut found.2);
                open = Open::at(bare, indent, number);
            }
            Some(fence) => fence.push(bare, number),
            None => open = Open::at(bare, indent, number),
        }
    }
    if let Some(fence) = open {
        fence.report(file, &mut found.2);
    }
    found
}

/// A fence while it is open.
struct Open {
    mark: char,
    length: usize,
    indent: usize,
    /// Whether it is Mermaid; other fences are only passed over.
    mermaid: bool,
    line: u32,
    columns: u32,
    source: String,
    starts: Vec<Position>,
}

impl Open {
    fn at(line: &str, indent: usize, number: u32) -> Option<Self> {
        let rest = &line[indent..];
        let mark = rest.chars().next().filter(|first| matches!(first, '`' | '~'))?;
        let length = rest.len() - rest.trim_start_matches(mark).len();
        let info = &rest[length..];
        if length < 3 || (mark == '`' && info.contains('`')) {
            return None;
        }
        Some(Self {
            mark,
            length,
            indent,
            mermaid: fence::info(info).language.eq_ignore_ascii_case("mermaid"),
            line: number,
            columns: count(line),
            source: String::new(),
            starts: Vec::new(),
        })
    }

    fn is_closed_by(&self, line: &str) -> bool {
        let bare = line.trim();
        bare.len() >= self.length && bare.chars().all(|character| character == self.mark)
    }

    fn push(&mut self, line: &str, number: u32) {
        let lead = line.len() - line.trim_start_matches([' ', '\t']).len();
        let cut = lead.min(self.indent);
        self.starts.push(Position { line: number, column: count(&line[..cut]) + 1 });
        self.source.push_str(&line[cut..]);
        self.source.push('\n');
    }

    fn span(&self) -> Span {
        let at = |column| Position { line: self.line, column };
        Span { start: at(u32::try_from(self.indent).unwrap_or(0) + 1), end: at(self.columns + 1) }
    }

    fn finish(self, last: u32, found: &mut (Vec<Diagram>, Vec<Suppression>, Vec<Finding>)) {
        if !self.mermaid {
            return;
        }
        let span = self.span();
        let map = SourceMap { lines: self.starts };
        found.1.extend(suppress::in_diagram(&self.source, (self.line, last), |range| map.span(&self.source, range)));
        found.0.push(Diagram {
            data: DiagramData::default(),
            source: self.source.into(),
            map,
            line: self.line,
            span,
            heading: None,
        });
    }

    fn report(&self, file: &str, findings: &mut Vec<Finding>) {
        if self.mermaid {
            let fence: String = std::iter::repeat_n(self.mark, self.length).collect();
            let message = format!("the fence {fence} is not closed");
            let help = format!("put a line with {fence} after the block's last line");
            findings.push(Finding::error("unclosed-fence", file, self.span(), message).with_help(help));
        }
    }
}

fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX - 1)
}

/// The text with the same places, without the expressions of templates.
fn without_expressions(text: &str) -> Cow<'_, str> {
    if !text.contains("{{") && !text.contains("{%") && !text.contains("{#") {
        return Cow::Borrowed(text);
    }
    // Where the last end of each kind stands: behind it nothing is looked for, which keeps this linear.
    let last = ["}}", "%}", "#}"].map(|end| text.rfind(end).unwrap_or(0));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let kind = match rest.as_bytes().get(1) {
            Some(b'{') => Some(("}}", 'x', last[0])),
            Some(b'%') => Some(("%}", ' ', last[1])),
            Some(b'#') => Some(("#}", ' ', last[2])),
            _ => None,
        };
        let here = text.len() - rest.len();
        let end = kind.filter(|(.., last)| *last > here + 1).and_then(|(end, ..)| Some(rest[2..].find(end)? + 4));
        if let (Some(end), Some((_, stand_in, _))) = (end, kind) {
            out.extend(rest[..end].chars().map(|c| if matches!(c, '\n' | '\r') { c } else { stand_in }));
            rest = &rest[end..];
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_in_yaml_lose_their_indentation_and_keep_their_place() {
        let text =
            "docs: |\n  See\n  ```mermaid\n  flowchart LR\n    ä[x]\n  ```\nother: |\n  ~~~mermaid\n  pie\nnext: 1\n";
        let (diagrams, _, findings) = read("plan.yaml", text, false);
        assert_eq!(diagrams.len(), 1);
        assert_eq!(&*diagrams[0].source, "flowchart LR\n  ä[x]\n");
        let place = diagrams[0].map.position(&diagrams[0].source, diagrams[0].source.find('[').unwrap());
        assert_eq!((diagrams[0].line, place), (3, Position { line: 5, column: 6 }));
        assert_eq!(findings.len(), 1);
        assert_eq!((findings[0].span.start.line, findings[0].message.as_str()), (8, "the fence ~~~ is not closed"));
    }

    #[test]
    fn expressions_of_templates_are_words() {
        let text =
            "```mermaid\nflowchart LR\n  A[{{ page.title }}] --> B\n{% if x %}  B --> C{% endif %}\n{# no #}\n```\n";
        let (diagrams, _, _) = read("a.html", text, true);
        assert_eq!(
            &*diagrams[0].source,
            "flowchart LR\n  A[xxxxxxxxxxxxxxxx] --> B\n            B --> C           \n        \n"
        );
        assert_eq!(without_expressions("{{ a {{ b"), "{{ a {{ b");
        assert_eq!(without_expressions("{% a {{b}} {{"), "{% a xxxxx {{");
    }
}
