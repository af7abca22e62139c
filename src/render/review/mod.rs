//! `report --against REV --format html`: one page with the pictures of both states side by side, what was added and taken
//! away by name, and both texts. In: a difference, and the drawings of the diagrams that it is about. Out: a page that loads
//! nothing: no script, no font, no picture from elsewhere.

mod card;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::address::escape;
use crate::config::Site;
use crate::mermaid::{Drawer, Verdict};
use crate::plan::difference::{Compared, DiagramChange, Line, Part, TextChange, VerdictChange};
use crate::plan::format::difference::contents::{self, Section};
use crate::plan::format::difference::tables::{self, Table};

/// Pictures that a page holds at most.
const MAX_PICTURES: usize = 200;

/// Bytes that they have at most.
const MAX_PICTURE_BYTES: usize = 24 * 1024 * 1024;

/// Diagrams that are shown one by one, with a picture or without.
const MAX_CARDS: usize = 1_000;

/// Lines of a list.
const MAX_LINES: usize = 200;

/// What the page is made from.
pub struct Input<'a> {
    /// The site's title and the like.
    pub site: &'a Site,
    /// What changed.
    pub compared: &'a Compared<'a>,
    /// What drew the pictures: its rules.
    pub drawer: &'a Drawer,
    /// The drawings of all of [`pictured`], by text.
    pub drawn: &'a BTreeMap<&'a str, Arc<Verdict>>,
}

/// A group that diagrams are shown in: its id on the page, its heading, what belongs to it.
type Group = (&'static str, &'static str, fn(&DiagramChange) -> bool);

const GROUPS: [Group; 6] = [
    ("broken", "Newly broken", |change| change.verdict == VerdictChange::Broken),
    ("changed", "Changed", |change| change.verdict == VerdictChange::Valid && change.is_changed()),
    ("new", "New", |change| change.verdict == VerdictChange::Valid && change.is_new()),
    ("gone", "Gone", DiagramChange::is_gone),
    ("mended", "Mended", |change| change.verdict == VerdictChange::Mended),
    ("still-broken", "Touched and still broken", |change| {
        change.verdict == VerdictChange::StillBroken && change.after.is_some() && change.is_changed()
    }),
];

/// Changes in the order of the page, each with whether it has pictures, and how many do not fit.
struct Shown<'a> {
    groups: Vec<(&'static str, &'static str, Changes<'a>)>,
    left_out: usize,
    without_picture: usize,
}

type Changes<'a> = Vec<(&'a DiagramChange, bool)>;

fn shown<'a>(compared: &Compared<'a>) -> Shown<'a> {
    let mut shown = Shown { groups: Vec::new(), left_out: 0, without_picture: 0 };
    let (mut cards, mut pictures) = (0, 0);
    for (id, title, is_of) in GROUPS {
        let mut list = Vec::new();
        for change in compared.difference.diagrams.iter().filter(|change| is_of(change)) {
            if cards == MAX_CARDS {
                shown.left_out += 1;
                continue;
            }
            cards += 1;
            let needed = texts(compared, change).len();
            let fits = pictures + needed <= MAX_PICTURES;
            pictures += if fits { needed } else { 0 };
            shown.without_picture += usize::from(!fits);
            list.push((change, fits));
        }
        if !list.is_empty() {
            shown.groups.push((id, title, list));
        }
    }
    shown
}

/// The texts whose drawings show a change: none where both draw the same.
fn texts<'a>(compared: &Compared<'a>, change: &DiagramChange) -> Vec<&'a str> {
    if matches!(change.text, TextChange::Text | TextChange::Same) {
        return Vec::new();
    }
    let old = change.before.filter(|at| compared.before.inventory.diagrams[*at].valid);
    let new = change.after.filter(|at| compared.after.inventory.diagrams[*at].valid);
    let old = old.map(|at| compared.before.source(at));
    old.into_iter().chain(new.map(|at| compared.after.source(at))).collect()
}

