//! In: a statement with colours. Out: edits that write `rgb(1, 2, 3)` as `#010203`, because Mermaid reads no functions in
//! styles. Not here: other functions.

use super::{Edit, Mending};

/// What to mend in `statement`, which begins at byte `at`.
pub fn colours(statement: &str, at: usize) -> Option<Mending> {
    let mut edits = Vec::new();
    for (start, _) in statement.match_indices("rgb") {
        let rest = &statement[start..];
        let Some(end) = rest.find(')') else { break };
        if let Some(hex) = hex(&rest[..=end]) {
            edits.push(Edit::new(at + start..at + start + end + 1, hex));
        }
    }
    (!edits.is_empty()).then(|| Mending::edits(edits))
}

fn hex(function: &str) -> Option<String> {
    let [red, green, blue, alpha] = csscolorparser::parse(function).ok()?.to_rgba8();
    let opaque = format!("#{red:02x}{green:02x}{blue:02x}");
    Some(if alpha == 255 { opaque } else { format!("{opaque}{alpha:02x}") })
}

#[cfg(test)]
mod tests {
    use super::colours;

    #[test]
    fn functions_of_colours_become_hexadecimal() {
        let edits = |text: &str| colours(text, 0).map(|mending| mending.edits).unwrap_or_default();
        let text = "style A fill:rgb(1, 2,3),stroke:rgba(255,0,0,0.5)";
        let found = edits(text);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].range.clone(), found[0].text.as_str()), (13..24, "#010203"));
        assert_eq!(found[1].text, "#ff000080");
        assert!(edits("style A fill:#fff").is_empty());
    }
}
