//! Unquoted texts of small kinds whose characters mermaid.js is stricter about than the engine.

use super::lines;
use crate::mermaid::fault::Fault;
use crate::mermaid::kind::Kind;

/// The first such character in a quadrant chart, kanban board or architecture diagram.
pub fn refuse(text: &str, kind: Kind, start: usize) -> Option<Fault> {
    lines(text, start).find_map(|(range, line)| {
        let trimmed = line.trim_start();
        if line.contains('"') || ["title", "accTitle", "accDescr"].iter().any(|word| trimmed.starts_with(word)) {
            return None;
        }
        let (begin, end) = match kind {
            "quadrant" => (0, line.find(": [").unwrap_or(line.len())),
            _ => (line.find('[')? + 1, line.rfind(']')?),
        };
        let inside = line.get(begin..end)?;
        let allowed = |c: char| match kind {
            "architecture" => c.is_ascii_alphanumeric() || c == '_' || c == ' ',
            _ => !matches!(c, '(' | ')'),
        };
        // A second bracket means that this is another form than the one that is known here.
        if inside.contains(['[', ']']) {
            return None;
        }
        let (offset, stray) = inside.char_indices().find(|(_, c)| !allowed(*c))?;
        let at = range.start + begin + offset;
        Some(Fault::syntax(
            at..at + stray.len_utf8(),
            format!("`{stray}` in an unquoted text"),
            "put the text in quotes: \"text (more)\"",
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::refuse;

    #[test]
    fn a_bracket_in_an_unquoted_text_is_refused() {
        assert_eq!(refuse(" p (q): [0.5, 0.2]", "quadrant", 0).unwrap().range, Some(3..4));
        assert!(refuse(" \"p (q)\": [0.5, 0.2]", "quadrant", 0).is_none());
        assert_eq!(refuse("  b[y (z)]", "kanban", 0).unwrap().range, Some(6..7));
        assert!(refuse(" service a(disk)[A B]", "architecture", 0).is_none());
    }
}
