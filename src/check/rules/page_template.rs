//! `front-matter`: a page asks for a template that the theme does not have. It is rendered by `page.html`.

use super::Context;
use crate::diagnostics::{Finding, nearest};

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let names = context.theme.page_templates();
    for page in &context.site.pages {
        let Some(written) = &page.page.meta.template else {
            continue;
        };
        if context.theme.page_template(written).is_none() {
            let help = nearest(written, &names).map_or_else(
                || format!("the theme has: {}", names.join(", ")),
                |name| format!("did you mean `{name}`?"),
            );
            findings.push(
                Finding::error(
                    "front-matter",
                    &page.page.file,
                    page.page.meta.place(&["template"]),
                    format!("there is no template `{written}` for pages"),
                )
                .with_help(help),
            );
        }
    }
}
