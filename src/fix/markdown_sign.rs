//! In: a line inside a code block that is not closed. Out: whether it looks like Markdown rather than code, and like which.
//! Guesses, which are confirmed by what stands before them being a whole diagram.

/// What makes a line look like Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Hardly any code has such a line.
    Certain,
    /// A heading, which is a comment in many languages.
    Comment,
}

/// First words of lines of diagrams that read like prose.
const KEYWORDS: &[&str] = &[
    "acctitle",
    "accdescr",
    "activate",
    "actor",
    "alt",
    "and",
    "axis",
    "branch",
    "break",
    "checkout",
    "class",
    "classdef",
    "click",
    "columns",
    "commit",
    "critical",
    "curve",
    "cycle",
    "dateformat",
    "deactivate",
    "direction",
    "else",
    "end",
    "excludes",
    "link",
    "linkstyle",
    "links",
    "loop",
    "merge",
    "namespace",
    "note",
    "opt",
    "option",
    "par",
    "participant",
    "rect",
    "section",
    "state",
    "style",
    "subgraph",
    "tickinterval",
    "title",
    "todaymarker",
    "weekday",
    "x-axis",
    "y-axis",
];

/// Languages in which a line of `#` and text is a comment.
const HASH_COMMENTS: &[&str] = &[
    "",
    "awk",
    "bash",
    "cmake",
    "conf",
    "console",
    "cron",
    "crystal",
    "csh",
    "cfg",
    "docker",
    "dockerfile",
    "dotenv",
    "elixir",
    "env",
    "fish",
    "gitignore",
    "hcl",
    "ini",
    "julia",
    "ksh",
    "make",
    "makefile",
    "nginx",
    "nim",
    "nix",
    "perl",
    "php",
    "powershell",
    "properties",
    "ps1",
    "py",
    "python",
    "python3",
    "r",
    "rb",
    "ruby",
    "sed",
    "sh",
    "shell",
    "shell-session",
    "terraform",
    "tf",
    "toml",
    "yaml",
    "yml",
    "zsh",
];

/// Whether a language writes comments as Markdown writes headings.
pub(super) fn has_hash_comments(language: &str) -> bool {
    HASH_COMMENTS.contains(&language.to_ascii_lowercase().as_str())
}

/// What makes `line` look like Markdown; `blank_before` where an empty line precedes it.
pub(super) fn of(line: &str, blank_before: bool) -> Option<Sign> {
    let text = line.trim_end();
    let hashes = text.len() - text.trim_start_matches('#').len();
    if (1..=6).contains(&hashes) && text[hashes..].starts_with(' ') && text.len() > hashes + 1 {
        return Some(if hashes > 1 && blank_before { Sign::Certain } else { Sign::Comment });
    }
    // The rest is code at least as often, unless it stands apart and at the margin.
    if !blank_before || text.is_empty() || text.starts_with([' ', '\t']) {
        return None;
    }
    let item = text.strip_prefix(['-', '*', '+']).or_else(|| {
        let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
        digits.strip_prefix(['.', ')']).filter(|_| digits.len() < text.len())
    });
    let is_item = item.is_some_and(|rest| rest.starts_with(' ') && !rest.trim().is_empty());
    let is_table = text.len() > 2 && text.starts_with('|') && text.ends_with('|');
    let is_rule = text.len() >= 3 && ["-", "*", "_"].iter().any(|sign| text.replace(sign, "").trim().is_empty());
    let is_link = (text.starts_with("![") || text.starts_with('[')) && text.contains("](");
    let is_other =
        ["> ", "<!--", "<details", "<div", "<p", "<img", "<a ", "**", ":::"].iter().any(|sign| text.starts_with(sign));
    (is_item || is_table || is_rule || is_link || is_other || is_prose(text)).then_some(Sign::Certain)
}

/// Whether a line begins a block that is no paragraph.
pub(super) fn is_block(line: &str) -> bool {
    of(line, true).is_some() && !is_prose(line.trim_end())
}

/// Whether a line is certainly one of a diagram.
pub(super) fn is_diagram(line: &str) -> bool {
    let text = line.trim();
    if text.contains(['`', '|']) || text.starts_with(['-', '*', '#', '>', '<']) || text.contains("**") {
        return false;
    }
    let arrows = ["-->", "---", "-.-", "==>", "->>", "->", ":::", "%%", " : "];
    let words = ["subgraph ", "classDef ", "click ", "style ", "participant ", "linkStyle ", "section "];
    text == "end" || arrows.iter().any(|arrow| text.contains(arrow)) || words.iter().any(|word| text.starts_with(word))
}

/// Whether a line at the margin reads like a sentence.
fn is_prose(text: &str) -> bool {
    let signs = [
        "--", "->", "=>", "==", "::", "..", "<|", "|>", "~~", " : ", ":::", "[*]", "@{", "%%", ";", "{", "}", "[\"",
        "(\"",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    let first = words.first().map(|word| word.trim_end_matches(':').to_ascii_lowercase()).unwrap_or_default();
    words.len() >= 3
        && text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '*' | '_' | '`' | '"' | '['))
        && !signs.iter().any(|sign| text.contains(sign))
        && !KEYWORDS.contains(&first.as_str())
}

/// Whether what follows a fence's sign is the head of another block: a language, perhaps with attributes.
pub(super) fn is_info(rest: &str) -> bool {
    let text = rest.trim();
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let attached = !rest.starts_with([' ', '\t']);
    let is_word = first.chars().all(|c| c.is_ascii_alphanumeric() || "+-#._{}:,=".contains(c));
    let plain = words.all(|word| word.contains(['=', '{', '}', '#', '"']));
    is_word && plain && (attached || first.eq_ignore_ascii_case("mermaid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_told_from_diagrams() {
        for line in [
            "## Next",
            "- a point",
            "1. first",
            "| a | b |",
            "---",
            "> quoted",
            "See [the page](x.md) for more.",
            "The primary takes all writes.",
            "**Note** what follows",
            "![x](y.png)",
        ] {
            assert!(of(line, true).is_some(), "{line}");
        }
        for line in [
            "A --> B",
            "  - leaf",
            "subgraph one two three",
            "A->>B: hello there you",
            "2004 : Facebook : Google",
            "title A very long name",
            "Task one :a1, 2024-01-01, 3d",
            "participant A as Alice and Bob",
            "%% a comment of words",
            "end",
            "x-axis Low Reach --> High Reach",
            "Make tea: 5: Me;",
            "A[\"one two three\"]",
            "\"Dogs and cats\" : 386",
        ] {
            assert_eq!(of(line, true), None, "{line}");
        }
        assert_eq!(of("The primary takes all writes.", false), None);
        assert_eq!(of("# comment", true), Some(Sign::Comment));
    }

    #[test]
    fn the_head_of_a_block_is_told_from_text() {
        for rest in ["js", "mermaid {#id role=x}", "rust,ignore", "js title=\"a\"", " mermaid"] {
            assert!(is_info(rest), "{rest}");
        }
        for rest in [" end of the diagram", "and then some", " -->", ": see below"] {
            assert!(!is_info(rest), "{rest}");
        }
    }
}