/// The texts of which the page needs the drawing.
pub fn pictured(compared: &Compared<'_>) -> BTreeSet<String> {
    let all = shown(compared).groups.into_iter().flat_map(|(_, _, list)| list);
    all.filter(|(_, fits)| *fits).flat_map(|(change, _)| texts(compared, change)).map(str::to_owned).collect()
}

/// The whole page.
pub fn page(input: &Input<'_>) -> String {
    let compared = input.compared;
    let shown = shown(compared);
    let sections = contents::sections(compared);
    let mut out = head(input);
    contents_list(&mut out, &shown, &sections);
    for section in sections.iter().filter(|section| section.title == contents::FELL) {
        out.push_str("<section class=\"fell\" id=\"fell\">");
        list(&mut out, section);
        out.push_str("</section>");
    }
    out.push_str("<section id=\"figures\"><h2>Figures</h2>");
    for table in tables::tables(compared) {
        push_table(&mut out, &table);
    }
    out.push_str("</section>");
    let mut cards = card::Cards { input, number: 0, bytes: 0, is_full: false };
    for (id, title, changes) in &shown.groups {
        out.push_str(&format!("<section id=\"{id}\"><h2>{title} <span class=\"n\">{}</span></h2>", changes.len()));
        for (change, fits) in changes {
            cards.push(&mut out, change, *fits);
        }
        out.push_str("</section>");
    }
    limits(&mut out, &shown, cards.is_full);
    for section in sections.iter().filter(|section| WITHOUT_PICTURES.iter().any(|(_, title)| *title == section.title)) {
        let id = WITHOUT_PICTURES.iter().find(|(_, title)| *title == section.title).map_or("", |(id, _)| id);
        out.push_str(&format!("<section id=\"{id}\">"));
        list(&mut out, section);
        out.push_str("</section>");
    }
    out.push_str("</main></body></html>\n");
    out
}

/// Lists that stand on the page as they are in other formats.
const WITHOUT_PICTURES: [(&str, &str); 4] =
    [("moved", contents::MOVED), ("pages", contents::PAGES), ("tasks", contents::TASKS), ("checks", contents::CHECKS)];

fn head(input: &Input<'_>) -> String {
    let compared = input.compared;
    let title = format!("Changes since {}", compared.revision);
    let mut out = String::from(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"referrer\" content=\"no-referrer\"><meta name=\"robots\" content=\"noindex\"><title>",
    );
    escape(&format!("{title} · {}", input.site.title), &mut out);
    out.push_str("</title><style>");
    // The rules of drawings hold names of the site's classes; nothing of them may end the element.
    out.push_str(&input.drawer.stylesheet().replace('<', "\\3c "));
    out.push_str(include_str!("review.css"));
    out.push_str("</style></head><body><header><p class=\"site\">");
    escape(&input.site.title, &mut out);
    out.push_str("</p><h1>");
    escape(&title, &mut out);
    out.push_str("</h1><p>Commit <code>");
    escape(contents::short(compared.commit), &mut out);
    out.push_str("</code>. ");
    let mut summary = contents::summary(compared);
    if let Some(first) = summary.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    escape(&summary, &mut out);
    out.push_str(".</p></header><main>");
    out
}

fn contents_list(out: &mut String, shown: &Shown<'_>, sections: &[Section]) {
    out.push_str("<nav aria-label=\"Sections\"><ul>");
    let mut entry = |id: &str, title: &str, number: usize| {
        out.push_str(&format!("<li><a href=\"#{id}\">{title} <span class=\"n\">{number}</span></a></li>"));
    };
    for section in sections.iter().filter(|section| section.title == contents::FELL) {
        entry("fell", section.title, section.items.len());
    }
    for (id, title, list) in &shown.groups {
        entry(id, title, list.len());
    }
    for section in sections {
        for (id, title) in WITHOUT_PICTURES.iter().filter(|(_, title)| *title == section.title) {
            entry(id, title, section.items.len());
        }
    }
    out.push_str("</ul></nav>");
}

