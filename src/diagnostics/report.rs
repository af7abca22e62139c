//! What all output formats are made from: the findings that are reported, with the counts that stand around them. Which
//! findings those are (severities, baseline, paths, `--only`) is decided before.

use super::{Finding, Severity};

/// Gives the text of a file by the name that findings have for it, `None` where there is no text.
pub type Texts<'a> = &'a dyn Fn(&str) -> Option<&'a str>;

/// The outcome of a check.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// Pages of the site.
    pub pages: usize,
    /// Diagrams of the site.
    pub diagrams: usize,
    /// Findings that the baseline knows; they are not among `findings`.
    pub known: usize,
    /// The findings, sorted.
    pub findings: &'a [Finding],
    /// The texts of their files.
    pub texts: Texts<'a>,
    /// The site's root as seen from the root of the repository, with `/`, empty if they are the same. Formats that are read
    /// by a host of repositories put it before each path.
    pub root: &'a str,
}

impl Report<'_> {
    /// How many of the findings are errors.
    pub fn errors(&self) -> usize {
        self.count(|finding| finding.severity == Severity::Error)
    }

    /// How many of the findings are warnings.
    pub fn warnings(&self) -> usize {
        self.count(|finding| finding.severity == Severity::Warning)
    }

    /// How many of the findings `--fix` can mend.
    pub fn fixable(&self) -> usize {
        self.count(|finding| finding.fixable)
    }

    /// The path of a finding's file from the root of the repository.
    pub fn repository_path(&self, finding: &Finding) -> String {
        match self.root.trim_matches('/') {
            "" | "." => finding.file.clone(),
            root => format!("{}/{}", root.trim_start_matches("./"), finding.file),
        }
    }

    fn count(&self, which: impl Fn(&Finding) -> bool) -> usize {
        self.findings.iter().filter(|finding| which(finding)).count()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::Span;

    /// A page with a dead link, a broken diagram and something for each format to escape.
    pub const PAGE: &str = "# Dock, 100%\n\nSee [x](y.md).\n\n```mermaid\nflowchart LR\n  A[f(x)] --> B\n```\n";

    /// A report on [`PAGE`] is made of these.
    pub fn findings() -> Vec<Finding> {
        let at = |text: &str| {
            let start = PAGE.find(text).unwrap();
            Span::of(PAGE, start..start + text.len())
        };
        vec![
            Finding::error("broken-link", "content/a, b.md", at("[x](y.md)"), "there is no page `y.md`")
                .with_help("did you mean `z.md`?")
                .with_fix(),
            Finding::error(
                "diagram-syntax",
                "content/a, b.md",
                at("(x)"),
                "a label with `(` needs quotes: \"f(x)\" <100%>",
            )
            .with_diagram("fig-a")
            .with_fix(),
            Finding::warning(
                "raw-html",
                "site.toml",
                Span::at(crate::model::Position::START),
                "a \u{1}\u{1b}[0m & <b>",
            ),
        ]
    }

    /// The text of [`PAGE`] for its file.
    pub fn text(file: &str) -> Option<&'static str> {
        (file == "content/a, b.md").then_some(PAGE)
    }

    /// A report on some findings.
    pub fn report(findings: &[Finding]) -> Report<'_> {
        Report { pages: 1, diagrams: 1, known: 0, findings, texts: &|file| text(file), root: "" }
    }

    #[test]
    fn paths_from_the_repository_begin_with_the_root_of_the_site() {
        let findings = findings();
        let path = |root| Report { root, ..report(&findings) }.repository_path(&findings[2]);
        assert_eq!(
            ["", ".", "docs", "./docs/atlas/"].map(path),
            ["site.toml", "site.toml", "docs/site.toml", "docs/atlas/site.toml"]
        );
    }
}
