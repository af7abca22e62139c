//! The baseline's file: where it is, what it says, and a new one.

use std::path::{Path, PathBuf};

use super::Stop;
use crate::config::Config;
use crate::diagnostics::baseline::Baseline;
use crate::diagnostics::human::count;
use crate::load::read_text;
use crate::write;

/// The file in the site's root, where neither configuration nor arguments name one.
const FILE: &str = "chartroom-baseline.txt";

/// The baseline of a site.
pub struct Known {
    file: PathBuf,
    /// What it says; `None` where there is no file.
    pub baseline: Option<Baseline>,
}

impl Known {
    /// Reads the file that `asked` names, or else the configuration's, or else [`FILE`]. One that was asked for has to be
    /// there, unless it is about to be made.
    pub fn read(root: &Path, config: &Config, asked: Option<&Path>, made: bool) -> Result<Self, Stop> {
        let configured = || root.join(config.baseline.as_deref().unwrap_or(FILE));
        let file = asked.map_or_else(configured, Path::to_owned);
        if !file.exists() {
            if asked.is_some() && !made {
                let file = file.display();
                return Err(Stop(format!("there is no baseline {file}\n  `--update-baseline` makes it")));
            }
            return Ok(Self { file, baseline: None });
        }
        let baseline = Baseline::parse(&read_text(&file)?)
            .map_err(|fault| Stop(format!("{}:{}:1: {}", file.display(), fault.line, fault.message)))?;
        Ok(Self { file, baseline: Some(baseline) })
    }

    /// Writes the file anew; returns what to tell.
    pub fn write(&self, baseline: &Baseline) -> Result<String, Stop> {
        write::text(&self.file, &baseline.render())?;
        Ok(format!("{} now knows {}", self.file.display(), count(baseline.len(), "finding", "findings")))
    }
}
