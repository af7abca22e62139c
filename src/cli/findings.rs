//! Findings on a terminal, each with its line.

use super::opened::{CONFIG, Opened};
use super::terminal::Terminal;
use crate::diagnostics::{Finding, Severity, human};
use crate::pipeline::Checked;

/// The text of every finding; `print` gets one after the other. They come sorted by file, so the lines of a file are found
/// once.
pub fn show(checked: &Checked, opened: &Opened, terminal: &Terminal, colour: bool, print: &dyn Fn(&str)) {
    let mut current = "";
    let mut lines: Vec<&str> = Vec::new();
    for finding in &checked.settled.findings {
        if terminal.quiet() && finding.severity != Severity::Error {
            continue;
        }
        let of_config = finding.file == CONFIG;
        if finding.file != current {
            current = &finding.file;
            let text = if of_config { Some(&opened.text) } else { checked.texts.get(current) };
            lines = text.map_or_else(Vec::new, |text| text.lines().collect());
        }
        let line = lines.get(finding.span.start.line as usize - 1).copied();
        let text = if of_config && opened.file != CONFIG {
            human::render(&Finding { file: opened.file.clone(), ..finding.clone() }, line, colour)
        } else {
            human::render(finding, line, colour)
        };
        print(&text);
        print("");
    }
}
