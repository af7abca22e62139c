//! In: quotes that begin with `[!TAB] Title`. Out: tabs, of which those that follow each other are one group. On GitHub they are
//! quotes. The tabs are radio buttons with labels, so that they need no script.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::escape::push_escaped;
use super::slots::{Slot, Slots};

const GROUP_START: &str = "<div class=\"tabs\">\n";
const GROUP_END: &str = "</div>\n";

/// The tabs of a page while it is being read.
#[derive(Default)]
pub(super) struct Tabs {
    /// Groups that have begun.
    groups: usize,
    /// What the open quotes are: tabs, or something else.
    open: Vec<Option<Tab>>,
    /// The tab that ended last, and where: how deep in texts that are set aside, and after which byte.
    last: Option<(Tab, usize, usize)>,
    /// Where the line of the last title ends in the file.
    title_end: usize,
}

#[derive(Clone, Copy)]
struct Tab {
    group: usize,
    number: usize,
}

impl Tabs {
    /// Begins a quote of no kind that GitHub knows, which stands at `range`. Whether it is a tab; its beginning is written then.
    pub(super) fn start(
        &mut self,
        (out, aside): (&mut String, usize),
        slots: &mut Slots,
        text: &str,
        range: Range<usize>,
    ) -> bool {
        let Some((title, length)) = text.get(range.clone()).and_then(title) else {
            self.open.push(None);
            return false;
        };
        let follows = self.last.take().filter(|(_, depth, end)| (*depth, *end) == (aside, out.len()));
        let tab = if let Some((Tab { group, number }, ..)) = follows {
            out.truncate(out.len() - GROUP_END.len());
            Tab { group, number: number + 1 }
        } else {
            self.groups += 1;
            out.push_str(GROUP_START);
            Tab { group: self.groups, number: 1 }
        };
        let Tab { group, number } = tab;
        let checked = if number == 1 { " checked" } else { "" };
        let mut label = format!(
            "<input type=\"radio\" name=\"tabs:{group}\" id=\"tab:{group}:{number}\"{checked}><label for=\"tab:{group}:{number}\">"
        );
        push_escaped(&mut label, title);
        label.push_str("</label>");
        slots.mark(out, Slot::Html(label));
        out.push_str("<div class=\"tab\">\n");
        self.open.push(Some(tab));
        self.title_end = range.start + length;
        true
    }

    /// Begins a quote that is no tab.
    pub(super) fn start_other(&mut self) {
        self.open.push(None);
    }

    /// Ends a quote. Whether it was a tab; its end is written then.
    pub(super) fn end(&mut self, out: &mut String, aside: usize) -> bool {
        let Some(Some(tab)) = self.open.pop() else {
            return false;
        };
        out.push_str("</div>\n");
        out.push_str(GROUP_END);
        self.last = Some((tab, aside, out.len()));
        true
    }

    /// Whether something at `range` begins in the line of a tab's title.
    pub(super) fn is_title(&self, range: &Range<usize>) -> bool {
        range.start < self.title_end && self.open.last().is_some_and(Option::is_some)
    }
}

/// Whether an event is text, or stands within it.
pub(super) fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Superscript
                | Tag::Subscript
                | Tag::Link { .. }
                | Tag::Image { .. }
        ),
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Superscript
                | TagEnd::Subscript
                | TagEnd::Link
                | TagEnd::Image
        ),
        Event::Html(_) | Event::Rule => false,
        _ => true,
    }
}

/// The title that a quote's text begins with, and how many bytes its line has.
fn title(quote: &str) -> Option<(&str, usize)> {
    const SIGN: &str = "[!TAB]";
    let length = quote.find('\n').map_or(quote.len(), |end| end + 1);
    let line = quote[..length].trim_start().strip_prefix('>')?.trim();
    let title = line.get(SIGN.len()..).filter(|_| line[..SIGN.len()].eq_ignore_ascii_case(SIGN))?.trim();
    (!title.is_empty()).then_some((title, length))
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_title_stands_behind_its_sign_in_the_first_line() {
        assert_eq!(title("> [!TAB] npm\n> x"), Some(("npm", 13)));
        assert_eq!(title(">[!tab]  a `b` \r\n"), Some(("a `b`", 17)));
        assert_eq!(title("> [!TAB] ä"), Some(("ä", 11)));
        for other in ["> [!TAB]\n> x", "> [!NOTE] x", "> x [!TAB] y", "> ä", "> \n> [!TAB] x", "[!TAB] x"] {
            assert_eq!(title(other), None, "{other}");
        }
    }
}
