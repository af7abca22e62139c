//! Globs over paths of the content folder, read as people write them: with or without `./`, the content folder's name, a
//! `/` at the end. A wildcard without a `/`, as `*.tmp.md`, matches in every folder.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use toml::Spanned;

use super::reader::Faults;

/// All of them as one set; what is no glob is a fault.
pub(super) fn set(globs: &[Spanned<String>], content: &str, faults: &Faults<'_>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        if let Some(parsed) = parse(glob.get_ref(), &glob.span(), content, faults) {
            set.add(parsed);
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

/// Which pages are meant: those that a glob names, and are not named by one that begins with `!`.
#[derive(Debug, Clone)]
pub struct PageGlobs {
    /// As written, for messages.
    pub written: Vec<String>,
    take: GlobSet,
    leave: GlobSet,
}

impl PageGlobs {
    /// Reads the globs. One without a wildcard names a page, with or without its extension, or all below a folder.
    pub(super) fn new(globs: &[Spanned<String>], content: &str, faults: &Faults<'_>) -> Self {
        let mut sets = [GlobSetBuilder::new(), GlobSetBuilder::new()];
        let mut only_leaves = true;
        for glob in globs {
            let (pattern, leaves) =
                glob.get_ref().strip_prefix('!').map_or((glob.get_ref().as_str(), false), |rest| (rest, true));
            only_leaves &= leaves;
            let below = format!("{}/**", pattern.trim_end_matches('/'));
            let plain = !pattern.contains(['*', '?', '[', '{']);
            for pattern in std::iter::once(pattern).chain(plain.then_some(below.as_str())) {
                if let Some(parsed) = parse(pattern, &glob.span(), content, faults) {
                    sets[usize::from(leaves)].add(parsed);
                }
            }
        }
        if only_leaves && let Ok(all) = Glob::new("**") {
            sets[0].add(all);
        }
        let [take, leave] = sets.map(|set| set.build().unwrap_or_else(|_| GlobSet::empty()));
        Self { written: globs.iter().map(|glob| glob.get_ref().clone()).collect(), take, leave }
    }

    /// Whether the page at `path`, relative to the content folder, is meant.
    pub fn matches(&self, path: &str) -> bool {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        let named = |set: &GlobSet| set.is_match(path) || set.is_match(stem);
        named(&self.take) && !named(&self.leave)
    }
}

fn parse(glob: &str, place: &std::ops::Range<usize>, content: &str, faults: &Faults<'_>) -> Option<Glob> {
    let mut written = glob.trim_end_matches('/');
    written = written.strip_prefix("./").unwrap_or(written);
    written = written.strip_prefix(&format!("{content}/")).unwrap_or(written);
    written = written.trim_start_matches('/');
    let anywhere = !written.contains('/') && written.contains(['*', '?', '[', '{']) && !written.starts_with("**");
    let pattern = if anywhere { format!("**/{written}") } else { written.to_owned() };
    match GlobBuilder::new(&pattern).literal_separator(true).build() {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            faults.add(
                place.clone(),
                format!("`{glob}` is not a glob: {}", error.kind()),
                "write it like `drafts/**` or `**/*.tmp.md`".to_owned(),
            );
            None
        }
    }
}
