//! In: a block of raw HTML. Out: whether it is the comment `<!-- chartroom-relations: … -->` alone, by which a page asks
//! for a table or a graph of relations, and what it says. Not here: which relations there are.

use std::ops::Range;

use super::body::Body;
use super::run::Run;
use super::slots::Slot;
use crate::diagnostics::{Finding, nearest};
use crate::model::{Part, RelationForm, RelationView, Span};

/// The word that such a comment begins with.
const NAME: &str = "chartroom-relations";

/// Tables and graphs that one page may ask for: each may be as large as the site.
const MAX_VIEWS: usize = 50;

impl Body<'_> {
    /// Takes a block of raw HTML that asks for relations.
    pub(super) fn take_relation_view(&mut self, run: &Run) -> bool {
        let span = |range: Range<usize>| self.lines.span(run.source(range.start)..run.source_end(range.end));
        let wrong = |message: String, help: String, span: Span| {
            Finding::error("relation-broken", self.file, span, message).with_help(help)
        };
        match read(&run.text, span) {
            None => return false,
            Some(Comment::Wrong(range, message, help)) => self.findings.push(wrong(message, help, span(range))),
            Some(Comment::View(_)) if self.result.relation_views.len() == MAX_VIEWS => {
                let message = format!("this page asks for relations more than {MAX_VIEWS} times");
                let help = "divide the page, or show several relations in one table".to_owned();
                self.findings.push(wrong(message, help, span(0..run.text.trim_end().len())));
            }
            Some(Comment::View(view)) => {
                let hole = Slot::Hole(Part::Relations(self.result.relation_views.len()));
                self.has_content();
                self.slots.mark(&mut self.out, hole);
                self.out.push('\n');
                self.result.relation_views.push(view);
            }
        }
        true
    }

    /// Says of a comment that stands among other things that it has no effect there.
    pub(super) fn refuse_relation_view(&mut self, run: &Run) {
        if is_mentioned(&run.text) {
            let span = self.lines.span(run.source(0)..run.source_end(run.text.trim_end().len()));
            let message = format!("`{NAME}` has no effect beside other text");
            let finding = Finding::error("relation-broken", self.file, span, message);
            self.findings.push(finding.with_help("put the comment between two empty lines"));
        }
    }
}

/// What a comment comes to.
enum Comment {
    /// It asks for this.
    View(RelationView),
    /// It cannot be read: the bytes that are wrong, what is wrong with them, and what to do.
    Wrong(Range<usize>, String, String),
}

/// Whether a piece of raw HTML holds such a comment somewhere.
fn is_mentioned(html: &str) -> bool {
    html.split("<!--").skip(1).any(|comment| comment.trim_start().starts_with(NAME))
}

/// Reads a comment that stands alone in `html`; `place` leads from its bytes to the file. `None` where there is no such
/// comment, or something beside it.
fn read(html: &str, place: impl Fn(Range<usize>) -> Span) -> Option<Comment> {
    let inner = html.trim().strip_prefix("<!--")?.strip_suffix("-->")?;
    let words = inner.trim_start().strip_prefix(NAME)?;
    if inner.contains("-->") {
        return None;
    }
    let offset = |part: &str| part.as_ptr() as usize - html.as_ptr() as usize;
    let whole = offset(inner)..offset(inner) + inner.len();
    let help = "write `<!-- chartroom-relations: table -->` or `<!-- chartroom-relations: graph -->`";
    let Some(words) = words.trim_start().strip_prefix(':') else {
        let message = format!("`{NAME}` needs a colon behind it");
        return Some(Comment::Wrong(whole, message, help.to_owned()));
    };
    let mut words = words.split([' ', '\t', '\r', '\n', ',']).filter(|word| !word.is_empty());
    let form = match words.next() {
        Some("table") => RelationForm::Table,
        Some("graph") => RelationForm::Graph,
        Some(other) => {
            let near = nearest(other, &["table", "graph"]);
            let help = near.map_or_else(|| help.to_owned(), |near| format!("did you mean `{near}`?"));
            let message = format!("relations are shown as `table` or `graph`, not as `{other}`");
            return Some(Comment::Wrong(offset(other)..offset(other) + other.len(), message, help));
        }
        None => {
            let message = format!("`{NAME}` does not say what to show");
            return Some(Comment::Wrong(whole, message, help.to_owned()));
        }
    };
    let mut view = RelationView { form, names: Vec::new(), here: false };
    for word in words {
        match word {
            "here" => view.here = true,
            name => view.names.push((name.to_owned(), place(offset(name)..offset(name) + name.len()))),
        }
    }
    Some(Comment::View(view))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(html: &str) -> Option<String> {
        match read(html, |range| Span::of(html, range))? {
            Comment::View(view) => {
                let names = view.names.iter().map(|(name, span)| format!("{name}@{}", span.start.column));
                Some(format!("{:?} {} here={}", view.form, names.collect::<Vec<_>>().join(" "), view.here))
            }
            Comment::Wrong(range, message, _) => Some(format!("{}: {message}", &html[range])),
        }
    }

    #[test]
    fn a_comment_says_what_to_show() {
        let seen = |html| view(html).unwrap_or_default();
        assert_eq!(seen("<!-- chartroom-relations: table -->\n"), "Table  here=false");
        assert_eq!(seen("<!--chartroom-relations:graph uses, part_of here-->"), "Graph uses@31 part_of@37 here=true");
        assert_eq!(
            seen("<!-- chartroom-relations: tabel -->"),
            "tabel: relations are shown as `table` or `graph`, not as `tabel`"
        );
        assert_eq!(
            seen("<!-- chartroom-relations: -->"),
            " chartroom-relations: : `chartroom-relations` does not say what to show"
        );
        assert_eq!(view("<!-- other: table -->"), None);
        assert_eq!(view("<!-- chartroom-relations: table --> <b>x</b> <!-- y -->"), None);
        assert!(is_mentioned("<b>x</b><!-- chartroom-relations: table -->"));
    }
}
