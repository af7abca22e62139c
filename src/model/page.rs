//! One page after `parse`: its data, its headings, its body as parts with holes for what later stages know.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Diagram, FrontMatter, RelationView, Span, Suppression};

/// A parsed page. Nothing in it depends on any other page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The file, relative to the site's root, with `/`: `content/guide/start.md`.
    pub file: String,
    /// The file, relative to the content folder: `guide/start.md`.
    pub path: String,
    /// Front matter.
    pub meta: FrontMatter,
    /// Plain text of the title: front matter, else the first heading of level 1, else the file's name made readable.
    pub title: String,
    /// Where `title` comes from.
    pub title_origin: TitleOrigin,
    /// Plain text of the first paragraph, cut at about 200 characters at a word's end; empty if there is none.
    pub summary: String,
    /// All headings in order.
    pub headings: Vec<Heading>,
    /// Plain text on one line: before the first heading, then below each heading up to the next. Without code blocks and formulas.
    pub sections: Vec<String>,
    /// Ids that are valid link targets on the page besides headings, diagrams: footnotes, `id=` in raw HTML.
    pub anchors: Vec<String>,
    /// The body.
    pub body: Vec<Part>,
    /// Mermaid fences, in order.
    pub diagrams: Vec<Arc<Diagram>>,
    /// All other code blocks, in order.
    pub code: Vec<CodeBlock>,
    /// Links, images and figure references, in order. Those inside diagrams are not here: the engine finds them.
    pub references: Vec<Reference>,
    /// Where the page asks to see relations, in order.
    pub relation_views: Vec<RelationView>,
    /// Definitions of links and footnotes that nothing uses, in order.
    pub unused: Vec<UnusedDefinition>,
    /// Whether the body has anything but headings: text, a picture, a diagram, code.
    pub has_content: bool,
    /// Comments that ask not to report something, those of its diagrams too.
    pub suppressions: Vec<Suppression>,
}

/// Where a page's title was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TitleOrigin {
    /// `title` in front matter.
    FrontMatter,
    /// The first heading of level 1; `Page::body` still holds it.
    Heading,
    /// Neither: made from the file's name.
    FileName,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id, unique on the page, equal to GitHub's unless `{#id}` gives one.
    pub id: String,
    /// Its plain text.
    pub text: String,
    /// Its place in the file; of one with a line of `=` or `-` below, its first line.
    pub span: Span,
}

/// A definition of a link's or a footnote's label that does nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnusedDefinition {
    /// The label as written, with `^` if it is a footnote's.
    pub label: String,
    /// The place of the label with its brackets.
    pub span: Span,
    /// The line of the definition that counts instead, where the label is defined twice.
    pub first: Option<u32>,
}

/// A piece of a page's body, in order. Numbers index the page's own lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Finished, safe HTML.
    Html(String),
    /// The figure of `Page::diagrams[i]` goes here.
    Diagram(usize),
    /// The highlighted `Page::code[i]` goes here, with its `<pre>`.
    Code(usize),
    /// The resolved URL of `Page::references[i]` goes here, inside a quoted attribute.
    Url(usize),
    /// The picture that `Page::references[i]` names goes here, with its title, which may be empty.
    Picture(usize, String),
    /// The figure of the `.mmd` file that `Page::references[i]` (an image alone in its paragraph) names goes here.
    Include(usize),
    /// The figure reference `Page::references[i]` goes here: a link such as `Figure 2`, or, where the site has no figure of
    /// that id (`@` may also begin a person's name), the text `@id` as it is.
    FigureRef(usize),
    /// The table or graph of `Page::relation_views[i]` goes here.
    Relations(usize),
}

/// A fenced or indented code block that is no diagram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeBlock {
    /// First word of the info string, as written; empty if there is none.
    pub language: String,
    /// `title="…"` of the info string.
    pub title: Option<String>,
    /// The code, with its last newline.
    pub text: String,
    /// Line of the opening fence.
    pub line: u32,
}

/// What a reference is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReferenceKind {
    /// A Markdown link, or `href` in raw HTML.
    Link,
    /// An image, or `src` in raw HTML.
    Image,
    /// An image of a `.mmd` file alone in its paragraph: `![caption](x.mmd)`.
    Include,
    /// `@id` in text.
    Figure,
}

/// Something on a page that points elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// How it is written.
    pub kind: ReferenceKind,
    /// The target as written (`../a/b.md#c`); for a figure the id without `@`.
    pub target: String,
    /// The text of the link or the alternative text of the image, plain.
    pub text: String,
    /// The place of the whole reference in the file.
    pub span: Span,
}

impl Page {
    /// The title in navigation and lists of links.
    pub fn link_title(&self) -> &str {
        self.meta.link_title.as_deref().unwrap_or(&self.title)
    }
}
