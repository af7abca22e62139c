//! `[search]`: whether readers can search the site.

use super::reader::Table;

/// `[search]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search {
    /// `enabled`; true by default. Without it there is no index, no button and no script.
    pub enabled: bool,
}

pub(super) fn read(mut table: Table<'_, '_, '_>) -> Search {
    let search = Search { enabled: table.boolean("enabled", true) };
    table.finish();
    search
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, faults};

    #[test]
    fn search_is_on_unless_it_is_switched_off() {
        assert!(Config::parse("").unwrap().search.enabled);
        assert!(!Config::parse("[search]\nenabled = false\n").unwrap().search.enabled);
        assert_eq!(
            faults("[search]\nenable = true\n"),
            ["2:1 unknown key `enable` in [search] (did you mean `enabled`?)"]
        );
    }
}
