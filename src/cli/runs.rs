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
use crate::serve::board::{Fault, Shown};
use crate::serve::edition::Edition;
use crate::serve::news::News;
use crate::serve::own;

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
    /// Why the last run failed, if it did.
    failed: Vec<Reason>,
    /// Whether it was told that there is no room for all pages.
    is_full: bool,
    /// The file of the site that is not shown, as far as it was told.
    hidden: Option<String>,
}

/// A reason why a run failed.
#[derive(Debug, Clone)]
struct Reason {
    /// `error[config] site.toml:2:9 …`, apart: the label, and what follows it.
    label: String,
    text: String,
    /// What it is known again by: its place may move.
    identity: String,
}

impl<'t> Runs<'t> {
    /// Nothing is told yet.
    pub const fn new(terminal: &'t Terminal, timings: bool) -> Self {
        Self { terminal, timings, told: None, failed: Vec::new(), is_full: false, hidden: None }
    }

    /// Tells what is on the board after a run; `changed` are the names of what made it necessary.
    pub fn tell(&mut self, shown: &Shown, changed: &BTreeSet<String>) {
        let reasons = shown.fault.as_ref().map(reasons).unwrap_or_default();
        let before = std::mem::replace(&mut self.failed, reasons.clone());
        let good = match (&shown.fault, &shown.good) {
            (None, Some(good)) => good,
            (_, good) => {
                let stays = if good.is_some() { "the last good pages stay" } else { "the site appears" };
                let names = if changed.is_empty() { String::new() } else { format!("{}: ", names(changed)) };
                // Also where only errors are wanted: this is one.
                self.terminal.output(&format!(
                    "{} {names}failed in {} ms; {stays} {} this is mended\n",
                    self.time(),
                    shown.run.took.as_millis(),
                    if good.is_some() { "until" } else { "when" },
                ));
                self.reasons('+', &reasons, &before);
                self.reasons('-', &before, &reasons);
                return;
            }
        };
        let edition = &good.edition;
        self.room(edition);
        self.hidden(edition);
        let checked = self.told.replace(Arc::clone(&edition.checked));
        let pages = good.change.pages.keys().filter(|path| !edition.is_document(path)).count();
        let line = match &checked {
            None => first(edition, good.run.took),
            Some(_) => format!(
                "{}: {} changed in {} ms; {}",
                names(changed),
                count(pages, "page", "pages"),
                good.run.took.as_millis(),
                totals(&edition.checked),
            ),
        };
        match (before.is_empty(), &checked) {
            // Who was told that it failed wants to know that it is over.
            (false, _) => self.terminal.output(&format!("{} mended, {line}\n", self.time())),
            (true, None) => self.terminal.result(&line),
            (true, Some(_)) => self.terminal.result(&format!("{} {line}", self.time())),
        }
        self.reasons('-', &before, &[]);
        self.stages(edition);
        if let Some(checked) = checked {
            let news = News::between(&checked, &edition.checked);
            self.list('+', &news.new);
            if !self.terminal.quiet() {
                self.list('-', &news.gone);
            }
        }
    }

    /// A line for each of the first reasons that are not among the others.
    fn reasons(&self, sign: char, reasons: &[Reason], others: &[Reason]) {
        let is_other = |reason: &&Reason| others.iter().all(|other| other.identity != reason.identity);
        let mut reasons = reasons.iter().filter(is_other);
        for Reason { label, text, .. } in reasons.by_ref().take(MOST) {
            let label = self.terminal.styled(if sign == '+' { "1;31" } else { "2" }, &format!("{sign} {label}"));
            self.terminal.line(&format!("  {label} {text}"));
        }
        match reasons.count() {
            0 => {}
            more => self.terminal.line(&format!("  {sign} and {more} more; `/_chartroom/` shows all")),
        }
    }

