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
    let digits = columns.len().to_string().len();
    for (block, part) in columns.chunks(room).enumerate() {
        let first = block * room;
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
