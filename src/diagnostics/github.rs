//! `--format github`: one workflow command a finding, which GitHub's runner turns into annotations of the lines.
//!
//! The escapes are those of the runner: `%`, CR and LF everywhere, `:` and `,` in properties, too. GitHub shows ten errors
//! and ten warnings of a step; all of them are written.

use super::human::printable;
use super::{Finding, Report, Severity};

/// One line a finding; nothing for a clean report.
pub fn render(report: &Report<'_>) -> String {
    report.findings.iter().map(|finding| command(report, finding)).collect()
}

fn command(report: &Report<'_>, finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning | Severity::Off => "warning",
    };
    let span = finding.span;
    let mut message = data(&finding.message);
    if !finding.help.is_empty() {
        message.push_str("%0Ahelp: ");
        message.push_str(&data(&finding.help));
    }
    format!(
        "::{level} file={},line={},col={},endLine={},endColumn={},title={}::{message}\n",
        property(&report.repository_path(finding)),
        span.start.line,
        span.start.column,
        span.end.line,
        span.end.column,
        property(finding.code),
    )
}

/// Text behind the second `::`. A log is a terminal, too: other control characters are made visible.
fn data(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    printable(&escaped)
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::{findings, report};
    use super::*;

    #[test]
    fn each_finding_is_a_command_with_its_place() {
        let findings = findings();
        assert_eq!(
            render(&Report { root: "docs", ..report(&findings) }),
            "::error file=docs/content/a%2C b.md,line=3,col=5,endLine=3,endColumn=14,title=broken-link::there is no page \
             `y.md`%0Ahelp: did you mean `z.md`?\n\
             ::error file=docs/content/a%2C b.md,line=7,col=6,endLine=7,endColumn=9,title=diagram-syntax::a label with `(` \
             needs quotes: \"f(x)\" <100%25>\n\
             ::warning file=docs/site.toml,line=1,col=1,endLine=1,endColumn=1,title=raw-html::a \u{fffd}\u{fffd}[0m & <b>\n"
        );
        assert_eq!(render(&report(&[])), "");
    }

    #[test]
    fn no_text_can_end_its_line_or_begin_a_command() {
        assert_eq!(data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(property("a:b,c\n"), "a%3Ab%2Cc%0A");
    }
}
