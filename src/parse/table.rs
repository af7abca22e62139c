//! In: the events of a table. Out: its HTML, in a box that scrolls sideways where the page is narrow.

use pulldown_cmark::Alignment;

/// A table while it is open.
#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
    rows: bool,
}

impl Table {
    pub(super) fn start(&mut self, out: &mut String, alignments: Vec<Alignment>) {
        *self = Self { alignments, ..Self::default() };
        out.push_str("<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">\n<table>\n");
    }

    pub(super) fn end(&mut self, out: &mut String) {
        out.push_str(if self.rows { "</tbody>\n" } else { "" });
        out.push_str("</table>\n</div>\n");
    }

    pub(super) fn start_head(&mut self, out: &mut String) {
        self.head = true;
        out.push_str("<thead>\n<tr>");
    }

    pub(super) fn end_head(&mut self, out: &mut String) {
        self.head = false;
        out.push_str("</tr>\n</thead>\n");
    }

    pub(super) fn start_row(&mut self, out: &mut String) {
        out.push_str(if self.rows { "<tr>" } else { "<tbody>\n<tr>" });
        self.rows = true;
        self.column = 0;
    }

    pub(super) fn start_cell(&mut self, out: &mut String) {
        out.push_str(if self.head { "<th scope=\"col\"" } else { "<td" });
        out.push_str(match self.alignments.get(self.column) {
            Some(Alignment::Left) => " align=\"left\">",
            Some(Alignment::Center) => " align=\"center\">",
            Some(Alignment::Right) => " align=\"right\">",
            _ => ">",
        });
        self.column += 1;
    }

    pub(super) fn end_cell(&self, out: &mut String) {
        out.push_str(if self.head { "</th>" } else { "</td>" });
    }
}
