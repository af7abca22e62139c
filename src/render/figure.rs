//! A figure on a page: the drawn diagram, or what is wrong with it and its source. And the drawing as a file of its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use super::{Input, Shared, TemplateError};
use super::{address, outline};
use crate::cache::Key;
use crate::link::{Figure, Slot, href};
use crate::mermaid::{Drawn, Place, Verdict};
use crate::model::Diagram;
use crate::write::{Content, OutputFile};

/// A figure with the engine's verdict on it.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Identity and source.
    pub figure: &'a Figure,
    /// What the engine says.
    pub verdict: &'a Verdict,
}

#[derive(Debug, Serialize)]
struct Context<'a> {
    figure: FigureContext<'a>,
    root: String,
}

#[derive(Debug, Serialize)]
struct FigureContext<'a> {
    id: &'a str,
    number: usize,
    label: String,
    caption: &'a str,
    kind: &'a str,
    role: Option<&'a str>,
    valid: bool,
    svg: Option<String>,
    svg_href: Option<String>,
    text: Option<String>,
    width: f32,
    height: f32,
    source: &'a str,
    source_lines: Vec<SourceLine<'a>>,
    error: Option<ErrorContext<'a>>,
}

#[derive(Debug, Serialize)]
struct ErrorContext<'a> {
    code: &'a str,
    message: &'a str,
    help: &'a str,
    file: &'a str,
    line: u32,
    column: u32,
}

#[derive(Debug, Serialize)]
struct SourceLine<'a> {
    number: u32,
    text: &'a str,
    fault: bool,
}

/// Puts figures and verdicts together.
pub fn facts<'a>(input: &Input<'a>) -> Vec<Facts<'a>> {
    input.site.figures.iter().zip(input.verdicts).map(|(figure, verdict)| Facts { figure, verdict }).collect()
}

/// Everything that a figure's HTML on a page depends on beside the program, as text.
pub fn inputs(shared: &Shared<'_>, page: usize, slot: &Slot) -> String {
    let Facts { figure, verdict } = &shared.figures[slot.figure];
    let site_page = &shared.input.site.pages[page];
    let addresses =
        verdict.drawn().map(|drawn| addresses(shared, &shared.figures[slot.figure], drawn, &site_page.output));
    let Slot { id, number, caption, .. } = slot;
    let mut text = format!(
        "{id:?} {number} {caption:?} {:?} {:?} {} {addresses:?}\n",
        figure.id, figure.caption, shared.svg_folder
    );
    // A diagram of the page itself is part of the page's text.
    if figure.file != site_page.page.file {
        let Diagram { data, source, map, .. } = &*figure.diagram;
        text.push_str(&format!("{:?} {data:?} {source:?} {:?}\n", figure.file, map.lines.first()));
    }
    // Only what ran out of time may come out otherwise next time.
    if !verdict.is_certain() {
        text.push_str(&format!("{verdict:?}\n"));
    }
    text
}

/// The figure's HTML on a page.
pub fn html(shared: &Shared<'_>, page: usize, slot: &Slot) -> Result<String, TemplateError> {
    let facts = &shared.figures[slot.figure];
    let figure = facts.figure;
    let output = &shared.input.site.pages[page].output;
    let mut context = FigureContext {
        id: &slot.id,
        number: slot.number,
        label: format!("Figure {}", slot.number),
        caption: slot.caption.as_deref().unwrap_or(&figure.caption),
        kind: facts.verdict.kind().unwrap_or("unknown"),
        role: figure.diagram.data.role.as_deref(),
        valid: facts.verdict.drawn().is_some(),
        svg: None,
        svg_href: None,
        text: None,
        width: 0.0,
        height: 0.0,
        source: &figure.diagram.source,
        source_lines: Vec::new(),
        error: None,
    };
    match facts.verdict {
        Verdict::Drawn(drawn) => {
            let addresses = addresses(shared, facts, drawn, output);
            let link = |number: usize| addresses.get(number).cloned().flatten();
            context.svg = Some(inline(drawn, &slot.id, &figure.caption, &link));
            context.text = text(drawn);
            context.svg_href = Some(href::relative(output, &svg_path(shared, slot.figure)));
            context.width = drawn.drawing.width();
            context.height = drawn.drawing.height();
        }
        Verdict::Broken(fault) => {
            let span = fault.span(&figure.diagram);
            let marked = fault.range.is_some();
            context.source_lines = figure
                .diagram
                .source
                .lines()
                .enumerate()
                .map(|(index, text)| {
                    let number = figure.diagram.map.lines.get(index).map_or(0, |start| start.line);
                    SourceLine { number, text, fault: marked && number == span.start.line }
                })
                .collect();
            context.error = Some(ErrorContext {
                code: fault.code.code(),
                message: &fault.message,
                help: &fault.help,
                file: &figure.file,
                line: span.start.line,
                column: span.start.column,
            });
        }
    }
    let name = &shared.input.site.pages[page].page.file;
    let written: usize = [&context.svg, &context.text].into_iter().flatten().map(String::len).sum();
    let size = written + 3 * figure.diagram.source.len() + 4 * 1024;
    let context = Context { figure: context, root: href::root(output) };
    shared.templates.render("diagram.html", &context, name, size)
}

