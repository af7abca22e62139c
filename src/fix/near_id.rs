//! In: the given ids of figures. Out: the one that differs from a wrong one by a single letter: another, one more, one less,
//! or two that changed places. A lookup, however many ids there are.

use std::collections::{BTreeMap, BTreeSet};

/// Longer ids are left alone: each is known by as many names as it has letters.
const MAX_LENGTH: usize = 64;

/// Ids by what is left of them without one of their letters.
#[derive(Debug, Default)]
pub(super) struct NearIds<'a> {
    ids: BTreeSet<&'a str>,
    shorter: BTreeMap<String, Vec<&'a str>>,
}

impl<'a> NearIds<'a> {
    pub(super) fn new(ids: impl Iterator<Item = &'a str>) -> Self {
        let mut near = Self::default();
        for id in ids.filter(|id| id.len() <= MAX_LENGTH) {
            if near.ids.insert(id) {
                for shorter in without_one(id) {
                    near.shorter.entry(shorter).or_default().push(id);
                }
            }
        }
        near
    }

    /// The one id that is near to `wrong`.
    pub(super) fn only(&self, wrong: &str) -> Option<&'a str> {
        if wrong.len() > MAX_LENGTH {
            return None;
        }
        let shorter = without_one(wrong);
        let longer = self.shorter.get(wrong).into_iter().flatten();
        let same_length = shorter.iter().filter_map(|name| self.shorter.get(name)).flatten();
        let found: BTreeSet<&str> = shorter
            .iter()
            .filter_map(|name| self.ids.get(name.as_str()))
            .chain(longer)
            .chain(same_length)
            .copied()
            .filter(|id| strsim::osa_distance(id, wrong) == 1)
            .collect();
        let mut found = found.into_iter();
        found.next().filter(|_| found.next().is_none())
    }
}

/// A text without each of its letters in turn.
fn without_one(text: &str) -> BTreeSet<String> {
    let without = |(at, letter): (usize, char)| format!("{}{}", &text[..at], &text[at + letter.len_utf8()..]);
    text.char_indices().map(without).collect()
}

#[cfg(test)]
mod tests {
    use super::NearIds;

    #[test]
    fn one_letter_leads_to_the_id_and_two_do_not() {
        let ids = NearIds::new(["dock-l0", "dock-l1", "quay", "ölfass"].into_iter());
        for wrong in ["quey", "qay", "quayy", "qauy", "xquay"] {
            assert_eq!(ids.only(wrong), Some("quay"), "{wrong}");
        }
        assert_eq!(ids.only("olfass"), Some("ölfass"));
        for wrong in ["dock-l2", "quxx", "q", ""] {
            assert_eq!(ids.only(wrong), None, "{wrong}");
        }
    }
}
