//! The findings that a team knows and has not mended yet, as a text file. In: that text, or findings. Out: that text, or
//! findings parted into new and known ones. Who reads and writes the file, and says what was mended, is `check`.
//!
//! A line a finding, sorted, without counts, totals or dates: two branches change different lines. Warnings are known like
//! errors, and so is `unused-suppression`, which stands in a page like any other. Only `internal-error` never is: it is not
//! about the content, and while it lasts nobody knows what else is wrong there.

use std::collections::BTreeMap;

use super::Finding;
use super::human::printable;
use super::identity::{DIGITS, identify};
use super::report::Texts;

const HEADER: &str = "\
# Findings that Chartroom knows and that fail nothing. `chartroom check --update-baseline` writes this file.
# A line each: file, code, hash of what it is about, message. After a merge keep the lines of both sides; order is free.
";

/// Characters of a message that are kept, for those who read the file.
const MESSAGE: usize = 80;

/// The code that is never known: such findings have no identity.
pub const NEVER: &str = "internal-error";

/// Known findings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    entries: BTreeMap<Identity, Vec<String>>,
}

/// What a finding is known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Identity {
    file: String,
    code: String,
    hash: String,
}

/// A line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The file that the finding was in.
    pub file: String,
    /// Its code.
    pub code: String,
    /// Its message when it was written down, shortened.
    pub message: String,
}

/// Why a text is no baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineFault {
    /// The line, from 1.
    pub line: u32,
    /// What is wrong, one line, no final stop.
    pub message: String,
}

/// Findings beside a baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Those that the baseline does not know, in the order that they came in.
    pub new: Vec<Finding>,
    /// Those that it knows.
    pub known: Vec<Finding>,
    /// What it knows and is not there any more.
    pub mended: Vec<Entry>,
}

impl Baseline {
    /// Reads a text that [`Self::render`] wrote and people may have merged.
    pub fn parse(text: &str) -> Result<Self, BaselineFault> {
        let mut baseline = Self::default();
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (identity, message) = entry(line).map_err(|message| BaselineFault {
                line: u32::try_from(index + 1).unwrap_or(u32::MAX),
                message: message.to_owned(),
            })?;
            baseline.entries.entry(identity).or_default().push(message.to_owned());
        }
        Ok(baseline.sorted())
    }

    /// The baseline that knows these findings.
    pub fn of(findings: &[Finding], texts: Texts<'_>) -> Self {
        let mut baseline = Self::default();
        for (finding, hash) in findings.iter().zip(identify(findings, texts)) {
            if finding.code != NEVER {
                baseline.entries.entry(Identity::of(finding, hash)).or_default().push(short(&finding.message));
            }
        }
        baseline.sorted()
    }

    /// The text of the file.
    pub fn render(&self) -> String {
        let mut lines: Vec<String> = self
            .entries
            .iter()
            .flat_map(|(identity, messages)| messages.iter().map(move |message| (identity, message)))
            .map(|(Identity { file, code, hash }, message)| format!("{}\t{code}\t{hash}\t{message}\n", escape(file)))
            .collect();
        lines.sort();
        HEADER.to_owned() + &lines.concat()
    }

    /// Parts findings. Of several that are alike, as many as the baseline has are known, the first ones.
    pub fn split(&self, findings: Vec<Finding>, texts: Texts<'_>) -> Split {
        let hashes = identify(&findings, texts);
        let mut left: BTreeMap<&Identity, usize> =
            self.entries.iter().map(|(identity, messages)| (identity, messages.len())).collect();
        let mut split = Split { new: Vec::new(), known: Vec::new(), mended: Vec::new() };
        for (finding, hash) in findings.into_iter().zip(hashes) {
            match left.get_mut(&Identity::of(&finding, hash)) {
                Some(count) if *count > 0 && finding.code != NEVER => {
                    *count -= 1;
                    split.known.push(finding);
                }
                _ => split.new.push(finding),
            }
        }
        for (identity, count) in left {
            let messages = self.entries.get(identity).map_or(&[][..], |messages| messages);
            split.mended.extend(messages.iter().rev().take(count).rev().map(|message| Entry {
                file: identity.file.clone(),
                code: identity.code.clone(),
                message: message.clone(),
            }));
        }
        split
    }

    /// Takes over the lines of an earlier baseline that `which` names, by file and code: those that this run did not look for.
    #[must_use]
    pub fn keeping(mut self, earlier: &Self, which: impl Fn(&str, &str) -> bool) -> Self {
        for (identity, messages) in &earlier.entries {
            if which(&identity.file, &identity.code) {
                self.entries.insert(identity.clone(), messages.clone());
            }
        }
        self
    }

    fn sorted(mut self) -> Self {
        self.entries.values_mut().for_each(|messages| messages.sort_unstable());
        self
    }

    /// How many findings it knows.
    pub fn len(&self) -> usize {
        self.entries.values().map(Vec::len).sum()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl Identity {
    fn of(finding: &Finding, hash: String) -> Self {
        Self { file: finding.file.clone(), code: finding.code.to_owned(), hash }
    }
}

/// What a line says.
fn entry(line: &str) -> Result<(Identity, &str), &'static str> {
    const CONFLICT: &str = "this is the mark of a merge conflict; keep the lines of both sides and delete the marks";
    const FOREIGN: &str = "this is no line of a baseline: file, code, hash and message, with a tab between each two";
    if ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark)) && !line.contains('\t') {
        return Err(CONFLICT);
    }
    let mut fields = line.splitn(4, '\t');
    let (Some(file), Some(code), Some(hash)) = (fields.next(), fields.next(), fields.next()) else {
        return Err(FOREIGN);
    };
    if hash.len() != DIGITS || !hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(FOREIGN);
    }
    let identity = Identity { file: unescape(file), code: code.to_owned(), hash: hash.to_owned() };
    Ok((identity, fields.next().unwrap_or_default()))
}

