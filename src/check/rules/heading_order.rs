//! `heading-order`: a heading skips a level downwards, or is a second title. Off by default.

use super::Context;
use crate::diagnostics::Finding;
use crate::model::TitleOrigin;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for page in context.site.pages.iter().map(|page| &page.page) {
        // The title is of level 1, wherever it comes from.
        let mut above = 1;
        let mut title = None;
        for heading in &page.headings {
            let level = heading.level;
            if level > above + 1 {
                let message = format!("a heading of level {level} below one of level {above}");
                let help =
                    format!("make it level {}: readers who jump from heading to heading miss a level", above + 1);
                findings.push(Finding::warning("heading-order", &page.file, heading.span, message).with_help(help));
            }
            if level == 1 && page.title_origin == TitleOrigin::Heading {
                if let Some(line) = title {
                    let message = format!("a second heading of level 1; the title of this page is at line {line}");
                    let finding = Finding::warning("heading-order", &page.file, heading.span, message);
                    findings.push(finding.with_help("make it level 2, and the headings below it one level lower"));
                }
                title = title.or(Some(heading.span.start.line));
            }
            above = level;
        }
    }
}
