//! `chartroom check --fix` and `--diff`: mends in memory until nothing is left to mend, then writes or shows.

use std::collections::BTreeMap;
use std::path::Path;

use super::terminal::Terminal;
use crate::diagnostics::human::count;
use crate::fix;
use crate::load::Sources;
use crate::pipeline::Checked;
use crate::write;

/// A mended diagram has links, a closed fence lets others be seen: what a round uncovers is mended by the next. No content
/// is known to need more than four.
const MAX_ROUNDS: usize = 20;

/// A file's old text, its new one, and how many findings that mends.
struct Mended {
    old: String,
    new: String,
    findings: usize,
}

/// The files that are to be changed.
pub struct Fixes(BTreeMap<String, Mended>);

/// Mends what `first` found in `sources`, and what `check` then finds; returns what was found last, too.
pub fn mend(first: Checked, sources: &Sources, check: impl Fn(Sources) -> Checked) -> (Fixes, Checked) {
    let mut files: BTreeMap<String, Mended> = BTreeMap::new();
    let mut checked = first;
    for _ in 0..MAX_ROUNDS {
        let texts = checked.fixes.texts(&checked.texts);
        if texts.is_empty() {
            break;
        }
        for (file, new) in texts {
            let old = checked.texts.remove(&file).unwrap_or_default();
            let mended =
                files.entry(file).or_insert_with(|| Mended { old: old.into(), new: String::new(), findings: 0 });
            mended.new = new;
        }
        let settled = &checked.settled;
        for finding in settled.findings.iter().chain(&settled.known).filter(|finding| finding.fixable) {
            if let Some(mended) = files.get_mut(&finding.file) {
                mended.findings += 1;
            }
        }
        let texts = files.iter().map(|(file, mended)| (file.clone(), mended.new.clone())).collect();
        checked = check(sources.clone().with_texts(&texts));
    }
    files.retain(|_, mended| mended.old != mended.new);
    (Fixes(files), checked)
}

impl Fixes {
    /// Writes the files and says how many; whether all could be written.
    pub fn write(&self, root: &Path, terminal: &Terminal) -> bool {
        let (mut findings, mut files) = (0, 0);
        for (file, mended) in &self.0 {
            match write::replace_text(root, file, &mended.old, &mended.new) {
                Ok(()) => {
                    terminal.detail(&format!("mended {file}: {}", count(mended.findings, "finding", "findings")));
                    findings += mended.findings;
                    files += 1;
                }
                Err(error) => terminal.warning(&format!("{file} was left as it is: {error}")),
            }
        }
        if files > 0 {
            let findings = count(findings, "finding", "findings");
            terminal.note(&format!("mended {findings} in {}", count(files, "file", "files")));
        }
        files == self.0.len()
    }

    /// Shows what `write` would change. `place` is the site's folder as seen from where the diff is applied.
    pub fn show(&self, place: &str, terminal: &Terminal) {
        for (file, mended) in &self.0 {
            let path = if place.is_empty() { file.clone() } else { format!("{place}/{file}") };
            terminal.output(&coloured(&fix::unified(&path, &mended.old, &mended.new), terminal.output_colour()));
        }
        let findings = count(self.0.values().map(|mended| mended.findings).sum(), "finding", "findings");
        let files = count(self.0.len(), "file", "files");
        terminal.note(&format!("`--fix` would mend {findings} in {files}; nothing was written"));
    }
}

/// A diff in the colours of git.
fn coloured(diff: &str, colour: bool) -> String {
    if !colour {
        return diff.to_owned();
    }
    let mut out = String::with_capacity(diff.len() * 2);
    for line in diff.split_inclusive('\n') {
        let code = match line.as_bytes() {
            [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => "1",
            [b'-', ..] => "31",
            [b'+', ..] => "32",
            [b'@', ..] => "36",
            _ => "0",
        };
        let text = line.trim_end_matches('\n');
        // Content must not speak to the terminal.
        let text: String = text.chars().map(|c| if c.is_control() && c != '\t' { '\u{FFFD}' } else { c }).collect();
        out.push_str(&format!("\u{1b}[{code}m{text}\u{1b}[0m\n"));
    }
    out
}
