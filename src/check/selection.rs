//! Which codes a run is about: `--only`, `--skip`, and the severities of the configuration.

use std::collections::BTreeSet;

use crate::config::Config;
use crate::diagnostics::{Code, Severity, codes, nearest};

/// The four codes that `diagram-invalid` names together.
pub const INVALID: [Code; 4] = ["diagram-limit", "diagram-syntax", "diagram-timeout", "diagram-unknown-kind"];

/// The name of the four together.
pub const INVALID_NAME: &str = "diagram-invalid";

/// The code about addresses outside of the site, which is only found where the web is asked.
pub const EXTERNAL: Code = "external-link";

/// Chooses codes.
#[derive(Debug, Clone)]
pub struct Selection<'a> {
    config: &'a Config,
    only: Option<BTreeSet<Code>>,
    skip: BTreeSet<Code>,
    /// Whether only rules that may find errors run.
    errors_only: bool,
    /// The files and folders to report about, relative to the site's root; all, if `None`.
    places: Option<Vec<String>>,
    /// Whether the web is asked.
    external: bool,
}

impl<'a> Selection<'a> {
    /// What a build runs: rules at error level. Warnings about style are `check`'s business.
    pub const fn for_build(config: &'a Config) -> Self {
        Self { config, only: None, skip: BTreeSet::new(), errors_only: true, places: None, external: false }
    }

    /// What `check` runs: all that is not off, but `only` those named if any are, and never those of `skip`.
    ///
    /// # Errors
    /// The first name that is no code, with the nearest that is.
    pub fn for_check(config: &'a Config, only: &[String], skip: &[String]) -> Result<Self, String> {
        let only = if only.is_empty() { None } else { Some(named(only)?) };
        Ok(Self { config, only, skip: named(skip)?, errors_only: false, places: None, external: false })
    }

    /// The same, but only about these files and folders, relative to the site's root with `/`; the empty path is the root.
    #[must_use]
    pub fn in_places(self, places: Vec<String>) -> Self {
        Self { places: Some(places), ..self }
    }

    /// The same, and addresses outside of the site are asked for.
    #[must_use]
    pub fn with_external(self) -> Self {
        Self { external: true, ..self }
    }

    /// Whether findings about this file are reported.
    pub fn covers(&self, file: &str) -> bool {
        let below = |place: &String| {
            place.is_empty()
                || file.strip_prefix(place.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.places.as_ref().is_none_or(|places| places.iter().any(below))
    }

    /// Whether this run would have reported such a finding.
    pub fn looked_for(&self, file: &str, code: &str) -> bool {
        self.covers(file) && self.wants(code)
    }

    /// The configuration of the site.
    pub const fn config(&self) -> &'a Config {
        self.config
    }

    /// The severity that a code has on this site.
    pub fn severity(&self, code: &str) -> Severity {
        let default = codes::find(code).map_or(Severity::Error, |entry| entry.severity);
        self.config.severity.get(code).copied().unwrap_or(default)
    }

    /// Whether findings of this code are reported.
    pub fn reports(&self, code: &str) -> bool {
        let chosen = self.only.as_ref().is_none_or(|only| only.contains(code)) && !self.skip.contains(code);
        // Who asks for a code by name wants to see it, even where it is off.
        let named = self.only.as_ref().is_some_and(|only| only.contains(code));
        chosen && (named || self.severity(code) != Severity::Off)
    }

    /// Whether a rule for this code has to run.
    pub fn wants(&self, code: &str) -> bool {
        let breaks = self.severity(code) == Severity::Error
            || codes::find(code).is_some_and(|entry| entry.severity == Severity::Error);
        let possible = self.external || code != EXTERNAL;
        possible && self.reports(code) && (!self.errors_only || breaks || is_of_building(code))
    }
}

/// The codes that a name means.
pub(super) fn members(name: &str) -> Vec<&str> {
    if name == INVALID_NAME { INVALID.to_vec() } else { vec![name] }
}

/// What a build tells although it is a warning: it changes what comes out.
fn is_of_building(code: &str) -> bool {
    matches!(code, "diagram-feature" | "reserved-url")
}

fn named(names: &[String]) -> Result<BTreeSet<Code>, String> {
    let mut set = BTreeSet::new();
    for name in names {
        if name == INVALID_NAME {
            set.extend(INVALID);
        } else if let Some(entry) = codes::find(name) {
            set.insert(entry.code);
        } else {
            return Err(unknown(name));
        }
    }
    Ok(set)
}

/// What to say about a name that is no code: the nearest that is.
pub fn unknown(name: &str) -> String {
    let all: Vec<&str> = codes::ALL.iter().map(|entry| entry.code).chain([INVALID_NAME]).collect();
    let help = nearest(name, &all)
        .map_or_else(|| "`chartroom explain` lists all".to_owned(), |near| format!("did you mean `{near}`?"));
    format!("there is no check `{name}`\n  {help}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn codes_are_chosen_by_name_and_severity() {
        let config = Config::parse("[check.severity]\nbroken-link = \"off\"\n").unwrap();
        let all = Selection::for_check(&config, &[], &[]).unwrap();
        assert!(all.reports("broken-anchor") && !all.reports("broken-link"));
        let only = Selection::for_check(&config, &names(&["broken-link", "diagram-invalid"]), &[]).unwrap();
        assert!(only.reports("broken-link") && only.reports("diagram-limit") && !only.reports("broken-anchor"));
        let skip = Selection::for_check(&config, &[], &names(&["broken-anchor"])).unwrap();
        assert!(!skip.reports("broken-anchor") && skip.reports("broken-figure"));
        let error = Selection::for_check(&config, &names(&["broken-lnk"]), &[]).unwrap_err();
        assert_eq!(error, "there is no check `broken-lnk`\n  did you mean `broken-link`?");
    }
}
