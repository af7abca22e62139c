//! What a difference has to tell people, in order: a summary and lists. In: the difference. Out: lines whose names are marked.

use crate::diagnostics::human::count;
use crate::plan::difference::{Compared, DiagramChange, Line, Part, Sign, TextChange, VerdictChange};
use crate::plan::inventory::Diagram;

/// The heading of figures that fell.
pub const FELL: &str = "Figures that fell";

/// The heading of diagrams that stand elsewhere or are called otherwise.
pub const MOVED: &str = "Diagrams moved or renamed";

/// The heading of pages.
pub const PAGES: &str = "Pages";

/// The heading of tasks.
pub const TASKS: &str = "Tasks";

/// The heading of checks.
pub const CHECKS: &str = "Required checks";

/// Characters of a name or text that a list shows.
const MAX_NAME: usize = 160;

/// A list with its heading.
#[derive(Debug, Clone)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// Whether it is what a reader has to see first.
    pub is_urgent: bool,
    /// Its lines, each with what belongs below it.
    pub items: Vec<(Line, Vec<Line>)>,
}

/// The diagram that a change is about, as it is now, or was.
pub fn shown<'a>(compared: &Compared<'a>, change: &DiagramChange) -> Option<&'a Diagram> {
    let now = change.after.map(|at| &compared.after.inventory.diagrams[at]);
    now.or_else(|| change.before.map(|at| &compared.before.inventory.diagrams[at]))
}

/// What kind a diagram was and is, where these differ: `flowchart → sequence`.
pub fn other_kind(compared: &Compared<'_>, change: &DiagramChange) -> Option<String> {
    let then = compared.before.inventory.diagrams[change.before?].kind.as_ref()?;
    let now = compared.after.inventory.diagrams[change.after?].kind.as_ref()?;
    (then != now).then(|| format!("{then} → {now}"))
}

/// Where a diagram stands: `content/a.md:12`.
pub fn place(diagram: &Diagram) -> String {
    format!("{}:{}", diagram.file, diagram.line)
}

/// A commit's id as people write it.
pub fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

/// A name or text of the content, cut where it is too long for a list.
pub fn clip(text: &str) -> String {
    match text.char_indices().nth(MAX_NAME) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What became of the diagrams, in one line.
pub fn summary(compared: &Compared<'_>) -> String {
    let difference = compared.difference;
    let number = |is: &dyn Fn(&DiagramChange) -> bool| difference.diagrams.iter().filter(|change| is(change)).count();
    let text = |name: &'static str| number(&|change: &DiagramChange| change.text.name() == name);
    let counted = [
        (number(&DiagramChange::is_new), "new"),
        (number(&DiagramChange::is_gone), "gone"),
        (text("structure"), "changed in structure"),
        (text("details"), "changed in details"),
        (text("text"), "changed in space or comments only"),
        (
            number(&|change| change.text == TextChange::Unknown && change.verdict == VerdictChange::StillBroken),
            "changed and broken as before",
        ),
        (number(&|change| change.is_moved), "moved or renamed"),
        (number(&|change| change.verdict == VerdictChange::Broken), "newly broken"),
        (number(&|change| change.verdict == VerdictChange::Mended), "mended"),
    ];
    let counted: Vec<(usize, &str)> = counted.into_iter().filter(|(number, _)| *number > 0).collect();
    let told: Vec<String> = counted
        .iter()
        .enumerate()
        .map(|(at, (number, what))| match at {
            0 => format!("{} {what}", count(*number, "diagram", "diagrams")),
            _ => format!("{number} {what}"),
        })
        .collect();
    let totals = difference.totals;
    let valid = format!("valid {} → {}", totals.before.valid, totals.after.valid);
    if told.is_empty() { format!("no diagram changed; {valid}") } else { format!("{}; {valid}", told.join(", ")) }
}

/// How much of the figures fell, in one line.
pub fn falls(compared: &Compared<'_>) -> Option<String> {
    let fell = compared.difference.fell.len();
    (fell > 0).then(|| count(fell, "figure fell", "figures fell"))
}

/// All lists that are not empty.
pub fn sections(compared: &Compared<'_>) -> Vec<Section> {
    let changes = |title: &'static str, is_urgent: bool, sign: Sign, is: &dyn Fn(&DiagramChange) -> bool| Section {
        title,
        is_urgent,
        items: compared
            .difference
            .diagrams
            .iter()
            .filter(|change| is(change))
            .filter_map(|change| item(compared, change, sign))
            .collect(),
    };
    let mut sections = vec![
        fell(compared),
        changes("Newly broken diagrams", true, Sign::Removed, &|change| change.verdict == VerdictChange::Broken),
        changes("Mended diagrams", false, Sign::Added, &|change| change.verdict == VerdictChange::Mended),
        changes("New diagrams", false, Sign::Added, &|change| {
            change.is_new() && change.verdict == VerdictChange::Valid
        }),
        changes("Diagrams that are gone", false, Sign::Removed, &DiagramChange::is_gone),
        changes("Changed diagrams", false, Sign::Other, &|change| {
            change.is_changed() && change.verdict == VerdictChange::Valid
        }),
        moves(compared),
        changes("Diagrams that were touched and are still broken", false, Sign::Other, &|change| {
            change.verdict == VerdictChange::StillBroken && change.is_changed()
        }),
        pages(compared),
        tasks(compared),
        checks(compared),
    ];
    sections.retain(|section| !section.items.is_empty());
    sections
}

