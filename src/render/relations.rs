//! What pages are to each other, as readers see it: the lists at the end of a page, and the tables and graphs that a page
//! asks for.

use std::collections::BTreeSet;

use serde::Serialize;

use super::address::{From, escape};
use super::{Shared, TemplateError, body, relation_graph};
use crate::link::{PageRelations, Relation, RelationTarget, Site};
use crate::model::RelationForm;

/// The relations of one kind that a page has, seen from one side.
#[derive(Debug, Serialize)]
pub struct Group {
    name: String,
    title: String,
    inverse: bool,
    items: Vec<Item>,
}

/// A page, or something on it.
#[derive(Debug, PartialEq, Serialize)]
struct Item {
    title: String,
    /// The caption of the figure, or the heading, where no page as a whole is meant.
    part: Option<String>,
    href: String,
}

/// The relations of a page, those that it states first, by kind.
pub fn groups(shared: &Shared<'_>, index: usize) -> Vec<Group> {
    let site = shared.input.site;
    let PageRelations { outgoing, incoming, .. } = &site.pages[index].relations;
    let of = |list: &[usize]| list.iter().map(|&number| &site.relations.list[number]).collect::<Vec<_>>();
    let (outgoing, incoming) = (of(outgoing), of(incoming));
    let kinds: BTreeSet<usize> = outgoing.iter().chain(&incoming).map(|relation| relation.kind).collect();
    let mut groups = Vec::new();
    for number in kinds {
        let kind = &site.relations.kinds[number];
        let forward = outgoing.iter().filter(|relation| relation.kind == number);
        let mut forward: Vec<Item> = forward.map(|relation| item(shared, index, &relation.to)).collect();
        let mut seen = BTreeSet::new();
        let backward = incoming.iter().filter(|relation| relation.kind == number && seen.insert(relation.from));
        let mut backward: Vec<Item> = backward
            .map(|relation| item(shared, index, &RelationTarget { page: relation.from, anchor: None, figure: None }))
            .collect();
        if kind.symmetric {
            forward.append(&mut backward);
        }
        for (items, title, inverse) in [(forward, &kind.title, false), (backward, &kind.inverse, true)] {
            if !items.is_empty() {
                groups.push(Group { name: kind.name.clone(), title: title.clone(), inverse, items });
            }
        }
    }
    groups
}

fn item(shared: &Shared<'_>, from: usize, target: &RelationTarget) -> Item {
    let site = shared.input.site;
    let title = site.pages[target.page].page.link_title().to_owned();
    Item { title, part: part(site, target).map(str::to_owned), href: href(shared, from, target) }
}

/// The caption of the figure, or the heading, where no page as a whole is meant.
pub(super) fn part<'a>(site: &'a Site, target: &RelationTarget) -> Option<&'a str> {
    let heading = || {
        let id = target.anchor.as_ref()?;
        let headings = &site.pages[target.page].page.headings;
        headings.iter().find(|heading| heading.id == *id).map(|heading| heading.text.as_str())
    };
    target.figure.map(|figure| site.figures[figure].caption.as_str()).or_else(heading)
}

/// The address of a target on the page `from`.
fn href(shared: &Shared<'_>, from: usize, target: &RelationTarget) -> String {
    let anchor = target.anchor.as_deref().map(|id| format!("#{}", crate::link::href::encode_fragment(id)));
    match anchor {
        Some(anchor) if target.page == from => anchor,
        anchor => page_href(shared, from, target.page) + &anchor.unwrap_or_default(),
    }
}

/// What one comment of a page asks for.
pub(super) struct View<'a> {
    pub(super) form: RelationForm,
    pub(super) here: bool,
    /// In the order in which they are shown.
    pub(super) relations: Vec<&'a Relation>,
}