fn limits(out: &mut String, shown: &Shown<'_>, is_full: bool) {
    let mut told = Vec::new();
    if shown.without_picture > 0 {
        let number = shown.without_picture;
        told.push(format!("{number} more would not fit into {MAX_PICTURES} pictures and are shown without."));
    }
    if is_full {
        told.push(format!("Pictures beyond {} MB are left out.", MAX_PICTURE_BYTES / 1024 / 1024));
    }
    if shown.left_out > 0 {
        told.push(format!("{} more diagrams are not shown; <code>--format json</code> lists all.", shown.left_out));
    }
    if !told.is_empty() {
        out.push_str(&format!("<p class=\"limit\">{}</p>", told.join(" ")));
    }
}

fn list(out: &mut String, section: &Section) {
    out.push_str(&format!(
        "<h2>{} <span class=\"n\">{}</span></h2><ul class=\"lines\">",
        section.title,
        section.items.len()
    ));
    for (item, below) in section.items.iter().take(MAX_LINES) {
        out.push_str("<li>");
        line(out, item);
        lines(out, below);
        out.push_str("</li>");
    }
    out.push_str("</ul>");
    if section.items.len() > MAX_LINES {
        let more = section.items.len() - MAX_LINES;
        out.push_str(&format!("<p class=\"limit\">{more} more; <code>--format json</code> lists all.</p>"));
    }
}

fn lines(out: &mut String, lines: &[Line]) {
    if lines.is_empty() {
        return;
    }
    out.push_str("<ul class=\"lines\">");
    for entry in lines.iter().take(MAX_LINES) {
        out.push_str("<li>");
        line(out, entry);
        out.push_str("</li>");
    }
    out.push_str("</ul>");
    if lines.len() > MAX_LINES {
        out.push_str(&format!("<p class=\"limit\">{} more.</p>", lines.len() - MAX_LINES));
    }
}

fn line(out: &mut String, line: &Line) {
    let (class, spoken) = match line.sign {
        crate::plan::difference::Sign::Added => ("added", "added"),
        crate::plan::difference::Sign::Removed => ("removed", "removed"),
        crate::plan::difference::Sign::Other => ("other", "changed"),
    };
    let sign = match line.sign.sign() {
        '-' => '−',
        sign => sign,
    };
    out.push_str(&format!("<span class=\"sign {class}\" role=\"img\" aria-label=\"{spoken}\">{sign}</span> "));
    out.push_str(&line.text(&name, &text));
}

fn name(name: &str) -> String {
    format!("<code>{}</code>", text(name))
}

/// Text of the content, in which no control turns the direction of what stands beside it.
fn text(text: &str) -> String {
    let mut out = String::from("<bdi>");
    escape(text, &mut out);
    out.push_str("</bdi>");
    out
}

fn push_table(out: &mut String, table: &Table) {
    if !table.title.is_empty() {
        out.push_str(&format!("<h3>{}</h3>", table.title));
    }
    if !table.rows.is_empty() {
        out.push_str("<div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
        for name in &table.head {
            out.push_str(&format!("<th scope=\"col\">{name}</th>"));
        }
        out.push_str("</tr></thead><tbody>");
        for row in table.rows.iter().take(MAX_LINES) {
            out.push_str("<tr>");
            for (at, cell) in row.iter().enumerate() {
                let told = cell.text(&name, &text);
                let is_name = at == 0 || matches!(cell, Part::Name(_));
                let element = if at == 0 { "th scope=\"row\"" } else { "td" };
                let class = if is_name { "" } else { " class=\"figure\"" };
                out.push_str(&format!("<{element}{class}>{told}</{}>", if at == 0 { "th" } else { "td" }));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></div>");
    }
    if table.rows.len() > MAX_LINES {
        out.push_str(&format!("<p class=\"limit\">{} more.</p>", table.rows.len() - MAX_LINES));
    }
    if !table.rest.is_empty() {
        out.push_str(&format!("<p class=\"limit\">{}.</p>", table.rest));
    }
}
