//! `/_chartroom/page?file=guide/index.html`: what a tab wants to know of its page, as JSON. In: the board. Out: the page's tags, what
//! was found in it with the lines that it is about, and why the last run failed, where it did.

use std::path::Path;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::Own;
use crate::config::Serve;
use crate::diagnostics::human::printable;
use crate::diagnostics::{Finding, Severity};
use crate::serve::board::{Fault, PageTags, Shown};
use crate::serve::edition::Edition;
use crate::serve::http::{Document, Request};

/// Findings of one page that are listed.
const MAX_FINDINGS: usize = 200;

/// Characters of a source line that are shown.
const MAX_LINE: usize = 240;

/// Characters that stay before the marked ones where a line is cut.
const BEFORE: usize = 60;

/// What stays as it is in an editor's address.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':');

#[derive(Serialize)]
struct Answer<'a> {
    session: &'a str,
    revision: u64,
    /// Milliseconds for which that has been shown.
    age: u128,
    /// Whether there is a site at all.
    ready: bool,
    /// The path of the site's root.
    root: Option<&'a str>,
    page: Option<&'a PageTags>,
    source: Option<&'a str>,
    findings: Vec<Listed>,
    /// Findings that are not listed.
    more: usize,
    fault: Option<ListedFault>,
}

#[derive(Serialize)]
struct ListedFault {
    text: String,
    findings: Vec<Listed>,
}

/// A finding as a tab shows it.
#[derive(Debug, Serialize)]
pub struct Listed {
    code: &'static str,
    severity: Severity,
    message: String,
    file: String,
    line: u32,
    column: u32,
    help: String,
    /// The address that opens the place in the author's editor.
    open: Option<String>,
    source: Option<Excerpt>,
}

/// The part of a line that a finding is about.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Excerpt {
    before: String,
    marked: String,
    after: String,
}

/// What is known of the page that a tab asks for.
pub fn answer(own: &Own, request: &Request) -> Document {
    let shown = own.board.now();
    let file = request.parameter("file").unwrap_or_default();
    let edition = shown.edition().map(Arc::as_ref);
    let findings = edition.map(|edition| of_page(edition, &file)).unwrap_or_default();
    let editor = editor(&shown);
    let list = |finding: &&Finding| {
        let line = edition.and_then(|edition| line(edition.checked.text(&finding.file)?, finding));
        listed(finding, line, &editor, &own.folder)
    };
    let answer = Answer {
        session: &own.session,
        revision: shown.run.revision,
        age: shown.run.at.elapsed().as_millis(),
        ready: edition.is_some(),
        root: edition.map(|edition| edition.root.as_str()),
        page: edition.and_then(|edition| edition.files.get(&file)?.tags.as_ref()),
        source: edition.and_then(|edition| edition.pages.get(&file)).map(String::as_str),
        findings: findings.iter().take(MAX_FINDINGS).map(list).collect(),
        more: findings.len().saturating_sub(MAX_FINDINGS),
        fault: shown.fault.as_ref().map(|fault| listed_fault(fault, &editor, &own.folder)),
    };
    // Plain data of strings and numbers can always be written.
    Document::new(200, "application/json", serde_json::to_vec(&answer).unwrap_or_default())
}

/// The editor's address of the configuration that was last understood.
pub fn editor(shown: &Shown) -> String {
    shown.edition().map_or_else(|| Serve::default().editor, |edition| edition.editor.clone())
}

