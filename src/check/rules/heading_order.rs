//! `heading-order`: a heading skips a level downwards, or is a second title. Off by default.

use super::Context;
use crate::diagnostics::Finding;
use crate::model::TitleOrigin;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for page in context.site.pages.iter().map(|page| &page.page) {
        // The title is of level 1, wherever it comes from.
        let mut above = 1;
        for heading in &page.headings {
            if heading.level > above + 1 {
                let message = format!("a heading of level {} below one of level {above}", heading.level);
                let help =
                    format!("make it level {}: readers who jump from heading to heading miss a level", above + 1);
                findings.push(Finding::warning("heading-order", &page.file, heading.span, message).with_help(help));
            }
            above = heading.level;
        }
        let titles: Vec<_> = page.headings.iter().filter(|heading| heading.level == 1).collect();
        if let (TitleOrigin::Heading, [title, second, more @ ..]) = (page.title_origin, &titles[..]) {
            let line = title.span.start.line;
            let more = if more.is_empty() { String::new() } else { format!(" (and {} more)", more.len()) };
            let message = format!("a second heading of level 1{more}; the title of this page is at line {line}");
            findings.push(
                Finding::warning("heading-order", &page.file, second.span, message)
                    .with_help("keep level 1 for the title, and put each other heading one level lower"),
            );
        }
    }
}
