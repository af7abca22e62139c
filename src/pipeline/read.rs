//! From sources to parsed files: pages, diagram files, and the diagrams of other documents. In: texts. Out: what each file
//! says, and findings. Nothing here depends on more than one file.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::sync::Arc;

use rayon::prelude::*;

use super::Work;
use crate::cache::Key;
use crate::config::Config;
use crate::diagnostics::Finding;
use crate::load::{Asset, SourceFile, Sources, Theme};
use crate::model::{Diagram, Page, Suppression, Text};
use crate::parse;

/// The content, read; nothing in it depends on more than one file.
pub(super) struct Read {
    pub(super) content: Content,
    pub(super) assets: Vec<Asset>,
    pub(super) findings: Vec<Finding>,
    pub(super) suppressions: BTreeMap<String, Vec<Suppression>>,
    pub(super) texts: BTreeMap<String, Text>,
}

/// What files say.
pub(super) struct Content {
    /// Pages that are built, in order of their path.
    pub(super) pages: Vec<Arc<Page>>,
    /// Paths of pages that are not.
    pub(super) drafts: Vec<String>,
    /// Diagrams of files of their own, each with its file and its path in the content folder.
    pub(super) diagram_files: Vec<(String, String, Arc<Diagram>)>,
    /// Diagrams of files that are no pages, each with its file.
    pub(super) embedded: Vec<(String, Diagram)>,
}

impl Content {
    /// The source of every diagram, each once.
    pub(super) fn diagram_texts(&self) -> BTreeSet<&Text> {
        let of_pages = self.pages.iter().flat_map(|page| &page.diagrams);
        let of_files = self.diagram_files.iter().map(|(_, _, diagram)| diagram);
        let of_content = of_pages.chain(of_files).map(|diagram| &diagram.source);
        of_content.chain(self.embedded.iter().map(|(_, diagram)| &diagram.source)).collect()
    }
}

pub(super) fn read(config: &Config, sources: Sources, theme: &Theme, drafts: bool, work: Work<'_>) -> Read {
    let Sources { pages, diagrams, assets, documents, reviews, mut findings } = sources;
    work.progress.stage("parsing", pages.len());
    let parsed = parse_pages(config, &pages, work);
    let mut suppressions: BTreeMap<String, Vec<Suppression>> = BTreeMap::new();
    let mut content =
        Content { pages: Vec::new(), drafts: Vec::new(), diagram_files: Vec::new(), embedded: Vec::new() };
    for page in parsed {
        let ParsedPage { page, findings: found } = match &*page {
            Ok(parsed) => parsed,
            Err(finding) => {
                findings.push(finding.clone());
                continue;
            }
        };
        if page.meta.draft && !drafts {
            content.drafts.push(page.path.clone());
            continue;
        }
        findings.extend_from_slice(found);
        if !page.suppressions.is_empty() {
            suppressions.insert(page.file.clone(), page.suppressions.clone());
        }
        content.pages.push(Arc::clone(page));
    }
    content.diagram_files = diagrams
        .iter()
        .map(|source| {
            let (diagram, silenced, list) = parse::standalone_diagram(&source.file, &source.text);
            findings.extend(list);
            if !silenced.is_empty() {
                suppressions.insert(source.file.clone(), silenced);
            }
            (source.file.clone(), source.path.clone(), Arc::new(diagram))
        })
        .collect();
    let documents: Vec<SourceFile> = documents.into_iter().chain(theme.own_templates()).collect();
    for SourceFile { file, text, .. } in &documents {
        let (list, silenced, more) = parse::embedded_diagrams(file, text, !file.ends_with(".yaml"));
        findings.extend(more);
        suppressions.entry(file.clone()).or_default().extend(silenced);
        content.embedded.extend(list.into_iter().map(|diagram| (file.clone(), diagram)));
    }
    let of_content =
        pages.into_iter().chain(diagrams).chain(documents).chain(reviews).map(|source| (source.file, source.text));
    let texts = of_content.chain([(config.file.clone(), config.text.clone().into())]).collect();
    (work.mark)("parse");
    Read { content, assets, findings, suppressions, texts }
}

/// A page and what was found in it.
struct ParsedPage {
    page: Arc<Page>,
    findings: Vec<Finding>,
}

/// Every page, remembered by its name, its text and how Markdown is read; what could not be read, for a fault of ours, is not.
fn parse_pages(config: &Config, sources: &[SourceFile], work: Work<'_>) -> Vec<Arc<Result<ParsedPage, Finding>>> {
    let options = format!("{:?}", config.markdown);
    let (memory, progress) = (work.memory, work.progress);
    let pages = sources.par_iter().map(|SourceFile { file, path, text }| {
        let key = Key::new("parse", &[file.as_bytes(), path.as_bytes(), text.id(), options.as_bytes()]);
        let parsed = memory.share(key, Result::is_ok, || {
            catch_unwind(|| parse::page(file, path, text, &config.markdown))
                .map(|(page, findings)| ParsedPage { page: Arc::new(page), findings })
                .map_err(|_| Finding::internal(file, "this page could not be read"))
        });
        progress.step();
        parsed
    });
    pages.collect()
}
