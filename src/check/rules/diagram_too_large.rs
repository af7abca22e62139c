//! `diagram-too-large`: a diagram is drawn, but has more nodes, edges or lines than `[diagrams]` allows.

use super::Context;
use crate::diagnostics::Finding;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let limits = &context.config.diagrams;
    for diagram in context.diagrams {
        let Ok(facts) = diagram.judged else {
            continue;
        };
        let sizes = [
            ("nodes", facts.outline.nodes.len(), limits.max_nodes),
            ("edges", facts.outline.edges.len(), limits.max_edges),
            ("lines", diagram.diagram.source.lines().count(), limits.max_lines),
        ];
        let beyond: Vec<_> = sizes.into_iter().filter(|(_, size, limit)| size > limit).collect();
        if beyond.is_empty() {
            continue;
        }
        let list: Vec<String> =
            beyond.iter().map(|(what, size, limit)| format!("{size} {what} (at most {limit})")).collect();
        let keys: Vec<String> = beyond.iter().map(|(what, ..)| format!("`max_{what}`")).collect();
        findings.push(
            diagram.finding("diagram-too-large", None, format!("the diagram has {}", list.join(" and "))).with_help(
                format!("split it into several, or raise {} below [diagrams] in site.toml", keys.join(" and ")),
            ),
        );
    }
}
