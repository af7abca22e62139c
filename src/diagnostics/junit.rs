//! `--format junit`: a suite a file, a test case a finding, each failed; a clean report is one case that passed.
//!
//! A case has the code as class and the place as name: readers tell cases apart by the two. The few lines that write XML are
//! our own, since what is delicate here (which characters XML 1.0 has at all) is what writers leave to their callers.

use std::fmt::Write;

use super::{Finding, Report, Severity};

/// The whole document.
pub fn render(report: &Report<'_>) -> String {
    let findings = report.findings.len();
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    open(&mut xml, "testsuites", "chartroom check", findings.max(1), findings);
    if findings == 0 {
        open(&mut xml, "testsuite", "chartroom check", 1, 0);
        xml.push_str("    <testcase classname=\"chartroom\" name=\"no findings\" time=\"0\"/>\n  </testsuite>\n");
    }
    for suite in report.findings.chunk_by(|a, b| a.file == b.file) {
        open(&mut xml, "testsuite", &suite[0].file, suite.len(), suite.len());
        for finding in suite {
            case(&mut xml, finding);
        }
        xml.push_str("  </testsuite>\n");
    }
    xml.push_str("</testsuites>\n");
    xml
}

fn open(xml: &mut String, element: &str, name: &str, tests: usize, failures: usize) {
    let indent = if element == "testsuite" { "  " } else { "" };
    let name = escape(name);
    // Writing to a string cannot fail.
    let _ = writeln!(
        xml,
        "{indent}<{element} name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\" time=\"0\">"
    );
}

fn case(xml: &mut String, finding: &Finding) {
    let kind = match finding.severity {
        Severity::Error => "error",
        Severity::Warning | Severity::Off => "warning",
    };
    let file = escape(&finding.file);
    let message = escape(&finding.message);
    let (code, line, column) = (finding.code, finding.span.start.line, finding.span.start.column);
    let help = if finding.help.is_empty() { String::new() } else { format!("\nhelp: {}", escape(&finding.help)) };
    let _ = writeln!(
        xml,
        "    <testcase classname=\"chartroom.{code}\" name=\"{file}:{line}:{column}\" file=\"{file}\" line=\"{line}\" time=\"0\">\n      \
         <failure type=\"{kind}\" message=\"{message}\">{kind}[{code}]: {message}\n{file}:{line}:{column}{help}</failure>\n    \
         </testcase>"
    );
}

/// Text for an element or an attribute in double quotes. A character that XML 1.0 does not have becomes U+FFFD.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // As themselves they would be spaces in an attribute.
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::report::tests::{findings, report};
    use super::*;

    #[test]
    fn findings_are_failed_cases_in_the_suite_of_their_file() {
        let findings = findings();
        assert_eq!(
            render(&report(&findings)),
            r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="chartroom check" tests="3" failures="3" errors="0" skipped="0" time="0">
  <testsuite name="content/a, b.md" tests="2" failures="2" errors="0" skipped="0" time="0">
    <testcase classname="chartroom.broken-link" name="content/a, b.md:3:5" file="content/a, b.md" line="3" time="0">
      <failure type="error" message="there is no page `y.md`">error[broken-link]: there is no page `y.md`
content/a, b.md:3:5
help: did you mean `z.md`?</failure>
    </testcase>
    <testcase classname="chartroom.diagram-syntax" name="content/a, b.md:7:6" file="content/a, b.md" line="7" time="0">
      <failure type="error" message="a label with `(` needs quotes: &quot;f(x)&quot; &lt;100%&gt;">error[diagram-syntax]: a label with `(` needs quotes: &quot;f(x)&quot; &lt;100%&gt;
content/a, b.md:7:6</failure>
    </testcase>
  </testsuite>
  <testsuite name="site.toml" tests="1" failures="1" errors="0" skipped="0" time="0">
    <testcase classname="chartroom.raw-html" name="site.toml:1:1" file="site.toml" line="1" time="0">
      <failure type="warning" message="a ��[0m &amp; &lt;b&gt;">warning[raw-html]: a ��[0m &amp; &lt;b&gt;
site.toml:1:1</failure>
    </testcase>
  </testsuite>
</testsuites>
"#
        );
    }

    #[test]
    fn a_clean_report_is_one_case_that_passed() {
        assert_eq!(
            render(&report(&[])),
            r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="chartroom check" tests="1" failures="0" errors="0" skipped="0" time="0">
  <testsuite name="chartroom check" tests="1" failures="0" errors="0" skipped="0" time="0">
    <testcase classname="chartroom" name="no findings" time="0"/>
  </testsuite>
</testsuites>
"#
        );
    }

    #[test]
    fn every_character_is_one_that_xml_has() {
        let all: String = (0..0x11_0000).filter_map(char::from_u32).collect();
        let finding = Finding::warning("raw-html", &all, crate::model::Span::at(crate::model::Position::START), &*all);
        let xml = render(&report(&[finding]));
        let document = roxmltree::Document::parse(&xml).unwrap();
        let failure = document.descendants().find(|node| node.has_tag_name("failure")).unwrap();
        let read = failure.attribute("message").unwrap();
        assert_eq!(read.chars().count(), all.chars().count());
        for (read, written) in read.chars().zip(all.chars()) {
            assert!(read == written || read == '\u{fffd}' && !matches!(written, ' '..='~' | '\t' | '\n' | '\r'));
        }
    }
}
