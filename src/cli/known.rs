//! The baseline's file: where it is, what it says, and a new one.

use std::path::{Path, PathBuf};

use super::Stop;
use crate::config::Config;
use crate::diagnostics::baseline::Baseline;
use crate::diagnostics::human::count;
use crate::load;
use crate::write;

/// The baseline of a site.
pub struct Known {
    file: PathBuf,
    /// What it says; `None` where there is no file.
    pub baseline: Option<Baseline>,
}

impl Known {
    /// Reads the file that `asked` names, or else the configuration's, or else the usual one. One that was asked for has to be
    /// there, unless it is about to be made.
    pub fn read(root: &Path, config: &Config, asked: Option<&Path>, made: bool) -> Result<Self, Stop> {
        let file = load::baseline_file(root, config, asked);
        let baseline = load::baseline(&file)?;
        if baseline.is_none() && asked.is_some() && !made {
            let file = file.display();
            return Err(Stop(format!("there is no baseline {file}\n  `--update-baseline` makes it")));
        }
        Ok(Self { file, baseline })
    }

    /// Writes the file anew; returns what to tell.
    pub fn write(&self, baseline: &Baseline) -> Result<String, Stop> {
        write::text(&self.file, &baseline.render())?;
        Ok(format!("{} now knows {}", self.file.display(), count(baseline.len(), "finding", "findings")))
    }
}
