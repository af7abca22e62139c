//! In: findings, and the comments of each file that suppress some. Out: the others, and a finding for each comment that
//! suppresses nothing. Not here: how comments are read, see `parse`.

use std::collections::BTreeMap;

use super::selection::{INVALID_NAME, members};
use super::{EXTERNAL, Selection};
use crate::diagnostics::{Finding, codes, nearest};
use crate::model::Suppression;

const UNUSED: &str = "unused-suppression";

/// A file and a code.
type Key<'a> = (&'a str, &'a str);

/// The findings that are to be reported and that no comment suppresses, and comments that suppress nothing.
pub(super) fn unsuppressed(
    selection: &Selection<'_>,
    mut findings: Vec<Finding>,
    suppressions: &BTreeMap<String, Vec<Suppression>>,
) -> Vec<Finding> {
    findings.retain(|finding| selection.reports(finding.code));
    if suppressions.is_empty() {
        return findings;
    }
    let covered = covered(suppressions);
    let mut silent: BTreeMap<Key<'_>, Vec<u32>> = BTreeMap::new();
    let mut settled = Vec::with_capacity(findings.len());
    for finding in findings {
        let line = finding.span.start.line;
        let key = suppressions.get_key_value(&finding.file).map(|(file, _)| (file.as_str(), finding.code));
        match key.filter(|key| covered.get(key).is_some_and(|ranges| holds(ranges, line))) {
            Some(key) => silent.entry(key).or_default().push(line),
            None => settled.push(finding),
        }
    }
    for lines in silent.values_mut() {
        lines.sort_unstable();
    }
    if selection.wants(UNUSED) {
        for (file, list) in suppressions {
            for suppression in list {
                let used = |code: &str| {
                    let (first, last) = suppression.lines;
                    members(code).into_iter().any(|code| {
                        let lines = silent.get(&(file.as_str(), code)).map_or(&[][..], Vec::as_slice);
                        lines.get(lines.partition_point(|line| *line < first)).is_some_and(|line| *line <= last)
                    })
                };
                settled.extend(unused(file, suppression, used, selection));
            }
        }
    }
    settled
}

/// The lines that comments cover for each code, sorted, without overlaps.
fn covered(suppressions: &BTreeMap<String, Vec<Suppression>>) -> BTreeMap<Key<'_>, Vec<(u32, u32)>> {
    let mut covered: BTreeMap<Key<'_>, Vec<(u32, u32)>> = BTreeMap::new();
    for (file, list) in suppressions {
        for suppression in list.iter().filter(|suppression| suppression.lines.0 <= suppression.lines.1) {
            for code in suppression.codes.iter().flat_map(|(code, _)| members(code)) {
                covered.entry((file, code)).or_default().push(suppression.lines);
            }
        }
    }
    for ranges in covered.values_mut() {
        ranges.sort_unstable();
        ranges.dedup_by(|next, merged| {
            let touches = next.0 <= merged.1;
            if touches {
                merged.1 = merged.1.max(next.1);
            }
            touches
        });
    }
    covered
}

fn holds(ranges: &[(u32, u32)], line: u32) -> bool {
    let after = ranges.partition_point(|range| range.0 <= line);
    after.checked_sub(1).and_then(|index| ranges.get(index)).is_some_and(|range| line <= range.1)
}

/// What is to be said of a comment: each of its codes that does not exist, or that `used` does not say yes to. One that
/// names `unused-suppression`, too, may be out of use.
fn unused(
    file: &str,
    suppression: &Suppression,
    used: impl Fn(&str) -> bool,
    selection: &Selection<'_>,
) -> Vec<Finding> {
    if suppression.codes.is_empty() {
        let finding = Finding::warning(UNUSED, file, suppression.span, "this comment names no check");
        return vec![finding.with_help("write `chartroom-ignore: CODE reason`")];
    }
    // What the web answers today tells nothing.
    let ran = |code: &str| code != EXTERNAL && selection.wants(code);
    let excused = suppression.codes.iter().any(|(code, _)| code == UNUSED);
    let mut findings = Vec::new();
    for (code, span) in &suppression.codes {
        let (message, help) = if codes::find(code).is_none() && code != INVALID_NAME {
            let all: Vec<&str> = codes::ALL.iter().map(|entry| entry.code).chain([INVALID_NAME]).collect();
            let help = nearest(code, &all).map_or_else(
                || "`chartroom explain` lists all checks".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            (format!("there is no check `{code}`"), help)
        } else if excused || used(code) || !members(code).iter().all(|code| ran(code)) {
            // Only a check that ran can tell that there was nothing to suppress.
            continue;
        } else if suppression.lines.1 < suppression.lines.0 {
            (
                format!("no block follows for which `{code}` could be ignored"),
                "put the comment before the block that it is about".to_owned(),
            )
        } else {
            (format!("there is no `{code}` to ignore here"), format!("take `{code}` out of the comment"))
        };
        findings.push(Finding::warning(UNUSED, file, *span, message).with_help(help));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::model::{Position, Span};

    fn comment(code: &str, lines: (u32, u32)) -> Suppression {
        let span = Span::at(Position { line: lines.0, column: 1 });
        Suppression { codes: vec![(code.to_owned(), span)], reason: String::new(), span, lines }
    }

    #[test]
    fn a_comment_covers_its_lines_and_its_codes() {
        let config = Config::parse("").unwrap();
        let selection = Selection::for_check(&config, &[], &[]).unwrap();
        let at = |code, line| Finding::error(code, "a.md", Span::at(Position { line, column: 3 }), "x");
        let findings = [2, 3, 5, 6, 9].map(|line| at("broken-link", line)).to_vec();
        let comments = vec![
            comment("broken-link", (1, 2)),
            comment("broken-link", (5, 8)),
            comment("broken-link", (6, 6)),
            comment("broken-link", (7, 8)),
            comment("broken-anchor", (9, 9)),
            comment("broken-link", (10, 0)),
        ];
        let left = unsuppressed(&selection, findings, &BTreeMap::from([("a.md".to_owned(), comments)]));
        let left: Vec<String> = left
            .iter()
            .map(|finding| format!("{} {}: {}", finding.span.start.line, finding.code, finding.message))
            .collect();
        assert_eq!(
            left,
            [
                "3 broken-link: x",
                "9 broken-link: x",
                "7 unused-suppression: there is no `broken-link` to ignore here",
                "9 unused-suppression: there is no `broken-anchor` to ignore here",
                "10 unused-suppression: no block follows for which `broken-link` could be ignored",
            ]
        );
    }

    #[test]
    fn many_comments_and_findings_stay_linear() {
        let config = Config::parse("").unwrap();
        let selection = Selection::for_check(&config, &[], &[]).unwrap();
        let lines = 1..100_000;
        let at = |line| Finding::error("broken-link", "a.md", Span::at(Position { line, column: 3 }), "x");
        let comments = lines.clone().map(|line| comment("broken-link", (line, 200_000))).collect();
        let left = unsuppressed(&selection, lines.map(at).collect(), &BTreeMap::from([("a.md".to_owned(), comments)]));
        assert_eq!(left, []);
    }
}