    /// Says once which file of the site is not shown.
    fn hidden(&mut self, edition: &Edition) {
        let hidden = own::hidden(edition).map(str::to_owned);
        if let Some(path) = hidden.as_ref().filter(|_| hidden != self.hidden) {
            let path = printable(path);
            self.terminal.note(&format!("the site's {path} is not shown: a page of the preview's own has its address"));
        }
        self.hidden = hidden;
    }

    fn time(&self) -> String {
        self.faint(&Zoned::now().strftime("%H:%M:%S").to_string())
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
        let (name, colour) = match finding.severity {
            Severity::Error => ("error", "1;31"),
            Severity::Warning | Severity::Off => ("warning", "1;33"),
        };
        let colour = if sign == '+' { colour } else { "2" };
        let label = self.terminal.styled(colour, &format!("{sign} {name}[{}]", finding.code));
        format!("  {label} {}", placed(finding))
    }

    fn faint(&self, text: &str) -> String {
        if self.terminal.output_colour() { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Why a run failed, as short lines: findings where there are places, else the fault's own words.
fn reasons(fault: &Fault) -> Vec<Reason> {
    let reason = |finding: &Finding| Reason {
        label: format!("error[{}]", finding.code),
        text: placed(finding),
        identity: format!("{} {} {}", finding.code, finding.file, finding.message),
    };
    let mut reasons: Vec<Reason> = fault.findings.iter().map(reason).collect();
    if reasons.is_empty() {
        // A line that ends with a colon says nothing by itself.
        let lead = fault.text.lines().take_while(|line| line.ends_with(':')).count();
        let lines: Vec<&str> = fault.text.lines().take(lead + 1).map(str::trim).collect();
        let (label, text) = ("error".to_owned(), beginning(&lines.join(" "), MESSAGE));
        reasons.push(Reason { label, text, identity: fault.text.clone() });
    }
    reasons
}

/// `content/a.md:3:5 there is no page`.
fn placed(Finding { file, span, message, .. }: &Finding) -> String {
    format!("{}:{}:{} {}", end(file, NAME), span.start.line, span.start.column, beginning(message, MESSAGE))
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
    use crate::model::{Position, Span};

    #[test]
    fn two_files_are_named_and_the_others_counted() {
        let set = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(names(&set(&["a.md"])), "a.md");
        assert_eq!(names(&set(&["a.md", "b.md"])), "a.md and b.md");
        assert_eq!(names(&set(&["a.md", "b.md", "c.md", "d.md"])), "a.md, b.md and 2 more");
        assert_eq!(names(&set(&[])), "all as before");
    }

    #[test]
    fn a_reason_is_one_line() {
        let of = |text: &str, findings: Vec<Finding>| {
            let fault = Fault { text: text.to_owned(), findings, lines: std::collections::BTreeMap::new() };
            reasons(&fault).iter().map(|reason| format!("{} {}", reason.label, reason.text)).collect::<Vec<_>>()
        };
        assert_eq!(of("cannot read content: gone", vec![]), ["error cannot read content: gone"]);
        assert_eq!(of("a template fails:\n  here\nand more", vec![]), ["error a template fails: here"]);
        assert_eq!(of("", vec![]), ["error "]);
        let finding = |line| Finding::error("config", "site.toml", Span::at(Position { line, column: 2 }), "wrong");
        let wanted = ["error[config] site.toml:1:2 wrong", "error[config] site.toml:4:2 wrong"];
        assert_eq!(of("site.toml cannot be used\n\n…", vec![finding(1), finding(4)]), wanted);
    }

    #[test]
    fn long_and_hostile_texts_are_cut_and_made_harmless() {
        assert_eq!(beginning("abc\u{1b}[2Jdef", 4), "abc\u{fffd}…");
        assert_eq!(beginning("äö\tü", 4), "äö ü");
        assert_eq!(end("content/ä\nb.md", 5), "…\u{fffd}b.md");
        assert_eq!(end("b.md", 4), "b.md");
    }
}
