//! What a run changed about the findings, for the terminal. In: what was found before and now. Out: findings that are new and
//! those that are gone, as data. A finding is known again by what it is about, so text added above it makes it neither.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::Finding;
use crate::diagnostics::baseline::{Baseline, NEVER};
use crate::pipeline::Checked;

/// How the findings of two runs differ, each list in order of file, line, column and code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Those that were not there before.
    pub new: Vec<Finding>,
    /// Those that are not there any more, at the place that they had.
    pub gone: Vec<Finding>,
}

impl News {
    /// Compares what was found `before` with what is found `now`.
    pub fn between(before: &Checked, now: &Checked) -> Self {
        let (old, new) = (by_file(before), by_file(now));
        let files: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
        let mut news = Self::default();
        for file in files {
            let (old, new) =
                (old.get(file).map_or(&[][..], Vec::as_slice), new.get(file).map_or(&[][..], Vec::as_slice));
            if old == new && before.text(file) == now.text(file) {
                continue;
            }
            let (old, new) = (without(old, new), without(new, old));
            news.new.extend(beside(&old, before, new.clone(), now));
            news.gone.extend(beside(&new, now, old, before));
        }
        news
    }
}

/// The findings of each file.
fn by_file(checked: &Checked) -> BTreeMap<&str, Vec<&Finding>> {
    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in &checked.settled.findings {
        files.entry(&finding.file).or_default().push(finding);
    }
    files
}

/// Findings of a file, without those of no identity that are among `others`, too.
fn without(findings: &[&Finding], others: &[&Finding]) -> Vec<Finding> {
    let is_same = |finding: &&Finding| finding.code == NEVER && others.contains(finding);
    findings.iter().filter(|finding| !is_same(finding)).map(|finding| (*finding).clone()).collect()
}

/// Those of `findings` that are not about the same as `others`.
fn beside(others: &[Finding], then: &Checked, findings: Vec<Finding>, now: &Checked) -> Vec<Finding> {
    if others.is_empty() {
        return findings;
    }
    Baseline::of(others, &|file| then.text(file)).split(findings, &|file| now.text(file)).new
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Settled;
    use crate::fix;
    use crate::model::Span;

    /// What is found in a page with a dead link for each `[`.
    fn checked(text: &str) -> Checked {
        let ends = |start: usize| start + text[start..].find(')').unwrap() + 1;
        let dead = |(start, _)| Finding::error("broken-link", "a.md", Span::of(text, start..ends(start)), "gone");
        let mut findings: Vec<Finding> = text.match_indices('[').map(dead).collect();
        findings.push(Finding::internal("a.md", "oh"));
        Checked {
            settled: Settled { findings, known: Vec::new(), mended: Vec::new() },
            texts: BTreeMap::from([("a.md".to_owned(), text.to_owned().into())]),
            pages: 1,
            diagrams: 0,
            valid: 0,
            fixes: fix::Plan::default(),
        }
    }

    fn lines(findings: &[Finding]) -> Vec<u32> {
        findings.iter().map(|finding| finding.span.start.line).collect()
    }

    #[test]
    fn what_only_moved_is_no_news() {
        let (before, now) = (checked("[x](x.md)\n[y](y.md)\n"), checked("# New\n\n[x](x.md)\n\n- [y](y.md)\n"));
        assert_eq!(News::between(&before, &now), News::default());
        assert_eq!(News::between(&now, &before), News::default());
    }

    #[test]
    fn new_ones_have_their_place_and_gone_ones_the_place_that_they_had() {
        let (before, now) = (checked("a\n\n[x](x.md)\n[y](y.md)\n"), checked("[y](y.md)\n[z](z.md)\n[y](y.md)\n"));
        let news = News::between(&before, &now);
        assert_eq!((lines(&news.new), lines(&news.gone)), (vec![2, 3], vec![3]));
    }

    #[test]
    fn a_file_that_is_gone_takes_its_findings_along() {
        let mut now = checked("");
        now.settled.findings.clear();
        now.texts.clear();
        let news = News::between(&checked("[x](x.md)\n"), &now);
        assert_eq!((news.new.len(), news.gone.len()), (0, 2));
    }
}
