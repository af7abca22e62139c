//! The known name nearest to a mistyped one.

/// How alike two names have to be, from 0 to 1, for one to be what was meant by the other.
const ALIKE: f64 = 0.82;

/// Steps that a look at the letters of a name takes, and one for each letter.
const LOOK: usize = 8;

/// Steps that a comparison takes, and one for each eight pairs of letters.
const COMPARISON: usize = 32;

/// The candidate that is most like `name`, if one is alike enough to be what was meant. Ties go to the first.
pub fn nearest<'c>(name: &str, candidates: &[&'c str]) -> Option<&'c str> {
    let mut endless = usize::MAX;
    nearest_within(name, candidates, &mut endless)
}

/// Like [`nearest`], for as many steps as there is `patience`, of which some nanoseconds each: then there is none, and no
/// patience left.
pub fn nearest_within<'c>(name: &str, candidates: &[&'c str], patience: &mut usize) -> Option<&'c str> {
    // Comparing is quadratic in the length, and a name from content may be long.
    if name.len() > 800 || *patience == 0 {
        return None;
    }
    let lower = name.to_lowercase();
    let letters = Letters::of(&lower);
    let mut best: Option<(f64, &'c str)> = None;
    for candidate in candidates.iter().filter(|candidate| candidate.len() <= 800) {
        *patience = patience.saturating_sub(LOOK + candidate.len());
        if *patience == 0 {
            return None;
        }
        let needed = best.map_or(ALIKE, |(top, _)| top);
        // Most candidates differ so much that counting their letters tells.
        if candidate.is_ascii() && lower.is_ascii() && letters.best_score(&lower, candidate) < needed {
            continue;
        }
        *patience = patience.saturating_sub(COMPARISON + lower.len() * candidate.len() / 8);
        let score = strsim::jaro_winkler(&lower, &candidate.to_lowercase());
        if score >= ALIKE && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How often each byte occurs in a name.
struct Letters([u16; 256]);

impl Letters {
    fn of(name: &str) -> Self {
        let mut counts = [0; 256];
        for byte in name.bytes() {
            counts[usize::from(byte)] += 1;
        }
        Self(counts)
    }

    /// The Jaro-Winkler score that two ASCII names would have if all letters that they share stood at the same places: none
    /// is higher.
    fn best_score(&self, name: &str, other: &str) -> f64 {
        let mut left = self.0;
        let mut shared = 0_u32;
        for byte in other.bytes() {
            let count = &mut left[usize::from(byte.to_ascii_lowercase())];
            if *count > 0 {
                *count -= 1;
                shared += 1;
            }
        }
        if shared == 0 {
            return 0.0;
        }
        let shared = f64::from(shared);
        let jaro = (shared / name.len() as f64 + shared / other.len() as f64 + 1.0) / 3.0;
        let prefix = name.bytes().zip(other.bytes()).take(4).take_while(|(a, b)| *a == b.to_ascii_lowercase()).count();
        0.1_f64.mul_add(prefix as f64 * (1.0 - jaro), jaro) + 1e-9
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_name_and_a_stranger_finds_none() {
        let names = ["title", "base_url", "description"];
        assert_eq!(nearest("titel", &names), Some("title"));
        assert_eq!(nearest("baseurl", &names), Some("base_url"));
        assert_eq!(nearest("colour", &names), None);
    }

    #[test]
    fn counting_letters_never_leaves_out_a_likely_name() {
        let names = ["guide/start.md", "guide/art.md", "systems/netflix.md", "Start.md", "a", "aab", "tsrat/guide.md"];
        for a in names {
            for b in names {
                let bound = Letters::of(&a.to_lowercase()).best_score(&a.to_lowercase(), b);
                assert!(bound >= strsim::jaro_winkler(&a.to_lowercase(), &b.to_lowercase()), "{a} {b}");
            }
        }
    }
}
