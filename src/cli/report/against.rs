//! What changed since a revision, and whether a figure fell.

use super::Opened;
use crate::cli::args::ReportFormat;
use crate::cli::{CLEAN, FINDINGS, Stop, repository};
use crate::pipeline::{self, Reported};
use crate::plan::difference::Compared;
use crate::plan::format::difference::{csv, human, json, junit, markdown};

pub(super) fn run(site: &Opened<'_>, reported: &Reported, revision: &str) -> Result<u8, Stop> {
    let Opened { root, config, theme, options, terminal, work, weighing, bar } = site;
    if options.phase.is_some() || options.lane.is_some() {
        return Err(Stop("--against compares the whole site; it goes with neither --phase nor --lane".to_owned()));
    }
    let commit = commit(root, revision)?;
    let sources = repository::sources_at(root, &config.build, &commit)?;
    (work.mark)("revision");
    let before = pipeline::earlier(config, sources, reported, theme, *weighing, *work)?;
    let difference = pipeline::compare(config, &before, reported, *work);
    let compared = Compared {
        revision,
        commit: &commit,
        before: pipeline::side(&before.reported),
        after: pipeline::side(reported),
        difference: &difference,
    };
    let text = match options.format {
        ReportFormat::Human => human::render(&compared),
        ReportFormat::Json => json::render(&compared),
        ReportFormat::Markdown => markdown::render(&compared),
        ReportFormat::Html => pipeline::review_page(config, &compared, *work),
        ReportFormat::Csv => csv::render(&compared),
        ReportFormat::Junit => junit::render(&compared),
    };
    bar.finish();
    terminal.output(&text);
    if !options.ratchet || difference.fell.is_empty() {
        return Ok(CLEAN);
    }
    terminal.error(&human::falls(&compared));
    Ok(FINDINGS)
}

/// The commit of a revision.
fn commit(root: &std::path::Path, revision: &str) -> Result<String, Stop> {
    if revision.contains("..") {
        return Err(Stop(format!(
            "`{revision}` is a range; --against takes one revision and compares the site with it\n  for what a branch did since it \
             left `main`: --against \"$(git merge-base main HEAD)\""
        )));
    }
    repository::resolve(root, revision).map_err(|Stop(message)| {
        let hint = if repository::is_shallow(root) {
            "this clone is shallow: `git fetch --unshallow` brings the rest (in GitHub Actions `fetch-depth: 0`)"
        } else {
            "if it is a branch of the remote: `git fetch`, then `origin/NAME`"
        };
        Stop(format!("{message}\n  {hint}"))
    })
}
