//! What the terminal says about the runs of a preview: one line for each, then the findings that are new or gone. In: what is on
//! the board after a run. Names and messages are the author's: they are cut short and cannot steer the terminal.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Zoned;

use super::terminal::Terminal;
use super::timings;
use crate::diagnostics::human::{count, printable};
use crate::diagnostics::{Finding, Severity};
use crate::pipeline::Checked;
use crate::serve::board::Shown;
use crate::serve::edition::Edition;
use crate::serve::news::News;

/// New findings that are printed, and gone ones; the rest is a number.
const MOST: usize = 10;
/// Changed files that are named; the rest is a number.
const NAMES: usize = 2;
/// Characters of a file's name, its end, and of a message, its beginning.
const NAME: usize = 80;
const MESSAGE: usize = 160;

/// Tells about one run after the other.
pub struct Runs<'t> {
    terminal: &'t Terminal,
    /// Whether to show how long each stage took.
    timings: bool,
    /// What was found when the last edition was told about.
    told: Option<Arc<Checked>>,
    /// Whether the last run failed.
    failed: bool,
    /// Whether it was told that there is no room for all pages.
    is_full: bool,
}

impl<'t> Runs<'t> {
    /// Nothing is told yet.
    pub const fn new(terminal: &'t Terminal, timings: bool) -> Self {
        Self { terminal, timings, told: None, failed: false, is_full: false }
    }

    /// Tells what is on the board after a run; `changed` are the names of what made it necessary.
    pub fn tell(&mut self, shown: &Shown, changed: &BTreeSet<String>) {
        let mended = std::mem::replace(&mut self.failed, shown.fault.is_some());
        if let Some(fault) = &shown.fault {
            self.terminal.error(&fault.text);
            self.terminal.note(match shown.edition {
                Some(_) => "the last good pages stay until this is mended",
                None => "the site appears when this is mended",
            });
            return;
        }
        let Some(edition) = &shown.edition else {
            return;
        };
        self.room(edition);
        let before = self.told.replace(Arc::clone(&edition.checked));
        let Some(before) = before else {
            self.terminal.result(&first(edition, shown.took));
            self.stages(edition);
            return;
        };
        let pages = shown.change.pages.keys().filter(|path| !edition.is_document(path)).count();
        self.terminal.result(&format!(
            "{} {}{}: {} changed in {} ms; {}",
            self.faint(&Zoned::now().strftime("%H:%M:%S").to_string()),
            if mended { "mended, " } else { "" },
            names(changed),
            count(pages, "page", "pages"),
            shown.took.as_millis(),
            totals(&edition.checked),
        ));
        self.stages(edition);
        let news = News::between(&before, &edition.checked);
        self.list('+', &news.new);
        if !self.terminal.quiet() {
            self.list('-', &news.gone);
        }
    }

    /// Says once that pages take more memory than they may.
    fn room(&mut self, edition: &Edition) {
        let pages = edition.not_held();
        if pages > 0 && !std::mem::replace(&mut self.is_full, true) {
            let pages = count(pages, "page is", "pages are");
            self.terminal.note(&format!("the site is larger than what is held in memory; {pages} made when asked for"));
        }
    }

    fn stages(&self, edition: &Edition) {
        if self.timings {
            self.terminal.line(&timings::line(&edition.stages));
        }
    }

    /// A line for each of the first findings.
    fn list(&self, sign: char, findings: &[Finding]) {
        let wanted = |finding: &&Finding| !self.terminal.quiet() || finding.severity == Severity::Error;
        let mut findings = findings.iter().filter(wanted);
        for finding in findings.by_ref().take(MOST) {
            self.terminal.line(&self.finding(sign, finding));
        }
        match findings.count() {
            0 => {}
            more => self.terminal.line(&format!("  {sign} and {more} more; `chartroom check` lists all")),
        }
    }

    fn finding(&self, sign: char, finding: &Finding) -> String {
        let Finding { code, file, span, message, .. } = finding;
        let (name, colour) = match finding.severity {
            Severity::Error => ("error", "1;31"),
            Severity::Warning | Severity::Off => ("warning", "1;33"),
        };
        let colour = if sign == '+' { colour } else { "2" };
        let label = self.terminal.styled(colour, &format!("{sign} {name}[{code}]"));
        let place = format!("{}:{}:{}", end(file, NAME), span.start.line, span.start.column);
        format!("  {label} {place} {}", beginning(message, MESSAGE))
    }

    fn faint(&self, text: &str) -> String {
        if self.terminal.output_colour() { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// The line about the first edition.
fn first(edition: &Edition, took: Duration) -> String {
    let checked = &edition.checked;
    let lists = match checked.settled.findings.len() {
        0 => "",
        _ => " (`chartroom check` lists them)",
    };
    format!(
        "{}, {} in {:.2} s: {}{lists}. Ctrl-C ends",
        count(checked.pages, "page", "pages"),
        count(checked.diagrams, "diagram", "diagrams"),
        took.as_secs_f64(),
        totals(checked),
    )
}

fn totals(checked: &Checked) -> String {
    let errors = count(checked.count(Severity::Error), "error", "errors");
    format!("{errors}, {}", count(checked.count(Severity::Warning), "warning", "warnings"))
}

/// `a.md, b.md and 3 more`; where nothing changed, that all is as it was.
fn names(changed: &BTreeSet<String>) -> String {
    let named: Vec<String> = changed.iter().take(NAMES).map(|name| end(name, NAME)).collect();
    match changed.len().saturating_sub(NAMES) {
        _ if named.is_empty() => "all as before".to_owned(),
        0 => named.join(" and "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}

/// At most so many characters of a text, from its beginning.
fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => printable(&text[..at]).replace('\t', " ") + "…",
        None => printable(text).replace('\t', " "),
    }
}

/// At most so many characters of a text, to its end.
fn end(text: &str, most: usize) -> String {
    match text.char_indices().rev().nth(most - 1) {
        Some((at, _)) if at > 0 => format!("…{}", printable(&text[at..])),
        _ => printable(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_files_are_named_and_the_others_counted() {
        let set = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(names(&set(&["a.md"])), "a.md");
        assert_eq!(names(&set(&["a.md", "b.md"])), "a.md and b.md");
        assert_eq!(names(&set(&["a.md", "b.md", "c.md", "d.md"])), "a.md, b.md and 2 more");
        assert_eq!(names(&set(&[])), "all as before");
    }

    #[test]
    fn long_and_hostile_texts_are_cut_and_made_harmless() {
        assert_eq!(beginning("abc\u{1b}[2Jdef", 4), "abc\u{fffd}…");
        assert_eq!(beginning("äö\tü", 4), "äö ü");
        assert_eq!(end("content/ä\nb.md", 5), "…\u{fffd}b.md");
        assert_eq!(end("b.md", 4), "b.md");
    }
}
