//! When files were last changed, as their repository has it.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// The days on which files of a site were last changed. An input of a build, like the day: the same commit gives the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LastChanges {
    /// By file, relative to the site's root. A file that was never committed is not here.
    pub days: BTreeMap<String, Date>,
    /// Why there are none, and what to do.
    pub unknown: Option<(String, String)>,
}
