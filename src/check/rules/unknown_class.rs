//! `unknown-class`: a diagram uses a class that neither it nor `[diagrams.classes]` defines. One finding for each name in a
//! diagram, at its first use.

use std::collections::BTreeSet;

use super::Context;
use crate::diagnostics::{Finding, nearest};
use crate::mermaid::styles::styles;

/// Names that Mermaid itself gives a meaning.
const BUILT_IN: [&str; 2] = ["default", "highlight"];

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let named: Vec<&str> = context.config.diagrams.classes.iter().map(|class| class.name.as_str()).collect();
    for diagram in context.diagrams.iter().filter(|diagram| diagram.judged.is_ok()) {
        let (_, styles) = styles(&diagram.diagram.source);
        let unknown: BTreeSet<&str> =
            styles.undefined().filter(|name| !named.contains(name) && !BUILT_IN.contains(name)).collect();
        for name in unknown {
            let Some(first) = styles.uses.iter().find(|used| used.name == name) else {
                continue;
            };
            let defined = styles.definitions.iter().map(|definition| definition.name.as_str());
            let known: Vec<&str> = defined.chain(named.iter().copied()).collect();
            let help = nearest(name, &known).map_or_else(
                || format!("define it with `classDef {name} fill:…`, or for all diagrams as [diagrams.classes.{name}] in site.toml"),
                |near| format!("did you mean `{near}`?"),
            );
            let finding =
                diagram.finding("unknown-class", Some(first.range.clone()), format!("there is no class `{name}`"));
            findings.push(finding.with_help(help));
        }
    }
}
