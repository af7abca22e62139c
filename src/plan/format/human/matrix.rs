//! A coverage matrix on a terminal: a row for each value, a sign for each column, and what the columns are.

use super::page::{Ink, Page, WIDTH, column, name, widest};
use crate::plan::report::{CollectionReport, ItemReport, Matrix};

/// Rows that are shown.
const ROWS: usize = 60;

/// What a cell can be: sign, stand-in in ASCII, colour, meaning.
const SIGNS: [(&str, &str, Ink, &str); 4] = [
    ("●", "#", Ink::Good, "there"),
    ("◆", "@", Ink::Good, "under another name"),
    ("◐", "+", Ink::Open, "lacks diagrams"),
    ("·", ".", Ink::Faint, "missing"),
];

pub(super) fn write(page: &mut Page, collection: &CollectionReport, matrix: &Matrix) {
    let (rows, columns) = (&matrix.rows.1, &matrix.columns.1);
    let width = widest(rows.iter().map(String::as_str), 24).max(1);
    // Many columns stand without a space between them.
    let gap = if columns.len() > 35 { "" } else { " " };
    let room = (WIDTH - 4 - width - 2) / (1 + gap.len());
    for (block, part) in columns.chunks(room).enumerate() {
        let first = block * room;
        let digits = (first + part.len()).to_string().len();
        for digit in (0..digits).rev() {
            let numbers: Vec<String> = (first + 1..=first + part.len()).map(|number| sign_of(number, digit)).collect();
            page.line(&format!("    {}  {}", " ".repeat(width), numbers.join(gap)));
        }
        for (row, value) in rows.iter().enumerate().take(ROWS) {
            let cells = first..first + part.len();
            let items = cells.filter_map(|at| collection.items.get(row * columns.len() + at));
            let signs: Vec<String> = items.map(|item| sign(page, item)).collect();
            page.line(&format!("    {}  {}", column(value, width), signs.join(gap)));
        }
    }
    if rows.len() > ROWS {
        page.line(&format!("    and {} more rows; `--format json` lists all", rows.len() - ROWS));
    }
    let legend: Vec<String> = SIGNS
        .iter()
        .map(|(unicode, ascii, ink, meaning)| format!("{} {meaning}", page.ink(*ink, page.sign(unicode, ascii))))
        .collect();
    page.line(&format!("    {}", legend.join("  ")));
    let numbered: Vec<String> =
        columns.iter().enumerate().map(|(at, value)| format!("{}={}", at + 1, name(value))).collect();
    page.point(4, &format!("{}:", name(&matrix.columns.0)), &numbered.join(", "));
}

/// A digit of a column's number, from the last; nothing above the first.
fn sign_of(number: usize, digit: usize) -> String {
    let text = number.to_string();
    let at = text.len().checked_sub(digit + 1);
    at.and_then(|at| text.get(at..=at)).unwrap_or(" ").to_owned()
}

fn sign(page: &Page, item: &ItemReport) -> String {
    let at = match () {
        () if item.found.is_empty() => 3,
        () if !item.is_complete() => 2,
        () if item.is_alias() => 1,
        () => 0,
    };
    let (unicode, ascii, ink, _) = SIGNS[at];
    page.ink(ink, page.sign(unicode, ascii))
}

#[cfg(test)]
mod tests {
    use super::super::page::Look;
    use super::*;
    use crate::model::{Position, Span};
    use crate::plan::report::{Quota, Unit};
    use crate::plan::tally::Tally;

    fn shown(rows: &[&str], columns: usize, unicode: bool) -> String {
        let item = |at: usize| ItemReport {
            id: String::new(),
            found: if at % 4 == 3 {
                Vec::new()
            } else {
                vec![if at % 4 == 1 { "b".to_owned() } else { "a".to_owned() }]
            },
            path: "a".to_owned(),
            roles: vec![("total".to_owned(), Quota { have: usize::from(at % 4 != 2), need: 1 })],
            tallies: Vec::new(),
        };
        let matrix = Matrix {
            rows: ("row".to_owned(), rows.iter().map(|row| (*row).to_owned()).collect()),
            columns: ("part".to_owned(), (0..columns).map(|at| format!("c{at}")).collect()),
            cells: Vec::new(),
        };
        let collection = CollectionReport {
            id: String::new(),
            title: String::new(),
            span: Span::at(Position::START),
            phase: None,
            unit: Unit::Pages,
            quota: Quota::default(),
            tally: Tally::default(),
            pages: Vec::new(),
            valid: None,
            thin_pages: Vec::new(),
            items: (0..rows.len() * columns).map(item).collect(),
            matrix: None,
            unplanned: Vec::new(),
        };
        let mut page = Page::new(Look { colour: false, unicode });
        write(&mut page, &collection, &matrix);
        page.finish()
    }

    #[test]
    fn rows_stay_in_line_whatever_they_are_called() {
        assert_eq!(
            shown(&["netflix", "数据库"], 4, true),
            "             1 2 3 4\n    netflix  ● ◆ ◐ ·\n    数据库   ● ◆ ◐ ·\n    \
             ● there  ◆ under another name  ◐ lacks diagrams  · missing\n    part: 1=c0, 2=c1, 3=c2, 4=c3\n"
        );
        assert!(shown(&["x"], 4, false).starts_with("       1 2 3 4\n    x  # @ + .\n"));
    }

    #[test]
    fn two_hundred_columns_stand_below_each_other() {
        use unicode_width::UnicodeWidthStr;
        let text = shown(&["r1", "r2"], 200, true);
        assert!(text.lines().all(|line| line.width() <= WIDTH), "{text}");
        assert_eq!(text.lines().filter(|line| line.starts_with("    r1  ")).count(), 3);
        let signs = text.lines().filter(|line| line.starts_with("    r")).flat_map(str::chars);
        assert_eq!(signs.filter(|sign| "●◆◐·".contains(*sign)).count(), 400);
    }
}
