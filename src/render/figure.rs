//! A figure on a page: the drawn diagram, or what is wrong with it and its source. And the drawing as a file of its own.

use serde::Serialize;

use super::address;
use super::{Input, Shared, TemplateError};
use crate::link::{Figure, Slot, href};
use crate::mermaid::{Drawn, Fault, Place, Verdict};
use crate::model::Span;

/// A figure with the engine's verdict on it.
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

/// Where the fault of a diagram lies in its file: the offending text, or else the opening fence.
pub fn fault_span(figure: &Figure, fault: &Fault) -> Span {
    fault
        .range
        .as_ref()
        .map_or(figure.diagram.span, |range| figure.diagram.map.span(&figure.diagram.source, range.clone()))
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
        caption: &figure.caption,
        kind: facts.verdict.kind().unwrap_or("unknown"),
        role: figure.diagram.data.role.as_deref(),
        valid: facts.verdict.drawn().is_some(),
        svg: None,
        svg_href: None,
        width: 0.0,
        height: 0.0,
        source: &figure.diagram.source,
        source_lines: Vec::new(),
        error: None,
    };
    match facts.verdict {
        Verdict::Drawn(drawn) => {
            context.svg = Some(placed(shared, facts, drawn, &slot.id, output, false));
            context.svg_href = Some(href::relative(output, &svg_path(shared, slot.figure)));
            context.width = drawn.drawing.width();
            context.height = drawn.drawing.height();
        }
        Verdict::Broken(fault) => {
            let span = fault_span(figure, fault);
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
    let context = Context { figure: context, root: href::root(output) };
    shared.templates.render("diagram.html", &context, name)
}

/// The path of a figure's own file in the output.
pub fn svg_path(shared: &Shared<'_>, figure: usize) -> String {
    format!("{}/{}.svg", shared.svg_folder, shared.figures[figure].figure.id)
}

/// The drawing as a file that stands alone; `None` for a broken diagram.
pub fn standalone(shared: &Shared<'_>, index: usize) -> Option<String> {
    let facts = &shared.figures[index];
    let drawn = facts.verdict.drawn()?;
    Some(placed(shared, facts, drawn, &facts.figure.id, &svg_path(shared, index), true))
}

fn placed(shared: &Shared<'_>, facts: &Facts<'_>, drawn: &Drawn, id: &str, from: &str, alone: bool) -> String {
    // The drawing names its links in the order of the picture, the source in its own.
    let link = |number: usize| {
        let target = drawn.drawing.links().get(number)?;
        let place = drawn.links.iter().position(|link| link.target == *target)?;
        address::resolved(shared, from, facts.figure.links.get(place)?)
    };
    let description = drawn.acc_description.clone().unwrap_or_else(|| outline(drawn));
    let place = Place {
        // The figure has the id itself.
        id: &format!("{id}-svg"),
        title: drawn.acc_title.as_deref().unwrap_or(&facts.figure.caption),
        description: &description,
        link: &link,
    };
    if alone { drawn.drawing.standalone(&place, shared.input.drawer.palette()) } else { drawn.drawing.place(&place) }
}

/// One sentence on what a diagram holds, for readers who do not see it.
fn outline(drawn: &Drawn) -> String {
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    format!(
        "A {} diagram with {} and {}.",
        drawn.kind,
        count(drawn.nodes, "node", "nodes"),
        count(drawn.edges, "connection", "connections")
    )
}
