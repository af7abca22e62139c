//! Totals of a site without joining it, for histories of many commits. In: what each file adds, which can be remembered by its
//! text alone, and where the files stand. Out: the totals that a report of the same files has. A test holds one against the other.

use std::panic::catch_unwind;

use serde::{Deserialize, Serialize};

use super::judge;
use crate::cache::{Cache, Key};
use crate::config::Config;
use crate::link::{self, Addressee};
use crate::load::{Asset, Kind, Listed, Role};
use crate::mermaid::{Drawer, Fault};
use crate::model::FrontMatter;
use crate::parse;

/// What a file adds to the totals of its site, and what decides whether it is part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// Diagrams.
    pub diagrams: usize,
    /// Diagrams that are valid.
    pub valid: usize,
    url: Option<String>,
    slug: Option<String>,
    /// Whether it is no page of the site: a draft, or no text.
    is_out: bool,
    /// Whether every verdict would be the same again.
    is_certain: bool,
}

impl Contribution {
    /// What a file that is no text adds: nothing, and it takes no address.
    pub fn none() -> Self {
        Self { is_out: true, is_certain: true, ..Self::default() }
    }
}

/// Numbers of a site's diagrams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Census {
    /// Diagrams, broken ones too.
    pub diagrams: usize,
    /// Diagrams that parse and draw.
    pub valid: usize,
    is_certain: bool,
}

/// Counts files, and remembers what it counted.
pub struct Counter<'a> {
    config: &'a Config,
    drawer: Drawer,
    cache: &'a Cache,
}

impl<'a> Counter<'a> {
    /// Counts as a site of this configuration does.
    pub fn new(config: &'a Config, cache: &'a Cache) -> Self {
        Self { config, drawer: Drawer::new(&config.diagrams), cache }
    }

    fn key(&self, of: &str, kind: &str, id: &str) -> Key {
        Key::new(
            of,
            &[self.drawer.fingerprint_for_judging(), self.config.text.as_bytes(), kind.as_bytes(), id.as_bytes()],
        )
    }

    /// What is remembered of the file whose text has this id.
    pub fn known(&self, kind: Kind, id: &str) -> Option<Contribution> {
        self.cache.recall(self.key("contribution 1", name(kind), id))
    }

    /// What a file adds; remembered for the id of its text.
    pub fn contribution(&self, kind: Kind, id: &str, text: Option<&str>) -> Contribution {
        let sum = text.map_or_else(Contribution::none, |text| self.read(kind, text));
        if sum.is_certain {
            self.cache.store(self.key("contribution 1", name(kind), id), &sum);
        }
        sum
    }

    fn read(&self, kind: Kind, text: &str) -> Contribution {
        // The totals do not depend on the file's name.
        if kind == Kind::Diagram {
            let (diagram, ..) = parse::standalone_diagram("", text);
            return self.with_verdicts(Contribution::default(), [diagram.source.as_str()]);
        }
        let Ok((page, _)) = catch_unwind(|| parse::page("", "", text, &self.config.markdown)) else {
            return Contribution::none();
        };
        if page.meta.draft {
            return Contribution::none();
        }
        let sum = Contribution { url: page.meta.url, slug: page.meta.slug, ..Contribution::default() };
        self.with_verdicts(sum, page.diagrams.iter().map(|diagram| diagram.source.as_str()))
    }

    fn with_verdicts<'s>(&self, sum: Contribution, sources: impl IntoIterator<Item = &'s str>) -> Contribution {
        let start = Contribution { is_certain: true, ..sum };
        sources.into_iter().fold(start, |sum, source| {
            let judgement = judge(&self.drawer, source, self.cache);
            Contribution {
                diagrams: sum.diagrams + 1,
                valid: sum.valid + usize::from(judgement.is_ok()),
                is_certain: sum.is_certain && judgement.as_ref().err().is_none_or(Fault::is_certain),
                ..sum
            }
        })
    }

    /// What is remembered of the site whose folders have these trees.
    pub fn known_site(&self, trees: &str) -> Option<Census> {
        self.cache.recall(self.key("census 1", "", trees))
    }

    /// The totals of a site of these files, in the order of [`crate::load::list`]; remembered for its trees.
    pub fn site(&self, trees: &str, files: &[Listed<&Contribution>]) -> Census {
        let is_page = |file: &&Listed<&Contribution>| file.role == Role::Content(Kind::Page) && !file.known.is_out;
        let metas: Vec<(&Listed<&Contribution>, FrontMatter)> = files
            .iter()
            .filter(is_page)
            .map(|file| {
                let Contribution { url, slug, .. } = file.known;
                (file, FrontMatter { url: url.clone(), slug: slug.clone(), ..FrontMatter::default() })
            })
            .collect();
        let pages: Vec<Addressee<'_>> =
            metas.iter().map(|(file, meta)| Addressee { file: &file.file, path: &file.path, meta }).collect();
        let assets: Vec<Asset> = files
            .iter()
            .filter(|file| file.role == Role::Content(Kind::Asset))
            .map(|file| Asset {
                file: file.file.clone(),
                path: file.path.clone(),
                location: Default::default(),
                picture: None,
            })
            .collect();
        let addresses = link::addresses(self.config, &pages, &assets, &mut Vec::new());
        let placed = metas.iter().zip(addresses).filter_map(|((file, _), address)| address.map(|_| *file));
        let diagrams = files.iter().filter(|file| file.role == Role::Content(Kind::Diagram));
        let start = Census { is_certain: true, ..Census::default() };
        let census = placed.chain(diagrams).fold(start, |census, file| Census {
            diagrams: census.diagrams + file.known.diagrams,
            valid: census.valid + file.known.valid,
            is_certain: census.is_certain && file.known.is_certain,
        });
        if census.is_certain {
            self.cache.store(self.key("census 1", "", trees), &census);
        }
        census
    }
}

const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Page => "page",
        Kind::Diagram => "diagram",
        Kind::Asset => "asset",
    }
}
