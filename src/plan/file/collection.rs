//! `collections`: sets of diagrams that belong together, and how many of them are owed.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::reader::{Faults, MAX_COUNT, Table, shown};
use super::references::{Index, once};
use super::{Axes, Id, ItemGlob, PathGlob, Share};
use crate::model::Span;

/// A collection.
#[derive(Debug, Clone)]
pub struct Collection {
    /// `id`.
    pub id: Id,
    /// `title`, else the id.
    pub title: String,
    /// `phase`: index of the phase that is not met before this is complete.
    pub phase: Option<usize>,
    /// What is wanted.
    pub wanted: Wanted,
}

/// The three ways to say what a collection is.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// `pages`: whatever globs match.
    Pages(Pages),
    /// `items`: folders or files with names.
    Items(Items),
    /// `axes`: a page for each pair of two lists.
    Axes(Axes),
}

/// Pages by glob.
#[derive(Debug, Clone)]
pub struct Pages {
    /// `pages`.
    pub globs: Vec<PathGlob>,
    /// `diagrams`: how many valid ones all pages together owe.
    pub diagrams: Option<usize>,
    /// `min_per_page`: how many valid ones each page owes.
    pub min_per_page: Option<usize>,
    /// `valid`: the share of the diagrams that must be valid.
    pub valid: Option<Share>,
    /// `unique_by`: of several diagrams that are alike in this, one counts.
    pub unique_by: Option<UniqueBy>,
}

/// What tells diagrams apart that are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UniqueBy {
    /// The kind.
    Kind,
    /// The role; a diagram without one does not count.
    Role,
}

/// Folders or files, each of which owes the same.
#[derive(Debug, Clone)]
pub struct Items {
    /// `items`.
    pub glob: ItemGlob,
    /// `names`, each with its `aliases`; `None` takes whatever the glob matches.
    pub names: Option<Vec<(Id, Vec<String>)>>,
    /// `each`.
    pub each: Each,
}

/// What each item or page owes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Each {
    /// `diagrams`: role and number, in the order of the file; the role [`Each::TOTAL`] is every valid diagram.
    pub diagrams: Vec<(String, usize)>,
}

impl Each {
    /// The name that means all valid diagrams, whatever their role.
    pub const TOTAL: &'static str = "total";

    /// Reads the key `each`.
    pub(super) fn read(table: &mut Table<'_, '_>) -> Option<Self> {
        let mut each = table.table("each")?;
        let diagrams = if each.is_map("diagrams") {
            each.table("diagrams").map(Table::counts).unwrap_or_default()
        } else {
            each.whole("diagrams", 0..=MAX_COUNT)
                .map(|(total, _)| (Self::TOTAL.to_owned(), total))
                .into_iter()
                .collect()
        };
        each.finish();
        Some(Self { diagrams })
    }

    /// How many diagrams are owed beyond those of roles: a total is that of all, roles included.
    pub fn rest<'r>(owed: impl Iterator<Item = (&'r str, usize)>) -> usize {
        let (total, of_roles) = owed.fold((0, 0), |(total, of_roles), (role, number)| match role {
            Self::TOTAL => (number, of_roles),
            _ => (total, of_roles + number),
        });
        usize::saturating_sub(total, of_roles)
    }
}

/// A way to say what a collection is, and the keys that go with it.
struct Kind {
    key: &'static str,
    others: &'static [&'static str],
}

const KINDS: [Kind; 3] = [
    Kind { key: "pages", others: &["diagrams", "min_per_page", "valid", "unique_by"] },
    Kind { key: "items", others: &["names", "aliases", "each"] },
    Kind { key: "axes", others: &["page", "aliases", "each"] },
];

/// What the reading of collections needs to know.
pub(super) struct Around<'a> {
    /// The content folder as configured.
    pub(super) content: &'a str,
    /// The phases.
    pub(super) phases: &'a Index<'a>,
    /// Cells that axes have made so far.
    pub(super) cells: Cell<usize>,
}

impl Collection {
    /// Reads an entry of `collections`; `None` where it cannot be told what it is.
    pub(super) fn read(mut table: Table<'_, '_>, id: Id, around: &Around<'_>) -> Option<Self> {
        let title = table.string("title").map_or_else(|| id.name.clone(), |title| title.name);
        let phase = table.string("phase").and_then(|phase| around.phases.find(&phase, table.faults));
        let wanted = match kind(&mut table, &id) {
            None => {
                // What belongs to no kind is unknown all the same.
                for key in KINDS.iter().flat_map(|kind| [kind.key].into_iter().chain(kind.others.iter().copied())) {
                    table.take(key);
                }
                None
            }
            Some("pages") => Some(Wanted::Pages(Pages::read(&mut table))),
            Some("items") => Items::read(&mut table, around.content).map(Wanted::Items),
            Some(_) => Axes::read(&mut table, &around.cells).map(Wanted::Axes),
        };
        table.finish();
        Some(Self { id, title, phase, wanted: wanted? })
    }
}

