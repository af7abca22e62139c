//! Whole pages that hold raw HTML, or that somebody wrote to do harm.

use super::tests::{html_of, place, read};
use super::*;
use crate::model::Part;

#[test]
fn raw_html_is_made_safe_and_still_refers() {
    let text = "<div id=\"d\" onclick=\"x()\"><a href=\"../b.md\">b</a>\n<script>alert(1)</script></div>\n\n- [ ] t <kbd>K</kbd> @f <a href=\"javascript:x\">@g</a>\n\n```mermaid\npie\n```\n";
    let (page, found) = read(text);
    let codes: Vec<_> =
        found.iter().map(|f| (f.code, f.span.start.line, f.message.split(' ').next().unwrap_or_default())).collect();
    assert_eq!(codes, [("raw-html", 2, "`<script>`"), ("raw-html", 1, "`onclick=`")]);
    assert_eq!(page.anchors, ["d"]);
    assert_eq!(
        html_of(&page),
        "<div id=\"d\"><a href=\"[url 0]\">b</a>\n</div>\n<ul>\n<li><input class=\"task\" type=\"checkbox\" disabled \
         aria-label=\"Not done\"> t <kbd>K</kbd> [figure 1] <a href=\"#\">@g</a></li>\n</ul>\n[diagram 0]\n"
    );
    assert_eq!(place(&page.references[0]), (1, 27, 1, 45));
}

#[test]
fn what_only_looks_like_html_is_text() {
    let (page, _) = read("a `x<T>` Vec<String> b<br>c");
    assert_eq!(html_of(&page), "<p>a <code>x&lt;T&gt;</code> Vec&lt;String&gt; b<br>c</p>\n");
    assert_eq!(page.summary, "a x<T> Vec b c");
}

#[test]
fn raw_html_as_the_site_wants_it() {
    let with = |raw_html| {
        let options = MarkdownOptions { raw_html, math: false };
        html_of(&page("content/a.md", "a.md", "<p style=\"x\">\n\n<b>a</b>", &options).0)
    };
    assert_eq!(with(RawHtml::Allow), "<p style=\"x\">\n<p><b>a</b></p>\n");
    assert_eq!(with(RawHtml::Escape), "<p>&lt;p style=&quot;x&quot;&gt;</p>\n<p>&lt;b&gt;a&lt;/b&gt;</p>\n");
    assert_eq!(with(RawHtml::Sanitize), "<p>\n</p><p><b>a</b></p>\n");
}

#[test]
fn no_input_reaches_a_slot_or_a_script() {
    for text in [
        "<p title=\"\n\n```js\nonclick=alert(1)\n```\n\n",
        "<p title=\"&#xFDD0;b0&#xFDD1;\">\n\n```js\nx\n```\n",
        "&#xFDD0;b0&#xFDD1; \u{FDD0}b0\u{FDD1}\n\n```js\nx\n```\n",
        "[x](javascript:alert(1)) ![x](data:text/html,x) <javascript:alert(1)> [x](&#106;avascript:x)\n\n    y\n",
    ] {
        let page = read(text).0;
        assert_eq!(page.body.iter().filter(|part| matches!(part, Part::Code(0))).count(), 1, "{text}");
        let html = html_of(&page);
        assert!(!html.contains("href=\"java") && !html.contains('\u{FDD0}'), "{html}");
        assert!(!html.contains("title=\"[code"), "{html}");
        assert!(page.body.iter().all(|part| !matches!(part, Part::Url(_))), "{html}");
    }
}

/// Each of these is tens or hundreds of kilobytes; quadratic work would take far longer.
#[test]
fn hard_input_stays_linear_and_shallow() {
    let n = 20_000;
    for text in [
        "[".repeat(n),
        "> ".repeat(n),
        "*a ".repeat(n),
        "# a\n".repeat(n),
        "|a".repeat(n) + "\n" + &"|-".repeat(n) + "\n",
        "[a](b) é ".repeat(n),
        "<div>".repeat(n),
        "<div>\n\n".repeat(n),
        "<b>x".repeat(n),
        "`".repeat(n),
        "```\n".repeat(n + 1),
        "![".repeat(n) + "a",
        "[^a] ".repeat(n) + "\n\n[^a]: b\n",
        "@a ".repeat(n),
        "![a](b.mmd)\n\n".repeat(n),
        "<a id=x>".repeat(n),
        "<!--".repeat(n),
        (0..1000).map(|depth| format!("{}- x\n", "  ".repeat(depth))).collect(),
        (0..400).map(|i| format!("<font id=x{i}>")).collect::<String>() + &"<p>x".repeat(n),
        "---\n".to_owned() + &(0..n).map(|i| format!("k{i}: 1\n")).collect::<String>() + "---\n",
        "---\n".to_owned() + &"a: &a [*a]\n".repeat(1000) + "---\n",
        "---\na: ".to_owned() + &"[".repeat(n) + "\n---\n",
        "+++\na = ".to_owned() + &"[".repeat(n) + "\n+++\n",
    ] {
        // What is not linear here does not come to an end within any patience.
        let (page, _) = read(&text);
        assert!(!page.title.is_empty(), "{text:.20}");
    }
}
