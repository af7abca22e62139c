//! `delivers` of a task: what has to be there when it is done.

use super::reader::{Faults, MAX_COUNT, Table, shown};
use super::references::Index;
use super::{Collection, Id, PathGlob, Required, Wanted, globs};
use crate::model::Span;

/// Something that a task delivers.
#[derive(Debug, Clone)]
pub struct Delivered {
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub what: Deliverable,
}

/// What a task can deliver.
#[derive(Debug, Clone)]
pub enum Deliverable {
    /// `page`: the path of a page, without a finding at error level.
    Page(String),
    /// `diagrams` and `in`: so many valid diagrams in these files; without `in`, on the whole site.
    Diagrams(usize, Option<PathGlob>),
    /// `item`: a complete item of a collection: the index of the collection and the item's id.
    Item(usize, String),
    /// `collection`: all of a collection, by its index.
    Collection(usize),
    /// `clean` and `in`: no finding of these checks in these files; without `in`, on the whole site.
    Clean(Vec<Required>, Option<PathGlob>),
}

/// The collections of the plan; `None` for one that cannot be understood.
pub(super) struct Collections<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) list: &'a [Option<Collection>],
}

const KINDS: [&str; 5] = ["page", "diagrams", "item", "collection", "clean"];

impl Delivered {
    /// Reads an entry of `delivers`.
    pub(super) fn read(mut table: Table<'_, '_>, collections: &Collections<'_>) -> Option<Self> {
        let faults = table.faults;
        let span = table.place();
        let there: Vec<&str> = KINDS.into_iter().filter(|key| table.key(key).is_some()).collect();
        let kind = match there.as_slice() {
            [kind] => Some(*kind),
            [] => {
                let help = "say what: `page`, `diagrams`, `item`, `collection` or `clean`";
                faults.add(span, "an entry of `delivers` has none of its keys", help);
                None
            }
            [first, second, ..] => {
                let span = table.key(second).unwrap_or(span);
                let message = format!("an entry of `delivers` has both `{first}` and `{second}`");
                faults.add(span, message, "make an entry of each");
                None
            }
        };
        let within_at = table.key("in");
        let within = table.string("in");
        let within = within.and_then(|glob| PathGlob::read(&glob, faults));
        if let (Some(span), Some(kind @ ("page" | "item" | "collection"))) = (within_at, kind) {
            faults.add(span, format!("`in` does not go with `{kind}`"), "it goes with `diagrams` and `clean`");
        }
        let page = table.string("page").and_then(|path| globs::page(&path, faults));
        let diagrams = table.whole("diagrams", 1..=MAX_COUNT).map(|(number, _)| number);
        let item = table.string("item").and_then(|item| collections.item(&item, faults));
        let collection = table.string("collection").and_then(|id| collections.index.find(&id, faults));
        let clean = Required::read(&mut table, "clean");
        table.finish();
        let what = match kind? {
            "page" => Deliverable::Page(page?),
            "diagrams" => Deliverable::Diagrams(diagrams?, within),
            "item" => item.map(|(collection, item)| Deliverable::Item(collection, item))?,
            "collection" => Deliverable::Collection(collection?),
            _ => Deliverable::Clean(clean, within),
        };
        Some(Self { span, what })
    }
}

impl Collections<'_> {
    /// The collection and the item that `COLLECTION/ITEM` means; an item may be named by an alias.
    fn item(&self, written: &Id, faults: &Faults<'_>) -> Option<(usize, String)> {
        let Some((first, _)) = written.name.split_once('/') else {
            let message = format!("{} is no item", shown(&written.name));
            faults.add(written.span, message, "write it as `COLLECTION/ITEM`");
            return None;
        };
        let splits = written.name.match_indices('/').map(|(at, _)| (&written.name[..at], &written.name[at + 1..]));
        let found = splits.into_iter().find_map(|(collection, item)| Some((self.index.get(collection)?, item)));
        let Some((index, item)) = found else {
            return self
                .index
                .find(&Id { name: first.to_owned(), span: written.span }, faults)
                .map(|at| (at, String::new()));
        };
        let collection = self.list.get(index)?.as_ref()?;
        let known = match &collection.wanted {
            Wanted::Pages(_) => {
                let id = &collection.id.name;
                let message = format!("collection {} has no items: it is of `pages`", shown(id));
                faults.add(
                    written.span,
                    message,
                    format!("deliver all of it: {}", shown(&format!("collection: {id}"))),
                );
                return None;
            }
            Wanted::Items(items) => match &items.names {
                None => return Some((index, item.to_owned())),
                Some(names) => {
                    if let Some(name) = named(names, item) {
                        return Some((index, name.to_owned()));
                    }
                    names.iter().map(|(id, _)| id.name.clone()).collect()
                }
            },
            Wanted::Axes(axes) => {
                let cells = item.match_indices('/').map(|(at, _)| (&item[..at], &item[at + 1..]));
                let mut cells = cells.filter_map(|(row, column)| {
                    Some((named(&axes.rows.values, row)?, named(&axes.columns.values, column)?))
                });
                if let Some((row, column)) = cells.next() {
                    return Some((index, format!("{row}/{column}")));
                }
                let pair = |(row, _): &(Id, Vec<String>)| {
                    let row = row.name.clone();
                    axes.columns.values.iter().map(move |(column, _)| format!("{row}/{}", column.name))
                };
                axes.rows.values.iter().flat_map(pair).collect::<Vec<_>>()
            }
        };
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let message = format!("collection {} has no item {}", shown(&collection.id.name), shown(item));
        faults.add(written.span, message, faults.nearest(item, &known, "items"));
        None
    }
}

/// The name that a text means, itself or an alias.
fn named<'n>(names: &'n [(Id, Vec<String>)], text: &str) -> Option<&'n str> {
    let is = |(id, aliases): &&(Id, Vec<String>)| id.name == text || aliases.iter().any(|alias| alias == text);
    names.iter().find(is).map(|(id, _)| id.name.as_str())
}
