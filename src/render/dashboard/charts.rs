//! Charts of the dashboard, as Mermaid that our own engine draws: what phases ask for beside what is there, and diagrams by kind.
//! In: the report. Out: figures with a text alternative. A chart that cannot be drawn is left out: its numbers stand in tables.

use std::collections::BTreeMap;

use crate::cache::Key;
use crate::diagnostics::human::count;
use crate::mermaid::Verdict;
use crate::plan::report::Report;
use crate::render::figure::{self, Generated};
use crate::render::{Shared, TemplateError};

/// Bars of a chart; more would not be told apart.
const MOST: usize = 16;

/// Characters of a bar's name.
const LONGEST: usize = 18;

/// A chart before it is drawn.
#[derive(Debug, PartialEq, Eq)]
struct Chart {
    id: &'static str,
    label: &'static str,
    caption: String,
    source: String,
}

/// The charts of a report, as HTML.
pub fn all(shared: &Shared<'_>, path: &str, report: &Report) -> Result<Vec<String>, TemplateError> {
    let drawer = shared.input.drawer;
    let mut list = Vec::new();
    for chart in [targets(report), kinds(report)].into_iter().flatten() {
        let key = Key::new("dashboard chart 1", &[drawer.fingerprint(), chart.source.as_bytes()]);
        let verdict = shared.input.cache.remember(key, Verdict::is_certain, || drawer.draw(&chart.source));
        let Some(drawn) = verdict.drawn() else {
            continue;
        };
        let Chart { id, label, caption, source } = &chart;
        let figure = Generated { id, label, caption, source, drawn, links: &BTreeMap::new() };
        list.push(figure::generated(shared, path, path, &figure)?);
    }
    Ok(list)
}

/// What each phase asks for, and a line for what is there.
fn targets(report: &Report) -> Option<Chart> {
    let asking = report.phases.iter().filter_map(|phase| Some((name(&phase.title), phase.diagrams?.need)));
    let targets: Vec<(String, usize)> = asking.collect();
    if !(2..=MOST).contains(&targets.len()) {
        return None;
    }
    let have = report.totals.valid;
    let values: Vec<usize> = targets.iter().map(|(_, need)| *need).collect();
    let said: Vec<String> = targets.iter().map(|(name, need)| format!("{name} {need}")).collect();
    let line = vec![have.to_string(); targets.len()].join(", ");
    Some(Chart {
        id: "chart-phases",
        label: "Chart",
        caption: format!("Diagrams that each phase asks for, and a line for the {have} that are valid."),
        source: format!(
            "xychart\n  accDescr: Asked for: {}. There are {have}.\n{}{}  line [{line}]\n",
            said.join(", "),
            axes(&targets, values.iter().copied().chain([have]).max().unwrap_or_default()),
            bars(&values),
        ),
    })
}

/// Valid diagrams of each kind, the most frequent first.
fn kinds(report: &Report) -> Option<Chart> {
    let mut kinds: Vec<(String, usize)> = report.by_kind.iter().map(|(kind, number)| (name(kind), *number)).collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    if kinds.len() > MOST {
        let rest = kinds.split_off(MOST - 1).iter().map(|(_, number)| number).sum();
        kinds.push(("others".to_owned(), rest));
    }
    if kinds.len() < 2 {
        return None;
    }
    let values: Vec<usize> = kinds.iter().map(|(_, number)| *number).collect();
    let said: Vec<String> = kinds.iter().map(|(kind, number)| format!("{kind} {number}")).collect();
    Some(Chart {
        id: "chart-kinds",
        label: "Chart",
        caption: format!("Valid diagrams of {}.", count(report.by_kind.len(), "kind", "kinds")),
        source: format!(
            "xychart horizontal\n  accDescr: {}.\n{}{}",
            said.join(", "),
            axes(&kinds, values.first().copied().unwrap_or_default()),
            bars(&values),
        ),
    })
}

fn axes(bars: &[(String, usize)], most: usize) -> String {
    let names: Vec<String> = bars.iter().map(|(name, number)| format!("\"{name} ({number})\"")).collect();
    format!("  x-axis [{}]\n  y-axis \"diagrams\" 0 --> {}\n", names.join(", "), most.max(1))
}

fn bars(values: &[usize]) -> String {
    let values: Vec<String> = values.iter().map(usize::to_string).collect();
    format!("  bar [{}]\n", values.join(", "))
}

/// A name that means nothing to Mermaid: letters, digits and spaces, not without end.
fn name(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(
            |character| {
                if character.is_alphanumeric() || matches!(character, '-' | '_' | '.') { character } else { ' ' }
            },
        )
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let line = words.join(" ");
    match line.chars().count() {
        0 => "?".to_owned(),
        1..=LONGEST => line,
        _ => line.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}
