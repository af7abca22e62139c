//! The reference page of each code, embedded: what `chartroom explain` prints is what the documentation says.

use super::Code;

macro_rules! pages {
    ($($code:literal)*) => {
        &[$(($code, include_str!(concat!("../../content/reference/checks/", $code, ".md")))),*]
    };
}

/// A line a code, in the order of [`super::codes::ALL`].
const ALL: &[(Code, &str)] = pages! {
    "broken-anchor"
    "broken-asset"
    "broken-click"
    "broken-figure"
    "broken-link"
    "diagram-feature"
    "diagram-limit"
    "diagram-syntax"
    "diagram-timeout"
    "diagram-too-large"
    "diagram-unknown-kind"
    "duplicate-diagram"
    "duplicate-id"
    "duplicate-url"
    "empty-site"
    "fence-attribute"
    "front-matter"
    "front-matter-key"
    "internal-error"
    "low-contrast"
    "math-syntax"
    "nav-missing-page"
    "not-utf8"
    "outside-site"
    "page-too-large"
    "raw-html"
    "reserved-url"
    "unclosed-fence"
    "unknown-class"
    "unreadable-file"
    "unused-suppression"
};

/// The Markdown of a code's page, without its front matter.
pub fn find(code: &str) -> Option<&'static str> {
    ALL.iter().find(|(name, _)| *name == code).map(|(_, page)| body(page))
}

fn body(page: &str) -> &str {
    let mut length = 0;
    for (index, line) in page.split_inclusive('\n').enumerate() {
        let fence = line.trim_end() == "---";
        length += line.len();
        match (index, fence) {
            (0, false) => return page,
            (1.., true) => return page[length..].trim_start(),
            _ => {}
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::super::codes;
    use super::*;

    #[test]
    fn every_code_has_its_page() {
        let pages: Vec<Code> = ALL.iter().map(|(code, _)| *code).collect();
        let codes: Vec<Code> = codes::ALL.iter().map(|entry| entry.code).collect();
        assert_eq!(pages, codes, "a line of `pages.rs` is missing, or too many");
    }

    #[test]
    fn a_page_begins_behind_its_front_matter() {
        assert_eq!(body("---\ntitle: x\n---\n\n**Error.** x\n\n---\n"), "**Error.** x\n\n---\n");
        assert_eq!(body("---\r\ntitle: x\r\n---\r\nx\r\n"), "x\r\n");
        assert_eq!(body("text\n---\n"), "text\n---\n");
        assert!(ALL.iter().all(|(code, _)| find(code).is_some_and(|body| body.starts_with("**"))));
    }
}
