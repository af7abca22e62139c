//! `chartroom review`: notes in `reviews.jsonl` that somebody has looked at diagrams as they are now. All of them or none; what was
//! noted before stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::args::{Args, ReviewArgs};
use super::opened::{STATE, program};
use super::progress::Bar;
use super::terminal::Terminal;
use super::today::today;
use super::{CLEAN, Stop, findings, repository};
use crate::cache::{Cache, Memory};
use crate::diagnostics::human::printable;
use crate::diagnostics::{Report, nearest};
use crate::load::{self, Inputs, REVIEWS};
use crate::pipeline::{self, Reported, Work};
use crate::plan::{Diagram, Inventory, Review};
use crate::write;

/// Git's file of rules, in the site's folder.
const ATTRIBUTES: &str = ".gitattributes";

/// The rule by which git keeps the lines of both sides.
const RULE: &str = "reviews.jsonl merge=union";

/// What git says of a file without a rule.
const NO_RULE: &str = "unspecified";

/// Notes the reviews; returns the exit code.
pub fn run(args: &Args, options: &ReviewArgs, terminal: &Terminal) -> Result<u8, Stop> {
    let root = args.root.as_path();
    let by = options.by.trim();
    if by.is_empty() || by.chars().any(char::is_control) {
        return Err(Stop("`--by` takes the name of who reviewed, in one line".to_owned()));
    }
    let config = &load::config(root, args.config.as_deref())?;
    let date = today(options.day.today)?;
    let Inputs { sources, theme, .. } = load::inputs(root, config)?;
    if let Some(finding) = sources.findings.iter().find(|finding| finding.file == REVIEWS) {
        return Err(Stop(format!("{REVIEWS} cannot be added to: {}", finding.message)));
    }
    // It is read with signs in place of what is lost, but a file of another kind is not to be added to.
    if let Some(Err(error)) = std::fs::read(root.join(REVIEWS)).ok().map(String::from_utf8) {
        let offset = error.utf8_error().valid_up_to();
        let byte = error.as_bytes()[offset];
        return Err(Stop(format!("{REVIEWS} cannot be added to: byte 0x{byte:02X} at offset {offset} is not UTF-8")));
    }
    let cache = Cache::open(&root.join(STATE), &program());
    let bar = Bar::new(terminal.interactive(), terminal.colour());
    let work = Work { cache: &cache, memory: &Memory::none(), progress: &bar, mark: &|_| () };
    let mut reported = pipeline::report(config, sources, &theme, date, work);
    bar.finish();
    cache.save();
    show_findings(&reported, terminal);

    let mut lines = Vec::new();
    let mut said = Vec::new();
    for diagram in chosen(&reported.inventory, &options.ids)? {
        let place = format!("{} ({}:{})", diagram.id, diagram.file, diagram.line);
        if let Some(earlier) = reported.reviews.of(&diagram.content).iter().find(|review| review.by == by) {
            said.push(format!("{place}: {by} reviewed this text already, on {}", earlier.date));
            continue;
        }
        let review = Review {
            date,
            by: by.to_owned(),
            content: diagram.content.clone(),
            diagram: Some(diagram.id.clone()),
            note: options.note.clone().filter(|note| !note.trim().is_empty()),
        };
        lines.push(review.line());
        reported.reviews.add(review);
        said.push(format!("{place}: reviewed by {by}"));
    }
    if !lines.is_empty() {
        write::append_lines(root, REVIEWS, &lines)
            .map_err(|error| Stop(format!("{REVIEWS} was left as it is: {error}")))?;
        let merges = merge_by_union(root);
        said.extend(merges);
    }
    let valid = || reported.inventory.diagrams.iter().filter(|diagram| diagram.valid);
    let reviewed = valid().filter(|diagram| reported.reviews.covers(&diagram.content)).count();
    said.push(format!("{reviewed} of {} valid diagrams are reviewed", valid().count()));
    for line in said {
        terminal.result(&printable(&line));
    }
    Ok(CLEAN)
}

/// The diagrams with these ids, each once.
fn chosen<'i>(inventory: &'i Inventory, ids: &[String]) -> Result<Vec<&'i Diagram>, Stop> {
    let known: BTreeMap<&str, &Diagram> =
        inventory.diagrams.iter().map(|diagram| (diagram.id.as_str(), diagram)).collect();
    let mut chosen = Vec::new();
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for id in ids.iter().filter(|id| seen.insert(*id)) {
        match known.get(id.as_str()) {
            Some(diagram) if diagram.valid => chosen.push(*diagram),
            Some(Diagram { file, line, .. }) => faults.push(format!(
                "diagram `{id}` is broken: mend it first, `chartroom check {file}` says what is wrong at line {line}"
            )),
            None => {
                let names: Vec<&str> = known.keys().copied().collect();
                let near = nearest(id, &names).map_or_else(
                    || "; `chartroom report --explain all` lists all".to_owned(),
                    |near| format!("; did you mean `{near}`?"),
                );
                faults.push(format!("there is no diagram `{id}`{near}"));
            }
        }
    }
    if faults.is_empty() {
        return Ok(chosen);
    }
    faults.push("nothing was noted".to_owned());
    Err(Stop(faults.join("\n")))
}

/// Sees to it that git merges the reviews of two branches without a conflict, where nobody has said how; returns what to tell.
fn merge_by_union(root: &Path) -> Option<String> {
    repository::merged_by(root, REVIEWS).filter(|rule| rule == NO_RULE)?;
    Some(match write::append_lines(root, ATTRIBUTES, &[RULE.to_owned()]) {
        Ok(()) => format!("{ATTRIBUTES} now says `{RULE}`, so that branches merge without conflict; commit it, too"),
        Err(error) => format!("{ATTRIBUTES} was left as it is: {error}; it should say `{RULE}`"),
    })
}

/// Lines of the file that are no reviews, on standard error.
fn show_findings(reported: &Reported, terminal: &Terminal) {
    let list: Vec<_> = reported.findings.iter().filter(|finding| finding.file == REVIEWS).cloned().collect();
    let texts = |file: &str| reported.texts.get(file).map(crate::model::Text::as_str);
    let report = Report { pages: 0, diagrams: 0, known: 0, findings: &list, texts: &texts, root: "" };
    findings::show(&report, terminal.quiet(), terminal.colour(), &|text| terminal.line(text));
}
