//! `[check.external]`: how addresses outside of the site are asked for by `check --external`.

use std::time::Duration;

use super::reader::Table;

/// The longest that one request may be waited for, whatever the file says.
const LONGEST_TIMEOUT: usize = 600;

/// The longest run, likewise: a day.
const LONGEST_RUN: usize = 86_400;

/// The most requests at once, likewise.
const MOST_AT_ONCE: usize = 64;

/// `[check.external]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct External {
    /// `ignore`: beginnings of addresses that are not asked for; `*` stands for any characters.
    pub ignore: Vec<String>,
    /// `allow_private`: ask private networks, too; false by default.
    pub allow_private: bool,
    /// `timeout` of one request; 10 seconds by default.
    pub timeout: Duration,
    /// `time_limit` of the whole run; 300 seconds by default.
    pub time_limit: Duration,
    /// `max_addresses` asked for in one run; 2,000 by default.
    pub max_addresses: usize,
    /// `concurrency`: requests at once; 8 by default.
    pub concurrency: usize,
}

pub(super) fn read(mut table: Table<'_, '_, '_>) -> External {
    let ignore = table.strings("ignore");
    for pattern in &ignore {
        let written = pattern.get_ref();
        if !["http://", "https://", "*"].iter().any(|start| written.starts_with(start)) {
            table.faults.add(
                pattern.span(),
                format!("`{written}` is not the beginning of an address"),
                "write it like `https://intranet.example.org/` or `*://*.example.org/`".to_owned(),
            );
        }
    }
    let seconds = |number: usize, most: usize| Duration::from_secs(number.min(most) as u64);
    let external = External {
        ignore: ignore.into_iter().map(toml::Spanned::into_inner).collect(),
        allow_private: table.boolean("allow_private", false),
        timeout: seconds(table.count("timeout", 10), LONGEST_TIMEOUT),
        time_limit: seconds(table.count("time_limit", 300), LONGEST_RUN),
        max_addresses: table.count("max_addresses", 2_000),
        concurrency: table.count("concurrency", 8).min(MOST_AT_ONCE),
    };
    table.finish();
    external
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn what_is_ignored_begins_as_addresses_do() {
        let faults = Config::parse("[check.external]\nignore = [\"https://a.example\", \"b.example\", \"*://c\"]\n");
        let faults: Vec<String> = faults.unwrap_err().into_iter().map(|fault| fault.message).collect();
        assert_eq!(faults, ["`b.example` is not the beginning of an address"]);
    }
}
