//! A changed diagram on the page of a review: what it is, its pictures then and now, what changed by name, its text. In: a
//! change. Out: an `article`.

use super::{Input, MAX_PICTURE_BYTES, lines, source, text};
use crate::mermaid::{Drawn, Place};
use crate::plan::difference::{DiagramChange, Line, Part, Sign, TextChange, VerdictChange};
use crate::plan::format::difference::contents::{other_kind, place, shown};

/// Drawings wider than this, in px, stand one above the other.
const MAX_WIDTH_BESIDE: f32 = 900.0;

/// Drawings wider than this are made smaller on some screen, where a reader can ask for them in full.
const MAX_WIDTH_WHOLE: f32 = 300.0;

/// Writes cards.
pub struct Cards<'a> {
    /// The page's input.
    pub input: &'a Input<'a>,
    /// How many there are.
    pub number: usize,
    /// Bytes of the pictures so far.
    pub bytes: usize,
    /// Whether a picture was left out because there are too many bytes.
    pub is_full: bool,
}

impl Cards<'_> {
    /// Appends the card of a change, with pictures if these fit on the page.
    pub fn push(&mut self, out: &mut String, change: &DiagramChange, has_pictures: bool) {
        let compared = self.input.compared;
        let Some(diagram) = shown(compared, change) else { return };
        self.number += 1;
        let caption = if diagram.caption.is_empty() { &diagram.id } else { &diagram.caption };
        out.push_str(&format!("<article id=\"d{}\"><h3>{}</h3><p class=\"about\">", self.number, text(caption)));
        out.push_str(&format!("<code>{}</code> <span>{}</span>", text(&diagram.id), text(&place(diagram))));
        let what = match &change.text {
            TextChange::One if change.is_gone() => "gone",
            TextChange::One => "new",
            TextChange::Same => "the same text",
            TextChange::Text => "space or comments only: draws the same",
            TextChange::Details => "details: nodes and edges are the same",
            TextChange::Structure(_) => "nodes or edges changed",
            TextChange::Unknown => "another text",
        };
        let kinds = other_kind(compared, change);
        for tag in kinds.as_deref().or(diagram.kind.as_deref()).into_iter().chain(diagram.role.as_deref()) {
            out.push_str(&format!(" <span class=\"tag\">{}</span>", text(tag)));
        }
        out.push_str(&format!(" <span class=\"tag\">{what}</span></p>"));
        if has_pictures {
            self.pictures(out, change, caption);
        }
        if let TextChange::Structure(structure) = &change.text {
            lines(out, &structure.lines());
        }
        self.fault(out, change);
        let old = change.before.map(|at| compared.before.source(at));
        let new = change.after.map(|at| compared.after.source(at));
        let is_open = change.verdict == VerdictChange::Broken || matches!(change.text, TextChange::Unknown);
        source::push(out, old, new, is_open);
        out.push_str("</article>\n");
    }

    fn pictures(&mut self, out: &mut String, change: &DiagramChange, caption: &str) {
        let compared = self.input.compared;
        if matches!(change.text, TextChange::Text | TextChange::Same) {
            return;
        }
        let drawing = |source: Option<&str>| -> Option<&Drawn> { self.input.drawn.get(source?)?.drawn() };
        let old = drawing(change.before.map(|at| compared.before.source(at)));
        let new = drawing(change.after.map(|at| compared.after.source(at)));
        if old.is_none() && new.is_none() {
            return;
        }
        let is_wide = [old, new].into_iter().flatten().any(|drawn| drawn.drawing.width() > MAX_WIDTH_BESIDE);
        let number = self.number;
        let figures = [("before", "Before", old), ("after", "Now", new)];
        let is_alone = change.before.is_none() || change.after.is_none();
        let class = if is_wide || is_alone { "pair above" } else { "pair" };
        out.push_str(&format!("<div class=\"{class}\">"));
        // Of a diagram that is new or gone there is one state to show.
        let one = |id: &str| (change.before.is_none() && id == "before") || (change.after.is_none() && id == "after");
        for (id, title, drawn) in figures.into_iter().filter(|(id, ..)| !one(id)) {
            out.push_str(&format!("<figure><figcaption>{title}</figcaption>"));
            match drawn {
                None => out.push_str("<p class=\"none\">broken</p>"),
                Some(drawn) => {
                    let name = format!("{title}: {caption}");
                    let id = format!("d{number}-{id}");
                    let place = Place { id: &id, nodes: &id, title: &name, description: "", link: &|_| None };
                    let svg = drawn.drawing.place(&place);
                    if self.bytes + svg.len() > MAX_PICTURE_BYTES {
                        self.is_full = true;
                        out.push_str("<p class=\"none\">left out: too many pictures</p>");
                    } else {
                        self.bytes += svg.len();
                        out.push_str(&format!("<div class=\"picture\" tabindex=\"0\">{svg}</div>"));
                        if drawn.drawing.width() > MAX_WIDTH_WHOLE {
                            out.push_str("<label class=\"zoom\"><input type=\"checkbox\"> full size</label>");
                        }
                    }
                }
            }
            out.push_str("</figure>");
        }
        out.push_str("</div>");
    }

    fn fault(&self, out: &mut String, change: &DiagramChange) {
        let compared = self.input.compared;
        let Some(at) = change.after else { return };
        let Some(fault) = compared.difference.faults.get(&at) else { return };
        let figure = compared.after.figure(at);
        let start = fault.span(&figure.diagram).start;
        let place = format!("{}:{}:{}", figure.file, start.line, start.column);
        let parts = vec![Part::name(&place), Part::Text(fault.message.clone())];
        let help = (!fault.help.is_empty()).then(|| Line::new(Sign::Other, vec![Part::Text(fault.help.clone())]));
        out.push_str("<div class=\"fault\">");
        lines(out, &std::iter::once(Line::new(Sign::Removed, parts)).chain(help).collect::<Vec<_>>());
        out.push_str("</div>");
    }
}
