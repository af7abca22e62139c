//! Names everything that a page's HTML depends on, so that a page that would come out the same need not be made again.
//!
//! A page is a pure function of: the program and its theme ([`shared`]); what its template gets; its own text, which says
//! where the holes are; what goes into the holes: addresses, relations, and for each figure its place, its source and its links.

use super::context::Context;
use super::{Input, Shared, address, figure, relations};
use crate::cache::Key;
use crate::link::{FigureHome, Resolved};

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

/// The key of a page.
pub fn of(shared: &Shared<'_>, index: usize, context: &Context<'_>) -> Key {
    let input = shared.input;
    let site_page = &input.site.pages[index];
    let page = &site_page.page;
    let context = serde_json::to_vec(context).unwrap_or_default();
    let mut holes = String::new();
    for (number, target) in site_page.references.iter().enumerate() {
        let written = address::resolved(shared, &site_page.output, target);
        holes.push_str(&format!("{number} {written:?}\n"));
        if let Resolved::Figure { figure } = target {
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
    let text = input.versions.get(&page.file).map_or(&[][..], |version| version.bytes());
    let template = page.meta.template.as_deref().unwrap_or_default();
    Key::new("page 2", &[shared.fingerprint.bytes(), &context, text, holes.as_bytes(), template.as_bytes()])
}
