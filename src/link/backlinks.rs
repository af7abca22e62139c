//! Which pages link to a page.

use super::site::Resolved;

/// For each page, the other pages that link to it, each once, in order of their path.
pub fn collect(references: &[Vec<Resolved>]) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); references.len()];
    for (source, list) in references.iter().enumerate() {
        for resolved in list {
            if let Resolved::Page { page, .. } = resolved
                && *page != source
                && lists[*page].last() != Some(&source)
            {
                lists[*page].push(source);
            }
        }
    }
    lists
}
