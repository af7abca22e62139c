//! The known name nearest to a mistyped one.

/// The candidate that is most like `name`, if one is alike enough to be what was meant. Ties go to the first.
pub fn nearest<'c>(name: &str, candidates: &[&'c str]) -> Option<&'c str> {
    // Comparing is quadratic in the length, and a name from content may be long.
    if name.chars().count() > 200 {
        return None;
    }
    let lower = name.to_lowercase();
    let mut best: Option<(f64, &'c str)> = None;
    for candidate in candidates.iter().filter(|candidate| candidate.len() <= 800) {
        let score = strsim::jaro_winkler(&lower, &candidate.to_lowercase());
        if score >= 0.82 && best.is_none_or(|(top, _)| score > top) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typo_finds_its_name_and_a_stranger_finds_none() {
        let names = ["title", "base_url", "description"];
        assert_eq!(nearest("titel", &names), Some("title"));
        assert_eq!(nearest("baseurl", &names), Some("base_url"));
        assert_eq!(nearest("colour", &names), None);
    }
}
