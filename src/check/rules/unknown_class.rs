//! `unknown-class`: a diagram uses a class that neither it nor `[diagrams.classes]` defines. One finding for each name in a
//! diagram, at its first use.

use rayon::prelude::*;

use super::Context;
use crate::check::CheckedDiagram;
use crate::diagnostics::{Finding, nearest};
use crate::mermaid::styles::styles;

/// Whether Mermaid itself gives the name a meaning.
fn is_built_in(name: &str, kind: Option<&str>) -> bool {
    name == "default" || name == "highlight" && kind == Some("treeview")
}

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let named: Vec<&str> = context.config.diagrams.classes.iter().map(|class| class.name.as_str()).collect();
    let valid = context.diagrams.par_iter().filter(|diagram| diagram.judged.is_ok());
    findings.par_extend(valid.flat_map_iter(|diagram| of_diagram(diagram, &named)));
}

fn of_diagram(diagram: &CheckedDiagram<'_>, named: &[&str]) -> Vec<Finding> {
    let (kind, styles) = styles(&diagram.diagram.source);
    let unknown = styles.undefined().filter(|name| !named.contains(name) && !is_built_in(name, kind));
    let defined = styles.definitions.iter().map(|definition| definition.name.as_str());
    let known: Vec<&str> = defined.chain(named.iter().copied()).collect();
    unknown
        .filter_map(|name| {
            let first = styles.uses.iter().find(|used| used.name == name)?;
            let help = nearest(name, &known).map_or_else(
                || {
                    format!(
                        "define it with `classDef {name} fill:…`, or for all diagrams as [diagrams.classes.{name}] in site.toml"
                    )
                },
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("there is no class `{name}`");
            Some(diagram.finding("unknown-class", Some(first.range.clone()), message).with_help(help))
        })
        .collect()
}
