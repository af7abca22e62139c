//! Every finding code with its default severity: the one table that configuration, documentation and tests read.

use super::Code;
use super::Severity::{self, Error, Off, Warning};

/// A code and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeEntry {
    /// The stable name.
    pub code: Code,
    /// Severity unless `[check.severity]` says otherwise.
    pub severity: Severity,
    /// One line for lists.
    pub summary: &'static str,
    /// The Markdown of its page in the reference, without front matter: what `chartroom explain` prints is what the
    /// documentation says.
    pub page: &'static str,
}

macro_rules! table {
    ($($severity:ident($code:literal, $summary:literal),)*) => {
        &[$(CodeEntry {
            code: $code,
            severity: $severity,
            summary: $summary,
            page: body(include_str!(concat!("../../content/reference/checks/", $code, ".md"))),
        }),*]
    };
}

/// All codes, by name.
pub const ALL: &[CodeEntry] = table! {
    Error("broken-anchor", "A link names a heading, figure or box that the page does not have"),
    Error("broken-asset", "An image or file that a page uses does not exist"),
    Error("broken-click", "A click target inside a diagram does not exist"),
    Error("broken-figure", "`@id` names no figure of the site"),
    Error("broken-link", "A link to a page that does not exist"),
    Warning("diagram-feature", "A diagram is drawn without something that the engine lacks"),
    Error("diagram-limit", "A diagram is larger than what is drawn"),
    Error("diagram-syntax", "Mermaid refuses the diagram"),
    Error("diagram-timeout", "Drawing a diagram took longer than the time limit"),
    Warning("diagram-too-large", "A diagram is too large for readers"),
    Error("diagram-unknown-kind", "The first word of a diagram names no kind of diagram"),
    Warning("done-unproven", "A task is called done, and the content does not show it"),
    Warning("duplicate-diagram", "Two diagrams are the same but for space and comments"),
    Error("duplicate-id", "Two figures, or two headings of a page, are given the same id"),
    Warning("duplicate-title", "Two pages have the same title"),
    Error("duplicate-url", "Two pages, or a page and a file, claim the same URL"),
    Warning("empty-page", "A page has nothing but headings"),
    Warning("empty-site", "The content has no page, or nothing but drafts"),
    Warning("external-link", "An address outside of the site does not answer as it should"),
    Warning("fence-attribute", "The attributes of a diagram's fence cannot be read"),
    Error("front-matter", "Front matter with a syntax error or a value of the wrong type"),
    Warning("front-matter-key", "Front matter with a key that means nothing here"),
    Off("heading-order", "A heading skips a level, or is a second title"),
    Error("internal-error", "A fault of Chartroom itself"),
    Warning("low-contrast", "Text in a diagram that cannot be read on its ground"),
    Error("math-syntax", "A formula that cannot be read"),
    Off("missing-caption", "A diagram has no caption of its own"),
    Warning("missing-description", "A page has no description"),
    Warning("missing-title", "The title of a page is made from the name of its file"),
    Error("nav-missing-page", "`[nav]` names a page that does not exist"),
    Warning("nav-unlisted-page", "`[nav]` has no entry for a page"),
    Error("not-utf8", "A page is not valid UTF-8"),
    Warning("orphan-page", "Nothing leads to a page"),
    Error("outside-site", "A symbolic link leads out of the site"),
    Error("page-too-large", "A page is larger than what is read"),
    Error("phase-short", "A phase is due, and something of it is missing"),
    Error("plan-invalid", "`plan.yaml` cannot be understood"),
    Warning("plan-order", "Phases out of order, or with totals that fall"),
    Warning("plan-unmatched", "A collection of the plan that matches nothing"),
    Warning("raw-html", "HTML that runs or loads something was removed"),
    Error("relation-broken", "A relation between pages that leads nowhere or is not as `[relations]` says"),
    Warning("reserved-url", "Content stands where Chartroom puts a page of its own"),
    Error("review-invalid", "A line of `reviews.jsonl` that cannot be read"),
    Error("unclosed-fence", "A code fence is never closed"),
    Warning("unknown-class", "A diagram uses a class that nothing defines"),
    Error("unreadable-file", "A file of the content cannot be read"),
    Warning("unused-reference", "The definition of a link or a footnote that nothing uses"),
    Warning("unused-suppression", "A comment suppresses what is not there"),
};

/// The entry of a code.
pub fn find(code: &str) -> Option<&'static CodeEntry> {
    ALL.iter().find(|entry| entry.code == code)
}

/// What follows the front matter of a page.
const fn body(page: &str) -> &str {
    let bytes = page.as_bytes();
    let mut at = 3;
    while at + 5 < bytes.len() {
        if bytes[at] == b'\n'
            && bytes[at + 1] == b'-'
            && bytes[at + 2] == b'-'
            && bytes[at + 3] == b'-'
            && bytes[at + 4] == b'\n'
        {
            return page.split_at(at + 5).1.trim_ascii();
        }
        at += 1;
    }
    page
}

#[cfg(test)]
mod tests {
    use super::ALL;

    #[test]
    fn a_page_begins_behind_its_front_matter() {
        assert!(ALL.iter().all(|entry| entry.page.starts_with("**")));
    }

    #[test]
    fn codes_are_sorted_and_unique() {
        assert!(ALL.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
