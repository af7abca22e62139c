//! The text of a diagram then and now, line by line. In: two texts. Out: a `details` with the lines marked; a text that is new or
//! gone as it is.

use similar::{ChangeTag, TextDiff};

use super::super::address::escape;

/// Lines of both texts that are compared: comparing takes time by their product.
const MAX_LINES: usize = 2_000;

/// Unchanged lines around those that changed.
const CONTEXT: usize = 3;

/// Appends the texts.
pub fn push(out: &mut String, old: Option<&str>, new: Option<&str>, is_open: bool) {
    let (title, old, new) = match (old, new) {
        (Some(old), Some(new)) if old == new => ("Text", "", new),
        (Some(old), Some(new)) => ("Changes of the text", old, new),
        (old, new) => ("Text", "", old.or(new).unwrap_or_default()),
    };
    let before: Vec<&str> = old.lines().collect();
    let after: Vec<&str> = new.lines().collect();
    out.push_str(if is_open { "<details open>" } else { "<details>" });
    out.push_str(&format!("<summary>{title}</summary>"));
    if before.len() + after.len() > MAX_LINES {
        out.push_str("<p class=\"limit\">Too long to be shown here.</p></details>");
        return;
    }
    out.push_str("<pre class=\"diff\" tabindex=\"0\"><code>");
    if old.is_empty() {
        for line in after {
            push_line(out, ChangeTag::Equal, line);
        }
    } else {
        let diff = TextDiff::from_slices(&before, &after);
        for (at, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
            if at > 0 {
                out.push_str("<span class=\"gap\">⋯</span>\n");
            }
            for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
                push_line(out, change.tag(), change.value());
            }
        }
    }
    out.push_str("</code></pre></details>");
}

fn push_line(out: &mut String, tag: ChangeTag, line: &str) {
    let (open, close) = match tag {
        ChangeTag::Equal => ("  ", ""),
        ChangeTag::Insert => ("<ins>+ ", "</ins>"),
        ChangeTag::Delete => ("<del>- ", "</del>"),
    };
    out.push_str(open);
    escape(line, out);
    out.push_str(close);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::push;

    fn shown(old: Option<&str>, new: Option<&str>) -> String {
        let mut out = String::new();
        push(&mut out, old, new, false);
        out
    }

    #[test]
    fn changed_lines_are_marked_and_escaped() {
        assert_eq!(
            shown(Some("a\n<b>\n"), Some("a\n<c>\n")),
            "<details><summary>Changes of the text</summary><pre class=\"diff\" tabindex=\"0\"><code>  a\n\
             <del>- &lt;b&gt;</del>\n<ins>+ &lt;c&gt;</ins>\n</code></pre></details>"
        );
    }

    #[test]
    fn a_text_of_one_state_is_shown_whole_and_a_long_one_not() {
        assert!(shown(None, Some("a\nb\n")).contains("<code>  a\n  b\n</code>"));
        assert!(shown(Some("x"), Some(&"a\n".repeat(3_000))).contains("Too long to be shown here."));
    }
}
