//! `report --against REV --format markdown`: a comment on a pull request. What fails is open, all else is folded.

use super::contents::{self, Section, clip};
use super::tables::{self, Table};
use crate::plan::difference::{Compared, Line, Sign};
use crate::plan::format::markdown::escape::{code, code_cell, sentence_cell};

/// Hosts refuse comments that are longer than some 65,000 characters.
const MAX_CHARACTERS: usize = 60_000;

/// Lines of a list that are shown, and lines below one of these. The first that is not too long is taken.
const LIMITS: [(usize, usize); 4] = [(30, 12), (20, 4), (10, 0), (3, 0)];

/// The whole comment.
pub fn render(compared: &Compared<'_>) -> String {
    let mut all = LIMITS.iter().map(|(lines, below)| Comment { lines: *lines, below: *below }.render(compared));
    let shortest = all.next_back().unwrap_or_default();
    all.find(|text| text.chars().count() <= MAX_CHARACTERS).unwrap_or(shortest)
}

/// How much of each list it shows.
struct Comment {
    lines: usize,
    below: usize,
}

impl Comment {
    fn render(&self, compared: &Compared<'_>) -> String {
        let mut out = format!(
            "**Against {} ({}):** {}\n",
            code(compared.revision),
            contents::short(compared.commit),
            contents::summary(compared)
        );
        let sections = contents::sections(compared);
        for section in sections.iter().filter(|section| section.is_urgent) {
            out.push_str(&format!("\n**{}**\n\n", section.title));
            self.list(&mut out, section);
        }
        for table in tables::tables(compared) {
            match table.title {
                "" => self.push_table(&mut out, &table),
                title => folded(&mut out, title, &table.size(), |out| self.push_table(out, &table)),
            }
        }
        for section in sections.iter().filter(|section| !section.is_urgent) {
            folded(&mut out, section.title, &section.items.len().to_string(), |out| {
                out.push('\n');
                self.list(out, section);
            });
        }
        out
    }

    fn list(&self, out: &mut String, section: &Section) {
        for (item, below) in section.items.iter().take(self.lines) {
            out.push_str(&format!("- {}{}\n", lead(item.sign), line(item)));
            for more in below.iter().take(self.below) {
                out.push_str(&format!("  - {}{}\n", lead(more.sign), line(more)));
            }
            if below.len() > self.below {
                out.push_str(&format!("  - and {} more\n", below.len() - self.below));
            }
        }
        if section.items.len() > self.lines {
            out.push_str(&format!("- and {} more\n", section.items.len() - self.lines));
        }
    }

    fn push_table(&self, out: &mut String, table: &Table) {
        if !table.rows.is_empty() {
            out.push_str(&format!("\n| {} |\n|---|{}\n", table.head.join(" | "), "---|".repeat(table.head.len() - 1)));
        }
        for row in table.rows.iter().take(self.lines) {
            let cells: Vec<String> = row
                .iter()
                .map(|part| part.text(&|name| code_cell(&clip(name)), &|said| sentence_cell(&clip(said))))
                .collect();
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        if table.rows.len() > self.lines {
            out.push_str(&format!("\nand {} more\n", table.rows.len() - self.lines));
        }
        if !table.rest.is_empty() {
            out.push_str(&format!("\n{}\n", table.rest));
        }
    }
}

fn folded(out: &mut String, title: &str, size: &str, fill: impl FnOnce(&mut String)) {
    out.push_str(&format!("\n<details><summary>{title} ({size})</summary>\n"));
    fill(out);
    out.push_str("\n</details>\n");
}

/// A sign that does not begin a list.
const fn lead(sign: Sign) -> &'static str {
    match sign {
        Sign::Added => "➕ ",
        Sign::Removed => "➖ ",
        Sign::Other => "",
    }
}

fn line(line: &Line) -> String {
    line.text(&|name| code(&clip(name)), &|said| sentence_cell(&clip(said)))
}
