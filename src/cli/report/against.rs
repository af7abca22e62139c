//! What changed since a revision.

use super::Opened;
use crate::cli::Stop;
use crate::pipeline::Reported;

pub(super) fn run(site: &Opened<'_>, reported: &Reported, revision: &str) -> Result<u8, Stop> {
    let _ = (site.root, site.config, site.theme, site.work, reported, revision);
    Err(Stop("not here yet".to_owned()))
}
