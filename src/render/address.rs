//! How one output file names another: relative on pages, absolute on the 404 page, which a server shows at any depth.

use super::{Input, Shared, figure};
use crate::link::{NodeRef, Resolved, href, is_safe_address};

/// From where addresses count.
#[derive(Clone, Copy)]
pub enum From<'a> {
    /// From an output file.
    File(&'a str),
    /// From the site's root, with the path of its base URL.
    Root,
}

/// The encoded address of output file `to`.
pub fn file(input: &Input<'_>, from: From<'_>, to: &str) -> String {
    match from {
        From::File(path) => href::relative(path, to),
        From::Root => {
            let root = input.base_url.map_or("/", |url| url.path());
            let pretty =
                to.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(to);
            format!("{root}{}", href::encode_path(pretty))
        }
    }
}

/// The full address of output file `to`, if the site has one.
pub fn full(input: &Input<'_>, to: &str) -> Option<String> {
    let pretty = to.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/')).unwrap_or(to);
    input.base_url.map(|base| base.join(&href::encode_path(pretty)))
}

/// The address that a resolved reference leads to; `None` where it leads nowhere.
pub fn resolved(shared: &Shared<'_>, from: &str, target: &Resolved) -> Option<String> {
    let input = shared.input;
    match target {
        Resolved::Page { page, anchor, query } => {
            let output = &input.site.pages[*page].output;
            let fragment = anchor.as_deref().map(|anchor| format!("#{}", href::encode_fragment(anchor)));
            if output == from && query.is_empty() && fragment.is_some() {
                return fragment;
            }
            Some(format!("{}{}{}", href::relative(from, output), clean(query), fragment.unwrap_or_default()))
        }
        Resolved::File { path, suffix } => Some(format!("{}{}", href::relative(from, path), clean(suffix))),
        Resolved::External(url) => Some(clean(url)),
        Resolved::Figure { figure, node } => {
            let figure = &input.site.figures[*figure];
            let crate::link::FigureHome::Page { page, .. } = figure.home else {
                return None;
            };
            let output = &input.site.pages[page].output;
            let fragment = fragment(&figure.id, node.as_ref());
            Some(if output == from { fragment } else { format!("{}{fragment}", href::relative(from, output)) })
        }
        Resolved::Drawing { figure } => {
            shared.figures[*figure].verdict.drawn()?;
            Some(href::relative(from, &figure::svg_path(shared, *figure)))
        }
        Resolved::Include { .. } | Resolved::Text | Resolved::Broken => None,
    }
}

/// The fragment that leads to a figure with this id, or to a node of it.
pub fn fragment(figure: &str, node: Option<&NodeRef>) -> String {
    let node = node.map(|node| format!("/{}", node.anchor)).unwrap_or_default();
    format!("#{}", href::encode_fragment(&format!("{figure}{node}")))
}

/// An address as its author wrote it; `None` where following it could run something.
pub fn as_written(target: &str) -> Option<String> {
    is_safe_address(target).then(|| clean(target.trim()))
}

/// An address as written, without what an address cannot hold.
fn clean(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            ' ' => out.push_str("%20"),
            '"' => out.push_str("%22"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '`' => out.push_str("%60"),
            '\\' => out.push_str("%5C"),
            character if character.is_control() => {}
            other => out.push(other),
        }
    }
    out
}

/// Text safe inside HTML, in element content and in quoted attributes.
pub fn escape(text: &str, html: &mut String) {
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
}
