//! `report --history`: the content at each commit that changed it, counted without a checkout, and now.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Opened;
use crate::cache::Cache;
use crate::cli::args::ReportFormat;
use crate::cli::repository::{MAX_COMMITS, Moment, Past};
use crate::cli::{CLEAN, Stop};
use crate::load::{Kind, Listed, Role};
use crate::pipeline::{Census, Contribution, Counter, Progress};
use crate::plan::format::history::{csv, human, json, markdown};
use crate::plan::history::{Cut, History, Point, Points};
use crate::plan::view::View;

/// Bytes of texts that are held at once while they are counted.
const MAX_HELD: usize = 32 * 1024 * 1024;

/// Files of commits that are held at once.
const MAX_LISTED: usize = 200_000;

pub(super) fn run(site: &Opened<'_>, view: &View<'_>) -> Result<u8, Stop> {
    let Opened { options, terminal, bar, .. } = site;
    let render = match options.format {
        ReportFormat::Human => human::render,
        ReportFormat::Json => json::render,
        ReportFormat::Markdown => markdown::render,
        ReportFormat::Csv => csv::render,
        ReportFormat::Junit | ReportFormat::Html => {
            return Err(Stop(
                "`--history` has no such format\n  use `--format human`, `json`, `markdown` or `csv`".to_owned(),
            ));
        }
    };
    if options.lane.is_some() {
        return Err(Stop("`--history` is about the whole site, not about a lane\n  leave `--lane` out".to_owned()));
    }
    let report = view.report;
    let past = Past::read(site.root, &site.config.build)?;
    let counted = count(site, &past)?;
    (site.work.mark)("history");
    let commits = past.moments.iter().zip(&counted).map(|(moment, census)| point(moment, *census)).collect();
    let now = Point { date: report.today, commit: None, diagrams: report.totals.diagrams, valid: report.totals.valid };
    let cut = match () {
        () if past.is_cut => Some(Cut::Limit(MAX_COMMITS)),
        () if past.is_shallow => Some(Cut::Shallow),
        () => None,
    };
    let points = Points::new(commits, now, options.day.today.is_some(), cut);
    let mut history = History::new(points, report);
    history.phases.retain(|phase| view.phases.iter().any(|at| report.phases[*at].id == phase.id));
    bar.finish();
    terminal.output(&render(&history));
    Ok(CLEAN)
}

fn point(moment: &Moment, census: Census) -> Point {
    let Census { diagrams, valid, .. } = census;
    Point { date: moment.date, commit: Some(moment.short.clone()), diagrams, valid }
}

/// The totals at each commit. Only commits that no earlier run has counted are listed, and only texts that none has counted are
/// read.
fn count(site: &Opened<'_>, past: &Past<'_>) -> Result<Vec<Census>, Stop> {
    // Without a cache, too, a diagram that a hundred commits have is judged once.
    let of_run = site.options.work.no_cache.then(Cache::of_run);
    let counter = Counter::new(site.config, of_run.as_ref().unwrap_or(site.work.cache));
    // Commits that take each other back have the same trees.
    let by_trees: BTreeMap<&str, &Moment> = past.moments.iter().map(|moment| (moment.trees.as_str(), moment)).collect();
    let mut counted: BTreeMap<&str, Census> =
        by_trees.keys().filter_map(|trees| Some((*trees, counter.known_site(trees)?))).collect();
    let mut unknown = by_trees.into_iter().filter(|(trees, _)| !counted.contains_key(trees)).collect::<Vec<_>>();
    let mut contributions = BTreeMap::new();
    while !unknown.is_empty() {
        let mut listed: Vec<(&str, Vec<Listed<String>>)> = Vec::new();
        let mut number = 0;
        while number < MAX_LISTED
            && let Some((trees, moment)) = unknown.pop()
        {
            let files = past.files(moment)?;
            number += files.len();
            listed.push((trees, files));
        }
        let texts = listed.iter().flat_map(|(_, files)| files).filter_map(text).collect();
        contribute(past, &counter, texts, &mut contributions, site.work.progress)?;
        let nothing = Contribution::none();
        for (trees, files) in listed {
            let contribution = |file: Listed<String>| {
                let found = text(&file).and_then(|text| contributions.get(&text));
                file.with(found.unwrap_or(&nothing))
            };
            let files: Vec<Listed<&Contribution>> = files.into_iter().map(contribution).collect();
            counted.insert(trees, counter.site(trees, &files));
        }
    }
    Ok(past.moments.iter().map(|moment| counted[moment.trees.as_str()]).collect())
}

/// Finds out what each text adds, in parallel while git still delivers.
fn contribute(
    past: &Past<'_>,
    counter: &Counter<'_>,
    texts: BTreeSet<Text>,
    contributions: &mut BTreeMap<Text, Contribution>,
    progress: &dyn Progress,
) -> Result<(), Stop> {
    let mut wanted: Vec<Text> = Vec::new();
    for text in texts.into_iter().filter(|text| !contributions.contains_key(text)).collect::<Vec<_>>() {
        match counter.known(text.0, &text.1) {
            Some(contribution) => {
                contributions.insert(text, contribution);
            }
            None => wanted.push(text),
        }
    }
    progress.stage("history", wanted.len());
    let mut settle = |held: &mut Vec<(usize, Option<String>)>| {
        let counted = held.par_drain(..).map(|(at, text)| {
            let (kind, id) = &wanted[at];
            let contribution = counter.contribution(*kind, id, text.as_deref());
            progress.step();
            ((*kind, id.clone()), contribution)
        });
        contributions.extend(counted.collect::<Vec<_>>());
    };
    let mut held: Vec<(usize, Option<String>)> = Vec::new();
    let mut bytes = 0;
    past.texts(&wanted, &mut |at, text| {
        bytes += text.as_ref().map_or(0, String::len);
        held.push((at, text));
        if bytes > MAX_HELD {
            settle(&mut held);
            bytes = 0;
        }
    })?;
    settle(&mut held);
    Ok(())
}

/// A text of the history: what it is, and its blob.
type Text = (Kind, String);

/// The text of a file, if that counts.
fn text(file: &Listed<String>) -> Option<Text> {
    match file.role {
        Role::Content(kind @ (Kind::Page | Kind::Diagram)) => Some((kind, file.known.clone())),
        _ => None,
    }
}
