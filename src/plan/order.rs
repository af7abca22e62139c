//! What is odd about a plan that can be understood: phases out of order, totals that fall, collections that match nothing.
//! Each is a warning; everything is computed all the same.

use super::file::{PlanFile, Wanted};
use super::report::Report;
use crate::diagnostics::{Code, Finding};
use crate::model::Span;

/// All warnings.
pub fn findings(plan: &PlanFile, report: &Report) -> Vec<Finding> {
    let warning = |code: Code, span: Span, message: String, help: &str| {
        Finding::warning(code, &plan.file, span, message).with_help(help)
    };
    let mut list = Vec::new();
    for pair in plan.phases.windows(2) {
        let [before, after] = pair else { continue };
        let (first, second) = (&before.id.name, &after.id.name);
        let earlier = match (before.due, after.due) {
            (Some(a), Some(b)) if b < a => {
                Some(format!("phase `{second}` is due on {b}, before phase `{first}` on {a}"))
            }
            _ => match (before.weeks, after.weeks) {
                (Some((a, _)), Some((b, _))) if b < a => {
                    Some(format!("phase `{second}` begins in week {b}, before phase `{first}` in week {a}"))
                }
                _ => None,
            },
        };
        if let Some(message) = earlier {
            list.push(warning("plan-order", after.id.span, message, "put phases in the order of their dates"));
        }
    }
    let mut highest: Option<(&str, usize)> = None;
    for phase in &plan.phases {
        let Some(total) = phase.gate.diagrams else { continue };
        if let Some((before, most)) = highest.filter(|(_, most)| total < *most) {
            let message = format!(
                "phase `{}` asks for {total} diagrams, fewer than the {most} of phase `{before}` before it",
                phase.id.name
            );
            list.push(warning(
                "plan-order",
                phase.id.span,
                message,
                "totals of phases are cumulative: each counts the whole site",
            ));
        } else {
            highest = Some((&phase.id.name, total));
        }
    }
    for (collection, report) in plan.collections.iter().zip(&report.collections) {
        // Items that nobody planned are matched all the same.
        let diagrams = report.tally.counted.len() + report.tally.left_out.len();
        if report.pages.len() + diagrams + report.unplanned.len() > 0 {
            continue;
        }
        let what = match &collection.wanted {
            Wanted::Pages(pages) => {
                pages.globs.iter().map(|glob| format!("`{}`", glob.written)).collect::<Vec<_>>().join(", ")
            }
            Wanted::Items(items) => format!("`{}`", items.glob.written),
            Wanted::Axes(axes) => format!("`{}`", axes.page),
        };
        let message = format!("collection `{}` matches nothing: there is no page for {what}", collection.id.name);
        list.push(warning(
            "plan-unmatched",
            collection.id.span,
            message,
            "correct the path, which counts from the content folder, or write the first page",
        ));
    }
    list
}
