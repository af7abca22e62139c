//! Code becomes HTML with classes. In: a language's name and the code. Out: spans with the few short classes that the
//! theme colours (`hl-k` keyword, `hl-s` string, …), so that themes switch by CSS. Unknown languages come out plain.

mod classes;

use std::sync::LazyLock;

use syntect::parsing::{ParseState, ScopeStack, ScopeStackOp, SyntaxReference, SyntaxSet};

use classes::Classes;

/// Bytes of a block beyond which it is shown plain: nobody reads colours in it, and grammars may be slow.
const MAX_BLOCK: usize = 512 * 1024;
/// Bytes of a line beyond which its block is shown plain: minified code, on which grammars are slow.
const MAX_LINE: usize = 4 * 1024;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);
static CLASSES: LazyLock<Classes> = LazyLock::new(Classes::new);

/// The inside of the `<code>` element. Same input, same output.
pub fn highlight(language: &str, code: &str) -> String {
    match syntax(language) {
        Some(syntax) if code.len() <= MAX_BLOCK && code.lines().all(|line| line.len() <= MAX_LINE) => {
            coloured(syntax, code).unwrap_or_else(|| escaped(code))
        }
        _ => escaped(code),
    }
}

/// Names that authors write and grammars do not know.
const ALIASES: [(&str, &str); 12] = [
    ("shell", "bash"),
    ("console", "bash"),
    ("shell-session", "bash"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("golang", "go"),
    ("c#", "cs"),
    ("csharp", "cs"),
    ("hcl", "tf"),
    ("terraform", "tf"),
    ("docker", "dockerfile"),
    ("proto", "protobuf"),
];

fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = language.to_ascii_lowercase();
    if name.is_empty() || matches!(name.as_str(), "text" | "txt" | "plain" | "plaintext" | "none") {
        return None;
    }
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, name)| name);
    SYNTAXES.find_syntax_by_token(name)
}

/// `None` where the grammar itself fails.
fn coloured(syntax: &SyntaxReference, code: &str) -> Option<String> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut html = Spans::new(code.len() * 2);
    for line in lines(code) {
        let operations = state.parse_line(line, &SYNTAXES).ok()?;
        let mut at = 0;
        for (offset, operation) in &operations {
            let offset = (*offset).min(line.len());
            if offset > at {
                html.text(CLASSES.of(&stack), line.get(at..offset)?);
                at = offset;
            }
            apply(&mut stack, operation)?;
        }
        html.text(CLASSES.of(&stack), line.get(at..)?);
    }
    Some(html.finish())
}

fn apply(stack: &mut ScopeStack, operation: &ScopeStackOp) -> Option<()> {
    stack.apply(operation).ok()
}

fn lines(code: &str) -> impl Iterator<Item = &str> {
    code.split_inclusive('\n')
}

/// Text in spans; neighbours of one class share a span, and white space alone neither opens nor closes one.
struct Spans {
    html: String,
    open: Option<&'static str>,
}

impl Spans {
    fn new(capacity: usize) -> Self {
        Self { html: String::with_capacity(capacity), open: None }
    }

    fn text(&mut self, class: Option<&'static str>, text: &str) {
        let blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
        if class != self.open && !blank {
            self.close();
            if let Some(class) = class {
                self.html.push_str("<span class=\"hl-");
                self.html.push_str(class);
                self.html.push_str("\">");
                self.open = Some(class);
            }
        }
        // A line break outside of spans lets a page number and link its lines.
        if text.ends_with('\n') && !blank {
            escape(text.trim_end_matches(['\n', '\r']), &mut self.html);
            self.close();
            self.html.push('\n');
        } else if blank && text.contains('\n') {
            self.close();
            self.html.push_str(text);
        } else {
            escape(text, &mut self.html);
        }
    }

    fn close(&mut self) {
        if self.open.take().is_some() {
            self.html.push_str("</span>");
        }
    }

    fn finish(mut self) -> String {
        self.close();
        self.html
    }
}

fn escaped(code: &str) -> String {
    let mut html = String::with_capacity(code.len() + code.len() / 8);
    escape(code, &mut html);
    html
}

fn escape(text: &str, html: &mut String) {
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => continue,
        };
        html.push_str(&text[from..at]);
        html.push_str(entity);
        from = at + 1;
    }
    html.push_str(&text[from..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_gets_the_classes_of_the_theme() {
        assert_eq!(
            highlight("rust", "let x = \"<a>\"; // done\n"),
            "<span class=\"hl-k\">let</span> x <span class=\"hl-o\">= </span><span class=\"hl-s\">\"&lt;a&gt;\"</span>; <span class=\"hl-c\">// done</span>\n"
        );
    }

    #[test]
    fn an_unknown_language_is_plain_and_escaped() {
        assert_eq!(highlight("no-such", "a < b & c\n"), "a &lt; b &amp; c\n");
        assert!(syntax("no-such").is_none());
    }

    #[test]
    fn the_languages_of_technical_pages_are_known() {
        for name in [
            "toml",
            "yaml",
            "json",
            "sql",
            "go",
            "python",
            "typescript",
            "dockerfile",
            "kotlin",
            "hcl",
            "protobuf",
            "bash",
            "graphql",
            "csharp",
        ] {
            assert!(syntax(name).is_some(), "{name}");
        }
    }
}
