//! The figures of now, in the format that was asked for.

use super::Opened;
use crate::cli::args::{ReportArgs, ReportFormat};
use crate::cli::{CLEAN, Stop};
use crate::pipeline::Reported;
use crate::plan::View;
use crate::plan::format::{csv, human, json, junit, markdown};

/// What `--phase` and `--lane` leave of a report.
///
/// # Errors
/// There is no such phase or lane.
pub(super) fn view<'a>(options: &ReportArgs, reported: &'a Reported) -> Result<View<'a>, Stop> {
    let mut view = View::all(&reported.report, &reported.inventory);
    let Some(plan) = &reported.plan else {
        return match (&options.phase, &options.lane) {
            (None, None) => Ok(view),
            (Some(_), _) => Err(Stop("there is no plan.yaml, so there is no phase".to_owned())),
            (_, Some(_)) => Err(Stop("there is no plan.yaml, so there is no lane".to_owned())),
        };
    };
    // History and differences say themselves what they are about.
    let is_of_now = !options.history && options.against.is_none();
    if let Some(lane) = options.lane.as_ref().filter(|_| is_of_now) {
        view = view.of_lane(lane, plan).map_err(Stop)?;
    }
    if let Some(phase) = &options.phase {
        view = view.of_phase(phase, plan).map_err(Stop)?;
    }
    Ok(view)
}

pub(super) fn run(site: &Opened<'_>, view: &View<'_>) -> Result<u8, Stop> {
    let terminal = site.terminal;
    let text = match site.options.format {
        ReportFormat::Human => human::render(view, terminal.look()),
        ReportFormat::Json => json::render(view),
        ReportFormat::Markdown => markdown::render(view),
        ReportFormat::Junit => junit::render(view),
        ReportFormat::Csv => csv::render(view),
        ReportFormat::Html => {
            return Err(Stop(
                "`--format html` shows pictures before and after, so it needs `--against REV`\n  the figures of now are a page of the site: build it and open progress/index.html"
                    .to_owned(),
            ));
        }
    };
    site.bar.finish();
    terminal.output(&text);
    Ok(CLEAN)
}
