//! What is behind a figure.

use super::Opened;
use crate::check::Selection;
use crate::cli::args::ReportFormat;
use crate::cli::{CLEAN, Stop};
use crate::pipeline::Reported;
use crate::plan::checks::{self, Found, Index};
use crate::plan::explain::{self, World};
use crate::plan::files::Files;
use crate::plan::format::explained::{self, About};

pub(super) fn run(site: &Opened<'_>, reported: &Reported, id: &str) -> Result<u8, Stop> {
    let selection = Selection::for_build(site.config);
    let severity = |code: &str| selection.severity(code);
    let found = Index::new(&Found { findings: &reported.found, severity: &severity });
    let files = Files::new(&reported.inventory, reported.found.iter().map(|finding| finding.file.as_str()));
    let required = reported.plan.as_ref().map(checks::needed).unwrap_or_default();
    let is_looked_for =
        |name: &str| name == crate::check::INVALID_NAME || selection.wants(name) || required.contains(name);
    let world = World {
        report: &reported.report,
        inventory: &reported.inventory,
        plan: reported.plan.as_ref(),
        files: &files,
        found: &found,
        is_looked_for: &is_looked_for,
    };
    let explanations = explain::explain(id, &world).map_err(Stop)?;
    let about = About { report: &reported.report, inventory: &reported.inventory };
    let terminal = site.terminal;
    let text = match site.options.format {
        ReportFormat::Human => explained::human(&explanations, about, terminal.look()),
        ReportFormat::Json => explained::json(&explanations, about),
        ReportFormat::Csv => explained::csv(&explanations, about),
        ReportFormat::Markdown | ReportFormat::Junit | ReportFormat::Html => {
            return Err(Stop("`--explain` has the formats `human`, `json` and `csv`".to_owned()));
        }
    };
    site.bar.finish();
    terminal.output(&text);
    Ok(CLEAN)
}
