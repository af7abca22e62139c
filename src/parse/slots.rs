//! In: the HTML of a page as one string, in which marks stand for what later stages know. Out: the page's body as parts.
//! Marks let a sanitizer see the page as a whole without seeing, or harming, what comes later.

use crate::model::Part;

use super::escape::{CLOSE, OPEN};

/// What stands for one mark.
pub(super) enum Slot {
    /// A hole that a later stage fills.
    Hole(Part),
    /// Finished HTML of our own that a sanitizer need not see.
    Html(String),
}

/// All slots of a page, numbered.
#[derive(Default)]
pub(super) struct Slots(Vec<Slot>);

impl Slots {
    /// Writes the mark of a new slot. A URL's mark differs, because it alone may stand in an attribute.
    pub(super) fn mark(&mut self, out: &mut String, slot: Slot) {
        out.push(OPEN);
        out.push(if matches!(slot, Slot::Hole(Part::Url(_))) { 'u' } else { 'b' });
        out.push_str(&self.0.len().to_string());
        out.push(CLOSE);
        self.0.push(slot);
    }

    /// Cuts the page at its marks. A figure or a code block whose mark was lost (swallowed by an unclosed tag) is
    /// appended, so that content never vanishes.
    pub(super) fn split(self, html: &str) -> Vec<Part> {
        let mut slots: Vec<Option<Slot>> = self.0.into_iter().map(Some).collect();
        let mut body = Vec::with_capacity(slots.len() * 2 + 1);
        let mut text = String::new();
        let mut pieces = html.split(OPEN);
        text.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let (mark, rest) = piece.split_once(CLOSE).unwrap_or(("", piece));
            let number = mark.get(1..).and_then(|number| number.parse::<usize>().ok());
            match number.and_then(|number| slots.get_mut(number)).and_then(Option::take) {
                Some(Slot::Html(html)) => text.push_str(&html),
                Some(Slot::Hole(part)) => {
                    if !text.is_empty() {
                        body.push(Part::Html(std::mem::take(&mut text)));
                    }
                    body.push(part);
                }
                None => {}
            }
            text.push_str(rest);
        }
        if !text.is_empty() {
            body.push(Part::Html(text));
        }
        body.extend(slots.into_iter().flatten().filter_map(|slot| match slot {
            Slot::Hole(part @ (Part::Diagram(_) | Part::Code(_) | Part::Include(_) | Part::Relations(_))) => Some(part),
            _ => None,
        }));
        body
    }
}

/// Whether an attribute's value is the mark of a URL, or has no mark at all.
pub(super) fn is_url_mark_or_plain(value: &str) -> bool {
    if !value.contains([OPEN, CLOSE]) {
        return true;
    }
    is_url_mark(value)
}

/// Whether an attribute's value is the mark of a URL and nothing else.
pub(super) fn is_url_mark(value: &str) -> bool {
    value
        .strip_prefix(OPEN)
        .and_then(|value| value.strip_suffix(CLOSE))
        .and_then(|value| value.strip_prefix('u'))
        .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_at_marks_and_keeps_what_was_lost() {
        let mut slots = Slots::default();
        let mut html = String::from("<p><a href=\"");
        slots.mark(&mut html, Slot::Hole(Part::Url(0)));
        html.push_str("\">");
        slots.mark(&mut html, Slot::Html("<math/>".to_owned()));
        html.push_str("</a></p>");
        slots.mark(&mut String::new(), Slot::Hole(Part::Diagram(0)));
        assert_eq!(
            slots.split(&html),
            [
                Part::Html("<p><a href=\"".to_owned()),
                Part::Url(0),
                Part::Html("\"><math/></a></p>".to_owned()),
                Part::Diagram(0)
            ]
        );
    }

    #[test]
    fn only_a_url_mark_may_stand_in_an_attribute() {
        assert!(is_url_mark_or_plain("x"));
        assert!(is_url_mark_or_plain("\u{FDD0}u12\u{FDD1}"));
        assert!(!is_url_mark_or_plain("\u{FDD0}b12\u{FDD1}"));
        assert!(!is_url_mark_or_plain("a\u{FDD0}u1\u{FDD1}"));
    }
}
