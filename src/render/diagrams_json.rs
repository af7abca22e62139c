//! `diagrams.json`: every diagram of the site with its verdict, for whoever wants to count or list them.

use serde::Serialize;

use super::{Shared, figure};
use crate::link::FigureHome;
use crate::link::href::{encode_fragment, encode_path};

#[derive(Serialize)]
struct File<'a> {
    version: u32,
    diagrams: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    url: String,
    page: &'a str,
    line: u32,
    kind: Option<&'a str>,
    role: Option<&'a str>,
    title: &'a str,
    caption: &'a str,
    number: usize,
    valid: bool,
    nodes: usize,
    edges: usize,
    svg: Option<String>,
}

/// The file's text. Diagrams stand in the order of their pages, then their number.
pub fn render(shared: &Shared<'_>) -> String {
    let site = shared.input.site;
    let diagrams = shared
        .figures
        .iter()
        .enumerate()
        .map(|(index, facts)| {
            let known = facts.verdict.judgement().ok();
            let svg = known.map(|_| format!("/{}", encode_path(&figure::svg_path(shared, index))));
            let (url, number) = match facts.figure.home {
                FigureHome::Page { page, number } => {
                    (format!("{}#{}", encode_path(&site.pages[page].url), encode_fragment(&facts.figure.id)), number)
                }
                FigureHome::File => (svg.clone().unwrap_or_default(), 0),
            };
            Entry {
                id: &facts.figure.id,
                url,
                page: &facts.figure.file,
                line: facts.figure.diagram.line,
                kind: facts.verdict.kind(),
                role: facts.figure.diagram.data.role.as_deref(),
                title: known.and_then(|known| known.title.as_deref()).unwrap_or_default(),
                caption: &facts.figure.caption,
                number,
                valid: known.is_some(),
                nodes: known.map_or(0, |known| known.outline.nodes.len()),
                edges: known.map_or(0, |known| known.outline.edges.len()),
                svg,
            }
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&File { version: 1, diagrams }).unwrap_or_default();
    text.push('\n');
    text
}
