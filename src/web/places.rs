//! In: the joined site and its configuration. Out: every place that leads out of the site, in text, in diagrams, in `[nav]`
//! and in `[redirects]`.

use super::Address;
use crate::config::{Config, NavEntry, NavTarget};
use crate::link::{Figure, Resolved, Site};
use crate::model::{DiagramLink, Span};

/// A place that leads out of the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where it leads.
    pub address: Address,
    /// The file that it is written in, relative to the site's root.
    pub file: String,
    /// Where in that file.
    pub span: Span,
    /// Id of the diagram that it is in.
    pub diagram: Option<String>,
}

/// All places, in order of the site; `links` are the click targets of a figure.
pub fn places<'s>(config: &Config, site: &'s Site, links: &dyn Fn(&Figure) -> &'s [DiagramLink]) -> Vec<Place> {
    let mut places = Vec::new();
    let mut add = |target: &str, file: &str, span: Span, diagram: Option<&str>| {
        places.extend(Address::read(target).map(|address| Place {
            address,
            file: file.to_owned(),
            span,
            diagram: diagram.map(str::to_owned),
        }));
    };
    for page in &site.pages {
        for (reference, resolved) in page.page.references.iter().zip(&page.references) {
            if let Resolved::External(target) = resolved {
                add(target, &page.page.file, reference.span, None);
            }
        }
    }
    for figure in &site.figures {
        for (link, resolved) in links(figure).iter().zip(&figure.links) {
            if let Resolved::External(target) = resolved {
                let span = figure.diagram.map.span(&figure.diagram.source, link.range.clone());
                add(target, &figure.file, span, Some(&figure.id));
            }
        }
    }
    // `[nav]` is nested no deeper than its reader allows.
    let mut entries: Vec<&NavEntry> = config.nav.iter().flatten().collect();
    while let Some(entry) = entries.pop() {
        if let NavTarget::Url(url) = &entry.target {
            add(url, &config.file, entry.span, None);
        }
        entries.extend(&entry.items);
    }
    for redirect in &config.redirects {
        add(&redirect.to, &config.file, redirect.to_span, None);
    }
    places
}
