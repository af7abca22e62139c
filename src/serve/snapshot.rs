//! Everything that a run is made from, read at one moment. In: the site's root. Out: the inputs of a build, and which files hold
//! other bytes than at another moment. Reading all of it and comparing bytes, however the news came, is what makes sure that
//! nothing is missed and nothing is made twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostics::baseline::Baseline;
use crate::load::{self, Asset, InputError, Inputs, Stamp};
use crate::model::{LastChanges, Text};

/// What a site is made from at one moment.
pub struct Snapshot {
    /// The configuration.
    pub config: Config,
    /// Pages, theme and all that the configuration names.
    pub inputs: Inputs,
    /// Findings that are known.
    pub baseline: Option<Baseline>,
    /// The day.
    pub today: Date,
    /// When files were last changed.
    pub last_changes: Arc<LastChanges>,
    /// What tells the bytes of files that are only copied, by their name below the root.
    stamps: BTreeMap<String, Arc<Stamp>>,
    /// The file of known findings, by its name below the root.
    baseline_file: String,
}

impl Snapshot {
    /// Reads everything. `before` spares reading files again that are only copied.
    ///
    /// # Errors
    /// Configuration or files that cannot be used.
    pub fn read(
        root: &Path,
        config: Option<&Path>,
        today: Date,
        last_changes: &Arc<LastChanges>,
        before: Option<&Self>,
    ) -> Result<Self, InputError> {
        let config = load::config(root, config)?;
        let file = load::baseline_file(root, &config, None);
        let (baseline, baseline_file) = (load::baseline(&file)?, load::relative(root, &file));
        let mut inputs = load::inputs(root, &config)?;
        if let Some(before) = before {
            inputs.sources.share(&before.inputs.sources);
        }
        let stamp = |asset: &Asset| {
            let before = before.and_then(|before| before.stamps.get(&asset.file));
            (asset.file.clone(), Stamp::of(&asset.location, before))
        };
        let stamps = inputs.sources.assets.par_iter().map(stamp).collect();
        let last_changes = Arc::clone(last_changes);
        Ok(Self { config, inputs, baseline, today, last_changes, stamps, baseline_file })
    }

    /// Files that are only copied of which the bytes are not known yet. To read them is not needed before one of them changes.
    pub fn unread(&self) -> Vec<(PathBuf, Arc<Stamp>)> {
        let stamp = |asset: &Asset| Some((asset.location.clone(), Arc::clone(self.stamps.get(&asset.file)?)));
        let all = self.inputs.sources.assets.iter().filter_map(stamp);
        all.filter(|(_, stamp)| stamp.is_unread()).collect()
    }

    /// What holds other bytes than in `before`, is new or gone, in order of its name: files below the root, and the day.
    pub fn differences(&self, before: &Self) -> BTreeSet<String> {
        let (now, then) = (self.parts(), before.parts());
        let mut names: BTreeSet<String> = BTreeSet::new();
        for (one, other) in [(&now, &then), (&then, &now)] {
            let differs = |(name, part): &(&&str, &Part<'_>)| other.get(*name).is_none_or(|other| !part.is_as(other));
            names.extend(one.iter().filter(differs).map(|(name, _)| (*name).to_owned()));
        }
        let (found, before_found) = (&self.inputs.sources.findings, &before.inputs.sources.findings);
        for (one, other) in [(found, before_found), (before_found, found)] {
            names.extend(one.iter().filter(|finding| !other.contains(finding)).map(|finding| finding.file.clone()));
        }
        if self.inputs.extra != before.inputs.extra {
            names.extend(self.changed_extra(before));
        }
        if self.baseline != before.baseline {
            names.insert(self.baseline_file.clone());
        }
        if self.today != before.today {
            names.insert(format!("the day: {}", self.today));
        }
        if self.last_changes != before.last_changes {
            names.insert("the dates of last change".to_owned());
        }
        names
    }

    /// Extra css and js with other bytes, by their files; by the configuration's, where none has.
    fn changed_extra(&self, before: &Self) -> Vec<String> {
        let (now, then) = (&self.inputs.extra, &before.inputs.extra);
        let changed = now.iter().filter(|file| !then.contains(file)).map(|(name, _)| name);
        let file = |name: &String| {
            let asset = self.inputs.sources.assets.iter().find(|asset| asset.path == *name);
            asset.map_or_else(|| name.clone(), |asset| asset.file.clone())
        };
        let files: Vec<String> = changed.map(file).collect();
        if files.is_empty() { vec![self.config.file.clone()] } else { files }
    }

    /// Everything that has bytes, by its name for people.
    fn parts(&self) -> BTreeMap<&str, Part<'_>> {
        let Inputs { sources, theme, .. } = &self.inputs;
        let config = (self.config.file.as_str(), Part::Bytes(self.config.text.as_bytes()));
        let texts = sources.pages.iter().chain(&sources.diagrams).chain(&sources.documents).chain(&sources.reviews);
        let texts = texts.map(|source| (source.file.as_str(), Part::Text(&source.text)));
        let theme = theme.own.iter().filter_map(|(path, file)| Some((file.as_str(), theme.files.get(path)?)));
        let theme = theme.map(|(file, bytes)| (file, Part::Bytes(bytes)));
        let stamps = self.stamps.iter().map(|(file, stamp)| (file.as_str(), Part::Stamp(stamp)));
        std::iter::once(config).chain(texts).chain(theme).chain(stamps).collect()
    }
}

/// What is known of one file.
enum Part<'a> {
    Text(&'a Text),
    Bytes(&'a [u8]),
    Stamp(&'a Stamp),
}

impl Part<'_> {
    fn is_as(&self, other: &Part<'_>) -> bool {
        match (self, other) {
            (Part::Text(a), Part::Text(b)) => a == b,
            (Part::Bytes(a), Part::Bytes(b)) => a == b,
            (Part::Stamp(a), Part::Stamp(b)) => a.is_as(b),
            _ => false,
        }
    }
}
