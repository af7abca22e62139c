//! `axes` of a collection: two lists, and the page that has to exist for each pair.

use std::cell::Cell as Counter;
use std::collections::BTreeMap;

use super::collection::with_aliases;
use super::globs::page;
use super::reader::{Faults, MAX_ENTRIES, Table, shown};
use super::{Each, Id};

/// Paths that all cells of a plan may have, aliases included.
const MAX_PATHS: usize = 100_000;

/// Two lists whose pairs are pages.
#[derive(Debug, Clone)]
pub struct Axes {
    /// The rows of the matrix.
    pub rows: Axis,
    /// The columns of the matrix.
    pub columns: Axis,
    /// `page`: the path relative to the content folder, with `{NAME}` for the value of each axis.
    pub page: String,
    /// What each page owes, where it owes more than to exist.
    pub each: Option<Each>,
}

/// One list.
#[derive(Debug, Clone)]
pub struct Axis {
    /// The name that `page` has in braces.
    pub name: String,
    /// Its values, each with the other names under which pages may have it.
    pub values: Vec<(Id, Vec<String>)>,
}

/// A pair of values and the pages that may be it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Index in `rows`.
    pub row: usize,
    /// Index in `columns`.
    pub column: usize,
    /// The path of the page that has to exist.
    pub path: String,
    /// The paths under which it may exist, too, because of aliases.
    pub aliases: Vec<String>,
}

impl Axes {
    /// Reads the keys `axes`, `page`, `aliases` and `each` of a collection. `cells` counts those of the whole plan.
    pub(super) fn read(table: &mut Table<'_, '_>, cells: &Counter<usize>) -> Option<Self> {
        let place = table.key("axes")?;
        let faults = table.faults;
        let before = faults.count();
        let lists = table.table("axes").map(Table::lists);
        let readable = faults.count() == before;
        let page_at = table.key("page");
        let page = table.string("page");
        let aliases = table.table("aliases").map(Table::lists).unwrap_or_default();
        let each = Each::read(table);
        if page_at.is_none() {
            faults.add(
                place,
                "axes without `page`",
                "say which page a pair is: `page: \"systems/{system}/{view}.md\"`",
            );
        }
        let lists = lists?;
        let [(rows, row_values), (columns, column_values)] = lists.as_slice() else {
            let message = format!("`axes` must be two lists, not {}", lists.len());
            faults.add(place, message, "the first are the rows of a matrix, the second its columns");
            return None;
        };
        for (axis, values) in &lists {
            if values.is_empty() && readable {
                faults.add(axis.span, format!("axis {} has no values", shown(&axis.name)), "");
            }
        }
        let before = faults.count();
        let mut values = with_aliases(&[row_values.clone(), column_values.clone()], &aliases, faults);
        let columns = Axis { name: columns.name.clone(), values: values.pop()? };
        let rows = Axis { name: rows.name.clone(), values: values.pop()? };
        let written = page?;
        let axes = Self { rows, columns, page: page_of(&written, &lists, faults)?, each };
        axes.count(&written, cells, faults)?;
        // Names that stand there twice make the same pages, of course.
        if faults.count() == before {
            axes.alone(&written, faults);
        }
        Some(axes)
    }

    /// Keeps the number of cells, which is a product, within bounds.
    fn count(&self, page: &Id, cells: &Counter<usize>, faults: &Faults<'_>) -> Option<()> {
        let names = |axis: &Axis| axis.values.iter().map(|(_, aliases)| 1 + aliases.len()).sum::<usize>();
        cells.set(cells.get().saturating_add(self.rows.values.len() * self.columns.values.len()));
        let paths = names(&self.rows).saturating_mul(names(&self.columns));
        let (what, number, limit) = match () {
            () if cells.get() > MAX_ENTRIES => ("cells of all axes so far", cells.get(), MAX_ENTRIES),
            () => ("paths of these cells with all aliases", paths, MAX_PATHS),
        };
        if number > limit {
            faults.add(page.span, format!("there are {number} {what}, and {limit} is the limit"), "");
            return None;
        }
        Some(())
    }

    /// Reports the first two cells that are the same page.
    fn alone(&self, page: &Id, faults: &Faults<'_>) {
        let name = |cell: &Cell| {
            let [row, column] =
                [(&self.rows, cell.row), (&self.columns, cell.column)].map(|(axis, at)| &axis.values[at].0.name);
            shown(&format!("{row}/{column}"))
        };
        let cells = self.cells();
        let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, cell) in cells.iter().enumerate() {
            for path in std::iter::once(&cell.path).chain(&cell.aliases) {
                let Some(first) = taken.insert(path, index).filter(|first| *first != index) else { continue };
                let message =
                    format!("cells {} and {} are both the page {}", name(&cells[first]), name(cell), shown(path));
                faults.add(page.span, message, "a page can be one cell only; change `page`, a value or an alias");
                return;
            }
        }
    }

    /// All pairs, row by row.
    pub fn cells(&self) -> Vec<Cell> {
        let mut cells = Vec::new();
        for (row, (row_id, row_aliases)) in self.rows.values.iter().enumerate() {
            for (column, (column_id, column_aliases)) in self.columns.values.iter().enumerate() {
                let mut paths: Vec<String> = Vec::new();
                for row_name in std::iter::once(&row_id.name).chain(row_aliases) {
                    for column_name in std::iter::once(&column_id.name).chain(column_aliases) {
                        paths.push(self.path(row_name, column_name));
                    }
                }
                let path = paths.remove(0);
                cells.push(Cell { row, column, path, aliases: paths });
            }
        }
        cells
    }

    fn path(&self, row: &str, column: &str) -> String {
        let mut path = String::new();
        let mut rest = self.page.as_str();
        while let Some(at) = rest.find('{') {
            path.push_str(&rest[..at]);
            rest = &rest[at..];
            let end = rest.find('}').map_or(rest.len(), |end| end + 1);
            match rest[..end].trim_matches(['{', '}']) {
                name if name == self.rows.name => path.push_str(row),
                name if name == self.columns.name => path.push_str(column),
                _ => path.push_str(&rest[..end]),
            }
            rest = &rest[end..];
        }
        path + rest
    }
}

/// The path with its names in braces, each of which has to be an axis, and each axis one of them.
fn page_of(written: &Id, axes: &[(Id, Vec<Id>)], faults: &Faults<'_>) -> Option<String> {
    let path = page(written, faults)?;
    let known: Vec<&str> = axes.iter().map(|(axis, _)| axis.name.as_str()).collect();
    let mut named = Vec::new();
    let mut rest = path.as_str();
    let mut holds = true;
    while let Some((_, behind)) = rest.split_once('{') {
        let Some((name, behind)) = behind.split_once('}') else {
            faults.add(written.span, format!("{} has a `{{` without `}}`", shown(&path)), "");
            return None;
        };
        rest = behind;
        named.push(name);
        if !known.contains(&name) {
            let help = faults.nearest(name, &known, "axes");
            faults.add(written.span, format!("`page` names {}, which is no axis", shown(&format!("{{{name}}}"))), help);
            holds = false;
        }
    }
    for axis in known.iter().filter(|axis| !named.contains(axis)) {
        let message =
            format!("`page` lacks {}, so all values of this axis are one page", shown(&format!("{{{axis}}}")));
        faults.add(written.span, message, "name both axes in braces: `systems/{system}/{view}.md`");
        holds = false;
    }
    holds.then_some(path)
}
