//! Markdown of our own pages as text: for a terminal, with bold headings and lines that fit, or plain. Links are their text,
//! code is indented. Not for authors' pages: tables become rows, and raw HTML is left out.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthStr;

const BOLD: &str = "\u{1b}[1m";
const PLAIN_AGAIN: &str = "\u{1b}[0m";

/// How the text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether to use the terminal's bold.
    pub colour: bool,
    /// Columns that a line may take; code and long words may take more.
    pub width: usize,
}

/// Text without bold, a paragraph a line.
pub const PLAIN: Look = Look { colour: false, width: usize::MAX };

/// Renders Markdown, without a line break at the end.
pub fn render(markdown: &str, look: Look) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES | Options::ENABLE_STRIKETHROUGH;
    let mut writer = Writer { look, ..Writer::default() };
    for event in Parser::new_ext(markdown, options) {
        writer.event(event);
    }
    writer.end_line();
    // Neighbouring bold words are one bold text.
    writer.text.trim_end().replace(&format!("{PLAIN_AGAIN} {BOLD}"), " ")
}

impl Default for Look {
    fn default() -> Self {
        PLAIN
    }
}

/// What is written and where it stands.
#[derive(Default)]
struct Writer {
    look: Look,
    text: String,
    /// Words of the line at work.
    words: Vec<String>,
    /// Whether the last word goes on with the next text.
    open: bool,
    bold: usize,
    code: bool,
    /// What stands before each line, one for each list item or quote around.
    margins: Vec<usize>,
    /// What stands before the next line in place of its margin: the sign of a list item.
    sign: Option<String>,
    /// The next number in each list around; `None` for one without numbers.
    numbers: Vec<Option<u64>>,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => self.code_lines(&text),
            Event::Text(text) => self.words(&text),
            Event::Code(code) => self.glue(&format!("`{code}`")),
            Event::SoftBreak => self.open = false,
            Event::HardBreak => self.end_line(),
            Event::Rule => self.gap(),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.gap();
                self.bold += 1;
            }
            Tag::Strong => self.bold += 1,
            Tag::Paragraph | Tag::Table(_) if self.sign.is_none() => self.gap(),
            Tag::CodeBlock(kind) => {
                self.gap();
                self.code = true;
                if let CodeBlockKind::Fenced(info) = kind
                    && let Some((_, title)) = info.split_once("title=\"")
                {
                    self.words(title.trim_end_matches(['"', '}']));
                    self.end_line();
                }
            }
            Tag::BlockQuote(_) => {
                self.gap();
                self.margins.push(2);
            }
            Tag::List(number) => {
                if self.numbers.is_empty() {
                    self.gap();
                } else {
                    self.end_line();
                }
                self.numbers.push(number);
            }
            Tag::Item => {
                let sign = match self.numbers.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.margins.push(sign.len());
                self.sign = Some(sign);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.end_line();
                self.bold -= 1;
            }
            TagEnd::Strong => self.bold -= 1,
            TagEnd::CodeBlock => self.code = false,
            TagEnd::BlockQuote(_) => {
                self.end_line();
                self.margins.pop();
            }
            TagEnd::Item => {
                self.end_line();
                self.margins.pop();
                self.sign = None;
            }
            TagEnd::List(_) => {
                self.numbers.pop();
            }
            TagEnd::TableCell => self.words(" | "),
            TagEnd::TableHead | TagEnd::TableRow => {
                self.words.pop();
                self.end_line();
            }
            TagEnd::Paragraph => self.end_line(),
            _ => {}
        }
    }

    /// Text that may be broken at its spaces.
    fn words(&mut self, text: &str) {
        for (index, word) in text.split([' ', '\n']).enumerate() {
            self.open &= index == 0;
            if !word.is_empty() {
                self.glue(word);
            }
        }
        self.open &= !text.ends_with([' ', '\n']);
    }

    /// A piece that goes on with the word before, if no space is between.
    fn glue(&mut self, piece: &str) {
        let piece =
            if self.bold > 0 && self.look.colour { format!("{BOLD}{piece}{PLAIN_AGAIN}") } else { piece.to_owned() };
        match self.words.last_mut() {
            Some(word) if self.open => word.push_str(&piece),
            _ => self.words.push(piece),
        }
        self.open = true;
    }

    /// Writes the line at work, in as many lines as it takes.
    fn end_line(&mut self) {
        let margin: usize = self.margins.iter().sum();
        let mut column = 0_usize;
        for word in std::mem::take(&mut self.words) {
            let width = shown_width(&word);
            if column > 0 && column.saturating_add(1 + width) > self.look.width {
                self.text.push('\n');
                column = 0;
            }
            if column > 0 {
                self.text.push(' ');
                column += 1;
            } else {
                self.begin(margin);
                column = margin;
            }
            self.text.push_str(&word);
            column += width;
        }
        if column > 0 {
            self.text.push('\n');
        }
        self.open = false;
    }

    /// The margin of a line, or the sign that stands at its end.
    fn begin(&mut self, margin: usize) {
        let sign = self.sign.take().unwrap_or_default();
        self.text.push_str(&" ".repeat(margin - sign.len()));
        self.text.push_str(&sign);
    }

    fn code_lines(&mut self, code: &str) {
        let margin = self.margins.iter().sum::<usize>() + 4;
        for line in code.lines() {
            if !line.is_empty() {
                self.text.push_str(&" ".repeat(margin));
            }
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    /// Ends the line and leaves one empty before what comes.
    fn gap(&mut self) {
        self.end_line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }
}

/// The columns that a word takes, bold or not.
fn shown_width(word: &str) -> usize {
    if word.contains('\u{1b}') { word.replace(BOLD, "").replace(PLAIN_AGAIN, "").width() } else { word.width() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "**Error.** A *relative* [link](../a.md) to `no page`, see\n[x](y).\n\n## Bad {#bad}\n\n````markdown\n```mermaid\nflowchart LR\n\n```\n````\n\n- one\n  two\n- three\n  1. four\n\n| a | b |\n|---|---|\n| c | `d` |\n\n> quoted\n\n```toml title=\"site.toml\"\nx = 1\n```\n";

    #[test]
    fn plain_text_has_no_marks_and_a_paragraph_a_line() {
        assert_eq!(
            render(PAGE, PLAIN),
            "Error. A relative link to `no page`, see x.\n\nBad\n\n    ```mermaid\n    flowchart LR\n\n    ```\n\n- one two\n- \
             three\n  1. four\n\na | b\nc | `d`\n\n  quoted\n\nsite.toml\n    x = 1"
        );
    }

    #[test]
    fn lines_fit_and_headings_are_bold() {
        assert_eq!(
            render(PAGE, Look { colour: true, width: 20 }).split("\n\n    ```").next().unwrap(),
            "\u{1b}[1mError.\u{1b}[0m A relative\nlink to `no page`,\nsee x.\n\n\u{1b}[1mBad\u{1b}[0m"
        );
        assert_eq!(render("- aaaa bbbb\n", Look { colour: false, width: 8 }), "- aaaa\n  bbbb");
    }

    #[test]
    fn the_page_of_every_code_is_rendered_without_marks_of_markdown() {
        for entry in super::super::codes::ALL {
            let text = render(entry.page, Look { colour: false, width: 80 });
            for line in text.lines().filter(|line| !line.starts_with("    ")) {
                let marks =
                    line.contains("](") || line.contains("**") || line.starts_with('#') || line.starts_with('|');
                assert!(!marks, "{}: {line}", entry.code);
            }
        }
    }
}
