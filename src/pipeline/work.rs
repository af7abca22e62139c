//! What stages have in common while they work: where they remember, and who is told how far they are.

use crate::cache::{Cache, Memory};

/// What stages have in common: where they remember, and who is told of their progress.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// Remembers results from process to process.
    pub cache: &'a Cache,
    /// Remembers results from run to run of this process.
    pub memory: &'a Memory,
    /// Is told how far the work is.
    pub progress: &'a dyn Progress,
    /// Is told of each stage that is done.
    pub mark: &'a dyn Fn(&'static str),
}

/// Is told how far the work is. `step` is called from many threads.
pub trait Progress: Sync {
    /// A stage of `total` steps begins.
    fn stage(&self, name: &'static str, total: usize);
    /// A step is done.
    fn step(&self);
}

/// Nobody looks on.
pub struct Unwatched;

impl Progress for Unwatched {
    fn stage(&self, _: &'static str, _: usize) {}
    fn step(&self) {}
}
