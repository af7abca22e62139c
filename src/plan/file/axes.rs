//! `axes` of a collection: two lists, and the page that has to exist for each pair.

use super::{Each, Id};

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
