//! Findings for a terminal: code, message, the source line with carets, help. In: findings and the text of their files.
//! Out: text; who prints it decides about colour.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::{Finding, Report, Severity};
use crate::model::Position;

/// Characters of a source line that are shown at most.
const MAX_LINE: usize = 240;

/// Renders one finding. `line` is the line of its file that it begins on, where that is known.
pub fn render(finding: &Finding, line: Option<&str>, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() }.decor_style(DecorStyle::Ascii);
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning | Severity::Off => Level::WARNING,
    };
    let message = printable(&finding.message);
    let help = printable(&finding.help);
    let title = level.primary_title(message).id(finding.code);
    let place = finding.span.start;
    let Some((line, columns)) = line.and_then(|line| excerpt(line, finding)) else {
        // Without a source line there is nothing to point at, but the place is still named.
        let mut text = renderer.render(&[title.elements(Vec::<annotate_snippets::Element<'_>>::new())]);
        text.push_str(&format!("\n --> {}:{}:{}", printable(&finding.file), place.line, place.column));
        if !help.is_empty() {
            text.push_str(&format!("\n  = help: {help}"));
        }
        return text;
    };
    let file = printable(&finding.file);
    let snippet = Snippet::source(line)
        .line_start(place.line as usize)
        .path(file)
        .annotation(AnnotationKind::Primary.span(columns));
    let group = title.element(snippet);
    let group = if help.is_empty() { group } else { group.element(Level::HELP.message(help)) };
    renderer.render(&[group])
}

/// The line to show and the byte range in it to mark. `None` for a line too long to show.
fn excerpt(line: &str, finding: &Finding) -> Option<(String, std::ops::Range<usize>)> {
    let line = line.trim_end_matches('\r');
    if line.chars().count() > MAX_LINE {
        return None;
    }
    let Position { line: row, column } = finding.span.start;
    let start = byte_of_column(line, column);
    let end = if finding.span.end.line == row { byte_of_column(line, finding.span.end.column) } else { line.len() };
    let end =
        if end > start { end } else { line[start..].chars().next().map_or(start, |next| start + next.len_utf8()) };
    // Control characters in content must not reach the terminal; each becomes one visible stand-in of its own width.
    let mut shown = String::with_capacity(line.len());
    let mut range = 0..0;
    for (offset, character) in line.char_indices() {
        if offset == start {
            range.start = shown.len();
        }
        shown.push(visible(character));
        if offset < end {
            range.end = shown.len();
        }
    }
    if start >= line.len() {
        range = shown.len()..shown.len();
    }
    Some((shown, range))
}

fn byte_of_column(line: &str, column: u32) -> usize {
    line.char_indices().nth(column as usize - 1).map_or(line.len(), |(offset, _)| offset)
}

/// The last line of a check: what was found in how much.
pub fn summary(report: &Report<'_>) -> String {
    let mut line = if report.findings.is_empty() {
        "No findings".to_owned()
    } else {
        let errors = count(report.errors(), "error", "errors");
        format!("{errors}, {}", count(report.warnings(), "warning", "warnings"))
    };
    line.push_str(&format!(
        " in {}, {}",
        count(report.pages, "page", "pages"),
        count(report.diagrams, "diagram", "diagrams")
    ));
    if report.fixable() > 0 {
        line.push_str(&format!("; {} can be mended with --fix", report.fixable()));
    }
    if report.known > 0 {
        line.push_str(&format!("; {} known", report.known));
    }
    line
}

/// A number with its noun.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// `1,622`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Text of content made safe for a terminal: no control characters, no reversal of direction.
pub fn printable(text: &str) -> String {
    text.chars().map(visible).collect()
}

const fn visible(character: char) -> char {
    match character {
        '\t' => '\t',
        '\u{0}'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn a_finding_shows_its_line_and_help() {
        let text = "# Title\n\nSee [x](y.md).\n";
        let finding = Finding::error("broken-link", "content/a.md", Span::of(text, 13..22), "there is no page `y.md`")
            .with_help("did you mean `z.md`?");
        let shown = render(&finding, text.lines().nth(finding.span.start.line as usize - 1), false);
        assert_eq!(
            shown,
            "error[broken-link]: there is no page `y.md`\n --> content/a.md:3:5\n  |\n3 | See [x](y.md).\n  |     ^^^^^^^^^\n  |\n  = help: did you mean `z.md`?"
        );
    }

    #[test]
    fn the_summary_counts_with_the_right_nouns_and_says_what_can_be_done() {
        use super::super::report::tests::{findings, report};
        let findings = findings();
        assert_eq!(
            summary(&Report { pages: 40, diagrams: 120, known: 730, ..report(&findings) }),
            "2 errors, 1 warning in 40 pages, 120 diagrams; 2 can be mended with --fix; 730 known"
        );
        assert_eq!(summary(&report(&findings[2..])), "0 errors, 1 warning in 1 page, 1 diagram");
        assert_eq!(summary(&Report { diagrams: 0, ..report(&[]) }), "No findings in 1 page, 0 diagrams");
        assert_eq!(summary(&Report { known: 1, ..report(&[]) }), "No findings in 1 page, 1 diagram; 1 known");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let text = "a \u{1b}[31m b\n";
        let finding = Finding::error("broken-link", "a.md", Span::of(text, 2..3), "bad \u{1b}[0m");
        assert!(!render(&finding, text.lines().nth(finding.span.start.line as usize - 1), false).contains('\u{1b}'));
    }
}
