//! Diagrams over time.

use super::Opened;
use crate::cli::Stop;
use crate::pipeline::Reported;

pub(super) fn run(site: &Opened<'_>, reported: &Reported) -> Result<u8, Stop> {
    let _ = (site.root, site.config, site.theme, site.work, reported);
    Err(Stop("not here yet".to_owned()))
}
