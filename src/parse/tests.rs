//! Whole pages: Markdown in, parts, references and findings out.

use super::*;
use crate::model::{Part, Reference, ReferenceKind};

pub(super) fn read(text: &str) -> (Page, Vec<Finding>) {
    page("content/a.md", "a.md", text, &MarkdownOptions::default())
}

/// The body with holes written as `[url 0]` and so on.
pub(super) fn html_of(page: &Page) -> String {
    let mut out = String::new();
    for part in &page.body {
        match part {
            Part::Html(html) => out.push_str(html),
            Part::Diagram(i) => out.push_str(&format!("[diagram {i}]")),
            Part::Code(i) => out.push_str(&format!("[code {i}]")),
            Part::Picture(i, _) => out.push_str(&format!("[picture {i}]")),
            Part::Url(i) => out.push_str(&format!("[url {i}]")),
            Part::Include(i) => out.push_str(&format!("[include {i}]")),
            Part::FigureRef(i) => out.push_str(&format!("[figure {i}]")),
            Part::Relations(i) => out.push_str(&format!("[relations {i}]")),
        }
    }
    out
}

fn html(text: &str) -> String {
    html_of(&read(text).0)
}

fn findings(text: &str) -> Vec<String> {
    let (_, findings) = read(text);
    let line = |f: Finding| format!("{}:{} {} {}", f.span.start.line, f.span.start.column, f.code, f.message);
    findings.into_iter().map(line).collect()
}

pub(super) fn place(reference: &Reference) -> (u32, u32, u32, u32) {
    let Span { start, end } = reference.span;
    (start.line, start.column, end.line, end.column)
}

