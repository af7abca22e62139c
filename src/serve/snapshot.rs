//! Everything that a run is made from, read at one moment. In: the site's root. Out: the inputs of a build, and which files hold
//! other bytes than at another moment. Reading all of it and comparing bytes, however the news came, is what makes sure that
//! nothing is missed and nothing is made twice.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::diagnostics::Finding;
use crate::diagnostics::baseline::Baseline;
use crate::load::{self, Asset, InputError, Inputs, Stamp};

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
    /// What tells the bytes of files that are only copied, by their name below the root.
    stamps: BTreeMap<String, Stamp>,
}

impl Snapshot {
    /// Reads everything. `before` spares reading files again that are only copied.
    ///
    /// # Errors
    /// Configuration or files that cannot be used.
    pub fn read(root: &Path, config: Option<&Path>, today: Date, before: Option<&Self>) -> Result<Self, InputError> {
        let config = load::config(root, config)?;
        let baseline = load::baseline(&load::baseline_file(root, &config, None))?;
        let inputs = load::inputs(root, &config)?;
        let stamps = before.map(|before| stamps(&inputs, Some(before))).unwrap_or_default();
        Ok(Self { config, inputs, baseline, today, stamps })
    }

    /// The same, knowing the bytes of every file. Not needed before there is something to compare with.
    #[must_use]
    pub fn with_stamps(self) -> Self {
        Self { stamps: stamps(&self.inputs, None), ..self }
    }

    /// What holds other bytes than in `before`, is new or gone, in order of its name: files below the root, and the day.
    pub fn differences(&self, before: &Self) -> BTreeSet<String> {
        let (now, then) = (self.parts(), before.parts());
        let mut names: BTreeSet<String> = BTreeSet::new();
        for (one, other) in [(&now, &then), (&then, &now)] {
            let differs =
                |(name, part): &(&(&str, u8), &Part<'_>)| other.get(*name).is_none_or(|other| !part.is_as(other));
            names.extend(one.iter().filter(differs).map(|((name, _), _)| (*name).to_owned()));
        }
        if self.baseline != before.baseline {
            names.insert("the known findings".to_owned());
        }
        if self.today != before.today {
            names.insert(format!("the day: {}", self.today));
        }
        names
    }

    /// Everything that a run depends on, by its name for people; the number tells apart what is known of one file.
    fn parts(&self) -> BTreeMap<(&str, u8), Part<'_>> {
        let Inputs { sources, theme, extra } = &self.inputs;
        let config = (self.config.file.as_str(), Part::Bytes(self.config.text.as_bytes()));
        let texts = sources.pages.iter().chain(&sources.diagrams).chain(&sources.documents).chain(&sources.reviews);
        let texts = texts.map(|source| (source.file.as_str(), Part::Bytes(source.text.as_bytes())));
        let own = |path: &String| theme.own.get(path).map_or("the theme", String::as_str);
        let theme = theme.files.iter().filter(|(path, _)| theme.own.contains_key(*path));
        let theme = theme.map(|(path, bytes)| (own(path), Part::Bytes(bytes)));
        let stamps = self.stamps.iter().map(|(file, stamp)| (file.as_str(), Part::Stamp(stamp)));
        let extra = extra.iter().map(|(file, bytes)| (file.as_str(), Part::Bytes(bytes)));
        let findings = sources.findings.iter().map(|finding| (finding.file.as_str(), Part::Finding(finding)));
        let files = std::iter::once(config).chain(texts).chain(theme).chain(stamps);
        let numbered = |number: u8| move |(name, part)| ((name, number), part);
        files.map(numbered(0)).chain(extra.map(numbered(1))).chain(findings.map(numbered(2))).collect()
    }
}

/// What is known of one file.
enum Part<'a> {
    Bytes(&'a [u8]),
    Stamp(&'a Stamp),
    Finding(&'a Finding),
}

impl Part<'_> {
    fn is_as(&self, other: &Part<'_>) -> bool {
        match (self, other) {
            (Part::Bytes(a), Part::Bytes(b)) => a == b,
            (Part::Stamp(a), Part::Stamp(b)) => a.is_as(b),
            (Part::Finding(a), Part::Finding(b)) => a == b,
            _ => false,
        }
    }
}

fn stamps(inputs: &Inputs, before: Option<&Snapshot>) -> BTreeMap<String, Stamp> {
    let assets = inputs.sources.assets.par_iter();
    let stamp = |asset: &Asset| {
        let known = before.and_then(|before| before.stamps.get(&asset.file));
        (asset.file.clone(), Stamp::of(&asset.location).with_hash(&asset.location, known))
    };
    assets.map(stamp).collect()
}
