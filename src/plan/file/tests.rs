//! What a plan can have wrong, each fault with its place and its words.

use super::*;

/// Faults as `LINE:COLUMN-COLUMN message (help)`.
pub(super) fn faults(text: &str) -> Vec<String> {
    let show = |finding: &Finding| {
        let (start, end) = (finding.span.start, finding.span.end);
        format!("{}:{}-{} {} ({})", start.line, start.column, end.column, finding.message, finding.help)
    };
    parse("plan.yaml", text, "content").err().unwrap_or_default().iter().map(show).collect()
}

#[test]
fn a_file_without_a_value_is_a_plan_that_owes_nothing() {
    for text in ["", "# nothing yet\n", "~\n", "{}\n", "version: 1\nphases:\ntasks: []\n"] {
        let plan = parse("plan.yaml", text, "content").unwrap();
        assert!(plan.phases.is_empty() && plan.tasks.is_empty() && plan.collections.is_empty(), "{text}");
    }
}