/// Findings about a page: in its own file, and in files of diagrams that it shows. Errors come first.
fn of_page<'e>(edition: &'e Edition, page: &str) -> Vec<&'e Finding> {
    let Some(source) = edition.pages.get(page) else {
        return Vec::new();
    };
    let files = edition.diagram_files.get(page);
    let shows = |file: &str| file == source || files.is_some_and(|files| files.contains(file));
    let all = edition.checked.settled.findings.iter();
    let mut findings: Vec<&Finding> = all.filter(|finding| shows(&finding.file)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

fn listed_fault(fault: &Fault, editor: &str, folder: &Path) -> ListedFault {
    let list = |finding: &Finding| {
        let line = fault.lines.get(&(finding.file.clone(), finding.span.start.line));
        listed(finding, line.map(String::as_str), editor, folder)
    };
    let findings = fault.findings.iter().take(MAX_FINDINGS).map(list).collect();
    ListedFault { text: fault.text.lines().map(printable).collect::<Vec<_>>().join("\n"), findings }
}

/// A finding for people in a browser; `line` is the one that it begins on, where that is known.
pub fn listed(finding: &Finding, line: Option<&str>, editor: &str, folder: &Path) -> Listed {
    Listed {
        code: finding.code,
        severity: finding.severity,
        message: printable(&finding.message),
        file: printable(&finding.file),
        line: finding.span.start.line,
        column: finding.span.start.column,
        help: printable(&finding.help),
        open: open(finding, editor, folder),
        source: line.map(|line| excerpt(line, finding)),
    }
}

/// The address that opens a finding's place in the author's editor; `None` where the author wants none.
pub fn open(finding: &Finding, editor: &str, folder: &Path) -> Option<String> {
    if editor.is_empty() {
        return None;
    }
    let path = folder.join(&finding.file).to_string_lossy().replace('\\', "/");
    // A drive's letter is a part of the path like any other.
    let path = if path.starts_with('/') { path } else { format!("/{path}") };
    let place = finding.span.start;
    let address = editor.replace("{line}", &place.line.to_string()).replace("{column}", &place.column.to_string());
    Some(address.replace("{path}", &utf8_percent_encode(&path, PATH).to_string()))
}

fn line<'t>(text: &'t str, finding: &Finding) -> Option<&'t str> {
    text.lines().nth(finding.span.start.line.checked_sub(1)? as usize)
}

/// Cuts a line into what a finding marks and what stands around it.
fn excerpt(line: &str, finding: &Finding) -> Excerpt {
    let characters: Vec<char> = line.chars().collect();
    let (start, end) = (finding.span.start, finding.span.end);
    let from = (start.column.saturating_sub(1) as usize).min(characters.len());
    let to = if end.line == start.line { end.column.saturating_sub(1) as usize } else { characters.len() };
    let to = to.clamp((from + 1).min(characters.len()), characters.len());
    let first = if characters.len() > MAX_LINE { from.saturating_sub(BEFORE) } else { 0 };
    let last = (first + MAX_LINE).min(characters.len());
    let part = |from: usize, to: usize| printable(&characters[from..to.max(from)].iter().collect::<String>());
    let cut = |is_cut: bool| if is_cut { "…" } else { "" };
    let to = to.min(last);
    Excerpt {
        before: format!("{}{}", cut(first > 0), part(first, from)),
        marked: part(from, to),
        after: format!("{}{}", part(to, last), cut(last < characters.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Position, Span};

    fn at(line: u32, column: u32, end: u32) -> Finding {
        let span = Span { start: Position { line, column }, end: Position { line, column: end } };
        Finding::error("broken-link", "content/a b#.md", span, "nothing there")
    }

    fn cut(line: &str, column: u32, end: u32) -> (String, String, String) {
        let Excerpt { before, marked, after } = excerpt(line, &at(1, column, end));
        (before, marked, after)
    }

    #[test]
    fn a_line_is_cut_around_what_is_marked() {
        let owned = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(cut("See [x](y.md).", 5, 14), owned("See ", "[x](y.md)", "."));
        assert_eq!(cut("äöü x", 5, 5), owned("äöü ", "x", ""));
        assert_eq!(cut("abc", 9, 12), owned("abc", "", ""));
        assert_eq!(cut("", 1, 1), owned("", "", ""));
        assert_eq!(cut("a\u{1b}[1m\u{202e}b", 1, 2), owned("", "a", "\u{fffd}[1m\u{fffd}b"));
        let long = "x".repeat(1_000);
        let (before, marked, after) = cut(&long, 501, 511);
        assert_eq!((before.chars().count(), marked.len(), after.chars().count()), (61, 10, 171));
        let (_, marked, after) = cut(&long, 501, 1_001);
        assert_eq!((marked.len(), after.as_str()), (180, "…"));
    }

    #[test]
    fn the_editors_address_names_the_place_and_holds_nothing_of_the_file_s_name_that_means_more() {
        let open = |editor: &str| open(&at(3, 5, 6), editor, Path::new("/home/me/site"));
        assert_eq!(
            open("vscode://file{path}:{line}:{column}").as_deref(),
            Some("vscode://file/home/me/site/content/a%20b%23.md:3:5")
        );
        assert_eq!(open(""), None);
    }
}