/// The one kind that a collection is of. Keys of the others are faults, and taken.
fn kind(table: &mut Table<'_, '_>, id: &Id) -> Option<&'static str> {
    let there: Vec<&Kind> = KINDS.iter().filter(|kind| table.key(kind.key).is_some()).collect();
    let kind = match there.as_slice() {
        [kind] => kind,
        [] => {
            let message = format!("collection {} has none of `pages`, `items` and `axes`", shown(&id.name));
            table.faults.add(
                id.span,
                message,
                "say what it is: `pages: \"guides/**\"`, `items: \"systems/*/\"` or `axes`",
            );
            return None;
        }
        [first, .., last] => {
            let span = table.key(last.key).unwrap_or(id.span);
            let message = format!("collection {} has both `{}` and `{}`", shown(&id.name), first.key, last.key);
            table.faults.add(span, message, "it is one of `pages`, `items` and `axes`; make two collections of it");
            return None;
        }
    };
    let mut foreign: Vec<&'static str> = KINDS.iter().flat_map(|other| other.others).copied().collect();
    foreign.sort_unstable();
    foreign.dedup();
    for key in foreign.into_iter().filter(|key| !kind.others.contains(key)) {
        let span = table.key(key);
        table.take(key);
        let Some(span) = span else { continue };
        let takers: Vec<String> =
            KINDS.iter().filter(|kind| kind.others.contains(&key)).map(|kind| format!("`{}`", kind.key)).collect();
        let message = format!("`{key}` does not go with `{}`", kind.key);
        table.faults.add(span, message, format!("a collection with {} takes it", takers.join(" or ")));
    }
    Some(kind.key)
}

impl Pages {
    fn read(table: &mut Table<'_, '_>) -> Self {
        let written = table.string_or_strings("pages").unwrap_or_default();
        Self {
            globs: written.iter().filter_map(|glob| PathGlob::read_content(glob, table.faults)).collect(),
            diagrams: table.count("diagrams"),
            min_per_page: table.count("min_per_page"),
            valid: Share::read(table, "valid"),
            unique_by: table.choice("unique_by", &[("kind", UniqueBy::Kind), ("role", UniqueBy::Role)]),
        }
    }
}

impl Items {
    fn read(table: &mut Table<'_, '_>, content: &str) -> Option<Self> {
        let glob = table.string("items").and_then(|glob| ItemGlob::read(&glob, content, table.faults));
        let names = table.strings("names");
        let aliases_at = table.key("aliases");
        let aliases = table.table("aliases").map(Table::lists).unwrap_or_default();
        let names = match (names, aliases_at) {
            (None, Some(span)) => {
                table.faults.add(span, "`aliases` without `names`", "list the names that the aliases are of");
                None
            }
            (names, _) => names.map(|names| with_aliases(&[names], &aliases, table.faults).remove(0)),
        };
        if let (Some(glob), Some(names)) = (glob.as_ref().filter(|glob| !glob.is_open()), &names)
            && names.len() > 1
        {
            let message = format!("{} has no wildcard, so it is one item, not {}", shown(&glob.written), names.len());
            table.faults.add(glob.span, message, "put a `*` where the names stand: `systems/*/`");
        }
        let each = Each::read(table).unwrap_or_default();
        Some(Self { glob: glob?, names, each })
    }
}

/// Gives each name of each list its aliases. An alias is of a name that is there, is none itself, and of one name only.
pub(super) fn with_aliases(
    lists: &[Vec<Id>],
    aliases: &[(Id, Vec<Id>)],
    faults: &Faults<'_>,
) -> Vec<Vec<(Id, Vec<String>)>> {
    let of: BTreeMap<&str, &Vec<Id>> = aliases.iter().map(|(name, others)| (name.name.as_str(), others)).collect();
    let known: BTreeSet<&str> = lists.iter().flatten().map(|id| id.name.as_str()).collect();
    let names: Vec<&str> = known.iter().copied().collect();
    for (name, _) in aliases.iter().filter(|(name, _)| !known.contains(name.name.as_str())) {
        let help = faults.nearest(&name.name, &names, "names");
        faults.add(name.span, format!("aliases of {}, which is no name here", shown(&name.name)), help);
    }
    let mut taken: BTreeMap<(usize, &str), Span> = BTreeMap::new();
    for (at, list) in lists.iter().enumerate() {
        once(list, faults);
        taken.extend(list.iter().map(|id| ((at, id.name.as_str()), id.span)));
    }
    let own: BTreeSet<(usize, &str)> = taken.keys().copied().collect();
    for (name, others) in aliases {
        for at in 0..lists.len() {
            for other in others.iter().filter(|_| own.contains(&(at, name.name.as_str()))) {
                if let Some(first) = taken.insert((at, other.name.as_str()), other.span) {
                    let message = format!(
                        "the alias {} is already a name or alias, in line {}",
                        shown(&other.name),
                        first.start.line
                    );
                    faults.add(other.span, message, "a page can belong to one name only");
                }
            }
        }
    }
    let with = |id: &Id| {
        let own = of.get(id.name.as_str()).map(|others| others.iter().map(|other| other.name.clone()).collect());
        (id.clone(), own.unwrap_or_default())
    };
    lists.iter().map(|list| list.iter().map(with).collect()).collect()
}