#[test]
fn blocks() {
    assert_eq!(html("a\n- b\n- c"), "<p>a</p>\n<ul>\n<li>b</li>\n<li>c</li>\n</ul>\n");
    assert_eq!(
        html("> [!TIP]\n> x"),
        "<div class=\"alert alert-tip\" role=\"note\">\n<p class=\"alert-title\">Tip</p>\n<p>x</p>\n</div>\n"
    );
    assert_eq!(html("T\n: d"), "<dl>\n<dt>T</dt>\n<dd>d</dd>\n</dl>\n");
    assert_eq!(
        html("- [x] a"),
        "<ul>\n<li><input class=\"task\" type=\"checkbox\" disabled checked aria-label=\"Done\"> a</li>\n</ul>\n"
    );
    assert!(html("|a|b|\n|-|:-:|\n|1|2|").contains("<td>1</td><td align=\"center\">2</td></tr>\n</tbody>"));
    assert_eq!(html("3. a\r\n4. b\r\n"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n");
    assert_eq!(html("a~~b~~ $x$ \\* &amp; <"), "<p>a<del>b</del> $x$ * &amp; &lt;</p>\n");
}

#[test]
fn quotes_with_a_tab_s_title_that_follow_each_other_are_one_group() {
    let label = |group: usize, number: usize, title: &str| {
        let checked = if number == 1 { " checked" } else { "" };
        format!(
            "<input type=\"radio\" name=\"tabs:{group}\" id=\"tab:{group}:{number}\"{checked}>\
             <label for=\"tab:{group}:{number}\">{title}</label><div class=\"tab\">\n"
        )
    };
    assert_eq!(
        html("> [!TAB] a `<b>` *c*\n> x\n\n> [!tab] d\n>\n> - e\n\ny\n\n> [!TAB] f\n"),
        format!(
            "<div class=\"tabs\">\n{}<p>x</p>\n</div>\n{}<ul>\n<li>e</li>\n</ul>\n</div>\n</div>\n<p>y</p>\n\
             <div class=\"tabs\">\n{}</div>\n</div>\n",
            label(1, 1, "a `&lt;b&gt;` *c*"),
            label(1, 2, "d"),
            label(2, 1, "f")
        )
    );
    assert_eq!(
        html("> [!TAB] a\n>\n> > [!TAB] b\n> > c\n>\n> > d\n"),
        format!(
            "<div class=\"tabs\">\n{}<div class=\"tabs\">\n{}<p>c</p>\n</div>\n</div>\n<blockquote>\n<p>d</p>\n</blockquote>\n\
             </div>\n</div>\n",
            label(1, 1, "a"),
            label(2, 1, "b")
        )
    );
    assert_eq!(html("> [!TAB]\n"), "<blockquote>\n<p>[!TAB]</p>\n</blockquote>\n");
}

#[test]
fn headings_have_the_ids_of_github_and_titles() {
    let (page, _) =
        read("\u{FEFF}# The `x` & [y](z.md)\n\n## A\n## A\n### B {#given .c}\n## GET /users/{id}\n> # ![alt](i.png)\n");
    let ids: Vec<_> =
        page.headings.iter().map(|h| (h.level, h.id.as_str(), h.text.as_str(), h.span.start.line)).collect();
    assert_eq!(
        ids,
        [
            (1, "the-x--y", "The x & y", 1),
            (2, "a", "A", 3),
            (2, "a-1", "A", 4),
            (3, "given", "B", 5),
            (2, "get-usersid", "GET /users/{id}", 6),
            (1, "section", "alt", 7),
        ]
    );
    assert_eq!((page.title.as_str(), page.title_origin), ("The x & y", crate::model::TitleOrigin::Heading));
    assert!(html_of(&page).contains(
        "<h3 id=\"given\" class=\"c\">B <a class=\"anchor\" href=\"#given\" aria-label=\"Link to this section: B\">#</a></h3>"
    ));
    assert!(html_of(&page).contains(">GET /users/{id} <a"));
}

#[test]
fn the_text_of_each_section_is_kept_on_one_line() {
    let (page, _) = read(
        "Lead *in*\n`code`.\n\n```rs\nfn no() {}\n```\n# One\n- a\n- ![alt](i.png)\n\n|b|c|\n|-|-|\n|d|e<br>f|\n## Two\n\
         <details><summary>S &amp; T</summary>\n\nu[^1]\n\n</details>\n\n[^1]: note\n\n![cap](x.mmd)\n",
    );
    assert_eq!(page.sections, ["Lead in code.", "a alt b c d e f", "S & T u note"]);
    assert_eq!(page.headings.len() + 1, page.sections.len());
    let math = page_with_math("a $x^2$ b");
    assert_eq!(math.sections, ["a b"]);
}

fn page_with_math(text: &str) -> Page {
    page("content/a.md", "a.md", text, &MarkdownOptions { math: true, ..MarkdownOptions::default() }).0
}

#[test]
fn front_matter_and_its_faults() {
    let (page, found) = read("\u{FEFF}---\r\ntitle: T\r\nsidebar_position: 3\r\n---\r\n\r\nText.\r\n");
    assert_eq!((page.title.as_str(), page.meta.weight, found), ("T", Some(3.0), vec![]));
    assert_eq!(html_of(&page), "<p>Text.</p>\n");
    assert_eq!(page.summary, "Text.");
    assert_eq!(findings("---\ntitle: [x\nweight: 1\n---\n# A")[0].split(' ').nth(1), Some("front-matter"));
    assert_eq!(
        findings("+++\ntitel = 'x'\nweight = 'heavy'\n+++\n"),
        [
            "3:10 front-matter `weight` must be a number, not a string",
            "2:1 front-matter-key unknown key `titel` in front matter"
        ]
    );
    assert_eq!(findings("---\ntitle: x\n\n# A"), ["1:1 front-matter the front matter is not closed"]);
    assert_eq!(html("---\n\nx"), "<hr>\n<p>x</p>\n");
}

#[test]
fn references_have_places_also_in_lists_quotes_and_tables() {
    let (page, _) = read(
        "ä [b *c*](d.md#e \"t\") ![i](j.png)\n\n> - x <https://k.l>\n>   [m]\n\n|a|\n|-|\n|[n](o)|\n\n[m]: p.md\n",
    );
    let seen: Vec<_> = page.references.iter().map(|r| (r.kind, r.target.as_str(), r.text.as_str(), place(r))).collect();
    use ReferenceKind::{Image, Link};
    assert_eq!(
        seen,
        [
            (Link, "d.md#e", "b c", (1, 3, 1, 22)),
            (Image, "j.png", "i", (1, 23, 1, 34)),
            (Link, "https://k.l", "https://k.l", (3, 7, 3, 20)),
            (Link, "p.md", "m", (4, 5, 4, 8)),
            (Link, "o", "n", (8, 2, 8, 8)),
        ]
    );
    assert!(html_of(&page).starts_with("<p>ä <a href=\"[url 0]\" title=\"t\">b <em>c</em></a> [picture 1]</p>"));
}

#[test]
fn bare_urls_and_figures_in_text_only() {
    let (page, _) = read("see @a-b &amp; https://x.y/z_w_v, `@c` [@d](e) \\@f *@g* me@x.org");
    let seen: Vec<_> = page.references.iter().map(|r| (r.kind, r.target.as_str(), place(r).1)).collect();
    use ReferenceKind::{Figure, Link};
    assert_eq!(
        seen,
        [
            (Figure, "a-b", 5),
            (Link, "https://x.y/z_w_v", 16),
            (Link, "e", 40),
            (Figure, "g", 53),
            (Link, "mailto:me@x.org", 57)
        ]
    );
    assert_eq!(
        html_of(&page),
        "<p>see [figure 0] &amp; <a href=\"[url 1]\">https://x.y/z_w_v</a>, <code>@c</code> <a href=\"[url 2]\">@d</a> @f \
         <em>[figure 3]</em> <a href=\"[url 4]\">me@x.org</a></p>\n"
    );
}

#[test]
fn a_diagram_file_alone_in_its_paragraph_is_placed() {
    let (page, _) = read("![C](x.mmd)\n\n![C](x.mmd) and\n\n- ![C](y.MMD#z)\n");
    let kinds: Vec<_> = page.references.iter().map(|r| r.kind).collect();
    assert_eq!(kinds, [ReferenceKind::Include, ReferenceKind::Image, ReferenceKind::Include]);
    assert!(html_of(&page).starts_with("[include 0]\n<p>[picture 1] and"), "{}", html_of(&page));
    assert!(html_of(&page).ends_with("<ul>\n<li>[include 2]\n</li>\n</ul>\n"), "{}", html_of(&page));
}

#[test]
fn diagrams_lead_back_to_their_file() {
    let text = "\u{FEFF}# H\r\n\r\n1. x\r\n   > ````Mermaid {#f-1 role=R caption=\"C d\"}\r\n   > pie\r\n   >   ```\r\n   > %%| role: S\r\n   > ````\r\n";
    let (page, found) = read(text);
    assert_eq!(found, []);
    let diagram = &page.diagrams[0];
    assert_eq!(&*diagram.source, "pie\n  ```\n%%| role: S\n");
    assert_eq!((diagram.line, diagram.span.start.column, diagram.heading), (4, 6, Some(0)));
    let columns: Vec<_> = diagram.map.lines.iter().map(|p| (p.line, p.column)).collect();
    assert_eq!(columns, [(5, 6), (6, 6), (7, 6)]);
    assert_eq!(diagram.data.id.as_deref(), Some("f-1"));
    assert_eq!(diagram.data.id_span.map(|s| (s.start.column, s.end.column)), Some((20, 23)));
    assert_eq!((diagram.data.role.as_deref(), diagram.data.caption.as_deref()), (Some("R"), Some("C d")));
}

#[test]
fn a_tab_that_a_list_takes_a_part_of_keeps_columns() {
    let (page, _) = read("1. a\n\n   ```mermaid\n\tpie\n   ```\n");
    let diagram = &page.diagrams[0];
    assert_eq!(&*diagram.source, " pie\n");
    let start = diagram.map.position(&diagram.source, 1);
    assert_eq!((start.line, start.column), (4, 2));
}

#[test]
fn faults_in_a_diagrams_data() {
    assert_eq!(
        findings("```mermaid {#1a caption=\"x}\n%%| captoin: y\n%%| z\npie\n```\n"),
        [
            "1:25 fence-attribute the fence's attributes cannot be read: this quote is not closed",
            "1:14 fence-attribute `1a` cannot be an id",
            "2:5 fence-attribute `captoin` is not a key of a diagram",
            "3:1 fence-attribute this comment has no `:` after its key",
        ]
    );
}

#[test]
fn code_keeps_language_title_and_text() {
    let (page, _) = read("~~~rust,ignore title=\"a b\"\nx\n\ty\n~~~\n\n    z\n");
    let code: Vec<_> =
        page.code.iter().map(|c| (c.language.as_str(), c.title.as_deref(), c.text.as_str(), c.line)).collect();
    assert_eq!(code, [("rust", Some("a b"), "x\n\ty\n", 1), ("", None, "z\n", 6)]);
    assert_eq!(html_of(&page), "[code 0]\n[code 1]\n");
}

#[test]
fn fences_that_nothing_closes() {
    for closed in [
        "```\nx\n```",
        "```\n```\n",
        "- ```\n  x\n  ```\ny",
        "> ~~~\n> ~~~\n",
        "````\n```\n````\n",
        "```\r\n\r\n```  \r\n",
        "```\nx\n   `````",
    ] {
        assert_eq!(findings(closed), Vec::<String>::new(), "{closed}");
    }
    for open in [
        "```\nx\n",
        "```",
        "- ```\n  x\ny",
        "> ```\n> x\n\n```\n```",
        "````\n```\n",
        "```js\nx\n~~~\n",
        "- ```\n  x\n```\nq\n```",
    ] {
        assert_eq!(findings(open).len(), 1, "{open}");
        assert!(findings(open)[0].contains(" unclosed-fence "), "{open}");
    }
    let (_, found) = read("x\n\n```js\ncode\n``` trailing\nmore\n");
    assert_eq!((found[0].span.start.line, found[0].span.start.column), (3, 1));
    assert_eq!(
        found[0].help,
        "line 5 begins with ````` but does not close it, because text follows".replace("`````", "the fence's sign")
    );
}

#[test]
fn footnotes_stand_at_the_end() {
    let (page, _) = read("a[^x] b[^x]\n\n[^x]: note\n\nc");
    assert_eq!(page.anchors, ["fnref:1", "fnref:1-2", "fn:1"]);
    let html = html_of(&page);
    assert!(html.contains("<p>c</p>\n<section class=\"footnotes\""), "{html}");
    assert!(html.contains("<li id=\"fn:1\"><p>note <a"), "{html}");
}

#[test]
fn formulas_when_asked_for() {
    let options = MarkdownOptions { math: true, ..MarkdownOptions::default() };
    let (page, found) = page("content/a.md", "a.md", "# S\n\n$a<b$ <kbd>x</kbd>\n\nx $\\nope$", &options);
    assert!(html_of(&page).contains("<p><math"), "{}", html_of(&page));
    assert!(html_of(&page).contains("<code class=\"math-error\">\\nope</code>"), "{}", html_of(&page));
    let places: Vec<_> = found.iter().map(|f| (f.code, f.span.start.line, f.span.start.column)).collect();
    assert_eq!(places, [("math-syntax", 5, 3)]);
    let (page, found) = super::page("content/a.md", "a.md", "# S\n\n$`a`$\n\n```math\nb\n```\n", &options);
    assert!(html_of(&page).contains("<p><math display=\"inline\"><mi>a</mi></math></p>"), "{}", html_of(&page));
    assert!(html_of(&page).contains("<p><math display=\"block\"><mi>b</mi></math></p>"), "{}", html_of(&page));
    assert_eq!(found, []);
}

#[test]
fn a_diagram_file_is_a_diagram() {
    let (diagram, _, found) = standalone_diagram("content/x.mmd", "\u{FEFF}%%| id: x\r\npie\r\n");
    assert_eq!((diagram.source.as_str(), diagram.data.id.as_deref(), diagram.line), ("%%| id: x\npie\n", Some("x"), 1));
    assert_eq!(diagram.map.lines.len(), 2);
    assert_eq!(found, []);
}

#[test]
fn two_headings_cannot_be_given_one_id() {
    assert_eq!(
        findings("# A\n\n## B {#a}\n\n## C {#c}\n\n## C\n"),
        ["3:1 duplicate-id another heading of this page has the id `a`"]
    );
    assert!(findings("# 🎉 a\n\n![x](y.png) b\n===\n").is_empty());
    let (page, _) = read("# 🎉 a\n\n## ![x](y.png) b\n");
    let ids: Vec<&str> = page.headings.iter().map(|heading| heading.id.as_str()).collect();
    assert_eq!(ids, ["-a", "-b"]);
}

#[test]
fn pictures_for_dark_screens_and_placeholders_stay() {
    let text = "<picture><source media=\"(prefers-color-scheme: dark)\" srcset=\"a.png 1x, b.png 2x\"><img src=\"c.png\" alt=\"\"></picture>\n\nHi <your-name>\n";
    let body = html(text);
    assert!(body.contains("srcset=\"[url 0] 1x, [url 1] 2x\"><img src=\"[url 2]\""), "{body}");
    assert!(body.contains("Hi &lt;your-name&gt;"), "{body}");
}

#[test]
fn a_url_may_follow_any_sign_but_a_letter() {
    assert_eq!(
        html("say \"https://a.org\" 見https://b.org xhttps://c.org"),
        "<p>say &quot;<a href=\"[url 0]\">https://a.org</a>&quot; 見<a href=\"[url 1]\">https://b.org</a> xhttps://c.org</p>\n"
    );
}

#[test]
fn a_comment_alone_asks_for_relations_and_others_say_nothing() {
    let text =
        "a\n\n<!-- chartroom-relations: table -->\n\n- b\n\n  <!-- chartroom-relations:\n  graph uses here -->\n";
    let (page, found) = read(text);
    assert_eq!(html_of(&page), "<p>a</p>\n[relations 0]\n<ul>\n<li><p>b</p>\n[relations 1]\n</li>\n</ul>\n");
    assert_eq!(found, []);
    let (name, span) = &page.relation_views[1].names[0];
    assert_eq!((name.as_str(), span.start), ("uses", Position { line: 8, column: 9 }));
    assert_eq!(
        findings("a <!-- chartroom-relations: table -->\n\n<!-- chartroom-relations: tree -->\n"),
        [
            "1:3 relation-broken `chartroom-relations` has no effect beside other text",
            "3:27 relation-broken relations are shown as `table` or `graph`, not as `tree`"
        ]
    );
}
