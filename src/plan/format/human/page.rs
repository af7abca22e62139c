//! Lines of a terminal: columns that stay in line whatever a name holds, bars, colours. In: pieces of text. Out: text.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::diagnostics::human::printable;
use crate::plan::report::Quota;

/// Columns that every line fits that can be cut or wrapped.
pub const WIDTH: usize = 100;

/// How the text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether to use colours.
    pub colour: bool,
    /// Whether there are other characters than ASCII, for bars and marks.
    pub unicode: bool,
}

/// A colour or weight of the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// For headings.
    Bold,
    /// For what is there.
    Good,
    /// For what is missing and due.
    Bad,
    /// For what is missing.
    Open,
    /// For what matters less.
    Faint,
}

/// Text that grows line by line.
pub struct Page {
    /// How it looks.
    pub look: Look,
    text: String,
}

impl Page {
    /// An empty one.
    pub const fn new(look: Look) -> Self {
        Self { look, text: String::new() }
    }

    /// What was written.
    pub fn finish(self) -> String {
        self.text
    }

    /// A heading with an empty line above.
    pub fn heading(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        let heading = self.ink(Ink::Bold, text);
        self.line(&heading);
    }

    /// A line, which is not touched but for spaces at its end.
    pub fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    /// A sentence behind a sign, in as many lines as it needs.
    pub fn point(&mut self, indent: usize, sign: &str, sentence: &str) {
        let inner = indent + sign.width() + 1;
        let mut line = format!("{}{sign} ", " ".repeat(indent));
        let mut width = inner;
        for word in name(sentence).split(' ') {
            if width > inner && width + word.width() > WIDTH {
                self.line(&line);
                line = " ".repeat(inner);
                width = inner;
            }
            line.push_str(word);
            line.push(' ');
            width += word.width() + 1;
        }
        self.line(&line);
    }

    /// Text in a colour.
    pub fn ink(&self, ink: Ink, text: &str) -> String {
        let code = match ink {
            _ if !self.look.colour => return text.to_owned(),
            Ink::Bold => "1",
            Ink::Good => "32",
            Ink::Bad => "31",
            Ink::Open => "33",
            Ink::Faint => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    /// A bar with its percent: full only where nothing is missing.
    pub fn bar(&self, ink: Ink, quota: Quota, cells: usize) -> String {
        let percent = quota.percent();
        let full = percent * cells / 100;
        let (there, missing) = if self.look.unicode { ("█", "░") } else { ("#", "-") };
        let bar = self.ink(ink, &there.repeat(full)) + &self.ink(Ink::Faint, &missing.repeat(cells - full));
        format!("{bar} {percent:>3}%")
    }

    /// One sign or its stand-in.
    pub const fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.look.unicode { unicode } else { ascii }
    }
}

/// A name of plan or content, safe for a terminal and in one line.
pub fn name(text: &str) -> String {
    let line: String = text.chars().map(|character| if character.is_whitespace() { ' ' } else { character }).collect();
    printable(&line)
}

/// A name in just so many columns: cut with `…` if it is longer, filled up if it is shorter.
pub fn column(text: &str, width: usize) -> String {
    let text = name(text);
    let whole = text.width();
    if whole <= width {
        return text + &" ".repeat(width - whole);
    }
    let mut cut = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        let next = cluster.width();
        if used + next + 1 > width {
            break;
        }
        cut.push_str(cluster);
        used += next;
    }
    cut + "…" + &" ".repeat(width.saturating_sub(used + 1))
}

/// Columns that the longest of some names takes, but no more than `most`.
pub fn widest<'t>(names: impl Iterator<Item = &'t str>, most: usize) -> usize {
    names.map(|text| name(text).width()).max().unwrap_or_default().min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_are_said_to_be() {
        for text in
            ["", "a", "netflix", "数据库架构图", "ｗｉｄｅ", "e\u{301}toile", "a\tb\nc", "👩‍👩‍👧 family", "\u{1b}[31mred"]
        {
            for width in [1, 4, 5, 8, 30] {
                assert_eq!(column(text, width).width(), width, "{text:?} in {width}");
            }
        }
        assert_eq!(column("数据库架构图", 6), "数据… ");
        assert_eq!(column("netflix", 5), "netf…");
    }

    #[test]
    fn a_bar_is_full_only_where_nothing_is_missing() {
        let page = Page::new(Look { colour: false, unicode: true });
        assert_eq!(page.bar(Ink::Good, Quota { have: 199, need: 200 }, 10), "█████████░  99%");
        assert_eq!(page.bar(Ink::Good, Quota { have: 7, need: 5 }, 4), "████ 100%");
        let plain = Page::new(Look { colour: false, unicode: false });
        assert_eq!(plain.bar(Ink::Bad, Quota { have: 1, need: 2 }, 4), "##--  50%");
    }

    #[test]
    fn sentences_are_wrapped_and_nothing_of_a_name_reaches_the_terminal() {
        let mut page = Page::new(Look { colour: false, unicode: true });
        page.point(2, "-", &format!("{} end\u{1b}[2J", "word ".repeat(24).trim_end()));
        assert_eq!(
            page.finish(),
            format!("  - {}\n    {} end\u{fffd}[2J\n", "word ".repeat(19).trim_end(), "word ".repeat(5).trim_end())
        );
    }
}