/// A path without the characters that part fields and lines or begin a remark.
fn escape(path: &str) -> String {
    let mut escaped = String::with_capacity(path.len());
    for character in path.chars() {
        match character {
            '\\' => escaped.push_str("\\\\"),
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '#' if escaped.is_empty() => escaped.push_str("\\#"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn unescape(field: &str) -> String {
    let mut path = String::with_capacity(field.len());
    let mut characters = field.chars();
    while let Some(character) = characters.next() {
        path.push(match character {
            '\\' => match characters.next() {
                Some('t') => '\t',
                Some('n') => '\n',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            },
            other => other,
        });
    }
    path
}

/// A message on one line, not too long, and without the line numbers of other places, which move.
fn short(message: &str) -> String {
    let mut text = String::new();
    let mut before = ' ';
    let mut characters = message.chars().peekable();
    while let Some(character) = characters.next() {
        let number_follows = characters.peek().is_some_and(char::is_ascii_digit);
        let of_line = character == ' ' && text.ends_with("line");
        if number_follows && (of_line || character == ':' && !before.is_whitespace()) {
            while characters.next_if(char::is_ascii_digit).is_some() {}
            text.push_str(if of_line { " …" } else { "" });
            continue;
        }
        before = character;
        text.push(if character.is_whitespace() { ' ' } else { character });
    }
    if text.chars().nth(MESSAGE).is_some() {
        text = text.chars().take(MESSAGE - 1).collect::<String>().trim_end().to_owned() + "…";
    }
    printable(text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Position, Span};

    fn links(text: &str) -> Vec<Finding> {
        text.match_indices('[')
            .map(|(start, _)| {
                let end = start + text[start..].find(')').unwrap() + 1;
                let message = format!("gone, see b.md:{start}");
                Finding::error("broken-link", "content/a.md", Span::of(text, start..end), message)
            })
            .collect()
    }

    fn places(findings: &[Finding]) -> Vec<(u32, u32)> {
        findings.iter().map(|finding| (finding.span.start.line, finding.span.start.column)).collect()
    }

    #[test]
    fn the_file_is_sorted_lines_that_can_be_read_again() {
        let text = "[x](x.md)\n[y](y.md)\n[x](x.md)\n";
        let mut findings = links(text);
        findings.push(Finding::warning("empty-site", "#\ta\\\n.md", Span::at(Position::START), "x".repeat(90)));
        findings.push(Finding::internal("content/a.md", "oh"));
        let baseline = Baseline::of(&findings, &|_| Some(text));
        let rendered = baseline.render();
        assert_eq!(
            rendered,
            format!(
                "{HEADER}\\#\\ta\\\\\\n.md\tempty-site\te3b0c44298fc\t{}…\n\
                 content/a.md\tbroken-link\t63ea16dca2b1\tgone, see b.md\n\
                 content/a.md\tbroken-link\t63ea16dca2b1\tgone, see b.md\n\
                 content/a.md\tbroken-link\t8cc8829abd9f\tgone, see b.md\n",
                "x".repeat(79)
            )
        );
        assert_eq!(Baseline::parse(&rendered), Ok(baseline.clone()));
        assert_eq!(Baseline::parse(&format!("\u{feff}{}", rendered.replace('\n', "\r\n"))), Ok(baseline.clone()));
        assert_eq!(baseline.len(), 4);
    }

    #[test]
    fn moved_findings_are_known_the_last_of_equal_ones_is_new_and_mended_ones_are_named() {
        let before = "[x](x.md)\n[y](y.md)\n[x](x.md)\n";
        let baseline = Baseline::of(&links(before), &|_| Some(before));
        let after = "# New\n\n* [x](x.md) and [z](z.md)\n* [x](x.md)\n* [x](x.md)\n";
        let split = baseline.split(links(after), &|_| Some(after));
        assert_eq!(places(&split.known), [(3, 3), (4, 3)]);
        assert_eq!(places(&split.new), [(3, 17), (5, 3)]);
        let mended = Entry {
            file: "content/a.md".to_owned(),
            code: "broken-link".to_owned(),
            message: "gone, see b.md".to_owned(),
        };
        assert_eq!(split.mended, std::slice::from_ref(&mended));
        let split = baseline.split(Vec::new(), &|_| None);
        assert_eq!(split.mended, [mended.clone(), mended.clone(), mended]);
    }

    #[test]
    fn faults_of_ours_are_never_known() {
        let findings = vec![Finding::internal("a.md", "oh")];
        assert!(Baseline::of(&findings, &|_| None).is_empty());
        let forged = Baseline::parse("a.md\tinternal-error\te3b0c44298fc\toh\n").unwrap();
        assert_eq!(forged.split(findings, &|_| None).new.len(), 1);
    }

    #[test]
    fn lines_of_checks_that_did_not_run_can_be_kept() {
        let earlier = Baseline::parse("a.md\tx\t000000000000\tm\na.md\ty\t000000000000\tm\n").unwrap();
        let kept = Baseline::default().keeping(&earlier, |_, code| code == "x");
        assert_eq!(kept.render(), format!("{HEADER}a.md\tx\t000000000000\tm\n"));
    }

    #[test]
    fn what_is_no_baseline_says_so_with_its_line() {
        let fault = |text: &str| Baseline::parse(text).map_err(|fault| format!("{}: {}", fault.line, fault.message));
        let conflict = "this is the mark of a merge conflict; keep the lines of both sides and delete the marks";
        for mark in ["<<<<<<< ours", "=======", ">>>>>>> theirs", "||||||| base"] {
            assert_eq!(fault(&format!("# x\n\n{mark}\n")), Err(format!("3: {conflict}")));
        }
        let foreign = "this is no line of a baseline: file, code, hash and message, with a tab between each two";
        for line in ["hello", "a\tb", "a.md\tx\tZ00000000000\tm", "a.md\tx\t00\tm"] {
            assert_eq!(fault(line), Err(format!("1: {foreign}")));
        }
    }

    #[test]
    fn messages_are_kept_short_and_without_the_places_of_others() {
        assert_eq!(short("id `x` is at b.md:12:5, too"), "id `x` is at b.md, too");
        assert_eq!(short("line 12 looks\tlike\u{1b} an end"), "line … looks like\u{fffd} an end");
        assert_eq!(short("more than 200 nodes"), "more than 200 nodes");
    }
}
