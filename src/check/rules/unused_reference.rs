//! `unused-reference`: the definition of a link or a footnote that nothing on its page uses, or that comes too late, because
//! an earlier one of the same label counts.

use super::Context;
use crate::diagnostics::Finding;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    for page in context.site.pages.iter().map(|page| &page.page) {
        for unused in &page.unused {
            let (label, is_footnote) = (&unused.label, unused.label.starts_with('^'));
            // A label with code in it brings its own marks.
            let shown = if label.contains('`') { format!("[{label}]") } else { format!("`[{label}]`") };
            let (message, help) = match unused.first {
                Some(line) => (
                    format!("{shown} is defined at line {line} already; this definition is not used"),
                    "remove one of the two, or give this one another label".to_owned(),
                ),
                None if is_footnote => (
                    format!("nothing refers to the footnote {shown}"),
                    format!("write {shown} where the note belongs, or remove it"),
                ),
                None => (
                    format!("no link on this page uses the definition {shown}"),
                    format!("write {shown} where the link belongs, or remove the definition"),
                ),
            };
            findings.push(Finding::warning("unused-reference", &page.file, unused.span, message).with_help(help));
        }
    }
}
