//! `report --against REV`, for a terminal: what a reader has to see first comes first, lists are cut.

use unicode_width::UnicodeWidthStr;

use super::contents::{self, Section, clip};
use super::tables::{self, Table};
use crate::diagnostics::human::printable;
use crate::plan::difference::{Compared, Line, Part};

/// Lines of a list that are shown.
const MAX_LINES: usize = 20;

/// Lines below one of a list.
const MAX_BELOW: usize = 12;

/// The whole text.
pub fn render(compared: &Compared<'_>) -> String {
    let mut out = format!(
        "Against {} ({}): {}\n",
        printable(compared.revision),
        contents::short(compared.commit),
        contents::summary(compared)
    );
    let sections = contents::sections(compared);
    for section in sections.iter().filter(|section| section.is_urgent) {
        list(&mut out, section);
    }
    for table in tables::tables(compared) {
        push_table(&mut out, &table);
    }
    for section in sections.iter().filter(|section| !section.is_urgent) {
        list(&mut out, section);
    }
    out
}

/// The figures that fell, as a message.
pub fn falls(compared: &Compared<'_>) -> String {
    let mut out = contents::falls(compared).unwrap_or_default();
    for section in contents::sections(compared).iter().filter(|section| section.title == contents::FELL) {
        for (item, _) in &section.items {
            out.push_str(&format!("\n  {}", line(item)));
        }
    }
    out
}

fn list(out: &mut String, section: &Section) {
    out.push_str(&format!("\n{}\n", section.title));
    for (item, below) in section.items.iter().take(MAX_LINES) {
        out.push_str(&format!("  {} {}\n", item.sign.sign(), line(item)));
        for more in below.iter().take(MAX_BELOW) {
            out.push_str(&format!("      {} {}\n", more.sign.sign(), line(more)));
        }
        if below.len() > MAX_BELOW {
            out.push_str(&format!("      and {} more\n", below.len() - MAX_BELOW));
        }
    }
    if section.items.len() > MAX_LINES {
        let more = section.items.len() - MAX_LINES;
        out.push_str(&format!("  and {more} more; --format json lists all\n"));
    }
}

fn line(line: &Line) -> String {
    line.text(&name, &one_line)
}

fn push_table(out: &mut String, table: &Table) {
    out.push_str(if table.title.is_empty() { "" } else { "\n" });
    out.push_str(table.title);
    out.push('\n');
    let head: Vec<String> = table.head.iter().map(|name| (*name).to_owned()).collect();
    let rows = table.rows.iter().take(MAX_LINES).map(|row| row.iter().map(cell).collect::<Vec<_>>());
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let columns = table.head.len();
    let widths: Vec<usize> =
        (0..columns).map(|at| rows.iter().map(|row| row[at].width()).max().unwrap_or_default()).collect();
    for row in rows.iter().filter(|_| !table.rows.is_empty()) {
        let mut text = String::from("  ");
        for (cell, width) in row.iter().zip(&widths) {
            text.push_str(cell);
            text.push_str(&" ".repeat(width - cell.width() + 2));
        }
        out.push_str(text.trim_end());
        out.push('\n');
    }
    if table.rows.len() > MAX_LINES {
        out.push_str(&format!("  and {} more; --format json lists all\n", table.rows.len() - MAX_LINES));
    }
    if !table.rest.is_empty() {
        out.push_str(&format!("  {}\n", table.rest));
    }
}

fn cell(part: &Part) -> String {
    part.text(&one_line, &one_line)
}

fn name(text: &str) -> String {
    format!("`{}`", one_line(text))
}

fn one_line(text: &str) -> String {
    printable(&clip(&text.split_whitespace().collect::<Vec<_>>().join(" ")))
}