/// Everything that the comment with this number asks for.
pub(super) fn view<'a>(site: &'a Site, page: usize, number: usize) -> View<'a> {
    let site_page = &site.pages[page];
    let wanted = &site_page.page.relation_views[number];
    let list = &site.relations.list;
    let mut relations = Vec::new();
    for &kind in &site_page.relations.views[number] {
        let start = list.partition_point(|relation| relation.kind < kind);
        let end = list.partition_point(|relation| relation.kind <= kind);
        let here = |relation: &&Relation| !wanted.here || relation.from == page || relation.to.page == page;
        relations.extend(list[start..end].iter().filter(here));
    }
    View { form: wanted.form, here: wanted.here, relations }
}

/// The HTML of a table or graph.
pub fn html(shared: &Shared<'_>, page: usize, number: usize) -> Result<String, TemplateError> {
    let view = view(shared.input.site, page, number);
    if view.relations.is_empty() {
        return Ok("<p class=\"relations-none\">There are no relations to show.</p>\n".to_owned());
    }
    if view.form == RelationForm::Graph {
        if let Some(figure) = relation_graph::figure(shared, page, number, &view)? {
            return Ok(figure);
        }
        let count = view.relations.len();
        let sentence = format!(
            "<p class=\"relations-none\">A graph of these {count} relations would be too large. Here they are as a table.</p>\n"
        );
        return Ok(sentence + &table(shared, page, &view));
    }
    Ok(table(shared, page, &view))
}

/// Everything that the tables and graphs of a page depend on beside the program, as text.
pub fn inputs(shared: &Shared<'_>, page: usize) -> String {
    let mut text = String::new();
    for number in 0..shared.input.site.pages[page].relations.views.len() {
        let view = view(shared.input.site, page, number);
        text.push_str(&format!("{:?} {}\n{}\n", view.form, view.here, table(shared, page, &view)));
        if view.form == RelationForm::Graph {
            text.push_str(&relation_graph::Graph::new(shared, page, &view, true).source);
        }
    }
    text
}

/// One row for each page and kind.
fn table(shared: &Shared<'_>, page: usize, view: &View<'_>) -> String {
    let site = shared.input.site;
    let mut html = String::from(
        "<div class=\"table-wrap relation-table\" tabindex=\"0\" role=\"group\" aria-label=\"Relations\">\n<table>\n<thead>\n<tr><th scope=\"col\">Page</th><th scope=\"col\">Relation</th><th scope=\"col\">Leads to</th></tr>\n</thead>\n<tbody>\n",
    );
    for row in view.relations.chunk_by(|a, b| (a.kind, a.from) == (b.kind, b.from)) {
        let Some(first) = row.first() else { continue };
        html.push_str("<tr><td>");
        link(shared, page, &RelationTarget { page: first.from, anchor: None, figure: None }, &mut html);
        html.push_str("</td><td>");
        escape(&site.relations.kinds[first.kind].title, &mut html);
        html.push_str("</td><td>");
        for (place, relation) in row.iter().enumerate() {
            html.push_str(if place > 0 { ", " } else { "" });
            link(shared, page, &relation.to, &mut html);
        }
        html.push_str("</td></tr>\n");
    }
    html.push_str("</tbody>\n</table>\n</div>\n");
    html
}

/// A link to a target; the page that it would stand on is named only.
fn link(shared: &Shared<'_>, from: usize, target: &RelationTarget, html: &mut String) {
    let Item { title, part, href } = item(shared, from, target);
    let here = target.page == from && target.anchor.is_none();
    if here {
        html.push_str("<span class=\"here\">");
    } else {
        html.push_str("<a href=\"");
        escape(&href, html);
        html.push_str("\">");
    }
    escape(&title, html);
    if let Some(part) = part {
        html.push_str(": ");
        escape(&part, html);
    }
    html.push_str(if here { "</span>" } else { "</a>" });
}

/// The address of a page on the page `from`.
pub(super) fn page_href(shared: &Shared<'_>, from: usize, page: usize) -> String {
    body::page_address(shared, From::File(&shared.input.site.pages[from].output), page)
}
