//! Every finding code with its default severity: the one table that configuration, documentation and tests read.

use super::{Code, Severity};

/// A code and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeEntry {
    /// The stable name.
    pub code: Code,
    /// Severity unless `[check.severity]` says otherwise.
    pub severity: Severity,
    /// One line for lists.
    pub summary: &'static str,
}

const fn error(code: Code, summary: &'static str) -> CodeEntry {
    CodeEntry { code, severity: Severity::Error, summary }
}

const fn warning(code: Code, summary: &'static str) -> CodeEntry {
    CodeEntry { code, severity: Severity::Warning, summary }
}

const fn off(code: Code, summary: &'static str) -> CodeEntry {
    CodeEntry { code, severity: Severity::Off, summary }
}

/// All codes, by name.
pub const ALL: &[CodeEntry] = &[
    error("broken-anchor", "A link names a heading or figure that the page does not have"),
    error("broken-asset", "An image or file that a page uses does not exist"),
    error("broken-click", "A click target inside a diagram does not exist"),
    error("broken-figure", "`@id` names no figure of the site"),
    error("broken-link", "A link to a page that does not exist"),
    warning("diagram-feature", "A diagram is drawn without something that the engine lacks"),
    error("diagram-limit", "A diagram is larger than what is drawn"),
    error("diagram-syntax", "Mermaid refuses the diagram"),
    error("diagram-timeout", "Drawing a diagram took longer than the time limit"),
    warning("diagram-too-large", "A diagram is too large for readers"),
    error("diagram-unknown-kind", "The first word of a diagram names no kind of diagram"),
    warning("duplicate-diagram", "Two diagrams are the same but for space and comments"),
    error("duplicate-id", "Two figures, or two headings of a page, are given the same id"),
    warning("duplicate-title", "Two pages have the same title"),
    error("duplicate-url", "Two pages, or a page and a file, claim the same URL"),
    warning("empty-page", "A page has nothing but headings"),
    warning("empty-site", "The content has no page, or nothing but drafts"),
    warning("fence-attribute", "The attributes of a diagram's fence cannot be read"),
    error("front-matter", "Front matter with a syntax error or a value of the wrong type"),
    warning("front-matter-key", "Front matter with a key that means nothing here"),
    off("heading-order", "A heading skips a level, or is a second title"),
    error("internal-error", "A fault of Chartroom itself"),
    warning("low-contrast", "Text in a diagram that cannot be read on its ground"),
    error("math-syntax", "A formula that cannot be read"),
    off("missing-caption", "A diagram has no caption of its own"),
    warning("missing-description", "A page has no description"),
    warning("missing-title", "The title of a page is made from the name of its file"),
    error("nav-missing-page", "`[nav]` names a page that does not exist"),
    warning("nav-unlisted-page", "`[nav]` has no entry for a page"),
    error("not-utf8", "A page is not valid UTF-8"),
    warning("orphan-page", "Nothing leads to a page"),
    error("outside-site", "A symbolic link leads out of the site"),
    error("page-too-large", "A page is larger than what is read"),
    warning("raw-html", "HTML that runs or loads something was removed"),
    warning("reserved-url", "Content stands where Chartroom puts a page of its own"),
    error("unclosed-fence", "A code fence is never closed"),
    warning("unknown-class", "A diagram uses a class that nothing defines"),
    error("unreadable-file", "A file of the content cannot be read"),
    warning("unused-reference", "The definition of a link or a footnote that nothing uses"),
    warning("unused-suppression", "A comment suppresses what is not there"),
];

/// The entry of a code.
pub fn find(code: &str) -> Option<&'static CodeEntry> {
    ALL.iter().find(|entry| entry.code == code)
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
