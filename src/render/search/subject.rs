//! What is searched: the pages of a site as readers' search sees them, each with its sections and its diagrams. In: the joined site.
//! Out: data of its own, which is cheap to take, so that the index can be made later. Drafts, the 404 page and pages that ask to be left
//! out are not among them, nor are diagrams that no page shows.

use std::sync::Arc;

use crate::link::{FigureHome, SitePage, href};
use crate::mermaid::{Drawn, Verdict};
use crate::model::{Page, TitleOrigin};
use crate::render::figure;
use crate::render::{NOT_FOUND, Shared};

/// A page that is searched.
pub struct Subject {
    /// The page.
    pub page: Arc<Page>,
    /// Its file in the output as it stands in an address.
    pub address: String,
    /// About how many bytes of text it has to be found by.
    pub size: usize,
    /// The diagrams that it is the first to show.
    pub figures: Vec<Figure>,
}

/// A diagram that is searched.
pub struct Figure {
    /// The id of its element.
    pub id: String,
    /// Plain text.
    pub caption: String,
    /// The author's word for what it is for.
    pub role: Option<String>,
    /// Mermaid's name of its kind; empty where nothing tells.
    pub kind: String,
    /// Its drawing, if it is valid.
    pub drawn: Option<Arc<Drawn>>,
}

/// A part of a page with an address of its own; the first is the page itself.
pub struct Section<'a> {
    /// The id of its heading; empty for the page.
    pub id: &'a str,
    /// The heading, or the page's title.
    pub heading: &'a str,
    /// The texts below it, up to the next heading.
    pub texts: Vec<&'a str>,
}

/// Whether readers' search finds a page.
pub fn is_searched(page: &SitePage) -> bool {
    let meta = &page.page.meta;
    meta.search.unwrap_or(true) && !meta.draft && page.output != NOT_FOUND
}

/// The pages that are searched, in order, and what tells them from those of any other site.
pub fn all(shared: &Shared<'_>) -> (Vec<Subject>, Vec<u8>) {
    let site = shared.input.site;
    let mut subjects: Vec<Option<Subject>> =
        site.pages.iter().map(|page| is_searched(page).then(|| of(page))).collect();
    let mut identity = Vec::new();
    let mut note = |part: &[u8]| {
        identity.extend_from_slice(&part.len().to_le_bytes());
        identity.extend_from_slice(part);
    };
    for subject in subjects.iter().flatten() {
        note(subject.page.file.as_bytes());
        note(subject.address.as_bytes());
        note(shared.input.texts.get(&subject.page.file).map_or(&[], |text| text.id()));
    }
    for figure::Facts { figure, verdict } in &shared.figures {
        let FigureHome::Page { page, .. } = figure.home else { continue };
        let Some(subject) = &mut subjects[page] else { continue };
        let found = Figure {
            id: figure.id.clone(),
            caption: figure.caption.clone(),
            role: figure.diagram.data.role.clone(),
            kind: verdict.kind().unwrap_or_default().to_owned(),
            drawn: match verdict {
                Verdict::Drawn(drawn) => Some(Arc::clone(drawn)),
                Verdict::Broken(_) => None,
            },
        };
        for part in [&found.id, &found.caption, &found.kind] {
            note(part.as_bytes());
        }
        note(figure.diagram.source.id());
        note(&[u8::from(found.drawn.is_some())]);
        note(&page.to_le_bytes());
        // About half of a source is names.
        subject.size += found.caption.len() + figure.diagram.source.len() / 2;
        subject.figures.push(found);
    }
    (subjects.into_iter().flatten().collect(), identity)
}

fn of(page: &SitePage) -> Subject {
    let Page { headings, sections, .. } = &*page.page;
    let size = headings.iter().map(|heading| heading.text.len()).chain(sections.iter().map(String::len)).sum();
    Subject { page: Arc::clone(&page.page), address: href::encode_path(&page.output), size, figures: Vec::new() }
}

impl Subject {
    /// The sections of the page. Its heading of level 1 is the page's, and so is what stands below it.
    pub fn sections(&self) -> Vec<Section<'_>> {
        let Page { meta, title, headings, sections, .. } = &*self.page;
        let own = headings.iter().position(|heading| heading.level == 1);
        let own = own.filter(|own| self.page.title_origin == TitleOrigin::Heading || *own == 0);
        let mut of_page = vec![meta.description.as_deref().unwrap_or_default()];
        let mut list = Vec::with_capacity(headings.len() + 1);
        of_page.extend(sections.first().map(String::as_str));
        for (number, (heading, text)) in headings.iter().zip(sections.iter().skip(1)).enumerate() {
            if Some(number) == own {
                of_page.extend((heading.text != *title).then_some(heading.text.as_str()));
                of_page.push(text);
            } else {
                list.push(Section { id: &heading.id, heading: &heading.text, texts: vec![text] });
            }
        }
        list.insert(0, Section { id: "", heading: title, texts: of_page });
        list
    }
}
