//! A page's body: its finished HTML with figures, code and addresses put into the holes that `parse` left.

use super::address::{self, From, escape};
use super::{Shared, TemplateError, figure, highlighted, relations};
use crate::link::{FigureHome, Resolved};
use crate::load::PictureSize;
use crate::model::{CodeBlock, Part, ReferenceKind};

/// The HTML of a page's body.
pub fn render(shared: &Shared<'_>, index: usize) -> Result<String, TemplateError> {
    let input = shared.input;
    let site_page = &input.site.pages[index];
    let page = &site_page.page;
    let mut html = String::with_capacity(16 * 1024);
    let mut rest = &page.body[..];
    while let Some((part, after)) = rest.split_first() {
        rest = after;
        match part {
            Part::Html(text) => html.push_str(text),
            Part::Code(code) => code_block(
                (*code + 1, &page.code[*code]),
                &highlighted(input.cache, &page.code[*code].language, &page.code[*code].text),
                &mut html,
            ),
            Part::Diagram(diagram) => html.push_str(&figure::html(shared, index, &site_page.slots.diagrams[*diagram])?),
            Part::Include(reference) => match site_page.slots.includes.get(reference) {
                Some(slot) => html.push_str(&figure::html(shared, index, slot)?),
                None => {
                    html.push_str("<p class=\"missing\">");
                    escape(&page.references[*reference].target, &mut html);
                    html.push_str("</p>");
                }
            },
            Part::Url(reference) => {
                // What leads nowhere stays as written: it has its finding, and it may exist where the site is put.
                let address = address::resolved(shared, &site_page.output, &site_page.references[*reference])
                    .or_else(|| address::as_written(&page.references[*reference].target));
                escape(address.as_deref().unwrap_or("#"), &mut html);
                if page.references[*reference].kind == ReferenceKind::Link {
                    printed_address(shared, index, &site_page.references[*reference], &mut html);
                }
            }
            Part::Picture(reference, title) => picture(shared, index, (*reference, title), &mut html),
            Part::Relations(view) => html.push_str(&relations::html(shared, index, *view)?),
            Part::FigureRef(reference) => figure_reference(shared, index, *reference, &mut html),
        }
    }
    Ok(html)
}

/// A picture that is loaded once a reader comes near it; its size, where it is known, keeps its place until then.
fn picture(shared: &Shared<'_>, index: usize, (reference, title): (usize, &str), html: &mut String) {
    let site_page = &shared.input.site.pages[index];
    let written = &site_page.page.references[reference];
    let target = &site_page.references[reference];
    let address = address::resolved(shared, &site_page.output, target).or_else(|| address::as_written(&written.target));
    html.push_str("<img src=\"");
    escape(address.as_deref().unwrap_or_default(), html);
    html.push_str("\" alt=\"");
    escape(&written.text, html);
    html.push('"');
    if !title.is_empty() {
        html.push_str(" title=\"");
        escape(title, html);
        html.push('"');
    }
    if let Some(PictureSize { width, height }) = picture_size(shared, target) {
        html.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
    }
    html.push_str(" loading=\"lazy\" decoding=\"async\">");
}

/// The size of the picture that a reference leads to, where it is the site's own.
pub fn picture_size(shared: &Shared<'_>, target: &Resolved) -> Option<PictureSize> {
    match target {
        Resolved::File { path, .. } => shared.pictures.get(path.as_str()).copied(),
        _ => None,
    }
}

/// The `number`th block of code of its page; its id is how a reader links to it.
fn code_block((number, block): (usize, &CodeBlock), highlighted: &str, html: &mut String) {
    html.push_str(&format!("<div class=\"code\" id=\"code:{number}\">"));
    if let Some(title) = &block.title {
        html.push_str("<div class=\"code-title\">");
        escape(title, html);
        html.push_str("</div>");
    }
    html.push_str("<pre tabindex=\"0\"><code");
    if !block.language.is_empty() {
        html.push_str(" class=\"language-");
        escape(&block.language, html);
        html.push('"');
    }
    html.push('>');
    html.push_str(highlighted);
    html.push_str("</code></pre></div>");
}

/// `Figure 2` as a link, with the page's title where the figure is on another page, and what a node of it shows where that is
/// meant; the text as written where there is none.
fn figure_reference(shared: &Shared<'_>, page: usize, reference: usize, html: &mut String) {
    let input = shared.input;
    let site_page = &input.site.pages[page];
    let written = &site_page.page.references[reference].target;
    let Resolved::Figure { figure, node } = &site_page.references[reference] else {
        html.push('@');
        escape(written, html);
        return;
    };
    let FigureHome::Page { page: home, number } = input.site.figures[*figure].home else {
        return;
    };
    // On a page that shows the figure itself, its own copy is meant.
    let here = site_page.slots.in_order().into_iter().find(|slot| slot.figure == *figure);
    let (number, url) = match here {
        Some(slot) => (slot.number, address::fragment(&slot.id, node.as_ref())),
        None => {
            (number, address::resolved(shared, &site_page.output, &site_page.references[reference]).unwrap_or_default())
        }
    };
    html.push_str("<a class=\"figure-ref\" href=\"");
    escape(&url, html);
    html.push_str("\" title=\"");
    escape(&input.site.figures[*figure].caption, html);
    if here.is_none() {
        printed_address(shared, page, &site_page.references[reference], html);
    }
    html.push_str("\">");
    if let Some(node) = node {
        escape(&node.label, html);
        html.push_str(" (");
    }
    html.push_str(&format!("Figure {number}"));
    if here.is_none() {
        html.push_str(" in ");
        escape(&input.site.pages[home].page.title, html);
    }
    if node.is_some() {
        html.push(')');
    }
    html.push_str("</a>");
}

/// Ends an attribute and begins another one, which its end will close: where on the site a link leads, as text, for paper, on which
/// nobody can follow `../b/index.html`. Nothing for what is on the page itself.
fn printed_address(shared: &Shared<'_>, page: usize, target: &Resolved, html: &mut String) {
    let site = shared.input.site;
    let page_of = |figure: usize| match site.figures[figure].home {
        FigureHome::Page { page, .. } => Some(page),
        FigureHome::File => None,
    };
    let address = match target {
        Resolved::Page { page: to, .. } if *to != page => site.pages[*to].url.clone(),
        Resolved::Figure { figure, .. } if page_of(*figure) != Some(page) => {
            page_of(*figure).map(|page| site.pages[page].url.clone()).unwrap_or_default()
        }
        Resolved::File { path, .. } => format!("/{}", address::pretty(path)),
        _ => return,
    };
    html.push_str("\" data-to=\"");
    escape(&address, html);
}

/// The address of a page from another one.
pub fn page_address(shared: &Shared<'_>, from: From<'_>, page: usize) -> String {
    address::file(shared.input, from, &shared.input.site.pages[page].output)
}
