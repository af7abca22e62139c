//! What an id names: one thing, several, or none.

use super::{Explanation, World, collection, site, task};
use crate::check::INVALID_NAME;
use crate::diagnostics::{codes, nearest};
use crate::plan::TOP;

/// What `--explain` takes.
const TAKES: &str =
    "the id of a phase, collection, item, task, lane, section, kind or check, or `all`, `broken`, `reviewed`";

/// What can be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    Phase(usize),
    Collection(usize),
    /// Of a collection.
    Item(usize, usize),
    Task(usize),
    Lane(usize),
    Section(String),
    Kind(String),
    Check(String),
    All,
    Broken,
    Reviewed,
}

impl Target {
    pub(super) fn explain(&self, world: &World<'_>) -> Explanation {
        match self {
            Self::Phase(at) => site::phase(world, *at),
            Self::Collection(at) => collection::whole(world, *at),
            Self::Item(at, item) => collection::one(world, *at, *item),
            Self::Task(at) => task::explain(world, *at),
            Self::Lane(at) => site::lane(world, *at),
            Self::Section(name) => site::section(world, name),
            Self::Kind(name) => site::kind(world, name),
            Self::Check(name) => site::check(world, name),
            Self::All => site::all(world),
            Self::Broken => site::broken(world),
            Self::Reviewed => site::reviewed(world),
        }
    }
}

/// Everything that has an id, or, behind `WHAT:`, the one of that kind.
pub(super) fn resolve(asked: &str, world: &World<'_>) -> Result<Vec<Target>, String> {
    let everything = everything(world);
    let matching = |what: Option<&str>, id: &str| -> Vec<Target> {
        let all = everything.iter().filter(|(of, name, _)| what.is_none_or(|what| what == *of) && name == id);
        let mut targets: Vec<Target> = all.map(|(_, _, target)| target.clone()).collect();
        targets.dedup();
        targets
    };
    let named = |name: &str| {
        let targets = matching(None, name);
        match name.split_once(':').filter(|_| targets.is_empty()) {
            Some((what, id)) => matching(Some(what), id),
            None => targets,
        }
    };
    let mut targets = named(asked);
    // A folder is a section with a slash behind it or without.
    if targets.is_empty() {
        targets = named(asked.trim_end_matches('/'));
    }
    if targets.is_empty() {
        if let Some(diagram) = world.inventory.diagrams.iter().find(|diagram| diagram.id == asked) {
            return Err(format!(
                "`{asked}` is a diagram, not a figure: it stands at {}:{}\n  `--explain` takes what counts diagrams: {TAKES}; \
                 `chartroom review {asked}` takes a diagram",
                diagram.file, diagram.line
            ));
        }
        let names: Vec<&str> = everything.iter().map(|(_, name, _)| name.as_str()).collect();
        let bare = asked.split_once(':').map_or(asked, |(_, id)| id);
        let help = match nearest(asked, &names).or_else(|| nearest(bare, &names)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it takes {TAKES}"),
        };
        return Err(format!("there is nothing with the id `{asked}` to explain\n  {help}"));
    }
    let unknown = |target: &Target| matches!(target, Target::Check(name) if !(world.is_looked_for)(name));
    if let [target @ Target::Check(name)] = targets.as_slice()
        && unknown(target)
    {
        return Err(format!(
            "findings of `{name}` are not looked for here, since no gate and no task requires it\n  \
             `chartroom check --only {name}` lists them"
        ));
    }
    targets.retain(|target| !unknown(target));
    Ok(targets)
}

/// All that there is: what it is, its name, itself.
fn everything(world: &World<'_>) -> Vec<(&'static str, String, Target)> {
    let report = world.report;
    let mut all: Vec<(&'static str, String, Target)> = vec![
        ("total", "all".to_owned(), Target::All),
        ("total", "broken".to_owned(), Target::Broken),
        ("total", "reviewed".to_owned(), Target::Reviewed),
    ];
    all.extend(report.phases.iter().enumerate().map(|(at, phase)| ("phase", phase.id.clone(), Target::Phase(at))));
    for (at, collection) in report.collections.iter().enumerate() {
        all.push(("collection", collection.id.clone(), Target::Collection(at)));
        for (index, item) in collection.items.iter().enumerate() {
            all.push(("item", format!("{}/{}", collection.id, item.id), Target::Item(at, index)));
            all.push(("item", item.id.clone(), Target::Item(at, index)));
        }
    }
    all.extend(report.tasks.iter().enumerate().map(|(at, task)| ("task", task.id.clone(), Target::Task(at))));
    all.extend(report.lanes.iter().enumerate().map(|(at, lane)| ("lane", lane.id.clone(), Target::Lane(at))));
    for section in report.by_section.keys() {
        let name = if section == TOP { "." } else { section };
        all.push(("section", name.to_owned(), Target::Section(section.clone())));
    }
    let mut kinds: Vec<&String> = world.inventory.diagrams.iter().filter_map(|diagram| diagram.kind.as_ref()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    all.extend(kinds.into_iter().map(|kind| ("kind", kind.clone(), Target::Kind(kind.clone()))));
    let codes = codes::ALL.iter().map(|entry| entry.code).chain([INVALID_NAME]);
    all.extend(codes.map(|code| ("check", code.to_owned(), Target::Check(code.to_owned()))));
    all
}
