//! Names everything that a page's HTML depends on, so that a page that would come out the same need not be made again.
//!
//! A page is a pure function of: the program and its theme ([`shared`]); what its template gets; its own text, which says
//! where the holes are; what goes into the holes: addresses, relations, and for each figure its place, its source and its links.
//! The key is made of just these, which takes a while. So it is remembered by what is at hand already: what the page itself is,
//! and everything of the site that any page may show ([`surroundings`]). Where that is another, the key may still be the same.

use std::hash::Hash;

use super::context::{self, Context};
use super::{Input, Shared, address, body, figure, relations};
use crate::cache::Key;
use crate::link::{FigureHome, Resolved, SitePage};

/// The key of what all pages depend on.
pub fn shared(input: &Input<'_>) -> Key {
    let mut parts: Vec<&[u8]> = vec![input.program.as_bytes(), input.drawer.fingerprint()];
    for (path, content) in &input.theme.files {
        parts.push(path.as_bytes());
        parts.push(content);
    }
    let options = format!("{:?}", input.config.markdown);
    parts.push(options.as_bytes());
    Key::new("theme", &parts)
}

/// What a page may show of the site and of other pages; `made` is what Chartroom adds to the site.
pub fn surroundings(input: &Input<'_>, made: &impl Hash) -> Key {
    let site = input.site;
    let pages = site.pages.iter().map(|SitePage { page, url, output, .. }| {
        (&page.file, &page.path, &page.title, &page.meta.link_title, url, output)
    });
    let figures = site.figures.iter().zip(input.verdicts);
    let figures =
        figures.map(|(figure, verdict)| (&figure.id, &figure.caption, figure.home, verdict.drawn().is_some()));
    let relations = site.relations.list.iter().map(|relation| (relation, relations::part(site, &relation.to)));
    let of_site = (
        pages.collect::<Vec<_>>(),
        figures.collect::<Vec<_>>(),
        relations.collect::<Vec<_>>(),
        &site.relations.kinds,
        &site.nav,
    );
    Key::of("surroundings", &(&input.config.text, input.base_url, input.noindex, made, of_site))
}

/// The key of a page; its context, too, if that had to be made.
pub fn of<'a>(shared: &Shared<'a>, index: usize) -> (Key, Option<Context<'a>>) {
    let mut made = None;
    let mut make = || {
        let context = context::of(shared, index);
        let key = precise(shared, index, &context);
        made = Some(context);
        key
    };
    let key = match at_hand(shared, index) {
        Some(at_hand) => *shared.input.memory.share(at_hand, |_| true, make),
        None => make(),
    };
    (key, made)
}

/// What the key is remembered by; `None` where the page shows a diagram that may come out otherwise next time.
fn at_hand(shared: &Shared<'_>, index: usize) -> Option<Key> {
    let SitePage { page, slots, references, backlinks, relations, previous, next, .. } =
        &shared.input.site.pages[index];
    let text = shared.input.texts.get(&page.file)?.id();
    let mut figures = Vec::new();
    for slot in slots.in_order() {
        let figure::Facts { figure, verdict } = shared.figures[slot.figure];
        if !verdict.is_certain() {
            return None;
        }
        // A diagram of the page itself is part of the page's text.
        let diagram = (figure.file != page.file).then_some(&*figure.diagram);
        let elsewhere =
            diagram.map(|diagram| (&figure.file, &diagram.data, &diagram.source, diagram.map.lines.first()));
        figures.push((slot, &figure.links, elsewhere));
    }
    let changed = shared.changed[index];
    let of_page = (text, references, figures, backlinks, relations, previous, next, changed);
    Some(Key::of("page at hand", &(shared.fingerprint, shared.surroundings, index, of_page)))
}

/// The key, made of everything that the page's HTML depends on.
fn precise(shared: &Shared<'_>, index: usize, context: &Context<'_>) -> Key {
    let input = shared.input;
    let site_page = &input.site.pages[index];
    let page = &site_page.page;
    let context = serde_json::to_vec(context).unwrap_or_default();
    let mut holes = String::new();
    for (number, target) in site_page.references.iter().enumerate() {
        let written = address::resolved(shared, &site_page.output, target);
        holes.push_str(&format!("{number} {written:?} {:?}\n", body::picture_size(shared, target)));
        if let Resolved::Figure { figure, node } = target {
            holes.push_str(&format!("{node:?} "));
            let figure = &input.site.figures[*figure];
            if let FigureHome::Page { page, number } = figure.home {
                holes.push_str(&format!("{:?} {number} {:?}\n", figure.caption, input.site.pages[page].page.title));
            }
        }
    }
    for slot in site_page.slots.in_order() {
        holes.push_str(&figure::inputs(shared, index, slot));
    }
    holes.push_str(&relations::inputs(shared, index));
    let text = input.texts.get(&page.file).map_or(&[][..], |text| text.id());
    let template = page.meta.template.as_deref().unwrap_or_default();
    Key::new("page 2", &[shared.fingerprint.bytes(), &context, text, holes.as_bytes(), template.as_bytes()])
}