/// A figure that Chartroom itself puts on a page. It has no number and no file of its own.
pub struct Generated<'a> {
    /// Unique on the page.
    pub id: &'a str,
    /// What it is called in place of `Figure 1`.
    pub label: &'a str,
    /// Plain text.
    pub caption: &'a str,
    /// Mermaid's text.
    pub source: &'a str,
    /// Its drawing.
    pub drawn: &'a Drawn,
    /// The address for each click target of the text.
    pub links: &'a BTreeMap<String, String>,
}

/// The HTML of such a figure in output file `output`, which is `name` in messages.
pub fn generated(
    shared: &Shared<'_>,
    output: &str,
    name: &str,
    figure: &Generated<'_>,
) -> Result<String, TemplateError> {
    let Generated { id, label, caption, source, drawn, links } = figure;
    let link = |number: usize| links.get(drawn.drawing.links().get(number)?).cloned();
    let svg = inline(drawn, id, caption, &link);
    let text = text(drawn);
    let size = svg.len() + text.as_ref().map_or(0, String::len) + 3 * source.len() + 4 * 1024;
    let context = FigureContext {
        id,
        number: 0,
        label: (*label).to_owned(),
        caption,
        kind: &drawn.facts.kind,
        role: None,
        valid: true,
        svg: Some(svg),
        svg_href: None,
        text,
        width: drawn.drawing.width(),
        height: drawn.drawing.height(),
        source,
        source_lines: Vec::new(),
        error: None,
    };
    let context = Context { figure: context, root: href::root(output) };
    shared.templates.render("diagram.html", &context, name, size)
}

/// The path of a figure's own file in the output.
pub fn svg_path(shared: &Shared<'_>, figure: usize) -> String {
    format!("{}/{}.svg", shared.svg_folder, shared.figures[figure].figure.id)
}

/// The drawing as a file that stands alone; `None` for a broken diagram. It is put together when it is written: all of
/// them at once would take as much memory as the whole site.
pub fn standalone(shared: &Shared<'_>, index: usize) -> Option<OutputFile> {
    let facts = &shared.figures[index];
    let Verdict::Drawn(drawn) = facts.verdict else {
        return None;
    };
    let drawn = Arc::clone(drawn);
    let path = svg_path(shared, index);
    let addresses = addresses(shared, facts, &drawn, &path);
    let (id, caption) = (facts.figure.id.clone(), facts.figure.caption.clone());
    let inputs = format!("{id:?} {caption:?} {addresses:?}");
    let source = facts.figure.diagram.source.id();
    let key = Key::new("svg 4", &[shared.drawing.bytes(), inputs.as_bytes(), source]);
    let palette = Arc::clone(&shared.palette);
    let make = move || {
        let link = |number: usize| addresses.get(number).cloned().flatten();
        let description = description(&drawn);
        let place = place(&drawn, (&id, &id), &caption, &description, &link);
        drawn.drawing.standalone(&place, &palette).into_bytes()
    };
    Some(OutputFile { path, content: Content::Made(Arc::new(make)), key: Some(key) })
}

/// The drawing of the figure with this id. The figure has the id itself.
fn inline(drawn: &Drawn, id: &str, caption: &str, link: &dyn Fn(usize) -> Option<String>) -> String {
    drawn.drawing.place(&place(drawn, (&format!("{id}-svg"), id), caption, &description(drawn), link))
}

fn place<'a>(
    drawn: &'a Drawn,
    (id, nodes): (&'a str, &'a str),
    caption: &'a str,
    description: &'a str,
    link: &'a dyn Fn(usize) -> Option<String>,
) -> Place<'a> {
    Place { id, nodes, title: drawn.facts.acc_title.as_deref().unwrap_or(caption), description, link }
}

/// Where each link of the drawing leads. The drawing names its links in the order of the picture, the source in its own.
fn addresses(shared: &Shared<'_>, facts: &Facts<'_>, drawn: &Drawn, from: &str) -> Vec<Option<String>> {
    let address = |target: &String| {
        let place = drawn.facts.links.iter().position(|link| link.target == *target)?;
        address::resolved(shared, from, facts.figure.links.get(place)?)
    };
    drawn.drawing.links().iter().map(address).collect()
}

/// What a diagram shows in a sentence, for readers who do not see it: its author's, or one made of what it holds.
fn description(drawn: &Drawn) -> String {
    let facts = &drawn.facts;
    facts.acc_description.clone().unwrap_or_else(|| outline::sentence(&facts.kind, &facts.outline))
}

/// The same at length, for everybody: the author's words, then the list of what it holds. `None` where there is neither.
fn text(drawn: &Drawn) -> Option<String> {
    let mut html = String::new();
    if let Some(said) = &drawn.facts.acc_description {
        html.push_str("<p>");
        address::escape(said, &mut html);
        html.push_str("</p>");
    }
    html.push_str(&outline::list(&drawn.facts.kind, drawn.outline()));
    Some(html).filter(|html| !html.is_empty())
}
