//! `unused-reference`: the definition of a link or a footnote that nothing on its page uses, or that comes too late, because
//! an earlier one of the same label counts.

use super::Context;
use crate::diagnostics::Finding;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for page in context.site.pages.iter().map(|page| &page.page) {
        for unused in &page.unused {
            let label = &unused.label;
            let (message, help) = match unused.first {
                Some(line) => (
                    format!("`[{label}]` is defined at line {line} already; this definition is not used"),
                    "remove one of the two, or give this one another label".to_owned(),
                ),
                None if label.starts_with('^') => (
                    format!("nothing refers to the footnote `[{label}]`"),
                    format!("write `[{label}]` where the note belongs, or remove it"),
                ),
                None => (
                    format!("no link on this page uses the definition `[{label}]`"),
                    format!("write `[text][{label}]` where the link belongs, or remove the definition"),
                ),
            };
            findings.push(Finding::warning("unused-reference", &page.file, unused.span, message).with_help(help));
        }
    }
}
