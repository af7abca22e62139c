//! In: the rest of a flowchart's line, where an arrow may stand. Out: the arrow, and the one that its author meant if Mermaid
//! has no such arrow. Not here: labels of arrows.

use super::super::prepare::flow_arrow;

/// An arrow, or its first half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Its length in bytes.
    pub length: usize,
    /// The character that draws it, if it is a first half.
    pub half: Option<u8>,
    /// How Mermaid writes it, if its author wrote it otherwise.
    pub meant: Option<&'static str>,
}

/// Arrows of other languages, longer ones first.
const FOREIGN: &[(&str, &str)] = &[
    ("<-->>", "<-->"),
    ("-->>", "-->"),
    ("->>", "-->"),
    ("-- >", "-->"),
    ("- ->", "-->"),
    ("== >", "==>"),
    ("-.- >", "-.->"),
    ("-. ->", "-.->"),
    ("<->", "<-->"),
    ("<=>", "<==>"),
    ("-.>", "-.->"),
    ("->", "-->"),
    ("=>", "==>"),
    ("→", "-->"),
    ("⟶", "-->"),
    ("➜", "-->"),
    ("➔", "-->"),
    ("⇒", "==>"),
    ("↔", "<-->"),
    ("–>", "-->"),
    ("—>", "-->"),
    ("──>", "-->"),
    ("─>", "-->"),
];

/// The arrow that `rest` begins with.
pub fn link(rest: &str) -> Option<Link> {
    let foreign = FOREIGN.iter().find(|(wrong, _)| rest.starts_with(wrong)).filter(|(wrong, _)| {
        // `-->` with more behind it is an arrow of its own.
        let after = &rest[wrong.len()..];
        !after.starts_with(['>', '-', '=']) && (!wrong.contains(' ') || after.starts_with([' ', '\t', '|']))
    });
    if let Some((wrong, meant)) = foreign {
        return Some(Link { length: wrong.len(), half: None, meant: Some(meant) });
    }
    flow_arrow(rest).map(|(length, half)| Link { length, half, meant: None })
}

/// Length of the id of an edge with its `@`, right before its arrow.
pub fn edge_id(rest: &str) -> Option<usize> {
    let id = rest.find(|c: char| !c.is_alphanumeric() && c != '_').filter(|id| *id > 0)?;
    (rest[id..].starts_with('@') && flow_arrow(&rest[id + 1..]).is_some()).then_some(id + 1)
}

#[cfg(test)]
mod tests {
    use super::{Link, link};

    #[test]
    fn arrows_of_other_languages_are_written_as_mermaid_writes_them() {
        let meant = |rest: &str| link(rest).and_then(|link| link.meant);
        assert_eq!(meant("-> B"), Some("-->"));
        assert_eq!(meant("→ B"), Some("-->"));
        assert_eq!(meant("=>|x| B"), Some("==>"));
        assert_eq!(meant("-.> B"), Some("-.->"));
        assert_eq!(meant("--> B"), None);
        assert_eq!(meant("-.-> B"), None);
        assert_eq!(link("-- x"), Some(Link { length: 3, half: Some(b'-'), meant: None }));
    }
}
