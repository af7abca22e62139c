//! Charts of the dashboard, as Mermaid that our own engine draws: what phases ask for beside what is there, and diagrams by kind.
//! In: the report. Out: figures with a text alternative. A chart that cannot be drawn is left out: its numbers stand in tables.

use std::collections::BTreeMap;

use crate::cache::Key;
use crate::diagnostics::human::{count, thousands};
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
        let Chart { id, caption, source } = &chart;
        let figure = Generated { id, label: "Chart", caption, source, drawn, links: &BTreeMap::new() };
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
    let line = vec![have.to_string(); targets.len()].join(", ");
    Some(Chart {
        id: "chart-phases",
        caption: format!(
            "Diagrams that each phase asks for. The line stands at the {} that are valid.",
            thousands(have)
        ),
        source: format!("{}  line [{line}]\n", bars(&format!("Valid diagrams: {have}. Asked for"), &targets, have)),
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
    let caption = format!("Valid diagrams of {}.", count(report.by_kind.len(), "kind", "kinds"));
    (kinds.len() > 1).then(|| Chart { id: "chart-kinds", caption, source: bars("Valid diagrams", &kinds, 1) })
}

/// Horizontal bars, each with its number in its name, so that there need be none along the axis. `least` is the least that
/// the axis reaches.
fn bars(what: &str, bars: &[(String, usize)], least: usize) -> String {
    let list = |entry: &dyn Fn(&(String, usize)) -> String| bars.iter().map(entry).collect::<Vec<_>>().join(", ");
    let said = list(&|(name, number)| format!("{name} {number}"));
    let names = list(&|(name, number)| format!("\"{name} ({})\"", thousands(*number)));
    let values = list(&|(_, number)| number.to_string());
    let most = bars.iter().map(|(_, number)| *number).max().unwrap_or_default().max(least).max(1);
    let height = 60 + 32 * bars.len();
    format!(
        "---\nconfig:\n  xyChart:\n    width: 560\n    height: {height}\n    yAxis:\n      showLabel: false\n      showTick: false\n\
         ---\nxychart horizontal\n  accDescr: {what}: {said}.\n  x-axis [{names}]\n  y-axis 0 --> {most}\n  bar [{values}]\n"
    )
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::mermaid::Drawer;

    #[test]
    fn whatever_a_phase_is_called_its_chart_is_drawn() {
        let drawer = Drawer::new(&Config::parse("").unwrap().diagrams);
        let titles = ["\"]\n  line [9]", "<script>alert(1)</script>", "%%{init: {}}%%", "", "漢字 😀 עברית", "end"];
        let titles: Vec<(String, usize)> = titles.iter().map(|title| (name(title), 7)).collect();
        assert_eq!(titles[0].0, "line 9");
        assert_eq!(titles[1].0, "script alert 1 sc…");
        assert_eq!(titles[3].0, "?");
        let source = bars("Asked for", &titles, 0);
        let verdict = drawer.draw(&source);
        let facts = verdict.judgement().unwrap();
        let said = "Asked for: line 9 7, script alert 1 sc… 7, init 7, ? 7, 漢字 עברית 7, end 7.";
        assert_eq!(facts.acc_description.as_deref(), Some(said));
    }
}
