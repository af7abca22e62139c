//! `empty-page`: a page with nothing on it but headings. One with a template of its own may show what its front matter says.

use super::{Context, WHOLE_PAGE};
use crate::diagnostics::Finding;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for page in context.site.pages.iter().map(|page| &page.page) {
        if page.has_content || page.meta.template.is_some() {
            continue;
        }
        let message =
            if page.headings.is_empty() { "this page is empty" } else { "this page has nothing but headings" };
        findings.push(
            Finding::warning("empty-page", &page.file, WHOLE_PAGE, message)
                .with_help("write it, say `draft: true` in its front matter until then, or remove it"),
        );
    }
}
