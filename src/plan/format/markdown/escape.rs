//! Text of content in Markdown that a host of repositories shows to others: nothing of it is markup, a mention, a reference or a
//! link there.

use crate::diagnostics::human::printable;

/// Text in a line, in a cell of a table too.
pub fn text(text: &str) -> String {
    let line = one_line(text);
    let mut escaped = String::with_capacity(line.len());
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied();
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '!' | '#' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(character);
                // Hosts make `#12` a reference whatever stands before it.
                if character == '#' && next.is_some_and(char::is_alphanumeric) {
                    escaped.push_str("&#8203;");
                }
            }
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // Hosts make `@name` a mention after they have read the Markdown: only a character in between keeps them from it.
            '@' => escaped.push_str("@&#8203;"),
            // `https://…` and `www.…` become links by themselves, `:name:` a picture.
            ':' if next.is_some_and(|next| next.is_alphabetic() || matches!(next, '/' | '+' | '-')) => {
                escaped.push_str("\\:");
            }
            '.' if escaped.ends_with("www") || escaped.ends_with("WWW") => escaped.push_str("\\."),
            '-' | '+' | '=' if escaped.is_empty() => {
                escaped.push('\\');
                escaped.push(character);
            }
            // At most nine digits number an item.
            '.' | ')' if (1..10).contains(&escaped.len()) && escaped.bytes().all(|byte| byte.is_ascii_digit()) => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// Text in a line of HTML, where no Markdown is read.
pub fn html(text: &str) -> String {
    let line = one_line(text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    line.replace('#', "#\u{200b}").replace('@', "@\u{200b}").replace('\u{200b}', "&#8203;")
}

/// Text as code in a line; nothing for an empty text.
pub fn code(text: &str) -> String {
    let line = one_line(text);
    if line.is_empty() {
        return String::new();
    }
    let mut longest = 0;
    let mut run = 0;
    for character in line.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    // A space at both ends is taken off again; so is one of the text, if there is one at both.
    let is_spaced = line.starts_with(['`', ' ']) || line.ends_with(['`', ' ']);
    let space = if is_spaced { " " } else { "" };
    format!("{fence}{space}{line}{space}{fence}")
}

/// Text as code in a cell of a table, where a bar ends the cell in code, too.
pub fn code_cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A sentence of ours with names of content in backticks, in a cell of a table.
pub fn sentence_cell(sentence: &str) -> String {
    let parts: Vec<&str> = sentence.split('`').collect();
    // With a backtick in a name there is no telling; nothing is code then.
    if parts.len().is_multiple_of(2) {
        return text(sentence);
    }
    let part = |(at, part): (usize, &&str)| match at % 2 {
        0 if part.trim().is_empty() => (*part).to_owned(),
        // Spaces at the ends belong to the sentence.
        0 => {
            let lead = &part[..part.len() - part.trim_start().len()];
            let tail = &part[part.trim_end().len()..];
            format!("{lead}{}{tail}", text(part))
        }
        _ => code_cell(part),
    };
    parts.iter().enumerate().map(part).collect()
}

fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|character| if character.is_whitespace() { ' ' } else { character }).collect();
    printable(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader of the Markdown sees of it, as HTML without its paragraph.
    fn html(markdown: &str) -> String {
        let options = pulldown_cmark::Options::all() - pulldown_cmark::Options::ENABLE_SMART_PUNCTUATION;
        let mut html = String::new();
        pulldown_cmark::html::push_html(&mut html, pulldown_cmark::Parser::new_ext(markdown, options));
        html.trim().trim_start_matches("<p>").trim_end_matches("</p>").to_owned()
    }

    #[test]
    fn no_text_is_markup_and_all_of_it_is_seen() {
        let hostile = [
            "a | b",
            "`x`",
            "**b** _i_ ~~s~~",
            "<script>alert(1)</script>",
            "[l](javascript:x)",
            "![i](x)",
            "# h",
            "- item",
            "+ item",
            "1. item",
            "1) item",
            "> quote",
            "---",
            "===",
            "&lt;",
            "$x$ $$y$$",
            "\\*",
            "a\\",
            "{#id}",
            "[^1]",
            ":::",
            "~~~",
            "[[wiki]]",
            "<!-- -->",
            "***",
            "    code",
        ];
        for text in hostile {
            let seen = html(&super::text(text));
            let expected = text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            assert_eq!(seen.replace("&quot;", "\"").replace('\u{200b}', ""), expected, "{text}: {}", super::text(text));
        }
    }

    #[test]
    fn nobody_is_mentioned_and_nothing_is_linked() {
        assert_eq!(text("@team, see #12"), "@&#8203;team, see \\#&#8203;12");
        assert_eq!(text("https://a.b www.a.b :smile:"), "https\\://a.b www\\.a.b \\:smile:");
        assert_eq!(text("a\nb\u{1b}[0m\u{202e}"), "a b\u{fffd}\\[0m\u{fffd}");
    }

    #[test]
    fn code_holds_every_text() {
        for text in ["a", "a`b", "``", "`a`", " a b", "a|b", "a\\", "<b>&amp;"] {
            let expected = text.trim().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            assert_eq!(html(&code(text)), format!("<code>{expected}</code>"), "{text}");
            let table = html(&format!("| a | b |\n|---|---|\n| {} | x |\n", code_cell(text)));
            assert!(table.contains(&format!("<td><code>{expected}</code></td><td>x</td>")), "{text}: {table}");
        }
        assert_eq!(code(" \n "), "");
    }

    #[test]
    fn names_in_sentences_are_code() {
        assert_eq!(sentence_cell("`a|b` is found at @x, `c`"), "`a\\|b` is found at @&#8203;x, `c`");
        assert_eq!(sentence_cell("collection `a`b` <i>"), "collection \\`a\\`b\\` &lt;i&gt;");
    }
}
