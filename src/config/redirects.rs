//! `[redirects]`: old addresses and where they lead now. Whether that exists is for `link` to say.

use super::reader::Table;
use crate::model::Span;

/// One entry of `[redirects]`.
#[derive(Debug, Clone)]
pub struct RedirectEntry {
    /// The old address.
    pub from: String,
    /// Where it is written.
    pub from_span: Span,
    /// The page or address that it leads to.
    pub to: String,
    /// Where that is written.
    pub to_span: Span,
}

pub(super) fn read(table: Table<'_, '_, '_>, text: &str) -> Vec<RedirectEntry> {
    let entries = table.string_map().into_iter();
    entries
        .map(|(from, to)| RedirectEntry {
            from_span: Span::of(text, from.span()),
            to_span: Span::of(text, to.span()),
            from: from.into_inner(),
            to: to.into_inner(),
        })
        .collect()
}
