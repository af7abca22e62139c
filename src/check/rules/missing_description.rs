//! `missing-description`: front matter without `description`.

use super::{Context, WHOLE_PAGE};
use crate::diagnostics::Finding;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for page in context.site.pages.iter().map(|page| &page.page) {
        if page.meta.description.as_ref().is_none_or(|text| text.trim().is_empty()) {
            let message = "this page has no `description` in its front matter";
            findings.push(
                Finding::warning("missing-description", &page.file, WHOLE_PAGE, message)
                    .with_help("say in one sentence what the page is about; search engines and previews show it"),
            );
        }
    }
}
