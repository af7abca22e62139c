//! `duplicate-title`: two pages are called the same, in front matter or by their first heading. Said of the later one by
//! path. Not here: titles made from the names of files, see `missing_title`.

use std::collections::BTreeMap;

use super::Context;
use crate::diagnostics::Finding;
use crate::model::{Page, Position, Span, TitleOrigin};

pub(super) fn run(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let mut first: BTreeMap<String, &Page> = BTreeMap::new();
    for page in context.site.pages.iter().map(|page| &page.page) {
        if page.title_origin == TitleOrigin::FileName {
            continue;
        }
        // Readers do not see space and hardly see case.
        let seen = page.title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        if let Some(first) = first.get(&seen) {
            let message = format!("the title `{}` is that of {}, too", page.title, first.file);
            findings.push(
                Finding::warning("duplicate-title", &page.file, place(page), message).with_help(
                    "say in the title what sets this page apart; search results and browser tabs show no more",
                ),
            );
        } else {
            first.insert(seen, page);
        }
    }
}

fn place(page: &Page) -> Span {
    match page.title_origin {
        TitleOrigin::Heading => {
            let heading = page.headings.iter().find(|heading| heading.level == 1 && !heading.text.is_empty());
            heading.map_or(Span::at(Position::START), |heading| heading.span)
        }
        TitleOrigin::FrontMatter | TitleOrigin::FileName => page.meta.place(&["title"]),
    }
}
