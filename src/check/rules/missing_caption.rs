//! `missing-caption`: a diagram whose caption is only derived, from the heading above it, its page or its file. Off by
//! default.

use super::Context;
use crate::diagnostics::Finding;
use crate::link::Figure;

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let site = context.site;
    for (index, figure) in site.figures.iter().enumerate() {
        if figure.diagram.data.caption.is_some() || is_captioned_everywhere(context, index, figure) {
            continue;
        }
        let message = format!("this diagram has no caption; `{}` is shown in its place", figure.caption);
        findings.push(
            Finding::warning("missing-caption", &figure.file, figure.diagram.span, message)
                .with_help("write `{caption=\"…\"}` after `mermaid`, or a line `%%| caption: …` in the diagram")
                .with_diagram(&figure.id),
        );
    }
}

/// Whether every page that shows the file of a diagram says what it shows: `![caption](x.mmd)`.
fn is_captioned_everywhere(context: &Context<'_>, index: usize, figure: &Figure) -> bool {
    let pages = figure.shown_on.iter().map(|page| &context.site.pages[*page].slots);
    let mut slots = pages.flat_map(|slots| slots.includes.values()).filter(|slot| slot.figure == index).peekable();
    slots.peek().is_some() && slots.all(|slot| slot.caption.is_some())
}
