//! From sources to parsed files: pages, diagram files, and the diagrams of other documents. In: texts. Out: what each file
//! says, and findings. Nothing here depends on more than one file.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;

use rayon::prelude::*;

use super::{Progress, Work};
use crate::config::Config;
use crate::diagnostics::Finding;
use crate::load::{Asset, SourceFile, Sources, Theme};
use crate::model::{Diagram, Page, Suppression};
use crate::parse;

/// The content, read; nothing in it depends on more than one file.
pub(super) struct Read {
    pub(super) parsed: Parsed,
    pub(super) diagram_files: Vec<(String, String, Diagram)>,
    pub(super) assets: Vec<Asset>,
    /// Diagrams of files that are no pages, each with its file.
    pub(super) embedded: Vec<(String, Diagram)>,
    pub(super) findings: Vec<Finding>,
    pub(super) suppressions: BTreeMap<String, Vec<Suppression>>,
    pub(super) texts: BTreeMap<String, String>,
    /// The source of every diagram, each once.
    pub(super) diagram_texts: BTreeSet<String>,
}

pub(super) fn read(config: &Config, sources: Sources, theme: &Theme, drafts: bool, work: Work<'_>) -> Read {
    let Sources { pages, diagrams, assets, documents, reviews, mut findings } = sources;
    work.progress.stage("parsing", pages.len());
    let (parsed, parse_findings) = parse_pages(config, &pages, drafts, work.progress);
    findings.extend(parse_findings);
    let mut suppressions: BTreeMap<String, Vec<Suppression>> = BTreeMap::new();
    for page in &parsed.kept {
        if !page.suppressions.is_empty() {
            suppressions.insert(page.file.clone(), page.suppressions.clone());
        }
    }
    let diagram_files: Vec<(String, String, Diagram)> = diagrams
        .iter()
        .map(|source| {
            let (diagram, silenced, list) = parse::standalone_diagram(&source.file, &source.text);
            findings.extend(list);
            if !silenced.is_empty() {
                suppressions.insert(source.file.clone(), silenced);
            }
            (source.file.clone(), source.path.clone(), diagram)
        })
        .collect();
    let documents: Vec<SourceFile> = documents.into_iter().chain(theme.own_templates()).collect();
    let mut embedded = Vec::new();
    for SourceFile { file, text, .. } in &documents {
        let (list, silenced, more) = parse::embedded_diagrams(file, text, !file.ends_with(".yaml"));
        findings.extend(more);
        suppressions.entry(file.clone()).or_default().extend(silenced);
        embedded.extend(list.into_iter().map(|diagram| (file.clone(), diagram)));
    }
    let of_pages = parsed.kept.iter().flat_map(|page| &page.diagrams);
    let diagram_texts = of_pages
        .chain(diagram_files.iter().map(|(_, _, diagram)| diagram))
        .chain(embedded.iter().map(|(_, diagram)| diagram))
        .map(|diagram| diagram.source.clone())
        .collect();
    let of_content =
        pages.into_iter().chain(diagrams).chain(documents).chain(reviews).map(|source| (source.file, source.text));
    let texts = of_content.chain([(config.file.clone(), config.text.clone())]).collect();
    (work.mark)("parse");
    Read { parsed, diagram_files, assets, embedded, findings, suppressions, texts, diagram_texts }
}

/// Pages that are built, and the paths of those that are not.
pub(super) struct Parsed {
    pub(super) kept: Vec<Page>,
    pub(super) drafts: Vec<String>,
}

fn parse_pages(
    config: &Config,
    sources: &[SourceFile],
    drafts: bool,
    progress: &dyn Progress,
) -> (Parsed, Vec<Finding>) {
    let results: Vec<Result<(Page, Vec<Finding>), Finding>> = sources
        .par_iter()
        .map(|source| {
            let result = catch_unwind(|| parse::page(&source.file, &source.path, &source.text, &config.markdown));
            progress.step();
            result.map_err(|_| Finding::internal(&source.file, "this page could not be read"))
        })
        .collect();
    let mut findings = Vec::new();
    let mut parsed = Parsed { kept: Vec::new(), drafts: Vec::new() };
    for result in results {
        match result {
            Ok((page, _)) if page.meta.draft && !drafts => parsed.drafts.push(page.path),
            Ok((page, list)) => {
                findings.extend(list);
                parsed.kept.push(page);
            }
            Err(finding) => findings.push(finding),
        }
    }
    (parsed, findings)
}