fn fell(compared: &Compared<'_>) -> Section {
    let line = |fall: &crate::plan::difference::Fall| {
        let mut parts = fall.line.parts.clone();
        if let Some((file, line)) = &fall.place {
            parts.extend([Part::word("at"), Part::name(&format!("{file}:{line}"))]);
        }
        (Line::new(Sign::Removed, parts), Vec::new())
    };
    let items = compared.difference.fell.iter().map(line).collect();
    Section { title: FELL, is_urgent: true, items }
}

/// A diagram as a line, and what changed of it below.
fn item(compared: &Compared<'_>, change: &DiagramChange, sign: Sign) -> Option<(Line, Vec<Line>)> {
    let diagram = shown(compared, change)?;
    let mut parts = vec![Part::name(&diagram.id), Part::word("at"), Part::name(&place(diagram))];
    let mut below = Vec::new();
    parts.extend(other_kind(compared, change).map(|kinds| Part::word(format!("({kinds})"))));
    match &change.text {
        TextChange::One => parts.extend(told(diagram)),
        TextChange::Same => {}
        TextChange::Text => parts.push(Part::word("(space or comments only)")),
        TextChange::Details => parts.push(Part::word("(details: nodes and edges are the same)")),
        TextChange::Unknown => parts.push(Part::word("(another text)")),
        TextChange::Structure(structure) => below = structure.lines(),
    }
    if let Some(fault) = change.after.and_then(|at| compared.difference.faults.get(&at)) {
        below.push(Line::new(Sign::Removed, vec![Part::Text(fault.message.clone())]));
    }
    Some((Line::new(sign, parts), below))
}

/// What kind it is and what it shows.
fn told(diagram: &Diagram) -> Vec<Part> {
    let mut parts = Vec::new();
    if let Some(kind) = &diagram.kind {
        parts.push(Part::word(format!("({kind})")));
    }
    if !diagram.caption.is_empty() {
        parts.push(Part::Text(diagram.caption.clone()));
    }
    parts
}

fn moves(compared: &Compared<'_>) -> Section {
    let (then, now) = (&compared.before.inventory.diagrams, &compared.after.inventory.diagrams);
    let pairs = compared.difference.diagrams.iter().filter(|change| change.is_moved);
    let pairs = pairs.filter_map(|change| Some((&then[change.before?], &now[change.after?])));
    let items = pairs.map(|(old, new)| {
        let parts = vec![Part::name(&new.id), Part::word("at"), Part::name(&place(new))];
        (Line::new(Sign::Other, parts), moved(old, new))
    });
    Section { title: MOVED, is_urgent: false, items: items.collect() }
}

/// In what it is called or stands otherwise.
fn moved(old: &Diagram, new: &Diagram) -> Vec<Line> {
    let role = |diagram: &Diagram| diagram.role.clone().unwrap_or_default();
    let all = [
        ("file", old.file.clone(), new.file.clone()),
        ("id", old.id.clone(), new.id.clone()),
        ("role", role(old), role(new)),
        ("caption", old.caption.clone(), new.caption.clone()),
    ];
    let named = |text: &str| if text.is_empty() { Part::word("none") } else { Part::name(text) };
    all.iter()
        .filter(|(_, old, new)| old != new)
        .map(|(what, old, new)| {
            Line::new(Sign::Other, vec![Part::word(*what), named(old), Part::word("→"), named(new)])
        })
        .collect()
}

fn pages(compared: &Compared<'_>) -> Section {
    let difference = compared.difference;
    let then = |at: &usize| Part::name(&compared.before.inventory.pages[*at].file);
    let now = |at: &usize| Part::name(&compared.after.inventory.pages[*at].file);
    let new = difference.pages_new.iter().map(|at| Line::new(Sign::Added, vec![now(at)]));
    let gone = difference.pages_gone.iter().map(|at| Line::new(Sign::Removed, vec![then(at)]));
    let moved = difference
        .pages_moved
        .iter()
        .map(|(old, new)| Line::new(Sign::Other, vec![then(old), Part::word("→"), now(new)]));
    let items = new.chain(gone).chain(moved).map(|line| (line, Vec::new())).collect();
    Section { title: PAGES, is_urgent: false, items }
}

fn tasks(compared: &Compared<'_>) -> Section {
    let items = compared.difference.figures.tasks.iter().map(|task| {
        let (before, after) = (task.state.before.name(), task.state.after.name());
        let sign = match (before, after) {
            (_, "done") => Sign::Added,
            ("done", _) => Sign::Removed,
            _ => Sign::Other,
        };
        (Line::new(sign, vec![Part::name(&task.id), Part::word(format!("{before} → {after}"))]), Vec::new())
    });
    Section { title: TASKS, is_urgent: false, items: items.collect() }
}

fn checks(compared: &Compared<'_>) -> Section {
    let items = compared.difference.figures.checks.iter().map(|check| {
        let (before, after) = (check.findings.before, check.findings.after);
        let sign = match before.cmp(&after) {
            std::cmp::Ordering::Less => Sign::Removed,
            std::cmp::Ordering::Equal => Sign::Other,
            std::cmp::Ordering::Greater => Sign::Added,
        };
        let parts = vec![Part::name(&check.name), Part::word(format!("findings: {before} → {after}"))];
        let new = check.new.iter().map(|(file, line, message)| {
            Line::new(Sign::Removed, vec![Part::name(&format!("{file}:{line}")), Part::Text(message.clone())])
        });
        (Line::new(sign, parts), new.collect())
    });
    Section { title: CHECKS, is_urgent: false, items: items.collect() }
}
