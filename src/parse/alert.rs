//! In: the kind of a quote. Out: how its HTML begins: GitHub's alerts (`> [!NOTE]`) are notes with a title.

use pulldown_cmark::BlockQuoteKind;

/// The beginning of a quote; an alert ends with `</div>`, a plain one with `</blockquote>`.
pub(super) fn start(kind: Option<BlockQuoteKind>) -> String {
    let (class, title) = match kind {
        None => return "<blockquote>\n".to_owned(),
        Some(BlockQuoteKind::Note) => ("note", "Note"),
        Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
        Some(BlockQuoteKind::Important) => ("important", "Important"),
        Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
        Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
    };
    format!("<div class=\"alert alert-{class}\" role=\"note\">\n<p class=\"alert-title\">{title}</p>\n")
}
