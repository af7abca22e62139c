//! `duplicate-diagram`: a diagram of the site is another one but for space and comments. The first by path and line is the
//! original. A `.mmd` file that several pages show is one diagram.

use std::collections::BTreeMap;

use super::Context;
use crate::check::CheckedDiagram;
use crate::diagnostics::Finding;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut same: BTreeMap<[u8; 16], Vec<&CheckedDiagram<'_>>> = BTreeMap::new();
    for diagram in context.diagrams.iter().filter(|diagram| diagram.id.is_some()) {
        if let Ok(facts) = diagram.judged {
            same.entry(facts.structure).or_default().push(diagram);
        }
    }
    for mut diagrams in same.into_values().filter(|diagrams| diagrams.len() > 1) {
        diagrams.sort_by_key(|diagram| (diagram.file, diagram.diagram.line));
        let Some((first, copies)) = diagrams.split_first() else {
            continue;
        };
        for copy in copies {
            let message = format!("the same diagram stands at {}:{}", first.file, first.diagram.line);
            let help = "put it into one .mmd file and show that in both places: `![Caption](name.mmd)`";
            findings.push(copy.finding("duplicate-diagram", None, message).with_help(help));
        }
    }
}
