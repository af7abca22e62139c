//! In: a plan, and findings about the syntax of diagrams that it mends. Out: for each the line as it will read, so that the help can show
//! it. Not here: lines that are mended elsewhere than where the finding stands.

use std::collections::BTreeMap;

use super::{Plan, apply};
use crate::diagnostics::Finding;
use crate::model::Text;

/// Characters of a line that are shown at most.
const MAX_LINE: usize = 120;

/// The new line of each finding, by its number in `findings`, where that is known and short.
pub fn mended_lines(plan: &Plan, texts: &BTreeMap<String, Text>, findings: &[&Finding]) -> BTreeMap<usize, String> {
    let mut starts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut lines = BTreeMap::new();
    for &index in &plan.mends {
        let Some(finding) = findings.get(index).filter(|finding| finding.code == "diagram-syntax") else {
            continue;
        };
        let (Some(text), Some(edits)) = (texts.get(&finding.file), plan.edits.get(&finding.file)) else {
            continue;
        };
        let starts = starts
            .entry(&finding.file)
            .or_insert_with(|| std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect());
        let number = finding.span.start.line as usize;
        let Some(&start) = starts.get(number - 1) else {
            continue;
        };
        let end = starts.get(number).map_or(text.len(), |next| next - 1);
        let first = edits.partition_point(|edit| edit.range.start < start);
        let within: Vec<_> = edits[first..]
            .iter()
            .take_while(|edit| edit.range.end <= end)
            .map(|edit| super::Edit {
                range: edit.range.start - start..edit.range.end - start,
                text: edit.text.clone(),
            })
            .collect();
        let line = apply(&text[start..end], &within).unwrap_or_default();
        let line = line.trim_start_matches(['>', ' ', '\t']).trim_end();
        let is_plain = !line.contains(['`', '\n']) && line.chars().count() <= MAX_LINE;
        if !within.is_empty() && is_plain {
            lines.insert(index, line.to_owned());
        }
    }
    lines
}
