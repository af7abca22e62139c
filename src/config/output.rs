//! `[output]`: what is made beside the pages.

use super::reader::Table;

/// `[output]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    /// `print`: each section, and a small site as a whole, as one document for paper; true by default.
    pub print: bool,
}

pub(super) fn read(mut table: Table<'_, '_, '_>) -> Output {
    let output = Output { print: table.boolean("print", true) };
    table.finish();
    output
}
