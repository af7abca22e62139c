//! `missing-title`: the title of a page is made from the name of its file.

use super::{Context, WHOLE_PAGE};
use crate::diagnostics::Finding;
use crate::model::TitleOrigin;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for page in context.site.pages.iter().map(|page| &page.page) {
        if page.title_origin == TitleOrigin::FileName {
            let message = format!("this page has no title; it is called `{}` after its file", page.title);
            findings.push(
                Finding::warning("missing-title", &page.file, WHOLE_PAGE, message)
                    .with_help("begin the text with `# Title`, or write `title: …` in the front matter"),
            );
        }
    }
}
