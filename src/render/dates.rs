//! When a page was last changed: what its author says, else what the repository says of its file and of the diagram files that it
//! shows.

use jiff::civil::Date;

use super::Input;
use crate::link::SitePage;
use crate::model::FrontMatter;

/// For each page, the day by the repository, where that is known.
pub fn by_repository(input: &Input<'_>) -> Vec<Option<Date>> {
    let days = &input.last_changes.days;
    let of = |page: &SitePage| {
        let figures = page.slots.in_order().into_iter().map(|slot| input.site.figures[slot.figure].file.as_str());
        let files = std::iter::once(page.page.file.as_str()).chain(figures);
        files.filter_map(|file| days.get(file)).max().copied()
    };
    // The preview may know them from a moment ago, when they were wanted.
    if input.config.output.git_dates.is_none() || days.is_empty() {
        return vec![None; input.site.pages.len()];
    }
    input.site.pages.iter().map(of).collect()
}

/// The day that counts: the author's `updated`, else `date`, else the repository's.
pub fn day(meta: &FrontMatter, by_repository: Option<Date>) -> Option<Date> {
    let stated = [&meta.updated, &meta.date].into_iter().flatten().find_map(|text| text.get(..10)?.parse().ok());
    stated.or(by_repository)
}
